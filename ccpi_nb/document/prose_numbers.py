"""Digits in words: those of dates, periods, names, references and addresses, which are allowed there.

Any other is a figure, and must come from the data.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache

_FIGURE = re.compile(r"[£$€]?\d+(?:[.,]\d+)*(?:%|\w*)")


class NumberKind(StrEnum):
    """The kinds of digits that are no figure."""

    NAME = "name"
    DATE = "date"
    PERIOD = "period"
    TIME = "time"
    REFERENCE = "reference"
    ADDRESS = "address"
    SOURCE = "source"


@dataclass(frozen=True)
class Known:
    """A part of a text whose digits are no figure: its words, where they start, and what they are."""

    start: int
    words: str
    kind: NumberKind

    @property
    def end(self) -> int:
        """The place in the text just after its words."""
        return self.start + len(self.words)

    @property
    def moment(self) -> str:
        """A date, month, year or time as HTML's `datetime` has it; '' for anything else.

        '2014-12-11', '2014-12', '12-11', '2014', '14:00'.
        """
        try:
            return _moment(self.words) if self.kind in (NumberKind.DATE, NumberKind.TIME) else ""
        except ValueError:
            return ""


def known_parts(text: str, names: Iterable[str], sources: Iterable[str] = ()) -> tuple[Known, ...]:
    """Return the parts of a text whose digits are no figure, in order.

    `names` are those whose digits belong to them ('Windows 7'), `sources` the documents and places that may be named.
    """
    return tuple(sorted(_parts(text, tuple(names), tuple(sources)), key=lambda part: part.start))


def typed_figures(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers in `text` that are no part of a date, a reference or one of `names`."""
    for part in _parts(text, tuple(names)):
        text = text[: part.start] + " " * len(part.words) + text[part.end :]
    return tuple(match[0] for match in _FIGURE.finditer(text))


_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS = "|".join((*_MONTH_NAMES, *(name[:3] for name in _MONTH_NAMES if name != "May")))
_SINGULAR = "quarter|part|item|priority|paragraph|section|schedule|regulation|article|annex|appendix|version|outcome"
_PLURAL = (
    "quarters|parts|items|priorities|paragraphs|sections|schedules|regulations|articles|annexes|appendices|versions|"
    "outcomes"
)
_ALLOWED = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (NumberKind.ADDRESS, r"(?<![\w/])(?:https?://|www\.)\S+"),
        (NumberKind.DATE, rf"\b\d{{1,2}} (?:{_MONTHS})(?: (?:19|20)\d\d)?\b"),
        (NumberKind.DATE, rf"\b(?:{_MONTHS}) (?:19|20)\d\d\b"),
        (NumberKind.DATE, r"(?<![£$€.,\d])\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b(?![/-]\d|%|[.,]\d)"),
        (NumberKind.PERIOD, r"(?<![£$€.,\d])\b(?:19|20)\d\d[/-]\d\d(?:-Q[1-4])?\b(?!%|[.,]\d)"),
        (NumberKind.PERIOD, r"\bQ[1-4]\b"),
        (NumberKind.TIME, r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]m\b"),
        (NumberKind.REFERENCE, rf"\b(?i:{_SINGULAR}) \d+[a-z]?[A-Z]?(?:\(\d+\))?(?!\w)"),
        (NumberKind.REFERENCE, rf"\b(?i:{_PLURAL}) \d+[a-z]?[A-Z]?(?:(?:,| and| or| to) \d+[a-z]?[A-Z]?)*(?![\w%])"),
    )
)
_DIGIT = re.compile(r"\d")


def _parts(text: str, names: tuple[str, ...], sources: tuple[str, ...] = ()) -> Iterator[Known]:
    """Yield the known parts, pattern by pattern; what one has found the next ones don't see."""
    if not _DIGIT.search(text):  # as most have none, and the names are many
        return
    own = ((NumberKind.SOURCE, _any_of(sources)), (NumberKind.NAME, _any_of(names)))
    for kind, pattern in (*own, *_ALLOWED):
        if not _DIGIT.search(text):
            return
        for match in pattern.finditer(text):
            yield Known(match.start(), match[0], kind)
        text = pattern.sub(lambda match: " " * len(match[0]), text)


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((name for name in names if re.search(r"\d", name)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)" if longest_first else r"(?!)")


def _moment(words: str) -> str:
    if match := re.fullmatch(r"(\d+)(?:[.:](\d\d))? ?([ap])m", words):
        return f"{time(int(match[1]) % 12 + 12 * (match[3] == 'p'), int(match[2] or 0)):%H:%M}"
    if match := re.fullmatch(rf"(?:(\d+) )?({_MONTHS})(?: (\d+))?", words):
        month = next(number for number, name in enumerate(_MONTH_NAMES, start=1) if name.startswith(match[2]))
        if not match[1]:
            return f"{match[3]}-{month:02d}"
        day = date(int(match[3] or 2000), month, int(match[1]))
        return f"{day:%Y-%m-%d}" if match[3] else f"{day:%m-%d}"
    return words if len(words) == 4 else str(date.fromisoformat(words))
