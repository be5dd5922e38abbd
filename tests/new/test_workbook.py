"""A workbook of one's own."""

from pathlib import Path

import pytest
from builders import refusal
from real import contents

from ccpi_nb.meeting.waiting import waiting
from ccpi_nb.new.workbook import new_workbook
from ccpi_nb.review.check import problems_of
from ccpi_nb.workbook.inputs import Workbook


@pytest.mark.parametrize("name", ["mine", "deep/down/mine", "with a space"])
def test_a_new_workbook_has_no_problem_and_waits_for_nothing(tmp_path: Path, name: str) -> None:
    files = new_workbook(tmp_path / name)
    assert set(files) == set(contents(tmp_path / name))
    made = Workbook(tmp_path / name)
    assert problems_of(made) == ()
    assert waiting(made) == ()
    assert len(made.indicators) == 2
    assert (tmp_path / name / "outputs/.gitignore").read_text() == "*\n!.gitignore\n"


def test_two_new_workbooks_are_the_same(tmp_path: Path) -> None:
    new_workbook(tmp_path / "one")
    new_workbook(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_empty_folder_becomes_a_workbook_and_stays_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    before = (tmp_path / "mine").stat().st_ino
    new_workbook(tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("there", ["mine/notes.txt", "mine/.git/config", "mine"])
def test_what_is_there_already_stays_as_it_is(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / there).write_text("mine")
    folder = tmp_path / "mine"
    assert refusal(new_workbook, folder) == (
        f"{folder} is there already and is not empty, and nothing was changed; name a new folder"
    )
    assert contents(tmp_path) == {there: b"mine"}
