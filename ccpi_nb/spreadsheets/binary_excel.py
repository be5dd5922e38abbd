"""Excel's older and binary workbooks (.xls, .xlsb), of which python-calamine tells the values."""

from io import BytesIO
from typing import Any

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.excel import held_value
from ccpi_nb.spreadsheets.sheets import Area, Book, Cell, Held, Sheet

_MOST_CELLS = 1_000_000
_UNTOLD = (
    "what kind of file this is does not tell which rows and columns are hidden, what is a formula, and how numbers are "
    "shown; save it as an Excel workbook (.xlsx) if that matters"
)


def binary_book(content: bytes, name: str, kind: str) -> Book:
    """Return the sheets of a workbook whose kind tells no number formats, formulas or hidden rows.

    InputError where it is damaged, protected or far too large.
    """
    import python_calamine

    try:
        book = python_calamine.load_workbook(BytesIO(content))
        visible = python_calamine.SheetVisibleEnum.Visible
        sheets = tuple(
            _sheet(book.get_sheet_by_name(each.name), each.visible != visible, name)
            for each in book.sheets_metadata
            if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        )
    except python_calamine.PasswordError:
        raise InputError(
            f"{name}: it is protected by a password; open it, take the password off, and save it again"
        ) from None
    except python_calamine.CalamineError as problem:
        raise InputError(
            f"{name}: the workbook is damaged ({problem}); open it, repair it, and save it again"
        ) from None
    return Book(sheets, (f"{name}: {_UNTOLD}",))


def _sheet(read: Any, hidden: bool, name: str) -> Sheet:
    if read.total_height * read.total_width > _MOST_CELLS:
        raise InputError(f"{name}: a sheet of it has more than {_MOST_CELLS:,} cells; records are counted by a measure")
    cells = {
        (row, column): Cell(row, column, held, shown=_shown(held))
        for row, values in enumerate(read.to_python(skip_empty_area=False), start=1)
        for column, value in enumerate(values, start=1)
        if value != "" and (held := held_value(value)) is not None
    }
    merged = tuple(
        Area(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in read.merged_cell_ranges or ()
    )
    return Sheet(read.name, cells, merged, hidden=hidden, tells_errors=False)


def _shown(held: Held) -> str:
    return held if isinstance(held, str) else ""  # how a number or a day is shown, the library does not tell
