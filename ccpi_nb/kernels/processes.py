"""How this project starts and ends processes.

Where there is fork, they are forked from one that has done a report's imports.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()

_PR_SET_CHILD_SUBREAPER = 36


def fill_streams() -> None:
    """Open input, output and errors where they are closed, lest the next file that is opened be taken for one."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)


def is_warm() -> bool:
    """Whether the imports are done in this process: the forkserver says nothing where they fail."""
    return "ccpi_nb.run.preload" in sys.modules


def lead() -> None:
    """Make this process one with which `end_led_by` can end all that it starts, even what makes itself independent."""
    if hasattr(os, "setsid"):
        os.setsid()
    if sys.platform == "linux":
        # An orphan then becomes this process's own child, not the system's.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_led_by(leader: int, *, spare_leader: bool = False) -> None:
    """End all that a leading process has started, whatever it holds, and then that process."""
    for _ in range(2):  # the second time for what was just being started
        for pid in _led_by(leader):
            _kill(pid)
    if not spare_leader:
        _kill(leader)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _led_by(leader: int) -> set[int]:
    """The other processes of a leader's session, and the descendants of all of these."""
    processes = [process for process in _processes() if process[0] != leader]
    found = {leader}
    while more := {
        pid for pid, parent, session in processes if pid not in found and (parent in found or session == leader)
    }:
        found |= more
    return found - {leader}


def _processes() -> Iterator[tuple[int, int, int | None]]:
    """Yield the numbers of every process, of its parent and of its session."""
    if sys.platform != "linux":
        import psutil

        for process in psutil.process_iter(["ppid"]):
            yield process.pid, process.info["ppid"], _session(process.pid)
        return
    # psutil would read each of these files twice, and more.
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                _, parent, _, session = (folder / "stat").read_bytes().rpartition(b")")[2].split()[:4]
                yield int(folder.name), int(parent), int(session)


def _session(pid: int) -> int | None:
    if hasattr(os, "getsid"):
        with suppress(ProcessLookupError, PermissionError):
            return os.getsid(pid)
    return None
