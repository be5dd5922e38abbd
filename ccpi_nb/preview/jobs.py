"""The preview's jobs that each run in a process of their own, as those of a run do: look, and make a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from nbformat.v4 import new_notebook

from ccpi_nb.content.meeting_papers import has_exempt_papers
from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import BLOCKS_MIME, Absent, Document, Heading, blocks_from_json, flattened
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.errors import refuse
from ccpi_nb.exempt.public_copy import copy_public_sign_offs, copy_without_exempt
from ccpi_nb.files.text_files import links_in
from ccpi_nb.publish.call_checks import files_not_there
from ccpi_nb.publish.part_folder import glossary_of
from ccpi_nb.publish.word_checks import word_problems
from ccpi_nb.render.cells import numbered
from ccpi_nb.render.html import Link, Neighbours, render_document
from ccpi_nb.reports.sections import OF_PART_I
from ccpi_nb.run.jobs import Ran, personal_problems_of, run_report
from ccpi_nb.run.messages import Remark, RemarkKind, Workbench
from ccpi_nb.run.watch import begin, read_by
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.meeting_checks import declaration_problems, meeting_problems, minutes_problems, unread_problems

INDEX = "index.html"


@dataclass(frozen=True)
class Looked:
    """A meeting that can be previewed, those of its Parts that have papers, and what would stop a run of it."""

    meeting: Meeting
    parts: tuple[Part, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """Why a report could not be made, and the cell that it stopped at, if any: its code, and what it said."""

    why: str
    code: str = ""
    said: str = ""


@dataclass(frozen=True)
class Page:
    """A report's page, as it would be published but for its neighbours, or why there is none."""

    read: frozenset[str]
    html: str = ""
    document: Document | None = None
    remarks: tuple[Remark, ...] = ()
    failure: Failure | None = None


def look(scratch: Path, root: Path, day: str, copy: Path) -> Looked:
    """Look a meeting over as a run does, and put the workbook as Part I may see it into `copy`.

    InputError says what no report could be made with; what would only stop a run is returned.
    """
    begin(str(scratch), str(root))
    workbook = Workbook(root)
    refuse(links_in(root))
    meeting = workbook.meeting(day)
    refuse([*declaration_problems(workbook), *meeting_problems(workbook, meeting)])
    copy_without_exempt(workbook, copy)
    copy_public_sign_offs(workbook, day, copy)
    problems = (
        *minutes_problems(workbook, meeting),
        *unread_problems(workbook),
        *word_problems(workbook, meeting),
        *personal_problems_of(workbook, meeting),
    )
    parts = (Part.PUBLIC, Part.EXEMPT) if has_exempt_papers(workbook, meeting) else (Part.PUBLIC,)
    return Looked(meeting, parts, problems)


def make_page(scratch: Path, bench: Workbench, item: str, deadline: float) -> Page:
    """Run one report's notebook, and make its page; a process for Part I is closed in with it."""
    ran = run_report(scratch, bench, item, deadline)
    if ran.document is None:
        return Page(read_by(scratch), failure=_failure(ran))
    meeting = ran.workbook.meeting(bench.day)
    glossary = glossary_of(ran.workbook, meeting)
    html = render_document(ran.document, neighbours=Neighbours(Link("All reports", INDEX)), glossary=glossary)
    files = (Remark(RemarkKind.ABSENT, sentence) for sentence in files_not_there(ran.workbook, meeting, ran.report))
    return Page(read_by(scratch), html, ran.document, (*files, *_calls_for_nothing(ran, html)))


def _failure(ran: Ran) -> Failure:
    cells = ran.notebook.cells if ran.notebook else []
    for cell in cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                said = "" if output.evalue in ran.why else f"{output.ename}: {output.evalue}"
                return Failure(ran.why, cell.source, said)
    return Failure(ran.why)


def _calls_for_nothing(ran: Ran, html: str) -> Iterator[Remark]:
    """Yield a remark on each call that shows nothing, at the heading above it where the page has that."""
    anchor = ""
    for place, cell in numbered(ran.notebook or new_notebook(), f"notebooks/{ran.report.notebook}.ipynb"):
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
