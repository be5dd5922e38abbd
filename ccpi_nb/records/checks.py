"""The limits of a measures file: records beyond them are not counted, and a sentence says why, without a record."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import refuse
from ccpi_nb.records.contract import Problem, problems_of
from ccpi_nb.records.counting import Counts, Repeats
from ccpi_nb.records.measures import Measure, Measures
from ccpi_nb.records.results import Result

LinesOf = Callable[[Problem], str]


def check_records(counts: Counts, found: Repeats, place: str, lines_of: LinesOf) -> None:
    """Raise InputError with everything that is wrong with the records."""
    refuse((*_problems(counts, place, lines_of), *_repeats(counts, found, place)))


def _problems(counts: Counts, place: str, lines_of: LinesOf) -> Iterator[str]:
    measures, known = counts.measures, problems_of(counts.measures)
    found = [(known[at - 1], number) for at, number in sorted(counts.problems().items())]
    limit, read = measures.quality.unreadable_dates, counts.read
    dates = sum(number for problem, number in found if problem.is_unreadable_date)
    found = [(problem, n) for problem, n in found if not problem.is_unreadable_date or limit.is_passed(dates, read)]
    for problem, number in found:
        allowed = f" (allowed: {limit.words})" if problem.is_unreadable_date else ""
        lines = lines_of(problem)
        where = f", {lines}" if lines else ""
        records = "1 record" if number == 1 else f"{number:,} records"
        yield f"{place}{where}: {records}, {problem.words}{allowed}; correct {_it(number)}, or {measures.file}"
    if len(found) > 1:
        yield (
            f"{place}: a record with several faults is counted once, with its first; "
            "read it again when these are put right"
        )


def _it(number: int) -> str:
    return "it" if number == 1 else "them"


def _repeats(counts: Counts, found: Repeats, place: str) -> Iterator[str]:
    duplicates = counts.measures.quality.duplicates
    if duplicates and duplicates.limit.is_passed(found.beyond, counts.read):
        keys = " and ".join(f"'{counts.measures.column(name).heading}'" for name in counts.measures.source.key)
        yield (
            f"{place}: {found.beyond:,} of {counts.read:,} records repeat the {keys} of another, and "
            f"{duplicates.limit.words} may; ask why, or correct the limit in {counts.measures.file}"
        )


def empty_months(counts: Counts, measure: Measure, periods: Iterable[Period], place: str) -> Iterator[str]:
    """Yield a sentence for each month within a period in which no record has its date."""
    heading = counts.measures.column(measure.date).heading if measure.date else ""
    for period in periods:
        if measure.is_stock or period.length[1] != "months":
            continue
        for at in range(period.months):
            month = Period.month(period.start.year, period.start.month).moved(at)
            if not counts.sum("n", measure, month):
                yield f"{place}: no record's '{heading}' is {month.phrase}, which {period} needs; ask for all records"


def blanks(
    results: Iterable[Result], measures: Measures, indicators: Mapping[str, Indicator], place: str
) -> Iterator[str]:
    """Yield a sentence for each measure that leaves records out for a blank, of which nothing says what it means."""
    found: dict[int, list[Result]] = {}
    for result in results:
        if result.blank and not result.group:
            found.setdefault(result.at, []).append(result)
    for some in found.values():
        measure = some[0].measure
        are_people = indicators[measure.indicator].people
        names = measures.doubtful(measure, *measure.expressions)
        columns = " or ".join(f"'{measures.column(name).heading}'" for name in names)
        told = (f"{'some' if are_people else f'{one.blank:,}'} of {one.period}" for one in some)
        yield (
            f"{place}: records with a blank under {columns} do not count for {measure.indicator} "
            f"({', '.join(told)}); ask what a blank means, and say so in {measures.file}"
        )


def changes(results: Sequence[Result], measures: Measures, earlier: Sequence[Observation], place: str) -> Iterator[str]:
    """Yield a sentence for each result that rests on far more, or fewer, records than the last like period's.

    That is looked up among the results, and then among the observations that the workbook has.
    """
    limit = measures.quality.change
    if limit is None:
        return
    counted = {(one.measure.indicator, one.period): Decimal(one.counted) for one in results if not one.group}
    held = {(one.indicator, one.period): size for one in earlier if not one.breakdown and (size := _size(one))}
    for result in results:
        last = (result.measure.indicator, result.period.previous)
        before = counted.get(last) or held.get(last)
        if not result.group and before and 100 * abs(result.counted - before) > limit * before:
            more = "more" if result.counted > before else "fewer"
            yield (
                f"{place}: '{last[0]}' of {result.period} rests on {more} records, and not within {limit}% of those of "
                f"{last[1]}; ask whether all came, or correct 'rows' in {measures.file}"
            )


def _size(observation: Observation) -> Decimal | None:
    return observation.denominator
