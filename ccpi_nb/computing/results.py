"""What values come to by a formula: the unit, the value or why there is none, and its decimals."""

from collections.abc import Sequence
from decimal import Decimal

from ccpi_nb.computing.formulas import SIZES, Formula
from ccpi_nb.computing.totals import CARRIED
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.readings import EXACT, EXPECTED

_MONEY = frozenset({Unit.POUNDS, Unit.POUNDS_MILLION, Unit.POUNDS_THOUSAND})
_TIMES = frozenset({Unit.SECONDS, Unit.MINUTES_SECONDS, Unit.HOURS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS})
_MOST_DECIMALS = 6


def unit_of(kind: str, units: Sequence[Unit]) -> Unit | None:
    """Return the unit of what is worked out; None where those of its parts leave none."""
    first, *others = units
    is_one = len(set(units)) == 1
    match kind:
        case "ratio" if is_one or (first is not Unit.PERCENT and others == [Unit.NUMBER]):
            return Unit.NUMBER if is_one else first
        case "ratio" if (
            first in _MONEY | {Unit.NUMBER} and others[0] in _MONEY | _TIMES and not {first, *others} <= _MONEY
        ):
            return first  # calls a day, pounds a week
        case "share" if is_one and first is not Unit.PERCENT:
            return Unit.PERCENT
        case "rate" if is_one and first is Unit.NUMBER:
            return Unit.NUMBER
        case "index" if is_one:
            return Unit.NUMBER
        case "difference" if is_one:
            return Unit.POINTS if first is Unit.PERCENT else first
        case "sum" | "mean" if is_one:
            return first
    return None


def no_unit(indicators: Sequence[Indicator], measured: Unit | None, unit: Unit | None) -> str:
    kinds = " and ".join(dict.fromkeys(f"'{each.key}' is in {each.unit}" for each in indicators))
    if measured and unit:
        return f"{kinds}, so that it comes to {measured}, not to {unit}; leave the unit out"
    return (
        f"{kinds}, which do not go together; name values whose units do, or say with report.computed(..., unit=...) "
        "in which it is"
    )


def shorthand_of(kind: str, inputs: Sequence[Observation]) -> Shorthand | None:
    """Return why there is no value: the first reason of any part, for a sum only where no part has one."""
    found = {part.shorthand for part in inputs if part.value is None}
    if kind == "sum" and len(found) and any(part.value is not None for part in inputs):
        found &= {Shorthand.CONFIDENTIAL}
    order = (Shorthand.CONFIDENTIAL, Shorthand.NOT_AVAILABLE, Shorthand.NOT_APPLICABLE)
    return next((reason for reason in order if reason in found), None)


def value_of(formula: Formula, counted: Sequence[Observation]) -> tuple[Decimal | None, str]:
    """Return the exact value of parts that all have one, or None and why it can't be said."""
    if bounds := sorted({part.qualifier for part in counted} - EXACT - EXPECTED):
        return None, f"parts of it are given with {' and '.join(map(repr, bounds))}"
    first, *others = [part.value for part in counted if part.value is not None]
    match formula.kind:
        case "sum":
            return sum(others, first), ""
        case "mean":
            return sum(others, first) / len(counted), ""
        case "difference":
            return first - others[0], ""
    if not others[0]:
        return None, "nothing can be divided by zero"
    return first / others[0] * {"ratio": 1, "rate": SIZES.get(formula.size, 1)}.get(formula.kind, 100), ""


def qualifier_of(counted: Sequence[Observation]) -> str:
    """Return the word of the least certain part: what comes of several is no more certain."""
    words = {part.qualifier for part in counted}
    return next((str(word) for word in CARRIED if word in words), "")


def decimals_of(
    kind: str, unit: Unit, indicators: Sequence[Indicator], counted: Sequence[Observation], value: Decimal | None
) -> int:
    """Return with how many decimals a value is shown, where the author doesn't say."""
    if kind in ("sum", "difference"):
        return max(
            (max(0, -int(part.value.as_tuple().exponent)) for part in counted if part.value is not None), default=0
        )
    if kind == "mean":
        return max(indicator.finer for indicator in indicators)
    decimals = 1 if kind != "ratio" else indicators[0].finer if unit is Unit.MINUTES_SECONDS else 2
    ends = {Decimal(0), Decimal(100)} if kind == "share" else {Decimal(0)}
    while value is not None and value not in ends and rounded(value, decimals) in ends and decimals < _MOST_DECIMALS:
        decimals += 1
    return decimals
