"""What charts are drawn with: a sheet in the house style, its SVG, scales, and labels that avoid each other."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from io import StringIO
from itertools import pairwise, product
from threading import RLock
from typing import Any, Literal

import matplotlib.style
import numpy as np
from afcharts.af_colours import get_af_colours
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text as Label
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from ccpi_nb.document.figures import written
from ccpi_nb.domain.decimals import decimals_of
from ccpi_nb.domain.indicators import Unit
from ccpi_nb.errors import InputError
from ccpi_nb.files.fonts import SANS, sans_files

Pixels = NDArray[np.float64]
Spot = tuple[float, float, str]  # a text and where its point is
_Place = tuple[int, tuple[float, float]]  # how far from its point a text is, and to which side

BLANK = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # behind a text that a line may run through
_INK = "#1A1A1A"
_WIDTH = 6.5  # inches: a printed page's text
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
    # What is measured while labels are placed is then what the SVG has.
    "figure.dpi": 72,
}
# Matplotlib's settings belong to the whole process, so drawings take turns with them.
_TURN = RLock()
_DISTANCES = (7, 13, 20, 28, 38, 50, 64)
# Above first; then where a rising or a falling line leaves room.
_SIDES = (
    (0, 1),
    (0, -1),
    (1, 0),
    (-1, 0),
    (0.5, 1),
    (-0.5, 1),
    (0.5, -1),
    (-0.5, -1),
    (1, 1),
    (-1, 1),
    (1, -1),
    (-1, -1),
)
_AIR = 6  # pixels between labels of one axis
_BLOCKED, _CROSSED = 500, 100  # the costs of a label that covers a point, and of one tied to its own across another
_NEAREST: _Place = (0, (0.0, 0.0))
TIE = {"arrowstyle": "-", "color": "#3D3D3D", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 4}


@contextmanager
def sheet(height: float) -> Iterator[tuple[Figure, Axes]]:
    """Yield an empty chart as wide as a page, `height` inches high; the house style lasts as long as the `with`."""
    with _TURN, matplotlib.style.context(["default", "afcharts.afcharts", _STYLE]):
        _learn_fonts()
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


def own_alt_text(what: str, caption: str, alt: str) -> str:
    """Return an alternative text; InputError where it or the caption is empty, or it only repeats the caption.

    `what` is the word for what is shown: 'chart'.
    """
    if not caption.strip():
        raise InputError(f"a {what} has no caption; give it one, by which readers can name it")
    if not alt.strip() or alt.strip().casefold() == caption.strip().casefold():
        raise InputError(
            f"the {what} '{caption}' has no alternative text of its own; say in a sentence or two what the {what} shows"
        )
    return alt.strip()


def svg_of(drawing: Figure) -> str:
    """Return a drawing as SVG: the same bytes for the same drawing, on any day and in any process.

    Its letters are shapes; `data-text` is their text, line by line. The numbers of a scale, which are nobody's figures,
    are marked `data-number="scale"` instead.
    """
    buffer = StringIO()
    with _TURN, rc_context({"svg.fonttype": "path", "svg.hashsalt": "ccpi_nb", "font.sans-serif": list(SANS)}):
        _learn_fonts()
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
    _mark_scale(axes.get_xticklabels() if along == "x" else axes.get_yticklabels())
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
    _mark_scale(axes.get_xticklabels())


def _mark_scale(labels: Iterable[Label]) -> None:
    for label in labels:
        label.set_gid(_SCALE)


def dashed(axes: Axes, xs: Sequence[float], ys: Sequence[float], *, label: str = "") -> None:
    """Draw the line of a target or a reference, whole along the edge of the axes."""
    # On a white line, so as to be seen on a bar as well.
    axes.plot(xs, ys, color="white", linewidth=3.5, solid_capstyle="butt", zorder=2.2)
    axes.plot(xs, ys, "--", color=_INK, linewidth=1.5, zorder=3, label=label, clip_on=False)


def reserved(axes: Axes, *forms: Sequence[str]) -> None:
    """Keep room below the axes for names of places in any of the forms, until `named` knows how wide they may be."""
    tallest = max((name for form in forms for name in form), key=lambda name: name.count("\n"))
    axes.set_xticks([0], [tallest])


def named(axes: Axes, *forms: Sequence[str]) -> None:
    """Write the names of the places 0, 1, 2, ... below them, in the first of the forms that has room for all of them.

    Where none has, every second, third, ... place is named, counted back from the last. Call it after `reserved`.
    """
    _laid_out(axes)
    (start, _), (end, _) = axes.transData.transform([(0, 0), (1, 0)])
    needed = [max(size_of(axes, name).width for name in form) + _AIR for form in forms]
    at = next((at for at, width in enumerate(needed) if width <= end - start), len(forms) - 1)
    places = range(len(forms[at]) - 1, -1, -max(1, math.ceil(needed[at] / (end - start))))[::-1]
    axes.set_xticks(places, [forms[at][place] for place in places])


def size_of(axes: Axes, text: str, size: float = 10) -> Bbox:
    """Return the box of a text, which measures the same before and after the layout."""
    note = axes.text(0, 0, text, fontsize=size)
    box = note.get_window_extent()
    note.remove()
    return box


def unclashed(axes: Axes) -> None:
    """Leave out numbers of the scale across, each second or more of them, until they stand apart."""
    _laid_out(axes)
    labels = axes.get_xticklabels()
    boxes = [label.get_window_extent().padded(_AIR / 2) for label in labels]
    step = next(
        step
        for step in range(1, len(boxes) + 2)
        if not any(one.overlaps(other) for one, other in pairwise(boxes[::step]))
    )
    for place, label in enumerate(labels):
        label.set_visible(place % step == 0)


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


def beside_axes(axes: Axes, texts: Iterable[tuple[float, str]]) -> None:
    """Write texts to the right of the axes, each as near to its height as the others allow."""
    across = axes.get_yaxis_transform()
    notes = [axes.annotate(text, (1, y), (6, 0), across, "offset points", va="center") for y, text in sorted(texts)]
    if not notes:
        return
    _laid_out(axes)
    boxes = [note.get_window_extent() for note in notes]
    heights = np.array([box.height + 4 for box in boxes])
    wanted = np.array([(box.y0 + box.y1) / 2 for box in boxes])
    # Centres must be at least half of both heights from each other: subtract these steps, take the nearest places
    # in the same order, add the steps again.
    steps = np.concatenate([[0.0], np.cumsum((heights[:-1] + heights[1:]) / 2)])
    lowest = axes.get_window_extent().y0 + heights[0] / 2 - 8
    highest = axes.figure.bbox.height - heights[-1] / 2 - steps[-1]
    placed = np.clip(isotonic_regression(wanted - steps).x, lowest, max(lowest, highest)) + steps
    for note, shift in zip(notes, placed - wanted, strict=True):
        note.xyann = (6, float(shift))


def beside_points(axes: Axes, spots: Sequence[Spot]) -> None:
    """Write each text beside its point, where it covers least of points and of lines; a distant one is connected to it.

    The spots are in the order of their weight, for no text covers another or leaves the axes: where there is no room
    for all of a text there may be for its first line, and else it is left out.
    """
    _laid_out(axes)
    inside = axes.get_window_extent()
    inside = Bbox.from_extents(inside.x0, inside.y0, inside.x1 + 4, inside.y1 + 6)
    corners = [axes.transData.transform(line.get_xydata()) for line in axes.lines]
    inked = np.concatenate([_sampled(line) for line in corners])
    points = axes.transData.transform([(x, y) for x, y, _ in spots])
    taken: list[Bbox] = []
    for (x, y, text), point in zip(spots, points, strict=True):
        for words in dict.fromkeys((text, text.partition("\n")[0])):
            size = np.array(size_of(axes, words).size)
            cost, place = _cheapest(point, size, inside, taken, points, inked)
            # Only the first has to be there, whatever it covers.
            if cost < (_BLOCKED if taken else math.inf):
                break
        else:
            continue
        box = _box_at(point, size, place)
        taken.append(box.padded(2))
        shift = (float(box.x0 + box.x1) / 2 - point[0], float(box.y0 + box.y1) / 2 - point[1])
        axes.annotate(
            words, (x, y), shift, textcoords="offset points", ha="center", va="center", bbox=BLANK, zorder=3.5
        )
        if place[0] > 12:
            near = np.clip(point, box.min, box.max)
            axes.annotate("", (x, y), tuple(near - point), textcoords="offset points", arrowprops=TIE)


def _cheapest(
    point: Pixels, size: Pixels, inside: Bbox, taken: Sequence[Bbox], points: Pixels, inked: Pixels
) -> tuple[float, _Place]:
    """Return the best place for a text of that size and its cost, which is never less than its distance.

    Infinite where it covers another text or leaves `inside`.
    """

    def cost(place: _Place) -> float:
        box = _box_at(point, size, place)
        if any(box.overlaps(other) for other in taken) or not (
            inside.containsx(box.x0)
            and inside.containsx(box.x1)
            and inside.containsy(box.y0)
            and inside.containsy(box.y1)
        ):
            return math.inf
        tie = np.linspace(point, np.clip(point, box.min, box.max), 9)
        others = points[(points != point).any(axis=1)]
        crosses = (np.hypot(*(tie[:, None] - others).transpose(2, 0, 1)) < 6).any()
        covers = _BLOCKED * box.padded(4).count_contains(points) + 6 * box.padded(2).count_contains(inked)
        return place[0] + covers + _CROSSED * int(crosses)

    least, best = math.inf, _NEAREST
    for place in product(_DISTANCES, _SIDES):
        if place[0] >= least:  # nor is any that is further away better
            break
        if (costs := cost(place)) < least:
            least, best = costs, place
    return least, best


def _box_at(point: Pixels, size: Pixels, place: _Place) -> Bbox:
    """Return the box of a text of that size at a distance to one side of the point."""
    distance, (right, up) = place
    centre = point + np.array([right * (distance + size[0] / 2), up * (distance + size[1] / 2)])
    return Bbox([centre - size / 2, centre + size / 2])


def _sampled(corners: Pixels) -> Pixels:
    """Return points along a line from corner to corner, some three pixels apart."""
    parts = [
        np.linspace(start, end, max(2, int(np.hypot(*(end - start)) / 3)))
        for start, end in pairwise(corners)
        if np.isfinite([start, end]).all()
    ]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _laid_out(axes: Axes) -> None:
    """Fix the layout, so that nothing moves from here on and what is measured stays true."""
    drawing = axes.get_figure(root=True)
    assert drawing is not None
    if drawing.get_layout_engine():
        drawing.draw_without_rendering()
        drawing.set_layout_engine(None)


@cache
def _learn_fonts() -> None:
    for file in sans_files():
        fontManager.addfont(file)
        # Ours before a copy that the computer may have: matplotlib takes the first of equals.
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())
