"""Numbers as people write them in text: '71%', '£1,250.00', '7,412', '1m 52s', with the marks that a recipe knows."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ccpi_nb.errors import shortened
from ccpi_nb.recipes.recipe import Writing
from ccpi_nb.spreadsheets.sheets import plain
from ccpi_nb.spreadsheets.written_lengths import seconds_in


@dataclass(frozen=True)
class Written:
    """A number, what it says that it is held as ('%', '£', 'seconds'; '' for nothing), and the qualifier beside it.

    `is_weak` says that a pound sign alone leaves open whether thousands or millions are meant, `is_scaled` that a word
    for thousands or millions stands behind a number of anything.
    """

    number: Decimal
    held_as: str = ""
    qualifier: str = ""
    is_weak: bool = False
    is_scaled: bool = False
    is_length: bool = False


_PLAIN = r"\d+(?:\.\d+)?|\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?:\.\d+)?"
_COMMA = r"\d+(?:,\d+)?|\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+)(?:,\d+)?"
_SIGN = "[-\N{MINUS SIGN}]"
_PER_CENT = ("%", "per cent", "percent")
# What a number is held as by the word after it, beside a pound sign and without one.
_SCALES = {
    **dict.fromkeys(("k", "thousand"), ("£k", "thousands")),
    **dict.fromkeys(("m", "mn", "million"), ("£m", "millions")),
}
_NO_MARKS = re.compile("|".join((_SIGN, "[.,£$€]", *_PER_CENT, *_SCALES, "bn", "billion")))


def written_in(text: str, writing: Writing, *, has_semicolons: bool = False) -> Written:
    """Return the number that a text is; ValueError for what is none, or can't be told, with the remedy."""
    words, qualifier = _without_marks(plain(text), writing)
    if (length := seconds_in(words, shortened(text))) is not None:
        return Written(length, "seconds", qualifier, is_length=True)
    negative = bool(re.fullmatch(r"\(.*\)", words))
    if negative and not writing.brackets:
        raise ValueError(
            f"'{shortened(text)}' stands in brackets; if that means less than nothing, say 'brackets: negative'"
        )
    form = _COMMA if writing.comma == "decimal" else _PLAIN
    match = re.fullmatch(
        rf"(?P<sign>{_SIGN}?) ?(?P<pound>£?) ?(?P<after>{_SIGN}?)(?P<digits>{form}) ?(?P<unit>%|[a-z ]+)?"
        rf"(?P<last>{_SIGN}?)",
        words[1:-1].strip() if negative else words,
    )
    if not match or (match["unit"] and not _unit(match)):
        raise ValueError(_no_number(text))
    if match["last"] and not writing.brackets:
        raise ValueError(
            f"'{shortened(text)}' has a minus sign after it; if that means less than nothing, say 'brackets: negative'"
        )
    digits = match["digits"]
    if "," in digits and not writing.comma and has_semicolons:
        raise ValueError(f"'{shortened(text)}' has a comma, of decimals or of thousands; say the recipe's 'comma'")
    if not writing.comma and has_semicolons and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        raise ValueError(f"'{shortened(text)}' has a point, of decimals or of thousands; say the recipe's 'comma'")
    comma, point = (".", ",") if writing.comma == "decimal" else (",", ".")
    number = Decimal(digits.replace(comma, "").replace(" ", "").replace(point, "."))
    if len(number.as_tuple().digits) > 15:
        raise ValueError(f"'{shortened(text)}' has more than the 15 digits that a spreadsheet keeps; round it")
    signs = bool(match["sign"]) + bool(match["after"]) + bool(match["last"]) + negative
    if signs > 1:
        raise ValueError(_no_number(text))
    held_as = _unit(match) or ("£" if match["pound"] else "")
    return Written(-number if signs and number else number, held_as, qualifier, is_weak=held_as == "£")


def _unit(match: re.Match[str]) -> str:
    unit = (match["unit"] or "").strip()
    if unit in _PER_CENT:
        return "%"
    with_pound, without = _SCALES.get(unit, ("", ""))
    return with_pound if match["pound"] else without


def may_be_part_of_a_number(mark: str) -> bool:
    """Return whether a mark beside a number may say how large it is, or whether it is less than nothing."""
    return _NO_MARKS.fullmatch(plain(mark)) is not None


def _without_marks(words: str, writing: Writing) -> tuple[str, str]:
    """Return a text without the marks that the recipe knows before and after it, and what they mean."""
    known = {plain(mark): meaning for mark, meaning in writing.marks.items() if plain(mark)}
    qualifiers: list[str] = []
    while found := next(((mark, match) for mark in known if (match := _beside(mark).search(words))), None):
        mark, match = found
        words = (words[: match.start()] + words[match.end() :]).strip()
        qualifiers += filter(None, [known[mark]])
    if len(set(qualifiers)) > 1:
        raise ValueError(f"its marks mean both '{qualifiers[0]}' and '{qualifiers[1]}'; correct it")
    return words, qualifiers[0] if qualifiers else ""


@cache
def _beside(mark: str) -> re.Pattern[str]:
    """Return where a mark stands before or after a number; digits of it are none of the number's own."""
    before, after = (r"(?<!\d)" if mark[0].isdecimal() else ""), (r"(?!\d)" if mark[-1].isdecimal() else "")
    return re.compile(rf"^{re.escape(mark)}{after}|{before}{re.escape(mark)}$")


def _no_number(text: str) -> str:
    words = shortened(" ".join(text.split()))
    if re.fullmatch("#+|[-+]?[\\d.,]+e[-+]?\\d+", plain(text)):
        return (
            f"'{words}' does not show all digits of a number: its column was too narrow, or its format is with an "
            "exponent; give it another in the spreadsheet, and save the file again"
        )
    if re.search(r"\d,\d", text):
        return (
            f"'{words}' is no number with commas between thousands; if its comma is a decimal one, say 'comma: decimal'"
        )
    if re.search(r"\d", text):
        return (
            f"'{words}' is more than a number; say under the recipe's 'marks' what stands beside it, "
            "or under 'none' what it means as a whole"
        )
    return f"'{words}' is no number; say under the recipe's 'none' what it means"
