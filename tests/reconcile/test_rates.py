"""Percentages, monthly averages and changes worked out again."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import known, kpi, related, seen, words

from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.findings import Comparison, Kind

RATE = related("rate", "calls_answered", "answered", "offered")
NUMBERS = (
    kpi("answered", unit="number"),
    kpi("offered", unit="number"),
    kpi("change", unit="number"),
    kpi("a_month", unit="number"),
)


def share(value: str, part: str, whole: str, *, qualifier: str = ""):
    return replace(seen(value, qualifier=qualifier), numerator=Decimal(part), denominator=Decimal(whole))


def checks(*facts, relations=(RATE,), of: Comparison = Comparison.RATES):
    return [each for each in reconcile(known(*NUMBERS, *facts), relations).checks if each.comparison is of]


def finding(*facts, relations=(RATE,), of: Comparison = Comparison.RATES):
    (check,) = checks(*facts, relations=relations, of=of)
    return check.finding


@pytest.mark.parametrize(
    ("value", "part", "whole"), [("0.11", "8", "7053"), ("92.6", "3339", "3606"), ("50", "1", "2"), ("1", "1", "200")]
)
def test_a_percentage_that_its_numbers_give_holds(value, part, whole):
    assert finding(share(value, part, whole)) is None


def test_a_percentage_with_its_decimals_cut_off_is_slight():
    found = finding(share("0.39", "29", "7304"))
    assert (found.kind, found.key, found.severity) == (Kind.RATE, "rate: calls_answered @ 2014-15-Q2", "Slight")
    assert (
        words(found.words)
        == "[29] of [7,304] is [0.397%], which rounds to [0.40%]; what is printed has its decimals cut off."
    )
    assert [(side.what, words(side.said)) for side in found.sides] == [("Table", "[0.39%]"), ("Worked out", "[0.397%]")]


def test_a_percentage_worked_out_from_one_row_has_its_two_numbers_as_inputs():
    shares = [run for run in finding(share("0.39", "29", "7304")).words if getattr(run, "computation", "")]
    assert [figure.text for figure in shares] == ["0.397%", "0.40%"]
    assert {tuple(row.value for row in figure.rows) for figure in shares} == {("29", "7304")}


def test_a_percentage_that_its_numbers_do_not_give_is_as_large_as_it_is():
    found = finding(share("60", "1", "2"))
    assert (found.severity, found.size.apart.text) == ("Large", "10.0 percentage points")
    assert words(found.words) == "[1] of [2] is [50.0%]."


@pytest.mark.parametrize(("qualifier", "holds"), [("over", True), ("about", False), ("under", False)])
def test_a_percentage_may_be_over_what_it_says(qualifier, holds):
    assert (finding(share("50", "6", "10", qualifier=qualifier)) is None) is holds


def test_numbers_may_be_indicators_of_their_own():
    numbers = (seen("29", of="answered"), seen("7304", of="offered"))
    assert finding(seen("0.40"), *numbers) is None
    found = finding(seen("0.39"), *numbers)
    assert words(found.words).startswith("[29] of [7,304] is [0.397%]")
    assert [row.indicator for row in found.sides[1].said[0].rows] == ["answered", "offered"]


@pytest.mark.parametrize(
    "facts",
    [
        [seen("0.39"), seen("29", of="answered")],
        [seen("0.39"), seen("29", of="answered"), seen("0", of="offered")],
        [seen("0.39"), seen("29", of="answered", qualifier="about"), seen("7304", of="offered")],
        [seen("0.39"), seen("29", "2014-15-Q1", of="answered"), seen("7304", of="offered")],
        [share("0.39", "1", "0")],
    ],
)
def test_a_percentage_without_its_numbers_is_not_worked_out(facts):
    assert checks(*facts) == []


PER_MONTH = related("per month", "a_month", "answered")


@pytest.mark.parametrize(
    ("value", "qualifier", "holds"), [("213", "", True), ("212", "", False), ("200", "about", True)]
)
def test_a_monthly_average_is_that_of_the_period(value, qualifier, holds):
    facts = [
        seen(value, "2014-04/2014-09", of="a_month", qualifier=qualifier),
        seen("1275", "2014-04/2014-09", of="answered"),
    ]
    found = finding(*facts, relations=[PER_MONTH])
    assert (found is None) is holds
    if found:
        assert words(found.sides[1].said) == "[212.5]"


def test_a_monthly_average_is_not_added_up():
    facts = [seen("100", period, of="a_month") for period in ("2014-15-Q1", "2014-15-Q2", "2014-04/2014-09")]
    assert checks(*facts, relations=[PER_MONTH], of=Comparison.OVER_TIME) == []
    assert len(checks(*facts, relations=[], of=Comparison.OVER_TIME)) == 1


CHANGE = related("difference", "change", "answered")


@pytest.mark.parametrize(("said", "holds"), [("10", True), ("11", True), ("12", False), ("-10", False)])
def test_a_change_is_that_between_its_values_as_near_as_rounding_goes(said, holds):
    facts = [seen(said, of="change"), seen("30", of="answered"), seen("20", "2014-15-Q1", of="answered")]
    found = finding(*facts, relations=[CHANGE], of=Comparison.CHANGES)
    assert (found is None) is holds
    if found:
        assert (found.kind, words(found.words)) == (Kind.CHANGE, "The value went from [20] to [30].")
        assert words(found.sides[1].said) == "[10]"


def test_a_change_from_nothing_is_not_worked_out():
    assert checks(seen("10", of="change"), seen("30", of="answered"), relations=[CHANGE], of=Comparison.CHANGES) == []
    other_kind = seen("20", "2014-06", of="answered")
    assert (
        checks(
            seen("10", of="change"), seen("30", of="answered"), other_kind, relations=[CHANGE], of=Comparison.CHANGES
        )
        == []
    )
