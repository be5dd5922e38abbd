"""What keeps a process for Part I from the original workbook: a lock that stays until the process ends."""

import os
import sys
from pathlib import Path
from typing import Any

# Python's own names for what opens, lists or copies a file, and for what starts a program that this lock would not
# bind.
_READS = frozenset(
    {"open", "os.listdir", "os.scandir", "shutil.copyfile", "shutil.copytree", "shutil.move", "sqlite3.connect"}
)
_STARTS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"}
)


def keep_out(root: str, *others: str, programs: bool = False) -> None:
    """Close the workbook at `root`, and what is at `others`, to this process for good.

    It can no longer read that workbook's params, data, references and restricted outputs nor, without `programs`, start
    another process that could. PermissionError names what was refused.
    """
    original = Path(root).resolve()
    others_there = (Path(other).resolve() for other in others)
    closed = (original / "data", original / "params", original / "tests" / "reference", *others_there)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _READS:
            for path in (
                os.fsdecode(argument) for argument in arguments[:2] if isinstance(argument, str | bytes | Path)
            ):
                if _is_closed(Path(path)):
                    raise PermissionError(f"Part I may not read {path}: exempt data is kept out of its reach")
        elif event in _STARTS and not programs:
            raise PermissionError("a Part I report may not start another program, which could read exempt data")

    def _is_closed(path: Path) -> bool:
        full = path.resolve()
        return any(full.is_relative_to(folder) for folder in closed) or (
            full.is_relative_to(original / "outputs") and "restricted" in full.parts
        )

    sys.addaudithook(refuse)
