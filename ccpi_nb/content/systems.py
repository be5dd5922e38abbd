"""Core systems: where each stands, when it is due and what may go wrong, as one table."""

from collections.abc import Sequence

from ccpi_nb.document.model import Absent, Cell, Column, Table, Text
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.workbook.observations import CoreSystem

_COLUMNS = (
    Column("System", width=2.6),
    Column("Stage", width=1.3),
    Column("Due", width=1.2),
    Column("Position", width=3.5),
    Column("Main risk or issue", width=2.4),
)
_BLANK = "–"


def systems_table(systems: Sequence[CoreSystem], evidence: Evidence) -> Table | Absent:
    if not systems:
        return Absent("No core system is held for this meeting.")
    notes = ((Text(f"{_BLANK} means that the document gives none."),),) if any(not (each.due and each.risk) for each in systems) else ()
    return Table((Text("Core systems and where they stand"),), _COLUMNS, tuple(_cells(each, evidence) for each in systems), notes)


def _cells(system: CoreSystem, evidence: Evidence) -> tuple[Cell, ...]:
    texts = (system.system, system.stage, system.due or _BLANK, system.position, system.risk or _BLANK)
    return tuple(Cell(say(text, evidence)) for text in texts)
