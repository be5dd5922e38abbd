"""What a printed number may stand for by the word before it, and whether that meets a bound: met, missed, unsaid."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_INFINITE = Decimal("Infinity")


class Qualifier(StrEnum):
    """The words that a document may put before a number; a figure is shown with its word."""

    ABOUT = "about"
    ALMOST = "almost"
    OVER = "over"
    UNDER = "under"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    FORECAST = "forecast"


# The number is itself; what is not certain is whether it will stay.
EXACT = frozenset({"", Qualifier.PROVISIONAL})
# Nobody has counted it: it meets no target, and nothing improves towards it or from it.
EXPECTED = frozenset({Qualifier.ESTIMATED, Qualifier.FORECAST})


class Verdict(StrEnum):
    """What a value says of a bound."""

    MET = "met"
    MISSED = "missed"
    UNCERTAIN = "can't be said"


@dataclass(frozen=True)
class Reading:
    """The true values that a printed one may stand for: from `low` to `high`, an open end not included."""

    low: Decimal
    high: Decimal
    is_low_open: bool = False
    is_high_open: bool = False

    @property
    def mirrored(self) -> "Reading":
        """The same with all signs turned, so that what holds of 'at least' serves for 'at most'."""
        return Reading(-self.high, -self.low, self.is_high_open, self.is_low_open)

    def at_least(self, bound: Decimal) -> Verdict:
        """Return whether the value is the bound or more."""
        return _verdict(self.low >= bound, self.high < bound or (self.high == bound and self.is_high_open))

    def above(self, bound: Decimal) -> Verdict:
        """Return whether the value is more than the bound."""
        return _verdict(self.low > bound or (self.low == bound and self.is_low_open), self.high <= bound)

    def is_above(self, other: "Reading") -> bool:
        """Return whether every value of this is more than every value of the other."""
        return self.low > other.high or (self.low == other.high and (self.is_low_open or other.is_high_open))


def reading_of(value: Decimal, qualifier: str) -> Reading:
    """Return what a printed value may stand for.

    'about 80' is 75 to 85: half a unit of the last digit that is not zero to either side. 'almost 80' has that much
    room below, and does not reach 80. 'over' and 'under' have one end only, an estimate or a forecast none.
    """
    room = half_of_last_digit(value)
    match qualifier:
        case Qualifier.ABOUT:
            return Reading(value - room, value + room)
        case Qualifier.ALMOST:
            return Reading(value - room, value, is_high_open=True)
        case Qualifier.OVER:
            return Reading(value, _INFINITE, is_low_open=True)
        case Qualifier.UNDER:
            return Reading(-_INFINITE, value, is_high_open=True)
        case Qualifier.ESTIMATED | Qualifier.FORECAST:
            return Reading(-_INFINITE, _INFINITE)
    return Reading(value, value)


def half_of_last_digit(value: Decimal) -> Decimal:
    """Return half a unit of the last digit that is not zero: 500 for 13,000; of the last digit for 0 or 0.0."""
    digits = value.normalize() if value else value
    return Decimal(5).scaleb(int(digits.as_tuple().exponent) - 1)


def _verdict(met: bool, missed: bool) -> Verdict:
    return Verdict.MET if met else Verdict.MISSED if missed else Verdict.UNCERTAIN
