"""Tasks in processes of their own: so many at once, each with a deadline, and none left behind however the run ends."""

import os
import shutil
import signal
import tempfile
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from pkgutil import resolve_name
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Protocol

import psutil

from ccpi_nb.errors import InputError
from ccpi_nb.processes import warm_context


@dataclass(frozen=True)
class Task:
    """A call to be made in a process of its own: `function(scratch, *arguments)`, with a folder for what it needs on the way.

    The function is named, 'ccpi_nb.making:make_report', so that who asks for it need not import what it needs.
    """

    function: str
    arguments: tuple[Any, ...]
    deadline: float


@dataclass(frozen=True)
class Done:
    """What became of a task: its value, or why it has none, in a sentence that follows the task's name."""

    task: Task
    value: Any = None
    problem: str = ""
    seconds: float = 0


class Crew(Protocol):
    """Whoever does tasks: this machine, or a cluster."""

    def done(self, tasks: Iterable[Task], begun: Callable[[Task], None] = ...) -> Iterator[Done]:
        """Each task's outcome, as it comes; `begun` hears of each as it begins."""


class LocalCrew:
    """This machine's processes, forked warm where there is fork. Leaving the `with` ends all that still run."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.scratch = Path(tempfile.mkdtemp(prefix="ccpi-"))
        self._running: dict[BaseProcess, _Running] = {}
        self._count = 0

    def __enter__(self) -> "LocalCrew":
        context = warm_context()
        end, self._leash = context.Pipe(duplex=False)
        # Once this process has gone, however it went, the pipe's end tells the keeper.
        self._keeper = context.Process(target=_keep, args=(end, str(self.scratch)), daemon=True)
        self._keeper.start()
        end.close()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for process in [*self._running]:
            self._end(process)
        self._leash.close()
        self._keeper.join(10)

    def done(self, tasks: Iterable[Task], begun: Callable[[Task], None] = lambda task: None) -> Iterator[Done]:
        waiting = deque(tasks)
        while waiting or self._running:
            while waiting and len(self._running) < self.jobs:
                begun(waiting[0])
                self._start(waiting.popleft())
            soonest = min(each.until for each in self._running.values())
            ready = wait([*(each.answers for each in self._running.values())], timeout=max(0, soonest - monotonic()))
            now = monotonic()
            for process, running in [*self._running.items()]:
                if running.answers in ready or running.until <= now:
                    outcome = running.outcome()
                    self._end(process)
                    yield replace(outcome, seconds=now - running.since)

    def _start(self, task: Task) -> None:
        context = warm_context()
        self._count += 1
        folder = self.scratch / str(self._count)
        folder.mkdir()
        answers, end = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(end, task.function, folder, task.arguments))
        process.start()
        end.close()
        self._running[process] = _Running(task, answers, monotonic())
        self._leash.send((process.pid, True))

    def _end(self, process: BaseProcess) -> None:
        """End a task's process, and whatever it started."""
        running = self._running.pop(process)
        if process.pid:
            end_with_children(process.pid)
            process.join()
            self._leash.send((process.pid, False))
        running.answers.close()


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
            return Done(self.task, problem=f"took longer than {self.task.deadline:.0f} seconds; make it quicker, or give it more with --timeout")
        try:
            value, problem, failure = self.answers.recv()
        except EOFError:
            return Done(self.task, problem="was ended from outside; run again")
        if failure:
            raise RuntimeError(f"a task failed in a way that is not its author's fault:\n{failure}")
        return Done(self.task, value, problem)


def end_with_children(pid: int) -> None:
    """End a process, its session and its children, whatever they hold."""
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        children = []
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    for process in children:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).kill()


def _work(answers: Connection, function: str, folder: Path, arguments: tuple[Any, ...]) -> None:
    if hasattr(os, "setsid"):
        os.setsid()
    # What it forgets to delete goes with the run's folder.
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    try:
        answers.send((resolve_name(function)(folder, *arguments), "", ""))
    except InputError as problem:
        answers.send((None, str(problem), ""))
    except Exception:
        answers.send((None, "", traceback.format_exc()))


def _keep(leash: Connection, scratch: str) -> None:
    """Outlive the run, to end what it left: its processes, and its folder with the keys to its kernels."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    running: set[int] = set()
    with suppress(EOFError):
        while True:
            pid, is_running = leash.recv()
            (running.add if is_running else running.discard)(pid)
    for pid in running:
        end_with_children(pid)
    # A process that is just ending may still write there.
    for _ in range(20):
        shutil.rmtree(scratch, ignore_errors=True)
        if not Path(scratch).exists():
            return
        sleep(0.1)
