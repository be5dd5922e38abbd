"""The web pages of a Part's folder, each with the ways to the others, and its front page."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.document.model import Document, Heading, Headlines
from ccpi_nb.document.provenance import ABOUT
from ccpi_nb.document.runs import plain
from ccpi_nb.document.sections import anchors
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.meeting_keys import chart_file
from ccpi_nb.domain.meetings import PART_NAMES, Part
from ccpi_nb.publish.manifest import MANIFEST
from ccpi_nb.publish.pack import FOR_INFORMATION, AgendaLine, Pack, Sheet
from ccpi_nb.render.html import CHART_DATA, IndexEntry, Link, Neighbours, render_document, render_index

RECONCILIATIONS = {Part.PUBLIC: "reconciliation", Part.EXEMPT: "reconciliation-part-2"}
FRONT = "index"
PACK = PurePath("agenda-pack.pdf")
_FORMATS = {
    ".pdf": "PDF",
    ".xlsx": "Spreadsheet",
    ".ods": "OpenDocument",
    ".csv": "Figures (CSV)",
    ".ipynb": "Notebook",
}


def href_from(sheet: Sheet, part: Part) -> str:
    """Return the way to a document's page from a Part's front page; a member's leads over to what is public anyway."""
    page = f"{sheet.stem}.html"
    return page if sheet.part is part else f"../{sheet.part.folder}/{page}"


def disputed_rows(sheets: Sequence[Sheet]) -> Mapping[str, Link]:
    """Return the rows of data on which papers disagree, each with the card that says so."""
    found: dict[str, Link] = {}
    for sheet in sheets:
        if sheet.stem not in RECONCILIATIONS.values():
            continue
        blocks, card = sheet.document.blocks, Link("", "")
        for block, anchor in zip(blocks, anchors(blocks), strict=True):
            if isinstance(block, Heading):
                card = Link(plain(block.runs), f"{sheet.stem}.html#{anchor}")
            printed = [item.figure for item in block.items] if isinstance(block, Headlines) else []
            for row in (row for figure in printed if not figure.computation for row in figure.rows):
                found.setdefault(str(row.at), card)
    return found


def pages_of(
    sheets: Sequence[Sheet], about: Sequence[Sheet], place: Path, glossary: Glossary, disputed: Mapping[str, Link]
) -> Iterator[tuple[str, bytes]]:
    """Yield every document of the Part as a page that leads to the one before and after; records lead to neither.

    All lead to the page `about` their figures, and those of reports to where papers disagree on them.
    """
    agenda, figures = Link("Agenda", f"{FRONT}.html"), next(map(_link, about), None)
    ledger = Link("The ledger of all figures (CSV)", LEDGER)
    papers, records = [sheet for sheet in sheets if sheet.item], [sheet for sheet in sheets if not sheet.item]
    links = [None, *map(_link, papers), None]
    for sheet, before, after in zip(papers, links, links[2:], strict=False):
        own = disputed if sheet.item != FOR_INFORMATION else {}
        yield _page(sheet, place, glossary, Neighbours(agenda, before, after, figures, ledger, own))
    for record in records:
        yield _page(record, place, glossary, Neighbours(agenda, about=figures, ledger=ledger))
    for sheet in about:
        yield _page(sheet, place, glossary, Neighbours(agenda))


def _link(sheet: Sheet) -> Link:
    return Link(sheet.document.masthead.title, f"{sheet.stem}.html")


def front_page(
    pack: Pack,
    sheets: Sequence[Sheet],
    about: Sequence[Sheet],
    place: Path,
    glossary: Glossary,
    signed: Sequence[tuple[str, bool]],
) -> bytes:
    listed = [_entry(line, pack.part, place) for line in pack.lines]
    listed += [
        IndexEntry("After the meeting", sheet.document.masthead.title, "", _reading(sheet.stem, place), "Decisions")
        for sheet in sheets
        if not sheet.item
    ]
    whole = place / PACK
    ledger = place / LEDGER
    packs = (Link(f"{pack.title} (PDF)", whole.name, _size(whole)),)
    data = (
        *map(_link, about),
        Link("Where every figure comes from (CSV)", LEDGER, _size(ledger)),
        Link("What every file was made from (JSON)", MANIFEST),
    )
    page = render_index(pack.masthead, listed, packs, front=pack.front, data=data, signed=signed, glossary=glossary)
    return page.encode()


def _page(sheet: Sheet, place: Path, glossary: Glossary, neighbours: Neighbours) -> tuple[str, bytes]:
    page = render_document(
        sheet.document,
        formats_beside(sheet.stem, place),
        neighbours,
        glossary=glossary,
        chart_files=chart_files_beside(sheet.document, sheet.stem, place),
        sections_only=sheet.stem in RECONCILIATIONS.values(),  # its cards are many, and found by their size
    )
    return f"{sheet.stem}.html", page.encode()


def _entry(line: AgendaLine, part: Part, place: Path) -> IndexEntry:
    sheet = line.sheet
    if not sheet:
        links: tuple[Link, ...] = ()
    elif sheet.part is part:
        links = _reading(sheet.stem, place)
    else:  # a member's front page leads over to what is public anyway
        links = (Link("Public page", href_from(sheet, part)),)
    return IndexEntry(line.number, line.title, line.note, links, PART_NAMES[line.part])


def formats_beside(stem: str, place: Path) -> tuple[Link, ...]:
    """Return links to a document's formats beside its page, the PDF first."""
    files = [(label, place / f"{stem}{suffix}") for suffix, label in _FORMATS.items()]
    return tuple(Link(label, file.name, _size(file)) for label, file in files if file.exists())


def chart_files_beside(document: Document, stem: str, place: Path) -> Mapping[str, Link]:
    """Return links to the data of a document's charts beside its page, by the charts' places on it."""
    files = {anchor: place / chart_file(stem, anchor) for anchor in anchors(document.blocks) if anchor}
    return {anchor: Link(CHART_DATA, file.name) for anchor, file in files.items() if file.exists()}


def _reading(stem: str, place: Path) -> tuple[Link, ...]:
    """Return links to a document's page and to what readers print; the page leads on to the other formats."""
    return (Link("Web page", f"{stem}.html"), *formats_beside(stem, place)[:1])


def _size(file: Path) -> str:
    kilobytes = file.stat().st_size / 1024
    return f"{kilobytes:.0f}\N{NO-BREAK SPACE}KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f}\N{NO-BREAK SPACE}MB"


def signed_digest(files: Mapping[str, str]) -> str:
    """Return one hash for what is signed, from each file's: every document that goes before the committee.

    The front page shows who signed and the manifest names the front page, so neither can be part of it. Decision
    records follow the meeting, and with them the ledger and the page about the figures, which list what the documents
    hold.
    """
    beside = (f"{FRONT}.html", MANIFEST, LEDGER, f"{ABOUT}.html")
    signed = sorted(name for name in files if name not in beside and not name.startswith("decision-"))
    return hashlib.sha256("".join(f"{files[name]}  {name}\n" for name in signed).encode()).hexdigest()
