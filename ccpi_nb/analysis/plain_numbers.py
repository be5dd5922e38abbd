"""Numbers that know no row of data: what is typed, what has lost its origin, and decimals of exact numbers."""

from decimal import Context, Decimal, Inexact
from fractions import Fraction
from math import isfinite
from numbers import Rational, Real

from ccpi_nb.domain.decimals import decimals_of

_EXACTLY = Context(prec=200, traps=[Inexact])
_NEAREST = Context(prec=28)


def typed(number: object) -> Fraction | None:
    """Return a number that is typed, exactly as it reads; None for anything else."""
    match number:
        case bool():
            return None
        case Rational():
            return Fraction(int(number.numerator), int(number.denominator))
        case Real() if isfinite(number):
            return Fraction(repr(float(number)))
        case Decimal() if number.is_finite():
            return Fraction(number)
    return None


def is_lost(number: object) -> bool:
    """Return whether a number is a fraction of numpy's: worked out, from what has no origin any more."""
    return isinstance(number, Real) and not isinstance(number, Rational) and type(number).__module__ == "numpy"


def decimal_of(number: Fraction, decimals: int = 0) -> tuple[Decimal, Fraction | None]:
    """Return a number as a decimal with at least so many decimals; where none is exact, the nearest and the number."""
    above, below = Decimal(number.numerator), Decimal(number.denominator)
    try:
        exact = _EXACTLY.divide(above, below)
    except Inexact:
        return _NEAREST.divide(above, below), number
    if decimals_of(exact) < decimals:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACTLY)
    return exact, None
