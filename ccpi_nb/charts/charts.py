"""Charts as SVG and in words: values and targets labelled in place, and nothing distinguished by colour alone."""

import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from textwrap import fill
from typing import Any, TypeVar

import seaborn
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure as Drawing
from matplotlib.transforms import Bbox

from ccpi_nb.charts.drawing import (
    BLANK,
    TIE,
    Spot,
    beside_axes,
    beside_points,
    colours,
    dashed,
    grown,
    keyed,
    named,
    own_alt_text,
    reserved,
    scaled,
    scaled_by_date,
    sheet,
    size_of,
    style,
    svg_of,
    unclashed,
)
from ccpi_nb.charts.series import Series, alt_text, breakdown_alt_text, held_series, number, shown
from ccpi_nb.charts.timeline import by_weight, ends_of, is_length, thinned, traced
from ccpi_nb.content.findings import Breakdown
from ccpi_nb.content.recovery import Recovery
from ccpi_nb.document.figures import observed, target_figure
from ccpi_nb.document.model import Absent, Chart, Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.periods import Period, day_name, short_name
from ccpi_nb.errors import InputError

_Row = TypeVar("_Row")
_Part = TypeVar("_Part")
_LANE = 0.19  # inches, a line of labels with air
_KEYED = 6  # lanes that a key can tell apart; of more each value has its period beside it
_ON_COLUMNS = 11  # points, the letters of columns' values
_MARGIN = 8  # pixels
_TALLEST = 8.0  # inches: with its caption, what a printed page takes


def period_bars(evidence: Evidence, key: str, periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a column chart of one indicator, a column a period; Absent for one period alone, which needs no chart."""
    held = held_series(evidence, [key], periods)
    if not held or len(held[0].results) == 1:
        return _absent(caption, held)
    (series,) = held
    heights = [float(result.value or 0) for result in series.results]
    low, high = min(0, *series.numbers), max(0, *series.numbers) or 1
    with sheet(2.9) as (drawing, axes):
        periods = [result.observation.period for result in series.results]
        names = _names(periods)
        seaborn.barplot(
            x=range(len(periods)),
            y=heights,
            ax=axes,
            color=style(0)["color"],
            saturation=1,
            width=min(0.6, 0.2 * len(periods)),
            errorbar=None,
        )
        axes.set(xlim=(-0.5, len(periods) - 0.5), ylim=(1.15 * low, 1.12 * high), yticks=[])
        reserved(axes, *names)
        beside, along = _with_targets(axes, series, range(len(periods)), 0.5)
        texts = [shown(series.indicator, result.observation) for result in series.results]
        if crowded := _are_crowded(axes, texts, beside):
            scaled(axes, "y", [0, *series.numbers], series.indicator.unit, headroom=1.6)
        else:
            _write_on_columns(axes, series, heights, (low, high))
        beside_axes(axes, beside)
        named(axes, *names)
        _above_columns(axes, heights, [*(_ends(series) if crowded else []), *along])
        return Chart(svg_of(drawing), (Text(caption),), alt_text("Column chart", held), series.figures)


def _names(periods: Sequence[Period]) -> tuple[list[str], list[str]]:
    """Return the names of periods below an axis, in full and short."""
    return [fill(period.label, 14) for period in periods], [fill(short_name(period), 7) for period in periods]


def _are_crowded(axes: Axes, texts: Sequence[str], beside: Sequence[tuple[float, str]]) -> bool:
    """Return whether the columns are too narrow for all of their labels."""
    notes = max((size_of(axes, text).width for _, text in beside), default=0)
    width = axes.figure.bbox.width - notes - 3 * _MARGIN
    return any(size_of(axes, text, _ON_COLUMNS).width + _MARGIN / 2 > width / len(texts) for text in texts)


def _write_on_columns(axes: Axes, series: Series, heights: Sequence[float], ends: tuple[float, float]) -> None:
    """Write each value in or above its column."""
    low, high = ends
    for x, (result, height) in enumerate(zip(series.results, heights, strict=True)):
        # Inside its column where there is room, and there below a target that runs through the place.
        inside = height > 0.2 * (high - low)
        through = [
            float(end.value)
            for end in (result.target.ends if result.target and inside else ())
            if height - 0.12 * (high - low) < end.value < height
        ]
        top = min(through, default=height)
        look: dict[str, Any] = (
            {"color": "white", "va": "top", "xytext": (0, -5)}
            if inside
            else {"va": "bottom", "xytext": (0, 3), "bbox": BLANK}
        )
        text = shown(series.indicator, result.observation)
        axes.annotate(text, (x, top), textcoords="offset points", ha="center", fontsize=_ON_COLUMNS, zorder=5, **look)


def _ends(series: Series) -> list[Spot]:
    """Return the labels of the latest, the first, the highest and the lowest value."""
    valued = [(float(x), result) for x, result in enumerate(series.results) if result.value is not None]
    return ends_of([(x, number(result.value), shown(series.indicator, result.observation)) for x, result in valued])


def _above_columns(axes: Axes, heights: Sequence[float], spots: Sequence[Spot]) -> None:
    """Write each text above its column and those around it that it would cover, if no other text is there.

    A distant one is connected to its column.
    """
    frame, taken = axes.get_window_extent(), [note.get_window_extent() for note in axes.texts]
    (start, _), (end, _) = axes.transData.transform([(0, 0), (1, 0)])
    for x, height, text in spots:
        box = size_of(axes, text)
        reach = math.ceil(box.width / 2 / (end - start))
        around = heights[max(0, round(x) - reach) : round(x) + reach + 1]
        across, foot = axes.transData.transform((x, max(height, 0)))
        _, top = axes.transData.transform((x, max(0, height, *around)))
        centre = min(max(across, frame.x0 + box.width / 2), frame.x1 - box.width / 2)
        place = Bbox.from_bounds(centre - box.width / 2, top + 4, box.width, box.height)
        tie = Bbox.from_extents(across - 1, foot, across + 1, top)
        if any(box.overlaps(other) for box in (place, tie) for other in taken) or place.y1 > axes.figure.bbox.height:
            continue
        taken += [place.padded(2), tie]
        axes.annotate(
            text,
            (x, max(height, 0)),
            (float(centre - across), float(top + 4 - foot)),
            textcoords="offset points",
            ha="center",
            va="bottom",
            zorder=5,
            arrowprops=TIE if tie.height > 12 else None,
        )


def period_lines(evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a line chart, a line an indicator, over the periods in the order of time.

    Absent for one period alone, which needs no chart; InputError where the indicators differ in unit.
    """
    held = held_series(evidence, keys, sorted(periods))
    order = sorted({result.observation.period for series in held for result in series.results})
    if len(order) < 2:
        return _absent(caption, held)
    agreed = {tuple((target.comparator, target.value) for _, _, target in series.targets) for series in held}
    differ = len(agreed) > 1
    aims = [f"\n(target {series.target_texts})" if differ and series.targets else "" for series in held]
    names = [fill(series.indicator.name, 20) + aim for series, aim in zip(held, aims, strict=True)]
    rows = sum(name.count("\n") + 1.3 for name in names) + 2 * len(agreed)
    with sheet(max(3.4, 0.6 + 0.17 * rows)) as (drawing, axes):
        reserved(axes, *_names(order))
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
                beside, along = _with_targets(axes, series, xs, 0.3)
                ends += beside
                steps += along
        beside_axes(axes, dict.fromkeys(ends))
        named(axes, *_names(order))
        beside_points(axes, [*by_weight(*spots), *steps])
        figures = tuple(figure for series in held for figure in series.figures if figure.value)
        return Chart(svg_of(drawing), (Text(caption),), alt_text("Line chart", held), figures)


def dot_charts(
    evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], caption: str
) -> tuple[Chart | Absent, ...]:
    """Return the chart of `indicator_dots`, as several that are numbered where its rows take more than a page."""
    held = held_series(evidence, keys, periods)
    if not held:
        return (_absent(caption),)
    height = _row_height(_lanes(held, periods), _row_names(held))
    parts = _paged(caption, [series.indicator.key for series in held], height, list)
    return tuple(indicator_dots(evidence, part, periods, title) for title, part in parts)


def _lanes(held: Sequence[Series], periods: Sequence[Period]) -> dict[Period, int]:
    found = {result.observation.period for series in held for result in series.results}
    return {period: lane for lane, period in enumerate(period for period in dict.fromkeys(periods) if period in found)}


def _row_names(held: Sequence[Series]) -> list[str]:
    return [
        fill(series.indicator.name, 34) + ("\n" + fill(f"Target {series.target_texts}", 34) if series.targets else "")
        for series in held
    ]


def _row_height(lanes: Mapping[Period, int], names: Sequence[str]) -> float:
    return max(_LANE * len(lanes) + 0.16, *(0.17 * (name.count("\n") + 1) + 0.12 for name in names))


def indicator_dots(evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a dot chart, a row an indicator, with a lane in it for each period.

    The lanes keep equal values from hiding each other. InputError where the indicators differ in unit.
    """
    held = held_series(evidence, keys, periods)
    if not held:
        return _absent(caption)
    lanes, names = _lanes(held, periods), _row_names(held)
    height = _row_height(lanes, names)
    is_keyed = len(lanes) <= _KEYED
    with sheet(0.7 + height * len(names)) as (drawing, axes):
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        scaled(axes, "x", [value for series in held for value in series.numbers], held[0].indicator.unit)
        notes = []
        for row, series in enumerate(held):
            ys = [
                row + _LANE / height * (lanes[result.observation.period] - (len(lanes) - 1) / 2)
                for result in series.results
            ]
            if row:
                axes.axhline(row - 0.5, color="#CCCCCC", linewidth=0.6)
            for first, last, target in series.targets:
                ends = [ys[first] - 0.5 * _LANE / height, ys[last] + 0.5 * _LANE / height]
                dashed(axes, [float(target.value)] * 2, ends)
            for y, result in zip(ys, series.results, strict=True):
                x = axes.get_xlim()[0] if result.value is None else float(result.value)
                # Away from the target's mark, or else from zero.
                left = result.value is not None and result.value < (
                    result.target.end_for(result.value).value if result.target else 0
                )
                if result.value is not None:
                    look = style(lanes[result.observation.period] if is_keyed else 0)
                    axes.plot([x], [y], **look, linestyle="", markersize=7, zorder=4)
                shift, side = (-7 if left else 7, 0), "right" if left else "left"
                text = shown(series.indicator, result.observation)
                text += "" if is_keyed else f"  {short_name(result.observation.period)}"
                look = {"ha": side, "va": "center_baseline", "zorder": 5}
                notes.append(axes.annotate(text, (x, y), shift, textcoords="offset points", **look))
        for period, lane in lanes.items() if is_keyed else ():
            axes.plot([], [], **style(lane), linestyle="", markersize=7, label=period.label)
        if any(series.targets for series in held):
            dashed(axes, [], [], label="Target")
        keyed(drawing, (len(lanes) if is_keyed else 0) + 1)
        grown(axes, height * len(names))
        unclashed(axes)
        for note in notes:
            if note.get_window_extent().x0 < axes.get_window_extent().x0:  # on the names of the rows
                note.set(ha="left")
                note.xyann = (7, 0)
        figures = tuple(figure for series in held for figure in series.figures)
        return Chart(svg_of(drawing), (Text(caption),), alt_text("Dot chart", held), figures)


def breakdown_charts(
    evidence: Evidence, key: str, periods: Sequence[Period], caption: str
) -> tuple[Chart | Absent, ...]:
    """Return the chart of `breakdown_bars`, as several that are numbered where its bars take more than a page."""
    rows = _breakdown(evidence, key, periods)
    if not rows:
        return (_absent(caption),)
    return tuple(_bars(part, title) for title, part in _paged(caption, rows.members, rows.height, rows.of))


def breakdown_bars(evidence: Evidence, key: str, periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a bar chart of one indicator by the members of its breakdown, sorted by the values of the later period.

    InputError for more than two periods.
    """
    rows = _breakdown(evidence, key, periods)
    return _bars(rows, caption) if rows else _absent(caption)


@dataclass(frozen=True)
class _Breakdown:
    """What a bar chart shows: an indicator by members and periods; `reach` is that of all members' bars."""

    indicator: Indicator
    order: tuple[Period, ...]
    members: tuple[str, ...]
    held: Breakdown
    reach: tuple[float, float]

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names in lines."""
        return tuple(fill(member, 32) for member in self.members)

    @property
    def height(self) -> float:
        """The height of a row, in inches."""
        return max(
            0.27 if len(self.order) == 1 else 0.43, *(0.17 * (name.count("\n") + 1) + 0.04 for name in self.names)
        )

    def size(self, period: Period, member: str) -> float:
        """Return the length of a bar; 0 where there is no value."""
        found = self.held[period, member]
        return float(found.value or 0) if found else 0.0

    def of(self, members: Sequence[str]) -> "_Breakdown":
        """Return the part with these members."""
        return replace(self, members=tuple(members))


def _breakdown(evidence: Evidence, key: str, periods: Sequence[Period]) -> _Breakdown | None:
    indicator = evidence.indicator(key)
    order = tuple(sorted({period for period in periods if evidence.members(key, period)}))
    if not order:
        return None
    if len(order) > 2:
        raise InputError(f"a bar chart can show one period of '{key}' or two, not {len(order)}; draw one for each pair")
    members = tuple(dict.fromkeys(member for period in order for member in evidence.members(key, period)))
    held = {cell: evidence.find(key, cell[0], cell[1]) for cell in product(order, members)}
    rows = _Breakdown(indicator, order, members, held, (0.0, 0.0))
    sizes = [rows.size(*cell) for cell in product(order, members)]
    by_size = sorted(members, key=lambda member: [-rows.size(period, member) for period in reversed(order)])
    return replace(rows, members=tuple(by_size), reach=(1.05 * min(0.0, *sizes), 1.05 * max(0.0, *sizes) or 1.0))


def _bars(rows: _Breakdown, caption: str) -> Chart:
    indicator, order, members, held = rows.indicator, rows.order, rows.members, rows.held
    cells = list(product(order, members))
    names = dict(zip(members, rows.names, strict=True))
    with sheet(0.25 + rows.height * len(members)) as (drawing, axes):
        look: dict[str, Any] = {
            "palette": colours("duo")[: len(order)],
            "saturation": 1,
            "width": 0.76,
            "errorbar": None,
            "legend": False,
        }
        look |= {
            "x": [rows.size(*cell) for cell in cells],
            "y": [names[member] for _, member in cells],
            "hue": [period.label for period, _ in cells],
        }
        seaborn.barplot(ax=axes, **look)
        axes.set(xticks=[], xlim=rows.reach)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False)
        below = 0.0
        for period, bars in zip(order, axes.containers, strict=True):
            assert isinstance(bars, BarContainer)
            texts = [shown(indicator, found) if (found := held[period, member]) else "" for member in members]
            if len(order) > 1:  # the first bars name their periods, and so do without a key
                texts[0] += f"  {period.label}"
                if period is order[1]:
                    for bar in bars:
                        bar.set(hatch="///", edgecolor="white", linewidth=0)
            labels = axes.bar_label(bars, texts, padding=4)
            left = [text for text, member in zip(labels, members, strict=True) if rows.size(period, member) < 0]
            below = max(below, *(text.get_window_extent().width + _MARGIN for text in left), 0.0)
        if below:
            _make_room_below(axes, below)
        figures = tuple(observed(indicator, found) for found in (held[cell] for cell in cells) if found)
        return Chart(svg_of(drawing), (Text(caption),), breakdown_alt_text(indicator, order, members, held), figures)


def _make_room_below(axes: Axes, pixels: float) -> None:
    """Widen the axes' scale to the left, so that the labels of bars below zero stay clear of the names of the rows."""
    drawing = axes.get_figure(root=True)
    assert drawing is not None
    drawing.draw_without_rendering()
    start, end = axes.get_xlim()
    share = min(0.5, pixels / axes.get_window_extent().width)
    axes.set_xlim(start - (end - start) * share / (1 - share), end)


def _paged(
    caption: str, rows: Sequence[_Row], height: float, of: Callable[[Sequence[_Row]], _Part]
) -> Iterator[tuple[str, _Part]]:
    """Yield the parts of a chart that fit a page, with captions: 'Calls by place (1 of 2)'."""
    pages = math.ceil(len(rows) * height / _TALLEST)
    most = math.ceil(len(rows) / pages)  # none is left with a single row
    for page in range(pages):
        title = f"{caption} ({page + 1} of {pages})" if pages > 1 else caption
        yield title, of(rows[page * most : (page + 1) * most])


def history(
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
        return _absent(caption)
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
        described, beside = (points, lengths) if points.results else (lengths, points)
        alt = alt_text("Line chart by date", [described], _crossed(indicator, beside, base, recovery))
        return Chart(svg_of(drawing), (Text(caption),), alt, tuple(figures))


def drawn(figure: Drawing, caption: str, alt: str) -> Chart:
    """Return a figure that an analyst drew as a chart; what it shows is not in the ledger.

    It is closed, so that Jupyter does not show it once more. InputError for what is no figure of matplotlib's, and
    where the alternative text is empty or only repeats the caption.
    """
    if not isinstance(figure, Drawing):
        raise InputError(
            f"the chart '{caption}' is no figure of matplotlib's but of the type {type(figure).__name__}; "
            "give the figure that it is in, such as axes.figure"
        )
    chart = Chart(svg_of(figure), (Text(caption),), own_alt_text("chart", caption, alt), ())
    # Only pyplot keeps figures and has them shown, and who draws without it has not loaded it.
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)
    return chart


def _with_targets(
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


def _absent(caption: str, held: Sequence[Series] = ()) -> Absent:
    return Absent(f"Only one period is held for: {caption}." if held else f"No data is held for: {caption}.")
