"""Recoveries: an indicator over real dates, and its line on to where it is to be again."""

from datetime import date
from textwrap import fill

from matplotlib.axes import Axes

from ccpi_nb.charts.drawing import dashed, scaled, scaled_by_date, sheet, style, svg_of
from ccpi_nb.charts.labels import Spot, beside_axes, beside_points
from ccpi_nb.charts.series import Series, absent, alt_text, number, shown
from ccpi_nb.charts.timeline import by_weight, is_length, thinned, traced
from ccpi_nb.document.figures import observed, target_figure
from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.document.runs import Figure, Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.periods import Period, day_name
from ccpi_nb.errors import InputError
from ccpi_nb.trends.recovery import Recovery
from ccpi_nb.trends.recovery_words import day_reached, end_of_days


def recovery_chart(
    evidence: Evidence, key: str, caption: str, *, reference: Period | None, recovery: Recovery | None
) -> Chart | Absent:
    """Return a chart of one indicator over real dates, with its recovery where there is one.

    A recovery continues along its line to the reference, and shows there between which days it may arrive. What is
    measured over a year or a span is drawn over that length and is no point of the line; at `reference` it is a line
    across instead. InputError where there is no value to compare with.
    """
    indicator = evidence.indicator(key)
    base = evidence.observation(key, reference) if reference else recovery.aim if recovery else None
    base = None if base and base.is_suppressed else base
    if base and base.value is None:
        raise InputError(
            f"'{key}' has no value at {base.period}, only {base.shorthand}; "
            "choose a period with a value to compare with"
        )
    every = [
        evidence.result(key, observation.period)
        for observation in evidence.series(key)
        if observation.value is not None and observation != base
    ]
    if not every:
        return absent(caption)
    points = Series(indicator, tuple(result for result in every if not is_length(result.observation.period)))
    lengths = Series(indicator, tuple(result for result in every if is_length(result.observation.period)))
    first = min(
        [result.observation.period.start for result in lengths.results]
        + [result.observation.period.end for result in points.results]
    )
    with sheet(3.3) as (drawing, axes):
        scaled_by_date(axes, first, max(every[-1].observation.period.end, _shown_until(recovery, first)))
        scaled(
            axes,
            "y",
            [*points.numbers, *lengths.numbers, *([number(base.value)] if base else [])],
            indicator.unit,
            headroom=2.2,
        )
        spots = traced(axes, Series(indicator, tuple(every)), 0)
        signs: list[Spot] = []
        if recovery:
            signs = _going_on(axes, recovery)
        marks = []
        figures = [observed(indicator, result.observation) for result in every]
        if base:
            figures.append(observed(indicator, base))
            marks.append((number(base.value), fill(f"{figures[-1].text} {base.period.phrase}", 14)))
        for end in every[-1].target.ends if every[-1].target else ():
            figures.append(target_figure(indicator, end))
            marks.append((float(end.value), fill(f"Target {figures[-1].text}", 14)))
        for level, _ in marks:
            dashed(axes, axes.get_xlim(), [level, level])
        beside_axes(axes, marks)
        beside_points(axes, [*signs, *by_weight(thinned(axes, spots))])
        figures += _days(recovery)
        described, beside = (points, lengths) if points.results else (lengths, points)
        alt = alt_text("Line chart by date", [described], _crossed(indicator, beside, base, recovery))
        return Chart(svg_of(drawing), (Text(caption),), alt, tuple(figures))


def _shown_until(recovery: Recovery | None, first: date) -> date:
    """Return the last day of the chart: the interval's end, but not so late that the values are squeezed."""
    if recovery is None or recovery.regained_on is None:
        return first
    furthest = recovery.regained_on + (recovery.regained_on - first) / 2
    return min((recovery.regained_between or (None, recovery.regained_on))[1] or furthest, furthest)


def _going_on(axes: Axes, recovery: Recovery) -> list[Spot]:
    """Draw the fitted line as far as the aim, and the interval of its arrival there; return their labels.

    An interval that continues beyond the chart ends in an arrow.
    """
    if recovery.line is None:
        return []
    start, day = recovery.points[0].period.end, recovery.regained_on
    end = day or recovery.points[-1].period.end
    colour, level = style(3)["color"], number(recovery.aim.value)
    axes.plot(
        [start.toordinal(), end.toordinal()],
        [recovery.line.on(start), recovery.line.on(end)],
        ":",
        color=colour,
        zorder=3,
    )
    if day is None:
        return []
    if recovery.regained_between:
        earliest, latest = recovery.regained_between
        edge = axes.get_xlim()[1] - 0.015 * (axes.get_xlim()[1] - axes.get_xlim()[0])
        closed = latest is not None and latest.toordinal() < edge
        left, right = max(earliest or start, start).toordinal(), latest.toordinal() if latest and closed else edge
        axes.plot(
            [left, right], [level, level], color=colour, alpha=0.35, linewidth=9, solid_capstyle="butt", zorder=2.5
        )
        axes.plot([left], [level], "|", color=colour, markersize=14)
        axes.plot([right], [level], "|" if closed else ">", color=colour, markersize=14 if closed else 9)
    axes.plot(
        [day.toordinal()],
        [level],
        "D",
        color=colour,
        markerfacecolor="white",
        markeredgewidth=2,
        markersize=7,
        zorder=5,
    )
    halfway = recovery.points[-1].period.end + (day - recovery.points[-1].period.end) / 2
    words = (halfway.toordinal(), recovery.line.on(halfway), "Straight line\nthrough the values")
    return [(day.toordinal(), level, f"About {day_name(day)}\n{_between(recovery)}".strip()), words]


def _days(recovery: Recovery | None) -> list[Figure]:
    """Return the days that the chart names: where the line meets the aim, and the ends of that day's interval."""
    if recovery is None or recovery.regained_on is None:
        return []
    ends = [end for end in recovery.regained_between or () if end]
    return [day_reached(recovery, recovery.regained_on), *(end_of_days(recovery, end) for end in ends)]


def _between(recovery: Recovery) -> str:
    """Return the interval in words: 'interval from 2 February 2015 to 17 June 2015'; '' without one."""
    earliest, latest = recovery.regained_between or (None, None)
    if recovery.regained_between is None:
        return ""
    start = f"from {day_name(earliest)}" if earliest else "without beginning"
    return (
        f"interval {start} to {day_name(latest)}"
        if latest
        else f"interval {start}{', without end' if earliest else ' or end'}"
    )


def _crossed(indicator: Indicator, beside: Series, base: Observation | None, recovery: Recovery | None) -> str:
    """Return what lies across the chart in words, for its alternative text."""
    parts = [f"bars as long as their periods show {beside.values}"] if beside.results else []
    if base:
        parts.append(f"a dashed line across shows the {shown(indicator, base)} {base.period.phrase}")
    if recovery and recovery.regained_on:
        between = f" ({_between(recovery)})" if recovery.regained_between else ""
        parts.append(f"the straight line through the values meets it about {day_name(recovery.regained_on)}{between}")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]
