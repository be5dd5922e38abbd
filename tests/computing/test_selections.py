"""What the markup of a figure says of the rows behind it."""

import pytest

from ccpi_nb.computing.selections import marked, selection_of
from ccpi_nb.domain.indicators import DataRow

ROWS = [DataRow("data/observations/calls.csv", number) for number in range(2, 60)]


@pytest.mark.parametrize("number", [0, 1, 48])
def test_rows_are_named_one_by_one_and_each_once(number: int) -> None:
    assert marked([*ROWS[:number], *ROWS[:number]]) == tuple(map(str, ROWS[:number]))


def test_of_very_many_rows_the_selection_is_named_whatever_their_order() -> None:
    assert marked(ROWS[:49]) == marked(reversed(ROWS[:49])) == (selection_of(ROWS[:49]),)
    assert marked(ROWS[:49])[0].startswith("49 rows of 1 file, digest ")
    assert marked(ROWS[:49]) != marked(ROWS[1:50])
