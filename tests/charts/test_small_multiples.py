"""Panels of a breakdown: one scale, no line over periods that overlap, every value in words."""

import re

import pytest
from builders import known, kpi, p, seen

from ccpi_nb.charts.small_multiples import small_multiples
from ccpi_nb.document.model import Absent, Chart

QUARTERS = ("2014-15-Q1", "2014-15-Q2", "2014-15-Q3")
CALLS = kpi("calls", unit="number", decimals=0, breakdown="place")


def charts(values: dict[tuple[str, str], str], *periods: str) -> tuple[Chart, ...]:
    rows = [seen(value, period, of="calls", breakdown=place) for (place, period), value in values.items()]
    drawn = small_multiples(known(CALLS, *rows), "calls", [p(period) for period in periods], "Calls by place")
    assert not any(isinstance(chart, Absent) for chart in drawn)
    return tuple(chart for chart in drawn if isinstance(chart, Chart))


TWO = {
    (place, period): str(7 + 10 * row + column)
    for row, place in enumerate(("Preston", "Burnley"))
    for column, period in enumerate(QUARTERS)
}


def labels_in(svg: str) -> set[str]:
    return set(re.findall(r'data-text="([^"]*)"', svg))


def test_each_member_has_a_panel_with_its_first_and_its_last_value() -> None:
    (chart,) = charts(TWO, *QUARTERS)
    assert {"Preston", "Burnley", "7", "9", "17", "19"} <= labels_in(chart.svg)
    assert "8" not in labels_in(chart.svg)
    assert {figure.text for figure in chart.figures} == set(TWO.values())
    assert chart.alt.startswith(
        "Calls by place: Burnley had the most, 19, and Preston the fewest, 9, in October to December 2014. "
        "Small multiples on one scale, from April to June 2014 to October to December 2014. "
    )


def test_the_same_values_give_the_same_bytes() -> None:
    assert charts(TWO, *QUARTERS) == charts(TWO, *QUARTERS)


def test_a_line_joins_no_periods_that_overlap() -> None:
    to_date = {**TWO, ("Preston", "2014-04/2014-09"): "15", ("Burnley", "2014-04/2014-09"): "35"}
    (chart,) = charts(to_date, *QUARTERS, "2014-04/2014-09")
    assert {figure.text for figure in chart.figures} == set(TWO.values())


def test_of_one_period_there_are_bars() -> None:
    (chart,) = charts({key: value for key, value in TWO.items() if key[1] == "2014-15-Q1"}, *QUARTERS)
    assert ", in April to June 2014. Bar chart" in chart.alt


def test_many_members_take_several_charts() -> None:
    many = {(f"Place {chr(65 + n)}", at): str(n) for n in range(26) for at in QUARTERS}
    drawn = charts(many, *QUARTERS)
    assert len(drawn) == 2
    assert sum(len(chart.figures) for chart in drawn) == len(many)


def test_where_every_value_is_kept_back_the_panels_say_so() -> None:
    (chart,) = charts(dict.fromkeys(TWO, "[c]"), *QUARTERS)
    assert {"Preston", "Burnley"} <= labels_in(chart.svg)
    assert {figure.text for figure in chart.figures} == {"[c]"}


def test_without_a_breakdown_there_is_no_chart() -> None:
    (absent,) = small_multiples(known(CALLS, seen("3", of="calls")), "calls", [p("2014-15-Q2")], "Calls by place")
    assert absent == Absent("No data is held for: Calls by place.")


@pytest.mark.parametrize("value", ["[x]", "[c]"])
def test_a_missing_value_leaves_a_gap(value: str) -> None:
    (chart,) = charts({**TWO, ("Preston", "2014-15-Q2"): value}, *QUARTERS)
    assert len(chart.figures) == len(TWO)
    assert value in {figure.text for figure in chart.figures}


def test_a_page_of_panels_names_who_stands_out_of_all() -> None:
    many = {(f"Place {chr(65 + n)}", at): str(n + 1) for n in range(26) for at in QUARTERS}
    for chart in charts(many, *QUARTERS):
        assert chart.alt.startswith(
            "Calls by place: Place Z had the most, 26, and Place A the fewest, 1, in October to"
        )


@pytest.mark.parametrize("hidden", ["[c]", "[x]"])
def test_nobody_stands_out_where_a_value_is_hidden_or_not_known(hidden: str) -> None:
    (chart,) = charts({**TWO, ("Preston", QUARTERS[-1]): hidden}, *QUARTERS)
    assert chart.alt.startswith("Calls by place, from April to June 2014 to October to December 2014. Small multi")
