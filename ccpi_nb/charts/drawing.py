"""What charts are drawn with: a sheet in the house style, its SVG, scales, a key, and parts that fit a page."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from io import StringIO
from threading import RLock
from typing import Any, Literal, TypeVar

import matplotlib.style
from afcharts.af_colours import get_af_colours
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text as Label
from matplotlib.ticker import MaxNLocator

from ccpi_nb.document.figures import written
from ccpi_nb.domain.decimals import decimals_of
from ccpi_nb.domain.indicators import Unit
from ccpi_nb.files.fonts import SANS, sans_files

_Row = TypeVar("_Row")
_Part = TypeVar("_Part")

_INK = "#1A1A1A"
_WIDTH = 6.5  # inches: a printed page's text
_TALLEST = 8.0  # inches: with its caption, what a printed page takes
_SCALE = "scale"
# Matplotlib names the group of a text, and says before the shapes of each line in it what they are.
_SCALE_NUMBER = re.compile(rf'<g id="{_SCALE}">(.*?)(?=<g id=)', re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINE = re.compile(r"<!-- (.*?) -->\s*<g ")
_REFERENCE = re.compile(r'(?:href="|url\()#([^")]+)')
_STYLE = {
    "font.family": list(SANS),
    "font.size": 10,
    "text.color": _INK,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "text.parse_math": False,
    "hatch.linewidth": 0.8,
}
# What makes a drawing look like the council's.
HOUSE = ("default", "afcharts.afcharts", _STYLE)
# What is measured while labels are placed is then what the SVG has.
_MEASURED = {"figure.dpi": 72}
# Matplotlib's settings belong to the whole process, so drawings take turns with them.
_TURN = RLock()


@contextmanager
def sheet(height: float) -> Iterator[tuple[Figure, Axes]]:
    """Yield an empty chart as wide as a page, `height` inches high; the house style lasts as long as the `with`."""
    with _TURN, matplotlib.style.context([*HOUSE, _MEASURED]):
        learn_fonts()
        drawing = Figure(figsize=(_WIDTH, height), layout="constrained")
        yield drawing, drawing.add_subplot()


def style(place: int) -> dict[str, Any]:
    """Return the colour and the marker of the first, second, ... of what the chart distinguishes."""
    shades = colours("categorical")
    return {"color": shades[place % len(shades)], "marker": "os^DvP"[place % 6]}


@cache
def colours(palette: Literal["categorical", "duo"]) -> tuple[str, ...]:
    """Return the colours of an Analysis Function palette, as '#RRGGBB'."""
    return tuple(get_af_colours(palette))


def svg_of(drawing: Figure) -> str:
    """Return a drawing as SVG: the same bytes for the same drawing, on any day and in any process.

    Its letters are shapes; `data-text` is their text, line by line. The numbers of a scale, which are nobody's figures,
    are marked `data-number="scale"` instead.
    """
    buffer = StringIO()
    with _TURN, rc_context({"svg.fonttype": "path", "svg.hashsalt": "ccpi_nb", "font.sans-serif": list(SANS)}):
        learn_fonts()
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    worded = _SCALE_NUMBER.sub(lambda match: '<g data-number="scale">' + _COMMENT.sub("", match[1]), buffer.getvalue())
    worded = _LINE.sub(lambda match: f'<g data-text="{match[1].replace(chr(34), "&quot;")}" ', worded)
    lean = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", worded, flags=re.DOTALL)
    lean = re.sub(r"\s+", " ", lean).replace("> <", "><").replace("base64, ", "base64,").strip()
    # Each letter is a reference, so short names save a third.
    names = {name: f"i{number}" for number, name in enumerate(dict.fromkeys(_REFERENCE.findall(lean)))}
    lean = _REFERENCE.sub(lambda match: match[0].replace(match[1], names[match[1]]), lean)
    return re.sub(r' id="([^"]+)"', lambda match: f' id="{names[match[1]]}"' if match[1] in names else "", lean)


def scaled(axes: Axes, along: Literal["x", "y"], numbers: Sequence[float], unit: Unit, *, headroom: float = 1) -> None:
    """Draw a scale that covers the numbers with room for labels, from zero if that is not far off.

    Where zero is not on the scale, a note says so; where it lies between its ends, it is marked.
    """
    low = min(numbers)
    room = 0.16 * (max(numbers) - low or abs(low) or 1)
    high, end = max(numbers), max(numbers) + headroom * room
    start = 0.0 if 0 <= low < max(high / 2, room) else low - room
    ticks = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(start, end)
    # No share is above 100%, and what is never below nothing has no mark there.
    least, most = max(start, 0.0) if low >= 0 else start, min(end, 100) if unit is Unit.PERCENT and high <= 100 else end
    kept = [float(tick) for tick in ticks if least <= tick <= most]
    axes.set(**{f"{along}lim": (start, end), f"{along}ticks": kept, f"{along}ticklabels": _scale_texts(kept, unit)})
    mark_scale(axes.get_xticklabels() if along == "x" else axes.get_yticklabels())
    if start < 0 < end:
        {"x": axes.axvline, "y": axes.axhline}[along](0, color=_INK, linewidth=0.8, zorder=2)
    elif start:
        axes.set_xlabel("The scale does not start at zero.", loc="left", fontsize=10, color="#3D3D3D")


def _scale_texts(ticks: Sequence[float], unit: Unit) -> list[str]:
    """Return what stands at the ticks, in one unit for all of them: pounds are millions from a million on."""
    numbers = [Decimal(f"{tick:.10g}") for tick in ticks]
    million = {Unit.POUNDS: 10**6, Unit.POUNDS_THOUSAND: 1000}.get(unit)
    if million and max(map(abs, numbers), default=0) >= million:
        return [written((number / million).normalize(), Unit.POUNDS_MILLION) for number in numbers]
    return [written(number, unit, max(map(decimals_of, numbers))) for number in numbers]


def scaled_by_date(axes: Axes, first: date, last: date) -> None:
    """Draw a scale of days, as `date.toordinal` counts them, with a tick at the start of every month.

    Where the months are many, ticks are at every second, third, ... of them.
    """
    room = max(3, 0.1 * (last - first).days)
    axes.set_xlim(first.toordinal() - room, last.toordinal() + room)
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)  # those that start after `first`
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 12000) if len(months) <= 8 * step)
    ticks = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    labels = [f"{tick:%b}" + (f"\n{tick.year}" if tick.month == 1 or tick == ticks[0] else "") for tick in ticks]
    axes.set_xticks([tick.toordinal() for tick in ticks], labels)
    mark_scale(axes.get_xticklabels())


def mark_scale(labels: Iterable[Label]) -> None:
    """Mark labels as the numbers of a scale, which are nobody's figures."""
    for label in labels:
        label.set_gid(_SCALE)


def dashed(axes: Axes, xs: Sequence[float], ys: Sequence[float], *, label: str = "") -> None:
    """Draw the line of a target or a reference, whole along the edge of the axes."""
    # On a white line, so as to be seen on a bar as well.
    axes.plot(xs, ys, color="white", linewidth=3.5, solid_capstyle="butt", zorder=2.2)
    axes.plot(xs, ys, "--", color=_INK, linewidth=1.5, zorder=3, label=label, clip_on=False)


def grown(axes: Axes, inches: float) -> None:
    """Make the sheet higher by what the axes, beside all that is around them, lack of a height."""
    drawing = axes.get_figure(root=True)
    assert drawing is not None
    drawing.draw_without_rendering()
    missing = inches - axes.get_window_extent().height / 72
    drawing.set_figheight(drawing.get_figheight() + max(0.0, missing))


def keyed(drawing: Figure, most: int) -> None:
    """Draw a key above the axes, of as many columns as there is room for, but `most`."""
    for columns in range(most, 0, -1):
        key = drawing.legend(
            loc="outside upper left", ncols=columns, handlelength=1.5, handletextpad=0.5, columnspacing=1.5
        )
        drawing.draw_without_rendering()
        if columns == 1 or key.get_window_extent().width <= drawing.bbox.width:
            return
        key.remove()


def pages_of(
    caption: str, rows: Sequence[_Row], height: float, of: Callable[[Sequence[_Row]], _Part]
) -> Iterator[tuple[str, _Part]]:
    """Yield the parts of a chart that fit a page, with captions: 'Calls by place (1 of 2)'."""
    pages = math.ceil(len(rows) * height / _TALLEST)
    most = math.ceil(len(rows) / pages)  # none is left with a single row
    for page in range(pages):
        title = f"{caption} ({page + 1} of {pages})" if pages > 1 else caption
        yield title, of(rows[page * most : (page + 1) * most])


@cache
def learn_fonts() -> None:
    """Let matplotlib know the typefaces of reports."""
    for file in sans_files():
        fontManager.addfont(file)
        # Ours before a copy that the computer may have: matplotlib takes the first of equals.
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())
