"""Statistical disclosure control: takes out of the evidence what is too small to show, and what would give it back.

What is too small are numbers of people. That is done before anything else is computed from the evidence, so that no
table, chart, sentence or file can forget it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from ccpi_nb.domain.dependences import Dependences, Key, came_suppressed_of, counts_of, key_of
from ccpi_nb.domain.disclosure import BASE, Disclosure, Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.relations import Related, linked
from ccpi_nb.domain.suppression import Number, Rule, with_secondary

_ROUNDED = f"Figures are rounded to the nearest {BASE}, so totals may differ from the sum of their parts."
# The row of what stands nowhere: a number as it is before it is rounded.
_EXACTLY: Key = ("", Period.day(date.min), "")
_ROUNDED_SHARE = "Percentages are worked out from the rounded numbers."


@dataclass(frozen=True)
class Protection:
    """What a disclosure does to evidence: which values it hides, and whether it rounds the others.

    `about` has the indicators that it touches; all where it is None.
    """

    disclosure: Disclosure
    hidden: frozenset[Key]
    about: frozenset[str] | None = None

    @classmethod
    def over(cls, evidence: Evidence, disclosure: Disclosure, relations: Iterable[Related] = ()) -> "Protection":
        """Return what is to be hidden in evidence, so that nothing else in it gives a protected number back.

        The evidence is all that a reader may see: what is worked out over a part of it holds for that part only.
        """
        if disclosure.scheme is Scheme.ROUND:
            counts = {
                key_of(observation)
                for observation in evidence.observations
                if _is_count(evidence.indicators[observation.indicator])
            }
            shares = _giving_back(evidence, counts) - {
                key_of(observation) for observation in evidence.observations if observation.denominator is not None
            }
            return cls(disclosure, frozenset(shares | _left_by_rounding(evidence, tuple(relations))))
        small = _small(evidence, disclosure)
        hidden = {key for key, _ in small}
        if disclosure.scheme is Scheme.SECONDARY:
            hidden |= _with_secondary(evidence, disclosure, tuple(relations), small)
        hidden |= _giving_back(evidence, hidden)
        if disclosure.scheme is Scheme.SECONDARY:
            hidden |= _left_of_a_hundred(evidence, hidden)
        return cls(disclosure, frozenset(hidden))

    def on(self, evidence: Evidence) -> Evidence:
        """Return the evidence as a reader may see it.

        All that is known of a hidden value goes, also values since restated.
        """
        return replace(
            evidence,
            observations=tuple(
                self._treated(observation, evidence.indicators[observation.indicator])
                for observation in evidence.observations
            ),
        )

    def touches(self, indicator: str) -> bool:
        """Return whether it may hide or round values of an indicator."""
        return self.about is None or indicator in self.about

    def _treated(self, observation: Observation, indicator: Indicator) -> Observation:
        if not self.touches(indicator.key):
            return observation
        rounds = self.disclosure.scheme is Scheme.ROUND
        if came_suppressed_of(indicator, observation) and not rounds:
            return replace(observation, protection=self.disclosure.note)
        if key_of(observation) in self.hidden:
            return _suppressed(observation, self.disclosure)
        return _rounded(observation, indicator, self.disclosure) if rounds else observation


def without(evidence: Evidence, protections: Iterable[Protection]) -> Evidence:
    """Return evidence without what any of several protections hides."""
    return reduce(lambda left, protection: protection.on(left), protections, evidence)


def protected(evidence: Evidence, disclosure: Disclosure, relations: Iterable[Related] = ()) -> Evidence:
    """Return the evidence as a reader may see it who sees nothing else."""
    return Protection.over(evidence, disclosure, relations).on(evidence)


def _small(evidence: Evidence, disclosure: Disclosure) -> set[tuple[Key, str]]:
    """Return the rows with a number of people that is too small in any version, each with what that number counts.

    A value that came suppressed is one: it is taken to be small.
    """
    small = set()
    for observation in evidence.observations:
        indicator = evidence.indicators[observation.indicator]
        small |= {
            (key_of(observation), what)
            for what, count in counts_of(indicator, observation).items()
            if disclosure.hides(count)
        }
    return small | {
        (key_of(observation), "")
        for observation in evidence.published
        if came_suppressed_of(evidence.indicators[observation.indicator], observation)
    }


def _with_secondary(
    evidence: Evidence, disclosure: Disclosure, relations: tuple[Related, ...], small: Collection[tuple[Key, str]]
) -> set[Key]:
    """Return what has to be hidden with small numbers so that no total, longer period or whole gives them back."""
    hidden: set[Key] = set()
    rows: dict[str, set[Key]] = defaultdict(set)
    for key, _ in small:
        rows[key[0]].add(key)
    for group, own in _groups(evidence, relations):
        if found := set().union(*(rows[indicator] for indicator in group & rows.keys())):
            known = Dependences(own, group, relations, small, disclosure.threshold)
            hidden |= with_secondary(known.numbers, known.rules, found, disclosure.threshold)
    return hidden


def _groups(evidence: Evidence, relations: tuple[Related, ...]) -> Iterator[tuple[frozenset[str], Evidence]]:
    """Yield the indicators with people in them that depend on each other, with the evidence for these alone."""
    people = {observation.indicator for observation in evidence.observations} & {
        key for key, indicator in evidence.indicators.items() if indicator.people
    }
    groups = linked(sorted(people), relations)
    number = {indicator: at for at, group in enumerate(groups) for indicator in group}
    rows: dict[int, list[Observation]] = defaultdict(list)
    for observation in evidence.observations:
        if observation.indicator in number:
            rows[number[observation.indicator]].append(observation)
    return ((group, replace(evidence, observations=tuple(rows[at]))) for at, group in enumerate(groups))


def _left_by_rounding(evidence: Evidence, relations: tuple[Related, ...]) -> set[Key]:
    """Return the rows to hide so that rounded numbers leave none exact: four that are 0, of a total of 10, are 2 each.

    Each number is known to be one of those that are rounded to what is shown.
    """
    small = {
        (key_of(row), what)
        for row in evidence.published
        for what, count in counts_of(evidence.indicators[row.indicator], row).items()
        if count
    }
    hidden: set[Key] = set()
    for group, own in _groups(evidence, relations):
        known = Dependences(own, group, relations, small, BASE)
        numbers = [
            Number(number.row and _EXACTLY, number.sum, number.value, number.is_secret, number.weight)
            for number in known.numbers
            if number.is_count
        ]
        rules = [
            Rule(rule.sum, rule.least, rule.most, rule.row)
            for rule in known.rules
            if rule.row is None or not _is_count(evidence.indicators[rule.row[0]])
        ]
        rules += [rule for number in known.numbers if (rule := _as_rounded(number, evidence))]
        hidden |= with_secondary(numbers, rules, {_EXACTLY}, 1)
    return {key for key in hidden if key != _EXACTLY}


def _as_rounded(number: Number[Key], evidence: Evidence) -> Rule[Key] | None:
    """Return what a row says of a number: one of people is within half of what numbers are rounded to."""
    if number.row is None or number.value is None or not number.is_count:
        return None
    if not evidence.indicators[number.row[0]].people:
        return Rule(number.sum, number.value, number.value, number.row)
    nearest, half = float(_to_base(Decimal(number.value))), BASE // 2
    return Rule(number.sum, nearest - half, nearest + half, number.row)


def _left_of_a_hundred(evidence: Evidence, hidden: Collection[Key]) -> set[Key]:
    """Return a second share to hide where all shares of something but one are shown: 100% less those is the one."""
    tables: dict[tuple[str, Period], list[Observation]] = defaultdict(list)
    for observation in evidence.published:
        indicator = evidence.indicators[observation.indicator]
        if observation.breakdown and indicator.people and indicator.unit is Unit.PERCENT:
            tables[observation.indicator, observation.period].append(observation)
    found = set()
    for shares in tables.values():
        shown = [share for share in shares if share.value and key_of(share) not in hidden]
        if (
            _may_make_a_hundred(shares)
            and shown
            and sum(share.is_suppressed or key_of(share) in hidden for share in shares) == 1
        ):
            found.add(key_of(min(shown, key=lambda share: share.value or 0)))
    return found


def _may_make_a_hundred(shares: Collection[Observation]) -> bool:
    """Return whether shares are of one whole, which they divide among them, as far as what is known of them says."""
    values = [share.value for share in shares if share.value is not None]
    wholes = {share.denominator for share in shares if share.denominator is not None}
    if len(wholes) > 1 or not values:
        return False
    half = Decimal(5).scaleb(max(int(value.as_tuple().exponent) for value in values) - 1)
    rest = 100 - sum(values, Decimal(0))
    return abs(rest) <= half * len(values) if len(values) == len(shares) else rest > 0


def _giving_back(evidence: Evidence, secret: Collection[Key]) -> set[Key]:
    """Return the percentages of people that, with another number, give a secret one back, or nearly.

    Nothing in the data names the number that a percentage is of, so each number beside it is tried.
    """
    counts: dict[tuple[str, Period, str], list[Observation]] = defaultdict(list)
    shares = []
    for observation in evidence.observations:
        indicator = evidence.indicators[observation.indicator]
        if indicator.unit is Unit.NUMBER and (observation.value or key_of(observation) in secret):
            counts[observation.dataset, observation.period, observation.breakdown].append(observation)
        elif observation.value and indicator.people and indicator.unit is Unit.PERCENT:
            shares.append(observation)
    found = set()
    for share in shares:
        beside = [
            observation
            for breakdown in {share.breakdown, ""}
            for observation in counts.get((share.dataset, share.period, breakdown), ())
        ]
        for count in beside:
            if key_of(count) in secret and count.breakdown == share.breakdown:
                others = [other.value for other in beside if key_of(other) != key_of(count) and other.value]
                own = count.value is not None and count.value in {share.numerator, share.denominator}
                if own or any(_gives(share.value or Decimal(0), count.value, other) for other in others):
                    found.add(key_of(share))
    return found


def _gives(share: Decimal, secret: Decimal | None, other: Decimal) -> bool:
    """Return whether a share and another number give a secret number back.

    That is where the share of the other number, or the number that the other is that share of, comes within one of the
    secret one, or rounds to it. Of one that came suppressed nobody knows, save that it is small: it is given back by
    what makes a small number.
    """
    # Half of the share's last decimal.
    half = Decimal(5).scaleb(int(share.as_tuple().exponent) - 1)
    as_part, as_whole = share * other / 100, 100 * other / share
    if secret is None:
        return Decimal("0.5") <= as_part < BASE or Decimal("0.5") <= as_whole < BASE
    one = Decimal(1)
    return abs(as_part - secret) <= max(one, half * other / 100) or (
        abs(as_whole - secret) <= max(one, half * secret / share)
    )


def _rounded(observation: Observation, indicator: Indicator, disclosure: Disclosure) -> Observation:
    """Return a count rounded, and a share computed from rounded counts where the data has them."""
    if observation.value is None or not indicator.people:
        return observation
    if _is_count(indicator):
        return replace(
            observation, value=_to_base(observation.value), numerator=None, denominator=None, protection=_ROUNDED
        )
    if observation.numerator is None or observation.denominator is None:
        return observation
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
