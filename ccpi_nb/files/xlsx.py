"""Spreadsheets as XlsxWriter leaves them, with what it can't write."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile


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
