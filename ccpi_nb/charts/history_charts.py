"""An indicator across meetings: values over real dates, targets, and breaks where its definition changed."""

from ccpi_nb.charts.drawing import scaled, scaled_by_date, sheet, style, svg_of
from ccpi_nb.charts.labels import Spot, beside_axes, beside_points
from ccpi_nb.charts.series import Series, alt_text
from ccpi_nb.charts.timeline import stepped, thinned, traced
from ccpi_nb.document.model import Absent, Block, Chart, Paragraph
from ccpi_nb.document.runs import Text
from ccpi_nb.document.sentences import break_words
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period, day_name, short_name


def history_blocks(evidence: Evidence, key: str, caption: str) -> tuple[Block, ...]:
    """Return the chart, and after it the reason for every break in it."""
    chart = history_chart(evidence, key, caption)
    breaks = () if isinstance(chart, Absent) else evidence.breaks(key)
    return (chart, *(Paragraph(break_words(change, evidence)) for change in breaks))


def history_chart(evidence: Evidence, key: str, caption: str) -> Chart | Absent:
    """Return a chart of every value of the indicator, and of those that it continues or that continue it.

    Each value is drawn for as long as its period lasts. Absent where there are fewer than two.
    """
    held = {place: series for place, series in enumerate(_series(evidence, key)) if series.valued}
    periods = [result.observation.period for series in held.values() for result in series.valued]
    if len(periods) < 2:
        return Absent(f"{'Only one value' if periods else 'No data'} is held for: {caption}.")
    breaks = evidence.breaks(key)
    first = min([period.start for period in periods] + [change.start for change in breaks])
    last = max([period.end for period in periods] + [change.start for change in breaks])
    with sheet(3.3 + 0.2 * len(breaks)) as (drawing, axes):
        scaled_by_date(axes, first, last + (last - first) / 12)  # room for the last label
        scaled(
            axes,
            "y",
            [value for series in held.values() for value in series.numbers],
            evidence.indicator(key).unit,
            headroom=2.2,
        )
        left, right = axes.get_xlim()
        bottom, top = axes.get_ylim()
        days = [left, *(float(change.start.toordinal()) for change in breaks), right]
        for day in days[1:-1]:
            axes.plot([day, day], [bottom, top], color="#6F777B", linewidth=1.2, zorder=1.5)
        signs: list[Spot] = [
            (float(change.start.toordinal()), top, f"Definition changes\n{short_name(Period.day(change.start))}")
            for change in breaks
        ]
        spots: list[Spot] = []
        beside: list[tuple[float, str]] = []
        for place, series in held.items():
            spots += thinned(axes, traced(axes, series, place))
            ends, along = stepped(axes, series, days[place], days[place + 1])
            beside += ends
            signs += along
            if breaks:
                axes.plot([], [], **style(place), markersize=8, label=series.indicator.name)
        if breaks:
            drawing.legend(loc="outside upper left", ncols=1, handlelength=1.5, handletextpad=0.5)
        beside_axes(axes, dict.fromkeys(beside))
        # The latest value's label has the first choice of places, then the higher before the lower: where labels crowd,
        # they are then in that order.
        beside_points(axes, [*signs, *sorted(spots, key=lambda spot: (spot != max(spots), -spot[1]))])
        alt = alt_text(
            "Chart over time",
            list(held.values()),
            *(f"The definition changes on {day_name(change.start)}" for change in breaks),
        )
        figures = tuple(figure for series in held.values() for figure in series.figures if figure.value)
        return Chart(svg_of(drawing), (Text(caption),), alt, figures)


def _series(evidence: Evidence, key: str) -> list[Series]:
    """Return the results of each indicator of the series, in the order of their breaks."""
    return [
        Series(
            evidence.indicator(indicator),
            tuple(evidence.result(indicator, observation.period) for observation in evidence.series(indicator)),
        )
        for indicator in evidence.lineage(key)
    ]
