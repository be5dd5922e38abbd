"""A form as a spreadsheet: what it asks, and that anybody can use it."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from formed import DAY, asking_workbook, form
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from ccpi_nb.domain.indicators import Unit
from ccpi_nb.forms.asked import NOT_SET, asked_of
from ccpi_nb.forms.layout import COLUMNS, GUIDE, KEY_SHEET, REASONS
from ccpi_nb.forms.request import Request
from ccpi_nb.forms.validation import rule_for
from ccpi_nb.forms.writing import render_form
from ccpi_nb.workbook.inputs import Workbook


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    return asking_workbook(tmp_path)


@pytest.fixture
def opened(book: Workbook) -> Book:
    return load_workbook(BytesIO(form(book)))


def test_the_same_request_gives_the_same_bytes(book: Workbook) -> None:
    assert form(book) == form(book)


def test_a_row_says_what_is_known_of_its_figure(opened: Book) -> None:
    row = [cell.value for cell in opened["Calls"][6]]
    assert row[:8] == [
        "Calls answered",
        "Whole",
        "October to December 2014",
        "Share of the calls offered that were answered.",
        "Per cent: 71.5%",
        "none yet",
        "65.5% (July to September 2014)",
        "at least 90%",
    ]
    assert row[8:] == [None] * 7
    assert opened["Calls"]["B7"].value == "Place: Preston"


def test_numbers_behind_a_value_are_asked_for_only_where_it_can_have_any(opened: Book) -> None:
    offered = next(row for row in opened["Calls"].iter_rows(min_row=6) if row[0].value == "Calls offered")
    assert [cell.value for cell in offered[8:12]] == [None, "not needed", "not needed", None]


def test_only_what_is_to_be_filled_in_is_unlocked_and_it_is_text(opened: Book) -> None:
    page = opened["Calls"]
    assert all(sheet.protection.sheet for sheet in opened)
    for row in page.iter_rows():
        for cell in row:
            is_input = cell.row >= 6 and cell.column > 8 and cell.value is None
            assert cell.protection.locked is not is_input, cell.coordinate
            if is_input:
                assert (cell.number_format, cell.border.left.style) == ("@", "thin")
                assert cell.fill.fgColor.rgb == "FFFFF6D6"


def test_the_keys_are_hidden_and_nothing_else_is(opened: Book) -> None:
    assert [(sheet.title, sheet.sheet_state) for sheet in opened] == [
        (GUIDE, "visible"),
        ("Calls", "visible"),
        (KEY_SHEET, "veryHidden"),
    ]


# Accessibility, as far as a file tells


def test_the_file_has_a_title_and_a_language(book: Workbook) -> None:
    core = ZipFile(BytesIO(form(book))).read("docProps/core.xml").decode()
    assert "<dc:title>Figures for the Cabinet Committee, 28 January 2015: Head of Calls</dc:title>" in core
    assert "<dc:language>en-GB</dc:language>" in core


def test_instructions_come_first_and_each_sheet_begins_with_its_title(opened: Book) -> None:
    assert opened.active is not None
    assert opened.active.title == opened.sheetnames[0] == GUIDE
    assert opened[GUIDE]["A1"].value == "Figures for the Cabinet Committee, 28 January 2015"
    assert opened["Calls"]["A1"].value == "Calls: Figures for the Cabinet Committee, 28 January 2015"
    links = [row[0].hyperlink.location for row in opened[GUIDE].iter_rows() if row[0].hyperlink]
    assert links == ["'Calls'!A1"]


def test_there_is_one_named_table_with_a_header_for_each_column_and_no_gap(opened: Book) -> None:
    page = opened["Calls"]
    (table,) = page.tables.values()
    assert (table.name, table.headerRowCount, table.ref) == ("Figures_calls", 1, f"A5:O{page.max_row}")
    headers = [cell.value for cell in page[5]]
    assert headers == [column.header for column in COLUMNS]
    assert len(set(headers)) == len(headers)
    assert all(page.cell(row, 1).value for row in range(6, page.max_row + 1))


def test_no_cells_are_merged_and_headers_stay_in_sight(opened: Book) -> None:
    assert not any(sheet.merged_cells.ranges for sheet in opened)
    page = opened["Calls"]
    assert (page.freeze_panes, page.print_title_rows, page.print_title_cols) == ("D6", "$5:$5", "$A:$C")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)


def test_no_meaning_is_in_colour_alone(opened: Book) -> None:
    for column, header in zip(COLUMNS, (cell.value for cell in opened["Calls"][5]), strict=True):
        assert ("fill in" in str(header) or "choose" in str(header)) is column.is_input


def test_a_row_is_as_high_as_its_words_and_grows_with_what_is_typed(book: Workbook) -> None:
    sheet = ZipFile(BytesIO(form(book))).read("xl/worksheets/sheet2.xml").decode()
    assert "customHeight" not in sheet
    heights = [float(height) for height in re.findall(r'<row r="\d+"[^>]* ht="([\d.]+)"', sheet)]
    assert min(heights) >= 15


def test_each_cell_to_fill_in_says_what_it_expects(opened: Book) -> None:
    page = opened["Calls"]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    inputs = {cell.coordinate for row in page.iter_rows(min_row=6, min_col=9) for cell in row if cell.value is None}
    assert inputs == {place for ranges in rules for part in ranges.split() for place in _cells(part)}
    value = rules["I6:I8"]
    assert (value.errorStyle, value.errorTitle) == ("warning", "Is this right?")
    assert value.prompt.startswith("Per cent: 71.5%. A word may stand before it: about, over")
    assert "from 0% to 100%" in value.error


def _cells(part: str) -> list[str]:
    first, _, last = part.partition(":")
    letter, start, end = first[0], int(first[1:]), int((last or first)[1:])
    return [f"{letter}{row}" for row in range(start, end + 1)]


@pytest.mark.parametrize("unit", Unit)
def test_messages_fit_and_are_there_for_every_unit(book: Workbook, unit: Unit) -> None:
    indicator = replace(book.indicators["spend"], unit=unit)
    for column in COLUMNS:
        if column.is_input:
            rule = rule_for(column.key, indicator, "I6")
            assert 0 < len(str(rule["input_title"])) <= 32
            assert 0 < len(str(rule["input_message"])) <= 255
            assert 0 < len(str(rule["error_message"])) <= 255
            assert len(str(rule.get("value", ""))) <= 255


def test_reasons_are_chosen_from_a_list(opened: Book) -> None:
    (rule,) = {rule.formula1 for rule in opened["Calls"].data_validations.dataValidation if rule.type == "list"}
    assert rule == f'"{",".join(REASONS)}"'


# Whom it is for


def test_a_form_without_an_owner_says_so(book: Workbook) -> None:
    guide = load_workbook(BytesIO(form(book, NOT_SET)))[GUIDE]
    assert any("No file says who answers for these figures" in str(row[0].value) for row in guide.iter_rows())


def test_a_form_of_part_ii_says_so_on_every_sheet_and_page(book: Workbook) -> None:
    request = Request(book.agenda(DAY), "Head of Calls", asked_of(book, DAY), is_exempt=True)
    opened = load_workbook(BytesIO(render_form(request)))
    for name in (GUIDE, "Calls"):
        assert str(opened[name]["A2"].value).startswith("Not for publication: exempt information")
        assert str(opened[name].oddFooter.left.text).startswith("Not for publication")
