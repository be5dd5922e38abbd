"""The parts of pictures, spreadsheets and Parquet that say anything, as text with its place."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from struct import unpack_from
from typing import Any
from zipfile import ZipFile

from PIL import ExifTags, Image

_SHARED = "xl/sharedStrings.xml"
_STRING = re.compile(r"<(?:\w+:)?si\s*/>|<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
_STRING_CELL = re.compile(
    r"(<(?:\w+:)?c\b[^>]*\bt=\"s\"[^>]*(?<!/)>(?:<(?:\w+:)?f\b.*?</(?:\w+:)?f>)?<(?:\w+:)?v>)(\d+)(</(?:\w+:)?v>)",
    re.DOTALL,
)


def as_shown(archive: ZipFile) -> Callable[[str, bytes], bytes]:
    """Return what gives a part of a spreadsheet, by its name and bytes, with its strings where they are shown.

    A sheet of an .xlsx has their numbers instead; and in what is in a header a letter for the side before it.
    """
    shared = archive.read(_SHARED).decode() if _SHARED in archive.namelist() else ""
    strings = [re.sub(r"^<(?:\w+:)?si\b[^>]*>|</(?:\w+:)?si>$", "", string) for string in _STRING.findall(shared)]

    def shown(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return content
        text = _STRING_CELL.sub(lambda cell: cell[1] + strings[int(cell[2])] + cell[3], content.decode())
        return re.sub(r"&amp;[LCR]", " ", text).encode()

    return shown


def around_files(data: bytes, archive: ZipFile) -> tuple[bytes, bytes]:
    """Return what an archive says of its files beside them, and whatever is in it that is neither.

    Programs that unpack it show nothing of the second.
    """
    last = data.rindex(b"PK\5\6")
    (size,) = unpack_from("<L", data, last + 12)
    lists = [(last - size, last + 22 + len(archive.comment))]
    files: list[tuple[int, int]] = []
    for part in archive.infolist():
        start = part.header_offset + 30 + sum(unpack_from("<HH", data, part.header_offset + 26))
        end = start + part.compress_size
        files.append((start, end))
        lists.append((part.header_offset, start))
        if part.flag_bits & 8:  # its size and check stand behind it
            lists.append((end, end + (16 if data[end : end + 4] == b"PK\7\x08" else 12)))
    said = b"".join(data[start:end] for start, end in lists)
    places = [0, *(place for span in sorted(lists + files) for place in span), len(data)]
    return said, b"".join(data[start:end] for start, end in zip(places[::2], places[1::2], strict=True))


def words_beside(picture: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a picture says beside what it shows, which no gate can read, each with its place."""
    with Image.open(BytesIO(picture)) as opened:
        opened.load()
        exif = opened.getexif()
        parts: list[Any] = [
            opened.info,
            getattr(opened, "text", {}),
            exif,
            *(exif.get_ifd(ifd) for ifd in ExifTags.IFD),
        ]
    for key, value in [item for part in parts for item in part.items() if item[0] not in ("exif", "icc_profile")]:
        if isinstance(value, bytes):
            value = value.replace(b"\0", b"").decode("utf-8", errors="replace")
        if isinstance(value, str):
            yield f"metadata {ExifTags.TAGS.get(key, key)}", value


def rows_of_parquet(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a Parquet file says of itself and its columns, and its rows, each with its place."""
    # Whoever asked for Parquet has it; a file that it can't read is one that the gate cannot.
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(BytesIO(data))
    yield "names of columns", "; ".join(table.column_names)
    for place, said in (("metadata", table.schema), *((f"metadata of {field.name}", field) for field in table.schema)):
        for key, value in (said.metadata or {}).items():
            yield place, f"{key.decode(errors='replace')}: {value.decode(errors='replace')}"
    for number, row in enumerate(table.to_pylist(), start=1):
        yield f"row {number}", "; ".join("" if value is None else str(value) for value in row.values())
