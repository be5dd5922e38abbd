"""The corner of a table: the rows in which the labels of columns stand, and the columns with the labels of rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccpi_nb.errors import InputError, nearest, shortened
from ccpi_nb.recipes.labels import Label
from ccpi_nb.recipes.line_labels import fits, listed, quoted
from ccpi_nb.recipes.recipe import Side, Table
from ccpi_nb.spreadsheets.sheets import Cell, Sheet, plain


@dataclass(frozen=True)
class Corner:
    """The search for a table's corner on a sheet; `place` is how sentences name the sheet."""

    table: Table
    sheet: Sheet
    place: str

    def found(self) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """Return the rows of labels of columns, the columns of labels of rows, and the table's last row.

        InputError where they are not found, or in more places than one.
        """
        first = self._after()
        header, across = self._corner(first)
        header = self._levels(header, across, first)
        return header, across, self._bottom(header[-1] + 1)

    def _after(self) -> int:
        """Return the first row of the sheet in which the table may stand."""
        if self.table.after is None:
            return 1
        found = [cell.row for cell in self.sheet.cells.values() if fits(self.table.after, cell)]
        self._refuse_but_one(sorted(set(found)), f"the label '{self.table.after.text}' that stands before the table")
        return found[0] + 1

    def _corner(self, first: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the rows in which the headings stand, and their columns: those with the labels of rows."""
        headings = self.table.rows.headings
        if not headings:
            return self._blank_corner(first)
        rows = [
            (row, tuple(columns))
            for row in range(first, self._end(first) + 1)
            if (columns := [self._in_row(heading, row) for heading in headings]) and all(columns)
        ]
        what = f"the heading{'s' if len(headings) > 1 else ''} {quoted(headings)}"
        self._refuse_but_one([row for row, _ in rows], what)
        row, found = rows[0]
        twice = [heading.text for heading, columns in zip(headings, found, strict=True) if len(columns) > 1]
        if twice:
            raise InputError(f"{self.place}, row {row}: the heading '{twice[0]}' stands twice; rename one")
        across = tuple(columns[0] for columns in found)
        area = self.sheet.area((row, across[0]))
        return tuple(range(area.top, area.bottom + 1)) if area else (row,), across

    def _end(self, first: int) -> int:
        """Return the last row before what is said to end the table, as far as it has words."""
        end = self.table.rows.ends_before
        if end is None or not plain(end.text):
            return self.sheet.bottom
        ends = [cell.row for cell in self.sheet.cells.values() if cell.row >= first and fits(end, cell)]
        return min(ends, default=self.sheet.bottom + 1) - 1

    def _in_row(self, label: Label, row: int) -> list[int]:
        return [cell.column for cell in self.sheet.in_row(row) if fits(label, cell)]

    def _blank_corner(self, first: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the row and column of labels that have no heading: a blank cell, labels to its right and below it."""
        known = [cell for cell in self.sheet.cells.values() if cell.row >= first and plain(cell.text)]
        across = {cell.row: cell for cell in known if self._known(self.table.columns, cell)}
        down = {cell.column: cell for cell in known if self._known(self.table.rows, cell)}
        corners = [
            (row, column)
            for row in sorted(across)
            for column in sorted(down)
            if (row, column) not in self.sheet.cells
            and any(
                cell.row == row and cell.column > column and self._known(self.table.columns, cell) for cell in known
            )
            and any(cell.column == column and cell.row > row and self._known(self.table.rows, cell) for cell in known)
        ]
        # Above a lower row of labels there may be another one, which is found as a level.
        rows = sorted({row for row, _ in corners})
        if len(rows) == self.table.columns.levels and rows == list(range(rows[0], rows[0] + len(rows))):
            corners = [corner for corner in corners if corner[0] == rows[-1]]
        if len(corners) != 1:
            where = f" in {listed(map(self.sheet.place, corners))}" if corners else ""
            raise InputError(
                f"{self.place}: the labels of rows and columns do not meet in one blank corner{where}; "
                "say the recipe's 'heading' of the rows, or where the table begins with 'after'"
            )
        return (corners[0][0],), (corners[0][1],)

    def _known(self, side: Side, cell: Cell) -> bool:
        return any(fits(known.label, cell) for known in side.known)

    def _levels(self, header: tuple[int, ...], across: tuple[int, ...], first: int) -> tuple[int, ...]:
        """Return the rows of labels of columns, as many as the recipe says: those beside the headings, above, below."""
        rows = list(header)
        while len(rows) < self.table.columns.levels:
            if rows[0] > first and self._has_labels(rows[0] - 1, across):
                rows.insert(0, rows[0] - 1)
            elif self._has_labels(rows[-1] + 1, across):
                rows.append(rows[-1] + 1)
            else:
                raise InputError(
                    f"{self.place}, row {header[0]}: the recipe says that {self.table.columns.levels} rows of labels "
                    f"head the columns, and {len(rows)} {'is' if len(rows) == 1 else 'are'} found; correct 'levels'"
                )
        return tuple(rows)

    def _has_labels(self, row: int, across: tuple[int, ...]) -> bool:
        return any(
            self._known(self.table.columns, cell)
            or any(fits(label, cell) for label in (*self.table.columns.says_nothing, *self.table.columns.leave_out))
            for cell in self.sheet.in_row(row)
            if cell.column not in across
        )

    def _bottom(self, first: int) -> int:
        """Return the last row of the table: before the label that ends it, or the sheet's last."""
        end = self.table.rows.ends_before
        if end is None:
            return self.sheet.bottom
        for row in range(first, self.sheet.bottom + 1):
            cells = list(self.sheet.in_row(row))
            if any(fits(end, cell) for cell in cells) or (not cells and not plain(end.text)):
                return row - 1
        if plain(end.text):
            raise InputError(
                f"{self.place}: nothing says '{end.text}', before which the table ends; correct 'ends_before'"
            )
        return self.sheet.bottom

    def _refuse_but_one(self, rows: Sequence[int], what: str) -> None:
        if len(rows) > 1:
            raise InputError(
                f"{self.place}: {what} stands in rows {listed(map(str, rows))}; "
                "say with 'after' and 'ends_before' which table is meant"
            )
        if not rows:
            texts = {cell.text for cell in self.sheet.cells.values() if isinstance(cell.held, str)}
            wanted = self.table.rows.headings[0].text if self.table.rows.headings else ""
            near = nearest(wanted, texts) if wanted else ""
            raise InputError(
                f"{self.place}: {what} is not found; "
                + (f"did you mean '{shortened(near)}'?" if near else "correct it in the recipe")
            )
