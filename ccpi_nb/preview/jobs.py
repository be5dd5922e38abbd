"""The preview's jobs that each run in a process of their own, as those of a run do: look, and run a report."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from nbformat import NotebookNode

from ccpi_nb.content.meeting_papers import has_exempt_papers
from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Absent, Document, Heading
from ccpi_nb.document.sections import flattened
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import refuse
from ccpi_nb.exempt.public_copy import copy_public_sign_offs, copy_without_exempt, keep_public_held
from ccpi_nb.files.atomic import steady
from ccpi_nb.files.text_files import links_in
from ccpi_nb.meeting.meeting_checks import (
    declaration_problems,
    meeting_problems,
    minutes_problems,
    personal_problems_of,
)
from ccpi_nb.meeting.unread_files import unread_problems
from ccpi_nb.notebook.cells import numbered
from ccpi_nb.notebook.notebook_file import read_notebook
from ccpi_nb.publish.call_checks import files_not_there
from ccpi_nb.publish.part_folder import glossary_of
from ccpi_nb.publish.word_checks import word_problems
from ccpi_nb.render.executed import document_from
from ccpi_nb.render.html import Link, Neighbours, render_document
from ccpi_nb.render.json_form import (
    BLOCKS_MIME,
    blocks_from_json,
)
from ccpi_nb.reports.sections import OF_PART_I
from ccpi_nb.run.jobs import Ran, run_report
from ccpi_nb.run.messages import Remark, RemarkKind, Survey, Workbench
from ccpi_nb.run.watch import begin, read_by
from ccpi_nb.workbook.inputs import Workbook

INDEX = "index.html"


@dataclass(frozen=True)
class Failure:
    """Why a report could not be made, and the cell that it stopped at, if any: its code, and what it said."""

    why: str
    code: str = ""
    said: str = ""


@dataclass(frozen=True)
class Shown:
    """A report as its notebook shows it: the notebook that ran, the document, and the page but for its neighbours.

    `remarks` are on what it asks for and does not show; those on files that are not there are `missing`.
    """

    notebook: NotebookNode
    document: Document
    html: str
    glossary: Glossary
    missing: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Made:
    """What a report's notebook came to, or why it came to nothing, and what was read for it."""

    read: frozenset[str]
    notebook: NotebookNode | None = None
    document: Document | None = None
    glossary: Glossary = field(default_factory=Glossary)
    missing: tuple[Remark, ...] = ()
    failure: Failure | None = None


def look(scratch: Path, root: Path, day: str, copy: Path) -> Survey:
    """Look a meeting over for what no report of it could be made with, and put the workbook as Part I may see it.

    It goes into `copy`. What would only stop a run is for `find_problems`.
    """
    begin(str(scratch), str(root))
    return steady(root / "data", partial(_look, scratch, root, day, copy))


def _look(scratch: Path, root: Path, day: str, copy: Path) -> Survey:
    workbook = Workbook(root)
    refuse(links_in(root))
    meeting = workbook.meeting(day)
    refuse([*declaration_problems(workbook), *meeting_problems(workbook, meeting)])
    copy_without_exempt(workbook, copy)
    keep_public_held(workbook, copy)
    copy_public_sign_offs(workbook, day, copy)
    parts = (Part.PUBLIC, Part.EXEMPT) if has_exempt_papers(workbook, meeting) else (Part.PUBLIC,)
    return Survey(meeting, parts, read_by(scratch))


def find_problems(scratch: Path, root: Path, day: str) -> tuple[str, ...]:
    """Return what would stop a run of a meeting whose reports can be made."""
    begin(str(scratch), str(root))
    workbook = Workbook(root)
    meeting = workbook.meeting(day)
    return (
        *minutes_problems(workbook, meeting),
        *unread_problems(workbook),
        *word_problems(workbook, meeting),
        *personal_problems_of(workbook, meeting),
    )


def make_document(scratch: Path, bench: Workbench, item: str, deadline: float) -> Made:
    """Run one report's notebook, and make its document; a process for Part I is closed in with it."""
    ran = run_report(scratch, bench, item, deadline)
    if ran.notebook is None or ran.document is None:
        return Made(read_by(scratch).read, failure=_failure(ran))
    meeting = ran.workbook.meeting(bench.day)
    files = files_not_there(ran.workbook, meeting, ran.report)
    missing = tuple(Remark(RemarkKind.ABSENT, sentence) for sentence in files)
    return Made(read_by(scratch).read, ran.notebook, ran.document, _glossary_of(ran.workbook, meeting), missing)


def _glossary_of(workbook: Workbook, meeting: Meeting) -> Glossary:
    # Whole, since it leaves the process that could look up more.
    return replace(glossary_of(workbook, meeting), indicators=workbook.indicators)


def reworded(shown: Shown, report: Report, file: Path) -> Shown | None:
    """Return what a report shows with the Markdown of its notebook as it is now in `file`.

    None where a cell of code or its place in the parameters has changed, so that it has to run. InputError where the
    Markdown can't be shown.
    """
    ran = [cell for cell in shown.notebook.cells if cell.cell_type == "code"]
    cells = []
    for cell in read_notebook(file).cells:
        if cell.cell_type == "code":
            while ran and "injected-parameters" in _tags(ran[0]):
                cells.append(ran.pop(0))
            if not ran or (ran[0].source, _tags(ran[0])) != (cell.source, _tags(cell)):
                return None
            cell = NotebookNode({**ran.pop(0), "metadata": cell.metadata})
        cells.append(cell)
    if ran:
        return None
    notebook = NotebookNode({**shown.notebook, "cells": cells})
    return shown_by(report, notebook, document_from(notebook, _name(report)), shown.glossary, shown.missing)


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def shown_by(
    report: Report,
    notebook: NotebookNode,
    document: Document,
    glossary: Glossary,
    missing: tuple[Remark, ...] = (),
) -> Shown:
    """Return what a report shows: its page, with the remarks that its notebook gives."""
    html = render_document(document, neighbours=Neighbours(Link("All reports", INDEX)), glossary=glossary)
    remarks = (*missing, *_calls_for_nothing(notebook, _name(report), html))
    return Shown(notebook, document, html, glossary, missing, remarks)


def _name(report: Report) -> str:
    return f"notebooks/{report.notebook}.ipynb"


def _failure(ran: Ran) -> Failure:
    cells = ran.notebook.cells if ran.notebook else []
    for cell in cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                said = "" if output.evalue in ran.why else f"{output.ename}: {output.evalue}"
                return Failure(ran.why, cell.source, said)
    return Failure(ran.why)


def _calls_for_nothing(notebook: NotebookNode, name: str, html: str) -> Iterator[Remark]:
    """Yield a remark on each call that shows nothing, at the heading above it where the page has that."""
    anchor = ""
    for place, cell in numbered(notebook, name):
        words = blocks_from_markdown(cell.source, place) if cell.cell_type == "markdown" else ()
        shown = (output.get("data", {}).get(BLOCKS_MIME, []) for output in cell.get("outputs", []))
        for block in flattened((*words, *chain.from_iterable(map(blocks_from_json, shown)))):
            if isinstance(block, Heading):
                anchor = block.anchor
            elif isinstance(block, Absent) and block != OF_PART_I:
                yield Remark(RemarkKind.ABSENT, f"{place}: {block.reason.rstrip('.')}", _inside(html, anchor))


def _inside(html: str, anchor: str) -> int | None:
    """Return where the words of the heading with an anchor begin; None where the page has none."""
    at = html.find(f'id="{anchor}"')
    return html.index(">", at) + 1 if at >= 0 else None
