"""Writing that a kill, a full disk or a power cut can't halve: write beside, sync, rename."""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import mkstemp
from typing import TypeVar

from ccpi_nb.errors import InputError

Made = TypeVar("Made")
_TRIES = 5
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux
_RENAME_SWAP = 2  # macOS


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that a complete old or a complete new one is at `path`, whatever happens meanwhile.

    OSError names `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = mkstemp(prefix=f".{path.name}-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException as problem:
        beside.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            problem.filename = str(path)
        raise
    _sync(path.parent)


def lay_file(path: Path, content: bytes) -> None:
    """Write a file in a folder that is yet to be put in its place, and that no one reads before.

    `put_folder` has the disk keep it. OSError names `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_bytes(content)
    except OSError as problem:
        problem.filename = str(path)
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of just these files in place of whatever is at `folder`.

    `files` has the contents by their names in the folder.
    """
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, content in files.items():
        lay_file(beside / name, content)
    put_folder(beside, folder)


def put_folder(new: Path, place: Path) -> None:
    """Put the folder `new` at `place`, and delete what was there.

    At once where the system can exchange two folders. Elsewhere (Windows, some network drives) there is a moment with
    nothing at `place`, and `recover_folder` makes good a kill in it.
    """
    for path in (*new.rglob("*"), new):
        _sync(path)
    old = _old(place)
    if not place.exists():
        new.rename(place)
    elif _exchange(new, place):
        old = new
    else:
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
        new.rename(place)
    _sync(place.parent)
    shutil.rmtree(old, ignore_errors=True)


def steady(folder: Path, make: Callable[[], Made]) -> Made:
    """Return what `make` makes of a folder that `put_folder` may exchange meanwhile: of one of the two, never of both.

    It is made anew where the folder was exchanged while it was made. InputError where that happens again and again.
    """
    for _ in range(_TRIES):
        before = _identity(folder)
        try:
            made = make()
        except (OSError, InputError):
            if before == _identity(folder):
                raise
        else:
            if before == _identity(folder):
                return made
    raise InputError(f"{folder.name}: it is being exchanged again and again; wait until what writes to it is done")


def _identity(folder: Path) -> tuple[int, int, int]:
    """Return which folder is at a place. The number alone does not tell: that of a deleted one is soon used again."""
    try:
        found = folder.stat()
    except OSError:  # where the system can't exchange two folders there is a moment without one
        return 0, 0, 0
    return found.st_dev, found.st_ino, found.st_ctime_ns


def recover_folder(place: Path) -> None:
    """Put back what a killed `put_folder` had moved away and not yet replaced."""
    old = _old(place)
    if old.exists() and not place.exists():
        old.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    """Flush a file, or the names in a folder, to the disk; Windows has no call for a folder, so nothing is done."""
    if path.is_dir() and os.name != "posix":
        return
    number = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _old(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system or the file system can't."""
    if sys.platform not in ("linux", "darwin"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            return bool(library.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)
        return bool(library.renamex_np(paths[0], paths[1], _RENAME_SWAP) == 0)
    except AttributeError:
        return False
