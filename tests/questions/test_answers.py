"""Answers: which question one accepts, when it lapses, and what of the answers is about nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import kpi, seen

from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.questions.answers import Answer, Asked, key_of, with_answers
from ccpi_nb.questions.asked import Question, Rule, ask
from ccpi_nb.questions.asking import questions
from ccpi_nb.questions.material import Context

ROW = seen("243", of="overpayments")


def about(row: Observation = ROW, rule: Rule = Rule.JUMP) -> Question:
    return ask(rule, row, "value", "it is far from the others")


def answer(row: Observation = ROW, rule: Rule = Rule.JUMP, accepted: str = "243") -> Answer:
    return Answer(
        rule=rule,
        dataset=row.dataset,
        period=row.period,
        indicator=row.indicator,
        breakdown=row.breakdown,
        as_at=row.as_at,
        source=row.source,
        accepted=accepted,
        because="the dashboard prints it so",
        post="Performance Officer",
        answered_on=date(2014, 12, 3),
        row=DataRow("data/answers.csv", 2),
    )


def test_an_accepted_question_is_no_longer_open():
    assert with_answers([about()], [answer()], [ROW]) == Asked((), ((about(), answer()),))
    assert with_answers([about()], [], [ROW]) == Asked((about(),))


@pytest.mark.parametrize("accepted", ["243", ""])
def test_a_restatement_is_asked_about_anew(accepted):
    later = replace(ROW, value=Decimal(253), as_at=date(2016, 4, 12))
    found = with_answers([about(later)], [answer(accepted=accepted)], [ROW, later])
    assert (found.open, found.stray) == ((about(later),), ())


NOTHING = "data/answers.csv, row 2: nothing asks this; take the row out, or correct what it is about"


@pytest.mark.parametrize(
    ("rows", "accepted", "rule", "stray"),
    [
        ([ROW], "243", Rule.JUMP, ()),
        ([ROW], "", Rule.JUMP, ()),
        ([ROW], "3 not there", Rule.LEFT_OUT, ()),
        ([ROW], "2 of the file", Rule.AS_AT, ()),
        ([replace(ROW, value=Decimal(253))], "243", Rule.JUMP, (NOTHING,)),
        ([replace(ROW, as_at=date(2016, 4, 12))], "243", Rule.JUMP, (NOTHING,)),
        ([replace(ROW, source="another paper")], "", Rule.JUMP, (NOTHING,)),
        ([], "3 not there", Rule.LEFT_OUT, (NOTHING,)),
    ],
)
def test_an_answer_that_nothing_asks_any_more_stays_while_its_row_is_as_it_was(rows, accepted, rule, stray):
    assert with_answers([], [answer(rule=rule, accepted=accepted)], rows) == Asked((), (), stray)


def test_an_answer_lapses_when_the_value_is_changed_in_its_row():
    changed = replace(ROW, value=Decimal(253))
    found = with_answers([about(changed)], [answer()], [changed])
    assert (found.open, found.accepted) == ((about(changed),), ())
    assert found.stray == (
        "data/answers.csv, row 2: the row has changed since this answer, so that the question is open again; "
        "answer it anew, or take this out",
    )


@pytest.mark.parametrize(
    "other",
    [
        about(replace(ROW, source="another paper")),
        about(replace(ROW, breakdown="North")),
        about(replace(ROW, dataset="others")),
        about(rule=Rule.SAME_AGAIN),
    ],
)
def test_an_answer_is_about_one_rule_and_one_row(other):
    assert with_answers([other], [answer()], [ROW]).open == (other,)
    assert key_of(other) != key_of(about())


def test_of_several_answers_the_last_counts():
    assert with_answers([about()], [answer(accepted="1"), answer()], [ROW]).open == ()


def test_a_key_says_the_rule_and_nothing_of_the_value():
    assert key_of(about()).startswith("jump-")
    assert key_of(about(replace(ROW, value=Decimal(253)))) == key_of(about())
    counted = [about(replace(ROW, source=f"Calls.csv, {number} records")) for number in (252, 253)]
    assert key_of(counted[0]) == key_of(counted[1])


def test_one_more_value_that_is_missing_opens_the_question_again():
    keys = [kpi(f"k{at}") for at in range(7)]
    before = [seen(f"8{at}.{at}", "2014-15-Q1", of=key.key) for at, key in enumerate(keys)]
    now = [seen(f"7{at}.{at}", of=key.key) for at, key in enumerate(keys)]
    context = Context({key.key: key for key in keys})
    (one,) = questions([*before, *now[1:]], context)
    (two,) = questions([*before, *now[2:]], context)
    assert one.rule is two.rule is Rule.LEFT_OUT
    given = answer(one.about, Rule.LEFT_OUT, one.state)
    assert with_answers([one], [given], before).open == ()
    assert with_answers([two], [given], before).open == (two,)
