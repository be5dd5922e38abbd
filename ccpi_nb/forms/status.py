"""`ccpi collect status`: what each owner has sent for a meeting, what is missing or late, and what waits for words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import Awaited
from ccpi_nb.domain.periods import day_name
from ccpi_nb.forms.asked import Asked, asked_of, by_owner, without_comment
from ccpi_nb.meeting.report_data import source_of
from ccpi_nb.notebook.data_read import registers_read
from ccpi_nb.workbook.collections import comments_of
from ccpi_nb.workbook.inputs import Workbook

# Which rows of a dataset have open questions.
Doubted = Callable[[str], Collection[DataRow]]


class State(StrEnum):
    """Whether a figure has come."""

    RECEIVED = "received"
    MISSING = "missing"
    LATE = "late"


@dataclass(frozen=True)
class AwaitedFigure:
    """A figure that was asked for, and how it stands.

    `received_on` is the day on which a file with it was taken in; None where it was typed, or has not come.
    """

    asked: Asked
    state: State
    due: date | None
    received_on: date | None = None
    has_question: bool = False

    @property
    def waits_for_comment(self) -> bool:
        """Whether it is off target and nothing says why."""
        return self.asked.waits_for_comment

    @property
    def cells(self) -> Mapping[str, Any]:
        """The figure as JSON has it, without its value."""
        key, period, breakdown = self.asked.on
        return {
            "dataset": self.asked.dataset,
            "indicator": key,
            "breakdown": breakdown,
            "period": str(period),
            "name": self.asked.name,
            "state": str(self.state),
            "due": self.due and str(self.due),
            "received_on": self.received_on and str(self.received_on),
            "waits_for_comment": self.waits_for_comment,
            "has_question": self.has_question,
        }


@dataclass(frozen=True)
class OwnerStatus:
    """All that one post was asked for."""

    owner: str
    figures: tuple[AwaitedFigure, ...]

    def of(self, state: State) -> tuple[AwaitedFigure, ...]:
        """Return the figures in a state."""
        return tuple(figure for figure in self.figures if figure.state is state)

    @property
    def without_comment(self) -> tuple[AwaitedFigure, ...]:
        """The figures that are off target, and of which nothing says why."""
        return tuple(figure for figure in self.figures if figure.waits_for_comment)

    @property
    def questions(self) -> tuple[AwaitedFigure, ...]:
        """The figures that somebody should look at again."""
        return tuple(figure for figure in self.figures if figure.has_question)

    @property
    def json(self) -> Mapping[str, Any]:
        """The status as JSON has it."""
        counts = {str(state): len(self.of(state)) for state in State}
        return {
            "owner": self.owner,
            **counts,
            "waits_for_comment": len(self.without_comment),
            "questions": len(self.questions),
            "figures": [dict(figure.cells) for figure in self.figures],
        }


def status_of(workbook: Workbook, key: str, today: date, doubted: Doubted) -> tuple[OwnerStatus, ...]:
    """Return how the figures stand that a meeting awaits, by the posts that answer for them."""
    meeting = workbook.agenda(workbook.known_meeting(key)).date
    asked = asked_of(workbook, key)
    doubts = {dataset: doubted(dataset) for dataset in dict.fromkeys(one.dataset for one in asked if one.known)}

    def awaited(one: Asked) -> AwaitedFigure:
        due = one.due(meeting)
        if one.known is None:
            return AwaitedFigure(one, State.LATE if due and due < today else State.MISSING, due)
        return AwaitedFigure(
            one, State.RECEIVED, due, _received_on(workbook, one), one.known.row in doubts.get(one.dataset, ())
        )

    return tuple(OwnerStatus(owner, tuple(map(awaited, own))) for owner, own in by_owner(asked).items())


def _received_on(workbook: Workbook, one: Asked) -> date | None:
    known = one.known
    rows = workbook.intake.of(one.dataset, one.period) if known else ()
    return next(
        (
            row.received_on
            for row in rows
            if known
            and (*one.on, known.as_at, known.source)
            == (row.indicator, row.period, row.breakdown, row.as_at, row.source)
        ),
        None,
    )


@dataclass(frozen=True)
class RegisterStatus:
    """The words of a meeting that its reports await in a register, and whether they have come."""

    awaited: Awaited
    items: tuple[str, ...]
    has_come: bool

    @property
    def json(self) -> Mapping[str, Any]:
        """The status as JSON has it."""
        return {
            "register": self.awaited.dataset,
            "meeting": self.awaited.meeting,
            "items": list(self.items),
            "state": str(State.RECEIVED if self.has_come else State.MISSING),
        }


def registers_of(workbook: Workbook, key: str) -> tuple[RegisterStatus, ...]:
    """Return how the registers stand that a meeting awaits, in the agenda's order."""
    items: dict[Awaited, list[str]] = {}
    for report in workbook.agenda(workbook.known_meeting(key)).reports:
        for awaited in report.awaits:
            if awaited.is_register:
                items.setdefault(awaited, []).append(report.item)
    return tuple(
        RegisterStatus(awaited, tuple(own), workbook.registers.has_meeting(awaited.dataset, awaited.meeting))
        for awaited, own in items.items()
    )


def register_lines(registers: Collection[RegisterStatus]) -> Iterator[str]:
    """Yield how the registers stand as lines: counts, then each that is missing; none where none is awaited."""
    if not registers:
        return
    missing = [register for register in registers if not register.has_come]
    counts = {State.RECEIVED: len(registers) - len(missing), State.MISSING: len(missing)}
    yield f"Registers: {', '.join(f'{count} of {len(registers)} {state}' for state, count in counts.items() if count)}"
    for register in missing:
        items = f"{'items' if len(register.items) > 1 else 'item'} {', '.join(register.items)}"
        yield f"  {State.MISSING}: {register.awaited.file}, for {items}"


def status_lines(owners: Iterable[OwnerStatus]) -> Iterator[str]:
    """Yield the status as lines: a post with its counts, then what it still owes."""
    for owner in owners:
        counts = [f"{len(owner.of(state))} of {len(owner.figures)} {state}" for state in State if owner.of(state)]
        if owner.without_comment:
            counts.append(f"{len(owner.without_comment)} without a comment")
        if owner.questions:
            counts.append(f"{len(owner.questions)} with open questions")
        yield f"{owner.owner}: {', '.join(counts)}"
        for state in (State.LATE, State.MISSING):
            yield from (f"  {state}: {line}" for line in _by_measure(owner.of(state)))
        yield from (f"  waiting for a comment: {figure.asked.name}" for figure in owner.without_comment)
        yield from (f"  question open: {figure.asked.name}" for figure in owner.questions)


def _by_measure(figures: Iterable[AwaitedFigure]) -> Iterator[str]:
    """Yield a line for each measure, with its periods and the day on which the first of them is due."""
    of: dict[str, list[AwaitedFigure]] = {}
    for figure in figures:
        of.setdefault(figure.asked.indicator.name, []).append(figure)
    for name, own in of.items():
        members = dict.fromkeys(figure.asked.breakdown for figure in own)
        parts = f" ({next(iter(members)) if len(members) == 1 else f'{len(members)} parts'})" if any(members) else ""
        periods = "; ".join(dict.fromkeys(figure.asked.period.label for figure in own))
        due = min((figure.due for figure in own if figure.due), default=None)
        yield f"{name}{parts}, {periods}{f', due {day_name(due)}' if due else ''}"


def comment_sentences(workbook: Workbook, key: str) -> Iterator[str]:
    """Yield a sentence for each figure of a meeting that is off target and has no comment: news, not a mistake.

    Of exempt figures there is none: that one waits tells its rating, and `ccpi check` may print it in a log.
    """
    for one in without_comment(workbook, key):
        if one.dataset not in workbook.exempt_datasets:
            yield (
                f"{one.known.row if one.known else one.dataset}: {one.name}, is off target, and has no comment yet; "
                f"ask for one with ccpi collect ask {key}, or add it to "
                f"data/registers/{comments_of(one.dataset)}/{key}.csv"
            )


def unshown_comments(workbook: Workbook, key: str) -> Iterator[str]:
    """Yield a sentence for each register with comments for a meeting that none of its reports shows."""
    held = [name for name in map(comments_of, workbook.dataset_names) if workbook.registers.comments(name, key)]
    sources = [source_of(workbook, report) for report in workbook.agenda(key).reports] if held else []
    shown = {name for source in sources if source for name in registers_read(*source)}
    for register in held:
        if register not in shown:
            yield (
                f"data/registers/{register}/{key}.csv: no report of the meeting shows these comments; "
                f'add report.comments("{register}") to the notebook that shows the figures'
            )
