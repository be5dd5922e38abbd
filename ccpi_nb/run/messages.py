"""What goes to the processes that make a meeting's outputs and pages, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.exempt.leaks import Leak
from ccpi_nb.files.views import Seen


@dataclass(frozen=True)
class Workbench:
    """The place where one Part is made: the workbook it reads, and for Part I the workbook that it may not read."""

    root: Path
    day: str
    part: Part
    closed: Path | None = None


@dataclass(frozen=True)
class Made:
    """The files that a task wrote, by name, and what was seen for them.

    A report that failed has a `failure` in words fit for a log, and `left` for its author: the notebook as far as it
    ran, and what is not for a log.
    """

    files: Mapping[str, bytes]
    seen: Seen
    failure: str = ""
    left: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Survey:
    """A meeting that can be run, those of its Parts that have papers, and what was seen to find that out.

    `notes` are what its reports ask for and nothing is held of: each an item and a sentence.
    """

    meeting: Meeting
    parts: tuple[Part, ...]
    seen: Seen
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReadAgain:
    """What the gate found in files about to be public, and the record of what it found nothing in, a line of JSON."""

    leaks: tuple[Leak, ...]
    reading: bytes


class RemarkKind(StrEnum):
    """What a remark on a page that is not published yet is about, in the order in which remarks are listed."""

    UNEXPLAINED = "Numbers that nothing explains"
    ABSENT = "Calls that show nothing"
    PROBLEM = "To put right before a run"
    CHANGED = "Changes against the stored reference"


@dataclass(frozen=True)
class Remark:
    """What an author should look at in a page before it is published: a sentence without its full stop.

    `at` is where the text that it is about begins in the page's characters, None where it has no place. Of that text
    only `number` is meant, where there is one.
    """

    kind: RemarkKind
    sentence: str
    at: int | None = None
    number: str = ""


# What the gate looks for, among views.
EXEMPT_CONTENT = "what is exempt"


def failed_folder(day: str) -> str:
    """Return the folder, with one for each Part, where a run leaves what an author needs to see of a failure."""
    return f"outputs/{day}-failed"
