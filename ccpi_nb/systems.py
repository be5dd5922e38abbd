"""Core systems: where each stands, when it is due and what may go wrong, as one table."""

from collections.abc import Sequence

from ccpi_nb.data import CoreSystem
from ccpi_nb.document import Absent, Cell, Column, Table, Text
from ccpi_nb.evidence import Evidence
from ccpi_nb.narrative import say

_COLUMNS = (
    Column("System", width=2.6),
    Column("Stage", width=1.3),
    Column("Due", width=1.2),
    Column("Position", width=3.5),
    Column("Main risk or issue", width=2.4),
)


def systems_table(systems: Sequence[CoreSystem], evidence: Evidence) -> Table | Absent:
    if not systems:
        return Absent("No core system is held for this meeting.")
    return Table((Text("Core systems and where they stand"),), _COLUMNS, tuple(_cells(each, evidence) for each in systems))


def _cells(system: CoreSystem, evidence: Evidence) -> tuple[Cell, ...]:
    texts = (system.system, system.stage, system.due or "Not given", system.position, system.risk or "None given")
    return tuple(Cell(say(text, evidence)) for text in texts)
