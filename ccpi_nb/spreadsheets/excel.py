"""Excel workbooks (.xlsx, .xlsm) with all that openpyxl tells of a cell: its format, its formula, what is hidden."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.number_formats import NumberFormat, in_seconds, number_format, shown_day, shown_length
from ccpi_nb.spreadsheets.sheets import Area, Book, Cell, Duration, Failure, Held, Place, Sheet, number

NOT_CALCULATED = "is a formula without its result; open the file, let it calculate, and save it"
_MOST_CELLS = 1_000_000
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


def excel_book(content: bytes, name: str) -> Book:
    """Return the sheets of an Excel workbook; InputError where it is damaged or has ranges that are far too large."""
    import openpyxl

    _refuse_large(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions and styles that no value needs
            results = openpyxl.load_workbook(BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(BytesIO(content), data_only=False)
    except Exception as problem:  # openpyxl raises whatever it meets in a damaged part
        raise InputError(
            f"{name}: the workbook is damaged ({type(problem).__name__}); open it, repair it, and save it again"
        ) from None
    calculated = not _is_to_calculate(content)
    return Book(
        tuple(_sheet(sheet, formulas[sheet.title], calculated) for sheet in results.worksheets),
        tuple(f"sheet {chart.title}: it is a chart, and was not read" for chart in results.chartsheets),
    )


def _sheet(results: Any, formulas: Any, calculated: bool) -> Sheet:
    links = {cell.coordinate: _formula(cell.value) for cell in _cells(formulas) if cell.data_type == "f"}
    cells: dict[Place, Cell] = {}
    for cell in _cells(results):
        formula = links.get(cell.coordinate)
        if formula is not None and (cell.value is None or not calculated):
            cells[cell.row, cell.column] = Cell(cell.row, cell.column, Failure("", NOT_CALCULATED))
        elif cell.value is not None:
            cells[cell.row, cell.column] = _cell(cell, formula or "")
    return Sheet(
        results.title,
        cells,
        tuple(Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in results.merged_cells.ranges),
        hidden=results.sheet_state != "visible",
        hidden_rows=frozenset(row for row, size in results.row_dimensions.items() if size.hidden),
        hidden_columns=frozenset(_hidden_columns(results)),
        filtered=bool(results.auto_filter.ref),
    )


def _cells(sheet: Any) -> Iterator[Any]:
    # Not `iter_rows`, which makes a cell for each place up to the last.
    return iter(sheet._cells.values())


def _cell(cell: Any, formula: str) -> Cell:
    form = number_format(cell.number_format or "General")
    held = held_value(cell.value, is_error=cell.data_type == "e")
    # In a formula, '[1]Sheet1!A1' is a cell of the first file that the workbook is linked to.
    return Cell(
        cell.row, cell.column, held, form, shown_by(held, form), links=re.search(r"\[\d+\]", formula) is not None
    )


def held_value(value: Any, *, is_error: bool = False) -> Held:
    """Return what a library read from a cell as the model has it."""
    if is_error:
        return Failure(str(value), f"holds the error {value}; correct its formula, and save it")
    match value:
        case bool() | str():
            return value
        case int() | float():
            return number(value)
        case time():
            return Duration(in_seconds(datetime.combine(date.min, value) - datetime.min))
        case timedelta():
            return Duration(in_seconds(value))
        case datetime() if value.time() == time():
            return value.date()
        case _:
            day: date = value
            return day


def shown_by(held: Held, form: NumberFormat) -> str:
    """Return what a person sees of a cell, by its number format."""
    match held:
        case str():
            return held
        case bool():
            return str(held).upper()
        case Duration():
            return shown_length(held.seconds, form.code)
        case date():
            return shown_day(held, form.code)
        case Failure():
            return held.shown
        case _:
            return form.shown(held)


def _formula(value: Any) -> str:
    return value if isinstance(value, str) else str(getattr(value, "text", ""))


def _hidden_columns(sheet: Any) -> Iterator[int]:
    from openpyxl.utils import column_index_from_string

    for letter, size in sheet.column_dimensions.items():
        if size.hidden:
            first = size.min or column_index_from_string(letter)
            yield from range(first, min(size.max or first, sheet.max_column + 1) + 1)


def _refuse_large(content: bytes, name: str) -> None:
    """Raise InputError for a sheet of very many cells, also merged ones, of which openpyxl makes one each."""
    with zipfile.ZipFile(BytesIO(content)) as pack:
        for part in pack.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part):
                xml = pack.read(part)
                merged = sum(_size(*match) for match in _MERGED.findall(xml))
                if xml.count(b"<c ") + merged > _MOST_CELLS:
                    raise InputError(
                        f"{name}: a sheet of it has more than {_MOST_CELLS:,} cells; "
                        "records are counted by a measure, and a table of figures is far smaller"
                    )


def _size(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    def column(text: bytes) -> int:
        at = 0
        for letter in text:
            at = at * 26 + letter - 64
        return at

    return (int(bottom) - int(top) + 1) * (column(right) - column(left) + 1)


def _is_to_calculate(content: bytes) -> bool:
    """Return whether the workbook was written by a program that left its formulas to be calculated when it is opened.

    The results in it are then made up, 0 as a rule.
    """
    with zipfile.ZipFile(BytesIO(content)) as pack:
        parts = [part for part in pack.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", part)]
        return any(re.search(rb'<calcPr [^>]*fullCalcOnLoad="(?:1|true)"', pack.read(part)) for part in parts)
