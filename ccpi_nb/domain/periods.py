"""Periods of the UK financial year, which runs from 1 April to 31 March."""

import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, cached_property, total_ordering

from ccpi_nb.errors import InputError


class NotAPeriod(InputError, ValueError):
    """A text that is no period: a sentence for a notebook's author.

    Where a file is read, it counts as ValueError: something wrong with a value.
    """


# Of the name of a file with some of a period's rows.
_PART_OF_FILE = re.compile(r"\.[a-z0-9]+(?:[_-][a-z0-9]+)*\Z", re.ASCII)


class PeriodKind(StrEnum):
    """The kinds of periods."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "financial year"
    SPAN = "span"


@total_ordering
@dataclass(frozen=True, eq=False)
class Period:
    """A day, week, month, quarter, financial year or span of whole months; both ends are included.

    Periods sort by their last day, then by their first: what became complete earlier comes earlier. A span of a single
    month equals the month, and one from April to March the financial year: `kind` is then that of the notation.
    """

    kind: PeriodKind
    start: date
    end: date

    @classmethod
    def day(cls, day: date) -> "Period":
        """Return a single day as a period."""
        return cls(PeriodKind.DAY, day, day)

    @classmethod
    def week(cls, year: int, week: int) -> "Period":
        """Return week 1 to 53 of a year as ISO 8601 counts them, Monday to Sunday; NotAPeriod for any other."""
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError:
            raise NotAPeriod(f"{year} has no week {week}; weeks are counted as in ISO 8601") from None
        return cls(PeriodKind.WEEK, monday, monday + timedelta(days=6))

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """Return a calendar month."""
        return cls(PeriodKind.MONTH, date(year, month, 1), _last_day(year, month))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        """Return quarter 1 to 4 of the financial year that starts in April of `year`; NotAPeriod for any other."""
        if not 1 <= quarter <= 4:
            raise NotAPeriod(f"there is no quarter {quarter}; a financial year has quarters 1 to 4")
        first = cls.month(year, 4).shifted((quarter - 1) * 3)
        return cls(PeriodKind.QUARTER, first.start, first.shifted(2).end)

    @classmethod
    def financial_year(cls, year: int) -> "Period":
        """Return the financial year that starts in April of `year`."""
        return cls(PeriodKind.YEAR, date(year, 4, 1), date(year + 1, 3, 31))

    @classmethod
    def span(cls, first: "Period", last: "Period") -> "Period":
        """Return the span from the first day of one period to the last day of another.

        NotAPeriod where it would end before it starts.
        """
        if last.end < first.start:
            raise NotAPeriod(f"a span cannot end ({last}) before it starts ({first})")
        return cls(PeriodKind.SPAN, first.start, last.end)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return the period that a data file writes as `text`; NotAPeriod for other text.

        2014-10, 2014-15-Q2, 2014-15, 2014-11-09, 2014-W31, 2015-10/2016-02. `2014-15` is a financial year and `2014-12`
        a month: years' ends follow on from their starts. The years 2000/01 to 2011/12, which would read as months, are
        written as the span of their months, 2011-04/2012-03.
        """
        if not isinstance(text, str):  # papermill converts what it can to numbers
            raise NotAPeriod(
                f"{text} is a number and not a period; write the period as text, in quotes or after papermill's -r"
            )
        text = text.strip()
        if not re.match(r"[12][0-9]{3}-", text) or not text.isascii():
            raise _no_period(text)
        if match := re.fullmatch(r"(\d{4}-\d\d)/(\d{4}-\d\d)", text):
            ends = cls.parse(match[1]), cls.parse(match[2])
            if any(end.kind is not PeriodKind.MONTH for end in ends):
                raise NotAPeriod(f"'{text}' is not a period; a span joins two months, as 2015-10/2016-02 does")
            return cls.span(*ends)
        if match := re.fullmatch(r"(\d{4})-(\d\d)-Q(\d)", text):
            year, end, quarter = map(int, match.groups())
            if end == (year + 1) % 100:
                return cls.quarter(year, quarter)
        if match := re.fullmatch(r"(\d{4})-W(\d\d)", text):
            return cls.week(int(match[1]), int(match[2]))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            try:
                return cls.day(date.fromisoformat(text))
            except ValueError:
                raise NotAPeriod(f"'{text}' is not a day of the calendar") from None
        if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
            year, end = map(int, match.groups())
            # From 2000-01 to 2011-12 a month and a financial year are written alike; months are far more frequent in
            # the data.
            if 1 <= end <= 12:
                return cls.month(year, end)
            if end == (year + 1) % 100:
                return cls.financial_year(year)
        raise _no_period(text)

    def __str__(self) -> str:
        """Return the period as data files write it: `Period.parse(str(period)) == period`."""
        match self.kind:
            case PeriodKind.DAY:
                return self.start.isoformat()
            case PeriodKind.WEEK:
                return f"{self.start:%G-W%V}"
            case PeriodKind.MONTH:
                return f"{self.start:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{_year_name(self.start, '-')}-Q{self.quarter_number}"
            case PeriodKind.YEAR if not 1 <= self.end.year % 100 <= 12:  # which would read as a month
                return _year_name(self.start, "-")
            case PeriodKind.YEAR | PeriodKind.SPAN:
                return f"{self.start:%Y-%m}/{self.end:%Y-%m}"

    @property
    def file_stem(self) -> str:
        """The period's text with `/` as `--`, which ISO 8601 allows and file systems take."""
        return str(self).replace("/", "--")

    @classmethod
    def from_file_stem(cls, stem: str) -> "Period":
        """Return the period that a file's name has: '2015-10--2016-02'; NotAPeriod for other text.

        One of several files of a period has a part after a point: '2015-10.north'.
        """
        return cls.parse(_PART_OF_FILE.sub("", stem).replace("--", "/"))

    @property
    def counts_as(self) -> PeriodKind:
        """The kind that it is, however it is written: a span of a whole financial year is that year."""
        if self.kind is PeriodKind.SPAN and self.months == 1:
            return PeriodKind.MONTH
        if self.kind is PeriodKind.SPAN and self.months == 12 and self.start.month == 4:
            return PeriodKind.YEAR
        return self.kind

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Period) and self._identity == other._identity)

    def __hash__(self) -> int:
        return hash(self._identity)

    @cached_property
    def _identity(self) -> tuple[PeriodKind, date, date]:
        return self.counts_as, self.start, self.end

    def __lt__(self, other: "Period") -> bool:
        return (self.end, self.start) < (other.end, other.start)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def is_like(self, other: "Period") -> bool:
        """Return whether both are of the same kind and length, so that their values can be compared.

        A year that is written as a span is like other years, and like the spans of twelve months around it.
        """
        same_kind = self.kind is other.kind or self.counts_as is other.counts_as
        return same_kind and self.length == other.length

    @cached_property
    def length(self) -> tuple[int, str]:
        """How long the period is, in days or in whole months: (7, 'days'), (3, 'months')."""
        if self.kind in (PeriodKind.DAY, PeriodKind.WEEK):
            return (self.end - self.start).days + 1, "days"
        return self.months, "months"

    @property
    def months(self) -> int:
        """The number of calendar months that the period touches."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def quarter_number(self) -> int:
        """The quarter of the financial year in which the period starts, 1 to 4."""
        return (self.start.month - 4) % 12 // 3 + 1

    @property
    def is_year_to_date(self) -> bool:
        """Whether the period is a span from April to a month of the same financial year."""
        return self.kind is PeriodKind.SPAN and self.start.month == 4 and self.months <= 12

    def financial_year_to_date(self) -> "Period":
        """Return the span from April of the financial year in which the period ends, to its end."""
        april = self.end.year if self.end.month >= 4 else self.end.year - 1
        return Period(PeriodKind.SPAN, date(april, 4, 1), self.end)

    def shifted(self, months: int) -> "Period":
        """Return the period of the same kind that lies `months` later; negative is earlier.

        ValueError for a day or a week, which has no such neighbour.
        """
        if self.kind in (PeriodKind.DAY, PeriodKind.WEEK):
            raise ValueError(f"{self} is a {self.kind}; only whole months can be shifted by months")
        first = self.start.year * 12 + self.start.month - 1 + months
        last = first + self.months - 1
        return Period(self.kind, date(first // 12, first % 12 + 1, 1), _last_day(last // 12, last % 12 + 1))

    def moved(self, steps: int) -> "Period":
        """Return the period of the same kind and length, `steps` times its length later; negative is earlier."""
        size, unit = self.length
        if unit == "months":
            return self.shifted(steps * size)
        shift = timedelta(days=steps * size)
        return Period(self.kind, self.start + shift, self.end + shift)

    @property
    def previous(self) -> "Period":
        """The period of the same kind and length just before this one."""
        return self.moved(-1)

    def steps_to(self, other: "Period") -> int:
        """Return how often the period has to move by its own length to become a like period; negative is earlier.

        ValueError where the two are not alike, or do not lie whole steps apart.
        """
        months = (other.start.year - self.start.year) * 12 + other.start.month - self.start.month
        size, unit = self.length
        steps, rest = divmod(months if unit == "months" else (other.start - self.start).days, size)
        if rest or not self.is_like(other):
            raise ValueError(f"{self} and {other} do not lie whole steps apart")
        return steps

    @classmethod
    def last_complete(cls, kind: PeriodKind, day: date) -> "Period":
        """Return the last week, month, quarter or financial year that was over at the end of a day."""
        year = day.year if day.month >= 4 else day.year - 1
        current = {
            PeriodKind.WEEK: cls.week(*day.isocalendar()[:2]),
            PeriodKind.MONTH: cls.month(day.year, day.month),
            PeriodKind.QUARTER: cls.quarter(year, (day.month - 4) % 12 // 3 + 1),
            PeriodKind.YEAR: cls.financial_year(year),
        }[kind]
        return current if current.end == day else current.previous

    @property
    def label(self) -> str:
        """The period as a heading shows it: 'July to September 2014', 'October 2014', '2014/15', '9 November 2014'.

        A quarter by its months, since not everybody knows when a financial year begins; a calendar year as '2016'.
        'Week of 28 July 2014', from Monday on; 'Academic year 2012/13' in full, since 2012/13 is the financial year.
        """
        match self.counts_as:
            case PeriodKind.DAY:
                return day_name(self.start)
            case PeriodKind.WEEK:
                return f"Week of {day_name(self.start)}"
            case PeriodKind.MONTH:
                return f"{self.start:%B %Y}"
            case PeriodKind.YEAR:
                return _year_name(self.start, "/")
            case _ if self.is_academic_year:
                return f"Academic year {_year_name(self.start, '/')}"
            case _:
                return _by_months(self, "%B")

    @property
    def quarter_label(self) -> str:
        """The quarter as papers' titles have it, 'Quarter 2 2014/15'; any other period's label."""
        if self.kind is PeriodKind.QUARTER:
            return f"Quarter {self.quarter_number} {_year_name(self.start, '/')}"
        return self.label

    @property
    def is_calendar_year(self) -> bool:
        """Whether the period is a span from January to December."""
        return self.kind is PeriodKind.SPAN and self.start.month == 1 and self.months == 12

    @property
    def is_academic_year(self) -> bool:
        """Whether the period is a span from September to August."""
        return self.kind is PeriodKind.SPAN and self.start.month == 9 and self.months == 12

    @property
    def in_sentence(self) -> str:
        """The label as it reads within a sentence: 'July to September 2014', 'the week of 28 July 2014'."""
        return re.sub("^(?:Week|Academic)", lambda match: f"the {match[0].lower()}", self.label)

    @property
    def phrase(self) -> str:
        """The period as part of a sentence, with its preposition.

        'in July to September 2014', a quarter, 'from April to October 2014', a span, 'on 9 November 2014', 'in 2016'.
        """
        match self.counts_as:
            case PeriodKind.DAY:
                return f"on {self.label}"
            case PeriodKind.SPAN if not (self.is_academic_year or self.is_calendar_year):
                return f"from {self.label}"
            case _:
                return f"in {self.in_sentence}"


def _no_period(text: str) -> NotAPeriod:
    if meant := _meant_by(text):
        return NotAPeriod(f"'{text}' is not a period; did you mean '{meant}'?")
    return NotAPeriod(
        f"'{text}' is not a period; write a month as 2014-10, a quarter as 2014-15-Q2, a financial year as 2014-15, "
        "a day as 2014-11-09, a week as 2014-W31, a span of months as 2015-10/2016-02"
    )


_NAMED_MONTHS = re.compile(r"([A-Z][a-z]+)(?: (\d{4}))?(?: to ([A-Z][a-z]+) (\d{4}))?")
_NAMED_QUARTER = re.compile(r"(?:Q|[Qq]uarter )([1-4]) (\d{4})/\d\d")


def _meant_by(text: str) -> Period | None:
    """Return the period that a page names so, 'July to September 2014', 'Oct 2014', 'Q2 2014/15'; None for none."""
    if match := _NAMED_QUARTER.fullmatch(text):
        return Period.quarter(int(match[2]), int(match[1]))
    match = _NAMED_MONTHS.fullmatch(text)
    if not match or not (match[2] or match[4]):
        return None
    ends = [(match[1], match[2] or match[4]), (match[3] or match[1], match[4] or match[2])]
    try:
        first, last = (Period.month(int(year), _month_number(month)) for month, year in ends)
        span = Period.span(first, last)
    except ValueError:
        return None
    quarter = Period.quarter(first.start.year if first.start.month >= 4 else first.start.year - 1, first.quarter_number)
    return next((period for period in (first, quarter) if (period.start, period.end) == (span.start, span.end)), span)


def _month_number(name: str) -> int:
    """Return the number of a month named in full or by three letters; ValueError for another word."""
    return (list(month_name) if name in month_name[1:] else list(month_abbr)).index(name)


def day_name(day: date) -> str:
    """Return a day in words: '11 December 2014'."""
    return f"{day.day} {day:%B %Y}"


@cache  # sources are few, and every row of data names one
def day_named_in(text: str) -> date | None:
    """Return the first day that words name, as `day_name` does or as '10th September 2020'; None without one."""
    for day, month, year in re.findall(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(month_name[1:])}),? (\d{{4}})\b", text
    ):
        with suppress(ValueError):  # 31 September
            return date(int(year), list(month_name).index(month), int(day))
    return None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _year_name(start: date, separator: str) -> str:
    year = start.year if start.month >= 4 else start.year - 1
    return f"{year}{separator}{(year + 1) % 100:02d}"


def period_name(period: str) -> str:
    """Return a period's text as words take it: 'July to September 2014'; what is no period stays as it is."""
    with suppress(ValueError):
        return Period.parse(period).in_sentence
    return period


def short_name(period: Period) -> str:
    """Return a period's name where there is little room: '9 Nov 2014', 'Jul to Sep 2014', 'Oct 2014'."""
    match period.counts_as:
        case PeriodKind.DAY:
            return _short_day(period.start)
        case PeriodKind.WEEK:
            return f"Week of {_short_day(period.start)}"
        case PeriodKind.MONTH:
            return f"{period.end:%b %Y}"
        case PeriodKind.QUARTER | PeriodKind.SPAN if not period.is_academic_year:
            return _by_months(period, "%b")
        case _:
            return period.label


ONE_MONTH = " (one month)"


def told_apart(names: Iterable[str], periods: Sequence[Period]) -> list[str]:
    """Return the names of periods side by side, a month's with its length where longer ones stand beside it.

    'Oct 2014 (one month)' beside 'Jul to Sep 2014': the two are no steps of one line.
    """
    longest = max((period.months for period in periods if period.length[1] == "months"), default=1)
    return [
        f"{name}{ONE_MONTH}" if period.counts_as is PeriodKind.MONTH and longest > 1 else name
        for name, period in zip(names, periods, strict=True)
    ]


def _by_months(period: Period, name: str) -> str:
    """Return the first and the last month, named by strftime's `name`, the year once where both share it: '2016'."""
    if period.is_calendar_year:
        return f"{period.start:%Y}"
    first = name if period.start.year == period.end.year else f"{name} %Y"
    return f"{period.start:{first}} to {period.end:{name} %Y}"


def _short_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
