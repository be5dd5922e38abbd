"""For which days records are complete, and so which periods can be counted: never a period that is half there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.errors import InputError
from ccpi_nb.records.engines import Engine
from ccpi_nb.records.measures import DAY, MONTH, QUARTER, TO_DATE, WEEK, YEAR, Measure, Source

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days, from the first to the last, both included."""

    first: date
    last: date

    def covers(self, first: date, last: date) -> bool:
        """Return whether it has all days from one to another."""
        return self.first <= first and last <= self.last


def named_span(source: Source, name: str) -> Span:
    """Return the days that a file's name says it covers; InputError where it names no period."""
    pattern = re.escape(source.files).replace(r"\*", ".*").replace(r"\?", ".")
    for place, digits in (("period", r"[\w-]+?"), ("year", r"\d{4}"), ("quarter", "[1-4]"), ("month", r"\d\d")):
        pattern = pattern.replace(rf"\{{{place}\}}", f"(?P<{place}>{digits})", 1)
    match = re.fullmatch(pattern, name, re.IGNORECASE)
    try:
        period = _named(match.groupdict()) if match else None
    except ValueError:
        period = None
    if period is None:
        raise InputError(
            f"{name}: its name says no period as '{source.files}' does; give it the name that it should have"
        )
    return Span(period.start, period.end)


def _named(parts: dict[str, str]) -> Period:
    if "period" in parts:
        return Period.from_file_stem(parts["period"])
    year = int(parts["year"])
    if "quarter" in parts:
        return Period.quarter(year, int(parts["quarter"]))
    return Period.month(year, int(parts["month"])) if "month" in parts else Period.financial_year(year)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans of which those that touch are one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if found and span.first <= found[-1].last + _DAY:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)


def extents(table: Any, names: Iterable[str], engine: Engine) -> dict[str, tuple[date | None, date | None]]:
    """Return the first and the last day of each date."""
    ends = {f"{name}_{end}": getattr(table[name], end)() for name in names for end in ("min", "max")}
    if not ends:
        return {}
    (row,) = engine.rows(table.aggregate(**ends))
    return {name: (row[f"{name}_min"], row[f"{name}_max"]) for name in names}


def span_of_records(first: date | None, last: date | None, quiet: int) -> tuple[Span, ...]:
    """Return the whole months that records cover whose dates go from one day to another.

    A month counts as whole if at most so many `quiet` days at its begin, or end, have no record: an extract that was
    made on the 20th does not cover its month.
    """
    if first is None or last is None:
        return ()
    begin, end = Period.month(first.year, first.month), Period.month(last.year, last.month)
    start = begin.start if (first - begin.start).days <= quiet else begin.end + _DAY
    stop = end.end if (end.end - last).days <= quiet else end.start - _DAY
    return (Span(start, stop),) if start <= stop else ()


def kind_of(period: Period) -> str:
    """Return the kind of a period as a measure names it; '' for one that no measure is for."""
    match period.counts_as:
        case PeriodKind.MONTH:
            return MONTH
        case PeriodKind.QUARTER:
            return QUARTER
        case PeriodKind.YEAR:
            return YEAR
        case PeriodKind.WEEK:
            return WEEK
        case PeriodKind.DAY:
            return DAY
        case PeriodKind.SPAN if period.start.month == 4 and period.months < 12:
            return TO_DATE
    return ""


def is_covered(period: Period, measure: Measure, spans: Sequence[Span]) -> bool:
    """Return whether records with these days have all that a period needs: of a stock, its last day."""
    first = period.end if measure.is_stock else period.start
    return any(span.covers(first, period.end) for span in spans)


def whole_periods(spans: Iterable[Span], kinds: Sequence[str]) -> tuple[Period, ...]:
    """Return all periods of some kinds that lie in spans, earliest first; of days and years to date the last."""
    return tuple(sorted({period for span in spans for period in _within(span, kinds)}))


def _within(span: Span, kinds: Sequence[str]) -> Iterator[Period]:
    if DAY in kinds:
        yield Period.day(span.last)
    month = Period.month(span.first.year, span.first.month)
    months = []
    while month.start <= span.last:
        if span.covers(month.start, month.end):
            months.append(month)
        month = month.moved(1)
    if MONTH in kinds:
        yield from months
    for kind, build in ((QUARTER, _quarter_of), (YEAR, _year_of)):
        if kind in kinds:
            yield from (one for one in {build(month) for month in months} if span.covers(one.start, one.end))
    if TO_DATE in kinds and months:
        to_date = months[-1].financial_year_to_date()
        # A year to date that is a month, a quarter or a year is counted as that.
        if span.covers(to_date.start, to_date.end) and to_date.months not in (1, 3, 12):
            yield to_date
    if WEEK in kinds:
        week = Period.week(*span.first.isocalendar()[:2])
        while week.start <= span.last:
            if span.covers(week.start, week.end):
                yield week
            week = week.moved(1)


def _quarter_of(month: Period) -> Period:
    start = month.start
    return Period.quarter(start.year if start.month >= 4 else start.year - 1, month.quarter_number)


def _year_of(month: Period) -> Period:
    return Period.financial_year(month.start.year if month.start.month >= 4 else month.start.year - 1)


def edges_of(periods: Sequence[Period]) -> list[date]:
    """Return the days at which a period, or a month of one, begins, or the one after its end; in order."""
    edges = set()
    for period in periods:
        edges |= {period.start, period.end + _DAY}
        month = Period.month(period.start.year, period.start.month)
        while month.start <= period.end:
            if month.start >= period.start:
                edges.add(month.start)
            month = month.moved(1)
    return sorted(edges)
