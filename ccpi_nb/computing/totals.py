"""Totals over a breakdown: what of it may be added up, what is left out, and why there is no total."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.readings import EXACT, EXPECTED, Qualifier

_ADDED = frozenset({Unit.NUMBER, Unit.POUNDS, Unit.POUNDS_MILLION, Unit.POUNDS_THOUSAND})
# How a definition begins that is of an average, or of a length of time that is counted.
_AVERAGE = re.compile(
    r"(the )?(average|mean|median|typical|rate|ratio|index|score|share|proportion|percentage|unit cost)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(the )?(total|sum|number)\b", re.IGNORECASE)
# Calls per day of two places are those of both; the cost per place is not.
_PER = re.compile(r"\bper (?!(working )?(hour|day|week|month|quarter|year|annum)\b)", re.IGNORECASE)
# A sum is no more certain than its least certain part.
CARRIED = (Qualifier.FORECAST, Qualifier.ESTIMATED, Qualifier.PROVISIONAL)


@dataclass(frozen=True)
class Total:
    """The total over the members of a breakdown at a period.

    Either the published whole, or what the parts come to; or a shorthand in place of both, `why` then saying the reason
    in a sentence. `why` also says what a total lacks, or that the parts come to something else.
    """

    parts: tuple[Observation, ...]
    whole: Observation | None = None
    value: Decimal | None = None
    is_pooled: bool = False
    qualifier: str = ""
    shorthand: Shorthand | None = None
    missing: tuple[str, ...] = ()
    why: str = ""


def total_of(evidence: Evidence, key: str, period: Period, members: Sequence[str] = ()) -> Total:
    """Return the total of an indicator over its members at a period, or over those named.

    - A hidden part hides the total, which would give the part back; and the total of a hidden whole is hidden.
    - A published whole goes before any sum.
    - Numbers and money are added up, but not where data/relations.csv says that the parts overlap. Of shares and
      averages the numerators and denominators are, where every part has both.
    - A part that is not available leaves a total incomplete, one that does not apply leaves nothing out.
    """
    indicator = evidence.indicator(key)
    names = tuple(members) or evidence.members(key, period)
    found = {name: evidence.find(key, period, name) for name in names}
    parts = tuple(part for part in found.values() if part)
    whole = evidence.find(key, period)
    if any(each.is_suppressed or each.shorthand is Shorthand.CONFIDENTIAL for each in (*parts, whole) if each):
        return Total(parts, shorthand=Shorthand.CONFIDENTIAL)
    missing = tuple(name for name, part in found.items() if part is None or part.shorthand is Shorthand.NOT_AVAILABLE)
    counted = tuple(part for part in parts if part.value is not None)
    summed = _summed(indicator, counted, is_added=key not in evidence.not_added)
    if whole and whole.is_exact:
        return Total(parts, whole=whole, why="" if missing else _otherwise(indicator, whole, summed))
    if not counted:
        return Total(parts, shorthand=Shorthand.NOT_AVAILABLE if missing else Shorthand.NOT_APPLICABLE)
    if summed.value is None or not missing:
        return summed
    if summed.is_pooled:
        return Total(parts, shorthand=Shorthand.NOT_AVAILABLE, why=_no_total(indicator, "a part is not available"))
    why = f"The total of {indicator.name} is incomplete: it is without {', '.join(missing)}."
    return Total(counted, value=summed.value, qualifier=summed.qualifier, missing=missing, why=why)


def adds_up(indicator: Indicator) -> bool:
    """Return whether the indicator is of a kind whose parts make a whole by addition."""
    words = indicator.definition
    if indicator.unit in _ADDED:
        return not (_AVERAGE.match(words) or _PER.search(f"{indicator.name} {words}"))
    # Lengths of time are averages, unless it is they that are counted: 'Number of working days lost'.
    return indicator.unit is not Unit.PERCENT and _COUNTED.match(words) is not None


def _summed(indicator: Indicator, parts: tuple[Observation, ...], *, is_added: bool) -> Total:
    """Return what parts with values come to, or why they come to nothing."""
    if not is_added:
        return _none(indicator, parts, "its parts do not add up to a whole")
    if not adds_up(indicator):
        pooled = _pooled(indicator, parts)
        if pooled is None:
            kind = "percentages" if indicator.unit is Unit.PERCENT else "averages"
            return _none(indicator, parts, f"{kind} cannot be added up, and not every part has its two numbers")
        return Total(parts, value=pooled, is_pooled=True)
    words = {part.qualifier for part in parts}
    if bounds := sorted(words - EXACT - EXPECTED):
        quoted = " and ".join(f"'{word}'" for word in bounds)
        return _none(indicator, parts, f"parts of it are given with {quoted}")
    value = sum((part.value for part in parts if part.value is not None), Decimal(0))
    return Total(parts, value=value, qualifier=next((str(word) for word in CARRIED if word in words), ""))


def _pooled(indicator: Indicator, parts: Sequence[Observation]) -> Decimal | None:
    """Return the rate over all parts, from their numerators and denominators.

    None where a part lacks one of them, or has others than give its value: what they are is then not known.
    """
    factor = 100 if indicator.unit is Unit.PERCENT else 1
    above = below = Decimal(0)
    for part in parts:
        if not (part.is_exact and part.value is not None and part.numerator is not None and part.denominator):
            return None
        last_digit = Decimal(1).scaleb(int(part.value.as_tuple().exponent))
        if abs(factor * part.numerator / part.denominator - part.value) > last_digit:
            return None
        above, below = above + part.numerator, below + part.denominator
    if not below:
        return None
    return (factor * above / below).quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP)


def _otherwise(indicator: Indicator, whole: Observation, summed: Total) -> str:
    """Return that the parts come to something else than the published whole; '' where they don't, or nobody can say."""
    if summed.value is None or whole.value is None or any(part.protection for part in (whole, *summed.parts)):
        return ""
    printed = [part.value for part in summed.parts if part.value is not None and not summed.is_pooled]
    digits = [Decimal(1).scaleb(int(value.as_tuple().exponent)) for value in (whole.value, summed.value, *printed)]
    room = Decimal(0) if indicator.unit is Unit.NUMBER else sum(digits, Decimal(0)) / 2
    if abs(whole.value - summed.value) <= room:
        return ""
    return f"The total of {indicator.name} is as published; its parts come to something else, so they may overlap."


def _none(indicator: Indicator, parts: tuple[Observation, ...], because: str) -> Total:
    return Total(parts, shorthand=Shorthand.NOT_APPLICABLE, why=_no_total(indicator, because))


def _no_total(indicator: Indicator, because: str) -> str:
    return f"There is no total of {indicator.name}, because {because}."
