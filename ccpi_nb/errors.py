"""What a report's author can put right, said in a sentence."""

import errno
from collections.abc import Iterable
from difflib import get_close_matches

# What the person at the keyboard can do about it.
_DISK = dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "make room and run again") | dict.fromkeys(
    (errno.EROFS, errno.EACCES, errno.EPERM, errno.EBUSY),
    "close what has it open, or get the right to it, and run again",
)


class InputError(Exception):
    """Bad input: each problem is one sentence with file, place, what is wrong and the remedy."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines in a notebook instead of a traceback."""
        return [f"{type(self).__name__}: {problem}" for problem in self.problems]


class NothingHeld(InputError):
    """What was asked for is right, but the data has no value for it: wrong only where an author counts on one."""


def refuse(problems: Iterable[str]) -> None:
    """Raise InputError with all of the problems; do nothing where there are none."""
    if found := tuple(problems):
        raise InputError(*found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that refuses `word`: the nearest known word, else all of them."""
    words = sorted(set(known))
    near = get_close_matches(word, words, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known: {', '.join(words)}" if words else "there are none"


def shortened(words: str) -> str:
    """Return the words as a sentence can quote them: of more than 60 characters the first 60, and three dots."""
    return words if len(words) <= 60 else f"{words[:60]}..."


def disk_problem(problem: OSError) -> str:
    """A disk that takes nothing more, or nothing of this person's, as a sentence; empty for any other error of the system."""
    remedy = _DISK.get(problem.errno or 0)
    return f"{problem.filename or 'the disk'}: {problem.strerror}; {remedy}" if remedy else ""
