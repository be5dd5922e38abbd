"""Values over real dates, each drawn for as long as its period lasts, and targets as steps on the days of change."""

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import fill

from matplotlib.axes import Axes

from ccpi_nb.charts.drawing import dashed, style
from ccpi_nb.charts.labels import Spot
from ccpi_nb.charts.series import Series, number, shown
from ccpi_nb.document.figures import target_figure
from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.periods import Period, PeriodKind, short_name

MARKED = 60  # with more values than these, markers would cover their line
_IN_FULL = 8  # with more values than these, only the first and the last say when
_LABELLED = 16  # and with more than these, only the ends and the extremes are labelled at all


def is_length(period: Period) -> bool:
    """Whether a period is drawn as a bar, not as a point of a line: a year or a span, of which others may be part."""
    return period.counts_as in (PeriodKind.YEAR, PeriodKind.SPAN)


def traced(axes: Axes, series: Series, place: int) -> list[Spot]:
    """Draw the values of a series, and return their labels.

    Each has a marker where its period ends, after a thin line as long as the period lasts; a line joins markers of the
    same kind of period.
    """
    look, colour = style(place), style(place)["color"]
    points = [result for result in series.valued if not is_length(result.observation.period)]
    lengths = [result for result in series.valued if is_length(result.observation.period)]
    width = axes.get_xlim()[1] - axes.get_xlim()[0]
    for kind in dict.fromkeys(result.observation.period.counts_as for result in points):
        of_kind = [result for result in points if result.observation.period.counts_as is kind]
        axes.plot(
            [_ends(result)[1] for result in of_kind],
            [number(result.value) for result in of_kind],
            **look | ({"marker": ""} if len(of_kind) > MARKED else {}),
            markersize=8,
            zorder=4,
        )
    for result in points:
        start, end = _ends(result)
        if end - start > 0.03 * width:  # what is shorter would be no more than a tail to its marker
            axes.plot(
                [start, end], [number(result.value)] * 2, color=colour, linewidth=1.2, solid_capstyle="butt", zorder=2.5
            )
    for result in lengths:
        # Apart from the next one, also where both are as high.
        ends = [_ends(result)[0] + 0.002 * width, _ends(result)[1] - 0.002 * width]
        axes.plot(ends, [number(result.value)] * 2, color=colour, linewidth=5, solid_capstyle="butt", zorder=2.5)
    xs = [float(_ends(result)[1]) for result in points] + [sum(_ends(result)) / 2 for result in lengths]
    return [(x, number(result.value), labelled(result)) for x, result in zip(xs, [*points, *lengths], strict=True)]


def thinned(axes: Axes, spots: Sequence[Spot]) -> list[Spot]:
    """Return the labels that there is room for.

    All but the first and the last lose their periods where they are many or crowd each other; of too many only the
    extremes are left.
    """
    ends = {min(spots), max(spots)}
    extremes = ends_of(spots)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()

    def is_crowded(spot: Spot) -> bool:
        near = [
            other
            for other in spots
            if abs(other[0] - spot[0]) < 0.04 * (right - left) and abs(other[1] - spot[1]) < 0.12 * (top - bottom)
        ]
        return len(spots) > _IN_FULL or len(near) > 1

    kept = spots if len(spots) <= _LABELLED else [spot for spot in spots if spot in extremes]
    return [
        spot if spot in ends or not is_crowded(spot) else (spot[0], spot[1], spot[2].partition("\n")[0])
        for spot in kept
    ]


def ends_of(spots: Sequence[Spot]) -> list[Spot]:
    """Return the latest label, the first, that of the highest and that of the lowest value, each once."""
    by_height = sorted(spots, key=lambda spot: spot[1])
    return list(dict.fromkeys([max(spots), min(spots), by_height[-1], by_height[0]]))


def by_weight(*series: Sequence[Spot]) -> list[Spot]:
    """Return labels in the order in which they get their places.

    Of each series the latest, the first, the highest and the lowest, then the others from the latest back.
    """
    ordered = [list(dict.fromkeys([*ends_of(spots), *sorted(spots, reverse=True)])) for spots in series if spots]
    return [spot for row in zip_longest(*ordered) for spot in row if spot]


def stepped(axes: Axes, series: Series, left: float, right: float) -> tuple[list[tuple[float, str]], list[Spot]]:
    """Draw the targets that rate any of the values, from day to day between left and right.

    Return what to write beside the axes, and what at a step that was left.
    """
    xs: list[float] = []
    ys: list[float] = []
    beside, along = [], []
    for target in dict.fromkeys(target for _, _, target in series.targets):
        start = max(float(target.valid_from.toordinal()), left)
        end = min(float(target.valid_to.toordinal() + 1), right) if target.valid_to else right
        if end <= start:  # it rates a value on the other side of a break
            continue
        text, level = f"Target {target_figure(series.indicator, target).text}", float(target.value)
        # A step up or down where one follows the other, a gap where there was none.
        gap = [] if not xs or xs[-1] == start else [float("nan")]
        xs += [*gap, start, end]
        ys += [*gap, level, level]
        if end == axes.get_xlim()[1]:
            beside.append((level, fill(text, 14)))
        else:
            along.append(((start + end) / 2, level, text))
    if xs:
        dashed(axes, xs, ys)
    return beside, along


def labelled(result: Result) -> str:
    """Return a result's label: its value, and below it its period."""
    return f"{shown(result.indicator, result.observation)}\n{short_name(result.observation.period)}"


def _ends(result: Result) -> tuple[int, int]:
    period = result.observation.period
    return period.start.toordinal(), period.end.toordinal()
