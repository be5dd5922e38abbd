"""Forms that came back: known again, read exactly, or refused cell by cell."""

from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import refusal, refusals
from formed import DAY, NEXT_MEETING, UNITS, asking_workbook, cell, filled, form, read_back, row_of, taken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OtherWorkbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from ccpi_nb.document.figures import written
from ccpi_nb.domain.indicators import Unit
from ccpi_nb.domain.readings import Qualifier
from ccpi_nb.errors import InputError
from ccpi_nb.forms.layout import GUIDE, KEY_SHEET, REASONS
from ccpi_nb.workbook.inputs import Workbook

FIRST = 6  # the first row of the table: calls answered, of the whole


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    return asking_workbook(tmp_path / "workbook")


def test_what_is_filled_in_is_taken_with_its_cell_as_its_origin(book: Workbook, tmp_path: Path) -> None:
    said = read_back(book, tmp_path / "reply.xlsx", {"I6": "71.5%", "J6": "715", "K6": "1,000"})
    (value,) = said.values
    assert (value.dataset, value.indicator, str(value.period), value.breakdown) == (
        "calls",
        "calls_answered",
        "2014-15-Q3",
        "",
    )
    assert (value.value, value.numerator, value.denominator) == (Decimal("71.5"), 715, 1000)
    assert value.origin.words == "reply.xlsx, sheet Calls, cell I6"
    assert value.numerator_origin and value.numerator_origin.cell == "J6"
    assert said.meeting == DAY


@pytest.mark.parametrize("name", ["reply.xlsx", "Copy of figures (2) FINAL v3.xlsx", "no ending"])
def test_a_form_is_known_under_any_name(book: Workbook, tmp_path: Path, name: str) -> None:
    assert read_back(book, tmp_path / name, {"I6": "71.5%"}).values


def test_other_files_are_no_forms(book: Workbook, tmp_path: Path) -> None:
    OtherWorkbook().save(tmp_path / "other.xlsx")
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    (tmp_path / "broken.xlsx").write_bytes(form(book)[:500])
    other = OtherWorkbook()
    other.create_sheet(KEY_SHEET)["A1"] = "somebody else's key"
    other.save(tmp_path / "theirs.xlsx")
    for name in ("other.xlsx", "rows.csv", "broken.xlsx", "theirs.xlsx"):
        assert taken(book, tmp_path / name) is None


def test_what_is_missing_is_named_and_the_rest_is_taken(book: Workbook, tmp_path: Path) -> None:
    said = read_back(book, tmp_path / "reply.xlsx", {"I6": "95%"})
    assert len(said.values) == 1
    assert (
        "reply.xlsx, sheet Calls, cell I7: no value yet for Calls answered (Preston), October to December 2014"
        in said.not_used
    )
    assert len(said.not_used) == len(UNITS) + 1


def test_a_form_without_anything_filled_in_is_refused(book: Workbook, tmp_path: Path) -> None:
    sentence = refusal(taken, book, filled(book, tmp_path / "reply.xlsx", {}))
    assert sentence == "reply.xlsx: nothing is filled in; was the form saved after it was filled in?"


@pytest.mark.parametrize(
    ("held", "layout", "value"),
    [
        (0.715, "0.0%", "71.5"),
        (0.7115, "0.00%", "71.15"),
        (0.29, "0%", "29"),  # 0.29 * 100 is 28.999999999999996 to a computer
        (715 / 1000, "General", None),
        (71.5, "General", "71.5"),
        (1 / 3, "0.0%", "33.3"),
        (1 / 3, "General", None),
        (0, "General", "0"),
        (71.5, '0.0"%"', "71.5"),
        (71.5, '"about" 0.0', "71.5"),
        (71.5, '0.0"k"', None),
        (71.5, "£0.0", None),
        (71.5, "[$€-407]0.0", None),
        (71.5, ";;;", None),
    ],
)
def test_a_number_in_a_cell_is_what_is_seen_there(
    book: Workbook, tmp_path: Path, held: float, layout: str, value: str | None
) -> None:
    def pasted(opened: Any) -> None:
        opened["Calls"]["I6"] = held
        opened["Calls"]["I6"].number_format = layout

    path = filled(book, tmp_path / "reply.xlsx", {}, pasted)
    if value is None:
        assert "cell I6" in refusal(taken, book, path)
        return
    said = taken(book, path)
    assert said
    assert str(said.values[0].value) == value


def test_a_number_is_as_large_as_its_format_says(book: Workbook, tmp_path: Path) -> None:
    formats = {
        "Calls offered": (7412, '#,##0,"k"', "calls_offered 7412"),
        "Spend": (1.3, '£0.0"m"', "spend 1300000"),
        "Spend in thousands": (1.3, '£0.0"m"', "spend_in_thousands 1300"),
        "Spend in millions": (1.3, '£0.0"m"', "spend_in_millions 1.3"),
        "Turnround": (3, '0" days"', "turnround 3"),
        "Vacancy": (3, '0" days"', "'3 days' has 'days' after the number, and this is in weeks; write digits alone"),
    }

    def pasted(opened: Any) -> None:
        for measure, (held, layout, _) in formats.items():
            place = cell(row_of(book, measure), "value")
            opened["Calls"][place] = held
            opened["Calls"][place].number_format = layout

    said = taken(book, filled(book, tmp_path / "reply.xlsx", {}, pasted))
    assert said
    read = [f"{value.indicator} {value.value}" for value in said.values]
    assert sorted([*read, said.not_used[0].rpartition("not used: ")[2]]) == sorted(one for *_, one in formats.values())


def test_notes_and_hidden_rows_of_a_form_are_told(book: Workbook, tmp_path: Path) -> None:
    def noted(opened: Any) -> None:
        opened["Calls"]["I6"].comment = Comment("Not final", "Somebody")
        opened["Calls"].row_dimensions[6].hidden = True

    said = taken(book, filled(book, tmp_path / "reply.xlsx", {"I6": "71%"}, noted))
    assert said
    assert said.not_used[:2] == (
        "reply.xlsx, sheet Calls: notes were not read, I6",
        "reply.xlsx, sheet Calls: what stands in hidden rows was taken too, row 6",
    )


@pytest.mark.parametrize(("place", "key"), [("I6", "value"), ("M6", "why")])
def test_what_is_struck_through_is_not_taken(book: Workbook, tmp_path: Path, place: str, key: str) -> None:
    def struck(opened: Any) -> None:
        opened["Calls"][place].font = Font(strike=True)

    said = taken(book, filled(book, tmp_path / "reply.xlsx", {"I6": "71%", "M6": "Two left.", "I7": "60%"}, struck))
    assert said
    assert f"cell {place}: not used: the cell is struck through" in said.not_used[0]
    assert not (said.words if key == "why" else [value for value in said.values if not value.breakdown])


def test_a_time_in_a_cell_is_minutes_and_seconds_where_it_can_be_nothing_else(book: Workbook, tmp_path: Path) -> None:
    place = cell(row_of(book, "Wait"), "value")
    said = read_back(book, tmp_path / "reply.xlsx", {place: time(0, 1, 52)})
    assert said.values[0].value == 112
    sentence = refusal(taken, book, filled(book, tmp_path / "reply.xlsx", {place: time(1, 52)}))
    assert sentence == (
        f"reply.xlsx, sheet Calls, cell {place}: the cell holds a time of day, 1:52, which may be hours and minutes or "
        "minutes and seconds; type it as 1m 52s"
    )


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"I6": "1.2 or so"}, "cell I6: '1.2 or so' has 'or so' after a percentage; write it as 71.5%"),
        ({"I6": "0.71"}, "cell I6: '0.71' may be 0.71% or 71%; write the one that is meant, with its %"),
        ({"I6": "117%"}, "cell I6: 117% cannot be a share, as the definition of 'calls_answered' has it; correct it"),
        ({"I6": True}, "cell I6: the cell says TRUE, which is no value; type the value"),
        (
            {"I6": "=J6/K6"},
            "cell I6: the cell is a formula without its result; open the file, let it calculate, and save it; or type "
            "the value",
        ),
        (
            {"I6": "71%", "L6": "Not available"},
            "cell L6: a value and a reason for having none are both given; leave one of them out",
        ),
        (
            {"L6": "on holiday"},
            "cell L6: this is no reason of the form's; choose Not available or Does not apply or Confidential",
        ),
        (
            {"I6": "71%", "J6": "1,000", "K6": "715"},
            "cell J6: the numerator is larger than the denominator, and this is a share; correct one of them, or "
            "exchange them",
        ),
        (
            {"I6": "71%", "J6": "5", "K6": "0"},
            "cell K6: nothing is a share of 0; leave it blank, or choose a reason for no value",
        ),
        (
            {"I6": "71%", "J6": "about 5"},
            "cell J6: 'about 5' is not exact, and a numerator is; type the number, or leave it out",
        ),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_cell(
    book: Workbook, tmp_path: Path, cells: dict[str, Any], sentence: str
) -> None:
    assert refusal(taken, book, filled(book, tmp_path / "reply.xlsx", cells)) == f"reply.xlsx, sheet Calls, {sentence}"


@pytest.mark.parametrize(
    ("cells", "sentence", "taken_in", "comments"),
    [
        (
            {"N6": "Agency staff.", "O6": "soon"},
            "cell O6: not used: 'soon' is no day; write it as 31 March",
            "I6 I7",
            1,
        ),
        ({"M6": True, "N6": "Agency staff."}, "cell M6: not used: the cell says TRUE", "I6 I7", 1),
        ({"I6": "tbc"}, "cell I6: not used: 'tbc' is not a number", "I7", 0),
        ({"I6": "117%"}, "cell I6: not used: 117% cannot be a share", "I7", 0),
        ({"J6": "about 5"}, "cell J6: not used: 'about 5' is not exact", "I7", 0),
        ({"L6": "ill", "I6": None}, "cell L6: not used: this is no reason of the form's", "I7", 0),
        ({"O6": "soon"}, "cell O6: not used: 'soon' is no day", "I6 I7", 0),
        ({"O6": "May 2015"}, "cell O6: not used: a date stands here, and no comment", "I6 I7", 0),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_first_and_the_rest_is_taken(
    book: Workbook, tmp_path: Path, cells: dict[str, Any], sentence: str, taken_in: str, comments: int
) -> None:
    said = read_back(book, tmp_path / "reply.xlsx", {"I6": "71%", "I7": "72%"} | cells)
    assert said.not_used[0].startswith(f"reply.xlsx, sheet Calls, {sentence}")
    assert [value.origin.cell for value in said.values] == taken_in.split()
    assert [words.cells["by"] for words in said.words] == [""] * comments


def test_all_problems_of_a_form_are_told_at_once(book: Workbook, tmp_path: Path) -> None:
    path = filled(book, tmp_path / "reply.xlsx", {"I6": "some", "I7": "0.5", "L8": "ill"})
    assert len(refusals(taken, book, path)) == 3


def _row_deleted(opened: Any) -> None:
    opened["Calls"].delete_rows(8)


def _sorted(opened: Any) -> None:
    page = opened["Calls"]
    for place in "ABC":
        page[f"{place}7"].value, page[f"{place}8"].value = page[f"{place}8"].value, page[f"{place}7"].value


def _column_added(opened: Any) -> None:
    opened["Calls"].insert_cols(9)


def _header_changed(opened: Any) -> None:
    opened["Calls"]["I5"] = "Result"


@pytest.mark.parametrize("change", [_column_added, _header_changed])
def test_columns_that_were_moved_are_refused_once(book: Workbook, tmp_path: Path, change: Any) -> None:
    sentence = refusal(taken, book, filled(book, tmp_path / "reply.xlsx", {"I6": "71%"}, change))
    assert sentence.startswith(
        "reply.xlsx, sheet Calls, row 5: the columns' headers were changed, or columns were moved; "
    )


def test_a_cell_at_the_end_of_the_sheet_is_refused_and_fills_no_memory(book: Workbook, tmp_path: Path) -> None:
    path = filled(book, tmp_path / "reply.xlsx", {"I6": "71%", "XFD1048576": "x"})
    assert refusal(taken, book, path).startswith(
        "reply.xlsx, sheet Calls, cell XFD1048576: this is outside the cells to fill in"
    )


@pytest.mark.parametrize("change", [_row_deleted, _sorted])
def test_rows_that_were_moved_or_deleted_are_refused(book: Workbook, tmp_path: Path, change: Any) -> None:
    sentence = refusal(taken, book, filled(book, tmp_path / "reply.xlsx", {"I6": "71%"}, change))
    assert "rows were moved, sorted or deleted; fill in the form as it was sent" in sentence


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("G6", "cell G6: this cell is not to be filled in, and it was changed"),
        ("H6", "cell H6: this cell is not to be filled in, and it was changed"),
        ("B60", "cell B60: this is outside the cells to fill in, and nothing here is read"),
        ("Q6", "cell Q6: this is outside the cells to fill in, and nothing here is read"),
        ("B2", "cell B2: this is outside the cells to fill in, and nothing here is read"),
    ],
)
def test_what_is_written_elsewhere_is_refused(book: Workbook, tmp_path: Path, place: str, sentence: str) -> None:
    path = filled(book, tmp_path / "reply.xlsx", {"I6": "71%", place: "85%"})
    assert refusal(taken, book, path).startswith(f"reply.xlsx, sheet Calls, {sentence}")


def _copied(opened: Any) -> None:
    opened.copy_worksheet(opened["Calls"])


def _on_the_guide(opened: Any) -> None:
    opened[GUIDE]["C4"] = "Sorry for the delay"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_copied, "reply.xlsx, sheet Calls Copy: this sheet is not the form's, and nothing in it is read; take it out"),
        (
            _on_the_guide,
            "reply.xlsx, sheet Start here, cell C4: this is outside the cells to fill in, and nothing here is read; "
            "move it into its cell, or take it out",
        ),
    ],
)
def test_a_form_filled_in_twice_or_beside_it_is_refused(
    book: Workbook, tmp_path: Path, change: Any, sentence: str
) -> None:
    assert refusal(taken, book, filled(book, tmp_path / "reply.xlsx", {"I6": "71%"}, change)) == sentence


def _other_indicator(opened: Any) -> None:
    opened[KEY_SHEET]["D6"] = "spend"


def _other_meeting(opened: Any) -> None:
    opened[KEY_SHEET]["B2"] = "2014-12-11"


def _later_version(opened: Any) -> None:
    opened[KEY_SHEET]["B1"] = "9"


def _without_keys(opened: Any) -> None:
    del opened[KEY_SHEET]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_other_indicator, "reply.xlsx: the form's hidden sheet, by which it is read, was changed; "),
        (_other_meeting, "reply.xlsx: the form's hidden sheet, by which it is read, was changed; "),
        (_later_version, "reply.xlsx: it is a form of version 9, and this workbook reads version 1; "),
        (_without_keys, "reply.xlsx: it looks like a form, and the hidden sheet by which it is read is gone; "),
    ],
)
def test_a_form_whose_keys_were_changed_is_refused(book: Workbook, tmp_path: Path, change: Any, sentence: str) -> None:
    assert refusal(taken, book, filled(book, tmp_path / "reply.xlsx", {"I6": "71%"}, change)).startswith(sentence)


def test_a_form_of_a_meeting_that_is_not_here_is_refused(book: Workbook, tmp_path: Path) -> None:
    path = filled(book, tmp_path / "reply.xlsx", {"I6": "71%"})
    (book.root / f"params/{DAY}.yaml").unlink()
    sentence = refusal(taken, Workbook(book.root), path)
    assert sentence.startswith(f"reply.xlsx: the form is for a meeting of {DAY}, and there is no params/{DAY}.yaml; ")


def test_an_indicator_that_has_gone_since_is_refused(book: Workbook, tmp_path: Path) -> None:
    path = filled(book, tmp_path / "reply.xlsx", {"I6": "71%"})
    registry = (book.root / "data/indicators.csv").read_text()
    rows = (book.root / "data/observations/calls/2014-15-Q2.csv").read_text()
    (book.root / "data/indicators.csv").write_text(
        "".join(line for line in registry.splitlines(True) if "vacancy" not in line)
    )
    (book.root / "data/observations/calls/2014-15-Q2.csv").write_text(
        "".join(line for line in rows.splitlines(True) if "vacancy" not in line)
    )
    assert "the form asks for the indicator 'vacancy', which is not in data/indicators.csv any more" in refusal(
        taken, Workbook(book.root), path
    )


@pytest.mark.parametrize(
    ("reason", "shorthand"), [*((reason, str(mark)) for reason, mark in REASONS.items()), ("n/a", "[z]")]
)
def test_a_reason_for_no_value_is_a_shorthand(book: Workbook, tmp_path: Path, reason: str, shorthand: str) -> None:
    (value,) = read_back(book, tmp_path / "reply.xlsx", {"L6": reason}).values
    assert (value.value, str(value.shorthand), value.origin.cell) == (None, shorthand, "L6")


# Comments


def test_a_comment_becomes_a_row_of_the_register_of_comments(book: Workbook, tmp_path: Path) -> None:
    cells = {
        "I6": "71.5%",
        "M6": "- only 71.5% after 65.5%\n- two advisers left",
        "N6": "Two start in May.",
        "O6": "May 2015",
    }
    (words,) = read_back(book, tmp_path / "reply.xlsx", cells).words
    assert (words.register, words.meeting) == ("calls_comments", DAY)
    assert words.cells == {
        "indicator": "calls_answered",
        "period": "2014-15-Q3",
        "breakdown": "",
        "why": "Only {calls_answered @ 2014-15-Q3} after {calls_answered @ 2014-15-Q2}. Two advisers left.",
        "action": "Two start in May.",
        "by": "2015-05",
        "source": "reply.xlsx, sheet Calls, cell M6",
    }


@pytest.mark.parametrize(
    ("cells", "waits"),
    [
        ({"I6": "71.5%"}, True),
        ({"I6": "95%"}, False),
        ({"I6": "71.5%", "M6": "It snowed."}, False),
        ({"L6": "n/a"}, False),
    ],
)
def test_a_value_off_target_without_a_comment_waits_for_it(
    book: Workbook, tmp_path: Path, cells: dict[str, str], waits: bool
) -> None:
    sentence = (
        "reply.xlsx, sheet Calls, cell M6: Calls answered, October to December 2014, is off target, and nothing says "
        "why; the report waits for it"
    )
    assert (sentence in read_back(book, tmp_path / "reply.xlsx", cells).not_used) is waits


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("15 advisers left.", "the number '15' is typed into the words"),
        ("Ask the manager on 01772 123456.", "the words hold a telephone number; name the post instead"),
        ("Mrs Smith123456 is on leave.", "the words name a person; name the post or team instead"),
        ("See {calls_answered}.", "a brace stands in the words; take it out"),
    ],
)
def test_words_that_no_register_takes_are_named_and_the_value_is_taken(
    book: Workbook, tmp_path: Path, text: str, why: str
) -> None:
    said = read_back(book, tmp_path / "reply.xlsx", {"I6": "71.5%", "M6": text})
    assert said.values
    assert not said.words
    (left,) = (line for line in said.not_used if "not used" in line)
    assert left.startswith(f"reply.xlsx, sheet Calls, cell M6: not used: {why}")
    assert "123456" not in left


# Part II


EXEMPT = """\
  - number: 9
    title: Contract
    kind: report
    part: exempt
    exemption: {paragraph: 3, reason: It is about business.}
    exempt_datasets: [calls]
"""


@pytest.mark.parametrize(
    ("cells", "unsaid"),
    [
        ({"I6": "12.34 or so"}, "12.34"),
        ({"I6": "123.45%"}, "123.45"),
        ({"I6": "71%", "M6": "98765 left."}, "98765"),
        ({"I6": "71%", "O6": "98765 by May"}, "98765"),
    ],
)
def test_no_sentence_quotes_what_is_exempt(tmp_path: Path, cells: dict[str, str], unsaid: str) -> None:
    book = asking_workbook(tmp_path / "workbook", **{f"params/{DAY}.yaml": NEXT_MEETING + EXEMPT})
    path = filled(book, tmp_path / "reply.xlsx", cells)
    try:
        said = taken(book, path)
        assert said
        sentences = said.not_used
    except InputError as problem:
        sentences = problem.problems
    assert any(f"cell {place}: " in sentence for place in cells for sentence in sentences)
    assert not any(unsaid in sentence for sentence in sentences)


def test_comments_on_an_exempt_dataset_go_to_its_exempt_register(tmp_path: Path) -> None:
    book = asking_workbook(tmp_path / "workbook", **{f"params/{DAY}.yaml": NEXT_MEETING + EXEMPT})
    (words,) = read_back(book, tmp_path / "reply.xlsx", {"I6": "71%", "M6": "It snowed."}).words
    assert words.register == "calls_comments"
    assert words.register in book.exempt_datasets


# Laws

_values = st.decimals(0, 99, places=1, allow_nan=False, allow_infinity=False)


@pytest.mark.slow
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_values, st.sampled_from(["", *Qualifier])), min_size=len(UNITS), max_size=len(UNITS)))
def test_whatever_is_typed_in_any_unit_comes_back_as_the_value(
    book: Workbook, tmp_path: Path, said: list[tuple[Decimal, str]]
) -> None:
    rows = [FIRST, *range(FIRST + 3, FIRST + 2 + len(UNITS))]  # two places stand below the first measure
    typed = {}
    for row, unit, (value, qualifier) in zip(rows, UNITS.values(), said, strict=True):
        typed[cell(row, "value")] = f"{qualifier} {written(value, Unit(unit), 1)}".strip()
    back = read_back(book, tmp_path / "reply.xlsx", typed)
    assert [(value.indicator, value.value, value.qualifier) for value in back.values] == [
        (key, *given) for key, given in zip(UNITS, said, strict=True)
    ]
