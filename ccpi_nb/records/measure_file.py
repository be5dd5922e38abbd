"""The files of data/measures: what one may hold, refused in sentences with file, line and word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.indicators import Indicator, Unit
from ccpi_nb.errors import did_you_mean, one_of
from ccpi_nb.files.text_files import collect
from ccpi_nb.records.entries import Entry
from ccpi_nb.records.expressions import Expression, Field, Kind, parse
from ccpi_nb.records.measures import (
    PERIODS,
    Exclusion,
    How,
    Measure,
    Measures,
    Quality,
)
from ccpi_nb.records.record_entries import ReadText, columns_from, lookups_from, quality_from, source_from

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
# By default small numbers of people leave as [c], and with them what would give them back.
_DISCLOSURE = Disclosure(5, Scheme.SECONDARY)
_STOCK = "period end"


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
    columns, ignored = columns_from(top["columns"])
    source = source_from(top["source"], columns)
    lookups = lookups_from(top["lookups"], columns, read_text) if "lookups" in top else ()
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
        quality_from(top["quality"], columns, source) if "quality" in top else Quality(),
        collect(lambda entry: _exclusion(entry, fields), top["leave out"].items()) if "leave out" in top else (),
        collect(build, top["measures"].mapping().values()),
        _disclosure(top["disclosure"]) if "disclosure" in top else _DISCLOSURE,
    )


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
