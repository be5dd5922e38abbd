"""Counts as values of indicators: exact, then rounded once, half up; small numbers of people kept back.

And their working papers: how each was counted, step by step, with how many records were left; never a record.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from ccpi_nb.disclosure.treated import suppressed, to_base
from ccpi_nb.domain.disclosure import Disclosure
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.lineage import Origin, ReceivedFile, Step, Working
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.relations import Related
from ccpi_nb.records.counting import SCALE, Counts, cell_of
from ccpi_nb.records.expressions import Kind
from ccpi_nb.records.extracts import format_of, tables_of
from ccpi_nb.records.measures import Format, How, Measure, Measures

_THOUSAND, _MILLION = 1_000, 1_000_000


@dataclass(frozen=True)
class Result:
    """What a measure comes to in a period, of all records or of a group: how many `counted`, and how many are in it.

    `blank` is how many more might count, or be in it, but for a blank of which nothing says what it means.
    """

    at: int
    measure: Measure
    period: Period
    group: str
    counted: int
    part: int | None
    value: Decimal | None
    blank: int = 0


def results_of(counts: Counts, at: int, periods: Iterable[Period], indicator: Indicator) -> Iterator[Result]:
    """Yield what a measure, which is the `at`th, comes to in each period: the whole, then each group."""
    measure = counts.measures.measures[at]
    groups = sorted(_members(counts, measure)) if measure.by else []
    for period in periods:
        for group in ("", *groups):
            result = _result(counts, at, measure, period, group, indicator)
            yield replace(result, blank=_blank(counts, result))


def _blank(counts: Counts, result: Result) -> int:
    if result.measure.how is How.MEDIAN:
        return counts.medians.get((result.at, result.period, result.group), (None, 0, 0))[2]
    measure = result.measure
    if not counts.measures.doubtful(measure, *measure.expressions):
        return 0
    return int(counts.sum(f"m{result.at}_blank", measure, result.period, result.group))


def _members(counts: Counts, measure: Measure) -> frozenset[str]:
    field = counts.measures.fields[measure.by]
    return field.words or frozenset()


def _result(counts: Counts, at: int, measure: Measure, period: Period, group: str, indicator: Indicator) -> Result:
    if measure.how is How.MEDIAN:
        middle, counted, _ = counts.medians.get((at, period, group), (None, 0, 0))
        exact = None if middle is None else Fraction(Decimal(str(middle))) / SCALE
        return Result(at, measure, period, group, counted, None, _printed(exact, indicator, measure))
    name = f"m{at}"
    counted = int(counts.sum(f"{name}_all", measure, period, group))
    if measure.how is How.COUNT:
        return Result(at, measure, period, group, counted, None, Decimal(counted))
    if measure.how is How.SHARE:
        part = int(counts.sum(f"{name}_part", measure, period, group))
        share = Fraction(100 * part, counted) if counted else None
        return Result(at, measure, period, group, counted, part, _printed(share, indicator, measure))
    total = Fraction(Decimal(counts.sum(f"{name}_sum", measure, period, group)))
    if measure.how is How.SUM:
        return Result(at, measure, period, group, counted, None, _summed(total, indicator))
    mean = total / counted if counted else None
    return Result(at, measure, period, group, counted, None, _printed(mean, indicator, measure))


def _printed(exact: Fraction | None, indicator: Indicator, measure: Measure) -> Decimal | None:
    """Return an exact value with the indicator's decimals, rounded half up; days as weeks where the unit is weeks."""
    if exact is None:
        return None
    if indicator.unit is Unit.WEEKS and measure.of and measure.of.kind is Kind.DAYS:
        exact /= 7
    return half_up(exact / _scale(indicator), indicator.decimals)


def _summed(total: Fraction, indicator: Indicator) -> Decimal:
    """Return a sum: whole, or with the decimals that it has; thousands and millions with the indicator's decimals."""
    if _scale(indicator) != 1:
        return half_up(total / _scale(indicator), indicator.decimals)
    decimals = 2 if indicator.unit is Unit.POUNDS and total.denominator != 1 else 0 if total.denominator == 1 else 4
    value = half_up(total, decimals)
    return value if decimals < 4 else value.normalize()


def _scale(indicator: Indicator) -> int:
    return {Unit.POUNDS_THOUSAND: _THOUSAND, Unit.POUNDS_MILLION: _MILLION}.get(indicator.unit, 1)


def half_up(exact: Fraction, decimals: int) -> Decimal:
    """Return a fraction with so many decimals, rounded half up (away from zero), as `rounded` does with a decimal."""
    whole, rest = divmod(abs(exact.numerator) * 10**decimals, exact.denominator)
    digits = whole + (2 * rest >= exact.denominator)
    return Decimal(-digits if exact < 0 else digits).scaleb(-decimals) + 0


def as_shown(
    results: Sequence[Result], measures: Measures, indicators: Mapping[str, Indicator], relations: Iterable[Related]
) -> tuple[Observation, ...]:
    """Return results as observations that may leave: without small numbers of people, unless the measures say so.

    What is added or averaged over few people is hidden as their number is.
    """
    rows = tuple(_observation(result, measures) for result in results)
    people = [result for result in results if indicators[result.measure.indicator].people]
    if measures.disclosure is None or not people:
        return rows
    # It loads what solves equations, which few need.
    from ccpi_nb.disclosure.protection import protected

    levels = frozenset(result.measure.indicator for result in results if result.measure.is_stock)
    evidence = Evidence(indicators, (), rows, not_added=levels)
    shown = protected(evidence, measures.disclosure, relations).observations
    few = _over_few(people, measures.disclosure)
    return tuple(
        suppressed(row, measures.disclosure) if _key(result) in few else row
        for row, result in zip(shown, results, strict=True)
    )


Key = tuple[int, Period, str]


def _key(result: Result) -> Key:
    return result.at, result.period, result.group


def _over_few(results: Iterable[Result], disclosure: Disclosure) -> frozenset[Key]:
    """Return what is added or averaged over few people, or would give such a value back."""
    amounts = [result for result in results if result.measure.of]
    few = {_key(result) for result in amounts if disclosure.hides(Decimal(result.counted))}
    for at, period in sorted({(at, period) for at, period, group in few if group}):
        groups = [one for one in amounts if (one.at, one.period) == (at, period) and one.group and one.counted]
        # A single one would be the rest of the whole.
        others = sorted((one for one in groups if _key(one) not in few), key=lambda one: one.counted)
        if len(groups) - len(others) == 1 and others:
            few.add(_key(others[0]))
    # Nor may a longer period be less the others that it is made of.
    return frozenset(few) | {
        _key(one)
        for one in amounts
        for at, period, group in few
        if (one.at, one.group) == (at, group) and one.period.start <= period.start and period.end <= one.period.end
    }


def _observation(result: Result, measures: Measures) -> Observation:
    """Return a result as an observation, of which disclosure control knows what it gives away."""
    is_share = result.part is not None and result.counted
    return Observation(
        result.measure.indicator,
        result.period,
        result.group,
        result.value,
        None if result.value is not None else Shorthand.NOT_APPLICABLE,
        Decimal(result.part or 0) if is_share else None,
        Decimal(result.counted) if is_share else None,
        "",
        "table",
        date.max,
        "records",
        "",
        measures.dataset,
        DataRow(measures.file, 1),
    )


_OF_PEOPLE = "; numbers are rounded to the nearest 5, as they are of people"


def working(
    result: Result,
    counts: Counts,
    files: tuple[Origin, ...],
    statements: Sequence[str],
    engine: str,
    indicator: Indicator,
) -> Working:
    """Return the working paper of a result that is of all records, with the statements that came before its own."""
    steps = tuple(_steps(result, counts))
    if indicator.people:
        steps = tuple(Step(step.words, int(to_base(Decimal(step.left)))) for step in steps)
        steps = (replace(steps[0], words=f"{steps[0].words}{_OF_PEOPLE}"), *steps[1:])
    last = "\n".join((*_legend(result, counts), counts.statements[result.at]))
    paper = Working("", counts.measures.name, files, steps, ";\n\n".join((*statements, last)) + ";\n", engine)
    return replace(paper, key=_paper_key(paper, result))


_CSV = "read_csv([{}], all_varchar = true, header = true)"
_READ = {Format.CSV: _CSV, Format.EXCEL: _CSV, Format.PARQUET: "read_parquet([{}], union_by_name = true)"}
_AGAIN = "-- to run it again: in a folder with the files as they came{}, and the workbook's folder data\n"


def source_statements(files: Sequence[ReceivedFile], measures: Measures) -> Iterator[str]:
    """Yield SQL by which DuckDB has what was counted: files as they came, with which it is run again, and lookups."""
    format = format_of(files[0], measures)
    is_read = codecs.lookup(measures.source.encoding).name == "utf-8" and format is not Format.EXCEL
    note = _AGAIN.format("" if is_read else ", saved as CSV UTF-8 under these names")
    for table, names in tables_of([file.name.replace("'", "''") for file in files], format):
        source = _READ[format].format(", ".join(f"'{name}'" for name in names))
        yield f'{note}CREATE TEMPORARY VIEW "{table}" AS SELECT * FROM {source}'
        note = ""
    for one in measures.lookups:
        of = f'lower("{one.of}") AS "{one.name}_of", "{one.name}"'
        source = _CSV.format(f"'{one.file}'")
        yield f'CREATE TEMPORARY VIEW "lookup_{one.name}" AS SELECT {of} FROM {source}'


def _legend(result: Result, counts: Counts) -> Iterator[str]:
    """Yield comments for whoever runs the SQL again: which of its columns are of this result, and of which rows."""
    measure = result.measure
    if measure.how is How.MEDIAN:
        return
    yield f"-- {measure.indicator} of {result.period}: the columns that begin with m{result.at}_,"
    if not measure.is_stock:
        cells = counts.cells(result.period)
        yield f"-- added up over the rows where step is 0 and {cell_of(measure.date)} is {cells[0]} to {cells[-1]}"
    else:
        yield f"-- and end with _{counts.place(measure, result.period)}"


def _paper_key(paper: Working, result: Result) -> str:
    """Return a name that is made from what the paper says, so that the same counting has the same."""
    content = repr((paper, result.measure.indicator, str(result.period)))
    return f"{result.measure.indicator}-{result.period.file_stem}-{sha256(content.encode()).hexdigest()[:12]}"


def _steps(result: Result, counts: Counts) -> Iterator[Step]:
    left = counts.read
    yield Step("records read", left)
    measures, measure = counts.measures, result.measure
    named: list[tuple[int, str]] = []
    if counts.left_out_at(1):
        named.append((1, "left out: records with a date that can't be read"))
    if measures.quality.duplicates:
        named.append((2, measures.quality.duplicates.words))
    named += [(at, f"left out: {exclusion.why}") for at, exclusion in enumerate(measures.exclusions, start=3)]
    for at, words in named:
        left -= counts.left_out_at(at)
        yield Step(words, left)
    yield from _of_period(result, counts)
    if measure.where or measure.of:
        yield Step(_counted_words(measure), result.counted)
    if measure.how is How.SHARE and result.part is not None:
        yield Step(f"numerator, those with: {measure.part.text if measure.part else 'all'}", result.part)


def _of_period(result: Result, counts: Counts) -> Iterator[Step]:
    measure, period = result.measure, result.period
    if measure.is_stock:
        return
    heading = counts.measures.column(measure.date).heading
    yield Step(f"with a date under '{heading}'", counts.days_of(measure))
    yield Step(f"whose '{heading}' is {_when(period)}", int(counts.sum("n", measure, period)))


def _when(period: Period) -> str:
    return f"{period.phrase}, {period.start.isoformat()} to {period.end.isoformat()}"


def _counted_words(measure: Measure) -> str:
    condition = measure.where.text if measure.where else "all"
    words = "denominator, those with" if measure.how is How.SHARE else "counted, those with"
    of = f", and with {measure.of.text}" if measure.of else ""
    return f"{words}: {condition}{of}"


def origin_of(result: Result, files: Sequence[Origin], indicator: Indicator, paper: Working) -> Origin:
    """Return where a result comes from: the file, and how many of its records count, save where they are of people."""
    file, more = files[0], f" of {len(files)} files" if len(files) > 1 else ""
    if indicator.people:
        return replace(file, cell=f"records{more}" if more else "", working=paper.key)
    one = f"1 record{more}" if result.counted == 1 else f"{result.counted:,} records{more}"
    held = "" if result.part is None else f"{result.part} / {result.counted}"
    return replace(file, cell=one, held_as=held, working=paper.key)
