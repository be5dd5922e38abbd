import re
from datetime import date

import pytest

from ccpi_nb.domain.indicators import Polarity
from ccpi_nb.files.cells import choice, day, filled, known


def test_a_cell_that_is_right_is_taken_as_it_is():
    assert (filled("x"), day("2014-12-11"), choice(Polarity, "polarity", "lower"), known("place", ["Preston"], "Preston")) == (
        "x",
        date(2014, 12, 11),
        Polarity.LOWER,
        "Preston",
    )


@pytest.mark.parametrize(
    ("parse", "problem"),
    [
        (lambda: filled(""), "the cell is blank; fill it"),
        (lambda: day("11/12/2014"), "'11/12/2014' is not a day; write year, month, day: 2014-12-11"),
        (lambda: day("2014-02-30"), "'2014-02-30' is not a day of the calendar"),
        (lambda: choice(Polarity, "polarity", "lowr"), "there is no polarity 'lowr'; did you mean 'lower'?"),
        (lambda: known("place", iter(["Preston"]), "Prestn"), "there is no place 'Prestn'; did you mean 'Preston'?"),
    ],
)
def test_a_cell_that_is_wrong_is_refused_with_the_remedy(parse, problem):
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        parse()
