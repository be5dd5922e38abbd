"""The amounts by which an exempt figure is recognised: anywhere, or only beside its label."""

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from ccpi_nb.exempt.matching import normalised
from ccpi_nb.exempt.numbers import Amount, amount, numerals_in

_HUNDRED, _MINUTE = Decimal(100), Decimal(60)
_YEARS = range(1900, 2100)
_TIME = re.compile(r"\d:\d|\d s$")  # in minutes and seconds


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
    is_time = _TIME.search(text) is not None
    for each in amounts_of(text, value):
        digits, whole = _significant(each.value), "." not in each.value
        if each.unit:
            # '1 min 24 s' has three digits, '45 s' and '2 min 0 s' have not.
            if digits >= 2 and (not is_time or (Decimal(each.value) % 60 and Decimal(each.value) > 60)):
                yield each
        elif (
            digits >= 3
            and not (whole and int(each.value) in _YEARS)
            and (not has_unit or not whole or len(each.value) > 3)
        ):
            yield each


def is_rare(amount: Amount) -> bool:
    """Return whether an amount is hardly ever another's by chance: 82.13% and 12,405, but not 243 or 98%."""
    return _significant(amount.value) >= (4 if amount.unit or "." in amount.value else 5)


def numbers_beside_label(text: str, value: str = "") -> frozenset[str]:
    """Return the numbers that give a figure away beside its label: itself, rounded, and what it leaves of 100%."""
    amounts = amounts_of(text, value)
    exact = {each.value for each in amounts}
    shares = {Decimal(each.value) for each in amounts if each.unit == "%"}
    rest = {_HUNDRED - share for share in shares if share <= _HUNDRED}
    rounded = {near for number in {*map(Decimal, exact), *rest} for near in _rounded(number)}
    rounded |= {_MINUTE * near for each in amounts if each.unit == "second" for near in _minutes(Decimal(each.value))}
    return frozenset({*exact, *(amount(number).value for number in rest | rounded)} - {"0", "100"} | exact)


def _shown(text: str) -> tuple[Amount, ...]:
    """Return the readings of a text's first number, by the longest form of it: of '1 min 24 s' not those of '1 min'."""
    first = min(numerals_in(normalised(text)), key=lambda number: (number.start, -number.end), default=None)
    return first.readings if first else ()


def _rounded(number: Decimal) -> Iterator[Decimal]:
    """Yield a number with fewer decimals, and with its first two or three digits only; of 31 the tens.

    Rounded, and cut off or raised as 'over 90%' and 'almost 250' have it.
    """
    decimals = -int(number.as_tuple().exponent)
    last = [Decimal(1).scaleb(-places) for places in range(max(decimals, 0))]
    last += [Decimal(1).scaleb(number.adjusted() + 1 - digits) for digits in (2, 3) if number.adjusted() >= digits]
    for digit in last:
        yield from (number.quantize(digit, way) for way in (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING))
    if number.adjusted() == 1:
        yield number.quantize(Decimal("1E1"), ROUND_HALF_UP)


def _minutes(seconds: Decimal) -> Iterator[Decimal]:
    """Yield a time of more than a minute as minutes, whole and with a decimal."""
    if seconds > _MINUTE:
        yield from ((seconds / _MINUTE).quantize(digit, ROUND_HALF_UP) for digit in (Decimal(1), Decimal("0.1")))


def _significant(value: str) -> int:
    return len((value.replace(".", "") if "." in value else value.rstrip("0")).lstrip("0"))
