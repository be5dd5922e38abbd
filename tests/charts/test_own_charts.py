from collections.abc import Callable, Iterator

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from builders import known, kpi, refusal, seen
from matplotlib.figure import Figure as Drawing

from ccpi_nb.charts.own_charts import drawn, use_house_style
from ccpi_nb.document.figures import observed
from ccpi_nb.render.svg_check import foreign_in

matplotlib.use("Agg")
EVIDENCE = known(seen("74.16", "2014-15-Q1"), seen("77.59", "2014-15-Q2"))
FIGURES = [observed(kpi(), observation) for observation in EVIDENCE.observations]
PLAIN = pd.DataFrame({"period": ["2014-15-Q1", "2014-15-Q2"], "value": [74.16, 77.59], "name": ["a", "b"]})


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    plt.close("all")
    matplotlib.rcdefaults()


def with_labels(*labels: str) -> plt.Axes:
    axes = plt.figure().subplots()
    axes.bar([0, 1], [74.16, 77.59])
    axes.set_xticks([0, 1], ["2014-15-Q1", "2014-15-Q2"])
    for place, label in enumerate(labels):
        axes.text(place, 50, label)
    return axes


WAYS: dict[str, Callable[[], object]] = {
    "figure": lambda: with_labels().figure,
    "axes": with_labels,
    "several axes": lambda: PLAIN.set_index("period").plot(subplots=True, y=["value"]),
    "axes of pandas": lambda: PLAIN.plot.bar(x="period", y="value"),
    "seaborn": lambda: sns.barplot(data=PLAIN, x="period", y="value"),
    "grid": lambda: sns.catplot(data=PLAIN, x="period", y="value", hue="name", kind="bar"),
    "facets": lambda: sns.relplot(data=PLAIN, x="period", y="value", col="name"),
    "joint": lambda: sns.jointplot(x=[1, 2, 3], y=[3, 4, 5]),
    "dates": lambda: sns.lineplot(x=pd.to_datetime(["2014-04-01", "2014-07-01"]), y=[74.16, 77.59]),
    "millions": lambda: sns.lineplot(x=[1, 2], y=[74.16e7, 77.59e9]),
    "heat map": lambda: sns.heatmap(pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], ["a", "b"], ["c", "d"])),
}


@pytest.mark.filterwarnings("ignore::UserWarning")  # seaborn's grids and colour bars warn of layouts
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("styled", [False, True])
def test_whatever_plotting_gives_is_taken_with_its_scale_marked_and_closed(way: str, styled: bool) -> None:
    if styled:
        use_house_style()
    chart = drawn(WAYS[way](), "Calls", "They rise.", FIGURES)
    assert plt.get_fignums() == []
    assert foreign_in(chart.svg) == ""
    assert 'data-number="scale"' in chart.svg
    assert chart.figures == tuple(FIGURES)


def test_periods_and_keys_stand_as_readers_know_them() -> None:
    axes = with_labels()
    axes.set_ylabel("calls_answered")
    axes.set_xlabel("period")
    svg = drawn(axes, "Calls", "They rise.", FIGURES, indicators={"calls_answered": "Calls answered"}).svg
    assert all(text in svg for text in ("Apr to Jun 2014", "Calls answered", "Period"))
    assert "2014-15" not in svg


@pytest.mark.parametrize("place", ["best", "upper right"])
def test_a_key_that_has_no_place_of_its_own_stands_above_its_axes(place: str) -> None:
    axes = Drawing().subplots()
    axes.bar(["a", "b"], [9, 9], label="Calls")
    key = axes.legend(loc=place)
    drawn(axes, "Calls", "Two bars.")
    top, bottom = axes.get_window_extent().y1, key.get_window_extent().y0
    assert bool(bottom >= top) is (place == "best")


def test_the_same_drawing_gives_the_same_bytes() -> None:
    use_house_style()
    one, other = (drawn(with_labels(), "Calls", "They rise.", FIGURES) for _ in range(2))
    assert one.svg == other.svg


@pytest.mark.parametrize("label", ["77.59%", "up to 77.59%", "July to September 2014: 77.59%", "Windows 7", "none"])
def test_a_number_that_the_data_read_may_be_written_in_a_chart(label: str) -> None:
    assert label in drawn(with_labels(label), "Calls", "They rise.", FIGURES, names=["Windows 7"]).svg


@pytest.mark.parametrize("label", ["77.6", "77.59", "177.59%", "+3.43", "Target 90", "2013"])
def test_any_other_number_in_a_chart_is_refused_and_the_chart_closed(label: str) -> None:
    problem = refusal(drawn, with_labels(label), "Calls", "They rise.", FIGURES)
    assert problem.startswith(f"the chart 'Calls' has '{label}' written in it, with a number that none of its data ")
    assert plt.get_fignums() == []


def test_numbers_that_somebody_wrote_at_ticks_are_no_scale() -> None:
    axes = with_labels()
    axes.set_yticks([0, 80], ["0%", "91.7%"])
    assert "'0%' written in it" in refusal(drawn, axes, "Calls", "They rise.", FIGURES)


@pytest.mark.parametrize("thing", [None, PLAIN, np.array([1, 2]), "chart.png", plt])
def test_what_is_no_drawing_is_refused(thing: object) -> None:
    assert "give the figure, its axes, or a grid of seaborn's" in refusal(drawn, thing, "Calls", "They rise.")


def test_the_house_style_lasts_and_the_reports_own_charts_are_as_before() -> None:
    use_house_style()
    assert matplotlib.rcParams["font.size"] == 10
    assert not Drawing().subplots().spines["top"].get_visible()
