"""Values of one thing held against each other."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import known, kpi, related, seen, words

from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.findings import Comparison, Kind

COUNT = kpi("calls", unit="number", breakdown="place")


def calls(value: str, period: str = "2014-15-Q2", **more: str):
    return seen(value, period, of="calls", **more)


def checks(*facts, relations=(), of: Comparison = Comparison.VALUES):
    return [
        each for each in reconcile(known(COUNT, *facts, by="2015-12-31"), relations).checks if each.comparison is of
    ]


def finding(*facts, relations=(), of: Comparison = Comparison.VALUES):
    (check,) = checks(*facts, relations=relations, of=of)
    return check.finding


def sides(found) -> list[tuple[str, str, str]]:
    return [(side.what, words(side.said), side.source) for side in found.sides]


# One day's papers


def test_a_text_against_the_table_beside_it_is_given_twice():
    found = finding(calls("54", given_in="text", source="the text"), calls("57", source="the table"))
    assert (found.kind, found.key, found.name) == (Kind.GIVEN_TWICE, "given twice: calls @ 2014-15-Q2", "Calls")
    assert sides(found) == [("Table", "[57]", "the table"), ("Text", "[54]", "the text")]
    assert (found.size.apart.text, found.size.share) == ("3", Decimal(3) / 57)
    assert [row.source for row in found.size.apart.rows] == ["the table", "the text"]


def test_values_that_are_the_same_hold():
    assert finding(calls("57"), calls("57", given_in="text")) is None


def test_a_value_given_once_is_compared_with_nothing():
    assert checks(calls("57"), calls("57", "2014-15-Q1"), calls("57", breakdown="Preston")) == []


def test_a_rounding_agrees_and_is_no_contradiction():
    found = finding(seen("74.16"), seen("74", given_in="text"))
    assert (found.kind, found.words) == (Kind.ROUNDED, ())
    assert not found.kind.is_contradiction


def test_decimals_that_are_cut_off_make_a_slight_difference():
    found = finding(seen("77.59"), seen("77", given_in="text"))
    assert (found.kind, found.severity) == (Kind.GIVEN_TWICE, "Slight")
    assert words(found.words) == "[77.59%] rounds to [78%]; [77%] is what is left when its decimals are cut off."


def test_percentages_differ_by_points():
    assert finding(seen("3"), seen("2", given_in="text")).size.apart.text == "1 percentage point"


def test_of_three_values_those_that_differ_from_the_table_stand_against_it():
    texts = [calls(value, given_in="text", source=f"page {value}") for value in ("57", "54", "40")]
    found = finding(calls("57"), *texts)
    assert [said for _, said, _ in sides(found)] == ["[57]", "[54]", "[40]"]
    assert found.size.apart.text == "17"


def test_a_span_of_a_quarter_s_months_is_that_quarter():
    assert finding(calls("57"), calls("54", "2014-07/2014-09")).kind is Kind.GIVEN_TWICE


def test_what_disclosure_control_has_touched_is_not_compared():
    assert (
        checks(calls("57"), replace(calls("55", given_in="text"), protection="rounded"), calls("[c]", source="page 9"))
        == []
    )


# Names


def test_indicators_that_are_the_same_are_compared():
    facts = (kpi("enquiries", unit="number"), calls("57"), seen("54", of="enquiries"))
    assert checks(*facts) == []
    assert finding(*facts, relations=[related("same as", "enquiries", "calls")]).kind is Kind.GIVEN_TWICE


@pytest.mark.parametrize("pair", [("calls", "callers"), ("callers", "calls")])
def test_a_value_under_a_wrong_name_is_told_as_that(pair):
    facts = (
        kpi("callers", unit="number", breakdown="place"),
        calls("35"),
        calls("11", given_in="text"),
        seen("11", of="callers"),
    )
    found = finding(*facts, relations=[related("not the same", *pair)])
    assert (found.kind, words(found.words)) == (Kind.ANOTHER_THING, "[11] is the number of something else: callers.")
    assert finding(*facts).kind is Kind.GIVEN_TWICE


def test_a_value_that_only_looks_like_another_s_of_another_place_is_given_twice():
    facts = (
        kpi("callers", unit="number", breakdown="place"),
        calls("35"),
        calls("11", given_in="text"),
        seen("11", of="callers", breakdown="York"),
    )
    assert finding(*facts, relations=[related("not the same", "calls", "callers")]).kind is Kind.GIVEN_TWICE


# From one meeting to a later one


def test_a_later_value_restates_the_earlier():
    found = finding(calls("54", as_at="2014-10-01"), calls("57", as_at="2014-12-11"))
    assert found.kind is Kind.RESTATED
    assert sides(found) == [
        ("As of 11 December 2014", "[57]", "the pack"),
        ("As of 1 October 2014", "[54]", "the pack"),
    ]


def test_a_value_repeated_by_a_later_meeting_holds():
    assert finding(calls("57", as_at="2014-10-01"), calls("57", as_at="2014-12-11")) is None


def test_each_day_s_papers_are_compared_and_then_the_days():
    found = [
        each.finding
        for each in checks(
            calls("57", as_at="2014-10-01"), calls("54", given_in="text", as_at="2014-10-01"), calls("57")
        )
    ]
    assert [each and each.kind for each in found] == [Kind.GIVEN_TWICE, None]


def test_what_was_given_twice_concerns_the_meeting_that_repeats_it():
    first, again = checks(
        calls("57", as_at="2014-10-01"), calls("54", given_in="text", as_at="2014-10-01"), calls("57")
    )
    assert str(first.as_at) == str(again.as_at) == "2014-12-11"


# Spans and days


def test_spans_of_one_document_that_end_at_different_times_contradict_nothing():
    found = finding(calls("48", "2014-04/2014-09"), calls("66", "2014-04/2014-10"), of=Comparison.SPANS)
    assert (found.kind, found.key) == (Kind.SPANS, "spans: calls @ 2014-04/2014-10")
    assert [what for what, _, _ in sides(found)] == ["April to October 2014", "April to September 2014"]


@pytest.mark.parametrize(
    "other",
    [
        calls("48", "2014-04/2014-09", source="another paper"),
        calls("66", "2014-04/2014-09"),
        calls("48", "2014-01/2014-03"),
        calls("48", "2014-05/2014-10"),
        calls("48", "2014-15-Q2"),
    ],
)
def test_spans_that_nobody_would_confuse_are_left_out(other):
    assert checks(calls("66", "2014-04/2014-10"), other, of=Comparison.SPANS) == []


def days(*values: tuple[str, str, str]):
    return [seen(value, day, source=source) for day, value, source in values]


RISING = (
    ("2014-09-18", "61.1", "minutes"),
    ("2014-09-30", "65.5", "pack"),
    ("2014-10-01", "63.7", "minutes"),
    ("2014-11-09", "68.6", "pack"),
)


def test_a_neighbouring_day_s_value_that_goes_against_the_way_is_out_of_line():
    found = finding(*days(*RISING), of=Comparison.DAYS)
    assert (found.kind, found.key, found.size.apart.text) == (
        Kind.OUT_OF_LINE,
        "out of line: calls_answered @ 2014-10-01",
        "1.8 percentage points",
    )


@pytest.mark.parametrize(
    "series",
    [
        RISING[1:],  # nothing before
        RISING[:3],  # nothing after
        (RISING[0], RISING[1], ("2014-10-01", "66", "minutes"), RISING[3]),  # goes with the way
        (("2014-09-18", "70", "minutes"), *RISING[1:]),  # falls before
    ],
)
def test_a_value_that_goes_with_the_way_or_has_none_is_in_line(series):
    assert finding(*days(*series), of=Comparison.DAYS) is None


@pytest.mark.parametrize(("day", "count"), [("2014-10-07", 1), ("2014-10-08", 0)])
def test_days_are_neighbours_for_a_week(day, count):
    series = (RISING[0], RISING[1], (day, "63.7", "minutes"), RISING[3])
    assert len(checks(*days(*series), of=Comparison.DAYS)) == count


def test_days_of_one_document_are_no_business_of_a_reconciliation():
    assert checks(*days(*((day, value, "pack") for day, value, _ in RISING)), of=Comparison.DAYS) == []
