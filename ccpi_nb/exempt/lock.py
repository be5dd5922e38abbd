"""What keeps a process for Part I from exempt data: two locks that stay until it ends, and bind all that it forks.

`seal` asks the system. It holds against every program and library, but only Linux has it. `keep_out` asks Python. It
works everywhere, before the system is asked, and answers with a sentence, but holds only for what Python itself opens.

Both are given the places that are closed, and places within them that are open. Of places in each other the innermost
counts. A folder that leads to a closed place can't be opened or listed either: from a folder that is open one could
climb down.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

# Python's names for what touches a path: which of its arguments are paths, and which is the folder that each starts at.
_FIRST, _BOTH = ((0, None),), ((0, None), (1, None))
_TOUCHES: dict[str, tuple[tuple[int, int | None], ...]] = {
    **dict.fromkeys(("open", "os.listdir", "os.scandir", "os.chdir", "os.truncate", "os.getxattr"), _FIRST),
    **dict.fromkeys(("os.chflags", "os.setxattr", "os.listxattr", "os.removexattr", "sqlite3.connect"), _FIRST),
    **dict.fromkeys(("shutil.copyfile", "shutil.copytree", "shutil.move"), _BOTH),
    **dict.fromkeys(("os.remove", "os.rmdir"), ((0, 1),)),
    **dict.fromkeys(("os.mkdir", "os.chmod"), ((0, 2),)),
    **dict.fromkeys(("os.chown", "os.utime"), ((0, 3),)),
    "os.rename": ((0, 2), (1, 3)),
    "socket.connect": ((1, None),),
}
# What would give a closed file a second name, between the look at a name and its opening.
_NAMES_AGAIN = frozenset({"os.link", "os.symlink"})
# What starts a program that `keep_out` does not bind. What is only forked it does.
_STARTS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"}
)
# The system's own names of both, asked for through ctypes.
_SYSTEM_CALLS = frozenset(
    (
        *(
            "creat",
            "fopen",
            "fopen64",
            "freopen",
            "fts_open",
            "nftw",
            "open",
            "open64",
            "openat",
            "openat64",
            "opendir",
        ),
        *(
            "execl",
            "execle",
            "execlp",
            "execv",
            "execve",
            "execvp",
            "execvpe",
            "fexecve",
            "posix_spawn",
            "posix_spawnp",
        ),
        *("link", "linkat", "rename", "renameat", "symlink", "symlinkat", "scandir", "popen", "syscall", "system"),
        *("_Py_fopen_obj", "_Py_open", "_Py_open_noraise"),
        *("CreateFileA", "CreateFileW", "CreateProcessA", "CreateProcessW"),
    )
)
_LOADS = ("ctypes.dlsym", "ctypes.dlsym/handle")
# Looked for first: Python tells of thousands of other things.
_LOOKED_AT = frozenset({*_TOUCHES, *_NAMES_AGAIN, *_STARTS, *_LOADS})
_NOWHERE = (0, 0)
_OF_PART_I = (
    "Part I may not open {path}: exempt data is kept out of its reach; "
    "open to it are its copy of the workbook and tempfile.gettempdir()"
)


def keep_out(closed: tuple[str, ...], opened: tuple[str, ...] = (), programs: bool = False, why: str = "") -> None:
    """Have Python refuse this process for good what is closed, and without `programs` to start any program.

    PermissionError names what was refused; `why` is its sentence where it is not that of Part I, with '{path}'.
    """
    is_out = {_identity(place): False for place in opened} | {_identity(place): True for place in closed}
    leads_there = {_identity(folder) for place in closed for folder in Path(os.path.realpath(place)).parents}
    is_out.pop(_NOWHERE, None)
    leads_there.discard(_NOWHERE)

    def is_out_of_reach(path: str) -> bool:
        full = Path(os.path.realpath(path))
        if _identity(full) in leads_there:
            return True
        around = (is_out.get(_identity(place)) for place in (full, *full.parents))
        return next((known for known in around if known is not None), False)

    def look_at(argument: object, folder: object = None) -> None:
        path = _path(argument, folder)
        if path is not None and is_out_of_reach(path):
            raise PermissionError((why or _OF_PART_I).replace("{path}", path))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _LOOKED_AT:
            return
        # What is open already, by its number: what is printed may go into a file that is closed.
        is_open = event == "open" and isinstance(arguments[0], int)
        for path, folder in () if is_open else _TOUCHES.get(event, ()):
            look_at(arguments[path], arguments[folder] if folder else None)
        if event in _NAMES_AGAIN:
            raise PermissionError("Part I may not make a link, which could lead to exempt data; make a copy")
        if programs:
            return
        if event in _STARTS:
            _refuse_program()
        if event in _LOADS and arguments[1] in _SYSTEM_CALLS:
            raise PermissionError(f"a Part I report may not call the system's {arguments[1]}, which Python can't watch")

    _watch_folders(look_at)
    if not programs:
        _withhold_fork_exec()
    sys.addaudithook(refuse)


def _identity(path: str | Path) -> tuple[int, int]:
    """Which file or folder it is, however its name is written."""
    with suppress(OSError):
        found = Path(path).stat()
        return found.st_dev, found.st_ino
    return _NOWHERE


def _path(argument: object, folder: object) -> str | None:
    """The path that is meant, where one is: a number is an open file, and one more the folder that a path starts at."""
    if argument is None:
        return os.curdir
    if isinstance(argument, int):
        return f"/proc/self/fd/{argument}"
    if isinstance(argument, bytearray | memoryview):
        argument = bytes(argument)
    if not isinstance(argument, str | bytes | os.PathLike):
        return None
    path = os.fsdecode(argument)
    if "\0" in path:  # no name of a file
        return None
    return str(Path(f"/proc/self/fd/{folder}", path)) if isinstance(folder, int) and folder >= 0 else path


def _watch_folders(look_at: Callable[[object, object], None]) -> None:
    """Look at what is opened from a folder: the one thing that Python does not tell of."""
    if os.open not in os.supports_dir_fd:
        return
    import posix

    opens = os.open

    def watched(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        look_at(path, dir_fd)
        return opens(path, flags, mode, dir_fd=dir_fd)

    os.supports_dir_fd.add(watched)
    os.open = posix.open = watched


def _withhold_fork_exec() -> None:
    """Refuse what `subprocess` and `multiprocessing` start programs with: the other thing that is not told of."""
    if sys.platform == "win32":
        return
    import _posixsubprocess
    import subprocess

    _posixsubprocess.fork_exec = subprocess._fork_exec = _refuse_program  # type: ignore[attr-defined]


def _refuse_program(*_: object) -> Any:
    raise PermissionError("a Part I report may not start another program, which could read exempt data")


# Landlock: https://docs.kernel.org/userspace-api/landlock.html. Its calls have the same numbers on every processor.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
# How many rights each version knows, as bits; a later one has those of the version before.
_KNOWN = {1: 13, 2: 14, 3: 15}
_EXECUTE, _FILE_RIGHTS, _DEVICES = 1 << 0, 1 << 1 | 1 << 2 | 1 << 14, 1 << 6 | 1 << 11

NOT_SEALED = (
    "this system has no Landlock, so only Python keeps Part I's reports from exempt data: see ccpi help packs, "
    "'How exempt data is kept out'; make what is published on Linux, or run only notebooks whose authors you trust"
)


class _Rule(ctypes.Structure):
    """Which rights are given in a folder and all beneath it: the system's `struct landlock_path_beneath_attr`."""

    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("place", ctypes.c_int32)]


def can_seal() -> bool:
    """Whether this system has Landlock."""
    return _landlock_version() > 0


def seal(closed: tuple[str, ...], opened: tuple[str, ...] = ()) -> bool:
    """Have Linux refuse this process, and all that it starts, to read and change what is closed; whether it can.

    To be called once, before `keep_out`. What is made later beside a folder that leads to a closed place is closed too.
    """
    version = _landlock_version()
    if version < 1:
        return False
    # Running a file is no way to read it. Nobody needs to make a device, and the disk is one.
    handled = (1 << _KNOWN[min(version, max(_KNOWN))]) - 1 & ~_EXECUTE
    rules = _landlock(_CREATE_RULESET, ctypes.byref(ctypes.c_uint64(handled)), ctypes.sizeof(ctypes.c_uint64), 0)
    try:
        for place in _open_trees(_real(closed), _real(opened)):
            # What can't be opened, or was just deleted, stays closed.
            with suppress(OSError):
                _allow(rules, place, handled & ~_DEVICES)
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _landlock(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)
    return True


def _allow(rules: int, place: Path, rights: int) -> None:
    rights = rights if place.is_dir() else rights & _FILE_RIGHTS
    opened = os.open(place, os.O_PATH | os.O_NOFOLLOW)
    try:
        _landlock(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(_Rule(rights, opened)), 0)
    finally:
        os.close(opened)


def _open_trees(closed: frozenset[Path], opened: frozenset[Path]) -> Iterator[Path]:
    """Yield what covers all that is open, as files, and as folders with everything beneath them.

    Landlock can only allow. So on the way down to a closed place each folder's other entries are allowed.
    """

    def beneath(folder: Path, is_open: bool) -> Iterator[Path]:
        is_open = folder not in closed and (is_open or folder in opened)
        sought = (place for place in (closed if is_open else opened) if folder in place.parents)
        on_the_way = {folder / place.relative_to(folder).parts[0] for place in sought}
        if is_open and not on_the_way:
            yield folder
            return
        for entry in _entries(folder) if is_open else on_the_way:
            yield from beneath(entry, is_open)

    return beneath(Path("/"), True)


def _entries(folder: Path) -> set[Path]:
    """What lies in a folder, without links: what they lead to is allowed where it lies, or is not."""
    with suppress(OSError), os.scandir(folder) as found:
        return {Path(entry.path) for entry in found if not entry.is_symlink()}
    return set()


def _real(places: tuple[str, ...]) -> frozenset[Path]:
    return frozenset(Path(os.path.realpath(place)) for place in places)


def _landlock_version() -> int:
    if sys.platform != "linux":
        return 0
    with suppress(OSError):
        return _landlock(_CREATE_RULESET, None, 0, _VERSION)
    return 0


def _landlock(*arguments: Any) -> int:
    system = ctypes.CDLL(None, use_errno=True)
    answer = int(system.syscall(*(ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)))
    if answer < 0:
        raise OSError(ctypes.get_errno(), "the system did not take Landlock's rules")
    return answer
