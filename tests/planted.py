"""Mistakes planted in a copy of the workbook's true data, to see which of them its checks notice.

`python tests/planted_table.py` prints what came of it. The kinds were written before the rules of plausibility that
they try, and by somebody else.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from ccpi_nb.domain.indicators import Indicator, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.workbook.inputs import Workbook

ROOT = Path(__file__).parent.parent
OBSERVATIONS, REGISTERS, TARGETS = "data/observations", "data/registers", "data/targets.csv"

Cells = Mapping[str, str]


class Notice(StrEnum):
    """What an analyst who knows the service would make of a mistake that looks at the data only."""

    IMPOSSIBLE = "refused"
    UNLIKELY = "asked"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Planted:
    """A mistake at one place: the files as they are with it, None for one that is gone."""

    place: str
    files: Mapping[str, str | None]


@dataclass(frozen=True)
class Mistake:
    """A kind of mistake: what happens, what should notice it and by what, and all the places where it can happen.

    UNSEEN is one that no rule over the data can notice: it is here so that nobody thinks the list complete without it.
    """

    name: str
    notice: Notice
    tell: str
    places: "Callable[[Sheets], Iterable[Planted]]"


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a file of data, by its place from 0; of observations with what its cells mean."""

    file: str
    index: int
    cells: Cells
    indicators: Mapping[str, Indicator]

    @property
    def dataset(self) -> str:
        return self.file.split("/")[2]

    @property
    def indicator(self) -> Indicator:
        return self.indicators[self.cells["indicator"]]

    @property
    def unit(self) -> Unit:
        return self.indicator.unit

    @cached_property
    def period(self) -> Period:
        return Period.parse(self.cells["period"])

    @property
    def value(self) -> Decimal | None:
        """The value, None for a shorthand."""
        return None if self.cells["value"].startswith("[") else Decimal(self.cells["value"])

    @property
    def parts(self) -> tuple[Decimal, Decimal] | None:
        """Numerator and denominator, where it has both."""
        both = self.cells["numerator"], self.cells["denominator"]
        return (Decimal(both[0]), Decimal(both[1])) if all(both) else None

    def is_of(self, other: "Row") -> bool:
        """Whether two rows are of one thing, in whichever period."""
        return all(self.cells[name] == other.cells[name] for name in ("indicator", "breakdown", "given_in")) and (
            self.dataset == other.dataset
        )


@dataclass(frozen=True)
class Sheets:
    """The true data, file by file, and the ways in which a mistake changes them."""

    files: Mapping[str, tuple[Row, ...]]
    indicators: Mapping[str, Indicator]

    @classmethod
    def of(cls, root: Path) -> "Sheets":
        indicators = Workbook(root).indicators
        paths = sorted(
            path.relative_to(root).as_posix()
            for folder in (OBSERVATIONS, REGISTERS)
            for path in (root / folder).rglob("*.csv")
        )
        return cls({file: _rows_of(root, file, indicators) for file in (*paths, TARGETS)}, indicators)

    @cached_property
    def observed(self) -> tuple[Row, ...]:
        return tuple(row for file, rows in self.files.items() if file.startswith(OBSERVATIONS) for row in rows)

    @cached_property
    def words(self) -> tuple[Row, ...]:
        return tuple(row for file, rows in self.files.items() if file.startswith(REGISTERS) for row in rows)

    @cached_property
    def _like(self) -> Mapping[tuple[str, str, str], list[Row]]:
        found = defaultdict(list)
        for row in self.observed:
            if row.value is not None and not row.cells["qualifier"]:
                found[row.dataset, row.cells["indicator"], row.cells["breakdown"]].append(row)
        return found

    def like(self, row: Row) -> list[Row]:
        """Return the values of the same thing for other periods as long, by which an unlikely one can be told."""
        return [
            other
            for other in self._like[row.dataset, row.cells["indicator"], row.cells["breakdown"]]
            if other.is_of(row) and other.period != row.period and other.period.is_like(row.period)
        ]

    def is_far(self, row: Row, value: Decimal, times: int = 3) -> bool:
        """Whether a value is so many times, or such a part of, every like one and of the true one: plain to see."""
        known = [abs(other.value or 0) for other in (row, *self.like(row))]
        return len(known) > 1 and all(abs(value) >= times * true or times * abs(value) <= true for true in known)

    def changed(self, row: Row, **cells: str) -> Planted:
        """Return the mistake of cells of one row, None to leave the row out."""
        return self.replaced({row: {**row.cells, **cells}})

    def replaced(self, rows: Mapping[Row, Cells | None]) -> Planted:
        """Return the mistake of rows of any files that are others, or None for one left out."""
        files = {
            file: text_of([cells for row in self.files[file] for cells in [rows.get(row, row.cells)] if cells])
            for file in dict.fromkeys(row.file for row in rows)
        }
        return Planted(" and ".join(f"{row.file}, row {row.index + 2}" for row in rows), files)

    def added(self, after: Row, *rows: Cells) -> Planted:
        """Return the mistake of rows too many, which follow one."""
        there = [row.cells for row in self.files[after.file]]
        there[after.index + 1 : after.index + 1] = rows
        return Planted(f"{after.file}, after row {after.index + 2}", {after.file: text_of(there)})


def in_cells(change: Callable[[Row, Sheets], Cells | None]) -> Callable[[Sheets], Iterator[Planted]]:
    """Return the places of a mistake in the cells of one row of observations: wherever `change` gives others."""

    def places(sheets: Sheets) -> Iterator[Planted]:
        for row in sheets.observed:
            cells = change(row, sheets)
            if cells and any(row.cells[name] != cell for name, cell in cells.items()):
                yield sheets.changed(row, **cells)

    return places


def in_value(
    change: Callable[[Row, Decimal], Decimal | None], *, far: bool = False, times: int = 3
) -> Callable[[Sheets], Iterator[Planted]]:
    """Return the places of a mistake in a value: with `far`, where like values show that it is out of place."""

    def cells(row: Row, sheets: Sheets) -> Cells | None:
        value = row.value
        wrong = None if value is None or row.cells["qualifier"] else change(row, value)
        if wrong is None or (far and not sheets.is_far(row, wrong, times)):
            return None
        return {"value": number(wrong)}

    return in_cells(cells)


def files_of(sheets: Sheets) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Yield the files of observations that have rows."""
    return ((file, rows) for file, rows in sheets.files.items() if file.startswith(OBSERVATIONS) and rows)


def last_of(row: Row, sheets: Sheets) -> Row | None:
    """Return the value of the same thing for the last period before it, None where there is none."""
    return max((other for other in sheets.like(row) if other.period < row.period), key=_period, default=None)


def _period(row: Row) -> Period:
    return row.period


def moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def number(value: Decimal) -> str:
    """Return a number as a cell holds it, with no zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_of(rows: Sequence[Cells]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows_of(root: Path, file: str, indicators: Mapping[str, Indicator]) -> tuple[Row, ...]:
    with (root / file).open(encoding="utf-8", newline="") as lines:
        return tuple(Row(file, index, cells, indicators) for index, cells in enumerate(csv.DictReader(lines)))
