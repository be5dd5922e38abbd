"""Registers as tables, counts and sentences: a plan's actions, the core systems, what services say of their figures."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from ccpi_nb.computing.computations import Computation, ComputationName, counting
from ccpi_nb.document.figures import count_figure, in_prose, observed
from ccpi_nb.document.judgements import rating_of
from ccpi_nb.document.model import Absent, Block, Bullets, Cell, Column, Paragraph, Table, Tone
from ccpi_nb.document.runs import Figure, Judgement, Row, Runs, Text
from ccpi_nb.document.sentences import capitalised, joined, say, share_of
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.workbook.collections import Comment
from ccpi_nb.workbook.report_registers import Action, ActionStatus, CoreSystem, Deliverable, DeliverableStatus

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
    Column("Status", width=1.1),
    Column("Timescale", width=1.2),
    Column("Progress", width=4),
)
_SYSTEM_COLUMNS = (
    Column("System", width=2.6),
    Column("Stage", width=1.3),
    Column("Due", width=1.2),
    Column("Position", width=3.5),
    Column("Main risk or issue", width=2.4),
)
BLANK = "–"
_NO_ACTION = Absent("No action is held for this meeting.")


def action_counts(actions: Sequence[Action]) -> Paragraph | Absent:
    """Return how many actions are green, and which are not, red ones first.

    '16 of the 19 actions are green. Amber: checking spending (1.4) and sign-up to electronic systems (1.10).'
    """
    if not actions:
        return _NO_ACTION
    by_status = {status: [action for action in actions if action.status is status] for status in ActionStatus}
    held = [status for status in ActionStatus if by_status[status]]
    leading = held[0] if len(held) == 1 else ActionStatus.GREEN
    part = count_of(counting(f"of {leading}"), actions, lambda action: action.status is leading)
    opening = share_of(part, count_of(Computation.COUNT, actions), "action", "actions", str(leading))
    others = [run for status in reversed(held) if status is not leading for run in _named(status, by_status[status])]
    return Paragraph((*capitalised(opening), Text("."), *others))


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


# More than that are no exceptions that a sentence could name.
_MOST_NAMED = 6


def _named(status: ActionStatus, actions: Sequence[Action]) -> Runs:
    """Return which actions have a status, ' Amber: checking spending (1.4).', or how many where they are many."""
    if len(actions) > _MOST_NAMED:
        count = count_of(counting(f"of {status}"), actions)
        return (Text(" "), *capitalised((in_prose(count),)), Text(f" are {status}."))
    return (Text(f" {status.capitalize()}: "), *joined(_reference(action) for action in actions), Text("."))


def _reference(action: Action) -> Runs:
    number = Figure(action.reference, "", (row_behind(action),))
    return (Text(f"{action.name} ("), number, Text(")")) if action.name else (number,)


def _action_cells(action: Action, evidence: Evidence) -> tuple[Cell, ...]:
    # The number that the plan gives it is a part of its row, and no value.
    reference = Figure(action.reference, "", (row_behind(action),))
    return (
        Cell((reference, *say(f" {action.action}", evidence))),
        status_cell(action, Text("Action "), reference, Text(f": {action.status}, as the plan gives it.")),
        Cell(say(action.timescale or "Not given", evidence)),
        Cell(say(action.progress, evidence)),
    )


def systems_table(systems: Sequence[CoreSystem], evidence: Evidence) -> Table | Absent:
    """Return the core systems as a table, a system a row."""
    if not systems:
        return Absent("No core system is held for this meeting.")
    notes = (
        ((Text(f"{BLANK} means that the document gives none."),),)
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
    texts = (system.system, system.stage, system.due or BLANK, system.position, system.risk or BLANK)
    return tuple(Cell(say(text, evidence)) for text in texts)


def status_cell(entry: _Entry, *why: Text | Figure) -> Cell:
    """Return an entry's status as its paper rates it, which no rule of ours works out."""
    return Cell(
        (Judgement(entry.status.capitalize(), Computation.STATUS, why, (row_behind(entry),)),), _TONES[entry.status]
    )


def count_of(
    computation: ComputationName, entries: Sequence[Counted], counts: Callable[[Counted], bool] = lambda entry: True
) -> Figure:
    """Return the number of entries that count, with their rows; for none, with those of all that were looked at."""
    counted = [entry for entry in entries if counts(entry)]
    return count_figure(computation, len(counted), map(row_behind, counted or entries))


def row_behind(entry: _Entry) -> Row:
    reference = entry.reference if isinstance(entry, Action) else f"outcome {entry.outcome}"
    known = PurePosixPath(entry.row.file).stem[:10]  # the day alone, where two meetings share it
    return Row(entry.row, "", "", reference, entry.source, known, str(entry.status))


_NO_COMMENT = Absent("No comment of a service is held for this meeting.")


def comment_list(comments: Sequence[Comment], evidence: Evidence) -> Bullets | Absent:
    """Return the comments as bullets, in the file's order.

    'Calls answered in October 2014: 65.5%, off target. Two advisers left. What is being done: two start in May, by May
    2015.'
    """
    return Bullets(tuple(_comment(comment, evidence) for comment in comments)) if comments else _NO_COMMENT


def _comment(comment: Comment, evidence: Evidence) -> Runs:
    key, period, breakdown = comment.on
    of = f" ({breakdown})" if breakdown else ""
    opening = Text(f"{evidence.indicator(key).name}{of}", strong=True)
    return (opening, Text(f" {period.phrase}"), *_commented(comment, evidence), *comment_words(comment, evidence))


def _commented(comment: Comment, evidence: Evidence) -> Runs:
    """Return the figure that a comment is on, with its rating: ': 65.5%, off target. '."""
    result = evidence.find_result(*comment.on)
    if result is None:
        return (Text(". "),)
    rating = rating_of(result)
    words: Runs = (Text(", "), replace(rating, text=rating.text.lower())) if rating else ()
    return (Text(": "), observed(result.indicator, result.observation), *words, Text(". "))


def comment_words(comment: Comment, evidence: Evidence) -> Runs:
    """Return what a service says of a figure: why it is so, and what is being done by when."""
    by = f" By {comment.by.in_sentence}." if comment.by else ""
    action: Runs = (
        (Text("What is being done: ", emphasis=True), *say(comment.action, evidence), Text(by))
        if comment.action
        else ()
    )
    if not comment.why:
        return action
    return (*say(comment.why, evidence), *((Text(" "),) if action else ()), *action)
