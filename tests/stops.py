"""Stopping at any step: an act on files, done again and again in a fork that is killed, or refused by the disk, one
step later each time.

A program of its own, as a test's process has threads, which a fork does not suit.
"""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from ccpi_nb.files import atomic as writing

OLD = {"index.html": "old", "report.pdf": "old" * 9}
NEW = {"index.html": "new", "report.csv": "new" * 9}
# Python's own names for what changes a disk; fsync, which has none, is given one.
_STEPS = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.scandir", "ctypes.dlsym", "fsync"}
)
_DONE, _STOPPED = 0, 3

Found = dict[str, str]


def stopped_at_each_step(act: str, folder: Path, how: str) -> list[tuple[Found, Found]]:
    """What stands in a folder after each stop of an act over the old files: at once, and after `recover_folder`."""
    done = subprocess.run(
        [sys.executable, __file__, act, str(folder / "stops" / "place"), how],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    return [(at_once, after) for at_once, after in map(json.loads, done.stdout.splitlines())]


def _write_file(place: Path) -> None:
    writing.write_file(place / "index.html", b"new")


def _write_folder(place: Path) -> None:
    writing.write_folder(place, {name: content.encode() for name, content in NEW.items()})


def _put_folder(place: Path) -> None:
    _write_folder(place.with_name("beside"))
    writing.put_folder(place.with_name("beside"), place)


def _put_folder_without_exchange(place: Path) -> None:
    writing._exchange = lambda one, other: False
    _put_folder(place)


def _found_at_each_step(act: Callable[[Path], None], place: Path, how: str) -> Iterator[tuple[Found, Found]]:
    for step in count(1):
        shutil.rmtree(place.parent, ignore_errors=True)
        writing.write_folder(place, {name: content.encode() for name, content in OLD.items()})
        child = os.fork()
        if child == 0:
            _stop(act, place, step, how)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        at_once = _contents(place)
        writing.recover_folder(place)
        yield at_once, _contents(place)
        if code == _DONE:
            return
        assert code == (_STOPPED if how == "refused" else -signal.SIGKILL)


def _stop(act: Callable[[Path], None], place: Path, step: int, how: str) -> None:
    steps = count(1)
    stopped = False

    def hook(event: str, arguments: object) -> None:
        nonlocal stopped
        if event in _STEPS and next(steps) == step:
            stopped = True
            if how == "refused":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = lambda number: sys.audit("fsync")  # and no more: a kill loses nothing that was written
    sys.addaudithook(hook)
    try:
        act(place)
    except OSError:
        assert stopped
    os._exit(_STOPPED if stopped else _DONE)


def _contents(place: Path) -> Found:
    return {path.name: path.read_text() for path in place.glob("[!.]*")} if place.exists() else {}


if __name__ == "__main__":
    name, folder, way = sys.argv[1:]
    os.fsync = lambda number: None
    for found in _found_at_each_step(globals()[f"_{name}"], Path(folder), way):
        print(json.dumps(found))
