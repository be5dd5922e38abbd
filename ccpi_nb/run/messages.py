"""What goes to the processes that make a meeting's outputs, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.publish.call_checks import Note


@dataclass(frozen=True)
class Workbench:
    """The place where one Part is made: the workbook it reads, and for Part I the workbook that it may not read."""

    root: Path
    day: str
    part: Part
    closed: Path | None = None


@dataclass(frozen=True)
class Made:
    """The files that a task wrote, by name, and what was read for them.

    A report that failed has a `failure` in words fit for a log, and `left` for its author: the notebook as far as it
    ran, and what is not for a log.
    """

    files: Mapping[str, bytes]
    read: frozenset[str]
    failure: str = ""
    left: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Survey:
    """A meeting that can be run, those of its Parts that have papers, and what was read to find that out.

    `notes` are what its reports ask for and nothing is held of.
    """

    meeting: Meeting
    parts: tuple[Part, ...]
    read: frozenset[str]
    notes: tuple[Note, ...] = ()


def failed_folder(day: str) -> str:
    """Return the folder, with one for each Part, where a run leaves what an author needs to see of a failure."""
    return f"outputs/{day}-failed"
