"""One writer for each meeting."""

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
def only_writer(folder: Path, day: str, now: datetime) -> Iterator[None]:
    """Hold the right to change a meeting's outputs; InputError says who has it.

    The system takes it back from a process that has died.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    holder = folder / "holder.json"
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise InputError(f"outputs/{day} is being made by {_who(holder)}; wait until it is done, or end it") from None
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
