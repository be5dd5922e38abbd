"""Problems that a report's author can put right, each as a sentence with its remedy."""

import errno
import os
import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from shutil import disk_usage
from tempfile import gettempdir

# What the person at the keyboard can do about it.
_ROOM = dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "make room and run again") | {
    errno.EFBIG: "raise the limit on the size of files (ulimit -f) and run again"
}
_RIGHTS = dict.fromkeys(
    (errno.EROFS, errno.EACCES, errno.EPERM, errno.EBUSY),
    "close what has it open, or get the right to it, and run again",
)
# How like two words are of which one is a slip of the other.
SLIP = 0.88
# So many words are a vocabulary, such as that of units, which is told whole; more are data.
_VOCABULARY = 20
# What Python says where no folder takes a temporary file.
_NO_TEMP = "No usable temporary directory"


class InputError(Exception):
    """Bad input: each problem is one sentence with file, place, what is wrong and the remedy."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows in a notebook instead of a traceback."""
        return [f"{type(self).__name__}: {problem}" for problem in self.problems]


class NothingHeld(InputError):
    """Nothing stored where the question is right: the data has no value for it.

    Wrong only where an author counts on a value.
    """


class NoSuchCall(InputError, AttributeError):
    """A call that a report does not have; to Python an attribute that is not there."""


def refuse(problems: Iterable[str]) -> None:
    """Raise InputError with all of the problems; do nothing where there are none."""
    if found := tuple(problems):
        raise InputError(*found)


def refusals_of(attempt: Callable[[], object]) -> tuple[str, ...]:
    """Return the sentences that an attempt is refused with; none where it succeeds."""
    try:
        attempt()
    except InputError as problem:
        return problem.problems
    return ()


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` is most like; '' where it is like none."""
    return next(iter(get_close_matches(word, sorted(set(known)), n=1)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that refuses `word`: the nearest known word, else the known ones.

    "did you mean 'report'?", 'known: minutes, report'; 'there are none' where no word is known.
    """
    words = set(known)
    near = nearest(word, words)
    return f"did you mean '{near}'?" if near else known_words(words)


def one_of(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that refuses `word` among many that are alike: up to ten near ones.

    "did you mean 'paid_30_days'?" where it is a slip of that one; "did you mean 'paid_10_days' or 'paid_30_days'?"
    where it may be either, or is a part of both; else as `did_you_mean`.
    """
    words = sorted(set(known))
    slips = get_close_matches(word, words, n=1, cutoff=SLIP)
    parts = [known for known in words if len(word) > 2 and word.casefold() in known.casefold()]
    near = list(dict.fromkeys(slips or [*get_close_matches(word, words, n=10, cutoff=0.7), *parts]))[:10]
    if not near:
        return f"known: {at_most_ten(words)}" if words else "there are none"
    *others, last = (f"'{known}'" for known in near)
    return f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?"


def known_words(known: Iterable[str]) -> str:
    """Return the end of a sentence that lists known words: 'known: minutes, report', or 'there are none'."""
    words = sorted(set(known))
    listed = ", ".join(words) if len(words) <= _VOCABULARY else at_most_ten(words)
    return f"known: {listed}" if words else "there are none"


def at_most_ten(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: the first ten, and how many more there are."""
    more = f" and {len(words) - 10} more" if len(words) > 10 else ""
    return f"{', '.join(words[:10])}{more}"


def shortened(words: str) -> str:
    """Return the words as a sentence can quote them: the first 60 characters, and three dots where there are more."""
    return words if len(words) <= 60 else f"{words[:60]}..."


def disk_problem(problem: OSError) -> str:
    """Return a sentence for a disk that takes nothing more, or nothing of this person's, with the remedy.

    '' for any other error of the system.
    """
    if (problem.strerror or "").startswith(_NO_TEMP):
        return "there is no temp folder that a file can be written to; set TMPDIR to one, and run again"
    if problem.errno in _ROOM:
        return f"{_without_room(problem)}: {problem.strerror}; {_ROOM[problem.errno]}"
    remedy = _RIGHTS.get(problem.errno or 0)
    return f"{problem.filename or 'the disk'}: {problem.strerror}; {remedy}" if remedy else ""


def _without_room(problem: OSError) -> str:
    # A copy that can't be written names what it was to be a copy of first.
    file, temp = problem.filename2 or problem.filename, _temp()
    if temp and (
        Path(os.fsdecode(file)).is_relative_to(temp) if file else problem.errno == errno.ENOSPC and _is_full(temp)
    ):
        # Of a run's own folder there, only where it is says something to the person at the keyboard.
        return "the temp folder " + re.sub(r"[\\/]ccpi-.*", "", temp)
    return os.fsdecode(file) if file else "the disk"


def _temp() -> str:
    try:
        return gettempdir()
    except FileNotFoundError:  # where no file can be written, it finds none
        return ""


def _is_full(folder: str) -> bool:
    return disk_usage(folder).free < 2**16
