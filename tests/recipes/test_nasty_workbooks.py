"""Workbooks as nasty as services make them: each is read exactly, or refused in a sentence."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from sheets_made import DASHBOARD, NAME, all_shown, dashboard, problems, saved, take, workbook

Change = Callable[[Worksheet], object]
SHEET = f"{NAME}, sheet Dashboard"


def changed(change: Change) -> bytes:
    def fill(sheet: Worksheet) -> None:
        dashboard(sheet)
        change(sheet)

    return workbook(fill)


def cells(**values: object) -> Change:
    """A change of cells: a value, or a value and its number format."""

    def change(sheet: Worksheet) -> None:
        for place, value in values.items():
            content, code = value if isinstance(value, tuple) else (value, None)
            sheet[place] = content
            if code:
                sheet[place].number_format = code

    return change


def failing(place: str, error: str) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[place] = error
        sheet[place].data_type = "e"

    return change


def hidden_row(row: int, *, filtered: bool = False) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[row].hidden = True
        if filtered:
            sheet.auto_filter.ref = "A2:E5"

    return change


def hidden_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["D"].hidden = True


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.insert_rows(1, 3),
        lambda sheet: sheet.insert_rows(3, 2),
        lambda sheet: sheet.insert_cols(1, 2),
        cells(A4="Calls\xa0offered  ", D2="\u200bQ3 \xa0"),
        cells(A4="CALLS\nOFFERED"),
        cells(A4="Calls_x000D_\noffered", A5="Total_x005F_x000D_"),
        cells(D3="82.13%"),
        cells(D3=" 82.13 % "),
        cells(D3=(82.13, '0.00"%"')),
        cells(D3=(0.8213, "0%")),
        cells(D3=(0.821300000000001, "0.00%")),
        cells(D4="7,412"),
        cells(D4=(7412, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-')),
        cells(D4="7\xa0412"),
        cells(D4="7\u2009412"),
        cells(D3="82.13\u202f%"),
        cells(D4="7.412k"),
        cells(D4="7.412 thousand"),
        hidden_row(5),
        hidden_row(6),
    ],
)
def test_what_changes_no_value_changes_nothing(tmp_path: Path, change: Change) -> None:
    assert all_shown(take(tmp_path, changed(change))) == all_shown(take(tmp_path, workbook(dashboard)))


RAISED, STRUCK = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
MARKED = CellRichText("741", TextBlock(RAISED, "2"))


def font(place: str) -> Change:
    """A change of a cell: a line through what stands there."""

    def change(sheet: Worksheet) -> None:
        sheet[place].font = Font(strike=True)

    return change


@pytest.mark.parametrize(
    ("change", "more", "value"),
    [
        (cells(D3="71%*"), 'marks: {"*": ""}', "paid_30_days 2014-15-Q3 71"),
        (cells(D3="71.0% (p)"), 'marks: {"(p)": provisional}', "paid_30_days 2014-15-Q3 provisional 71.0"),
        (cells(D4="about 3"), "marks: {about: about}", "calls_offered 2014-15-Q3 about 3"),
        (cells(D4="c. 1,240"), 'marks: {"c.": about}', "calls_offered 2014-15-Q3 about 1240"),
        (cells(D4="(12)"), "brackets: negative", "calls_offered 2014-15-Q3 -12"),
        (cells(D4=(-12, "#,##0;(#,##0)")), "", "calls_offered 2014-15-Q3 -12"),
        (cells(D4="12-"), "brackets: negative", "calls_offered 2014-15-Q3 -12"),
        (cells(D4=MARKED), 'marks: {"\N{SUPERSCRIPT TWO}": ""}', "calls_offered 2014-15-Q3 741"),
        (cells(D4="85 1)"), 'marks: {"1)": ""}', "calls_offered 2014-15-Q3 85"),
        (cells(D4="85 r1"), 'marks: {"r1": ""}', "calls_offered 2014-15-Q3 85"),
        (cells(D4="n/a"), "", "calls_offered 2014-15-Q3 [z]"),
        (cells(D4=" N/A "), "", "calls_offered 2014-15-Q3 [z]"),
        (cells(D4="-"), "", "calls_offered 2014-15-Q3 [x]"),
        (cells(D3=(2 / 3, "0.00%")), "", "paid_30_days 2014-15-Q3 66.67"),
        (cells(D3=(0.82135, "0.00%")), "", "paid_30_days 2014-15-Q3 82.135"),
        (cells(D3=(0.8, "0.00%")), "", "paid_30_days 2014-15-Q3 80.00"),
        (cells(D3=(1, "0.00%")), "", "paid_30_days 2014-15-Q3 100.00"),
        (cells(D3=(0, "0.00%")), "", "paid_30_days 2014-15-Q3 0.00"),
        (cells(D4=0), "", "calls_offered 2014-15-Q3 0"),
        (cells(D4=(0, '#,##0;-#,##0;"-"')), "", "calls_offered 2014-15-Q3 0"),
        (cells(D4=(0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-')), "", "calls_offered 2014-15-Q3 0"),
        (cells(D4=(0, '0;-0;"n/a"')), "", "calls_offered 2014-15-Q3 [z]"),
        (cells(D4=(7412, '"n/a"')), "", "calls_offered 2014-15-Q3 [z]"),
        (cells(D3=(0.5, '0%;;"-"')), "", "paid_30_days 2014-15-Q3 50"),
    ],
)
def test_a_value_is_read_exactly(tmp_path: Path, change: Change, more: str, value: str) -> None:
    assert value in all_shown(take(tmp_path, changed(change), f"{DASHBOARD}{more}\n"))


_STRUCK = "the cell is struck through; delete it where it is withdrawn, or take the line off, and save it"
_FORMAT_HIDES = (
    "the cell holds a number that its number format hides; give it another format, or delete it, and save it"
)
_OPEN = (
    'nothing says what the number is held in; write in the recipe held_as: "%" (with the quotes) where 82.13 is '
    "82.13%, or held_as: fraction where 0.8213 is"
)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            cells(D3=(0.8213, "General")),
            _OPEN,
        ),
        (
            cells(D3=(82.13, "0.00")),
            _OPEN,
        ),
        (
            cells(D3=(2 / 3, "0%")),
            "the cell holds 0.6666666666666666, which was worked out, and its format does not show 2 decimals; "
            "give it a number format that does, or say 'decimals' in the recipe",
        ),
        (
            cells(D3=(1.2, "£0.00")),
            "the cell is written in £, and 'paid_30_days' is in %; correct the recipe's labels",
        ),
        (
            cells(D3="71%*"),
            "'71%*' is more than a number; say under the recipe's 'marks' what stands beside it, "
            "or under 'none' what it means as a whole",
        ),
        (cells(D3="up"), "'up' is no number; say under the recipe's 'none' what it means"),
        (
            cells(D3=(82, "[<=1]0.00%;0.00")),
            _OPEN,
        ),
        (
            cells(D3=(82, "0.00%;-0")),
            _OPEN,
        ),
        (cells(D3=True), "the cell holds TRUE, which is no number; correct it"),
        (
            cells(D3=(datetime.date(2015, 1, 14), "dd/mm/yyyy")),
            "the cell holds a date, 14/01/2015; correct its value or its number format",
        ),
        (
            cells(D3=(datetime.time(1, 52), "h:mm")),
            "the cell holds a time, and 'paid_30_days' is in %; correct its number format",
        ),
        (cells(D3=None), "the cell is blank; fill it, or say under the recipe's 'none' what '' means"),
        (cells(D3="=1/3"), "the cell is a formula without its result; open the file, let it calculate, and save it"),
        (failing("D3", "#REF!"), "the cell holds the error #REF!; correct its formula, and save it"),
        (failing("D3", "#DIV/0!"), "the cell holds the error #DIV/0!; correct its formula, and save it"),
        (
            cells(D3="82,13%"),
            "'82,13%' is no number with commas between thousands; if its comma is a decimal one, say 'comma: decimal'",
        ),
        (cells(D3="(12%)"), "'(12%)' stands in brackets; if that means less than nothing, say 'brackets: negative'"),
        (cells(D3="1m 52s"), "'1m 52s' is a length of time, and 'paid_30_days' is in %"),
        (
            cells(D3=CellRichText("82.1", TextBlock(RAISED, "3"), "%")),
            "'82.1\N{SUPERSCRIPT THREE}%' is more than a number; say under the recipe's 'marks' what stands beside it, "
            "or under 'none' what it means as a whole",
        ),
        (font("D3"), _STRUCK),
        (cells(D3=CellRichText(TextBlock(STRUCK, "7"), "1.2%")), _STRUCK),
        (cells(D3=CellRichText(TextBlock(STRUCK, "71%"), " 72%")), _STRUCK),
        (cells(D3=(0.8213, ";;;")), _FORMAT_HIDES),
        (cells(D3=(0, "0%;-0%;")), _FORMAT_HIDES),
        (cells(D3=(-0.1, "0%;")), _FORMAT_HIDES),
        (cells(D3=(0, '0%;-0%;"none"')), "'none' is no number; say under the recipe's 'none' what it means"),
        (
            cells(D3="12%-"),
            "'12%-' has a minus sign after it; if that means less than nothing, say 'brackets: negative'",
        ),
        (cells(D3="1.2k"), "the cell is written in thousands, and 'paid_30_days' is in %; correct the recipe's labels"),
        (
            cells(D3="7 41%"),
            "'7 41%' is more than a number; say under the recipe's 'marks' what stands beside it, "
            "or under 'none' what it means as a whole",
        ),
    ],
)
def test_a_cell_that_is_no_certain_value_is_refused_with_its_place(
    tmp_path: Path, change: Change, sentence: str
) -> None:
    assert problems(tmp_path, changed(change)) == (f"{SHEET}, D3: {sentence}",)


@pytest.mark.parametrize("none", ["0", '"[x]"'])
def test_what_stands_for_no_number_or_for_none_the_recipe_says(tmp_path: Path, none: str) -> None:
    text = DASHBOARD.replace("none: {", f'none: {{nil: {none}, "": {none}, ')
    for change in (cells(D4="Nil"), cells(D4=None), cells(D4=(0, "0;-0;;@"))):
        assert f"calls_offered 2014-15-Q3 {none.strip(chr(34))}" in all_shown(take(tmp_path, changed(change), text))


def test_a_number_is_not_taken_whose_label_is_struck_through(tmp_path: Path) -> None:
    assert problems(tmp_path, changed(font("A4"))) == (
        f"{SHEET}, B4, C4, D4: its label 'Calls offered' is struck through; delete it where it is withdrawn, "
        "or take the line off, and save it",
    )
    assert take(tmp_path, changed(font("A5"))).values  # a total, which is left out


def test_notes_and_what_lies_over_cells_are_said_to_be_unread(tmp_path: Path) -> None:
    def noted(sheet: Worksheet) -> None:
        sheet["D4"].comment = Comment("Provisional, not to be used", "Somebody")

    taken = take(tmp_path, changed(noted))
    assert f"{SHEET}: notes were not read, and may say more of a value, D4" in taken.not_used
    drawn = with_part(
        changed(noted), "xl/drawings/drawing1.xml", b"<xdr:sp><xdr:txBody>new figures</xdr:txBody></xdr:sp>"
    )
    said = f"{NAME}: it has pictures or text boxes, and what they say or cover was not read"
    assert said in take(tmp_path, drawn).not_used
    assert said not in taken.not_used


def test_results_that_may_be_old_are_told(tmp_path: Path) -> None:
    by_hand = rewritten(workbook(dashboard), "xl/workbook.xml", ('fullCalcOnLoad="1"', 'calcMode="manual"'))
    said = f"{NAME}: its formulas are calculated only when somebody asks for it, so their results may be old"
    assert said in take(tmp_path, by_hand).not_used
    assert said not in take(tmp_path, workbook(dashboard)).not_used


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as pack:
        pack.writestr(name, part)
    return stream.getvalue()


def test_a_file_without_values_of_its_own_period_says_so(tmp_path: Path) -> None:
    said = f"{SHEET}: no value is of October to December 2014, which the file is for"
    assert said in take(tmp_path, changed(lambda sheet: sheet.delete_cols(4))).not_used
    assert said not in take(tmp_path, workbook(dashboard)).not_used


def rewritten(content: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    """A workbook with changes to the text of its parts whose names have `part` in them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for before, after in changes if part in name else ():
                text = text.replace(before, after)
            new.writestr(name, text)
    return stream.getvalue()


_ROWS = "".join(
    f'<row r="{row}"><c r="A{row}" s="1"/></row><row r="{row + 1}" ht="9"/>' for row in range(10, 60_000, 2)
)


@pytest.mark.parametrize(
    "content",
    [
        rewritten(
            workbook(dashboard),
            "",
            ("schemas.openxmlformats.org/spreadsheetml/2006/", "purl.oclc.org/ooxml/spreadsheetml/"),
            ("schemas.openxmlformats.org/officeDocument/2006/", "purl.oclc.org/ooxml/officeDocument/"),
            ("schemas.openxmlformats.org/drawingml/2006/", "purl.oclc.org/ooxml/drawingml/"),
        ),
        rewritten(workbook(dashboard), "sheet1", ("</sheetData>", f"{_ROWS}</sheetData>")),
    ],
    ids=["strict", "formatted to its end"],
)
def test_a_workbook_of_another_kind_or_with_blank_rows_is_read_as_any_other(tmp_path: Path, content: bytes) -> None:
    assert all_shown(take(tmp_path, content)) == all_shown(take(tmp_path, workbook(dashboard)))


@pytest.mark.parametrize("number", ["1e400", "1e30", "-1e15", "1234567890123456"])
def test_a_number_that_is_too_large_is_refused(tmp_path: Path, number: str) -> None:
    content = rewritten(workbook(dashboard), "sheet1", ("<v>7412</v>", f"<v>{number}</v>"))
    assert problems(tmp_path, content) == (
        f"{SHEET}, D4: the cell holds a number with more digits than a spreadsheet keeps; correct it",
    )


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ('<row r="4"', '<row r="4" ht="0" customHeight="1"', "row 4 is"),
        ("<sheetData>", '<cols><col min="4" max="4" width="0" customWidth="1"/></cols><sheetData>', "column D is"),
    ],
)
def test_what_is_too_thin_to_be_seen_is_hidden(tmp_path: Path, before: str, after: str, what: str) -> None:
    content = rewritten(workbook(dashboard), "sheet1", (before, after))
    assert problems(tmp_path, content)[0].startswith(f"{SHEET}: {what} hidden; show it and save the file")


def without_calls(sheet: Worksheet) -> None:
    sheet.delete_rows(4)


def merged(sheet: Worksheet) -> None:
    sheet.merge_cells("C4:D4")


def second_table(sheet: Worksheet) -> None:
    sheet.append(["Measure", "Q1"])


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (
            cells(A5="Calls dropped"),
            [
                ", A5: the recipe does not know the label 'Calls dropped'; did you mean 'Calls offered'? "
                "Else say in the recipe what it is, or that it is left out"
            ],
        ),
        (
            cells(A4="Calls offered [1]"),
            [
                ", A4: the recipe does not know the label 'Calls offered [1]'; did you mean 'Calls offered'? "
                "Else say in the recipe what it is, or that it is left out",
                ": none of the table's rows has the label 'Calls offered'; correct it in the recipe, "
                "or name it under 'may_lack'",
            ],
        ),
        (
            without_calls,
            [
                ": none of the table's rows has the label 'Calls offered'; correct it in the recipe, "
                "or name it under 'may_lack'"
            ],
        ),
        (
            cells(F2="Trend", F3="up"),
            [", F2: the recipe does not know the label 'Trend'; say in the recipe what it is, or that it is left out"],
        ),
        (
            cells(D2=(datetime.date(2014, 10, 14), "mmm-yy")),
            [", D2: the recipe does not know the label 'Oct-14'; say in the recipe what it is, or that it is left out"],
        ),
        (
            cells(B8=3),
            [
                ", row 8: there are values without a label; write the label, or leave out '' in the recipe "
                "if they are none of the table"
            ],
        ),
        (
            cells(F3=3),
            [
                ", column F: there are values without a label; write the label, or leave out '' in the recipe "
                "if they are none of the table"
            ],
        ),
        (
            hidden_row(4),
            [": row 4 is hidden; show it and save the file, or say the recipe's 'hidden: take' or 'hidden: leave out'"],
        ),
        (
            hidden_row(3, filtered=True),
            [
                ": row 3 is hidden; clear the filter and save the file, or say the recipe's 'hidden: take' or "
                "'hidden: leave out'"
            ],
        ),
        (
            hidden_column,
            [
                ": column D is hidden; show it and save the file, or say the recipe's 'hidden: take' or "
                "'hidden: leave out'"
            ],
        ),
        (
            merged,
            [", C4, D4: it is merged with another cell, so one value stands for two; write each in its own cell"],
        ),
        (
            second_table,
            [": the heading 'Measure' stands in rows 2 and 7; say with 'after' and 'ends_before' which table is meant"],
        ),
        (cells(A2="Measures"), [": the heading 'Measure' is not found; did you mean 'Measures'?"]),
    ],
)
def test_a_table_that_is_not_as_the_recipe_says_is_refused(
    tmp_path: Path, change: Change, sentences: list[str]
) -> None:
    assert problems(tmp_path, changed(change)) == tuple(f"{SHEET}{sentence}" for sentence in sentences)


def test_a_label_that_stands_twice_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, changed(cells(A5="Calls offered")))
    assert found[2] == (
        f"{NAME}: sheet Dashboard, cell D4 and sheet Dashboard, cell D5 both give the value of 'calls_offered' in "
        "October to December 2014; say in the recipe which is meant, and leave out the other"
    )


@pytest.mark.parametrize(("more", "values"), [("take", 6), ("leave out", 3)])
def test_what_is_hidden_is_taken_or_left_out_where_the_recipe_says_so(tmp_path: Path, more: str, values: int) -> None:
    text = DASHBOARD.replace("  rows:\n", f"  hidden: {more}\n  rows:\n").replace(
        "    leave_out: [", "    may_lack: [Calls offered]\n    leave_out: ["
    )
    text = text.replace("    may_lack: [Calls offered]\n    leave_out: [Target]", "    leave_out: [Target]")
    assert len(take(tmp_path, changed(hidden_row(4)), text).values) == values


def hide(sheet: Worksheet) -> None:
    dashboard(sheet)
    sheet.sheet_state = "hidden"


def test_a_hidden_sheet_is_refused(tmp_path: Path) -> None:
    content = workbook(hide, Other=lambda sheet: None)
    assert problems(tmp_path, content) == (
        f"{SHEET}: the sheet is hidden; show it and save the file, or say the recipe's 'hidden: take'",
    )


def test_a_hidden_sheet_that_is_not_read_is_named(tmp_path: Path) -> None:
    content = workbook(dashboard, Data=hide)
    assert f"{NAME}, sheet Data: not read, and hidden" in take(tmp_path, content).not_used


def test_a_sheet_that_is_missing_and_two_that_fit_are_refused(tmp_path: Path) -> None:
    missing = workbook(lambda sheet: None)
    assert problems(tmp_path, missing, DASHBOARD.replace('"Dashboard*"', "Summary")) == (
        f"{NAME}: there is no sheet 'Summary', but 'Dashboard'; correct the recipe's 'sheet'",
    )
    two = workbook(dashboard, **{"Dashboard old": dashboard})
    assert problems(tmp_path, two) == (
        f"{NAME}: 2 sheets fit 'Dashboard*', 'Dashboard', 'Dashboard old'; narrow the recipe's 'sheet'",
    )


def test_a_period_that_cannot_be_said_is_refused_once(tmp_path: Path) -> None:
    text = DASHBOARD.replace("*dashboard Q{quarter} {year}*", "*.xlsx")
    assert problems(tmp_path, workbook(dashboard), text) == (
        f"{SHEET}, B3, C3, D3, B4, C4, D4: it can't be said which quarter it is of: no financial year is said; "
        "say it in a label, the title, or the sheet's or file's name",
    )


def test_a_title_of_another_quarter_than_the_files_is_refused(tmp_path: Path) -> None:
    text = DASHBOARD.replace("  rows:\n", '  title: "Quarter {quarter} {year}"\n  rows:\n')
    assert problems(tmp_path, changed(cells(A1="Quarter 2 2014/15")), text) == (
        f"{SHEET}: the file's name and the title in A1 contradict each other: one says quarter 3 and the other 2; "
        "ask which is right, and have the file corrected",
    )
    assert take(tmp_path, changed(cells(A1="Quarter 3 2014/15")), text).values


def test_values_of_other_periods_than_the_files_are_left_out_where_the_recipe_says_so(tmp_path: Path) -> None:
    taken = take(tmp_path, workbook(dashboard), f"{DASHBOARD}other_periods: leave out\n")
    assert all_shown(taken) == ["paid_30_days 2014-15-Q3 82.13", "calls_offered 2014-15-Q3 7412"]
    assert (
        f"{SHEET}: left out by the recipe, values of April to June 2014, another period than the file's"
        in taken.not_used
    )


def test_days_counted_from_1904_are_the_days_that_are_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.title = "Dashboard"
    for row in (["Measure", datetime.date(2014, 10, 1)], ["Calls offered", 7412], ["Invoices paid in 30 days", "82%"]):
        sheet.append(row)
    sheet["B1"].number_format = "mmm-yy"
    text = DASHBOARD.replace('"Q{quarter}": quarter', '"{Mon}-{yy}": month').replace("    leave_out: [Target]\n", "")
    assert all_shown(take(tmp_path, saved(book), text))[0] == "calls_offered 2014-10 7412"


def test_results_that_a_program_has_left_to_be_calculated_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Dashboard")
        sheet.write_row(0, 0, ["Measure", "Q3"])
        sheet.write_row(1, 0, ["Invoices paid in 30 days", "82%"])
        sheet.write(2, 0, "Calls offered")
        sheet.write_formula(2, 1, "=7000+412")  # with the result 0
    text = DASHBOARD.replace("    leave_out: [Target]\n", "")
    assert problems(tmp_path, stream.getvalue(), text) == (
        f"{SHEET}, B3: the cell is a formula without its result; open the file, let it calculate, and save it",
    )


def with_results(content: bytes, formula: str) -> bytes:
    """A workbook in which D4 is a formula, with 7412 as its result."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            xml = old.read(part).replace(b' fullCalcOnLoad="1"', b"")
            cell = f'<c r="D4"><f>{formula}</f><v>7412</v></c>'.encode()
            new.writestr(part, re.sub(rb'<c r="D4"[^>]*><v>7412</v></c>', cell, xml))
    return stream.getvalue()


def test_the_result_of_a_formula_is_taken(tmp_path: Path) -> None:
    content = with_results(workbook(dashboard), "C4*2+2388")
    assert "calls_offered 2014-15-Q3 7412" in all_shown(take(tmp_path, content))


@pytest.mark.parametrize(
    "formula", ["Sales[2014]", "SUM(Sales[[#All],[2014]])", "Sales[@2014]", "LEN(&quot;[1]&quot;)"]
)
def test_a_column_named_by_a_number_is_no_other_file(tmp_path: Path, formula: str) -> None:
    assert "calls_offered 2014-15-Q3 7412" in all_shown(take(tmp_path, with_results(workbook(dashboard), formula)))


def test_a_value_out_of_another_file_is_taken_only_where_the_recipe_says_so(tmp_path: Path) -> None:
    content = with_results(workbook(dashboard), "[1]Sheet1!A1")
    assert problems(tmp_path, content) == (
        f"{SHEET}, D4: the cell is worked out from another file, and may be out of date; break the link, which keeps "
        "the value, and save it, or say the recipe's 'links: as last saved'",
    )
    assert "calls_offered 2014-15-Q3 7412" in all_shown(take(tmp_path, content, f"{DASHBOARD}links: as last saved\n"))


def test_a_cell_far_away_makes_no_table_of_all_that_lies_between(tmp_path: Path) -> None:
    content = changed(cells(XFD1048576="x"))
    assert problems(tmp_path, content)[0].startswith(f"{SHEET}, row 1048576: there are values without a label")


def test_a_number_that_is_shown_in_thousands_says_so_or_is_refused(tmp_path: Path) -> None:
    content = changed(cells(D4=(7.4, '0.0"k"')))
    assert problems(tmp_path, content) == (
        f"{SHEET}, D4: nothing says what the number is held in; write in the recipe held_as: number, thousands or "
        "millions",
    )
    text = DASHBOARD.replace("offered: calls_offered", "offered: {indicator: calls_offered, held_as: thousands}")
    assert "calls_offered 2014-15-Q3 7400" in all_shown(take(tmp_path, content, text))
    assert "calls_offered 2014-15-Q3 7412" in all_shown(take(tmp_path, changed(cells(D4=(7412, '0.0,"k"')))))


@pytest.mark.parametrize(
    ("title", "is_right"),
    [
        ("October to December 2014", True),
        ("April to December 2014", True),
        ("October to December 2013", False),
        ("July to September 2014", False),
        ("May to July 2014", False),
    ],
)
def test_a_title_by_months_is_of_the_files_quarter(tmp_path: Path, title: str, is_right: bool) -> None:
    text = DASHBOARD.replace("  rows:\n", '  title: "{Month} to {Month} {yyyy}"\n  rows:\n')
    content = changed(cells(A1=title))
    if is_right:
        assert take(tmp_path, content, text).values
    else:
        assert "contradict each other" in problems(tmp_path, content, text)[0]
