"""Long lists: the latest entries with the way to all, and pages that lead to each other."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from ccpi_nb.document.figures import number_words
from ccpi_nb.document.model import Block, Bullets, Paragraph
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.render.html import Link
from ccpi_nb.site.addresses import FRONT, MEETINGS, numbered, page_link, way
from ccpi_nb.site.material import Material

# Meetings that a page names one by one before it leads to the list of all.
LATEST = 12
_Entry = TypeVar("_Entry")


def latest(entries: Sequence[Runs], others: Runs) -> Iterator[Block]:
    """Yield the first entries of a list whose latest is the first, and where there are more, the words on the rest."""
    yield Bullets(tuple(entries[:LATEST]))
    if entries[LATEST:]:
        yield Paragraph(others)


def rest(here: str, material: Material, words: str) -> Runs:
    """Return the words on what a list leaves out, with the way from a page to all meetings."""
    return (Text(f"{words} "), page_link(here, list_of_meetings(material), "All meetings"), Text("."))


def list_of_meetings(material: Material) -> str:
    """Return the address of the page that has all meetings: the front page where they are few."""
    return MEETINGS if len(material.published) > LATEST else FRONT


def in_pages(entries: Sequence[_Entry], most: int, first: int = 0) -> list[Sequence[_Entry]]:
    """Return entries page by page, the first page with another number of them if one is given; one page without any."""
    start = first or most
    return [entries[:start], *(entries[at : at + most] for at in range(start, len(entries), most))]


def rows_of_the_first(every: int, most: int) -> int:
    """Return how many rows the first of several pages has: it counts them all, and names the row behind each count."""
    return max(most // 3, most - every // 20)


def page_words(number: int, last: int) -> str:
    """Return which page it is of how many; in words, for they are no figures: 'page two of three'."""
    return f"page {number_words(number)} of {number_words(last)}"


def titled(title: str, number: int, last: int) -> str:
    """Return the title of one of several pages: 'Procurement, page two of three'; of a page alone as it is."""
    return f"{title}, {page_words(number, last)}" if last > 1 else title


def steps(address: str, number: int, last: int, here: str = "") -> tuple[Link | None, Link | None]:
    """Return the links from one of several pages, `here` where it has another address, to those before and after it."""
    start = here or numbered(address, number)
    before, after = (
        Link(page_words(other, last), way(start, f"{numbered(address, other)}.html")) if 1 <= other <= last else None
        for other in (number - 1, number + 1)
    )
    return before, after
