"""Several files as one, and spreadsheets as XlsxWriter leaves them, with what it can't write."""

from collections.abc import Collection, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can hold: it is the same whenever it is made


def zipped(files: Mapping[str, bytes], *, stored: Collection[str] = ()) -> bytes:
    """Return an archive of files by their names, the same bytes whenever it is made; `stored` are not compressed."""
    archive = BytesIO()
    with ZipFile(archive, "w") as opened:
        for name, content in files.items():
            opened.writestr(ZipInfo(name, _TIME), content, ZIP_STORED if name in stored else ZIP_DEFLATED)
    return archive.getvalue()


def with_language(xlsx: bytes, *, rows_grow: bool = False) -> bytes:
    """Return the file with its language set, for which XlsxWriter has no property.

    Where `rows_grow`, a row whose height is given becomes higher for what somebody types into it.
    """
    file = BytesIO()
    with ZipFile(BytesIO(xlsx)) as opened, ZipFile(file, "w", ZIP_DEFLATED) as closed:
        for part in opened.infolist():
            content = opened.read(part)
            if part.filename == "docProps/core.xml":
                content = content.replace(
                    b"</cp:coreProperties>", b"<dc:language>en-GB</dc:language></cp:coreProperties>"
                )
            if rows_grow and part.filename.startswith("xl/worksheets/sheet"):
                content = content.replace(b' customHeight="1"', b"")
            closed.writestr(part, content)
    return file.getvalue()
