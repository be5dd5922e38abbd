"""Processes forked from a warm one of our own: multiprocessing's forkserver, which leaves the caller's alone.

Unlike multiprocessing's own processes they do not run the caller's main file again, so a plain script may start them,
and any process may, also one of a pool: as it may start a program. Only where there is fork.
"""

import io
import os
import signal
import threading
from multiprocessing import Process, context, popen_forkserver, reduction, spawn, util
from multiprocessing.forkserver import ForkServer, read_signed
from pathlib import Path
from secrets import token_urlsafe
from tempfile import gettempdir
from typing import Any

from ccpi_nb.errors import InputError
from ccpi_nb.kernels.limits import refuse_low_limits
from ccpi_nb.kernels.processes import fill_streams

# The modules that do a report's imports, and those of the look at a meeting before any report.
PRELOAD, LIGHT_PRELOAD = "ccpi_nb.run.preload", "ccpi_nb.run.survey"
# A socket's name has at most 103 characters, of which multiprocessing takes 32, and a slash.
_LONGEST = 70


class _WarmPopen(popen_forkserver.Popen):
    """multiprocessing's own, but of our server, and silent about the caller's main file, its name and start method."""

    def _launch(self, process_obj: Any) -> None:
        told = spawn.get_preparation_data(process_obj.name)
        told = {
            name: value for name, value in told.items() if not name.startswith(("init_main", "name", "start_method"))
        }
        buffer = io.BytesIO()
        context.set_spawning_popen(self)
        try:
            reduction.dump(told, buffer)
            reduction.dump(process_obj, buffer)
        finally:
            context.set_spawning_popen(None)
        self.sentinel, pipe = _server(process_obj.preload).connect_to_new_process(self._fds)  # type: ignore[attr-defined]
        # While a copy of the pipe's end is open, the process knows that this one lives.
        ends = (os.dup(pipe), self.sentinel)
        self.finalizer = util.Finalize(self, util.close_fds, ends)  # type: ignore[attr-defined]
        with os.fdopen(pipe, "wb") as stream:
            stream.write(buffer.getbuffer())
        self.pid = read_signed(self.sentinel)


class WarmProcess(Process):
    """A process that begins with a report's imports done."""

    preload = PRELOAD

    def start(self) -> None:
        """Start it, whatever this process is: multiprocessing's own lets none of a pool start another."""
        self._popen = _WarmPopen(self)
        self._sentinel = self._popen.sentinel


class LightProcess(WarmProcess):
    """A process that begins with only those imports done that a look at a meeting needs, and so much sooner."""

    preload = LIGHT_PRELOAD


class NestedProcess(Process):
    """A process forked from this one, which is warm itself."""

    def start(self) -> None:
        from multiprocessing.popen_fork import Popen

        self._popen = Popen(self)
        self._sentinel = self._popen.sentinel


class WarmContext(context.ForkServerContext):
    """A multiprocessing context whose processes begin with a report's imports done."""

    Process = WarmProcess  # type: ignore[assignment]


class LightContext(context.ForkServerContext):
    """A multiprocessing context of light processes."""

    Process = LightProcess  # type: ignore[assignment]


# What Python and its libraries read of the environment as they begin, and not again.
_READ_AT_START = ("PYTHON", "LANG", "LC_", "TZ", "TMPDIR", "HOME", "XDG_", "MPL", "OMP_", "OPENBLAS_", "MKL_")
_SERVERS: dict[tuple[object, ...], ForkServer] = {}
_STARTING = threading.Lock()


def _server(preload: str) -> ForkServer:
    # By process, since a fork can't ask for what its parent has started; and the same for all of its threads. By what
    # is read at the start, since a fork has what its server read: a script may set TZ between two notebooks.
    read = sorted(pair for pair in os.environ.items() if pair[0].startswith(_READ_AT_START) and pair[0] != "MPLBACKEND")
    server = _SERVERS.setdefault((os.getpid(), preload, *read), ForkServer())
    server.set_forkserver_preload([preload])
    return server


def start_server(preload: str = PRELOAD) -> None:
    """Start the server, and so its forks, deaf to Ctrl-C; its imports go on beside what the caller does.

    At a terminal that reaches every process, and the run is to end the others.
    """
    fill_streams()
    refuse_low_limits()
    folder = gettempdir()
    if len(os.fsencode(folder)) > _LONGEST:
        raise InputError(
            f"the temp folder's name is too long for the sockets in it: {folder}; set TMPDIR to a shorter one"
        )
    with _STARTING:  # of a cluster's worker, several threads
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                _server(preload).ensure_running()
            finally:
                signal.signal(signal.SIGINT, before)
        else:
            _server(preload).ensure_running()
        _hide(_server(preload))


def _hide(server: Any) -> None:
    """Give the server's socket a name that only this process knows.

    It does what anyone asks who reaches it, also a process for Part I, which is to get none that the lock doesn't bind.
    The name by which Python knows it, and the system lists it, leads nowhere then.
    """
    shown = Path(server._forkserver_address)
    if shown.name.startswith("listener-"):
        # No longer than the one it has: a socket's name may not be.
        server._forkserver_address = str(shown.rename(shown.with_name(token_urlsafe(12))))
