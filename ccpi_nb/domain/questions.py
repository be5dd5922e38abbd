"""Questions of plausibility: what of the data is not certainly wrong, and somebody should look at again.

A question says no number and no name, only the row: it may be asked in a log, of exempt data too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from ccpi_nb.domain.indicators import Indicator, Observation, Target, Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.domain.plausibility import HUNDRED, Doubt, is_difference, is_share, outline
from ccpi_nb.domain.readings import EXPECTED


def target_questions(target: Target, indicator: Indicator) -> Iterator[Doubt]:
    """Yield what of a target somebody should look at again, beside what is certainly wrong."""
    if target.comparator.is_lower_bound and 0 < target.value <= target.tolerance:
        yield Doubt(target.row, "tolerance", "it is as large as the target, so that hardly anything is off target")
    if target.comparator.is_lower_bound and indicator.unit is Unit.PERCENT and 0 < target.value < 1:
        yield Doubt(target.row, "value", "a target below 1%; is it a fraction, and a percentage is meant?")
    if is_share(indicator) or is_difference(indicator):
        return
    if indicator.unit is Unit.PERCENT and not 0 <= target.value <= HUNDRED:
        yield Doubt(target.row, "value", "a target outside 0% to 100%; is it so in the document?")
    elif indicator.unit not in _MONEY and target.value < 0:
        yield Doubt(target.row, "value", "a target below zero; is it so in the document?")


_MONEY = (Unit.POUNDS, Unit.POUNDS_THOUSAND, Unit.POUNDS_MILLION)


def questions(
    observations: Sequence[Observation], indicators: Mapping[str, Indicator], last_meeting: date
) -> tuple[Doubt, ...]:
    """Return what somebody should look at again in the data of one dataset: see docs/data.md."""
    return _few_alike(
        (
            *(doubt for each in observations for doubt in _out_of_range(each, indicators[each.indicator])),
            *(doubt for each in observations for doubt in _parts_doubted(each, indicators[each.indicator])),
            *_days_doubted(observations, last_meeting),
            *_unlike_others(observations, indicators),
            *_years_as_months(observations),
            *_new_names(observations),
            *_totals_as_members(observations),
            *_within_longer(observations, indicators),
            *_left_out(observations),
        )
    )


_ASKED = 5  # times that one thing is asked; of more rows it is said how many there are


def _few_alike(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    alike: dict[tuple[str, str], list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        alike[doubt.column, doubt.words].append(doubt)
    few: list[Doubt] = []
    for same in alike.values():
        few += same[:_ASKED]
        if more := same[_ASKED:]:
            few[-1] = replace(few[-1], words=f"{few[-1].words}; the same goes for {len(more)} more of the dataset")
    return tuple(few)


def _out_of_range(observation: Observation, indicator: Indicator) -> Iterator[Doubt]:
    value, row = observation.value, observation.row
    if value is None or is_difference(indicator):
        return
    if indicator.unit is Unit.PERCENT and not 0 <= value <= HUNDRED:
        yield Doubt(row, "value", "a percentage outside 0 to 100; is it so in the document?")
    elif indicator.unit is Unit.NUMBER and not indicator.decimals and value != value.to_integral_value():
        yield Doubt(row, "value", "a number with decimals, and the indicator has none; is it so in the document?")
    elif indicator.unit not in (*_MONEY, Unit.PERCENT) and value < 0:
        yield Doubt(row, "value", "a value below zero; is it so in the document?")


def _parts_doubted(observation: Observation, indicator: Indicator) -> Iterator[Doubt]:
    value, part, whole = observation.value, observation.numerator, observation.denominator
    if part is not None and whole is None:
        yield Doubt(observation.row, "numerator", "it has no denominator beside it; does the document give one?")
    if part is None or not whole or indicator.unit is not Unit.PERCENT or is_difference(indicator):
        return
    if part > whole:
        yield Doubt(observation.row, "numerator", "it is more than its denominator; is it so in the document?")
    if value is not None and observation.is_exact:
        room = Decimal(1).scaleb(int(value.as_tuple().exponent))
        if abs(HUNDRED * part / whole - value) > room:
            yield Doubt(
                observation.row, "value", "its numerator and denominator do not give it; is it so in the document?"
            )


def _days_doubted(observations: Iterable[Observation], last_meeting: date) -> Iterator[Doubt]:
    early: dict[str, list[Observation]] = defaultdict(list)
    for each in observations:
        if each.value is not None and each.as_at < each.period.end and each.qualifier not in EXPECTED:
            early[each.row.file].append(each)
        if each.as_at > last_meeting:
            yield Doubt(
                each.row, "as_at", "no meeting of params/ is on this day or after it, so no report shows the row"
            )
        elif each.as_at > each.period.end + timedelta(days=5 * 366):
            yield Doubt(each.row, "as_at", "the day is more than five years after the period; is the year right?")
    for rows in early.values():
        more = f" and {len(rows) - 1} more of the file" if len(rows) > 1 else ""
        yield Doubt(
            rows[0].row,
            "as_at",
            f"this row{more} became known before the period was over; "
            "write 'estimated' or 'forecast' under 'qualifier' if that is what the document gives",
        )


def _unlike_others(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[Doubt]:
    """Yield values that are a hundredth or a tenth of those of like periods, ten times them, or the last one again."""
    series: dict[tuple[str, str, PeriodKind, tuple[int, str]], list[Observation]] = defaultdict(list)
    for each in sorted(observations, key=lambda each: (each.period, each.as_at)):
        if each.value:
            series[each.indicator, each.breakdown, each.period.counts_as, each.period.length].append(each)
    for (key, *_), row in series.items():
        usual = median(each.value for each in row if each.value)
        for at, observation in enumerate(row):
            # Among many values a single one hardly moves the median; among few it is left out of it.
            near = row[max(0, at - _FEW) : at + _FEW + 1] if len(row) > 2 * _FEW else row
            like = [other for other in near if other.period != observation.period]
            if like and observation.is_exact and observation.value and observation.value > 0:
                others = usual if near is not row else median(other.value for other in like if other.value)
                yield from _unlike(observation, observation.value, like, others, indicators[key].unit)


_FEW = 6  # values on either side


def _unlike(
    observation: Observation, value: Decimal, like: Sequence[Observation], usual: Decimal, unit: Unit
) -> Iterator[Doubt]:
    before, row = [other for other in like if other.period < observation.period], observation.row
    if value < 1 and unit is Unit.PERCENT and 50 <= usual / value <= 200:
        yield Doubt(
            row, "value", "about a hundredth of other periods' values; is it a fraction, and a percentage is meant?"
        )
    # Of two values alone it is the later that is asked about.
    elif (before or len(like) > 1) and max(value, usual) >= 20 and max(value, usual) >= _FAR * min(value, usual):
        yield Doubt(row, "value", "ten times other periods' values, or a tenth of them; is the decimal point right?")
    last = [other for other in before if other.period == before[-1].period and other.value == value]
    if last and value != HUNDRED and _digits(value) >= 3:
        yield Doubt(row, "value", f"the same value as in {last[0].row}; was it copied?")


_FAR = 8  # times another value, which a slip of the decimal point makes it


def _digits(value: Decimal) -> int:
    """Return how many digits a value has without zeros at its ends."""
    return len(value.normalize().as_tuple().digits)


def _years_as_months(observations: Iterable[Observation]) -> Iterator[Doubt]:
    """Yield months whose text would name a financial year as well, where the indicator's other values are of years."""
    by_key: dict[tuple[str, str], dict[Period, Observation]] = defaultdict(dict)
    for each in observations:
        by_key[each.indicator, each.breakdown].setdefault(each.period, each)
    told: set[str] = set()
    for periods in by_key.values():
        doubtful = [period for period in periods if _could_be_year(period)]
        certain = any(period.kind is PeriodKind.MONTH and period not in doubtful for period in periods)
        # Also written as the span that it is: 2011-04/2012-03.
        years = any(period.months == 12 and period.start.month == 4 for period in periods)
        quarters = {str(period)[:7] for period in periods if period.kind is PeriodKind.QUARTER}
        for period in doubtful:
            file = periods[period].row.file
            alone = not certain and (years or len(doubtful) > 1)
            if (alone or str(period) in quarters) and file not in told:
                told.add(file)
                yield Doubt(
                    periods[period].row,
                    "period",
                    f"'{period}' is read as {period.label}; if it is the financial year, write "
                    f"{period.start.year}-04/{period.start.year + 1}-03, and name the file so",
                )


def _could_be_year(period: Period) -> bool:
    return period.kind is PeriodKind.MONTH and period.start.month == (period.start.year + 1) % 100


def _by_period(observations: Iterable[Observation]) -> dict[tuple[str, Period], dict[str, Observation]]:
    """Return the members of each indicator at each period that has any, each with its first row."""
    found: dict[tuple[str, Period], dict[str, Observation]] = defaultdict(dict)
    for each in observations:
        if each.breakdown:
            found[each.indicator, each.period].setdefault(each.breakdown, each)
    return found


def _last_like(periods: Iterable[Period]) -> dict[Period, Period]:
    """Return for each period the last one before it that is like it, where there is one."""
    found: dict[Period, Period] = {}
    last: dict[tuple[PeriodKind, tuple[int, str]], Period] = {}
    for period in sorted(periods):
        # As `Period.is_like` has it: by either kind that it is.
        likes = {(kind, period.length) for kind in (period.kind, period.counts_as)}
        if before := [last[like] for like in likes if like in last]:
            found[period] = max(before)
        last |= dict.fromkeys(likes, period)
    return found


def _new_names(observations: Iterable[Observation]) -> Iterator[Doubt]:
    """Yield names that a breakdown did not have before, where it keeps some and has lost others."""
    members = _by_period(observations)
    periods: dict[str, list[Period]] = defaultdict(list)
    for key, period in members:
        periods[key].append(period)
    last = {key: _last_like(own) for key, own in periods.items()}
    for (key, period), now in members.items():
        before = last[key].get(period)
        if before is None:
            continue
        was = members[key, before]
        if now.keys() & was.keys() and was.keys() - now.keys():
            yield from (
                Doubt(
                    each.row,
                    "breakdown",
                    f"a name that {before} does not have, and one of its names is not here; is it the same thing?",
                )
                for name, each in now.items()
                if name not in was
            )


_TOTALS = {"total", "grand total", "sub total", "subtotal", "all", "overall", "sum", "whole"}


def _totals_as_members(observations: Iterable[Observation]) -> Iterator[Doubt]:
    """Yield members of a breakdown that seem to be its total: by their name, or as the sum of all others."""
    for now in _by_period(observations).values():
        values = [each.value for each in now.values() if each.value is not None]
        total = sum(values) if len(values) == len(now) > 2 else None
        for name, each in now.items():
            adds_up = each.value and total == 2 * each.value
            if outline(name) in _TOTALS or outline(name).startswith("total ") or adds_up:
                yield Doubt(
                    each.row,
                    "breakdown",
                    "this seems to be the total of the others; leave the cell blank for the whole",
                )


_WITHIN = re.compile(r"\bwithin (\d+) ")


def _within_longer(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[Doubt]:
    """Yield shares done within a time that are more than the share done within a longer one."""
    found: dict[tuple[str, Period, str], list[tuple[int, Observation]]] = defaultdict(list)
    for each in observations:
        indicator = indicators[each.indicator]
        if (match := _WITHIN.search(indicator.name)) and indicator.unit is Unit.PERCENT and each.value is not None:
            found[_WITHIN.sub("", indicator.name), each.period, each.breakdown].append((int(match[1]), each))
    for rows in found.values():
        rows.sort(key=lambda pair: pair[0])
        for (time, each), (longer, other) in pairwise(rows):
            if time < longer and each.value is not None and other.value is not None and each.value > other.value:
                yield Doubt(
                    each.row, "value", f"more than within a longer time, which {other.row} gives; are they exchanged?"
                )


def _left_out(observations: Iterable[Observation]) -> Iterator[Doubt]:
    """Yield, once for a period, the first row of the last like period that has no row now, where most of them have."""
    rows: dict[Period, dict[tuple[str, str], Observation]] = defaultdict(dict)
    for each in observations:
        rows[each.period].setdefault((each.indicator, each.breakdown), each)
    last = _last_like(rows)
    for period, now in rows.items():
        before = last.get(period)
        if before is None:
            continue
        gone = [each for key, each in rows[before].items() if key not in now]
        if gone and 2 * len(gone) < len(rows[before]):
            more = f" nor {len(gone) - 1} more of {before}" if len(gone) > 1 else ""
            yield Doubt(gone[0].row, "", f"{period} has no such value{more}; does the document leave it out?")
