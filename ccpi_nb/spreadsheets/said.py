"""What the cells of a file say, wherever they stand: its texts, and its numbers with what names them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ccpi_nb.spreadsheets.sheets import Book, Cell, Duration, Sheet

_LABEL_COLUMNS = 20  # from the left, in which what names a row's numbers is looked for
_WORD = re.compile(r"[^\W\d_]{2,}")
# '£1,250', 'c. 1,240', 'below 0.4%'; not 'Quarter 2'.
_NUMBER = re.compile(
    r"\W*(?:(?:c|circa|about|approx\w*|over|under|below|above|less than|more than|at least|at most)\b\W*)?\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """What a sheet says, each thing once.

    `numbers` are what names each, in its row; the number as a person sees it; and as the file holds it, '' for a text.
    """

    sheet: str
    texts: tuple[str, ...]
    numbers: tuple[tuple[str, str, str], ...]


def said_in(book: Book) -> tuple[Said, ...]:
    """Return what the sheets of a file say, hidden ones too."""
    return tuple(map(_said_on, book.sheets))


def _said_on(sheet: Sheet) -> Said:
    texts: dict[str, None] = {}
    numbers: dict[tuple[str, str, str], None] = {}
    for row in range(1, sheet.bottom + 1):
        cells = tuple(sheet.in_row(row))
        found = [(cell, number) for cell in cells if (number := _number(cell)) is not None]
        label = _label(sheet, row) if found else ""
        numbers |= dict.fromkeys((label, cell.text, number) for cell, number in found)
        texts |= dict.fromkeys(text for cell in cells if (text := _words(cell)))
    return Said(sheet.name, tuple(texts), tuple(numbers))


def _number(cell: Cell) -> str | None:
    """Return the number of a cell as the file holds it; '' for one in a text, such as '£1,250', None where none is."""
    match cell.held:
        case Decimal():
            return format(cell.held, "f")
        case Duration():
            return format(cell.held.seconds, "f")
        case str():
            return "" if _NUMBER.match(cell.held) and len(_WORD.findall(cell.held)) < 3 else None
    return None


def _words(cell: Cell) -> str:
    return " ".join(cell.held.split()) if isinstance(cell.held, str) and _number(cell) is None else ""


def _label(sheet: Sheet, row: int) -> str:
    """Return the first words in a row, those of a merged range included."""
    cells = (sheet.label_at((row, column)) for column in range(1, min(sheet.right, _LABEL_COLUMNS) + 1))
    return next(filter(None, map(_words, filter(None, cells))), "")
