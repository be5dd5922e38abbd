"""Opening of received files: what kind a file is by its content, within limits, and its sheets."""

import re
import zipfile
from io import BytesIO

from ccpi_nb.domain.lineage import ReceivedFile
from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.sheets import Book
from ccpi_nb.spreadsheets.text_tables import Dialect, encoding_of, text_book

# A return of a service has some kilobytes; a hundred times that is no table that is looked over cell by cell.
_MOST = 20_000_000
_MOST_UNPACKED = 100_000_000
# Packed XML becomes ten times as small, that of an empty table a hundred times.
_MOST_RATIO = 400
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_AS_XLSX = "open it and save it as an Excel workbook (.xlsx)"
# Web pages and XML; a web page as an e-mail; what spreadsheets of the eighties exchange; Excel's files before 1997.
_MARKUP = re.compile(rb"<[a-z!?]|mime-version:")
_OLD = re.compile(rb"id;p|\x09[\x00\x02\x04\x08][\x04-\x10]\x00", re.DOTALL)


def open_book(file: ReceivedFile, dialect: Dialect) -> Book:
    """Return the sheets of a received file, by what it holds and not by its name's end.

    `dialect` is what a recipe says of a text file. InputError for what is no table, damaged, locked or too large.
    """
    book = _opened(file, dialect)
    if not book.sheets:
        raise InputError(f"{file.name}: it has no sheet of cells; {_AS_XLSX}, or ask for the table itself")
    return book


def _opened(file: ReceivedFile, dialect: Dialect) -> Book:
    content = _content(file)
    if content.startswith(b"PK"):
        return _packed(content, file.name)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise InputError(_locked(file.name))
        if _WORD in content:
            raise InputError(f"{file.name}: this is a Word file; ask for the table itself")
        return _quickly_read(content, file.name, "xls")
    _refuse_no_text(content, file.name)
    return text_book(content, file.name, dialect)


def is_spreadsheet(file: ReceivedFile) -> bool:
    """Return whether a received file may be a spreadsheet, and is no text, by its first bytes."""
    try:
        with file.path.open("rb") as opened:
            return opened.read(len(_OLE)).startswith((b"PK", _OLE))
    except OSError:  # opening it says so
        return False


def _refuse_no_text(content: bytes, name: str) -> None:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _MARKUP.match(start):
        raise InputError(f"{name}: this is a web page or XML, whatever its name says; {_AS_XLSX}")
    if _OLD.match(content[:2000].lower()):
        raise InputError(f"{name}: this is a spreadsheet of a kind that is older than Excel 97; {_AS_XLSX}")
    if start.startswith((b"%pdf", b"{\\rtf")) or (b"\0" in content and not encoding_of(content)):
        raise InputError(f"{name}: this is neither a spreadsheet nor a text file; ask for the table itself")


def _content(file: ReceivedFile) -> bytes:
    try:
        size = file.path.stat().st_size
        if size > _MOST:
            raise InputError(
                f"{file.name}: it has {size:,} bytes, and {_MOST:,} are the most that a recipe reads; "
                "records are counted by a measure, and pictures can be left out"
            )
        content = file.path.read_bytes()
    except OSError as problem:
        raise InputError(f"{file.name}: it can't be read: {problem.strerror}; get the right to read it") from None
    if not content.strip():
        raise InputError(f"{file.name}: the file is empty; ask for it again")
    return content


def _packed(content: bytes, name: str) -> Book:
    try:
        with zipfile.ZipFile(BytesIO(content)) as pack:
            members = pack.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > _MOST_UNPACKED or unpacked > _MOST_RATIO * len(content) or len(members) > 5000:
                raise InputError(
                    f"{name}: unpacked it would have {unpacked:,} bytes in {len(members):,} parts, "
                    "which is no table of a service; delete formats and pictures that nobody needs, and save it again"
                )
            names = {member.filename for member in members}
            if any(member.flag_bits & 1 for member in members):
                raise InputError(_locked(name))
            damaged = pack.testzip()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as problem:
        raise InputError(f"{name}: the file is damaged ({problem}); ask for it again") from None
    if damaged:
        raise InputError(f"{name}: the file is damaged (in {damaged}); ask for it again")
    if "xl/workbook.bin" in names:
        return _quickly_read(content, name, "xlsb")
    if "content.xml" in names:
        from ccpi_nb.spreadsheets.open_documents import open_document_book

        return open_document_book(content, name)
    if not any(re.fullmatch(r"xl/workbook\d*\.xml", member) for member in names):
        raise InputError(f"{name}: this is no spreadsheet; {_AS_XLSX}")
    from ccpi_nb.spreadsheets.excel import excel_book

    return excel_book(content, name)


def _quickly_read(content: bytes, name: str, kind: str) -> Book:
    from ccpi_nb.spreadsheets.binary_excel import binary_book

    return binary_book(content, name, kind)


def _locked(name: str) -> str:
    return f"{name}: it is protected by a password; open it, take the password off, and save it again"
