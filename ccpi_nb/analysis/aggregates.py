"""Sums, means and the like of values that know their rows, by the rules that the report's own totals have."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ccpi_nb.analysis.double_counts import double_count
from ccpi_nb.analysis.measures import Measure
from ccpi_nb.analysis.traced import Traced, made, missing_of, unsaid
from ccpi_nb.analysis.value import bracketed, decimals_shown, each_once, left_open, mixed, rows_of, shortened
from ccpi_nb.computing.computations import Computation
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.domain.periods import period_name
from ccpi_nb.errors import InputError, refuse

_GAP = "a value that is not held"


def total(parts: Sequence[Traced], *, skipna: bool = True) -> Traced:
    """Return what values come to.

    A hidden part hides the sum; one that is not available leaves it incomplete (`lacks`), or missing without `skipna`;
    one that does not apply is left out. InputError for several units, for percentages and averages, and for what is
    counted twice: periods that overlap, or a whole with its parts.
    """
    _refuse_double_counts(_kept(parts, skipna=skipna)[0])
    return _added(parts, skipna=skipna)


def _added(parts: Sequence[Traced], *, skipna: bool) -> Traced:
    kept, lacks, missing = _kept(parts, skipna=skipna)
    if missing is not None:
        return missing
    if len(kept) > 1:
        _refuse_rates(kept)
    number = sum((part.number for part in kept), Fraction(0))
    return _together(number, kept, lacks, Computation.TOTAL, " + ", adds=kept[0].adds)


def mean(parts: Sequence[Traced], *, skipna: bool = True) -> Traced:
    """Return the mean of values, each counting the same; what is missing, or counted twice, as for `total`.

    Periods of one length may overlap, as rolling years do.
    """
    kept, lacks, missing = _kept(parts, skipna=skipna)
    if missing is not None:
        return missing
    _refuse_double_counts(kept, is_mean=True)
    number = sum((part.number for part in kept), Fraction(0)) / len(kept)
    found = _together(number, kept, lacks, Computation.MEAN, " + ", finer=True)
    return _by_formula(found, kept, "({}) ÷ " + str(len(kept)))


def median(parts: Sequence[Traced], *, skipna: bool = True) -> Traced:
    """Return the value in the middle, or what is halfway between the two there; as for `mean`."""
    kept, lacks, missing = _kept(parts, skipna=skipna)
    if missing is not None:
        return missing
    _refuse_double_counts(kept, is_mean=True)
    numbers = sorted(part.number for part in kept)
    number = (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2
    found = _together(number, kept, lacks, Computation.MEDIAN, ", ", finer=True)
    return _by_formula(found, kept, "the middle of {}")


def _by_formula(found: Traced, parts: Sequence[Traced], formula: str) -> Traced:
    if len(parts) == 1 or not found.formula:
        return found
    return replace(found, formula=shortened(formula.format(found.formula)))


def smallest(parts: Sequence[Traced], *, skipna: bool = True) -> Traced:
    """Return the first of the smallest values, with its own rows; what is missing as for `total`."""
    return _extreme(parts, min, skipna=skipna)


def largest(parts: Sequence[Traced], *, skipna: bool = True) -> Traced:
    """Return the first of the largest values, with its own rows; what is missing as for `total`."""
    return _extreme(parts, max, skipna=skipna)


def running(aggregate: Callable[..., Traced], parts: Sequence[Traced], *, skipna: bool = True) -> list[Traced]:
    """Return for each value what those up to it come to; a missing one stays, and after a hidden one all are hidden."""
    aggregate(parts, skipna=skipna)  # refuses once for all what counts something twice
    step = _added if aggregate is total else aggregate
    found: list[Traced] = []
    for part in parts:
        found.append(step([*found[-1:], part], skipna=skipna))
    return [
        part if part.is_missing and skipna and not so_far.is_suppressed else so_far
        for part, so_far in zip(parts, found, strict=True)
    ]


def _extreme(parts: Sequence[Traced], pick: Any, *, skipna: bool) -> Traced:
    kept, lacks, missing = _kept(parts, skipna=skipna)
    if missing is not None:
        return missing
    if len(kept) > 1 and (why := left_open(kept)):
        return unsaid(kept, why)
    found: Traced = pick(kept, key=lambda part: part.number)
    return replace(found, lacks=each_once((*found.lacks, *lacks))) if lacks else found


def _kept(parts: Sequence[Traced], *, skipna: bool) -> tuple[list[Traced], tuple[str, ...], Traced | None]:
    """Return the parts with a value, what is lacking beside them, and what stands for all where nothing can be said."""
    gone = [part for part in parts if part.is_missing]
    kept = [part for part in parts if not part.is_missing]
    lacking = [part for part in gone if part.shorthand is not Shorthand.NOT_APPLICABLE]
    if not kept or (gone and not skipna) or any(part.is_suppressed for part in gone):
        return [], (), replace(missing_of(gone), rows=rows_of(parts))
    if any(part.why for part in gone):  # what cannot be said is not what does not apply
        return [], (), replace(missing_of([part for part in gone if part.why]), rows=rows_of(parts))
    for part in kept:
        if part.unit != kept[0].unit:
            raise InputError(mixed("taken together", kept[0], part))
    return kept, each_once((*(name for part in kept for name in part.lacks), *map(_name, lacking))), None


def _together(
    number: Fraction,
    parts: Sequence[Traced],
    lacks: tuple[str, ...],
    computation: Computation,
    between: str,
    *,
    adds: bool = False,
    finer: bool = False,
) -> Traced:
    if len(parts) == 1:
        return replace(parts[0], lacks=lacks, computation=computation, published=None) if lacks else parts[0]
    if why := left_open(parts):
        return unsaid(parts, why)
    plain = {Computation.TOTAL} if computation is Computation.TOTAL else set()
    is_plain = all(part.computation in {"", *plain} for part in parts)
    most = max(map(decimals_shown, parts))
    return made(
        number,
        parts,
        parts[0].unit,
        computation=computation if is_plain else Computation.WORKED_OUT,
        decimals=_finer(most, parts[0].unit) if finer else most,
        formula=between.join(map(bracketed, parts)),
        lacks=lacks,
        adds=adds,
    )


def _finer(decimals: int, unit: Measure | None) -> int:
    """Return the decimals of what is worked out from values: see `Indicator.finer`."""
    match unit:
        case Unit.MINUTES_SECONDS:
            return decimals
        case Unit.POUNDS:
            return max(2, decimals)
    return decimals + 1


def _refuse_double_counts(parts: Sequence[Traced], *, is_mean: bool = False) -> None:
    amounts = [part for part in parts if part.is_amount]
    if len(amounts) > 1:
        refuse(filter(None, [double_count((row for part in amounts for row in part.rows), is_mean=is_mean)]))


def _refuse_rates(parts: Sequence[Traced]) -> None:
    if any(not part.adds for part in parts):
        names = sorted({row.indicator for part in parts if not part.adds for row in part.rows if row.indicator})
        of = f" of {' and '.join(repr(name) for name in names[:2])}" if names else ""
        raise InputError(
            f"the values{of} do not add up to a whole: they are percentages, averages or parts that overlap; add up "
            "`numerator` and `denominator` and divide, or take the mean"
        )


def _name(part: Traced) -> str:
    """Return what a missing part is called beside the others: 'Preston', 'October 2014'."""
    row = part.rows[0] if part.rows else None
    return (row.breakdown or period_name(row.period)) if row else _GAP
