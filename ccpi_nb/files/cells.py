"""Parsers of a data file's single cells: each raises ValueError with what is wrong and the remedy."""

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, TypeVar
from unicodedata import category, name, normalize

from ccpi_nb.errors import did_you_mean

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


def filled(cell: str) -> str:
    """Return the cell's text; ValueError where it is blank."""
    if not cell:
        raise ValueError("the cell is blank; fill it")
    return cell


Filled = Annotated[str, filled]


@cache  # a table has few names, and one in every row
def plain_name(cell: str) -> str:
    """Return a name by which rows are put together; ValueError for what looks like another name and is not the same.

    Spaces that are none, several in a row, accents apart from their letters, letters of two alphabets in a word.
    """
    for character in cell:
        if character != " " and (character in "\t\r\n" or category(character) == "Zs"):
            raise ValueError(f"{described(character)} stands in '{cell}', where a space seems to be; type a space")
        if category(character).startswith("L") and normalize("NFKC", character) != character:
            raise ValueError(f"{described(character)} stands in '{cell}'; type the plain letters that it looks like")
    if "  " in cell:
        raise ValueError(f"two spaces stand in a row in '{cell}'; type one")
    if normalize("NFC", cell) != cell:
        raise ValueError(f"an accent stands apart from its letter in '{cell}'; type the letter with its accent")
    for word in re.findall(r"\w+", cell):
        if len(alphabets := dict.fromkeys(filter(None, map(_alphabet, word)))) > 1:
            odd = next(letter for letter in word if _alphabet(letter) not in ("", "latin"))
            raise ValueError(
                f"{described(odd)} stands among letters of another alphabet ({' and '.join(alphabets)}) in '{cell}'; "
                "type the word again"
            )
    return cell


def filled_name(cell: str) -> str:
    """Return a name by which rows are put together; ValueError where it is blank, or as from `plain_name`."""
    return plain_name(filled(cell))


Name = Annotated[str, filled_name]


def _alphabet(letter: str) -> str:
    """Return the alphabet of a letter, as its name begins: 'latin', 'cyrillic'; '' for what is no letter."""
    return name(letter, "").split(" ")[0].lower() if category(letter).startswith("L") else ""


def day(cell: str) -> date:
    """Return the day that a cell has as '2014-12-11'; ValueError for any other form, or no day of the calendar."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII):
        raise ValueError(f"'{cell}' is not a day; write year, month, day: 2014-12-11")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"'{cell}' is not a day of the calendar") from None


@lru_cache(2**16)  # many rows have the same number
def decimal(cell: str) -> Decimal:
    """Return a number as it is written, with its decimals: '5.10' is not '5.1'.

    ValueError for a sign of a unit or of thousands, and for more than the 15 digits that a spreadsheet keeps.
    """
    if re.fullmatch(r"-0+(\.0+)?", cell, re.ASCII):
        raise ValueError(f"'{cell}' is zero with a sign, which no document means; write {cell[1:]}")
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII):
        raise ValueError(
            f"'{cell}' is not a number; write digits and one '.', without £, % or thousands commas: 902071, 41.17"
        )
    if len(re.sub(r"\D", "", cell)) > 15:
        raise ValueError(
            f"'{cell}' has more than the 15 digits that a spreadsheet keeps; round it as the document does"
        )
    return Decimal(cell)


def whole(first: int, last: int, remedy: str = "") -> Callable[[str], int]:
    """Return a parser of whole numbers from `first` to `last`, without leading zeros.

    `remedy` ends the sentence that refuses.
    """
    numbers = {str(number): number for number in range(first, last + 1)}

    def parse(cell: str) -> int:
        if cell not in numbers:
            raise ValueError(f"'{cell}' is not a whole number from {first} to {last}{remedy and f'; {remedy}'}")
        return numbers[cell]

    return parse


def optional(parser: Callable[[str], Value]) -> Callable[[str], Value | None]:
    """Return a parser that gives None for a blank cell, and for any other what `parser` gives."""
    return lambda cell: parser(cell) if cell else None


def choice(kind: type[Choice], what: str) -> Callable[[str], Choice]:
    """Return a parser of an enumeration's values; `what` is the word for them in a sentence: 'status'."""
    word = known(what, [member.value for member in kind])
    return lambda cell: kind(word(cell))


def known(what: str, words: Collection[str]) -> Callable[[str], str]:
    """Return a parser that takes these words only; `what` is the word for them in a sentence: 'indicator'."""

    def parse(cell: str) -> str:
        if cell not in words:
            raise ValueError(f"there is no {what} '{cell}'; {did_you_mean(cell, words)}")
        return cell

    return parse


# Letters and marks that Unicode calls printable and that no typeface shows.
UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_UNSEEN = re.compile(f"[{UNSEEN}]")


def unseen_in(text: str) -> int | None:
    """Return the place of the first character that nobody sees; None where there is none.

    White space counts as seen.
    """
    if text.isascii() and text.isprintable():
        return None
    return next(
        (
            at
            for at, character in enumerate(text)
            if _UNSEEN.match(character)
            or (not character.isprintable() and character not in "\t\n\r" and category(character) != "Zs")
        ),
        None,
    )


def described(character: str) -> str:
    """Return a character's code and name: 'U+200B (zero width space)'."""
    known = name(character, "").lower() or (
        "a control character" if category(character) == "Cc" else "not a character of any alphabet"
    )
    return f"U+{ord(character):04X} ({known})"
