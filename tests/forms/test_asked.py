"""What a meeting awaits, and of whom."""

from datetime import date
from pathlib import Path

import pytest
from builders import observation_row, refusal, sheet
from formed import DAY, NEXT_MEETING, UNITS, asking_workbook

from ccpi_nb.forms.asked import NOT_SET, asked_of, by_owner, without_comment
from ccpi_nb.forms.asking import asking_for, write_forms
from ccpi_nb.forms.status import (
    State,
    comment_sentences,
    register_lines,
    registers_of,
    status_lines,
    status_of,
    unshown_comments,
)
from ccpi_nb.workbook.inputs import Workbook

RULE = "data/collections/calls.yaml"
REGISTERS = ("calls", "plan")
THIRD = "data/observations/calls/2014-15-Q3.csv"
EXEMPT = """\
  - number: 9
    title: Contract
    kind: report
    part: exempt
    exemption: {paragraph: 3, reason: It is about business.}
    exempt_datasets: [calls]
"""


def third_quarter(*values: str, key: str = "calls_answered") -> str:
    return sheet(*(observation_row(indicator=key, period="2014-15-Q3", value=value, as_at=DAY) for value in values))


def comment(why: str = "It snowed.", breakdown: str = "", action: str = "") -> str:
    return sheet(
        {
            "indicator": "calls_answered",
            "period": "2014-15-Q3",
            "breakdown": breakdown,
            "why": why,
            "action": action,
            "by": "",
            "source": "the form",
        }
    )


def test_each_figure_of_the_last_like_period_is_asked_for(tmp_path: Path) -> None:
    asked = asked_of(asking_workbook(tmp_path), DAY)
    assert [(one.indicator.key, one.breakdown) for one in asked[:3]] == [
        ("calls_answered", ""),
        ("calls_answered", "Preston"),
        ("calls_answered", "Burnley"),
    ]
    assert {one.indicator.key for one in asked} == {*UNITS}
    assert {str(one.period) for one in asked} == {"2014-15-Q3"}


def test_a_year_to_date_is_asked_for_what_the_last_one_had(tmp_path: Path) -> None:
    files = {
        "data/observations/calls/2014-04--2014-10.csv": sheet(
            observation_row(period="2014-04/2014-10", indicator="spend", value="7")
        ),
        f"params/{DAY}.yaml": NEXT_MEETING.replace("[2014-15-Q3]", "[2014-04/2014-12]"),
    }
    (one,) = asked_of(asking_workbook(tmp_path, **files), DAY)
    assert (one.indicator.key, str(one.earlier[0].period)) == ("spend", "2014-04/2014-10")


def test_without_awaits_the_parameters_say_what_is_awaited(tmp_path: Path) -> None:
    text = NEXT_MEETING.replace("      awaits: {calls: [2014-15-Q3]}\n", "")
    notebook = (asking_workbook(tmp_path / "one").root / "notebooks/calls.ipynb").read_text()
    files = {
        f"params/{DAY}.yaml": text,
        "notebooks/calls.ipynb": notebook.replace('datasets=\\"\\"', 'datasets=\\"calls\\"'),
    }
    assert {str(one.period) for one in asked_of(asking_workbook(tmp_path / "two", **files), DAY)} == {"2014-15-Q3"}


def test_a_rule_says_who_is_asked_for_what_and_by_when(tmp_path: Path) -> None:
    rule = (
        "owner: Head of Calls\nowners: {spend: Finance Manager}\ndue: 10 working days after the period\n"
        "leave_out: [wait]\nindicators: [age]\n"
    )
    book = asking_workbook(tmp_path, **{RULE: rule})
    owners = by_owner(asked_of(book, DAY))
    assert [*owners] == ["Finance Manager", "Head of Calls"]
    assert [one.indicator.key for one in owners["Finance Manager"]] == ["spend"]
    assert "wait" not in {one.indicator.key for one in owners["Head of Calls"]}
    # Ten working days from New Year's Eve: New Year's Day is none.
    assert owners["Finance Manager"][0].due(date(2015, 1, 28)) == date(2015, 1, 15)


def test_of_whom_no_file_says_anything_is_asked_in_one_form(tmp_path: Path) -> None:
    book = asking_workbook(tmp_path)
    assert [*by_owner(asked_of(book, DAY))] == [NOT_SET]
    asking = asking_for(book, DAY)
    assert [*asking.files] == [f"{DAY}-owner-not-set.xlsx", f"{DAY}-owner-not-set.txt"]
    assert asking.remarks == (
        "no file says who answers for some of calls; write 'owner: Head of ...' into data/collections/calls.yaml",
    )


def test_an_e_mail_names_the_post_what_is_awaited_and_by_when(tmp_path: Path) -> None:
    rule = "owner: Head of Calls\ndue: 5 working days before the meeting\n"
    mail = asking_for(asking_workbook(tmp_path, **{RULE: rule}), DAY).files[f"{DAY}-head-of-calls.txt"].decode()
    assert mail.startswith(
        "To: Head of Calls\nSubject: Figures for the meeting on 28 January 2015: please send by 21 January 2015\n"
        "Attachment: 2015-01-28-head-of-calls.xlsx\n"
    )
    assert "- Calls answered (October to December 2014)\n" in mail
    assert "65.5" not in mail
    assert "@" not in mail


def test_an_exempt_dataset_is_asked_for_in_a_form_and_a_folder_of_its_own(tmp_path: Path) -> None:
    book = asking_workbook(tmp_path, **{f"params/{DAY}.yaml": NEXT_MEETING + EXEMPT})
    asking = asking_for(book, DAY)
    assert [*asking.files] == [
        f"restricted/{DAY}-owner-not-set-not-for-publication.xlsx",
        f"restricted/{DAY}-owner-not-set-not-for-publication.txt",
    ]
    assert "Not for publication" in asking.files[f"restricted/{DAY}-owner-not-set-not-for-publication.txt"].decode()


def test_what_has_come_is_not_asked_for_again(tmp_path: Path) -> None:
    book = asking_workbook(tmp_path, **{THIRD: third_quarter("95")})
    names = asking_for(book, DAY).files[f"{DAY}-owner-not-set.txt"].decode()
    assert "- Calls answered (" in names  # of the two places
    assert not any(
        one.known is None and one.on[0] == "calls_answered" and not one.breakdown for one in asked_of(book, DAY)
    )


def test_a_meeting_that_awaits_nothing_has_no_forms(tmp_path: Path) -> None:
    book = asking_workbook(tmp_path)
    assert refusal(asking_for, book, "2014-12-11").startswith(
        "params/2014-12-11.yaml: no figure is awaited that has not come; "
    )


def test_forms_are_written_where_git_leaves_them_and_over_none_that_is_filled_in(tmp_path: Path) -> None:
    book = asking_workbook(tmp_path)
    asking, folder = asking_for(book, DAY), tmp_path / "forms" / DAY
    assert write_forms(book, asking, folder) == tuple(asking.files)
    assert (tmp_path / "forms/.gitignore").read_bytes() == b"*\n!.gitignore\n"
    assert write_forms(book, asking, folder) == ()
    reply = folder / f"{DAY}-owner-not-set.xlsx"
    reply.write_bytes(b"filled in")
    assert "somebody may have filled it in, so nothing was written" in refusal(write_forms, book, asking, folder)
    assert reply.read_bytes() == b"filled in"


@pytest.mark.parametrize("folder", [".", "data", "data/observations/calls", "params", "notebooks", "outputs/x"])
def test_forms_are_no_part_of_the_workbook(tmp_path: Path, folder: str) -> None:
    book = asking_workbook(tmp_path)
    assert "forms are no part of the workbook" in refusal(write_forms, book, asking_for(book, DAY), tmp_path / folder)


# Status


def status(book: Workbook, today: str = "2015-01-20", *doubted: str) -> list[str]:
    rows = {row.row for row in book.dataset("calls") if row.indicator in doubted}
    return [*status_lines(status_of(book, DAY, date.fromisoformat(today), lambda name: rows))]


def test_a_status_tells_what_came_what_is_missing_and_what_waits(tmp_path: Path) -> None:
    files = {THIRD: third_quarter("71"), RULE: "owner: Head of Calls\nleave_out: " + str([*UNITS][1:]).replace("'", "")}
    lines = status(asking_workbook(tmp_path, **files), "2015-01-20", "calls_answered")
    assert lines == [
        "Head of Calls: 1 of 3 received, 2 of 3 missing, 1 without a comment, 1 with open questions",
        "  missing: Calls answered (2 parts), October to December 2014",
        "  waiting for a comment: Calls answered, October to December 2014",
        "  question open: Calls answered, October to December 2014",
    ]


@pytest.mark.parametrize(("today", "state"), [("2015-01-21", "missing"), ("2015-01-22", "late")])
def test_what_has_not_come_after_its_day_is_late(tmp_path: Path, today: str, state: str) -> None:
    book = asking_workbook(tmp_path, **{RULE: "owner: Head of Calls\ndue: 5 working days before the meeting\n"})
    (owner,) = status_of(book, DAY, date.fromisoformat(today), lambda name: ())
    assert {figure.state for figure in owner.figures} == {State(state)}
    assert owner.json[state] == len(owner.figures)


AWAITING = NEXT_MEETING.replace("{calls: [2014-15-Q3]}", "{registers: [calls, plan]}")


@pytest.mark.parametrize(
    ("there", "lines"),
    [
        (
            (),
            ["Registers: 2 of 2 missing", *(f"  missing: data/registers/{x}/{DAY}.csv, for item 4" for x in REGISTERS)],
        ),
        (
            ("calls",),
            ["Registers: 1 of 2 received, 1 of 2 missing", f"  missing: data/registers/plan/{DAY}.csv, for item 4"],
        ),
        (REGISTERS, ["Registers: 2 of 2 received"]),
    ],
)
def test_registers_that_the_meeting_awaits_are_told_too(
    tmp_path: Path, there: tuple[str, ...], lines: list[str]
) -> None:
    book = asking_workbook(tmp_path, **{f"params/{DAY}.yaml": AWAITING})
    for name in REGISTERS:
        (file := book.root / f"data/registers/{name}/{DAY}.csv").unlink(missing_ok=True)
        if name in there:
            file.write_text("", encoding="utf-8")
    registers = registers_of(Workbook(book.root), DAY)
    assert [*register_lines(registers)] == lines
    assert [one.json["state"] for one in registers] == [
        "received" if name in there else "missing" for name in REGISTERS
    ]


def test_of_a_meeting_that_awaits_no_register_nothing_is_told(tmp_path: Path) -> None:
    assert not [*register_lines(registers_of(asking_workbook(tmp_path), DAY))]


def test_a_figure_off_target_waits_until_something_is_said(tmp_path: Path) -> None:
    files = {THIRD: third_quarter("71"), RULE: "owner: Head of Calls\n"}
    book = asking_workbook(tmp_path / "one", **files)
    assert [one.on[0] for one in without_comment(book, DAY)] == ["calls_answered"]
    assert [*comment_sentences(book, DAY)] == [
        f"{THIRD}, row 2: Calls answered, October to December 2014, is off target, and has no comment yet; ask for one "
        f"with ccpi collect ask {DAY}, or add it to data/registers/calls_comments/{DAY}.csv"
    ]
    files[f"data/registers/calls_comments/{DAY}.csv"] = comment()
    assert not without_comment(asking_workbook(tmp_path / "two", **files), DAY)


def test_what_is_done_about_it_does_not_say_why(tmp_path: Path) -> None:
    words = {f"data/registers/calls_comments/{DAY}.csv": comment(why="", action="More staff.")}
    files = {THIRD: third_quarter("71"), **words}
    assert without_comment(asking_workbook(tmp_path / "one", **files, **{RULE: "owner: Head of Calls\n"}), DAY)
    only = {RULE: "owner: Head of Calls\nask: [action]\n"}
    assert not without_comment(asking_workbook(tmp_path / "two", **files, **only), DAY)


def test_nobody_waits_for_a_comment_that_no_rule_asks_for(tmp_path: Path) -> None:
    assert not without_comment(asking_workbook(tmp_path / "one", **{THIRD: third_quarter("71")}), DAY)
    rule = {RULE: "owner: Head of Calls\nask: [numerator]\n", THIRD: third_quarter("71")}
    assert not without_comment(asking_workbook(tmp_path / "two", **rule), DAY)


def test_a_figure_that_waits_for_words_is_asked_for_words_alone(tmp_path: Path) -> None:
    files = {THIRD: third_quarter("71"), RULE: "owner: Head of Calls\n"}
    mail = asking_for(asking_workbook(tmp_path, **files), DAY).files[f"{DAY}-head-of-calls.txt"].decode()
    assert "- Calls answered (" in mail


def test_a_log_does_not_tell_that_an_exempt_figure_is_off_target(tmp_path: Path) -> None:
    files = {
        THIRD: third_quarter("71"),
        RULE: "owner: Head of Calls\n",
        f"params/{DAY}.yaml": NEXT_MEETING + EXEMPT,
    }
    book = asking_workbook(tmp_path, **files)
    assert without_comment(book, DAY)  # which ccpi collect status shows to whoever asks
    assert not [*comment_sentences(book, DAY)]


def test_comments_that_no_report_shows_are_told(tmp_path: Path) -> None:
    book = asking_workbook(tmp_path, **{f"data/registers/calls_comments/{DAY}.csv": comment()})
    assert [*unshown_comments(book, DAY)] == [
        f"data/registers/calls_comments/{DAY}.csv: no report of the meeting shows these comments; "
        'add report.comments("calls_comments") to the notebook that shows the figures'
    ]
