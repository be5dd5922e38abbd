"""A number that knows the rows of data behind it, or why there is none: what is known of it, and how it reads.

`rows` are in the order in which they went in, each once: a set would print in another order each time.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from ccpi_nb.analysis.measures import POINTS, Measure, amount_in
from ccpi_nb.computing.computations import Computation, ComputationName
from ccpi_nb.document.runs import Figure, Row
from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.domain.readings import EXACT, EXPECTED

_Thing = TypeVar("_Thing", bound=Hashable)
_MOST = 240  # letters of a formula


@dataclass(frozen=True, eq=False, slots=True)
class Value:
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


def left_open(parts: Sequence[Value]) -> str:
    words = sorted({part.qualifier for part in parts} - EXACT - EXPECTED)
    return f"parts of it are given with {' and '.join(repr(word) for word in words)}" if words else ""


def decimals_shown(part: Value) -> int:
    """Return with how many decimals a value is shown."""
    if part.decimals is not None:
        return part.decimals
    return 0 if part.value is None else max(0, -int(part.value.as_tuple().exponent))


def rows_of(parts: Sequence[Value]) -> tuple[Row, ...]:
    return each_once(row for part in parts for row in part.rows)


def bracketed(part: Value) -> str:
    formula = part.formula
    return f"({formula})" if " " in formula and not formula.startswith("the ") else formula


def shortened(formula: str) -> str:
    return formula if len(formula) <= _MOST else ""


def mixed(done: str, first: Value, second: Value) -> str:
    return (
        f"{_measured(first)} and {_measured(second)} can't be {done}: their units are {first.unit or 'a pure number'} "
        f"and {second.unit or 'a pure number'}; choose values of one unit"
    )


def _measured(part: Value) -> str:
    names = {row.indicator for row in part.rows if row.indicator}
    return f"{part.text} ({names.pop()})" if len(names) == 1 else part.text


def each_once(things: Iterable[_Thing]) -> tuple[_Thing, ...]:
    """Return things in their order, each once."""
    return tuple(dict.fromkeys(things))
