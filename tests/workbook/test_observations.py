from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import (
    action_row,
    continued,
    continues_row,
    indicator_row,
    kpi,
    observation_row,
    p,
    refusal,
    refusals,
    sheet,
    system_row,
    target_row,
    update_row,
)

from ccpi_nb.domain.indicators import Comparator, DataRow, Indicator, Polarity, Shorthand, Target, Unit
from ccpi_nb.workbook.observations import (
    continuations_from,
    indicators_from,
    names_from,
    observations_from,
    targets_from,
)
from ccpi_nb.workbook.registers import ActionStatus, actions_from, systems_from, updates_from

INDICATORS = {"calls_answered": kpi("calls_answered", breakdown="place"), "call_wait": kpi("call_wait", unit="seconds")}
FILE = "data/observations/calls/2014-15-Q2.csv"


def observations(text: str):
    return observations_from(text, FILE, "calls", p("2014-15-Q2"), INDICATORS)


def observed(**cells: str):
    (observation,) = observations(sheet(observation_row(**cells)))
    return observation


def targets(*rows: dict[str, str]):
    return targets_from(sheet(*rows), "data/targets.csv", INDICATORS)


def indicators(*rows: dict[str, str]):
    return indicators_from(sheet(*rows), "data/indicators.csv")


# Observations


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


# Indicators


def test_an_indicator_holds_what_its_row_says():
    found = indicators(indicator_row(unit="mm:ss", polarity="lower", decimals="0", contractual="yes"))
    assert found == {
        "calls_answered": Indicator(
            key="calls_answered",
            name="Calls answered",
            service="Contact Centre",
            unit=Unit.MINUTES_SECONDS,
            polarity=Polarity.LOWER,
            decimals=0,
            contractual=True,
            breakdown="place",
            people=False,
            definition="Calls answered, over calls offered.",
        )
    }


@pytest.mark.parametrize(("cell", "expected"), [("yes", True), ("no", False), ("", None)])
def test_contractual_is_yes_no_or_blank(cell, expected):
    assert indicators(indicator_row(contractual=cell))["calls_answered"].contractual is expected


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("indicator", "Calls answered", "'Calls answered' is not a key; use lower-case letters, digits and '_'"),
        ("indicator", "30_days", "'30_days' is not a key; use lower-case letters, digits and '_'"),
        ("name", "", "the cell is blank; fill it"),
        (
            "unit",
            "percent",
            (
                "there is no unit 'percent'; known: %, days, hours, mm:ss, months, number, seconds, weeks, years, "
                "£, £k, £m"
            ),
        ),
        ("unit", "week", "there is no unit 'week'; did you mean 'weeks'?"),
        ("polarity", "up", "there is no polarity 'up'; known: higher, lower, none"),
        *(
            ("decimals", cell, f"'{cell}' is not a whole number from 0 to 6")
            for cell in ("-1", "", "7", "999999999", "٣")
        ),
        ("contractual", "Yes", "there is no answer 'Yes'; did you mean 'yes'?"),
    ],
)
def test_a_bad_cell_of_an_indicator_is_named_with_its_remedy(column, cell, problem):
    assert (
        refusal(indicators, indicator_row(**{column: cell}))
        == f"data/indicators.csv, row 2, column '{column}': {problem}"
    )


def test_each_indicator_that_is_defined_twice_is_named():
    rows = [indicator_row(indicator=key) for key in ("call_wait", "calls", "calls", "call_wait")]
    assert refusals(indicators, *rows) == (
        "data/indicators.csv, row 4: indicator 'calls' stands twice; an indicator is defined once",
        "data/indicators.csv, row 5: indicator 'call_wait' stands twice; an indicator is defined once",
    )


def test_an_indicator_is_defined_once():
    assert refusal(indicators, indicator_row(), indicator_row(name="Calls taken")) == (
        "data/indicators.csv, row 3: indicator 'calls_answered' stands twice; an indicator is defined once"
    )


# What stands in place of a value


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        (
            "[p]",
            "'[p]' (provisional) stands with a number, not in its place: write the number, and 'provisional' under",
        ),
        ("[e]", "'[e]' (estimated) stands with a number, not in its place: write the number, and 'estimated' under"),
        ("[r]", "'[r]' (revised) stands with a number, not in its place: write the number in a row of its own"),
        ("[b]", "'[b]' (break in the series) stands with a number"),
        ("[u]", "'[u]' (low reliability) stands with a number"),
        ("[w]", "'[w]' (none recorded in the survey) is not held as such: write 0 where none were counted, else [x]"),
        ("[low]", "'[low]' stands for a number that rounds to zero and is none: write the least that is shown"),
        ("[C]", "'[C]' is not written so; did you mean '[c]'?"),
        ("[ x ]", "'[ x ]' is not written so; did you mean '[x]'?"),
        ("[Z]", "'[Z]' is not written so; did you mean '[z]'?"),
        ("c", "'c' is not a number; write [c] where the value is confidential"),
        ("..", "'..' is not a number; write [x] where the value is not available"),
        ("n/a", "'n/a' may mean two things: write [x] where it is not available, [z] where it does not apply"),
        ("-", "'-' may mean three things: write 0 where none were counted, [x] where it is not available, [z]"),
        ("\N{EN DASH}", "'\N{EN DASH}' may mean three things: write 0"),
        ("*", "'*' often hides a small number: write [c] then"),
        ("317 [r]", "'317 [r]' has a mark beside its number: write 317 alone in a row of its own with the day of the"),
        ("317 [p]", "'317 [p]' has a mark beside its number: write 317 alone, and 'provisional' under 'qualifier'"),
        ("317[q]", "'317[q]' has a mark beside its number: write 317 alone, and what the mark means under 'note'"),
    ],
)
def test_a_mark_in_place_of_a_value_gets_the_advice_that_is_right_for_it(cell, advice):
    sentence = refusal(observations, sheet(observation_row(value=cell)))
    assert sentence.startswith(f"{FILE}, row 2, column 'value': {advice}")
    assert ("did you mean '[z]'" in sentence) == (cell == "[Z]")


@pytest.mark.parametrize("cell", ["-0", "-0.0", "-00.00"])
def test_zero_has_no_sign(cell):
    sentence = f"'{cell}' is zero with a sign, which no document means; write {cell[1:]}"
    for column in ("value", "numerator"):
        assert refusal(observations, sheet(observation_row(**{column: cell}))).startswith(
            f"{FILE}, row 2, column '{column}': {sentence}"
        )


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


# Targets


def test_a_target_holds_what_its_row_says():
    row = target_row(comparator=">", value="0.40", tolerance="0.1", valid_to="2015-03-31")
    assert targets(row) == (
        Target(
            indicator="calls_answered",
            comparator=Comparator.ABOVE,
            value=Decimal("0.40"),
            tolerance=Decimal("0.1"),
            valid_from=date(2014, 4, 1),
            valid_to=date(2015, 3, 31),
            source="the contract",
            row=DataRow("data/targets.csv", 2),
        ),
    )


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("indicator", "calls_wait", "there is no indicator 'calls_wait'; did you mean 'call_wait'?"),
        ("comparator", "=", "there is no comparator '='; did you mean '>='?"),
        ("value", "[x]", f"'[x]' {NO_NUMBER}"),
        ("tolerance", "", f"'' {NO_NUMBER}"),
        ("valid_from", "", "'' is not a day; write year, month, day: 2014-12-11"),
        ("valid_to", "2015-02-29", "'2015-02-29' is not a day of the calendar"),
        ("source", "", "the cell is blank; fill it"),
    ],
)
def test_a_bad_cell_of_a_target_is_named_with_its_remedy(column, cell, problem):
    assert refusal(targets, target_row(**{column: cell})) == f"data/targets.csv, row 2, column '{column}': {problem}"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"tolerance": "-4"}, "column 'tolerance': -4 is negative; write how far off still counts, without a sign"),
        (
            {"comparator": "<="},
            "column 'comparator': '<=' sets the wrong bound for 'calls_answered', which is better higher; "
            "write >= or >, correct the polarity in data/indicators.csv, or add the row of the band's other end",
        ),
        (
            {"value": "190", "indicator": "share"},
            "column 'value': 190% cannot be a share, as the definition of 'share' has it; correct it",
        ),
        (
            {"value": "-75", "indicator": "share"},
            "column 'value': -75% cannot be a share, as the definition of 'share' has it; correct it",
        ),
    ],
)
def test_a_target_makes_sense_by_itself_and_beside_its_indicator(cells, problem):
    share = replace(kpi("share"), definition="Share of calls that were answered.")
    text = sheet(target_row(**cells))
    known = INDICATORS | {"share": share}
    assert refusal(targets_from, text, "data/targets.csv", known) == f"data/targets.csv, row 2, {problem}"


def test_a_change_may_have_any_target():
    change = replace(kpi("change"), definition="Change in calls from the year before.")
    text = sheet(target_row(indicator="change", value="-75"))
    (read,) = targets_from(text, "data/targets.csv", {"change": change})
    assert read.value == -75


@pytest.mark.parametrize(("one", "other"), [(">=", "<="), ("<", ">"), ("<=", ">")])
def test_a_band_has_a_row_for_each_end(one, other):
    lower, upper = ("60", "70") if one.startswith(">") else ("70", "60")
    assert len(targets(target_row(comparator=one, value=lower), target_row(comparator=other, value=upper))) == 2


@pytest.mark.parametrize(("lower", "upper"), [(">=", "<="), (">", "<=")])
def test_the_ends_of_a_band_leave_room_between_them(lower, upper):
    rows = target_row(comparator=lower, value="70"), target_row(comparator=upper, value="60")
    words = {">=": "at least", ">": "above"}[lower]
    assert refusal(targets, *rows) == (
        f"data/targets.csv, row 3: no value of 'calls_answered' can be {words} 70 and no more than 60 (row 2); "
        "correct one of them"
    )


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (("2014-04-01", "2015-03-31"), ("2015-04-01", ""), False),
        (("2014-04-01", "2015-03-31"), ("2015-03-31", ""), True),
        (("2014-06-01", "2014-06-01"), ("2014-06-02", ""), False),
        (("2014-04-01", ""), ("2015-04-01", ""), True),
        (("2014-04-01", "2015-03-31"), ("2014-06-01", "2014-06-30"), True),
        (("2014-06-01", "2014-06-30"), ("2014-04-01", "2015-03-31"), True),
    ],
)
def test_two_targets_are_never_in_force_on_the_same_day(one, other, overlap):
    rows = [target_row(valid_from=valid_from, valid_to=valid_to) for valid_from, valid_to in (one, other)]
    if overlap:
        assert refusal(targets, *rows) == (
            "data/targets.csv, row 3: 'calls_answered' already has a target then (row 2); end that one with "
            "valid_to first"
        )
    else:
        assert len(targets(*rows)) == 2


def test_another_indicator_may_have_a_target_at_the_same_time():
    assert len(targets(target_row(), target_row(indicator="call_wait"))) == 2


def test_a_target_cannot_end_before_it_starts():
    assert refusal(targets, target_row(valid_from="2015-04-01", valid_to="2014-03-31")) == (
        "data/targets.csv, row 2: valid_to 2014-03-31 is before valid_from 2015-04-01; correct one of them"
    )


def test_all_that_is_wrong_between_targets_is_named_at_once():
    rows = [
        target_row(),
        target_row(indicator="call_wait", valid_from="2015-04-01", valid_to="2014-03-31"),
        target_row(valid_from="2014-06-01"),
    ]
    assert refusals(targets, *rows) == (
        "data/targets.csv, row 3: valid_to 2014-03-31 is before valid_from 2015-04-01; correct one of them",
        "data/targets.csv, row 4: 'calls_answered' already has a target then (row 2); end that one with valid_to first",
    )


# Breaks in definition


MEASURES = {key: kpi(key) for key in ("calls_answered", "contacts_answered", "contacts_settled")} | {
    "call_wait": kpi("call_wait", unit="seconds")
}
BREAKS = "data/continues.csv"


def breaks(*rows: dict[str, str]):
    return continuations_from(sheet(*rows), BREAKS, MEASURES)


def test_a_break_says_what_continues_what_from_when_and_why():
    assert breaks(continues_row()) == (continued("contacts_answered"),)
    assert breaks(continues_row(reason="calls by text count as well."))[0].reason == "calls by text count as well"


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("indicator", "contacts", "there is no indicator 'contacts'; did you mean 'contacts_settled'?"),
        ("continues", "call_answered", "there is no indicator 'call_answered'; did you mean 'calls_answered'?"),
        ("from", "July 2014", "'July 2014' is not a day; write year, month, day: 2014-12-11"),
        ("reason", "", "the cell is blank; fill it"),
        ("source", "", "the cell is blank; fill it"),
    ],
)
def test_a_bad_cell_of_a_break_is_named_with_its_remedy(column, cell, problem):
    assert refusal(breaks, continues_row(**{column: cell})) == f"{BREAKS}, row 2, column '{column}': {problem}"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"indicator": "calls_answered"},
            "'calls_answered' cannot continue itself; a definition that changed is a new indicator",
        ),
        (
            {"indicator": "call_wait"},
            "'call_wait' is in seconds and cannot continue 'calls_answered', which is in %; both must be in one",
        ),
    ],
)
def test_only_another_indicator_of_the_same_unit_continues_a_series(cells, problem):
    assert refusal(breaks, continues_row(**cells)) == f"{BREAKS}, row 2: {problem}"


SECOND = {"indicator": "contacts_settled", "continues": "contacts_answered"}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"continues": "contacts_settled"},
            "'contacts_answered' continues 'calls_answered'; it can continue only one, so remove one of the rows",
        ),
        (
            {"indicator": "contacts_settled"},
            "'calls_answered' is continued by 'contacts_answered'; it can be only by one, so remove one of the rows",
        ),
        (SECOND, "'contacts_answered' continues 'calls_answered' from 2014-07-01; one break must come after the other"),
        (
            SECOND | {"from": "2014-06-30"},
            "'contacts_answered' continues 'calls_answered' from 2014-07-01; one break must come after the other",
        ),
        (
            {"indicator": "calls_answered", "continues": "contacts_answered", "from": "2015-07-01"},
            "'contacts_answered' continues 'calls_answered' from 2014-07-01; one break must come after the other",
        ),
    ],
)
def test_a_series_is_one_chain_in_the_order_of_time(cells, problem):
    assert refusal(breaks, continues_row(), continues_row(**cells)) == f"{BREAKS}, row 3: as row 2 has it, {problem}"


def test_all_that_is_wrong_between_breaks_is_named_at_once():
    rows = [continues_row(), continues_row(), continues_row(indicator="call_wait", continues="contacts_settled")]
    assert refusals(breaks, *rows) == (
        (
            f"{BREAKS}, row 4: 'call_wait' is in seconds and cannot continue 'contacts_settled', which is in %; "
            f"both must "
            f"be in one"
        ),
        (
            f"{BREAKS}, row 3: as row 2 has it, 'contacts_answered' continues 'calls_answered'; it can continue "
            f"only one, "
            f"so remove one of the rows"
        ),
    )


def test_the_breaks_of_a_series_may_stand_in_any_order():
    later = continues_row(**SECOND, **{"from": "2014-07-02"})
    assert [str(each.start) for each in breaks(continues_row(), later)] == ["2014-07-01", "2014-07-02"]
    assert [str(each.start) for each in breaks(later, continues_row())] == ["2014-07-02", "2014-07-01"]


# Registers and names


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


def test_a_target_has_the_day_it_became_known_and_the_dataset_that_alone_has_it():
    text = sheet(target_row() | {"as_at": "2014-12-11", "dataset": "calls"})
    (found,) = targets_from(text, "data/targets.csv", INDICATORS, ("calls",))
    assert (str(found.as_at), found.dataset) == ("2014-12-11", "calls")
    assert not found.known_by(date(2014, 12, 10))
    (plain,) = targets(target_row())
    assert (plain.as_at, plain.dataset, plain.known_by(date.min)) == (None, "", True)


def test_a_target_s_dataset_must_exist():
    text = sheet(target_row() | {"dataset": "call"})
    assert refusal(targets_from, text, "data/targets.csv", INDICATORS, ("calls",)) == (
        "data/targets.csv, row 2, column 'dataset': there is no dataset 'call'; did you mean 'calls'?"
    )


@pytest.mark.parametrize(
    ("one", "other", "clash"), [("a", "b", False), ("a", "a", True), ("", "b", True), ("", "", True)]
)
def test_two_targets_at_a_time_clash_unless_each_has_a_dataset_of_its_own(one, other, clash):
    text = sheet(*(target_row() | {"dataset": name} for name in (one, other)))
    if clash:
        assert "already has a target then" in refusal(targets_from, text, "data/targets.csv", INDICATORS, ("a", "b"))
    else:
        assert len(targets_from(text, "data/targets.csv", INDICATORS, ("a", "b"))) == 2


def test_an_indicator_may_say_what_a_change_in_per_cent_is_of():
    known = indicators(indicator_row(change="count"), indicator_row(indicator="spend", change=""))
    assert [known[key].change for key in ("calls_answered", "spend")] == ["count", None]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"change": "cuont"},
            "data/indicators.csv, row 2, column 'change': there is no change 'cuont'; did you mean 'count'?",
        ),
        (
            {"change": "count", "unit": "number"},
            "data/indicators.csv, row 2: 'change' is for changes in per cent; leave it blank or make the unit %",
        ),
    ],
)
def test_a_change_is_of_something_known_and_in_per_cent(cells, problem):
    assert refusal(indicators, indicator_row(**cells)) == problem
