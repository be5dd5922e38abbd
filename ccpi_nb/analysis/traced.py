"""A value that knows the rows of data behind it, exactly, through every computation.

A missing value is no NaN: what pandas leaves out of a sum is NaN, and a hidden part must not be left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import isinf, isnan
from numbers import Number
from operator import add, mul, sub, truediv
from typing import Any

from ccpi_nb.analysis.double_counts import double_count
from ccpi_nb.analysis.measures import Measure
from ccpi_nb.analysis.operations import adds_up, computation_of, decimals_after, unit_after, why_left_open
from ccpi_nb.analysis.plain_numbers import decimal_of, is_lost, typed
from ccpi_nb.analysis.value import Value, bracketed, decimals_shown, each_once, left_open, mixed, rows_of, shortened
from ccpi_nb.computing.computations import Computation, ComputationName
from ccpi_nb.document.figures import MINUS
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.domain.readings import EXACT, Qualifier
from ccpi_nb.errors import InputError, refuse

# Of several missing parts the first of these is why the whole is missing.
_REASONS = (Shorthand.CONFIDENTIAL, Shorthand.NOT_AVAILABLE, None, Shorthand.NOT_APPLICABLE)
# What comes of several parts is no more certain than the least certain of them.
_CARRIED = (Qualifier.FORECAST, Qualifier.ESTIMATED, Qualifier.PROVISIONAL)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Traced(Value):
    """A value that can be compared and computed with: what comes of it knows its rows."""

    def round(self, decimals: int = 0) -> "Traced":
        """Return the value rounded half up, with its rows."""
        if self.value is None or self.rounded(decimals) == self.number:
            return self
        value = self.rounded(decimals)
        computation = self.computation or Computation.ROUNDED
        return replace(self, value=value, quotient=None, decimals=decimals, computation=computation, published=None)

    @property
    def percentage(self) -> "Traced":
        """A ratio as a percentage. InputError for a value that has a unit."""
        if self.unit is not None and not self.is_missing:
            raise InputError(
                f"{self.text} is no ratio and has no percentage; divide it by a value in the same unit first"
            )
        hundredfold: Traced = self * 100
        return replace(hundredfold, unit=Unit.PERCENT)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **asked: Any) -> Any:
        """Do what numpy does: among objects and whole numbers with this value, with others with its float."""
        import numpy as np

        are_objects = all(np.asarray(other).dtype.kind in "iuO" for other in inputs if not isinstance(other, Traced))
        for kind in (object, float) if are_objects else (float,):
            values = [np.asarray(other, dtype=kind) if isinstance(other, Traced) else other for other in inputs]
            try:
                return getattr(ufunc, method)(*values, **asked)
            except TypeError:  # a root, which only floats have
                if kind is float:
                    raise
        return NotImplemented

    def __int__(self) -> int:
        return int(self.number)

    def __round__(self, decimals: int = 0) -> "Traced":
        return self.round(decimals)

    def __bool__(self) -> bool:
        return self.value is not None and bool(self.value)

    # How values compare: by their numbers, wherever they come from

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Traced):
            if self.value is None or other.value is None:
                return (self.value, self.shorthand, self.rows) == (other.value, other.shorthand, other.rows)
            return self.number == other.number and (self.unit == other.unit or not (self.unit and other.unit))
        number = typed(other)
        return NotImplemented if number is None else self.value is not None and self.number == number

    def __hash__(self) -> int:
        return hash((self.shorthand, self.rows)) if self.value is None else hash(self.number)

    def __lt__(self, other: object) -> bool:
        return self._compared(other, lambda mine, others: mine < others)

    def __le__(self, other: object) -> bool:
        return self._compared(other, lambda mine, others: mine <= others)

    def __gt__(self, other: object) -> bool:
        return self._compared(other, lambda mine, others: mine > others)

    def __ge__(self, other: object) -> bool:
        return self._compared(other, lambda mine, others: mine >= others)

    def _compared(self, other: object, test: Any) -> bool:
        if isinstance(other, Traced):
            if self.value is None or other.value is None:
                return False
            if self.unit and other.unit and self.unit != other.unit:
                raise InputError(mixed("compared", self, other))
            return bool(test(self.number, other.number))
        number = other if isinstance(other, float) and isinf(other) else typed(other)
        if number is None:
            return NotImplemented  # type: ignore[no-any-return]
        return self.value is not None and bool(test(self.number, number))

    # How values are computed with

    def __neg__(self) -> "Traced":
        if self.value is None:
            return self
        if why := left_open([self]):
            return unsaid([self], why)
        return made(-self.number, [self], self.unit, decimals=decimals_shown(self), formula=f"{MINUS}{bracketed(self)}")

    def __pos__(self) -> "Traced":
        return self

    def __abs__(self) -> "Traced":
        return -self if self.value is not None and self.value < 0 else self

    def __add__(self, other: object) -> Any:
        return _binary(self, other, "+")

    def __radd__(self, other: object) -> Any:
        return _binary(other, self, "+")

    def __sub__(self, other: object) -> Any:
        return _binary(self, other, "-")

    def __rsub__(self, other: object) -> Any:
        return _binary(other, self, "-")

    def __mul__(self, other: object) -> Any:
        return _binary(self, other, "*")

    def __rmul__(self, other: object) -> Any:
        return _binary(other, self, "*")

    def __truediv__(self, other: object) -> Any:
        return _binary(self, other, "/")

    def __rtruediv__(self, other: object) -> Any:
        return _binary(other, self, "/")


# To pandas, numpy and matplotlib a scalar.
Number.register(Traced)

# What pandas puts where nothing is held, and where nothing can be: before the first value of a series.
GAP = Traced(None)
NOT_APPLICABLE = Traced(None, shorthand=Shorthand.NOT_APPLICABLE)


class NoOrigin(InputError, TypeError):
    """A number without a row of data where values with their origin are meant.

    To pandas a wrong type, so that it takes the way of plain numbers where it has one.
    """


def _binary(left: object, right: object, sign: str) -> Any:
    """Return what an operation between two comes to, one of which is traced.

    A number of Python's own is taken to be typed. One of numpy's has been worked out from values that have lost their
    origin: what comes of it has lost it as well, and is a float.
    """
    if any(is_lost(part) for part in (left, right)):
        return _OPERATIONS[sign](float(left), float(right))  # type: ignore[arg-type]
    first, second = _operand(left), _operand(right)
    if first is None or second is None:
        return NotImplemented
    parts = [first, second]
    unit = unit_after(first, second, sign)
    if first.is_missing or second.is_missing:
        return replace(missing_of([part for part in parts if part.is_missing]), rows=rows_of(parts), unit=unit)
    if why := why_left_open(first, second, sign):
        return unsaid(parts, why)
    if sign == "+" and first.is_amount and second.is_amount and set(first.rows) != set(second.rows):
        refuse(filter(None, [double_count((*first.rows, *second.rows))]))
    if sign == "/" and not second.number:
        return unsaid(parts, "nothing can be divided by zero")
    computation = computation_of(first, second, sign)
    return made(
        _OPERATIONS[sign](first.number, second.number),
        # The ledger reads a change from the earlier value on.
        parts[::-1] if computation is Computation.CHANGE else parts,
        unit,
        computation=computation,
        decimals=decimals_after(first, second, sign, unit),
        formula=f"{bracketed(first)} {_SIGNS[sign]} {bracketed(second)}",
        adds=adds_up(first, second, sign),
        lacks=each_once((*first.lacks, *second.lacks)),
    )


_OPERATIONS: dict[str, Any] = {"+": add, "-": sub, "*": mul, "/": truediv}

_SIGNS = {"+": "+", "-": MINUS, "*": "\N{MULTIPLICATION SIGN}", "/": "\N{DIVISION SIGN}"}


def missing_of(parts: Sequence[Traced]) -> Traced:
    """Return what stands for a whole with missing parts; where there are none at all, a gap."""
    found = [part.shorthand for part in parts]
    shorthand = next((reason for reason in _REASONS if reason in found), None)
    return Traced(
        None, rows_of(parts), parts[0].unit if parts else None, shorthand, why=next((p.why for p in parts if p.why), "")
    )


def unsaid(parts: Sequence[Traced], why: str) -> Traced:
    return Traced(None, rows_of(parts), None, Shorthand.NOT_APPLICABLE, why=f"It cannot be said, because {why}.")


def made(
    number: Fraction,
    parts: Sequence[Traced],
    unit: Measure | None,
    *,
    computation: ComputationName = Computation.WORKED_OUT,
    decimals: int | None = None,
    formula: str = "",
    adds: bool | None = None,
    lacks: tuple[str, ...] | None = None,
) -> Traced:
    value, quotient = decimal_of(number, decimals or 0)
    if quotient is not None and decimals is None:
        decimals = 2
    words = {part.qualifier for part in parts}
    return Traced(
        value,
        rows_of(parts),
        unit,
        qualifier=next((str(word) for word in (*_CARRIED, *sorted(words - EXACT)) if word in words), ""),
        computation=computation,
        adds=parts[0].adds if adds is None else adds,
        decimals=decimals,
        lacks=parts[0].lacks if lacks is None else lacks,
        formula=shortened(formula) if all(part.formula or not part.has_origin for part in parts) else "",
        quotient=quotient,
    )


def _operand(number: object) -> Traced | None:
    if isinstance(number, Traced):
        return number
    if number is None or (isinstance(number, float | Decimal) and isnan(number)):
        return GAP
    exact = typed(number)
    if exact is None:
        return None
    text = str(number)
    value, quotient = decimal_of(exact)
    return Traced(value, formula=f"{MINUS}{text[1:]}" if text.startswith("-") else text, quotient=quotient)
