"""What an edited Word file says: the text at each mark, and what else has come to be there."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ccpi_nb.document.model import SYMBOLS
from ccpi_nb.errors import InputError
from ccpi_nb.handouts.texts import OURS, is_mark, tidy

_START, _END = qn("w:bookmarkStart"), qn("w:bookmarkEnd")
# What Word shows as taken out, in another's eyes; and what it works out or draws, which is no text.
_PASSED_OVER = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr", "w:drawing", "w:fldSimple")))
_BREAKS = frozenset(map(qn, ("w:br", "w:cr", "w:tab")))
_TRACKED = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo")))
_SYMBOLS = tuple(symbol for symbol in SYMBOLS.values() if symbol)


@dataclass(frozen=True)
class EditedFile:
    """The texts of a Word file by their marks; `merged` are marks of texts that now share a paragraph with others.

    `added` are paragraphs that no mark is in. `is_tracked` says that changes were tracked; they are read as accepted.
    `comments` is how many comments there are.
    """

    texts: dict[str, str]
    merged: frozenset[str]
    added: tuple[str, ...]
    is_tracked: bool
    comments: int


def read_word_file(name: str, content: bytes) -> EditedFile:
    """Read a Word file; InputError where `name` is none, or one that was not made here."""
    try:
        body = docx.Document(BytesIO(content)).element.body
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as problem:
        raise InputError(f"{name} can't be read as a Word file (.docx); save it from Word as .docx again") from problem
    texts: dict[str, str] = {}
    merged: set[str] = set()
    added: list[str] = []
    spanning: dict[str, str] = {}  # marks by their numbers, begun in a paragraph before and not yet ended
    for paragraph in body.iter(qn("w:p")):
        begun = {
            start.get(qn("w:id")): start.get(qn("w:name"))
            for start in paragraph.iter(_START)
            if (start.get(qn("w:name")) or "").startswith(OURS)
        }
        ended = {end.get(qn("w:id")) for end in paragraph.iter(_END)}
        words = tidy("".join(_words(paragraph)))
        for mark in (*spanning.values(), *begun.values()):
            texts[mark] = f"{texts[mark]}\n{words}" if mark in texts else words
        if len(begun) > 1 or (begun and spanning):
            merged |= {*begun.values(), *spanning.values()}
        if not (begun or spanning) and words:
            added.append(words)
        spanning = {number: mark for number, mark in (spanning | begun).items() if number not in ended}
    if not any(map(is_mark, texts)):
        raise InputError(f"{name} has none of the marks by which its texts are known; edit a file that ccpi words made")
    tracked = next(body.iter(*_TRACKED), None) is not None
    comments = sum(1 for _ in body.iter(qn("w:commentReference")))
    plain = {mark: _without_symbol(words).strip() for mark, words in texts.items() if is_mark(mark)}
    return EditedFile(plain, frozenset(merged), tuple(added), tracked, comments)


def _words(element: BaseOxmlElement) -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield " "
        elif child.tag not in _PASSED_OVER:
            yield from _words(child)


def _without_symbol(words: str) -> str:
    return next((words[len(symbol) :] for symbol in _SYMBOLS if words.startswith(f"{symbol} ")), words)
