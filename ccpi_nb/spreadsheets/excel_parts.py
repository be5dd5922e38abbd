"""The parts of an Excel workbook's ZIP: too large, of the strict kind, left to be calculated, or never read."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from ccpi_nb.errors import InputError

_MOST_CELLS = 1_000_000
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_BOOK = re.compile(r"xl/workbook\d*\.xml")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# What 'Strict Open XML Spreadsheet' writes for the names that all other Excel workbooks have.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
# From here on cells and rows that are blank and only formatted are a burden: whole sheets have been formatted.
_MANY_BLANK = 20_000
_BLANK = re.compile(rb"<c [^>]*/>|<row [^>/]*/>")
_BLANK_ROW = re.compile(rb"<row [^>/]*></row>")


def usual(content: bytes) -> bytes:
    """Return a workbook as openpyxl can read it: none of the strict kind, and without very many blank cells."""
    parts = {}
    with zipfile.ZipFile(BytesIO(content)) as pack:
        for name in (name for name in pack.namelist() if name.endswith((".xml", ".rels"))):
            old = new = pack.read(name)
            if b"//purl.oclc.org/ooxml/" in old:
                new = _STRICT.sub(_USUAL, new)
            if _SHEET.fullmatch(name) and old.count(b"/>") > _MANY_BLANK:
                new = _BLANK_ROW.sub(b"", _BLANK.sub(b"", new))
            if new != old:
                parts[name] = new
        return _with_parts(pack, parts) if parts else content


def _with_parts(pack: zipfile.ZipFile, parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name in pack.namelist():
            new.writestr(name, parts.get(name) or pack.read(name))
    return stream.getvalue()


def refuse_large(content: bytes, name: str) -> None:
    """Raise InputError for a sheet of very many cells, also merged ones, of which openpyxl makes one each."""
    with zipfile.ZipFile(BytesIO(content)) as pack:
        for part in pack.namelist():
            if _SHEET.fullmatch(part):
                xml = pack.read(part)
                merged = sum(_size(*match) for match in _MERGED.findall(xml))
                if xml.count(b"<c ") + merged > _MOST_CELLS:
                    raise InputError(
                        f"{name}: a sheet of it has more than {_MOST_CELLS:,} cells; "
                        "records are counted by a measure, and a table of figures is far smaller"
                    )


def _size(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    def column(text: bytes) -> int:
        at = 0
        for letter in text:
            at = at * 26 + letter - 64
        return at

    return (int(bottom) - int(top) + 1) * (column(right) - column(left) + 1)


def is_to_calculate(content: bytes) -> bool:
    """Return whether the workbook was written by a program that left its formulas to be calculated when it is opened.

    The results in it are then made up, 0 as a rule.
    """
    with zipfile.ZipFile(BytesIO(content)) as pack:
        books = [pack.read(part) for part in pack.namelist() if _BOOK.fullmatch(part)]
    return any(re.search(rb'<calcPr [^>]*fullCalcOnLoad="(?:1|true)"', book) for book in books)


def untold_of(content: bytes, name: str) -> Iterator[str]:
    """Yield in sentences what stands on a workbook's sheets in no cell, and whether its results may be old."""
    with zipfile.ZipFile(BytesIO(content)) as pack:
        books = [pack.read(part) for part in pack.namelist() if _BOOK.fullmatch(part)]
        drawings = [pack.read(part) for part in pack.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", part)]
    if any(re.search(rb"<(?:\w+:)?(?:pic|txBody)[ >]", drawing) for drawing in drawings):
        yield f"{name}: it has pictures or text boxes, and what they say or cover was not read"
    if any(re.search(rb'<calcPr [^>]*calcMode="manual"', book) for book in books):
        yield f"{name}: its formulas are calculated only when somebody asks for it, so their results may be old"
