"""What charts' tests share: values over months, and what an SVG draws."""

from xml.etree import ElementTree

from builders import known, p, seen

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
