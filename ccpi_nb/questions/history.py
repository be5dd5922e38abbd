"""Questions about a value beside those of like periods: a slip of the point or of the unit, a jump, nothing at all."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.plausibility import HUNDRED
from ccpi_nb.questions.asked import Question, Rule, ask
from ccpi_nb.questions.material import MONEY, Context, Material, Series, decimals, is_outside, room

_TIMES = 8.0  # times any other value, which a slip of the decimal point makes it
_UNITS = 500.0  # which pounds in thousands of pounds make it
_JUMP = 3.0
_POINTS = 40.0  # by which a percentage is far from any other
_FEW = 6  # values of which one may be strange without hiding another


def of_series(material: Material) -> Iterator[Question]:
    """Yield what is asked about each value beside those of like periods."""
    for series in material.series:
        is_difference = series.indicator.key in material.context.differences
        for at, rows in enumerate(series.all_rows):
            others = series.others(at)
            for row in rows:
                if not others:
                    yield from _alone(row, material.context)
                elif is_difference:
                    yield from _other_sign(row, others)
                elif at or len(others) > 1:  # of two values alone it is the later that is asked about
                    yield from _beside(row, others, series.indicator) or _written_otherwise(row, series, at)
        if not is_difference:
            for row in series.expected:
                if others := series.before(row.period):
                    yield from _beside(row, others, series.indicator)


def _alone(row: Observation, context: Context) -> Iterator[Question]:
    """Yield a percentage below one without any history, where its target is far above."""
    below_one = context.indicators[row.indicator].unit is Unit.PERCENT and row.value and 0 < row.value < 1
    if below_one and any(aim.comparator.is_lower_bound and aim.value >= 20 for aim in context.aims(row)):
        yield ask(Rule.FRACTION, row, "value", "far below its target; is it a fraction, and a percentage is meant?")


def _other_sign(row: Observation, others: Sequence[float]) -> Iterator[Question]:
    value = float(row.value or 0)
    if len(others) >= 4 and value and all(value * other < 0 for other in others):
        sizes = [abs(other) for other in others]
        if min(sizes) <= abs(value) <= max(sizes):
            yield ask(Rule.SIGN, row, "value", "a change in the other direction than in all other periods; is it one?")


def _beside(row: Observation, others: list[float], indicator: Indicator) -> list[Question]:
    assert row.value is not None
    value, ordered = float(row.value), sorted(others)
    strange = 1 if len(ordered) >= _FEW else 0
    low, high = ordered[strange], ordered[-1 - strange]
    if low <= value <= high:
        return []
    found = _outside(row.value, value, ordered, low, high, indicator)
    return [ask(found[0], row, "value", found[1])] if found else []


def _outside(
    written: Decimal, value: float, ordered: Sequence[float], low: float, high: float, indicator: Indicator
) -> tuple[Rule, str] | None:
    """Return what may be wrong with a value that is outside the others; None where it may well be so."""
    if value < 0 <= low:
        return (Rule.SIGN, _BELOW_ZERO) if indicator.unit in MONEY else None
    if value == 0:
        return (Rule.ZERO, _NOTHING) if low >= (20 if indicator.unit is Unit.PERCENT else 10) else None
    if found := _slip(written, value, ordered, low, high, indicator):
        return found
    if len(ordered) >= 8 and _is_unusual(value, low, high, len(ordered), indicator):
        return Rule.UNUSUAL, _UNUSUAL
    return None


_BELOW_ZERO = "below zero, as in no other period; is it so in the document?"
_NOTHING = "nothing at all, unlike in other periods; write [x] if it is not known"
_UNUSUAL = "far outside the range of other periods; is it so in the document?"


_FRACTION = "about a hundredth of other periods' values; is it a fraction, and a percentage is meant?"
_POINT = "ten times other periods' values, or a tenth of them; is the decimal point right?"
_THOUSAND = "a thousand times other periods' values, or a thousandth of them; is it in the indicator's unit?"
_OTHER_SHARE = "what other periods' values leave to 100; was the other share taken?"
_AS_DIGITS = "its digits, read as minutes and seconds, are like other periods' values; is it in seconds?"
_OVER_THREE = "more than three times any other period's value, or less than a third; is it so in the document?"
_FAR = "far from any other period's value; is it so in the document?"


def _slip(
    written: Decimal, value: float, ordered: Sequence[float], low: float, high: float, indicator: Indicator
) -> tuple[Rule, str] | None:
    """Return what a value that is outside the others may have come from; None where it is not far outside."""
    if value < 0:
        return None
    usual = median(ordered)
    is_share = indicator.unit is Unit.PERCENT
    if is_share and value <= 1 and 50 <= usual / value <= 200:
        return Rule.FRACTION, _FRACTION
    if indicator.unit is Unit.MINUTES_SECONDS and _as_minutes(value, usual) and is_outside(value, ordered):
        return Rule.MINUTES, _AS_DIGITS
    if is_share and _is_complement(value, usual, ordered):
        return Rule.COMPLEMENT, _OTHER_SHARE
    times = _times_outside(written, value, low, high)
    if indicator.unit is Unit.NUMBER and _by_chance(value, low, high):
        return None
    if times >= _UNITS:
        return Rule.UNIT, _THOUSAND
    if times >= _TIMES and max(value, high) >= (20 if indicator.unit is Unit.NUMBER else 2):
        return Rule.DECIMAL_POINT, _POINT
    if is_share:
        near = max(low - value, value - high)
        return (Rule.JUMP, _FAR) if near >= _POINTS or (times >= _JUMP and near >= 10) else None
    return (Rule.JUMP, _OVER_THREE) if times >= _JUMP and max(value, high) >= 5 else None


def _times_outside(written: Decimal, value: float, low: float, high: float) -> float:
    """Return how many times the nearest value a value is, or the nearest is of it, as far as both are written."""
    half = room(written)
    if value > high:
        return (value - half) / (high + half) if high > 0 else 0.0
    return max(0.0, low - half) / (value + half)


def _by_chance(value: float, low: float, high: float) -> bool:
    """Return whether a count may have come from the same cause as the nearest other: three times its chance."""
    near = high if value > high else low
    return abs(value - near) <= 3 * math.sqrt(max(value, near, 0.0))


def _as_minutes(value: float, usual: float) -> bool:
    """Return whether 124 is 1 min 24 s, or 1.24 is, judged by what is usual."""
    whole, rest = divmod(value, 100) if value >= 100 else (value // 1, round(value % 1 * 100, 6))
    seconds = 60 * whole + rest
    meant = rest < 60 and rest == rest // 1 and (value >= 100 or value != value // 1)
    return meant and abs(seconds - usual) <= 0.15 * usual and abs(value - usual) > 0.25 * usual


def _is_complement(value: float, usual: float, ordered: Sequence[float]) -> bool:
    spread = max(ordered[-1] - ordered[0], 2.0)
    return abs(100 - value - usual) <= spread and abs(value - usual) > max(3 * spread, 20.0)


def _is_unusual(value: float, low: float, high: float, number: int, indicator: Indicator) -> bool:
    spread = high - low
    beyond = max(low - value, value - high)
    if indicator.unit is Unit.NUMBER and _by_chance(value, low, high):
        return False
    return beyond > (1.5 if number >= 16 else 2.5) * spread and beyond > 0.1 * abs(high)


_OTHERS = 3  # values at least, before one is said to be written otherwise


def _written_otherwise(row: Observation, series: Series, at: int) -> Iterator[Question]:
    """Yield a value that is written finer than any other, or rounder: as a sum worked out, or a number from a text."""
    value = row.value
    if not at or len(series.rows) <= _OTHERS or row.given_in != "table" or not value or value == HUNDRED:
        return
    near = slice(max(0, at - 6), at + 7)
    others = series.decimals[near]
    own = others.pop(at - near.start) if row is series.rows[at] else decimals(value)
    if own > max(others) + 1 and own > series.indicator.decimals + 1:
        yield ask(Rule.DECIMALS, row, "value", "more decimals than in any other period; was it worked out?")
    elif own == 0 and min(others) >= 2:
        yield ask(Rule.ROUNDED, row, "value", "rounder than in any other period; was it taken from a text?")
    elif own == 0 and value % 1000 == 0 and sum(other % 10 != 0 for other in series.values[near]) >= len(others):
        yield ask(Rule.ROUNDED, row, "value", "rounder than in any other period; write 'about' if the document does")
