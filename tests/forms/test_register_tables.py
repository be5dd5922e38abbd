"""Words of registers in a spreadsheet: known by two rows of their own, and read with the cell of each row."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from builders import refusal

from ccpi_nb.domain.lineage import ReceivedFile, Taken
from ccpi_nb.forms.register_tables import take_registers
from ccpi_nb.workbook.inputs import Workbook

_HEAD = (("Register", "calls"), ("Meeting", "2015-01-28"), ("topic", "paragraph", "text"))


def _take(folder: Path, **sheets: Sequence[Sequence[object]]) -> Taken | None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / "Words.xlsx"
    book.save(path)
    return take_registers(ReceivedFile(path, path.name, "0" * 64), Workbook(folder))


def test_each_row_below_the_columns_is_a_row_of_the_register(tmp_path: Path) -> None:
    taken = _take(
        tmp_path, Words=[("For January",), *_HEAD, ("Background", 1, "The line opened. "), (None, None, None)]
    )
    assert taken is not None
    assert taken.meeting == "2015-01-28"
    (row,) = taken.words
    assert (row.register, row.meeting) == ("calls", "2015-01-28")
    assert row.cells == {"topic": "Background", "paragraph": "1", "text": "The line opened."}
    assert row.origin.words == "Words.xlsx, sheet Words, cell A5"


def test_a_sheet_that_names_no_register_is_said_to_be_left_out(tmp_path: Path) -> None:
    taken = _take(tmp_path, Cover=[("Hello",)], Words=[*_HEAD, ("Background", 1, "It opened.")])
    assert taken is not None
    assert taken.not_used == ("Words.xlsx, sheet Cover: not read, it names no register",)


@pytest.mark.parametrize("rows", [[], [("Register", "calls")], [("a", "b"), ("c", "d")]])
def test_a_spreadsheet_without_a_register_is_for_others(tmp_path: Path, rows: Sequence[Sequence[object]]) -> None:
    assert _take(tmp_path, Sheet=rows) is None


def test_a_file_that_is_no_spreadsheet_is_for_others(tmp_path: Path) -> None:
    path = tmp_path / "words.xlsx"
    path.write_text("Register,calls", encoding="utf-8")
    assert take_registers(ReceivedFile(path, path.name, "0" * 64), Workbook(tmp_path)) is None


def test_words_for_two_meetings_in_one_file_are_refused(tmp_path: Path) -> None:
    other = [_HEAD[0], ("Meeting", "2014-12-11"), _HEAD[2], ("Background", 1, "It opened.")]
    rows = [*_HEAD, ("Background", 1, "It opened.")]
    assert refusal(lambda: _take(tmp_path, One=rows, Other=other)) == (
        "Words.xlsx: its sheets are for the meetings of 2014-12-11 and 2015-01-28; send a file for each"
    )


def test_a_register_without_columns_is_refused(tmp_path: Path) -> None:
    assert refusal(lambda: _take(tmp_path, Words=_HEAD[:2])) == (
        "Words.xlsx, sheet Words: no row names the register's columns below the meeting; add it"
    )
