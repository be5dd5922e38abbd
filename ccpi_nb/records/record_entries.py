"""What a file of measures says of its records: where they come from, their columns, lookups and limits of quality."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from keyword import kwlist

from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.cells import filled
from ccpi_nb.files.strict_csv import parse_csv
from ccpi_nb.files.text_files import collect
from ccpi_nb.records.entries import Entry
from ccpi_nb.records.expressions import Kind
from ccpi_nb.records.measures import (
    FROM_NAME,
    PLACES,
    Column,
    Duplicates,
    Format,
    Holds,
    Keep,
    Limit,
    Lookup,
    Quality,
    Source,
)

_NOT_READ = "not read"
ReadText = Callable[[str], str]


def columns_from(entry: Entry) -> tuple[tuple[Column, ...], frozenset[str]]:
    """Return the columns that are read, and the headings of those that are not."""
    entries = entry.mapping()
    ignored = frozenset(heading for heading, one in entries.items() if one.value == _NOT_READ)
    columns = collect(_column, (one for heading, one in entries.items() if heading not in ignored))
    names: dict[str, Column] = {}
    for column in columns:
        if names.setdefault(column.name, column) is not column:
            entries[column.heading].refuse(f"'{column.name}' names two columns; give one another name")
    return columns, ignored


def _column(entry: Entry) -> Column:
    parts = entry.mapping(("as", "type", "dates", "values", "blank"), ("as",))
    name = parts["as"].text()
    # A name that reads as something else would make a sentence of another sense.
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in _WORDS:
        parts["as"].refuse(f"'{name}' can't be a name in expressions; use lower-case letters, digits and '_'")
    way = entry.choice(("type", "dates", "values"))
    formats: tuple[str, ...] = ()
    values: dict[str, str] = {}
    holds = Holds.TEXT
    if way == "dates":
        formats, holds = tuple(item.parsed(_date_format) for item in parts["dates"].items()), Holds.DATE
    elif way == "values":
        holds = Holds.WORDS
        values = {written.lower(): one.text() for written, one in parts["values"].mapping().items()}
    else:
        holds = Holds(parts["type"].text(("text", "date", "money", "number"), "type"))
        formats = ("%Y-%m-%d",) if holds is Holds.DATE else ()
    blank = "blank" in parts and parts["blank"].text(("allowed",), "answer") == "allowed"
    return Column(str(entry.path[-1]), name, holds, blank, formats, values)


_WORDS = frozenset({"blank", "day", "days", "end", "no", "period", "start", "yes", *kwlist, *map(str.lower, kwlist)})


def _date_format(text: str) -> str:
    if not re.fullmatch(r"(?:%[dmYHMS]|[-/. :T])+", text) or any(text.count(part) != 1 for part in ("%d", "%m", "%Y")):
        raise ValueError(
            f"'{text}' is no form of a date; write %d, %m and %Y once each, with '/', '-' or '.' between: '%d/%m/%Y'"
        )
    if not re.fullmatch(r"%[dmY]([-/.])%[dmY]\1%[dmY](?:[ T]%H:%M(?::%S)?)?", text):
        raise ValueError(f"'{text}' is no form of a date; day, month and year come first: '%d/%m/%Y %H:%M'")
    return text


def source_from(entry: Entry, columns: Iterable[Column]) -> Source:
    """Return where records come from."""
    parts = entry.mapping(
        ("files", "table", "format", "encoding", "delimiter", "sheet", "key", "covers", "quiet days"),
    )
    if "files" not in parts and "table" not in parts:
        entry.refuse("there is neither 'files' nor 'table'; write the pattern of the files' names, or the table")
    text = {key: one.text() for key, one in parts.items() if key not in ("key", "quiet days")}
    if "encoding" in parts:
        parts["encoding"].parsed(_encoding)
    if len(text.get("delimiter", ",")) != 1:
        parts["delimiter"].refuse("a delimiter is a single character; write it in quotes: ';'")
    headings = {column.heading: column.name for column in columns}
    key = parts["key"].texts() if "key" in parts else ()
    for heading in key:
        if heading not in headings:
            parts["key"].refuse(f"there is no column '{heading}' that is read; {did_you_mean(heading, headings)}")
    dates = [column.name for column in columns if column.kind is Kind.DATE]
    if "covers" in parts:
        parts["covers"].text((FROM_NAME, *dates), "date or")
    if text.get("covers") == FROM_NAME and not any(f"{{{place}}}" in text.get("files", "") for place in PLACES):
        parts["covers"].refuse("the pattern names no period; write {period}, {year}, {quarter} or {month} into 'files'")
    return Source(
        text.get("files", ""),
        text.get("table", ""),
        Format(parts["format"].text([one.value for one in Format], "format")) if "format" in parts else None,
        text.get("encoding", "utf-8"),
        text.get("delimiter", ""),
        text.get("sheet", ""),
        tuple(headings[heading] for heading in key),
        text.get("covers", ""),
        parts["quiet days"].whole() if "quiet days" in parts else 7,
    )


def _encoding(text: str) -> str:
    try:
        "".encode(text)
    except LookupError:
        raise ValueError(f"there is no encoding '{text}'; write utf-8, cp1252 or utf-16") from None
    return text


def lookups_from(entry: Entry, columns: tuple[Column, ...], read_text: ReadText) -> tuple[Lookup, ...]:
    """Return the names that lists give to what stands in columns."""
    return collect(lambda one: _lookup(one, columns, read_text), entry.mapping().values())


def _lookup(entry: Entry, columns: tuple[Column, ...], read_text: ReadText) -> Lookup:
    parts = entry.mapping(("of", "file", "otherwise"), ("of", "file"))
    name = str(entry.path[-1])
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in {column.name for column in columns}:
        entry.refuse(f"'{name}' can't be a lookup's name; take one in lower-case letters that no column has")
    texts = [column.name for column in columns if column.kind is Kind.TEXT]
    of = parts["of"].text(texts, "column of texts")
    file = f"data/lookups/{parts['file'].text().removesuffix('.csv')}.csv"
    rows = parse_csv(read_text(file), {of: filled, name: filled}, file)
    pairs = {row[of].lower(): row[name] for row in rows}
    if len(pairs) < len(rows):
        raise InputError(f"{file}: a '{of}' stands twice, perhaps in other capitals; remove one")
    return Lookup(name, of, file, pairs, parts["otherwise"].text() if "otherwise" in parts else "")


def quality_from(entry: Entry, columns: tuple[Column, ...], source: Source) -> Quality:
    """Return the limits beyond which records are not counted."""
    parts = entry.mapping(("duplicates", "unreadable dates", "rows"))
    dates = [column.name for column in columns if column.kind is Kind.DATE]
    return Quality(
        _duplicates(parts["duplicates"], dates, source) if "duplicates" in parts else None,
        parts["unreadable dates"].limit() if "unreadable dates" in parts else Limit(),
        parts["rows"].parsed(_change) if "rows" in parts else None,
    )


def _duplicates(entry: Entry, dates: list[str], source: Source) -> Duplicates:
    parts = entry.mapping(("limit", "keep"), ("limit", "keep"))
    if not source.key:
        entry.refuse("nothing says by which columns records are told apart; name them under 'key' of 'source'")
    words = parts["keep"].text().split(" ", 1)
    if words[0] not in set(Keep):
        parts["keep"].refuse(f"'{words[0]}' is not taken; write 'all', 'none', 'earliest DATE' or 'latest DATE'")
    keep, by = Keep(words[0]), words[1] if len(words) > 1 else ""
    if keep in (Keep.EARLIEST, Keep.LATEST):
        if by not in dates:
            parts["keep"].refuse(f"'{by}' is no date; write '{keep} DATE'; {did_you_mean(by, dates)}")
    elif by:
        parts["keep"].refuse(f"nothing follows '{keep}'; leave out '{by}'")
    return Duplicates(parts["limit"].limit(), keep, by)


def _change(text: str) -> Decimal:
    match = re.fullmatch(r"within (\d{1,3})% of last period", text)
    if not match:
        raise ValueError(f"'{text}' is not taken; write 'within 30% of last period'")
    return Decimal(match[1])
