import pytest
from builders import observation_row, refusal, refusals, sheet

from ccpi_nb.domain.periods import Period
from ccpi_nb.files.cells import day, decimal
from ccpi_nb.files.spreadsheet_artefacts import Refused
from ccpi_nb.files.strict_csv import parse_csv

COLUMNS = {"place": str, "period": Period.parse, "value": decimal, "as_at": day}
AS_TEXT = (
    "import the file anew with that column as text (Data, From Text/CSV, Transform Data, and Text as the type), "
    "type such cells as ccpi help data shows, and save as 'CSV UTF-8'"
)


def read(*rows: str):
    return parse_csv("\n".join(rows) + "\n", COLUMNS, "f.csv")


def test_a_file_that_a_spreadsheet_turned_gets_one_sentence_for_each_column():
    rows = [f'Preston,Nov-14,"2,0{number}0",09/12/2014' for number in range(9)]
    assert refusals(read, "place,period,value,as_at", *rows) == tuple(
        f"f.csv, column '{column}': 9 cells stand as a spreadsheet shows dates and numbers, "
        f"the first being '{cell}' in row 2; {AS_TEXT}"
        for column, cell in (("period", "Nov-14"), ("value", "2,000"), ("as_at", "09/12/2014"))
    )


def test_cells_that_a_spreadsheet_turned_each_in_its_way_are_one_sentence():
    cells = ["61%", "£2050", "2.05E+03", "\N{MINUS SIGN}12", "(12)", "12"]
    rows = [f"Preston,2014-11,{cell},2014-12-09" for cell in cells]
    (sentence,) = refusals(read, "place,period,value,as_at", *rows)
    assert sentence.startswith("f.csv, column 'value': 5 cells stand as a spreadsheet shows dates and numbers")


def test_a_row_turned_in_several_columns_is_told_by_column_too():
    found = refusals(read, "place,period,value,as_at", "Preston,Nov-14,3,09/12/2014")
    assert [sentence.partition(":")[0] for sentence in found] == ["f.csv, column 'period'", "f.csv, column 'as_at'"]
    assert "1 cell stands" in found[0]


def test_a_single_cell_keeps_its_own_sentence_and_what_no_spreadsheet_did_stands_beside():
    assert refusal(read, "place,period,value,as_at", "Preston,2014-11,61%,2014-12-09").startswith(
        "f.csv, row 2, column 'value': '61%' is not a number"
    )
    rows = [
        "Preston,2014-11,61%,2014-12-09",
        "Preston,2014-11,lots,2014-12-09",
        "Preston,2014-11,62%,2014-12-09",
        "Preston",
    ]
    turned, lots, short = refusals(read, "place,period,value,as_at", *rows)
    assert turned.startswith("f.csv, column 'value': 2 cells")
    assert lots.startswith("f.csv, row 3, column 'value': 'lots' is not a number")
    assert short.startswith("f.csv, row 5: 1 field,")


@pytest.mark.parametrize(
    "cell",
    [
        *("Nov-14", "14-Nov", "November 2014", "Nov 14", "09/12/2014", "9.12.14", "9-Dec-14", "9th December 2014"),
        *("2014/12/09", "2014-12-09 00:00:00", "2014-12-09T00:00", "09/12/2014 00:00", "41982", "Dec 9, 2014"),
        *("2,050", "1,234,567.89", "1.234,56", "2 050", "2\N{NO-BREAK SPACE}050", "2\N{NARROW NO-BREAK SPACE}050"),
        *("61%", "61.5 %", "£2050", "£2,050", "-£12", "(£12)", "£1.6m", "2050€", "$3", "2.05E+03", "2E3", "1e-5"),
        *("\N{MINUS SIGN}12", "\N{EN DASH}12.5", "(12)", "(2,050)", "12-", "'2050", ".5", "3,5", "+5", "12."),
        *("#REF!", "#DIV/0!", "#N/A", "########"),
    ],
)
def test_what_a_spreadsheet_shows_is_known(cell):
    assert Refused(2, "", "value", cell).is_turned


@pytest.mark.parametrize("cell", ["", "lots", "[x]", "n/a", "..", "-", "about 5", "12 days", "317 [r]", "Q1", "may be"])
def test_what_a_person_wrote_is_none_of_it(cell):
    assert not Refused(2, "", "value", cell).is_turned


def test_titles_above_the_header_are_one_sentence():
    header, row = "place,period,value,as_at", "Preston,2014-11,3,2014-12-09"
    assert refusal(read, "Calls by place,,,", ",,,", header, row) == (
        "f.csv: this is a table made for reading, with its header in row 3; "
        "delete what stands above it, and any notes below the rows"
    )
    assert "with its header in row 2;" in refusal(read, "Calls by place", header, row)


def test_a_header_that_names_no_column_is_one_sentence():
    assert refusal(read, "Area,Q1,Q2", "Preston,3,4") == (
        "f.csv, row 1: it names none of the columns, so this seems to be a table made for reading; "
        "a data file has the header place,period,value,as_at, and a row for each value"
    )


def test_the_header_of_observations_is_found_below_its_title():
    text = "Table 1: calls answered\n" + sheet(observation_row())
    with pytest.raises(Exception, match="table made for reading, with its header in row 2"):
        parse_csv(text, dict.fromkeys(observation_row(), str), "f.csv")
