"""How files, commands and papers name a meeting, an item and a paragraph: 2014-12-11-special, 9a, '2 and 3'."""

import re
from datetime import date
from pathlib import PurePosixPath
from string import ascii_lowercase

from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import InputError

# Documents print the word, so it has no digit, which would be a number that nothing explains. 'failed' would name the
# folder that a failed run of the day's other meeting leaves.
_KEY = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(?!failed$)([a-z]+))?", re.ASCII)


def meeting_key(text: str) -> str:
    """Return a text that names a meeting: by its day, or by day and a word where the day has several.

    '2014-12-11', '2014-12-11-special'. Keys sort as the meetings follow each other. ValueError for any other text.
    """
    found = _KEY.fullmatch(text)
    if not found:
        raise ValueError(
            f"'{text}' is not a day; write year, month, day: 2014-12-11, or 2014-12-11-special where that day has two"
        )
    try:
        date.fromisoformat(found[1])
    except ValueError:
        raise ValueError(f"'{text}' is not a day of the calendar") from None
    return text


def is_meeting_key(text: str) -> bool:
    """Return whether a text names a meeting, as `meeting_key` has it."""
    try:
        return bool(meeting_key(text))
    except ValueError:
        return False


def key_named(file: str) -> str:
    """Return the key of the meeting that a file is named after; InputError where its name is none.

    params/2014-12-11.yaml, data/registers/minutes/2014-12-11-special.csv
    """
    path = PurePosixPath(file)
    try:
        return meeting_key(path.stem)
    except ValueError:
        remedy = f"name it after the meeting: 2014-12-11{path.suffix}, or 2014-12-11-special{path.suffix}"
        raise InputError(f"{file}: the file's name is no day; {remedy} where that day has two") from None


def day_of(key: str) -> date:
    """Return the day of a meeting by its key."""
    return date.fromisoformat(key[:10])


def meeting_name(key: str) -> str:
    """Return a meeting as documents name it by its key: '11 December 2014', '11 December 2014 (special)'."""
    word = key[11:]
    return f"{day_name(day_of(key))} ({word})" if word else day_name(day_of(key))


# As its agenda has it: 9, 131, or '9a' for an item between 9 and 10.
ItemNumber = int | str
ITEM_NUMBERS = "an item's number; write it as the agenda does: 9, 131 or 9a"
PARAGRAPHS = "a paragraph of Schedule 12A, 1 to 7; write 3, or '2 and 3' for two"


def item_number(text: str) -> ItemNumber:
    """Return the number of an item as its agenda has it; ValueError where the text is none."""
    if not re.fullmatch(r"[1-9]\d{0,2}[a-z]?", text, re.ASCII):
        raise ValueError(f"'{text}' is not {ITEM_NUMBERS}")
    return int(text) if text.isdecimal() else text


def number_order(number: ItemNumber) -> tuple[int, str]:
    """Return what numbers of items are sorted by: 9, '9a', 10."""
    digits = str(number).rstrip(ascii_lowercase)
    return int(digits), str(number).removeprefix(digits)


def stem_of(number: ItemNumber) -> str:
    """Return how the names of an item's files begin: '05', '131', '09a'."""
    digits, letter = number_order(number)
    return f"{digits:02d}{letter}"


def chart_file(stem: str, place: str) -> str:
    """Return the name of the file with a chart's data, by its document's and its place there: '04-calls_chart-2.csv'.

    No other document's files begin so: their names have no underscore.
    """
    return f"{stem}_{place}.csv"


def is_file_of(name: str, stem: str) -> bool:
    """Return whether a file is a document's in some format, or has the data of one of its charts."""
    base = name.rpartition(".")[0]
    return base == stem or base.startswith(f"{stem}_chart")


def appendix_item(number: ItemNumber, letter: str) -> str:
    """Return an appendix as reports name it: '5A' for Appendix A of item 5, '5.1' for its Appendix 1."""
    return f"{number}.{letter}" if letter.isdecimal() else f"{number}{letter}"


def paragraphs(text: str) -> str:
    """Return one or more paragraphs of Schedule 12A as sentences name them: '3', '2 and 3', '1, 2 and 3'.

    ValueError where the text is none of them, or one stands twice.
    """
    found = re.findall(r"[1-7]", text)
    known = re.fullmatch(r"[1-7](?:(?:, ?| and |, and )[1-7])*", text, re.ASCII)
    if not known or len({*found}) < len(found):
        raise ValueError(f"'{text}' is not {PARAGRAPHS}")
    *before, last = sorted(found)
    return f"{', '.join(before)} and {last}" if before else last
