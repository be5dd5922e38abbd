"""The lock on exempt data, tried with every way to read that has come to mind: tests/lock_ways.py."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import lock_ways
import pytest
from lock_ways import BEYOND, CHANGES, HONEST, PYTHON, SYSTEM, outcome

from ccpi_nb.exempt.lock import can_seal
from ccpi_nb.exempt.reach import reach_of_part_i

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="its ways are those of Linux")]
READ = ("read", "changed")
needs_landlock = pytest.mark.skipif(not can_seal(), reason="this system has no Landlock")
Tried = Callable[[str], Mapping[str, str]]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    @cache
    def under(lock: str) -> Mapping[str, str]:
        command = [sys.executable, "-W", "ignore", lock_ways.__file__, str(tmp_path_factory.mktemp(lock)), lock]
        found: Mapping[str, str] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        return found

    return under


@pytest.mark.parametrize("name", PYTHON)
def test_what_asks_python_to_open_is_refused_on_every_system(tried: Tried, name: str) -> None:
    assert outcome(tried("python"), PYTHON, name) not in READ


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_closed_can_t_be_changed_either(tried: Tried, name: str) -> None:
    assert outcome(tried("python"), CHANGES, name) not in READ


@pytest.mark.parametrize("name", HONEST)
def test_what_a_report_does_honestly_is_not_refused(tried: Tried, name: str) -> None:
    assert outcome(tried("python"), HONEST, name) == "read"


@needs_landlock
@pytest.mark.parametrize("name", PYTHON | SYSTEM)
def test_with_landlock_no_way_reads(tried: Tried, name: str) -> None:
    assert outcome(tried("both"), SYSTEM if name in SYSTEM else PYTHON, name) not in READ


@needs_landlock
@pytest.mark.parametrize("name", HONEST)
def test_landlock_refuses_nothing_that_a_report_does_honestly(tried: Tried, name: str) -> None:
    assert outcome(tried("both"), HONEST, name) == "read"


@pytest.mark.parametrize("name", BEYOND)
def test_what_the_docs_name_as_beyond_the_lock_still_is(tried: Tried, name: str) -> None:
    assert outcome(tried("both"), BEYOND, name) == "read"


@pytest.mark.parametrize("name", ["open", "listdir", "link", "chdir above", "subprocess", "fork_exec", "ctypes open"])
def test_a_refusal_is_a_sentence(tried: Tried, name: str) -> None:
    assert outcome(tried("python"), PYTHON, name).startswith(
        ("PermissionError: Part I may not ", "PermissionError: a Part I report may not ")
    )


def test_each_way_would_read_without_the_lock(tried: Tried) -> None:
    ways = {**dict.fromkeys(PYTHON, PYTHON), **dict.fromkeys(SYSTEM, SYSTEM), **dict.fromkeys(BEYOND, BEYOND)}
    assert [name for name, table in ways.items() if outcome(tried("none"), table, name) not in READ] == []


@pytest.mark.parametrize("place", ["", "data", "params", "outputs", "tests", "notebooks"])
def test_a_place_of_the_workbook_is_closed_also_where_python_looks_for_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / place))
    reach = reach_of_part_i(tmp_path, tmp_path / "copy", tmp_path / "run/1")
    assert str(tmp_path / place) in reach.closed


def test_of_a_worktree_the_repository_it_belongs_to_is_closed(tmp_path: Path) -> None:
    git = tmp_path / "main/.git"
    (git / "worktrees/w").mkdir(parents=True)
    (git / "worktrees/w/commondir").write_text("../..\n", encoding="utf-8")
    (tmp_path / "w").mkdir()
    (tmp_path / "w/.git").write_text(f"gitdir: {git}/worktrees/w\n", encoding="utf-8")
    reach = reach_of_part_i(tmp_path / "w", tmp_path / "copy", tmp_path / "run/1")
    assert git in {Path(place).resolve() for place in reach.closed}
