"""A value as a person types it, read exactly: '71%', '£1.2m', 'about 3', '1m 52s'. What can't be said is refused."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ccpi_nb.document.figures import written
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.domain.lineage import Amount
from ccpi_nb.domain.periods import NotAPeriod, Period
from ccpi_nb.domain.readings import Qualifier
from ccpi_nb.spreadsheets.written_lengths import seconds_in


@dataclass(frozen=True)
class _Number:
    """A number with what stands around it: '£' before it, '%', 'k', 'm' or a unit's word after it."""

    value: Decimal
    sign: str = ""
    scale: str = ""
    after: str = ""
    text: str = field(default="", compare=False)


_NONE = {
    **dict.fromkeys(
        ("n/a", "n / a", "na", "n.a.", "not applicable", "does not apply", "[z]"), Shorthand.NOT_APPLICABLE
    ),
    **dict.fromkeys(
        ("-", "--", "..", "…", "[x]", "not available", "not known", "unknown"),
        Shorthand.NOT_AVAILABLE,
    ),
    **dict.fromkeys(("[c]", "confidential", "suppressed"), Shorthand.CONFIDENTIAL),
}
_BEFORE = (
    (Qualifier.ABOUT, r"about|approximately|approx\.?|circa|c\.|c(?=\s)|ca\.|around|roughly|~|≈"),
    (Qualifier.OVER, r"over|more than|above|>(?!=)"),
    (Qualifier.UNDER, r"under|less than|fewer than|below|<(?!=)"),
    (Qualifier.ALMOST, r"almost|nearly|just under"),
    (Qualifier.PROVISIONAL, r"provisional(?:ly)?:?|prov\."),
    (Qualifier.ESTIMATED, r"estimated?:?|est\.?"),
    (Qualifier.FORECAST, r"forecast:?"),
)
_AFTER = (
    (Qualifier.ABOUT, r"approx\.?|approximately"),
    (Qualifier.PROVISIONAL, r"[(\[](?:p|provisional)[)\]]|provisional"),
    (Qualifier.ESTIMATED, r"[(\[](?:e|est\.?|estimated?)[)\]]|estimated?|est\.?"),
    (Qualifier.FORECAST, r"[(\[](?:f|forecast)[)\]]|forecast"),
)
_NUMBER = re.compile(
    r"\+?(?P<minus>-\s*)?(?P<sign>£\s*)?(?P<after_sign>-)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)?(?P<decimals>\.\d+)?"
    r"\s*(?P<scale>(?:thousand|million|billion|mn|bn|k|m)(?![a-z]))?\s*(?P<after>%|[a-z][a-z ]*)?\.?"
)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_MONEY = {Unit.POUNDS: 0, Unit.POUNDS_THOUSAND: 3, Unit.POUNDS_MILLION: 6}
_TIMES = {
    Unit.SECONDS: "s|secs?|seconds?",
    Unit.HOURS: "h|hrs?|hours?",
    Unit.DAYS: "d|days?",
    Unit.WEEKS: "w|wks?|weeks?",
    Unit.MONTHS: "mths?|months?",
    Unit.YEARS: "y|yrs?|years?",
}
_PER_CENT = re.compile(r"%|per ?cent|percent|pc")
_POINTS = re.compile(r"%|pp|ppts?|(?:percentage |% ?)?points?")
# From here on a number without 'm' in a column of millions is taken for pounds, and asked about.
_TOO_MANY_MILLIONS = 100_000
_DIGITS = 15


def typed(text: str, unit: Unit) -> Amount:
    """Return what a cell's text says in a unit; ValueError with what is wrong and the remedy.

    '1,240' is 1240, 'c. 1,240' is about it, '£1.2m' is 1.2 in £m and 1200000 in £, '1m 52s' is 112 in mm:ss.
    """
    words = _plain(text)
    if words in _NONE:
        return Amount(None, _NONE[words])
    qualifier, rest = _qualified(words)
    value = _in_unit(rest, unit, text)
    if len(re.sub(r"\D", "", f"{value:f}").lstrip("0")) > _DIGITS:
        raise ValueError(f"'{text}' has more than {_DIGITS} digits; round it to what you publish")
    return Amount(value, None, str(qualifier))


def _plain(text: str) -> str:
    """Return a text in small letters, with one kind of space, dash and minus."""
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).split()).casefold().strip()


def _qualified(words: str) -> tuple[str, str]:
    """Return the word that goes with a number, and the number; ValueError where two words don't go together."""
    found: list[str] = []
    for pattern, alternatives in (("^(?:{})\\s*", _BEFORE), ("\\s*(?:{})$", _AFTER)):
        for qualifier, forms in alternatives:
            # After a number its own unit may end in the same letters, before it a word stands alone.
            if match := re.search(pattern.format(forms), words):
                rest = (words[: match.start()] + words[match.end() :]).strip()
                if re.search(r"\d", rest):
                    found, words = [*found, str(qualifier)], rest
                    break
    if len(found) > 1:
        raise ValueError(f"'{found[0]}' and '{found[1]}' stand with one number; leave one of the words")
    return next(iter(found), ""), words


def _in_unit(words: str, unit: Unit, shown: str) -> Decimal:
    if unit in (Unit.MINUTES_SECONDS, Unit.SECONDS) and (seconds := seconds_in(words, shown)) is not None:
        return seconds
    number = _number(words, shown)
    match unit:
        case Unit.PERCENT | Unit.POINTS:
            return _per_cent(number, unit)
        case Unit.POUNDS | Unit.POUNDS_THOUSAND | Unit.POUNDS_MILLION:
            return _money(number, unit)
        case Unit.MINUTES_SECONDS:
            raise ValueError(f"'{shown}' may be minutes or seconds; write both, as 1m 52s or 01:52")
        case Unit.NUMBER:
            _refuse_signs(number, unit, after="")
            return _shifted(number.value, _SCALES[number.scale]) if number.scale else number.value
        case _:
            _refuse_signs(number, unit, after=_TIMES[unit])
            return number.value


def _number(words: str, shown: str) -> _Number:
    if words in ("nil", "zero"):
        return _Number(Decimal(0), text=shown)
    match = _NUMBER.fullmatch(words)
    if not match or not (match["digits"] or match["decimals"]) or (match["minus"] and match["after_sign"]):
        blank = "" if re.search(r"\d", words) else ", or leave the cell blank until there is a value"
        raise ValueError(
            f"'{shown}' is not a number that can be read; write digits alone, such as 1,240 or 71.5%{blank}"
        )
    digits = re.sub(r"\D", "", match["digits"] or "0")
    minus = "-" if match["minus"] or match["after_sign"] else ""
    value = Decimal(f"{minus}{digits}{match['decimals'] or ''}")
    sign, scale, after = ((match[name] or "").strip() for name in ("sign", "scale", "after"))
    return _Number(value or Decimal(0), sign, scale, after, shown)


def _per_cent(number: _Number, unit: Unit) -> Decimal:
    if number.sign or number.scale:
        raise ValueError(f"'{number.text}' is no percentage; write it as 71.5%")
    pattern = _PER_CENT if unit is Unit.PERCENT else _POINTS
    if number.after and not pattern.fullmatch(number.after):
        raise ValueError(f"'{number.text}' has '{number.after}' after a percentage; write it as 71.5%")
    if not number.after and unit is Unit.PERCENT and 0 < abs(number.value) <= 1:
        small, share = f"{number.value:f}%", f"{(number.value * 100).normalize():f}%"
        raise ValueError(f"'{number.text}' may be {small} or {share}; write the one that is meant, with its %")
    return number.value


def _money(number: _Number, unit: Unit) -> Decimal:
    if number.after:
        raise ValueError(f"'{number.text}' has '{number.after}' after an amount; write it as £1,250 or £1.2m")
    if number.scale:
        return _shifted(number.value, _SCALES[number.scale] - _MONEY[unit])
    if unit is not Unit.POUNDS and (abs(number.value) >= _TOO_MANY_MILLIONS):
        meant = number.value.scaleb(-_MONEY[unit])
        raise ValueError(
            f"'{number.text}' looks like pounds, and this is in {unit}; write {written(meant.normalize(), unit)}"
        )
    return number.value


def _shifted(value: Decimal, places: int) -> Decimal:
    """Return a value times a power of ten, without an exponent, which no data file takes."""
    return Decimal(f"{value.scaleb(places):f}")


def _refuse_signs(number: _Number, unit: Unit, after: str) -> None:
    if number.sign or "%" in number.after:
        raise ValueError(
            f"'{number.text}' has the sign of another unit, and this is {_named(unit)}; write digits alone"
        )
    if number.scale and unit is not Unit.NUMBER:
        raise ValueError(f"'{number.text}' can't be read as {_named(unit)}; write digits alone")
    if number.after and not (after and re.fullmatch(after, number.after)):
        raise ValueError(
            f"'{number.text}' has '{number.after}' after the number, and this is {_named(unit)}; write digits alone"
        )


def _named(unit: Unit) -> str:
    return "a number" if unit is Unit.NUMBER else f"in {unit}"


_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)")
_NAMED_DAY = re.compile(
    r"(?:by |end of |the )*(?:(\d{1,2})(?:st|nd|rd|th)?(?: of)?\s+)?([a-z]{3,9})\.?,?\s+(\d{4}|\d\d)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def typed_day(text: str) -> Period:
    """Return the day or the month that a text names, a day before its month as in Britain; ValueError for other text.

    '31/3/2015', '31 March 2015', '31st Mar 15', '2015-03-31', 'March 2015'.
    """
    words = _plain(text)
    try:
        if match := _DAY.fullmatch(words):
            number, month, year = map(int, match.groups())
            return Period.day(date(_whole_year(year), month, number))
        if (match := _NAMED_DAY.fullmatch(words)) and match[2][:3] in _MONTHS:
            year, month = _whole_year(int(match[3])), _MONTHS.index(match[2][:3]) + 1
            return Period.day(date(year, month, int(match[1]))) if match[1] else Period.month(year, month)
        return Period.parse(words)
    except NotAPeriod:
        raise ValueError(f"'{text}' is no day; write it as 31 March 2015 or 31/3/2015") from None
    except ValueError:
        raise ValueError(
            f"'{text}' is no day of the calendar, with the day before the month; write 31 March 2015"
        ) from None


def _whole_year(year: int) -> int:
    return year if year > 99 else 2000 + year
