from dataclasses import dataclass
from typing import Annotated

import pytest
from builders import refusal, refusals

from ccpi_nb.errors import InputError
from ccpi_nb.files.cells import Filled, day, known, optional
from ccpi_nb.files.strict_csv import Column, column_names, parse_csv, rows_from


def whole(cell: str) -> int:
    if not cell.isdecimal():
        raise ValueError(f"'{cell}' is not a whole number")
    return int(cell)


COLUMNS = {"place": str, "count": whole}


FIELDS = "quote a text that contains a comma, and write a number with a point: 79.99"


def read(text: str):
    return parse_csv(text, COLUMNS, "f.csv")


def test_every_cell_goes_through_its_columns_parser_and_knows_its_row():
    first, second = read("place,count\nPreston,3\nLancaster,4\n")
    assert (first.number, first["place"], first["count"]) == (2, "Preston", 3)
    assert (second.number, second["place"], second["count"]) == (3, "Lancaster", 4)


def test_columns_may_stand_in_any_order_and_cells_have_room():
    (row,) = read("count , place\n 3 , Preston \n")
    assert (row["place"], row["count"]) == ("Preston", 3)


@pytest.mark.parametrize("word", ["NA", "null", "None", "nan", "-", "TRUE", "01"])
def test_a_word_is_kept_as_it_stands(word):
    (row,) = read(f"place,count\n{word},3\n")
    assert row["place"] == word


def test_a_quoted_field_holds_commas_quotes_and_line_ends():
    first, second = read('place,count\n"Preston, ""the city""\nand around",3\r\nLancaster,4\n')
    assert first["place"] == 'Preston, "the city"\nand around'
    assert second.number == 3  # as a spreadsheet counts, not lines


@pytest.mark.parametrize("text", ["", "\n", "  \n\n"])
def test_an_empty_file_is_told_what_its_first_line_must_be(text):
    assert refusal(read, text) == "f.csv: the file is empty; its first line must name the columns place, count"


@pytest.mark.parametrize("text", ["place,count", "place,count\n", "place,count\n\n"])
def test_a_header_alone_is_a_file_without_rows_yet(text):
    assert read(text) == ()


def test_a_header_alone_must_be_the_right_one():
    assert refusal(read, "place\n") == "f.csv, row 1: column 'count' is missing; add it to the header and to every row"


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        ("place", ["f.csv, row 1: column 'count' is missing; add it to the header and to every row"]),
        ("place,count,when", ["f.csv, row 1: there is no column 'when'; known: count, place"]),
        ("place,count,place", ["f.csv, row 1: column 'place' stands twice; remove one"]),
        ("place,cuont", ["f.csv, row 1: there is no column 'cuont'; did you mean 'count'?"]),
        (
            "place,when",
            [
                "f.csv, row 1: column 'count' is missing; add it to the header and to every row",
                "f.csv, row 1: there is no column 'when'; known: count, place",
            ],
        ),
    ],
)
def test_the_header_names_exactly_the_columns(header, problems):
    assert refusals(read, f"{header}\nPreston,3\n") == tuple(problems)


@pytest.mark.parametrize(
    ("row", "fields"), [("Preston, the city,3", "3 fields"), ("Preston,79,99", "3 fields"), ("Preston", "1 field")]
)
def test_a_shifted_row_is_named_with_its_likely_cause(row, fields):
    problem = f"f.csv, row 3: {fields}, expected 2; {FIELDS}"
    assert refusal(read, f"place,count\nLancaster,4\n{row}\n") == problem


def test_a_blank_row_is_passed_over_and_those_after_it_keep_their_numbers():
    assert [record.number for record in read("place,count\n\nPreston,3\n\n")] == [3]


@pytest.mark.parametrize(
    ("row", "cause"), [('"Preston,3', "unexpected end of data"), ('"Preston"s,3', "',' expected after '\"'")]
)
def test_a_quote_out_of_place_is_refused_with_its_line(row, cause):
    problem = f"f.csv, line 2: {cause}; a field in quotes ends with one quote, and a quote inside it is written twice"
    assert refusal(read, f"place,count\n{row}\n") == problem


def test_all_problems_of_a_file_are_told_at_once():
    assert refusals(read, "place,count\nPreston,some\nLancaster\nBurnley,3\nChorley,few\n") == (
        "f.csv, row 2, column 'count': 'some' is not a whole number",
        f"f.csv, row 3: 1 field, expected 2; {FIELDS}",
        "f.csv, row 5, column 'count': 'few' is not a whole number",
    )


@pytest.mark.parametrize("cell", ["Preston  ", "\t Preston", '" Preston "', "Preston\N{NO-BREAK SPACE}"])
def test_white_space_around_a_cell_is_no_part_of_it(cell):
    (row,) = read(f"place,count\n{cell},3\n")
    assert row["place"] == "Preston"


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\0", "U+0000 (a control character)"),
        ("\x1b", "U+001B (a control character)"),
        ("\ufeff", "U+FEFF (zero width no-break space)"),
        ("\u200b", "U+200B (zero width space)"),
        ("\u202e", "U+202E (right-to-left override)"),
    ],
)
def test_what_nobody_sees_is_named_with_its_row_and_column(character, name):
    problem = (
        f"f.csv, row 3, column 'place': {name} stands in the cell, which nobody sees; delete it, or type the cell again"
    )
    assert refusal(read, f"place,count\nBurnley,1\nPres{character}ton,3\n") == problem


@pytest.mark.parametrize("header", ["\ufeffplace,count", "place,co\u200bunt"])
def test_what_nobody_sees_is_named_in_the_header_too(header):
    problem = refusal(read, f"{header}\nPreston,3\n")
    assert problem.startswith("f.csv, row 1: U+")
    assert problem.endswith(" stands in the header, which nobody sees; delete it, or type the header again")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("place;count\nPreston;3\n", "semicolons"),
        ('"place";"count"\n"Preston";"3,5"\n', "semicolons"),
        ("place\tcount\nPreston\t3\n", "tabs"),
        ("place | count\n", "strokes"),
    ],
)
def test_columns_that_are_not_parted_by_commas_are_told_how_to_be_saved(text, marks):
    problem = (
        f"f.csv, row 1: {marks} stand between the columns; save the file with commas, as 'CSV UTF-8' does in "
        f"English settings"
    )
    assert refusal(read, text) == problem


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "@SUM(A1)",
        "+1+1",
        "-1+1",
        "--",
        "- none",
        "-cmd|' /C calc'!A0",
        '"=HYPERLINK(""x"")"',
        " =1",
        "\N{FULLWIDTH EQUALS SIGN}1",
    ],
)
def test_what_a_spreadsheet_would_run_is_refused(cell):
    problem = refusal(read, f"place,count\nBurnley,1\n{cell},3\n")
    assert problem.startswith("f.csv, row 3, column 'place': '")
    assert problem.endswith(
        "' begins like a formula, which a spreadsheet would run; write what it comes to, or begin with a word"
    )


@pytest.mark.parametrize("cell", ["-", "–", "-3", "+3.5", "1=1", "a@b", "'=1"])
def test_what_no_spreadsheet_would_run_is_kept(cell):
    (row,) = read(f"place,count\n{cell},3\n")
    assert row["place"] == cell


def test_an_endless_field_is_refused_with_its_likely_cause():
    problem = refusal(read, f'place,count\n"{"Preston,3" * 20_000}')
    assert problem.startswith("f.csv, line 2: field larger than field limit")
    assert "a field in quotes ends with one quote" in problem


# Rows as dataclasses


@dataclass(frozen=True)
class Place:
    file: str
    number: int


@dataclass(frozen=True)
class Count:
    place: Filled
    number: Annotated[int | None, Column("count", optional(whole))]
    note: str
    row: Place


@dataclass(frozen=True)
class Unplaced:
    place: str
    number: int = 0


def counts(text: str, **parsers):
    return rows_from(Count, text, "f.csv", **parsers)


def test_a_row_is_what_its_class_declares_and_knows_where_it_stands():
    assert counts("count,note,place\n3,,Preston\n\n,few,Lancaster\n") == (
        Count("Preston", 3, "", Place("f.csv", 2)),
        Count("Lancaster", None, "few", Place("f.csv", 4)),
    )


def test_the_header_names_the_columns_of_a_class_in_its_order():
    assert column_names(Count) == ("place", "count", "note")
    assert refusal(counts, "") == "f.csv: the file is empty; its first line must name the columns place, count, note"


def test_a_bad_cell_of_a_class_is_named_by_its_column():
    assert refusals(counts, "place,count,note\n,x,\n") == (
        "f.csv, row 2, column 'place': the cell is blank; fill it",
        "f.csv, row 2, column 'count': 'x' is not a whole number",
    )


def test_a_parser_that_is_given_stands_in_place_of_the_declared_one():
    (row,) = counts("place,sum,note\nPreston,3,\n", number=Column("sum", whole))
    assert row.number == 3
    with pytest.raises(InputError, match="there is no place 'Prestn'; did you mean 'Preston'"):
        counts("place,count,note\nPrestn,3,\n", place=known("place", ["Preston"]))


def test_a_class_may_know_no_parsers_and_no_place():
    assert rows_from(Unplaced, "place,number\nPreston,3\n", "f.csv", number=whole) == (Unplaced("Preston", 3),)


def test_a_file_may_do_without_a_column_that_it_may_lack_and_its_cells_count_as_blank():
    columns = {"name": str, "as_at": optional(day)}
    (row,) = parse_csv("name\nAnn\n", columns, "people.csv", may_lack=["as_at"])
    assert row.values == {"name": "Ann", "as_at": None}
    (row,) = parse_csv("as_at,name\n2014-12-11,Ann\n", columns, "people.csv", may_lack=["as_at"])
    assert str(row["as_at"]) == "2014-12-11"
    assert "column 'name' is missing" in refusal(parse_csv, "as_at\n2014-12-11\n", columns, "people.csv")
