"""The files of data/measures: what one may hold, refused in sentences with file, line and word."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from hashlib import sha256
from keyword import kwlist
from typing import TypeVar

from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.indicators import Indicator, Unit
from ccpi_nb.errors import InputError, did_you_mean, one_of, refuse
from ccpi_nb.files.cells import filled
from ccpi_nb.files.strict_csv import parse_csv
from ccpi_nb.records.entries import Entry
from ccpi_nb.records.expressions import Expression, Field, Kind, parse
from ccpi_nb.records.measures import (
    FROM_NAME,
    PERIODS,
    PLACES,
    Column,
    Duplicates,
    Exclusion,
    Format,
    Holds,
    How,
    Keep,
    Limit,
    Lookup,
    Measure,
    Measures,
    Quality,
    Source,
)

_TOP = (
    "dataset",
    "source",
    "columns",
    "lookups",
    "quality",
    "leave out",
    "measures",
    "disclosure",
)
_NOT_READ = "not read"
# By default small numbers of people leave as [c], and with them what would give them back.
_DISCLOSURE = Disclosure(5, Scheme.SECONDARY)
_STOCK = "period end"
ReadText = Callable[[str], str]
Value = TypeVar("Value")


def measures_from(
    text: str, name: str, indicators: Mapping[str, Indicator], read_text: ReadText, datasets: Iterable[str] = ()
) -> Measures:
    """Return a file of measures; InputError with all that is wrong with its columns, or with its measures.

    `read_text` gives the text of a list in data/lookups.
    """
    file = Entry.of(text, f"data/measures/{name}.yaml")
    top = file.mapping(_TOP, ("dataset", "source", "columns", "measures"))
    dataset = top["dataset"].text()
    if not re.fullmatch(r"\w[\w-]*", dataset):
        top["dataset"].refuse(f"'{dataset}' can't be a dataset's name; {did_you_mean(dataset, datasets)}")
    columns, ignored = _columns(top["columns"])
    source = _source(top["source"], columns)
    lookups = _lookups(top["lookups"], columns, read_text) if "lookups" in top else ()
    fields = {one.name: one for one in (*(c.field for c in columns), *(lookup.field for lookup in lookups))}
    build = partial(_measure, indicators=indicators, fields=fields)
    return Measures(
        name,
        sha256(text.encode()).hexdigest(),
        dataset,
        source,
        columns,
        ignored,
        lookups,
        _quality(top["quality"], columns, source) if "quality" in top else Quality(),
        _each(top["leave out"].items(), lambda entry: _exclusion(entry, fields)) if "leave out" in top else (),
        _each(top["measures"].mapping().values(), build),
        _disclosure(top["disclosure"]) if "disclosure" in top else _DISCLOSURE,
    )


def _each(entries: Iterable[Entry], build: Callable[[Entry], Value]) -> tuple[Value, ...]:
    """Return what is built of each entry; InputError with the problems of all."""
    built: list[Value] = []
    problems: list[str] = []
    for entry in entries:
        try:
            built.append(build(entry))
        except InputError as problem:
            problems += problem.problems
    refuse(problems)
    return tuple(built)


def _columns(entry: Entry) -> tuple[tuple[Column, ...], frozenset[str]]:
    entries = entry.mapping()
    ignored = frozenset(heading for heading, one in entries.items() if one.value == _NOT_READ)
    columns = _each((one for heading, one in entries.items() if heading not in ignored), _column)
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


def _source(entry: Entry, columns: Iterable[Column]) -> Source:
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


def _lookups(entry: Entry, columns: tuple[Column, ...], read_text: ReadText) -> tuple[Lookup, ...]:
    return _each(entry.mapping().values(), lambda one: _lookup(one, columns, read_text))


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


def _quality(entry: Entry, columns: tuple[Column, ...], source: Source) -> Quality:
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


def _exclusion(entry: Entry, fields: Mapping[str, Field]) -> Exclusion:
    parts = entry.mapping(("why", "where"), ("why", "where"))
    return Exclusion(parts["why"].text(), _expression(parts["where"], fields, {Kind.TRUTH}))


def _expression(entry: Entry, fields: Mapping[str, Field], kinds: set[Kind], *, of_period: bool = False) -> Expression:
    expression = entry.parsed(lambda text: parse(text, fields, of_period=of_period))
    if expression.kind not in kinds:
        entry.refuse(f"'{expression.text}' gives a {expression.kind}, and a {' or '.join(sorted(kinds))} belongs here")
    return expression


def _disclosure(entry: Entry) -> Disclosure | None:
    parts = entry.mapping(("threshold", "scheme", "off"))
    if "off" in parts:
        if len(parts["off"].text()) < 10 or len(parts) > 1:
            entry.refuse(
                "small numbers of people leave exact only for a reason; write it after 'off:', and nothing else"
            )
        return None
    scheme = Scheme(parts["scheme"].text([one.value for one in Scheme], "scheme")) if "scheme" in parts else None
    threshold = parts["threshold"].whole() if "threshold" in parts else _DISCLOSURE.threshold
    if threshold < 2:
        parts["threshold"].refuse("a threshold below 2 hides nothing; write 'off: REASON', or a number from 2 on")
    return Disclosure(threshold, scheme or _DISCLOSURE.scheme)


_PARTS = ("date", "as_at", "numerator", "denominator", *(how.value for how in How if how is not How.SHARE), "where")


def _measure(entry: Entry, indicators: Mapping[str, Indicator], fields: Mapping[str, Field]) -> Measure:
    parts = entry.mapping((*_PARTS, "by", "periods"))
    key = str(entry.path[-1])
    if key not in indicators:
        entry.refuse(f"there is no indicator '{key}' in data/indicators.csv; {one_of(key, indicators)}")
    is_stock = entry.choice(("date", "as_at")) == "as_at"
    if is_stock:
        parts["as_at"].text((_STOCK,), "day")
    read = _Reader(parts, fields, is_stock)
    dates = [name for name, one in fields.items() if one.kind is Kind.DATE]
    groups = [name for name, one in fields.items() if one.words is not None and one.kind is Kind.TEXT]
    # A group's name comes out of the workbook's own files, never out of a record.
    by = parts["by"].text(groups, "lookup, or column with 'values',") if "by" in parts else ""
    how, part, of = _how(entry, read, indicators[key])
    return Measure(
        key,
        how,
        "" if is_stock else parts["date"].text(dates, "date"),
        read.truth("denominator" if how is How.SHARE else how.value if how is How.COUNT else "where"),
        part,
        of,
        by,
        tuple(item.text(PERIODS, "kind of period") for item in parts["periods"].items())
        if "periods" in parts
        else ("month", "quarter", "year to date", "year"),
    )


@dataclass(frozen=True)
class _Reader:
    """What reads the expressions of one measure."""

    parts: Mapping[str, Entry]
    fields: Mapping[str, Field]
    is_stock: bool

    def truth(self, key: str) -> Expression | None:
        """Return which records a part is about; None for all."""
        if key not in self.parts or self.parts[key].value == "all":
            return None
        return _expression(self.parts[key], self.fields, {Kind.TRUTH}, of_period=self.is_stock)

    def amount(self, key: str) -> Expression:
        """Return what is added or averaged."""
        return _expression(self.parts[key], self.fields, {Kind.NUMBER, Kind.DAYS}, of_period=self.is_stock)


def _how(entry: Entry, read: _Reader, indicator: Indicator) -> tuple[How, Expression | None, Expression | None]:
    """Return how an indicator is worked out, its numerator, and what is added or averaged."""
    way = entry.choice(("numerator", *(how.value for how in How if how is not How.SHARE)))
    how = How.SHARE if way == "numerator" else How(way)
    if how is not How.SHARE and "denominator" in entry:
        entry.at("denominator").refuse(f"a {how} has no denominator; write which records count under 'where'")
    if how in (How.SHARE, How.COUNT) and "where" in entry:
        other = "denominator" if how is How.SHARE else "count"
        entry.at("where").refuse(f"which records count stands under '{other}' here; move it there")
    if (how is How.SHARE) is not (indicator.unit is Unit.PERCENT):
        entry.refuse(f"the indicator's unit is '{indicator.unit}', and a {how} is not of it; correct one of them")
    if how is How.COUNT and indicator.unit is not Unit.NUMBER:
        entry.refuse(f"the indicator's unit is '{indicator.unit}', and a count has none; correct one of them")
    if how is How.SHARE:
        if "denominator" not in entry:
            entry.refuse("'denominator' is missing; write which records count, or 'all'")
        return how, read.truth("numerator"), None
    return how, None, None if how is How.COUNT else read.amount(way)
