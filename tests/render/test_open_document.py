"""The OpenDocument spreadsheet has the cells of the .xlsx, whatever they hold, and says what they look like."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ccpi_nb.document.model import Cell, Column, Document, Masthead, Table
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.render.number_layouts import Layout
from ccpi_nb.render.open_document import open_document
from ccpi_nb.render.spreadsheet import render_spreadsheets

DAY = date(2014, 12, 11)
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def shown(text: str) -> Cell:
    digits = text.strip("£%+").replace(",", "")
    row = Row(DataRow("data/calls.csv", 2), "calls", "2014-10", "", "CCPI pack")
    return Cell((Figure(text, digits, (row,)) if digits.replace(".", "").isdigit() else Text(text),))


def table(*rows: tuple[str, ...], notes: tuple[str, ...] = ()) -> Table:
    columns = tuple(Column(f"Column {at}", numeric=at > 0) for at in range(len(rows[0])))
    cells = tuple(tuple(map(shown, row)) for row in rows)
    return Table((Text("Calls by month"),), columns, cells, tuple((Text(note),) for note in notes))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    document = Document(
        Masthead("Calls & answers", str(DAY), (("Meeting", "11 December 2014"),), "Not for publication."),
        (
            table(
                ("Calls [note 1]", "4,561", "–"), ("  two  spaces", "65.5", "[x]"), notes=("[note 1] Counted twice.",)
            ),
            table(("Answered", "65.5%", "in words"), ("Cost", "£1,234", "'=1+1"), ("Both", "12%", "a < b")),
        ),
    )
    return dict(render_spreadsheets(document, day=DAY))


def cells_of(file: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def part(file: bytes, name: str) -> ElementTree.Element:
    with ZipFile(BytesIO(file)) as archive:
        return ElementTree.fromstring(archive.read(name))


def test_every_cell_of_every_sheet_is_that_of_the_xlsx(files: dict[str, bytes]) -> None:
    made = cells_of(files[".ods"])
    assert made == cells_of(files[".xlsx"])
    assert list(made) == ["Cover", "Contents", "Notes", "Table_1", "Table_2"]
    assert 4561.0 in made["Table_1"][-2] and 0.655 in made["Table_2"][-3]


def test_what_is_seen_of_a_number_is_what_was_published(files: dict[str, bytes]) -> None:
    content = part(files[".ods"], "content.xml")
    seen = {
        "".join(cell.itertext())
        for cell in content.iter(f"{_TABLE}table-cell")
        if cell.get(f"{_OFFICE}value-type") in ("float", "percentage")
    }
    assert {"4,561", "65.5", "65.5%", "£1,234", "12%"} <= seen


def test_column_headers_are_marked_and_repeated_on_paper(files: dict[str, bytes]) -> None:
    content = part(files[".ods"], "content.xml")
    for sheet in content.iter(f"{_TABLE}table"):
        headers = sheet.find(f"{_TABLE}table-header-rows")
        if sheet.get(f"{_TABLE}name") == "Cover":
            assert headers is None
        else:
            assert headers is not None
            assert "".join(headers[-1][0].itertext()) in ("Sheet name", "Note number", "Column 0")
    ranges = {each.get(f"{_TABLE}name"): each for each in content.iter(f"{_TABLE}database-range")}
    assert ranges["table_1"].get(f"{_TABLE}contains-header") == "true"
    assert str(ranges["table_1"].get(f"{_TABLE}target-range-address")).startswith("Table_1.A")


def test_the_contents_lead_to_the_sheets_and_nothing_else_is_a_link(files: dict[str, bytes]) -> None:
    links = [
        link.get("{http://www.w3.org/1999/xlink}href") for link in part(files[".ods"], "content.xml").iter(f"{_TEXT}a")
    ]
    assert links == ["#Notes.A1", "#Table_1.A1", "#Table_2.A1"]


def test_it_says_title_language_and_the_day_and_what_kind_it_is_first(files: dict[str, bytes]) -> None:
    said = [element.text for element in part(files[".ods"], "meta.xml").iter() if element.text]
    assert said == ["Calls & answers", "en-GB", "2014-12-11T00:00:00", "2014-12-11T00:00:00"]
    with ZipFile(BytesIO(files[".ods"])) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def made(write: Callable[[xlsxwriter.Workbook, Any], object]) -> bytes:
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    write(book, book.add_worksheet("Sheet"))
    book.close()
    return open_document(book, "Title", DAY)


def text_of(cell: ElementTree.Element) -> str:
    def inside(element: ElementTree.Element) -> str:
        spaces = " " * int(element.get(f"{_TEXT}c", "1")) if element.tag == f"{_TEXT}s" else ""
        tab = "\t" if element.tag == f"{_TEXT}tab" else ""
        return spaces + tab + (element.text or "") + "".join(inside(child) + (child.tail or "") for child in element)

    return "\n".join(map(inside, cell.iterfind(f"{_TEXT}p")))


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cn")) | st.sampled_from(" \t\n\r<&>\"'="), min_size=1
    )
)
def test_any_text_is_read_back_as_itself(written: str) -> None:
    content = part(made(lambda book, sheet: sheet.write_string(0, 0, written, book.add_format())), "content.xml")
    (cell,) = content.iter(f"{_TABLE}table-cell")
    assert text_of(cell) == written


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\uffff"])
def test_what_xml_cannot_hold_is_shown_as_a_sign(character: str) -> None:
    content = part(
        made(lambda book, sheet: sheet.write_string(0, 0, f"a{character}b", book.add_format())), "content.xml"
    )
    assert "".join(content.itertext()) == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize(
    ("layout", "number", "seen"),
    [
        ("#,##0", 4561.0, "4,561"),
        ("#,##0.00", -0.5, "-0.50"),
        ("#,##0.0%", 0.655, "65.5%"),
        ("#,##0%", 0.29, "29%"),
        ('"£"#,##0.00', 1234.5, "£1,234.50"),
        ('"£"#,##0', -3.0, "-£3"),
        ("+#,##0.0;-#,##0.0", 1.2, "+1.2"),
        ("+#,##0.0;-#,##0.0", -2.0, "-2.0"),
        ("+#,##0%;-#,##0%", 0.05, "+5%"),
    ],
)
def test_a_number_is_shown_as_its_layout_says(layout: str, number: float, seen: str) -> None:
    found = Layout.parse(layout)
    assert found
    assert found.shown(number) == seen


@pytest.mark.parametrize("layout", ["General", "0.00", "dd/mm/yyyy", "#,##0;dd"])
def test_another_layout_is_not_known(layout: str) -> None:
    assert Layout.parse(layout) is None
