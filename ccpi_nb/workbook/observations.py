"""The data contract: what each column of the data files may hold, and how rows become values. See docs/data.md."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from ccpi_nb.domain.indicators import (
    Comparator,
    Continuation,
    DataRow,
    Indicator,
    Observation,
    Polarity,
    Shorthand,
    Target,
    Unit,
)
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import choice, day, decimal, filled, known, optional, whole
from ccpi_nb.files.strict_csv import Column, CsvRow, Parser, parse_csv, rows_from

QUALIFIERS = ("about", "almost", "over", "under")
_qualifier = known("qualifier", QUALIFIERS)
_shorthand = choice(Shorthand, "shorthand")


def indicators_from(text: str, file: str) -> dict[str, Indicator]:
    """Return the indicators in a file's text, by name; InputError lists everything that is wrong with it."""
    columns: dict[str, Parser] = {
        "indicator": _key,
        "name": filled,
        "service": filled,
        "unit": choice(Unit, "unit"),
        "polarity": choice(Polarity, "polarity"),
        "decimals": whole(0, 6),
        "contractual": optional(_yes_no),
        "breakdown": str,
        "people": _yes_blank,
        "definition": filled,
    }
    rows = parse_csv(text, columns, file)
    refuse(_defined_twice(rows, file))
    return {row["indicator"]: _indicator(row) for row in rows}


def targets_from(text: str, file: str, indicators: Mapping[str, Indicator]) -> tuple[Target, ...]:
    """Return the rows of targets.csv.

    Refuse a target that ends before it starts, and two of one indicator at a time.
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
    )
    refuse([*_reversed_targets(targets), *_overlapping_targets(targets)])
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


def observations_from(
    text: str, file: str, dataset: str, period: Period, indicators: Mapping[str, Indicator]
) -> tuple[Observation, ...]:
    """Return the observations of one file of a dataset, whose name gives `period`."""
    columns: dict[str, Parser] = {
        "indicator": key_of(indicators),
        "period": lambda cell: _this_period(cell, period),
        "breakdown": str,
        "value": _value,
        "numerator": optional(decimal),
        "denominator": optional(decimal),
        "qualifier": lambda cell: cell and _qualifier(cell),
        "given_in": known("place to be given in", ("table", "text")),
        "as_at": day,
        "source": filled,
        "note": str,
    }
    observations = tuple(
        _observation(row, dataset, DataRow(file, row.number)) for row in parse_csv(text, columns, file)
    )
    refuse(
        [
            *_duplicates(observations),
            *_impossible_shares(observations, indicators),
            *_unknown_breakdowns(observations, indicators),
        ]
    )
    return observations


def names_from(text: str, file: str) -> tuple[str, ...]:
    """Return names with digits in them, which may stand in prose."""
    return tuple(row["name"] for row in parse_csv(text, {"name": filled, "why": filled}, file))


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


def _reversed_targets(targets: Iterable[Target]) -> Iterator[str]:
    for target in targets:
        if target.valid_to and target.valid_to < target.valid_from:
            yield (
                f"{target.row}: valid_to {target.valid_to} is before valid_from {target.valid_from}; "
                "correct one of them"
            )


def _overlapping_targets(targets: Iterable[Target]) -> Iterator[str]:
    for earlier, later in combinations(targets, 2):
        if earlier.indicator == later.indicator and earlier.overlaps(later):
            yield (
                f"{later.row}: '{later.indicator}' already has a target then (row {earlier.row.number}); "
                "end that one with valid_to first"
            )


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


def _observation(row: CsvRow, dataset: str, place: DataRow) -> Observation:
    values = dict(row.values)
    value = values.pop("value")
    missing = isinstance(value, Shorthand)
    return Observation(
        **values, value=None if missing else value, shorthand=value if missing else None, dataset=dataset, row=place
    )


def _duplicates(observations: Iterable[Observation]) -> Iterator[str]:
    first: dict[tuple[object, ...], Observation] = {}
    for observation in observations:
        same = first.setdefault(
            (observation.indicator, observation.breakdown, observation.as_at, observation.source), observation
        )
        if same is not observation:
            of = f" for '{observation.breakdown}'" if observation.breakdown else ""
            yield (
                f"{observation.row}: '{observation.indicator}'{of} is already in row {same.row.number} "
                "with the same as_at and source; remove one, or say in 'source' where the other stands"
            )


def _impossible_shares(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Yield a sentence for each part and whole that are surely wrong.

    That they don't make up the value may be the document's doing, and is no error.
    """
    for observation in observations:
        value, part, whole = observation.value, observation.numerator, observation.denominator
        if value is None or part is None or whole is None:
            continue
        if whole == 0:
            yield (
                f"{observation.row}, column 'denominator': nothing is a share of 0; "
                "leave it blank, or write the shorthand [z] as the value"
            )
        elif indicators[observation.indicator].unit is Unit.PERCENT and part > whole and _is_share(value, whole, part):
            yield (
                f"{observation.row}, column 'numerator': {value}% is the share of {whole} in {part}; "
                "they stand the wrong way round, exchange them"
            )


def _unknown_breakdowns(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[str]:
    for observation in observations:
        if observation.breakdown and not indicators[observation.indicator].breakdown:
            yield (
                f"{observation.row}, column 'breakdown': '{observation.indicator}' is not broken down; "
                "say by what in data/indicators.csv, or leave the cell blank"
            )


def _is_share(percentage: Decimal, part: Decimal, whole: Decimal) -> bool:
    return (100 * part / whole).quantize(percentage, ROUND_HALF_UP) == percentage


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


def _value(cell: str) -> Decimal | Shorthand:
    if cell.startswith("["):
        return _shorthand(cell)
    try:
        return decimal(cell)
    except ValueError as problem:
        raise ValueError(f"{problem}; or a shorthand where there is no value: {', '.join(Shorthand)}") from None


def _this_period(cell: str, period: Period) -> Period:
    if Period.parse(cell) != period:
        raise ValueError(
            f"'{cell}' is not the period of the file's name, {period}; "
            f"move the row to the file {Period.parse(cell).file_stem}.csv"
        )
    return period


def _yes_no(cell: str) -> bool:
    return known("answer", ("yes", "no"))(cell) == "yes"


def _yes_blank(cell: str) -> bool:
    return bool(cell and known("answer", ("yes",))(cell))
