from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.periods import Period
from ccpi_nb.new.moves import Move, moved_parameters


def moved(parameters: dict[str, Any], earlier: str = "2014-12-11", later: str = "2015-01-28") -> dict[str, Any]:
    return moved_parameters(parameters, Move(earlier, later))


@pytest.mark.parametrize(
    ("later", "month", "quarter", "year"),
    [
        ("2014-12-12", "2014-10", "2014-15-Q2", "2013-14"),
        ("2014-12-13", "2014-10", "2014-15-Q2", "2013-14"),
        ("2014-12-14", "2014-11", "2014-15-Q2", "2013-14"),
        ("2015-01-13", "2014-11", "2014-15-Q2", "2013-14"),
        ("2015-01-14", "2014-12", "2014-15-Q3", "2013-14"),
        ("2015-04-13", "2015-02", "2014-15-Q3", "2013-14"),
        ("2015-04-14", "2015-03", "2014-15-Q4", "2014-15"),
        ("2015-12-11", "2015-10", "2015-16-Q2", "2014-15"),
    ],
)
def test_a_period_moves_on_by_as_many_as_were_over_a_fortnight_before_the_meeting(
    later: str, month: str, quarter: str, year: str
) -> None:
    before = {"month": "2014-10", "quarter": "2014-15-Q2", "year": "2013-14"}
    assert moved(before, later=later) == {"month": month, "quarter": quarter, "year": year}


def test_several_periods_move_together_and_keep_their_distance() -> None:
    assert moved({"quarters": "2014-15-Q1, 2014-15-Q2"}) == {"quarters": "2014-15-Q2, 2014-15-Q3"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2012-11..2014-10", "2013-01..2014-12"),
        ("2013-14-Q3..2014-15-Q2, 2014-15-Q1", "2013-14-Q4..2014-15-Q3, 2014-15-Q2"),
        ("2014-10 ,", "2014-12"),
        ("2014-10..2014-09", "2014-10..2014-09"),
    ],
)
def test_a_range_moves_with_both_its_ends(before: str, after: str) -> None:
    assert moved({"periods": before}) == {"periods": after}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("last 13 months", "last 13 months"),
        ("last 13 months to 2014-10", "last 13 months to 2014-12"),
        ("2014-15-Q2, like quarters of last year", "2014-15-Q3, like quarters of last year"),
        ("year to date to 2014-10, last quarter", "year to date to 2014-12, last quarter"),
    ],
)
def test_a_selection_stays_and_the_periods_written_in_it_move(before: str, after: str) -> None:
    assert moved({"periods": before}) == {"periods": after}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"month": "2014-10", "so_far": "2014-04/2014-10"}, {"month": "2014-12", "so_far": "2014-04/2014-12"}),
        (
            {"quarter": "2014-15-Q2", "so_far": "2014-04/2014-09"},
            {"quarter": "2014-15-Q3", "so_far": "2014-04/2014-12"},
        ),
        ({"month": "2014-09", "so_far": "2014-04/2014-09"}, {"month": "2014-11", "so_far": "2014-04/2014-11"}),
        ({"so_far": "2014-04/2014-11"}, {"so_far": "2014-04/2015-01"}),
    ],
)
def test_a_year_to_date_goes_with_what_ends_when_it_does(before: dict[str, str], after: dict[str, str]) -> None:
    assert moved(before) == after


def test_a_year_to_date_begins_again_in_april_and_takes_financial_years_along() -> None:
    before = {"periods": "2014-15, 2015-16, 2016-17, 2017-04/2018-02"}
    assert moved(before, "2018-04-18", "2018-10-17") == {"periods": "2015-16, 2016-17, 2017-18, 2018-04/2018-08"}
    assert (
        moved({"month": "2015-03", "so_far": "2014-04/2015-03"}, "2015-04-20", "2015-05-20")["so_far"]
        == "2015-04/2015-04"
    )


def test_another_span_keeps_its_length() -> None:
    assert moved({"span": "2015-10/2016-02"}, "2016-04-12", "2016-09-12") == {"span": "2016-03/2016-07"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2014-09-30", "2014-12-31"),
        ("2014-06-30", "2014-09-30"),
        ("2014-10-31", "2014-12-31"),
        ("2014-11-09", "2014-12-27"),
    ],
)
def test_a_day_at_the_end_of_a_quarter_or_month_stays_one_and_any_other_goes_with_the_meeting(
    before: str, after: str
) -> None:
    assert moved({"day": before}) == {"day": after}


@pytest.mark.parametrize(
    "parameters",
    [
        {"reference": "2012-13"},
        {"since": "2014-06-30"},
        {"dataset": "calls"},
        {"count": 3},
        {"mixed": "2014-10, calls"},
        {"flag": True},
        {"text": ""},
    ],
)
def test_what_others_are_compared_with_and_what_is_no_period_stays(parameters: dict[str, Any]) -> None:
    assert moved(parameters, later="2016-01-28") == parameters


def with_year_to_date(name: str, period: Period) -> dict[str, str]:
    return {name: str(period), "so_far": str(period.financial_year_to_date())}


meeting_days = st.dates(date(2013, 1, 1), date(2030, 12, 31)).map(str)
# Later years than the meetings', so that none becomes 2011-12, which is written as a month is.
years = st.integers(2032, 2045)
MONTHLY = st.builds(Period.month, years, st.integers(1, 12)).map(lambda period: with_year_to_date("month", period))
QUARTERLY = st.builds(Period.quarter, years, st.integers(1, 4)).map(lambda period: with_year_to_date("quarter", period))
YEARLY = st.builds(Period.financial_year, years).map(lambda period: {"years": f"{period.previous}, {period}"})


@given(MONTHLY | QUARTERLY | YEARLY, meeting_days, meeting_days)
def test_there_and_back_leads_to_where_it_began(parameters: dict[str, str], one: date, other: date) -> None:
    there = moved_parameters(parameters, Move(one, other))
    assert moved_parameters(there, Move(other, one)) == parameters


@given(MONTHLY | QUARTERLY | YEARLY, meeting_days)
def test_a_meeting_of_the_same_day_has_the_same_periods(parameters: dict[str, str], day: date) -> None:
    assert moved_parameters(parameters, Move(day, day)) == parameters
