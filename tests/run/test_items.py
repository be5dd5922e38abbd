"""One report of a meeting made alone."""

from pathlib import Path

import pytest
from real import contents, edit
from small import CALLS, DAY, TERMS, Small, change, said, small_workbook

MORE = Small("more")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_workbook(tmp_path, CALLS, TERMS, MORE)


def outputs(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "outputs").glob("*") if not path.name.startswith("."))


def test_a_report_is_made_alone_and_it_is_said_where_it_is(root: Path) -> None:
    code, out, err = said("run", DAY, "--item", "4")
    assert (code, err) == (0, "")
    assert f"outputs/{DAY}-item-4/public/04-calls.html: item 4, Calls" in out
    assert f"The pack is not made again: outputs/{DAY} is as it was. ccpi run {DAY} makes it." in out
    assert outputs(root) == [f"{DAY}-item-4"]
    names = [f"public/04-calls.{kind}" for kind in ("csv", "html", "ipynb", "ods", "pdf", "xlsx")]
    assert sorted(contents(root / f"outputs/{DAY}-item-4")) == names


def test_several_are_made_each_in_a_folder_of_its_own_part_ii_s_apart(root: Path) -> None:
    assert said("run", DAY, "--item", "4", "--item", "5", "--item", "4", "--quiet") == (0, "", "")
    assert outputs(root) == [f"{DAY}-item-4", f"{DAY}-item-5"]
    assert {path.partition("/")[0] for path in contents(root / f"outputs/{DAY}-item-5")} == {"restricted"}


def test_the_outputs_of_the_meeting_stay_as_they_are_until_all_of_it_is_run(root: Path) -> None:
    assert said("run", DAY, "--quiet") == (0, "", "")
    before = contents(root / "outputs" / DAY)
    edit(root / "data/observations/calls/2014-15-Q2.csv", "65.5", "66.5")
    assert said("run", DAY, "--item", "6", "--quiet") == (0, "", "")
    assert contents(root / "outputs" / DAY) == before
    code, out, _ = said("run", DAY)
    assert code == 0
    assert "unchanged     6  More" in out
    assert outputs(root) == [DAY]
    assert contents(root / "outputs" / DAY) != before


def test_what_was_made_alone_is_what_the_pack_gets(root: Path) -> None:
    assert said("run", DAY, "--item", "4", "--quiet") == (0, "", "")
    alone = contents(root / f"outputs/{DAY}-item-4")
    assert said("run", DAY, "--quiet") == (0, "", "")
    whole = contents(root / "outputs" / DAY)
    # The page of a pack leads to the pages beside it.
    assert {name for name in alone if alone[name] != whole[name]} == {"public/04-calls.html"}


def test_the_gate_reads_a_public_report_made_alone_with_what_part_ii_shows(root: Path) -> None:
    words = "report.say('The lender wants its money back before the spring of next year.')"
    change(root, Small("terms", ("open", "table", words), exempt=True), 5)
    change(root, Small("calls", ("open", "table", words)), 4)
    code, out, err = said("run", DAY, "--item", "4")
    assert code == 1
    assert "04-calls.html has" in err
    assert "lender" not in out + err
    assert outputs(root) == [f"{DAY}-failed"]


def test_a_report_that_stops_leaves_what_was_there(root: Path) -> None:
    assert said("run", DAY, "--item", "4", "--quiet") == (0, "", "")
    before = contents(root / f"outputs/{DAY}-item-4")
    change(root, Small("calls", ("open", "1 / 0")), 4)
    code, _, err = said("run", DAY, "--item", "4")
    assert code == 1
    assert "notebooks/calls.ipynb, cell 4: stopped with ZeroDivisionError" in err
    assert contents(root / f"outputs/{DAY}-item-4") == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((DAY, "--item", "9"), f"params/{DAY}.yaml: item '9' has no report; known: 4, 5, 6"),
        (("--all", "--item", "4"), "--item is of one meeting; name its date instead of --all"),
    ],
)
def test_what_cannot_be_made_is_said(root: Path, arguments: tuple[str, ...], sentence: str) -> None:
    code, _, err = said("run", *arguments)
    assert code == 1
    assert sentence in err
    assert outputs(root) == []
