"""The texts that a file holds, whatever kind it is and however they are packed."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from io import BytesIO
from itertools import chain, repeat
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_to_bytes
from zipfile import ZipFile

import pikepdf

from ccpi_nb.exempt.file_parts import around_files, as_shown, rows_of_parquet, words_beside
from ccpi_nb.exempt.pdf_parts import attachments_in, marks_in, page_texts, strings_in, values_in
from ccpi_nb.files.strict_csv import csv_rows

_MEDIA = {"image/svg+xml": ".svg", "text/html": ".html", "application/json": ".json", "text/csv": ".csv"}
_WHOLE_DATA_URI = re.compile(r"\s*data:([\w.+-]+/[\w.+-]+|)((?:;[^;,]*)*),(.*)", re.DOTALL | re.IGNORECASE)
_DATA_URI = re.compile(r"data:(\w+/[\w.+-]+)((?:;[\w=.-]+)*),([^\s\"'<>)]*)", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z!/?][^>]*>")
# Also the runs of a cell's text in a spreadsheet.
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo cite code data del em font i ins kbd mark q s samp small span strong time tspan u var wbr",
    )
)
_INLINE |= frozenset({"r", "t", "rpr", "sz", "color", "rfont", "family", "scheme", "charset", "text:span", "text:a"})
_LOOKS = frozenset({"style", "d", "transform", "points", "viewbox"})
# Those with 'office:' are of a cell of an OpenDocument spreadsheet, and need not be what it shows.
_SAYING = frozenset(
    re.findall(
        r"[\w:-]+",
        "value content alt title label summary caption abbr placeholder text prompt name descr v val start "
        "office:value office:string-value office:date-value office:time-value",
    )
)
# The column of a ledger whose numbers are of rows, and that whose last one may be of a table's note.
_ROW_COLUMN, _PLACE_COLUMN = "source_row", "place"
_NOTE = re.compile(r", note (?=\d+\Z)")
_SIZE = re.compile(r"[-+\d.,\s]*(?:px|pt|r?em|%)?")
_IN_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'|/\*.*?\*/", re.DOTALL)
_FIRST_BYTES = {
    b"%PDF-": ".pdf",
    b"PK\x03\x04": ".zip",
    b"\x89PNG\r\n": ".png",
    b"PAR1": ".parquet",
    b"\xff\xd8\xff": ".jpg",
}
_ARCHIVES = (".zip", ".xlsx", ".ods", ".docx")
# How a file ends: what comes after is shown by no program, and read by none.
_LAST_BYTES = {".pdf": b"%%EOF", ".png": b"IEND\xaeB`\x82", ".jpg": b"\xff\xd9"}


class Piece(NamedTuple):
    """A text in a file.

    Where it is no `prose` its numbers mean nothing. A `spare` one was read in a second way, and counts only for what is
    new.
    """

    place: str
    text: str
    prose: bool = True
    spare: bool = False
    problem: str = ""


_Pieces = Iterator[Piece]


def pieces(name: str, data: bytes, place: str) -> _Pieces:
    """Yield all texts of a file, whose first bytes decide what it is before its name does.

    `place` is '', or the place in another file: 'a.zip, '.
    """
    # With a letter before, since `.rels` is all suffix.
    suffix = PurePosixPath(f"x{PurePosixPath(name).name}").suffix.lower()
    kind = next((kind for start, kind in _FIRST_BYTES.items() if data.startswith(start)), suffix)
    if kind == ".zip" and suffix in _ARCHIVES:
        kind = suffix
    try:
        if kind in _TEXTS:
            yield from _TEXTS[kind](_decoded(data), place)
        elif kind in _FILES and (kind != ".zip" or suffix == ".zip"):
            yield from _FILES[kind](data, place)
            if not data.rstrip(b"\r\n \0").endswith(_LAST_BYTES.get(kind, b"")):
                yield Piece(place, "", problem="has bytes after its end, which the gate cannot read")
        else:
            yield Piece(place, "", problem="is a kind of file the gate cannot read")
    except Exception as problem:  # for whatever reason, it has not been read
        yield Piece(place, "", problem=f"cannot be read by the gate ({type(problem).__name__}: {problem})")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if b"\0" in data:
        raise ValueError("it is not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _text(text: str, place: str, *, prose: bool = True) -> _Pieces:
    """Yield a string with what may be written in it: files as data URIs, markup, letters as percent signs."""
    if ":" in text:  # most have none, and are soon done with
        if whole := _WHOLE_DATA_URI.fullmatch(text):
            return (yield from _data_uri(whole, place))
        for match in _DATA_URI.finditer(text):
            yield from _data_uri(match, place)
        text = _DATA_URI.sub(" ", text)
    if "<" in text and _TAG.search(text):
        yield from _markup(text, f"{place}, ")
    else:
        yield Piece(place, text, prose)
    if "%" in text and re.search(r"%[0-9a-fA-F]{2}", text):
        yield Piece(place, unquote(text), spare=True)


def _data_uri(match: re.Match[str], place: str) -> _Pieces:
    kind, parameters, data = match[1].lower(), match[2].lower(), unquote_to_bytes(match[3])
    if parameters.endswith(";base64"):
        data = b64decode(re.sub(rb"\s", b"", data) + b"==")
    suffix = _MEDIA.get(kind, ".txt" if kind.startswith("text/") or not kind else "")
    yield from pieces(f"data{suffix}", data, f"{place}, data URI, ")


def _table(text: str, place: str) -> _Pieces:
    delimiter = max(",;\t|", key=text.partition("\n")[0].count)
    columns: Sequence[str] = ()
    lines = []
    for number, row in enumerate(csv_rows(text, delimiter), start=1):
        columns = row if _ROW_COLUMN in row and not columns else columns
        cells = [_in_ledger(cell, column) for cell, column in zip(row, chain(columns, repeat("")), strict=False)]
        lines.append("; ".join(cells))
        yield from _text(lines[-1], f"{place}row {number}")
    # What a ledger's numbers are is known of its cells only.
    yield Piece(f"{place}rows", "\n".join(lines) if columns else text, spare=True)


def _in_ledger(cell: str, column: str) -> str:
    """Return a cell in which it is told that a number is that of a row, or of a note."""
    if column == _ROW_COLUMN:
        return f"rows {cell}"
    return _NOTE.sub(", row ", cell) if column == _PLACE_COLUMN else cell


def _json(text: str, place: str) -> _Pieces:
    # Pairs, since a mapping forgets all but the last of the same key; numbers as they are written.
    yield from _value(
        json.loads(text, object_pairs_hook=tuple, parse_float=str, parse_int=str), place.removesuffix(", ")
    )


def _value(value: Any, place: str) -> _Pieces:
    match value:
        case str():
            packed = _unpacked(value)
            yield from pieces("packed.txt", packed, f"{place}, ") if packed else _text(value, place or "text")
        case [str(), *_] if all(isinstance(part, str) for part in value) and isinstance(
            value, list
        ):  # a cell's lines, or a row's cells
            yield from _value(("" if any(part.endswith("\n") for part in value) else " ").join(value), place)
        case list():
            for number, item in enumerate(value, start=1):
                yield from _value(item, f"{place} {number}".strip())
        case tuple():
            for key, entry in value:
                yield from _value(entry, f"{place}, {key}".removeprefix(", "))
            short = (
                (key, entry if isinstance(entry, str) and len(entry) < 200 and not _TAG.search(entry) else "")
                for key, entry in value
            )
            yield Piece(place or "text", "; ".join(f"{key}: {entry}" for key, entry in short), spare=True)


def _unpacked(text: str) -> bytes:
    """Return what a string holds in base64, if that is a file or text; b'' otherwise."""
    letters = re.sub(r"\s", "", text)
    if len(letters) >= 40 and len(letters) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", letters):
        data = b64decode(letters)
        with suppress(UnicodeDecodeError):
            return data if data.startswith(tuple(_FIRST_BYTES)) or data.decode().isprintable() else b""
    return b""


class _Reader(HTMLParser):
    """A reader of HTML, SVG and XML alike, which forgives what browsers and spreadsheets forgive."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self.pieces: list[Piece] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_endtag(tag)
        for name, value in attrs:
            is_words = name in _SAYING or name.startswith(("data-", "aria-"))
            looks = name in _LOOKS or (not is_words and _SIZE.fullmatch(value or ""))
            self.pieces += _text(value or "", f"{self.place}attribute {name} of {tag}", prose=not looks)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":  # sizes and colours, but for quotes and comments
            self.pieces.append(Piece(f"{self.place}style", " ".join(_IN_QUOTES.findall(data))))
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.pieces += _text(data, f"{self.place}comment")

    def handle_decl(self, decl: str) -> None:
        self.pieces += _text(decl, f"{self.place}declaration")

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    def unknown_decl(self, data: str) -> None:
        self.words.append(data.removeprefix("CDATA["))


def _markup(text: str, place: str) -> _Pieces:
    reader = _Reader(place)
    reader.feed(text)
    reader.close()
    yield from reader.pieces
    yield Piece(f"{place}text", "".join(reader.words))
    yield Piece(f"{place}source", text, prose=False, spare=True)


def _archive(data: bytes, place: str) -> _Pieces:
    with ZipFile(BytesIO(data)) as archive:
        yield Piece(f"{place}comment", archive.comment.decode("utf-8", errors="replace"))
        lists, others = around_files(data, archive)
        yield Piece(f"{place}lists of its files", lists.decode("latin-1"), prose=False, spare=True)
        if others:
            yield Piece(place, "", problem="has bytes between its files, which the gate cannot read")
        shown = as_shown(archive)
        for member in archive.infolist():
            yield Piece(
                f"{place}{member.filename}, its name",
                f"{member.filename} {member.comment.decode('utf-8', errors='replace')}",
            )
            if member.is_dir():
                continue
            # The first member of an OpenDocument file says what it is, in a file of no kind.
            name = f"{member.filename}.txt" if member.filename == "mimetype" else member.filename
            content = shown(member.filename, archive.read(member))
            yield from pieces(name, content, f"{place}{member.filename}, ")


def _picture(data: bytes, place: str) -> _Pieces:
    """Yield what a picture says beside what it shows, which no gate can read."""
    for at, words in words_beside(data):
        yield from _text(words, f"{place}{at}")
    yield Piece(f"{place}bytes", data.decode("latin-1"), prose=False, spare=True)


def _parquet(data: bytes, place: str) -> _Pieces:
    for at, words in rows_of_parquet(data):
        yield from _text(words, f"{place}{at}")
    yield Piece(f"{place}bytes", data.decode("latin-1"), prose=False, spare=True)


def _pdf(data: bytes, place: str) -> _Pieces:
    yield from _pdf_version(data, place)
    # What was saved over is still in the file.
    for end in [match.end() for match in re.finditer(rb"%%EOF", data)][:-1]:
        with suppress(Exception):
            yield from [
                piece._replace(spare=True) for piece in _pdf_version(data[:end], f"{place}an earlier version, ")
            ]


def _pdf_version(data: bytes, place: str) -> _Pieces:
    texts = page_texts(data)
    yield from (Piece(f"{place}page {number}", text) for number, text in enumerate(texts, start=1))
    yield Piece(f"{place}pages", " ".join(texts), spare=True)
    with pikepdf.open(BytesIO(data)) as pdf:
        for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=True), start=1):
            if not text.strip() and page.get_images():
                yield Piece(f"{place}page {number}, ", "", problem="is a picture, whose words the gate cannot read")
            yield from _strings(marks_in(page), f"{place}page {number}, ")
        names = set()
        for item in (pdf.trailer, *pdf.objects):
            values = list(values_in(item))
            names |= {str(part) for pair in values for part in pair if isinstance(part, str | pikepdf.Name)}
            yield from _strings(strings_in(values), place)
            for name, attached in attachments_in(values):
                yield from pieces(name, attached, f"{place}attachment {name}, ")
            if isinstance(item, pikepdf.Stream):
                yield from _pdf_stream(item, place)
        yield Piece(f"{place}names in the file", " ".join(sorted(names)), prose=False, spare=True)


def _strings(strings: Iterable[tuple[str, str]], place: str) -> _Pieces:
    for what, text in strings:
        yield from _text(text, f"{place}{what}")


def _pdf_stream(stream: pikepdf.Stream, place: str) -> _Pieces:
    kind = stream.get("/Subtype")
    if kind == "/XML":
        yield from _markup(stream.read_bytes().decode("utf-8", errors="replace"), f"{place}XMP metadata, ")
    if kind == "/Form":
        yield from _strings(marks_in(stream), f"{place}drawing, ")
    content = stream.read_raw_bytes() if kind == "/Image" else stream.read_bytes()
    yield Piece(f"{place}bytes", content.decode("latin-1"), prose=False, spare=True)


_FILES: dict[str, Callable[[bytes, str], _Pieces]] = {
    **dict.fromkeys(_ARCHIVES, _archive),
    **dict.fromkeys((".png", ".jpg"), _picture),
    ".parquet": _parquet,
    ".pdf": _pdf,
}
_TEXTS: dict[str, Callable[[str, str], _Pieces]] = {
    **dict.fromkeys((".html", ".htm", ".svg", ".xml", ".rels", ".vml"), _markup),
    **dict.fromkeys((".ipynb", ".json"), _json),
    **dict.fromkeys((".csv", ".tsv"), _table),
    **dict.fromkeys((".txt", ".log", ".md"), lambda text, place: _text(text, f"{place}text")),
}
