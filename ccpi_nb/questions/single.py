"""Questions about a row by itself: its range, its parts, its day; and about months that may be years."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.periods import Period, PeriodKind, day_named_in
from ccpi_nb.domain.plausibility import HUNDRED
from ccpi_nb.domain.readings import EXPECTED
from ccpi_nb.questions.asked import Question, Rule, ask
from ccpi_nb.questions.material import MONEY, Context, Material, decimals, room

# The most that a value can be in its unit before it is rather in another: a million million pounds, a day of a call.
_MOST = {
    Unit.POUNDS: 10**12,
    Unit.POUNDS_THOUSAND: 10**9,
    Unit.POUNDS_MILLION: 10**6,
    Unit.MINUTES_SECONDS: 86_400,
    Unit.SECONDS: 86_400,
    Unit.HOURS: 10_000,
    Unit.YEARS: 200,
}


def of_rows(material: Material) -> Iterator[Question]:
    """Yield what is asked about each row by itself."""
    context = material.context
    for row in material.rows:
        indicator = context.indicators[row.indicator]
        is_difference = row.indicator in context.differences
        if row.value is not None and not is_difference:
            yield from _range(row, row.value, indicator)
        if row.numerator is not None or row.denominator is not None:
            yield from _parts(row, indicator, is_difference)


def _range(row: Observation, value: Decimal, indicator: Indicator) -> Iterator[Question]:
    unit = indicator.unit
    if unit is Unit.PERCENT and not 0 <= value <= HUNDRED:
        yield ask(Rule.RANGE, row, "value", "a percentage outside 0 to 100; is it so in the document?")
    elif unit is Unit.NUMBER and not indicator.decimals and value != value.to_integral_value():
        yield ask(
            Rule.DECIMALS,
            row,
            "value",
            "a number with decimals, and the indicator has none; is it so in the document?",
        )
    elif unit is Unit.MINUTES_SECONDS and value < 60 and decimals(value) == 2:
        words = "less than a minute, with two decimals; is it minutes and seconds, where seconds are meant?"
        yield ask(Rule.MINUTES, row, "value", words)
    elif unit not in (*MONEY, Unit.PERCENT) and value < 0:
        yield ask(Rule.SIGN, row, "value", "a value below zero; is it so in the document?")
    elif value > _MOST.get(unit, value):
        yield ask(Rule.UNIT, row, "value", "more than there is of this unit; is it in another one?")
    elif decimals(value) > indicator.decimals + 4:
        yield ask(Rule.DECIMALS, row, "value", "far more decimals than the indicator has; was it worked out?")


def _parts(row: Observation, indicator: Indicator, is_difference: bool) -> Iterator[Question]:
    value, part, whole = row.value, row.numerator, row.denominator
    if part is None:
        yield ask(Rule.PARTS, row, "denominator", "it has no numerator beside it; does the document give one?")
    elif whole is None:
        yield ask(Rule.PARTS, row, "numerator", "it has no denominator beside it; does the document give one?")
    if part is None or not whole or indicator.unit is not Unit.PERCENT or is_difference:
        return
    if part > whole:
        yield ask(Rule.PARTS, row, "numerator", "it is more than its denominator; is it so in the document?")
    if value is None or not row.is_exact:
        return
    unit = 2 * room(value)
    given = float(part / whole)
    if abs(100 * given - float(value)) <= unit:
        return
    if value <= 1 and abs(given - float(value)) <= unit:
        yield ask(Rule.FRACTION, row, "value", "its parts give it as a fraction; is a percentage meant?")
    elif abs(100 * (1 - given) - float(value)) <= unit:
        yield ask(Rule.COMPLEMENT, row, "value", "its parts give what is left to 100; was the other share taken?")
    else:
        yield ask(Rule.PARTS, row, "value", "its numerator and denominator do not give it; is it so in the document?")


_YEARS = timedelta(days=5 * 366)


def of_days(material: Material) -> Iterator[Question]:
    """Yield what is asked about the days on which values became known."""
    context = material.context
    early: dict[str, list[Observation]] = defaultdict(list)
    for row in material.rows:
        # A period that is supposed, such as the month of the meeting, says nothing about what was known when.
        is_early = row.as_at < row.period.end and not row.supposed and row.qualifier not in EXPECTED
        if row.value is not None and is_early:
            early[row.row.file].append(row)
        if row.as_at > context.last_meeting:
            words = "no meeting of params/ is on this day or after it, so no report shows the row"
            yield ask(Rule.AS_AT, row, "as_at", words)
        elif row.as_at > row.period.end + _YEARS:
            words = "the day is more than five years after the period; is the year right?"
            yield ask(Rule.AS_AT, row, "as_at", words)
        elif not row.origin and _of_an_earlier_meeting(row, context):
            yield ask(Rule.AS_AT, row, "source", "a paper of an earlier meeting; does it have this value already?")
    for rows in early.values():
        more = f" and {len(rows) - 1} more of the file" if len(rows) > 1 else ""
        yield ask(
            Rule.AS_AT,
            rows[0],
            "as_at",
            f"this row{more} became known before the period was over; "
            "write 'estimated' or 'forecast' under 'qualifier' if that is what the document gives",
            state=f"{len(rows)} of the file",
        )
    yield from _other_days(material, context)


def _of_an_earlier_meeting(row: Observation, context: Context) -> bool:
    day = day_named_in(row.source.partition(",")[0])
    return day is not None and day < row.as_at and day in context.meetings


def _other_days(material: Material, context: Context) -> Iterator[Question]:
    """Yield the first row of each day that is no meeting's, in data that have hardly any other day."""
    first: dict[date, Observation] = {}
    strange = 0
    begun = min(context.meetings, default=date.max)
    meetings = frozenset(context.meetings)
    for row in material.rows:
        if begun <= row.as_at <= context.last_meeting and row.as_at not in meetings:
            strange += 1
            if day_named_in(row.source.partition(",")[0]) != row.as_at:
                first.setdefault(row.as_at, row)
    if 5 * strange <= len(material.rows):
        for row in first.values():
            yield ask(Rule.AS_AT, row, "as_at", "no meeting was on this day, as on those of other rows; is it right?")


def years_as_months(material: Material) -> Iterator[Question]:
    """Yield months whose text would name a financial year as well, where the indicator's other values are of years."""
    told: set[str] = set()
    for periods in material.cells.values():
        doubtful = [period for period in periods if _could_be_year(period)]
        if not doubtful:
            continue
        certain = any(period.kind is PeriodKind.MONTH and period not in doubtful for period in periods)
        # Also written as the span that it is: 2011-04/2012-03.
        years = any(period.months == 12 and period.start.month == 4 for period in periods)
        quarters = {str(period)[:7] for period in periods if period.kind is PeriodKind.QUARTER}
        for period in doubtful:
            row = periods[period]
            alone = not certain and (years or len(doubtful) > 1)
            if (alone or str(period) in quarters) and row.row.file not in told:
                told.add(row.row.file)
                year = f"{period.start.year}-04/{period.start.year + 1}-03"
                yield ask(
                    Rule.YEAR_AS_MONTH,
                    row,
                    "period",
                    f"'{period}' is read as {period.label}; if it is the financial year, write {year}, "
                    "and name the file so",
                )


def _could_be_year(period: Period) -> bool:
    return period.kind is PeriodKind.MONTH and period.start.month == (period.start.year + 1) % 100
