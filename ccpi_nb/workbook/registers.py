"""The registers of rows of words: deliverables and lessons of a programme, action plans, updates and core systems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import Filled, choice, day, optional, whole
from ccpi_nb.files.strict_csv import Column, rows_from


class DeliverableStatus(StrEnum):
    """The status of a deliverable; `complete` is the status of a whole outcome."""

    SIGNED_OFF = "signed off"
    POST_TRANSITION = "post transition"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Deliverable:
    """Something to be delivered for an outcome, or, without a name, that outcome itself. `approved_by` is a post."""

    outcome: Annotated[int, whole(1, 99)]
    outcome_title: Filled
    name: Annotated[str, Column("deliverable")]
    approved_by: str
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
                f"{row.row}, "
                f"column 'outcome_title': outcome {row.outcome} is '{first.outcome_title}' in row {first.row.number}; "
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
    """A row of an improvement plan."""

    reference: Filled
    theme: Filled
    action: Filled
    timescale: str
    progress: Filled
    status: Annotated[ActionStatus, choice(ActionStatus, "status")]
    source: Filled
    row: DataRow


@dataclass(frozen=True)
class Update:
    """A row of an updates register: a text under a topic, for a period or for none."""

    topic: Filled
    period: Annotated[Period | None, optional(Period.parse)]
    text: Filled
    source: Filled
    row: DataRow


@dataclass(frozen=True)
class CoreSystem:
    """A system on a day: its stage, when that is due to change, and the main thing that may go wrong."""

    system: Filled
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
    return rows_from(Update, text, file)


def systems_from(text: str, file: str) -> tuple[CoreSystem, ...]:
    """Return the systems of one file; a blank `due` or `risk` means that the document gives none."""
    return rows_from(CoreSystem, text, file)
