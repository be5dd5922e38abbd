"""Statistical disclosure control: takes out of the evidence what is too small to show, and what would give it back.

What is too small are numbers of people. That is done before anything else is computed from the evidence, so that no
table, chart, sentence or file can forget it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import reduce

from ccpi_nb.disclosure.counts import Key, came_suppressed_of, counts_of, is_count, key_of
from ccpi_nb.disclosure.dependences import Dependences, groups_of
from ccpi_nb.disclosure.giving_back import giving_back, left_of_a_hundred
from ccpi_nb.disclosure.rounding import left_by_rounding
from ccpi_nb.disclosure.suppression import with_secondary
from ccpi_nb.disclosure.treated import rounded, suppressed
from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.relations import Related


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
                if is_count(evidence.indicators[observation.indicator])
            }
            shares = giving_back(evidence, counts) - {
                key_of(observation) for observation in evidence.observations if observation.denominator is not None
            }
            return cls(disclosure, frozenset(shares | left_by_rounding(evidence, tuple(relations))))
        small = _small(evidence, disclosure)
        hidden = {key for key, _ in small}
        if disclosure.scheme is Scheme.SECONDARY:
            hidden |= _with_secondary(evidence, disclosure, tuple(relations), small)
        hidden |= giving_back(evidence, hidden)
        if disclosure.scheme is Scheme.SECONDARY:
            hidden |= left_of_a_hundred(evidence, hidden)
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
            return suppressed(observation, self.disclosure)
        return rounded(observation, indicator, self.disclosure) if rounds else observation


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
    for group, own in groups_of(evidence, relations):
        if found := set().union(*(rows[indicator] for indicator in group & rows.keys())):
            known = Dependences(own, group, relations, small, disclosure.threshold)
            hidden |= with_secondary(known.numbers, known.rules, found, disclosure.threshold)
    return hidden
