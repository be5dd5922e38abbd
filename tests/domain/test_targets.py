from datetime import date
from decimal import Decimal

import pytest
from builders import target
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.targets import Comparator, Rag, rate

comparators = st.sampled_from([str(comparator) for comparator in Comparator])
values = st.decimals(-1000, 1000, places=2)
tolerances = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        ("100", Rag.ON_TARGET),
        ("90", Rag.ON_TARGET),
        ("90.0", Rag.ON_TARGET),
        ("89.99", Rag.WITHIN_TOLERANCE),
        ("88", Rag.WITHIN_TOLERANCE),
        ("87.99", Rag.OFF_TARGET),
        ("0", Rag.OFF_TARGET),
    ],
)
def test_more_is_better_than_at_least_90_with_a_tolerance_of_2(value, rating):
    assert rate(target("90", ">=", tolerance="2"), Decimal(value)) is rating


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        ("0.24", Rag.ON_TARGET),
        ("0.25", Rag.ON_TARGET),
        ("0.26", Rag.WITHIN_TOLERANCE),
        ("0.30", Rag.WITHIN_TOLERANCE),
        ("0.31", Rag.OFF_TARGET),
    ],
)
def test_less_is_better_than_at_most_a_quarter_with_a_tolerance_of_a_twentieth(value, rating):
    assert rate(target("0.25", "<=", tolerance="0.05"), Decimal(value)) is rating


@pytest.mark.parametrize(
    ("comparator", "tolerance", "rating"),
    [
        ("<=", "0", Rag.ON_TARGET),
        (">=", "0", Rag.ON_TARGET),
        ("<", "0", Rag.OFF_TARGET),
        (">", "0", Rag.OFF_TARGET),
        ("<", "0.1", Rag.WITHIN_TOLERANCE),
        (">", "0.1", Rag.WITHIN_TOLERANCE),
    ],
)
def test_a_value_that_equals_a_strict_target_has_not_met_it(comparator, tolerance, rating):
    assert rate(target("0.4", comparator, tolerance=tolerance), Decimal("0.4")) is rating


def test_published_decimals_are_compared_exactly():
    # As binary fractions 0.1 + 0.2 is more than 0.3.
    assert rate(target("0.3", "<="), Decimal("0.1") + Decimal("0.2")) is Rag.ON_TARGET
    assert rate(target("100", ">="), Decimal("99.999")) is Rag.OFF_TARGET


@given(comparators, values, tolerances)
def test_a_missing_value_is_never_red(comparator, agreed, tolerance):
    assert rate(target(str(agreed), comparator, tolerance=str(tolerance)), None) is Rag.NO_DATA


@given(comparators, values, values)
def test_there_is_a_shortfall_only_where_the_target_is_missed(comparator, agreed, value):
    goal = target(str(agreed), comparator)
    if goal.met_by(value):
        assert goal.shortfall(value) == 0
    else:
        assert goal.shortfall(value) == abs(value - agreed)
    assert (rate(goal, value) is Rag.ON_TARGET) == goal.met_by(value)


@given(comparators, values, tolerances, values, values)
def test_a_value_further_off_is_never_rated_better(comparator, agreed, tolerance, one, other):
    goal = target(str(agreed), comparator, tolerance=str(tolerance))
    nearer, further = sorted((one, other), key=goal.shortfall)
    order = [Rag.ON_TARGET, Rag.WITHIN_TOLERANCE, Rag.OFF_TARGET]
    if goal.shortfall(nearer) < goal.shortfall(further):
        assert order.index(rate(goal, nearer)) <= order.index(rate(goal, further))


@pytest.mark.parametrize(
    ("day", "expected"), [("2014-03-31", False), ("2014-04-01", True), ("2015-03-31", True), ("2015-04-01", False)]
)
def test_both_days_that_bound_a_target_belong_to_it(day, expected):
    assert target(valid_from="2014-04-01", valid_to="2015-03-31").in_force_on(date.fromisoformat(day)) is expected


def test_a_target_without_an_end_is_still_in_force():
    assert target(valid_from="2014-04-01").in_force_on(date(2099, 1, 1))


def test_targets_are_read_out_in_words():
    assert [comparator.words for comparator in Comparator] == ["at least", "no more than", "below", "above"]
