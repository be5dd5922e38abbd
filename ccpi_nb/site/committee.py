"""What the committee resolved, from published minutes and decision records, and what it was promised."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ccpi_nb.document.model import Block, Cell, Column, Heading, Paragraph, Table
from ccpi_nb.document.runs import LineBreak, Row, Runs, Text
from ccpi_nb.document.sentences import say, words_in_slots
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meeting_keys import day_of, meeting_name
from ccpi_nb.site.addresses import FOLLOW_UPS, meeting_page, page_link, paper, way
from ccpi_nb.site.material import Material
from ccpi_nb.workbook.committee_registers import DecisionEntry, decisions_in
from ccpi_nb.workbook.follow_ups import FollowUp, FollowUpState, by_due

# What a meeting decides about itself.
_FORMAL = re.compile(r"minutes of|exclusion of the press", re.IGNORECASE)
_RESOLVING = frozenset((DecisionEntry.RESOLUTION,))


@dataclass(frozen=True)
class Resolution:
    """What a meeting resolved: the key of the meeting, the words, and the paper that has them.

    `keys` are the indicators that it speaks of; `is_resolved` is not so for what was only said under the item.
    """

    meeting: str
    title: str
    words: Runs
    file: str
    keys: frozenset[str] = frozenset()
    is_resolved: bool = True

    @property
    def told(self) -> Runs:
        """The words with what they are about: 'Item 5, Blue Badges: The report is noted.'"""
        return (Text(f"{self.title[0].upper()}{self.title[1:]}: "), *self.words)

    @property
    def is_formal(self) -> bool:
        """Whether it is about the meeting itself: the minutes of the last one, who may stay."""
        return bool(_FORMAL.search(self.title))

    def link(self, here: str) -> Text:
        """Return a link from a page to the paper: '1 October 2014'."""
        return Text(meeting_name(self.meeting), href=way(here, self.file), about=self.title)


def resolutions(material: Material) -> Iterator[Resolution]:
    """Yield what is in published minutes and decision records, in the order of the meetings."""
    registers = material.workbook.registers
    for one in material.published:
        key = one.meeting.key
        for item in one.meeting.items:
            held = item.minutes_of
            if held and registers.has_meeting("minutes", held):
                file = paper(key, _minutes_file(material, key))
                yield from _in_minutes(material, held, file)
        if registers.has_meeting("decisions", key):
            for number, decision in enumerate(decisions_in(registers.decision_rows(key)), start=1):
                file, evidence = paper(key, f"decision-{number}.html"), material.known_at(one.meeting)
                own = evidence.for_document(decision.rows[0].source.partition(",")[0])
                for row in decision.rows:
                    if row.entry in (*_RESOLVING, DecisionEntry.POINT):
                        words, keys = say(row.text, own), words_in_slots(row.text)
                        yield Resolution(key, decision.title, words, file, keys, row.entry in _RESOLVING)


def _minutes_file(material: Material, key: str) -> str:
    one = next(each for each in material.published if each.meeting.key == key)
    names = [path.name for path in sorted(one.folder.glob("*-minutes.html"))]
    return names[0] if names else "index.html"


def _in_minutes(material: Material, held: str, file: str) -> Iterator[Resolution]:
    rows = material.workbook.registers.minutes(held)
    day = day_of(held)
    known = [each for each in material.published if each.meeting.date <= day]
    evidence = material.known_at(known[-1].meeting) if known else material.evidence
    own: Evidence = evidence.for_document(rows[0].source.partition(",")[0]) if rows else evidence
    for row in rows:
        if row.number is None:
            continue
        title = f"item {row.number}, {row.item}"
        for text, is_resolved in ((row.said, False), (row.resolution, True)):
            if text:
                yield Resolution(held, title, say(text, own), file, words_in_slots(text), is_resolved)


def resolutions_about(every: Sequence[Resolution], key: str) -> tuple[Resolution, ...]:
    """Return what the committee heard and resolved about an indicator, by the figures of it that the words have.

    Under the same item what was resolved goes with what was said.
    """
    items = {(each.meeting, each.title) for each in every if key in each.keys}
    return tuple(
        each for each in every if (each.meeting, each.title) in items and (key in each.keys or each.is_resolved)
    )


_COLUMNS = (
    Column("Promise", width=2.4),
    Column("Promised on", width=1.2),
    Column("Due", width=1.1),
    Column("Owed by", width=1.4),
)
_STATES = {
    FollowUpState.OVERDUE: "Overdue, with no answer found",
    FollowUpState.DUE: "Due now",
    FollowUpState.OPEN: "Not due yet, or without a date",
    FollowUpState.CAME: "Answered",
}


@dataclass(frozen=True)
class Promise:
    """What a meeting was promised, as it stands at the last meeting; `due` is in words."""

    follow_up: FollowUp
    state: FollowUpState
    due: str

    @property
    def words(self) -> Runs:
        """The promise with how it stands: 'Another report. Due: October 2018 (overdue, with no answer found).'"""
        promise, state = self.follow_up, _STATES[self.state].lower()
        due = f"Due: {self.due}" if promise.due else self.due
        is_undated = self.state is FollowUpState.OPEN and not promise.due
        stands = "" if is_undated else " (not due yet)" if self.state is FollowUpState.OPEN else f" ({state})"
        came = f" {promise.came_as}." if promise.came_as else ""
        return (Text(f"{promise.promise.rstrip('.')}. {due}{stands}.{came}"),)

    @property
    def row(self) -> Row:
        """Its row of data, for a count of promises."""
        promise = self.follow_up
        return Row(promise.row, "", "", promise.promise.replace(";", ","), promise.source, promise.made)


def promises(material: Material) -> Iterator[Promise]:
    """Yield what was promised in public by the last meeting, as known at it, by when it is due."""
    last, keys = material.last.meeting.key, [one.meeting.key for one in material.published]
    known = [
        promise if promise.came_by(last) else replace(promise, came=None, came_as="")
        for promise in material.workbook.follow_ups
        if not promise.is_exempt and promise.made <= last
    ]
    return (Promise(promise, promise.state(last, keys), promise.due_words(keys)) for promise in by_due(known, keys))


def follow_ups(material: Material) -> Iterator[Block]:
    """Yield what was promised to all meetings, by what came of it; what is overdue comes first."""
    known = tuple(promises(material))
    if not known:
        yield Paragraph.of("Nothing was promised to any of these meetings.")
        return
    yield Paragraph.of(
        "What each meeting was promised, and what came of it, as far as these papers show. "
        "The papers of some meetings may not be here."
    )
    for state, title in _STATES.items():
        own = [promise for promise in known if promise.state is state]
        if not own:
            continue
        yield Heading.of(2, title)
        answered = (Column("Answer", width=1.8),) if state is FollowUpState.CAME else ()
        rows = tuple(_cells(material, promise, bool(answered)) for promise in own)
        yield Table((Text(f"Promises: {title[0].lower()}{title[1:]}"),), (*_COLUMNS, *answered), rows)


def _cells(material: Material, promise: Promise, answered: bool) -> tuple[Cell, ...]:
    row = promise.follow_up
    made, owed = Cell((_meeting(material, row.made),)), Cell.of(row.owed_by or "Not said")
    cells = (Cell.of(row.promise), made, Cell.of(promise.due), owed)
    if not answered or row.came is None:
        return cells
    return (*cells, Cell((_meeting(material, row.came), LineBreak(), Text(row.came_as))))


def _meeting(material: Material, key: str) -> Text:
    """Return a meeting's day, as a link where its papers are public."""
    is_public = key in {one.meeting.key for one in material.published}
    return page_link(FOLLOW_UPS, meeting_page(key), meeting_name(key)) if is_public else Text(meeting_name(key))
