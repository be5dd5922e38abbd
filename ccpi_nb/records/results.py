"""Counts as values of indicators: exact, then rounded once, half up; small numbers of people kept back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ccpi_nb.domain.indicators import DataRow, Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.records.counting import SCALE, Counts
from ccpi_nb.records.measures import How, Measure

_THOUSAND, _MILLION = 1_000, 1_000_000


@dataclass(frozen=True)
class Result:
    """What a measure comes to in a period, of all records or of a group: how many `counted`, and how many are in it."""

    at: int
    measure: Measure
    period: Period
    group: str
    counted: int
    part: int | None
    value: Decimal | None


def results_of(counts: Counts, at: int, periods: Iterable[Period], indicator: Indicator) -> Iterator[Result]:
    """Yield what a measure, which is the `at`th, comes to in each period: the whole, then each group."""
    measure = counts.measures.measures[at]
    groups = sorted(_members(counts, measure)) if measure.by else []
    for period in periods:
        for group in ("", *groups):
            yield _result(counts, at, measure, period, group, indicator)


def _members(counts: Counts, measure: Measure) -> frozenset[str]:
    field = counts.measures.fields[measure.by]
    return field.words or frozenset()


def _result(counts: Counts, at: int, measure: Measure, period: Period, group: str, indicator: Indicator) -> Result:
    if measure.how is How.MEDIAN:
        middle, counted = counts.medians.get((at, period, group), (None, 0))
        exact = None if middle is None else Fraction(Decimal(str(middle))) / SCALE
        return Result(at, measure, period, group, int(counted or 0), None, _printed(exact, indicator, measure))
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
    if indicator.unit is Unit.WEEKS and measure.of and measure.of.kind == "number of days":
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


def observations(results: Iterable[Result], dataset: str, as_at: date, row: DataRow) -> tuple[Observation, ...]:
    """Return results as observations, of which disclosure control knows what they give away."""
    return tuple(
        Observation(
            result.measure.indicator,
            result.period,
            result.group,
            result.value,
            None if result.value is not None else Shorthand.NOT_APPLICABLE,
            None if result.part is None or not result.counted else Decimal(result.part),
            None if result.part is None or not result.counted else Decimal(result.counted),
            "",
            "table",
            as_at,
            "records",
            "",
            dataset,
            row,
        )
        for result in results
    )
