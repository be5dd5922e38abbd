"""One writer at a time: of a meeting's outputs, of the data."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ccpi_nb.errors import InputError


@contextmanager
def one_writer(folder: Path, what: str, now: datetime) -> Iterator[None]:
    """Hold the right to write, by a lock in `folder`; InputError says who has it.

    `what` says what happens meanwhile: 'outputs/2014-12-11 is being made'. The system takes the right back from
    a process that has died.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    holder = folder / "holder.json"
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise InputError(f"{what} by {_who(holder)}; wait until it is done, or end it") from None
    try:
        holder.write_text(
            json.dumps({"process": os.getpid(), "machine": socket.gethostname(), "since": f"{now:%H:%M:%S}"}),
            encoding="utf-8",
        )
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        stored = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {stored['process']} on {stored['machine']}, since {stored['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"
