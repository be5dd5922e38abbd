"""An improvement plan's actions: how many are green, amber and red, and a table for each theme."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from ccpi_nb.document.figures import count_figure
from ccpi_nb.document.model import Absent, Block, Cell, Column, Figure, Judgement, Paragraph, Row, Runs, Table, Text, Tone
from ccpi_nb.document.sentences import joined, say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.workbook.observations import Action, Status

_TONES: dict[Status, Tone] = {Status.GREEN: "on", Status.AMBER: "within", Status.RED: "off"}
_COLUMNS = (Column("Action", width=3.2), Column("Timescale", width=1.2), Column("Progress", width=4), Column("Status", width=1.1))


def action_counts(actions: Sequence[Action]) -> Paragraph | Absent:
    """'Of 19 actions, 16 are green and 3 are amber.'"""
    if not actions:
        return Absent("No action is held for this meeting.")
    parts: list[Runs] = []
    for status in Status:
        own = [action for action in actions if action.status is status]
        if own:
            verb = "is" if len(own) == 1 else "are"
            parts.append((count_figure(f"count of {status}", len(own), map(_row, own)), Text(f" {verb} {status}")))
    total = count_figure("count", len(actions), map(_row, actions))
    return Paragraph((Text("Of "), total, Text(f" action{'' if len(actions) == 1 else 's'}, "), *joined(parts), Text(".")))


def action_tables(actions: Sequence[Action], evidence: Evidence) -> tuple[Block, ...]:
    themes = dict.fromkeys(action.theme for action in actions)
    return tuple(Table((Text(theme),), _COLUMNS, tuple(_cells(action, evidence) for action in actions if action.theme == theme)) for theme in themes) or (
        Absent("No action is held for this meeting."),
    )


def _cells(action: Action, evidence: Evidence) -> tuple[Cell, ...]:
    return (
        Cell((_reference(action), *say(f" {action.action}", evidence))),
        Cell(say(action.timescale or "Not given", evidence)),
        Cell(say(action.progress, evidence)),
        Cell((_status(action),), _TONES[action.status]),
    )


def _status(action: Action) -> Judgement:
    why = (Text("Action "), _reference(action), Text(f": {action.status}, as the plan gives it."))
    return Judgement(action.status.capitalize(), "status", why, (_row(action),))


def _reference(action: Action) -> Figure:
    """The number that the plan gives it: part of its row, and no value."""
    return Figure(action.reference, "", (_row(action),))


def _row(action: Action) -> Row:
    return Row(str(action.row), "", "", action.reference, action.source, PurePosixPath(action.row.file).stem, str(action.status))
