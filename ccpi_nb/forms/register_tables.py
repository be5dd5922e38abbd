"""Words of a register in a spreadsheet: a sheet that says which register and meeting they are for, and has its columns.

Register | procurement
Meeting  | 2015-01-28
topic    | paragraph | text
...
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import BadZipFile, is_zipfile

from ccpi_nb.domain.lineage import Origin, ReceivedFile, Taken, TakenWords
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.workbook.inputs import Workbook

_READER = "register"
# What a row of cells starts with that names the register, and the meeting.
_REGISTER, _MEETING = "register", "meeting"

Rows = list[list[str]]


def take_registers(file: ReceivedFile, workbook: Workbook) -> Taken | None:
    """Return the rows of registers in a spreadsheet; None where no sheet of it says that it is one.

    InputError where its sheets are for different meetings.
    """
    words: list[TakenWords] = []
    others: list[str] = []
    for sheet, rows in _sheets(file):
        head = _head(rows)
        if head:
            words += _words(file, sheet, rows, head)
        else:
            others.append(f"{file.name}, sheet {sheet}: not read, it names no register")
    if not words:
        return None
    meetings = sorted({row.meeting for row in words})
    refuse(
        [f"{file.name}: its sheets are for the meetings of {' and '.join(meetings)}; send a file for each"]
        if len(meetings) > 1
        else []
    )
    return Taken(file, words=tuple(words), not_used=tuple(others), meeting=meetings[0])


def _sheets(file: ReceivedFile) -> Iterator[tuple[str, Rows]]:
    if not is_zipfile(file.path):
        return
    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(file.path.read_bytes()), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError):  # no Excel workbook, or a damaged one: others say so
        return
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        yield sheet.title, [["" if cell is None else str(cell) for cell in row] for row in rows]


def _head(rows: Rows) -> tuple[int, str, str] | None:
    """Return where the row that names the register stands, and the register and meeting; None where none does."""
    for at, row in enumerate(rows[:5]):
        below = rows[at + 1] if at + 1 < len(rows) else []
        if len(row) > 1 and len(below) > 1:
            labels = row[0].strip().casefold(), below[0].strip().casefold()
            if labels == (_REGISTER, _MEETING):
                return at, row[1].strip(), below[1].strip()[:10] if " 00:00" in below[1] else below[1].strip()
    return None


def _words(file: ReceivedFile, sheet: str, rows: Rows, head: tuple[int, str, str]) -> Iterator[TakenWords]:
    at, register, meeting = head
    columns = [cell.strip() for cell in rows[at + 2]] if at + 2 < len(rows) else []
    if not any(columns):
        raise InputError(f"{file.name}, sheet {sheet}: no row names the register's columns below the meeting; add it")
    for number, row in enumerate(rows[at + 3 :], start=at + 4):
        cells: Mapping[str, str] = {
            column: cell.strip() for column, cell in zip(columns, row, strict=False) if column and cell.strip()
        }
        if cells:
            origin = Origin(file.name, file.sha256, sheet, f"A{number}", reader=_READER)
            yield TakenWords(register, meeting, cells, origin)
