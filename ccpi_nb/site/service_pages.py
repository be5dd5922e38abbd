"""A page for each service: its indicators as they are known now, and the papers that show them."""

from collections.abc import Iterator, Sequence
from functools import partial

from ccpi_nb.content.verdicts import rating_counts
from ccpi_nb.document.model import Block, Bullets, Document, Heading, Masthead, Paragraph
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.site.addresses import meeting_page, page_link, scorecard_page, service_page, way
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Page, marked_made_up
from ccpi_nb.site.results import standings
from ccpi_nb.site.scorecards import Grid, by_parts_only, rating_cards


def service_pages(material: Material) -> Iterator[Page]:
    """Yield the page of each service."""
    for service, keys in material.services.items():
        shown = tuple((one.meeting.key, found) for one, found in _shown_at(material, keys))
        bodies = material.at(shown[0][0]).meeting.bodies
        seen = (
            *(material.seen_of(key, material.last.meeting.date) for key in keys),
            shown,
            material.made_up(*keys),
            bodies,
        )
        yield Page(service_page(service), seen, partial(_document, material, service, keys), keys)


def _shown_at(material: Material, keys: Sequence[str]) -> Iterator[tuple[Published, tuple[str, ...]]]:
    """Yield the meetings whose papers show any of the indicators, the latest first, with those that they show."""
    for one in reversed(material.published):
        if shown := tuple(key for key in keys if key in one.papers):
            yield one, shown


def _document(material: Material, service: str, keys: Sequence[str]) -> Document:
    here, evidence, (latest, *_) = service_page(service), material.evidence, _shown_at(material, keys)
    found = tuple(standings(evidence, keys))
    of_parts = [key for key in keys if not evidence.series(key)]
    blocks: list[Block] = [*rating_cards(found)]
    if counts := rating_counts(each.result for each in found):
        blocks.append(Paragraph(counts))
    blocks.append(
        Paragraph.of("The latest figure of each indicator in any paper. Some are of earlier years than others.")
    )
    blocks.append(Heading.of(2, "Indicators"))
    blocks += Grid.over(found, here).tables(found, f"{service}, the latest figures")
    blocks += by_parts_only(evidence, of_parts, here)
    blocks.append(Heading.of(2, "Meetings with papers on it"))
    blocks.append(Bullets(tuple(_meeting(one, here) for one, _ in _shown_at(material, keys))))
    meeting = latest[0].meeting
    masthead = Masthead(service, str(meeting.date), (*meeting.bodies[:2], ("Latest papers", meeting.day)))
    return marked_made_up(Document(masthead, tuple(blocks)), material.made_up(*keys))


def _meeting(one: Published, here: str) -> Runs:
    key, day = one.meeting.key, one.meeting.day
    card = Text("scorecard", href=way(here, f"{scorecard_page(key)}.html"), about=day)
    return (page_link(here, meeting_page(key), day), Text(" ("), card, Text(")"))
