"""How this project starts and ends processes.

Where there is fork, they are forked from one that has done a report's imports.
"""

import ctypes
import multiprocessing
import os
import sys
from contextlib import suppress

import psutil

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
        for process in _led_by(leader):
            with suppress(psutil.Error):
                process.kill()
    if not spare_leader:
        with suppress(psutil.Error):
            psutil.Process(leader).kill()


def _led_by(leader: int) -> list[psutil.Process]:
    """The other processes of a leader's session, and the descendants of all of these."""
    others = [process for process in psutil.process_iter(["ppid"]) if process.pid != leader]
    found = {leader}
    while more := {
        each.pid
        for each in others
        if each.pid not in found and (each.info["ppid"] in found or _session(each.pid) == leader)
    }:
        found |= more
    return [process for process in others if process.pid in found]


def _session(pid: int) -> int | None:
    if hasattr(os, "getsid"):
        with suppress(ProcessLookupError, PermissionError):
            return os.getsid(pid)
    return None
