"""Small multiples: a panel for each member of a breakdown over the same periods, all on one scale from zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from textwrap import fill

from matplotlib.axes import Axes

from ccpi_nb.charts.bar_charts import breakdown_charts
from ccpi_nb.charts.drawing import colours, mark_scale, pages_of, sheet, svg_of
from ccpi_nb.charts.series import absent, breakdown_alt_text, number
from ccpi_nb.content.findings import Breakdown
from ccpi_nb.document.figures import observed
from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.periods import Period, short_name

_ACROSS = 3
_HEIGHT = 1.5  # inches of a row of panels
_NAME = 26  # characters of a line above a panel


@dataclass(frozen=True)
class _Panels:
    """The members of a breakdown with their values by period, and the scale that all panels share."""

    indicator: Indicator
    order: tuple[Period, ...]
    held: Breakdown

    @property
    def reach(self) -> tuple[float, float]:
        """The ends of the scale: zero, unless values lie below it, and room above the highest for its label."""
        values = [float(found.value) for found in self.held.values() if found and found.value is not None]
        low, high = min(values, default=0.0), max(values, default=0.0)
        low, high = min(0.0, low), max(0.0, high)
        room = 0.35 * (high - low or 1)
        return low - (room if low < 0 else 0), high + room


def small_multiples(
    evidence: Evidence, key: str, periods: Sequence[Period], caption: str
) -> tuple[Chart | Absent, ...]:
    """Return a panel a member over the periods that have a breakdown, as several charts where they take more room.

    Of periods that differ in kind those of the most frequent are drawn: a line joins none that overlap. At one period,
    or of fewer than two members, bars say more.
    """
    order = _alike(sorted(period for period in periods if evidence.members(key, period)))
    members = tuple(dict.fromkeys(member for period in order for member in evidence.members(key, period)))
    if not members:
        return (absent(caption),)
    if len(order) < 2 or len(members) < 2:
        return breakdown_charts(evidence, key, order[-1:], caption)
    held = {cell: evidence.find(key, *cell) for cell in product(order, members)}
    panels = _Panels(evidence.indicator(key), order, held)
    rows = [members[start : start + _ACROSS] for start in range(0, len(members), _ACROSS)]
    drawn = pages_of(caption, rows, _HEIGHT, lambda part: [member for row in part for member in row])
    return tuple(_chart(panels, part, title) for title, part in drawn)


def _alike(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Return the periods of the kind that most of them are of, of two such the later; none that overlaps the next."""
    kinds = [tuple(other for other in periods if other.is_like(period)) for period in reversed(periods)]
    order = max(kinds, key=len, default=())
    return order if all(before.end < after.start for before, after in pairwise(order)) else order[-1:]


def _chart(panels: _Panels, members: Sequence[str], caption: str) -> Chart:
    rows = -(-len(members) // _ACROSS)
    with sheet(0.3 + _HEIGHT * rows) as (drawing, whole):
        whole.remove()
        grid = drawing.subplots(rows, _ACROSS, squeeze=False, sharex=True, sharey=True)
        places = [axes for row in grid for axes in row]
        for axes, member in zip(places, members, strict=False):
            _panel(axes, panels, member)
        for axes in places[len(members) :]:
            axes.set_axis_off()
        held = {cell: found for cell, found in panels.held.items() if cell[1] in members}
        figures = tuple(observed(panels.indicator, found) for found in held.values() if found)
        kind = "Small multiples on one scale"
        alt = breakdown_alt_text(kind, panels.indicator, panels.order, members, panels.held)
        return Chart(svg_of(drawing), (Text(caption),), alt, figures)


def _panel(axes: Axes, panels: _Panels, member: str) -> None:
    """Draw the values of a member, the first and the last with their labels."""
    order, colour = panels.order, colours("categorical")[0]
    xs = list(range(len(order)))
    ys = [number(found.value if (found := panels.held[period, member]) else None) for period in order]
    axes.plot(xs, ys, "-o", color=colour, markersize=4, linewidth=1.5, zorder=4)
    axes.set(xlim=(-0.6, len(order) - 0.4), ylim=panels.reach, yticks=[])
    axes.set_title(fill(member, _NAME), loc="left", fontsize=10)
    axes.set_xticks([0, len(order) - 1], [fill(short_name(period), 8) for period in (order[0], order[-1])])
    mark_scale(axes.get_xticklabels())
    for place, text in _ends(panels, member):
        axes.annotate(text, (place, ys[place]), (0, 5), textcoords="offset points", ha="center", fontsize=10)


def _ends(panels: _Panels, member: str) -> Iterator[tuple[int, str]]:
    """Yield the first and the last place that has a value, each with the value as shown."""
    valued = [
        (place, observed(panels.indicator, found).text)
        for place, period in enumerate(panels.order)
        if (found := panels.held[period, member]) and found.value is not None
    ]
    yield from dict.fromkeys((*valued[:1], *valued[-1:]))
