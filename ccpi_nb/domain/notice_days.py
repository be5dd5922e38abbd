"""Clear days before a meeting, and by when the two notices of a private one must be given."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # which a run that has nothing to do needs not
    import holidays


def latest_day_for(meeting_day: date, clear_days: int, *, working: bool) -> date:
    """Return the last day on which a notice can be given so that `clear_days` lie before the meeting.

    They are counted in working days where `working`, else in calendar days.
    """
    # Either way the day is a working day, since a notice is made available at the council's offices.
    if working:
        return _england().get_nth_working_day(meeting_day, -(clear_days + 1))
    return _england().get_nth_working_day(meeting_day - timedelta(days=clear_days), -1)


def is_working_day(day: date) -> bool:
    """Return whether a day is neither a Saturday, a Sunday nor a bank holiday in England.

    Christmas Day and Good Friday count among those holidays.
    """
    return _england().is_working_day(day)


def working_days_from(day: date, days: int) -> date:
    """Return the working day that is so many after a day; negative is before it."""
    return _england().get_nth_working_day(day, days)


@dataclass(frozen=True)
class NoticeRule:
    """One of the notices that regulation 5 asks for before a private meeting; `provision` is where it does."""

    name: str
    provision: str
    clear_days: int
    working: bool

    def latest_day(self, meeting_day: date) -> date:
        """Return the last day on which this notice can be given before a meeting."""
        return latest_day_for(meeting_day, self.clear_days, working=self.working)

    def is_late(self, notice_day: date, meeting_day: date) -> bool:
        """Return whether a notice given on a day is too late for a meeting."""
        return notice_day > self.latest_day(meeting_day)


# SI 2012/2089 asks for both notices in 'clear days' and does not define them, as far as we could read it (of regulation
# 2 only the start).
# - Neither the day of the notice nor that of the meeting counts: R v Herefordshire Justices (1820), approved in R v
#   Swansea City Council, ex parte Elitestone Ltd (1993).
# - Five clear days are working days: Elitestone so reads the access rules of the Local Government Act 1972, bank
#   holidays being left out by implication. We have this from Local Government Lawyer ('Council meetings and the passing
#   of the Queen', 2022) and a minute of Cheshire East's Governance and Constitution Committee of 21 January 2010, not
#   from the judgment.
# - 28 clear days are calendar days: no authority that we found says so, but councils' forward plans speak of '28 days'.
#   The same words should mean the same, so a notice also names the day by the stricter count.
FIRST_NOTICE = NoticeRule("First notice", "regulation 5(2)", 28, working=False)
FURTHER_NOTICE = NoticeRule("Further notice", "regulation 5(4)", 5, working=True)


@cache
def _england() -> "holidays.HolidayBase":
    import holidays

    # For days to come these are the usual bank holidays; one that is proclaimed once, as for a coronation, arrives with
    # a newer 'holidays'.
    return holidays.country_holidays("GB", subdiv="ENG")
