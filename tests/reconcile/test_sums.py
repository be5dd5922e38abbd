"""Sums worked out again."""

import pytest
from builders import known, kpi, related, seen, words

from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.findings import Comparison, Kind

NUMBERS = (kpi("calls", unit="number", breakdown="place"), kpi("all_calls", unit="number"))
VALUES = (kpi("value", unit="£m", breakdown="place"),)
YEAR_TO_DATE = "2014-04/2014-09"


def calls(value: str, period: str = "2014-15-Q2", **more: str):
    return seen(value, period, of="calls", **more)


def checks(*facts, relations=(), of: Comparison = Comparison.OVER_TIME):
    return [
        each
        for each in reconcile(known(*NUMBERS, *VALUES, *facts, by="2016-12-31"), relations).checks
        if each.comparison is of
    ]


def total(*facts, relations=()):
    (check,) = checks(*facts, relations=relations, of=Comparison.TOTALS)
    return check.finding


def over_time(*facts, relations=()):
    (check,) = checks(*facts, relations=relations)
    return check.finding


# Totals


def test_a_whole_that_its_places_add_up_to_holds():
    assert total(calls("10"), calls("6", breakdown="Preston"), calls("4", breakdown="York")) is None


def test_a_whole_that_its_places_do_not_add_up_to_is_found():
    found = total(calls("11", source="the text"), calls("6", breakdown="Preston"), calls("4", breakdown="York"))
    assert (found.kind, found.key) == (Kind.TOTAL, "total: calls @ 2014-15-Q2")
    assert [(side.what, words(side.said), side.source) for side in found.sides] == [
        ("Table", "[11]", "the text"),
        ("Sum", "[10]", "the pack"),
    ]
    assert words(found.words) == "[6] (Preston) and [4] (York) make the sum."
    assert [row.breakdown for row in found.sides[1].said[0].rows] == ["Preston", "York"]


@pytest.mark.parametrize(
    "facts",
    [
        [calls("11"), calls("6", breakdown="Preston"), calls("[x]", breakdown="York")],  # one is not known
        [calls("11")],
        [calls("6", breakdown="Preston")],
        [seen("11"), seen("6", breakdown="Preston")],  # percentages
    ],
)
def test_a_total_that_can_t_be_known_is_not_compared(facts):
    assert checks(*facts, of=Comparison.TOTALS) == []


@pytest.mark.parametrize(
    ("whole", "kind"), [("10.4", None), ("10.5", Kind.ROUNDED), ("10.3", Kind.ROUNDED), ("10.6", Kind.TOTAL)]
)
def test_parts_that_were_rounded_leave_the_total_room(whole, kind):
    parts = [seen(value, of="value", breakdown=place) for value, place in (("6.2", "Preston"), ("4.2", "York"))]
    found = total(seen(whole, of="value"), *parts)
    assert (found and found.kind) == kind


@pytest.mark.parametrize(
    ("whole", "qualifier", "holds"),
    [("46", "over", True), ("46", "", False), ("47", "under", True), ("45", "almost", False)],
)
def test_over_and_under_say_what_they_are(whole, qualifier, holds):
    found = total(seen(whole, of="value", qualifier=qualifier), seen("46.436", of="value", breakdown="Preston"))
    assert (found is None) is holds or found.kind is Kind.ROUNDED


def test_a_total_may_be_an_indicator_of_its_own():
    relation = related("total", "all_calls", "calls")
    parts = [calls("6", breakdown="Preston"), calls("4", breakdown="York")]
    assert total(seen("10", of="all_calls"), *parts, relations=[relation]) is None
    found = total(seen("12", of="all_calls"), *parts, relations=[relation])
    assert (found.key, found.size.apart.text) == ("total: all_calls @ 2014-15-Q2", "2")


def test_a_total_may_be_of_several_indicators_and_needs_them_all():
    relations = [related("total", "all_calls", "mine"), related("total", "all_calls", "yours")]
    more = (kpi("mine", unit="number"), kpi("yours", unit="number"), seen("3", of="all_calls"), seen("2", of="mine"))
    assert total(*more, seen("1", of="yours"), relations=relations) is None
    found = total(*more, seen("2", of="yours"), relations=relations)
    assert words(found.words) == "[2] (Mine) and [2] (Yours) make the sum."
    assert checks(*more, relations=relations, of=Comparison.TOTALS) == []


def test_many_parts_are_not_named_one_by_one():
    found = total(calls("99"), *(calls("1", breakdown=f"Place {letter}") for letter in "ABCDE"))
    assert found.words == ()


def test_what_is_not_added_has_no_total():
    facts = [calls("11"), calls("6", breakdown="Preston"), calls("5", "2014-15-Q1"), calls("7", YEAR_TO_DATE)]
    for comparison in (Comparison.TOTALS, Comparison.OVER_TIME):
        assert checks(*facts, of=comparison) != []
        assert checks(*facts, relations=[related("not added", "calls")], of=comparison) == []


# Counts over time


def test_quarters_that_add_up_to_the_year_to_date_hold():
    assert over_time(calls("31", "2014-15-Q1"), calls("243"), calls("274", YEAR_TO_DATE)) is None


def test_quarters_that_do_not_add_up_are_found():
    found = over_time(calls("31", "2014-15-Q1"), calls("243"), calls("275", YEAR_TO_DATE))
    assert (found.kind, found.key) == (Kind.OVER_TIME, f"over time: calls @ {YEAR_TO_DATE}")
    assert words(found.words) == "[31] (April to June 2014) and [243] (July to September 2014) make the sum."


def test_a_period_is_filled_by_the_longest_there_are():
    months = [calls("1", f"2014-{month:02d}") for month in (7, 8, 9)]
    year, quarter = checks(*months, calls("3"), calls("9", "2014-15-Q1"), calls("12", YEAR_TO_DATE))
    assert (len(year.compared), len(quarter.compared)) == (3, 4)


def test_periods_of_different_kinds_may_fill_one_together():
    assert over_time(calls("5", "2014-15-Q1"), calls("7", "2014-07"), calls("12", "2014-04/2014-07")) is None


@pytest.mark.parametrize(("part", "holds"), [("47", True), ("48", True), ("49", False)])
def test_a_part_of_a_period_is_no_more_than_the_whole(part, holds):
    found = over_time(calls(part, YEAR_TO_DATE), calls("48", "2014-04/2014-10"))
    assert (found is None) is holds
    if found:
        assert (
            words(found.words)
            == "[49] (April to September 2014) lies within the longer period, and can't be more than it."
        )


def test_parts_that_overlap_are_not_added():
    (_, check) = checks(calls("40", YEAR_TO_DATE), calls("30"), calls("48", "2014-04/2014-10"))
    assert check.finding is None


def test_what_may_be_negative_has_no_such_limit():
    assert checks(calls("-5", "2014-15-Q1"), calls("-10", "2014-04/2014-12")) == []


def test_a_day_is_no_part_of_a_period():
    assert checks(calls("500", "2014-09-30"), calls("48")) == []


def test_places_are_compared_with_their_own():
    found = checks(
        calls("6", "2014-15-Q1", breakdown="Preston"),
        calls("4", breakdown="York"),
        calls("1", YEAR_TO_DATE, breakdown="Preston"),
    )
    assert [each.finding.breakdown for each in found] == ["Preston"]


# Averages over time


def average(first: str, second: str, whole: str):
    return over_time(seen(first, "2014-15-Q1"), seen(second), seen(whole, YEAR_TO_DATE))


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("83.2", "90", "86.6"),
        ("80", "97", "90.8"),  # more cases in the second quarter
        ("97", "97", "96.9"),  # as near as rounding goes
        ("98", "99", "98"),
        ("0.1", "0.2", "0.2"),
    ],
)
def test_a_percentage_between_its_quarters_holds(first, second, whole):
    assert average(first, second, whole) is None


def test_a_percentage_that_only_one_quarter_would_give_is_found():
    found = average("83.2", "90", "90")
    assert (found.kind, found.size.apart.text, found.severity) == (Kind.OVER_TIME, "3.4 percentage points", "Moderate")
    assert [(side.what, words(side.said)) for side in found.sides] == [
        ("Table", "[90%]"),
        ("Average by length", "[86.6%]"),
    ]
    assert words(found.words).endswith(
        "For the value that is given, one must have had under half of the cases that its length suggests."
    )


def test_a_percentage_beyond_all_its_quarters_is_found():
    assert words(average("83.2", "90", "95").words).endswith(
        "are the shorter periods. No average of them comes to the value that is given."
    )


def test_an_average_weighs_periods_by_their_length():
    found = over_time(seen("60", "2014-15-Q1"), seen("90", "2014-07"), seen("95", "2014-04/2014-07"))
    assert words(found.sides[1].said) == "[68%]"  # 67.5, to the decimals of the others


@pytest.mark.parametrize("unit", ["days", "weeks", "years"])
def test_lengths_of_time_neither_add_up_nor_average(unit):
    facts = [
        kpi("wait", unit=unit),
        *(seen("2", period, of="wait") for period in ("2014-15-Q1", "2014-15-Q2")),
        seen("9", YEAR_TO_DATE, of="wait"),
    ]
    assert checks(*facts) == []


# What is suppressed


@pytest.mark.parametrize(
    "facts",
    [
        [calls("50"), *(calls(value, breakdown=place) for value, place in (("14", "Preston"), ("[c]", "York")))],
        [calls("90", "2014-15"), *(calls(value, f"2014-15-Q{at}") for at, value in enumerate(("35", "[c]", "24"), 1))],
        [calls("60", YEAR_TO_DATE), calls("[c]", "2014-15-Q1"), calls("60")],
    ],
)
def test_a_sum_with_a_part_that_is_suppressed_is_neither_compared_nor_counted(facts):
    assert reconcile(known(*NUMBERS, *facts, by="2016-12-31")).checks == ()


def test_a_sum_of_indicators_with_one_that_is_suppressed_is_not_compared():
    relations = [related("total", "all_calls", "calls"), related("total", "all_calls", "letters")]
    facts = [kpi("letters", unit="number"), seen("90", of="all_calls"), calls("87"), seen("[c]", of="letters")]
    assert reconcile(known(*NUMBERS, *facts, by="2016-12-31"), relations).checks == ()
