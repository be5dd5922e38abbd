from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.indicators import DataRow, Direction, Polarity, Shorthand, direction

values = st.decimals(-1000, 1000, places=2)


@pytest.mark.parametrize(
    ("polarity", "earlier", "later", "expected"),
    [
        (Polarity.HIGHER, "62.07", "65.5", Direction.IMPROVING),
        (Polarity.HIGHER, "65.5", "62.07", Direction.WORSENING),
        (Polarity.LOWER, "62.07", "65.5", Direction.WORSENING),
        (Polarity.LOWER, "65.5", "62.07", Direction.IMPROVING),
        (Polarity.HIGHER, "5.1", "5.10", Direction.NO_CHANGE),
        (Polarity.LOWER, "0", "0", Direction.NO_CHANGE),
        (Polarity.NONE, "1", "2", None),
        (Polarity.NONE, "1", "1", None),
    ],
)
def test_the_direction_is_the_way_the_indicator_should_go(polarity, earlier, later, expected):
    assert direction(polarity, Decimal(earlier), Decimal(later)) is expected


@pytest.mark.parametrize("polarity", Polarity)
@pytest.mark.parametrize(("earlier", "later"), [(None, Decimal(1)), (Decimal(1), None), (None, None)])
def test_nothing_is_said_of_the_direction_from_or_to_a_missing_value(polarity, earlier, later):
    assert direction(polarity, earlier, later) is None


@given(values, values)
def test_what_improves_forwards_worsens_backwards_and_for_the_other_polarity(earlier, later):
    opposite = {
        Direction.IMPROVING: Direction.WORSENING,
        Direction.WORSENING: Direction.IMPROVING,
        Direction.NO_CHANGE: Direction.NO_CHANGE,
    }
    forwards = direction(Polarity.HIGHER, earlier, later)
    assert direction(Polarity.HIGHER, later, earlier) is opposite[forwards]
    assert direction(Polarity.LOWER, earlier, later) is opposite[forwards]


@given(st.builds(DataRow, st.text(min_size=1), st.integers(2, 10**6)))
def test_a_row_is_known_again_by_what_it_is_written_as(row):
    assert DataRow.parse(str(row)) == row


def test_shorthands_are_explained_in_words():
    assert {str(each): each.words for each in Shorthand} == {
        "[x]": "not available",
        "[z]": "not applicable",
        "[c]": "confidential",
    }


def test_a_row_of_data_is_named_as_a_spreadsheet_counts():
    assert str(DataRow("data/targets.csv", 2)) == "data/targets.csv, row 2"
