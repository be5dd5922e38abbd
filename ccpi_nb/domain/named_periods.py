"""The periods that a notebook's text names: with commas, as ranges, and as selections such as 'last 13 months'."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ccpi_nb.domain.periods import NotAPeriod, Period, PeriodKind


@dataclass(frozen=True)
class Calendar:
    """What selections count back from: the day of the meeting, and the periods that have values by then."""

    day: date
    held: frozenset[Period] = frozenset()

    def latest(self, kind: PeriodKind) -> Period:
        """Return the latest period of a kind that was over on the day and has a value; else the last that was over."""
        return max(self._over(kind), default=None) or Period.last_complete(kind, self.day)

    def last(self, count: int, kind: PeriodKind) -> tuple[Period, ...]:
        """Return the latest period of a kind and those just before it; days are those that have values."""
        if kind is PeriodKind.DAY:
            return tuple(sorted(self._over(kind))[-count:])
        latest = self.latest(kind)
        return tuple(latest.moved(step - count + 1) for step in range(count))

    def of_year(self, kind: PeriodKind) -> tuple[Period, ...]:
        """Return the months or quarters of the latest one's financial year, up to it."""
        latest = self.latest(kind)
        return self.last(latest.financial_year_to_date().months // latest.months, kind)

    def year_to_date(self) -> Period:
        """Return the latest year to date that has a value, else the one up to the latest month."""
        held = [period for period in self.held if period.is_year_to_date and period.end <= self.day]
        return max(held, default=None) or self.latest(PeriodKind.MONTH).financial_year_to_date()

    def to(self, end: Period) -> "Calendar":
        """Return the calendar that counts back from the end of a period, whatever has values."""
        return Calendar(end.end, frozenset(period for period in self.held if period.kind is PeriodKind.DAY))

    def _over(self, kind: PeriodKind) -> list[Period]:
        return [period for period in self.held if period.counts_as is kind and period.end <= self.day]


def periods_in(text: str, calendar: Calendar | None = None) -> tuple[Period, ...]:
    """Return the periods that a text names, with commas, each once: '2014-15-Q1, 2014-15-Q2'.

    Two that '..' joins stand for both and for those between: '2013-01..2014-12' for two years of months. A selection,
    'last 13 months', counts back from the calendar; 'like quarters of last year' goes before what it is like.
    NotAPeriod for other text, and for a selection where there is no calendar.
    """
    found: list[Period] = []
    for part in filter(str.strip, text.split(",")):
        if like := _LIKE.fullmatch(_spaced(part)):
            found = [*_like_last_year(like, found, _given(calendar, part)), *found]
        elif selection := _SELECTION.fullmatch(_spaced(part)):
            found += _selected(selection, _given(calendar, part), part)
        else:
            found += _from_to(part)
    return tuple(dict.fromkeys(found))


def period_in(text: str, calendar: Calendar | None = None) -> Period:
    """Return the one period that a text names; NotAPeriod where it names none or several."""
    periods = periods_in(text, calendar) or (Period.parse(text),)
    if len(periods) > 1:
        raise NotAPeriod(f"'{text}' is {len(periods)} periods, and one is asked for here; write the one that is meant")
    return periods[0]


def refuse_unnamed(text: str) -> None:
    """Raise NotAPeriod where a text names no periods, whatever there may be values for."""
    periods_in(text, Calendar(date(2000, 1, 1)))


def written_in(text: str) -> tuple[Period, ...]:
    """Return the periods that a text names by themselves, and those at which its selections end; else NotAPeriod."""
    refuse_unnamed(text)
    return tuple(
        period
        for part in filter(str.strip, text.split(","))
        for period in (map(Period.parse, _WRITTEN.findall(part)) if _BEGUN.match(part) else periods_in(part))
    )


def with_periods(text: str, change: Callable[[Period], object]) -> str:
    """Return a text that names periods with each one written in it changed; what a selection counts stays."""
    return ", ".join(
        _WRITTEN.sub(lambda match: str(change(Period.parse(match[0]))), part.strip())
        for part in text.split(",")
        if part.strip()
    )


def as_text(periods: Sequence[Period]) -> str:
    """Return periods as `periods_in` reads them, like ones that follow on from each other as a range."""
    kinds = dict.fromkeys((period.counts_as, period.length) for period in sorted(periods))
    return ", ".join(
        text
        for kind in kinds
        for text in _runs([period for period in sorted(set(periods)) if (period.counts_as, period.length) == kind])
    )


def _runs(alike: Sequence[Period]) -> list[str]:
    runs: list[list[Period]] = []
    for period in alike:
        if runs and runs[-1][-1].moved(1) == period:
            runs[-1].append(period)
        else:
            runs.append([period])
    return [f"{run[0]}..{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]


_KINDS = {
    "day": PeriodKind.DAY,
    "week": PeriodKind.WEEK,
    "month": PeriodKind.MONTH,
    "quarter": PeriodKind.QUARTER,
    "year": PeriodKind.YEAR,
}
_WRITTEN = re.compile(r"(?<![\w-])[12]\d{3}-[\dQW/-]+")
_TO = r"(?: to (?P<end>.+))?"
_SELECTION = re.compile(
    r"(?:last (?:(?P<count>\d+) (?P<some>day|week|month|quarter|year)s?|(?P<one>day|week|month|quarter))"
    r"|(?P<of>month|quarter)s of (?P<which>this|last) year|(?P<to_date>year to date(?P<before> of last year)?))" + _TO,
    re.IGNORECASE,
)
_LIKE = re.compile(r"like (?P<of>(?P<all>period)s|month|months|quarter|quarters|year to date) of last year" + _TO, re.I)
# What somebody begins who means a selection.
_BEGUN = re.compile(r"\s*(?:last|like|this|months|quarters|year)\b", re.IGNORECASE)
# Far more than a table or a chart can show.
_LONGEST = 1000


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _given(calendar: Calendar | None, text: str) -> Calendar:
    if calendar is None:
        raise NotAPeriod(f"'{text.strip()}' is no period by itself; it is one to a report, which knows what is held")
    return calendar


def _at(calendar: Calendar, match: re.Match[str]) -> Calendar:
    return calendar.to(max(periods_in(match["end"], calendar))) if match["end"] else calendar


def _selected(match: re.Match[str], calendar: Calendar, text: str) -> tuple[Period, ...]:
    calendar = _at(calendar, match)
    if match["to_date"]:
        return (calendar.year_to_date().shifted(-12 if match["before"] else 0),)
    if match["of"]:
        of_year = calendar.of_year(_KINDS[match["of"].lower()])
        if match["which"].lower() == "this":
            return of_year
        first, size = of_year[0], of_year[0].months
        return tuple(first.shifted(months - 12) for months in range(0, 12, size))
    count = int(match["count"] or 1)
    if not 0 < count <= _LONGEST:
        raise NotAPeriod(f"'{text.strip()}' is no number of periods to show; write one from 1 to {_LONGEST}")
    return calendar.last(count, _KINDS[(match["some"] or match["one"]).lower()])


def _like_last_year(match: re.Match[str], named: Sequence[Period], calendar: Calendar) -> tuple[Period, ...]:
    """Return the periods twelve months before those named that are of the kind asked for.

    Where none is, before those of the year so far; of a single month or quarter, before the latest.
    """
    of, calendar = match["of"].lower(), _at(calendar, match)
    if match["all"]:
        return tuple(period.shifted(-12) for period in named if period.length[1] == "months")
    if of == "year to date":
        return (calendar.year_to_date().shifted(-12),)
    kind = _KINDS[of.removesuffix("s")]
    alike = tuple(period for period in named if period.counts_as is kind)
    alike = alike or (calendar.of_year(kind) if of.endswith("s") else (calendar.latest(kind),))
    return tuple(period.shifted(-12) for period in alike)


def _from_to(text: str) -> tuple[Period, ...]:
    if _BEGUN.match(text):
        raise NotAPeriod(
            f"'{text.strip()}' selects no periods; write it as 'last 13 months', 'last 4 quarters', 'last 1 year', "
            "'months of this year', 'quarters of last year', 'like quarters of last year' or 'year to date', each also "
            "with ' to ' and the period that is to be the last"
        )
    first, *others = (Period.parse(end) for end in text.split(".."))
    if not others:
        return (first,)
    try:
        (last,) = others
        steps = first.steps_to(last)
    except ValueError:
        steps = 0
    if not 0 < steps < _LONGEST:
        raise NotAPeriod(
            f"'{text.strip()}' is no range of periods; it goes from one to a later one of the same length, "
            "as 2013-01..2014-12 does"
        )
    return tuple(first.moved(step) for step in range(steps + 1))
