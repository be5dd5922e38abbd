from datetime import date, timedelta

import pytest
from builders import p
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.periods import (
    Period,
    PeriodKind,
    day_name,
    day_named_in,
    short_name,
    told_apart,
)

months = st.builds(Period.month, st.integers(1900, 2100), st.integers(1, 12))
quarters = st.builds(Period.quarter, st.integers(1900, 2098), st.integers(1, 4))
financial_years = st.builds(Period.financial_year, st.integers(1900, 2098))
spans = st.tuples(months, months).map(lambda ends: Period.span(*sorted(ends)))
days = st.builds(Period.day, st.dates(date(1900, 1, 2), date(2100, 12, 31)))
weeks = st.builds(lambda day: Period.week(*day.isocalendar()[:2]), st.dates(date(1900, 1, 2), date(2100, 12, 31)))
whole_months = months | quarters | financial_years | spans


@given(whole_months | days | weeks)
def test_a_period_is_read_back_from_what_data_files_write(period):
    assert Period.parse(str(period)) == period
    assert Period.from_file_stem(period.file_stem) == period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2014-10", "2014-10-01", "2014-10-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2014-15-Q1", "2014-04-01", "2014-06-30"),
        ("2014-15-Q2", "2014-07-01", "2014-09-30"),
        ("2014-15-Q3", "2014-10-01", "2014-12-31"),
        ("2014-15-Q4", "2015-01-01", "2015-03-31"),
        ("2014-15", "2014-04-01", "2015-03-31"),
        ("1999-00", "1999-04-01", "2000-03-31"),
        ("2014-11-09", "2014-11-09", "2014-11-09"),
        ("2015-10/2016-02", "2015-10-01", "2016-02-29"),
        ("2014-W31", "2014-07-28", "2014-08-03"),
        ("2015-W01", "2014-12-29", "2015-01-04"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2011-04/2012-03", "2011-04-01", "2012-03-31"),
    ],
)
def test_both_ends_of_a_period_are_included(text, start, end):
    period = Period.parse(text)
    assert (period.start, period.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert period.start in period
    assert period.end in period
    assert period.start - timedelta(days=1) not in period
    assert period.end + timedelta(days=1) not in period


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2014-12", PeriodKind.MONTH),
        ("2014-15", PeriodKind.YEAR),
        ("2012-13", PeriodKind.YEAR),
        ("2011-12", PeriodKind.MONTH),  # also the year 2011/12: a month wins
        ("2014-04/2015-03", PeriodKind.SPAN),  # the notation; it equals the year
    ],
)
def test_a_month_and_a_financial_year_are_told_apart(text, kind):
    assert Period.parse(text).kind is kind


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2014-15-Q5", "there is no quarter 5; a financial year has quarters 1 to 4"),
        ("2014-02-30", "'2014-02-30' is not a day of the calendar"),
        ("2014-W53", "2014 has no week 53; weeks are counted as in ISO 8601"),
        ("2014-W00", "2014 has no week 0; weeks are counted as in ISO 8601"),
        ("2014-04/2014-15", "'2014-04/2014-15' is not a period; a span joins two months, as 2015-10/2016-02 does"),
        ("2014-10/2014-04", "a span cannot end (2014-04) before it starts (2014-10)"),
        *(
            (
                text,
                f"'{text}' is not a period; write a month as 2014-10, a quarter as 2014-15-Q2, a financial year as "
                f"2014-15, "
                "a day as 2014-11-09, a week as 2014-W31, a span of months as 2015-10/2016-02",
            )
            for text in (
                "",
                "2014",
                "2014-13",
                "2014-16",
                "2014-16-Q2",
                "2014-Q2",
                "2014-4",
                "2014/15",
                "2014/15-Q2",
                "2014-H1",
                "2014-W3",
                "2014-w31",
                "2014-1\N{ARABIC-INDIC DIGIT ZERO}",
            )
        ),
    ],
)
def test_what_is_no_period_is_refused_with_how_to_write_one(text, problem):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Period.parse(text)
    assert str(refused.value) == problem


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("October 2014", "2014-10"),
        ("Oct 2014", "2014-10"),
        ("July to September 2014", "2014-15-Q2"),
        ("Jan to Mar 2015", "2014-15-Q4"),
        ("April to October 2014", "2014-04/2014-10"),
        ("October 2015 to February 2016", "2015-10/2016-02"),
        ("Q2 2014/15", "2014-15-Q2"),
        ("Quarter 4 2014/15", "2014-15-Q4"),
        ("May 2014", "2014-05"),
    ],
)
def test_a_period_as_a_page_names_it_is_refused_with_what_it_means(text, meant):
    with pytest.raises(ValueError, match=f"^'{text}' is not a period; did you mean '{meant}'\\?$"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["Brumaire 2014", "October to May 2014", "October", "July to Brumaire 2014"])
def test_words_that_name_no_period_are_told_how_to_write_one(text):
    with pytest.raises(ValueError, match="is not a period; write a month as 2014-10"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("written", "plain"),
    [("2012-04/2013-03", "2012-13"), ("2014-10/2014-10", "2014-10")],
)
def test_one_time_in_two_notations_is_one_period(written, plain):
    assert p(written) == p(plain)
    assert hash(p(written)) == hash(p(plain))
    assert (p(written).label, p(written).phrase) == (p(plain).label, p(plain).phrase)
    assert str(p(written)) == written


@pytest.mark.parametrize("other", ["2014-15-Q1", "2014-04/2014-07", "2014-04", "2014-15"])
def test_a_span_of_a_quarters_months_is_not_the_quarter(other):
    assert p("2014-04/2014-06") != p(other)


@given(st.integers(1900, 2098))
def test_every_financial_year_can_be_written_and_is_read_back_as_that_year(year):
    period = Period.financial_year(year)
    again = p(str(period))
    assert (again, again.label, again.counts_as) == (period, period.label, PeriodKind.YEAR)
    assert again.is_like(Period.financial_year(year + 1))
    assert again.previous == Period.financial_year(year - 1)


@given(weeks, st.integers(-60, 60))
def test_weeks_run_from_monday_to_sunday_and_follow_each_other(week, steps):
    assert (week.start.isoweekday(), week.end.isoweekday()) == (1, 7)
    assert week.moved(steps).start - week.start == timedelta(weeks=steps)
    assert week.steps_to(week.moved(steps)) == steps


@given(weeks, weeks)
def test_a_week_is_like_any_other_week_also_across_the_turn_of_a_month(one, other):
    assert one.is_like(other)


@given(weeks, whole_months | days)
def test_a_week_is_like_nothing_but_weeks(week, other):
    assert not week.is_like(other)
    assert not other.is_like(week)


def test_a_period_may_have_room_around_it():
    assert [Period.parse(text) for text in ["2014-15-Q1", " 2014-15-Q2 "]] == [p("2014-15-Q1"), p("2014-15-Q2")]


def test_a_file_name_has_no_slash():
    assert p("2014-04/2014-10").file_stem == "2014-04--2014-10"


def test_periods_sort_by_when_they_became_complete():
    texts = ["2013-14", "2014-15-Q1", "2014-04/2014-09", "2014-15-Q2", "2014-09", "2014-09-30", "2014-10-01", "2014-15"]
    assert [str(period) for period in sorted(map(p, reversed(texts)))] == texts


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [
        ("2014-03-31", "2013-14", 4),
        ("2014-04-01", "2014-15", 1),
        ("2014-06-30", "2014-15", 1),
        ("2014-07-01", "2014-15", 2),
    ],
)
def test_the_financial_year_turns_on_1_april(day, year, quarter):
    assert date.fromisoformat(day) in p(year)
    assert p(day).quarter_number == quarter


@pytest.mark.parametrize(
    ("period", "to_date"),
    [
        ("2014-10", "2014-04/2014-10"),
        ("2014-15-Q4", "2014-04/2015-03"),
        ("2014-03", "2013-04/2014-03"),
        ("2014-04", "2014-04/2014-04"),
    ],
)
def test_the_year_to_date_runs_from_april_to_the_end_of_a_period(period, to_date):
    assert p(period).financial_year_to_date() == p(to_date)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2014-15-Q1", "2013-14-Q4", True),
        ("2014-04/2014-10", "2013-04/2013-10", True),
        ("2014-04/2014-10", "2014-04/2014-09", False),
        ("2014-15-Q1", "2014-04/2014-06", False),
        ("2014-10", "2014-10-31", False),
        ("2011-04/2012-03", "2012-13", True),
        ("2013-04/2014-03", "2013-07/2014-06", True),
        ("2012-09/2013-08", "2012-13", False),
        ("2014-10/2014-10", "2014-11", True),
    ],
)
def test_periods_of_the_same_kind_and_length_are_alike(one, other, expected):
    assert p(one).is_like(p(other)) is expected
    assert p(other).is_like(p(one)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014-04/2014-10", True),
        ("2014-04/2015-03", True),
        ("2014-04/2015-04", False),
        ("2014-05/2014-10", False),
        ("2014-15-Q1", False),
    ],
)
def test_a_year_to_date_is_a_span_from_april_within_one_financial_year(text, expected):
    assert p(text).is_year_to_date is expected


@given(whole_months, st.integers(-600, 600), st.integers(-600, 600))
def test_shifts_add_up_and_keep_kind_and_length(period, some, more):
    shifted = period.shifted(some).shifted(more)
    assert shifted == period.shifted(some + more)
    assert (shifted.kind, shifted.months) == (period.kind, period.months)


@given(whole_months | days)
def test_the_previous_period_ends_the_day_before(period):
    previous = period.previous
    assert previous.end + timedelta(days=1) == period.start
    assert (previous.kind, previous.months) == (period.kind, period.months)
    assert previous < period


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("2014-15-Q1", "2013-14-Q4"),
        ("2015-01", "2014-12"),
        ("2014-15", "2013-14"),
        ("2014-04-01", "2014-03-31"),
        ("2014-04/2014-09", "2013-10/2014-03"),
    ],
)
def test_the_previous_period_is_the_one_just_before_across_years(text, previous):
    assert p(text).previous == p(previous)


def test_a_day_cannot_be_shifted_by_months():
    with pytest.raises(ValueError, match=r"^2014-11-09 is a day; only whole months can be shifted by months$"):
        p("2014-11-09").shifted(1)


@pytest.mark.parametrize(
    ("text", "label", "phrase"),
    [
        ("2014-15-Q2", "July to September 2014", "in July to September 2014"),
        ("2014-15-Q4", "January to March 2015", "in January to March 2015"),
        ("2014-15-Q3", "October to December 2014", "in October to December 2014"),
        ("2014-10", "October 2014", "in October 2014"),
        ("2014-15", "2014/15", "in 2014/15"),
        ("1999-00", "1999/00", "in 1999/00"),
        ("2014-11-09", "9 November 2014", "on 9 November 2014"),
        ("2014-04/2014-10", "April to October 2014", "from April to October 2014"),
        ("2015-10/2016-02", "October 2015 to February 2016", "from October 2015 to February 2016"),
        ("2014-W31", "Week of 28 July 2014", "in the week of 28 July 2014"),
        ("2012-09/2013-08", "Academic year 2012/13", "in the academic year 2012/13"),
        ("2011-04/2012-03", "2011/12", "in 2011/12"),
        ("2014-10/2014-10", "October 2014", "in October 2014"),
        ("2014-04/2014-09", "April to September 2014", "from April to September 2014"),
        ("2014-01/2014-12", "2014", "in 2014"),
        ("2014-01/2015-12", "January 2014 to December 2015", "from January 2014 to December 2015"),
        ("2012-09/2014-08", "September 2012 to August 2014", "from September 2012 to August 2014"),
    ],
)
def test_a_period_is_named_as_headings_and_sentences_name_it(text, label, phrase):
    assert p(text).label == label
    assert p(text).phrase == phrase
    assert p(text).in_sentence == phrase.partition(" ")[2]


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_day_is_read_back_from_words_that_name_it(day):
    assert day_named_in(f"Minutes of the meeting held on {day:%A} {day_name(day)}, at County Hall") == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Minutes of the Meeting held on 10th September 2020", "2020-09-10"),
        ("Minutes of the Meeting held on Thursday, 11 December, 2014", "2014-12-11"),
        ("1 October 2014, then 11 December 2014", "2014-10-01"),
        ("31 September 2014", ""),
        ("October 2014", ""),
        ("", ""),
    ],
)
def test_words_name_a_day_or_none(words, day):
    assert str(day_named_in(words) or "") == day


regular = st.builds(Period.month, st.integers(1990, 2050), st.integers(1, 12)) | (
    st.builds(Period.quarter, st.integers(1990, 2050), st.integers(1, 4))
    | st.builds(Period.financial_year, st.integers(2012, 2050))
)
short_spans = st.builds(lambda start, length: Period.span(start, start.shifted(length)), regular, st.integers(0, 24))
steps = st.integers(-40, 40)


@given(regular | short_spans | days, steps)
def test_moving_on_and_back_leads_to_where_it_began(period, count):
    moved = period.moved(count)
    assert moved.moved(-count) == period
    assert moved.is_like(period)
    assert (moved > period) is (count > 0)


@given(regular, steps)
def test_steps_are_counted_as_they_are_made(period, count):
    assert period.steps_to(period.moved(count)) == count


@given(regular, steps, steps)
def test_moves_add_up(period, one, other):
    assert period.moved(one).moved(other) == period.moved(one + other)


@given(
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]),
)
def test_the_last_complete_period_is_over_and_the_next_is_not(day, kind):
    last = Period.last_complete(kind, day)
    assert last.kind is kind
    assert last.end <= day < last.moved(1).end


@pytest.mark.parametrize(
    ("kind", "day", "last"),
    [
        (PeriodKind.MONTH, "2014-11-27", "2014-10"),
        (PeriodKind.MONTH, "2014-11-30", "2014-11"),
        (PeriodKind.QUARTER, "2014-12-30", "2014-15-Q2"),
        (PeriodKind.QUARTER, "2014-12-31", "2014-15-Q3"),
        (PeriodKind.YEAR, "2015-03-30", "2013-14"),
        (PeriodKind.YEAR, "2015-03-31", "2014-15"),
        (PeriodKind.YEAR, "2015-04-01", "2014-15"),
        (PeriodKind.WEEK, "2014-08-02", "2014-W30"),
        (PeriodKind.WEEK, "2014-08-03", "2014-W31"),
    ],
)
def test_a_period_is_complete_on_its_last_day(kind, day, last):
    assert Period.last_complete(kind, date.fromisoformat(day)) == p(last)


@pytest.mark.parametrize("other", ["2014-15-Q2", "2014-15", "2014-10-01"])
def test_only_like_periods_lie_steps_apart(other):
    with pytest.raises(ValueError, match=f"^2014-10 and {other} do not lie whole steps apart$"):
        p("2014-10").steps_to(p(other))


def test_spans_that_overlap_do_not_lie_whole_steps_apart():
    with pytest.raises(ValueError, match=r"^2014-04/2014-05 and 2014-05/2014-06 do not lie whole steps apart$"):
        p("2014-04/2014-05").steps_to(p("2014-05/2014-06"))


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2014-11-09", "9 Nov 2014"),
        ("2014-W31", "Week of 28 Jul 2014"),
        ("2014-10/2014-10", "Oct 2014"),
        ("2014-15-Q2", "Jul to Sep 2014"),
        ("2014-04/2014-10", "Apr to Oct 2014"),
        ("2015-10/2016-02", "Oct 2015 to Feb 2016"),
        ("2011-04/2012-03", "2011/12"),
        ("2012-09/2013-08", "Academic year 2012/13"),  # never shorter, since 2012/13 is the financial year
    ],
)
def test_a_period_is_named_where_there_is_little_room(text, short):
    assert short_name(p(text)) == short


@pytest.mark.parametrize(
    ("periods", "names"),
    [
        ("2014-15-Q1, 2014-15-Q2, 2014-10", ["Apr to Jun 2014", "Jul to Sep 2014", "Oct 2014 (one month)"]),
        ("2014-09, 2014-10", ["Sep 2014", "Oct 2014"]),
        ("2014-10, 2014-11-09", ["Oct 2014", "9 Nov 2014"]),
        ("2014-15, 2014-10", ["2014/15", "Oct 2014 (one month)"]),
    ],
)
def test_a_month_beside_longer_periods_is_called_one(periods, names):
    several = [p(period) for period in periods.split(", ")]
    assert told_apart(map(short_name, several), several) == names
