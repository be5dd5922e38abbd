"""Where a value comes from beyond the data: the cell of a file that was received, or the records that were counted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ccpi_nb.domain.indicators import DataRow, Shorthand
from ccpi_nb.domain.periods import Period

_MADE_UP = re.compile(r"\bmade[ _-]?up\b", re.IGNORECASE)


def is_made_up(words: str) -> bool:
    """Whether a source or the name of a file says of itself that it is made up: 'MADE-UP invoices.csv'."""
    return bool(_MADE_UP.search(words))


@dataclass(frozen=True)
class ReceivedFile:
    """A file as a service sent it: where it is, the name under which it came, and the SHA-256 of its bytes."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True)
class Origin:
    """Where in a received file a value stood, and what read it.

    `sheet` is '' for a file without sheets. `cell` is 'E8', or 'line 12, column Value' for text; '' for a value that
    was counted from records, whose `working` names the working paper. `shown_as` is the value as a person saw it in the
    file ('82.13%'), `held_as` as the file holds it ('0.8213'). `reader` is what read it ('form', 'recipe
    procurement_dashboard', 'measure invoices'), and `reader_sha256` the hash of its file, '' for a form.
    """

    file: str
    sha256: str
    sheet: str = ""
    cell: str = ""
    shown_as: str = ""
    held_as: str = ""
    reader: str = ""
    reader_sha256: str = ""
    working: str = ""

    @property
    def is_table(self) -> bool:
        """Whether it is a table of a database, which is no file and has no hash; its working paper says the rest."""
        return bool(self.working) and not self.sha256

    @property
    def place(self) -> str:
        """The place in the file: 'sheet Dashboard, cell E8'."""
        sheet = f"sheet {self.sheet}" if self.sheet else ""
        cell = self.cell if " " in self.cell else f"cell {self.cell}" if self.cell else ""
        return ", ".join(filter(None, (sheet, cell)))

    @property
    def words(self) -> str:
        """The place as a source names it: 'Dashboard Q3.xlsx, sheet Dashboard, cell E8'."""
        return ", ".join(filter(None, (self.file, self.place)))


_COUNT = re.compile(r", [\d,]+ records?$")


def uncounted(source: str) -> str:
    """Return a source without how many records were counted for a value: that may be the value itself."""
    return _COUNT.sub("", source)


@dataclass(frozen=True)
class Amount:
    """What a cell of a received file comes to: a value with its qualifier, or the shorthand for none."""

    value: Decimal | None
    shorthand: Shorthand | None = None
    qualifier: str = ""

    def qualified(self, qualifier: str) -> "Amount":
        """Return it with the qualifier that its labels give, if they do; ValueError where its cell has another."""
        if not qualifier or self.value is None:
            return self
        if self.qualifier not in ("", qualifier):
            raise ValueError(
                f"the cell says '{self.qualifier}' and its label '{qualifier}'; leave one of the words out of the file"
            )
        return replace(self, qualifier=qualifier)


@dataclass(frozen=True)
class TakenValue:
    """A value that was read from a received file, before anything is written.

    `origin` is that of the value; `numerator_origin` and `denominator_origin` those of its parts, where the file has
    them in cells of their own. Exactly one of `value` and `shorthand` is None.
    """

    dataset: str
    indicator: str
    period: Period
    breakdown: str
    value: Decimal | None
    shorthand: Shorthand | None
    origin: Origin
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    qualifier: str = ""
    note: str = ""
    numerator_origin: Origin | None = None
    denominator_origin: Origin | None = None


@dataclass(frozen=True)
class TakenWords:
    """A row of words that was read from a received file, for a register of a meeting: its cells by column."""

    register: str
    meeting: str
    cells: Mapping[str, str]
    origin: Origin


@dataclass(frozen=True)
class Step:
    """A step of a working paper: what it does in words, and how many records are left after it."""

    words: str
    left: int


@dataclass(frozen=True)
class Working:
    """How values were counted from records: an auditor's working paper. It never holds a record.

    `key` names it in its dataset, and is made from its content. `statement` is the SQL as it was run on `engine`
    ('DuckDB 2.0.1').
    """

    key: str
    measure: str
    files: tuple[Origin, ...]
    steps: tuple[Step, ...]
    statement: str
    engine: str


@dataclass(frozen=True)
class Taken:
    """All that was read from one received file, and what of it was `not_used`, in sentences.

    `meeting` is the key of the meeting that the file itself names, '' where it names none.
    """

    file: ReceivedFile
    values: tuple[TakenValue, ...] = ()
    words: tuple[TakenWords, ...] = ()
    workings: tuple[Working, ...] = ()
    not_used: tuple[str, ...] = ()
    meeting: str = ""


@dataclass(frozen=True)
class LineageRow:
    """A row of `data/intake`: the origin of one row of observations, who took it in (a post), and on which day.

    `numerator` and `denominator` are the origins of the value's parts, where the file has them in cells of their own.
    """

    indicator: str
    period: Period
    breakdown: str
    as_at: date
    source: str
    origin: Origin
    post: str
    received_on: date
    row: DataRow
    numerator: Origin | None = None
    denominator: Origin | None = None

    @property
    def key(self) -> tuple[str, Period, str, date, str]:
        """What it has in common with its row of observations."""
        return self.indicator, self.period, self.breakdown, self.as_at, self.source

    @property
    def parts(self) -> tuple[tuple[str, Origin], ...]:
        """The origins of the value's parts, each with what it is."""
        named = (("numerator", self.numerator), ("denominator", self.denominator))
        return tuple((name, origin) for name, origin in named if origin)

    @property
    def told(self) -> tuple[str, str]:
        """The file, and where the value and its parts stood: 'sheet S, cell E8 (numerator: cell C8)'.

        A sheet is named again only where a part is on another one.
        """
        named = ", ".join(
            f"{name}: {(replace(part, sheet='') if part.sheet == self.origin.sheet else part).place}"
            for name, part in self.parts
        )
        return self.origin.file, f"{self.origin.place} ({named})" if named else self.origin.place
