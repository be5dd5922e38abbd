"""Tasks for a crew, each of which goes wrong in its own way.

They write the number of a process that must not outlive them to `told`.
"""

import ctypes
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ccpi_nb.errors import InputError
from ccpi_nb.run.watch import begin

Told = Path
LONG = 600


def echo(scratch: Path, word: str) -> str:
    (scratch / "note").write_text(word)
    return word


def loaded(scratch: Path) -> list[str]:
    """The modules that a task begins with."""
    return sorted(sys.modules)


def noted(scratch: Path, root: Path) -> list[str]:
    """What is noted of a file that is read once, where the watch was begun twice, as it is in a report's kernel."""
    for _ in range(2):
        begin(str(scratch), str(root))
    (root / "data" / "names.csv").read_bytes()
    return (scratch / "read").read_text().splitlines()


def loaded_after(scratch: Path, notebook: Path) -> tuple[list[str], list[str]]:
    """The modules that running a notebook loads in the process that runs it, and those that its kernel loads.

    Its last cell prints those that the kernel has.
    """
    from ccpi_nb.run.notebook_run import Surroundings, run_notebook

    before = {*sys.modules}
    (shown,) = run_notebook(notebook, {}, Surroundings(scratch, notebook.parent, nested=True)).cells[-1].outputs
    return sorted({*sys.modules} - before), sorted({*json.loads(shown.text)} - before)


def refuse(scratch: Path, told: Told) -> None:
    raise InputError("the file is empty; fill it")


def meet_a_full_disk(scratch: Path, told: Told) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "outputs/index.html")


def stumble(scratch: Path, told: Told) -> None:
    raise ValueError("something secret")


def end_at_once(scratch: Path, told: Told) -> None:
    os._exit(0)


def be_killed(scratch: Path, told: Told) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep_deaf(scratch: Path, told: Told) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _tell(told, os.getpid())
    time.sleep(LONG)


def hold_the_interpreter(scratch: Path, told: Told) -> None:
    _tell(told, os.getpid())
    ctypes.PyDLL(None).sleep(LONG)


def leave_a_program(scratch: Path, told: Told) -> None:
    _tell(told, subprocess.Popen(["sleep", str(LONG)], start_new_session=True).pid)


def leave_a_daemon(scratch: Path, told: Told) -> None:
    """Forked twice and in a session of its own, as services make themselves independent."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            _tell(told, os.getpid())
            time.sleep(LONG)
        os._exit(0)
    _wait_for(told)


def end_beside_a_fork(scratch: Path, told: Told) -> None:
    if os.fork() == 0:
        _tell(told, os.getpid())
        time.sleep(LONG)
    _wait_for(told)
    os._exit(0)


def _tell(told: Told, pid: int) -> None:
    told.with_suffix(".part").write_text(str(pid))
    told.with_suffix(".part").rename(told)


def _wait_for(told: Told) -> None:
    while not told.exists():
        time.sleep(0.01)
