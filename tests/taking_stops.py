"""Taking a file in, stopped at step after step: killed, or refused by the disk.

A program of its own, as a test's process has threads, which a fork does not suit.
"""

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

from sent import POST, contents, read_lines, sent, taking_workbook

from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.files import atomic
from ccpi_nb.intake import readers
from ccpi_nb.intake.plan import Plan, plan_of
from ccpi_nb.intake.readers import take
from ccpi_nb.intake.received import kept_problems, received
from ccpi_nb.intake.writing import recover, take_in
from ccpi_nb.workbook.inputs import Workbook

# Python's own names for what changes a disk; fsync, which has none, is given one.
_STEPS = frozenset(
    {
        *("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.scandir", "os.utime", "fsync"),
        *("ctypes.dlsym", "shutil.copyfile", "shutil.copystat"),
    }
)
_DONE, _STOPPED = 0, 3
NOON = datetime(2014, 12, 11, 12)
LINES = (
    "calls|calls_answered|2014-11||82.14 230/280|E8",
    "calls|calls_answered|2014-15-Q2||65.9|E9",
    "words|calls|2014-12-11|The line was busy.|A2",
)


def stopped_at_steps(folder: Path, how: str, every: int, *, exchanges: bool = True) -> list[tuple[str, str]]:
    """What the data are after a stop at each n-th step, and after the next reading: 'old', 'new', or what they are."""
    done = subprocess.run(
        [sys.executable, __file__, str(folder), how, str(every), str(int(exchanges))],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=1800,
    )
    return [(at_once, after) for at_once, after in map(json.loads, done.stdout.splitlines())]


def reading(root: Path, file: Path) -> None:
    """Take a file in as the command does."""
    readers.readers = lambda: iter([read_lines])
    recover(root, NOON)
    taken = [take(received(file), Workbook(root))]

    def planned(workbook: Workbook) -> Plan:
        return plan_of(workbook, taken, day_of("2014-12-11"))

    plan = planned(Workbook(root))
    if plan.written:
        take_in(root, planned, plan, POST, NOON)


def _found(folder: Path, how: str, every: int) -> Iterator[tuple[str, str]]:
    file = sent(folder / "in", *LINES)
    fresh = taking_workbook(folder / "fresh")
    old = contents(fresh / "data")
    done = folder / "done"
    shutil.copytree(fresh, done)
    _in_a_fork(lambda: reading(done, file))
    new = contents(done / "data")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()

    def state(root: Path) -> str:
        found = contents(root / "data") if (root / "data").exists() else {}
        if problems := [*kept_problems(root)]:
            return "; ".join(problems)
        if found == new and not (root / f"received/{sha256}.txt").exists():
            return "new, and the file is not kept"
        return "old" if found == old else "new" if found == new else "none" if not found else f"other: {sorted(found)}"

    for step in count(1, every):
        root = folder / "stopped"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(fresh, root)
        code = _in_a_fork(lambda step=step, root=root: _stopped(lambda: reading(root, file), step, how))
        at_once = state(root)
        _in_a_fork(lambda root=root: reading(root, file))
        left = [path.name for path in (*root.glob(".*"), *root.glob("received/.half-*"))]
        yield at_once, state(root) if not left else f"left: {left}"
        if code == _DONE:
            return


def _in_a_fork(act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as problem:
            print(problem, file=sys.stderr)
            os._exit(1)
        os._exit(_DONE)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _stopped(act: Callable[[], None], step: int, how: str) -> None:
    steps = count(1)
    stopped = False

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal stopped
        reads = event == "open" and len(arguments) > 1 and arguments[1] in ("r", "rb")
        if event in _STEPS and not reads and next(steps) == step:
            stopped = True
            if how == "refused":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = lambda number: sys.audit("fsync")  # and no more: a kill loses nothing that was written
    sys.addaudithook(hook)
    try:
        act()
    except Exception:
        assert stopped
    os._exit(_STOPPED if stopped else _DONE)


if __name__ == "__main__":
    place, way, stride, exchanging = sys.argv[1:]
    if not int(exchanging):
        atomic._exchange = lambda one, other: False
    for found in _found(Path(place), way, int(stride)):
        print(json.dumps(found), flush=True)
