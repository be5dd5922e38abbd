"""Remarks on a page that is not published yet: what its author should look at."""

from dataclasses import dataclass
from enum import StrEnum


class RemarkKind(StrEnum):
    """What a remark is about, in the order in which remarks are listed."""

    UNEXPLAINED = "Numbers that nothing explains"
    ABSENT = "Calls that show nothing"
    PROBLEM = "To put right before a run"
    CHANGED = "Changes against the stored reference"


@dataclass(frozen=True)
class Remark:
    """A sentence without its full stop, and where it belongs.

    `at` is where the remarked text begins in the page's characters, None where it has no place. Of that text only
    `number` is meant, where there is one.
    """

    kind: RemarkKind
    sentence: str
    at: int | None = None
    number: str = ""
