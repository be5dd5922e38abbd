"""Working papers: how a value was counted, step by step, with how many records were left; never a record."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from ccpi_nb.disclosure.treated import to_base
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.lineage import Origin, Step, Working
from ccpi_nb.domain.periods import Period
from ccpi_nb.records.counting import Counts
from ccpi_nb.records.measures import How, Measure
from ccpi_nb.records.results import Result

_OF_PEOPLE = "; numbers are rounded to the nearest 5, as they are of people"


def working(
    result: Result, counts: Counts, files: tuple[Origin, ...], statement: str, engine: str, indicator: Indicator
) -> Working:
    """Return the working paper of a result that is of all records."""
    steps = tuple(_steps(result, counts))
    if indicator.people:
        steps = tuple(Step(step.words, int(to_base(Decimal(step.left)))) for step in steps)
        steps = (replace(steps[0], words=f"{steps[0].words}{_OF_PEOPLE}"), *steps[1:])
    paper = Working("", counts.measures.name, files, steps, statement, engine)
    return replace(paper, key=_key(paper, result))


def _key(paper: Working, result: Result) -> str:
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
