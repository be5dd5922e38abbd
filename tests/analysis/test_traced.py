import pickle
import re
from decimal import Decimal
from fractions import Fraction
from operator import add, mul, sub, truediv

import numpy as np
import pytest
from builders import refusal
from hypothesis import given
from hypothesis import strategies as st
from traces import traced, traced_months

from ccpi_nb.analysis.traced import GAP, NOT_APPLICABLE, Traced
from ccpi_nb.computing.computations import Computation
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.errors import InputError

OPERATIONS = [add, sub, mul, truediv]
numbers = st.decimals(-10_000, 10_000, places=2).filter(bool)


def rows(*values: Traced) -> set[object]:
    return {row for value in values for row in value.rows}


@given(numbers, numbers, st.sampled_from(OPERATIONS))
def test_what_comes_of_two_values_is_exact_and_has_the_rows_of_both(one, other, operation) -> None:
    first, second = traced_months(str(one), str(other))
    found = operation(first, second)
    assert found.number == operation(Fraction(one), Fraction(other))
    assert set(found.rows) == rows(first, second)
    assert len(found.rows) == 2


@given(numbers, numbers | st.integers(1, 99), st.sampled_from(OPERATIONS), st.booleans())
def test_a_typed_number_is_counted_with_as_it_reads(one, typed, operation, is_first) -> None:
    value = traced(str(one))
    found = operation(float(typed), value) if is_first else operation(value, float(typed))
    expected = [Fraction(str(float(typed))), Fraction(one)]
    assert found.number == operation(*(expected if is_first else expected[::-1]))
    assert found.rows == value.rows


@given(st.lists(numbers, min_size=2, max_size=4), st.lists(st.sampled_from(OPERATIONS), min_size=3, max_size=3))
def test_a_formula_comes_to_the_value(values, operations) -> None:
    found, *others = traced_months(*map(str, values), unit="")
    for other, operation in zip(others, operations, strict=False):
        found = operation(found, other)
        if found.is_missing:
            return
    python = found.formula.translate(str.maketrans("−\N{MULTIPLICATION SIGN}÷", "-*/"))
    python = re.sub(r"\d+(\.\d+)?", lambda number: f"Fraction('{number[0]}')", python)
    assert eval(python, {"Fraction": Fraction}) == found.number


def test_a_third_three_times_is_one_again() -> None:
    third = traced("1") / 3
    assert (third * 3).value == 1
    assert third.quotient == Fraction(1, 3)
    assert str(third) == "0.3333333333333333333333333333"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("2.5", 0, "3"), ("-2.5", 0, "−3"), ("0.04", 1, "0.0"), ("-0.04", 1, "0.0"), ("1234.5", None, "1,234.5")],
)
def test_a_figure_is_rounded_half_up(value: str, decimals: int | None, text: str) -> None:
    figure = traced(value).figure(decimals)
    assert figure.text == text
    assert figure.computation == (Computation.ROUNDED if decimals is not None else "")


@pytest.mark.parametrize(
    ("left", "sign", "right", "unit"),
    [
        ("£m", "/", "number", Unit.POUNDS_MILLION),
        ("£", "/", "£", None),
        ("%", "-", "%", "percentage points"),
        ("%", "+", "%", Unit.PERCENT),
        ("number", "*", "£", Unit.POUNDS),
        ("%", "*", "number", Unit.PERCENT),
        ("days", "-", "days", Unit.DAYS),
    ],
)
def test_units_are_carried(left: str, sign: str, right: str, unit: object) -> None:
    one, other = traced("6", unit=left), traced("3", "2014-05", unit=right)
    assert {"/": truediv, "-": sub, "+": add, "*": mul}[sign](one, other).unit == unit


@pytest.mark.parametrize(
    ("operation", "left", "right"), [(add, "£", "number"), (sub, "%", "days"), (mul, "%", "£m"), (truediv, "£", "£m")]
)
def test_units_that_do_not_go_together_are_refused(operation, left: str, right: str) -> None:
    one, other = traced("6", unit=left), traced("3", "2014-05", unit=right, of="waits")
    with pytest.raises(InputError, match=f"their units are {re.escape(left)} and {re.escape(right)}"):
        operation(one, other)


def test_the_sentence_on_units_names_both_values() -> None:
    assert refusal(lambda: traced("6", unit="£") + traced("3", of="waits", unit="days")) == (
        "£6 (calls) and 3 days (waits) can't be added: their units are £ and days; choose values of one unit"
    )


def test_percentage_points_have_their_sign_apart() -> None:
    later, earlier = traced("74.16", "2014-05", unit="%"), traced("77.59", unit="%")
    figure = (later - earlier).figure()
    assert (figure.text, figure.sign, figure.value) == ("3.43 percentage points", "−", "-3.43")
    assert figure.computation == Computation.CHANGE


def test_a_change_has_the_earlier_row_first_as_the_ledger_reads_it() -> None:
    later, earlier = traced("5", "2014-05"), traced("3")
    assert (later - earlier).figure().rows == (*earlier.rows, *later.rows)


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (traced("6") + traced("3", "2014-05"), Computation.TOTAL),
        (traced("6") / traced("3", of="waits"), Computation.RATIO),
        (traced("6") - traced("3", of="waits"), Computation.WORKED_OUT),
        (traced("6") * 100, Computation.WORKED_OUT),
        ((traced("6") + traced("3", "2014-05")) / 2, Computation.WORKED_OUT),
    ],
)
def test_a_computation_is_named(found: Traced, name: Computation) -> None:
    assert found.figure().computation == name


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("[c]", "[x]", Shorthand.CONFIDENTIAL),
        ("[z]", "[c]", Shorthand.CONFIDENTIAL),
        ("5", "[c]", Shorthand.CONFIDENTIAL),
        ("[x]", "[z]", Shorthand.NOT_AVAILABLE),
        ("5", "[z]", Shorthand.NOT_APPLICABLE),
    ],
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_missing_stays_missing_for_its_strongest_reason(operation, one: str, other: str, reason: Shorthand) -> None:
    first, second = traced(one), traced(other, "2014-05")
    found = operation(first, second)
    assert found.is_missing
    assert found.shorthand is reason
    assert set(found.rows) == rows(first, second)
    assert found.figure().text == reason


def test_a_gap_is_not_available_and_has_no_row() -> None:
    assert GAP.figure().text == "[x]"
    assert not GAP.has_origin
    assert (traced("5") - GAP).is_missing
    assert (traced("5", unit="£") / NOT_APPLICABLE).shorthand is Shorthand.NOT_APPLICABLE


def test_what_is_divided_by_zero_is_not_said() -> None:
    found = traced("5") / traced("0", "2014-05")
    assert found.figure().text == "[z]"
    assert found.note == "It cannot be said, because nothing can be divided by zero."


def test_about_twenty_less_about_five_is_not_said() -> None:
    about = traced("20", qualifier="about")
    assert (about * 2).figure().text == "about 40"
    assert (about - traced("5", "2014-05")).note == "It cannot be said, because parts of it are given with 'about'."
    for unsaid in (100 / about, -about, about * -2, 30 - about):
        assert unsaid.figure().text == "[z]"
    assert sum([about]).figure().text == "about 20"


def test_a_forecast_stays_one() -> None:
    assert (traced("20", qualifier="forecast") + traced("5", "2014-05")).figure().text == "forecast 25"


def test_a_number_that_has_lost_its_origin_takes_it_from_what_is_worked_out_with_it() -> None:
    value, lost = traced("6"), np.float64(2)
    for found in (value * lost, lost * value, value - lost, lost / value):
        assert isinstance(found, float)


def test_numpy_takes_objects_and_whole_numbers_as_they_are_and_else_gives_floats() -> None:
    value = traced("6")
    assert (np.int64(2) * value).rows == value.rows
    assert (np.array([value, value], dtype=object) + traced("1", "2014-05")).tolist() == [7, 7]
    assert (np.array([1.5, 2.5]) * value).tolist() == [9.0, 15.0]
    assert np.sqrt(traced("9")) == 3.0
    assert np.isfinite(value)
    assert not np.isfinite(traced("[c]"))


def test_numbers_are_compared_wherever_they_come_from() -> None:
    value = traced("6")
    assert value == 6 == traced("6", of="waits")
    assert value < 7
    assert value > Decimal("5.9")
    assert value <= np.float64(6)
    assert value < float("inf")
    assert value != traced("6", unit="£")
    assert hash(value) == hash(6)


def test_a_missing_value_is_neither_more_nor_less() -> None:
    hidden = traced("[c]")
    assert not (hidden < 5 or hidden > 5 or hidden == 5)
    assert hidden == traced("[c]") != traced("[x]")


def test_values_in_other_units_are_not_compared() -> None:
    with pytest.raises(InputError, match="can't be compared"):
        traced("6", unit="£") < traced("3", unit="days")  # noqa: B015


def test_a_ratio_has_a_percentage_and_an_amount_none() -> None:
    ratio = traced("3") / traced("4", of="offered")
    assert ratio.percentage.figure().text == "75.00%"
    assert refusal(lambda: traced("3").percentage).startswith("3 is no ratio")


def test_a_value_comes_back_from_a_pickle() -> None:
    value = traced("6") / 7
    assert pickle.loads(pickle.dumps(value)) == value


def test_a_value_shows_itself_as_it_is_read_with_the_number_of_its_rows() -> None:
    assert repr(traced("77.59")) == "<77.59, 1 row>"
    assert repr(GAP) == "<[x], 0 rows>"
