"""The registers of a programme's closure: what was to be delivered for each outcome, and what was learned on the way."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.files.cells import choice, day, filled
from ccpi_nb.files.strict_csv import Parser, parse_csv


class DeliverableStatus(StrEnum):
    """How far a deliverable has come; `complete` is said of a whole outcome."""

    SIGNED_OFF = "signed off"
    POST_TRANSITION = "post transition"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Deliverable:
    """Something to be delivered for an outcome, or, without a name, that outcome itself. `approved_by` is a post."""

    outcome: int
    outcome_title: str
    name: str
    approved_by: str
    status: DeliverableStatus
    day: date | None
    source: str
    note: str
    row: DataRow

    @property
    def is_outcome(self) -> bool:
        return not self.name

    @property
    def is_signed_off(self) -> bool:
        return self.status is DeliverableStatus.SIGNED_OFF

    @property
    def is_post_transition(self) -> bool:
        return self.status is DeliverableStatus.POST_TRANSITION

    def is_after(self, day: date) -> bool:
        """Whether its date lies after a day; one without a date does not."""
        return self.day is not None and self.day > day

    @property
    def text(self) -> str:
        """All its words."""
        return f"{self.outcome_title} {self.name} {self.approved_by} {self.note}"


@dataclass(frozen=True)
class Lesson:
    """What was learned, what is recommended for the next time, and whose task that is."""

    lesson: str
    recommendation: str
    responsible: str
    source: str
    row: DataRow

    @property
    def text(self) -> str:
        """All its words."""
        return f"{self.lesson} {self.recommendation} {self.responsible}"


def deliverables_from(text: str, file: str) -> tuple[Deliverable, ...]:
    columns: dict[str, Parser] = {
        "outcome": _number,
        "outcome_title": filled,
        "deliverable": str,
        "approved_by": str,
        "status": lambda cell: choice(DeliverableStatus, "status", cell),
        "date": lambda cell: day(cell) if cell else None,
        "source": filled,
        "note": str,
    }
    rows = tuple(
        Deliverable(
            outcome=each["outcome"],
            outcome_title=each["outcome_title"],
            name=each["deliverable"],
            approved_by=each["approved_by"],
            status=each["status"],
            day=each["date"],
            source=each["source"],
            note=each["note"],
            row=DataRow(file, each.number),
        )
        for each in parse_csv(text, columns, file)
    )
    if problems := [*_deliverable_problems(rows)]:
        raise InputError(*problems)
    return rows


def lessons_from(text: str, file: str) -> tuple[Lesson, ...]:
    columns: dict[str, Parser] = {"lesson": filled, "recommendation": filled, "responsible": filled, "source": filled}
    return tuple(Lesson(**each.values, row=DataRow(file, each.number)) for each in parse_csv(text, columns, file))


def _deliverable_problems(rows: Sequence[Deliverable]) -> Iterable[str]:
    """What no single cell shows."""
    titled: dict[int, Deliverable] = {}
    outcomes: dict[int, Deliverable] = {}
    for row in rows:
        first = titled.setdefault(row.outcome, row)
        if row.outcome_title != first.outcome_title:
            yield (
                f"{row.row}, column 'outcome_title': outcome {row.outcome} is '{first.outcome_title}' in row {first.row.number}; "
                "give the outcome one title, or the row its own outcome"
            )
        if row.is_outcome and row.status is not DeliverableStatus.COMPLETE:
            yield f"{row.row}, column 'deliverable': the cell is blank; name what is '{row.status}'"
        if row.name and row.status is DeliverableStatus.COMPLETE:
            yield (
                f"{row.row}, column 'status': 'complete' is said of a whole outcome; "
                f"write '{DeliverableStatus.SIGNED_OFF}' or '{DeliverableStatus.POST_TRANSITION}', or leave 'deliverable' blank"
            )
        if row.is_outcome and outcomes.setdefault(row.outcome, row) is not row:
            yield f"{row.row}: outcome {row.outcome} itself is already in row {outcomes[row.outcome].row.number}; remove one, or name the deliverable"


def _number(cell: str) -> int:
    if not re.fullmatch(r"[1-9]\d?", cell, re.ASCII):
        raise ValueError(f"'{cell}' is not a whole number from 1 to 99")
    return int(cell)


class ActionStatus(StrEnum):
    """How an improvement plan's owner rates an action."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Action:
    """A row of an improvement plan."""

    reference: str
    theme: str
    action: str
    timescale: str
    progress: str
    status: ActionStatus
    source: str
    row: DataRow


@dataclass(frozen=True)
class Update:
    """A row of an updates register: something said under a topic, for a period or for none."""

    topic: str
    period: Period | None
    text: str
    source: str
    row: DataRow


@dataclass(frozen=True)
class CoreSystem:
    """A system as it stands on a day: its stage, when that is due to change, and the main thing that may go wrong."""

    system: str
    stage: str
    due: str
    position: str
    risk: str
    source: str
    row: DataRow

    @property
    def text(self) -> str:
        """All its words, a cell a line: the end of one and the start of the next are no date."""
        return "\n".join((self.system, self.stage, self.due, self.position, self.risk))


def actions_from(text: str, file: str) -> tuple[Action, ...]:
    columns: dict[str, Parser] = {
        "reference": filled,
        "theme": filled,
        "action": filled,
        "timescale": str,
        "progress": filled,
        "status": lambda cell: choice(ActionStatus, "status", cell),
        "source": filled,
    }
    return tuple(Action(**record.values, row=DataRow(file, record.number)) for record in parse_csv(text, columns, file))


def updates_from(text: str, file: str) -> tuple[Update, ...]:
    columns = {
        "topic": filled,
        "period": lambda cell: Period.parse(cell) if cell else None,
        "text": filled,
        "source": filled,
    }
    return tuple(Update(**record.values, row=DataRow(file, record.number)) for record in parse_csv(text, columns, file))


def systems_from(text: str, file: str) -> tuple[CoreSystem, ...]:
    """The systems of one file; a blank `due` or `risk` means that the document gives none."""
    columns: dict[str, Parser] = {
        "system": filled,
        "stage": filled,
        "due": str,
        "position": filled,
        "risk": str,
        "source": filled,
    }
    return tuple(
        CoreSystem(**record.values, row=DataRow(file, record.number)) for record in parse_csv(text, columns, file)
    )
