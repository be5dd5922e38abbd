import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings
from real import copy_of_workbook

from ccpi_nb.run.meeting_run import Orders, StepState, run_meeting

# What pytest makes of all tests' asserts takes each process seconds, so it is kept for the next one, also where
# PYTHONDONTWRITEBYTECODE is set.
sys.dont_write_bytecode = False

pytest_plugins = ["pytester", "reference_items", "slow"]

# The same examples on every run, however slow the machine: a law that fails here fails for everyone.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def outputs_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives the outputs of a meeting, run once for all tests: look at them, leave them as they are.

    The processes of pytest-xdist share the runs; a lock of SQLite's, which goes with the process that holds it, has the
    others wait.
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
