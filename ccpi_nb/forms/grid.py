"""The cells of a form that came back, whatever program has saved it: what each says as a person would type it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Context, Decimal

from python_calamine import CalamineError, CalamineWorkbook

from ccpi_nb.domain.decimals import decimals_of, rounded
from ccpi_nb.domain.lineage import ReceivedFile
from ccpi_nb.errors import at_most_ten
from ccpi_nb.forms.layout import GUIDE, KEY_SHEET
from ccpi_nb.spreadsheets.number_formats import NumberFormat
from ccpi_nb.spreadsheets.opening import open_book
from ccpi_nb.spreadsheets.sheets import Cell, Duration, Failure, Sheet, letters
from ccpi_nb.spreadsheets.text_tables import Dialect

# A number with more decimals than this was worked out: what is seen of it counts.
_DECIMALS = 6
# What may stand after a number and makes it larger, or another length of time.
_MEANS_MORE = re.compile(
    r"k|mn?|bn|thousand|million|billion|(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s?"
)
# All that a spreadsheet keeps of a number.
_KEPT = Context(prec=15)


@dataclass(frozen=True)
class GridCell:
    """A cell that is not blank, on a sheet; its row and column in `at` are counted from 0."""

    sheet: str
    at: tuple[int, int]
    cell: Cell

    @property
    def name(self) -> str:
        """The cell as a spreadsheet names it: 'E8'."""
        return f"{letters(self.at[1] + 1)}{self.at[0] + 1}"

    @property
    def held_as(self) -> str:
        """The value as the file holds it: '0.8213'."""
        return self.cell.held_as

    @property
    def text(self) -> str:
        """What stands there, for a cell that is compared with what was written; a text keeps its lines."""
        held = self.cell.held
        return held if isinstance(held, str) else held.shown if isinstance(held, Failure) else str(held)

    @property
    def shown(self) -> str:
        """The value as a person would type it: '71.5%' for 0.715 in a cell of percentages, '2015-03-31' for a day.

        ValueError with the remedy for what may be two things, or is none.
        """
        match self.cell.held:
            case str() as text:
                return " ".join(text.split())
            case bool() as truth:
                raise ValueError(f"the cell says {str(truth).upper()}, which is no value; type the value")
            case Decimal() as number:
                return self._number(number)
            case datetime() as moment:
                return str(moment.date())
            case date() as day:
                return str(day)
            case Duration(seconds):
                return _clock(seconds)
            case Failure(_, why):
                raise ValueError(f"the cell {why}; or type the value")

    def _number(self, held: Decimal) -> str:
        layout = self.cell.format
        is_share = layout is not None and layout.percent
        number = _KEPT.create_decimal(held)
        value = (number * 100 if is_share else number).normalize()
        if decimals_of(value) > _DECIMALS:
            if layout is None or layout.decimals is None:
                raise ValueError(
                    f"{value:f} has more decimals than are published; type the value as you publish it, "
                    f"such as {rounded(value, 1):f}"
                )
            value = rounded(value, layout.decimals)
        return f"{value:f}%" if is_share else _with_unit(f"{value:f}", layout)


def _with_unit(number: str, layout: NumberFormat | None) -> str:
    """Return a number with what its format shows beside it that changes what it means: '£1.3 m'."""
    if layout is None:
        return number
    after = "" if layout.thousands else layout.after.strip().casefold()
    return f"{layout.currency}{number}{f' {after}' if _MEANS_MORE.fullmatch(after) else ''}"


def _clock(length: Decimal) -> str:
    """Return minutes and seconds as text; ValueError where the file holds hours, which may be minutes."""
    minutes, seconds = divmod(length, 60)
    if minutes >= 60:
        raise ValueError(
            f"the cell holds a time of day, {int(minutes // 60)}:{int(minutes % 60):02}, which may be hours and "
            "minutes or minutes and seconds; type it as 1m 52s"
        )
    return f"{int(minutes)}m {seconds.normalize():f}s"


def _remarks(sheet: Sheet, place: str) -> Iterator[str]:
    if sheet.notes:
        yield f"{place}: notes were not read, {at_most_ten([sheet.place(cell) for cell in sheet.notes])}"
    if hidden := sorted({row for row, _ in sheet.cells} & sheet.hidden_rows):
        yield f"{place}: what stands in hidden rows was taken too, {at_most_ten([f'row {row}' for row in hidden])}"


@dataclass(frozen=True)
class Grid:
    """A form's sheets: the cells that are not blank, by row and column, both counted from 0; and what is beside them.

    `remarks` are sentences on notes, which are not read, and on hidden rows, which are.
    """

    sheets: Mapping[str, Mapping[tuple[int, int], GridCell]] = field(repr=False)
    remarks: tuple[str, ...] = ()

    @classmethod
    def opened(cls, file: ReceivedFile) -> "Grid | None":
        """Return the sheets of a file that may be a form; None where it is none, by the names of its sheets.

        InputError where it is one and is damaged, or far too large.
        """
        try:
            names = CalamineWorkbook.from_path(file.path).sheet_names
        except (CalamineError, OSError, ValueError):
            return None
        if KEY_SHEET not in names and GUIDE not in names:
            return None
        book = open_book(file, Dialect())
        return cls(
            {
                sheet.name: {
                    (row - 1, column - 1): GridCell(sheet.name, (row - 1, column - 1), cell)
                    for (row, column), cell in sheet.cells.items()
                    if not (isinstance(cell.held, str) and not cell.held.strip())
                }
                for sheet in book.sheets
            },
            tuple(remark for sheet in book.sheets for remark in _remarks(sheet, f"{file.name}, sheet {sheet.name}")),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sheets, hidden ones too."""
        return tuple(self.sheets)

    def cells(self, sheet: str) -> Mapping[tuple[int, int], GridCell]:
        """Return the cells of a sheet that are not blank."""
        return self.sheets[sheet]
