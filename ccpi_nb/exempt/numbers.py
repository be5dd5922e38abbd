"""The numbers that a text holds, however they are written: 243, 243.0, 2.43e2, two hundred and forty-three."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple


class Amount(NamedTuple):
    """A number without its sign, in the one way to write it, and its unit: Amount('90.8', '%').

    Money is in pounds, a time in seconds; the unit is '' for a number alone.
    """

    value: str
    unit: str = ""


class Numeral(NamedTuple):
    """A number where it stands in a text, with everything that it may mean: '£1.6m' is 1,600,000 pounds."""

    start: int
    end: int
    readings: tuple[Amount, ...]


_UNITS = {
    "%": r"%|per ?cent(?:um)?|pct|p\.?c|per hundred",
    "points": "(?:percentage|per cent) points?|pp",
    "second": "seconds?|secs?|s",
    "minute": "minutes?|mins?",
    "hour": "(?:working |clock |office )?hours?|hrs?|h",
    "day": "(?:working |calendar |clear )?days?",
    "week": "weeks?|wks?",
    "month": "months?",
    "year": "years?|yrs?",
    "£": "pounds?|gbp",
}
_SCALES = {"hundred": 2, "k": 3, "thousand": 3, "bn": 9, "billion": 9} | dict.fromkeys(
    ("m", "mm", "mn", "mil", "mill", "mln", "million"), 6
)
_MINUTE = 60

_ONES = {
    word: number
    for number, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
            *("sixteen", "seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
} | {"fourty": 40}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    **{f"{name}th": number for name, number in _ONES.items() if number in (4, 6, 7, 10, 11) or number > 12},
    **{f"{name[:-1]}ieth": number for name, number in _TENS.items()},
}
_SMALL = {**_ONES, "nought": 0, "oh": 0, **_TENS, **_ORDINALS}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_LARGE |= {f"{name}th": number for name, number in _LARGE.items()}

_UNIT = "|".join(f"(?P<u{place}>{words})" for place, words in enumerate(_UNITS.values()))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_AFTER = rf"(?:(?:\s?(?P<scale>{_SCALE})\b)?(?:[\s-]{{0,2}}(?:{_UNIT})(?!\w))?)"
# Not within another number, a word, a date, a version or the size of a file.
_FIGURE = re.compile(
    r"(?<!\w)(?<!\d\.)(?<!\d[-/:])(?!(?<=\d,)\d{3}(?!\d))(?P<sign>(?:[£$€]|gbp)\s?)?"
    r"(?:(?P<clock>\d{1,3}:\d{2}(?::\d{2})?(?:\.\d+)?)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?=\s?(?:%|per ?cent))|0,\d+"
    r"|\d+(?:[.\u00b7]\d+)?|(?<!\.)\.\d+)"
    r"(?:e(?P<e>[-+]?\d{1,3})|\s?[x\u00d7*]\s?10\s?\^?\s?(?P<power>-?\d{1,2}))?"
    r"(?:st|nd|rd|th|x|ish)?)"
    rf"(?!\d)(?!\.\d)(?!,\d{{3}}(?!\d))(?![-/:]\d){_AFTER}(?!\w)(?!\s?[KMG]B\b)",
    re.IGNORECASE,
)


def _by_first_letter(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first, that is soon done with a word of another letter."""
    ordered = sorted(sorted(words, key=len, reverse=True), key=itemgetter(0))
    letters = groupby(ordered, key=itemgetter(0))
    return "|".join(f"{letter}(?:{'|'.join(word[1:] for word in group)})" for letter, group in letters)


_WORDS = _by_first_letter({*_SMALL, *_LARGE})
_SPELT = re.compile(
    rf"(?<!\w)(?P<words>(?:a\s+(?=hundred|thousand|million|billion)|\d{{1,3}}(?:\.\d+)?\s(?=hundred|thousand|million|billion))?"
    rf"(?:{_WORDS})(?:(?:(?:(?<=thousand)|(?<=million)),)?[\s-]+(?:(?:and|&)[\s-]+)?(?:{_WORDS}|point|\d{{1,3}}(?=\W|$)))*)(?:[\s-]{{1,2}}(?:{_UNIT}))?(?!\w)",
    re.IGNORECASE,
)
_COUNTED = rf"(\d{{1,3}}(?:\.\d+)?|(?:(?:{'|'.join(_TENS)})[\s-])?(?:{'|'.join(_ONES)})|{'|'.join(_TENS)})"
_MIXED_TIME = re.compile(
    rf"(?<![\w.]){_COUNTED}[\s-]?(?:m|mins?|minutes?)(?:,?\s(?:and\s)?)?{_COUNTED}[\s-]?(?:s|secs?|seconds?)\b",
    re.IGNORECASE,
)
# How such a time ends; nearly no text has it, and this is seen much sooner.
_SECONDS = re.compile(rf"[mM](?i:(?:ins?|inutes?)?(?:,?\s(?:and\s)?)?{_COUNTED}[\s-]?s(?:ecs?|econds?)?\b)")
_SPACED = re.compile(r"(?<![\w.,])(?<!\d )\d{1,3}(?:(?: \d{3})+|(?:'\d{3})+|(?:\.\d{3}){2,})(?![\w.,]| \d)")
_NUMBERED = re.compile(r"\b(?:rows?|pages?)\s[\d\s,;\u2013-]*(?:and\s)?$", re.IGNORECASE)
# What makes them so is rare, and is seen sooner than all digits before it.
_OF_A_THOUSAND = re.compile(r"\u2030|per (?:thousand|1,?000)\b", re.IGNORECASE)
_MILLE = re.compile(rf"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:{_OF_A_THOUSAND.pattern})", re.IGNORECASE)
# 243/300 is a part of a whole; 243/15 and 243/2014 are references.
_PART_OF = re.compile(r"(?<![\w./-])(\d+(?:\.\d+)?)/(\d+)(?![\w/-]|\.\d)")
_OTHER_MARKS = {
    "\N{ARABIC DECIMAL SEPARATOR}": ".",
    "\N{ARABIC THOUSANDS SEPARATOR}": ",",
    "\N{ARABIC PERCENT SIGN}": "%",
}
_OTHER_DIGIT = re.compile(rf"(?![0-9])\d|[{''.join(_OTHER_MARKS)}]")
_DIGIT = re.compile(r"\d")


def amount(value: Decimal, unit: str = "") -> Amount:
    """Return the amount of a value, whatever its sign and its zeros at the end."""
    shown = format(abs(value).normalize(), "f")
    return Amount(shown, unit)


def in_ascii_digits(text: str) -> str:
    """Return a text with the decimal digits of every script as 0 to 9, and what stands between and after them."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda other: _OTHER_MARKS.get(other[0]) or str(unicodedata.decimal(other[0])), text)


def numerals_in(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a text that is `normalised`, with all their readings.

    The numbers of rows and pages are left out, since they count nothing but themselves.
    """
    text = in_ascii_digits(text)
    if _DIGIT.search(text):
        for match in _FIGURE.finditer(text):
            if not _NUMBERED.search(text, max(0, match.start() - 40), match.start()):
                yield Numeral(match.start(), match.end(), _readings(match.groups()))
        for match in _SPACED.finditer(text):
            yield Numeral(match.start(), match.end(), (amount(Decimal(re.sub(r"\D", "", match[0]))),))
        for match in _PART_OF.finditer(text) if "/" in text else ():
            if Decimal(match[1]) <= int(match[2]) and not 1900 <= int(match[2]) < 2100:
                yield Numeral(match.start(), match.end(), (amount(Decimal(match[1])),))
        for match in _MILLE.finditer(text) if _OF_A_THOUSAND.search(text) else ():
            yield Numeral(match.start(), match.end(), (amount(Decimal(match[1]) / 10, "%"),))
    for match in _MIXED_TIME.finditer(text) if _SECONDS.search(text) else ():
        minutes, seconds = (Decimal(part) if part[0].isdigit() else _spelt(part) for part in match.groups())
        if minutes is not None and seconds is not None:
            yield Numeral(match.start(), match.end(), (amount(minutes * _MINUTE + seconds, "second"),))
    for match in _SPELT.finditer(text):
        value = _spelt(match["words"])
        if value is not None:
            yield Numeral(match.start(), match.end(), (_with_unit(value, _unit(match)),))


# Most numbers are written as some other one is.
@lru_cache(50_000)
def _readings(groups: tuple[str | None, ...]) -> tuple[Amount, ...]:
    """Return what a number may mean, by the groups of `_FIGURE`, each meaning once."""
    return tuple(dict.fromkeys(_all_readings(dict(zip(_FIGURE.groupindex, groups, strict=True)))))


def _all_readings(match: Mapping[str, str | None]) -> Iterator[Amount]:
    if clock := match["clock"]:
        *hours, minutes, seconds = map(Decimal, clock.split(":"))
        yield amount(sum(hours) * _MINUTE**2 + minutes * _MINUTE + seconds, "second")
        return
    number = match["number"] or ""
    text = number.replace("\u00b7", ".")
    # A comma before one or two digits is a decimal one: 90,8%. So is one after a lone zero, unless it parts two cells.
    text = text.replace(",", "." if re.fullmatch(r"\d+,\d{1,2}|0,\d+", text) else "")
    if number.startswith("0,"):
        yield _with_unit(Decimal(number[2:]), _unit(match))
    try:
        value = Decimal(text).scaleb(int(match["e"] or match["power"] or 0))
    except InvalidOperation:
        return
    unit = "£" if match["sign"] else _unit(match)
    yield _with_unit(value, unit)
    if scale := match["scale"]:
        yield _with_unit(value.scaleb(_SCALES[scale.casefold()]), unit)


def _with_unit(value: Decimal, unit: str) -> Amount:
    return amount(value * _MINUTE, "second") if unit == "minute" else amount(value, unit)


def _unit(match: Mapping[str, str | None] | re.Match[str]) -> str:
    return next((unit for place, unit in enumerate(_UNITS) if match[f"u{place}"]), "")


@cache
def _spelt(words: str) -> Decimal | None:
    """Return the value of a number in words, 243 for 'two hundred and forty-three'; None where it is none.

    Words for hundreds and more may end it: 'two point four million'.
    """
    whole, _, decimals = words.casefold().partition("point")
    terms = [term for term in re.split(r"[\s,-]+", whole) if term not in ("", "and", "&", "a")]
    if not terms and not decimals:
        return None
    value = _whole(terms)
    after = re.split(r"[\s-]+", decimals.strip())
    if value is None or not decimals:
        return value
    scale = 1
    while after[-1] in _LARGE:
        scale *= _LARGE[after.pop()]
    digits = [_SMALL.get(term, int(term) if term.isdigit() else 10) for term in after if term]
    if not digits or any(digit > 9 for digit in digits):
        return None
    return (value + Decimal("0." + "".join(map(str, digits)))) * scale


def _whole(terms: list[str]) -> Decimal | None:
    small = [_SMALL[term] for term in terms if term in _SMALL]
    if len(terms) >= 3 and len(small) == len(terms) and all(number < 10 for number in small):
        return Decimal("".join(map(str, small)))  # read out digit by digit
    total = current = Decimal(0)
    for term in terms or ["zero"]:
        if term in _LARGE:
            large = _LARGE[term]
            current = max(current, Decimal(1)) * large
            if large > 100:
                total, current = total + current, Decimal(0)
        else:
            current += _SMALL[term] if term in _SMALL else Decimal(term)
    return total + current
