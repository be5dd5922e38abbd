import csv
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import target
from hypothesis import given
from hypothesis import strategies as st
from real import PRICES

from ccpi_nb.domain.indicators import Polarity
from ccpi_nb.trends.process_limits import LEAST, Assurance, Nature, Rule, Way, Xmr

HIGHER, LOWER, NONE = Polarity.HIGHER, Polarity.LOWER, Polarity.NONE
TO_AND_FRO = (0, 2) * 7  # mean 1, process limits 5.32 off

# Few different numbers, so that values repeat, stand on lines and make patterns; and steps, so that they drift.
leaping = st.lists(st.integers(0, 9).map(Decimal), min_size=13, max_size=30)
drifting = st.lists(st.integers(-2, 2), min_size=13, max_size=30).map(
    lambda steps: [Decimal(sum(steps[: end + 1])) for end in range(len(steps))]
)
series = (leaping | drifting).map(tuple)
polarities = st.sampled_from(Polarity)


def xmr(*values: object) -> Xmr:
    return Xmr(tuple(Decimal(str(value)) for value in values))


def among_zeros(*values: object, apart: int = 0) -> Xmr:
    """The values in the midst of 21, with so many zeros between them; all others are zero."""
    spread = [each for value in values for each in (value, *(0,) * apart)]
    return xmr(*(0,) * 4, *spread, *(0,) * (17 - len(spread)))


def published(column: str) -> Xmr:
    return Xmr(tuple(Decimal(row[column]) for row in csv.DictReader(PRICES.read_text().splitlines())))


def places(chart: Xmr, rule: Rule, way: Way = Way.HIGH) -> list[tuple[int, ...]]:
    return [signal.places for signal in chart.signals if (signal.rule, signal.way) == (rule, way)]


def facts(chart: Xmr) -> list[tuple[Rule, Way, tuple[int, ...]]]:
    return [(signal.rule, signal.way, signal.places) for signal in chart.signals]


def turned(signals: list[tuple[Rule, Way, tuple[int, ...]]]) -> set[tuple[Rule, Way, tuple[int, ...]]]:
    """The same on the other side."""
    return {(rule, Way.LOW if way is Way.HIGH else Way.HIGH, places) for rule, way, places in signals}


# Published series


def test_the_limits_are_those_that_nhsrplotthedots_publishes_for_excels_method():
    """NHSRplotthedots 0.2.2, vignette 'Deviations from Excel defaults', `screen_outliers = FALSE`."""
    chart = xmr(1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
    assert [round(float(line), 2) for line in (chart.lower, chart.mean, chart.upper)] == [-3.06, 1.94, 6.95]
    assert facts(chart) == [(Rule.OUTSIDE, Way.HIGH, (4,))]


def test_prices_from_month_to_month_varied_by_common_cause():
    """By hand: the changes add up to 3.7, the moving ranges to 5.6."""
    chart = published("one_month")
    assert chart.mean == Fraction("3.7") / 13
    assert chart.upper == Fraction("3.7") / 13 + Fraction("2.66") * Fraction("5.6") / 12
    assert chart.lower == Fraction("3.7") / 13 - Fraction("2.66") * Fraction("5.6") / 12
    assert chart.signals == ()
    assert chart.nature(12, LOWER) is Nature.COMMON
    assert chart.assurance(target("2", "<=")) is Assurance.PASSES
    assert chart.assurance(target("0.2", "<=")) is Assurance.HIT_OR_MISS


def test_prices_over_twelve_months_rose_and_fell_again_by_special_cause():
    """By hand: the rates add up to 55.8, the moving ranges to 3.7; limits 3.472 and 5.112, near ones 3.746 and 4.839.

    Six in a row fell.
    """
    chart = published("twelve_months")
    assert (round(float(chart.lower), 3), round(float(chart.upper), 3)) == (3.472, 5.112)
    assert facts(chart) == [
        (Rule.OUTSIDE, Way.HIGH, (6,)),
        (Rule.OUTSIDE, Way.LOW, (11,)),
        (Rule.NEAR_LIMIT, Way.HIGH, (6, 7)),
        (Rule.NEAR_LIMIT, Way.LOW, (10, 11, 12)),
    ]
    assert (chart.nature(12, LOWER), chart.way(12, LOWER)) == (Nature.IMPROVING, Way.LOW)
    assert chart.assurance(target("2", "<=")) is Assurance.FAILS


# Boundaries


@pytest.mark.parametrize("count", [2, 12])
def test_fewer_than_thirteen_values_make_no_chart(count):
    with pytest.raises(ValueError, match=f"{count} values are too few for a control chart, which needs 13"):
        xmr(*range(count))
    assert LEAST == 13
    assert xmr(*range(13)).mean == 6


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("value", "flagged"), [("6.586", False), ("6.587", True)])
def test_a_value_on_a_process_limit_is_not_outside_it(value, flagged, sign):
    chart = among_zeros(sign * Decimal(value), sign * Decimal("14.414"), apart=3)
    way = Way.HIGH if sign == 1 else Way.LOW
    assert (Fraction(value) == abs(chart.mean) + chart.reach) is not flagged
    assert places(chart, Rule.OUTSIDE, way) == [(4,), (8,)][not flagged :]


@pytest.mark.parametrize(("value", "flagged"), [("2.412", []), ("2.413", [(4, 5)])])
def test_a_value_on_a_near_limit_is_not_beyond_it_and_one_outside_the_process_limits_is(value, flagged):
    chart = among_zeros(10, value, 1)
    assert (Fraction(value) == chart.mean + chart.reach * 2 / 3) is (not flagged)
    assert places(chart, Rule.OUTSIDE) == [(4,)]
    assert places(chart, Rule.NEAR_LIMIT) == flagged


@pytest.mark.parametrize(("third", "flagged"), [("0.75", []), ("0.76", [(4, 5)])])
def test_two_of_three_want_the_third_above_the_mean_too(third, flagged):
    assert places(among_zeros(10, 5, third), Rule.NEAR_LIMIT) == flagged


@pytest.mark.parametrize(
    ("values", "flagged"), [((6, 6, 1), [(4, 5)]), ((6, 1, 6), [(4, 6)]), ((1, 6, 6), [(5, 6)]), ((6, 1, 1, 6), [])]
)
def test_two_near_a_limit_count_wherever_they_stand_among_three_and_the_third_is_not_special(values, flagged):
    assert places(among_zeros(*values), Rule.NEAR_LIMIT) == flagged


@pytest.mark.parametrize(
    ("values", "flagged"),
    [
        ((5, 4, 5, 4, 5, 4, 1, 2, 3, 4, 5, 6, 0), []),
        ((5, 4, 5, 4, 5, 4, 0, 1, 2, 3, 4, 5, 6), [(6, 7, 8, 9, 10, 11, 12)]),
        ((5, 4, 5, 4, 5, 0, 1, 2, 3, 3, 4, 5, 6), []),
        ((0, 1, 2, 3, 4, 5, 6, 7, 5, 4, 5, 4, 5), [(0, 1, 2, 3, 4, 5, 6, 7)]),
    ],
)
def test_seven_values_that_rise_each_time_are_a_trend_and_six_are_none(values, flagged):
    assert places(xmr(*values), Rule.TREND) == flagged
    assert places(xmr(*(-value for value in values)), Rule.TREND, Way.LOW) == flagged


@pytest.mark.parametrize(
    ("heights", "flagged"),
    [
        ((2, 1, 2, 1, 2, 1, -1, -2, -1, -2, -1, -2, 0), []),
        ((2, 1, 2, 1, 2, 1, 2, -2, -1, -2, -1, -3, -2), [(0, 1, 2, 3, 4, 5, 6)]),
        ((2, 1, 2, 0, 2, 1, 2, 1, -2, -1, -3, -4, -1), []),
    ],
)
def test_seven_values_above_the_mean_are_a_shift_and_one_on_the_mean_breaks_it(heights, flagged):
    chart = xmr(*(50 + height for height in heights))
    assert chart.mean == 50
    assert places(chart, Rule.SHIFT) == flagged
    assert places(xmr(*(50 - height for height in heights)), Rule.SHIFT, Way.LOW) == flagged


@pytest.mark.parametrize(
    ("value", "assurance"),
    [
        ("6.33", Assurance.FAILS),
        ("6.32", Assurance.HIT_OR_MISS),
        ("1", Assurance.HIT_OR_MISS),
        ("-4.32", Assurance.HIT_OR_MISS),
        ("-4.33", Assurance.PASSES),
    ],
)
def test_a_target_on_a_process_limit_is_hit_or_miss(value, assurance):
    chart = xmr(*TO_AND_FRO)
    other = {Assurance.FAILS: Assurance.PASSES, Assurance.PASSES: Assurance.FAILS}.get(assurance, assurance)
    assert (chart.lower, chart.upper) == (Fraction("-4.32"), Fraction("6.32"))
    assert chart.assurance(target(value, ">=")) is chart.assurance(target(value, ">")) is assurance
    assert chart.assurance(target(value, "<=")) is chart.assurance(target(value, "<")) is other


@pytest.mark.parametrize(
    ("comparator", "value", "assurance"),
    [
        (">=", "100", "met"),
        (">", "100", "missed"),
        (">=", "100.1", "missed"),
        ("<=", "100", "met"),
        ("<", "100", "missed"),
        ("<", "101", "met"),
    ],
)
def test_a_series_that_never_varied_meets_its_target_always_or_never(comparator, value, assurance):
    chart = xmr(*[100] * 13)
    assert chart.signals == ()
    assert chart.assurance(target(value, comparator)) == f"consistently {assurance}"


# Verdicts


def test_only_the_latest_value_counts_and_a_better_sign_before_a_worse():
    rising = xmr(*(30, 10) * 3, 0, 1, 2, 3, 4, 5, 6, 5)
    assert rising.nature(13, HIGHER) is Nature.CONCERNING  # the last of nine below the mean
    assert {each.rule for each in rising.signals_at(10)} == {Rule.TREND, Rule.SHIFT}
    assert (rising.nature(10, HIGHER), rising.way(10, HIGHER)) == (Nature.IMPROVING, Way.HIGH)
    assert (rising.nature(10, LOWER), rising.way(10, LOWER)) == (Nature.IMPROVING, Way.LOW)
    assert (rising.nature(10, NONE), rising.way(10, NONE)) == (Nature.NEITHER, Way.HIGH)
    assert (xmr(*TO_AND_FRO).nature(13, NONE), xmr(*TO_AND_FRO).way(13, NONE)) == (Nature.COMMON, None)


# Laws


@given(series, st.decimals(-100, 100, places=1))
def test_a_series_moved_up_has_its_lines_moved_up_and_the_same_signals(values, shift):
    before, after = Xmr(values), Xmr(tuple(value + shift for value in values))
    assert (after.mean, after.lower, after.upper) == tuple(
        line + Fraction(shift) for line in (before.mean, before.lower, before.upper)
    )
    assert after.signals == before.signals


@given(series, st.decimals("0.1", 100, places=1))
def test_a_series_in_another_unit_has_its_lines_in_that_unit_and_the_same_signals(values, factor):
    before, after = Xmr(values), Xmr(tuple(value * factor for value in values))
    assert (after.mean, after.lower, after.upper) == tuple(
        line * Fraction(factor) for line in (before.mean, before.lower, before.upper)
    )
    assert after.signals == before.signals


@given(series, polarities)
def test_a_series_upside_down_has_the_same_signals_on_the_other_side(values, polarity):
    before, after = Xmr(values), Xmr(tuple(-value for value in values))
    assert (after.lower, after.mean, after.upper) == (-before.upper, -before.mean, -before.lower)
    assert set(facts(after)) == turned(facts(before))
    opposite = {HIGHER: LOWER, LOWER: HIGHER, NONE: NONE}[polarity]
    assert [after.nature(place, opposite) for place in range(len(values))] == [
        before.nature(place, polarity) for place in range(len(values))
    ]


@given(series)
def test_the_other_polarity_swaps_improving_and_concerning_unless_signs_point_both_ways(values):
    chart = Xmr(values)
    swapped = {Nature.IMPROVING: Nature.CONCERNING, Nature.CONCERNING: Nature.IMPROVING, Nature.COMMON: Nature.COMMON}
    for place in range(len(values)):
        both = len({each.way for each in chart.signals_at(place)}) == 2
        assert chart.nature(place, LOWER) is (Nature.IMPROVING if both else swapped[chart.nature(place, HIGHER)])
        assert (chart.nature(place, NONE) is Nature.COMMON) is (chart.nature(place, HIGHER) is Nature.COMMON)


@given(series)
def test_a_series_read_backwards_has_the_same_lines_and_its_trends_turn_round(values):
    before, after = Xmr(values), Xmr(values[::-1])
    assert (after.mean, after.reach) == (before.mean, before.reach)
    mirrored = [
        (rule, way, tuple(len(values) - 1 - place for place in reversed(own))) for rule, way, own in facts(after)
    ]
    trends = [each for each in mirrored if each[0] is Rule.TREND]
    assert turned(trends) | {each for each in mirrored if each[0] is not Rule.TREND} == set(facts(before))


@given(series, st.randoms(use_true_random=False))
def test_a_series_in_another_order_has_the_same_mean(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert Xmr(tuple(shuffled)).mean == Xmr(values).mean


@given(series)
def test_signals_are_in_the_series_and_what_lies_outside_is_always_among_them(values):
    chart = Xmr(values)
    for signal in chart.signals:
        assert signal.places == tuple(sorted(set(signal.places)))
        assert set(signal.places) <= set(range(len(values)))
    outside = {place for place, value in enumerate(values) if not chart.lower <= Fraction(value) <= chart.upper}
    assert outside == {place for signal in chart.signals if signal.rule is Rule.OUTSIDE for place in signal.places}


@given(series, st.integers(-20, 20).map(str), st.sampled_from([">=", "<="]))
def test_a_target_met_consistently_is_met_by_all_values_inside_the_limits(values, aim, comparator):
    chart, agreed = Xmr(values), target(aim, comparator)
    inside = [value for value in values if chart.lower <= Fraction(value) <= chart.upper]
    match chart.assurance(agreed):
        case Assurance.PASSES:
            assert all(map(agreed.met_by, inside))
        case Assurance.FAILS:
            assert not any(map(agreed.met_by, inside))
        case Assurance.HIT_OR_MISS:
            assert chart.lower <= Fraction(aim) <= chart.upper
