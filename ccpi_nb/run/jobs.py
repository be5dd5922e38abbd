"""What is done in a process of its own: look a meeting over, make a report, make a Part's pack, check what is about to be public."""

import pickle
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ccpi_nb.content.follow_up_sheet import exempt_promises
from ccpi_nb.content.meeting_papers import has_exempt_papers
from ccpi_nb.document.model import Document
from ccpi_nb.domain.meetings import Part, Report
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.exempt.content import ExemptContent, agenda_words, exempt_content
from ccpi_nb.exempt.gate import leaks
from ccpi_nb.exempt.lock import keep_out
from ccpi_nb.exempt.public_copy import copy_public_sign_offs, copy_without_exempt
from ccpi_nb.files.text_files import links_in
from ccpi_nb.publish.part_folder import read_report, write_pack
from ccpi_nb.reconcile.by_part import exempt_reasons
from ccpi_nb.render.export import document_from, published
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.render.spreadsheet import render_spreadsheet
from ccpi_nb.render.tidy_csv import tidy_csv
from ccpi_nb.run.messages import Gated, Made, Survey, Workbench, failed_folder
from ccpi_nb.run.notebook_run import CellFailed, Surroundings, run_notebook
from ccpi_nb.run.processes import is_warm
from ccpi_nb.run.watch import begin, read_by
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.meeting_checks import meeting_problems
from ccpi_nb.workbook.notebooks import STANDING_SECTIONS, notebook_path


def survey(scratch: Path, root: Path, day: str, copy: Path) -> Survey:
    """Look a meeting over before any report runs, and put the workbook as Part I may see it into `copy`."""
    begin(str(scratch), str(root))
    workbook = Workbook(root)
    refuse(links_in(root))
    meeting = workbook.meeting(day)
    refuse(meeting_problems(workbook, meeting))
    # Of what is only copied, each report notes for itself what it reads.
    read = read_by(scratch)
    copy_without_exempt(workbook, copy)
    copy_public_sign_offs(workbook, day, copy)
    parts = (Part.PUBLIC, Part.EXEMPT) if has_exempt_papers(workbook, meeting) else (Part.PUBLIC,)
    return Survey(meeting, parts, read)


def make_report(scratch: Path, bench: Workbench, item: str, deadline: float) -> Made:
    """Run one report's notebook, and make notebook, PDF, spreadsheet and CSV of it."""
    _settle(scratch, bench)
    meeting = Workbook(bench.root).meeting(bench.day)
    report = meeting.report(item)
    parameters = {**report.parameters, "meeting": bench.day, "item": report.item}
    around = Surroundings(scratch, bench.root, bench.closed, deadline, nested=is_warm())
    notebook = None
    try:
        notebook = run_notebook(notebook_path(bench.root, report.notebook), parameters, around)
        document = document_from(notebook, f"notebooks/{report.notebook}.ipynb")
        made = {
            ".ipynb": nbformat.writes(published(notebook)).encode(),
            ".pdf": render_pdf(document, day=meeting.date),
            ".xlsx": render_spreadsheet(document, day=meeting.date),
            ".csv": tidy_csv(document).encode("utf-8-sig"),
        }
    except CellFailed as failed:
        return Made({}, read_by(scratch), *_failure(bench, report, failed.place, str(failed), failed.notebook))
    except InputError as problem:
        return Made(
            {},
            read_by(scratch),
            *_failure(bench, report, f"params/{bench.day}.yaml, item {item}", str(problem), notebook),
        )
    return Made({f"{report.stem}{suffix}": content for suffix, content in made.items() if content}, read_by(scratch))


def _failure(
    bench: Workbench, report: Report, place: str, why: str, notebook: NotebookNode | None
) -> tuple[str, dict[str, bytes]]:
    """Why a report failed, in words fit for a log, and what is left of it for its author."""
    left = {f"{report.stem}.ipynb": nbformat.writes(notebook).encode()} if notebook else {}
    if report.part is Part.PUBLIC:
        return why, left
    # In a log, what a Part II report says of itself would be in the open.
    file = f"{report.stem}.txt"
    words = f"{place}: stopped; {failed_folder(bench.day)}/{report.part.folder}/{file} says why, which is not for a log"
    return words, {**left, file: f"{why}\n".encode()}


def make_pack(scratch: Path, bench: Workbench, folder: Path) -> frozenset[str]:
    """Write a Part's pages, business documents and agenda pack beside its reports, which lie in `folder`; what was read for them."""
    _settle(scratch, bench)
    write_pack(Workbook(bench.root), bench.day, bench.part, folder)
    return read_by(scratch)


def read_again(scratch: Path, root: Path, day: str, folder: Path, names: Sequence[str], exempt: bytes = b"") -> Gated:
    """Read what is about to be public for what only Part II has; what that is, is worked out from the reports in `folder`, unless it is given."""
    begin(str(scratch), str(root))
    exempt = exempt or pickle.dumps(_exempt(root, day, folder))
    found = leaks(folder / Part.PUBLIC.folder, pickle.loads(exempt), names)
    return Gated(tuple(map(str, found)), read_by(scratch), exempt)


def _exempt(root: Path, day: str, folder: Path) -> ExemptContent:
    workbook = Workbook(root)
    meeting = workbook.meeting(day)

    def documents(part: Part) -> list[Document]:
        return [read_report(folder, report) for report in meeting.reports_in(part)]

    allowed = (*agenda_words(meeting), *STANDING_SECTIONS)
    restricted = [*documents(Part.EXEMPT), exempt_promises(workbook.follow_ups), exempt_reasons(workbook)]
    return exempt_content(restricted, documents(Part.PUBLIC), workbook.exempt_datasets, allowed)


def _settle(scratch: Path, bench: Workbench) -> None:
    """Note what is read, and keep a process for Part I from the original workbook; it has to start a kernel, which is kept from more."""
    begin(str(scratch), str(bench.root))
    if bench.closed:
        keep_out(str(bench.closed), programs=True)
