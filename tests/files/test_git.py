"""What git says of files, asked for real."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ccpi_nb.files.git import commit_of
from ccpi_nb.publish.manifest import Commit

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")


def git(root: Path, *arguments: str) -> str:
    me = ["-c", "user.name=Post", "-c", "user.email=post@localhost", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(root), *me, *arguments], check=True, capture_output=True, text=True).stdout.strip()


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


def test_a_change_of_another_file_does_not_show(root: Path) -> None:
    (root / "other.csv").write_text("2")
    found = commit_of(root, ["data.csv"])
    assert found is not None
    assert found.clean


def test_a_name_is_no_pattern(root: Path) -> None:
    (root / "data2.csv").write_text("2")
    assert commit_of(root, ["data*.csv"]) is None


def test_without_version_control_there_is_no_commit(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
