"""Questions about words: a text that is to come, is damaged, breaks off, or stands in two places."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Protocol

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.questions.asked import AnyQuestion, Rule, Stated, ask_of_words

_AS_THEY_ARE = ("minutes", "notices", "decisions", "follow_ups")  # registers of what others have said
_TO_COME = re.compile(
    r"\b(?:TBC|TBA|TBD|TODO|FIXME|X{3,}|[Ll]orem ipsum)\b|\?{2,}"
    r"|\[\s*(?:insert|add|update|check|to |tbc|figure|name|date)[^]]*\]"
)
_DAMAGED = re.compile(
    r"â€|Ã[\u0080-\u00bf]|Â[£§°\u00a0]|\ufffd"  # UTF-8 that was read as Windows letters
    r"|#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!)|Error! (?:Reference source|Bookmark|Hyperlink)"
    r"|</?(?:[abiup]|br|em|strong|span|div|font|li|[ou]l|t[dr])(?:\s[^<>]*)?/?>|&(?:nbsp|amp|pound|[lg]t|quot);"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_SENTENCE = 30  # characters, from which on a sentence does not stand twice by chance
_BROKEN_OFF = re.compile(r"(?:^|\s)[a-z][\w'-]*,?$")  # a list may end with a name
_LONG = 60  # characters, from which on two texts are not alike by chance


_Doubted = tuple[Rule, DataRow, str]


class Worded(Protocol):
    """A row of a register."""

    @property
    def row(self) -> DataRow:
        """Where it stands."""

    @property
    def source(self) -> str:
        """Where its words are from."""


def is_as_it_is(file: str) -> bool:
    """Return whether a file is of a register of what others have said, which nobody puts into other words."""
    return PurePosixPath(file).parent.name.startswith(_AS_THEY_ARE)


def stated(row: Worded) -> Stated:
    """Return by what an answer knows a row of a register: the register, the day of its file, its source."""
    path = PurePosixPath(row.row.file)
    return Stated(path.parent.name, day_of(path.stem), row.source, row.row)


def word_questions(files: Iterable[Sequence[Worded]]) -> Iterator[AnyQuestion]:
    """Yield what somebody should look at again in the words of registers; the files in the order of their meetings."""
    every = [*files]
    rows = {row.row: row for own in every for row in own}
    for rule, at, words in _doubts(every):
        yield ask_of_words(rule, stated(rows[at]), "text", words, getattr(rows[at], "text", ""))


def _doubts(files: Iterable[Sequence[Worded]]) -> Iterator[_Doubted]:
    earlier: dict[str, dict[str, DataRow]] = {}
    for rows in files:
        if not rows or is_as_it_is(rows[0].row.file):
            continue
        register = PurePosixPath(rows[0].row.file).parent.name
        texts = [(row.row, text) for row in rows if isinstance(text := getattr(row, "text", None), str) and text]
        yield from _to_come(texts)
        yield from _damaged(texts)
        long = [(row, text) for row, text in texts if len(text) >= _LONG]
        yield from _twice(long, earlier.get(register, {}))
        yield from _broken_off(long)
        earlier[register] = {text: row for row, text in long}


Texts = Sequence[tuple[DataRow, str]]


def _to_come(texts: Texts) -> Iterator[_Doubted]:
    for row, text in texts:
        if _TO_COME.search(text):
            yield Rule.TO_COME, row, "a reminder stands where words are to come; write them, or take it out"


def _damaged(texts: Texts) -> Iterator[_Doubted]:
    for row, text in texts:
        if _DAMAGED.search(text):
            yield (
                Rule.DAMAGED,
                row,
                "what a program left stands among the words: a letter read wrongly, an error, a tag",
            )
        sentences = [one for one in _SENTENCE_END.split(text) if len(one) >= _SENTENCE]
        if len(sentences) > len({*sentences}):
            yield Rule.SAME_WORDS, row, "a sentence stands twice in it; is it meant to?"


def _twice(texts: Texts, before: Mapping[str, DataRow]) -> Iterator[_Doubted]:
    """Yield texts that stand twice in a file, and the first of a file most of whose texts are those of the last one."""
    old = [(row, before[text]) for row, text in texts if text in before]
    if len(old) > 1 and 2 * len(old) >= len(texts):
        row, other = old[0]
        yield Rule.LAST_WORDS, row, f"most texts of the file are those of {other.file}; are they this meeting's?"
    first: dict[str, DataRow] = {}
    for row, text in texts:
        if (same := first.setdefault(text, row)) is not row:
            yield Rule.SAME_WORDS, row, f"the same words as in {same}; are they meant for both?"


def _broken_off(texts: Texts) -> Iterator[_Doubted]:
    """Yield texts with no full stop, in a file in which hardly any other has none."""
    open_ones = [row for row, text in texts if _BROKEN_OFF.search(text)]
    if 10 * len(open_ones) <= max(len(texts), 10):
        yield from ((Rule.BROKEN_OFF, row, "it ends without a full stop; is it all there?") for row in open_ones)
