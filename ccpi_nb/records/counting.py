"""The counts behind every value, asked of an engine in a few questions; what comes back are aggregates only.

A count of a period is the sum of exact counts of its days, which the engine counts in one reading.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import ibis

from ccpi_nb.domain.periods import Period
from ccpi_nb.records.contract import PROBLEM, problems_of
from ccpi_nb.records.engines import Engine
from ccpi_nb.records.expressions import Kind
from ccpi_nb.records.measures import How, Keep, Measure, Measures
from ccpi_nb.records.translation import Table, translate

_DAY = timedelta(days=1)
_REPEATED = "repeated"
STEP = "step"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Repeats:
    """Of records that share their key with others: how many there are, and how many beyond one for each key."""

    records: int
    beyond: int


def extents(table: Table, names: Iterable[str], engine: Engine) -> dict[str, tuple[date | None, date | None]]:
    """Return the first and the last day of each date."""
    ends = {f"{name}_{end}": getattr(table[name], end)() for name in names for end in ("min", "max")}
    if not ends:
        return {}
    (row,) = engine.rows(table.aggregate(**ends))
    return {name: (row[f"{name}_min"], row[f"{name}_max"]) for name in names}


def repeats(table: Table, measures: Measures, engine: Engine) -> tuple[Repeats, str]:
    """Return how many records share their key with another, and the SQL that counted them; none without a limit."""
    key = measures.source.key
    if not key or measures.quality.duplicates is None:
        return Repeats(0, 0), ""
    known = table.filter([table[name].notnull() for name in key])
    counted = known.group_by(list(key)).aggregate(n=ibis._.count())
    several = counted.filter(counted.n > 1)
    asked = several.aggregate(records=several.n.sum(), keys=several.count())
    (row,) = engine.rows(asked)
    records = int(row["records"] or 0)
    return Repeats(records, records - int(row["keys"])), engine.statement(asked)


def without_repeats(table: Table, measures: Measures, found: Repeats) -> Table:
    """Return the records with a column that says which of them is left out, as its key stands more than once."""
    duplicates = measures.quality.duplicates
    if duplicates is None or not found.records or duplicates.keep is Keep.ALL:
        return table.mutate(**{_REPEATED: ibis.literal(False)})
    key = [table[name] for name in measures.source.key]
    has_key = ibis.and_(*(name.notnull() for name in key))
    if duplicates.keep is Keep.NONE:
        several = table.count().over(ibis.window(group_by=key)) > 1
        return table.mutate(**{_REPEATED: has_key & several})
    order = [table[duplicates.by].asc() if duplicates.keep is Keep.EARLIEST else table[duplicates.by].desc()]
    # So that every engine keeps the same one of those with the same date.
    others = [column.name for column in measures.columns if column.name not in (*measures.source.key, duplicates.by)]
    ties = sorted(others, key=lambda name: measures.column(name).kind is Kind.TEXT)
    blank = [table[duplicates.by].isnull(), *order]
    window = ibis.window(group_by=key, order_by=[*blank, *(_tie(table[name]) for name in ties)])
    return table.mutate(**{_REPEATED: has_key & (ibis.row_number().over(window) > 0)})


def _tie(column: Any) -> Any:
    return column.fill_null("") if column.type().is_string() else column.fill_null(_LEAST[type(column.type()).__name__])


_LEAST: dict[str, Any] = {"Date": date(1, 1, 1), "Decimal": Decimal(-(10**12)), "Boolean": False}


@dataclass(frozen=True)
class Counts:
    """What an engine has counted: rows of aggregates, by step, part of the days, and group."""

    measures: Measures
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    medians: Mapping[tuple[int, Period, str], Any]
    statements: tuple[str, ...]

    @cached_property
    def read(self) -> int:
        """How many records were read."""
        return sum(row["n"] for row in self.rows)

    def problems(self) -> dict[int, int]:
        """Return how many records have each problem, by its number."""
        found: dict[int, int] = {}
        for row in self.rows:
            if row[PROBLEM]:
                found[row[PROBLEM]] = found.get(row[PROBLEM], 0) + row["n"]
        return found

    def left_out_at(self, step: int) -> int:
        """Return how many records a step leaves out."""
        return sum(row["n"] for row in self.rows if row[STEP] == step)

    def sum(self, column: str, measure: Measure | None = None, period: Period | None = None, group: str = "") -> Any:
        """Return the sum of an aggregate over the records that count, in a period and a group."""
        return sum(row[column] or 0 for row in self._of(measure, period, group))

    def _of(self, measure: Measure | None, period: Period | None, group: str) -> Iterator[Row]:
        cells = self._cells(measure, period) if measure and period and not measure.is_stock else None
        for row in self.rows:
            if row[STEP] or (cells is not None and measure and row[_cell(measure.date)] not in cells):
                continue
            if not group or (measure and row[measure.by] == group):
                yield row

    def _cells(self, measure: Measure, period: Period) -> range:
        edges = edges_of(self.periods)
        return range(edges.index(period.start) + 1, edges.index(period.end + _DAY) + 1)

    def days_of(self, measure: Measure) -> int:
        """Return how many records that count have the measure's date."""
        return sum(row["n"] for row in self.rows if not row[STEP] and row[_cell(measure.date)] >= 0)

    def has_records(self, measure: Measure, month: Period) -> bool:
        """Return whether any record has its date in a month of the periods."""
        return any(True for _ in self._of(measure, month, ""))


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


def count(table: Table, measures: Measures, periods: Sequence[Period], found: Repeats, engine: Engine) -> Counts:
    """Return what the measures count in the records over some periods."""
    stepped = _with_steps(without_repeats(table, measures, found), measures)
    edges = edges_of(periods)
    celled = stepped.mutate(**{_cell(name): _cell_of(stepped[name], edges) for name in measures.dates})
    keys = [PROBLEM, STEP, *(_cell(name) for name in measures.dates), *measures.groups]
    aggregates = {"n": ibis._.count()}
    for at, measure in enumerate(measures.measures):
        aggregates |= _aggregates(at, measure, celled, measures, periods)
    asked = celled.group_by(keys).aggregate(**aggregates)
    medians, statements = _medians(stepped, measures, periods, engine)
    rows = tuple(engine.rows(asked))
    return Counts(measures, tuple(periods), rows, medians, (engine.statement(asked), *statements))


def _with_steps(table: Table, measures: Measures) -> Table:
    """Return the records with the number of the step that leaves each out; 0 for one that counts."""
    unreadable = [at for at, problem in enumerate(problems_of(measures), start=1) if problem.is_unreadable_date]
    steps = [(table[PROBLEM].isin(unreadable), 1)] if unreadable else []
    steps += [(table[PROBLEM] > 0, -1), (table[_REPEATED], 2)]
    for at, exclusion in enumerate(measures.exclusions, start=3):
        steps.append((translate(exclusion.where, table, measures.fields), at))
    return table.mutate(**{STEP: ibis.cases(*steps, else_=0).cast("int16")})


def _cell(name: str) -> str:
    return f"part_of_{name}"


def _cell_of(day: Any, edges: Sequence[date]) -> Any:
    """Return the number of the edges that a day has reached; -1 for a blank one."""
    reached = [(day < ibis.literal(edge), at) for at, edge in enumerate(edges)]
    return ibis.cases((day.isnull(), -1), *reached, else_=len(edges)).cast("int16")


def _aggregates(
    at: int, measure: Measure, table: Table, measures: Measures, periods: Sequence[Period]
) -> dict[str, Any]:
    if measure.how is How.MEDIAN:
        return {}
    if not measure.is_stock:
        return _aggregates_of(f"m{at}", measure, table, measures, None)
    found: dict[str, Any] = {}
    for place, period in enumerate(periods):
        found |= _aggregates_of(f"m{at}_{place}", measure, table, measures, period)
    return found


def _aggregates_of(
    name: str, measure: Measure, table: Table, measures: Measures, period: Period | None
) -> dict[str, Any]:
    """Return a measure's aggregates: how many records count, how many are in its part, and what they add up to."""
    where = translate(measure.where, table, measures.fields, period)
    found = {f"{name}_all": table.count(where=where)}
    if measure.how is How.SHARE:
        part = translate(measure.part, table, measures.fields, period)
        found[f"{name}_part"] = table.count(where=where & part)
    if measure.of:
        of = translate(measure.of, table, measures.fields, period)
        found[f"{name}_all"] = table.count(where=where & of.notnull())
        found[f"{name}_sum"] = of.sum(where=where)
    return found


def _medians(
    table: Table, measures: Measures, periods: Sequence[Period], engine: Engine
) -> tuple[dict[tuple[int, Period, str], Any], list[str]]:
    """Return the middle of what each median is of, as ten thousand times what it is, so that it is exact."""
    found: dict[tuple[int, Period, str], Any] = {}
    statements = []
    for at, measure in enumerate(measures.measures):
        if measure.how is not How.MEDIAN:
            continue
        for keys in ([], [measure.by]) if measure.by else ([],):
            columns = {}
            for place, period in enumerate(periods):
                of, where = _in_period(measure, table, measures, period)
                columns[f"p{place}"] = of.median(where=where)
                columns[f"n{place}"] = of.count(where=where)
            counted = table.filter(table[STEP] == 0)
            asked = counted.group_by(keys).aggregate(**columns) if keys else counted.aggregate(**columns)
            statements.append(engine.statement(asked))
            for row in engine.rows(asked):
                group = row[measure.by] if keys else ""
                found |= {(at, period, group): (row[f"p{n}"], row[f"n{n}"]) for n, period in enumerate(periods)}
    return found, statements


SCALE = 10_000


def _in_period(measure: Measure, table: Table, measures: Measures, period: Period) -> tuple[Any, Any]:
    assert measure.of
    of = (translate(measure.of, table, measures.fields, period) * SCALE).cast("int64")
    where = translate(measure.where, table, measures.fields, period)
    if not measure.is_stock:
        day = table[measure.date]
        where = where & (day >= ibis.literal(period.start)) & (day <= ibis.literal(period.end))
    return of, where
