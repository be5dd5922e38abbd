"""Registers as tables and counts: a plan's actions, the core systems, a programme's deliverables and lessons."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TypeVar

from ccpi_nb.document.computations import Computation, ComputationName, counting
from ccpi_nb.document.figures import count_figure
from ccpi_nb.document.model import (
    Absent,
    Block,
    Cell,
    Column,
    Figure,
    Inset,
    Judgement,
    Paragraph,
    Row,
    Runs,
    Table,
    Text,
    Tone,
)
from ccpi_nb.document.sentences import joined, out_of, say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import day_name
from ccpi_nb.workbook.registers import Action, ActionStatus, CoreSystem, Deliverable, DeliverableStatus, Lesson

_Entry = Action | Deliverable
Counted = TypeVar("Counted", bound=_Entry)

_TONES: dict[ActionStatus | DeliverableStatus, Tone] = {
    ActionStatus.GREEN: "on",
    ActionStatus.AMBER: "within",
    ActionStatus.RED: "off",
    DeliverableStatus.SIGNED_OFF: "on",
    DeliverableStatus.POST_TRANSITION: "none",
    DeliverableStatus.COMPLETE: "on",
}
_ACTION_COLUMNS = (
    Column("Action", width=3.2),
    Column("Timescale", width=1.2),
    Column("Progress", width=4),
    Column("Status", width=1.1),
)
_SYSTEM_COLUMNS = (
    Column("System", width=2.6),
    Column("Stage", width=1.3),
    Column("Due", width=1.2),
    Column("Position", width=3.5),
    Column("Main risk or issue", width=2.4),
)
_COUNT_COLUMNS = (
    Column("Outcome", width=3.2),
    Column("Status", width=1.4),
    Column("Signed off", numeric=True),
    Column("Post transition", numeric=True, width=1.2),
)
_DELIVERABLE_COLUMNS = (
    Column("Deliverable", width=3.2),
    Column("Approved by", width=1.6),
    Column("Status", width=1.4),
    Column("Delivery or planned date", width=1.6),
)
_LESSON_COLUMNS = (
    Column("What was learned", width=3),
    Column("Recommendation", width=2.6),
    Column("Responsible", width=1.2),
)
_BLANK = "–"
_NO_ACTION = Absent("No action is held for this meeting.")
_NO_DELIVERABLE = Absent("No deliverable is held for this meeting.")


def action_counts(actions: Sequence[Action]) -> Paragraph | Absent:
    """Return how many actions have each status: 'Of 19 actions, 16 are green and 3 are amber.'"""
    if not actions:
        return _NO_ACTION
    total = _count(Computation.COUNT, actions)
    parts = [_share(status, [action for action in actions if action.status is status]) for status in ActionStatus]
    return Paragraph((*out_of(total, f"action{_s(total)}", filter(None, parts)), Text(".")))


def action_tables(actions: Sequence[Action], evidence: Evidence) -> tuple[Block, ...]:
    """Return a table for each theme, an action a row."""
    themes = dict.fromkeys(action.theme for action in actions)
    return tuple(
        Table(
            (Text(theme),),
            _ACTION_COLUMNS,
            tuple(_action_cells(action, evidence) for action in actions if action.theme == theme),
        )
        for theme in themes
    ) or (_NO_ACTION,)


def _share(status: ActionStatus, actions: Sequence[Action]) -> Runs:
    """Return how many actions have a status: '16 are green'; empty where none has."""
    if not actions:
        return ()
    count = _count(counting(f"of {status}"), actions)
    return (count, Text(f" {_are(count)} {status}"))


def _action_cells(action: Action, evidence: Evidence) -> tuple[Cell, ...]:
    # The number that the plan gives it is a part of its row, and no value.
    reference = Figure(action.reference, "", (_row(action),))
    return (
        Cell((reference, *say(f" {action.action}", evidence))),
        Cell(say(action.timescale or "Not given", evidence)),
        Cell(say(action.progress, evidence)),
        _status_cell(action, Text("Action "), reference, Text(f": {action.status}, as the plan gives it.")),
    )


def systems_table(systems: Sequence[CoreSystem], evidence: Evidence) -> Table | Absent:
    """Return the core systems as a table, a system a row."""
    if not systems:
        return Absent("No core system is held for this meeting.")
    notes = (
        ((Text(f"{_BLANK} means that the document gives none."),),)
        if any(not (system.due and system.risk) for system in systems)
        else ()
    )
    return Table(
        (Text("Core systems and where they stand"),),
        _SYSTEM_COLUMNS,
        tuple(_system_cells(system, evidence) for system in systems),
        notes,
    )


def _system_cells(system: CoreSystem, evidence: Evidence) -> tuple[Cell, ...]:
    texts = (system.system, system.stage, system.due or _BLANK, system.position, system.risk or _BLANK)
    return tuple(Cell(say(text, evidence)) for text in texts)


def deliverable_summary(register: Sequence[Deliverable]) -> Paragraph | Absent:
    """Return how many deliverables are signed off or left, and how many outcomes are complete.

    'Of the transition's 72 deliverables, 61 are signed off and 11 are left until after it. 10 of its 10 outcomes are
    complete.'
    """
    deliverables = _deliverables(register)
    if not deliverables:
        return _NO_DELIVERABLE
    total = _count(counting("of deliverables"), deliverables)
    signed = _count(counting("signed off"), deliverables, lambda entry: entry.is_signed_off)
    later = _count(counting("post transition"), deliverables, lambda entry: entry.is_post_transition)
    parts = ((signed, Text(f" {_are(signed)} signed off")), (later, Text(f" {_are(later)} left until after it")))
    # An outcome that is not complete has no row of its own: its first deliverable's represents it.
    outcomes = [(*_outcomes(entries), *entries)[0] for entries in _by_outcome(register).values()]
    complete = _count(counting("complete"), outcomes, lambda entry: entry.is_outcome)
    known = _count(counting("of outcomes"), outcomes)
    return Paragraph(
        (
            *out_of(total, f"deliverable{_s(total)}", parts, "Of the transition's "),
            Text(". "),
            complete,
            Text(" of its "),
            known,
            Text(f" outcome{_s(known)} {_are(complete)} complete."),
        )
    )


def deliverable_counts(register: Sequence[Deliverable]) -> Table | Absent:
    """Return a table, an outcome a row: its status, and how many of its deliverables are signed off or left.

    The last row has the totals.
    """
    if not _deliverables(register):
        return _NO_DELIVERABLE
    rows = [
        (
            Cell.of(f"Outcome {number}: {entries[0].outcome_title}"),
            _outcome_status(entries),
            *_counts(_deliverables(entries)),
        )
        for number, entries in _by_outcome(register).items()
    ]
    total = (Cell.of("Total", strong=True), Cell.of(_BLANK), *_counts(_deliverables(register)))
    return Table((Text("Deliverables by outcome"),), _COUNT_COLUMNS, (*rows, total))


def deliverable_tables(register: Sequence[Deliverable], meeting: date, evidence: Evidence) -> tuple[Block, ...]:
    """Return a table for each outcome, after a caution where something signed off has a date after the meeting."""
    tables = tuple(
        _outcome_table(entries, meeting, evidence)
        for entries in _by_outcome(register).values()
        if _deliverables(entries)
    )
    return (*_caution(register, meeting, evidence), *tables) if tables else (_NO_DELIVERABLE,)


def lessons_table(lessons: Sequence[Lesson], caption: str, evidence: Evidence) -> Table | Absent:
    """Return the lessons of a programme as a table, a lesson a row."""
    if not lessons:
        return Absent(f"No lesson is held for: {caption}.")
    rows = tuple(
        tuple(Cell(say(text, evidence)) for text in (lesson.lesson, lesson.recommendation, lesson.responsible))
        for lesson in lessons
    )
    return Table((Text(caption),), _LESSON_COLUMNS, rows)


def _outcome_table(entries: Sequence[Deliverable], meeting: date, evidence: Evidence) -> Table:
    deliverables = _deliverables(entries)
    notes = list(
        dict.fromkeys(
            note
            for deliverable in deliverables
            for note in (deliverable.note, _late_note(deliverable, meeting))
            if note
        )
    )
    rows = tuple(
        (
            Cell((*say(deliverable.name, evidence), *_mark(notes, deliverable.note))),
            Cell(say(deliverable.approved_by or "Not given", evidence)),
            _deliverable_status(deliverable),
            Cell(
                (
                    Text(day_name(deliverable.day) if deliverable.day else "Not given"),
                    *_mark(notes, _late_note(deliverable, meeting)),
                )
            ),
        )
        for deliverable in deliverables
    )
    caption = (Text(f"Outcome {entries[0].outcome}: {entries[0].outcome_title}"),)
    return Table(
        caption,
        _DELIVERABLE_COLUMNS,
        rows,
        tuple((Text(f"[note {number}] "), *say(note, evidence)) for number, note in enumerate(notes, start=1)),
    )


def _mark(notes: Sequence[str], note: str) -> Runs:
    return (Text(f" [note\N{NO-BREAK SPACE}{notes.index(note) + 1}]"),) if note else ()


def _caution(register: Sequence[Deliverable], meeting: date, evidence: Evidence) -> tuple[Inset, ...]:
    """Return the caution about deliverables that are signed off and have a date after the meeting; empty where none is.

    The paper's date is of delivery or planned, and it does not say which: the date is kept, and the caution says so.
    """
    late = [deliverable for deliverable in register if _is_too_late(deliverable, meeting)]
    if not late:
        return ()
    count = _count(counting("signed off after the meeting"), late)
    named: list[Runs] = [
        (*say(deliverable.name, evidence), Text(f" ({day_name(deliverable.day)})"))
        for deliverable in late
        if deliverable.day
    ]
    own = "whose delivery or planned date is"
    words = f" deliverable{_s(count)} {own} after this meeting {_are(count)} given as signed off: "
    which = ". The document does not say which of the two the date is, and it is shown as it stands there."
    return (Inset((count, Text(words), *joined(named), Text(which))),)


def _late_note(deliverable: Deliverable, meeting: date) -> str:
    return (
        "The date is after this meeting, though the status is signed off." if _is_too_late(deliverable, meeting) else ""
    )


def _is_too_late(deliverable: Deliverable, meeting: date) -> bool:
    return deliverable.is_signed_off and deliverable.is_after(meeting)


def _by_outcome(register: Sequence[Deliverable]) -> dict[int, list[Deliverable]]:
    return {
        number: [entry for entry in register if entry.outcome == number]
        for number in dict.fromkeys(entry.outcome for entry in register)
    }


def _outcomes(register: Iterable[Deliverable]) -> list[Deliverable]:
    return [entry for entry in register if entry.is_outcome]


def _deliverables(register: Iterable[Deliverable]) -> list[Deliverable]:
    return [entry for entry in register if not entry.is_outcome]


def _outcome_status(entries: Sequence[Deliverable]) -> Cell:
    for outcome in _outcomes(entries):
        return _deliverable_status(outcome)
    return Cell.of("Not given")


def _deliverable_status(deliverable: Deliverable) -> Cell:
    why = f"Outcome {deliverable.outcome}: {deliverable.status}, as the paper gives it."
    return _status_cell(deliverable, Text(why))


def _counts(deliverables: Sequence[Deliverable]) -> tuple[Cell, ...]:
    return (
        Cell((_count(counting("signed off"), deliverables, lambda entry: entry.is_signed_off),)),
        Cell((_count(counting("post transition"), deliverables, lambda entry: entry.is_post_transition),)),
    )


def _status_cell(entry: _Entry, *why: Text | Figure) -> Cell:
    """Return an entry's status as its paper rates it, which no rule of ours works out."""
    return Cell((Judgement(entry.status.capitalize(), Computation.STATUS, why, (_row(entry),)),), _TONES[entry.status])


def _count(
    computation: ComputationName, entries: Sequence[Counted], counts: Callable[[Counted], bool] = lambda entry: True
) -> Figure:
    """Return the number of entries that count, with their rows; for none, with those of all that were looked at."""
    counted = [entry for entry in entries if counts(entry)]
    return count_figure(computation, len(counted), map(_row, counted or entries))


def _row(entry: _Entry) -> Row:
    reference = entry.reference if isinstance(entry, Action) else f"outcome {entry.outcome}"
    known = PurePosixPath(entry.row.file).stem[:10]  # the day alone, where two meetings share it
    return Row(entry.row, "", "", reference, entry.source, known, str(entry.status))


def _are(count: Figure) -> str:
    return "is" if count.value == "1" else "are"


def _s(count: Figure) -> str:
    return "" if count.value == "1" else "s"
