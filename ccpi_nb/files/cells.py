"""What a single cell of a data file may hold: parsers that say in ValueError what is wrong, and the remedy."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar
from unicodedata import category, name

from ccpi_nb.errors import did_you_mean

Choice = TypeVar("Choice", bound=StrEnum)


def filled(cell: str) -> str:
    if not cell:
        raise ValueError("the cell is blank; fill it")
    return cell


def day(cell: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII):
        raise ValueError(f"'{cell}' is not a day; write year, month, day: 2014-12-11")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"'{cell}' is not a day of the calendar") from None


def choice(kind: type[Choice], what: str, cell: str) -> Choice:
    """One of a kind's values; `what` is what a sentence calls them: 'status'."""
    return kind(known(what, [each.value for each in kind], cell))


def known(what: str, words: Iterable[str], cell: str) -> str:
    own = list(words)
    if cell not in own:
        raise ValueError(f"there is no {what} '{cell}'; {did_you_mean(cell, own)}")
    return cell


def unseen_in(text: str) -> int | None:
    """Where the first of them stands; white space is seen."""
    return next(
        (
            at
            for at, each in enumerate(text)
            if not each.isprintable() and each not in "\t\n\r" and category(each) != "Zs"
        ),
        None,
    )


def described(character: str) -> str:
    """'U+200B (zero width space)'."""
    known = name(character, "").lower() or (
        "a control character" if category(character) == "Cc" else "not a character of any alphabet"
    )
    return f"U+{ord(character):04X} ({known})"
