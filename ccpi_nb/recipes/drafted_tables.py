"""The tables that a sheet seems to hold: numbers, labels to their left, labels above them, and what labels say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.errors import InputError
from ccpi_nb.recipes.amounts import SPREADSHEET_ERRORS
from ccpi_nb.recipes.line_labels import period_label
from ccpi_nb.recipes.recipe import Writing
from ccpi_nb.recipes.written_numbers import may_be_part_of_a_number, written_in
from ccpi_nb.spreadsheets.sheets import Cell, Duration, Failure, Sheet, plain

# A table that somebody looks over has fewer rows: more are records, whose labels may name people.
_MOST_ROWS = 200
_PLAIN = r"[-(£<~]?\s*£?\s*\d[\d,.]*\s*(?:%|k|m|\)|\*)*"
_NUMBER = re.compile(rf"{_PLAIN}\s*(?:[(\[][a-z.]+[)\]])?", re.IGNORECASE)
_LONGEST_MARK = 14
_YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Drafted:
    """A table as it seems to stand on a sheet: the headings of its labels, and its rows and columns with their labels.

    `levels` is how many rows of labels its columns have; `after` and `ends_before` are labels between which it stands
    where the sheet has several tables, None where nothing is needed.
    """

    sheet: Sheet
    headings: tuple[str, ...]
    down: Mapping[int, tuple[Cell, ...]]
    across: Mapping[int, tuple[Cell, ...]]
    levels: int = 1
    blank_repeats: bool = False
    after: str | None = None
    ends_before: str | None = None

    @property
    def rows(self) -> tuple[Cell, ...]:
        """The labels of rows, each text once."""
        return _once(self.down)

    @property
    def columns(self) -> tuple[Cell, ...]:
        """The labels of columns, each text once."""
        return _once(self.across)

    def in_line(self, label: Cell, *, is_row: bool) -> Iterator[Cell]:
        """Yield the cells of the table in the rows or columns of a label."""
        for row, column in self.places():
            labels = self.down[row] if is_row else self.across[column]
            if (cell := self.sheet.cells.get((row, column))) and plain(label.text) in {
                plain(one.text) for one in labels
            }:
                yield cell

    def is_blank(self, row: int) -> bool:
        """Whether nothing stands beside a row's labels."""
        return all((row, column) not in self.sheet.cells for column in self.across)

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield the rows and columns where its values stand, or should."""
        yield from ((row, column) for row in self.down for column in self.across)


# A number of which the recipe says how it is written, by 'comma' or 'brackets'; what it lacks, the reading says.
_WRITTEN_OTHERWISE = re.compile(r"\(?[-\u2212]?£?\d[\d., ]*%?\)?[-\u2212]?")


class Mark(NamedTuple):
    """What stands where a number should, '' for nothing; or `beside` one."""

    text: str
    beside: bool = False


def mark_of(cell: Cell | None) -> Mark | None:
    """Return what stands where a number should, or beside one; None for a number, and an error that means nothing."""
    if cell is None:
        return Mark("")
    if isinstance(cell.held, Failure):
        return Mark(cell.held.shown) if cell.held.shown in SPREADSHEET_ERRORS else None
    if not isinstance(cell.held, str):
        return None
    with suppress(ValueError):
        written_in(cell.held, Writing({}, {}))
        return None
    text = " ".join(cell.held.split())
    if _WRITTEN_OTHERWISE.fullmatch(text):
        return None
    number = re.match(_PLAIN, text)
    rest = text[number.end() :].strip() if number else ""
    is_beside = 0 < len(rest) <= _LONGEST_MARK and not may_be_part_of_a_number(rest)
    return Mark(rest, beside=True) if is_beside else Mark(text)


def _once(lines: Mapping[int, tuple[Cell, ...]]) -> tuple[Cell, ...]:
    return tuple({plain(cell.text): cell for labels in lines.values() for cell in labels}.values())


def tables_in(sheet: Sheet, file: str) -> Iterator[Drafted]:
    """Yield the tables of a sheet, as far as it seems to hold any; InputError where its rows look like records."""
    rows = [row for row in range(1, sheet.bottom + 1) if _has_label_and_number(list(sheet.in_row(row)))]
    if not rows:
        return
    first = min(cell.column for row in rows for cell in sheet.in_row(row) if _is_number(cell))
    headers = _headers(sheet, rows, first)
    if headers and len(rows) > _MOST_ROWS:
        raise InputError(
            f"{file}: {len(rows):,} rows of numbers look like records; they are counted by a measure, "
            "and no label of theirs is written down"
        )
    ends = [_title(sheet, header, first) - 1 for header in headers[1:]]
    for at, (header, bottom) in enumerate(zip(headers, [*ends, sheet.bottom], strict=True)):
        own = [row for row in rows if header < row <= bottom]
        labelled = sorted({cell.column for row in own for cell in sheet.in_row(row) if cell.column < first})
        if labelled:
            yield _drafted(sheet, header, bottom, labelled, _between(sheet, headers, first, at))


def _headers(sheet: Sheet, rows: Sequence[int], first: int) -> list[int]:
    """Return the rows of labels right above the numbers, one for each table."""
    found = next((row for row in range(rows[0] - 1, 0, -1) if _heads(sheet, row, first)), 0)
    if not found:
        return []
    known = {plain(cell.text) for cell in sheet.in_row(found) if cell.column >= first}
    headers = [found]
    for row in range(rows[0] + 1, rows[-1]):
        labels = [plain(cell.text) for cell in sheet.in_row(row) if cell.column >= first and _is_label(cell)]
        others = any(_is_number(cell) for cell in sheet.in_row(row))
        is_new = len(set(labels)) == len(labels) and (len(labels) > 1 or known.intersection(labels))
        above = [cell for cell in sheet.in_row(row - 1) if cell.column >= first]
        if is_new and not others and not above and any(below in rows for below in (row + 1, row + 2)):
            headers.append(row)
    return headers


def _title(sheet: Sheet, header: int, first: int) -> int:
    """Return the first of the rows with words alone that stand right above a header, or the header itself."""
    row = header
    while row > 1 and (cells := list(sheet.in_row(row - 1))) and all(cell.column < first for cell in cells):
        row -= 1
    return row


def _between(sheet: Sheet, headers: Sequence[int], first: int, at: int) -> tuple[str | None, str | None]:
    """Return the labels after which one of several tables begins, and before which it ends; '?' where none says it.

    Where the tables have headings of their own, a blank row between them is enough.
    """
    texts = [plain(cell.text) for cell in sheet.cells.values()]

    def boundary(number: int) -> tuple[str | None, str]:
        above, header = headers[number - 1], headers[number]
        title = _title(sheet, header, first)
        for cell in sheet.in_row(title) if title < header else ():
            if texts.count(plain(cell.text)) == 1:
                return (words := " ".join(cell.text.split())), words
        blank = [row for row in range(above, header) if not any(sheet.in_row(row))]
        heading = sheet.cells.get((above, 1)), sheet.cells.get((header, 1))
        is_told = all(cell and texts.count(plain(cell.text)) == 1 for cell in heading)
        return (None, "") if is_told and blank and title == header else ("?", "?")

    after = boundary(at)[0] if at else None
    return after, boundary(at + 1)[1] if at + 1 < len(headers) else None


def _drafted(
    sheet: Sheet, header: int, bottom: int, labelled: Sequence[int], between: tuple[str | None, str | None]
) -> Drafted:
    top = _top(sheet, header, labelled)
    across: dict[int, tuple[Cell, ...]] = {}
    before: dict[int, Cell] = {}
    repeats = False
    for column in range(1, sheet.right + 1):
        found = [] if column in labelled else [_label(sheet, (row, column), labelled) for row in range(top, header + 1)]
        if found and found[-1]:
            repeats |= any(cell is None and row in before for row, cell in enumerate(found[:-1]))
            across[column] = tuple(filter(None, (cell or before.get(row) for row, cell in enumerate(found))))
        before |= {row: cell for row, cell in enumerate(found) if cell}
    down = {
        row: labels
        for row in range(header + 1, bottom + 1)
        if (
            labels := tuple(
                cell for column in labelled if (cell := sheet.label_at((row, column))) and cell.row > header
            )
        )
    }
    headings = (sheet.label_at((header, column)) for column in labelled)
    texts = tuple(" ".join(cell.text.split()) for cell in headings if cell)
    return Drafted(sheet, texts, down, across, header - top + 1, repeats, *between)


def _label(sheet: Sheet, place: tuple[int, int], labelled: Sequence[int]) -> Cell | None:
    cell = sheet.label_at(place)
    return cell if cell and cell.column not in labelled else None


def _top(sheet: Sheet, header: int, labelled: Sequence[int]) -> int:
    """Return the first of one or two rows of labels above numbers: a lone label there is a title, unless a period."""
    above = {
        cell
        for column in range(1, sheet.right + 1)
        if (cell := _label(sheet, (header - 1, column), labelled)) and cell.row == header - 1 and _is_label(cell)
    }
    return header - 1 if len(above) > 1 or any(map(period_label, above)) else header


def _has_label_and_number(cells: list[Cell]) -> bool:
    numbers = [cell for cell in cells if _is_number(cell)]
    has_label = (
        any(cell.column < numbers[0].column for cell in cells if isinstance(cell.held, str)) if numbers else False
    )
    return has_label and not _are_years(numbers)


def _are_years(cells: Sequence[Cell]) -> bool:
    """Return whether numbers are years that head columns: several, one after another."""
    years = [int(cell.held) for cell in cells if isinstance(cell.held, Decimal) and cell.held in _YEARS]
    return len(years) == len(cells) > 1 and all(abs(one - two) == 1 for one, two in pairwise(years))


def _heads(sheet: Sheet, row: int, first: int) -> bool:
    cells = list(sheet.in_row(row))
    return any(cell.column >= first and isinstance(cell.held, str | date) for cell in cells) or (
        _are_years([cell for cell in cells if _is_number(cell)])
    )


def _is_label(cell: Cell) -> bool:
    return isinstance(cell.held, str | date) and not _is_number(cell)


def _is_number(cell: Cell) -> bool:
    if isinstance(cell.held, str):
        return _NUMBER.fullmatch(cell.held.strip()) is not None
    return isinstance(cell.held, Decimal | Duration | Failure)


# Words that say nothing of which indicator is meant.
_SMALL = frozenset(
    "a an and as at by for from in is no number of on or per percentage share that the to within with".split()  # noqa: SIM905
)
_SURE, _NEAR, _AHEAD = 0.6, 0.25, 0.15


def near_names(label: str, indicators: Mapping[str, Indicator]) -> tuple[tuple[str, ...], bool]:
    """Return the keys of up to three indicators whose names have most words of a label, and whether the first is meant.

    It is where it has most of the words, and clearly more than any other.
    """
    scores = sorted(
        ((_likeness(_words(label), _words(indicator.name)), key) for key, indicator in indicators.items()),
        key=lambda scored: (-scored[0], scored[1]),
    )
    near = [(score, key) for score, key in scores[:3] if score >= _NEAR]
    is_sure = bool(near) and near[0][0] >= _SURE and (len(near) < 2 or near[0][0] - near[1][0] >= _AHEAD)
    return tuple(key for _, key in near), is_sure


def _words(text: str) -> frozenset[str]:
    words = (word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", text.casefold()))
    return frozenset(words) - _SMALL


def _likeness(one: frozenset[str], two: frozenset[str]) -> float:
    """Return the share of the words that both have; none where the numbers in them differ: 30 days is not 90."""
    if {word for word in one if word.isdecimal()} != {word for word in two if word.isdecimal()}:
        return 0.0
    return len(one & two) / len(one | two) if one | two else 0.0
