"""One small model of what a spreadsheet or a CSV file holds, whatever its format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from ccpi_nb.files.cells import unseen_in
from ccpi_nb.spreadsheets.number_formats import NumberFormat


def plain(text: str) -> str:
    """Return a label as labels are compared: without capitals, unseen characters, and spaces of any kind but one."""
    seen = text
    while (at := unseen_in(seen)) is not None:
        seen = seen[:at] + seen[at + 1 :]
    return " ".join(seen.split()).casefold()


Place = tuple[int, int]  # row and column, the first being 1


@dataclass(frozen=True)
class Duration:
    """A time or a length of time as a spreadsheet holds it, in seconds."""

    seconds: Decimal


@dataclass(frozen=True)
class Failure:
    """A cell that holds no value to be taken: an error ('#REF!'), a formula without its result, a number struck out.

    `why` ends a sentence. What `looks_blank` is a number that its format hides.
    """

    shown: str
    why: str
    looks_blank: bool = False
    is_struck: bool = False


# Beyond this a spreadsheet keeps not every digit of a number.
TOO_LARGE = 10**15
HIDDEN = "holds a number that its number format hides; give it another format, or delete it, and save it"
Held = Decimal | str | bool | date | datetime | Duration | Failure


@dataclass(frozen=True)
class Cell:
    """A cell that is not blank: what it holds, its number format (None where the file's kind does not tell it).

    `shown` is what a person sees, '' where that can't be told. `links` says that its formula reads another file.
    """

    row: int
    column: int
    held: Held
    format: NumberFormat | None = None
    shown: str = ""
    links: bool = False

    @property
    def text(self) -> str:
        """What the cell says as a label: its text, or its number as it is shown."""
        if isinstance(self.held, str):
            return self.held
        if isinstance(self.held, Decimal):
            return self.shown or str(self.held)
        return self.shown or str(self.held)

    @property
    def held_as(self) -> str:
        """What the cell holds, as an auditor is told it: '0.8213'."""
        if isinstance(self.held, Duration):
            return f"{self.held.seconds} seconds"
        return self.held.shown if isinstance(self.held, Failure) else str(self.held)


@dataclass(frozen=True)
class Area:
    """A range of cells that are merged, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells that are not blank, by row and column.

    `notes` are the places of notes (comments). `lines` has the line of each row of a text file, and is None for a
    spreadsheet. Where the file's kind `tells_errors` not, a cell with an error looks blank.
    """

    name: str
    cells: Mapping[Place, Cell]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    notes: tuple[Place, ...] = ()
    lines: tuple[int, ...] | None = None
    tells_errors: bool = True
    semicolons: bool = False

    @cached_property
    def bottom(self) -> int:
        """The last row that is not blank; 0 where all are."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def right(self) -> int:
        """The last column that is not blank; 0 where all are."""
        return max((column for _, column in self.cells), default=0)

    @cached_property
    def _in_areas(self) -> Mapping[Place, Area]:
        return {
            (row, column): area
            for area in self.merged
            for row in range(area.top, min(area.bottom, self.bottom + 1) + 1)
            for column in range(area.left, min(area.right, self.right + 1) + 1)
        }

    def area(self, place: Place) -> Area | None:
        """Return the merged range that a cell is in, if any."""
        return self._in_areas.get(place)

    def label_at(self, place: Place) -> Cell | None:
        """Return the cell whose text stands at a place: in a merged range its first; None where that is blank."""
        area = self.area(place)
        return self._said(self.cells.get((area.top, area.left) if area else place))

    @staticmethod
    def _said(cell: Cell | None) -> Cell | None:
        return cell if cell and plain(cell.text) else None

    def in_row(self, row: int) -> Iterator[Cell]:
        """Yield the cells of a row that are not blank, from the left."""
        return (self.cells[row, column] for column in self._columns_by_row.get(row, ()))

    @cached_property
    def _columns_by_row(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(column)
        return {row: tuple(columns) for row, columns in found.items()}

    def place(self, place: Place, heading: str = "") -> str:
        """Return a place as a sentence names it: 'E8'; 'line 12, column Value' in a text file."""
        row, column = place
        if self.lines is None:
            return f"{letters(column)}{row}"
        return f"line {self.lines[row - 1]}, column {heading or column}"


@dataclass(frozen=True)
class Book:
    """A file's sheets, and in sentences what its kind can't tell."""

    sheets: tuple[Sheet, ...]
    untold: tuple[str, ...] = field(default=())


def letters(column: int) -> str:
    """Return a column's letters: 1 is 'A', 28 'AB'."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


_RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def raised(text: str) -> str:
    """Return a raised text as signs that are raised themselves, so that 85 with a note's mark 2 is never 852."""
    return text.translate(_RAISED)


def number_or_failure(held: float | int, shown: str) -> Decimal | Failure:
    """Return a number that a spreadsheet holds, or why it can't be taken: it has more digits than are kept."""
    if abs(held) < TOO_LARGE:  # which what is no number at all is not either
        return number(held)
    return Failure(shown, "holds a number with more digits than a spreadsheet keeps; correct it")


def struck(shown: str) -> Failure:
    """Return what a cell holds that is struck through, wholly or in part: nothing that could be taken."""
    return Failure(
        shown, "is struck through; delete it where it is withdrawn, or take the line off, and save it", is_struck=True
    )


def as_shown(held: Held, form: NumberFormat) -> Held:
    """Return what a cell holds, or what a person sees of it where its format shows words or nothing for its number."""
    if not isinstance(held, Decimal) or (words := form.words_for(held)) is None:
        return held
    return words or Failure("", HIDDEN, looks_blank=True)


def number(held: float | int) -> Decimal:
    """Return a number that a spreadsheet holds, with just the digits that it takes to write it: 0.8213."""
    exact = Decimal(repr(held))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() and abs(exact) < 10**15 else exact
