import subprocess
from pathlib import Path

import pytest
from builders import refusal, workbook

from ccpi_nb.files.committed import changed_files, put_committed


def commit(root: Path) -> Path:
    who = ["-c", "user.name=Analyst", "-c", "user.email=analyst@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "All of it"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)
    return root


def test_the_last_commit_is_written_out_beside_what_was_changed_since(tmp_path: Path) -> None:
    root = commit(workbook(tmp_path / "root"))
    (root / "data/names.csv").write_text("name,why\n")
    (root / "data/observations/calls/2014-15-Q3.csv").write_text("new")
    name = put_committed(root, tmp_path / "committed")
    assert len(name) >= 7
    assert changed_files(tmp_path / "committed", root) == ("data/names.csv", "data/observations/calls/2014-15-Q3.csv")


def test_a_workbook_in_a_folder_of_a_repository_is_found(tmp_path: Path) -> None:
    workbook(tmp_path / "all/root")
    commit(tmp_path / "all")
    put_committed(tmp_path / "all/root", tmp_path / "committed")
    assert changed_files(tmp_path / "committed", tmp_path / "all/root") == ()


def test_a_deleted_file_is_a_changed_one(tmp_path: Path) -> None:
    root = commit(workbook(tmp_path / "root"))
    put_committed(root, tmp_path / "committed")
    (root / "data/names.csv").unlink()
    assert changed_files(tmp_path / "committed", root) == ("data/names.csv",)


def test_without_a_commit_that_is_said_with_the_remedy(tmp_path: Path) -> None:
    sentence = refusal(put_committed, workbook(tmp_path / "root"), tmp_path / "committed")
    assert "has no last commit to compare with (git says: fatal: not a git repository" in sentence
    assert sentence.endswith("name two outputs to compare instead: ccpi diff 2014-12-11 outputs-before/2014-12-11")


def test_without_git_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(put_committed, tmp_path, tmp_path).startswith("git is not installed, so there is no last commit to compare with")
