"""Jupyter's own kernel, that answers through a pair of sockets in the place of a dozen of ZeroMQ's.

It is what `python -m ipykernel_launcher` runs, with its options, its shell, its display and its output streams; only
what carries the messages differs. It has no heartbeat, no debugger and no subshells, for which only an editor asks.
"""

import asyncio
import atexit
import os
import select
import threading
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from socket import socket
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait

from ccpi_nb.kernels.pipe import Channel, listen


class PipedStream(OutStream):
    """A kernel's output stream, which waits for the thread that sends only where there is something to be sent.

    ipykernel flushes it six times a cell. What else is sent goes by the same thread, so all keeps its order.
    """

    _is_sending = False

    def flush(self) -> None:
        """Send what has been written, and wait for it."""
        # In this order: what is no longer in the buffers is being sent, or has been.
        if self._buffers or self._is_sending or self._is_unread:
            super().flush()  # type: ignore[no-untyped-call]

    @property
    def _is_unread(self) -> bool:
        """Whether what a program wrote by the stream's number has yet to be read: waiting lets another thread do it."""
        if self._fid is None:
            return False
        poll = select.poll()
        poll.register(self._fid, select.POLLIN)
        return bool(poll.poll(0))

    def _flush(self) -> None:
        self._is_sending = True
        try:
            super()._flush()  # type: ignore[no-untyped-call]
        finally:
            self._is_sending = False


class PipedKernel(IPythonKernel):
    """IPython's kernel, which is given its messages."""

    shell_stream = AnyTrait()
    _supports_kernel_subshells = False

    def start(self) -> None:
        """Begin to answer what arrives, one message after the other, as soon as the loop runs."""
        self.io_loop = self.shell_stream.io_loop = IOLoop.current()
        self._control_lock = asyncio.Lock()
        self._context = copy_context()
        self._publish_status("starting", "shell")  # type: ignore[no-untyped-call]

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Abort nothing after an error: a cell is sent when the one before it has answered."""

    def take(self, parts: list[bytes]) -> None:
        """Answer a message, in the context that all have in common."""
        frames = [zmq.Frame(part) for part in parts]
        # Kept, because a loop keeps none.
        loop = asyncio.get_running_loop()
        self._answering = loop.create_task(self.shell_main(None, frames), context=self._context)


class PipedKernelApp(IPKernelApp):
    """IPython's kernel application, over `pipe`."""

    pipe: socket
    kernel_class = PipedKernel
    outstream_class = f"{__name__}.{PipedStream.__name__}"

    def init_connection_file(self) -> None:
        """Nobody can connect."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Nobody can connect."""

    def log_connection_info(self) -> None:
        """Nobody can connect."""

    def init_heartbeat(self) -> None:
        """Who started this process sees whether it lives."""

    def init_sockets(self) -> None:
        """Begin to send: by one thread alone, that messages don't mix."""
        self.context = zmq.Context()
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._leave_messages)
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]
        channel = Channel("iopub", self._send, self.context)
        self.iopub_thread = IOPubThread(channel, pipe=True, session=self.session)  # type: ignore[no-untyped-call]
        self.iopub_thread.start()  # type: ignore[no-untyped-call]
        self.iopub_socket = self.iopub_thread.background_socket
        self.shell_socket = Channel("shell", lambda message: self.iopub_thread.schedule(partial(self._send, message)))

    def _leave_messages(self) -> None:
        """Take none in a process that a cell forks: left to run on, it comes to wait where the kernel does."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self.pipe.fileno(), inheritable=False)
        os.close(nothing)

    def _send(self, message: bytes) -> None:
        with suppress(OSError):  # who asked may have gone
            self.pipe.sendall(message)

    def init_kernel(self) -> None:
        """Make the kernel, as IPython's own application does."""
        self.kernel = PipedKernel.instance(
            parent=self,
            session=self.session,
            shell_stream=self.shell_socket,
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            # What a cell awaits can be interrupted in this thread.
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def start(self) -> None:
        """Answer until asked to end, or until who asks has gone."""
        loop = IOLoop.current()
        loop.add_callback(lambda: listen(self.pipe, lambda channel, parts: self.kernel.take(parts), loop.stop))
        super().start()  # type: ignore[no-untyped-call]
