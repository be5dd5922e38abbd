"""Number formats of spreadsheets: what they say of the number in a cell, and how it looks by them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from unicodedata import category

# A text in quotes or after a backslash, a colour or condition, a space as wide as a sign, a sign that fills the cell.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_DROPPED = re.compile(r"\[(?!\$|h+\]|m+\]|s+\])[^\]]*\]|_.|\*.", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_DIGITS = re.compile(r"[0#?](?:[0#?,]*[0#?])?(?:\.([0#?]*))?(,*)|\.([0#?]+)(,*)")
_CONDITION = re.compile(r"\[[<>=]")
_SHOWS = re.compile(r"[0#?@dmyhs]|General", re.IGNORECASE)
# What stands for none in an amount's column, and is no word for a number that is missing.
NOUGHTS = ("-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", "nil", "zero")
_LENGTH = re.compile(r"\[(?:h+|m+|s+)\]|h|s|m", re.IGNORECASE)


@dataclass(frozen=True)
class NumberFormat:
    """What a number format says: `decimals` shown (None where it says no number of them), per cent, pounds.

    `thousands` is how often it divides by a thousand before it shows a number. `written_percent` says that a per cent
    sign is only written after the number, which is none of a hundred then.
    """

    code: str
    decimals: int | None = None
    percent: bool = False
    written_percent: bool = False
    pounds: bool = False
    thousands: int = 0
    is_length: bool = False
    has_seconds: bool = False
    before: str = ""
    after: str = ""
    grouped: bool = False

    @property
    def quantum(self) -> Decimal | None:
        """The least step that it shows, in what the cell holds: 0.0001 for '0.00%'; None for no fixed one."""
        if self.decimals is None:
            return None
        return Decimal(1).scaleb(3 * self.thousands - self.decimals - 2 * self.percent)

    @property
    def currency(self) -> str:
        """The sign of a currency that it shows: '£', '€'; '' for none."""
        return next((sign for sign in self.before + self.after if category(sign) == "Sc"), "")

    def shown(self, held: Decimal) -> str:
        """Return a number as a person sees it: '82.13%', '£1,250'; the number itself where the format is a rare one."""
        if (quantum := self.quantum) is None:
            return str(held)
        amount = (abs(held) / quantum).quantize(Decimal(1), ROUND_HALF_UP).scaleb(-(self.decimals or 0))
        sign = "-" if held < 0 and amount else ""
        return f"{sign}{self.before}{amount:{',' if self.grouped else ''}.{self.decimals}f}{self.after}"

    def words_for(self, held: Decimal) -> str | None:
        """Return the words that it shows in a number's place, '' where it shows nothing; None for a number it shows.

        `0;-0;"n/a"` shows 0 as 'n/a', and `;;;` hides any number. A dash for 0 is a way to write it.
        """
        sections = _sections(self.code)
        at = 0 if held > 0 else 1 if held < 0 else 2
        section = sections[at if at < len(sections) else 0]
        if not self.code.strip() or _CONDITION.search(self.code) or _SHOWS.search(_outside(section)):
            return None
        words = _seen(_DROPPED.sub("", _CURRENCY.sub(r"\1", _marked(section)))).strip()
        return None if not held and words.casefold() in NOUGHTS else words


# Signs that mean something to a format are hidden while they stand in a text of it.
_HIDDEN = {ord(sign): chr(0xE000 + ord(sign)) for sign in "0#?.,%;/eEhmsdyHMSDY[]*_"}
_SHOWN = {ord(hidden): sign for sign, hidden in zip(map(chr, _HIDDEN), _HIDDEN.values(), strict=True)}


@cache  # a sheet has few formats, and one in every cell
def number_format(code: str) -> NumberFormat:
    """Return what the code of a number format says: '0.00%', '[$£-809]#,##0', '[h]:mm:ss', 'General'."""
    first, *others = _sections(code)
    # One by conditions, or of two kinds of number, says nothing for certain.
    if _CONDITION.search(code) or len({"%" in _outside(each) for each in (first, *filter(_outside, others[:1]))}) > 1:
        return NumberFormat(code)
    plainly = _DROPPED.sub("", _CURRENCY.sub(r"\1", _marked(first)))
    outside = _outside(first)
    pounds = "£" in plainly
    if _LENGTH.search(outside) and not re.search(r"[0#?]", re.sub(r"\.0+", "", outside)) and outside != "General":
        seconds = "s" in outside.casefold()
        return NumberFormat(code, is_length=not re.search("[dy]", outside, re.I), has_seconds=seconds)
    found = _DIGITS.search(plainly)
    if not found or re.search(r"[eE][+-]|/", plainly) or len(_DIGITS.findall(plainly)) > 1:
        return NumberFormat(code, pounds=pounds)
    before, after = (_seen(part) for part in (plainly[: found.start()], plainly[found.end() :]))
    return NumberFormat(
        code,
        decimals=len(found[1] or found[3] or ""),
        percent="%" in outside,
        written_percent="%" not in outside and "%" in before + after,
        pounds=pounds,
        thousands=len(found[2] or found[4] or ""),
        before=before,
        after=after,
        grouped="," in found[0].rstrip(","),
    )


def _marked(section: str) -> str:
    return _LITERAL.sub(lambda match: (match[1] or match[2] or "").translate(_HIDDEN), section)


def _outside(section: str) -> str:
    """Return what of a part of a format is none of its texts."""
    return _DROPPED.sub("", _CURRENCY.sub("", _LITERAL.sub("", section)))


def _seen(text: str) -> str:
    return text.translate(_SHOWN)


def _sections(code: str) -> list[str]:
    """Return a format's parts for positive numbers, negative ones, zero and text, '' for one that shows nothing."""
    marked = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', lambda match: match[0].replace(";", _HIDDEN[ord(";")]), code)
    return [section.replace(_HIDDEN[ord(";")], ";") for section in marked.split(";")]


def shown_length(seconds: Decimal, code: str) -> str:
    """Return a time by its format's parts: '1:52', '0:01:52', '31:52' for '[mm]:ss'."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    form = code.casefold()
    if "h" in form:
        return f"{hours}:{minutes:02d}" + (f":{whole % 60:02d}" if "s" in form else "")
    return f"{whole // 60}:{whole % 60:02d}" if "m" in form else str(whole)


def shown_day(day: date, code: str) -> str:
    """Return a day as its format shows it, for the usual ones: 'Oct-14', '14/01/2015'; else as 2015-01-14."""
    form = re.sub(r"\[[^\]]*\]|\\|;@.*|_.", "", code).casefold()
    if not re.fullmatch(r"(?:[dmy]+[ /.,-]*)+", form):
        return (day.date() if isinstance(day, datetime) else day).isoformat()
    names = {"d": str(day.day), "dd": f"{day:%d}", "ddd": f"{day:%a}", "dddd": f"{day:%A}", "m": str(day.month)}
    names |= {"mm": f"{day:%m}", "mmm": f"{day:%b}", "mmmm": f"{day:%B}", "yy": f"{day:%y}", "yyyy": f"{day:%Y}"}
    return re.sub(r"d+|m+|y+", lambda match: names.get(match[0], match[0]), form)


def in_seconds(length: timedelta) -> Decimal:
    """Return a length of time in seconds, to a thousandth, which is as exact as a spreadsheet's day goes."""
    micro = length // timedelta(microseconds=1)
    return Decimal(round(micro, -3)).scaleb(-6).normalize() + 0
