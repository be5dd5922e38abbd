"""The texts of a document that can be edited, each with a mark by which it is found again in an edited file."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ccpi_nb.document.model import (
    Absent,
    Block,
    Bullets,
    Chart,
    Document,
    Heading,
    Headlines,
    Inset,
    Paragraph,
    Rule,
    Table,
)
from ccpi_nb.document.runs import Runs, plain
from ccpi_nb.document.table_texts import spelled_out

# A bookmark's name in Word has letters, digits and '_', at most 40: which item's text, its digest, which of the same.
_MARK = "ccpi_{item}_{digest}_{count}"
OURS = "ccpi_"
# Around what is not to be edited: so it is no new paragraph in a file that comes back.
FIXED = "ccpi_fixed_{number}"
_IS_MARK = re.compile(r"ccpi_([0-9A-Za-z]+)_([0-9a-f]{20})_\d+")


@dataclass(frozen=True)
class MarkedText:
    """A text of a document: its runs, and the name of the bookmark around it."""

    mark: str
    runs: Runs

    @property
    def words(self) -> str:
        """The text as it is read."""
        return plain(self.runs)


def readable(document: Document) -> Document:
    """Return a document as people read it: 'not available' for [x], and nothing of what is absent."""
    blocks = tuple(block for block in spelled_out(document.blocks) if not isinstance(block, Absent))
    return replace(document, blocks=blocks)


def texts_of(document: Document, item: str) -> tuple[MarkedText, ...]:
    """Return the texts of an item's document, with their marks, in the order in which they stand in its Word file.

    A text has the same mark in whatever file that it is in, wherever it stands there: a report's own, or a pack.
    """
    taken: dict[str, int] = {}
    found = []
    for runs in _texts(document.blocks):
        digest = digest_of(plain(runs))
        count = taken.get(digest, 0)
        taken[digest] = count + 1
        found.append(MarkedText(_MARK.format(item=_key(item), digest=digest, count=count), runs))
    return tuple(found)


def is_mark(name: str) -> bool:
    """Return whether a bookmark is that of a text that can be edited."""
    return _IS_MARK.fullmatch(name) is not None


def digest_of(words: str) -> str:
    """Return the digest of a text in its mark; how its spaces and quotation marks are written makes no difference."""
    return hashlib.sha256(tidy(words).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def digest_in(mark: str, item: str) -> str:
    """Return the digest of the text that a mark was given to; '' where it is no mark of an item's text."""
    match = _IS_MARK.fullmatch(mark)
    return match[2] if match and match[1] == _key(item) else ""


def items_of(marks: Iterable[str], items: Iterable[str]) -> tuple[str, ...]:
    """Return those of a meeting's items whose texts have marks in a file."""
    keys = {match[1] for match in map(_IS_MARK.fullmatch, marks) if match}
    return tuple(item for item in items if _key(item) in keys)


def tidy(words: str) -> str:
    """Return words as the workbook stores them: single spaces, and quotation marks as typed where Word curls them."""
    return " ".join(words.translate(_STRAIGHT).split())


_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def _key(item: str) -> str:
    return item.replace(".", "x")


def _texts(blocks: Iterable[Block]) -> Iterator[Runs]:
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.runs
            case Inset():
                yield block.runs
                yield from _texts(block.below)
            case Bullets():
                for runs, below in block.parts:
                    yield runs
                    yield from _texts(below)
            case Table():
                yield from _captions(block)
                for row in block.rows:
                    yield from (cell.runs for cell in row)
                yield from block.notes
            case Chart():
                yield from _captions(block)
            case Headlines():
                yield from (item.detail for item in block.items)
            case Rule() | Absent():
                pass


def _captions(block: Table | Chart) -> Iterator[Runs]:
    yield block.finding
    yield block.caption
