"""Rules of plausibility: what of the data is certainly wrong, and what somebody should look at again.

What is wrong is refused wherever the data are read. A question says no number and no name, only the row: it may be
asked in a log, of exempt data too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from html import unescape
from itertools import pairwise
from statistics import median

from ccpi_nb.domain.indicators import DataRow, Indicator, Observation, Polarity, Target, Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.domain.readings import EXPECTED

# How a definition begins that is of a share, of a difference, or of things counted one by one.
_SHARE = re.compile(r"(the )?(share|proportion|percentage)\b", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"\b(change|rise|increase|growth|fall|decrease|reduction|decline|difference|variance)"
    r"(,? (in|of|from|to|on|over|since|between)\b|$)|\bnet\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"(the )?(average|mean|median)\b", re.IGNORECASE)
_COUNT = re.compile(r"(the )?(total )?number of\b", re.IGNORECASE)
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Doubt:
    """What is wrong or doubtful in a row of data, with the remedy; `column` is '' for the row as a whole."""

    row: DataRow
    column: str
    words: str

    def __str__(self) -> str:
        place = f"{self.row}, column '{self.column}'" if self.column else str(self.row)
        return f"{place}: {self.words}"


def look_alikes(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[Doubt]:
    """Yield each name in a breakdown that looks like another and is written in another way.

    Names are compared over all indicators that are broken down alike, by place for instance: a table may show them
    together.
    """
    first: dict[tuple[str, object, str], Observation] = {}
    told: set[tuple[str, str]] = set()
    for observation in observations:
        name, kind = observation.breakdown, indicators[observation.indicator].breakdown
        seen = [first.setdefault((kind, look, look(name)), observation) for look in (_joined, _shape)]
        other = next((other for other in seen if other.breakdown != name), observation)
        if other.breakdown != name and (kind, name) not in told:
            told.add((kind, name))
            yield Doubt(
                observation.row,
                "breakdown",
                f"'{name}' looks like '{other.breakdown}' in {other.row}, {_difference(name, other.breakdown)}; "
                "if one thing is meant, write it in one way, else give them names that differ",
            )


# Letters of other alphabets that look like Latin ones, as far as names of places and services have them.
_TWINS = str.maketrans("авекмнорстухіјѕαεικνορτυχɑɡı", "abekmhopctyxijsaeiknoptuxagi")
_SHAPES = str.maketrans("I|1O", "lll0")
_MARKS = "'\"`.,\N{MODIFIER LETTER APOSTROPHE}\N{ACUTE ACCENT}\N{PRIME}\N{DOUBLE PRIME}"


_GAPS, _QUOTES = ("Pd", "Pc", "Zs", "Sm"), ("Pi", "Pf")  # dashes, spaces and minus signs; opening and closing quotes


@cache
def _outline(name: str) -> str:
    """Return what is left of a name without case, accents, quotation marks, and what kind of space or dash it has."""
    letters = "".join(
        each
        for each in unicodedata.normalize("NFKD", unescape(name).casefold().replace("&", "and"))
        if not unicodedata.combining(each)
    )
    spaced = "".join(" " if unicodedata.category(each) in _GAPS else each for each in letters)
    unquoted = "".join(each for each in spaced if each not in _MARKS and unicodedata.category(each) not in _QUOTES)
    return " ".join(unquoted.translate(_TWINS).split())


def _joined(name: str) -> str:
    """Return a name's outline without its gaps, save those between digits: 1-4 is not 14."""
    return re.sub(r"(?<!\d) | (?!\d)", "", _outline(name))


def _shape(name: str) -> str:
    """Return a name with one sign for those that only a typeface tells apart: I, l and 1, O and 0."""
    return name.translate(_SHAPES)


def _difference(name: str, other: str) -> str:
    one, two = next(((a, b) for a, b in zip(name, other, strict=False) if a != b), ("", ""))
    if not one:
        return "save for its end"
    return f"with {_described(one)} where that has {_described(two)}"


def _described(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'a character without a name').lower()})"


def impossible(observation: Observation, indicator: Indicator) -> Iterator[Doubt]:
    """Yield what is certainly wrong with a value: no document means it."""
    value, row = observation.value, observation.row
    if value is not None and _is_share(indicator) and not 0 <= value <= _HUNDRED:
        yield Doubt(
            row, "value", f"{value}% cannot be a share, as the definition of '{indicator.key}' has it; correct it"
        )
    if value is not None and _is_count(indicator) and (value < 0 or value != value.to_integral_value()):
        yield Doubt(
            row,
            "value",
            f"{value} cannot be a number of things, as the definition of '{indicator.key}' has it; correct it",
        )
    for column in ("numerator", "denominator"):
        number: Decimal | None = getattr(observation, column)
        if number is not None and number < 0 and not is_difference(indicator):
            yield Doubt(row, column, f"{number} is negative, and no part of a value is; correct it")
    started, ended, known = observation.period.start, observation.period.end, observation.as_at
    if known < started - timedelta(days=366) and observation.qualifier not in EXPECTED:
        yield Doubt(
            row,
            "as_at",
            f"nobody knew a value of {observation.period} on {known}, so long before it began; "
            "correct the day, or write 'forecast' under 'qualifier'",
        )
    if known.year - ended.year > 50:
        yield Doubt(row, "as_at", f"{known} is more than fifty years after {observation.period}; correct the day")


def is_difference(indicator: Indicator) -> bool:
    """Return whether its name or the beginning of its definition says that it is a change, which may have any sign."""
    opening = " ".join(indicator.definition.split()[:4])
    return any(_DIFFERENCE.search(words) for words in (indicator.name, opening))


def _is_share(indicator: Indicator) -> bool:
    return (
        indicator.unit is Unit.PERCENT
        and _SHARE.match(indicator.definition) is not None
        and not is_difference(indicator)
    )


def _is_count(indicator: Indicator) -> bool:
    of_people = indicator.people and not _AVERAGE.match(indicator.definition)
    counted = of_people or _COUNT.match(indicator.definition) is not None
    return indicator.unit is Unit.NUMBER and not indicator.decimals and counted and not is_difference(indicator)


def target_problems(target: Target, indicator: Indicator, others: Collection[Target]) -> Iterator[Doubt]:
    """Yield what is certainly wrong with a target by itself and beside its indicator.

    `others` are the other targets of the indicator that are in force with it on any day.
    """
    if target.tolerance < 0:
        yield Doubt(
            target.row, "tolerance", f"{target.tolerance} is negative; write how far off still counts, without a sign"
        )
    if _is_share(indicator) and not 0 <= target.value <= _HUNDRED:
        yield Doubt(
            target.row,
            "value",
            f"{target.value}% cannot be a share, as the definition of '{indicator.key}' has it; correct it",
        )
    if _is_count(indicator) and target.value < 0:
        yield Doubt(target.row, "value", f"{target.value} cannot be a number of things; correct it")
    for column, day in (("valid_from", target.valid_from), ("valid_to", target.valid_to)):
        if day and not 1950 <= day.year < 2100:
            remedy = ", or leave it blank where there is no end" if column == "valid_to" else ""
            yield Doubt(target.row, column, f"{day} is a century off; correct the year{remedy}")
    wanted = {Polarity.HIGHER: True, Polarity.LOWER: False}.get(indicator.polarity)
    if wanted is not None and target.comparator.is_lower_bound is not wanted and not others:
        better, say = ("higher", ">= or >") if wanted else ("lower", "<= or <")
        yield Doubt(
            target.row,
            "comparator",
            f"'{target.comparator}' sets the wrong bound for '{indicator.key}', which is better {better}; "
            f"write {say}, correct the polarity in data/indicators.csv, or add the row of the band's other end",
        )


def target_questions(target: Target, indicator: Indicator) -> Iterator[Doubt]:
    """Yield what of a target somebody should look at again, beside what is certainly wrong."""
    if target.comparator.is_lower_bound and 0 < target.value <= target.tolerance:
        yield Doubt(target.row, "tolerance", "it is as large as the target, so that hardly anything is off target")
    if target.comparator.is_lower_bound and indicator.unit is Unit.PERCENT and 0 < target.value < 1:
        yield Doubt(target.row, "value", "a target below 1%; is it a fraction, and a percentage is meant?")
    if _is_share(indicator) or is_difference(indicator):
        return
    if indicator.unit is Unit.PERCENT and not 0 <= target.value <= _HUNDRED:
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
    if indicator.unit is Unit.PERCENT and not 0 <= value <= _HUNDRED:
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
        if abs(_HUNDRED * part / whole - value) > room:
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
    if last and value != _HUNDRED and _digits(value) >= 3:
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
            if _outline(name) in _TOTALS or _outline(name).startswith("total ") or adds_up:
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
