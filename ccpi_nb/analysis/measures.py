"""The units of what is worked out from values that have units, and how an amount is written in one."""

from decimal import Decimal
from typing import Literal

from ccpi_nb.document.figures import percentage_points, written
from ccpi_nb.domain.indicators import Unit

# What percentages differ by is no unit of data.
Points = Literal["percentage points"]
Measure = Unit | Points
POINTS: Points = "percentage points"


def unit_of(
    sign: str, one: Measure | None, other: Measure | None, *, first_typed: bool = False, second_typed: bool = False
) -> Measure | None:
    """Return the unit of what an operation on two values comes to; None for a pure number.

    A number that is typed is in the unit of the other: `value - 5`, `100 - share`. ValueError for units that do not go
    together, or give one that is not printed.
    """
    match sign:
        case "+" | "-" if first_typed or second_typed:
            return one or other
        case "+" | "-" if one == other:
            return POINTS if sign == "-" and one is Unit.PERCENT else one
        case "+" | "-" if {one, other} == {Unit.PERCENT, POINTS}:
            return Unit.PERCENT
        case "*" if one is None or other is None:
            return one or other
        case "*" if Unit.NUMBER in (one, other):
            return other if one is Unit.NUMBER else one
        case "/" if other is None:
            return one
        case "/" if one == other:
            return None
        case "/" if other is Unit.NUMBER:
            return None if first_typed else one
    raise ValueError(f"{one} {sign} {other} has no unit")


def amount_in(unit: Measure | None, amount: Decimal) -> str:
    """Return an amount as it is read in its unit; percentage points are without their sign."""
    if unit == POINTS:
        return percentage_points(amount)
    return written(amount, Unit(unit or Unit.NUMBER), max(0, -int(amount.as_tuple().exponent)))
