"""Words of registers in a spreadsheet: known by two rows of their own, and read with the cell of each row."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import refusal
from openpyxl.comments import Comment
from openpyxl.styles import Font
from sheets_made import open_document

from ccpi_nb.domain.lineage import ReceivedFile, Taken
from ccpi_nb.forms.register_tables import take_registers
from ccpi_nb.workbook.inputs import Workbook

_HEAD = (("Register", "calls"), ("Meeting", "2015-01-28"), ("topic", "paragraph", "text"))


def _take(
    folder: Path, change: Callable[[Any], object] = lambda book: None, **sheets: Sequence[Sequence[object]]
) -> Taken | None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    change(book)
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


def test_a_register_without_words_is_refused(tmp_path: Path) -> None:
    assert refusal(lambda: _take(tmp_path, Words=_HEAD)) == (
        "Words.xlsx: no words stand below the register's columns; was it saved with them?"
    )


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (datetime.date(2015, 3, 31), "dd/mm/yyyy", "2015-03-31"),
        (0.8213, "0.00%", "82.13%"),
        (1, "General", "1"),
        (" two\nlines ", "General", "two\nlines"),
        ("two_x000D_\nlines_x000D_", "General", "two\r\nlines"),
    ],
)
def test_a_cell_that_is_no_text_says_what_is_seen_of_it(tmp_path: Path, value: object, code: str, words: str) -> None:
    def formatted(book: Any) -> None:
        book["Words"]["C4"].number_format = code

    taken = _take(tmp_path, formatted, Words=[*_HEAD, ("Background", 1, value)])
    assert taken is not None
    assert taken.words[0].cells["text"] == words


def _noted(book: Any) -> None:
    book["Words"]["C4"].comment = Comment("Not agreed yet", "Somebody")


def test_notes_beside_words_are_said_to_be_unread(tmp_path: Path) -> None:
    taken = _take(tmp_path, _noted, Words=[*_HEAD, ("Background", 1, "It opened.")])
    assert taken is not None
    assert taken.not_used == ("Words.xlsx, sheet Words: notes were not read, C4",)


def _struck(book: Any) -> None:
    book["Words"]["C4"].font = Font(strike=True)


def _hidden_row(book: Any) -> None:
    book["Words"].row_dimensions[4].hidden = True


def _filtered(book: Any) -> None:
    _hidden_row(book)
    book["Words"].auto_filter.ref = "A3:C4"


def _hidden_column(book: Any) -> None:
    book["Words"].column_dimensions["C"].hidden = True


def _hidden_sheet(book: Any) -> None:
    book.create_sheet("Cover")
    book["Words"].sheet_state = "hidden"


def _beside(book: Any) -> None:
    book["Words"]["E4"] = "and this"


def _formula(book: Any) -> None:
    book["Words"]["C4"] = "=A1"


def _error(book: Any) -> None:
    book["Words"]["C4"] = "#REF!"
    book["Words"]["C4"].data_type = "e"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            _struck,
            ", cell C4: the cell is struck through; delete it where it is withdrawn, or take the line off, and save it"
            "; or type the value",
        ),
        (_hidden_row, ": row 4 is hidden; show or delete what is, and save it"),
        (_filtered, ": row 4 is hidden; clear the filter, and save it"),
        (_hidden_column, ": column C is hidden; show or delete what is, and save it"),
        (_hidden_sheet, ": the sheet is hidden; show it or delete it, and save the file"),
        (_beside, ", cell E4: it stands under none of the register's columns; move it into one, or take it out"),
        (
            _formula,
            ", cell C4: the cell is a formula without its result; open the file, let it calculate, and save it; "
            "or type the value",
        ),
        (
            _error,
            ", cell C4: the cell holds the error #REF!; correct its formula, and save it; or type the value",
        ),
    ],
)
def test_words_that_are_not_seen_or_have_no_column_are_refused(
    tmp_path: Path, change: Callable[[Any], object], sentence: str
) -> None:
    rows = [*_HEAD, ("Background", 1, "It opened.")]
    assert refusal(lambda: _take(tmp_path, change, Words=rows)) == f"Words.xlsx, sheet Words{sentence}"


def test_words_of_another_kind_of_spreadsheet_are_read(tmp_path: Path) -> None:
    head = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in row)}"
        "</table:table-row>"
        for row in (*_HEAD, ("Background", "1", "It opened."))
    )
    path = tmp_path / "Words.ods"
    path.write_bytes(open_document(f'<table:table table:name="Words">{head}</table:table>'))
    taken = take_registers(ReceivedFile(path, path.name, "0" * 64), Workbook(tmp_path))
    assert taken is not None
    assert taken.words[0].cells == {"topic": "Background", "paragraph": "1", "text": "It opened."}
