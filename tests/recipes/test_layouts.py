"""Tables of all layouts: several levels of labels, months and years to date, places, lists, several tables."""

import datetime
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sheets_made import all_shown, problems, take, workbook

NAME = "Return Q3.xlsx"
UNITS = """\
dataset: procurement
files: "Return Q{quarter}*"
tables:
- title: "{year}"
  rows:
    heading: Measure
    indicators:
      Contracts: {indicator: contracts_value, held_as: HELD}
      Prevented: {indicator: prevented_value}
      Wait: {indicator: call_wait}
    may_lack: [Contracts, Prevented, Wait]
  columns:
    periods: {"Q{quarter}": quarter}
"""


def rows(*lines: list[object], formats: dict[str, str] | None = None, merge: tuple[str, ...] = ()) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(line)
        for place, code in (formats or {}).items():
            sheet[place].number_format = code
        for area in merge:
            sheet.merge_cells(area)

    return workbook(fill)


def measure(label: str, held: object, code: str) -> bytes:
    """A return for quarter 3 with one value in B3, in a number format."""
    return rows(["2014/15"], ["Measure", "Q3"], [label, held], formats={"B3": code})


@pytest.mark.parametrize(
    ("label", "held", "code", "held_as", "value"),
    [
        ("Contracts", 19_750_000.55, "General", "£", "contracts_value 2014-15-Q3 19.75000055"),
        ("Contracts", 19_750_000, '£0.0,,"m"', "£", "contracts_value 2014-15-Q3 19.75"),
        ("Contracts", 19.75, '£0.00"m"', "£m", "contracts_value 2014-15-Q3 19.75"),
        ("Contracts", 19_750, "£#,##0", "£k", "contracts_value 2014-15-Q3 19.750"),
        ("Contracts", "£19.75m", "General", "£m", "contracts_value 2014-15-Q3 19.75"),
        ("Contracts", "£19,750k", "General", "£k", "contracts_value 2014-15-Q3 19.75"),
        ("Prevented", 734112.55, '"£"#,##0', "£", "prevented_value 2014-15-Q3 734112.55"),
        ("Prevented", "£734,112.55", "General", "£", "prevented_value 2014-15-Q3 734112.55"),
        ("Prevented", "-£12", "General", "£", "prevented_value 2014-15-Q3 -12"),
        ("Wait", datetime.time(0, 1, 52), "mm:ss", "£", "call_wait 2014-15-Q3 112"),
        ("Wait", datetime.timedelta(minutes=71), "[h]:mm:ss", "£", "call_wait 2014-15-Q3 4260"),
        ("Wait", "1m 52s", "General", "£", "call_wait 2014-15-Q3 112"),
        ("Wait", "1:52", "General", "£", "call_wait 2014-15-Q3 112"),
        ("Wait", "0:01:52", "General", "£", "call_wait 2014-15-Q3 112"),
    ],
)
def test_amounts_become_the_indicators_unit_exactly(
    tmp_path: Path, label: str, held: object, code: str, held_as: str, value: str
) -> None:
    assert all_shown(take(tmp_path, measure(label, held, code), UNITS.replace("HELD", held_as), NAME)) == [value]


@pytest.mark.parametrize(
    ("held", "code", "held_as", "value"),
    [
        (datetime.time(1, 52), "h:mm", "h:mm for m:ss", "112"),
        (datetime.time(0, 1, 52), "h:mm", "time", "112"),
        (112, "0", "seconds", "112"),
        (1.5, "0.0", "minutes", "90.0"),
        (112 / 86400, "0.000000000000", "days", None),
    ],
)
def test_a_time_is_what_the_recipe_says(
    tmp_path: Path, held: object, code: str, held_as: str, value: str | None
) -> None:
    text = UNITS.replace("HELD", "£").replace("call_wait}", f"call_wait, held_as: '{held_as}'}}")
    content = measure("Wait", held, code)
    if value is None:  # a number that was worked out is rounded by the recipe's word only
        assert "which was worked out" in problems(tmp_path, content, text, NAME)[0]
        text, value = text.replace("held_as: 'days'}", "held_as: 'days', decimals: 0}"), "112"
    found = take(tmp_path, content, text, NAME).values[0].value
    assert found is not None
    assert found == float(value)


@pytest.mark.parametrize(
    ("label", "held", "code", "sentence"),
    [
        ("Contracts", 19.75, '£0.00"m"', "the cell is held as '£m', and the recipe says '£'; correct 'held_as'"),
        (
            "Prevented",
            734,
            "0",
            "nothing says what the number is held in; write in the recipe held_as: pence, £, £k or £m",
        ),
        (
            "Wait",
            datetime.time(1, 52),
            "h:mm",
            "it can't be told whether the time is of minutes and seconds, or of hours and minutes as the spreadsheet "
            "holds it; say 'held_as: h:mm for m:ss' or 'held_as: time' in the recipe",
        ),
        (
            "Wait",
            112,
            "0",
            "nothing says what the number is held in; write in the recipe held_as: seconds, minutes, "
            "hours, days or weeks",
        ),
        ("Wait", datetime.datetime(1900, 1, 2, 1, 52), "h:mm", "the cell holds a date"),
        ("Contracts", 19.75, "[$€-2]#,##0.00", "the cell is in €, and no indicator is; correct its number format"),
        ("Prevented", 7.4, '0.0" hours"', "the cell is written in hours, and 'prevented_value' is in £"),
    ],
)
def test_an_amount_whose_unit_is_open_is_refused(
    tmp_path: Path, label: str, held: object, code: str, sentence: str
) -> None:
    (problem,) = problems(tmp_path, measure(label, held, code), UNITS.replace("HELD", "£"), NAME)
    assert problem.startswith(f"{NAME}, sheet Dashboard, B3: {sentence}")


PARTS = """\
dataset: procurement
files: "Return Q{quarter}*"
tables:
- title: "{year}"
  rows:
    heading: Measure
    indicators:
      Answered: {indicator: answered_rate, made_of_parts: true}
  columns:
    levels: 2
    periods: {"Q{quarter}": quarter}
    parts: {Calls: numerator, Offered: denominator}
"""
ANSWERED = [["2014/15"], ["Measure", "Q2", None, "Q3", None], [None, "Calls", "Offered", "Calls", "Offered"]]


def answered(*numbers: object, merge: tuple[str, ...] = ("A2:A3", "B2:C2", "D2:E2")) -> bytes:
    return rows(*ANSWERED, ["Answered", *numbers], merge=merge)


def test_a_percentage_is_made_of_its_parts_where_the_recipe_says_so_and_names_both_cells(tmp_path: Path) -> None:
    taken = take(tmp_path, answered(1643, 2001, 5, 8), PARTS, NAME)
    assert all_shown(taken) == ["answered_rate 2014-15-Q2 82.1 = 1643/2001", "answered_rate 2014-15-Q3 62.5 = 5/8"]
    first = taken.values[0]
    assert first.origin.words == f"{NAME}, sheet Dashboard, cells B4 and C4"
    assert (first.origin.shown_as, first.origin.held_as) == ("1643 / 2001", "1643 / 2001")
    assert first.numerator_origin is not None
    assert first.numerator_origin.cell == "B4"


def test_a_percentage_of_two_cells_without_a_value_has_none(tmp_path: Path) -> None:
    taken = take(tmp_path, answered(1643, 2001, "n/a", "n/a"), f'{PARTS}none: {{"n/a": "[x]"}}\n', NAME)
    assert all_shown(taken) == ["answered_rate 2014-15-Q2 82.1 = 1643/2001", "answered_rate 2014-15-Q3 [x]"]


@pytest.mark.parametrize(
    ("said", "numbers", "sentence"),
    [
        (
            "",
            (5, 8),
            "there is no value of 'answered_rate' in July to September 2014 beside sheet Dashboard, cell B4; "
            "say 'made_of_parts: true' in the recipe if it is to be made of its parts",
        ),
        (
            ", made_of_parts: true",
            (0, 0),
            "'answered_rate' in October to December 2014: nothing is a share of 0 (E4); "
            "leave the row out, or have both cells say 'n/a'",
        ),
    ],
)
def test_no_percentage_is_made_of_nothing_or_unless_the_recipe_says_so(
    tmp_path: Path, said: str, numbers: tuple[int, int], sentence: str
) -> None:
    text = PARTS.replace(", made_of_parts: true", said)
    assert problems(tmp_path, answered(1643, 2001, *numbers), text, NAME)[0] == f"{NAME}: {sentence}"


def test_labels_that_are_not_merged_go_on_where_the_recipe_says_so(tmp_path: Path) -> None:
    content = answered(1643, 2001, 5, 8, merge=())
    assert "say no period" in problems(tmp_path, content, PARTS, NAME)[0]
    text = f"{PARTS}    blank_repeats: true\n"
    assert len(take(tmp_path, content, text, NAME).values) == 2


PERIODS = """\
dataset: procurement
files: "Return Q{quarter}*"
tables:
- title: "{year}"
  rows:
    heading: Measure
    indicators: {Calls: calls_offered}
  columns:
    periods:
      "Q{quarter}": quarter
      "{Mon}-{yy}": month
      "{Month}": month
      "{Mon} to {Mon} {yyyy}": span
      "{year}": year
      YTD: year to date
      "YTD {Month}": year to date
      "YTD {Month} to {Month} {yyyy}": year to date
      "Q{quarter} ({Mon} to {Mon} {yyyy})": quarter
      "{day} {Month} {yyyy}": day
      "{yyyy}": calendar year
    may_lack: [YTD]
"""


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("Q1", "2014-15-Q1"),
        (datetime.date(2014, 10, 1), "2014-10"),
        ("Oct-14", "2014-10"),
        ("Sept-14", "2014-09"),
        ("October", "2014-10"),
        ("February", "2015-02"),
        ("Oct to Nov 2014", "2014-10/2014-11"),
        ("2014/15", "2014-15"),
        ("2014-2015", "2014-15"),
        ("2013", "2013-01/2013-12"),
        ("YTD", "2014-04/2014-12"),
        ("YTD February", "2014-04/2015-02"),
        ("YTD April to October 2014", "2014-04/2014-10"),
        ("Q2 (Jul to Sep 2014)", "2014-15-Q2"),
        ("Q4 (Jan to Mar 2015)", "2014-15-Q4"),
        ("30 September 2014", "2014-09-30"),
        ("1st October 2014", "2014-10-01"),
    ],
)
def test_a_period_is_what_its_label_says_with_the_title_and_the_files_name(
    tmp_path: Path, label: object, period: str
) -> None:
    text = PERIODS.replace('title: "{year}"', 'title: "Return {year}"')
    content = rows(["Return 2014/15"], ["Measure", label], ["Calls", 7412], formats={"B2": "mmm-yy"})
    assert all_shown(take(tmp_path, content, text, NAME)) == [f"calls_offered {period} 7412"]


@pytest.mark.parametrize(
    ("label", "name", "why"),
    [
        ("YTD", "Return.xlsx", "no month or quarter is said with which the year to date ends"),
        (
            datetime.date(2014, 10, 14),
            NAME,
            "it is headed by day 14, neither the first nor the last of a month, as a spreadsheet makes of 'Sep-14'; "
            "type the month as text",
        ),
        ("31 September 2014", NAME, "no day is said"),
        ("Q2 (Oct to Dec 2014)", NAME, "quarter 2 is said, and months that are not its own"),
        ("YTD May to December 2014", NAME, "a year to date begins in April, and another month is said"),
        ("Dec to Nov 2014", NAME, "a span cannot end (2014-11) before it starts (2014-12)"),
    ],
)
def test_a_period_that_cannot_be_said_is_refused(tmp_path: Path, label: object, name: str, why: str) -> None:
    text = PERIODS.replace('"Return Q{quarter}*"', '["Return Q{quarter}*", "Return.xlsx"]')
    content = rows(["2014/15"], ["Measure", label], ["Calls", 7412], formats={"B2": "mmm-yy"})
    (problem,) = problems(tmp_path, content, text, name)
    assert problem.startswith(f"{name}, sheet Dashboard, B3: it can't be said which ")
    assert problem.endswith(why)


PLACES = """\
dataset: procurement
files: "Return Q{quarter}*"
tables:
- title: "Contracts {year}"
  period: quarter
  rows:
    breakdowns: {North: North, E. Lancs: East}
    leave_out: TOTAL
  columns:
    indicators: {Awarded: awarded}
"""


def places(*lines: list[object]) -> bytes:
    return rows(["Contracts 2014/15"], [None, "Awarded"], ["North", 3], ["E. Lancs", 4], *lines)


def test_places_stand_below_a_blank_corner(tmp_path: Path) -> None:
    assert all_shown(take(tmp_path, places(["TOTAL", 7]), PLACES, NAME)) == [
        "awarded 2014-15-Q3 North 3",
        "awarded 2014-15-Q3 East 4",
    ]


def test_a_new_place_stops_the_reading(tmp_path: Path) -> None:
    assert problems(tmp_path, places(["West", 4]), PLACES, NAME) == (
        f"{NAME}, sheet Dashboard, A5: the recipe does not know the label 'West'; "
        "say in the recipe what it is, or that it is left out",
    )


LIST = """\
dataset: procurement
files: "Return Q{quarter}*"
tables:
- rows:
    heading: [Measure, Place, Year, Month]
    indicators: {Awarded: awarded, Offered: calls_offered}
    breakdowns: {North: North, East: East}
    says_nothing: [All]
    periods: {"{Month}": month, "{year}": part of a period}
  columns:
    parts: {Count: value}
    leave_out: Ref
"""


def test_a_list_is_read_row_by_row(tmp_path: Path) -> None:
    content = rows(
        ["Ref", "Measure", "Place", "Year", "Month", "Count"],
        [1, "Awarded", "North", "2014/15", "October", 3],
        [2, "Awarded", "East", "2014/15", "January", 4],
        [3, "Offered", "All", "2014/15", "Oct", 7412],
    )
    assert all_shown(take(tmp_path, content, LIST, NAME)) == [
        "awarded 2014-10 North 3",
        "awarded 2015-01 East 4",
        "calls_offered 2014-10 7412",
    ]


TWO = """\
dataset: procurement
files: "Return Q{quarter}*"
tables:
- title: "Return {year}"
  rows:
    heading: Measure
    indicators: {Calls: calls_offered}
    ends_before: "Table 2*"
  columns:
    periods: {"Q{quarter}": quarter}
- title: "Return {year}"
  after: "Table 2*"
  period: year to date
  rows:
    heading: Measure
    indicators: {Calls: calls_offered}
    ends_before: ""
  columns:
    parts: {So far: value}
"""


def test_two_tables_on_a_sheet_are_told_apart_by_what_stands_between_them(tmp_path: Path) -> None:
    content = rows(
        ["Return 2014/15"],
        ["Measure", "Q3"],
        ["Calls", 7412],
        [],
        ["Table 2: year to date"],
        ["Measure", "So far"],
        ["Calls", 22380],
        [],
        ["All figures are provisional and may change."],
    )
    taken = take(tmp_path, content, TWO, NAME)
    assert all_shown(taken) == ["calls_offered 2014-15-Q3 7412", "calls_offered 2014-04/2014-12 22380"]
    assert taken.not_used == (f"{NAME}, sheet Dashboard: not read, as outside of the tables, A1, A5, A9",)


SECTIONS = """\
dataset: procurement
files: "Return Q{quarter}*"
tables:
- title: "Return {year}"
  rows:
    heading: [Service, Measure]
    indicators:
      Accounts payable > Calls: calls_offered
      Blue Badge > Awarded: {indicator: awarded, breakdown: North}
    leave_out: ["Payroll > Calls"]
    blank_repeats: true
  columns:
    periods: {"Q{quarter}": quarter}
"""


def test_labels_of_two_levels_are_one_label_together(tmp_path: Path) -> None:
    content = rows(
        ["Return 2014/15"],
        ["Service", "Measure", "Q3"],
        ["Accounts payable", "Calls", 7412],
        ["Payroll", "Calls", 3],
        ["Blue Badge", "Awarded", 4],
    )
    assert all_shown(take(tmp_path, content, SECTIONS, NAME)) == [
        "calls_offered 2014-15-Q3 7412",
        "awarded 2014-15-Q3 North 4",
    ]
