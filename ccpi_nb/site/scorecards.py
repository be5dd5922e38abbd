"""The scorecard of each meeting: every indicator of its papers by service.

A large one is several pages, each of which leads to the next.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ccpi_nb.content.register_tables import comment_words
from ccpi_nb.content.scorecards import Comments, Grid, Standing, rating_cards, standings
from ccpi_nb.content.verdicts import rating_counts
from ccpi_nb.document.model import (
    Block,
    Bullets,
    Document,
    Heading,
    Masthead,
    Paragraph,
    Table,
)
from ccpi_nb.document.runs import Runs, Text, plain
from ccpi_nb.document.sentences import joined, listed, say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.errors import refusals_of
from ccpi_nb.site.addresses import (
    ABOUT,
    SCORECARD,
    indicator_link,
    meeting_page,
    page_link,
    scorecard_page,
    service_page,
)
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Page, marked_made_up
from ccpi_nb.site.paging import latest, page_words, rest, rows_of_the_first, steps, titled
from ccpi_nb.site.results import linked
from ccpi_nb.workbook.collections import Comment, comments_of

# Rows of a page: with their sources they stay below 300 KB.
MOST_ROWS = 30
_LONGEST = 800  # a sentence, in characters: with more names it is a list that the tables have anyway
_LEAD = "Every indicator in the papers of this meeting, by service, as it was known then. "


def scorecard_pages(material: Material) -> Iterator[Page]:
    """Yield the pages of each meeting's scorecard; the latest one is also where it always is."""
    for one in material.published:
        parts = _parts(material, one)
        every = tuple(key for part in parts for _, keys, _ in part.services for key in keys)
        services = tuple(tuple(service for service, *_ in part.services) for part in parts)
        for number, part in enumerate(parts, start=1):
            comments = _comments(material, one, part.keys)
            card = _Card(one, part, number, services, comments, every if number == 1 else ())
            address = scorecard_page(one.meeting.key, number)
            yield _page(material, card, address)
            if one is material.last and number == 1:
                yield _page(material, card, SCORECARD)


@dataclass(frozen=True)
class _Part:
    """What a page has: the services, each with its indicators, and with those that are given by parts only."""

    services: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]

    @property
    def keys(self) -> frozenset[str]:
        """The indicators that have a row."""
        return frozenset(key for _, keys, _ in self.services for key in keys)


@dataclass(frozen=True)
class _Card:
    """A page of a meeting's scorecard, its `number`; `services` are those of each page, `comments` what they say.

    `counted` are the indicators whose ratings it counts: on the first page those of all pages.
    """

    one: Published
    part: _Part
    number: int
    services: tuple[tuple[str, ...], ...]
    comments: Comments
    counted: tuple[str, ...]

    @property
    def last(self) -> int:
        """The number of the last page."""
        return len(self.services)


def _page(material: Material, card: _Card, address: str) -> Page:
    meeting = card.one.meeting
    own = tuple(material.seen_of(key, meeting.date) for key in sorted({*card.part.keys, *card.counted}))
    earlier = tuple(_others(material, card, address))
    made_up = material.made_up_in(meeting, card.counted or card.part.keys)
    seen = (meeting, made_up, card.part, card.number, card.services, tuple(card.comments.items()), own, earlier)
    around = steps(scorecard_page(meeting.key), card.number, card.last, here=address)
    keys = tuple(key for _, _, by_parts in card.part.services for key in by_parts)
    return Page(address, seen, partial(_document, material, card, address), keys, steps=around)


def _others(material: Material, card: _Card, address: str) -> Iterator[str]:
    """Yield the meetings whose scorecards the page of the latest leads to."""
    if address == SCORECARD:
        yield from (one.meeting.key for one in reversed(material.published) if one is not card.one)


def _parts(material: Material, one: Published) -> list[_Part]:
    """Return a meeting's services page by page; one with more rows than a page may have goes on on the next."""
    day = one.meeting.date
    known = frozenset(key for key in one.papers if key in material.rows and material.is_known(key, day))
    wholes = frozenset(key for key in known if material.is_known(key, day, whole=True))
    pages: list[list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = [[]]
    room = rows_of_the_first(len(wholes), MOST_ROWS)
    for service, every in material.services.items():
        left = tuple(key for key in every if key in wholes)
        by_parts = tuple(key for key in every if key in known and key not in wholes)
        while left or by_parts:
            if pages[-1] and len(left) > room:
                pages.append([])
                room = MOST_ROWS
            piece, left = left[:room], left[room:]
            pages[-1].append((service, piece, () if left else by_parts))
            by_parts = by_parts if left else ()
            room -= len(piece)
    return [_Part(tuple(services)) for services in pages]


def _document(material: Material, card: _Card, here: str) -> Document:
    meeting, evidence = card.one.meeting, material.known_at(card.one.meeting)
    found = {service: tuple(standings(evidence, keys)) for service, keys, _ in card.part.services}
    every = [each for of_service in found.values() for each in of_service]
    grid = Grid.over(every, linked(here), card.comments)
    counted = tuple(standings(evidence, card.counted))
    papers = page_link(here, meeting_page(meeting.key), "The papers")
    lead = Text(_LEAD if card.part.services else "The papers of this meeting show no indicator. ")
    words = Paragraph((lead, papers, Text(" say more. "), page_link(here, ABOUT, "What the words mean"), Text(".")))
    blocks: list[Block] = [words, *ratings(counted), *_other_pages(card, here)]
    for service, _, by_parts in card.part.services:
        blocks.append(Heading(2, (page_link(here, service_page(service), service),)))
        blocks += tables(grid, found[service], f"{service}, {meeting.day}")
        blocks += by_parts_only(evidence, by_parts, here)
    if others := tuple(_others(material, card, here)):
        blocks.append(Heading.of(2, "Scorecards of other meetings"))
        links = [(page_link(here, scorecard_page(key), meeting_name(key)),) for key in others]
        blocks += latest(links, rest(here, material, "Those of earlier meetings are beside their papers."))
    title = titled(f"Scorecard, {meeting.day}", card.number, card.last)
    masthead = Masthead(title, str(meeting.date), (*meeting.bodies[:2], ("Meeting", meeting.day)))
    return marked_made_up(
        Document(masthead, tuple(blocks)), material.made_up_in(meeting, card.counted or card.part.keys)
    )


def _other_pages(card: _Card, here: str) -> Iterator[Block]:
    """Yield which services are on the other pages, for those who look for one of them; nothing for a page alone."""
    others = [
        (
            page_link(here, scorecard_page(card.one.meeting.key, number), page_words(number, card.last).capitalize()),
            Text(f": {listed(services)}"),
        )
        for number, services in enumerate(card.services, start=1)
        if number != card.number
    ]
    if others:
        yield Bullets(tuple(others))


def tables(grid: Grid, found: Sequence[Standing], caption: str) -> Iterator[Table]:
    """Yield the table of how indicators stand, in pieces where it is long; nothing without any."""
    return (grid.table(found[start : start + MOST_ROWS], caption) for start in range(0, len(found), MOST_ROWS))


def ratings(found: Sequence[Standing]) -> Iterator[Block]:
    """Yield how many indicators have which rating, and in a sentence which miss their target, unless they are many."""
    yield from rating_cards(found)
    words = rating_counts(each.result for each in found)
    if words and len(plain(words)) <= _LONGEST:
        yield Paragraph(words)


def by_parts_only(evidence: Evidence, keys: Sequence[str], here: str) -> Iterator[Paragraph]:
    """Yield a line with the indicators of which no paper gives a whole; nothing without any."""
    if keys:
        links: list[Runs] = [(indicator_link(here, evidence.indicator(key)),) for key in keys]
        yield Paragraph((Text("Given by parts only: "), *joined(links), Text(".")))


def _comments(material: Material, one: Published, keys: Collection[str]) -> Comments:
    """Return what services say of the latest figures, as far as the papers of the meeting say it."""
    registers, found = material.workbook.registers, dict[str, Runs]()
    datasets = frozenset().union(*(material.datasets[key] for key in keys))
    for name in filter(registers.has, sorted(map(comments_of, datasets))):
        evidence = material.known_at(one.meeting)
        for comment in registers.comments(name, one.meeting.key):
            if comment.indicator in keys and not comment.breakdown and _is_public(comment, one, evidence):
                found[comment.indicator] = comment_words(comment, evidence)
    return found


def _is_public(comment: Comment, one: Published, evidence: Evidence) -> bool:
    words = [text for text in (comment.why, comment.action) if text]
    if any(refusals_of(partial(say, text, evidence)) for text in words):
        return False
    return all(one.says(piece.strip()) for text in words for piece in text.split("{")[:1])
