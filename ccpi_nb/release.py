"""The gate before a folder is called public: it reads every file there is, and refuses what only Part II has and what it can't read."""

import csv
import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_to_bytes
from zipfile import ZipFile

import nbformat
import pikepdf
from PIL import ExifTags, Image
from pypdf import PdfReader

from ccpi_nb.errors import InputError
from ccpi_nb.execute import notebook_path
from ccpi_nb.exempt import ExemptContent, agenda_words
from ccpi_nb.meetings import Meeting, Part


@dataclass(frozen=True)
class Leak:
    """Something exempt in a file; or, with an empty `match`, a file that was not read, and `place` says why."""

    file: str
    place: str
    match: str

    def __str__(self) -> str:
        if not self.match:
            return f"{self.file} {self.place}; take it out of the folder"
        return f"{self.file}, {self.place}: '{self.match}' is exempt; take it out, or the file out of the folder"


def leaks(folder: Path, content: ExemptContent) -> tuple[Leak, ...]:
    """Whatever is exempt in the names and contents of all that a folder holds."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name the one that is to be public")
    found: list[Leak] = []
    for path in sorted(folder.rglob("*")):
        file = path.relative_to(folder).as_posix()
        found += [Leak(file, "its name", match) for match in content.found_in(path.name)]
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            found.append(Leak(file, "is a link, not a file", ""))
        elif path.is_file():
            found += _leaks_in(file, path.read_bytes(), content)
    return tuple(dict.fromkeys(found))


def refuse_leaks(folder: Path, content: ExemptContent) -> None:
    """InputError names every leak."""
    if found := leaks(folder, content):
        raise InputError(*map(str, found))


def public_words(root: Path, meeting: Meeting) -> tuple[str, ...]:
    """What both Parts may say: the words of the agenda, and of the notebooks that make Part I reports."""
    notebooks = [nbformat.read(notebook_path(root, report.notebook), as_version=4) for report in meeting.reports_in(Part.PUBLIC)]
    return (*agenda_words(meeting), *(cell.source for notebook in notebooks for cell in notebook.cells))


class _Piece(NamedTuple):
    """A text in a file. Where it is no `prose` its numbers say nothing; a `spare` one, read in a second way, is heard only for what is new."""

    place: str
    text: str
    prose: bool = True
    spare: bool = False
    problem: str = ""


_Pieces = Iterator[_Piece]


def _leaks_in(file: str, data: bytes, content: ExemptContent) -> Iterator[Leak]:
    seen: set[str] = set()
    for piece in sorted(_pieces(file, data, ""), key=lambda piece: piece.spare):
        if piece.problem:
            inside = f"holds {piece.place.removesuffix(', ')}, which " if piece.place else ""
            yield Leak(file, inside + piece.problem, "")
        for match in content.found_in(piece.text, prose=piece.prose):
            if not (piece.spare and match in seen):
                yield Leak(file, piece.place, match)
            seen.add(match)


def _pieces(name: str, data: bytes, place: str) -> _Pieces:
    """All texts of a file. Its first bytes say what it is before its name does. `place` is '' or where in another file it is, 'a.zip, '."""
    suffix = PurePosixPath(name).suffix.lower()
    kind = next((kind for start, kind in _FIRST_BYTES.items() if data.startswith(start)), suffix if suffix == ".pdf" else "")
    kinds = {suffix} & _ZIPS if kind == ".zip" else {kind or suffix}
    read = _READERS.get(next(iter(kinds), ""))
    try:
        if read is None:
            yield _Piece(place, "", problem="is a kind of file the gate cannot read")
        else:
            yield from read(data, place)
    except Exception as problem:  # for whatever reason, it has not been read
        yield _Piece(place, "", problem=f"cannot be read by the gate ({type(problem).__name__}: {problem})")


# Text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if b"\0" in data:
        raise ValueError("it is not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _text(text: str, place: str) -> _Pieces:
    """A string with what may be written in it: files as data URIs, markup, percent signs for letters."""
    if whole := _WHOLE_DATA_URI.fullmatch(text):
        yield from _data_uri(whole, place)
        return
    for match in _DATA_URI.finditer(text):
        yield from _data_uri(match, place)
    text = _DATA_URI.sub(" ", text)
    if _TAG.search(text):
        yield from _markup(text, f"{place}, ")
    else:
        yield _Piece(place, text)
    if re.search(r"%[0-9a-fA-F]{2}", text):
        yield _Piece(place, unquote(text), spare=True)


def _data_uri(match: re.Match[str], place: str) -> _Pieces:
    mime, parameters, payload = match[1].lower(), match[2].lower(), match[3]
    data = unquote_to_bytes(payload)
    if parameters.endswith(";base64"):
        data = b64decode(re.sub(rb"\s", b"", data) + b"==")
    suffix = _SUFFIXES.get(mime, ".txt" if mime.startswith("text/") or not mime else "")
    yield from _pieces(f"file{suffix}", data, f"{place}, data URI, ")


_WHOLE_DATA_URI = re.compile(r"\s*data:([\w.+-]*/[\w.+-]+|)((?:;[^;,]*)*),(.*)", re.DOTALL | re.IGNORECASE)
_DATA_URI = re.compile(r"data:(\w+/[\w.+-]+)((?:;[\w=.-]+)*),([^\s\"'<>)]*)", re.IGNORECASE)
_SUFFIXES = {"image/svg+xml": ".svg", "text/html": ".html", "application/xhtml+xml": ".html", "application/json": ".json", "text/csv": ".csv"}
_TAG = re.compile(r"<[a-zA-Z!/?][^>]*>")


def _table(text: str, place: str) -> _Pieces:
    first = text.partition("\n")[0]
    for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count)), start=1):
        yield from _text("; ".join(row), f"{place}row {number}")
    yield _Piece(f"{place}rows", text, spare=True)


def _json(text: str, place: str) -> _Pieces:
    # Pairs, since a mapping forgets all but the last of the same key; numbers as they are written.
    yield from _value(json.loads(text, object_pairs_hook=tuple, parse_float=str, parse_int=str), place.removesuffix(", "))


def _value(value: Any, place: str) -> _Pieces:
    match value:
        case str():
            packed = _unpacked(value)
            yield from _pieces("file.txt", packed, f"{place}, ") if packed else _text(value, place or "its text")
        case list() if value and all(isinstance(each, str) for each in value):  # a notebook's lines, or cells of a row
            yield from _value(("" if any(each.endswith("\n") for each in value) else " ").join(value), place)
        case list():
            for number, each in enumerate(value, start=1):
                yield from _value(each, f"{place} {number}".strip())
        case tuple():
            for key, each in value:
                yield from _value(each, f"{place}, {key}".removeprefix(", "))
            short = ((key, each if isinstance(each, str) and len(each) < 200 and not _TAG.search(each) else "") for key, each in value)
            yield _Piece(place or "its keys", "; ".join(f"{key}: {each}" for key, each in short), spare=True)


def _unpacked(text: str) -> bytes:
    """What a string holds in base64, if that is a file or text."""
    letters = re.sub(r"\s", "", text)
    if len(letters) < 40 or len(letters) % 4 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", letters):
        return b""
    data = b64decode(letters)
    with suppress(UnicodeDecodeError):
        return data if data.startswith(tuple(_FIRST_BYTES)) or data.decode().isprintable() else b""
    return b""


class _Reader(HTMLParser):
    """Reads HTML, SVG and XML alike, and forgives what browsers and spreadsheets forgive."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place, self.words, self.drawings = place, list[str](), 0
        self.pieces: list[_Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [] if tag in _INLINE else [" "]
        self.drawings += tag == "svg"
        for name, value in attrs:
            place = f"{self.place}attribute {name} of {tag}"
            look = name == "style" and (tag == "col" or self.drawings > 0)
            if look or name in _COORDINATES or (name not in _SAYING and not name.startswith(("data-", "aria-")) and _SIZE.fullmatch(value or "")):
                self.pieces.append(_Piece(place, value or "", prose=False))
            else:
                self.pieces += _text(value or "", place)

    def handle_endtag(self, tag: str) -> None:
        self.words += [] if tag in _INLINE else [" "]
        self.drawings -= tag == "svg" and self.drawings > 0

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self.pieces.append(_Piece(f"{self.place}style", " ".join(_IN_QUOTES.findall(data))))
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.pieces += _text(data, f"{self.place}comment")

    def unknown_decl(self, data: str) -> None:
        self.words.append(data.removeprefix("CDATA["))

    def handle_decl(self, decl: str) -> None:
        self.pieces += _text(decl, f"{self.place}declaration")

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)


_INLINE = frozenset(re.findall(r"\w+", "a abbr b bdi bdo cite code data del em font i ins kbd mark q s samp small span strong time tspan u var wbr"))
_INLINE |= {"r", "t", "rpr", "sz", "color", "rfont", "family", "scheme", "charset"}  # runs of a cell's text in a spreadsheet
_COORDINATES = {"d", "transform", "points", "viewbox"}
_SAYING = {"value", "content", "alt", "title", "label", "v", "val"}
_SIZE = re.compile(r"[-+\d.,\s]*(?:px|pt|r?em|%)?")
_IN_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'|/\*.*?\*/", re.DOTALL)


def _markup(text: str, place: str) -> _Pieces:
    reader = _Reader(place)
    reader.feed(text)
    reader.close()
    yield from reader.pieces
    yield _Piece(f"{place}text", "".join(reader.words))
    yield _Piece(f"{place}source", text, prose=False, spare=True)


# Archives, spreadsheets and pictures


def _archive(data: bytes, place: str) -> _Pieces:
    with ZipFile(BytesIO(data)) as archive:
        yield _Piece(f"{place}comment", archive.comment.decode("utf-8", errors="replace"))
        shared = archive.read(_SHARED).decode() if _SHARED in archive.namelist() else ""
        strings = [re.sub(r"^<(?:\w+:)?si\b[^>]*>|</(?:\w+:)?si>$", "", string) for string in _STRING.findall(shared)]
        for member in archive.infolist():
            yield _Piece(f"{place}{member.filename}, its name", f"{member.filename} {member.comment.decode('utf-8', errors='replace')}")
            if member.is_dir():
                continue
            content = archive.read(member)
            if strings and member.filename.startswith("xl/worksheets/sheet"):  # the strings where they are shown, instead of their numbers
                content = _STRING_CELL.sub(lambda cell: cell[1] + strings[int(cell[2])] + cell[3], content.decode()).encode()
            yield from _pieces(member.filename, content, f"{place}{member.filename}, ")


_SHARED = "xl/sharedStrings.xml"
_STRING = re.compile(r"<(?:\w+:)?si\s*/>|<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
_STRING_CELL = re.compile(r"(<(?:\w+:)?c\b[^>]*\bt=\"s\"[^>]*(?<!/)>(?:<(?:\w+:)?f\b.*?</(?:\w+:)?f>)?<(?:\w+:)?v>)(\d+)(</(?:\w+:)?v>)", re.DOTALL)


def _picture(data: bytes, place: str) -> _Pieces:
    """What a picture says beside what it shows, which no gate can read."""
    with Image.open(BytesIO(data)) as picture:
        picture.load()
        exif = picture.getexif()
        said = {
            **picture.info,
            **getattr(picture, "text", {}),
            **exif,
            **{tag: value for ifd in ExifTags.IFD for tag, value in exif.get_ifd(ifd).items()},
        }
    for key, value in said.items():
        if isinstance(value, bytes | str) and key not in ("exif", "icc_profile"):
            words = value if isinstance(value, str) else value.replace(b"\0", b"").decode("utf-8", errors="replace")
            yield from _text(words, f"{place}metadata {ExifTags.TAGS.get(key, key) if isinstance(key, int) else key}")
    yield _Piece(f"{place}bytes", data.decode("latin-1"), prose=False, spare=True)


# PDF


def _pdf(data: bytes, place: str) -> _Pieces:
    yield from _pdf_version(data, place)
    # What was saved over is still in the file.
    for end in [match.end() for match in re.finditer(rb"%%EOF", data)][:-1]:
        with suppress(Exception):
            yield from [piece._replace(spare=True) for piece in _pdf_version(data[:end], f"{place}an earlier version, ")]


def _pdf_version(data: bytes, place: str) -> _Pieces:
    texts = [page.extract_text() for page in PdfReader(BytesIO(data)).pages]
    yield from (_Piece(f"{place}page {number}", text) for number, text in enumerate(texts, start=1))
    yield _Piece(f"{place}pages", " ".join(texts), spare=True)
    with pikepdf.open(BytesIO(data)) as pdf:
        for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=True), start=1):
            if not text.strip() and page.get_images():
                yield _Piece(f"{place}page {number}, ", "", problem="is a picture, and the gate cannot read its words")
            yield from _pdf_marks(page, f"{place}page {number}")
        for item in (pdf.trailer, *pdf.objects):
            yield from _pdf_object(item, place)


def _pdf_marks(content: Any, place: str) -> _Pieces:
    """What is written behind the shapes on a page."""
    for instruction in pikepdf.parse_content_stream(content):
        for operand in instruction.operands:
            yield from _pdf_strings(operand, f"{place}, ")


def _pdf_object(item: Any, place: str) -> _Pieces:
    yield from _pdf_strings(item, place)
    values = list(_pdf_values(item))
    names = {key for key, _ in values} | {str(value) for _, value in values if isinstance(value, pikepdf.Name)}
    yield _Piece(f"{place}names in the file", " ".join(sorted(names)), prose=False, spare=True)
    for _, value in values:
        if isinstance(value, pikepdf.Dictionary) and "/EF" in value:
            name = str(value.get("/UF", value.get("/F", "a file without a name")))
            for attached in {stream.objgen: stream for _, stream in value.EF.items()}.values():
                yield from _pieces(name, attached.read_bytes(), f"{place}attachment {name}, ")
    if isinstance(item, pikepdf.Stream):
        if item.get("/Subtype") == "/XML":
            yield from _markup(item.read_bytes().decode("utf-8", errors="replace"), f"{place}XMP metadata, ")
        if item.get("/Subtype") == "/Form":
            yield from _pdf_marks(item, f"{place}drawing")
        is_picture = item.get("/Subtype") == "/Image"
        content = item.read_raw_bytes() if is_picture else item.read_bytes()
        yield _Piece(f"{place}bytes", content.decode("latin-1"), prose=False, spare=True)


def _pdf_strings(item: Any, place: str) -> _Pieces:
    for key, value in _pdf_values(item):
        if isinstance(value, pikepdf.String):
            yield from _text(str(value), f"{place}{_PDF_KEYS.get(key, f'entry {key}')}")


def _pdf_values(item: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Keys and values of an object and what it holds itself; what it refers to has its own turn."""
    yield key, item
    children: Any = ()
    if isinstance(item, pikepdf.Array):
        children = ((key, each) for each in item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        children = item.items()
    for name, child in children:
        if not getattr(child, "is_indirect", False):
            yield from _pdf_values(child, name)


_PDF_KEYS = {"/Alt": "alternative text", "/ActualText": "replacement text", "/Contents": "annotation", "/URI": "link", "/Title": "title or bookmark"}

_FIRST_BYTES = {b"%PDF-": ".pdf", b"PK\x03\x04": ".zip", b"\x89PNG\r\n": ".png", b"\xff\xd8\xff": ".jpg"}
_ZIPS = {".zip", ".xlsx"}
_READERS: dict[str, Callable[[bytes, str], _Pieces]] = {
    **dict.fromkeys((".html", ".htm", ".svg", ".xml", ".rels", ".vml"), lambda data, place: _markup(_decoded(data), place)),
    **dict.fromkeys((".ipynb", ".json"), lambda data, place: _json(_decoded(data), place)),
    **dict.fromkeys((".csv", ".tsv"), lambda data, place: _table(_decoded(data), place)),
    **dict.fromkeys((".txt", ".log", ".md"), lambda data, place: _text(_decoded(data), f"{place}text")),
    **dict.fromkeys(_ZIPS, _archive),
    **dict.fromkeys((".png", ".jpg"), _picture),
    ".pdf": _pdf,
}
