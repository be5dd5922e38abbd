import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from real import copy_of_workbook

from ccpi_nb.run.meeting_run import Orders, StepState, run_meeting

pytest_plugins = ["pytester", "reference_items"]

# The same examples on every run, however slow the machine: a law that fails here fails for everyone.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

TESTS = Path(__file__).parent
# Where kernels, browsers and whole meetings run. In any other file a slow test says so itself: @pytest.mark.slow.
SLOW_PLACES = (
    "publish/test_part_folder.py",
    "review/test_sign_off.py",
    "review/test_verify.py",
    "run",
    "test_accessibility.py",
    "test_cli.py",
    "test_faults.py",
    "test_hostile_pages.py",
    "test_notebooks.py",
)
# A test that uses one of these runs a whole meeting, or pytest itself.
SLOW_FIXTURES = ("outputs_of", "pytester")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        in_slow_place = any(item.path.is_relative_to(TESTS / place) for place in SLOW_PLACES)
        if in_slow_place or any(fixture in fixtures for fixture in SLOW_FIXTURES):
            item.add_marker("slow")


_MARK_IT = "this test starts a process; mark it with @pytest.mark.slow, so that `make quick` leaves it out"


@pytest.fixture(autouse=True)
def _only_slow_tests_start_processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that starts a kernel, a browser or another process without being marked slow, so that `make quick` stays quick."""
    if any(request.node.get_closest_marker(marker) for marker in ("slow", "soak")):
        return
    open_process = subprocess.Popen.__init__

    def open_git(self: Any, arguments: Any, *others: Any, **options: Any) -> None:
        # The package itself asks git, which answers within milliseconds.
        if isinstance(arguments, str) or arguments[0] != "git":
            pytest.fail(_MARK_IT)
        open_process(self, arguments, *others, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", open_git)
    monkeypatch.setattr(BaseProcess, "start", lambda process: pytest.fail(_MARK_IT))


@pytest.fixture(scope="session")
def outputs_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives the outputs of a meeting, run once for all tests: look at them, leave them as they are.

    The processes of pytest-xdist share the runs; a lock of SQLite's, which goes with the process that holds it, has the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if hasattr(request.config, "workerinput") else base) / "meetings"

    def outputs(day: str) -> Path:
        root = shared / day
        made = root / "outputs" / day
        shared.mkdir(exist_ok=True)
        with closing(sqlite3.connect(shared / f"{day}.lock", timeout=900, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            if not root.exists():
                steps = run_meeting(copy_of_workbook(root), day, Orders(2), lambda step: None, datetime.now())
                assert [step.why for step in steps if step.state is StepState.FAILED] == []
        assert made.exists(), f"the run of {day} failed; the test that needed it first says why"
        return made

    return outputs
