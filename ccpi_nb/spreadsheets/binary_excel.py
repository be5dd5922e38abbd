"""Excel's older and binary workbooks (.xls, .xlsb), of which python-calamine tells the values."""

import zipfile
from io import BytesIO
from typing import Any

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.excel import held_value
from ccpi_nb.spreadsheets.sheets import Area, Book, Cell, Held, Sheet

_MOST_CELLS = 1_000_000
_UNTOLD = (
    "what kind of file this is does not tell which rows and columns are hidden, what is a formula, how numbers are "
    "shown, what is struck through, and which digits are raised as marks of notes; save it as an Excel workbook "
    "(.xlsx) if that matters"
)


def binary_book(content: bytes, name: str, kind: str) -> Book:
    """Return the sheets of a workbook whose kind tells no number formats, formulas or hidden rows.

    InputError where it is damaged, protected or far too large.
    """
    import python_calamine

    if kind == "xlsb":
        _refuse_wide(content, name)
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


def _refuse_wide(content: bytes, name: str) -> None:
    """Raise InputError for a sheet whose cells lie so far apart that python-calamine, which fills the gaps, would end.

    A record is its kind, its length, both of seven bits a byte, and that many bytes; a row or a cell begins with its
    number.
    """
    with zipfile.ZipFile(BytesIO(content)) as pack:
        for part in (part for part in pack.namelist() if part.startswith("xl/worksheets/") and part.endswith(".bin")):
            rows, columns, at, sheet = 0, 0, 0, pack.read(part)
            while at + 2 <= len(sheet):
                kind, at = _number(sheet, at, most=2)
                length, at = _number(sheet, at, most=4)
                number = int.from_bytes(sheet[at : at + 4], "little")
                if kind == 0:
                    rows = max(rows, number + 1)
                elif kind < 12:
                    columns = max(columns, number + 1)
                at += length
            if rows * columns > _MOST_CELLS:
                raise InputError(_too_large(name))


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        byte = content[at] if at < len(content) else 0
        value, at = value | (byte & 0x7F) << 7 * place, at + 1
        if byte < 0x80:
            break
    return value, at


def _too_large(name: str) -> str:
    return f"{name}: a sheet of it has more than {_MOST_CELLS:,} cells; records are counted by a measure"


def _sheet(read: Any, hidden: bool, name: str) -> Sheet:
    if read.total_height * read.total_width > _MOST_CELLS:
        raise InputError(_too_large(name))
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
