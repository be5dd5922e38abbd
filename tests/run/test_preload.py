"""What the two processes have loaded that a run's tasks are forked from: each second of it is one that all wait for."""

import pytest

from ccpi_nb.kernels.processes import CAN_FORK
from ccpi_nb.run.workers import LocalCrew, Task

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="without fork each process imports what it needs")


@pytest.fixture(scope="module")
def loaded() -> dict[bool, list[str]]:
    """The modules that a task begins with, by whether it is a light one."""
    with LocalCrew(2) as crew:
        tasks = [Task("the task", "tasks:loaded", (), 60, light=is_light) for is_light in (True, False)]
        return {done.task.light: done.value for done in crew.done(tasks)}


def packages(modules: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_no_task_begins_with_what_few_reports_use(loaded: dict[bool, list[str]]) -> None:
    """Small numbers to be protected, a recovery's line, a chart of an author's own, identifiers in JSON."""
    for modules in loaded.values():
        assert not packages(modules) & {"scipy", "seaborn", "lark"}


def test_the_look_at_a_meeting_waits_for_no_report_s_imports(loaded: dict[bool, list[str]]) -> None:
    heavy = {"IPython", "ipykernel", "matplotlib", "nbclient", "pandas", "papermill", "typst", "xlsxwriter", "zmq"}
    assert packages(loaded[False]) >= heavy
    assert not packages(loaded[True]) & heavy
    assert "ccpi_nb.run.survey" in loaded[True]


def test_how_many_modules_are_loaded_is_known(loaded: dict[bool, list[str]]) -> None:
    assert len(loaded[True]) <= 860
    assert len(loaded[False]) <= 2160
