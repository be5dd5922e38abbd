"""Marks in place of a value: the shorthand that data take, and what to write for any other."""

import re
from decimal import Decimal
from functools import lru_cache

from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.files.cells import decimal


@lru_cache(2**16)  # many rows have the same number
def value_or_mark(cell: str) -> Decimal | Shorthand:
    """Return the value of a cell, or the shorthand in its place; ValueError says what to write for any other mark."""
    if cell in set(Shorthand):
        return Shorthand(cell)
    if advice := _mark_advice(cell):
        raise ValueError(f"'{cell}' {advice}")
    try:
        return decimal(cell)
    except ValueError as problem:
        if "is not a number" not in str(problem):
            raise
        raise ValueError(f"{problem}; or a shorthand where there is no value: {', '.join(Shorthand)}") from None


_QUALIFIED = "stands with a number, not in its place: write the number"
# The marks of the Government Statistical Service that are no reason for there being no value, and what people write.
_MARKS = {
    "p": f"(provisional) {_QUALIFIED}, and 'provisional' under 'qualifier'",
    "e": f"(estimated) {_QUALIFIED}, and 'estimated' under 'qualifier'",
    "f": f"(forecast) {_QUALIFIED}, and 'forecast' under 'qualifier'",
    "r": f"(revised) {_QUALIFIED} in a row of its own with the day of the revision as 'as_at'",
    "b": f"(break in the series) {_QUALIFIED}, and what changed under 'note' or in data/continues.csv",
    "u": f"(low reliability) {_QUALIFIED}, and why it is not reliable under 'note'",
    "w": "(none recorded in the survey) is not held as such: write 0 where none were counted, else [x], with a note",
    "low": "stands for a number that rounds to zero and is none: write the least that is shown, such as 0.5, "
    "and 'under' under 'qualifier'",
}
_WORDS = {
    "n/a": "may mean two things: write [x] where it is not available, [z] where it does not apply",
    "-": "may mean three things: write 0 where none were counted, [x] where it is not available, "
    "[z] where it does not apply",
    "..": "is not a number; write [x] where the value is not available",
    "*": "often hides a small number: write [c] then, else what the document's key to it says",
    "c": "is not a number; write [c] where the value is confidential",
    "x": "is not a number; write [x] where the value is not available",
    "z": "is not a number; write [z] where the value does not apply",
}
_ALIKE = {
    **dict.fromkeys(("na", "n.a.", "not applicable/available", "#n/a", "null", "none", "nil"), "n/a"),
    **dict.fromkeys(("\N{EN DASH}", "\N{EM DASH}", "--", "\N{MINUS SIGN}", "~"), "-"),
    **dict.fromkeys((".", "...", "\N{HORIZONTAL ELLIPSIS}", ":", "not available", "tbc", "?"), ".."),
    **dict.fromkeys(("**", "\N{BULLET}", "suppressed", "s", "(s)"), "*"),
    **dict.fromkeys(("(c)", "{c}", "confidential"), "c"),
    **dict.fromkeys(("(x)", "{x}", "unavailable"), "x"),
    **dict.fromkeys(("(z)", "{z}", "not applicable"), "z"),
}


def _mark_advice(cell: str) -> str:
    """Return what to write for a mark that stands in place of a value or after it; '' where it is none."""
    word = " ".join(cell.casefold().split())
    if match := re.fullmatch(r"\[ ?(\w+) ?\]", word):
        if match[1] in _MARKS:
            return _MARKS[match[1]]
        written = f"[{match[1]}]"
        if written in set(Shorthand):
            return f"is not written so; did you mean '{written}'?"
        return f"is no shorthand that is known here; known: {', '.join(Shorthand)}; else say it under 'note'"
    if match := re.fullmatch(r"(?P<number>\S+) ?\[(?P<mark>\w+)\]", word):
        rest = _MARKS.get(match["mark"], "").partition("the number")[2] or ", and what the mark means under 'note'"
        return f"has a mark beside its number: write {match['number']} alone{rest}"
    return _WORDS.get(_ALIKE.get(word, word), "")
