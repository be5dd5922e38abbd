"""Tasks in processes of their own: so many at once, each with a deadline, and none left behind however the run ends."""

import gc
import os
import shutil
import signal
import tempfile
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import current_process, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from pkgutil import resolve_name
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Protocol

from ccpi_nb.errors import InputError, disk_problem
from ccpi_nb.kernels.contexts import light_context, warm_context
from ccpi_nb.kernels.processes import CAN_FORK, end_led_by, lead

# How long to wait for a process that has been killed: the system may be slow to say that it has ended.
_PATIENCE = 10.0
# A task makes little garbage and ends soon: to look for it after every few hundred objects takes a tenth of its time.
_OBJECTS = 1_000_000


@dataclass(frozen=True)
class Task:
    """A call to be made in a process of its own: `function(scratch, *arguments)`, with a folder for temporary files.

    The function is named, 'ccpi_nb.run.jobs:make_report', so that who asks for it need not import what it needs. `name`
    begins a sentence about it. A `light` one does not wait for a report's imports.
    """

    name: str
    function: str
    arguments: tuple[Any, ...]
    deadline: float
    light: bool = False


@dataclass(frozen=True)
class Done:
    """The outcome of a task: its value, its problem in sentences, or the traceback of a failure of the code."""

    task: Task
    value: Any = None
    problem: str = ""
    failure: str = ""
    seconds: float = 0


class Crew(Protocol):
    """What does tasks: the processes of this machine, or a cluster."""

    def done(self, tasks: Iterable[Task], begun: Callable[[Task], None] = ...) -> Iterator[Done]:
        """Yield each task's outcome as it arrives; `begun` is called with each task as it begins."""


class LocalCrew:
    """This machine's processes, forked warm where there is fork.

    Leaving the `with` ends all that still run. Four look after that, as any of them may be killed: this process, the
    keeper that outlives it, the keeper's deputy, and each process for itself.
    """

    scratch: Path

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._running: dict[BaseProcess, _Running] = {}
        self._count = 0

    def __enter__(self) -> "LocalCrew":
        context = light_context()
        warm_context()  # whose imports go on beside what is light
        # Once this process has gone, however it went, the pipe's end tells the keeper.
        self._leash, end = context.Pipe()
        self._keeper = context.Process(target=_keep, args=(end,), daemon=True)
        try:
            with _starting():
                self._keeper.start()
                end.close()
                made = self._leash.recv()
            if isinstance(made, OSError):
                raise made
        except BaseException:
            self._leash.close()
            raise
        self.scratch = made
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for process in [*self._running]:
                self._end(process)
            _clear(self.scratch)
        finally:
            self._leash.close()
            self._keeper.join(_PATIENCE)

    def leave(self) -> None:
        """End all that still runs, from any thread: the keeper does it, as if this process had gone."""
        self._leash.close()
        self._keeper.join(_PATIENCE)

    def done(
        self,
        tasks: Iterable[Task],
        begun: Callable[[Task], None] = lambda task: None,
        then: Callable[[Done], Iterable[Task]] = lambda done: (),
    ) -> Iterator[Done]:
        """Yield each task's outcome as it arrives; `then` gives the tasks that an outcome makes possible.

        Those are done after the tasks that wait.
        """
        waiting = deque(tasks)

        def fill() -> None:
            while waiting and len(self._running) < self.jobs:
                begun(waiting[0])
                self._start(waiting.popleft())

        fill()
        while self._running:
            soonest = min(each.until for each in self._running.values())
            ready = wait([*(each.answers for each in self._running.values())], timeout=max(0, soonest - monotonic()))
            now = monotonic()
            for process, running in [*self._running.items()]:
                if running.answers in ready or running.until <= now:
                    outcome = replace(running.outcome(), seconds=now - running.since)
                    self._end(process)
                    fill()  # before anything is done with what has come
                    waiting.extend(then(outcome))
                    fill()
                    yield outcome

    def _start(self, task: Task) -> None:
        context = light_context() if task.light else warm_context()
        self._count += 1
        folder = self.scratch / str(self._count)
        folder.mkdir()
        answers, end = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(end, task.function, folder, task.arguments))
        self._running[process] = _Running(task, answers, monotonic())
        with _starting():
            process.start()
        end.close()
        self._tell_keeper(process, is_running=True)

    def _end(self, process: BaseProcess) -> None:
        """End a task's process, and whatever it started."""
        if process.pid:
            end_led_by(process.pid)
            process.join(_PATIENCE)
            self._tell_keeper(process, is_running=False)
        self._running.pop(process).answers.close()

    def _tell_keeper(self, process: BaseProcess, *, is_running: bool) -> None:
        with suppress(OSError):  # without a keeper there are two others
            self._leash.send((process.pid, is_running))


@dataclass(frozen=True)
class _Running:
    task: Task
    answers: Connection
    since: float

    @property
    def until(self) -> float:
        return self.since + self.task.deadline

    def outcome(self) -> Done:
        if not self.answers.poll():
            late = (
                f"{self.task.name} took longer than {self.task.deadline:.0f} seconds; make it quicker, or give it "
                f"more with --timeout"
            )
            return Done(self.task, problem=late)
        try:
            return Done(self.task, *self.answers.recv())
        except (EOFError, OSError):
            return Done(
                self.task, problem=f"{self.task.name} was ended from outside, perhaps for want of memory; run again"
            )


@contextmanager
def _starting() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError):
        raise InputError("the run's processes were ended from outside while they started; run again") from None


def _work(answers: Connection, function: str, folder: Path, arguments: tuple[Any, ...]) -> None:
    lead()
    gc.set_threshold(_OBJECTS)
    # What is laid down on the way goes with the run, whatever ends this process.
    tempfile.tempdir = os.environ["TMPDIR"] = current_process()._config["tempdir"] = str(folder)  # type: ignore[attr-defined]
    # Nor is anything laid in the user's own folder, where a process for Part I may not even make one.
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    follower = threading.Thread(target=_follow, args=(folder.parent,), daemon=True)
    follower.start()
    if hasattr(os, "register_at_fork"):
        # Else what is forked from here could keep the pipe open, and the end of this process unheard.
        os.register_at_fork(after_in_child=answers.close)
    try:
        answer = resolve_name(function)(folder, *arguments), "", ""
    except InputError as problem:
        answer = None, str(problem), ""
    except OSError as problem:
        sentence = disk_problem(problem)
        answer = None, sentence, "" if sentence else traceback.format_exc()
    except Exception:
        answer = None, "", traceback.format_exc()
    with suppress(OSError):  # should the run have gone
        answers.send(answer)
    # Its end is for the run to bring about, or for the follower: until then it can be asked for what it started.
    follower.join()


def _follow(scratch: Path) -> None:
    """End with the run, should there be no keeper to see to it."""
    run = parent_process()
    if run:
        run.join()
    end_led_by(os.getpid(), spare_leader=True)
    _clear(scratch)
    end_led_by(os.getpid())


def _keep(leash: Connection) -> None:
    """Outlive the run, to end what it left: its processes, and its folder, made here, with the keys to its kernels."""
    lead()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        scratch = Path(tempfile.mkdtemp(prefix="ccpi-"))
    except OSError as problem:
        leash.send(problem)
        return
    with suppress(OSError):  # should the run have gone
        leash.send(scratch)
    if CAN_FORK:
        from ccpi_nb.kernels.forks import NestedProcess

        # This process is its deputy: a run that is killed together with its keeper may have no process yet that could
        # see to what they leave.
        keeper = NestedProcess(target=_end_what_is_left, args=(leash, scratch))
        keeper.start()
        leash.close()
        keeper.join()
        if (run := parent_process()) and scratch.exists():
            run.join()
            _clear(scratch)
    else:
        _end_what_is_left(leash, scratch)


def _end_what_is_left(leash: Connection, scratch: Path) -> None:
    """Wait until the run has gone, then end its processes and remove its folder."""
    running: set[int] = set()
    # A run that is killed may leave the end of a message unsent.
    with suppress(EOFError, OSError):
        while True:
            pid, is_running = leash.recv()
            (running.add if is_running else running.discard)(pid)
    for pid in running:
        end_led_by(pid)
    _clear(scratch)


def _clear(scratch: Path) -> None:
    # A process that is just ending may still write there.
    for _ in range(20):
        shutil.rmtree(scratch, ignore_errors=True)
        if not scratch.exists():
            return
        sleep(0.1)
