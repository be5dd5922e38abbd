"""The registers of the committee's business: minutes, decision records and notices of private business."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meeting_keys import ItemNumber, item_number, number_order, paragraphs
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import Filled, choice, optional
from ccpi_nb.files.strict_csv import Column, rows_from


@dataclass(frozen=True)
class Minute:
    """A paragraph of what was `said` under an item of the agenda, or a resolution on it.

    Without a number it is a fact of the meeting ('Present').
    """

    number: Annotated[ItemNumber | None, optional(item_number)]
    item: Filled
    said: Annotated[str, Column("text")]
    resolution: str
    source: Filled
    row: DataRow

    @property
    def text(self) -> str:
        """All words of the row."""
        return f"{self.said} {self.resolution}"


class DecisionEntry(StrEnum):
    """The kind of entry that a row of a decision record gives."""

    STATUS = "status"
    KEY_DECISION = "key decision"
    RESOLUTION = "resolution"
    FOLLOW_UP = "follow-up due"
    REASON = "reason"
    ALTERNATIVE = "alternative"
    INTEREST = "interest"
    POINT = "point"
    NOTE = "note"


@dataclass(frozen=True)
class DecisionRow:
    """A row of a decision record: `title` names the decision, `topic` groups the points that the committee heard."""

    title: Filled
    entry: Annotated[DecisionEntry, choice(DecisionEntry, "entry")]
    topic: str
    text: Filled
    source: Filled
    row: DataRow


@dataclass(frozen=True)
class Decision:
    """A decision of a meeting, with all rows of its record."""

    title: str
    rows: tuple[DecisionRow, ...]

    @property
    def status(self) -> str:
        """The text of the decision's first status row."""
        return self.texts(DecisionEntry.STATUS)[0]

    @property
    def is_key(self) -> bool:
        """Whether the record says 'yes' to a key decision."""
        return self.texts(DecisionEntry.KEY_DECISION) == ("yes",)

    @property
    def follow_up(self) -> Period | None:
        """The period of the follow-up; None where the record gives none."""
        due = self.texts(DecisionEntry.FOLLOW_UP)
        return Period.parse(due[0]) if due else None

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of the points, each once, in the order of the rows."""
        return tuple(dict.fromkeys(row.topic for row in self.rows if row.entry is DecisionEntry.POINT))

    def points(self, topic: str) -> tuple[str, ...]:
        """Return the texts of the points under a topic, in the order of the rows."""
        return tuple(row.text for row in self.rows if row.entry is DecisionEntry.POINT and row.topic == topic)

    def texts(self, entry: DecisionEntry) -> tuple[str, ...]:
        """Return the texts of all rows of one kind of entry, in the order of the rows."""
        return tuple(row.text for row in self.rows if row.entry is entry)


@dataclass(frozen=True)
class Notice:
    """An item that is likely to be taken in private.

    `paragraph` is of Schedule 12A, or several, '2 and 3'; blank `representations` means that there were none.
    """

    item: Annotated[ItemNumber, item_number]
    decision: Filled
    details: Filled
    paragraph: Annotated[str, paragraphs]
    reason: Filled
    representations: str
    response: str
    contact: Filled
    source: Filled
    row: DataRow

    @property
    def text(self) -> str:
        """All words of the row."""
        return " ".join((self.decision, self.details, self.reason, self.representations, self.response, self.contact))


def minutes_from(text: str, file: str) -> tuple[Minute, ...]:
    """Return the minutes in a file's text; InputError lists everything that is wrong with it."""
    minutes = rows_from(Minute, text, file)
    refuse(_minute_problems(minutes))
    return minutes


def _minute_problems(rows: Sequence[Minute]) -> Iterable[str]:
    for row in rows:
        if bool(row.said) == bool(row.resolution):
            yield (
                f"{row.row}: a row is a paragraph or a resolution; fill 'text' or 'resolution', "
                "and give the other a row of its own"
            )
        elif row.number is None and (row.resolution or "{" in row.said):
            yield (
                f"{row.row}: a row without a number is a plain fact of the meeting; number it, "
                "or leave out resolution and slots"
            )
    numbered = [(row.number, row) for row in rows if row.number is not None]
    for (number_before, before), (number, row) in pairwise(numbered):
        if number_before == number and before.item != row.item:
            yield (
                f"{row.row}, column 'item': item {row.number} is '{before.item}' in row {before.row.number}; "
                "name it alike"
            )
        elif number_order(number_before) > number_order(number):
            yield (
                f"{row.row}, column 'number': item {row.number} follows item {before.number}; "
                "put the rows in the order of the agenda"
            )


def decision_rows_from(text: str, file: str) -> tuple[DecisionRow, ...]:
    """Return the rows of the decision records in a file's text; InputError lists everything that is wrong with it."""
    rows = rows_from(DecisionRow, text, file)
    refuse(
        [
            *_decision_row_problems(rows),
            *(problem for decision in decisions_in(rows) for problem in _decision_problems(decision, file)),
        ]
    )
    return rows


def decisions_in(rows: Iterable[DecisionRow]) -> tuple[Decision, ...]:
    """Return the decisions that rows belong to, grouped by title."""
    by_title: dict[str, list[DecisionRow]] = {}
    for row in rows:
        by_title.setdefault(row.title, []).append(row)
    return tuple(Decision(title, tuple(members)) for title, members in by_title.items())


def _decision_row_problems(rows: Iterable[DecisionRow]) -> Iterable[str]:
    for row in rows:
        if bool(row.topic) != (row.entry is DecisionEntry.POINT):
            yield (
                f"{row.row}, column 'topic': a point has a topic and nothing else has; "
                f"{'leave it blank' if row.topic else 'fill it'}"
            )
        if row.entry is DecisionEntry.KEY_DECISION and row.text not in ("yes", "no"):
            yield f"{row.row}, column 'text': '{row.text}' does not say whether it is a key decision; write yes or no"
        if row.entry is DecisionEntry.FOLLOW_UP:
            try:
                Period.parse(row.text)
            except ValueError as problem:
                yield f"{row.row}, column 'text': {problem}"


def _decision_problems(decision: Decision, file: str) -> Iterable[str]:
    place = f"{file}, decision '{decision.title}'"
    for entry in (DecisionEntry.STATUS, DecisionEntry.KEY_DECISION, DecisionEntry.RESOLUTION):
        if not decision.texts(entry):
            yield f"{place}: the entry '{entry}' is missing; add a row for it"
    for entry in (DecisionEntry.STATUS, DecisionEntry.KEY_DECISION, DecisionEntry.FOLLOW_UP):
        if len(decision.texts(entry)) > 1:
            yield f"{place}: the entry '{entry}' stands twice; remove one"


def notices_from(text: str, file: str) -> tuple[Notice, ...]:
    """Return the notices of private business in a file's text; InputError lists everything that is wrong with it."""
    notices = rows_from(Notice, text, file)
    refuse(_notice_problems(notices))
    return notices


def _notice_problems(notices: Sequence[Notice]) -> Iterable[str]:
    first: dict[ItemNumber, DataRow] = {}
    for notice in notices:
        if notice.item in first:
            yield (
                f"{notice.row}, column 'item': item {notice.item} is already in row {first[notice.item].number}; "
                "remove one"
            )
        first.setdefault(notice.item, notice.row)
        if bool(notice.representations) != bool(notice.response):
            blank = "response" if notice.representations else "representations"
            yield (
                f"{notice.row}, "
                f"column '{blank}': representations and the response to them belong together (regulation 5(5)); "
                "fill both, or neither"
            )
        if "{" in notice.text:
            yield f"{notice.row}: a notice has no figures; leave out the slot"
