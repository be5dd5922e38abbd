"""The parts of a PDF that say anything: its pages' text, the strings of its objects and marks, what is attached."""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import pikepdf
from pypdfium2 import PdfDocument

# The mark of nearly every shape: with no string, or none but its language or a soft hyphen's, it says nothing.
_PLAIN_MARK = re.compile(rb"<<[^<>()]*(?:(?:/Lang\(en-GB\)|/ActualText<FEFF00AD>)[^<>()]*)*>>")
_KEYS = {
    "/Alt": "alternative text",
    "/ActualText": "replacement text",
    "/Contents": "annotation",
    "/URI": "link",
    "/Title": "title or bookmark",
}


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """Return the text that each page of a PDF shows, as far as it is drawn as text."""
    with closing(PdfDocument(pdf)) as document:
        return tuple(page.get_textpage().get_text_bounded() for page in document)


def marks_in(content: Any) -> Iterator[tuple[str, str]]:
    """Yield what is written behind the shapes on a page or in a drawing, as `strings_in` does."""
    if b"<<" not in _PLAIN_MARK.sub(b"", _content_of(content)):
        return
    for instruction in pikepdf.parse_content_stream(content, "BDC DP"):
        for operand in instruction.operands:
            if isinstance(operand, pikepdf.Dictionary):
                yield from strings_in(values_in(operand))


def _content_of(page: Any) -> bytes:
    if isinstance(page, pikepdf.Page):
        parts = page.obj.get("/Contents", pikepdf.Array())
        return b"\n".join(part.read_bytes() for part in (parts if isinstance(parts, pikepdf.Array) else [parts]))
    content: bytes = page.read_bytes()
    return content


def attachments_in(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that are attached by any of an object's values: name and content."""
    for _, value in values:
        if isinstance(value, pikepdf.Dictionary) and "/EF" in value:
            name = str(value.get("/UF", value.get("/F", "without a name")))
            for attached in {stream.objgen: stream for _, stream in value.EF.items()}.values():
                yield name, attached.read_bytes()


def strings_in(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the strings among an object's keys and values, each with what it is: 'alternative text'."""
    for key, value in values:
        if isinstance(value, pikepdf.String):
            yield _KEYS.get(key, f"entry {key}"), str(value)


def values_in(item: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield keys and values of an object and of what it holds itself; what it refers to has its own turn."""
    yield key, item
    children: Any = ()
    if isinstance(item, pikepdf.Array):
        children = ((key, member) for member in item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        children = item.items()
    for name, child in children:
        if not getattr(child, "is_indirect", False):
            yield from values_in(child, name)
