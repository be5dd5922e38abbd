"""A page for each meeting: what it decided, what it was promised, and its papers in each of their formats."""

from collections.abc import Iterator, Sequence
from functools import partial

from ccpi_nb.document.model import Block, Bullets, Document, Heading, Masthead, Paragraph
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.domain.meetings import Part, Report
from ccpi_nb.render.html import Link
from ccpi_nb.site.addresses import FOLLOW_UPS, meeting_page, page_link, paper, scorecard_page, way
from ccpi_nb.site.committee import Promise, Resolution, promises
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Page, marked_made_up

_FORMATS = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Excel",
    ".ods": "OpenDocument spreadsheet",
    ".csv": "figures as CSV",
    ".ipynb": "notebook",
}
_WHOLE = {
    "index.html": "The agenda with all papers",
    "agenda-pack.pdf": "All papers as one document (PDF)",
    "follow-ups.html": "Follow-ups, as they stood then",
    "reconciliation.html": "Where the papers disagree",
    "ledger.csv": "Where every figure of the papers comes from (CSV)",
}


def meeting_pages(material: Material, resolved: Sequence[Resolution]) -> Iterator[Page]:
    """Yield the page of each meeting."""
    every, published = tuple(promises(material)), material.published
    for before, one, after in zip((None, *published), published, (*published[1:], None), strict=False):
        key = one.meeting.key
        decided = tuple(each for each in resolved if each.meeting == key and each.is_resolved)
        promised = tuple(each for each in every if each.follow_up.made == key)
        files = tuple(sorted(path.name for path in one.folder.iterdir()))
        seen, steps = (one.meeting, decided, promised, files), (_step(key, before), _step(key, after))
        yield Page(meeting_page(key), seen, partial(_document, material, one, decided, promised), steps=steps)


def _step(here: str, other: Published | None) -> Link | None:
    """Return the link from a meeting's page to that of the one before or after it."""
    if other is None:
        return None
    return Link(other.meeting.day, way(meeting_page(here), f"{meeting_page(other.meeting.key)}.html"))


def _document(
    material: Material, one: Published, decided: Sequence[Resolution], promised: Sequence[Promise]
) -> Document:
    meeting, here = one.meeting, meeting_page(one.meeting.key)
    blocks: list[Block] = [Heading.of(2, "What it decided"), *_decided(decided, here)]
    blocks += [Heading.of(2, "Its papers"), Bullets(tuple(_papers(one, here)))]
    if promised:
        blocks += [Heading.of(2, "What it was promised"), Bullets(tuple(each.words for each in promised))]
        blocks.append(Paragraph((page_link(here, FOLLOW_UPS, "Follow-ups of all meetings"),)))
    when = tuple((label, words) for label, words in (("Time", meeting.time), ("Place", meeting.place)) if words)
    masthead = Masthead(f"Meeting of {meeting.day}", str(meeting.date), (*meeting.bodies[:2], *when))
    return marked_made_up(Document(masthead, tuple(blocks)), material.made_up_at(meeting))


def _decided(decided: Sequence[Resolution], here: str) -> Iterator[Block]:
    if not decided:
        yield Paragraph.of("No minutes or decision record of this meeting is among the papers here.")
        return
    yield Bullets(tuple(each.told for each in decided))
    papers = dict.fromkeys(each.file for each in decided)
    links = [Text("The record of it", href=way(here, file)) for file in papers]
    yield Paragraph(tuple(run for link in links for run in (link, Text(". "))))


def _papers(one: Published, here: str) -> Iterator[Runs]:
    """Yield the scorecard, then each report in its formats, then what goes with all of them."""
    key = one.meeting.key
    yield (page_link(here, scorecard_page(key), "Scorecard"), Text(": every indicator of these papers"))
    for report in one.meeting.reports_in(Part.PUBLIC):
        yield from _report(one, report, here)
    for name, words in _WHOLE.items():
        if one.has(name):
            yield (Text(words, href=way(here, paper(key, name))),)


def _report(one: Published, report: Report, here: str) -> Iterator[Runs]:
    """Yield a report's page and its other formats; nothing where it has no page."""
    key = one.meeting.key
    if one.has(f"{report.stem}.html"):
        page = Text(report.title, href=way(here, paper(key, f"{report.stem}.html")))
        others = [
            Text(words, href=way(here, paper(key, f"{report.stem}{suffix}")), about=report.title)
            for suffix, words in _FORMATS.items()
            if one.has(f"{report.stem}{suffix}")
        ]
        listed = tuple(run for link in others for run in (Text(", "), link))[1:]
        yield (page, Text(" ("), *listed, Text(")")) if listed else (page,)
