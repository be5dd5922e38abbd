"""What a form looks like, and what it knows of itself: its columns, and the hidden sheet by which it is known again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from ccpi_nb.domain.indicators import Indicator, Shorthand, Unit

# Raised when a cell moves or means something else. Every version that was ever sent has to be read.
VERSION = "1"
GUIDE, KEY_SHEET = "Start here", "Form key"
MARK = "ccpi form"


class Column(NamedTuple):
    """A column of a form's tables: what it is called in code and on the sheet, and its width in characters."""

    key: str
    header: str
    width: float
    is_input: bool = False


COLUMNS = (
    Column("measure", "Measure", 28),
    Column("of", "Broken down by", 18),
    Column("period", "Period", 18),
    Column("definition", "What is counted", 34),
    Column("unit", "How to write it", 20),
    Column("before", "Value before that", 20),
    Column("last", "Last value", 20),
    Column("target", "Target", 15),
    Column("value", "Value (fill in)", 15, is_input=True),
    Column("numerator", "Numerator: how many (fill in)", 15, is_input=True),
    Column("denominator", "Denominator: out of how many (fill in)", 17, is_input=True),
    Column("none", "No value because (choose)", 20, is_input=True),
    Column("why", "Why it changed (fill in)", 42, is_input=True),
    Column("action", "What we do (fill in)", 42, is_input=True),
    Column("by", "By when (fill in a date)", 16, is_input=True),
)
AT = {column.key: at for at, column in enumerate(COLUMNS)}
NOT_NEEDED = "not needed"
WHOLE = "Whole"
# The reasons that a form offers for there being no value.
REASONS = {
    "Not available": Shorthand.NOT_AVAILABLE,
    "Does not apply": Shorthand.NOT_APPLICABLE,
    "Confidential": Shorthand.CONFIDENTIAL,
}
_WRITTEN = {
    Unit.PERCENT: "Per cent: 71.5%",
    Unit.POINTS: "Percentage points: 3.4",
    Unit.POUNDS: "Pounds: £1,250 or £1.2m",
    Unit.POUNDS_THOUSAND: "Thousands of pounds: £1,250k",
    Unit.POUNDS_MILLION: "Millions of pounds: £1.2m",
    Unit.MINUTES_SECONDS: "Minutes and seconds: 1m 52s",
}


def how_written(indicator: Indicator) -> str:
    """Return how a value of an indicator is written, with an example: 'Per cent: 71.5%', 'Whole number: 1,240'."""
    if indicator.unit is Unit.NUMBER:
        return "Number: 12.4" if indicator.decimals else "Whole number: 1,240"
    return _WRITTEN.get(indicator.unit, f"{str(indicator.unit).capitalize()}: 12")


@dataclass(frozen=True)
class FormRow:
    """A row of a form: the figure it asks for, where it stands, and the texts of its cells by column.

    `row` counts from 1. Of the columns in `opened` the text is '': they are to be filled in.
    """

    sheet: str
    row: int
    dataset: str
    indicator: str
    breakdown: str
    period: str
    opened: tuple[str, ...]
    texts: Mapping[str, str]

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the hidden sheet has it."""
        place = (self.sheet, str(self.row), self.dataset, self.indicator, self.breakdown, self.period)
        return (*place, ",".join(self.opened), *(self.texts.get(column.key, "") for column in COLUMNS))

    @classmethod
    def from_cells(cls, cells: Sequence[str]) -> "FormRow":
        """Return the row that `cells` gave; ValueError for cells that are none."""
        sheet, row, dataset, indicator, breakdown, period, opened, *texts = cells
        named = dict(zip((column.key for column in COLUMNS), texts, strict=True))
        return cls(sheet, int(row), dataset, indicator, breakdown, period, tuple(opened.split(",")), named)


KEY_WIDTH = 7 + len(COLUMNS)


@dataclass(frozen=True)
class Form:
    """A form as its hidden sheet describes it: for which meeting and post it is, and its rows.

    `guide_rows` is how many rows its first sheet has.
    """

    meeting: str
    owner: str
    guide_rows: int
    rows: tuple[FormRow, ...]
    version: str = VERSION

    @property
    def digest(self) -> str:
        """What all of it comes to, so that a change to the hidden sheet shows."""
        return _digest([(self.version, self.meeting, self.owner, str(self.guide_rows)), *(r.cells for r in self.rows)])

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """The first rows of the hidden sheet."""
        return (
            (MARK, self.version),
            ("meeting", self.meeting),
            ("owner", self.owner),
            ("rows of the first sheet", str(self.guide_rows)),
            ("check", self.digest),
        )


def _digest(rows: Iterable[Sequence[str]]) -> str:
    return sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()[:32]
