"""Words of a register in a spreadsheet: a sheet that says which register and meeting they are for, and has its columns.

Register | procurement
Meeting  | 2015-01-28
topic    | paragraph | text
...
"""

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, is_zipfile

from ccpi_nb.domain.lineage import Origin, ReceivedFile, Taken, TakenWords
from ccpi_nb.errors import InputError, at_most_ten, refuse
from ccpi_nb.forms.grid import GridCell
from ccpi_nb.spreadsheets.opening import is_spreadsheet, open_book
from ccpi_nb.spreadsheets.sheets import Cell, Sheet, letters
from ccpi_nb.spreadsheets.text_tables import Dialect
from ccpi_nb.workbook.inputs import Workbook

_READER = "register"
# What the first cells of two rows say that name the register and the meeting; they are among the sheet's first rows.
_LABELS = ("register", "meeting")
_FIRST = 6


def take_registers(file: ReceivedFile, workbook: Workbook) -> Taken | None:
    """Return the rows of registers in a spreadsheet; None where no sheet of it says that it is one.

    InputError where its sheets are for different meetings, or where a cell is hidden, struck through, or no words.
    """
    found = [(sheet, _head(sheet)) for sheet in _sheets(file)]
    tables = [_Register(file, sheet, head) for sheet, head in found if head]
    if not tables:
        return None
    refuse(problem for table in tables for problem in table.problems(workbook))
    words = tuple(row for table in tables for row in table.words())
    if not words:
        raise InputError(f"{file.name}: no words stand below the register's columns; was it saved with them?")
    meetings = sorted({row.meeting for row in words})
    refuse(
        [f"{file.name}: its sheets are for the meetings of {' and '.join(meetings)}; send a file for each"]
        if len(meetings) > 1
        else []
    )
    others = (f"{file.name}, sheet {sheet.name}: not read, it names no register" for sheet, head in found if not head)
    noted = (note for table in tables for note in table.notes())
    return Taken(file, words=words, not_used=(*others, *noted), meeting=meetings[0])


def _sheets(file: ReceivedFile) -> tuple[Sheet, ...]:
    if not is_spreadsheet(file) or not _may_have_words(file):
        return ()
    try:
        return open_book(file, Dialect()).sheets
    except InputError:  # others say so
        return ()


def _may_have_words(file: ReceivedFile) -> bool:
    """Return whether an Excel workbook has such a sheet, by its first rows: it may be one of many records."""
    import openpyxl

    if not is_zipfile(file.path):
        return True
    try:
        book = openpyxl.load_workbook(BytesIO(file.path.read_bytes()), read_only=True, data_only=True)
        rows = [
            row for sheet in book.worksheets for row in sheet.iter_rows(max_row=_FIRST, max_col=1, values_only=True)
        ]
    except (BadZipFile, KeyError, ValueError):  # one of another kind, or a damaged one
        return True
    return not book.worksheets or any(str(cell).strip().casefold() == _LABELS[0] for row in rows for cell in row)


def _head(sheet: Sheet) -> int | None:
    """Return the row that names the register, before that of the meeting; None where none does."""

    def label(row: int) -> str:
        cell = sheet.cells.get((row, 1))
        return cell.text.strip().casefold() if cell else ""

    return next((row for row in range(1, _FIRST) if (label(row), label(row + 1)) == _LABELS), None)


class _Register:
    """A sheet with words for a register, whose name stands beside the label in the row `head`."""

    def __init__(self, file: ReceivedFile, sheet: Sheet, head: int) -> None:
        self.file, self.sheet = file, sheet
        self.place = f"{file.name}, sheet {sheet.name}"
        self.register, self.meeting = (self._beside(row) for row in (head, head + 1))
        named = ((cell.column, cell.text.strip()) for cell in sheet.in_row(head + 2))
        self.columns = {column: name for column, name in named if name}
        self.rows = range(head + 3, sheet.bottom + 1)

    def _beside(self, row: int) -> str:
        cell = self.sheet.cells.get((row, 2))
        return _shown(self.sheet, cell) if cell else ""

    def problems(self, workbook: Workbook) -> Iterator[str]:
        """Yield what keeps the sheet from being read: what is hidden, words without a column, cells that are none."""
        if not self.columns:
            yield f"{self.place}: no row names the register's columns below the meeting; add it"
            return
        if self.sheet.hidden:
            yield f"{self.place}: the sheet is hidden; show it or delete it, and save the file"
        filled = {row for row, _ in self.sheet.cells}
        hidden = [f"row {row}" for row in sorted(self.sheet.hidden_rows & filled)]
        hidden += [f"column {letters(column)}" for column in sorted(self.sheet.hidden_columns & {*self.columns})]
        if hidden:
            how = "clear the filter" if self.sheet.filtered else "show or delete what is"
            yield f"{self.place}: {at_most_ten(hidden)} {'are' if len(hidden) > 1 else 'is'} hidden; {how}, and save it"
        for cell in (cell for row in self.rows for cell in self.sheet.in_row(row) if cell.text.strip()):
            at = f"{self.place}, cell {self.sheet.place((cell.row, cell.column))}"
            if cell.column not in self.columns:
                yield f"{at}: it stands under none of the register's columns; move it into one, or take it out"
                continue
            try:
                _shown(self.sheet, cell)
            except ValueError as problem:
                is_exempt = self.register in workbook.exempt_datasets
                yield f"{at}: {'it is no text; type it' if is_exempt else problem}"

    def words(self) -> Iterator[TakenWords]:
        """Yield each row below the columns that is not blank."""
        for row in self.rows:
            cells = {
                self.columns[cell.column]: _shown(self.sheet, cell)
                for cell in self.sheet.in_row(row)
                if cell.text.strip()
            }
            if cells:
                origin = Origin(self.file.name, self.file.sha256, self.sheet.name, f"A{row}", reader=_READER)
                yield TakenWords(self.register, self.meeting, cells, origin)

    def notes(self) -> Iterator[str]:
        """Yield in a sentence where notes stand."""
        if self.sheet.notes:
            places = at_most_ten([self.sheet.place(place) for place in self.sheet.notes])
            yield f"{self.place}: notes were not read, {places}"


def _shown(sheet: Sheet, cell: Cell) -> str:
    """Return what a cell says, a text with its lines; ValueError with the remedy for what is no words."""
    shown = GridCell(sheet.name, (cell.row - 1, cell.column - 1), cell).shown
    return cell.held.strip() if isinstance(cell.held, str) else shown
