"""How the values of an indicator moved over the periods shown, in a verb, and why some can't be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.indicators import Indicator, Polarity, Unit, way_between
from ccpi_nb.domain.periods import Period

ADDED_UP = {Unit.NUMBER, Unit.POUNDS, Unit.POUNDS_MILLION, Unit.POUNDS_THOUSAND}


@dataclass(frozen=True)
class Movement:
    """How the values of one indicator moved over the periods shown, which are in the order of time.

    `way` is 1 where it rose from the first to the last, -1 where it fell, 0 where it stayed; `steady` is whether it did
    so at every step.
    """

    indicator: Indicator
    results: tuple[Result, ...]
    way: int
    steady: bool

    @property
    def verb(self) -> str:
        """The movement as a verb in the past: 'improved', 'rose', 'stayed the same'."""
        if self.way == 0:
            return "stayed the same" if self.steady else "ended where it began"
        if self.indicator.polarity is Polarity.NONE:
            return "rose" if self.way > 0 else "fell"
        return "improved" if (self.way > 0) is (self.indicator.polarity is Polarity.HIGHER) else "got worse"

    @property
    def words(self) -> str:
        """The movement with how steady it was: 'rose each time', 'improved since April to June 2014' of two values.

        Two values are no trend, so that they are never said to have moved each time.
        """
        if len(self.results) == 2:
            return f"{self.verb} since {self.results[0].observation.period.in_sentence}"
        if self.way == 0:
            return self.verb
        return f"{self.verb} {'each time' if self.steady else 'overall'}"


def movement_of(results: Sequence[Result]) -> Movement | None:
    """Return how an indicator moved; None for a single value, and where its values can't be compared.

    They can't where periods overlap, where counts are of periods of different lengths, and where words such as 'almost'
    leave the way open.
    """
    valued = tuple(result for result in results if result.value is not None)
    if len(valued) < 2 or incomparable(valued[0].indicator, [result.observation.period for result in valued]):
        return None
    ways = {way_between(before.observation, after.observation) for before, after in pairwise(valued)}
    if None in ways:
        return None
    way = way_between(valued[0].observation, valued[-1].observation)
    steady = len(ways) == 1 and len(valued) == len(results)
    return None if way is None else Movement(valued[0].indicator, valued, way, steady)


def no_comparison(results: Sequence[Result]) -> str:
    """Return why values of one indicator are not compared, without a full stop; '' where they are, or for one alone."""
    valued = [result for result in results if result.value is not None]
    if len(valued) < 2 or movement_of(results):
        return ""
    why = incomparable(valued[0].indicator, [result.observation.period for result in valued])
    return f"The values can't be compared, because {f'their periods {why}' if why else 'not all of them are exact'}"


def incomparable(indicator: Indicator, periods: Sequence[Period]) -> str:
    """Return why values of these periods say nothing of a change: 'overlap' or 'differ in length'; '' if they do."""
    if any(after.start <= before.end for before, after in pairwise(periods)):
        return "overlap"
    return "differ in length" if indicator.unit in ADDED_UP and len({period.length for period in periods}) > 1 else ""
