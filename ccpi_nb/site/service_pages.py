"""A page for each service: its indicators as they are known now, and the papers that show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ccpi_nb.content.scorecards import Grid, standings
from ccpi_nb.document.model import Block, Document, Heading, Masthead, Paragraph
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.site.addresses import meeting_page, numbered, page_link, scorecard_page, service_page, way
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Page, marked_made_up
from ccpi_nb.site.paging import in_pages, latest, list_of_meetings, rest, rows_of_the_first, steps, titled
from ccpi_nb.site.results import linked
from ccpi_nb.site.scorecards import MOST_ROWS, by_parts_only, ratings, tables


def service_pages(material: Material) -> Iterator[Page]:
    """Yield the pages of each service."""
    day = material.last.meeting.date
    for service, keys in material.services.items():
        shown = tuple((one.meeting.key, found) for one, found in _shown_at(material, keys))
        bodies = material.at(shown[0][0]).meeting.bodies
        seen = (*(material.seen_of(key, day) for key in keys), shown, material.made_up(*keys), bodies)
        rows = [key for key in keys if material.evidence.series(key)]
        pieces = in_pages(rows, MOST_ROWS, rows_of_the_first(len(rows), MOST_ROWS))
        for number, piece in enumerate(pieces, start=1):
            it = _Piece(service, keys, tuple(piece), number, len(pieces))
            around = steps(service_page(service), number, it.last)
            yield Page(
                it.address,
                (*seen, number, it.last, list_of_meetings(material)),
                partial(_document, material, it),
                keys,
                steps=around,
            )


@dataclass(frozen=True)
class _Piece:
    """One of a service's pages, the `number` of so many: `keys` are all of its indicators, `own` have a row here."""

    service: str
    keys: Sequence[str]
    own: Sequence[str]
    number: int
    last: int

    @property
    def address(self) -> str:
        return numbered(service_page(self.service), self.number)


def _shown_at(material: Material, keys: Sequence[str]) -> Iterator[tuple[Published, tuple[str, ...]]]:
    """Yield the meetings whose papers show any of the indicators, the latest first, with those that they show."""
    for one in reversed(material.published):
        if shown := tuple(key for key in keys if key in one.papers):
            yield one, shown


def _document(material: Material, it: _Piece) -> Document:
    """Return a page: the first counts the ratings of all, the last has what is given by parts."""
    evidence, here, keys = material.evidence, it.address, it.keys
    found = tuple(standings(evidence, it.own))
    counted = tuple(standings(evidence, keys)) if it.number == 1 else ()
    blocks: list[Block] = [*ratings(counted)]
    blocks.append(
        Paragraph.of("The latest figure of each indicator in any paper. Some are of earlier years than others.")
    )
    blocks.append(Heading.of(2, "Indicators"))
    blocks += tables(Grid.over(found, linked(here)), found, f"{it.service}, the latest figures")
    if it.number == it.last:
        blocks += by_parts_only(evidence, [key for key in keys if not evidence.series(key)], here)
    blocks.append(Heading.of(2, "Meetings with papers on it"))
    shown_at = tuple(one for one, _ in _shown_at(material, keys))
    earlier = rest(here, material, "Earlier papers are on the pages of their meetings.")
    blocks += latest([_meeting(one, here) for one in shown_at], earlier)
    meeting, title = shown_at[0].meeting, titled(it.service, it.number, it.last)
    masthead = Masthead(title, str(meeting.date), (*meeting.bodies[:2], ("Latest papers", meeting.day)))
    return marked_made_up(Document(masthead, tuple(blocks)), material.made_up(*keys))


def _meeting(one: Published, here: str) -> Runs:
    key, day = one.meeting.key, one.meeting.day
    card = Text("scorecard", href=way(here, f"{scorecard_page(key)}.html"), about=day)
    return (page_link(here, meeting_page(key), day), Text(" ("), card, Text(")"))
