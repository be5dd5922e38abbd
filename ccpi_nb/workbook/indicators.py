"""The columns of indicators.csv, targets.csv and continues.csv: what they may hold. See docs/data.md."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from ccpi_nb.domain.indicators import ChangeOf, Continuation, Indicator, Polarity, Unit
from ccpi_nb.domain.plausibility import target_problems
from ccpi_nb.domain.targets import Comparator, Target
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import choice, day, decimal, filled, filled_name, known, optional, whole
from ccpi_nb.files.strict_csv import Column, CsvRow, Parser, parse_csv, rows_from


class KnownIndicators(dict[str, Indicator]):
    """The indicators that a document sees anyhow; any other one is looked up where the document names it.

    It goes over the former alone: a document does not change because one more indicator is defined.
    """

    def __init__(self, seen: Mapping[str, Indicator], find: Callable[[str], Indicator | None]) -> None:
        super().__init__(seen)
        self._find = find

    def __missing__(self, key: str) -> Indicator:
        if (found := self._find(key)) is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or self._find(str(key)) is not None

    def get(self, key: str, default: Any = None) -> Any:
        """Return the indicator of a key, or else `default`."""
        found = super().get(key) or self._find(key)
        return default if found is None else found


def indicators_from(text: str, file: str) -> dict[str, Indicator]:
    """Return the indicators in a file's text, by name; InputError lists everything that is wrong with it."""
    columns: dict[str, Parser] = {
        "indicator": _key,
        "name": filled_name,
        "service": filled_name,
        "unit": choice(Unit, "unit"),
        "polarity": choice(Polarity, "polarity"),
        "decimals": whole(0, 6),
        "contractual": optional(_yes_no),
        "breakdown": str,
        "people": _yes_blank,
        "definition": filled,
        "change": optional(choice(ChangeOf, "change")),
    }
    rows = parse_csv(text, columns, file, may_lack=["change"])
    refuse((*_defined_twice(rows, file), *_changes_in_other_units(rows, file)))
    return {row["indicator"]: _indicator(row) for row in rows}


def _indicator(row: CsvRow) -> Indicator:
    values = dict(row.values)
    return Indicator(key=values.pop("indicator"), **values)


def _defined_twice(rows: Iterable[CsvRow], file: str) -> Iterator[str]:
    seen: set[str] = set()
    for row in rows:
        key = row["indicator"]
        if key in seen:
            yield f"{file}, row {row.number}: indicator '{key}' stands twice; an indicator is defined once"
        seen.add(key)


def _changes_in_other_units(rows: Iterable[CsvRow], file: str) -> Iterator[str]:
    for row in rows:
        if row["change"] and row["unit"] is not Unit.PERCENT:
            yield f"{file}, row {row.number}: 'change' is for changes in per cent; leave it blank or make the unit %"


def _key(cell: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", cell):
        raise ValueError(f"'{cell}' is not a key; use lower-case letters, digits and '_'")
    return cell


def key_of(indicators: Collection[str]) -> Parser:
    """Return a parser of the keys of indicators; where there are none yet, it says how to begin."""

    def begin(cell: str) -> str:
        raise ValueError(
            f"there is no indicator '{cell}', and none yet; ccpi new indicator adds one to data/indicators.csv"
        )

    return known("indicator", indicators) if indicators else begin


def _yes_no(cell: str) -> bool:
    return known("answer", ("yes", "no"))(cell) == "yes"


def _yes_blank(cell: str) -> bool:
    return bool(cell and known("answer", ("yes",))(cell))


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
