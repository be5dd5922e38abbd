"""Labels as recipes write them: text, '*' for any words, and fields for parts of a period such as '{quarter}'."""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ccpi_nb.errors import did_you_mean
from ccpi_nb.spreadsheets.sheets import plain

_MONTHS = {name.casefold(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name}
_MONTHS["sept"] = 9
_MONTH = f"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_YEARS = r"(?:\d{4} ?[/_\N{EN DASH}-] ?\d{4}|\d{4} ?[/_\N{EN DASH}-] ?\d{2}|\d{2} ?[/_\N{EN DASH}-] ?\d{2})"
# What stands in a label for each field. A financial year is '{year}', or named by the year in which it starts or ends.
FIELDS = {
    "quarter": "[1-4]",
    "year": _YEARS,
    "starts": r"\d{4}",
    "ends": r"\d{4}",
    "Month": _MONTH,
    "Mon": _MONTH,
    "mm": r"(?:1[0-2]|0?[1-9])",
    "yyyy": r"\d{4}",
    "yy": r"\d{2}",
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?",
}
_OF_A_DAY = frozenset({"Month", "Mon", "mm", "yyyy", "yy", "day"})
_TOKEN = re.compile(r"\\(?P<plain>[*{}\\])|(?P<any>\*)|\{(?P<field>\w*)\}")


class SaidTwice(ValueError):
    """Two places that say different things of one period."""


@dataclass(frozen=True)
class Said:
    """What labels say of a period: a quarter, the year in which a financial year starts, months and years, a day."""

    quarter: int | None = None
    year: int | None = None
    months: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    day: int | None = None

    def agreed(self, other: "Said") -> "Said":
        """Return what both say together; SaidTwice where they contradict each other."""
        parts = {}
        for name in ("quarter", "year", "months", "years", "day"):
            one, two = getattr(self, name), getattr(other, name)
            if one and two and one != two:
                raise SaidTwice(f"one says {_plain(name)} {_list(one)} and the other {_list(two)}")
            parts[name] = one or two
        return Said(**parts)

    def __bool__(self) -> bool:
        return self != Said()


NOTHING_SAID = Said()


def _plain(name: str) -> str:
    return name.removesuffix("s") if name.endswith("s") else "financial year" if name == "year" else name


def _list(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def escaped(text: str, *, inside: bool = False) -> str:
    """Return the text of a label that fits just this text; one `inside` a longer label keeps the space before it."""
    words = " ".join(text.split())
    before = " " if inside and text[:1].isspace() else ""
    return before + re.sub(r"[*{}\\]", lambda match: "\\" + match[0], words)


@dataclass(frozen=True)
class Label:
    """A label of a recipe: 'Calls answered', 'Note*', 'Q{quarter} {year}'; ValueError for a field that is unknown.

    A '*', '{' or '\\' that is meant stands after a backslash.
    """

    text: str
    _fields: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        fields = tuple(match["field"] for match in _TOKEN.finditer(self.text) if match["field"] is not None)
        for name in fields:
            if name not in FIELDS:
                raise ValueError(
                    f"'{self.text}' has a field '{{{name}}}' that is unknown; {did_you_mean(name, FIELDS)}"
                )
        object.__setattr__(self, "_fields", fields)

    @property
    def is_literal(self) -> bool:
        """Whether it fits one text only."""
        return not self._fields and not any(match["any"] for match in _TOKEN.finditer(self.text))

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it has."""
        return frozenset(self._fields)

    def said_by(self, text: str) -> Said | None:
        """Return what a text that it fits says of a period; None where it does not fit."""
        match = self._pattern.fullmatch(plain(text))
        if not match:
            return None
        return _said(list(zip(self._fields, match.groups(), strict=True)))

    def said_by_day(self, day: date) -> Said | None:
        """Return what a cell that holds a day says, where the label is of days or months: '{Mon}-{yy}'."""
        rest = _TOKEN.sub("", self.text)
        if not self._fields or self.fields - _OF_A_DAY or re.search(r"\w", rest) or len(set(self._fields)) < 2:
            return None
        return Said(months=(day.month,), years=(day.year,), day=day.day)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts, at = [], 0
        for match in _TOKEN.finditer(text := " ".join(self.text.split())):
            parts.append(re.escape(text[at : match.start()].casefold()))
            parts.append(
                ".*" if match["any"] else f"({FIELDS[match['field']]})" if match["field"] else re.escape(match["plain"])
            )
            at = match.end()
        return re.compile("".join(parts) + re.escape(text[at:].casefold()), re.DOTALL)


def _said(found: Iterable[tuple[str, str]]) -> Said | None:
    """Return what the texts of fields say; None where a financial year's end does not follow on from its start."""
    values: dict[str, list[int]] = {}
    for name, text in found:
        match name:
            case "Month" | "Mon":
                values.setdefault("months", []).append(_MONTHS[text])
            case "mm":
                values.setdefault("months", []).append(int(text))
            case "yyyy" | "yy":
                values.setdefault("years", []).append(int(text) + (2000 if name == "yy" else 0))
            case "day":
                values["day"] = [int(re.sub(r"\D", "", text))]
            case "quarter":
                values["quarter"] = [int(text)]
            case _:
                year = _financial_year(name, text)
                if year is None:
                    return None
                values["year"] = [year]
    return _said_of(values)


def _said_of(values: Mapping[str, list[int]]) -> Said:
    def one(name: str) -> int | None:
        return values[name][0] if name in values else None

    return Said(
        one("quarter"), one("year"), tuple(values.get("months", ())), tuple(values.get("years", ())), one("day")
    )


def _financial_year(name: str, text: str) -> int | None:
    if name in ("starts", "ends"):
        return int(text) - (name == "ends")
    start, end = re.split(r"\D+", text)
    year = int(start) + (2000 if len(start) == 2 else 0)
    return year if int(end) in (year + 1, (year + 1) % 100) else None
