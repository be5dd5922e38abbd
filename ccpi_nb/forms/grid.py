"""The cells of a spreadsheet of any kind, as a person sees them and as the file holds them."""

import re
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, is_zipfile

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from ccpi_nb.domain.decimals import decimals_of, rounded
from ccpi_nb.errors import InputError

Held = str | int | float | bool | date | time | datetime | timedelta
# A number with more decimals than this was worked out: what is seen of it counts.
_DECIMALS = 6
_LAYOUT = re.compile(r"[^0#.;]*[#,]*0(?:\.(0+))?[^0#.;]*(?:;.*)?")


def _decimals_shown(layout: str) -> int | None:
    """Return how many decimals a number format shows: 1 for '0.0%'; None where it does not say."""
    match = _LAYOUT.fullmatch(layout)
    return len(match[1] or "") if match else None


@dataclass(frozen=True)
class GridCell:
    """A cell that holds something: its value, and its number format where the file's kind tells it."""

    sheet: str
    at: tuple[int, int]
    held: Held
    layout: str = ""
    is_formula: bool = False

    @property
    def name(self) -> str:
        """The cell as a spreadsheet names it: 'E8'."""
        return str(xl_rowcol_to_cell(*self.at))

    @property
    def held_as(self) -> str:
        """The value as the file holds it: '0.8213'."""
        return self.held if isinstance(self.held, str) else str(self.held)

    @property
    def is_blank(self) -> bool:
        """Whether it holds nothing that anybody sees."""
        return isinstance(self.held, str) and not self.held.strip() and not self.is_formula

    @property
    def shown(self) -> str:
        """The value as a person types or sees it: '71.5%' for 0.715 in a cell of percentages, '2015-03-31' for a day.

        A number is exact to 15 digits, which is all that a spreadsheet keeps. ValueError with the remedy for what may
        be two things, or is none.
        """
        match self.held:
            case str():
                if self.is_formula and not self.held.strip():
                    raise ValueError(
                        "the cell has a formula, and the file does not say what it comes to; open the form, save it "
                        "and send it again, or type the value"
                    )
                return " ".join(self.held.split())
            case bool():
                raise ValueError(f"the cell says {str(self.held).upper()}, which is no value; type the value")
            case int() | float():
                return self._number(Decimal(f"{self.held:.15g}"))
            case datetime():
                return str(self.held.date())
            case date():
                return str(self.held)
            case time() | timedelta():
                return self._clock()

    def _number(self, number: Decimal) -> str:
        is_share = "%" in self.layout
        value = (number * 100 if is_share else number).normalize()
        if decimals_of(value) > _DECIMALS:
            if (decimals := _decimals_shown(self.layout)) is None:
                raise ValueError(
                    f"{value:f} has more decimals than are published; type the value as you publish it, "
                    f"such as {rounded(value, 1):f}"
                )
            value = rounded(value, decimals)
        return f"{value:f}{'%' if is_share else ''}"

    def _clock(self) -> str:
        """Return minutes and seconds as text; ValueError where the file holds hours, which may be minutes."""
        held = self.held
        if isinstance(held, time):
            held = timedelta(hours=held.hour, minutes=held.minute, seconds=held.second, microseconds=held.microsecond)
        assert isinstance(held, timedelta)
        minutes, seconds = divmod(Decimal(str(held.total_seconds())), 60)
        if minutes >= 60:
            raise ValueError(
                f"the cell holds a time of day, {int(minutes // 60)}:{int(minutes % 60):02}, which may be hours and "
                "minutes or minutes and seconds; type it as 1m 52s"
            )
        return f"{int(minutes)}m {seconds.normalize():f}s"


class _Look(NamedTuple):
    """What a cell is beside its value: its number format, whether it is a formula, and the error that it shows."""

    layout: str
    is_formula: bool
    error: str


# Far more cells than a form has. The reader keeps a place for each up to the last that is filled.
_MOST_CELLS = 5_000_000


def _refuse_far(file: str, sheet: str, places: Collection[tuple[int, int]]) -> None:
    """Raise InputError where a sheet has something so far out that no memory holds all the cells before it."""
    lines, columns = (1 + max((at[axis] for at in places), default=0) for axis in (0, 1))
    if lines * columns > _MOST_CELLS:
        far = xl_rowcol_to_cell(*max(places, key=lambda at: at[0] / lines + at[1] / columns))
        raise InputError(f"{file}, sheet {sheet}, cell {far}: this is far outside the form; take it out")


@dataclass(frozen=True)
class Grid:
    """A spreadsheet's sheets, each read when it is first asked for."""

    path: Path
    name: str
    _book: Any
    _kept: dict[str, Mapping[tuple[int, int], GridCell]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def opened(cls, path: Path, name: str) -> "Grid | None":
        """Return the sheets of a file that came under a name; None where it is no spreadsheet that can be read."""
        try:
            return cls(path, name, CalamineWorkbook.from_path(path))
        except (CalamineError, OSError, ValueError):
            return None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sheets, hidden ones too."""
        return tuple(self._book.sheet_names)

    def cells(self, sheet: str) -> Mapping[tuple[int, int], GridCell]:
        """Return the cells of a sheet that are not blank, by row and column, both counted from 0."""
        if sheet not in self._kept:
            self._kept[sheet] = {cell.at: cell for cell in self._read(sheet) if not cell.is_blank}
        return self._kept[sheet]

    def _read(self, sheet: str) -> list[GridCell]:
        _refuse_far(self.name, sheet, self._looks.get(sheet, ()))
        rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        looks = self._looks.get(sheet, {})
        held = {(line, place): value for line, row in enumerate(rows) for place, value in enumerate(row)}
        # Calamine has nothing for a formula whose result is not in the file, nor for an error.
        for at, look in looks.items():
            if (look.is_formula or look.error) and held.get(at, "") == "":
                held[at] = look.error
        return [
            GridCell(sheet, at, value, looks[at].layout, looks[at].is_formula)
            if at in looks
            else GridCell(sheet, at, value)
            for at, value in held.items()
        ]

    @cached_property
    def _looks(self) -> Mapping[str, Mapping[tuple[int, int], "_Look"]]:
        """What else each cell is, by sheet; of Excel's present format only."""
        if not is_zipfile(self.path):
            return {}
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what it would not write again
                with self.path.open("rb") as file:
                    book = load_workbook(file)
        except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError):
            return {}
        return {
            sheet.title: {
                (cell.row - 1, cell.column - 1): _Look(
                    cell.number_format or "", cell.data_type == "f", cell.value if cell.data_type == "e" else ""
                )
                # All that there is, and not all up to the last one.
                for cell in sheet._cells.values()
                if cell.value is not None
            }
            for sheet in book.worksheets
        }
