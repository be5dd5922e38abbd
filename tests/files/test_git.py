"""What git says of files, asked for real."""

import shutil
import subprocess
from pathlib import Path

import pytest
from builders import refusal, workbook
from real import commit_all

from ccpi_nb.files.git import Commit, changed_files, commit_of, put_committed

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")


def git(root: Path, *arguments: str) -> str:
    me = ["-c", "user.name=Post", "-c", "user.email=post@localhost", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", "-C", str(root), *me, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(root: Path, name: str, content: str) -> str:
    (root / name).write_text(content)
    git(root, "add", name)
    git(root, "commit", "-q", "-m", name)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    commit(tmp_path, "data.csv", "1")
    return tmp_path


def test_files_are_at_the_last_commit_that_changed_any_of_them(root: Path) -> None:
    second = commit(root, "more.csv", "1")
    commit(root, "other.csv", "1")
    assert commit_of(root, ["data.csv", "more.csv"]) == Commit(second, clean=True)


@pytest.mark.parametrize("name", ["data.csv", "new.csv", "ignored.csv"])
def test_a_file_that_is_not_as_committed_shows(root: Path, name: str) -> None:
    last = commit(root, ".gitignore", "ignored.csv")
    (root / name).write_text("2")
    assert commit_of(root, ["data.csv", ".gitignore", name]) == Commit(last, clean=False)


def test_a_file_that_says_the_same_as_committed_does_not_show(root: Path) -> None:
    commit(root, "notebook.ipynb", "1 said")
    (root / "notebook.ipynb").write_text("2 said")

    def alike(before: bytes, now: bytes) -> bool:
        return before[2:] == now[2:]

    for names, clean in ((["notebook.ipynb"], True), (["notebook.ipynb", "new.csv"], False)):
        (root / names[-1]).write_text("2 said")
        found = commit_of(root, names, alike)
        assert found is not None
        assert found.clean is clean
    (root / "notebook.ipynb").unlink()
    assert commit_of(root, ["notebook.ipynb"], alike) == Commit(git(root, "rev-parse", "HEAD"), clean=False)


def test_a_change_of_another_file_does_not_show(root: Path) -> None:
    (root / "other.csv").write_text("2")
    found = commit_of(root, ["data.csv"])
    assert found is not None
    assert found.clean


def test_a_name_is_no_pattern(root: Path) -> None:
    (root / "data2.csv").write_text("2")
    assert commit_of(root, ["data*.csv"]) is None


def test_without_version_control_there_is_no_commit(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert commit_of(root, []) is None
    assert commit_of(root, ["new.csv"]) is None
    assert commit_of(root / "nowhere", ["data.csv"]) is None
    monkeypatch.setenv("PATH", "")
    assert commit_of(root, ["data.csv"]) is None


def test_asking_changes_nothing(root: Path) -> None:
    (root / "data.csv").touch()
    before = (root / ".git/index").read_bytes()
    commit_of(root, ["data.csv"])
    assert (root / ".git/index").read_bytes() == before


def test_the_last_commit_is_written_out_beside_what_was_changed_since(tmp_path: Path) -> None:
    root = commit_all(workbook(tmp_path / "root"))
    (root / "data/names.csv").write_text("name,why\n")
    (root / "data/observations/calls/2014-15-Q3.csv").write_text("new")
    name = put_committed(root, tmp_path / "committed")
    assert len(name) >= 7
    assert changed_files(tmp_path / "committed", root) == ("data/names.csv", "data/observations/calls/2014-15-Q3.csv")


def test_a_workbook_in_a_folder_of_a_repository_is_found(tmp_path: Path) -> None:
    workbook(tmp_path / "all/root")
    commit_all(tmp_path / "all")
    put_committed(tmp_path / "all/root", tmp_path / "committed")
    assert changed_files(tmp_path / "committed", tmp_path / "all/root") == ()


def test_a_deleted_file_is_a_changed_one(tmp_path: Path) -> None:
    root = commit_all(workbook(tmp_path / "root"))
    put_committed(root, tmp_path / "committed")
    (root / "data/names.csv").unlink()
    assert changed_files(tmp_path / "committed", root) == ("data/names.csv",)


def test_without_a_commit_that_is_said_with_the_remedy(tmp_path: Path) -> None:
    sentence = refusal(put_committed, workbook(tmp_path / "root"), tmp_path / "committed")
    assert "has no last commit to compare with (git says: fatal: not a git repository" in sentence
    assert sentence.endswith("name two outputs to compare instead: ccpi diff 2014-12-11 outputs-before/2014-12-11")


def test_without_git_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(put_committed, tmp_path, tmp_path).startswith(
        "git is not installed, so there is no last commit to compare with"
    )
