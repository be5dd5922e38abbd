"""Jupyter's messages between a kernel and the process that asks it, over a pair of sockets that nobody else can reach.

A message is the name of its channel, 'shell' or 'iopub', and the parts in which Jupyter sends it. Parts are only taken
apart, never run: a kernel has an author's code.
"""

import asyncio
import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from socket import socket
from typing import Any

_COUNT, _SIZE = struct.Struct("!I"), struct.Struct("!Q")
# The channel on which a process says why it can't be a kernel: the number of the system's error, its words, its file.
NOT_BEGUN = "not begun"
# At a time, so that neither end is long at it.
_READ = 2**18


class Channel:
    """The end of a channel that sends, with what Jupyter asks of a socket of ZeroMQ's."""

    closed = False
    io_loop: Any = None

    def __init__(self, name: str, send: Callable[[bytes], object], context: object = None) -> None:
        self.context = context
        self._name = name.encode()
        self._send = send

    def send_multipart(self, parts: Sequence[Any], *args: object, **kwargs: object) -> None:
        """Send a message."""
        frames = [self._name, *map(bytes, parts)]
        head = _COUNT.pack(len(frames)) + b"".join(_SIZE.pack(len(frame)) for frame in frames)
        self._send(head + b"".join(frames))

    def close(self) -> None:
        """Send nothing more: the sockets are closed with the process."""
        self.closed = True


class Arriving:
    """The bytes that have arrived, and the messages in them."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def messages(self, arrived: bytes) -> Iterator[tuple[str, list[bytes]]]:
        """Yield each message that is complete now: its channel, and its parts."""
        self._bytes += arrived
        while places := self._places():
            name, *parts = (bytes(self._bytes[one:other]) for one, other in pairwise(places))
            del self._bytes[: places[-1]]
            yield name.decode(), parts

    def _places(self) -> list[int]:
        """Where each part of the first message begins, and the last ends; empty while that has not arrived."""
        if len(self._bytes) < _COUNT.size:
            return []
        (count,) = _COUNT.unpack_from(self._bytes)
        start = _COUNT.size + count * _SIZE.size
        if len(self._bytes) < start:
            return []
        sizes = (size for (size,) in _SIZE.iter_unpack(self._bytes[_COUNT.size : start]))
        places = [*accumulate(sizes, initial=start)]
        return places if len(self._bytes) >= places[-1] else []


def listen(pipe: socket, take: Callable[[str, list[bytes]], object], end: Callable[[], object]) -> Callable[[], bool]:
    """Have the loop that runs now take each message that arrives, and `end` called when the other end has gone.

    Returns what stops that.
    """
    arriving = Arriving()
    loop = asyncio.get_running_loop()

    def read() -> None:
        try:
            arrived = pipe.recv(_READ)
        except OSError:
            arrived = b""
        for channel, parts in arriving.messages(arrived):
            take(channel, parts)
        if not arrived:
            loop.remove_reader(pipe)
            end()

    loop.add_reader(pipe, read)
    return lambda: loop.remove_reader(pipe)
