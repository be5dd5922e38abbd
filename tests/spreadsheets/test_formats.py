"""The same table in each format that services send: the same values, or in a sentence what the format can't tell."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from sheets_made import (
    DASHBOARD,
    INDICATORS,
    NAME,
    all_shown,
    dashboard,
    open_document,
    problems,
    received,
    recipe,
    take,
    workbook,
)

from ccpi_nb.domain.lineage import Taken
from ccpi_nb.recipes.reading import taken_by

MADE = Path(__file__).parent / "made_by_libreoffice"
RECIPE = """\
dataset: procurement
files: ["plain {year}*", "errors {year}*"]
tables:
- sheet: Dashboard
  rows:
    heading: Measure
    indicators:
      Invoices paid in 30 days: paid_30_days
      Calls offered: calls_offered
      Average wait: call_wait
      Prevented: prevented_value
    leave_out: Total
  columns:
    periods: {"Q{quarter}": quarter, "{Mon}-{yy}": month}
none: {"n/a": "[x]"}
"""
DECLARED = (
    RECIPE.replace(": paid_30_days", ": {indicator: paid_30_days, held_as: fraction}")
    .replace(": calls_offered", ": {indicator: calls_offered, held_as: number}")
    .replace(": call_wait", ": {indicator: call_wait, held_as: time}")
    .replace(": prevented_value", ": {indicator: prevented_value, held_as: £}")
)
VALUES = [
    "paid_30_days 2014-15-Q1 75.12",
    "paid_30_days 2014-15-Q2 77.59",
    "paid_30_days 2014-10 82.13",
    "calls_offered 2014-15-Q1 2846",
    "calls_offered 2014-15-Q2 2512",
    "calls_offered 2014-10 7412",
    "call_wait 2014-15-Q1 112",
    "call_wait 2014-15-Q2 125",
    "call_wait 2014-10 60",
    "prevented_value 2014-15-Q1 734112.55",
    "prevented_value 2014-15-Q2 902071",
    "prevented_value 2014-10 [x]",
]


def made(folder: Path, name: str, text: str) -> Taken:
    stem, _, ending = name.partition(".")
    file = received(folder, (MADE / name).read_bytes(), f"{stem} 2014-15.{ending}")
    return taken_by(recipe(text), file, INDICATORS)


@pytest.mark.parametrize("name", ["plain.ods", "plain.xlsx"])
def test_what_libreoffice_writes_is_read_with_its_formats(tmp_path: Path, name: str) -> None:
    taken = made(tmp_path, name, RECIPE)
    assert all_shown(taken) == VALUES
    assert (taken.values[2].origin.cell, taken.values[2].origin.shown_as) == ("D3", "82.13%")


def test_an_old_excel_file_is_read_where_the_recipe_says_what_its_numbers_are(tmp_path: Path) -> None:
    taken = made(tmp_path, "plain.xls", DECLARED)
    assert all_shown(taken) == VALUES
    assert (taken.values[2].origin.held_as, taken.values[2].origin.shown_as) == ("0.8213", "")
    assert taken.not_used[0].startswith(
        "plain 2014-15.xls: what kind of file this is does not tell which rows and columns are hidden"
    )


def refusals(folder: Path, name: str, text: str) -> tuple[str, ...]:
    stem, _, ending = name.partition(".")
    with pytest.raises(Exception, match=r".") as refused:
        made(folder, name, text)
    return tuple(problem.removeprefix(f"{stem} 2014-15.{ending}, ") for problem in refused.value.problems)


def test_an_old_excel_file_does_not_tell_what_a_number_is_held_in(tmp_path: Path) -> None:
    assert refusals(tmp_path, "plain.xls", RECIPE) == (
        "sheet Dashboard, B3, C3, D3: nothing says what the number is held in; write in the recipe held_as: "
        '"%" (with the quotes) where 82.13 is 82.13%, or held_as: fraction where 0.8213 is',
        "sheet Dashboard, B4, C4, D4: nothing says what the number is held in; write in the recipe held_as: "
        "number, thousands or millions",
        "sheet Dashboard, B5, C5, D5: it can't be told whether the time is of minutes and seconds, or of hours and "
        "minutes as the spreadsheet holds it; say 'held_as: h:mm for m:ss' or 'held_as: time' in the recipe",
        "sheet Dashboard, B6, C6: nothing says what the number is held in; write in the recipe held_as: "
        "pence, £, £k or £m",
    )


def test_an_old_excel_file_does_not_tell_errors_from_blank_cells(tmp_path: Path) -> None:
    assert refusals(
        tmp_path,
        "errors.xls",
        f'{DECLARED}  "": "[x]"\n'.replace('"n/a": "[x]"}\n  "": "[x]"', '"n/a": "[x]", "": "[x]"}'),
    ) == (
        "sheet Dashboard, C4, D4: the cell is blank or holds an error, which this kind of file does not tell apart; "
        "save it as an Excel workbook (.xlsx)",
    )


def test_an_open_document_tells_errors_and_what_is_hidden(tmp_path: Path) -> None:
    hidden = RECIPE.replace("  rows:\n", "  hidden: take\n  rows:\n", 1)
    assert refusals(tmp_path, "errors.ods", hidden) == (
        "sheet Dashboard, C4: the cell holds the error #DIV/0!; correct its formula, and save it",
        "sheet Dashboard, D4: the cell holds the error #REF!; correct its formula, and save it",
    )
    assert refusals(tmp_path, "errors.ods", RECIPE) == (
        "sheet Dashboard: row 6 is hidden; show it and save the file, or say the recipe's 'hidden: take' or "
        "'hidden: leave out'",
    )


def binary(*rows: tuple[object, ...]) -> bytes:
    """A binary workbook (.xlsb) with the sheet 'Dashboard', written record by record as [MS-XLSB] has them."""

    def record(kind: int, content: bytes = b"") -> bytes:
        code = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return code + bytes([len(content)]) + content

    def text(words: str) -> bytes:
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    sheet = [record(129), record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, 9)), record(145)]
    for number, row in enumerate(rows):
        sheet.append(record(0, struct.pack("<II", number, 0) + bytes(9)))
        for column, value in enumerate(row):
            at = struct.pack("<II", column, 0)
            sheet.append(
                record(6, at + text(value)) if isinstance(value, str) else record(5, at + struct.pack("<d", value))
            )
    sheet += [record(146), record(130)]
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Dashboard"))
    names = "http://schemas.openxmlformats.org/package/2006"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{names}/content-types"/>'.encode(),
        "xl/workbook.bin": book + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": (
            f'<Relationships xmlns="{names}/relationships"><Relationship Id="rId1" Type="{kinds}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>'
        ).encode(),
        "xl/worksheets/sheet1.bin": b"".join(sheet),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return stream.getvalue()


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    content = binary(
        ("Measure", "Q2", "Q3"), ("Invoices paid in 30 days", 0.7759, 0.8213), ("Calls offered", 2512.0, 7412.0)
    )
    text = DASHBOARD.replace(": paid_30_days", ": {indicator: paid_30_days, held_as: fraction}")
    text = text.replace("    leave_out: [Target]\n", "").replace(
        ": calls_offered", ": {indicator: calls_offered, held_as: number}"
    )
    assert all_shown(take(tmp_path, content, text, f"{NAME[:-5]}.xlsb")) == [
        "paid_30_days 2014-15-Q2 77.59",
        "paid_30_days 2014-15-Q3 82.13",
        "calls_offered 2014-15-Q2 2512",
        "calls_offered 2014-15-Q3 7412",
    ]


def test_a_binary_workbook_with_a_cell_far_away_is_refused_before_the_gap_is_filled(tmp_path: Path) -> None:
    near = binary(("Measure", "Q3"), ("Calls offered", 7412.0))
    far = struct.pack("<II", 16_383, 0) + struct.pack("<d", 1)
    row = bytes([0, 17]) + struct.pack("<II", 1_048_575, 0) + bytes(9)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(near)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            end = bytes([0x92, 1, 0])  # of the rows
            new.writestr(part, old.read(part).replace(end, row + bytes([5, 16]) + far + end))
    assert problems(tmp_path, stream.getvalue()) == (
        f"{NAME}: a sheet of it has more than 1,000,000 cells; records are counted by a measure",
    )


CSV = "Measure{0}Q3\nInvoices paid in 30 days{0}82.13%\nCalls offered{0}7412\n"
READ = ["paid_30_days 2014-15-Q3 82.13", "calls_offered 2014-15-Q3 7412"]
TEXT = DASHBOARD.replace("    leave_out: [Target]\n", "")
CSV_NAME = f"{NAME[:-5]}.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_table_is_read_in_any_dialect(tmp_path: Path, delimiter: str, encoding: str) -> None:
    taken = take(tmp_path, CSV.format(delimiter).replace("\n", "\r\n").encode(encoding), TEXT, CSV_NAME)
    assert all_shown(taken) == READ
    assert taken.values[0].origin.words == f"{CSV_NAME}, line 2, column Q3"


def test_words_above_the_header_and_lines_in_quotes_keep_the_numbers_of_lines(tmp_path: Path) -> None:
    content = (
        'Procurement £\n"for the\ncommittee",\n,\nMeasure,Q3\nInvoices paid in 30 days,82.13%\nCalls offered,"7,412"\n'
    )
    taken = take(tmp_path, content.encode("cp1252"), TEXT, CSV_NAME)
    assert all_shown(taken) == READ
    assert taken.values[1].origin.cell == "line 7, column Q3"


@pytest.mark.parametrize(
    ("content", "more", "sentence"),
    [
        (
            CSV.format(",").replace("82.13%", "82.13"),
            "",
            ', line 2, column Q3: nothing says what the number is held in; write in the recipe held_as: "%" (with the '
            "quotes) where 82.13 is 82.13%, or held_as: fraction where 0.8213 is",
        ),
        (
            CSV.format(";").replace("7412", "7,412"),
            "",
            ", line 3, column Q3: '7,412' has a comma, of decimals or of thousands; say the recipe's 'comma'",
        ),
        (
            CSV.format(";").replace("7412", "7.412"),
            "",
            ", line 3, column Q3: '7.412' has a point, of decimals or of thousands; say the recipe's 'comma'",
        ),
        *(
            (
                CSV.format(",").replace("7412", text),
                "",
                f", line 3, column Q3: '{text}' does not show all digits of a number: its column was too narrow, or "
                "its format is with an exponent; give it another in the spreadsheet, and save the file again",
            )
            for text in ("####", "7.4E+03", "-1e5")
        ),
        (
            CSV.format(",").replace("82.13%", '"82.13%'),
            "",
            ", line 3: unexpected end of data; a field in quotes ends with one quote, "
            "and a quote inside it is written twice",
        ),
        (
            CSV.format(",").replace("7412", "7412,9"),
            "",
            ", column 3: there are values without a label; write the label, or leave out '' in the recipe "
            "if they are none of the table",
        ),
        (
            "Measure,Q3;x\nCalls offered,7412;y\n",
            "",
            ": it can't be told whether commas or semicolons stand between the columns; say the recipe's 'delimiter', "
            "or open it and save it as an Excel workbook (.xlsx)",
        ),
        (
            "\x81",
            "",
            ", line 1: byte 1 is none of UTF-8 and cp1252; ask for it as 'CSV UTF-8', or say the recipe's 'encoding'",
        ),
    ],
)
def test_a_text_table_that_leaves_something_open_is_refused(
    tmp_path: Path, content: str, more: str, sentence: str
) -> None:
    assert problems(tmp_path, content.encode("latin-1"), f"{TEXT}{more}", CSV_NAME) == (f"{CSV_NAME}{sentence}",)


@pytest.mark.parametrize(
    ("comma", "value"), [("decimal", "calls_offered 2014-15-Q3 7.412"), ("thousands", "calls_offered 2014-15-Q3 7412")]
)
def test_a_comma_is_what_the_recipe_says(tmp_path: Path, comma: str, value: str) -> None:
    content = CSV.format(";").replace("7412", "7,412").replace("82.13", "82")
    assert value in all_shown(take(tmp_path, content.encode(), f"{TEXT}comma: {comma}\n", CSV_NAME))


def test_a_field_that_is_written_for_excel_to_take_as_text_is_that_text(tmp_path: Path) -> None:
    content = CSV.format(",").replace("7412", '"=""7,412"""').replace("Calls offered", '="Calls offered"')
    assert all_shown(take(tmp_path, content.encode(), TEXT, CSV_NAME)) == READ


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return stream.getvalue()


def far_merged() -> bytes:
    def fill(sheet: object) -> None:
        dashboard(sheet)  # type: ignore[arg-type]

    content, stream = workbook(fill), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            xml = old.read(part)
            merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            new.writestr(part, xml.replace(b"</sheetData>", merge) if "sheet1" in part else xml)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty; ask for it again"),
        (b"  \r\n", "the file is empty; ask for it again"),
        (b"PK\x03\x04rest", "the file is damaged (File is not a zip file); ask for it again"),
        (workbook(dashboard)[:-200], "the file is damaged (File is not a zip file); ask for it again"),
        (
            zipped(**{"word/document.xml": b"<w/>"}),
            "this is no spreadsheet; open it and save it as an Excel workbook (.xlsx)",
        ),
        (
            zipped(**{"xl/workbook.xml": b"<workbook>"}),
            "the workbook is damaged (KeyError); open it, repair it, and save it again",
        ),
        (
            zipped(**{"xl/workbook.xml": b"0" * 100_000_001}),
            "unpacked it would have 100,000,001 bytes in 1 parts, which is no table of a service; "
            "delete formats and pictures that nobody needs, and save it again",
        ),
        (
            far_merged(),
            "a sheet of it has more than 1,000,000 cells; "
            "records are counted by a measure, and a table of figures is far smaller",
        ),
        (
            b"<html><table><tr><td>Measure",
            "this is a web page or XML, whatever its name says; open it and save it as an Excel workbook (.xlsx)",
        ),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>',
            "this is a web page or XML, whatever its name says; open it and save it as an Excel workbook (.xlsx)",
        ),
        *(
            (
                content,
                "this is a web page or XML, whatever its name says; open it and save it as an Excel workbook (.xlsx)",
            )
            for content in (
                b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>",
                b"<!-- saved -->\n<table>",
                b"<div><table><tr><td>Measure</td><td>Q3</td></tr></table></div>",
            )
        ),
        *(
            (
                content,
                "this is a spreadsheet of a kind that is older than Excel 97; "
                "open it and save it as an Excel workbook (.xlsx)",
            )
            for content in (b'ID;PWXL;N;E\r\nC;Y1;X1;K"Measure"\r\n', b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(20))
        ),
        (bytes(400) + b"Measure", "this is neither a spreadsheet nor a text file; ask for the table itself"),
        (b"%PDF-1.7\n", "this is neither a spreadsheet nor a text file; ask for the table itself"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "it is protected by a password; open it, take the password off, and save it again",
        ),
    ],
)
def test_what_is_no_open_sound_and_small_table_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert problems(tmp_path, content) == (f"{NAME}: {sentence}",)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (
            open_document(""),
            "ods",
            "it has no sheet of cells; open it and save it as an Excel workbook (.xlsx), or ask for the table itself",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
            "xls",
            "this is a Word file; ask for the table itself",
        ),
    ],
)
def test_a_text_document_is_no_spreadsheet(tmp_path: Path, content: bytes, name: str, sentence: str) -> None:
    file = f"{NAME[:-4]}{name}"
    assert problems(tmp_path, content, name=file) == (f"{file}: {sentence}",)


def test_a_damaged_old_excel_file_is_refused(tmp_path: Path) -> None:
    content = (MADE / "plain.xls").read_bytes()[:2000]
    assert problems(tmp_path, content)[0].startswith(f"{NAME}: the workbook is damaged (")
