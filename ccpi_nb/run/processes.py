"""How this project starts and ends processes.

Where there is fork, they are forked from one that has done a report's imports.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from tempfile import gettempdir
from typing import Any

import psutil

from ccpi_nb.errors import InputError

# The module that does a report's imports.
PRELOAD = "ccpi_nb.run.preload"
CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()

_PR_SET_CHILD_SUBREAPER = 36
# A socket's name has at most 103 characters, of which multiprocessing takes 32, and a slash.
_LONGEST = 70


def warm_context() -> Any:
    """Return a multiprocessing context; with fork, its processes begin with a report's imports done."""
    if not CAN_FORK:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOAD])
    _start_forkserver()
    return context


def is_warm() -> bool:
    """Whether the imports are done in this process: the forkserver says nothing where they fail."""
    return PRELOAD in sys.modules


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


@cache
def _start_forkserver() -> None:
    """Start the forkserver, and so its forks, deaf to Ctrl-C.

    At a terminal that reaches every process, and the run is to end the others.
    """
    from multiprocessing import forkserver

    folder = gettempdir()
    if len(os.fsencode(folder)) > _LONGEST:
        raise InputError(
            f"the temp folder's name is too long for the sockets in it: {folder}; set TMPDIR to a shorter one"
        )
    if threading.current_thread() is not threading.main_thread():
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
    _hide(forkserver._forkserver)


def _hide(server: Any) -> None:
    """Give the forkserver's socket a name that only this process knows.

    It does what anyone asks who reaches it, also a process for Part I, which is to get none that the lock doesn't bind.
    The name by which Python knows it, and the system lists it, leads nowhere then.
    """
    # No longer than the one it has: a socket's name may not be.
    shown = Path(server._forkserver_address)
    server._forkserver_address = str(shown.rename(shown.with_name(token_urlsafe(12))))
