"""The other end of a piped kernel: what Jupyter's client of a kernel asks, and how the kernel is started and ended."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty
from socket import socket, socketpair
from time import monotonic
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session

from ccpi_nb.kernels.kernel_process import be_kernel
from ccpi_nb.kernels.kernel_specs import serves
from ccpi_nb.kernels.pipe import NOT_BEGUN, Channel, listen

# How often to look whether a kernel that was asked to end has ended.
_TICK = 0.004
# How long it may take to, and then for the second, less friendly, time: as jupyter_client has it.
_PATIENCE = 2.5


class KernelNotStarted(Exception):
    """The error where a kernel was ended, or sent nothing, before its first cell.

    `why` is the system's error where one stopped it.
    """

    def __init__(self, why: OSError | None = None) -> None:
        super().__init__(why)
        self.why = why


class _Mailbox:
    """A channel, as Jupyter's client sees it."""

    def __init__(self, name: str, session: Session, pipe: socket) -> None:
        self._session = session
        self._channel = Channel(name, pipe.sendall)
        self._arrived: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._readers: set[asyncio.Task[Any] | None] = set()

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        self._session.send(self._channel, message)  # type: ignore[arg-type]

    def put(self, parts: list[bytes]) -> None:
        """Take what has arrived."""
        _, message = self._session.feed_identities(parts)
        self._arrived.put_nowait(self._session.deserialize(message))

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message; Empty where none arrives in this time, in seconds."""
        reader = asyncio.current_task()
        self._readers.add(reader)
        try:
            return await asyncio.wait_for(self._arrived.get(), timeout)
        except TimeoutError:
            raise Empty from None
        finally:
            self._readers.discard(reader)

    def close(self) -> None:
        """Let nobody wait any longer: nbclient leaves one who does where a cell took too long."""
        for reader in self._readers:
            if reader:
                reader.cancel()


class PipedClient(AsyncKernelClient):
    """Jupyter's client of a kernel, over the pair of sockets of `manager`.

    `language_info` is what the kernel said of itself when it was ready.
    """

    language_info: dict[str, Any] | None = None

    def __init__(self, manager: "PipedManager") -> None:
        super().__init__(session=manager.session)
        self._manager = manager
        self._boxes = {name: _Mailbox(name, manager.session, manager.pipe) for name in ("shell", "iopub")}
        self._silence: Callable[[], object] = lambda: None
        self._stopped_by: OSError | None = None

    @property
    def shell_channel(self) -> _Mailbox:
        """What is asked, and answered."""
        return self._boxes["shell"]

    @property
    def iopub_channel(self) -> _Mailbox:
        """What the kernel shows."""
        return self._boxes["iopub"]

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Begin to take what arrives."""
        self._silence = listen(self._manager.pipe, self._take, lambda: None)

    def _take(self, channel: str, parts: list[bytes]) -> None:
        if channel == NOT_BEGUN:
            number, words, file = map(os.fsdecode, parts)
            self._stopped_by = OSError(int(number), words, file or None)
        else:
            self._boxes[channel].put(parts)

    def stop_channels(self) -> None:
        """Take nothing more."""
        self._silence()
        self._manager.pipe.close()
        for box in self._boxes.values():
            box.close()

    async def is_alive(self) -> bool:
        """Return whether the kernel runs."""
        return self._manager.is_alive()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers; KernelNotStarted where it has ended, or does not in so many seconds."""
        end = monotonic() + (timeout or 60)
        self.kernel_info()
        while monotonic() < end:
            try:
                reply = await self.shell_channel.get_msg(timeout=1)
            except Empty:
                if not self._manager.is_alive():
                    break
            else:
                self.language_info = reply["content"]["language_info"]
                return
        raise KernelNotStarted(self._stopped_by)


class PipedManager:
    """A kernel in a process forked warm, with the questions that nbclient puts to Jupyter's kernel manager.

    A `nested` kernel is forked from this process, which is itself a fresh fork of the warm one; any other from the warm
    one.
    """

    ipykernel = True

    def __init__(self, *, nested: bool = False) -> None:
        self.session = Session()
        self._nested = nested
        self._process: BaseProcess | None = None

    @property
    def has_kernel(self) -> bool:
        """Whether a kernel was started, and not ended."""
        return self._process is not None

    def start_kernel(
        self,
        extra_arguments: Sequence[str] = (),
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        **options: object,
    ) -> None:
        """Start the kernel, as Jupyter does, in this folder and environment."""
        from ccpi_nb.kernels.forks import NestedProcess, WarmProcess, start_server

        self.pipe, theirs = socketpair()
        environment = {**(os.environ if env is None else env), "JPY_PARENT_PID": str(os.getpid())}
        environment.pop("PYTHONEXECUTABLE", None)
        call = {
            # The file would be the kernel's address, and it has none.
            "arguments": ("-f", "", *extra_arguments),
            "folder": str(cwd or Path.cwd()),
            "environment": environment,
            "pipe": theirs,
            "key": self.session.key,
        }
        if not self._nested:
            start_server()
        begin = NestedProcess if self._nested else WarmProcess
        self._process = begin(target=be_kernel, kwargs={**call, "leads": not self._nested})
        self._process.start()
        theirs.close()

    def client(self) -> PipedClient:
        """Return what asks the kernel."""
        self._client = PipedClient(self)
        return self._client

    def is_alive(self) -> bool:
        """Return whether the kernel runs."""
        return self._process is not None and self._process.exitcode is None

    def interrupt_kernel(self) -> None:
        """Interrupt the cell that runs, and, where the kernel is the first of its group, what it runs."""
        self._signal(signal.SIGINT)

    def _signal(self, number: int) -> None:
        if self._process and self._process.pid and self.is_alive():
            with suppress(ProcessLookupError):
                (os.kill if self._nested else os.killpg)(self._process.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        if self._process:
            self._process.kill()

    async def shutdown_kernel(self, now: bool = False) -> None:
        """End the kernel: `now` at once, otherwise as soon as it has done what is due at its end, or takes too long."""
        if not now:
            self.interrupt_kernel()
            self._client.shell_channel.send(self.session.msg("shutdown_request", {"restart": False}))
            if not await self._ends() and self._process:
                self._process.terminate()
                await self._ends()
        self.kill()
        await self._ends()
        self._process = None

    async def _ends(self) -> bool:
        end = monotonic() + _PATIENCE
        while (alive := self.is_alive()) and monotonic() < end:
            await asyncio.sleep(_TICK)
        return not alive

    def cleanup_resources(self) -> None:
        """Leave nothing: there is no file of the kernel's."""


def piped(manager: Any) -> Any:
    """Return what starts a warm kernel in a manager's place, where a fork serves; otherwise the manager.

    One of somebody's own kind is left to them.
    """
    is_plain = type(manager) is AsyncKernelManager and manager.kernel_spec
    return PipedManager() if is_plain and serves(manager.kernel_spec) else manager
