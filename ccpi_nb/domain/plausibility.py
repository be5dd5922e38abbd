"""Rules of plausibility: what of the data is certainly wrong, and refused wherever they are read."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache, lru_cache
from html import unescape

from ccpi_nb.domain.indicators import DataRow, Indicator, Observation, Polarity, Unit
from ccpi_nb.domain.readings import EXPECTED
from ccpi_nb.domain.targets import Target

# How a definition begins that is of a share, of a difference, or of things counted one by one.
_SHARE = re.compile(r"(the )?(share|proportion|percentage)\b", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"\b(change|rise|increase|growth|fall|decrease|reduction|decline|difference|variance)"
    r"(,? (in|of|from|to|on|over|since|between)\b|$)|\bnet\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"(the )?(average|mean|median)\b", re.IGNORECASE)
_COUNT = re.compile(r"(the )?(total )?number of\b", re.IGNORECASE)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Doubt:
    """What is wrong or doubtful in a row of data, with the remedy; `column` is '' for the row as a whole."""

    row: DataRow
    column: str
    words: str

    def __str__(self) -> str:
        place = f"{self.row}, column '{self.column}'" if self.column else str(self.row)
        return f"{place}: {self.words}"


def look_alikes(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[Doubt]:
    """Yield each name in a breakdown that looks like another and is written in another way.

    Names are compared over all indicators that are broken down alike, by place for instance: a table may show them
    together.
    """
    first: dict[tuple[str, object, str], Observation] = {}
    compared: set[tuple[str, str]] = set()
    for observation in observations:
        name, kind = observation.breakdown, indicators[observation.indicator].breakdown
        if (kind, name) in compared:
            continue
        compared.add((kind, name))
        seen = [first.setdefault((kind, look, look(name)), observation) for look in (_joined, _shape)]
        other = next((other for other in seen if other.breakdown != name), observation)
        if other.breakdown != name:
            yield Doubt(
                observation.row,
                "breakdown",
                f"'{name}' looks like '{other.breakdown}' in {other.row}, {_difference(name, other.breakdown)}; "
                "if one thing is meant, write it in one way, else give them names that differ",
            )


# Letters of other alphabets that look like Latin ones, as far as names of places and services have them.
_TWINS = str.maketrans("авекмнорстухіјѕαεικνορτυχɑɡı", "abekmhopctyxijsaeiknoptuxagi")
_SHAPES = str.maketrans("I|1O", "lll0")
_MARKS = "'\"`.,\N{MODIFIER LETTER APOSTROPHE}\N{ACUTE ACCENT}\N{PRIME}\N{DOUBLE PRIME}"

_GAPS, _QUOTES = ("Pd", "Pc", "Zs", "Sm"), ("Pi", "Pf")  # dashes, spaces and minus signs; opening and closing quotes


@cache
def outline(name: str) -> str:
    """Return what is left of a name without case, accents, quotation marks, and what kind of space or dash it has."""
    letters = "".join(
        each
        for each in unicodedata.normalize("NFKD", unescape(name).casefold().replace("&", "and"))
        if not unicodedata.combining(each)
    )
    spaced = "".join(" " if unicodedata.category(each) in _GAPS else each for each in letters)
    unquoted = "".join(each for each in spaced if each not in _MARKS and unicodedata.category(each) not in _QUOTES)
    return " ".join(unquoted.translate(_TWINS).split())


def _joined(name: str) -> str:
    """Return a name's outline without its gaps, save those between digits: 1-4 is not 14."""
    return re.sub(r"(?<!\d) | (?!\d)", "", outline(name))


def _shape(name: str) -> str:
    """Return a name with one sign for those that only a typeface tells apart: I, l and 1, O and 0."""
    return name.translate(_SHAPES)


def _difference(name: str, other: str) -> str:
    one, two = next(((a, b) for a, b in zip(name, other, strict=False) if a != b), ("", ""))
    if not one:
        return "save for its end"
    return f"with {_described(one)} where that has {_described(two)}"


def _described(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'a character without a name').lower()})"


def impossible(observation: Observation, indicator: Indicator) -> Iterator[Doubt]:
    """Yield what is certainly wrong with a value: no document means it."""
    yield from all_impossible([observation], {indicator.key: indicator})


def all_impossible(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[Doubt]:
    """Yield what is certainly wrong with values; what an indicator's words say of them is asked of each one once."""
    rules: dict[str, _Rules] = {}
    for observation in observations:
        key = observation.indicator
        if (rule := rules.get(key)) is None:
            rule = rules[key] = _Rules.of(indicators[key])
        if not rule.is_plain(observation):
            yield from rule.broken_by(observation)


@dataclass(frozen=True)
class _Rules:
    """What an indicator's words say that its values are."""

    key: str
    is_share: bool
    is_count: bool
    is_difference: bool

    @classmethod
    def of(cls, indicator: Indicator) -> "_Rules":
        return cls(indicator.key, is_share(indicator), _is_count(indicator), is_difference(indicator))

    def is_plain(self, observation: Observation) -> bool:
        """Return whether an observation breaks no rule at first sight, as nearly all of very many do."""
        part, whole, known = observation.numerator, observation.denominator, observation.as_at
        return (
            not (self.is_share or self.is_count)
            and (part is None or part >= 0)
            and (whole is None or whole >= 0)
            and 0 <= known.year - observation.period.end.year <= 50
        )

    def broken_by(self, observation: Observation) -> Iterator[Doubt]:
        """Yield what is certainly wrong with an observation."""
        value, row = observation.value, observation.row
        if value is not None and self.is_share and not 0 <= value <= HUNDRED:
            yield Doubt(
                row, "value", f"{value}% cannot be a share, as the definition of '{self.key}' has it; correct it"
            )
        if value is not None and self.is_count and (value < 0 or value != value.to_integral_value()):
            yield Doubt(
                row,
                "value",
                f"{value} cannot be a number of things, as the definition of '{self.key}' has it; correct it",
            )
        for column in ("numerator", "denominator"):
            number: Decimal | None = getattr(observation, column)
            if number is not None and number < 0 and not self.is_difference:
                yield Doubt(row, column, f"{number} is negative, and no part of a value is; correct it")
        yield from _impossible_day(observation)


def _impossible_day(observation: Observation) -> Iterator[Doubt]:
    started, ended, known = observation.period.start, observation.period.end, observation.as_at
    if known < started - timedelta(days=366) and observation.qualifier not in EXPECTED:
        yield Doubt(
            observation.row,
            "as_at",
            f"nobody knew a value of {observation.period} on {known}, so long before it began; "
            "correct the day, or write 'forecast' under 'qualifier'",
        )
    if known.year - ended.year > 50:
        yield Doubt(
            observation.row,
            "as_at",
            f"{known} is more than fifty years after {observation.period}; correct the day",
        )


@lru_cache(4096)  # asked of every row
def is_difference(indicator: Indicator) -> bool:
    """Return whether its name or the beginning of its definition says that it is a change, which may have any sign."""
    opening = " ".join(indicator.definition.split()[:4])
    return any(_DIFFERENCE.search(words) for words in (indicator.name, opening))


@lru_cache(4096)
def is_share(indicator: Indicator) -> bool:
    """Return whether the definition begins as that of a share does: it lies between 0% and 100%."""
    return (
        indicator.unit is Unit.PERCENT
        and _SHARE.match(indicator.definition) is not None
        and not is_difference(indicator)
    )


@lru_cache(4096)
def _is_count(indicator: Indicator) -> bool:
    of_people = indicator.people and not _AVERAGE.match(indicator.definition)
    counted = of_people or _COUNT.match(indicator.definition) is not None
    return indicator.unit is Unit.NUMBER and not indicator.decimals and counted and not is_difference(indicator)


def target_problems(target: Target, indicator: Indicator, others: Collection[Target]) -> Iterator[Doubt]:
    """Yield what is certainly wrong with a target by itself and beside its indicator.

    `others` are the other targets of the indicator that are in force with it on any day.
    """
    if target.tolerance < 0:
        yield Doubt(
            target.row, "tolerance", f"{target.tolerance} is negative; write how far off still counts, without a sign"
        )
    if is_share(indicator) and not 0 <= target.value <= HUNDRED:
        yield Doubt(
            target.row,
            "value",
            f"{target.value}% cannot be a share, as the definition of '{indicator.key}' has it; correct it",
        )
    if _is_count(indicator) and target.value < 0:
        yield Doubt(target.row, "value", f"{target.value} cannot be a number of things; correct it")
    for column, day in (("valid_from", target.valid_from), ("valid_to", target.valid_to)):
        if day and not 1950 <= day.year < 2100:
            remedy = ", or leave it blank where there is no end" if column == "valid_to" else ""
            yield Doubt(target.row, column, f"{day} is a century off; correct the year{remedy}")
    wanted = {Polarity.HIGHER: True, Polarity.LOWER: False}.get(indicator.polarity)
    if wanted is not None and target.comparator.is_lower_bound is not wanted and not others:
        better, say = ("higher", ">= or >") if wanted else ("lower", "<= or <")
        yield Doubt(
            target.row,
            "comparator",
            f"'{target.comparator}' sets the wrong bound for '{indicator.key}', which is better {better}; "
            f"write {say}, correct the polarity in data/indicators.csv, or add the row of the band's other end",
        )
