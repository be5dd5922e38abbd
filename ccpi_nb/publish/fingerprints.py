"""What something was made from: the prints of files, and what was seen of them; and whether that has changed since."""

import hashlib
import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from ccpi_nb.domain.meetings import Part
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.files.views import MODULES, Seen
from ccpi_nb.notebook.cells import said_by
from ccpi_nb.publish.manifest import LOCK, OF_CELLS
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
    """The record of something made: the prints of its inputs, as they were before, and of its outputs.

    Where one of the `inputs` has changed, it is made again. Where one of the files `behind` the views has, that is so
    only if a view has another answer: `views` have the digests, by the folder of the Part that asked, and by what was
    asked, which is JSON.
    """

    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    behind: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def files(self) -> Mapping[str, str]:
        """The prints of all that was read."""
        return {**self.behind, **self.inputs}

    def seen_in(self, part: Part) -> Seen:
        """Return what was seen, as that of a Part."""
        views = self.views.get(part.folder, {})
        return Seen(frozenset(self.inputs), frozenset(self.behind), frozenset(views.items()))

    def to_json(self) -> str:
        """Return the record as text that `read` takes, in a fixed order."""
        return json.dumps(
            {
                "inputs": dict(sorted(self.inputs.items())),
                "behind": dict(sorted(self.behind.items())),
                "views": {part: dict(sorted(views.items())) for part, views in sorted(self.views.items())},
                "outputs": dict(sorted(self.outputs.items())),
            },
            indent=1,
            ensure_ascii=False,
        )

    @classmethod
    def read(cls, path: Path) -> "MadeFrom | None":
        """Read the record at `path`; None where there is none, or not a whole one."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return cls(stored["inputs"], stored["outputs"], stored["behind"], stored["views"])
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

    @property
    def of_tools(self) -> str:
        """The print of all that something is made with."""
        return digest("\n".join(map(self.of, _TOOLS)).encode())

    def take_all(self) -> "Prints":
        """Take the prints of all that a report could read, so that a change made meanwhile shows later."""
        for folder in WORKBOOK_FOLDERS:
            for path in (self.root / folder).rglob("*"):
                self.of(path.relative_to(self.root).as_posix() + ("/" if path.is_dir() else ""))
            self.of(f"{folder}/")
        for name in _TOOLS:
            self.of(name)
        return self

    def record(self, seen: Mapping[Part, Seen], outputs: Mapping[str, bytes]) -> MadeFrom:
        """Return the record of what was made from what was seen of the workbook, as each Part has it."""
        every = Seen(frozenset(_TOOLS)).union(*seen.values())
        return MadeFrom(
            {name: self.of(name) for name in sorted(every.whole)},
            {name: digest(content) for name, content in sorted(outputs.items())},
            {name: self.of(name) for name in sorted(every.behind - every.whole)},
            {part.folder: _one_of_each(own.views) for part, own in seen.items() if own.views},
        )

    def changed(self, inputs: Mapping[str, str]) -> Iterator[str]:
        """Yield which of the inputs have changed since they had these prints, in words."""
        for name, before in inputs.items():
            now = self.of(name)
            if now != before:
                yield _words(name, before, now)

    def touched(self, record: MadeFrom) -> bool:
        """Return whether any file that was read has changed since, or any tool."""
        return any(self.of(name) != before for name, before in record.files.items())

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
                return _digest_of_names(path, lambda child: not child.startswith("."))
            if name == MODULES:
                return _digest_of_names(path.parent, lambda child: not child.startswith(".") and ".ipynb" not in child)
            content = path.read_bytes()
        except OSError:
            return _GONE
        # By its cells, so that nothing is stale because Jupyter was opened, all cells run, and the notebook saved.
        said = said_by(content) if path.suffix == ".ipynb" else None
        return digest(content) if said is None else f"{OF_CELLS}{digest(said)}"


def code_print() -> str:
    """Return the print of the package's own files, as they are installed."""
    named = ((str(path)[len(str(_PACKAGE)) :], path.read_bytes()) for path in code_files())
    return digest(b"".join(f"{name}\n".encode() + hashlib.sha256(content).digest() for name, content in named))


def is_code_under(root: Path) -> bool:
    """Return whether the package lies in a folder, as in the repository of both code and workbook."""
    return _PACKAGE.is_relative_to(root)


def code_files() -> tuple[Path, ...]:
    """Return the package's own files, as they are installed."""
    found = (
        f"{folder}/{name}" for folder, _, names in os.walk(_PACKAGE) if "__pycache__" not in folder for name in names
    )
    return tuple(map(Path, sorted(found)))


def files_among(names: Iterable[str]) -> tuple[str, ...]:
    """Return the workbook's files among the names in a record: no folder, and no tool."""
    return tuple(sorted(name for name in set(names) if name not in (*_TOOLS, MODULES) and not name.endswith("/")))


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _digest_of_names(folder: Path, counts: Callable[[str], bool]) -> str:
    return digest("\n".join(sorted(child.name for child in folder.iterdir() if counts(child.name))).encode())


# What no digest is: for a view that had two answers while something was made.
_TWO_ANSWERS = ""


def _one_of_each(views: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for asked, answer in sorted(views):
        found[asked] = answer if found.get(asked, answer) == answer else _TWO_ANSWERS
    return found


def changed_outputs(record: MadeFrom, folder: Path) -> Iterator[str]:
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
    if name.endswith("/") or name == MODULES:
        return f"files came to or went from {name.rstrip('*')}"
    return f"{name} {'came' if before == _GONE else 'changed'}"
