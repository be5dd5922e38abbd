"""What a Part's folder holds and what it was made from: the hash of every file, and of all that was read for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ccpi_nb.domain.meetings import Part
from ccpi_nb.files.git import Commit
from ccpi_nb.files.text_files import RECEIVED

# The name that RO-Crate gives it.
MANIFEST = "ro-crate-metadata.json"
LOCK = "requirements.lock"
# Stands for a hash that the manifest does not give.
WITHHELD = ""
# Before a notebook's hash, which is of what its cells say and not of its file.
OF_CELLS = "cells:"
# So many names say where to look.
_SHOWN = 8
# Where what is hidden of a file may be one of few values, a hash of the whole file lets anybody try them out.
_TRIED_OUT = ("data/", "notebooks/", f"{RECEIVED}/")


@dataclass(frozen=True)
class Making:
    """How some of the files were made: by a report's notebook, or with the pack.

    `inputs` are the hashes of the workbook's files that were read; `WITHHELD` for those that the public may not have.
    """

    title: str
    inputs: Mapping[str, str]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Tools:
    """What everything was made with.

    These are the hashes of the package's code and of requirements.lock, and the versions of what writes bytes.
    """

    code: str
    lock: str
    versions: Mapping[str, str]

    def changes(self, now: "Tools") -> Iterator[str]:
        """Yield what differs between two sets of tools, in words."""
        if self.code != now.code:
            yield "the package's code changed"
        for name in sorted({*self.versions, *now.versions}):
            before, after = self.versions.get(name, "missing"), now.versions.get(name, "missing")
            if before != after:
                yield f"{name} was {before} and is {after}"
        if self.lock != now.lock:
            yield f"{LOCK} changed"


@dataclass(frozen=True)
class Manifest:
    """What a Part's folder holds, and what all of it was made from.

    `day` is the meeting's key, `files` are the hashes of all files but the manifest itself. Without a commit, no
    version control knows what was read.
    """

    title: str
    publisher: str
    day: str
    part: Part
    files: Mapping[str, str]
    makings: tuple[Making, ...]
    tools: Tools
    commit: Commit | None = None

    @cached_property
    def inputs(self) -> Mapping[str, str]:
        """The hashes of all that was read for any of the files."""
        return {name: sha256 for making in self.makings for name, sha256 in making.inputs.items()}

    def with_hashes(self, known: Mapping[str, str]) -> "Manifest":
        """Return the manifest with the hashes of inputs that it withholds, as far as they are `known`."""
        return replace(
            self,
            makings=tuple(
                replace(
                    making, inputs={name: sha256 or known.get(name, WITHHELD) for name, sha256 in making.inputs.items()}
                )
                for making in self.makings
            ),
        )

    def deviations(self, found: Mapping[str, str]) -> tuple[str, ...]:
        """Return how a folder with these hashes differs from the one that the manifest was written for."""
        return tuple(
            f"{name} {self._deviation(name, found)}"
            for name in sorted({*self.files, *found})
            if self.files.get(name) != found.get(name)
        )

    def reasons(self, again: "Manifest", file: str) -> tuple[str, ...]:
        """Return why a file may differ when it is made `again`: what changed of all its inputs, in words."""
        before, now = self._inputs_of(file), again._inputs_of(file)
        return (*_changes(before, now), *self.tools.changes(again.tools), *_untold(before, now))

    def says_the_same(self, again: "Manifest") -> bool:
        """Return whether two manifests are equal, the commit apart.

        The commit may differ where every file that was read is the same.
        """
        return replace(self, commit=None) == replace(again, commit=None)

    @property
    def without_inputs(self) -> "Manifest":
        """The manifest without what was read, of which more may be there since that no file shows."""
        return replace(self, makings=tuple(replace(making, inputs={}) for making in self.makings))

    def _deviation(self, name: str, found: Mapping[str, str]) -> str:
        if name not in found:
            return "is missing"
        return "was changed by hand" if name in self.files else "is in no manifest"

    def _inputs_of(self, file: str) -> Mapping[str, str]:
        return next((making.inputs for making in self.makings if file in making.files), self.inputs)


def shown_to(part: Part, inputs: Mapping[str, str]) -> dict[str, str]:
    """Return the hashes of inputs as the manifest of a Part gives them: of data and notebooks the public has none."""
    if part is Part.EXEMPT:
        return dict(inputs)
    return {name: WITHHELD if is_withheld(name) else sha256 for name, sha256 in inputs.items()}


def is_withheld(name: str) -> bool:
    """Return whether the public may not have the hash of one of the workbook's files."""
    return name.startswith(_TRIED_OUT)


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    changed = sorted(name for name in before.keys() & now.keys() if WITHHELD != before[name] != now[name] != WITHHELD)
    for names, what in (
        (changed, "changed"),
        (sorted(now.keys() - before.keys()), "came"),
        (sorted(before.keys() - now.keys()), "went"),
    ):
        if names:
            more = f" and {len(names) - _SHOWN} more" if names[_SHOWN:] else ""
            yield f"{', '.join(names[:_SHOWN])}{more} {what}"


def _untold(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    if any(WITHHELD in (before[name], now[name]) for name in before.keys() & now.keys()):
        yield "whether data or a notebook changed is not known, since a public manifest has no hash of them"
