"""What charts' tests share: values over months, and what an SVG draws."""

from itertools import combinations
from xml.etree import ElementTree

from builders import known, p, seen
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.domain.evidence import Evidence

BLUE, ORANGE, TURQUOISE = "#12436d", "#f46a25", "#28a197"
STEADY = (
    50,
    52,
    49,
    51,
    50,
    52,
    48,
    51,
    49,
    50,
    51,
    49,
    50,
)  # they add up to 652, their moving ranges to 24: limits 5.32 off 50.15


def monthly(*values: object, first: str = "2014-04") -> list[object]:
    """A value a month; None for a month without."""
    return [seen(str(value), str(p(first).shifted(place))) for place, value in enumerate(values) if value is not None]


def held(*facts: object) -> Evidence:
    return known(*facts, by="2018-04-18")


def shown(chart: Chart | Absent) -> Chart:
    assert isinstance(chart, Chart)
    return chart


def elements(svg: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{name}"))


def marks(svg: str, colour: str) -> list[tuple[float, float]]:
    """Where the markers of a colour stand."""
    found = [each for each in elements(svg, "use") if each.get("style", "").startswith(f"fill: {colour}")]
    return [(float(each.get("x", "")), float(each.get("y", ""))) for each in found]


def dashes(svg: str) -> int:
    return svg.count("stroke-dasharray")


def texts_in_the_way(drawing: Drawing) -> list[str]:
    """Each two texts of a drawing that cover each other, and each that leaves the sheet."""
    drawing.draw_without_rendering()
    # Ticks outside the axes have labels too, which are never drawn.
    ticks = [tick for axes in drawing.axes for axis in (axes.xaxis, axes.yaxis) for tick in axis.get_major_ticks()]
    drawn = [tick for axes in drawing.axes for axis in (axes.xaxis, axes.yaxis) for tick in axis._update_ticks()]
    hidden = {id(label) for tick in ticks for label in (tick.label1, tick.label2)}
    hidden -= {id(tick.label1) for tick in drawn if tick.label1.get_visible()}
    texts = [
        (text.get_text(), Text.get_window_extent(text))  # an annotation's own has its arrow as well
        for text in drawing.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip() and id(text) not in hidden
    ]
    sheet = drawing.bbox.padded(1)
    outside = [f"'{name}' leaves the sheet" for name, box in texts if not _is_within(box.padded(-0.5), sheet)]
    covered = [
        f"'{one}' covers '{other}'"
        for (one, box), (other, beside) in combinations(texts, 2)
        if box.padded(-0.25).overlaps(beside.padded(-0.25))
    ]
    return outside + covered


def _is_within(box: Bbox, sheet: Bbox) -> bool:
    return bool(sheet.x0 <= box.x0 and sheet.y0 <= box.y0 and box.x1 <= sheet.x1 and box.y1 <= sheet.y1)
