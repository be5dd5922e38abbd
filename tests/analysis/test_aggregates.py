from fractions import Fraction
from statistics import median as middle

import pandas as pd
import pytest
from builders import refusal
from hypothesis import given
from hypothesis import strategies as st
from traces import traced, traced_months

from ccpi_nb.analysis.aggregates import largest, mean, median, running, smallest, total
from ccpi_nb.analysis.array import TracedArray
from ccpi_nb.analysis.traced import GAP, NOT_APPLICABLE, Traced
from ccpi_nb.computing.computations import Computation
from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.errors import InputError

AGGREGATES = [total, mean, median, smallest, largest]
numbers = st.lists(st.decimals(-10_000, 10_000, places=2), min_size=1, max_size=30)


@given(numbers)
def test_sums_and_means_are_exact_and_have_every_row(values) -> None:
    parts = traced_months(*map(str, values))
    fractions = [Fraction(value) for value in values]
    for aggregate, number in (
        (total, sum(fractions)),
        (mean, sum(fractions) / len(fractions)),
        (median, middle(fractions)),
    ):
        found = aggregate(parts)
        assert found.number == number
        assert set(found.rows) == {row for part in parts for row in part.rows}


@given(numbers)
def test_the_largest_and_smallest_are_values_themselves_with_their_own_row(values) -> None:
    parts = traced_months(*map(str, values))
    assert largest(parts) is next(part for part in parts if part.value == max(values))
    assert smallest(parts) is next(part for part in parts if part.value == min(values))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.decimals(-99, 99, places=1)), min_size=1, max_size=20))
def test_the_sums_of_groups_come_to_the_sum_of_all(values) -> None:
    parts = traced_months(*(str(value) for _, value in values))
    frame = pd.DataFrame({"group": [group for group, _ in values], "value": TracedArray._from_sequence(parts)})
    sums = frame.groupby("group").value.sum()
    assert sums.dtype == "traced"
    assert sums.sum().number == frame.value.sum().number
    assert set(sums.sum().rows) == set(frame.value.sum().rows)
    assert frame.groupby("group").value.cumsum().groupby(frame.group).last().tolist() == sums.tolist()


@pytest.mark.parametrize("aggregate", AGGREGATES)
@pytest.mark.parametrize("skipna", [True, False])
def test_a_hidden_part_hides_what_comes_of_all(aggregate, skipna: bool) -> None:
    parts = traced_months("14", "[c]", "33", "[x]")
    found = aggregate(parts, skipna=skipna)
    assert found.is_suppressed
    assert len(found.rows) == 4


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_a_part_that_is_not_available_leaves_it_incomplete_and_named(aggregate) -> None:
    parts = [traced("14", breakdown="Leyland"), traced("[x]", breakdown="Preston"), traced("33", breakdown="Chorley")]
    found = aggregate(parts)
    assert not found.is_missing
    assert found.note == "It is incomplete: it is without Preston."
    assert (found * 2).lacks == ("Preston",)
    assert aggregate(parts, skipna=False).shorthand is Shorthand.NOT_AVAILABLE


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_a_part_that_does_not_apply_is_left_out(aggregate) -> None:
    found = aggregate(traced_months("14", "[z]", "33"))
    assert (found.is_missing, found.note) == (False, "")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([], None),
        ([GAP], None),
        ([NOT_APPLICABLE], Shorthand.NOT_APPLICABLE),
        (traced_months("[x]", "[z]"), Shorthand.NOT_AVAILABLE),
    ],
)
@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_nothing_comes_of_nothing(aggregate, parts: list[Traced], reason: Shorthand | None) -> None:
    found = aggregate(parts)
    assert found.is_missing
    assert found.shorthand is reason


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_a_single_value_stays_as_it_is(aggregate) -> None:
    value = traced("74.16", unit="%", adds=False)
    assert aggregate([value, NOT_APPLICABLE]) is value


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_units_are_not_mixed(aggregate) -> None:
    parts = [traced("5", unit="£"), traced("5", of="waits", unit="days")]
    assert refusal(aggregate, parts) == (
        "£5 (calls) and 5 days (waits) can't be taken together: their units are £ and days; choose values of one unit"
    )


def test_percentages_are_not_added_up() -> None:
    assert refusal(total, traced_months("50", "70", unit="%", adds=False)) == (
        "the values of 'calls' do not add up to a whole: they are percentages, averages or parts that overlap; add up "
        "`numerator` and `denominator` and divide, or take the mean"
    )
    assert mean(traced_months("50", "70", unit="%", adds=False)).figure().text == "60.0%"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("2014-15-Q1", ""), ("2014-04/2014-09", "")),
        (("2014-15-Q1", ""), ("2014-15-Q1", "")),
        (("2014-15-Q1", "Preston"), ("2014-05", "Preston")),
    ],
)
@pytest.mark.parametrize("scaled", [1, 1000])
def test_periods_that_overlap_are_not_added_up(one: tuple[str, str], other: tuple[str, str], scaled: int) -> None:
    parts = [traced("5", period, breakdown=breakdown) * scaled for period, breakdown in (one, other)]
    assert f"{one[0]} and {other[0]} overlap" in refusal(total, parts)
    if one != other:
        assert f"{one[0]} and {other[0]} overlap" in refusal(sum, parts)


@pytest.mark.parametrize("aggregate", [mean, median])
def test_a_quarter_has_no_mean_with_the_half_year_around_it_but_rolling_years_have_one(aggregate) -> None:
    quarter, half = traced("5", "2014-15-Q1"), traced("9", "2014-04/2014-09")
    assert "2014-15-Q1 and 2014-04/2014-09 overlap" in refusal(aggregate, [quarter, half])
    years = [traced("5", "2014-01/2014-12"), traced("9", "2014-02/2015-01")]
    assert aggregate(years).value == 7
    assert "overlap" in refusal(total, years)


def test_a_whole_is_not_added_to_its_parts() -> None:
    parts = [traced("50"), traced("14", breakdown="Leyland"), traced("36", breakdown="Preston")]
    assert refusal(total, parts) == (
        "'calls' would be counted twice: 2014-04 has both the whole and its part 'Leyland'; choose rows with a "
        "breakdown, or those without"
    )
    assert refusal(mean, parts) == refusal(total, parts)
    assert total(parts[1:]).value == 50
    assert (parts[0] - parts[1]).value == 36


def test_sums_of_sums_are_held_against_each_other() -> None:
    first, second, third = traced_months("1", "2", "3")
    assert total([total([first, second]), third]).value == 6
    with pytest.raises(InputError, match="counted twice"):
        total([total([first, second]), total([second, third])])


def test_differences_may_share_rows() -> None:
    first, second, third = traced_months("1", "2", "5")
    assert total([second - first, third - second]).value == 4


def test_what_is_about_something_is_no_part_of_a_sum() -> None:
    parts = [traced("20", qualifier="about"), traced("30", "2014-05")]
    assert total(parts).note == "It cannot be said, because parts of it are given with 'about'."
    assert total(parts[:1]).figure().text == "about 20"


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_what_cannot_be_said_is_not_left_out_of_what_is_worked_out_from_it(aggregate) -> None:
    unsaid = total([traced("20", qualifier="about"), traced("30", "2014-05")])
    found = aggregate([unsaid, traced("7", "2014-06")])
    assert found.note == unsaid.note
    assert len(found.rows) == 3
    assert running(total, [traced("20", qualifier="about"), *traced_months("1", "2")])[-1].note == unsaid.note


def test_an_estimate_makes_its_sum_one() -> None:
    parts = [traced("20", qualifier="estimated"), traced("30", "2014-05", qualifier="provisional")]
    assert total(parts).figure().text == "estimated 50"


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (["1", "2", "[c]", "4"], ["1", "3", "[c]", "[c]"]),
        (["1", "[x]", "4"], ["1", "[x]", "5"]),
        (["1", "[z]", "4"], ["1", "[z]", "5"]),
        (["[c]", "[x]"], ["[c]", "[c]"]),
        (["[x]", "[z]", "4", "5"], ["[x]", "[z]", "4", "9"]),
    ],
)
def test_a_running_sum_goes_on_after_what_is_missing_but_not_after_what_is_hidden(
    values: list[str], texts: list[str]
) -> None:
    assert [value.text for value in running(total, traced_months(*values))] == texts


def test_a_mean_of_minutes_and_seconds_has_whole_seconds() -> None:
    assert mean(traced_months("84", "41", unit="mm:ss")).figure().text == "1 min 3 s"


def test_a_mean_has_one_more_decimal_and_money_pence() -> None:
    assert mean(traced_months("1", "2", "2")).figure().text == "1.7"
    assert mean(traced_months("1", "2", "2", unit="£")).figure().text == "£1.67"


def test_the_computation_is_named_where_it_is_of_values_as_observed() -> None:
    parts = traced_months("1", "2", "4")
    assert [aggregate(parts).computation for aggregate in (total, mean, median)] == [
        Computation.TOTAL,
        Computation.MEAN,
        Computation.MEDIAN,
    ]
    assert mean([total(parts[:2]), parts[2]]).computation == Computation.WORKED_OUT
    assert mean(parts).formula == "(1 + 2 + 4) ÷ 3"
