"""The amounts by which an exempt figure is recognised: anywhere, or only beside its label."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ccpi_nb.exempt.matching import normalised
from ccpi_nb.exempt.numbers import Amount, amount, numerals_in

_HUNDRED = Decimal(100)
_YEARS = range(1900, 2100)


def amounts_of(text: str, value: str = "") -> frozenset[Amount]:
    """Return the amounts that a figure stands for, by its text and by the value that data files have for it.

    '90.8%' stands for 90.8% and, without a unit, for 90.8 and 0.908.
    """
    shown = _shown(text)
    bare = {Amount(reading.value) for reading in shown}
    if value:
        bare.add(amount(Decimal(value)))
    shares = {amount(Decimal(reading.value) / _HUNDRED) for reading in shown if reading.unit == "%"}
    return frozenset({*shown, *bare, *shares})


def distinctive_amounts(text: str, value: str = "") -> Iterator[Amount]:
    """Yield those amounts of a figure that can hardly be anything else.

    They have three significant digits, or two and a unit: so 90.8%, 243 and 98% do, but not 31, 400, 5% and 100%. Nor,
    without their unit, has 128 of '128 seconds', or what could be a year.
    """
    shown = _shown(text)
    has_unit = any(reading.unit for reading in shown)
    for each in amounts_of(text, value):
        digits, whole = _significant(each.value), "." not in each.value
        if each.unit:
            # '01:24' has three digits, '00:45' and '02:00' have not.
            if digits >= 2 and (":" not in text or (Decimal(each.value) % 60 and Decimal(each.value) > 60)):
                yield each
        elif (
            digits >= 3
            and not (whole and int(each.value) in _YEARS)
            and (not has_unit or not whole or len(each.value) > 3)
        ):
            yield each


def numbers_beside_label(text: str, value: str = "") -> frozenset[str]:
    """Return the numbers that give a figure away beside its label: itself, rounded, and what it leaves of 100%."""
    amounts = amounts_of(text, value)
    exact = {each.value for each in amounts}
    shares = {Decimal(each.value) for each in amounts if each.unit == "%"}
    rest = {_HUNDRED - share for share in shares if share <= _HUNDRED}
    rounded = {near for number in {*map(Decimal, exact), *rest} for near in _rounded(number)}
    return frozenset({*exact, *(amount(number).value for number in rest | rounded)} - {"0", "100"} | exact)


def _shown(text: str) -> tuple[Amount, ...]:
    return next((number.readings for number in numerals_in(normalised(text))), ())


def _rounded(number: Decimal) -> Iterator[Decimal]:
    """Yield a number with fewer decimals, and with its first two or three digits only."""
    decimals = -int(number.as_tuple().exponent)
    yield from (number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) for places in range(max(decimals, 0)))
    for digits in (2, 3):
        if number.adjusted() >= digits:
            yield number.quantize(Decimal(1).scaleb(number.adjusted() + 1 - digits), ROUND_HALF_UP)


def _significant(value: str) -> int:
    return len((value.replace(".", "") if "." in value else value.rstrip("0")).lstrip("0"))
