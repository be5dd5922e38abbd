"""Column charts: one indicator, a column a period."""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from ccpi_nb.charts.drawing import scaled, sheet, style, svg_of
from ccpi_nb.charts.labels import (
    BLANK,
    MARGIN,
    TIE,
    Spot,
    beside_axes,
    named,
    reserved,
    size_of,
)
from ccpi_nb.charts.period_axis import period_names, with_targets
from ccpi_nb.charts.series import Series, absent, alt_text, held_series, number, shown
from ccpi_nb.charts.timeline import ends_of
from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period

_ON_COLUMNS = 11  # points, the letters of columns' values


def period_bars(evidence: Evidence, key: str, periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a column chart of one indicator, a column a period; Absent for one period alone, which needs no chart."""
    held = held_series(evidence, [key], periods)
    if not held or len(held[0].results) == 1:
        return absent(caption, held)
    (series,) = held
    heights = [float(result.value or 0) for result in series.results]
    low, high = min(0, *series.numbers), max(0, *series.numbers) or 1
    with sheet(2.9) as (drawing, axes):
        periods = [result.observation.period for result in series.results]
        names = period_names(periods)
        width = _width_of(len(periods))
        begins = [place - width / 2 for place in range(len(periods))]
        axes.bar(begins, heights, width, align="edge", color=style(0)["color"])
        axes.xaxis.grid(False)
        axes.set(xlim=(-0.5, len(periods) - 0.5), ylim=(1.15 * low, 1.12 * high), yticks=[])
        reserved(axes, *names)
        beside, along = with_targets(axes, series, range(len(periods)), 0.5)
        texts = [shown(series.indicator, result.observation) for result in series.results]
        if crowded := _are_crowded(axes, texts, beside):
            scaled(axes, "y", [0, *series.numbers], series.indicator.unit, headroom=1.6)
        else:
            _write_on_columns(axes, series, heights, (low, high))
        beside_axes(axes, beside)
        named(axes, *names)
        _above_columns(axes, heights, [*(_ends(series) if crowded else []), *along])
        return Chart(svg_of(drawing), (Text(caption),), alt_text("Column chart", held), series.figures)


def _width_of(columns: int) -> float:
    """Return how wide a column is, of the room that it has."""
    return min(0.6, 0.2 * columns)


def _are_crowded(axes: Axes, texts: Sequence[str], beside: Sequence[tuple[float, str]]) -> bool:
    """Return whether the columns are too narrow for all of their labels."""
    notes = max((size_of(axes, text).width for _, text in beside), default=0)
    width = axes.figure.bbox.width - notes - 3 * MARGIN
    return any(size_of(axes, text, _ON_COLUMNS).width + MARGIN / 2 > width / len(texts) for text in texts)


def _write_on_columns(axes: Axes, series: Series, heights: Sequence[float], ends: tuple[float, float]) -> None:
    """Write each value in or above its column."""
    low, high = ends
    (start, _), (end, _) = axes.transData.transform([(0, 0), (_width_of(len(heights)), 0)])
    for x, (result, height) in enumerate(zip(series.results, heights, strict=True)):
        text = shown(series.indicator, result.observation)
        # Inside its column where there is room, and there below a target that runs through the place.
        inside = height > 0.2 * (high - low) and size_of(axes, text, _ON_COLUMNS).width <= end - start
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
