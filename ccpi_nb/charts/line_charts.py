"""Line charts: indicators over periods in the order of time."""

from collections.abc import Sequence
from textwrap import fill

from ccpi_nb.charts.drawing import scaled, sheet, style, svg_of
from ccpi_nb.charts.labels import Spot, beside_axes, beside_points, named, reserved
from ccpi_nb.charts.period_axis import period_names, with_targets
from ccpi_nb.charts.series import absent, alt_text, held_series, number, shown
from ccpi_nb.charts.timeline import by_weight, thinned
from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period


def period_lines(evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a line chart, a line an indicator, over the periods in the order of time.

    Absent for one period alone, which needs no chart; InputError where the indicators differ in unit.
    """
    held = held_series(evidence, keys, sorted(periods))
    order = sorted({result.observation.period for series in held for result in series.results})
    if len(order) < 2:
        return absent(caption, held)
    agreed = {tuple((target.comparator, target.value) for _, _, target in series.targets) for series in held}
    differ = len(agreed) > 1
    aims = [f"\n(target {series.target_texts})" if differ and series.targets else "" for series in held]
    names = [fill(series.indicator.name, 20) + aim for series, aim in zip(held, aims, strict=True)]
    rows = sum(name.count("\n") + 1.3 for name in names) + 2 * len(agreed)
    with sheet(max(3.4, 0.6 + 0.17 * rows)) as (drawing, axes):
        reserved(axes, *period_names(order))
        axes.set_xlim(-0.3, len(order) - 0.85)
        scaled(axes, "y", [value for series in held for value in series.numbers], held[0].indicator.unit)
        ends: list[tuple[float, str]] = []
        spots: list[list[Spot]] = []
        steps: list[Spot] = []
        for place, series in enumerate(held):
            xs = [order.index(result.observation.period) for result in series.results]
            axes.plot(xs, [number(result.value) for result in series.results], **style(place), markersize=8, zorder=4)
            labelled = [(x, result) for x, result in zip(xs, series.results, strict=True) if result.value is not None]
            own = [(x, number(result.value), shown(series.indicator, result.observation)) for x, result in labelled]
            spots.append(thinned(axes, own))
            ends.append((number(series.valued[-1].value), names[place]))
            if place == 0 or differ:
                beside, along = with_targets(axes, series, xs, 0.3)
                ends += beside
                steps += along
        beside_axes(axes, dict.fromkeys(ends))
        named(axes, *period_names(order))
        beside_points(axes, [*by_weight(*spots), *steps])
        figures = tuple(figure for series in held for figure in series.figures if figure.value)
        return Chart(svg_of(drawing), (Text(caption),), alt_text("Line chart", held), figures)
