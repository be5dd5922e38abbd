"""What changes in a workbook, as its files tell."""

from pathlib import Path

import pytest

from ccpi_nb.preview.files import changed, stamps

CSV = "data/observations/calls/2014-15-Q2.csv"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, CSV, "one")
    write(tmp_path, "notebooks/calls.ipynb", "{}")
    write(tmp_path, "outputs/2014-12-11/public/index.html", "made")
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def test_nothing_has_changed_where_nothing_was_written(root: Path) -> None:
    assert changed(stamps(root), stamps(root)) == frozenset()


def test_a_file_that_is_saved_has_changed_and_its_folder_has_not(root: Path) -> None:
    before = stamps(root)
    write(root, CSV, "another")
    assert changed(before, stamps(root)) == {CSV}


@pytest.mark.parametrize("comes", [True, False])
def test_a_file_that_comes_or_goes_changes_what_its_folders_list(root: Path, comes: bool) -> None:
    before = stamps(root)
    if comes:
        write(root, "data/observations/calls/2014-11.csv", "two")
        name = "data/observations/calls/2014-11.csv"
    else:
        (root / CSV).unlink()
        name = CSV
    assert changed(before, stamps(root)) == {name, "data/observations/calls/", "data/observations/", "data/"}


@pytest.mark.parametrize(
    "name",
    ["notebooks/.ipynb_checkpoints/calls-checkpoint.ipynb", "data/.~lock.calls.csv#", "outputs/2014-12-11/x.html"],
)
def test_what_programs_write_for_themselves_and_what_a_run_makes_changes_nothing(root: Path, name: str) -> None:
    before = stamps(root)
    write(root, name, "noise")
    assert changed(before, stamps(root)) == frozenset()


def test_other_folders_are_looked_at_where_they_are_named(root: Path) -> None:
    before = stamps(root, "outputs/2014-12-11")
    write(root, "outputs/2014-12-11/public/index.html", "made again")
    assert changed(before, stamps(root, "outputs/2014-12-11")) == {"outputs/2014-12-11/public/index.html"}
