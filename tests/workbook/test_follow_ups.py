"""What was promised, when it is due, and how it stands."""

from datetime import date

import pytest
from builders import p, promise_row, refusal, refusals, sheet
from hypothesis import given
from hypothesis import strategies as st
from real import ROOT

from ccpi_nb.workbook.committee_registers import decisions_in
from ccpi_nb.workbook.follow_ups import FollowUp, FollowUpState, by_due, follow_ups_from
from ccpi_nb.workbook.inputs import Workbook

FILE = "data/registers/follow_ups/2014-12-11.csv"
MADE, NEXT, LATER = "2014-12-11", "2015-01-28", "2015-03-05"
MEETINGS = ("2014-10-01", MADE, NEXT, LATER)


def promised(**cells: str) -> FollowUp:
    (made,) = follow_ups_from(sheet(promise_row(**cells)), FILE)
    return made


def refused(*rows: dict[str, str], file: str = FILE) -> tuple[str, ...]:
    return refusals(follow_ups_from, sheet(*rows), file)


# When it is due


@pytest.mark.parametrize(
    ("due", "period", "words"),
    [
        ("2015-01-28", "2015-01-28", "28 January 2015"),
        ("2015-02", "2015-02", "February 2015"),
        ("2014-15-Q4", "2014-15-Q4", "January to March 2015"),
        ("next meeting", "2015-01-28", "28 January 2015"),
        ("1 month", "2015-01", "January 2015"),
        ("6 months", "2015-06", "June 2015"),
        ("18 months", "2016-06", "June 2016"),
    ],
)
def test_a_time_is_a_period_or_a_rule_that_counts_from_the_meeting(due: str, period: str, words: str) -> None:
    assert promised(due=due).due_by(MEETINGS) == p(period)
    assert promised(due=due).due_words(MEETINGS) == words


@pytest.mark.parametrize(("due", "words"), [("", "No date given"), ("next meeting", "The next meeting")])
def test_without_a_date_or_a_known_next_meeting_nothing_is_ever_overdue(due: str, words: str) -> None:
    assert promised(due=due).due_by((MADE,)) is None
    assert promised(due=due).due_words((MADE,)) == words
    assert promised(due=due).state("9999-12-31", (MADE,)) is FollowUpState.OPEN


def test_the_next_meeting_is_the_first_one_after_it_was_promised() -> None:
    assert promised(due="next meeting").due_by(reversed(MEETINGS)) == p("2015-01-28")


def test_the_second_meeting_of_a_day_is_the_next_one_after_the_first() -> None:
    special = f"{MADE}-special"
    first = promised(due="next meeting", came=special, came_as="Item 5")
    assert first.due_by((MADE, special, NEXT)) == p(MADE)
    assert [first.state(key, (MADE, special, NEXT)) for key in (MADE, special)] == [
        FollowUpState.DUE,
        FollowUpState.CAME,
    ]
    (second,) = follow_ups_from(sheet(promise_row(due="next meeting")), FILE.replace(MADE, special))
    assert second.due_by((MADE, special, NEXT)) == p(NEXT)
    assert [second.is_open(key) for key in ("2014-12-10", MADE, special, NEXT)] == [False, False, True, True]


# How it stands


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2015-01-27", FollowUpState.OPEN),
        ("2015-01-28", FollowUpState.DUE),
        ("2015-01-29", FollowUpState.OVERDUE),
        ("2015-03-04", FollowUpState.OVERDUE),
        ("2015-03-05", FollowUpState.CAME),
        ("2015-03-06", FollowUpState.CAME),
    ],
)
def test_a_promise_is_due_on_its_day_and_overdue_until_it_comes(day: str, state: FollowUpState) -> None:
    assert promised(due="next meeting", came="2015-03-05", came_as="Item 5").state(day, MEETINGS) is state


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2015-01-31", FollowUpState.OPEN),
        ("2015-02-01", FollowUpState.DUE),
        ("2015-02-28", FollowUpState.DUE),
        ("2015-03-01", FollowUpState.OVERDUE),
    ],
)
def test_what_is_due_in_a_month_is_due_on_all_its_days(day: str, state: FollowUpState) -> None:
    assert promised(due="2015-02").state(day, MEETINGS) is state


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2014-12-10", False), (MADE, True), ("2015-01-27", True), (NEXT, False)],
)
def test_a_promise_is_open_from_its_meeting_until_it_comes(day: date, is_open: bool) -> None:
    assert promised(came=NEXT, came_as="Item 5").is_open(day) is is_open


@given(
    st.sampled_from(["", "next meeting", "3 months", "2015-02", "2015-01-28", "2014-15"]),
    st.dates(date.fromisoformat(MADE), date(2017, 1, 1)).map(str),
    st.booleans(),
)
def test_a_promise_stands_in_one_way_on_every_day(due: str, day: date, came: bool) -> None:
    each = promised(due=due, came=LATER if came else "", came_as="Item 5" if came else "")
    answers = {
        FollowUpState.CAME: each.came_by(day),
        FollowUpState.DUE: each.is_due(day, MEETINGS),
        FollowUpState.OVERDUE: each.is_overdue(day, MEETINGS),
    }
    assert [state for state, answer in answers.items() if answer] == [
        state for state in [each.state(day, MEETINGS)] if state is not FollowUpState.OPEN
    ]


def test_what_is_due_first_comes_first_and_what_has_no_date_last() -> None:
    rows = [promise_row(promise=due or "none", due=due) for due in ("", "2015-03", "next meeting", "2015-02")]
    assert [each.promise for each in by_due(follow_ups_from(sheet(*rows), FILE), MEETINGS)] == [
        "next meeting",
        "2015-02",
        "2015-03",
        "none",
    ]


# The register


def test_a_promise_made_in_part_ii_stands_in_another_register() -> None:
    assert not promised().is_exempt
    (exempt,) = follow_ups_from(sheet(promise_row()), "data/registers/follow_ups_costs/2014-12-11.csv")
    assert exempt.is_exempt


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"promise": ""}, "column 'promise': the cell is blank; fill it"),
        (
            {"due": "soon"},
            (
                "column 'due': 'soon' is no time; write a day (2015-01-28), a period (2018-10), 'next meeting' or '6 "
                "months', or leave the cell blank"
            ),
        ),
        (
            {"item": "0"},
            "column 'item': '0' is not an item's number; write it as the agenda does: 9, 131 or 9a; "
            "leave the cell blank where the agenda is not held",
        ),
        ({"came": "2015-02-30", "came_as": "Item 5"}, "column 'came': '2015-02-30' is not a day of the calendar"),
        (
            {"came": "20150128", "came_as": "Item 5"},
            "column 'came': '20150128' is not a day; write year, month, day: 2014-12-11, or 2014-12-11-special where "
            "that day has two",
        ),
    ],
)
def test_a_bad_cell_is_refused_with_its_remedy(cells: dict[str, str], problem: str) -> None:
    assert refused(promise_row(**cells)) == (f"{FILE}, row 2, {problem}",)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"due": "2014-11"},
            "column 'due': 2014-11 is over before the meeting that promised it; correct the time, or the file's name",
        ),
        (
            {"came": "2014-12-11", "came_as": "Item 5"},
            "column 'came': 2014-12-11 is not after the meeting that promised it; correct the day",
        ),
        ({"came": "2015-01-28"}, "column 'came_as': what came has a day and says as what; fill both, or neither"),
        ({"came_as": "Item 5"}, "column 'came': what came has a day and says as what; fill both, or neither"),
    ],
)
def test_cells_that_do_not_go_together_are_refused(cells: dict[str, str], problem: str) -> None:
    assert refused(promise_row(**cells)) == (f"{FILE}, row 2, {problem}",)


def test_what_is_due_in_the_meetings_own_month_may_still_come() -> None:
    assert promised(due="2014-12").due_by(()) == p("2014-12")


def test_a_promise_has_no_figures_and_stands_once() -> None:
    slot = promise_row(promise="{calls_answered @ 2014-10} and more")
    assert refused(slot, promise_row(), promise_row()) == (
        f"{FILE}, row 2: a promise has no figures; leave out the slot",
        f"{FILE}, row 4, column 'promise': this is already in row 3; remove one",
    )


def test_a_register_of_promises_is_named_after_the_meeting() -> None:
    problem = (
        "data/registers/follow_ups/december.csv: the file's name is no day; name it after the meeting: 2014-12-11.csv, "
        "or 2014-12-11-special.csv where that day has two"
    )
    assert refusal(follow_ups_from, sheet(promise_row()), "data/registers/follow_ups/december.csv") == problem


# The project's own


def test_the_registers_know_what_the_documents_say_came() -> None:
    came = {each.made: each.came for each in Workbook(ROOT).follow_ups if each.came}
    assert came == {"2014-10-01": "2014-12-11", "2016-04-12": "2018-04-18"}


def test_a_decisions_follow_up_is_due_when_the_register_says() -> None:
    (decision,) = decisions_in(Workbook(ROOT).registers.decision_rows("2018-04-18"))
    (promise,) = [
        each for each in Workbook(ROOT).follow_ups if each.source == "CCPI decision record 18 April 2018, Resolution"
    ]
    assert decision.follow_up == promise.due_by(())


def test_what_was_promised_in_part_ii_is_declared_exempt() -> None:
    exempt = {each.row.file.split("/")[2] for each in Workbook(ROOT).follow_ups if each.is_exempt}
    assert exempt == {"follow_ups_btls_governance"}
    assert exempt <= set(Workbook(ROOT).exempt_datasets)


@pytest.mark.parametrize("name", ["Mrs Smith", "Dr. A Jones", "J. Smith", "J.R. Smith", "Cllr Jones"])
def test_a_person_owes_nothing_by_name(name: str) -> None:
    assert refused(promise_row(owed_by=name)) == (
        f"{FILE}, row 2, column 'owed_by': '{name}' is a person's name; name the post, team or firm instead",
    )
