"""Control charts as SVG, and in words: values between process limits, special causes marked by shape and colour."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from ccpi_nb.charts.drawing import colours, scaled, scaled_by_date, sheet, svg_of
from ccpi_nb.charts.labels import Spot, beside_axes, beside_points
from ccpi_nb.charts.series import Series, number
from ccpi_nb.charts.timeline import MARKED, labelled, stepped
from ccpi_nb.document.model import Absent, Block, Bullets, Chart, Paragraph
from ccpi_nb.document.runs import Text, plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.chart_texts import ALL_VALUES
from ccpi_nb.trends.process_limits import Nature
from ccpi_nb.trends.variation import Controlled, chosen, stretch
from ccpi_nb.trends.variation_words import BY_CHANCE, control_sentences, place_in, too_few

_MARKERS = {Nature.COMMON: "o", Nature.IMPROVING: "D", Nature.CONCERNING: "s", Nature.NEITHER: "^"}
_SHADES = {Nature.COMMON: 4, Nature.IMPROVING: 0, Nature.CONCERNING: 3, Nature.NEITHER: 2}  # of the palette
_GREY = "#6F777B"


def control_blocks(evidence: Evidence, key: str, periods: Sequence[Period], caption: str) -> tuple[Block, ...]:
    """Return the chart and what it says, or the sentence that says why there is none.

    InputError where the periods differ in kind or overlap.
    """
    results = chosen(evidence, key, periods)
    if not results:
        return (Absent(f"No data is held for: {caption}."),)
    if why := too_few(results):
        return (Paragraph(why),)
    controlled = Controlled(evidence.indicator(key), results)
    return control_chart(controlled, caption), Bullets(control_sentences(controlled))


def control_chart(controlled: Controlled, caption: str) -> Chart:
    """Return the control chart, with the mean, the process limits in reach and the targets."""
    series = Series(controlled.indicator, controlled.results)
    limits = zip(("Lower limit", "Upper limit"), controlled.limits, controlled.in_reach, strict=True)
    drawn = [
        ("Mean", controlled.mean),
        *((name, figure) for name, figure, in_reach in limits if in_reach and controlled.xmr.reach),
    ]
    levels = [float(figure.value) for _, figure in drawn]
    with sheet(3.0) as (drawing, axes):
        first, last = controlled.observations[0].period, controlled.observations[-1].period
        scaled_by_date(axes, first.start, last.end)
        scaled(axes, "y", [*series.numbers, *levels], controlled.indicator.unit, headroom=1.6)
        left, right = axes.get_xlim()
        for (name, _), level in zip(drawn, levels, strict=True):
            axes.plot(
                [left, right],
                [level, level],
                linestyle="-" if name == "Mean" else (0, (1, 2)),
                color=_GREY,
                linewidth=1.4,
                zorder=1.8,
            )
        spots = _values(axes, controlled)
        if set(controlled.natures) != {Nature.COMMON}:
            drawing.legend(loc="outside upper left", ncols=3, handlelength=1, handletextpad=0.4, columnspacing=1.2)
        beside, along = stepped(axes, series, left, right)
        beside_axes(
            axes,
            [
                *((level, f"{name}\n{figure.text}") for (name, figure), level in zip(drawn, levels, strict=True)),
                *beside,
            ],
        )
        beside_points(axes, [*spots, *along])
        figures = (*series.figures, *(figure for _, figure in drawn))
        return Chart(svg_of(drawing), (Text(caption),), _alt(controlled, series), figures)


def _values(axes: Axes, controlled: Controlled) -> list[Spot]:
    """Draw each value in the middle of its period, by its nature; return the label of the latest.

    Of very many, those of common cause are where the line turns, and have no markers.
    """
    is_dense = len(controlled.observations) > MARKED
    days = [
        observation.period.start.toordinal() + (observation.period.end - observation.period.start).days / 2
        for observation in controlled.observations
    ]
    heights = [number(observation.value) for observation in controlled.observations]
    line = _name(Nature.COMMON) if is_dense else None
    axes.plot(days, heights, "-", color=_GREY, linewidth=1.2, zorder=2, label=line)
    for nature in list(Nature)[is_dense:]:
        places = [place for place, other in enumerate(controlled.natures) if other is nature]
        if places:
            size, colour = 5 if nature is Nature.COMMON else 8, colours("categorical")[_SHADES[nature]]
            look: dict[str, Any] = {
                "marker": _MARKERS[nature],
                "markersize": size,
                "color": colour,
                "markeredgecolor": "white",
                "markeredgewidth": 0.8,
            }
            axes.plot(
                [days[place] for place in places],
                [heights[place] for place in places],
                linestyle="",
                zorder=4,
                label=_name(nature),
                **look,
            )
    return [(days[-1], heights[-1], labelled(controlled.latest))]


def _name(nature: Nature) -> str:
    return nature[0].upper() + nature[1:]


def _alt(controlled: Controlled, series: Series) -> str:
    """Return the alternative text: whether the latest value is more than chance, then the picture, lines and range."""
    aim = f" (target {series.target_texts})" if series.targets else ""
    lower, upper = controlled.limits
    count, target = len(controlled.results), controlled.latest.target
    parts = [
        _point(controlled, series),
        *([f"The target is {controlled.xmr.assurance(target)}"] if target else []),
        f"Control chart, {count} values from {stretch(controlled.at(range(count)))}{aim}"
        f"{series.range_beside((controlled.results[0], controlled.latest))}",
        f"The mean is {controlled.mean.text}, the process limits are {lower.text} and {upper.text}",
        *(f"{_name(nature)}: {where}" for nature in list(Nature)[1:] if (where := controlled.where(nature))),
        ALL_VALUES,
    ]
    return " ".join(f"{part}." for part in parts)


def _point(controlled: Controlled, series: Series) -> str:
    """Return what the chart answers: whether the latest value, or any, differs from the others by more than chance."""
    name, latest, nature = controlled.indicator.name, series.dated(controlled.latest), controlled.natures[-1]
    if not controlled.xmr.signals:
        return f"{name} varied by no more than chance up to the latest value, {latest}"
    if not (signals := controlled.xmr.signals_at(len(controlled.results) - 1)):
        return f"The latest value of {name}, {latest}, differs from the mean by no more than chance"
    return f"The latest value of {name}, {latest}, is {BY_CHANCE[nature]}: it {plain(place_in(controlled, signals[0]))}"
