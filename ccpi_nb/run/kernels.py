"""Warm kernels: each is forked, for one report, from a process that has done the imports.

So nothing leaks from one report to the next. `papermill --engine ccpi` has them too. Where there is no fork (Windows),
Jupyter's own kernels serve, more slowly.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Mapping
from logging import NullHandler
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any, NoReturn

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from traitlets import Bool

from ccpi_nb.domain.parameters import refuse_parameters
from ccpi_nb.run.processes import CAN_FORK, warm_context

# The names under which a cell is stopped from outside.
STOPS = _DEADLINE, _PRINTED, _ENDED = "DeadlineReached", "PrintedTooMuch", "KernelEnded"

# How often to look whether a forked kernel has ended: jupyter_client's own tenth of a second is most of what a small
# report takes.
_TICK = 0.004
# Printed or shown: nobody reads more, and all of it has to be held.
_MOST_PRINTED = 5_000_000


# What nbclient says of a failure, the run says in a sentence; without a handler it would be on the terminal too.
logger.addHandler(NullHandler())


class ForkedKernelProvisioner(LocalProvisioner):
    """A Jupyter provisioner that starts a kernel by fork.

    A `nested` kernel is forked from this process, which is itself a fresh fork of the warm one; any other from the warm
    one.
    """

    nested = Bool(False)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        context = multiprocessing.get_context("fork") if self.nested else warm_context()
        folder = str(kwargs.get("cwd") or Path.cwd())
        # The command is: python -m ipykernel_launcher -f connection_file ...
        process = context.Process(
            target=_be_kernel, args=(cmd[3:], folder, dict(kwargs.get("env") or os.environ)), daemon=True
        )
        process.start()
        self.process: Any = _Forked(process)
        self.pid, self.cwd = process.pid, folder
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        await self.wait()  # else jupyter_client looks again only after a tenth of a second

    async def wait(self) -> int | None:
        while self.process and self.process.poll() is None:
            await asyncio.sleep(_TICK)
        code: int | None = self.process.poll() if self.process else 0
        self.process = None
        return code


class _Forked:
    """A forked process, with the questions that jupyter_client puts to a `subprocess.Popen`."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.pid and self.poll() is None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _be_kernel(arguments: list[str], folder: str, environment: Mapping[str, str]) -> None:
    import matplotlib
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # A nested fork inherits the loop of the one who waits for this kernel.
    asyncio.set_event_loop(asyncio.new_event_loop())
    kernel: Any = IPKernelApp.instance()
    # With its parent's number a kernel ends when that has gone.
    kernel.initialize([*arguments, "--HistoryManager.enabled=False", f"--IPKernelApp.parent_handle={os.getppid()}"])
    # Imported before the fork, matplotlib has not heard that a notebook shows its plots.
    matplotlib.rcParams["backend"] = "module://matplotlib_inline.backend_inline"
    kernel.start()


class KernelNotStarted(Exception):
    """The error where a kernel was ended, or sent nothing, before its first cell."""


class PromptClient(AsyncKernelClient):
    """A kernel client that waits no longer than the kernel takes.

    jupyter_client's own looks once a second.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        end = monotonic() + (timeout or 60)
        self.kernel_info()
        while monotonic() < end:
            try:
                self._handle_kernel_info_reply(await self.get_shell_msg(timeout=1))
                # Once something is heard here too, nothing that a cell shows can be missed.
                await self.get_iopub_msg(timeout=max(0, end - monotonic()))
                self._take_away_address()
                return
            except Empty:
                if not await self.is_alive():
                    break
        raise KernelNotStarted

    def _take_away_address(self) -> None:
        """Remove where the kernel answers, and its key: nobody else can connect, nor listen to what it shows."""
        if self.transport == "ipc":
            manager: Any = self.parent
            manager.cleanup_connection_file()
            manager.cleanup_ipc_files()


# What papermill is not told of.
_OWN = ("deadline", "nested", "executed")


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, on warm kernels.

    Options beside papermill's: `deadline` in seconds for the whole notebook; `nested`, see the provisioner; `executed`,
    a list to which the notebook is added, also when a cell fails, so that it need not be written and read again.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **options: Any,
    ) -> None:
        """Run the notebook's cells on a warm kernel; papermill calls this.

        InputError where its parameters are not those of the notebook.
        """
        # The last place before a kernel starts, whoever started papermill.
        refuse_parameters(
            nb_man.nb,
            Path(options.get("input_path") or "the notebook").stem,
            nb_man.nb.metadata.papermill.get("parameters", {}),
        )
        settings = {
            name: value
            for name, value in options.items()
            if name not in ("input_path", "timeout", "startup_timeout", *_OWN)
        }
        client = _Client(
            nb_man,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
            startup_timeout=start_timeout,
            timeout=execution_timeout,
            record_timing=False,
            **settings,
        )
        client.end = monotonic() + options["deadline"] if options.get("deadline") else None
        client.nested = options.get("nested", False)
        options.get("executed", []).append(nb_man.nb)
        client.execute()


def _stop(cell: NotebookNode, name: str, why: str) -> NoReturn:
    """End the run at this cell as if it had raised an error."""
    cell.outputs.append(nbformat.v4.new_output("error", ename=name, evalue=why, traceback=[why]))
    raise CellExecutionError(why, name, why)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells until one fails, whichever way: also by the kernel's end, the deadline, or printing too much."""

    end: float | None = None
    nested = False
    printed = 0

    def create_kernel_manager(self) -> Any:
        manager = super().create_kernel_manager()
        manager.client_class = f"{PromptClient.__module__}.{PromptClient.__name__}"
        if CAN_FORK:
            manager.kernel_spec.metadata["kernel_provisioner"] = {
                "provisioner_name": "ccpi-fork",
                "config": {"nested": self.nested},
            }
        return manager

    def execute(self, **kwargs: Any) -> NotebookNode:
        self.reset_execution_trackers()
        with self.setup_kernel(**kwargs):
            self.papermill_execute_cells()
        notebook: NotebookNode = self.nb
        return notebook

    def execute_cell(self, cell: NotebookNode, cell_index: int, *args: Any, **kwargs: Any) -> NotebookNode:
        if self.end is not None:
            self.timeout = max(1, round(self.end - monotonic()))
        try:
            executed: NotebookNode = super().execute_cell(cell, cell_index, *args, **kwargs)
            return executed
        except CellTimeoutError:
            _stop(
                cell, _DEADLINE, "the report took longer than its time; make it quicker, or give it more with --timeout"
            )
        except DeadKernelError:
            if self.printed > _MOST_PRINTED:
                _stop(cell, _PRINTED, f"it printed more than {_MOST_PRINTED:,} characters; take the printing out")
            _stop(cell, _ENDED, "the kernel ended while the cell ran, by itself or for want of memory")

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data"):
            self.printed += len(str(msg["content"]))
            if self.printed > _MOST_PRINTED:
                self.km.provisioner.process.kill()
                return None
        output: NotebookNode | None = super().process_message(msg, cell, cell_index)
        return output
