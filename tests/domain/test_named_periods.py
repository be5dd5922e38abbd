from datetime import date
from itertools import pairwise

import pytest
from builders import p
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.named_periods import (
    Calendar,
    as_text,
    period_in,
    periods_in,
    refuse_unnamed,
    with_periods,
    written_in,
)
from ccpi_nb.domain.periods import NotAPeriod, Period, PeriodKind

months = st.builds(Period.month, st.integers(1900, 2100), st.integers(1, 12))
quarters = st.builds(Period.quarter, st.integers(1900, 2098), st.integers(1, 4))
weeks = st.builds(lambda day: Period.week(*day.isocalendar()[:2]), st.dates(date(1900, 1, 2), date(2098, 12, 31)))
regular = months | quarters | weeks | st.builds(Period.financial_year, st.integers(1900, 2098))

HELD = frozenset(
    map(
        p,
        [
            "2014-09", "2014-10", "2014-15-Q1", "2014-15-Q2", "2014-04/2014-09", "2012-13", "2013-14", "2014-15",
            "2014-06-30", "2014-09-30", "2014-11-09", "2015-01-31",
        ],
    )
)  # fmt: skip
REPORT = Calendar(date(2014, 12, 11), HELD)


def named(text, calendar=REPORT):
    return [str(period) for period in periods_in(text, calendar)]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("", []),
        (" , ", []),
        ("2014-10", ["2014-10"]),
        ("2014-15-Q1, 2014-15-Q2,2014-15-Q1", ["2014-15-Q1", "2014-15-Q2"]),
        ("2014-11..2015-02", ["2014-11", "2014-12", "2015-01", "2015-02"]),
        (" 2014-15-Q3 .. 2015-16-Q1 ", ["2014-15-Q3", "2014-15-Q4", "2015-16-Q1"]),
        ("2012-13..2014-15, 2014-10", ["2012-13", "2013-14", "2014-15", "2014-10"]),
        ("2014-11-29..2014-12-01", ["2014-11-29", "2014-11-30", "2014-12-01"]),
        ("2014-04/2014-05..2014-08/2014-09", ["2014-04/2014-05", "2014-06/2014-07", "2014-08/2014-09"]),
    ],
)
def test_a_text_names_periods_with_commas_and_ranges(text, periods):
    assert periods_in(text) == tuple(map(p, periods))


@pytest.mark.parametrize(
    "text",
    [
        "2014-12..2014-11",
        "2014-10..2014-10",
        "2014-10..2014-15-Q4",
        "2014-10..2014-11..2014-12",
        "2014-04/2014-05..2014-05/2014-06",
        "1900-01..2014-12",
    ],
)
def test_what_is_no_range_is_refused(text):
    with pytest.raises(
        NotAPeriod, match=f"^'{text}' is no range of periods; it goes from one to a later one of the same length"
    ):
        periods_in(text)


@pytest.mark.parametrize("text", ["2014-10..", "..2014-10", "2014-10...2014-12", "2014-10..soon"])
def test_both_ends_of_a_range_are_periods(text):
    with pytest.raises(NotAPeriod, match="is not a period"):
        periods_in(text)


@given(regular, st.integers(1, 50))
def test_a_range_is_every_step_from_its_first_to_its_last(period, steps):
    found = periods_in(f"{period}..{period.moved(steps)}")
    assert found == tuple(period.moved(step) for step in range(steps + 1))


# Selections


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("last 3 months", ["2014-08", "2014-09", "2014-10"]),
        ("Last  3   Months ", ["2014-08", "2014-09", "2014-10"]),
        ("last month", ["2014-10"]),
        ("last 1 month", ["2014-10"]),
        ("last 4 quarters", ["2013-14-Q3", "2013-14-Q4", "2014-15-Q1", "2014-15-Q2"]),
        ("last 2 years", ["2012-13", "2013-14"]),  # 2014-15 has a forecast, and is not over
        ("last 2 weeks", ["2014-W48", "2014-W49"]),  # none has a value, so by the day alone
        ("last 2 days", ["2014-09-30", "2014-11-09"]),  # those with values, and none after the day
        ("last 2 months to 2014-05", ["2014-04", "2014-05"]),
        ("last 2 quarters to 2014-10", ["2014-15-Q1", "2014-15-Q2"]),
        ("last 2 months to last quarter", ["2014-08", "2014-09"]),
        ("last 2 days to 2014-10", ["2014-06-30", "2014-09-30"]),
        ("quarters of this year", ["2014-15-Q1", "2014-15-Q2"]),
        ("quarters of last year", ["2013-14-Q1", "2013-14-Q2", "2013-14-Q3", "2013-14-Q4"]),
        ("months of this year", [f"2014-{month:02}" for month in range(4, 11)]),
        ("months of this year to 2014-04", ["2014-04"]),
        ("year to date", ["2014-04/2014-09"]),
        ("year to date of last year", ["2013-04/2013-09"]),
        ("year to date to 2014-10", ["2014-04/2014-10"]),
        ("like quarters of last year", ["2013-14-Q1", "2013-14-Q2"]),
        ("like quarter of last year", ["2013-14-Q2"]),
        ("like year to date of last year", ["2013-04/2013-09"]),
        ("2014-15-Q2, like quarters of last year", ["2013-14-Q2", "2014-15-Q2"]),
        ("last 2 quarters, like quarters of last year", ["2013-14-Q1", "2013-14-Q2", "2014-15-Q1", "2014-15-Q2"]),
        ("2014-15-Q2, 2014-10, like months of last year", ["2013-10", "2014-15-Q2", "2014-10"]),
        ("2014-15-Q2, 2014-10, like periods of last year", ["2013-14-Q2", "2013-10", "2014-15-Q2", "2014-10"]),
        ("2013-14, last month", ["2013-14", "2014-10"]),
    ],
)
def test_a_selection_counts_back_from_the_latest_period_with_a_value(text, periods):
    assert named(text) == periods


@pytest.mark.parametrize(
    ("day", "latest"),
    [("2014-10-30", "2014-09"), ("2014-10-31", "2014-10"), ("2014-11-01", "2014-10"), ("2014-09-29", "2014-08")],
)
def test_a_period_counts_from_its_last_day_on(day, latest):
    assert Calendar(date.fromisoformat(day), HELD).latest(PeriodKind.MONTH) == p(latest)


@pytest.mark.parametrize(
    ("day", "months", "quarters"),
    [
        ("2015-03-31", 12, 4),
        ("2015-03-30", 11, 3),
        ("2015-04-29", 12, 4),  # of the year that is over, for want of a month of the new one
        ("2015-04-30", 1, 4),
    ],
)
def test_this_year_is_that_of_the_latest_period(day, months, quarters):
    bare = Calendar(date.fromisoformat(day))
    assert (len(named("months of this year", bare)), len(named("quarters of this year", bare))) == (months, quarters)


@pytest.mark.parametrize("text", ["last 0 months", "last 1001 months"])
def test_a_selection_has_a_number_of_periods_that_can_be_shown(text):
    with pytest.raises(NotAPeriod, match=f"^'{text}' is no number of periods to show; write one from 1 to 1000$"):
        periods_in(text, REPORT)


@pytest.mark.parametrize(
    "text",
    [
        "last",
        "last year",
        "last four quarters",
        "last 13 moths",
        "this year",
        "like quarters",
        "year",
        "last 3 months to",
    ],
)
def test_a_selection_that_is_none_is_refused_with_those_there_are(text):
    with pytest.raises(
        NotAPeriod, match=f"^'{text}' selects no periods; write it as 'last 13 months', 'last 4 quarters'"
    ):
        periods_in(text, REPORT)
    with pytest.raises(NotAPeriod):
        refuse_unnamed(text)


def test_a_selection_is_no_period_without_something_to_count_back_from():
    with pytest.raises(NotAPeriod, match=r"^'last 2 months' is no period by itself; it is one to a report"):
        periods_in("2014-10, last 2 months")
    refuse_unnamed("2014-10, last 2 months")


def test_where_one_period_is_asked_for_several_are_refused():
    assert period_in("last month", REPORT) == p("2014-10")
    with pytest.raises(NotAPeriod, match=r"^'last 2 months' is 2 periods, and one is asked for here"):
        period_in("last 2 months", REPORT)
    with pytest.raises(NotAPeriod, match=r"^'' is not a period"):
        period_in("", REPORT)


@given(
    st.sampled_from(["month", "quarter", "week", "year"]),
    st.integers(1, 40),
    st.dates(date(1950, 1, 1), date(2098, 1, 1)),
)
def test_the_last_periods_follow_on_from_each_other_and_the_latest_is_just_over(unit, count, day):
    found = periods_in(f"last {count} {unit}s", Calendar(day))
    assert len(found) == count
    assert all(later == earlier.moved(1) for earlier, later in pairwise(found))
    assert found[-1].end <= day < found[-1].moved(1).end


@given(st.lists(regular, max_size=12))
def test_periods_are_read_back_from_their_text(periods):
    text = as_text(periods)
    assert set(periods_in(text)) == set(periods)
    assert text == as_text(periods_in(text))


def test_periods_written_in_a_text_can_be_changed_and_what_is_counted_stays():
    text = "last 13 months to 2014-10, 2014-15-Q2, 2013-01..2014-10, like quarters of last year"
    assert with_periods(text, lambda period: period.moved(1)) == (
        "last 13 months to 2014-11, 2014-15-Q3, 2013-02..2014-11, like quarters of last year"
    )
    assert [str(period) for period in written_in("last 13 months to 2014-10, 2014-15-Q2, last month")] == [
        "2014-10",
        "2014-15-Q2",
    ]
