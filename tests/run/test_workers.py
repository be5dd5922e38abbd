"""Tasks that go wrong, and what is left of them."""

import os
import subprocess
import sys
from multiprocessing import Pipe
from pathlib import Path
from subprocess import PIPE
from time import monotonic

import psutil
import pytest
from small import PROMISED, until

from ccpi_nb.kernels.processes import CAN_FORK, end_led_by
from ccpi_nb.run.workers import Done, LocalCrew, Task, _Running

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="what a task leaves is looked for as a POSIX system shows it")


def task(function: str, *arguments: object, deadline: float = 60) -> Task:
    return Task("the report", f"tasks:{function}", arguments, deadline)


def outcome(told: Path, function: str, deadline: float = 60) -> Done:
    """Of a task in a crew of its own, which leaves neither a process nor a file."""
    with LocalCrew(1) as crew:
        (done,) = crew.done([task(function, told, deadline=deadline)])
    assert not crew.scratch.exists()
    assert until(lambda: not _lives(told), PROMISED)
    return done


def test_each_task_gives_its_value_however_many_run_at_once() -> None:
    with LocalCrew(3) as crew:
        done = list(crew.done(task("echo", str(number)) for number in range(5)))
    assert sorted(each.value for each in done) == ["0", "1", "2", "3", "4"]
    assert not crew.scratch.exists()


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_an_outcome_makes_possible_is_done_after_what_waits(jobs: int) -> None:
    def then(done: Done) -> list[Task]:
        return [task("echo", "after")] if done.value == "first" else []

    with LocalCrew(jobs) as crew:
        done = [each.value for each in crew.done([task("echo", "first"), task("echo", "second")], then=then)]
    assert sorted(done) == ["after", "first", "second"]
    assert done.index("after") > done.index("first")
    assert jobs > 1 or done[-1] == "after"


def test_what_a_task_reads_is_noted_once_though_the_watch_begins_twice(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/names.csv").write_text("name\n")
    with LocalCrew(1) as crew:
        (done,) = crew.done([Task("the task", "tasks:noted", (tmp_path,), 60)])
    assert done.value == ["data/names.csv"]


@pytest.mark.parametrize("function", ["sleep_deaf", "hold_the_interpreter"])
def test_a_task_ends_with_its_deadline_whatever_it_holds(tmp_path: Path, function: str) -> None:
    done = outcome(tmp_path / "told", function, deadline=1)
    assert done.problem == "the report took longer than 1 seconds; make it quicker, or give it more with --timeout"


@pytest.mark.parametrize("function", ["end_at_once", "be_killed", "end_beside_a_fork"])
def test_a_task_that_was_ended_is_heard_of_at_once(tmp_path: Path, function: str) -> None:
    done = outcome(tmp_path / "told", function)
    assert done.problem == "the report was ended from outside, perhaps for want of memory; run again"
    assert done.seconds < 60


def test_a_task_that_was_ended_while_it_answered_counts_as_ended() -> None:
    answers, end = Pipe(duplex=False)
    os.write(end.fileno(), b"\0\0\1\0half an answer")
    end.close()
    assert "was ended from outside" in _Running(task("echo"), answers, monotonic()).outcome().problem


@pytest.mark.parametrize("function", ["leave_a_program", "leave_a_daemon"])
def test_what_a_task_leaves_running_is_ended_though_it_made_itself_independent(tmp_path: Path, function: str) -> None:
    if function == "leave_a_daemon" and not Path("/proc/self").exists():
        pytest.skip("only Linux gives an orphan to a process of the run")
    assert outcome(tmp_path / "told", function).problem == ""
    assert (tmp_path / "told").exists()


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        ("refuse", "the file is empty; fill it"),
        ("meet_a_full_disk", "outputs/index.html: No space left on device; make room and run again"),
    ],
)
def test_what_its_author_or_its_user_can_put_right_is_said_in_a_sentence(
    tmp_path: Path, function: str, problem: str
) -> None:
    done = outcome(tmp_path / "told", function)
    assert (done.problem, done.failure) == (problem, "")


def test_any_other_error_of_a_task_comes_with_its_traceback(tmp_path: Path) -> None:
    done = outcome(tmp_path / "told", "stumble")
    assert done.problem == ""
    assert done.failure.endswith("ValueError: something secret\n")


def test_an_interrupt_ends_what_still_runs(tmp_path: Path) -> None:
    told = tmp_path / "told"

    def interrupt(begun: Task) -> None:
        if begun.function == "tasks:echo":
            until(told.exists)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), LocalCrew(2) as crew:
        list(crew.done([task("sleep_deaf", told), task("echo", "word")], interrupt))
    assert told.exists()
    assert until(lambda: not _lives(told), PROMISED)
    assert not crew.scratch.exists()


def test_a_crew_whose_keeper_was_killed_does_without_it(tmp_path: Path) -> None:
    with LocalCrew(1) as crew:
        end_led_by(crew._keeper.pid)
        crew._keeper.join()
        done = list(crew.done([task("echo", "word"), task("echo", "another")]))
    assert [each.value for each in done] == ["word", "another"]
    assert not crew.scratch.exists()


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["keeper", "deputy", "deputy and keeper"])
def test_a_run_that_is_killed_before_it_has_a_task_leaves_no_folder(
    tmp_path_factory: pytest.TempPathFactory, killed: str
) -> None:
    """Unless all who look after it are killed at once."""
    temp = str(tmp_path_factory.mktemp("t"))  # short, as the names of sockets have to be
    begun = subprocess.Popen(
        [sys.executable, "-c", _WAITING], env={**os.environ, "TMPDIR": temp}, stdout=PIPE, text=True
    )
    assert begun.stdout
    scratch, deputy = Path(begun.stdout.readline().strip()), psutil.Process(int(begun.stdout.readline()))
    assert until(deputy.children)
    (keeper,) = deputy.children()
    assert scratch.exists()
    if "keeper" in killed:
        keeper.kill()
    if "deputy" in killed:
        deputy.kill()
    begun.kill()
    begun.communicate()
    assert until(lambda: not (keeper.is_running() or deputy.is_running()), PROMISED)
    assert scratch.exists() == (killed == "deputy and keeper")


_WAITING = """
from time import sleep

from ccpi_nb.run.workers import LocalCrew

with LocalCrew(1) as crew:
    print(crew.scratch, crew._keeper.pid, sep="\\n", flush=True)
    sleep(600)
"""


def _lives(told: Path) -> bool:
    if not told.exists():
        return False
    try:
        return psutil.Process(int(told.read_text())).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
