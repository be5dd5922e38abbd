"""The links of a PDF that stay inside it: what each says, and where it leads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfReader

_HEADING = 40.0  # points: a heading of two lines, with the space above it


@dataclass(frozen=True)
class Reference:
    """A link on page `on`: its words, and the page and section that they name ('' for a whole document).

    `leads_to` is the page of its destination, `there` what is read from there on. Pages count from 1.
    """

    on: int
    words: str
    page: int
    section: str
    leads_to: int
    there: str

    @property
    def is_right(self) -> bool:
        """Whether the page that it names is where it leads, and the section's heading is what stands there."""
        return self.page == self.leads_to and _letters(self.there).startswith(_letters(self.section))


def references_in(made: bytes) -> list[Reference]:
    """Every link that names a page of the same file, such as 'Item 4, Invoice payment, page 15'."""
    return [found for found in links_in(made) if found.page]


def links_in(made: bytes) -> Iterator[Reference]:
    """Every link to a place in the same file."""
    reader, shown = PdfReader(BytesIO(made)), pypdfium2.PdfDocument(made)
    named: Any = reader.named_destinations
    pages = {
        page.indirect_reference.idnum: number for number, page in enumerate(reader.pages) if page.indirect_reference
    }
    for on, page in enumerate(reader.pages):
        for mark in (entry.get_object() for entry in page.get("/Annots", [])):
            if "/Dest" not in mark:
                continue
            words = _words(shown[on], mark)
            target = mark["/Dest"].get_object()
            place = (
                named[target] if isinstance(target, str) else dict(zip(("/Page", "", "", "/Top"), target, strict=False))
            )
            leads_to, top = pages[place["/Page"].get_object().indirect_reference.idnum], float(place["/Top"])
            there = shown[leads_to].get_textpage().get_text_bounded(top=top + 2, bottom=top - _HEADING)
            said = re.fullmatch(r"(?:Item \w+, (?:Appendix \w+, )?)?(.*), page (\d+)", words)
            section = said[1] if said and "#" in str(target) else ""
            yield Reference(on + 1, words, int(said[2]) if said else 0, section, leads_to + 1, _spaced(there))


def _words(page: pypdfium2.PdfPage, mark: Any) -> str:
    """The words inside a link's lines: those letters whose middle is there."""
    corners = [float(number) for number in mark.get("/QuadPoints", [])]
    quads = [corners[at : at + 8] for at in range(0, len(corners), 8)]
    areas = [(min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2])) for quad in quads]
    text = page.get_textpage()
    letters = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
    lines = [
        "".join(
            letter
            for letter, (x0, y0, x1, y1) in letters
            if left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top
        )
        for left, bottom, right, top in areas or [tuple(map(float, mark["/Rect"]))]
    ]
    return _spaced("\n".join(lines))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _letters(text: str) -> str:
    """The text without its spaces, and without hyphens where a line ends."""
    return re.sub(r"\W", "", text)
