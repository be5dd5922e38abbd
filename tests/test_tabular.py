import pytest
from builders import refusal, refusals

from ccpi_nb.tabular import parse_csv


def whole(cell: str) -> int:
    if not cell.isdecimal():
        raise ValueError(f"'{cell}' is not a whole number")
    return int(cell)


COLUMNS = {"place": str, "count": whole}


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


def test_a_header_alone_is_refused():
    assert refusal(read, "place,count\n") == "f.csv: there is a header but no rows; delete the file or fill it"


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        ("place", ["f.csv, row 1: column 'count' is missing; add it to the header and to every row"]),
        ("place,count,when", ["f.csv, row 1: there is no column 'when'; known: count, place"]),
        ("place,count,place", ["f.csv, row 1: column 'place' stands twice; remove one"]),
        (
            "place,cuont",
            [
                "f.csv, row 1: column 'count' is missing; add it to the header and to every row",
                "f.csv, row 1: there is no column 'cuont'; did you mean 'count'?",
            ],
        ),
    ],
)
def test_the_header_names_exactly_the_columns(header, problems):
    assert refusals(read, f"{header}\nPreston,3\n") == tuple(problems)


@pytest.mark.parametrize(("row", "fields"), [("Preston, the city,3", 3), ("Preston", 1)])
def test_a_shifted_row_is_named_with_its_likely_cause(row, fields):
    problem = f"f.csv, row 3: {fields} fields, expected 2; quote a field that contains a comma"
    assert refusal(read, f"place,count\nLancaster,4\n{row}\n") == problem


def test_a_blank_row_is_passed_over_and_those_after_it_keep_their_numbers():
    assert [record.number for record in read("place,count\n\nPreston,3\n\n")] == [3]


@pytest.mark.parametrize(("row", "cause"), [('"Preston,3', "unexpected end of data"), ('"Preston"s,3', "',' expected after '\"'")])
def test_a_quote_out_of_place_is_refused_with_its_line(row, cause):
    problem = f"f.csv, line 2: {cause}; a field in quotes ends with one quote, and a quote inside it is written twice"
    assert refusal(read, f"place,count\n{row}\n") == problem


def test_all_problems_of_a_file_are_told_at_once():
    assert refusals(read, "place,count\nPreston,some\nLancaster\nBurnley,3\nChorley,few\n") == (
        "f.csv, row 2, column 'count': 'some' is not a whole number",
        "f.csv, row 3: 1 fields, expected 2; quote a field that contains a comma",
        "f.csv, row 5, column 'count': 'few' is not a whole number",
    )
