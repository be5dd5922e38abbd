"""A PDF as a screen reader meets it: its tags in the order of reading, and what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf

HEADINGS = {f"H{level}": level for level in range(1, 7)}
_PAINTS = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}


@dataclass(frozen=True)
class Element:
    """An element of the structure: `under` are the tags above it, the nearest first; a heading says its words in its
    `title`.
    """

    tag: str
    under: tuple[str, ...]
    title: str
    alt: str
    scope: str
    has_headers: bool
    kids: tuple["Element", ...]

    def walk(self) -> Iterator["Element"]:
        """It and all below it, in the order in which they are read aloud."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


def elements(made: bytes) -> list[Element]:
    """Every element, in the order in which they are read aloud."""
    with pikepdf.open(BytesIO(made)) as opened:
        return _elements(opened)


def problems_of(made: bytes) -> list[str]:
    """What keeps a reader from the document; nothing, if all is well."""
    with pikepdf.open(BytesIO(made)) as opened:
        if "/StructTreeRoot" not in opened.Root:
            return ["the file has no tags"]
        found = _elements(opened)
        headings = [each for each in found if each.tag in HEADINGS]
        return [
            *_problems_of_file(opened),
            *_problems_of_headings([HEADINGS[each.tag] for each in headings]),
            *_problems_of_bookmarks(_bookmarks(opened), found),
            *(
                f"a picture on the way through {'/'.join(each.under)} has no alternative text"
                for each in found
                if _lacks_alt(each)
            ),
            *("a table's caption stands outside it" for each in found if _parts_caption_from_table(each)),
            *(problem for each in found if each.tag == "Table" for problem in _problems_of_table(each)),
            *(
                f"page {number}: {problem}"
                for number, page in enumerate(opened.pages, 1)
                for problem in _problems_of_page(opened, page)
            ),
        ]


def _elements(opened: pikepdf.Pdf) -> list[Element]:
    return [each for top in _below(opened.Root.StructTreeRoot, ()) for each in top.walk()]


def _below(parent: pikepdf.Object, under: tuple[str, ...]) -> Iterator[Element]:
    kids: Any = parent.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            tag = str(kid.S).lstrip("/")
            cell: Any = next((attributes for attributes in kid.get("/A", []) if attributes.O == "/Table"), {})
            yield Element(
                tag,
                under,
                str(kid.get("/T", "")),
                str(kid.get("/Alt", "")).strip(),
                str(cell.get("/Scope", "")).lstrip("/"),
                "/Headers" in cell,
                tuple(_below(kid, (tag, *under))),
            )


def _problems_of_file(opened: pikepdf.Pdf) -> Iterator[str]:
    root: Any = opened.Root
    with opened.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "the file doesn't say that it is PDF/UA-1"
        if not metadata.get("dc:title") or not str(opened.docinfo.get("/Title", "")):
            yield "the file has no title"
    if str(root.get("/Lang", "")) != "en-GB":
        yield "the language is not en-GB"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "the file doesn't say that it is tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the window doesn't show the title"


def _problems_of_headings(levels: list[int]) -> Iterator[str]:
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} headings of the first level"
    yield from (
        f"heading {place} skips from level {above} to {level}"
        for place, (above, level) in enumerate(pairwise([0, *levels]), 1)
        if level > above + 1
    )


def _bookmarks(opened: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Level and title of each that leads somewhere."""

    def below(items: list[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            if item.destination is not None or item.action is not None:
                yield level, item.title
            yield from below(item.children, level + 1)

    with opened.open_outline() as outline:
        return list(below(outline.root, 1))


def _problems_of_bookmarks(bookmarks: list[tuple[int, str]], found: list[Element]) -> Iterator[str]:
    """Every heading is one, in order; only those of the tables of contents on a pack's front sheet are none."""
    headings = [(HEADINGS[each.tag], each.title) for each in found if each.tag in HEADINGS]
    over_tables = [
        (HEADINGS[one.tag], one.title)
        for each in found
        for one, other in pairwise(each.kids)
        if one.tag in HEADINGS and other.tag == "Table"
    ]
    left_out = len(headings) - len(bookmarks)
    front = headings[1 : left_out + 1]
    if bookmarks != headings[:1] + headings[len(front) + 1 :] or any(each not in over_tables for each in front):
        yield "the bookmarks are not the headings"


def _parts_caption_from_table(element: Element) -> bool:
    return (
        element.tag != "Table"
        and any(kid.tag == "Caption" for kid in element.kids)
        and any(each.tag == "Table" for each in element.walk())
    )


def _lacks_alt(element: Element) -> bool:
    return element.tag in ("Figure", "Formula") and not element.alt


def _problems_of_table(table: Element) -> Iterator[str]:
    parts = {
        tag: [row for part in table.kids if part.tag == tag for row in part.kids if row.tag == "TR"]
        for tag in ("THead", "TBody")
    }
    heads = [cell for row in parts["THead"] for cell in row.kids]
    if not heads or any((cell.tag, cell.scope) != ("TH", "Column") for cell in heads):
        yield "a table's columns have no headers"
    if any((row.kids[0].tag, row.kids[0].scope) != ("TH", "Row") for row in parts["TBody"]):
        yield "a table's rows have no headers"
    if any(len(row.kids) != len(heads) for row in parts["TBody"]):
        yield "a table's rows have more or fewer cells than its head"
    if any(cell.has_headers for row in parts["TBody"] for cell in row.kids):
        yield "a table's cells list headers, which hide the others from readers"


def _problems_of_page(opened: pikepdf.Pdf, page: pikepdf.Page) -> Iterator[str]:
    """Everything painted is part of an element or said to be decoration."""
    tree = pikepdf.NumberTree(opened.Root.StructTreeRoot.ParentTree)
    key = int(page.obj.get("/StructParents", -1))
    parents: Any = tree.get(key, [])
    if str(page.obj.get("/Tabs", "")) != "/S":
        yield "the tab key doesn't follow the order of reading"
    marks: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            tag, *properties = instruction.operands
            number = (
                properties[0].get("/MCID") if properties and isinstance(properties[0], pikepdf.Dictionary) else None
            )
            owned = (
                number is not None
                and int(number) < len(parents)
                and isinstance(parents[int(number)], pikepdf.Dictionary)
            )
            marks.append(owned or str(tag) == "/Artifact")
        elif operator == "EMC":
            marks.pop()
        elif operator in _PAINTS and not any(marks):
            yield f"what {operator} paints is neither tagged nor an artifact"
            return
