"""What a forked process does to be a kernel as a fresh Python would be one.

Whatever a notebook could tell the two apart by is set back here: it is the caller's, or that of the process that did
the imports.
"""

import asyncio
import atexit
import ctypes
import gc
import inspect
import logging
import multiprocessing
import os
import signal
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from multiprocessing import process, util
from pathlib import Path
from socket import socket
from typing import Any

from ccpi_nb.kernels.pipe import NOT_BEGUN, Channel
from ccpi_nb.kernels.processes import end_led_by, lead

# As they were when this process, or the one that it is forked from, began: where modules are looked for, when garbage
# is, and what multiprocessing takes a process for that it has not started.
_PATH = [folder for folder in sys.path if folder]
_THRESHOLDS = gc.get_threshold()
_MAIN = multiprocessing.current_process()


def be_kernel(
    arguments: Sequence[str], folder: str, environment: Mapping[str, str], *, pipe: socket, key: bytes, leads: bool
) -> None:
    """Be `python -m ipykernel_launcher` with these arguments, in this folder and environment, for who holds the pipe.

    A kernel that `leads` ends itself and all that it has started when the process that asked for it has gone; otherwise
    that process sees to it.
    """
    from ccpi_nb.kernels.piped_kernel import PipedKernelApp

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    if leads:
        lead()
        _end_with_parent()
        # The warm process left the debugger out, which a report is run without, but which sets a name or two.
        sys.modules.pop("ipykernel.debugger", None)
    _forget_parent()
    sys.path[:] = _PATH
    launcher = find_spec("ipykernel_launcher")
    sys.argv = [launcher.origin if launcher and launcher.origin else "ipykernel_launcher", *arguments]
    kernel: Any = PipedKernelApp.instance()
    kernel.pipe, kernel.session.key = pipe, key
    try:
        # With its parent's number a kernel ends when that has gone.
        kernel.initialize([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
        _settle_libraries()
    except OSError as error:  # its settings, or a library's, can't be written or read
        said = (error.errno or 0, error.strerror or error, error.filename2 or error.filename or "")
        Channel(NOT_BEGUN, pipe.sendall).send_multipart([os.fsencode(str(part)) for part in said])
        os._exit(1)
    # To find a traceback's lines, inspect asks of each frame all modules whether its file is theirs: none has a cell's.
    kernel.shell.events.register("pre_run_cell", _not_of_a_module)
    kernel.start()
    # As Python ends, not as a fork does: what was to be done at the end is done, and files are written out.
    ctypes.pythonapi.Py_Exit(0)


def _not_of_a_module(cell: Any) -> None:
    from ipykernel.compiler import get_file_name

    inspect.modulesbyfile[get_file_name(cell.raw_cell)] = ""  # type: ignore[no-untyped-call]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent:
            parent.join()
        end_led_by(os.getpid())

    threading.Thread(target=follow, daemon=True).start()


def _forget_parent() -> None:
    """Be a main process, with nothing to do at its end that another began, and with nothing to read."""
    _MAIN.authkey = os.urandom(32)
    process._current_process = _MAIN  # type: ignore[attr-defined]
    process._parent_process = None  # type: ignore[attr-defined]
    gc.set_threshold(*_THRESHOLDS)
    atexit._clear()
    weakref.finalize._registry.clear()  # type: ignore[attr-defined]
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]
    atexit.register(logging.shutdown)
    atexit.register(util._exit_function)  # type: ignore[attr-defined]
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A nested fork inherits the loop of the one who waits for this kernel.
    asyncio.set_event_loop(asyncio.new_event_loop())


def _settle_libraries() -> None:
    """Have the libraries that were imported before the fork as they are after an import in this kernel."""
    import matplotlib
    import numpy as np

    np.random.seed()
    if Path("matplotlibrc").is_file():
        matplotlib.rcParams.update(matplotlib.rc_params())
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
