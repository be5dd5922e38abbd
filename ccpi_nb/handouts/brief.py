"""A meeting on one page for a councillor: how we are doing, what is asked, what is late; and as text for an e-mail."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import TypeVar

from pypdfium2 import PdfDocument

from ccpi_nb.document.figures import number_words
from ccpi_nb.document.model import Block, Bullets, Document, Heading, Headlines, Inset, Paragraph, Table
from ccpi_nb.document.runs import Runs, Text, plain
from ccpi_nb.domain.meetings import Meeting
from ccpi_nb.domain.targets import Rag
from ccpi_nb.handouts.outputs import hand_on, packs_of
from ccpi_nb.publish.pack import Pack
from ccpi_nb.publish.part_folder import glossary_of
from ccpi_nb.publish.scorecard_sheet import SCORECARD
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.workbook.inputs import Workbook

_STEM = "brief"
_WIDE = 76  # characters: e-mail programs break longer lines wherever they like
_FEWEST_POINTS = 3
_Shown = TypeVar("_Shown", bound=Block)


def write_briefs(workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document], folder: Path) -> list[Path]:
    """Write a meeting's brief as page, PDF and text, the public one and that for members, and return their paths.

    InputError says what the gate finds in the public one.
    """
    files: dict[str, bytes] = {}
    for pack in packs_of(workbook, meeting, documents):
        brief, pdf = on_one_page(brief_of(pack))
        page = render_document(brief, glossary=glossary_of(workbook, meeting))
        forms = {"html": page.encode(), "pdf": pdf, "txt": text_of(brief, meeting.name).encode()}
        files |= {f"{pack.part.folder}/{_STEM}.{suffix}": content for suffix, content in forms.items()}
    return hand_on(workbook, meeting, documents, files, folder)


def brief_of(pack: Pack) -> Document:
    """Return what a pack's first page says, without its table of changes and its links: who reads it has no pages."""
    context = tuple((label, words) for label, words in pack.masthead.context if label != "Pack")
    masthead = replace(pack.masthead, title=f"In brief: {pack.meeting.day}", context=context)
    blocks = (block for block in _without_tables(pack.front) if not _leads_to_scorecard(block))
    return Document(masthead, tuple(map(_without_links, blocks)))


def _leads_to_scorecard(block: Block) -> bool:
    runs = block.runs if isinstance(block, Paragraph) else ()
    return any(isinstance(run, Text) and run.href.endswith(f"{SCORECARD}.html") for run in runs)


def on_one_page(brief: Document) -> tuple[Document, bytes]:
    """Return a brief and its PDF, as much of it as fits on one page: at least three of its points, and what is asked.

    What is on target goes first, since the cards count it; then the last of the points, which are counted.
    """
    day = date.fromisoformat(brief.masthead.day)
    for shorter in _shorter(brief.blocks):
        short = replace(brief, blocks=shorter)
        pdf = render_pdf(short, day=day)
        if _pages(pdf) == 1:
            break
    return short, pdf


def _pages(pdf: bytes) -> int:
    with closing(PdfDocument(pdf)) as opened:
        return len(opened)


def _shorter(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """Yield blocks, and then with less and less of what a reader can do without."""
    yield blocks
    fewer = tuple(block for block in blocks if not (isinstance(block, Paragraph) and _says_on_target(block)))
    yield fewer
    at = next((at for at, block in enumerate(fewer) if isinstance(block, Bullets)), None)
    points = fewer[at] if at is not None else None
    if at is None or not isinstance(points, Bullets):
        return
    for shown in range(len(points.items) - 1, _FEWEST_POINTS - 1, -1):
        left = len(points.items) - shown
        more = Paragraph.of(f"{number_words(left).capitalize()} more {'is' if left == 1 else 'are'} in the pack.")
        yield (*fewer[:at], replace(points, items=points.items[:shown]), more, *fewer[at + 1 :])


def _says_on_target(block: Paragraph) -> bool:
    return plain(block.runs).startswith(f"{Rag.ON_TARGET}: ")


def _without_tables(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks without the sections that have a table."""
    section: list[Block] = []
    for block in (*blocks, Heading.of(1, "")):
        if isinstance(block, Heading):
            if not any(isinstance(part, Table) for part in section):
                yield from section
            section = []
        section.append(block)


def _without_links(block: _Shown) -> _Shown:
    match block:
        case Paragraph() | Heading() | Inset():
            return replace(block, runs=_unlinked(block.runs))
        case Bullets():
            return replace(block, items=tuple(map(_unlinked, block.items)))
    return block


def _unlinked(runs: Runs) -> Runs:
    return tuple(replace(run, href="", about="") if isinstance(run, Text) else run for run in runs)


def text_of(brief: Document, meeting: str) -> str:
    """Return a brief as the text of an e-mail, with its subject in the first line."""
    masthead = brief.masthead
    head = [f"Subject: {meeting}: in brief", "", *((masthead.notice, "") if masthead.notice else ())]
    return "\n".join([*head, *_lines(brief.blocks)]).rstrip() + "\n"


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield plain(block.runs).upper()
            case Headlines():
                for card in block.items:
                    yield f"{card.label}: {card.figure.signed} {plain(card.detail)}"
            case Bullets():
                for item in block.items:
                    yield fill(plain(item), _WIDE, initial_indent="- ", subsequent_indent="  ", break_long_words=False)
            case Paragraph() | Inset():
                yield fill(plain(block.runs), _WIDE, break_long_words=False)
        yield ""
