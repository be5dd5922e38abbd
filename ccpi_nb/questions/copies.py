"""Questions about values that may be those of another period, another row, or the target."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from math import log
from statistics import median
from typing import NamedTuple

from ccpi_nb.domain.indicators import Observation, Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.domain.plausibility import HUNDRED
from ccpi_nb.questions.asked import Question, Rule, ask
from ccpi_nb.questions.material import Material, Series, decimals, digits, is_outside, room

_DIGITS = 3  # that two values have in common only rarely by chance
_ROWS = 5  # that a period has in common with another before it is asked whether it is that period again


def copied(material: Material) -> Iterator[Question]:
    """Yield the values of another period: a whole file's once, else each by itself."""
    whole = dict(_whole_periods(material))
    for period, (first, other) in whole.items():
        yield ask(Rule.COPIED_PERIOD, first, "", f"most values of {period} are those of {other}; was it copied?")
    for series in material.series:
        if len(series.values) > 1 and series.mostly_changes:
            yield from _repeated(series, whole)


def _repeated(series: Series, whole: Container[Period]) -> Iterator[Question]:
    size, unit = series.rows[0].period.length
    year = 12 // size if unit == "months" and size < 12 else 0
    for at in range(1, len(series.values)):
        last, rows = series.all_rows[at - 1], series.all_rows[at]
        one_row = len(last) == len(rows) == 1
        if one_row and series.values[at] not in (series.values[at - 1], series.values[max(0, at - year)]):
            continue
        if rows[0].period in whole:
            continue
        then = series.rows[at - year] if 1 < year <= at and _is_year_before(series, at, year) else None
        for row in rows:
            if same := next((other for other in last if _is_copy(row, other, series, at)), None):
                yield ask(Rule.SAME_AGAIN, row, "value", f"the same value as in {same.row}; was it copied?")
            elif then and _is_copy(row, then, series, at):
                yield ask(
                    Rule.LAST_YEAR, row, "value", f"the value of a year before, in {then.row}; is it this year's?"
                )


def _is_year_before(series: Series, at: int, year: int) -> bool:
    """Return whether the series has all periods of the year since."""
    then, now = series.rows[at - year].period.start, series.rows[at].period.start
    return (then.year + 1, then.month) == (now.year, now.month)


def _is_copy(row: Observation, other: Observation, series: Series, at: int) -> bool:
    """Return whether two rows have one value, and one numerator and denominator, that hardly any two would have."""
    if row.value != other.value or row.value is None or row.value == HUNDRED or digits(row.value) < _DIGITS:
        return False
    if row.numerator is not None or other.numerator is not None:
        return (row.numerator, row.denominator) == (other.numerator, other.denominator)
    others = series.others(at)
    return len(others) < 8 or 400 * room(row.value) < max(others) - min(others)


def _a_year_before(period: Period) -> Period | None:
    return period.shifted(-12) if period.counts_as in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.SPAN) else None


def _whole_periods(material: Material) -> Iterator[tuple[Period, tuple[Observation, Period]]]:
    """Yield each period that has most values of the last like one, or of a year before, with its first row."""
    for period, now in material.by_period.items():
        likely = [material.last_like.get(period), _a_year_before(period)]
        for other in dict.fromkeys(filter(None, likely)):
            was = material.by_period.get(other, {})
            same = [row for key, row in now.items() if key in was and was[key].value == row.value and _tells(row)]
            if len(same) >= _ROWS:
                both = sum(key in was and _tells(row) and _tells(was[key]) for key, row in now.items())
                if 10 * len(same) >= 6 * both:
                    yield period, (same[0], other)
                    break


def _tells(row: Observation) -> bool:
    """Return whether a value is one that another would not have anyway: no 0, no 100, no single digit."""
    return row.is_exact and row.value is not None and row.value != HUNDRED and digits(row.value) > 1


def neighbours(material: Material) -> Iterator[Question]:
    """Yield values that the row above has as well, in a file where the two never had one value before."""
    above: Observation | None = None
    for row in material.rows:
        if above is not None and row.value == above.value and _is_neighbour(row, above, material):
            yield ask(Rule.NEIGHBOUR, row, "value", f"the same value as in {above.row}; was it taken twice?")
        above = row


def _is_neighbour(row: Observation, above: Observation, material: Material) -> bool:
    return (
        row.value is not None
        and row.value != HUNDRED
        and digits(row.value) >= _DIGITS
        and row.row.file == above.row.file
        and row.as_at == above.as_at
        and row.given_in == above.given_in
        and (row.indicator, row.breakdown) != (above.indicator, above.breakdown)
        and not _is_alike(row, above, material)
    )


def _is_alike(row: Observation, above: Observation, material: Material) -> bool:
    """Return whether two equal values are no wonder: of other units, as in another period, or as is usual for it."""
    indicators = material.context.indicators
    if indicators[row.indicator].unit is not indicators[above.indicator].unit:
        return True
    if row.indicator == above.indicator and material.shared_value(row.indicator, row.period) == row.value:
        return True
    own, other = (material.cells[each.indicator, each.breakdown] for each in (row, above))
    if (series := material.series_of(row)) and (at := series.at(row.period)) is not None:
        near = series.others(at)
        if len(near) >= 4 and min(near) <= series.values[at] <= max(near):
            return True
    return any(
        period in other and period != row.period and other[period].value == mine.value
        for period, mine in list(own.items())[-24:]
    )


def targets_as_values(material: Material) -> Iterator[Question]:
    """Yield values that are their target, where the others of the series are not written so or are far from it."""
    context = material.context
    for series in material.series:
        has_any = series.indicator.key in context.targets_of
        for at, rows in enumerate(series.all_rows) if has_any else ():
            for row in rows:
                is_aim = row.value != HUNDRED and any(aim.value == row.value for aim in context.aims(row))
                if is_aim and row.value and _is_strange(row.value, series, at):
                    yield ask(Rule.TARGET, row, "value", "the value is the target; was it taken from its column?")


def _is_strange(value: Decimal, series: Series, at: int) -> bool:
    others = [row.value for row in series.rows[max(0, at - 6) : at] + series.rows[at + 1 : at + 7] if row.value]
    if not others or value in others:
        return False
    near = min(abs(other - value) for other in others)
    coarse = decimals(value) < min(map(decimals, others))
    return coarse or near > max(max(others) - min(others), abs(value) / 20)


class _Off(NamedTuple):
    """A value that is off what is usual for it, both as logarithms."""

    usual: float
    value: float
    row: Observation


_NEAR_EACH = 20  # candidates on either side that a value is tried with


def swapped(material: Material) -> Iterator[Question]:
    """Yield pairs of rows of a period, in one unit, each with a value that is like the other's history."""
    candidates: dict[tuple[Period, Unit, bool], list[_Off]] = defaultdict(list)
    for series in material.series:
        rows = [(row, series.others(at) if at or len(series.rows) > 2 else []) for at, row in enumerate(series.rows)]
        for row, others in (*rows, *((row, series.before(row.period)) for row in series.expected)):
            if (off := _off(row, others, series.indicator.unit)) is not None:
                candidates[row.period, series.indicator.unit, bool(row.breakdown)].append(off)
    for group in candidates.values():
        group.sort(key=lambda off: off.usual)
        for at, off in enumerate(group):
            if (other := _partner(off, group, at)) is not None:
                words = f"its value is like those that {other.row.row} has in other periods, and the other way round"
                yield ask(Rule.SWAPPED, off.row, "value", f"{words}; are the two exchanged?")


def _off(row: Observation, others: list[float], unit: Unit) -> _Off | None:
    value = float(row.value or 0)
    if value <= 0 or not others or not is_outside(value, others):
        return None
    usual = median(others)
    if usual <= 0:
        return None
    off = _Off(log(usual), log(value), row)
    by_chance = unit is Unit.NUMBER and abs(value - usual) <= 2 * max(value, usual) ** 0.5
    return None if by_chance or abs(off.value - off.usual) < 0.2 else off


def _partner(off: _Off, group: Sequence[_Off], at: int) -> _Off | None:
    """Return the one later in a group whose value fits here, and the other way round, far better than its own."""
    start = bisect_left(group, off.value - 0.5, key=lambda other: other.usual)
    for other in group[max(at + 1, start) : max(at + 1, start) + _NEAR_EACH]:
        apart = abs(off.value - off.usual) + abs(other.value - other.usual)
        crossed = abs(off.value - other.usual) + abs(other.value - off.usual)
        if crossed <= apart / 2.5 and (off.value - off.usual) * (other.value - other.usual) < 0:
            return other
    return None


def pasted(material: Material) -> Iterator[Question]:
    """Yield rows of another dataset: one that stands there as well, by the same paper, or of a service not known here.

    Where both have the same row it is asked of that which has fewer of the indicator.
    """
    dataset = material.rows[0].dataset if material.rows else ""
    services = Counter(material.context.indicators[key].service for key in material.names)
    for key, names in material.names.items():
        own = [row for name in names for row in material.by_key[key, name]]
        others = list(material.context.elsewhere(dataset, key))
        there = {_given(row) for row in others}
        is_guest = 0 < len(own) <= len(others)
        same = [row for row in own if is_guest and _given(row) in there]
        for row in same:
            yield ask(Rule.PASTED, row, "", "another dataset has the same row, of the same paper; was it pasted here?")
        if is_guest and not same and len(services) > 1 and services[material.context.indicators[key].service] == 1:
            words = "another dataset has this indicator, and this one nothing else of its service; does it belong here?"
            yield ask(Rule.PASTED, own[0], "", words)


def _given(row: Observation) -> tuple[object, ...]:
    return row.period, row.breakdown, row.value, row.shorthand, row.source, row.as_at
