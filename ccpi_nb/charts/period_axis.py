"""Periods side by side: their names below an axis, and targets drawn over them."""

from collections.abc import Sequence
from textwrap import fill

from matplotlib.axes import Axes

from ccpi_nb.charts.drawing import dashed
from ccpi_nb.charts.labels import Spot
from ccpi_nb.charts.series import Series
from ccpi_nb.document.figures import target_figure
from ccpi_nb.domain.periods import Period, short_name, told_apart


def period_names(periods: Sequence[Period]) -> tuple[list[str], list[str]]:
    """Return the names of periods below an axis, in full and short."""
    full = told_apart((period.label for period in periods), periods)
    short = told_apart(map(short_name, periods), periods)
    return [fill(name, 14) for name in full], [fill(name, 7) for name in short]


def with_targets(
    axes: Axes, series: Series, xs: Sequence[float], reach: float
) -> tuple[list[tuple[float, str]], list[Spot]]:
    """Draw a dashed line over each target's periods, and return what to write beside the axes and at the lines.

    Beside the axes stand the targets in force at the last period, as heights and texts.
    """
    beside, along = [], []
    least, most = axes.get_xlim()
    for first, last, target in series.targets:
        level, text = float(target.value), f"Target {target_figure(series.indicator, target).text}"
        dashed(axes, [max(xs[first] - reach, least), min(xs[last] + reach, most)], [level, level])
        if last == len(xs) - 1:
            beside.append((level, fill(text, 20)))
        else:
            along.append(((xs[first] + xs[last]) / 2, level, text))
    return beside, along
