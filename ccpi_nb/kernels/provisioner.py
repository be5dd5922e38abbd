"""Warm kernels: each is forked from a process that has done the imports, so that nothing leaks from one to the next."""

import asyncio
import os
import shutil
import sys
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool

from ccpi_nb.kernels.kernel_process import be_kernel
from ccpi_nb.kernels.processes import CAN_FORK

# How often to look whether a forked kernel has ended: jupyter_client's own tenth of a second is most of what a small
# report takes.
_TICK = 0.004
_MODULES = (["ipykernel_launcher"], ["ipykernel"])


def serves(spec: KernelSpec) -> bool:
    """Whether a fork is what this kernel specification asks for: this Python's own ipykernel, begun in no other way."""
    arguments = spec.argv[1:]
    if arguments[:1] == ["-Xfrozen_modules=off"]:  # as ipykernel writes it where there is a debugger
        arguments = arguments[1:]
    return (
        CAN_FORK
        and _is_this_python(spec.argv[:1])
        and arguments[:1] == ["-m"]
        and arguments[1:2] in _MODULES
        and not spec.env
        and "kernel_provisioner" not in spec.metadata
    )


def _is_this_python(program: Sequence[str]) -> bool:
    # jupyter_client takes this name for the Python that it runs in.
    if program and program[0] in ("python", "python3", f"python3.{sys.version_info[1]}"):
        return True
    path, own = Path(shutil.which(program[0]) or "" if program else ""), Path(sys.executable)
    # The Pythons of two environments may be links to the same file.
    return path.parent.resolve() == own.parent.resolve() and path.resolve() == own.resolve()


def warm(manager: KernelManager, *, nested: bool = False) -> None:
    """Have a kernel manager start its kernel by fork, where a fork serves; see the provisioner for `nested`."""
    spec = manager.kernel_spec
    if spec and serves(spec):
        manager.client_class = f"{PromptClient.__module__}.{PromptClient.__name__}"
        spec.metadata["kernel_provisioner"] = {"provisioner_name": "ccpi-fork", "config": {"nested": nested}}


class ForkedKernelProvisioner(LocalProvisioner):
    """A Jupyter provisioner that starts a kernel by fork.

    A `nested` kernel is forked from this process, which is itself a fresh fork of the warm one; any other from the warm
    one.
    """

    nested = Bool(False)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        from ccpi_nb.kernels.forks import NestedProcess, WarmProcess, start_server

        folder, environment = str(kwargs.get("cwd") or Path.cwd()), dict(kwargs.get("env") or os.environ)
        environment["JPY_PARENT_PID"] = str(os.getpid())  # as jupyter_client tells any kernel
        # The command is: python -m ipykernel_launcher -f connection_file ...
        call = {"arguments": cmd[cmd.index("-m") + 2 :], "folder": folder, "environment": environment}
        if not self.nested:
            start_server()
        begin = NestedProcess if self.nested else WarmProcess
        process = begin(target=be_kernel, kwargs={**call, "leads": not self.nested})
        process.start()
        self.process: Any = _Forked(process)
        self.pid, self.cwd = process.pid, folder
        # A kernel that leads is the first of its group: an interrupt is for the programs that it runs, too.
        self.pgid = None if self.nested else process.pid
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


class KernelNotStarted(Exception):
    """The error where a kernel was ended, or sent nothing, before its first cell."""


class PromptClient(AsyncKernelClient):
    """A kernel client that waits no longer than the kernel takes.

    jupyter_client's own looks once a second. `language_info` is what the kernel said of itself then.
    """

    language_info: dict[str, Any] | None = None

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        end = monotonic() + (timeout or 60)
        self.kernel_info()
        while monotonic() < end:
            try:
                reply = await self.get_shell_msg(timeout=1)
                self._handle_kernel_info_reply(reply)
                self.language_info = reply["content"]["language_info"]
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
