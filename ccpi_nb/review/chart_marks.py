"""What a chart draws, read from its SVG: bars, lines, points and texts, by their place on the axes and whichever fonts it was drawn with."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ccpi_nb.document.table_texts import guarded_csv, unguarded

# Of an axis, in per cent: on a printed page about a point, the least that an eye sees.
VISIBLE = 0.3

Point = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """A bar (by two corners), a line, the points of a series, or a text. Places are in per cent of the axes, across and up.

    What stands outside the axes (texts, a key) has no place, because fonts decide where that is. `look` is the colour by its order in the
    chart, not its shade.
    """

    report: str
    chart: str
    kind: str
    look: str
    text: str
    places: tuple[Point, ...]


def marks_of(svg: str, report: str, chart: str) -> tuple[Mark, ...]:
    root = ElementTree.fromstring(svg)
    frame = _frame(root)
    looks: dict[str, str] = {}
    return tuple(Mark(report, chart, kind, _look(style, looks), text, frame.places(points)) for kind, style, text, points in _drawn(root))


def marks_csv(marks: Sequence[Mark]) -> str:
    rows = [(mark.report, mark.chart, mark.kind, mark.look, mark.text, " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.places)) for mark in marks]
    return guarded_csv([_COLUMNS, *rows])


def marks_from(text: str) -> tuple[Mark, ...]:
    """What `marks_csv` wrote."""
    rows = [[unguarded(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""))][1:]
    return tuple(Mark(report, chart, kind, look, said, _places(places)) for report, chart, kind, look, said, places in rows)


_COLUMNS = ("report", "chart", "kind", "look", "text", "places")


def _places(text: str) -> tuple[Point, ...]:
    pairs = [pair.split(",") for pair in text.split()]
    return tuple((float(across), float(up)) for across, up in pairs)


# Reading an SVG

_SVG = "{http://www.w3.org/2000/svg}"
_PAIR = re.compile(r"(-?[\d.]+) (-?[\d.]+)(?= *[A-Za-z]| *$)")  # of a curve, where it ends
_GRID = "#cccccc"
_Style = Mapping[str, str]


class _Frame(NamedTuple):
    """Where the axes are on the sheet."""

    left: float
    top: float
    width: float
    height: float

    def places(self, points: Sequence[Point]) -> tuple[Point, ...]:
        placed = [(round(100 * (x - self.left) / self.width, 1) + 0, round(100 * (self.top + self.height - y) / self.height, 1) + 0) for x, y in points]
        return tuple(placed) if all(-2 <= each <= 102 for place in placed for each in place) else ()


def _frame(root: Element) -> _Frame:
    """That of the first axes; of a drawing without any the whole sheet."""
    rect = next(root.iterfind(f".//{_SVG}clipPath/{_SVG}rect"), None)
    if rect is None:
        left, top, width, height = map(float, root.get("viewBox", "0 0 100 100").split())
        return _Frame(left, top, width, height)
    return _Frame(*(float(rect.get(name, 0)) for name in ("x", "y", "width", "height")))


def _drawn(element: Element) -> Iterator[tuple[str, _Style, str, Sequence[Point]]]:
    """Kind, style, text and points of each mark, without what is there for any values: background, grid, and the ties of labels."""
    texts = [child.get("data-text", "") for child in element if child.get("data-text") is not None]
    if texts:
        yield "text", {}, " ".join(texts), ()
    points = [child for child in element if child.tag == f"{_SVG}use"]
    if points and _GRID not in (style := _style(points[0])).values():
        yield "points", style, "", [(float(each.get("x", 0)), float(each.get("y", 0))) for each in points]
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
    """That of the outline where there is one, so that an empty marker has its own."""
    stroke, fill = style.get("stroke", "none"), style.get("fill", "#000000")
    return next((each for each in (stroke, fill) if each not in ("none", "#ffffff")), "#ffffff")


def _look(style: _Style, looks: dict[str, str]) -> str:
    """'colour 1' for the first there is; greys by themselves; '' for a text, which may be light on dark."""
    colour = _colour(style) if style else ""
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        return "hatched" if colour else ""
    if colour[1:3] == colour[3:5] == colour[5:7]:
        return "dark" if int(colour[1:3], 16) < 128 else "light"
    return looks.setdefault(colour, f"colour {len(looks) + 1}")
