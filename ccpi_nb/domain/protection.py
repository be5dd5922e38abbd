"""Statistical disclosure control: numbers of people that are too small to show, and what would give them back, taken out of the evidence.

That is done before anything is made of the evidence, so that no table, chart, sentence or file can forget it.
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
    """The evidence as a report may show it. All that is known of a suppressed cell goes, also values since restated."""
    if disclosure.scheme is Scheme.ROUND:
        counts = {_key(each) for each in evidence.observations if _is_count(evidence.indicators[each.indicator])}
        hidden = _giving_back(evidence, counts)
        treated = tuple(
            _rounded(each, evidence.indicators[each.indicator], hidden, disclosure) for each in evidence.observations
        )
    else:
        small = _small(evidence, disclosure)
        hidden = small | _giving_back(evidence, small)
        treated = tuple(
            _suppressed(each, disclosure) if _key(each) in hidden else each for each in evidence.observations
        )
    return replace(evidence, observations=treated)


def _small(evidence: Evidence, disclosure: Disclosure) -> set[Key]:
    """Cells with a small number of people in them, in any version, and by scheme those that would give one back by subtraction."""
    small: dict[tuple[str, str], set[CountCell]] = defaultdict(set)
    for each in evidence.observations:
        for what, count in _counts(evidence.indicators[each.indicator], each).items():
            if disclosure.hides(count):
                small[each.indicator, what].add((each.period, each.breakdown))
    if disclosure.scheme is Scheme.SECONDARY:
        for table, cells in small.items():
            cells.update(with_secondary(_table(evidence, *table), cells, disclosure.threshold))
    return {(indicator, *cell) for (indicator, _), cells in small.items() for cell in cells}


def _table(evidence: Evidence, indicator: str, what: str) -> Mapping[CountCell, Decimal]:
    known = evidence.indicators[indicator]
    own = [(each, _counts(known, each)) for each in evidence.published if each.indicator == indicator]
    return {(each.period, each.breakdown): counts[what] for each, counts in own if what in counts}


def _counts(indicator: Indicator, observation: Observation) -> dict[str, Decimal]:
    """How many people an observation is about: of a share, those in it, all, and those who are left."""
    if not indicator.people:
        return {}
    if indicator.unit is Unit.NUMBER:
        return {"value": observation.value} if observation.value is not None else {}
    part, whole = observation.numerator, observation.denominator
    rest = None if part is None or whole is None else whole - part
    return {what: count for what, count in (("part", part), ("whole", whole), ("rest", rest)) if count is not None}


def _giving_back(evidence: Evidence, secret: Collection[Key]) -> set[Key]:
    """Percentages of people from which and from another number a secret one follows, or nearly: nobody says of what number they are one."""
    counts, shares = defaultdict(list), []
    for each in evidence.observations:
        indicator = evidence.indicators[each.indicator]
        if each.value and indicator.unit is Unit.NUMBER:
            counts[each.dataset, each.period].append(each)
        elif each.value and indicator.people and indicator.unit is Unit.PERCENT:
            shares.append(each)
    found = set()
    for share in shares:
        beside = [each for each in counts[share.dataset, share.period] if each.breakdown in {share.breakdown, ""}]
        for one in beside:
            if _key(one) in secret and one.breakdown == share.breakdown:
                found |= {_key(share) for other in beside if _key(other) != _key(one) and _gives(share, one, other)}
    return found


def _gives(share: Observation, secret: Observation, other: Observation) -> bool:
    """Whether the share of the other number, or the number that the other is that share of, comes within one of the secret one, or rounds to it."""
    assert share.value
    assert secret.value
    assert other.value
    one, half = (
        Decimal(1),
        Decimal(5).scaleb(int(share.value.as_tuple().exponent) - 1),
    )  # half of the share's last decimal
    as_part = abs(share.value * other.value / 100 - secret.value) <= max(one, half * other.value / 100)
    as_whole = abs(100 * other.value / share.value - secret.value) <= max(one, half * secret.value / share.value)
    return as_part or as_whole


def _rounded(
    observation: Observation, indicator: Indicator, hidden: Collection[Key], disclosure: Disclosure
) -> Observation:
    """A count rounded; a share worked out from rounded counts where it says of which, else suppressed where it would give one back."""
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
