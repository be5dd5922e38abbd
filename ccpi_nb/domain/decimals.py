"""Decimals as the council rounds them, and how many it takes for what is printed not to contradict itself."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from ccpi_nb.domain.targets import Target


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return a value with so many decimals, rounded half up; what is rounded to zero has no sign."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a value needs: 1 for 119.50, none for 1200."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def decimals_that_tell(values: Iterable[Decimal], targets: Iterable[Target]) -> int:
    """Return the fewest decimals at which values and targets, as printed, say what the unrounded ones do.

    Different ones then look different, any two are printed as far apart as they are, a target and its tolerance are
    those that were agreed, and no value seems to be within a tolerance that it is beyond.
    """
    agreed, every = tuple(targets), frozenset(values)
    numbers = every | {target.value for target in agreed}
    exact = frozenset(number for target in agreed for number in (target.value, target.tolerance))
    most = max(map(decimals_of, numbers | exact), default=0)
    return next(decimals for decimals in range(most + 1) if decimals == most or _tell(decimals, numbers, exact, agreed))


def _tell(decimals: int, numbers: frozenset[Decimal], exact: frozenset[Decimal], agreed: tuple[Target, ...]) -> bool:
    printed = {number: rounded(number, decimals) for number in numbers}
    # Two numbers are printed as far apart as they are, if they were not moved half a last digit against each other.
    moved = [number - shown for number, shown in printed.items()]
    half = Decimal(5).scaleb(-decimals - 1)
    return (
        len(set(printed.values())) == len(printed)
        and max(moved) - min(moved) < half
        and all(rounded(number, decimals) == number for number in exact)
        and all(
            _sign(rounded(gap, decimals) - target.tolerance) == _sign(gap - target.tolerance)
            for target in agreed
            for number in numbers
            if (gap := target.shortfall(number))
        )
    )


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)
