"""Finished PDFs taken apart by their tags: the text of each page, its links, and where each document starts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

import pikepdf

from ccpi_nb.exempt.pdf_parts import page_texts

_SHOWING = ("Tj", "TJ", "'", '"')
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
