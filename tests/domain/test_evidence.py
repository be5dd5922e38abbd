from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import continued, known, kpi, p, refusal, seen, target
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.indicators import Direction
from ccpi_nb.domain.targets import Rag

Q2 = "2014-15-Q2"
rows = st.lists(
    st.builds(
        seen,
        st.sampled_from(["60", "65.5", "[x]"]),
        st.sampled_from(["2014-15-Q1", Q2]),
        given_in=st.sampled_from(["table", "text"]),
        as_at=st.dates(date(2014, 12, 1), date(2014, 12, 31)).map(str),
        breakdown=st.sampled_from(["", "Preston"]),
    ),
    max_size=8,
)


def test_a_meeting_sees_what_was_known_by_its_day_and_no_later():
    first, same_day, next_day = (
        seen(value, as_at=day) for value, day in [("1", "2014-10-01"), ("2", "2014-12-11"), ("3", "2014-12-12")]
    )
    assert known(next_day, same_day, first, by="2014-12-10").observation("calls_answered", p(Q2)) == first
    assert known(next_day, same_day, first, by="2014-12-11").observation("calls_answered", p(Q2)) == same_day
    assert known(next_day, same_day, first, by="2014-12-12").observation("calls_answered", p(Q2)) == next_day


def test_a_table_comes_before_a_text_of_the_same_day():
    text, table = seen("54", given_in="text"), seen("57", given_in="table")
    assert known(text, table).find("calls_answered", p(Q2)) == table


def test_a_later_text_comes_before_an_earlier_table():
    table, text = seen("54", given_in="table", as_at="2014-10-01"), seen("57", given_in="text", as_at="2014-12-11")
    assert known(table, text).find("calls_answered", p(Q2)) == text


def test_of_two_tables_of_the_same_day_the_first_in_the_file_is_shown():
    first, second = seen("54", source="page 3"), seen("57", source="page 9")
    assert known(first, second).find("calls_answered", p(Q2)) == first


def test_other_values_that_the_documents_give_are_kept():
    table, text, agreeing = seen("57"), seen("54", given_in="text"), seen("57.0", source="page 9")
    assert known(table, text, agreeing).observations == (table, text, agreeing)


@given(rows, st.dates(date(2014, 12, 1), date(2014, 12, 31)))
def test_what_becomes_known_later_never_changes_an_earlier_run(observations, day):
    before = [each for each in observations if each.as_at <= day]
    earlier_run, later_run = known(kpi(), *before, by=str(day)), known(kpi(), *observations, by=str(day))
    for period in (p("2014-15-Q1"), p(Q2)):
        for breakdown in ("", "Preston"):
            asked = "calls_answered", period, breakdown
            assert later_run.find_result(*asked) == earlier_run.find_result(*asked)
            assert later_run.members("calls_answered", period) == earlier_run.members("calls_answered", period)


@given(rows)
def test_the_value_shown_is_the_one_that_became_known_last(observations):
    evidence = known(kpi(), *observations, by="2014-12-31")
    for each in observations:
        shown = evidence.observation("calls_answered", each.period, each.breakdown)
        assert shown.as_at == max(
            o.as_at for o in observations if (o.period, o.breakdown) == (each.period, each.breakdown)
        )


def test_a_value_is_found_by_period_and_breakdown():
    whole, preston, lancaster = seen("10"), seen("6", breakdown="Preston"), seen("4", breakdown="Lancaster")
    evidence = known(whole, preston, lancaster)
    assert evidence.find("calls_answered", p(Q2)) == whole
    assert evidence.find("calls_answered", p(Q2), "Lancaster") == lancaster
    assert evidence.find("calls_answered", p("2014-15-Q1")) is None


def test_members_of_a_breakdown_keep_the_order_of_the_file():
    evidence = known(
        seen("10"),
        seen("6", breakdown="Preston"),
        seen("4", breakdown="Lancaster"),
        seen("5", breakdown="Preston", as_at="2014-10-01"),
    )
    assert evidence.members("calls_answered", p(Q2)) == ("Preston", "Lancaster")
    assert evidence.members("calls_answered", p("2014-15-Q1")) == ()


def test_a_series_runs_from_the_earliest_with_one_value_for_each_period():
    evidence = known(
        seen("3", "2014-15-Q2"),
        seen("1", "2013-14"),
        seen("2", "2014-15-Q1"),
        seen("9", "2014-15-Q1", as_at="2014-10-01"),
    )
    assert [each.value for each in evidence.series("calls_answered")] == [1, 2, 3]


def test_an_unknown_indicator_is_refused_with_the_nearest_one():
    evidence = known(seen("65"))
    problem = "there is no indicator 'calls_anwsered'; did you mean 'calls_answered'?"
    assert refusal(evidence.indicator, "calls_anwsered") == problem
    for question in (
        evidence.find,
        evidence.observation,
        evidence.result,
        evidence.find_result,
        evidence.target,
        evidence.members,
    ):
        assert refusal(question, "calls_anwsered", p(Q2)) == problem
    assert refusal(evidence.series, "calls_anwsered") == problem


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (
            ("2014-15-Q3", ""),
            "there is no observation of 'calls_answered' at 2014-15-Q3"
            " (its place: data/observations/calls/2014-15-Q3.csv); did you mean '2014-15-Q2'?",
        ),
        (
            ("2017-04/2018-02", ""),
            "there is no observation of 'calls_answered' at 2017-04/2018-02 "
            "(its place: data/observations/calls/2017-04--2018-02.csv); known: 2014-15-Q2",
        ),
        (
            (Q2, "Prestn"),
            "there is no observation of 'calls_answered' for 'Prestn' at 2014-15-Q2; did you mean 'Preston'?",
        ),
        (
            ("2014-15-Q1", "Preston"),
            "there is no observation of 'calls_answered' for 'Preston' at 2014-15-Q1"
            " (its place: data/observations/calls/2014-15-Q1.csv); did you mean '2014-15-Q2'?",
        ),
        (
            ("2014-07", ""),
            "there is no observation of 'calls_answered' at 2014-07 "
            "(its place: data/observations/calls/2014-07.csv); known: 2014-15-Q2",
        ),
        ((Q2, "York"), "there is no observation of 'calls_answered' for 'York' at 2014-15-Q2; known: Preston"),
    ],
)
def test_a_missing_observation_is_refused_with_what_there_is(asked, problem):
    period, breakdown = asked
    evidence = known(seen("65"), seen("60", breakdown="Preston"))
    assert refusal(evidence.observation, "calls_answered", p(period), breakdown) == problem


@pytest.mark.parametrize(
    ("period", "value"),
    [
        ("2014-03-31", None),
        ("2014-04-01", 90),
        ("2014-15-Q4", 90),
        ("2014-15", 90),
        ("2015-04", 95),
        ("2015-04/2015-09", 95),
    ],
)
def test_a_period_is_judged_by_the_target_in_force_on_its_last_day(period, value):
    old = target("90", valid_from="2014-04-01", valid_to="2015-03-31")
    new = target("95", valid_from="2015-04-01")
    found = known(kpi(), new, old, target("1", of="other")).target("calls_answered", p(period))
    assert (found and found.value) == value


def test_a_result_is_rated_against_its_target():
    result = known(seen("88.5"), target("90", tolerance="2")).result("calls_answered", p(Q2))
    assert (result.rating, result.gap) == (Rag.WITHIN_TOLERANCE, Decimal("1.5"))


def test_a_result_without_a_target_has_no_rating():
    result = known(seen("88.5")).result("calls_answered", p(Q2))
    assert (result.rating, result.gap) == (None, None)


def test_a_missing_value_with_a_target_is_rated_no_data():
    result = known(seen("[x]"), target("90")).result("calls_answered", p(Q2))
    assert (result.rating, result.gap) == (Rag.NO_DATA, None)


def test_there_is_no_result_where_nothing_was_observed():
    assert known(seen("88.5")).find_result("calls_answered", p("2014-15-Q1")) is None


@pytest.mark.parametrize(
    ("at", "compared_with"),
    [
        ("2014-15-Q2", "2014-15-Q1"),
        ("2014-15-Q1", "2013-14-Q1"),  # the last one there is, also where quarters between are missing
        ("2014-10", "2014-09"),
        ("2014-04/2014-10", "2013-04/2013-10"),  # not with 2014-04/2014-09, which is shorter
        ("2013-14-Q1", None),
    ],
)
def test_a_result_is_compared_with_the_one_before_of_the_same_kind_and_length(at, compared_with):
    texts = [
        "2013-14-Q1",
        "2013-04/2013-10",
        "2014-15-Q1",
        "2014-15-Q2",
        "2014-09",
        "2014-10",
        "2014-04/2014-09",
        "2014-04/2014-10",
    ]
    earlier = known(*(seen("1", text) for text in texts)).result("calls_answered", p(at)).earlier
    assert (earlier and str(earlier.period)) == compared_with


def test_a_result_is_compared_with_its_own_member_of_the_breakdown():
    evidence = known(
        seen("9", "2014-15-Q1"),
        seen("5", "2014-15-Q1", breakdown="Preston"),
        seen("6", Q2, breakdown="Preston"),
        seen("6", Q2),
    )
    assert evidence.result("calls_answered", p(Q2), "Preston").direction is Direction.IMPROVING
    assert evidence.result("calls_answered", p(Q2)).direction is Direction.WORSENING


def test_a_result_with_nothing_before_it_has_no_direction():
    assert known(seen("9")).result("calls_answered", p(Q2)).direction is None


@pytest.mark.parametrize(
    ("before", "now", "has_both"),
    [("60", "65.5", True), ("60", "60", True), ("[x]", "65.5", False), ("60", "[x]", False), (None, "65.5", False)],
)
def test_a_change_needs_two_values(before, now, has_both):
    values = [*([seen(before, "2014-15-Q1")] if before else []), seen(now)]
    assert known(kpi(), *values).result("calls_answered", p("2014-15-Q2")).has_both_values is has_both


@pytest.mark.parametrize(("breakdown", "name"), [("", "Calls answered"), ("Preston", "Calls answered (Preston)")])
def test_a_result_is_named_with_its_member_of_the_breakdown(breakdown, name):
    evidence = known(kpi(breakdown="place"), seen("1", breakdown=breakdown))
    assert evidence.result("calls_answered", p("2014-15-Q2"), breakdown).name == name


def test_a_result_may_be_compared_with_a_period_of_choice():
    evidence = known(seen("7", "2013-14-Q1"), seen("9", "2014-15-Q1"), seen("8", Q2))
    assert evidence.result("calls_answered", p(Q2), since=p("2013-14-Q1")).direction is Direction.IMPROVING
    assert evidence.result("calls_answered", p(Q2)).direction is Direction.WORSENING


def test_a_period_of_choice_must_have_been_observed():
    evidence = known(seen("9", "2014-15-Q1"), seen("8", Q2))
    problem = (
        "there is no observation of 'calls_answered' at 2013-14-Q1"
        " (its place: data/observations/calls/2013-14-Q1.csv); did you mean '2014-15-Q1'?"
    )
    assert refusal(lambda: evidence.result("calls_answered", p(Q2), since=p("2013-14-Q1"))) == problem


def test_where_the_period_of_choice_may_be_missing_the_one_before_stands_in():
    evidence = known(seen("9", "2014-15-Q1"), seen("8", Q2))
    assert evidence.find_result("calls_answered", p(Q2), since=p("2013-14-Q1")) == evidence.result(
        "calls_answered", p(Q2)
    )


# Breaks in definition


def chain(*held: str, by: str = "2014-12-11", breakdown: str = ""):
    """Four indicators that continue each other, of which some are observed."""
    breaks = [continued(f"calls_{new}", f"calls_{new - 1}", start=f"2014-0{new}-01") for new in (2, 3, 4)]
    return known(
        *map(kpi, ["calls_1", "calls_2", "calls_3", "calls_4"]),
        *breaks,
        *(seen("50", of=key, breakdown=breakdown) for key in held),
        by=by,
    )


@pytest.mark.parametrize("key", ["calls_1", "calls_2", "calls_3", "calls_4"])
def test_a_series_goes_back_and_on_through_all_its_definitions(key):
    evidence = chain("calls_1", "calls_2", "calls_3", "calls_4")
    assert evidence.lineage(key) == ("calls_1", "calls_2", "calls_3", "calls_4")
    assert [each.start.month for each in evidence.breaks(key)] == [2, 3, 4]


def test_a_series_ends_where_a_definition_has_no_value_that_may_be_seen():
    evidence = chain("calls_1", "calls_2", "calls_4")
    assert evidence.lineage("calls_1") == evidence.lineage("calls_2") == ("calls_1", "calls_2")
    assert evidence.lineage("calls_4") == ("calls_4",)
    assert evidence.lineage("calls_3") == ("calls_3",)


def test_a_break_is_not_known_before_the_values_on_both_sides_are():
    assert chain("calls_1", "calls_2", by="2014-12-10").breaks("calls_1") == ()
    assert chain("calls_1", "calls_2", breakdown="Preston").breaks("calls_1") == ()
    assert chain("calls_1").lineage("calls_1") == ("calls_1",)


def test_an_unknown_indicator_has_no_series():
    assert "did you mean 'calls_1'?" in refusal(chain("calls_1").lineage, "call_1")


def test_a_target_known_later_is_no_target_of_an_earlier_meeting():
    facts = (seen("65.5"), replace(target("70"), as_at=date(2015, 1, 28)))
    assert known(*facts, by="2015-01-27").result("calls_answered", p(Q2)).rating is None
    assert known(*facts, by="2015-01-28").result("calls_answered", p(Q2)).rating is Rag.OFF_TARGET


def test_of_two_targets_in_force_the_latest_known_counts_whatever_their_order():
    one, other = (
        replace(target(value), as_at=date(2014, 10, day), dataset=name)
        for value, day, name in (("60", 1, "a"), ("70", 2, "b"))
    )
    assert known(one, other, kpi()).target("calls_answered", p(Q2)) == other
    assert known(other, one, kpi()).target("calls_answered", p(Q2)) == other


def test_a_paper_s_own_value_goes_before_all_others_where_it_has_one():
    own = seen("80", given_in="text", as_at="2014-10-01", source="the record, item 4")
    evidence = known(seen("90"), own, seen("7", of="letters"))
    assert evidence.find("calls_answered", p(Q2)).value == 90
    assert evidence.for_document("the record").find("calls_answered", p(Q2)) == own
    assert evidence.for_document("the record").find("letters", p(Q2)).value == 7
    assert evidence.for_document("the rec").find("calls_answered", p(Q2)).value == 90


@pytest.mark.parametrize(
    ("period", "to_date", "shown"),
    [
        ("2014-10", "2014-04/2014-10", True),
        ("2014-15-Q2", "2014-04/2014-09", True),
        ("2014-15-Q4", "2014-15", True),
        ("2014-10", "2013-14", False),  # another year
        ("2014-10", "2014-05/2014-10", False),  # not from April
        ("2014-04/2014-10", "2014-04/2014-09", False),  # the year to date itself, later
    ],
)
def test_a_year_so_far_that_is_rated_otherwise_goes_with_a_result(period, to_date, shown):
    facts = (seen("92.6", period, as_at="2014-11-01"), seen("84.4", to_date, as_at="2014-11-01"))
    result = known(target("90", valid_from="2013-04-01"), *facts).result("calls_answered", p(period))
    assert (result.to_date is not None) is shown
    if shown:
        assert (result.rating, result.to_date.rating) == (Rag.ON_TARGET, Rag.OFF_TARGET)


@pytest.mark.parametrize("value", ["91", "[x]"])
def test_a_year_so_far_that_is_rated_alike_or_not_at_all_does_not(value):
    evidence = known(seen("92.6", "2014-10"), seen(value, "2014-04/2014-10"), target("90"))
    assert evidence.result("calls_answered", p("2014-10")).to_date is None
