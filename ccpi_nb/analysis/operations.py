"""What can be said of what comes of two values: its name, its unit, its decimals, and whether it adds up."""

from ccpi_nb.analysis.measures import Measure, unit_of
from ccpi_nb.analysis.value import Value, decimals_shown, left_open, mixed
from ccpi_nb.computing.computations import Computation
from ccpi_nb.domain.indicators import Unit
from ccpi_nb.errors import InputError

_DONE = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided"}


def adds_up(first: Value, second: Value, sign: str) -> bool:
    """Return whether what comes of two may be added up: a number times an average is an amount again."""
    match sign:
        case "*":
            return first.adds or second.adds
        case "/":
            return first.adds and not second.has_origin
    return first.adds and second.adds if first.has_origin and second.has_origin else first.adds or second.adds


def computation_of(first: Value, second: Value, sign: str) -> Computation:
    """Return the name of an operation on two values as observed; anything else is worked out by its formula."""
    if first.computation or second.computation or not (len(first.rows) == len(second.rows) == 1):
        return Computation.WORKED_OUT
    one, other = first.rows[0], second.rows[0]
    match sign:
        case "+":
            return Computation.TOTAL
        case "/":
            return Computation.RATIO
        case "-" if (one.indicator, one.breakdown) == (other.indicator, other.breakdown) and one.period != other.period:
            return Computation.CHANGE
    return Computation.WORKED_OUT


def unit_after(first: Value, second: Value, sign: str) -> Measure | None:
    """Return the unit of what comes of two values; InputError where it has none that is printed."""
    if any(part.is_missing and part.unit is None for part in (first, second)):
        return first.unit or second.unit
    are_typed = {"first_typed": not first.has_origin, "second_typed": not second.has_origin}
    try:
        return unit_of(sign, first.unit, second.unit, **are_typed)
    except ValueError:
        raise InputError(mixed(_DONE[sign], first, second)) from None


def why_left_open(first: Value, second: Value, sign: str) -> str:
    """Return why the words before two numbers leave open what comes of them; '' where they don't.

    'about 20' times 2 is 'about 40', but 30 less 'about 20' is nothing that can be said.
    """
    typed_last = not second.has_origin and (sign in "+-" or second.number > 0)
    typed_first = not first.has_origin and (sign == "+" or (sign == "*" and first.number > 0))
    return "" if typed_last or typed_first else left_open([first, second])


def decimals_after(first: Value, second: Value, sign: str, unit: Measure | None) -> int | None:
    match sign:
        case "+" | "-":
            return max(decimals_shown(first), decimals_shown(second))
        case "*":
            return max((part.decimals for part in (first, second) if part.decimals is not None), default=None)
    if not second.has_origin:
        return decimals_shown(first) + (1 if first.computation == "" else 0)
    return 2 if unit in (None, Unit.POUNDS) else decimals_shown(first) + 1
