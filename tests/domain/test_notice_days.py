from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.notice_days import (
    FIRST_NOTICE,
    FURTHER_NOTICE,
    NoticeRule,
    is_working_day,
    latest_day_for,
)

MEETINGS = st.dates(date(2012, 9, 10), date(2035, 12, 31))
COUNTS = st.integers(0, 40)


def day(text: str) -> date:
    return date.fromisoformat(text)


def clear_days_between(notice_day: date, meeting_day: date, *, working: bool) -> int:
    """How many days lie between the two, neither of them counted; none where the notice does not come first."""
    between = (notice_day + timedelta(days=each) for each in range(1, (meeting_day - notice_day).days))
    return sum(not working or is_working_day(each) for each in between)


@given(MEETINGS, COUNTS, st.booleans())
def test_the_latest_day_leaves_enough_clear_days(meeting: date, count: int, working: bool) -> None:
    assert clear_days_between(latest_day_for(meeting, count, working=working), meeting, working=working) >= count


@given(MEETINGS, COUNTS, st.booleans())
def test_no_later_working_day_leaves_enough(meeting: date, count: int, working: bool) -> None:
    latest = latest_day_for(meeting, count, working=working)
    later = [latest + timedelta(days=each) for each in range(1, (meeting - latest).days)]
    assert all(clear_days_between(each, meeting, working=working) < count for each in later if is_working_day(each))


@given(MEETINGS, COUNTS, st.booleans())
def test_a_notice_is_given_on_a_working_day_before_the_meeting(meeting: date, count: int, working: bool) -> None:
    latest = latest_day_for(meeting, count, working=working)
    assert is_working_day(latest)
    assert latest < meeting


@given(MEETINGS, COUNTS)
def test_working_days_never_leave_more_time_than_calendar_days(meeting: date, count: int) -> None:
    assert latest_day_for(meeting, count, working=True) <= latest_day_for(meeting, count, working=False)


@given(MEETINGS, MEETINGS)
def test_between_two_days_there_are_at_most_as_many_working_days_as_days(one: date, other: date) -> None:
    between = clear_days_between(one, other, working=False)
    assert between == max(0, (other - one).days - 1)
    assert 0 <= clear_days_between(one, other, working=True) <= between


@given(MEETINGS, st.dates(date(2012, 9, 10), date(2035, 12, 31)), st.sampled_from([FIRST_NOTICE, FURTHER_NOTICE]))
def test_a_notice_on_a_working_day_is_late_when_too_few_clear_days_are_left(
    meeting: date, notice: date, rule: NoticeRule
) -> None:
    if is_working_day(notice):
        left = clear_days_between(notice, meeting, working=rule.working)
        assert rule.is_late(notice, meeting) == (left < rule.clear_days)


@pytest.mark.parametrize(
    ("meeting", "first", "further"),
    [
        ("2014-12-11", "2014-11-12", "2014-12-03"),  # a Thursday
        ("2015-01-05", "2014-12-05", "2014-12-23"),  # over Christmas; 7 December, 28 clear days before, is a Sunday
        ("2014-04-24", "2014-03-26", "2014-04-14"),  # over Easter
        ("2018-04-18", "2018-03-20", "2018-04-10"),
        ("2020-05-12", "2020-04-09", "2020-05-01"),  # May Day moved to Friday 8 May; Monday 13 April is Easter Monday
        ("2022-09-22", "2022-08-24", "2022-09-13"),  # over the Queen's funeral
    ],
)
def test_the_two_notices_of_a_meeting(meeting: str, first: str, further: str) -> None:
    assert (FIRST_NOTICE.latest_day(day(meeting)), FURTHER_NOTICE.latest_day(day(meeting))) == (
        day(first),
        day(further),
    )


@pytest.mark.parametrize("closed", ["2014-12-06", "2014-12-07", "2014-12-25", "2015-04-03", "2015-12-28", "2023-05-08"])
def test_weekends_and_englands_bank_holidays_are_no_working_days(closed: str) -> None:
    assert not is_working_day(day(closed))


@pytest.mark.parametrize("scottish_or_irish", ["2015-11-30", "2015-03-17", "2015-08-03", "2018-01-02"])
def test_bank_holidays_of_other_parts_of_the_kingdom_are_working_days(scottish_or_irish: str) -> None:
    assert is_working_day(day(scottish_or_irish))


def test_neither_the_day_of_the_notice_nor_that_of_the_meeting_counts() -> None:
    assert clear_days_between(day("2014-12-01"), day("2014-12-03"), working=False) == 1
    assert clear_days_between(day("2014-12-01"), day("2014-12-02"), working=False) == 0
    assert clear_days_between(day("2014-12-01"), day("2014-12-01"), working=False) == 0


def test_the_latest_day_itself_is_in_time_and_the_next_is_late() -> None:
    meeting = day("2014-12-11")
    assert not FIRST_NOTICE.is_late(day("2014-11-12"), meeting)
    assert FIRST_NOTICE.is_late(day("2014-11-13"), meeting)
