"""Who is asked for a dataset, and what services say of its figures."""

from datetime import date
from pathlib import Path

import pytest
from builders import NOTEBOOK, indicator_row, notebook, observation_row, refusal, refusals, sheet, workbook

from ccpi_nb.domain.periods import Period
from ccpi_nb.exempt.public_copy import copy_without_exempt
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.review.check import problems_of
from ccpi_nb.workbook.collections import CollectionRule, Due, collection_from, comments_from
from ccpi_nb.workbook.inputs import Workbook

FILE = "data/collections/calls.yaml"
REGISTER = "data/registers/calls_comments/2014-12-11.csv"
EXEMPT = (
    "  - number: 9\n    title: Contract\n    kind: report\n    part: exempt\n"
    "    exemption: {paragraph: 3, reason: It is about business.}\n    exempt_datasets: [calls]\n"
)


def rule(text: str) -> CollectionRule:
    return collection_from(load_yaml(text, FILE), FILE, "calls", ("calls_answered", "wait"))


def comment_row(**cells: str) -> dict[str, str]:
    return {
        "indicator": "calls_answered",
        "period": "2014-15-Q2",
        "breakdown": "",
        "why": "It snowed.",
        "action": "",
        "by": "",
        "source": "reply.xlsx, sheet Calls, cell M6",
    } | cells


def test_a_rule_says_who_answers_for_what_and_by_when() -> None:
    said = rule(
        "owner: Head of Calls\nowners: {wait: Line Manager}\ndue: 10 working days after the period\nask: [why]\n"
    )
    assert (said.owner_of("calls_answered"), said.owner_of("wait")) == ("Head of Calls", "Line Manager")
    assert (said.due, said.asks) == (Due(10, before_meeting=False), ("why",))


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("10 working days after the period", "2014-10-14"),
        ("1 working day after the period", "2014-10-01"),
        ("5 working days before the meeting", "2014-12-04"),
        ("99 working days after the period", "2014-12-11"),  # never after the meeting
    ],
)
def test_days_are_counted_as_england_works(due: str, day: str) -> None:
    assert Due.parse(due).last_day(Period.parse("2014-15-Q2"), date(2014, 12, 11)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[a]", "it holds lines such as 'owner: Head of Procurement'; see ccpi help data"),
        ("onwer: Head of Calls", "there is no 'onwer' here; did you mean 'owner'?"),
        (
            "owner: Jane Smith",
            "owner: 'Jane Smith' looks like a person's name; give the post only: 'Director of Corporate Services', "
            "'Head of Policy and Research'",
        ),
        (
            "due: soon",
            "due: 'soon' is no rule by which days are counted; write '10 working days after the period' or "
            "'5 working days before the meeting'",
        ),
        ("ask: [numbers]", "ask: there is no thing that a form asks for 'numbers'; did you mean 'numerator'?"),
        (
            "leave_out: [calls_answer]",
            "leave_out: there is no indicator 'calls_answer'; did you mean 'calls_answered'?",
        ),
        ("owners: {calls: Head of Calls}", "owners: there is no indicator 'calls'; known: calls_answered, wait"),
    ],
)
def test_a_slip_in_a_rule_is_refused_with_its_remedy(text: str, sentence: str) -> None:
    said = refusal(rule, text)
    assert said.startswith(f"{FILE}")
    assert said.split(": ", 1)[1] == sentence or said == f"{FILE}, {sentence}"


def test_all_slips_of_a_rule_are_told_at_once() -> None:
    assert len(refusals(rule, "owner: Jane Smith\ndue: soon\nfor: us\n")) == 3


def test_a_rule_on_no_dataset_is_refused(tmp_path: Path) -> None:
    book = Workbook(workbook(tmp_path, {"data/collections/cals.yaml": "owner: Head of Calls\n"}))
    sentence = "data/collections/cals.yaml: there is no dataset 'cals' in data/observations; did you mean 'calls'?"
    assert refusal(lambda: book.collections) == sentence
    assert sentence in problems_of(book)


def test_a_workbook_with_a_rule_and_comments_has_no_problem(tmp_path: Path) -> None:
    files = {FILE: "owner: Head of Calls\n", REGISTER: sheet(comment_row())}
    assert problems_of(Workbook(workbook(tmp_path, files))) == ()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"why": ""}, ", row 2: neither 'why' nor 'action' says anything; fill one, or take the row out"),
        ({"by": "soon"}, ", row 2, column 'by': 'soon' is not a period; "),
        ({"indicator": ""}, ", row 2, column 'indicator': the cell is blank; fill it"),
    ],
)
def test_a_comment_that_says_nothing_is_refused(cells: dict[str, str], sentence: str) -> None:
    assert refusal(comments_from, sheet(comment_row(**cells)), REGISTER).startswith(REGISTER + sentence)


def test_a_comment_twice_from_one_source_is_refused() -> None:
    text = sheet(comment_row(), comment_row(why="It froze."))
    assert refusal(comments_from, text, REGISTER) == (
        f"{REGISTER}, row 3: a comment on 'calls_answered' at 2014-15-Q2 with this source is already in row 2; "
        "remove one"
    )


@pytest.mark.parametrize(
    ("file", "cells", "sentence"),
    [
        (
            REGISTER,
            {"indicator": "calls_answer"},
            "there is no indicator 'calls_answer'; did you mean 'calls_answered'?",
        ),
        (REGISTER, {"why": "15 left."}, "the figure '15' is typed into the words"),
        ("data/registers/words/2014-12-11.csv", {}, "comments stand in a register named after their dataset"),
    ],
)
def test_check_looks_at_comments(tmp_path: Path, file: str, cells: dict[str, str], sentence: str) -> None:
    problems = problems_of(Workbook(workbook(tmp_path, {file: sheet(comment_row(**cells))})))
    assert any(sentence in problem for problem in problems), problems


def test_comments_on_an_exempt_dataset_are_exempt_with_it(tmp_path: Path) -> None:
    params = (workbook(tmp_path / "one") / "params/2014-12-11.yaml").read_text()
    files = {REGISTER: sheet(comment_row()), FILE: "owner: Head of Calls\n", "params/2014-12-11.yaml": params + EXEMPT}
    book = Workbook(workbook(tmp_path / "two", files))
    assert "calls_comments" in book.exempt_datasets
    (tmp_path / "copy").mkdir()
    copy = copy_without_exempt(book, tmp_path / "copy")
    assert not [*copy.rglob("*calls_comments*")]
    assert not (copy / "data/collections").exists()


def showing(register: str) -> dict[str, str]:
    return {"notebooks/calls.ipynb": notebook(*NOTEBOOK, ("code", f'report.comments("{register}")'))}


def test_a_report_may_show_comments_before_the_first_came(tmp_path: Path) -> None:
    book = Workbook(workbook(tmp_path, showing("calls_comments")))
    assert not book.registers.rows("calls_comments", "2014-12-11")
    assert not problems_of(book)


def test_a_report_may_not_show_comments_on_what_is_no_dataset(tmp_path: Path) -> None:
    problems = problems_of(Workbook(workbook(tmp_path, showing("call_comments"))))
    meant = "reads the register 'call_comments', which is not there; did you mean 'calls_comments'?"
    assert any(meant in problem for problem in problems), problems


def test_what_is_said_of_an_exempt_indicator_may_not_stand_among_public_words(tmp_path: Path) -> None:
    secret = sheet(observation_row(indicator="fee"))
    indicators = sheet(indicator_row(), indicator_row(indicator="fee", name="Fee"))
    params = (workbook(tmp_path / "one") / "params/2014-12-11.yaml").read_text() + EXEMPT.replace("calls", "contract")
    files = {"data/indicators.csv": indicators, "data/observations/contract/2014-15-Q2.csv": secret}
    files |= {"params/2014-12-11.yaml": params, REGISTER: sheet(comment_row(indicator="fee"))}
    problems = problems_of(Workbook(workbook(tmp_path / "two", files)))
    assert any("move the row to data/registers/contract_comments" in problem for problem in problems), problems
    moved = {name: text for name, text in files.items() if name != REGISTER}
    moved["data/registers/contract_comments/2014-12-11.csv"] = files[REGISTER]
    assert not [
        problem for problem in problems_of(Workbook(workbook(tmp_path / "three", moved))) if "_comments" in problem
    ]
