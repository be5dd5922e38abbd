"""Bar charts: one indicator by the members of its breakdown, for one period or two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from ccpi_nb.charts.drawing import colours, grown, keyed, pages_of, sheet, svg_of
from ccpi_nb.charts.labels import MARGIN, size_of
from ccpi_nb.charts.series import absent, breakdown_alt_text, shown
from ccpi_nb.content.findings import Breakdown
from ccpi_nb.document.figures import observed
from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError

_LANE = 0.18  # inches, a bar and its label, also one with brackets
_LABELS = 0.6  # of the sheet's width, what names and labels may take between them


def breakdown_charts(
    evidence: Evidence, key: str, periods: Sequence[Period], caption: str
) -> tuple[Chart | Absent, ...]:
    """Return the chart of `breakdown_bars`, as several that are numbered where its bars take more than a page."""
    rows = _breakdown(evidence, key, periods)
    if not rows:
        return (absent(caption),)
    return tuple(_bars(part, title) for title, part in pages_of(caption, rows.members, rows.height, rows.of))


def breakdown_bars(evidence: Evidence, key: str, periods: Sequence[Period], caption: str) -> Chart | Absent:
    """Return a bar chart of one indicator by the members of its breakdown, sorted by the values of the later period.

    InputError for more than two periods.
    """
    rows = _breakdown(evidence, key, periods)
    return _bars(rows, caption) if rows else absent(caption)


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

    @property
    def thickness(self) -> float:
        """The share of a row's height that its bars have together."""
        return max(0.76, _LANE * len(self.order) / self.height)

    def text(self, period: Period, member: str) -> str:
        """Return the label of a bar; '' where nothing is known of the member."""
        found = self.held[period, member]
        return shown(self.indicator, found) if found else ""

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
    with sheet(0.25 + rows.height * len(members)) as (drawing, axes):
        thickness = rows.thickness / len(order)
        for number, (period, colour) in enumerate(zip(order, colours("duo"), strict=False)):
            lowest = number * thickness - rows.thickness / 2
            lengths = [rows.size(period, member) for member in members]
            axes.barh([place + lowest for place in range(len(members))], lengths, thickness, align="edge", color=colour)
        axes.set(ylim=(len(members) - 0.5, -0.5))
        axes.set_yticks(range(len(members)), rows.names)
        axes.set(xticks=[], xlim=rows.reach)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False)
        below, is_keyed = 0.0, _is_keyed(axes, rows)
        for period, bars in zip(order, axes.containers, strict=True):
            assert isinstance(bars, BarContainer)
            texts = [rows.text(period, member) for member in members]
            if period != order[0]:
                for bar in bars:
                    bar.set(hatch="///", edgecolor="white", linewidth=0)
            if is_keyed:
                bars.set_label(period.label)
            elif len(order) > 1:
                texts[0] += f"  {period.label}"
            labels = axes.bar_label(bars, texts, padding=4)
            left = [text for text, member in zip(labels, members, strict=True) if rows.size(period, member) < 0]
            below = max(below, *(text.get_window_extent().width + MARGIN for text in left), 0.0)
        if is_keyed:
            keyed(drawing, len(order))
            grown(axes, rows.height * len(members))
        if below:
            _make_room_below(axes, below)
        if len(order) > 1:  # where the axes give way to a label, its bar is shorter and the label ends elsewhere
            drawing.draw_without_rendering()
        figures = tuple(observed(indicator, found) for found in (held[cell] for cell in cells) if found)
        return Chart(
            svg_of(drawing), (Text(caption),), breakdown_alt_text("Bar chart", indicator, order, members, held), figures
        )


def _is_keyed(axes: Axes, rows: _Breakdown) -> bool:
    """Return whether a key has to name the periods, because there is no room for that beside the first bars."""
    first = [f"{rows.text(period, rows.members[0])}  {period.label}" for period in rows.order]
    widths = [max(size_of(axes, text).width for text in texts) for texts in (rows.names, first)]
    return len(rows.order) > 1 and sum(widths) > _LABELS * axes.figure.bbox.width


def _make_room_below(axes: Axes, pixels: float) -> None:
    """Widen the axes' scale to the left, so that the labels of bars below zero stay clear of the names of the rows."""
    drawing = axes.get_figure(root=True)
    assert drawing is not None
    drawing.draw_without_rendering()
    start, end = axes.get_xlim()
    share = min(0.8, pixels / axes.get_window_extent().width)
    axes.set_xlim(start - (end - start) * share / (1 - share), end)
