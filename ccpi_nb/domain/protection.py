"""Statistical disclosure control: takes out of the evidence what is too small to show, and what would give it back.

What is too small are numbers of people. That is done before anything else is computed from the evidence, so that no
table, chart, sentence or file can forget it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from ccpi_nb.domain.disclosure import BASE, Disclosure, Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.suppression import CountCell, with_secondary

Key = tuple[str, Period, str]

_ROUNDED = f"Figures are rounded to the nearest {BASE}, so totals may differ from the sum of their parts."
_ROUNDED_SHARE = "Percentages are worked out from the rounded numbers."


def protected(evidence: Evidence, disclosure: Disclosure) -> Evidence:
    """Return the evidence as a report may show it.

    All that is known of a suppressed cell goes, also values since restated.
    """
    if disclosure.scheme is Scheme.ROUND:
        counts = {
            _key(observation)
            for observation in evidence.observations
            if _is_count(evidence.indicators[observation.indicator])
        }
        hidden = _giving_back(evidence, counts)
        treated = tuple(
            _rounded(observation, evidence.indicators[observation.indicator], hidden, disclosure)
            for observation in evidence.observations
        )
    else:
        small = _small(evidence, disclosure)
        hidden = small | _giving_back(evidence, small)
        treated = tuple(
            _suppressed(observation, disclosure) if _key(observation) in hidden else observation
            for observation in evidence.observations
        )
    return replace(evidence, observations=treated)


def _small(evidence: Evidence, disclosure: Disclosure) -> set[Key]:
    """Return the cells with a small number of people in them, in any version.

    With secondary suppression also those that would give one back by subtraction.
    """
    small: dict[tuple[str, str], set[CountCell]] = defaultdict(set)
    for observation in evidence.observations:
        for what, count in _counts(evidence.indicators[observation.indicator], observation).items():
            if disclosure.hides(count):
                small[observation.indicator, what].add((observation.period, observation.breakdown))
    if disclosure.scheme is Scheme.SECONDARY:
        for table, cells in small.items():
            cells.update(with_secondary(_table(evidence, *table), cells, disclosure.threshold))
    return {(indicator, *cell) for (indicator, _), cells in small.items() for cell in cells}


def _table(evidence: Evidence, indicator: str, what: str) -> Mapping[CountCell, Decimal]:
    known = evidence.indicators[indicator]
    published = [observation for observation in evidence.published if observation.indicator == indicator]
    counted = [(observation, _counts(known, observation)) for observation in published]
    return {
        (observation.period, observation.breakdown): counts[what] for observation, counts in counted if what in counts
    }


def _counts(indicator: Indicator, observation: Observation) -> dict[str, Decimal]:
    """Return how many people an observation is about, as far as that is known.

    A count has a 'value'; a share those in it ('part'), all ('whole'), and those who are left ('rest'). Empty where the
    indicator is not about people.
    """
    if not indicator.people:
        return {}
    if indicator.unit is Unit.NUMBER:
        return {"value": observation.value} if observation.value is not None else {}
    part, whole = observation.numerator, observation.denominator
    rest = None if part is None or whole is None else whole - part
    return {what: count for what, count in (("part", part), ("whole", whole), ("rest", rest)) if count is not None}


def _giving_back(evidence: Evidence, secret: Collection[Key]) -> set[Key]:
    """Return the percentages of people that, with another number, give a secret one back, or nearly.

    Nothing in the data names the number that a percentage is of, so each number beside it is tried.
    """
    counts, shares = defaultdict(list), []
    for observation in evidence.observations:
        indicator = evidence.indicators[observation.indicator]
        if observation.value and indicator.unit is Unit.NUMBER:
            counts[observation.dataset, observation.period].append(observation)
        elif observation.value and indicator.people and indicator.unit is Unit.PERCENT:
            shares.append(observation)
    found = set()
    for share in shares:
        beside = [
            observation
            for observation in counts[share.dataset, share.period]
            if observation.breakdown in {share.breakdown, ""}
        ]
        for count in beside:
            if _key(count) in secret and count.breakdown == share.breakdown:
                found |= {_key(share) for other in beside if _key(other) != _key(count) and _gives(share, count, other)}
    return found


def _gives(share: Observation, secret: Observation, other: Observation) -> bool:
    """Return whether a share and another number give a secret number back.

    That is where the share of the other number, or the number that the other is that share of, comes within one of the
    secret one, or rounds to it.
    """
    assert share.value
    assert secret.value
    assert other.value
    one = Decimal(1)
    # Half of the share's last decimal.
    half = Decimal(5).scaleb(int(share.value.as_tuple().exponent) - 1)
    as_part = abs(share.value * other.value / 100 - secret.value) <= max(one, half * other.value / 100)
    as_whole = abs(100 * other.value / share.value - secret.value) <= max(one, half * secret.value / share.value)
    return as_part or as_whole


def _rounded(
    observation: Observation, indicator: Indicator, hidden: Collection[Key], disclosure: Disclosure
) -> Observation:
    """Return a count rounded, and a share computed from rounded counts where the data has them.

    A share without them is suppressed where it would give one back.
    """
    if observation.value is None or not indicator.people:
        return observation
    if _is_count(indicator):
        return replace(
            observation, value=_to_base(observation.value), numerator=None, denominator=None, protection=_ROUNDED
        )
    if observation.numerator is None or observation.denominator is None:
        return _suppressed(observation, disclosure) if _key(observation) in hidden else observation
    part, whole = _to_base(observation.numerator), _to_base(observation.denominator)
    if not whole or indicator.unit is not Unit.PERCENT:
        return _suppressed(observation, disclosure)
    value = (100 * part / whole).quantize(observation.value, ROUND_HALF_UP)
    return replace(observation, value=value, numerator=part, denominator=whole, note="", protection=_ROUNDED_SHARE)


def _suppressed(observation: Observation, disclosure: Disclosure) -> Observation:
    bare = replace(observation, value=None, numerator=None, denominator=None, qualifier="", note="")
    return replace(bare, shorthand=Shorthand.CONFIDENTIAL, protection=disclosure.note)


def _to_base(count: Decimal) -> Decimal:
    return (count / BASE).quantize(Decimal(1), ROUND_HALF_UP) * BASE


def _is_count(indicator: Indicator) -> bool:
    return indicator.people and indicator.unit is Unit.NUMBER


def _key(observation: Observation) -> Key:
    return observation.indicator, observation.period, observation.breakdown
