"""Excel workbooks (.xlsx, .xlsm) with all that openpyxl tells of a cell: its format, its formula, what is hidden."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.excel_parts import is_to_calculate, refuse_large, untold_of, usual
from ccpi_nb.spreadsheets.number_formats import NumberFormat, in_seconds, number_format, shown_day, shown_length
from ccpi_nb.spreadsheets.sheets import (
    Area,
    Book,
    Cell,
    Duration,
    Failure,
    Held,
    Place,
    Sheet,
    as_shown,
    number_or_failure,
    raised,
    struck,
)

NOT_CALCULATED = "is a formula without its result; open the file, let it calculate, and save it"
_ESCAPED = re.compile("_x(00[01][0-9A-F]|005F)_", re.IGNORECASE)
# In a formula, '[1]Sheet1!A1' is a cell of the first file that the workbook is linked to, 'Sales[2014]' a column.
_LINK = re.compile(r"(?<![\w.@\[\]])\[\d+\](?![\]:,])")


def excel_book(content: bytes, name: str) -> Book:
    """Return the sheets of an Excel workbook; InputError where it is damaged or has ranges that are far too large."""
    import openpyxl

    content = usual(content)
    refuse_large(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions and styles that no value needs
            results = openpyxl.load_workbook(BytesIO(content), data_only=True, rich_text=True)
            formulas = openpyxl.load_workbook(BytesIO(content), data_only=False)
    except Exception as problem:  # openpyxl raises whatever it meets in a damaged part
        raise InputError(
            f"{name}: the workbook is damaged ({type(problem).__name__}); open it, repair it, and save it again"
        ) from None
    calculated = not is_to_calculate(content)
    return Book(
        tuple(_sheet(sheet, formulas[sheet.title], calculated) for sheet in results.worksheets),
        (
            *(f"{name}, sheet {chart.title}: it is a chart, and was not read" for chart in results.chartsheets),
            *untold_of(content, name),
        ),
    )


def _sheet(results: Any, formulas: Any, calculated: bool) -> Sheet:
    said = {cell.coordinate: _formula(cell.value) for cell in _cells(formulas) if cell.data_type == "f"}
    cells: dict[Place, Cell] = {}
    for cell in _cells(results):
        formula = said.get(cell.coordinate)
        if formula is not None and (cell.value is None or not calculated):
            cells[cell.row, cell.column] = Cell(cell.row, cell.column, Failure("", NOT_CALCULATED))
        elif cell.value is not None:
            cells[cell.row, cell.column] = _cell(cell, formula or "")
    return Sheet(
        results.title,
        cells,
        tuple(Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in results.merged_cells.ranges),
        hidden=results.sheet_state != "visible",
        hidden_rows=frozenset(row for row, size in results.row_dimensions.items() if size.hidden or size.height == 0),
        hidden_columns=frozenset(_hidden_columns(results)),
        filtered=bool(results.auto_filter.ref),
        notes=tuple(sorted((cell.row, cell.column) for cell in _cells(results) if cell.comment)),
    )


def _cells(sheet: Any) -> Iterator[Any]:
    # Not `iter_rows`, which makes a cell for each place up to the last.
    return iter(sheet._cells.values())


def _cell(cell: Any, formula: str) -> Cell:
    form = number_format(cell.number_format or "General")
    held = as_shown(held_value(_as_seen(cell.value), is_error=cell.data_type == "e"), form)
    shown = shown_by(held, form)
    links = _LINK.search(re.sub('"[^"]*"', "", formula)) is not None
    return Cell(cell.row, cell.column, struck(shown) if _is_struck(cell) else held, form, shown, links)


def _as_seen(value: Any) -> Any:
    """Return a text as it is seen: of several fonts as one, in which raised digits, marks of notes, stay raised.

    A line break that was pasted from Windows stands there as '_x000D_'.
    """
    if isinstance(value, list):
        value = "".join(
            raised(run.text) if not isinstance(run, str) and run.font.vertAlign == "superscript" else str(run)
            for run in value
        )
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if isinstance(value, str) else value


def _is_struck(cell: Any) -> bool:
    """Return whether a line goes through a cell or through a part of its text."""
    runs = cell.value if isinstance(cell.value, list) else [""]
    return any(bool((cell if isinstance(run, str) else run).font.strike) for run in runs)


def held_value(value: Any, *, is_error: bool = False) -> Held:
    """Return what a library read from a cell as the model has it."""
    if is_error:
        return Failure(str(value), f"holds the error {value}; correct its formula, and save it")
    match value:
        case bool() | str():
            return value
        case int() | float():
            return number_or_failure(value, str(value))
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
        if size.hidden or size.width == 0:
            first = size.min or column_index_from_string(letter)
            yield from range(first, min(size.max or first, sheet.max_column + 1) + 1)
