"""The period that labels say: their own words first, and from the file's, sheet's and title's what they leave out."""

from calendar import monthrange
from contextlib import suppress
from datetime import date
from enum import StrEnum

from ccpi_nb.domain.periods import Period
from ccpi_nb.recipes.labels import Said


class Kind(StrEnum):
    """The kinds of periods that a recipe names."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    YEAR_TO_DATE = "year to date"
    CALENDAR_YEAR = "calendar year"
    SPAN = "span"
    # Says something of the period, whose kind another label says: a column 'Year' beside one of months.
    PART = "part of a period"


def period_said(kind: Kind, label: Said, around: Said) -> Period:
    """Return the period of a kind that a label says.

    `around` is what the file's name, the sheet's and the title say: it fills in what the label leaves out, and is all
    there is where the label says nothing. ValueError with what can't be said.
    """
    said = label or around
    match kind:
        case Kind.YEAR:
            return Period.financial_year(_financial_year(said, around))
        case Kind.CALENDAR_YEAR:
            year = _one(said.years or around.years, "calendar year, such as {yyyy}")
            return Period.span(Period.month(year, 1), Period.month(year, 12))
        case Kind.MONTH:
            month = _month(_one(said.months, "month"), 0, said, around)
            if said.day not in (None, 1, month.end.day):  # 'Oct-14' that a spreadsheet took for 14 October
                raise ValueError(
                    f"it is headed by day {said.day}, neither the first nor the last of a month, as a spreadsheet "
                    "makes of 'Sep-14'; type the month as text"
                )
            return month
        case Kind.QUARTER:
            return _quarter(said, around)
        case Kind.YEAR_TO_DATE:
            return _end(label if label.months or label.quarter else around, said, around).financial_year_to_date()
        case Kind.DAY:
            month = _month(_one(said.months, "month"), 0, said, around)
            day = said.day or 0
            if not 1 <= day <= monthrange(month.start.year, month.start.month)[1]:
                raise ValueError("no day is said")
            return Period.day(date(month.start.year, month.start.month, day))
        case Kind.SPAN:
            return _span(said, around)
        case Kind.PART:
            raise ValueError("only a part of the period is said, and no label or table says its kind")


def _one(values: tuple[int, ...], what: str) -> int:
    if len(set(values)) != 1:
        raise ValueError(f"{'several' if values else 'no'} {what} {'are' if values else 'is'} said")
    return values[0]


def _financial_year(said: Said, around: Said) -> int:
    year = said.year if said.year is not None else around.year
    if year is None:
        raise ValueError("no financial year is said; say it in a label, the title, or the sheet's or file's name")
    return year


def _month(month: int, at: int, said: Said, around: Said) -> Period:
    """Return a month by its calendar year, the one at a place in what is said, or else by its financial year."""
    if said.years:
        return Period.month(said.years[min(at, len(said.years) - 1)], month)
    if said.year is None and around.year is None and around.years:
        return Period.month(_one(around.years, "calendar year"), month)
    year = _financial_year(said, around)
    return Period.month(year if month >= 4 else year + 1, month)


def _span(said: Said, around: Said) -> Period:
    if len(said.months) != 2:
        raise ValueError("no two months are said, the first and the last")
    return Period.span(*(_month(month, at, said, around) for at, month in enumerate(said.months)))


def _quarter(said: Said, around: Said) -> Period:
    """Return a quarter by its number or its first and last month; ValueError where they are not of one quarter."""
    by_months = _quarter_of(_span(said, around)) if len(said.months) == 2 else None
    if said.quarter is None:
        if by_months is None:
            raise ValueError("no quarter is said")
        return by_months
    if by_months and said.year is None and around.year is None:
        quarter = by_months
    else:
        quarter = Period.quarter(_financial_year(said, around), said.quarter)
    if said.quarter != quarter.quarter_number or by_months not in (None, quarter):
        raise ValueError(f"quarter {said.quarter} is said, and months that are not its own")
    return quarter


def check_ends(said: Said) -> None:
    """Raise ValueError where a quarter and two months are said that do not end together, as a year to date's do."""
    if not said.quarter or len(said.months) != 2 or (said.year is None and not said.years):
        return
    span = _span(said, said)
    year = said.year if said.year is not None else span.end.year - (span.end.month < 4)
    if Period.quarter(year, said.quarter).end != span.end:
        raise ValueError(f"quarter {said.quarter} is said, and months that do not end with it")


def _quarter_of(span: Period) -> Period | None:
    if span.months != 3 or span.start.month not in (1, 4, 7, 10):
        return None
    return Period.quarter(span.start.year - (span.start.month < 4), span.quarter_number)


def _end(ends: Said, said: Said, around: Said) -> Period:
    """Return the month or quarter with which a year to date ends."""
    if ends.months:
        last = len(ends.months) - 1
        if last and ends.months[0] != 4:
            raise ValueError("a year to date begins in April, and another month is said")
        return _month(ends.months[last], last, said, around)
    if ends.quarter:
        return Period.quarter(_financial_year(said, around), ends.quarter)
    raise ValueError("no month or quarter is said with which the year to date ends")


def own_period(around: Said) -> Period | None:
    """Return the quarter, span or month that the file, the sheet or the title says it is for; None where none does."""
    for kind in (Kind.QUARTER, Kind.SPAN, Kind.MONTH):
        with suppress(ValueError):
            return period_said(kind, around, around)
    return None


def is_own(period: Period, around: Said) -> bool:
    """Return whether a period ends with the one that the file, the sheet or the title says it is for."""
    for kind in (Kind.QUARTER, Kind.SPAN, Kind.MONTH, Kind.YEAR):
        try:
            return period.end == period_said(kind, around, around).end
        except ValueError:
            continue
    return False
