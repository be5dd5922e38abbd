"""Finished pages, PDFs and charts taken apart: each number with its markup, its place and the words around it."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from io import BytesIO
from itertools import accumulate
from typing import Any

import pikepdf

from ccpi_nb.exempt.pdf_parts import page_texts

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_VOID = frozenset(("br", "col", "img", "meta", "link", "hr", "input", "source", "wbr"))
_SAYING = ("alt", "title", "aria-label", "aria-description", "placeholder")
_MARKS = frozenset(("data-number", "data-rows", "data-computation"))
_SHOWING = ("Tj", "TJ", "'", '"')


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


# The tag of a table that goes on with one above.
_FURTHER = "/Table, further columns"


@dataclass(frozen=True)
class ScannedPdf:
    """The text of every page without headers, footers and list marks; its links; where each document starts."""

    pages: tuple[str, ...]
    links: tuple[str, ...]
    starts: tuple[tuple[str, int], ...]


def scan_pdf(data: bytes) -> ScannedPdf:
    """Take a PDF apart by its tags: an artifact or a list's mark has no text, wherever it stands.

    Nor has the first column of a table where it is repeated before the columns that the page had no room for above.
    """
    with pikepdf.open(BytesIO(data)) as pdf:
        tags = dict(_tags(pdf))

        def says(page: Any, mcid: int | None) -> bool:
            under = tags.get((page, mcid), ()) if mcid is not None else ("/Lbl",)
            return "/Lbl" not in under and not {_FURTHER, "/TBody", "/TH"} <= set(under)

        texts = _texts(pdf, says)
        links = _texts(pdf, lambda page, mcid: mcid is not None and "/Link" in tags.get((page, mcid), ()))
        return ScannedPdf(texts, links, tuple(_starts(pdf)))


def _tags(pdf: pikepdf.Pdf) -> Iterator[tuple[tuple[Any, int], tuple[str, ...]]]:
    """Yield the tags around each piece of content, by its page and its number there."""
    kids: Any = pdf.Root.StructTreeRoot.get("/K", []) if "/StructTreeRoot" in pdf.Root else []
    waiting: list[tuple[Any, Any, tuple[str, ...]]] = [(kid, None, ()) for kid in _listed(kids)]
    further = set()
    while waiting:
        kid, page, under = waiting.pop()
        if isinstance(kid, int):
            yield (page, kid), under
        elif isinstance(kid, pikepdf.Dictionary):
            page = kid.Pg.objgen if "/Pg" in kid else page
            if "/MCID" in kid:
                yield (page, int(kid.MCID)), under
            elif "/K" in kid:
                tag = _FURTHER if kid.objgen in further else str(kid.get("/S", ""))
                children = _listed(kid.K)
                waiting += [(child, page, (*under, tag)) for child in children]
                if tag == "/Div":  # of a figure: its tables are one, in lots of columns
                    further |= set([child.objgen for child in children if _is_table(child)][1:])


def _is_table(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/S") == "/Table"


def _listed(kids: Any) -> list[Any]:
    return list(kids) if isinstance(kids, pikepdf.Array | list) else [kids]


def _texts(pdf: pikepdf.Pdf, keep: Callable[[Any, int | None], bool]) -> tuple[str, ...]:
    """Return the text of each page that `keep` lets through, by page and number of its piece of content."""
    with pikepdf.new() as kept:
        for page in pdf.pages:
            shown = _shown(page, partial(keep, page.objgen))
            kept.pages.append(page)
            kept.pages[-1].Contents = kept.make_stream(pikepdf.unparse_content_stream(shown))
        buffer = BytesIO()
        kept.save(buffer)
    return page_texts(buffer.getvalue())


def _shown(page: pikepdf.Page, keep: Callable[[int | None], bool]) -> list[Any]:
    """Return the page's instructions, of those that show text only what is kept: never an artifact."""
    around: list[int | None] = [None]
    kept = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            around.append(_number_in(instruction.operands, around[-1]))
        elif operator == "EMC":
            around.pop()
        if operator not in _SHOWING or keep(around[-1]):
            kept.append(instruction)
    return kept


def _number_in(operands: Any, outer: int | None) -> int | None:
    if str(operands[0]) == "/Artifact":
        return None
    properties = operands[1] if len(operands) > 1 else None
    return int(properties.MCID) if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties else outer


def _starts(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int]]:
    """Yield the titles of a pack's documents with the pages on which they start, counted from 0.

    They are the bookmarks of the second level.
    """
    with pdf.open_outline() as outline:
        for entry in (below for above in outline.root for below in above.children):
            if isinstance(entry.destination, pikepdf.Array):
                yield " ".join(entry.title.split()), pdf.pages.index(pikepdf.Page(entry.destination[0]))
