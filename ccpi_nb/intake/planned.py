"""What becomes of a value or a row of words that was read from a received file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.lineage import LineageRow, Origin, TakenValue
from ccpi_nb.files.text_files import INTAKE
from ccpi_nb.intake.word_lineage import words_cells


class Fate(StrEnum):
    """What becomes of something that was read."""

    NEW = "new"
    SAME = "as it was"
    RESTATEMENT = "restatement"
    REFUSED = "refused"

    @property
    def plural(self) -> str:
        """How several are counted: '3 restatements', '3 new'."""
        return f"{self}s" if self is Fate.RESTATEMENT else str(self)

    @property
    def is_written(self) -> bool:
        """Whether it becomes a row."""
        return self in (Fate.NEW, Fate.RESTATEMENT)


@dataclass(frozen=True)
class PlannedValue:
    """A value that was read, the row that it would be, and what was held of it by that day, if anything.

    `why` is the sentence with which it is refused.
    """

    taken: TakenValue
    row: Observation
    was: Observation | None
    fate: Fate
    why: str = ""

    def lineage(self, post: str, today: date) -> LineageRow:
        """Return the row of data/intake that goes with the value's row."""
        row, value = self.row, self.taken
        return LineageRow(
            row.indicator,
            row.period,
            row.breakdown,
            row.as_at,
            row.source,
            value.origin,
            post,
            today,
            DataRow(f"{INTAKE}/{row.dataset}/{row.period.file_stem}.csv", 0),
            value.numerator_origin,
            value.denominator_origin,
        )


@dataclass(frozen=True)
class PlannedWords:
    """A row of words that was read, its cells by column, for a register's `file`; `why` as for a value."""

    file: str
    cells: Mapping[str, str]
    origin: Origin
    fate: Fate
    why: str = ""

    def lineage(self, post: str, today: date) -> Mapping[str, str]:
        """Return the cells of the row of data/intake_words that goes with its row."""
        return words_cells(self.origin, self.cells.get("source", ""), post, today)
