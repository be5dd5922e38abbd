"""The table that a sheet seems to hold: numbers, labels to their left, labels above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.sheets import Cell, Duration, Failure, Sheet, plain

# A table that somebody looks over has fewer rows: more are records, whose labels may name people.
_MOST_ROWS = 200
_NUMBER = re.compile(r"[-(£<~]?\s*£?\s*\d[\d,.]*\s*(?:%|k|m|\)|\*)*")


@dataclass(frozen=True)
class Drafted:
    """A table as it seems to stand on a sheet: the headings of its labels, and the labels of rows and columns."""

    sheet: Sheet
    headings: tuple[str, ...]
    rows: tuple[Cell, ...]
    columns: tuple[Cell, ...]

    def in_line(self, label: Cell, *, is_row: bool) -> Iterator[Cell]:
        """Yield the cells of the table in the row or column of a label."""
        for cell in self.sheet.cells.values():
            across = any(cell.column == column.column for column in self.columns)
            down = any(cell.row == row.row for row in self.rows)
            if across and down and (cell.row == label.row if is_row else cell.column == label.column):
                yield cell


def tables_in(sheet: Sheet, file: str) -> Iterator[Drafted]:
    """Yield the table of a sheet, if it seems to hold one; InputError where its rows look like records."""
    rows = [row for row in range(1, sheet.bottom + 1) if _has_label_and_number(list(sheet.in_row(row)))]
    if not rows:
        return
    first = min(cell.column for row in rows for cell in sheet.in_row(row) if _is_number(cell))
    labelled = sorted({cell.column for row in rows for cell in sheet.in_row(row) if cell.column < first})
    header = next((row for row in range(rows[0] - 1, 0, -1) if _heads(sheet, row, first)), 0)
    if not header or not labelled:
        return
    if len(rows) > _MOST_ROWS:
        raise InputError(
            f"{file}: {len(rows):,} rows of numbers look like records; they are counted by a measure, "
            "and no label of theirs is written down"
        )
    below = [cell for row in range(header + 1, sheet.bottom + 1) for cell in sheet.in_row(row)]
    names = {plain(cell.text): cell for cell in below if cell.column in labelled and plain(cell.text)}
    headings = tuple(
        " ".join(cell.text.split()) for column in labelled if (cell := sheet.label_at((header, column))) is not None
    )
    columns = {
        plain(cell.text): cell
        for column in range(1, sheet.right + 1)
        if column not in labelled and (cell := sheet.label_at((header, column))) is not None
    }
    yield Drafted(sheet, headings, tuple(names.values()), tuple(columns.values()))


def _has_label_and_number(cells: list[Cell]) -> bool:
    numbers = [cell.column for cell in cells if _is_number(cell)]
    return bool(numbers) and any(cell.column < min(numbers) for cell in cells if isinstance(cell.held, str))


def _heads(sheet: Sheet, row: int, first: int) -> bool:
    return any(cell.column >= first and isinstance(cell.held, str | date) for cell in sheet.in_row(row))


def _is_number(cell: Cell) -> bool:
    if isinstance(cell.held, str):
        return _NUMBER.fullmatch(cell.held.strip()) is not None
    return isinstance(cell.held, Decimal | Duration | Failure)
