"""What was worked out from files and is kept until a byte of them changes: it saves time, and is never needed."""

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ccpi_nb.files.atomic import write_file

# Among what runs keep, which git ignores and which is closed to whatever makes something of Part I.
FOLDER = "outputs/.made/kept"
# The code by which files are read: what another version of it has kept does not count.
_READERS = ("domain", "files", "intake", "questions", "workbook")


def print_of(root: Path, paths: Iterable[Path]) -> str:
    """Return the print of files of the workbook at `root`, by their places and bytes, and of the code that reads them.

    A file that is gone meanwhile counts as empty.
    """
    found = hashlib.sha256(_code_print())
    for path in sorted(paths):
        content = path.read_bytes() if path.is_file() else b""
        found.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def kept(root: Path, name: str, print_: str) -> Any:
    """Return what is kept under a name, as JSON has it, of files with this print; None where there is no such thing.

    So it is where what is kept can't be read, is not whole or was changed.
    """
    try:
        seal, text = (root / FOLDER / f"{name}.json").read_text(encoding="utf-8").split("\n", 1)
        of, value = json.loads(text) if seal == _seal(text) else ("", None)
    except (OSError, ValueError):
        return None
    return value if of == print_ else None


def keep(root: Path, name: str, print_: str, value: Any) -> None:
    """Keep a value under a name, in place of an earlier one."""
    text = json.dumps([print_, value])
    write_file(root / FOLDER / f"{name}.json", f"{_seal(text)}\n{text}".encode())


def worked_out(root: Path, name: str, paths: Iterable[Path], work: Callable[[], Any]) -> Any:
    """Return what `work` gives, as JSON has it, of files alone: as it is kept under a name while their print holds."""
    read = tuple(paths)
    print_ = print_of(root, read)
    known = kept(root, name, print_)
    if known is None and print_of(root, read) == print_:
        keep(root, name, print_, known := work())
    return known


def _seal(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _code_print() -> bytes:
    package = Path(str(files("ccpi_nb")))
    found = hashlib.sha256()
    for path in (package / "errors.py", *(path for name in _READERS for path in sorted((package / name).glob("*.py")))):
        found.update(path.read_bytes())
    return found.digest()
