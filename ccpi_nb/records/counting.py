"""The counts behind every value, asked of an engine in a few questions; what comes back are aggregates only.

A count of a period is the sum of exact counts of its days, which the engine counts in one reading.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import ibis

from ccpi_nb.domain.periods import Period
from ccpi_nb.records.contract import KEYED, PROBLEM, problems_of
from ccpi_nb.records.coverage import edges_of
from ccpi_nb.records.engines import Engine
from ccpi_nb.records.expressions import PERIOD_START, Kind
from ccpi_nb.records.measures import How, Keep, Measure, Measures
from ccpi_nb.records.translation import Table, translate

_DAY = timedelta(days=1)
_REPEATED = "repeated"
STEP = "step"
Row = Mapping[str, Any]
# What gives the quickest table that has some columns; None where none has.
Having = Callable[[Sequence[str]], Any]


@dataclass(frozen=True)
class Repeats:
    """Of records that share their key with others: how many there are, and how many beyond one for each key."""

    records: int
    beyond: int


def repeats(having: Having, measures: Measures, engine: Engine) -> tuple[Repeats, str]:
    """Return how many records share their key with another, and the SQL that counted them; none without a limit.

    First it is asked of the numbers that DuckDB makes of keys: where none of these stands twice no key does.
    """
    if not measures.looks_for_repeats:
        return Repeats(0, 0), ""
    table, statements = having((KEYED,)), []
    if table is not None:
        numbers = table.filter(table[KEYED].notnull()).select(KEYED)
        statements.append(f"-- sorted, to see whether any of these stands twice\n{engine.statement(numbers)}")
        if not engine.holds_twice(numbers):
            return Repeats(0, 0), statements[0]
    asked = _several(having(measures.source.key), measures.source.key)
    (found,) = engine.rows(asked)
    records = int(found["records"] or 0)
    return Repeats(records, records - int(found["keys"])), ";\n\n".join((*statements, engine.statement(asked)))


def _several(table: Table, key: Sequence[str]) -> Table:
    """Return how many keys stand more than once, and in how many records; grouped, as DuckDB can do on disk."""
    known = table.filter([table[name].notnull() for name in key])
    counted = known.group_by(list(key)).aggregate(n=ibis._.count())
    several = counted.filter(counted.n > 1)
    return several.aggregate(records=several.n.sum(), keys=several.count())


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
    """What an engine has counted: rows of aggregates, by step, part of the days, and group.

    `rows` are of flows, and have all records; `stock_rows` are of stocks. `statements` are the SQL of each measure, by
    its place.
    """

    measures: Measures
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    stock_rows: tuple[Row, ...]
    medians: Mapping[tuple[int, Period, str], tuple[Any, int, int]]
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

    def sum(self, column: str, measure: Measure, period: Period, group: str = "") -> Any:
        """Return the sum of an aggregate over the records that count, in a period and a group."""
        if measure.is_stock:
            column, rows = f"{column}_{self.place(measure, period)}", self.stock_rows
        else:
            cells = self.cells(period)
            rows = tuple(row for row in self.rows if not row[STEP] and row[cell_of(measure.date)] in cells)
        return sum(row[column] or 0 for row in rows if not group or row[measure.by] == group)

    @cached_property
    def _edges(self) -> list[date]:
        return edges_of(self.periods)

    def place(self, measure: Measure, period: Period) -> int:
        """Return the place, among the days that a stock is counted at, of a period's last one."""
        return _ends(measure, self.periods).index(_end(measure, period))

    def cells(self, period: Period) -> range:
        """Return the numbers of the parts of the days that a period has."""
        return range(self._edges.index(period.start) + 1, self._edges.index(period.end + _DAY) + 1)

    def days_of(self, measure: Measure) -> int:
        """Return how many records that count have the measure's date."""
        return sum(row["n"] for row in self.rows if not row[STEP] and row[cell_of(measure.date)] >= 0)


def count(table: Table, measures: Measures, periods: Sequence[Period], found: Repeats, engine: Engine) -> Counts:
    """Return what the measures count in the records over some periods, in as few readings of them as may be."""
    stepped = _with_steps(without_repeats(table, measures, found), measures)
    flows = _flows(stepped, measures, periods)
    stocks = _stocks(stepped.filter(stepped[STEP] == 0), measures, periods)
    medians, asked = _medians(stepped.filter(stepped[STEP] == 0), measures, periods, engine)
    of_flows, of_stocks = engine.statement(flows), "" if stocks is None else engine.statement(stocks)
    return Counts(
        measures,
        tuple(periods),
        tuple(engine.rows(flows)),
        () if stocks is None else tuple(engine.rows(stocks)),
        medians,
        tuple(asked.get(at, of_stocks if one.is_stock else of_flows) for at, one in enumerate(measures.measures)),
    )


def _flows(table: Table, measures: Measures, periods: Sequence[Period]) -> Any:
    """Return all records by the step that leaves them out, the part of the days, and group, with flows' aggregates."""
    edges = edges_of(periods)
    celled = table.mutate(**{cell_of(name): _cell_of(table[name], edges) for name in measures.dates})
    keys = [PROBLEM, STEP, *(cell_of(name) for name in measures.dates), *measures.groups]
    aggregates = {"n": ibis._.count()}
    for at, measure in enumerate(measures.measures):
        if not measure.is_stock and measure.how is not How.MEDIAN:
            aggregates |= _aggregates(f"m{at}", measure, celled, measures)
    return celled.group_by(keys).aggregate(**aggregates)


def _stocks(table: Table, measures: Measures, periods: Sequence[Period]) -> Any:
    """Return the aggregates of stocks as at each last day, by group; None where there are none."""
    aggregates: dict[str, Any] = {}
    for at, measure in enumerate(measures.measures):
        if measure.is_stock and measure.how is not How.MEDIAN:
            for place, period in enumerate(_ends(measure, periods)):
                named = _aggregates(f"m{at}", measure, table, measures, period)
                aggregates |= {f"{name}_{place}": one for name, one in named.items()}
    if not aggregates:
        return None
    groups = sorted({one.by for one in measures.measures if one.by and one.is_stock})
    return table.group_by(groups).aggregate(**aggregates) if groups else table.aggregate(**aggregates)


def _end(measure: Measure, period: Period) -> Period:
    """Return what a stock is counted over: the last day alone, where the measure asks for no first."""
    return period if any(PERIOD_START in one.names for one in measure.expressions) else Period.day(period.end)


def _ends(measure: Measure, periods: Sequence[Period]) -> list[Period]:
    return list(dict.fromkeys(_end(measure, period) for period in periods))


def _with_steps(table: Table, measures: Measures) -> Table:
    """Return the records with the number of the step that leaves each out; 0 for one that counts."""
    unreadable = [at for at, problem in enumerate(problems_of(measures), start=1) if problem.is_unreadable_date]
    steps = [(table[PROBLEM].isin(unreadable), 1)] if unreadable else []
    steps += [(table[PROBLEM] > 0, -1), (table[_REPEATED], 2)]
    for at, exclusion in enumerate(measures.exclusions, start=3):
        steps.append((translate(exclusion.where, table, measures.fields), at))
    return table.mutate(**{STEP: ibis.cases(*steps, else_=0).cast("int16")})


def cell_of(name: str) -> str:
    """Return the column with the number of the part of the days that a date is in."""
    return f"part_of_{name}"


def _cell_of(day: Any, edges: Sequence[date]) -> Any:
    """Return the number of the edges that a day has reached; -1 for a blank one."""
    reached = [(day < ibis.literal(edge), at) for at, edge in enumerate(edges)]
    return ibis.cases((day.isnull(), -1), *reached, else_=len(edges)).cast("int16")


def _aggregates(
    name: str, measure: Measure, table: Table, measures: Measures, period: Period | None = None
) -> dict[str, Any]:
    """Return a measure's aggregates: how many records count, how many are in its part, and what they add up to."""
    where = translate(measure.where, table, measures.fields, period)
    doubt = _doubt(measure, table, measures, where)
    found = {} if doubt is None else {f"{name}_blank": table.count(where=doubt)}
    if measure.of:
        of = translate(measure.of, table, measures.fields, period)
        return found | {f"{name}_all": of.count(where=where), f"{name}_sum": of.sum(where=where)}
    found[f"{name}_all"] = table.count(where=where)
    if measure.how is How.SHARE:
        part = translate(measure.part, table, measures.fields, period)
        both = part if where is None else where if part is None else where & part
        found[f"{name}_part"] = table.count(where=both)
    return found


def _doubt(measure: Measure, table: Table, measures: Measures, where: Any) -> Any:
    """Return whether a blank, of which nothing says what it means, keeps a record out; None where none can.

    That is one in what says which records count, or else, of those that do, in the numerator or what is added.
    """
    outer = [table[name].isnull() for name in measures.doubtful(measure, measure.where)]
    inner = [table[name].isnull() for name in measures.doubtful(measure, measure.part, measure.of)]
    among = [ibis.or_(*inner) if where is None else where & ibis.or_(*inner)] if inner else []
    return ibis.or_(*outer, *among) if outer or among else None


def _medians(
    table: Table, measures: Measures, periods: Sequence[Period], engine: Engine
) -> tuple[dict[tuple[int, Period, str], tuple[Any, int, int]], dict[int, str]]:
    """Return the middle of what each median is of, of how many, and how many lack it for a blank; and the SQL.

    The middle is ten thousand times as large, so that it is exact.
    """
    found: dict[tuple[int, Period, str], tuple[Any, int, int]] = {}
    statements: dict[int, str] = {}
    for at, measure in enumerate(measures.measures):
        if measure.how is not How.MEDIAN:
            continue
        columns: dict[str, Any] = {}
        for place, period in enumerate(periods):
            of, is_blank = _in_period(measure, table, measures, period)
            columns |= {f"middle_{place}": of.median(), f"all_{place}": of.count()}
            if is_blank is not None:
                columns[f"blank_{place}"] = table.count(where=is_blank)
        asked = [table.aggregate(**columns)]
        if measure.by:
            asked.append(table.group_by(measure.by).aggregate(**columns))
        statements[at] = ";\n\n".join(map(engine.statement, asked))
        for one in asked:
            for row in engine.rows(one):
                for place, period in enumerate(periods):
                    middle, counted, blank = (row.get(f"{name}_{place}") for name in ("middle", "all", "blank"))
                    found[at, period, row.get(measure.by, "")] = middle, int(counted or 0), int(blank or 0)
    return found, statements


SCALE = 10_000


def _in_period(measure: Measure, table: Table, measures: Measures, period: Period) -> tuple[Any, Any]:
    """Return what a median is of, null for a record that is not in it, and whether a blank is why, if it can be."""
    assert measure.of
    of = (translate(measure.of, table, measures.fields, period) * SCALE).cast("int64")
    where = translate(measure.where, table, measures.fields, period)
    doubt = _doubt(measure, table, measures, where)
    days = []
    if not measure.is_stock:
        day = table[measure.date]
        days = [day >= ibis.literal(period.start), day <= ibis.literal(period.end)]
    conditions = [*days, *([] if where is None else [where])]
    is_blank = None if doubt is None else ibis.and_(*days, doubt)
    return ibis.and_(*conditions).ifelse(of, ibis.null("int64")) if conditions else of, is_blank
