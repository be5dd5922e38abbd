"""The columns of targets.csv and continues.csv: what each cell may hold, and which rows clash. See docs/data.md."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from ccpi_nb.domain.indicators import Continuation, Indicator
from ccpi_nb.domain.plausibility import target_problems
from ccpi_nb.domain.targets import Comparator, Target
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import choice, day, decimal, filled, known, optional
from ccpi_nb.files.strict_csv import Column, rows_from
from ccpi_nb.workbook.indicators import key_of


def targets_from(
    text: str, file: str, indicators: Mapping[str, Indicator], datasets: Collection[str] = ()
) -> tuple[Target, ...]:
    """Return the rows of targets.csv.

    Refuse a target that ends before it starts, one that makes no sense by itself or beside its indicator, and two of
    one indicator at a time that one report may have and that are no band.
    """
    targets = rows_from(
        Target,
        text,
        file,
        indicator=key_of(indicators),
        comparator=choice(Comparator, "comparator"),
        value=decimal,
        tolerance=decimal,
        valid_from=day,
        valid_to=optional(day),
        source=filled,
        as_at=Column("as_at", optional(day), may_lack=True),
        dataset=Column("dataset", lambda cell: cell and known("dataset", datasets)(cell), may_lack=True),
    )
    refuse([*_reversed_targets(targets), *_overlapping_targets(targets), *_senseless_targets(targets, indicators)])
    return targets


def continuations_from(text: str, file: str, indicators: Mapping[str, Indicator]) -> tuple[Continuation, ...]:
    """Return the breaks in definition, each between two indicators of one unit.

    Together they are chains without forks or rings.
    """
    breaks = rows_from(
        Continuation,
        text,
        file,
        indicator=key_of(indicators),
        continues=key_of(indicators),
        start=Column("from", day),
        reason=lambda cell: filled(cell).rstrip("."),
        source=filled,
    )
    refuse([*_unfit_breaks(breaks, indicators), *_clashing_breaks(breaks)])
    return breaks


def _reversed_targets(targets: Iterable[Target]) -> Iterator[str]:
    for target in targets:
        if target.valid_to and target.valid_to < target.valid_from:
            yield (
                f"{target.row}: valid_to {target.valid_to} is before valid_from {target.valid_from}; "
                "correct one of them"
            )


def _overlapping_targets(targets: Iterable[Target]) -> Iterator[str]:
    pairs = (pair for own in _by_indicator(targets).values() for pair in combinations(own, 2))
    for earlier, later in sorted(pairs, key=lambda pair: (pair[0].row.number, pair[1].row.number)):
        if not earlier.may_clash_with(later) or not earlier.overlaps(later):
            continue
        lower, upper = sorted((earlier, later), key=lambda target: not target.comparator.is_lower_bound)
        if lower.comparator.is_lower_bound is upper.comparator.is_lower_bound:
            yield (
                f"{later.row}: '{later.indicator}' already has a target then (row {earlier.row.number}); "
                "end that one with valid_to first"
            )
        elif not (lower.met_by(upper.value) or upper.met_by(lower.value)):
            yield (
                f"{later.row}: no value of '{later.indicator}' can be {lower.comparator.words} {lower.value} and "
                f"{upper.comparator.words} {upper.value} (row {earlier.row.number}); correct one of them"
            )


def _senseless_targets(targets: Collection[Target], indicators: Mapping[str, Indicator]) -> Iterator[str]:
    by_indicator = _by_indicator(targets)
    for target in targets:
        others = [other for other in by_indicator[target.indicator] if other is not target and other.overlaps(target)]
        yield from map(str, target_problems(target, indicators[target.indicator], others))


def _by_indicator(targets: Iterable[Target]) -> Mapping[str, list[Target]]:
    found: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        found[target.indicator].append(target)
    return found


def _unfit_breaks(breaks: Iterable[Continuation], indicators: Mapping[str, Indicator]) -> Iterator[str]:
    for continuation in breaks:
        new, old = indicators[continuation.indicator], indicators[continuation.continues]
        if new == old:
            yield (
                f"{continuation.row}: '{new.key}' cannot continue itself; a definition that changed is a new indicator"
            )
        elif new.unit is not old.unit:
            yield (
                f"{continuation.row}: '{new.key}' is in {new.unit} "
                f"and cannot continue '{old.key}', which is in {old.unit}; both must be in one"
            )


def _clashing_breaks(breaks: Iterable[Continuation]) -> Iterator[str]:
    for earlier, later in combinations(breaks, 2):
        place = f"{later.row}: as row {earlier.row.number} has it,"
        if later.indicator == earlier.indicator:
            yield (
                f"{place} '{later.indicator}' continues '{earlier.continues}'; "
                "it can continue only one, so remove one of the rows"
            )
        elif later.continues == earlier.continues:
            yield (
                f"{place} '{later.continues}' is continued by '{earlier.indicator}'; "
                "it can be only by one, so remove one of the rows"
            )
        elif (later.continues == earlier.indicator and later.start <= earlier.start) or (
            later.indicator == earlier.continues and later.start >= earlier.start
        ):
            yield (
                f"{place} '{earlier.indicator}' continues '{earlier.continues}' from {earlier.start}; "
                "one break must come after the other"
            )
