import pytest
from builders import p

from ccpi_nb.charts.drawing import sheet
from ccpi_nb.charts.timeline import is_length, thinned
from ccpi_nb.domain.periods import short_name


@pytest.mark.parametrize(
    ("period", "name", "length"),
    [
        ("2014-11-09", "9 Nov 2014", False),
        ("2014-11", "Nov 2014", False),
        ("2014-15-Q2", "Jul to Sep 2014", False),
        ("2014-15", "2014/15", True),
        ("2014-04/2014-10", "Apr to Oct 2014", True),
        ("2015-10/2016-02", "Oct 2015 to Feb 2016", True),
    ],
)
def test_a_period_has_a_name_that_fits_beside_its_value(period, name, length):
    assert short_name(p(period)) == name
    assert is_length(p(period)) is length


def spots(count: int) -> list[tuple[float, float, str]]:
    """Values that rise to the middle and fall again, each with its period."""
    return [(float(place), float(-abs(place - count // 2)), f"{place}%\nQ{place}") for place in range(count)]


def left_of(spots: list[tuple[float, float, str]]) -> list[str]:
    """What is written beside them on a chart that holds them."""
    with sheet(3) as (_, axes):
        axes.set(xlim=(-1, 20), ylim=(-10, 10))
        return [text for _, _, text in thinned(axes, spots)]


@pytest.mark.parametrize(("count", "shown", "with_period"), [(8, 8, 8), (9, 9, 2), (16, 16, 2), (17, 3, 2)])
def test_the_more_values_there_are_the_less_is_written_beside_them(count, shown, with_period):
    texts = left_of(spots(count))
    assert len(texts) == shown
    assert [text for text in texts if "\n" in text][:: with_period - 1] == ["0%\nQ0", f"{count - 1}%\nQ{count - 1}"]
    assert sum("\n" in text for text in texts) == with_period
    assert f"{count // 2}%" in {text.splitlines()[0] for text in texts}


def test_values_that_crowd_each_other_go_without_their_periods():
    crowd = [
        (0.0, 0.0, "a\nQ1"),
        (5.0, 0.0, "b\nQ2"),
        (5.5, 1.0, "c\nQ3"),
        (5.6, 9.0, "d\nQ4"),
        (9.0, 0.0, "e\nQ1"),
        (9.1, 0.0, "f\nQ2"),
    ]
    assert left_of(crowd) == ["a\nQ1", "b", "c", "d\nQ4", "e", "f\nQ2"]
