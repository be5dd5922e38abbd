"""Small drawings beside words: variation and assurance after NHS England's 'Making Data Count', and sparklines.

They are ours: a letter or a line in a circle, whose colour only repeats what the shape and the words beside it say.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from ccpi_nb.trends.process_limits import Assurance, Nature, Way

_BLUE, _ORANGE, _PURPLE, _GREY = "#1f6fb5", "#c2560c", "#7a4fb0", "#687178"
_CIRCLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">'
    '<circle cx="20" cy="20" r="18" fill="#fff" stroke="{colour}" stroke-width="4"/>{inside}</svg>'
)
_PATH = (
    '<path d="{d}" fill="none" stroke="{colour}" stroke-width="3.5" stroke-linejoin="round" stroke-linecap="round"/>'
)
_COMMON = "M8 21 L14 16 L20 23 L26 16 L32 21"
_RISE, _FALL = "M9 28 L17 22 L22 24 L30 13 M23 12 L31 12 L31 20", "M9 12 L17 18 L22 16 L30 27 M23 28 L31 28 L31 20"
_P, _F = "M16 29 L16 11 L22 11 Q27 11 27 16 Q27 21 22 21 L16 21", "M16 29 L16 11 L27 11 M16 20 L25 20"
_QUESTION = "M14 15 Q14 10 20 10 Q26 10 26 15 Q26 19 20 20 L20 23 M20 29 L20 29.2"
_COLOURS = {
    Nature.COMMON: _GREY,
    Nature.IMPROVING: _BLUE,
    Nature.CONCERNING: _ORANGE,
    Nature.NEITHER: _PURPLE,
}
_ASSURANCES = {
    Assurance.PASSES: (_P, _BLUE),
    Assurance.HIT_OR_MISS: (_QUESTION, _GREY),
    Assurance.FAILS: (_F, _ORANGE),
}
_WIDE, _HIGH, _EDGE = 96, 28, 4


def variation_icon(nature: Nature, way: Way | None) -> str:
    """Return the icon of a kind of variation as SVG: a line that wavers, or an arrow to the side that is special."""
    line = _COMMON if nature is Nature.COMMON else _RISE if way is Way.HIGH else _FALL
    return _icon(line, _COLOURS[nature])


def assurance_icon(assurance: Assurance) -> str:
    """Return the icon of what is to be expected of a target as SVG: P for met, F for missed, a question mark."""
    return _icon(*_ASSURANCES[assurance])


def _icon(line: str, colour: str) -> str:
    return _CIRCLE.format(colour=colour, inside=_PATH.format(d=line, colour=colour))


_LINE = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}">'


_HEIGHT = re.compile(r"[ML]\S+ (\S+?)(?=[ \"])")
_TELLING = 4  # heights; lines of fewer are alike whatever they are of


def is_telling(svg: str) -> bool:
    """Return whether a drawing is a line by which its values could be known; icons are the same for all values."""
    return svg.startswith(_LINE) and len(set(_HEIGHT.findall(svg))) >= _TELLING


def sparkline(values: Sequence[Decimal]) -> str:
    """Return values in the order of time as a line without scale, the last one marked; '' for fewer than two."""
    if len(values) < 2:
        return ""
    low, span = min(values), max(values) - min(values)
    step = Decimal(_WIDE - 2 * _EDGE) / (len(values) - 1)
    points = [
        (
            _EDGE + place * step,
            _HIGH - _EDGE - (value - low) / span * (_HIGH - 2 * _EDGE) if span else Decimal(_HIGH) / 2,
        )
        for place, value in enumerate(values)
    ]
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return (
        f'{_LINE}<path d="{line}" fill="none" stroke="#4f86b8" stroke-width="2"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#4f86b8"/></svg>'
    )
