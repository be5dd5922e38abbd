"""CSV and other text tables of any dialect: their encoding, what stands between the columns, their rows."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.sheets import Book, Cell, Sheet

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "strokes"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CELLS = 1_000_000
# How a program has a spreadsheet take a field for a text: ="00123".
_FORCED = re.compile(r'^="([^"]*)"$')


@dataclass(frozen=True)
class Dialect:
    """What a recipe says of a text file; '' for what is found out: the encoding, what stands between the columns."""

    encoding: str = ""
    delimiter: str = ""


def text_book(content: bytes, name: str, dialect: Dialect) -> Book:
    """Return a text table as the single sheet of a file; InputError where it can't be told how it is written."""
    text = _decoded(content, name, dialect.encoding)
    delimiter = dialect.delimiter or _delimiter(text, name)
    rows, lines = _rows(text, delimiter, name)
    cells = {
        (row, column): Cell(row, column, words, shown=words.strip())
        for row, fields in enumerate(rows, start=1)
        for column, field in enumerate(fields, start=1)
        if (words := _FORCED.sub(r"\1", field)).strip()
    }
    return Book((Sheet("", cells, lines=tuple(lines), semicolons=delimiter == ";"),))


def encoding_of(content: bytes) -> str:
    """Return the encoding that a text's first bytes say, '' for none; in UTF-16 most letters have a byte that is 0."""
    if marked := next((encoding for mark, encoding in _MARKS if content.startswith(mark)), ""):
        return marked
    zeros = [part.count(0) > len(part) // 2 for part in (content[1:2000:2], content[:2000:2])]
    return {(True, False): "utf-16-le", (False, True): "utf-16-be"}.get((zeros[0], zeros[1]), "")


def _decoded(content: bytes, name: str, encoding: str) -> str:
    marked = encoding_of(content)
    for tried in filter(None, (marked, encoding)) if marked or encoding else ("utf-8", "cp1252"):
        try:
            return content.decode(tried)
        except UnicodeDecodeError as problem:
            at = problem.start
        except LookupError:
            raise InputError(f"{name}: there is no encoding '{encoding}'; write utf-8, cp1252 or utf-16") from None
    line = content.count(b"\n", 0, at) + 1
    raise InputError(
        f"{name}, line {line}: byte {at + 1} is none of {encoding or marked or 'UTF-8 and cp1252'}; "
        "ask for it as 'CSV UTF-8', or say the recipe's 'encoding'"
    )


def _delimiter(text: str, name: str) -> str:
    """Return what stands between the columns: that by which the most lines have the same number of fields."""
    first = text.partition("\n")[0].strip().strip('"')
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    found = {}
    for delimiter in _DELIMITERS:
        lengths = Counter(len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        found[delimiter] = max((count for length, count in lengths.items() if length > 1), default=0)
    best = max(found.values())
    likely = [delimiter for delimiter, count in found.items() if count == best]
    if not best or len(likely) > 1:
        known = " or ".join(_DELIMITERS[each] for each in likely)
        raise InputError(
            f"{name}: it can't be told whether {known} stand between the columns; say the recipe's 'delimiter', "
            "or open it and save it as an Excel workbook (.xlsx)"
        )
    return likely[0]


def _rows(text: str, delimiter: str, name: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, lines, begins = [], [], 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise InputError(
            f"{name}, line {reader.line_num}: {problem}; a field in quotes ends with one quote, "
            "and a quote inside it is written twice"
        ) from None
    if sum(map(len, rows)) > _MOST_CELLS:
        raise InputError(f"{name}: it has more than {_MOST_CELLS:,} cells; records are counted by a measure")
    return rows, lines
