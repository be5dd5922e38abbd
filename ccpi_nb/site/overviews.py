"""The pages over all meetings: the front page, what changed, follow-ups, the index from A to Z, about the site."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ccpi_nb.computing.computations import counting
from ccpi_nb.content.main_points import ranked
from ccpi_nb.content.result_cells import dated, direction_cell, rating_cell
from ccpi_nb.content.scorecards import Standing, rating_cards, standings
from ccpi_nb.content.verdicts import describe
from ccpi_nb.document.figures import count_figure, target_runs
from ccpi_nb.document.model import Block, Bullets, Cell, Column, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.periods import day_name
from ccpi_nb.open_data.landing import landing
from ccpi_nb.open_data.open_set import OpenSet
from ccpi_nb.open_data.ratings import Rated
from ccpi_nb.open_data.titles import Titles
from ccpi_nb.site.addresses import (
    A_TO_Z,
    ABOUT,
    CHANGES,
    FOLLOW_UPS,
    FRONT,
    MEETINGS,
    OPEN_DATA,
    SCORECARD,
    indicator_link,
    meeting_page,
    numbered,
    page_link,
    paper,
    scorecard_page,
    service_page,
    way,
)
from ccpi_nb.site.committee import Resolution, follow_ups, promises
from ccpi_nb.site.guide import a_to_z, about
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Page, marked_made_up
from ccpi_nb.site.paging import LATEST, in_pages, list_of_meetings, steps, titled
from ccpi_nb.workbook.follow_ups import FollowUpState

_MOST_RESOLVED, _MOST_TOLD, _MOST_ROWS, _MOST_MEETINGS = 3, 5, 60, 25
_WAITING = (FollowUpState.OVERDUE, FollowUpState.DUE, FollowUpState.OPEN)


def overview_pages(material: Material, resolved: Sequence[Resolution]) -> Iterator[Page]:
    """Yield the pages over all meetings; `resolved` is what the committee resolved."""
    made_up, last = material.made_up(), material.last.meeting
    meetings = tuple((one.meeting, one.has("agenda-pack.pdf")) for one in material.published)
    promised, new = tuple(promises(material)), changed(material)
    named = tuple(material.evidence.indicator(key) for key in material.evidence.observed)
    decided = tuple(each for each in resolved if each.is_resolved)
    coming = tuple(known.day for known in material.coming)
    stand = tuple(each.result for each in _latest(material))
    services = tuple(material.services)
    front = (meetings, coming, decided, promised, new, stand, services, made_up)
    yield _page(material, FRONT, "How the council performs", front, lambda it: _front(it, decided))
    yield from _list_pages(material, (meetings, decided, promised, made_up), decided)
    yield _page(material, CHANGES, "What changed", (new, made_up, meetings), _changes)
    yield _page(material, FOLLOW_UPS, "Follow-ups", (promised, made_up, meetings), follow_ups)
    index = _page(material, A_TO_Z, "A to Z", (named, services, made_up, meetings), a_to_z)
    yield replace(index, keys=material.evidence.observed, searches=True)
    yield _page(material, ABOUT, "About these pages", (made_up, last), about)


def open_data_page(material: Material, base: str, with_parquet: bool) -> Page:
    """Return the page of the open data, beside which the files of the set are."""
    meeting, made_up = material.last.meeting, material.made_up()
    address = f"{base}{OPEN_DATA}.html" if base else ""
    titles = Titles(meeting.committee, meeting.council, meeting.date, address, material.terms.licence, made_up)
    it = OpenSet(material.evidence, material.terms, titles, lambda: _rated(material), with_parquet)
    own = tuple(material.seen_of(key, meeting.date) for key in material.evidence.observed)
    papers = tuple((one.meeting.key, tuple(sorted(one.papers))) for one in material.published)
    seen = (own, papers, material.evidence.continuations, material.terms, titles, with_parquet)
    page = _page(
        material,
        OPEN_DATA,
        "Open data",
        seen,
        lambda _: landing(it, lambda name: way(OPEN_DATA, f"{OPEN_DATA}/{name}")),
    )
    return replace(page, downloads=lambda: it.downloads)


def _rated(material: Material) -> Iterator[Rated]:
    """Yield how the indicators of each meeting's papers stood by what was known then, as its scorecard has it."""
    for one in material.published:
        evidence = material.known_at(one.meeting)
        for each in standings(evidence, [key for key in evidence.observed if key in one.papers]):
            yield Rated(one.meeting.key, one.meeting.date, each.result)


Blocks = Callable[[Material], Iterator[Block]]


def _page(material: Material, address: str, title: str, seen: tuple[object, ...], blocks: Blocks) -> Page:
    return Page(address, (title, *seen), partial(_document, material, title, blocks))


def _document(material: Material, title: str, blocks: Blocks) -> Document:
    meeting = material.last.meeting
    masthead = Masthead(title, str(meeting.date), (*meeting.bodies[:2], ("As known by", day_name(meeting.date))))
    is_made_up = bool(material.made_up_in(meeting, material.last.papers))
    return marked_made_up(Document(masthead, tuple(blocks(material))), material.made_up(), every=is_made_up)


def _latest(material: Material) -> tuple[Standing, ...]:
    """Return how the indicators of the latest papers stand."""
    evidence = material.known_at(material.last.meeting)
    return tuple(standings(evidence, [key for key in evidence.observed if key in material.last.papers]))


def _front(material: Material, resolved: Sequence[Resolution]) -> Iterator[Block]:
    last, here = material.last, FRONT
    new = changed(material)
    yield Heading.of(2, f"The latest papers, {last.meeting.day}")
    yield from rating_cards(_latest(material))
    if new:
        yield Bullets(tuple((*describe(result), Text(" "), _more(here, result)) for result in new[:_MOST_TOLD]))
    card = page_link(here, SCORECARD, "The scorecard")
    more = page_link(here, CHANGES, "what changed")
    yield Paragraph(
        (card, Text(" has every indicator of these papers; "), more, Text(" has all that is new, worst first."))
    )
    if overdue := [each for each in promises(material) if each.state is FollowUpState.OVERDUE]:
        count = count_figure(counting("overdue"), len(overdue), (each.row for each in overdue))
        words = Text("Promises to the committee that are past their date without an answer: ")
        yield Paragraph((words, count, Text(" ("), page_link(here, FOLLOW_UPS, "follow-ups"), Text(").")))
    if material.coming:
        yield Heading.of(2, "To come")
        yield Bullets(tuple((Text(f"{known.day}: the papers are not public yet."),) for known in material.coming))
    yield Heading.of(2, "Meetings")
    every = [*reversed(material.published)]
    for one in every[:LATEST]:
        yield from _meeting(material, here, one, [each for each in resolved if each.meeting == one.meeting.key])
    if every[LATEST:]:
        yield Paragraph((page_link(here, MEETINGS, "All meetings"),))
    yield Heading.of(2, "Services")
    yield Bullets(tuple((page_link(here, service_page(service), service),) for service in material.services))
    yield Heading.of(2, "Open data")
    whole = page_link(here, OPEN_DATA, "All indicators, values and targets")
    yield Paragraph((whole, Text(" in one set to download, with what each column means.")))


def _more(here: str, result: Result) -> Text:
    return replace(indicator_link(here, result.indicator), text="History", about=result.indicator.name)


def _list_pages(material: Material, seen: tuple[object, ...], resolved: Sequence[Resolution]) -> Iterator[Page]:
    """Yield the pages with all meetings, where the front page has the latest only."""
    pieces = in_pages([*reversed(material.published)], _MOST_MEETINGS)
    for number, piece in enumerate(pieces if list_of_meetings(material) == MEETINGS else (), start=1):
        address, title = numbered(MEETINGS, number), titled("All meetings", number, len(pieces))
        page = _page(material, address, title, seen, partial(_list, here=address, piece=piece, resolved=resolved))
        yield replace(page, steps=steps(MEETINGS, number, len(pieces)))


def _list(material: Material, here: str, piece: Sequence[Published], resolved: Sequence[Resolution]) -> Iterator[Block]:
    yield Heading.of(2, "Meetings")
    for one in piece:
        yield from _meeting(material, here, one, [each for each in resolved if each.meeting == one.meeting.key])


def _meeting(material: Material, here: str, one: Published, resolved: Sequence[Resolution]) -> Iterator[Block]:
    """Yield a meeting with the first things that it decided, what it is still to get, and what it had reports on."""
    key, meeting = one.meeting.key, one.meeting
    yield Heading(3, (page_link(here, meeting_page(key), meeting.day),))
    told = [each for each in resolved if not each.is_formal]
    shown: list[Runs] = [(Text("Decided: ", strong=True), *each.told) for each in told[:_MOST_RESOLVED]]
    waiting = [each for each in promises(material) if each.follow_up.made == key and each.state in _WAITING]
    if waiting:
        count = count_figure(counting("open"), len(waiting), (each.row for each in waiting))
        shown.append((Text("Promised and still to come: ", strong=True), count))
    titles = dict.fromkeys(item.title for item in meeting.items if item.reports)
    if titles:
        shown.append((Text("Reports: ", strong=True), Text("; ".join(titles))))
    yield Bullets(tuple(shown or [(Text("No report, and no record of what it decided."),)]))
    links = [page_link(here, meeting_page(key), "Papers", meeting.day)]
    links.append(page_link(here, scorecard_page(key), "scorecard", meeting.day))
    if one.has("agenda-pack.pdf"):
        links.append(Text("agenda pack (PDF)", href=way(here, paper(key, "agenda-pack.pdf")), about=meeting.day))
    yield Paragraph(tuple(run for link in links for run in (Text(", "), link))[1:])


def changed(material: Material) -> tuple[Result, ...]:
    """Return what is new at the last meeting and has an earlier value beside it, the most pressing first."""
    evidence = material.known_at(material.last.meeting)
    since = material.before.meeting.date if material.before else None
    results = (each.result for each in _latest(material))
    new = [result for result in results if since is None or result.observation.as_at > since]
    return tuple(result for result in ranked(evidence, new) if result.has_both_values)


def _changes(material: Material) -> Iterator[Block]:
    new, last, before = changed(material), material.last.meeting, material.before
    since = f"since the papers of {before.meeting.day}" if before else "in these papers"
    if not new:
        yield Paragraph.of(
            "No new figure in the latest papers has an earlier one that shows whether it got better or worse."
        )
        return
    yield Paragraph(
        (Text(f"What is new {since}, in the papers of {last.day}: what got worse or misses its target comes first."),)
    )
    yield Bullets(tuple(describe(result) for result in new[:_MOST_TOLD]))
    yield Heading.of(2, "What is new")
    columns = (
        Column("Indicator", width=2),
        Column("Before", width=1.3),
        Column("Now", width=1.3),
        Column("Target"),
        Column("Rating", width=1.1),
        Column("Direction", width=1.1),
    )
    yield Table((Text("New figures, worst first"),), columns, tuple(map(_changed_row, new[:_MOST_ROWS])))
    if new[_MOST_ROWS:]:
        card = page_link(CHANGES, SCORECARD, "The scorecard")
        yield Paragraph((Text("More is new, of less concern. "), card, Text(" has all.")))


def _changed_row(result: Result) -> tuple[Cell, ...]:
    assert result.earlier
    before = replace(result, observation=result.earlier)
    target: Runs = target_runs(result.indicator, result.target) if result.target else (Text("None given"),)
    cells = Cell(dated(before)), Cell(dated(result)), Cell(target)
    return (Cell((indicator_link(CHANGES, result.indicator),)), *cells, rating_cell(result), direction_cell(result))
