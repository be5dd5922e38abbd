"""The check that an SVG is a drawing and nothing more: only elements and attributes that matplotlib draws with."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    f"{_SVG}{name}"
    for name in re.findall(
        r"\w+",
        "svg g defs title desc style path rect circle ellipse line polyline polygon use image clipPath pattern "
        "linearGradient radialGradient stop filter feComposite feColorMatrix",
    )
)
_ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        "id version type width height viewBox x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform style opacity "
        "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
        "stroke-miterlimit stroke-dasharray stroke-dashoffset shape-rendering clip-path clip-rule clipPathUnits "
        "patternUnits patternTransform gradientUnits gradientTransform offset stop-color stop-opacity "
        "filter in in2 operator k1 k2 k3 k4 values",
    )
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*")
# In a style no quote, stroke, at-sign or escape: nothing that could name an address or fetch another style.
_STYLE = re.compile(r"[\w\s#%.,:;()*{}+-]*")
_ADDRESS = re.compile(r"url\s*\(\s*(?!#)|\\", re.IGNORECASE)


def foreign_in(svg: str) -> str:
    """Return what an SVG has that is more than a drawing, as the end of a sentence: 'holds <script>'.

    '' where there is nothing of the kind.
    """
    parser = ElementTree.XMLParser(target=_Drawing())
    try:
        parser.feed(svg)
        parser.close()
    except _Foreign as found:
        return str(found)
    except (ElementTree.ParseError, ValueError) as problem:
        return f"is no SVG ({problem})"
    return ""


class _Foreign(Exception):
    """Something in an SVG that is more than a drawing; raised at sight, so that nothing is expanded."""


class _Drawing:
    """A parser's target that checks an SVG while it is parsed; the standard library's parser fetches nothing."""

    def __init__(self) -> None:
        self._depth = 0
        self._style: list[str] | None = None  # in pieces, since a comment may split it
        self._kinds: dict[str, str] = {}
        self._used: set[str] = set()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.removeprefix(_SVG)
        if tag not in _ELEMENTS or (self._depth == 0 and name != "svg") or self._style is not None:
            raise _Foreign(f"holds <{name.rpartition('}')[2]}>")
        for attribute, value in attributes.items():
            self._look_at(name, attribute, value)
        self._kinds[attributes.get("id", "")] = name
        self._depth += 1
        self._style = [] if name == "style" else None

    def _look_at(self, name: str, attribute: str, value: str) -> None:
        if attribute in (_HREF, "href") and name in ("use", "image"):
            if name == "use" and value.startswith("#"):
                self._used.add(value[1:])
            elif name != "image" or not _PICTURE.fullmatch(value):
                raise _Foreign(f"refers to something outside it in <{name}>")
        elif attribute.startswith("data-"):
            return  # words, which nothing acts on
        elif attribute not in _ATTRIBUTES:
            raise _Foreign(f"has the attribute '{attribute.rpartition('}')[2]}' on <{name}>")
        elif _ADDRESS.search(value) or (attribute == "style" and not _STYLE.fullmatch(value)):
            raise _Foreign(f"has a style that could refer to something outside it, in '{attribute}' of <{name}>")

    def data(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def end(self, tag: str) -> None:
        style = "".join(self._style or ())
        if _ADDRESS.search(style) or not _STYLE.fullmatch(style):
            raise _Foreign("has a style that could refer to something outside it")
        self._depth -= 1
        self._style = None

    def doctype(self, name: str, public: str, system: str) -> None:
        raise _Foreign("has a document type, which could make much of little")

    def pi(self, target: str, words: str) -> None:
        raise _Foreign(f"has an instruction to programs, <?{target}?>")

    def close(self) -> None:
        # A drawing that repeats what itself repeats something could be without end.
        if others := sorted(self._used - {name for name, kind in self._kinds.items() if kind == "path"}):
            raise _Foreign(f"repeats something other than a path of its own, '{others[0]}'")
