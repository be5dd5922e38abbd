"""What a chart draws, read from its SVG, and how two charts differ.

Bars, lines, points and texts go by their place on the axes, whichever fonts they were drawn with.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import StringIO
from itertools import groupby, zip_longest
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ccpi_nb.files.strict_csv import guarded_csv, unguarded

# Of an axis, in per cent: on a printed page about a point, the least that an eye sees.
VISIBLE = 0.3
_COLUMNS = ("report", "chart", "kind", "look", "text", "places")
Point = tuple[float, float]
_SVG = "{http://www.w3.org/2000/svg}"
_PAIR = re.compile(r"(-?[\d.]+) (-?[\d.]+)(?= *[A-Za-z]| *$)")  # of a curve, where it ends
_GRID = "#cccccc"
_Style = Mapping[str, str]


@dataclass(frozen=True)
class Mark:
    """A bar (by two corners), a line, the points of a series, or a text. Places are in per cent of the axes.

    The first is across, the second up. What stands outside the axes (texts, a key) has no place, because fonts decide
    where that is. `look` is the colour by its order in the chart, not its shade.
    """

    report: str
    chart: str
    kind: str
    look: str
    text: str
    places: tuple[Point, ...]


def marks_of(svg: str, report: str, chart: str) -> tuple[Mark, ...]:
    """Return what a chart's SVG draws, in its order."""
    root = ElementTree.fromstring(svg)
    frame = _frame(root)
    looks: dict[str, str] = {}
    return tuple(
        Mark(report, chart, kind, _look(style, looks), text, frame.places(points))
        for kind, style, text, points in _drawn(root)
    )


def marks_csv(marks: Sequence[Mark]) -> str:
    """Return marks as the CSV that `marks_from` reads."""
    rows = [
        (mark.report, mark.chart, mark.kind, mark.look, mark.text, " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.places))
        for mark in marks
    ]
    return guarded_csv([_COLUMNS, *rows])


def marks_from(text: str) -> tuple[Mark, ...]:
    """Return the marks of a CSV that `marks_csv` wrote."""
    rows = [[unguarded(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""))][1:]
    return tuple(
        Mark(report, chart, kind, look, words, _places(places)) for report, chart, kind, look, words, places in rows
    )


def _places(text: str) -> tuple[Point, ...]:
    pairs = [pair.split(",") for pair in text.split()]
    return tuple((float(across), float(up)) for across, up in pairs)


class _Frame(NamedTuple):
    """Where the axes are on the sheet."""

    left: float
    top: float
    width: float
    height: float

    def places(self, points: Sequence[Point]) -> tuple[Point, ...]:
        placed = [
            (
                round(100 * (x - self.left) / self.width, 1) + 0,
                round(100 * (self.top + self.height - y) / self.height, 1) + 0,
            )
            for x, y in points
        ]
        return tuple(placed) if all(-2 <= share <= 102 for place in placed for share in place) else ()


def _frame(root: Element) -> _Frame:
    """Return the frame of the first axes; of a drawing without any, the whole sheet."""
    rect = next(root.iterfind(f".//{_SVG}clipPath/{_SVG}rect"), None)
    if rect is None:
        left, top, width, height = map(float, root.get("viewBox", "0 0 100 100").split())
        return _Frame(left, top, width, height)
    return _Frame(*(float(rect.get(name, 0)) for name in ("x", "y", "width", "height")))


def _drawn(element: Element) -> Iterator[tuple[str, _Style, str, Sequence[Point]]]:
    """Yield kind, style, text and points of each mark.

    What is there for any values is left out: background, grid, and the ties of labels.
    """
    texts = [child.get("data-text", "") for child in element if child.get("data-text") is not None]
    if texts:
        yield "text", {}, " ".join(texts), ()
    points = [child for child in element if child.tag == f"{_SVG}use"]
    if points and _GRID not in (style := _style(points[0])).values():
        yield "points", style, "", [(float(point.get("x", 0)), float(point.get("y", 0))) for point in points]
    for child in element:
        if child.tag == f"{_SVG}path":
            yield from _path(_style(child), child.get("d", ""), clipped="clip-path" in child.attrib)
        elif child.tag == f"{_SVG}g" and child.get("data-text") is None and child.get("data-number") is None:
            yield from _drawn(child)


def _path(style: _Style, outline: str, *, clipped: bool) -> Iterator[tuple[str, _Style, str, Sequence[Point]]]:
    points = [(float(x), float(y)) for x, y in _PAIR.findall(outline)]
    colour = _colour(style)
    tie = style.get("stroke-linecap") == "round" and not clipped
    if colour in ("", "#ffffff", _GRID) or tie or not points:
        return
    if style.get("fill") == "none":
        yield "dashed line" if "stroke-dasharray" in style else "line", style, "", points
    elif outline.rstrip().endswith("z") and len(points) == 4:
        across, up = [x for x, _ in points], [y for _, y in points]
        yield "bar", style, "", [(min(across), max(up)), (max(across), min(up))]
    else:
        yield "shape", style, "", points


def _style(element: Element) -> _Style:
    return dict(re.findall(r"([\w-]+): ?([^;]+)", element.get("style", "")))


def _colour(style: _Style) -> str:
    """Return the outline's colour where there is one, so that an empty marker has its own."""
    stroke, fill = style.get("stroke", "none"), style.get("fill", "#000000")
    return next((colour for colour in (stroke, fill) if colour not in ("none", "#ffffff")), "#ffffff")


def _look(style: _Style, looks: dict[str, str]) -> str:
    """Return a look: 'colour 1' for the first colour there is; greys by themselves; '' for a text.

    A text may be light on dark.
    """
    colour = _colour(style) if style else ""
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        return "hatched" if colour else ""
    if colour[1:3] == colour[3:5] == colour[5:7]:
        return "dark" if int(colour[1:3], 16) < 128 else "light"
    return looks.setdefault(colour, f"colour {len(looks) + 1}")


def chart_changes(before: Sequence[Mark], after: Sequence[Mark]) -> tuple[str, ...]:
    """Return how charts differ, in sentences; nothing for what no eye sees.

    'chart 'Invoices paid': the bar 'July to September 2014' reaches up to 78.0% of the axis; it was 77.6%'.
    """
    was, now = _by_chart(before), _by_chart(after)
    sentences: list[str] = []
    for name in dict.fromkeys((*was, *now)):
        if name not in was:
            sentences.append(f"the chart '{name}' is new")
        elif name not in now:
            sentences.append(f"the chart '{name}' is gone")
        else:
            sentences += [
                f"chart '{name}': {change}"
                for change in (*_texts(was[name], now[name]), *_drawn_changes(was[name], now[name]))
            ]
    return tuple(sentences)


def _by_chart(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    charts: dict[str, list[Mark]] = {}
    for mark in marks:
        charts.setdefault(mark.chart, []).append(mark)
    return charts


def _texts(before: Sequence[Mark], after: Sequence[Mark]) -> Iterator[str]:
    was, now = (tuple(mark.text for mark in marks if mark.kind == "text") for marks in (before, after))
    for _, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        for old, new in zip_longest(was[start:end], now[first:last]):
            if old is None:
                yield f"it says '{new}', which is new"
            elif new is None:
                yield f"it no longer says '{old}'"
            elif old != new:
                yield f"it says '{new}' where it said '{old}'"


def _drawn_changes(before: Sequence[Mark], after: Sequence[Mark]) -> Iterator[str]:
    was, now = (
        {kind: list(marks) for kind, marks in groupby(sorted(side, key=_kind), _kind)} for side in (before, after)
    )
    for kind in sorted({*was, *now} - {"text"}):
        old, new = was.get(kind, []), now.get(kind, [])
        if len(old) != len(new):
            yield f"it has {_counted(len(new), kind)}; it had {_counted(len(old), kind)}"
            continue
        for name, earlier, later in zip(_names(kind, new, after), old, new, strict=True):
            if earlier.look != later.look:
                yield f"{name} is now {later.look or 'without colour'}; it was {earlier.look or 'without colour'}"
            yield from _moved(name, earlier.places, later.places)


def _kind(mark: Mark) -> str:
    return mark.kind


def _counted(count: int, kind: str) -> str:
    word = "series of points" if kind == "points" else kind if count == 1 else f"{kind}s"
    return f"{count or 'no'} {word}"


def _names(kind: str, marks: Sequence[Mark], chart: Sequence[Mark]) -> Iterator[str]:
    """Yield what sentences call the marks of a kind.

    Bars go by the label of their place: a chart's first texts are the labels of its axis. All else is counted.
    """
    labels = [mark.text for mark in chart if mark.kind == "text"]
    for look, drawn in groupby(marks, lambda mark: mark.look) if kind == "bar" else [("", iter(marks))]:
        same = list(drawn)
        several = kind == "bar" and len({mark.look for mark in marks}) > 1
        for number, _ in enumerate(same):
            if kind == "bar" and len(same) <= len(labels):
                yield f"the bar '{labels[number]}'{f' ({look})' if several else ''}"
            else:
                yield f"{'the points of series' if kind == 'points' else kind} {number + 1}"


def _moved(name: str, was: Sequence[Point], now: Sequence[Point]) -> Iterator[str]:
    """Yield how a mark moved: the first place that did says it, and more would say the same."""
    if len(was) != len(now):
        yield f"{name}: {_counted(len(now), 'place')} on the axes; it had {_counted(len(was), 'place')}"
        return
    for number, (old, new) in enumerate(zip(was, now, strict=True), start=1):
        shifts = [
            f"{new[way]:.1f}% {along} the axis; it was {old[way]:.1f}%"
            for way, along in ((1, "up"), (0, "along"))
            if round(abs(new[way] - old[way]), 1) > VISIBLE
        ]
        if shifts:
            where = (
                " reaches"
                if name.startswith("the bar")
                else f", place {number} of {len(now)}:"
                if len(now) > 1
                else " stands"
            )
            yield f"{name}{where} {', and '.join(shifts)}"
            return
