"""Finished pages and charts taken apart: each number with its markup, its place and the words around it."""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_VOID = frozenset(("br", "col", "img", "meta", "link", "hr", "input", "source", "wbr"))
_SAYING = ("alt", "title", "aria-label", "aria-description", "placeholder")
_MARKS = frozenset(("data-number", "data-rows", "data-computation"))


@dataclass(frozen=True)
class Markup:
    """What markup says of a text: the element's tag and its attributes; no tag where nothing does."""

    tag: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True)
class Passage:
    """A text as a page or a chart has it.

    `place` is where, `is_body` whether the document's PDF has it as well, `at` where its characters begin in the page.
    """

    text: str
    place: str
    mark: Markup = Markup()
    is_body: bool = True
    at: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the text."""
        return numbers_in(self.text)


@dataclass(frozen=True)
class Drawing:
    """A chart in a page: the texts drawn in it, without its scales' numbers, and its alternative text.

    Its element begins in the page's characters `at`.
    """

    caption: str
    alt: str
    labels: tuple[str, ...]
    at: int = 0


@dataclass(frozen=True)
class ScannedPage:
    """A page taken apart by its tags.

    `says` are texts that no markup can be put into: the window's title, labels for screen readers.
    """

    title: str
    passages: tuple[Passage, ...]
    drawings: tuple[Drawing, ...]
    says: tuple[str, ...]


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the numbers in a text, as they are written."""
    return tuple(match[0] for match in NUMBER.finditer(text))


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    heading: str = ""
    texts: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self.open: list[_Element] = []
        self.passages: list[Passage] = []
        self.drawings: list[Drawing] = []
        self.says: list[str] = []
        self.title = self.heading = self.caption = self.subject = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.drawings.append(Drawing(self.caption, given.get("alt", ""), labels_of(given.get("src", "")), self._at))
        else:
            self.says += [given[name] for name in _SAYING if name in given]
        if tag not in _VOID:
            self.open.append(_Element(tag, given))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            closed = self.open.pop()
            words = " ".join("".join(closed.texts).split())
            if closed.tag == "h1":
                self.title = words
            elif closed.tag in ("h2", "h3", "h4"):
                self.heading = words
            elif closed.attributes.get("class") == "subject":
                self.subject = words  # below a finding
            elif closed.tag in ("caption", "figcaption"):
                self.caption, self.subject = self.subject or words, ""
            if self.open:
                self.open[-1].texts += closed.texts
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        tags = [element.tag for element in self.open]
        if "style" in tags or not tags:
            return
        self.open[-1].texts.append(data)
        if "title" in tags:
            self.says.append(data)
        if "title" in tags or not data.strip():
            return
        marked = next(
            (
                element
                for element in reversed(self.open)
                if element.tag in ("data", "time") or _MARKS & element.attributes.keys()
            ),
            None,
        )
        mark = Markup(marked.tag, tuple(marked.attributes.items())) if marked else Markup()
        aside = {"nav", "footer", "details"} & set(tags)
        self.passages.append(Passage(data, self._place(tags), mark, not aside, self._at))

    @property
    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _place(self, tags: list[str]) -> str:
        if "details" in tags:
            return f"{self.heading}, sources"
        return f"{self.heading}, table '{self.caption}'" if "td" in tags or "th" in tags else self.heading or "head"


def scan_page(html: str) -> ScannedPage:
    """Take a page apart by its tags."""
    page = _Page(html)
    page.feed(html)
    page.close()
    return ScannedPage(page.title, tuple(page.passages), tuple(page.drawings), tuple(page.says))


class _Svg(HTMLParser):
    """The labels of a chart; lines of one text are neighbours in the same group."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[dict[str, str]] = []
        self.labels: dict[int, list[str]] = {}
        self.groups = 0
        self.ids: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "g":
            return
        given = {name: value or "" for name, value in attrs}
        if "data-text" in given and not any("data-number" in group for group in self.open):
            self.labels.setdefault(self.ids[-1] if self.ids else 0, []).append(given["data-text"])
        self.groups += 1
        self.ids.append(self.groups)
        self.open.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "g" and self.open:
            self.open.pop()
            self.ids.pop()


def labels_of(source: str) -> tuple[str, ...]:
    """Return the texts drawn in a chart that a page holds as a data URI, each with its lines joined."""
    kind, _, data = source.partition(";base64,")
    if kind != "data:image/svg+xml":
        return ()
    svg = _Svg()
    svg.feed(b64decode(data).decode())
    svg.close()
    return tuple(" ".join(lines) for lines in svg.labels.values())
