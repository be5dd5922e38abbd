"""The data contract: what each column of the data files may hold, and how rows become values. See docs/data.md."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

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
from ccpi_nb.errors import InputError
from ccpi_nb.files.cells import choice, day, filled, known
from ccpi_nb.files.strict_csv import CsvRow, Parser, parse_csv

QUALIFIERS = ("about", "almost", "over", "under")


def indicators_from(text: str, file: str) -> dict[str, Indicator]:
    columns: dict[str, Parser] = {
        "indicator": _key,
        "name": filled,
        "service": filled,
        "unit": lambda cell: choice(Unit, "unit", cell),
        "polarity": lambda cell: choice(Polarity, "polarity", cell),
        "decimals": _decimals,
        "contractual": _yes_no_blank,
        "breakdown": str,
        "people": _yes_blank,
        "definition": filled,
    }
    indicators: dict[str, Indicator] = {}
    for record in parse_csv(text, columns, file):
        key = record["indicator"]
        if key in indicators:
            raise InputError(
                f"{file}, row {record.number}: indicator '{key}' stands twice; an indicator is defined once"
            )
        indicators[key] = Indicator(
            key=key, **{name: value for name, value in record.values.items() if name != "indicator"}
        )
    return indicators


def targets_from(text: str, file: str, indicators: Mapping[str, Indicator]) -> tuple[Target, ...]:
    columns = {
        "indicator": lambda cell: known("indicator", indicators, cell),
        "comparator": lambda cell: choice(Comparator, "comparator", cell),
        "value": _decimal,
        "tolerance": _decimal,
        "valid_from": day,
        "valid_to": lambda cell: day(cell) if cell else None,
        "source": filled,
    }
    targets = [Target(**record.values, row=DataRow(file, record.number)) for record in parse_csv(text, columns, file)]
    for number, target in enumerate(targets):
        if target.valid_to and target.valid_to < target.valid_from:
            raise InputError(
                f"{target.row}: valid_to {target.valid_to} is before valid_from {target.valid_from}; correct one of them"
            )
        for other in targets[:number]:
            if other.indicator == target.indicator and (
                other.in_force_on(target.valid_from) or target.in_force_on(other.valid_from)
            ):
                raise InputError(
                    f"{target.row}: '{target.indicator}' already has a target then (row {other.row.number}); end that one with valid_to first"
                )
    return tuple(targets)


def continuations_from(text: str, file: str, indicators: Mapping[str, Indicator]) -> tuple[Continuation, ...]:
    """Breaks in definition, each between two indicators of one unit; together they are chains without forks or rings."""
    columns = {
        "indicator": lambda cell: known("indicator", indicators, cell),
        "continues": lambda cell: known("indicator", indicators, cell),
        "from": day,
        "reason": filled,
        "source": filled,
    }
    breaks = [
        Continuation(
            each["indicator"],
            each["continues"],
            each["from"],
            each["reason"].rstrip("."),
            each["source"],
            DataRow(file, each.number),
        )
        for each in parse_csv(text, columns, file)
    ]
    for number, each in enumerate(breaks):
        new, old = indicators[each.indicator], indicators[each.continues]
        if new == old:
            raise InputError(
                f"{each.row}: '{new.key}' cannot continue itself; a definition that changed is a new indicator"
            )
        if new.unit is not old.unit:
            raise InputError(
                f"{each.row}: '{new.key}' is in {new.unit} and cannot continue '{old.key}', which is in {old.unit}; both must be in one"
            )
        for other in breaks[:number]:
            place = f"{each.row}: as row {other.row.number} has it,"
            if each.indicator == other.indicator:
                raise InputError(
                    f"{place} '{new.key}' continues '{other.continues}'; it can continue only one, so remove one of the rows"
                )
            if each.continues == other.continues:
                raise InputError(
                    f"{place} '{old.key}' is continued by '{other.indicator}'; it can be only by one, so remove one of the rows"
                )
            if (each.continues == other.indicator and each.start <= other.start) or (
                each.indicator == other.continues and each.start >= other.start
            ):
                raise InputError(
                    f"{place} '{other.indicator}' continues '{other.continues}' from {other.start}; one break must come after the other"
                )
    return tuple(breaks)


def observations_from(
    text: str, file: str, dataset: str, period: Period, indicators: Mapping[str, Indicator]
) -> tuple[Observation, ...]:
    """The observations of one file of a dataset, whose name says `period`."""
    columns: dict[str, Parser] = {
        "indicator": lambda cell: known("indicator", indicators, cell),
        "period": lambda cell: _this_period(cell, period),
        "breakdown": str,
        "value": _value,
        "numerator": lambda cell: _decimal(cell) if cell else None,
        "denominator": lambda cell: _decimal(cell) if cell else None,
        "qualifier": lambda cell: known("qualifier", QUALIFIERS, cell) if cell else "",
        "given_in": lambda cell: known("place to be given in", ("table", "text"), cell),
        "as_at": day,
        "source": filled,
        "note": str,
    }
    records = parse_csv(text, columns, file)
    problems = _duplicates(records, file) + _shares(records, indicators, file)
    problems += [
        f"{file}, row {record.number}, column 'breakdown': '{record['indicator']}' is not broken down; "
        "say by what in data/indicators.csv, or leave the cell blank"
        for record in records
        if record["breakdown"] and not indicators[record["indicator"]].breakdown
    ]
    if problems:
        raise InputError(*problems)
    return tuple(_observation(record, dataset, DataRow(file, record.number)) for record in records)


def names_from(text: str, file: str) -> tuple[str, ...]:
    """Names with digits in them, which may stand in prose."""
    return tuple(record["name"] for record in parse_csv(text, {"name": filled, "why": filled}, file))


def _observation(record: CsvRow, dataset: str, row: DataRow) -> Observation:
    values = dict(record.values)
    value = values.pop("value")
    missing = isinstance(value, Shorthand)
    return Observation(
        **values, value=None if missing else value, shorthand=value if missing else None, dataset=dataset, row=row
    )


def _duplicates(records: Sequence[CsvRow], file: str) -> list[str]:
    first: dict[tuple[object, ...], int] = {}
    problems = []
    for record in records:
        key = tuple(record[column] for column in ("indicator", "breakdown", "as_at", "source"))
        if key in first:
            of = f" for '{record['breakdown']}'" if record["breakdown"] else ""
            problems.append(
                f"{file}, row {record.number}: '{record['indicator']}'{of} is already in row {first[key]} with the same as_at and source; "
                "remove one, or say in 'source' where the other stands"
            )
        first.setdefault(key, record.number)
    return problems


def _shares(records: Sequence[CsvRow], indicators: Mapping[str, Indicator], file: str) -> list[str]:
    """What is surely wrong with a part and its whole. That they don't make up the value may be the document's doing, and is no error."""
    problems = []
    for record in records:
        value, part, whole = (record[column] for column in ("value", "numerator", "denominator"))
        if not isinstance(value, Decimal) or part is None or whole is None:
            continue
        place = f"{file}, row {record.number}, column"
        if whole == 0:
            problems.append(
                f"{place} 'denominator': nothing is a share of 0; leave it blank, or write the shorthand [z] as the value"
            )
        elif indicators[record["indicator"]].unit is Unit.PERCENT and part > whole and _is_share(value, whole, part):
            problems.append(
                f"{place} 'numerator': {value}% is the share of {whole} in {part}; they stand the wrong way round, exchange them"
            )
    return problems


def _is_share(percentage: Decimal, part: Decimal, whole: Decimal) -> bool:
    return (100 * part / whole).quantize(percentage, ROUND_HALF_UP) == percentage


def _key(cell: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", cell):
        raise ValueError(f"'{cell}' is not a key; use lower-case letters, digits and '_'")
    return cell


def _decimals(cell: str) -> int:
    if not re.fullmatch("[0-6]", cell):
        raise ValueError(f"'{cell}' is not a whole number from 0 to 6")
    return int(cell)


def _decimal(cell: str) -> Decimal:
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII):
        raise ValueError(
            f"'{cell}' is not a number; write digits and one '.', without sign of unit or thousands: 902071, 41.17"
        )
    if len(re.sub(r"\D", "", cell)) > 15:
        raise ValueError(
            f"'{cell}' has more than the 15 digits that a spreadsheet keeps; round it as the document does"
        )
    return Decimal(cell)


def _value(cell: str) -> Decimal | Shorthand:
    if cell.startswith("["):
        return choice(Shorthand, "shorthand", cell)
    try:
        return _decimal(cell)
    except ValueError as problem:
        raise ValueError(f"{problem}; or a shorthand where there is no value: {', '.join(Shorthand)}") from None


def _this_period(cell: str, period: Period) -> Period:
    if Period.parse(cell) != period:
        raise ValueError(
            f"'{cell}' is not the period of the file's name, {period}; move the row to the file {Period.parse(cell).file_stem}.csv"
        )
    return period


def _yes_no_blank(cell: str) -> bool | None:
    return {"yes": True, "no": False, "": None}[known("answer", ("yes", "no"), cell) if cell else ""]


def _yes_blank(cell: str) -> bool:
    return bool(cell and known("answer", ("yes",), cell))
