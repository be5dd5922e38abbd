"""A value that knows the rows of data behind it, exactly, through every computation.

`rows` are in the order in which they went in, each once: a set would print in another order each time. A missing value
is no NaN: what pandas leaves out of a sum is NaN, and a hidden part must not be left out.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import isinf, isnan
from numbers import Number
from operator import add, mul, sub, truediv
from typing import Any, TypeVar

from ccpi_nb.analysis.double_counts import double_count
from ccpi_nb.analysis.measures import POINTS, Measure, amount_in, unit_of
from ccpi_nb.analysis.plain_numbers import decimal_of, is_lost, typed
from ccpi_nb.computing.computations import Computation, ComputationName
from ccpi_nb.document.figures import MINUS
from ccpi_nb.document.runs import Figure, Row
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.domain.readings import EXACT, EXPECTED, Qualifier
from ccpi_nb.errors import InputError, refuse

_Thing = TypeVar("_Thing", bound=Hashable)

# Of several missing parts the first of these is why the whole is missing.
_REASONS = (Shorthand.CONFIDENTIAL, Shorthand.NOT_AVAILABLE, None, Shorthand.NOT_APPLICABLE)
# What comes of several parts is no more certain than the least certain of them.
_CARRIED = (Qualifier.FORECAST, Qualifier.ESTIMATED, Qualifier.PROVISIONAL)
_MOST = 240  # letters of a formula


@dataclass(frozen=True, eq=False, slots=True)
class Traced:
    """A number with the rows of data that it comes from, or the reason why there is none.

    - `value` is None where it is missing. `shorthand` then says why; None is a gap, which no row of data speaks of.
    - `unit` is None for a pure number, such as a ratio.
    - `computation` is '' for a value as observed, else the name that the ledger gives it.
    - `adds` is whether values like it may be added up, by the rules of totals.
    - `lacks` names the parts that are not available and that it is without: it is incomplete.
    - `why` is a sentence where it is missing because nothing can be said.
    - `decimals` is with how many it is shown; None for as many as it has.
    - `formula` is how it came about, in the values of rows: '(77.59 − 74.16) ÷ 74.16'; '' where that would be long.
    - `quotient` is the exact number, where no decimal is.
    - `published` is the figure of a value as observed.
    """

    value: Decimal | None
    rows: tuple[Row, ...] = ()
    unit: Measure | None = None
    shorthand: Shorthand | None = None
    qualifier: str = ""
    computation: ComputationName = ""
    adds: bool = False
    decimals: int | None = None
    lacks: tuple[str, ...] = ()
    why: str = ""
    formula: str = ""
    quotient: Fraction | None = None
    published: Figure | None = None

    @property
    def is_missing(self) -> bool:
        """Whether there is no value."""
        return self.value is None

    @property
    def is_suppressed(self) -> bool:
        """Whether there is a value that may not be shown, or that would give one back."""
        return self.shorthand is Shorthand.CONFIDENTIAL

    @property
    def has_origin(self) -> bool:
        """Whether it knows a row of data, so that it may be published."""
        return bool(self.rows)

    @property
    def is_amount(self) -> bool:
        """Whether it is of all that its rows are of, as a difference is not: none of them may be added to it again."""
        return self.computation in ("", Computation.TOTAL) or len(self.rows) == 1

    @property
    def number(self) -> Fraction:
        """The exact number. ValueError where it is missing."""
        if self.value is None:
            raise ValueError("a missing value is no number")
        return self.quotient if self.quotient is not None else Fraction(self.value)

    @property
    def note(self) -> str:
        """A sentence on what it lacks, or why it cannot be said; '' for nothing."""
        return f"It is incomplete: it is without {', '.join(self.lacks)}." if self.lacks else self.why

    def figure(self, decimals: int | None = None) -> Figure:
        """Return the figure that tables, sentences and the ledger take: as published, or as it was worked out.

        `decimals` rounds half up. A missing value has its shorthand: '[c]', and '[x]' for a gap.
        """
        if self.published and decimals is None:
            return self.published
        if self.value is None:
            return Figure(self.shorthand or Shorthand.NOT_AVAILABLE, "", self.rows, self.computation)
        amount = self.rounded(self.decimals if decimals is None else decimals)
        is_rounded = not self.computation and amount != self.number
        return Figure(
            f"{self.qualifier} {amount_in(self.unit, amount)}".lstrip(),
            f"{amount:f}",
            self.rows,
            Computation.ROUNDED if is_rounded else self.computation,
            # Points are written without their sign, which a table has before them.
            sign="−" if self.unit == POINTS and amount < 0 else "",
        )

    def rounded(self, decimals: int | None) -> Decimal:
        """Return the value rounded half up from the exact number; as it is for None. ValueError where it is missing."""
        if self.value is None:
            raise ValueError("a missing value is no number")
        if decimals is None:
            return self.value
        scaled = self.number * 10**decimals
        whole = int(abs(scaled) + Fraction(1, 2))
        return Decimal(-whole if scaled < 0 else whole).scaleb(-decimals) + 0

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

    # How it reads

    @property
    def text(self) -> str:
        """The value as it is read: '77.59%', '[c]'."""
        return self.figure().signed

    def __str__(self) -> str:
        """Return the number alone, as a CSV file takes it: '77.59', '[c]'."""
        return str(self.shorthand or "") if self.value is None else f"{self.value:f}"

    def __repr__(self) -> str:
        return f"<{self.text}, {len(self.rows)} row{'' if len(self.rows) == 1 else 's'}>"

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)

    def __float__(self) -> float:
        return float("nan") if self.value is None else float(self.number)

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
    unit = _unit(first, second, sign)
    if first.is_missing or second.is_missing:
        return replace(missing_of([part for part in parts if part.is_missing]), rows=rows_of(parts), unit=unit)
    if why := _is_left_open(first, second, sign):
        return unsaid(parts, why)
    if sign == "+" and first.is_amount and second.is_amount and set(first.rows) != set(second.rows):
        refuse(filter(None, [double_count((*first.rows, *second.rows))]))
    if sign == "/" and not second.number:
        return unsaid(parts, "nothing can be divided by zero")
    computation = _named(first, second, sign)
    return made(
        _OPERATIONS[sign](first.number, second.number),
        # The ledger reads a change from the earlier value on.
        parts[::-1] if computation is Computation.CHANGE else parts,
        unit,
        computation=computation,
        decimals=_decimals_of(first, second, sign, unit),
        formula=f"{bracketed(first)} {_SIGNS[sign]} {bracketed(second)}",
        adds=_adds(first, second, sign),
        lacks=each_once((*first.lacks, *second.lacks)),
    )


_OPERATIONS: dict[str, Any] = {"+": add, "-": sub, "*": mul, "/": truediv}
_DONE = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided"}
_SIGNS = {"+": "+", "-": MINUS, "*": "\N{MULTIPLICATION SIGN}", "/": "\N{DIVISION SIGN}"}


def _adds(first: Traced, second: Traced, sign: str) -> bool:
    """Return whether what comes of two may be added up: a number times an average is an amount again."""
    match sign:
        case "*":
            return first.adds or second.adds
        case "/":
            return first.adds and not second.has_origin
    return first.adds and second.adds if first.has_origin and second.has_origin else first.adds or second.adds


def _named(first: Traced, second: Traced, sign: str) -> Computation:
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


def _unit(first: Traced, second: Traced, sign: str) -> Measure | None:
    """Return the unit of what comes of two values; InputError where it has none that is printed."""
    if any(part.is_missing and part.unit is None for part in (first, second)):
        return first.unit or second.unit
    are_typed = {"first_typed": not first.has_origin, "second_typed": not second.has_origin}
    try:
        return unit_of(sign, first.unit, second.unit, **are_typed)
    except ValueError:
        raise InputError(mixed(_DONE[sign], first, second)) from None


def _is_left_open(first: Traced, second: Traced, sign: str) -> str:
    """Return why the words before two numbers leave open what comes of them; '' where they don't.

    'about 20' times 2 is 'about 40', but 30 less 'about 20' is nothing that can be said.
    """
    typed_last = not second.has_origin and (sign in "+-" or second.number > 0)
    typed_first = not first.has_origin and (sign == "+" or (sign == "*" and first.number > 0))
    return "" if typed_last or typed_first else left_open([first, second])


def left_open(parts: Sequence[Traced]) -> str:
    words = sorted({part.qualifier for part in parts} - EXACT - EXPECTED)
    return f"parts of it are given with {' and '.join(repr(word) for word in words)}" if words else ""


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


def decimals_shown(part: Traced) -> int:
    """Return with how many decimals a value is shown."""
    if part.decimals is not None:
        return part.decimals
    return 0 if part.value is None else max(0, -int(part.value.as_tuple().exponent))


def _decimals_of(first: Traced, second: Traced, sign: str, unit: Measure | None) -> int | None:
    match sign:
        case "+" | "-":
            return max(decimals_shown(first), decimals_shown(second))
        case "*":
            return max((part.decimals for part in (first, second) if part.decimals is not None), default=None)
    if not second.has_origin:
        return decimals_shown(first) + (1 if first.computation == "" else 0)
    return 2 if unit in (None, Unit.POUNDS) else decimals_shown(first) + 1


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


def rows_of(parts: Sequence[Traced]) -> tuple[Row, ...]:
    return each_once(row for part in parts for row in part.rows)


def bracketed(part: Traced) -> str:
    formula = part.formula
    return f"({formula})" if " " in formula and not formula.startswith("the ") else formula


def shortened(formula: str) -> str:
    return formula if len(formula) <= _MOST else ""


def mixed(done: str, first: Traced, second: Traced) -> str:
    return (
        f"{_measured(first)} and {_measured(second)} can't be {done}: their units are {first.unit or 'a pure number'} "
        f"and {second.unit or 'a pure number'}; choose values of one unit"
    )


def _measured(part: Traced) -> str:
    names = {row.indicator for row in part.rows if row.indicator}
    return f"{part.text} ({names.pop()})" if len(names) == 1 else part.text


def each_once(things: Iterable[_Thing]) -> tuple[_Thing, ...]:
    """Return things in their order, each once."""
    return tuple(dict.fromkeys(things))
