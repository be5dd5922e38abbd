import pytest
from builders import p

from ccpi_nb.timeline import is_length, short_name, thinned


@pytest.mark.parametrize(
    ("period", "name", "length"),
    [
        ("2014-11-09", "9 Nov 2014", False),
        ("2014-11", "Nov 2014", False),
        ("2014-15-Q2", "Q2 2014/15", False),
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


@pytest.mark.parametrize(("count", "shown"), [(8, 8), (9, 9), (16, 16), (17, 3)])
def test_the_more_values_there_are_the_less_is_written_beside_them(count, shown):
    kept = thinned(spots(count))
    assert len(kept) == shown
    assert {text for _, _, text in kept if "\n" in text} == (
        {text for _, _, text in spots(count)} if count <= 8 else {"0%\nQ0", f"{count - 1}%\nQ{count - 1}"}
    )
    assert f"{count // 2}%" in {text.splitlines()[0] for _, _, text in kept}
