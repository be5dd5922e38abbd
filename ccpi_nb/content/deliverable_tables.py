"""A programme's deliverables and what was learned, as tables, counts and sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from ccpi_nb.computing.computations import counting
from ccpi_nb.content.register_tables import BLANK, count_of, status_cell
from ccpi_nb.document.figures import in_prose
from ccpi_nb.document.model import Absent, Block, Cell, Column, Inset, Paragraph, Table
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import capitalised, joined, run_on, say, share_of
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import day_name
from ccpi_nb.workbook.report_registers import Deliverable, Lesson

_COUNT_COLUMNS = (
    Column("Outcome", width=3.2),
    Column("Status", width=1.4),
    Column("Signed off", numeric=True),
    Column("Post transition", numeric=True, width=1.2),
)
_DELIVERABLE_COLUMNS = (
    Column("Deliverable", width=3.2),
    Column("Status", width=1.4),
    Column("Approved by", width=1.6),
    Column("Delivery or planned date", width=1.6),
)
_LESSON_COLUMNS = (
    Column("What was learned", width=3),
    Column("Recommendation", width=2.6),
    Column("Responsible", width=1.2),
)

_NO_DELIVERABLE = Absent("No deliverable is held for this meeting.")


def deliverable_summary(register: Sequence[Deliverable]) -> Paragraph | Absent:
    """Return how many outcomes are complete, and how many deliverables behind them are signed off or left.

    'All 10 outcomes of the transition are reported as complete. 61 of the 72 deliverables behind them are signed off;
    the other 11 are left until after the transition, four of them in outcome 2.'
    """
    deliverables = _deliverables(register)
    if not deliverables:
        return _NO_DELIVERABLE
    # An outcome that is not complete has no row of its own: its first deliverable's represents it.
    outcomes = [(*_outcomes(entries), *entries)[0] for entries in _by_outcome(register).values()]
    complete = count_of(counting("complete"), outcomes, lambda entry: entry.is_outcome)
    known = count_of(counting("of outcomes"), outcomes)
    of = "of the transition"
    opening = share_of(complete, known, f"outcome {of}", f"outcomes {of}", "reported as complete")
    behind = _signed_off("it" if known.value == "1" else "them", deliverables)
    return Paragraph((*capitalised(opening), Text(". "), *capitalised(behind), Text(".")))


def deliverables_left(register: Sequence[Deliverable], evidence: Evidence) -> Paragraph | None:
    """Return by name which deliverables are left until after the transition, by outcome; None where none is.

    'Left until after the transition, 11 in all. Outcome 2: Service specifications in place; ... Outcome 3: ...'
    """
    left = [entry for entry in _deliverables(register) if entry.is_post_transition]
    if not left:
        return None
    opening: Runs = (
        Text("Left until after the transition, "),
        in_prose(count_of(counting("post transition"), left)),
        Text(" in all."),
    )
    return Paragraph(run_on((opening, *(_by_name(*outcome, evidence) for outcome in _by_outcome(left).items()))))


def _by_name(outcome: int, entries: Sequence[Deliverable], evidence: Evidence) -> Runs:
    names = [say(entry.name, evidence) for entry in entries]
    first, *others = names
    return (Text(f"Outcome {outcome}: "), *first, *(run for name in others for run in (Text("; "), *name)), Text("."))


def _signed_off(outcomes: str, deliverables: Sequence[Deliverable]) -> Runs:
    left = [entry for entry in deliverables if entry.is_post_transition]
    signed = count_of(counting("signed off"), deliverables, lambda entry: entry.is_signed_off)
    total = count_of(counting("of deliverables"), deliverables)
    names = f"deliverable behind {outcomes}", f"deliverables behind {outcomes}"
    share = share_of(signed, total, *names, "signed off")
    if not left:
        return share
    others = count_of(counting("post transition"), left)
    rest: Runs = (Text("; the other " if signed.value != "0" else "; "), in_prose(others))
    return (*share, *rest, Text(f" {_are(others)} left until after the transition"), *_most_left(left))


def _most_left(left: Sequence[Deliverable]) -> Runs:
    """Return where most of what is left belongs, ', four of them in outcome 2'; empty where no outcome has most."""
    (first, most), *others = Counter(entry.outcome for entry in left).most_common(2)
    if most < 2 or any(number == most for _, number in others):
        return ()
    those = count_of(counting(f"post transition, outcome {first}"), [entry for entry in left if entry.outcome == first])
    if not others:
        return (Text(f", all of them in outcome {first}"),)
    return (Text(", "), in_prose(those), Text(f" of them in outcome {first}"))


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
    total = (Cell.of("Total", strong=True), Cell.of(BLANK), *_counts(_deliverables(register)))
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
            _deliverable_status(deliverable),
            Cell(say(deliverable.approved_by or "Not given", evidence)),
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
    count = count_of(counting("signed off after the meeting"), late)
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
    return status_cell(deliverable, Text(why))


def _counts(deliverables: Sequence[Deliverable]) -> tuple[Cell, ...]:
    return (
        Cell((count_of(counting("signed off"), deliverables, lambda entry: entry.is_signed_off),)),
        Cell((count_of(counting("post transition"), deliverables, lambda entry: entry.is_post_transition),)),
    )


def _are(count: Figure) -> str:
    return "is" if count.value == "1" else "are"


def _s(count: Figure) -> str:
    return "" if count.value == "1" else "s"
