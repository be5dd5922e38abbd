"""`ccpi collect answer`, and what whoever signs off is told of questions."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from builders import indicator_row, lesson_row, observation_row, refusals, sheet, target_row, update_row
from real import ROOT
from small import DAY, TERMS, Small, said, small_workbook

from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.public_copy import copy_without_exempt
from ccpi_nb.intake.answers import asked_at, asked_of
from ccpi_nb.intake.other_questions import text_of
from ccpi_nb.questions.answers import key_of
from ccpi_nb.review.check import problems_of, questions_of
from ccpi_nb.review.sign_off import question_sentences, refuse_open_questions
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import may_name_a_person, names_a_person

POST = "Performance Officer"
Q1, Q2, TERMS_Q1 = (
    f"data/observations/{place}.csv" for place in ("calls/2014-15-Q1", "calls/2014-15-Q2", "terms/2014-15-Q1")
)
ANSWERS = "data/answers.csv"
KEPT = indicator_row(indicator="terms_kept", name="Terms kept")
WORDS = "ten times other periods' values, or a tenth of them; is the decimal point right?"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook with a question about an open dataset, and one about an exempt one; the current folder is in it."""
    monkeypatch.chdir(root := small_workbook(tmp_path / "workbook"))
    write(root, Q1, sheet(observation_row(period="2014-15-Q1", value="6.55")))
    write(root, TERMS_Q1, sheet(observation_row(indicator="terms_kept", period="2014-15-Q1", value="6.17")))
    return root


def write(root: Path, file: str, text: str) -> None:
    (root / file).write_text(text, encoding="utf-8")


def keys(root: Path) -> list[str]:
    return [key_of(question) for question in asked_of(Workbook(root)).open]


def answers(root: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((root / ANSWERS).read_text(encoding="utf-8"))))


def accept(*which: str) -> tuple[int, str, str]:
    return said("collect", "answer", *which, "--because", "The line opened in July.", "--post", POST)


def test_open_questions_are_listed_with_their_keys(root: Path) -> None:
    calls, terms = keys(root)
    assert said("collect", "answer") == (
        0,
        f"{calls}  {Q2}, row 2, column 'value': {WORDS}\n"
        f"{terms}  data/observations/terms/2014-15-Q2.csv, row 2, column 'value': {WORDS}\n"
        f"2 questions are open, and 0 accepted in {ANSWERS}.\n",
        "",
    )


def test_an_answer_is_kept_and_nothing_is_asked_any_more(root: Path) -> None:
    calls, terms = keys(root)
    code, out, err = accept(calls)
    assert (code, err) == (0, "")
    assert out == f"accepted  {Q2}, row 2, column 'value': {WORDS}\nIt is in {ANSWERS}; commit the file.\n"
    assert keys(root) == [terms]
    (row,) = answers(root)
    assert (row["rule"], row["dataset"], row["accepted"], row["post"]) == ("decimal-point", "calls", "65.5", POST)
    assert (row["because"], row["answered_on"]) == ("The line opened in July.", date.today().isoformat())
    assert problems_of(Workbook(root)) == ()
    assert len(questions_of(Workbook(root))) == 1


def test_no_value_of_exempt_data_or_of_people_stands_beside_an_answer(root: Path) -> None:
    write(root, "data/indicators.csv", sheet(indicator_row(people="yes"), KEPT))
    assert accept("--all-of", "decimal-point")[0] == 0
    assert keys(root) == []
    assert [row["accepted"] for row in answers(root)] == ["", ""]


def test_a_changed_value_is_asked_about_again_and_answered_anew(root: Path) -> None:
    calls, _ = keys(root)
    accept(calls)
    write(root, Q2, sheet(observation_row(value="67.5")))
    assert calls in keys(root)
    assert any("the row has changed since this answer" in sentence for sentence in questions_of(Workbook(root)))
    accept(calls)
    assert [row["accepted"] for row in answers(root)] == ["67.5"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("jump-123456", "--because", "so", "--post", POST), "no open question has the key 'jump-123456'"),
        (("--all-of", "jmp", "--because", "so", "--post", POST), "no question of the rule 'jmp' is open"),
        (("--all-of", "decimal-point", "--because", "so"), "say who answers"),
        (("--all-of", "decimal-point", "--because", "so", "--post", "Jane Smith"), "looks like a person's name"),
        (("--all-of", "decimal-point", "--post", POST), "say why the data are right"),
        (("x", "--all-of", "decimal-point", "--because", "so", "--post", POST), "not both"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(root: Path, arguments: tuple[str, ...], problem: str) -> None:
    code, _, err = said("collect", "answer", *arguments)
    assert code == 1
    assert problem in err
    assert not (root / ANSWERS).exists()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("decimal-point", "decimal point"), "there is no rule 'decimal point'; did you mean 'decimal-point'?"),
        ((",calls,", ",cals,"), "there is no dataset 'cals'; did you mean 'calls'?"),
        (("calls_answered", "calls_anwsered"), "there is no indicator 'calls_anwsered'; did you mean"),
        ((POST, "Jane Smith"), "'Jane Smith' looks like a person's name"),
        (("The line opened in July.", ""), "the cell is blank; fill it"),
    ],
)
def test_the_file_of_answers_is_strictly_read(root: Path, change: tuple[str, str], problem: str) -> None:
    accept(keys(root)[0])
    write(root, ANSWERS, (root / ANSWERS).read_text(encoding="utf-8").replace(*change))
    (found,) = problems_of(Workbook(root))
    assert found.startswith(f"{ANSWERS}, row 2, column '")
    assert problem in found


def test_an_answer_that_is_about_nothing_is_named(root: Path) -> None:
    accept(keys(root)[0])
    nothing = f"{ANSWERS}, row 2: nothing asks this; take the row out, or correct what it is about"
    write(root, Q1, sheet(observation_row(period="2014-15-Q1", value="65.1")))
    assert nothing not in questions_of(Workbook(root))  # for its row is there as it was accepted
    write(root, Q2, sheet(observation_row(value="65.2")))
    assert nothing in questions_of(Workbook(root))


REGISTER = f"data/registers/calls/{DAY}.csv"
LATE = "Waits were longer than in the summer because the new system was brought in"
ANSWERABLE = {
    "target-value": ("data/targets.csv", target_row(value="0.9"), {"value": "0.8"}),
    "tolerance": ("data/targets.csv", target_row(value="50", tolerance="60"), {"tolerance": "70"}),
    "to-come": (REGISTER, update_row(text="TBC"), {"text": "TBC in May."}),
    "broken-off": (REGISTER, update_row(text=LATE), {"text": f"{LATE} that"}),
    "person ": (REGISTER, update_row(text="Contact Jane Smith."), {"text": "Contact John Smith."}),
    "person": (REGISTER, lesson_row(responsible="Jane Smith"), {"responsible": "John Smith"}),
}


@pytest.mark.parametrize(("rule", "asked"), ANSWERABLE.items(), ids=ANSWERABLE)
def test_what_is_asked_of_targets_and_words_is_answered_until_they_change(
    root: Path, rule: str, asked: tuple[str, dict[str, str], dict[str, str]]
) -> None:
    (file, row, change), rule = asked, rule.strip()
    write(root, file, sheet(row))
    (key,) = (key for key in keys(root) if key.startswith(rule))
    code, out, _ = accept(key)
    assert (code, out.startswith(f"accepted  {file}, row 2")) == (0, True)
    assert [key for key in keys(root) if key.startswith(rule)] == []
    assert [problem for problem in problems_of(Workbook(root)) if ANSWERS in problem] == []
    write(root, file, sheet(row | change))
    assert [key for key in keys(root) if key.startswith(rule)]
    assert any(f"{ANSWERS}, row 2" in sentence for sentence in questions_of(Workbook(root)))


def test_two_texts_of_one_source_are_answered_each_by_itself(root: Path) -> None:
    write(root, REGISTER, sheet(update_row(text="TBC"), update_row(text="TBC in May.")))
    first, second = (key for key in keys(root) if key.startswith("to-come"))
    accept(first)
    assert second in keys(root)
    accept(second)
    assert [row["dataset"] for row in answers(root)] == ["calls", "calls"]
    assert not any(key.startswith("to-come") for key in keys(root))


@pytest.mark.parametrize(
    ("text", "surely", "perhaps"),
    [
        *((text, True, True) for text in ("Mrs Smith is on leave.", "Ask Mr. J. Smith.", "Cllr O'Brien asked for it.")),
        ("Contact Jane Smith for details.", False, True),
        ("It is covered by Anna Jones until May.", False, True),
        *((text, False, False) for text in ("Dr Bell's School opened.", "Councillor Development Charter.")),
        *((text, False, False) for text in ("Contact Customer Services.", "E-mail the Contact Centre Manager.")),
        ("The work is led by Health and Care.", False, False),
    ],
)
def test_a_person_is_known_by_a_title_or_as_whom_to_ask(text: str, surely: bool, perhaps: bool) -> None:
    assert (names_a_person(text), may_name_a_person(text)) == (surely, perhaps)


def test_no_words_of_the_six_meetings_seem_to_name_a_person() -> None:
    assert [row.row for rows in Workbook(ROOT).registers.files for row in rows if may_name_a_person(text_of(row))] == []


def test_no_answer_reaches_part_i_s_copy(root: Path, tmp_path: Path) -> None:
    accept("--all-of", "decimal-point")
    assert not (copy_without_exempt(Workbook(root), tmp_path) / ANSWERS).exists()


def test_a_part_is_not_signed_off_while_questions_about_its_data_are_open(root: Path) -> None:
    calls, _ = keys(root)
    assert refusals(refuse_open_questions, Workbook(root), DAY, Part.PUBLIC) == (
        f"{Q2}, row 2, column 'value': {WORDS}",
        f"outputs/{DAY}/public: a question about its data is open; correct the data, or say why they are right with "
        "ccpi collect answer, then sign",
    )
    accept(calls)
    refuse_open_questions(Workbook(root), DAY, Part.PUBLIC)
    (open_one, _) = refusals(refuse_open_questions, Workbook(root), DAY, Part.EXEMPT)
    assert "terms/2014-15-Q2.csv" in open_one


@pytest.mark.parametrize("valid_from", ["2014-04-01", "2014-12-01"])
def test_questions_about_targets_and_words_hold_up_a_sign_off_as_those_about_values_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, valid_from: str
) -> None:
    prose = Small("calls", ("open", "table", 'report.prose("calls", "Background")'))
    monkeypatch.chdir(root := small_workbook(tmp_path / "workbook", prose, TERMS))
    earlier = (root / f"params/{DAY}.yaml").read_text(encoding="utf-8").replace(DAY, "2014-09-11")
    write(root, "params/2014-09-11.yaml", earlier)
    write(root, "data/targets.csv", sheet(target_row(value="0.9", valid_from=valid_from)))
    write(root, f"data/registers/calls/{DAY}.csv", sheet(update_row(text="TBC")))
    *asked, _ = refusals(refuse_open_questions, Workbook(root), DAY, Part.PUBLIC)
    assert [question.split(",")[0] for question in asked] == ["data/targets.csv", f"data/registers/calls/{DAY}.csv"]
    # Neither is shown in Part II, nor were the words written for the meeting before.
    refuse_open_questions(Workbook(root), DAY, Part.EXEMPT)
    refuse_open_questions(Workbook(root), "2014-09-11", Part.PUBLIC)
    accept(*keys(root))
    refuse_open_questions(Workbook(root), DAY, Part.PUBLIC)
    assert len(question_sentences(Workbook(root), DAY, Part.PUBLIC)) == 2


def test_whoever_signs_off_sees_what_is_open_and_why_the_rest_was_accepted(root: Path) -> None:
    calls, terms = keys(root)
    assert question_sentences(Workbook(root), DAY, Part.PUBLIC) == (
        "public: 1 question open about its data; ccpi collect answer lists them",
    )
    accept(calls)
    accept(terms)
    workbook = Workbook(root)
    asked = f"public: {Q2}, row 2, column 'value': {WORDS} Accepted by the {POST}: The line opened in July."
    assert question_sentences(workbook, DAY, Part.PUBLIC) == (asked,)
    # The reason may tell of what is exempt.
    (restricted,) = (each for each in question_sentences(workbook, DAY, Part.EXEMPT) if "terms" in each)
    assert restricted.endswith(f"Accepted by the {POST}; {ANSWERS}, row 3 has the reason.")


def test_what_an_earlier_meeting_heard_is_no_matter_of_a_later_one_s_sign_off(root: Path) -> None:
    later = (root / f"params/{DAY}.yaml").read_text(encoding="utf-8").replace(DAY, "2015-01-28")
    write(root, "params/2015-01-28.yaml", later)
    workbook = Workbook(root)
    assert len(asked_at(workbook, workbook.meeting(DAY), Part.PUBLIC).open) == 1
    assert asked_at(workbook, workbook.meeting("2015-01-28"), Part.PUBLIC).open == ()
