"""Where a table stands on a sheet: its rows and columns found by their labels, each label one that the recipe knows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ccpi_nb.errors import InputError, at_most_ten, nearest, refuse, shortened
from ccpi_nb.recipes.corners import Corner
from ccpi_nb.recipes.labels import SaidTwice
from ccpi_nb.recipes.line_labels import JOINED, UnknownLabel, fits, listed, meaning_of_line, paths
from ccpi_nb.recipes.recipe import Clash, Hidden, Meaning, Side, Table
from ccpi_nb.spreadsheets.sheets import Cell, Sheet, plain

# A row's or a column's number, and its labels, of which some may be blank.
Labelled = tuple[int, tuple[Cell | None, ...]]


@dataclass(frozen=True)
class Line:
    """A row or a column of a table that has values: its number, its labels as they stand there, and what they mean."""

    number: int
    labels: tuple[Cell, ...]
    meaning: Meaning

    @property
    def heading(self) -> str:
        """The labels as one text."""
        return " ".join(JOINED.join(cell.text for cell in self.labels).split())


@dataclass(frozen=True)
class Grid:
    """A table as it was found on a sheet: its rows and columns of values, and in sentences what was left out."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    top: int
    bottom: int
    left_out: tuple[str, ...] = field(default=())


def grid_of(table: Table, sheet: Sheet, file: str) -> Grid:
    """Return the rows and columns of a table on a sheet.

    InputError lists every label that the recipe does not know, that is missing, or that can't be told apart; and what
    is hidden, where the recipe does not say what to do with it.
    """
    return _Search(table, sheet, f"{file}, sheet {sheet.name}" if sheet.name else file).grid()


@dataclass(frozen=True)
class _Search:
    table: Table
    sheet: Sheet
    place: str

    def grid(self) -> Grid:
        header, across, bottom = Corner(self.table, self.sheet, self.place).found()
        inside = range(header[-1] + 1, bottom + 1)
        rows = list(self._rows(inside, across))
        wanted = {number for number, _ in rows}
        columns = list(self._columns(header, across, wanted))
        problems: list[str] = []
        found_rows = self._lines(self.table.rows, rows, problems, "row")
        found_columns = self._lines(self.table.columns, columns, problems, "column")
        problems += self._missing(self.table.rows, rows, "rows")
        problems += self._missing(self.table.columns, columns, "columns")
        refuse(dict.fromkeys(problems))
        kept_rows = tuple(self._without_hidden(found_rows, self.sheet.hidden_rows, "row"))
        kept_columns = tuple(self._without_hidden(found_columns, self.sheet.hidden_columns, "column"))
        return Grid(
            kept_rows,
            kept_columns,
            header[0],
            bottom,
            (
                *self._left_out(rows, found_rows, kept_rows, "row"),
                *self._left_out(columns, found_columns, kept_columns, "column"),
            ),
        )

    def _rows(self, inside: range, across: tuple[int, ...]) -> Iterator[Labelled]:
        before: dict[int, Cell] = {}
        for row in inside:
            labels = []
            for column in across:
                cell = self.sheet.label_at((row, column))
                if cell:
                    before[column] = cell
                repeats = self.table.rows.blank_repeats and column != across[-1]
                labels.append(cell or (before.get(column) if repeats else None))
            hidden = self.table.hidden is Hidden.LEAVE_OUT and row in self.sheet.hidden_rows
            if not hidden and any(cell.row == row for cell in self.sheet.in_row(row)):
                yield row, tuple(labels)

    def _columns(self, header: Sequence[int], across: tuple[int, ...], rows: set[int]) -> Iterator[Labelled]:
        before: dict[int, Cell] = {}
        filled = {column for row, column in self.sheet.cells if row in rows or row in header}
        for column in range(1, self.sheet.right + 1):
            if column in across or column not in filled | self._merged_across(header):
                continue
            labels = []
            for row in header:
                cell = self.sheet.label_at((row, column))
                if cell and cell.column in across:
                    cell = None
                if cell:
                    before[row] = cell
                repeats = self.table.columns.blank_repeats and row != header[-1]
                labels.append(cell or (before.get(row) if repeats else None))
            if not (self.table.hidden is Hidden.LEAVE_OUT and column in self.sheet.hidden_columns):
                yield column, tuple(labels)

    def _merged_across(self, header: Sequence[int]) -> set[int]:
        return {
            column
            for area in self.sheet.merged
            if area.top in header
            for column in range(area.left, min(area.right, self.sheet.right) + 1)
        }

    def _lines(self, side: Side, found: Iterable[Labelled], problems: list[str], what: str) -> tuple[Line, ...]:
        """Return the lines whose labels are known and not left out; `problems` gets a sentence for each other one."""
        lines = []
        for number, labels in found:
            said = tuple(dict.fromkeys(cell for cell in labels if cell))
            try:
                meaning = meaning_of_line(side, labels)
            except UnknownLabel as unknown:
                problems.append(self._unknown(side, number, unknown.cell, what))
            except (Clash, SaidTwice) as problem:
                where = self.sheet.place((said[-1].row, said[-1].column))
                problems.append(
                    f"{self.place}, {where}: the labels contradict each other: {problem}; correct the recipe"
                )
            else:
                lines += [] if meaning is None else [Line(number, said, meaning)]
        return tuple(lines)

    def _unknown(self, side: Side, number: int, cell: Cell | None, what: str) -> str:
        if cell is None:
            name = self.sheet.place((number, 1) if what == "row" else (1, number))
            where = f"row {number}" if what == "row" else f"column {name.rstrip('1') if ' ' not in name else number}"
            return (
                f"{self.place}, {where}: there are values without a label; "
                "write the label, or leave out '' in the recipe if they are none of the table"
            )
        known = {plain(known.label.text): known.label.text for known in side.known}
        near = known.get(nearest(plain(cell.text), known))
        return (
            f"{self.place}, {self.sheet.place((cell.row, cell.column))}: the recipe does not know the label "
            f"'{shortened(' '.join(cell.text.split()))}'; "
            + (f"did you mean '{near}'? Else say" if near else "say")
            + " in the recipe what it is, or that it is left out"
        )

    def _missing(self, side: Side, found: Sequence[Labelled], what: str) -> Iterator[str]:
        there = [cell for _, labels in found for cell in labels if cell]
        joined = [path for _, labels in found for path in paths(labels)]
        for label in (known.label for known in side.known if known.required):
            if not any(fits(label, cell) for cell in there) and all(label.said_by(path) is None for path in joined):
                yield (
                    f"{self.place}: none of the table's {what} has the label '{label.text}'; correct it in the recipe, "
                    "or name it under 'may_lack'"
                )

    def _without_hidden(self, lines: Iterable[Line], hidden: frozenset[int], what: str) -> Iterator[Line]:
        """Yield lines, where none is hidden or the recipe takes hidden ones; else InputError."""
        lines = tuple(lines)
        numbers = [line.number for line in lines if line.number in hidden]
        if numbers and self.table.hidden is Hidden.REFUSE:
            names = [str(n) if what == "row" else self.sheet.place((1, n)).rstrip("1") for n in numbers]
            why = "; clear the filter" if what == "row" and self.sheet.filtered else "; show"
            them = "" if why.endswith("filter") else " them" if len(numbers) > 1 else " it"
            raise InputError(
                f"{self.place}: {what}{'s' if len(numbers) > 1 else ''} {listed(names)} "
                f"{'are' if len(numbers) > 1 else 'is'} hidden{why}{them} and save the file, or say the recipe's "
                "'hidden: take' or 'hidden: leave out'"
            )
        return iter(lines)

    def _left_out(
        self,
        found: Sequence[Labelled],
        lines: Sequence[Line],
        kept: Sequence[Line],
        what: str,
    ) -> Iterator[str]:
        known = {line.number for line in lines}
        names = [
            " ".join(JOINED.join(cell.text for cell in dict.fromkeys(labels) if cell).split())
            for number, labels in found
            if number not in known
        ]
        if names := [shortened(name) for name in names if name]:
            quoted_names = at_most_ten([f"'{name}'" for name in names])
            yield f"{self.place}: left out by the recipe, {what}{'s' if len(names) > 1 else ''} {quoted_names}"
