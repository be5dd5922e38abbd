"""The move from one meeting to a later one: which periods follow on which."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.domain.named_periods import with_periods, written_in
from ccpi_nb.domain.periods import Period, PeriodKind

# A period's figures are taken to be ready so long after its end.
READY = timedelta(days=14)
# What others are compared with stays where it is.
KEPT = ("reference", "since")
_REGULAR = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """The move from one meeting to a later one, by their keys."""

    earlier: str
    later: str

    @property
    def days(self) -> tuple[date, date]:
        """The days of both."""
        return day_of(self.earlier), day_of(self.later)

    def steps(self, kind: PeriodKind) -> int:
        """Return how many months, quarters or financial years have since become complete and ready."""
        earlier, later = (Period.last_complete(kind, day - READY) for day in self.days)
        return earlier.steps_to(later)


def moved_parameters(parameters: Parameters, move: Move) -> dict[str, Any]:
    """Return a report's parameters; whatever is a period, or several with commas, has moved on."""
    periods = [period for name, value in parameters.items() if name not in KEPT for period in periods_among(value)]
    moved = mover(periods, move)

    def value_of(name: str, value: Any) -> Any:
        if name in KEPT or not periods_among(value):
            return value
        return with_periods(str(value), moved)

    return {name: value_of(name, value) for name, value in parameters.items()}


def mover(periods: Sequence[Period], move: Move) -> Callable[[Period], Period]:
    """Return the function that moves each period of a report on.

    Months, quarters and financial years move by as many as have become complete. A span or a day that ends where a
    month of the same report does goes with the months, else one at a quarter's end with the quarters, else with the
    months. A year to date begins in the financial year it then ends in, and takes the report's financial years along.
    A day within a month goes with the meeting.
    """
    month_ends = {period.end for period in periods if period.kind is PeriodKind.MONTH}

    def end_of(period: Period) -> Period:
        """Return the month in which a span or day ends, moved on."""
        month = Period.month(period.end.year, period.end.month)
        quarterly = month.end not in month_ends and month.end.month % 3 == 0
        return month.shifted(3 * move.steps(PeriodKind.QUARTER) if quarterly else move.steps(PeriodKind.MONTH))

    to_date = [period for period in periods if period.is_year_to_date]
    years = (
        end_of(to_date[-1]).financial_year_to_date().start.year - to_date[-1].start.year
        if to_date
        else move.steps(PeriodKind.YEAR)
    )

    def moved(period: Period) -> Period:
        if period.kind in _REGULAR:
            return period.moved(years if period.kind is PeriodKind.YEAR else move.steps(period.kind))
        end = end_of(period)
        if period.kind is PeriodKind.SPAN:
            return (
                end.financial_year_to_date()
                if period.is_year_to_date
                else Period.span(end.shifted(1 - period.months), end)
            )
        is_months_last = period.end == Period.month(period.end.year, period.end.month).end
        return Period.day(end.end) if is_months_last else period.moved((move.days[1] - move.days[0]).days)

    return moved


def periods_among(value: Any) -> list[Period]:
    """Return the periods that a parameter consists of; none where any of it is something else."""
    texts = str(value).split(",") if isinstance(value, str | date) else []
    try:
        # Two that differ may move on to the same one: each stays, beside the one that it was.
        return [period for text in texts for period in written_in(text)]
    except ValueError:
        return []
