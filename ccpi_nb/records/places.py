"""Where in a received file a record can't be read: the line and the column, and never what stands there."""

import csv
import re
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

from ccpi_nb.errors import InputError
from ccpi_nb.records.contract import Problem
from ccpi_nb.records.extracts import no_utf_8, records_of
from ccpi_nb.records.measures import Column, Format, Holds, Measures

# So many lines are named; of more it is said how many there are.
_NAMED = 5
_YEARS = range(1900, 2200)


def damaged(text: Path, name: str, measures: Measures) -> str:
    """Return a sentence for the first line of a text that is no record: another number of cells, or no UTF-8.

    '' where there is none.
    """
    number = 1
    try:
        with records_of(text, measures, name) as (_, rows):
            number, header = next(rows)
            for number, row in rows:
                if row and len(row) != len(header):
                    cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                    return f"{name}, line {number}: it has {cells}, and the header {len(header)}; correct the line"
    except UnicodeDecodeError:
        return no_utf_8(text, name)
    except csv.Error:
        return f"{name}, line {number} or after: a quote opens and is not closed; correct the line"
    except InputError as problem:
        return str(problem)
    return ""


def lines_with(problem: Problem, text: Path, name: str, measures: Measures, format: Format) -> str:
    """Return the lines of a text in which a cell is wrong, in words: 'lines 3, 17 and others'; '' for none."""
    check = checker(problem.column, format)
    with records_of(text, measures, name) as (_, rows):
        at = next(rows)[1].index(problem.column.heading)
        found = list(islice((number for number, row in rows if len(row) > at and not check(row[at])), _NAMED + 1))
    word = "row" if format is Format.EXCEL else "line"
    if not found:
        return ""
    if len(found) == 1:
        return f"{word} {found[0]}"
    more = " and others" if len(found) > _NAMED else ""
    return f"{word}s {', '.join(map(str, found[:_NAMED]))}{more}"


def checker(column: Column, format: Format) -> Callable[[str], bool]:
    """Return what says whether a cell of a column can be read."""
    match column.holds:
        case Holds.DATE:
            formats = (*column.formats, "%Y-%m-%d") if format is Format.EXCEL else column.formats
            return lambda cell: any(_is_day(cell, one) for one in formats) or (not cell and column.blank)
        case Holds.WORDS:
            return lambda cell: cell.lower() in column.values or (not cell and column.blank)
        case Holds.MONEY | Holds.NUMBER:
            pattern = amount(column.holds)
            return lambda cell: bool(re.search(pattern, cell)) or (not cell and column.blank)
    return lambda cell: bool(cell) or column.blank


def amount(holds: Holds) -> str:
    """Return the pattern of an amount of money, or of a number."""
    pound = "£?" if holds is Holds.MONEY else ""
    return rf"^-?{pound}([0-9]{{1,13}}|[0-9]{{1,3}}(,[0-9]{{3}}){{1,4}})(\.[0-9]{{1,{holds.decimals}}})?$"


def _is_day(cell: str, format: str) -> bool:
    try:
        return datetime.strptime(cell, format).year in _YEARS
    except ValueError:
        return False
