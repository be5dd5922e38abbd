"""What the rows of reports' registers hold: deliverables, lessons, actions of a plan, updates in words, systems."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Annotated

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import Filled, Name, choice, day, optional, whole
from ccpi_nb.files.strict_csv import Column, rows_from
from ccpi_nb.workbook.sign_offs import post_or_body


class DeliverableStatus(StrEnum):
    """The status of a deliverable; `complete` is the status of a whole outcome."""

    SIGNED_OFF = "signed off"
    POST_TRANSITION = "post transition"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Deliverable:
    """Something to be delivered for an outcome, or, without a name, that outcome itself.

    `approved_by` is a post; `day` that of delivery, or the one planned for it: papers have both in one column.
    """

    outcome: Annotated[int, whole(1, 99)]
    outcome_title: Name
    name: Annotated[str, Column("deliverable")]
    approved_by: Annotated[str, post_or_body]
    status: Annotated[DeliverableStatus, choice(DeliverableStatus, "status")]
    day: Annotated[date | None, Column("date", optional(day))]
    source: Filled
    note: str
    row: DataRow

    @property
    def is_outcome(self) -> bool:
        """Whether the row is the outcome itself, which has no name."""
        return not self.name

    @property
    def is_signed_off(self) -> bool:
        """Whether the status is 'signed off'."""
        return self.status is DeliverableStatus.SIGNED_OFF

    @property
    def is_post_transition(self) -> bool:
        """Whether the status is 'post transition'."""
        return self.status is DeliverableStatus.POST_TRANSITION

    def is_after(self, day: date) -> bool:
        """Return whether the date is after a day; False for a row without a date."""
        return self.day is not None and self.day > day

    @property
    def text(self) -> str:
        """All words of the row."""
        return f"{self.outcome_title} {self.name} {self.approved_by} {self.note}"


@dataclass(frozen=True)
class Lesson:
    """A lesson learned, what is recommended for the next time, and whose task that is."""

    lesson: Filled
    recommendation: Filled
    responsible: Filled
    source: Filled
    row: DataRow

    @property
    def text(self) -> str:
        """All words of the row."""
        return f"{self.lesson} {self.recommendation} {self.responsible}"


def deliverables_from(text: str, file: str) -> tuple[Deliverable, ...]:
    """Return the deliverables in a file's text; InputError lists everything that is wrong with it."""
    deliverables = rows_from(Deliverable, text, file)
    refuse(_deliverable_problems(deliverables))
    return deliverables


def lessons_from(text: str, file: str) -> tuple[Lesson, ...]:
    """Return the lessons in a file's text; InputError lists everything that is wrong with it."""
    return rows_from(Lesson, text, file)


def _deliverable_problems(rows: Sequence[Deliverable]) -> Iterable[str]:
    """Yield the problems that no single cell shows."""
    titled: dict[int, Deliverable] = {}
    outcomes: dict[int, Deliverable] = {}
    for row in rows:
        first = titled.setdefault(row.outcome, row)
        if row.outcome_title != first.outcome_title:
            yield (
                f"{row.row}, column 'outcome_title': "
                f"outcome {row.outcome} is '{first.outcome_title}' in row {first.row.number}; "
                "give the outcome one title, or the row its own outcome"
            )
        if row.is_outcome and row.status is not DeliverableStatus.COMPLETE:
            yield f"{row.row}, column 'deliverable': the cell is blank; name what is '{row.status}'"
        if row.name and row.status is DeliverableStatus.COMPLETE:
            yield (
                f"{row.row}, column 'status': 'complete' is said of a whole outcome; "
                f"write '{DeliverableStatus.SIGNED_OFF}' or '{DeliverableStatus.POST_TRANSITION}', "
                "or leave 'deliverable' blank"
            )
        if row.is_outcome and outcomes.setdefault(row.outcome, row) is not row:
            yield (
                f"{row.row}: outcome {row.outcome} itself is already in row {outcomes[row.outcome].row.number}; "
                "remove one, or name the deliverable"
            )


class ActionStatus(StrEnum):
    """The rating of an action by the owner of the improvement plan."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Action:
    """A row of an improvement plan; `name` is how a sentence refers to the action, '' for its reference alone."""

    reference: Filled
    theme: Name
    action: Filled
    timescale: str
    progress: Filled
    status: Annotated[ActionStatus, choice(ActionStatus, "status")]
    source: Filled
    row: DataRow
    name: Annotated[str, Column("name", may_lack=True)] = ""

    @property
    def words(self) -> str:
        """All words of the row that may have slots."""
        return f"{self.name} {self.action} {self.timescale} {self.progress}"


@dataclass(frozen=True)
class Update:
    """A row of an updates register: a text under a topic, for a period or for none.

    `paragraph` is what rows that are read together have in common: a number, or the words that lead into them.
    """

    topic: Name
    period: Annotated[Period | None, optional(Period.parse)]
    text: Filled
    source: Filled
    row: DataRow
    paragraph: Annotated[str, Column("paragraph", may_lack=True)] = ""

    @property
    def lead(self) -> str:
        """The words that lead into the row's paragraph; '' where it has a number alone, or none."""
        return "" if self.paragraph.isdecimal() else self.paragraph

    @property
    def words(self) -> str:
        """All words of the row that a report shows, with their slots."""
        return f"{self.lead}\n{self.text}"


@dataclass(frozen=True)
class CoreSystem:
    """A system on a day: its stage, when that is due to change, and the main thing that may go wrong."""

    system: Name
    stage: Filled
    due: str
    position: Filled
    risk: str
    source: Filled
    row: DataRow

    @property
    def text(self) -> str:
        """All words of the row, a cell a line: the end of one and the start of the next are no date."""
        return "\n".join((self.system, self.stage, self.due, self.position, self.risk))


def actions_from(text: str, file: str) -> tuple[Action, ...]:
    """Return the actions in a file's text; InputError lists everything that is wrong with it."""
    return rows_from(Action, text, file)


def updates_from(text: str, file: str) -> tuple[Update, ...]:
    """Return the updates in a file's text; InputError lists everything that is wrong with it."""
    updates = rows_from(Update, text, file)
    refuse(_update_problems(updates))
    return updates


def paragraphs(updates: Iterable[Update]) -> Iterator[tuple[Update, ...]]:
    """Yield updates by the paragraph that they share; one without a paragraph is one by itself."""
    for shared, rows in groupby(updates, key=attrgetter("paragraph")):
        together = tuple(rows)
        yield from [together] if shared else [(row,) for row in together]


def _update_problems(updates: Iterable[Update]) -> Iterable[str]:
    """Yield each row that takes up a paragraph of its topic and period which another row has ended."""
    ended: dict[tuple[str, Period | None, str], Update] = {}
    last: dict[tuple[str, Period | None], Update] = {}
    for row in updates:
        before = last.get((row.topic, row.period))
        if before and before.paragraph and before.paragraph != row.paragraph:
            ended[row.topic, row.period, before.paragraph] = before
        if end := ended.get((row.topic, row.period, row.paragraph)):
            yield (
                f"{row.row}, column 'paragraph': '{row.paragraph}' ended with row {end.row.number}; "
                "move the row up to it, or give it a paragraph of its own"
            )
        last[row.topic, row.period] = row


def systems_from(text: str, file: str) -> tuple[CoreSystem, ...]:
    """Return the systems of one file; a blank `due` or `risk` means that the document gives none."""
    return rows_from(CoreSystem, text, file)
