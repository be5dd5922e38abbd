"""Printed numbers: their decimals, the true values that they may stand for, and whether two of them can be one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import Enum

from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.readings import half_of_last_digit

_INFINITE = Decimal("Infinity")


class Agreement(Enum):
    """How two values of one thing agree."""

    SAME = "same"
    ROUNDED = "agrees when rounded"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Reading:
    """The range of true values that a printed one may stand for, both ends included."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Reading") -> "Reading":
        """Return the range of the sum of two values."""
        return Reading(self.low + other.low, self.high + other.high)

    def meets(self, other: "Reading") -> bool:
        """Return whether there is a value in both ranges."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Printed:
    """An observation's value as it was printed, with its decimals."""

    observation: Observation
    value: Decimal
    decimals: int

    def reading(self, *, exact: bool = False) -> Reading:
        """Return the range that the value may stand for: what rounds to it, or with `exact` itself alone.

        'over 46' has no upper end, 'under 46' and 'almost 46' have no lower one; 'about' widens it to half a unit of
        the last digit that is not zero.
        """
        half = Decimal(0) if exact else Decimal(5).scaleb(-self.decimals - 1)
        match self.observation.qualifier:
            case "over":
                return Reading(self.value - half, _INFINITE)
            case "under" | "almost":
                return Reading(-_INFINITE, self.value + half)
            case "about":
                half = max(half, half_of_last_digit(self.value))
        return Reading(self.value - half, self.value + half)


def printed(observations: Iterable[Observation]) -> tuple[Printed, ...]:
    """Return the observations with a value that disclosure control has left alone, with the decimals of their table.

    Tables drop zeros at the end: '1' beside 1.3, in the same table, has one decimal.
    """
    shown = [
        (observation, observation.value)
        for observation in observations
        if observation.value is not None and not observation.protection
    ]
    in_table: dict[tuple[str, str], int] = defaultdict(int)
    for observation, value in shown:
        if observation.given_in == "table":
            in_table[observation.indicator, observation.source] = max(
                in_table[observation.indicator, observation.source], decimals_of(value)
            )
    return tuple(
        Printed(
            observation,
            value,
            in_table[observation.indicator, observation.source]
            if observation.given_in == "table"
            else decimals_of(value),
        )
        for observation, value in shown
    )


def decimals_of(value: Decimal) -> int:
    """Return the number of decimals that a value is written with."""
    return max(0, -int(value.as_tuple().exponent))


def agreement(one: Printed, other: Printed) -> Agreement:
    """Return how two values of one thing agree: the same, the same once rounded, or different.

    Rounded means that the finer has the value of the coarser with the coarser's decimals, or that 'about' and the like
    allow for the difference.
    """
    if one.value == other.value:
        return Agreement.SAME
    decimals = min(one.decimals, other.decimals)
    qualified = one.observation.qualifier or other.observation.qualifier
    agree = rounded(one.value, decimals) == rounded(other.value, decimals) or (
        qualified and one.reading(exact=True).meets(other.reading(exact=True))
    )
    return Agreement.ROUNDED if agree else Agreement.DIFFERENT


def is_cut_off(fine: Decimal, coarse: Decimal, decimals: int) -> bool:
    """Return whether the coarse value, of so many decimals, is the fine one cut off and not rounded: 77 of 77.59."""
    return fine.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN) == coarse != rounded(fine, decimals)
