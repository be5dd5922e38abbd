from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import (
    continued,
    continues_row,
    kpi,
    refusal,
    refusals,
    sheet,
    target_row,
)

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.targets import Comparator, Target
from ccpi_nb.workbook.indicators import continuations_from, targets_from

INDICATORS = {"calls_answered": kpi("calls_answered", breakdown="place"), "call_wait": kpi("call_wait", unit="seconds")}


def targets(*rows: dict[str, str]):
    return targets_from(sheet(*rows), "data/targets.csv", INDICATORS)


NO_NUMBER = "is not a number; write digits and one '.', without £, % or thousands commas: 902071, 41.17"


def test_a_target_holds_what_its_row_says():
    row = target_row(comparator=">", value="0.40", tolerance="0.1", valid_to="2015-03-31")
    assert targets(row) == (
        Target(
            indicator="calls_answered",
            comparator=Comparator.ABOVE,
            value=Decimal("0.40"),
            tolerance=Decimal("0.1"),
            valid_from=date(2014, 4, 1),
            valid_to=date(2015, 3, 31),
            source="the contract",
            row=DataRow("data/targets.csv", 2),
        ),
    )


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("indicator", "calls_wait", "there is no indicator 'calls_wait'; did you mean 'call_wait'?"),
        ("comparator", "=", "there is no comparator '='; did you mean '>='?"),
        ("value", "[x]", f"'[x]' {NO_NUMBER}"),
        ("tolerance", "", f"'' {NO_NUMBER}"),
        ("valid_from", "", "'' is not a day; write year, month, day: 2014-12-11"),
        ("valid_to", "2015-02-29", "'2015-02-29' is not a day of the calendar"),
        ("source", "", "the cell is blank; fill it"),
    ],
)
def test_a_bad_cell_of_a_target_is_named_with_its_remedy(column, cell, problem):
    assert refusal(targets, target_row(**{column: cell})) == f"data/targets.csv, row 2, column '{column}': {problem}"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"tolerance": "-4"}, "column 'tolerance': -4 is negative; write how far off still counts, without a sign"),
        (
            {"comparator": "<="},
            "column 'comparator': '<=' sets the wrong bound for 'calls_answered', which is better higher; "
            "write >= or >, correct the polarity in data/indicators.csv, or add the row of the band's other end",
        ),
        (
            {"value": "190", "indicator": "share"},
            "column 'value': 190% cannot be a share, as the definition of 'share' has it; correct it",
        ),
        (
            {"value": "-75", "indicator": "share"},
            "column 'value': -75% cannot be a share, as the definition of 'share' has it; correct it",
        ),
    ],
)
def test_a_target_makes_sense_by_itself_and_beside_its_indicator(cells, problem):
    share = replace(kpi("share"), definition="Share of calls that were answered.")
    text = sheet(target_row(**cells))
    known = INDICATORS | {"share": share}
    assert refusal(targets_from, text, "data/targets.csv", known) == f"data/targets.csv, row 2, {problem}"


def test_a_change_may_have_any_target():
    change = replace(kpi("change"), definition="Change in calls from the year before.")
    text = sheet(target_row(indicator="change", value="-75"))
    (read,) = targets_from(text, "data/targets.csv", {"change": change})
    assert read.value == -75


@pytest.mark.parametrize(("one", "other"), [(">=", "<="), ("<", ">"), ("<=", ">")])
def test_a_band_has_a_row_for_each_end(one, other):
    lower, upper = ("60", "70") if one.startswith(">") else ("70", "60")
    assert len(targets(target_row(comparator=one, value=lower), target_row(comparator=other, value=upper))) == 2


@pytest.mark.parametrize(("lower", "upper"), [(">=", "<="), (">", "<=")])
def test_the_ends_of_a_band_leave_room_between_them(lower, upper):
    rows = target_row(comparator=lower, value="70"), target_row(comparator=upper, value="60")
    words = {">=": "at least", ">": "above"}[lower]
    assert refusal(targets, *rows) == (
        f"data/targets.csv, row 3: no value of 'calls_answered' can be {words} 70 and no more than 60 (row 2); "
        "correct one of them"
    )


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (("2014-04-01", "2015-03-31"), ("2015-04-01", ""), False),
        (("2014-04-01", "2015-03-31"), ("2015-03-31", ""), True),
        (("2014-06-01", "2014-06-01"), ("2014-06-02", ""), False),
        (("2014-04-01", ""), ("2015-04-01", ""), True),
        (("2014-04-01", "2015-03-31"), ("2014-06-01", "2014-06-30"), True),
        (("2014-06-01", "2014-06-30"), ("2014-04-01", "2015-03-31"), True),
    ],
)
def test_two_targets_are_never_in_force_on_the_same_day(one, other, overlap):
    rows = [target_row(valid_from=valid_from, valid_to=valid_to) for valid_from, valid_to in (one, other)]
    if overlap:
        assert refusal(targets, *rows) == (
            "data/targets.csv, row 3: 'calls_answered' already has a target then (row 2); end that one with "
            "valid_to first"
        )
    else:
        assert len(targets(*rows)) == 2


def test_another_indicator_may_have_a_target_at_the_same_time():
    assert len(targets(target_row(), target_row(indicator="call_wait"))) == 2


def test_a_target_cannot_end_before_it_starts():
    assert refusal(targets, target_row(valid_from="2015-04-01", valid_to="2014-03-31")) == (
        "data/targets.csv, row 2: valid_to 2014-03-31 is before valid_from 2015-04-01; correct one of them"
    )


def test_all_that_is_wrong_between_targets_is_named_at_once():
    rows = [
        target_row(),
        target_row(indicator="call_wait", valid_from="2015-04-01", valid_to="2014-03-31"),
        target_row(valid_from="2014-06-01"),
    ]
    assert refusals(targets, *rows) == (
        "data/targets.csv, row 3: valid_to 2014-03-31 is before valid_from 2015-04-01; correct one of them",
        "data/targets.csv, row 4: 'calls_answered' already has a target then (row 2); end that one with valid_to first",
    )


MEASURES = {key: kpi(key) for key in ("calls_answered", "contacts_answered", "contacts_settled")} | {
    "call_wait": kpi("call_wait", unit="seconds")
}
BREAKS = "data/continues.csv"


def breaks(*rows: dict[str, str]):
    return continuations_from(sheet(*rows), BREAKS, MEASURES)


def test_a_break_says_what_continues_what_from_when_and_why():
    assert breaks(continues_row()) == (continued("contacts_answered"),)
    assert breaks(continues_row(reason="calls by text count as well."))[0].reason == "calls by text count as well"


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("indicator", "contacts", "there is no indicator 'contacts'; did you mean 'contacts_settled'?"),
        ("continues", "call_answered", "there is no indicator 'call_answered'; did you mean 'calls_answered'?"),
        ("from", "July 2014", "'July 2014' is not a day; write year, month, day: 2014-12-11"),
        ("reason", "", "the cell is blank; fill it"),
        ("source", "", "the cell is blank; fill it"),
    ],
)
def test_a_bad_cell_of_a_break_is_named_with_its_remedy(column, cell, problem):
    assert refusal(breaks, continues_row(**{column: cell})) == f"{BREAKS}, row 2, column '{column}': {problem}"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"indicator": "calls_answered"},
            "'calls_answered' cannot continue itself; a definition that changed is a new indicator",
        ),
        (
            {"indicator": "call_wait"},
            "'call_wait' is in seconds and cannot continue 'calls_answered', which is in %; both must be in one",
        ),
    ],
)
def test_only_another_indicator_of_the_same_unit_continues_a_series(cells, problem):
    assert refusal(breaks, continues_row(**cells)) == f"{BREAKS}, row 2: {problem}"


SECOND = {"indicator": "contacts_settled", "continues": "contacts_answered"}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"continues": "contacts_settled"},
            "'contacts_answered' continues 'calls_answered'; it can continue only one, so remove one of the rows",
        ),
        (
            {"indicator": "contacts_settled"},
            "'calls_answered' is continued by 'contacts_answered'; it can be only by one, so remove one of the rows",
        ),
        (SECOND, "'contacts_answered' continues 'calls_answered' from 2014-07-01; one break must come after the other"),
        (
            SECOND | {"from": "2014-06-30"},
            "'contacts_answered' continues 'calls_answered' from 2014-07-01; one break must come after the other",
        ),
        (
            {"indicator": "calls_answered", "continues": "contacts_answered", "from": "2015-07-01"},
            "'contacts_answered' continues 'calls_answered' from 2014-07-01; one break must come after the other",
        ),
    ],
)
def test_a_series_is_one_chain_in_the_order_of_time(cells, problem):
    assert refusal(breaks, continues_row(), continues_row(**cells)) == f"{BREAKS}, row 3: as row 2 has it, {problem}"


def test_all_that_is_wrong_between_breaks_is_named_at_once():
    rows = [continues_row(), continues_row(), continues_row(indicator="call_wait", continues="contacts_settled")]
    assert refusals(breaks, *rows) == (
        (
            f"{BREAKS}, row 4: 'call_wait' is in seconds and cannot continue 'contacts_settled', which is in %; "
            f"both must "
            f"be in one"
        ),
        (
            f"{BREAKS}, row 3: as row 2 has it, 'contacts_answered' continues 'calls_answered'; it can continue "
            f"only one, "
            f"so remove one of the rows"
        ),
    )


def test_the_breaks_of_a_series_may_stand_in_any_order():
    later = continues_row(**SECOND, **{"from": "2014-07-02"})
    assert [str(each.start) for each in breaks(continues_row(), later)] == ["2014-07-01", "2014-07-02"]
    assert [str(each.start) for each in breaks(later, continues_row())] == ["2014-07-02", "2014-07-01"]


def test_a_target_has_the_day_it_became_known_and_the_dataset_that_alone_has_it():
    text = sheet(target_row() | {"as_at": "2014-12-11", "dataset": "calls"})
    (found,) = targets_from(text, "data/targets.csv", INDICATORS, ("calls",))
    assert (str(found.as_at), found.dataset) == ("2014-12-11", "calls")
    assert not found.known_by(date(2014, 12, 10))
    (plain,) = targets(target_row())
    assert (plain.as_at, plain.dataset, plain.known_by(date.min)) == (None, "", True)


def test_a_target_s_dataset_must_exist():
    text = sheet(target_row() | {"dataset": "call"})
    assert refusal(targets_from, text, "data/targets.csv", INDICATORS, ("calls",)) == (
        "data/targets.csv, row 2, column 'dataset': there is no dataset 'call'; did you mean 'calls'?"
    )


@pytest.mark.parametrize(
    ("one", "other", "clash"), [("a", "b", False), ("a", "a", True), ("", "b", True), ("", "", True)]
)
def test_two_targets_at_a_time_clash_unless_each_has_a_dataset_of_its_own(one, other, clash):
    text = sheet(*(target_row() | {"dataset": name} for name in (one, other)))
    if clash:
        assert "already has a target then" in refusal(targets_from, text, "data/targets.csv", INDICATORS, ("a", "b"))
    else:
        assert len(targets_from(text, "data/targets.csv", INDICATORS, ("a", "b"))) == 2
