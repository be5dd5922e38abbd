"""What something was made from, and whether that has changed since."""

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.publish.manifest import LOCK
from ccpi_nb.publish.tool_versions import installed_versions

# The name of a record where it lies among what was made.
RECORD = "record.json"

# Beside the workbook's own files, which are named by their paths. A folder's path ends in '/', and its print is of the
# names in it.
_CODE, _PYTHON, _PACKAGES = "the package's code", "Python", "an installed package"
_TOOLS = (_CODE, _PYTHON, _PACKAGES, LOCK)
_GONE = "gone"
# Named, not counted from this file: a module that moves must not leave code out of the print.
_PACKAGE = Path(str(files("ccpi_nb")))


@dataclass(frozen=True)
class MadeFrom:
    """The record of something made: the prints of its inputs, as they were before, and of its outputs."""

    inputs: Mapping[str, str]
    outputs: Mapping[str, str]

    def to_json(self) -> str:
        """Return the record as text that `read` takes, in a fixed order."""
        return json.dumps(
            {"inputs": dict(sorted(self.inputs.items())), "outputs": dict(sorted(self.outputs.items()))},
            indent=1,
            ensure_ascii=False,
        )

    @classmethod
    def read(cls, path: Path) -> "MadeFrom | None":
        """Read the record at `path`; None where there is none, or not a whole one."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return cls(stored["inputs"], stored["outputs"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def made(self, path: Path) -> bool:
        """Return whether a file is the output of its name, as it was made."""
        return path.is_file() and digest(path.read_bytes()) == self.outputs.get(path.name)


@dataclass(frozen=True)
class Prints:
    """The prints of a workbook's files, each taken once, when it is first asked for."""

    root: Path
    _taken: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """Return the print of a file, a folder or a tool, by the name that records have for it."""
        if name not in self._taken:
            self._taken[name] = self._take(name)
        return self._taken[name]

    def has(self, name: str) -> bool:
        """Return whether there is such a file, folder or tool."""
        return self.of(name) != _GONE

    @property
    def of_code(self) -> str:
        """The print of the package's code."""
        return self.of(_CODE)

    def take_all(self) -> "Prints":
        """Take the prints of all that a report could read, so that a change made meanwhile shows later."""
        for folder in WORKBOOK_FOLDERS:
            for path in (self.root / folder).rglob("*"):
                self.of(path.relative_to(self.root).as_posix() + ("/" if path.is_dir() else ""))
            self.of(f"{folder}/")
        for name in _TOOLS:
            self.of(name)
        return self

    def record(self, read: Iterable[str], outputs: Mapping[str, bytes]) -> MadeFrom:
        """Return the record of what was made from the files `read`."""
        names = {*read, *_TOOLS}
        return MadeFrom(
            {name: self.of(name) for name in sorted(names)},
            {name: digest(content) for name, content in sorted(outputs.items())},
        )

    def changes(self, record: MadeFrom, folder: Path) -> tuple[str, ...]:
        """Return what has changed since, in words: inputs first, then outputs, which lie in `folder`."""
        return (*self.changed_inputs(record), *_changed_outputs(record, folder))

    def changed_inputs(self, record: MadeFrom) -> Iterator[str]:
        """Yield what has changed of the inputs since, in words."""
        for name, before in record.inputs.items():
            now = self.of(name)
            if now != before:
                yield _words(name, before, now)

    def _take(self, name: str) -> str:
        if name == _CODE:
            return code_print()
        if name == _PYTHON:
            return platform.python_version()
        if name == _PACKAGES:
            return digest(repr(sorted(installed_versions().items())).encode())
        path = self.root / name
        try:
            if name.endswith("/"):
                return digest(
                    "\n".join(sorted(child.name for child in path.iterdir() if not child.name.startswith("."))).encode()
                )
            return digest(path.read_bytes())
        except OSError:
            return _GONE


def code_print() -> str:
    """Return the print of the package's own files, as they are installed."""
    named = ((path.relative_to(_PACKAGE).as_posix(), path.read_bytes()) for path in code_files())
    return digest(b"".join(f"{name}\n".encode() + hashlib.sha256(content).digest() for name, content in named))


def code_files() -> tuple[Path, ...]:
    """Return the package's own files, as they are installed."""
    return tuple(sorted(path for path in _PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts))


def files_among(names: Iterable[str]) -> tuple[str, ...]:
    """Return the workbook's files among the names in a record: no folder, and no tool."""
    return tuple(sorted(name for name in set(names) if name not in _TOOLS and not name.endswith("/")))


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _changed_outputs(record: MadeFrom, folder: Path) -> Iterator[str]:
    for name, before in record.outputs.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif digest(path.read_bytes()) != before:
            yield f"{name} was changed by hand"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (
            path.is_file()
            and name not in {*record.outputs, RECORD}
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        ):
            yield f"{name} was added by hand"


def _words(name: str, before: str, now: str) -> str:
    if now == _GONE:
        return f"{name} is gone"
    if name.endswith("/"):
        return f"files came to or went from {name}"
    return f"{name} {'came' if before == _GONE else 'changed'}"
