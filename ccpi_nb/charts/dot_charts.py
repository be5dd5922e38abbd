"""Dot charts: a row an indicator, with a lane in it for each period."""

from collections.abc import Mapping, Sequence
from textwrap import fill

from ccpi_nb.charts.drawing import dashed, grown, keyed, pages_of, scaled, sheet, style, svg_of
from ccpi_nb.charts.labels import unclashed
from ccpi_nb.charts.series import Series, absent, alt_text, held_series, shown
from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period, short_name

_LANE = 0.19  # inches, a line of labels with air
_KEYED = 6  # lanes that a key can tell apart; of more each value has its period beside it


def dot_charts(
    evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], caption: str
) -> tuple[Chart | Absent, ...]:
    """Return the chart of `indicator_dots`, as several that are numbered where its rows take more than a page."""
    held = held_series(evidence, keys, periods)
    if not held:
        return (absent(caption),)
    height = _row_height(_lanes(held, periods), _row_names(held))
    parts = pages_of(caption, [series.indicator.key for series in held], height, list)
    return tuple(indicator_dots(evidence, part, periods, title) for title, part in parts)


def indicator_dots(evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a dot chart, a row an indicator, with a lane in it for each period.

    The lanes keep equal values from hiding each other. InputError where the indicators differ in unit.
    """
    held = held_series(evidence, keys, periods)
    if not held:
        return absent(caption)
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
