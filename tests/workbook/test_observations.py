from datetime import date

import pytest
from builders import (
    action_row,
    indicator_row,
    kpi,
    observation_row,
    p,
    refusal,
    refusals,
    sheet,
    system_row,
    update_row,
)

from ccpi_nb.domain.indicators import DataRow, Shorthand
from ccpi_nb.workbook.indicators import indicators_from
from ccpi_nb.workbook.observations import names_from, observations_from
from ccpi_nb.workbook.report_registers import ActionStatus, actions_from, systems_from, updates_from

INDICATORS = {"calls_answered": kpi("calls_answered", breakdown="place"), "call_wait": kpi("call_wait", unit="seconds")}
FILE = "data/observations/calls/2014-15-Q2.csv"


def observations(text: str):
    return observations_from(text, FILE, "calls", p("2014-15-Q2"), INDICATORS)


def observed(**cells: str):
    (observation,) = observations(sheet(observation_row(**cells)))
    return observation


def indicators(*rows: dict[str, str]):
    return indicators_from(sheet(*rows), "data/indicators.csv")


def test_an_observation_holds_what_its_row_says():
    each = observed(
        breakdown="Preston",
        value="65.50",
        numerator="131",
        denominator="200",
        qualifier="about",
        given_in="text",
        note="Part-year.",
    )
    assert (each.indicator, each.period, each.breakdown, each.dataset) == (
        "calls_answered",
        p("2014-15-Q2"),
        "Preston",
        "calls",
    )
    assert (str(each.value), each.shorthand, each.numerator, each.denominator) == ("65.50", None, 131, 200)
    assert (each.qualifier, each.given_in, each.as_at, each.note) == ("about", "text", date(2014, 12, 11), "Part-year.")
    assert (each.source, each.row) == ("the pack", DataRow(FILE, 2))


@pytest.mark.parametrize("value", ["0", "0.25", "5.1", "5.10", "-0.3", "902071"])
def test_a_value_keeps_the_decimals_that_were_published(value):
    assert str(observed(value=value).value) == value


@pytest.mark.parametrize("shorthand", Shorthand)
def test_a_shorthand_stands_for_no_value(shorthand):
    each = observed(value=str(shorthand))
    assert (each.value, each.shorthand) == (None, shorthand)


@pytest.mark.parametrize("place", ["NA", "None", "nan", "St Helen's, Blackpool"])
def test_a_place_is_kept_whatever_it_is_called(place):
    assert observed(breakdown=place).breakdown == place


NO_NUMBER = "is not a number; write digits and one '.', without £, % or thousands commas: 902071, 41.17"


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        *(
            ("value", cell, f"'{cell}' {NO_NUMBER}; or a shorthand where there is no value: [x], [z], [c]")
            for cell in (
                "",
                "<5",
                "902,071",
                "£3",
                "65%",
                "1e3",
                ".5",
                "5.",
                "--1",
                "NaN",
                "٣",
                "=1+1",
                "65,5",
                "1 000",
            )
        ),
        (
            "numerator",
            "1" * 16,
            f"'{'1' * 16}' has more than the 15 digits that a spreadsheet keeps; round it as the document does",
        ),
        (
            "source",
            "=cmd",
            "'=cmd' begins like a formula, which a spreadsheet would run; write what it comes to, or begin with a word",
        ),
        (
            "note",
            "@SUM(A1)",
            (
                "'@SUM(A1)' begins like a formula, which a spreadsheet would run; write what it comes to, or begin "
                "with a word"
            ),
        ),
        ("as_at", "01/02/2014", "'01/02/2014' is not a day; write year, month, day: 2014-12-11"),
        ("period", "2014-02-30", "'2014-02-30' is not a day of the calendar"),
        ("period", "2014-10/2014-04", "a span cannot end (2014-04) before it starts (2014-10)"),
        (
            "value",
            "[v]",
            "'[v]' is no shorthand that is known here; known: [x], [z], [c]; else say it under 'note'",
        ),
        ("numerator", "lots", f"'lots' {NO_NUMBER}"),
        ("denominator", "[x]", f"'[x]' {NO_NUMBER}"),
        ("indicator", "calls_anwsered", "there is no indicator 'calls_anwsered'; did you mean 'calls_answered'?"),
        ("indicator", "", "there is no indicator ''; known: call_wait, calls_answered"),
        (
            "period",
            "2014-15-Q1",
            "'2014-15-Q1' is not the period of the file's name, 2014-15-Q2; move the row to the file 2014-15-Q1.csv",
        ),
        (
            "period",
            "2014-04/2014-09",
            (
                "'2014-04/2014-09' is not the period of the file's name, 2014-15-Q2; move the row to the file "
                "2014-04--2014-09.csv"
            ),
        ),
        ("qualifier", "abut", "there is no qualifier 'abut'; did you mean 'about'?"),
        ("given_in", "tabel", "there is no place to be given in 'tabel'; did you mean 'table'?"),
        ("as_at", "11/12/2014", "'11/12/2014' is not a day; write year, month, day: 2014-12-11"),
        ("as_at", "", "'' is not a day; write year, month, day: 2014-12-11"),
        ("as_at", "2014-02-30", "'2014-02-30' is not a day of the calendar"),
        ("source", "", "the cell is blank; fill it"),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(column, cell, problem):
    text = sheet(observation_row(), observation_row(**{"source": "page 9", column: cell}))
    assert refusal(observations, text) == f"{FILE}, row 3, column '{column}': {problem}"


def test_a_period_that_is_none_is_told_how_to_be_written():
    assert refusal(observations, sheet(observation_row(period="Q2"))).startswith(
        f"{FILE}, row 2, column 'period': 'Q2' is not a period; write a month as 2014-10, a quarter as 2014-15-Q2"
    )


def test_the_same_value_twice_from_one_source_is_refused():
    text = sheet(
        observation_row(),
        observation_row(breakdown="Preston"),
        observation_row(value="66"),
        observation_row(breakdown="Preston"),
    )
    assert refusals(observations, text) == (
        (
            f"{FILE}, row 4: 'calls_answered' is already in row 2 with the same as_at and source; remove one, "
            f"or say in "
            f"'source' where the other stands"
        ),
        f"{FILE}, row 5: 'calls_answered' for 'Preston' is already in row 3 with the same as_at and source; "
        "remove one, or say in 'source' where the other stands",
    )


@pytest.mark.parametrize(
    "change", [{"source": "page 9"}, {"as_at": "2015-01-28"}, {"breakdown": "Preston"}, {"indicator": "call_wait"}]
)
def test_a_value_from_another_source_or_day_is_no_duplicate(change):
    assert len(observations(sheet(observation_row(), observation_row(**change)))) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"source": "The  pack"},
        {"source": "the\N{NO-BREAK SPACE}pack"},
        {"source": "THE PACK", "value": "11.11"},
        {"source": "the pack.", "value": "11.11"},
        {"source": "the, pack"},
        {"source": "the \N{EN DASH} pack"},
    ],
)
def test_a_source_that_differs_only_in_capitals_spaces_or_marks_is_the_same(change):
    text = sheet(observation_row(), observation_row(**change))
    assert refusal(observations, text).startswith(f"{FILE}, row 3: 'calls_answered' is already in row 2")


def test_an_indicator_that_is_not_broken_down_takes_no_breakdown():
    assert refusal(observations, sheet(observation_row(indicator="call_wait", breakdown="Preston"))) == (
        f"{FILE}, row 2, column 'breakdown': 'call_wait' is not broken down; say by what in data/indicators.csv, or "
        f"leave the cell blank"
    )


def test_all_problems_of_a_file_are_told_at_once():
    text = sheet(observation_row(value="<5", as_at="soon"), observation_row(), observation_row(given_in="chart"))
    assert [problem.split(": ")[0] for problem in refusals(observations, text)] == [
        f"{FILE}, row 2, column 'value'",
        f"{FILE}, row 2, column 'as_at'",
        f"{FILE}, row 4, column 'given_in'",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"value": "65.5", "numerator": "131", "denominator": "200"},
        {"value": "66", "numerator": "131", "denominator": "200"},
        {"value": "10", "numerator": "131", "denominator": "200"},
        {"value": "110", "numerator": "220", "denominator": "200"},
        {"value": "90", "numerator": "220", "denominator": "200"},
        {"value": "100", "numerator": "200", "denominator": "200"},
        {"value": "65.5", "numerator": "200"},
        {"value": "[z]", "numerator": "0", "denominator": "0"},
        {"value": "0", "numerator": "0", "denominator": "200"},
        {"indicator": "call_wait", "value": "65.5", "numerator": "200", "denominator": "131"},
    ],
)
def test_a_value_need_not_be_what_its_parts_make_up(cells):
    assert observed(**cells).row == DataRow(FILE, 2)


@pytest.mark.parametrize(
    ("value", "numerator", "denominator"), [("65.5", "200", "131"), ("66", "200", "131"), ("0.0", "10000", "1")]
)
def test_parts_the_wrong_way_round_are_refused(value, numerator, denominator):
    problem = f"{value}% is the share of {denominator} in {numerator}; they stand the wrong way round, exchange them"
    row = observation_row(value=value, numerator=numerator, denominator=denominator)
    assert refusal(observations, sheet(row)) == f"{FILE}, row 2, column 'numerator': {problem}"


def test_nothing_is_a_share_of_zero():
    problem = "nothing is a share of 0; leave it blank, or write the shorthand [z] as the value"
    row = observation_row(value="0", numerator="0", denominator="0")
    assert refusal(observations, sheet(row)) == f"{FILE}, row 2, column 'denominator': {problem}"


def test_what_is_wrong_between_cells_is_named_at_once():
    share = observation_row(value="0", numerator="0", denominator="0")
    wait = observation_row(indicator="call_wait", breakdown="Preston")
    assert [problem.split(": ")[0] for problem in refusals(observations, sheet(share, share, wait))] == [
        f"{FILE}, row 3",
        f"{FILE}, row 2, column 'denominator'",
        f"{FILE}, row 3, column 'denominator'",
        f"{FILE}, row 4, column 'breakdown'",
    ]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("Upper\N{NO-BREAK SPACE}Dale", "U+00A0 (no-break space) stands in"),
        ("Upper\N{NARROW NO-BREAK SPACE}Dale", "U+202F (narrow no-break space) stands in"),
        ("Upper\N{EN SPACE}Dale", "U+2002 (en space) stands in"),
        ("Upper\N{IDEOGRAPHIC SPACE}Dale", "U+3000 (ideographic space) stands in"),
        ("Upper\tDale", "U+0009 (a control character) stands in"),
        ("Upper\nDale", "U+000A (a control character) stands in"),
        ("Upper  Dale", "two spaces stand in a row in 'Upper  Dale'; type one"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "an accent stands apart from its letter"),
        ("Upper D\N{CYRILLIC SMALL LETTER A}le", "U+0430 (cyrillic small letter a) stands among letters of another"),
        ("\N{GREEK CAPITAL LETTER ALPHA}rea", "U+0391 (greek capital letter alpha) stands among letters of another"),
        ("\N{LATIN SMALL LIGATURE FI}eld", "U+FB01 (latin small ligature fi) stands in"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}rea", "U+FF21 (fullwidth latin capital letter a) stands in"),
    ],
)
def test_a_name_that_looks_like_another_is_refused_with_its_character(place, words):
    sentence = refusal(observations, sheet(observation_row(breakdown=place)))
    assert sentence.startswith(f"{FILE}, row 2, column 'breakdown': {words}")
    assert refusal(indicators, indicator_row(name=place)).startswith(
        f"data/indicators.csv, row 2, column 'name': {words}"
    )


@pytest.mark.parametrize(
    "place", ["Llanfair-ym-Muallt", "Café", "St Helen\N{RIGHT SINGLE QUOTATION MARK}s", "Łódź", "A&E, ward 3", "Ώμος"]
)
def test_a_name_may_have_accents_dashes_and_any_one_alphabet(place):
    assert observed(breakdown=place).breakdown == place


@pytest.mark.parametrize(
    "name", ["243", "90.8%", "£5", "1,000", "٣", "2.43e2", "1.6m", "£1.6m", "2k", "5 million", "90 per cent"]
)
def test_a_number_alone_is_no_name_that_may_stand_in_prose(name):
    text = sheet({"name": name, "why": "a number"})
    assert refusal(names_from, text, "data/names.csv") == (
        f"data/names.csv, row 2, column 'name': '{name}' is only a number, and would let it be typed anywhere; "
        "write the name that it is part of"
    )


def test_an_action_holds_what_its_row_says():
    (action,) = actions_from(sheet(action_row(status="amber", timescale="")), "data/registers/plan/2014-12-11.csv")
    assert (action.reference, action.theme, action.action, action.timescale) == ("1.1", "People", "Train everyone.", "")
    assert (action.progress, action.status, action.source) == ("Training has begun.", ActionStatus.AMBER, "the plan")
    assert str(action.row) == "data/registers/plan/2014-12-11.csv, row 2"


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("status", "yellow", "there is no status 'yellow'; known: amber, green, red"),
        ("progress", "", "the cell is blank; fill it"),
    ],
)
def test_a_bad_cell_of_an_action_is_named_with_its_remedy(column, cell, problem):
    assert (
        refusal(actions_from, sheet(action_row(**{column: cell})), "plan.csv")
        == f"plan.csv, row 2, column '{column}': {problem}"
    )


def test_an_update_is_of_a_period_or_of_none():
    none, quarter = updates_from(sheet(update_row(), update_row(period="2014-15-Q2")), "updates.csv")
    assert (none.period, quarter.period) == (None, p("2014-15-Q2"))


def test_an_update_without_words_is_refused():
    assert (
        refusal(updates_from, sheet(update_row(text="")), "updates.csv")
        == "updates.csv, row 2, column 'text': the cell is blank; fill it"
    )


def test_a_system_holds_what_its_row_says():
    (each,) = systems_from(sheet(system_row(due="", risk="")), "systems.csv")
    assert (each.system, each.stage, each.due, each.position, each.risk) == (
        "Library Management",
        "Being implemented",
        "",
        "The new system is being tested.",
        "",
    )
    assert (each.source, each.row) == ("the pack", DataRow("systems.csv", 2))


@pytest.mark.parametrize("column", ["system", "stage", "position", "source"])
def test_a_system_is_named_and_stands_somewhere(column):
    problem = f"systems.csv, row 2, column '{column}': the cell is blank; fill it"
    assert refusal(systems_from, sheet(system_row(**{column: ""})), "systems.csv") == problem


def test_every_name_says_why_it_is_one():
    assert names_from("name,why\nWindows 7,a product\n", "data/names.csv") == ("Windows 7",)
    assert (
        refusal(names_from, "name,why\nWindows 7,\n", "data/names.csv")
        == "data/names.csv, row 2, column 'why': the cell is blank; fill it"
    )


def test_a_supposed_period_needs_a_note_that_says_so():
    row = observation_row() | {"supposed": "period"}
    assert refusal(observations, sheet(row)).endswith(
        "column 'note': the period is supposed, and nothing says so on the page; say what the document gives instead"
    )
    (found,) = observations(sheet(row | {"note": "The paper names no period."}))
    assert found.supposed == "period"


def test_only_what_can_be_supposed_is_taken_and_a_file_may_do_without_the_column():
    assert "there is no supposition 'month'" in refusal(observations, sheet(observation_row() | {"supposed": "month"}))
    (found,) = observations(sheet(observation_row()))
    assert found.supposed == ""
