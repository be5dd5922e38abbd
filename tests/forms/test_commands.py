"""From the forms that are asked for to the rows that they become, by commands alone."""

import json
import re
from pathlib import Path

import pytest
from formed import DAY, asking_workbook
from openpyxl import load_workbook
from small import said

from ccpi_nb.workbook.inputs import Workbook

RULE = "owner: Head of Calls\ndue: 5 working days before the meeting\n"
FORM = f"forms/{DAY}/{DAY}-head-of-calls"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    book = asking_workbook(tmp_path, **{"data/collections/calls.yaml": RULE})
    monkeypatch.chdir(book.root)
    return book.root


def reply(root: Path, **cells: str) -> str:
    """The form as the post sends it back, filled in and under another name."""
    opened = load_workbook(root / f"{FORM}.xlsx")
    for place, text in cells.items():
        opened["Calls"][place] = text
    opened.save(root.parent / "My reply.xlsx")
    return str(root.parent / "My reply.xlsx")


def test_a_form_is_asked_for_filled_in_and_read_into_rows(root: Path) -> None:
    code, out, err = said("collect", "ask", DAY)
    assert (code, err) == (0, "")
    assert out.startswith(f"made  {DAY}-head-of-calls.xlsx\nmade  {DAY}-head-of-calls.txt\nNext: send each form from ")

    file = reply(
        root, I6="71.5%", J6="143", K6="200", M6="Only 71.5%: two advisers left.", N6="Two start.", O6="May 2015"
    )
    code, out, err = said("collect", "read", file, "--post", "Performance Officer", "--write")
    assert (code, err) == (0, "")
    assert "sheet Calls, cell I6 -> calls_answered @ 2014-15-Q3: 71.5 (143 of 200) (shown as 71.5%)" in out
    assert "cell I7: no value yet for Calls answered (Preston), October to December 2014" in out

    book = Workbook(root)
    (row,) = (row for row in book.dataset("calls") if str(row.period) == "2014-15-Q3")
    assert (str(row.value), row.source, str(row.as_at)) == ("71.5", "My reply.xlsx, sheet Calls, cell I6", DAY)
    (comment,) = book.registers.comments("calls_comments", DAY)
    assert comment.why == "Only {calls_answered @ 2014-15-Q3}: two advisers left."
    assert (comment.action, str(comment.by), comment.source) == (
        "Two start.",
        "2015-05",
        "My reply.xlsx, sheet Calls, cell M6",
    )

    code, again, _ = said("collect", "read", file, "--post", "Performance Officer", "--write")
    assert (code, "written" in again) == (0, False)


def test_what_waits_for_a_comment_is_said_by_status_by_check_and_when_the_next_meeting_begins(root: Path) -> None:
    said("collect", "ask", DAY)
    said("collect", "read", reply(root, I6="71.5%"), "--post", "Performance Officer", "--write")
    _, out, _ = said("collect", "status", DAY)
    assert "  waiting for a comment: Calls answered, October to December 2014\n" in out
    waiting = "Calls answered, October to December 2014, is off target, and has no comment yet; "
    for arguments in (("check",), ("new", "meeting", "2015-03-05")):
        code, out, err = said(*arguments)
        assert (code, err) == (0, "")
        assert any(line.startswith("waiting: ") and waiting in line for line in out.splitlines()), out
    _, out, _ = said("check")
    assert re.search(r"^waiting: params/2015-03-05\.yaml: \d+ lines say 'Review:', the first in line 2; ", out, re.M), (
        out
    )


def test_status_as_json_has_each_figure_without_its_value(root: Path) -> None:
    code, out, _ = said("collect", "status", DAY, "--json")
    assert code == 0
    content = json.loads(out)
    assert content["meeting"] == DAY
    (owner,) = content["owners"]
    assert (owner["owner"], owner["received"], owner["late"]) == ("Head of Calls", 0, len(owner["figures"]))
    assert owner["figures"][0] == {
        "dataset": "calls",
        "indicator": "calls_answered",
        "breakdown": "",
        "period": "2014-15-Q3",
        "name": "Calls answered, October to December 2014",
        "state": "late",
        "due": "2015-01-21",
        "received_on": None,
        "waits_for_comment": False,
        "has_question": False,
    }


def test_a_refused_form_writes_nothing_and_names_the_cell(root: Path) -> None:
    said("collect", "ask", DAY)
    code, _, err = said("collect", "read", reply(root, I6="0.71"), "--post", "Performance Officer", "--write")
    assert code == 1
    assert err == (
        "ccpi: My reply.xlsx, sheet Calls, cell I6: '0.71' may be 0.71% or 71%; "
        "write the one that is meant, with its %\n"
    )
    assert not (root / "data/observations/calls/2014-15-Q3.csv").exists()


def test_another_meeting_than_the_forms_own_is_refused(root: Path) -> None:
    said("collect", "ask", DAY)
    code, _, err = said("collect", "read", reply(root, I6="71%"), "--for", "2014-12-11")
    assert code == 1
    assert f"My reply.xlsx is for the meeting of {DAY}, and not of 2014-12-11" in err


def test_a_meeting_that_awaits_nothing_says_so(root: Path) -> None:
    code, out, _ = said("collect", "status", "2014-12-11")
    assert (code, out) == (0, "The meeting of 2014-12-11 awaits no figures: its reports name none under 'awaits'.\n")
