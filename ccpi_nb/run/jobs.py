"""The jobs that each run in a process of their own.

Make a report, make a Part's pack, collect what is exempt, read again what is about to be public.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.document.model import Document
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.meeting_keys import chart_file, day_of
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError
from ccpi_nb.exempt.content import collect_exempt
from ccpi_nb.exempt.gate import look_through
from ccpi_nb.exempt.known import ledger_amounts
from ccpi_nb.exempt.lock import keep_out, seal
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.reach import Reach, reach_of_any_part, reach_of_part_i
from ccpi_nb.exempt.readings import Reading, reading_tools, readings_in
from ccpi_nb.files.views import Seen, content_digest
from ccpi_nb.kernels.processes import is_warm
from ccpi_nb.notebook.notebook_file import notebook_path
from ccpi_nb.publish.fingerprints import digest, files_among
from ccpi_nb.publish.manifest import is_withheld
from ccpi_nb.publish.part_folder import write_pack, write_report_page
from ccpi_nb.render.chart_texts import with_values
from ccpi_nb.render.executed import document_from, published
from ccpi_nb.render.json_form import (
    document_from_json,
    document_to_json,
)
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.render.spreadsheet import render_spreadsheets
from ccpi_nb.render.tidy_csv import chart_csvs, tidy_csv
from ccpi_nb.run.messages import EXEMPT_CONTENT, Made, ReadAgain, Workbench, failed_folder
from ccpi_nb.run.notebook_run import CellFailed, Surroundings, run_notebook
from ccpi_nb.run.store import DOCUMENT, Store
from ccpi_nb.run.watch import begin, read_by
from ccpi_nb.workbook.indicators import KnownIndicators
from ccpi_nb.workbook.inputs import Workbook


@dataclass(frozen=True)
class Ran:
    """A report's notebook as far as it ran, and the document that it shows; None where it stopped at `place`."""

    workbook: Workbook
    report: Report
    notebook: NotebookNode | None
    document: Document | None
    place: str
    why: str = ""


def run_report(scratch: Path, bench: Workbench, item: str, deadline: float) -> Ran:
    """Run one report's notebook; a process for Part I is closed in with it."""
    reach = _settle(scratch, bench)
    workbook = Workbook(bench.root)
    report = workbook.meeting(bench.day).report(item)
    parameters = {**report.parameters, "meeting": bench.day, "item": report.item}
    around = Surroundings(scratch, bench.root, reach, deadline, nested=is_warm())
    place = f"params/{bench.day}.yaml, item {item}"
    notebook = None
    try:
        notebook = run_notebook(notebook_path(bench.root, report.notebook), parameters, around)
        document = document_from(notebook, f"notebooks/{report.notebook}.ipynb")
    except CellFailed as failed:
        return Ran(workbook, report, failed.notebook, None, failed.place, str(failed))
    except InputError as problem:
        return Ran(workbook, report, notebook, None, place, str(problem))
    return Ran(workbook, report, notebook, document, place)


def make_report(scratch: Path, bench: Workbench, item: str, deadline: float) -> Made:
    """Run one report's notebook, and make its document, published notebook, PDF, spreadsheet and CSV."""
    ran = run_report(scratch, bench, item, deadline)
    if ran.notebook is None or ran.document is None:
        return Made({}, read_by(scratch), *_failure(bench, ran, ran.why))
    stem, day = ran.report.stem, day_of(bench.day)
    glossary = Glossary(KnownIndicators({}, ran.workbook.find_indicator))
    counted = with_values(ran.document, glossary)
    try:
        with ThreadPoolExecutor(1) as aside:  # Typst works beside the interpreter
            pdf = aside.submit(render_pdf, ran.document, day=day)
            rendered = {
                f"{stem}.ipynb": nbformat.writes(published(ran.notebook, glossary)).encode(),
                **{f"{stem}{ending}": file for ending, file in render_spreadsheets(counted, day=day).items()},
                f"{stem}.csv": tidy_csv(counted).encode("utf-8-sig"),
                **{
                    chart_file(stem, place): data.encode("utf-8-sig")
                    for place, data in chart_csvs(ran.document, glossary).items()
                },
                DOCUMENT: document_to_json(ran.document),
                f"{stem}.pdf": pdf.result(),
            }
    except InputError as problem:
        return Made({}, read_by(scratch), *_failure(bench, ran, str(problem)))
    return Made({name: content for name, content in rendered.items() if content}, read_by(scratch))


def run_by_default(scratch: Path, root: Path, name: str) -> tuple[str, Seen]:
    """Run a notebook with its default parameters, and return it as a file holds it, and what was seen for it.

    InputError names the cell that stopped.
    """
    begin(str(scratch), str(root))
    try:
        around = Surroundings(scratch, root, _locked(scratch, reach_of_any_part(root)), nested=is_warm())
        notebook = run_notebook(notebook_path(root, name), {}, around)
    except CellFailed as failed:
        raise InputError(str(failed)) from None
    return nbformat.writes(notebook) + "\n", read_by(scratch)


def _failure(bench: Workbench, ran: Ran, why: str) -> tuple[str, dict[str, bytes]]:
    """Why a report failed, in words fit for a log, and what is left of it for its author."""
    report = ran.report
    # Half of a character is no reason to leave nothing: as an escape JSON holds it.
    file = nbformat.writes(ran.notebook).encode(errors="backslashreplace") if ran.notebook else b""
    left = {f"{report.stem}.ipynb": file} if ran.notebook else {}
    if report.part is Part.PUBLIC:
        return why, left
    # In a log, what a Part II report says of itself would be in the open.
    reason = f"{report.stem}.txt"
    where = f"{failed_folder(bench.day)}/{report.part.folder}/{reason}"
    words = f"{ran.place}: stopped; {where} says why, which is not for a log"
    return words, {**left, reason: f"{why}\n".encode(errors="backslashreplace")}


def make_pack(scratch: Path, bench: Workbench, store: Store, folder: Path) -> Seen:
    """Write a Part's pages and agenda pack beside its reports in `folder`, and return what was seen for them.

    The process for Part I can't read what is written meanwhile for Part II and for the gate.
    """
    _settle(scratch, bench, folder / bench.part.folder, store.own / bench.part.folder)
    workbook = Workbook(bench.root)
    meeting = workbook.meeting(bench.day)
    shown = (Part.PUBLIC,) if bench.part is Part.PUBLIC else tuple(Part)
    reports = {item: document for part in shown for item, document in _documents(store, folder, meeting, part).items()}
    write_pack(workbook, meeting, bench.part, reports, folder)
    return read_by(scratch)


def make_item_page(scratch: Path, bench: Workbench, store: Store, folder: Path, item: str) -> None:
    """Write a finished report's page beside its other files in `folder`."""
    _settle(scratch, bench, folder / bench.part.folder, store.own / bench.part.folder)
    workbook = Workbook(bench.root)
    meeting = workbook.meeting(bench.day)
    report = meeting.report(item)
    write_report_page(workbook, meeting, report, document_from_json(store.document(report)), folder)


def write_exempt(scratch: Path, root: Path, store: Store, folder: Path, exempt: Path) -> Seen:
    """Write what is exempt into the file `exempt` for the gate, and return what was seen for it.

    It is worked out from the reports in `folder`.
    """
    begin(str(scratch), str(root), answers=False)
    workbook = Workbook(root)
    meeting = workbook.meeting(store.day)
    documents = {part: tuple(_documents(store, folder, meeting, part).values()) for part in Part}
    return _write_exempt(scratch, workbook, meeting, documents, exempt)


def write_exempt_for_items(scratch: Path, root: Path, store: Store, items: Collection[str], exempt: Path) -> Seen:
    """Write what is exempt as `write_exempt` does, from the finished reports of some items."""
    begin(str(scratch), str(root), answers=False)
    workbook = Workbook(root)
    meeting = workbook.meeting(store.day)
    documents = {
        part: tuple(
            document_from_json(store.document(report)) for report in meeting.reports_in(part) if report.item in items
        )
        for part in Part
    }
    return _write_exempt(scratch, workbook, meeting, documents, exempt)


def _write_exempt(
    scratch: Path, workbook: Workbook, meeting: Meeting, documents: Mapping[Part, Sequence[Document]], exempt: Path
) -> Seen:
    content = collect_exempt(workbook, meeting, documents)
    seen = read_by(scratch)
    exempt.write_bytes(content.with_hashes(_withheld(workbook.root, seen.read)).to_json())
    return Seen(behind=seen.read, views=frozenset({(EXEMPT_CONTENT, content_digest(content))}))


def read_again(
    scratch: Path,
    folder: Path,
    names: Sequence[str],
    exempt: Path,
    is_packed: bool = True,
    before: Path | None = None,
    tools: str = "",
) -> ReadAgain:
    """Look for what the file `exempt` says is exempt in files about to be public.

    While the pack is made it is not `is_packed`: its ledger, which may be half written, is of no report's concern. What
    the readings in the file `before` hold for is not read again; they were made with the same `tools`.
    """
    tools = reading_tools(tools)
    content = ExemptContent.from_json(exempt.read_bytes())
    public = folder / Part.PUBLIC.folder
    if is_packed and (public / LEDGER).exists():
        # What the pack works out from public rows, beside its reports.
        content = content.without(ledger_amounts((public / LEDGER).read_text("utf-8-sig"), content.names))
    passage = look_through(public, content, names, readings_in(before, tools) if before else ())
    return ReadAgain(passage.leaks, Reading(tools, content, passage.passed, passage.hashes).to_json())


def _withheld(root: Path, read: Iterable[str]) -> frozenset[str]:
    """Return the hashes of what was read that no public manifest may have."""
    files = (root / name for name in files_among(read) if is_withheld(name))
    return frozenset(digest(file.read_bytes()) for file in files if file.is_file())


def _documents(store: Store, folder: Path, meeting: Meeting, part: Part) -> Mapping[str, Document]:
    """Return what a Part's reports show, by item."""
    notebooks = {report.item: folder / part.folder / f"{report.stem}.ipynb" for report in meeting.reports_in(part)}
    return {item: document_from_json(store.document_of(path)) for item, path in notebooks.items()}


def _settle(scratch: Path, bench: Workbench, *own: Path) -> Reach | None:
    """Begin to note what is read, and close to a process for Part I all but its copy, `scratch` and `own`.

    To any other only the files that came are closed. What it starts is closed in with it. It may still start a program
    where a kernel is one; a kernel for Part I may not.
    """
    begin(str(scratch), str(bench.root))
    if bench.closed:
        return _locked(scratch, reach_of_part_i(bench.closed, bench.root, scratch, *own))
    return _locked(scratch, reach_of_any_part(bench.root))


def _locked(scratch: Path, reach: Reach | None) -> Reach | None:
    """Close to this process what is not in its reach."""
    if reach is None:
        return None
    # Out of a folder that is about to be closed.
    os.chdir(scratch)
    seal(reach.closed, reach.opened)
    keep_out(reach.closed, reach.opened, programs=True, why=reach.why)
    return reach
