from decimal import Decimal

import pytest
from builders import target
from hypothesis import example, given
from hypothesis import strategies as st

from ccpi_nb.domain.decimals import decimals_of, decimals_that_tell, rounded

tenths = st.decimals(0, 4000, places=1) | st.decimals(100, 130, places=1)


def aim(value, tolerance="0", comparator="<="):
    return target(str(value), comparator, tolerance=str(tolerance))


@pytest.mark.parametrize(("value", "decimals"), [("119.50", 1), ("1200", 0), ("1E+3", 0), ("0.00", 0), ("-0.125", 3)])
def test_a_value_needs_the_decimals_without_its_last_zeros(value, decimals):
    assert decimals_of(Decimal(value)) == decimals


@pytest.mark.parametrize(("value", "decimals"), [("-0.4", 0), ("-0.04", 1), ("0", 2)])
def test_what_is_rounded_to_zero_has_no_sign(value, decimals):
    assert not rounded(Decimal(value), decimals).is_signed()


@pytest.mark.parametrize(
    ("values", "targets", "decimals"),
    [
        ((), (), 0),
        (("119.7",), (), 0),
        (("119.7",), (aim("119"),), 0),
        (("119.3",), (aim("119"),), 1),
        (("119.03",), (aim("119"),), 2),
        (("119",), (aim("119"),), 0),
        (("118.5",), (aim("119"),), 1),
        (("119.7",), (aim("119.5"),), 1),
        (("119.7",), (aim("119", "0.5"),), 1),
        (("124.3",), (aim("119", "5"),), 1),
        (("124",), (aim("119", "5"),), 0),
        (("119.3", "119.4"), (), 1),
        (("10.4", "20.6"), (), 1),  # 00:10 and 00:21 would not be 00:10 apart
        (("119.7", "44.6"), (), 0),
    ],
)
def test_there_are_as_many_decimals_as_tell_values_and_targets_apart(values, targets, decimals):
    assert decimals_that_tell(map(Decimal, values), targets) == decimals


@given(
    st.lists(tenths, min_size=1, max_size=6), tenths, st.decimals(0, 9, places=1), st.sampled_from(["<=", "<", ">="])
)
@example([Decimal("119.3")], Decimal(119), Decimal("0.5"), "<=")
def test_what_is_printed_rates_and_differs_as_the_values_do(values, value, tolerance, comparator):
    agreed = aim(value, tolerance, comparator)
    decimals = decimals_that_tell(values, [agreed])
    printed = [rounded(number, decimals) for number in values]
    assert rounded(agreed.value, decimals) == agreed.value
    assert rounded(agreed.tolerance, decimals) == agreed.tolerance
    for number, shown in zip(values, printed, strict=True):
        assert agreed.met_by(shown) == agreed.met_by(number)
        assert (agreed.shortfall(shown) <= tolerance) == (agreed.shortfall(number) <= tolerance)
        for other, beside in zip(values, printed, strict=True):
            assert rounded(number - other, decimals) == shown - beside
