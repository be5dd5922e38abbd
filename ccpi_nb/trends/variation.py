"""A series as a control chart shows it: which values count, and whether there are enough of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import computed, count_figure, row_of, written
from ccpi_nb.document.runs import Figure
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.errors import InputError
from ccpi_nb.trends.process_limits import Nature, Xmr


@dataclass(frozen=True)
class Controlled:
    """At least 13 values of one indicator over periods of one kind that don't overlap, earliest first."""

    indicator: Indicator
    results: tuple[Result, ...]

    @cached_property
    def xmr(self) -> Xmr:
        """The values' mean, process limits and signals."""
        return Xmr(tuple(result.value for result in self.results if result.value is not None))

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations of the results."""
        return tuple(result.observation for result in self.results)

    @property
    def latest(self) -> Result:
        """The latest result."""
        return self.results[-1]

    @cached_property
    def natures(self) -> tuple[Nature, ...]:
        """The nature of each value: common cause, or which special cause."""
        return tuple(self.xmr.nature(place, self.indicator.polarity) for place in range(len(self.results)))

    @cached_property
    def mean(self) -> Figure:
        """The mean as a figure."""
        return self._line(Computation.MEAN, self.xmr.mean)

    @cached_property
    def count(self) -> Figure:
        """The number of values as a figure."""
        return count_figure(Computation.COUNT, len(self.results), map(row_of, self.observations))

    @cached_property
    def limits(self) -> tuple[Figure, Figure]:
        """The lower and the upper process limit as figures."""
        lower = self._line(Computation.LOWER_PROCESS_LIMIT, self.xmr.lower)
        return lower, self._line(Computation.UPPER_PROCESS_LIMIT, self.xmr.upper)

    @property
    def in_reach(self) -> tuple[bool, bool]:
        """Whether a value could ever lie on the lower limit, and on the upper.

        There may be none below zero or above 100%.
        """
        over = self.indicator.unit is Unit.PERCENT and self.xmr.upper > 100 and max(self.xmr.values) <= 100
        return not (self.xmr.lower < 0 <= min(self.xmr.values)), not over

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods between two of the values that have none.

        Empty for days, since nobody knows which there should be.
        """
        found: list[Period] = []
        for before, after in pairwise(observation.period for observation in self.observations):
            between = before
            while after.kind is not PeriodKind.DAY and (between := between.moved(1)).end < after.start:
                found.append(between)
        return tuple(found)

    def where(self, nature: Nature) -> str:
        """Return the periods of the values of a nature: 'May 2014 to October 2014 and December 2014'; '' for none."""
        places = [place for place, other in enumerate(self.natures) if other is nature]
        return listed(stretch(self.at(row)) for row in unbroken(places))

    def at(self, places: Iterable[int]) -> tuple[Period, ...]:
        """Return the periods at these places."""
        return tuple(self.observations[place].period for place in places)

    def _line(self, name: Computation, value: Fraction) -> Figure:
        """Return the figure of a line, to one decimal more than the values have, or to pence."""
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        shown = rounded(exact, self.indicator.finer)
        text = written(shown, self.indicator.unit, self.indicator.seconds)
        return computed(name, shown, text, self.observations)


def chosen(evidence: Evidence, key: str, periods: Sequence[Period]) -> tuple[Result, ...]:
    """Return the exact values at these periods; without any named, those of the kind of period with most values.

    InputError where the periods differ in kind or overlap.
    """
    every = [
        observation
        for observation in evidence.series(key)
        if observation.is_exact and (not periods or observation.period in periods)
    ]
    unlike = {(period.kind, period.counts_as, period.length): period for period in (each.period for each in every)}
    kinds = [[each for each in every if each.period.is_like(one)] for one in unlike.values()]
    like = max(kinds, key=len, default=[])
    if periods and len(like) < len(every):
        other = next(observation.period for observation in every if observation not in like)
        raise InputError(
            f"a control chart of '{key}' takes periods of one kind, "
            f"and {other} is unlike {like[0].period}; leave out one kind"
        )
    for before, after in pairwise(like):
        if after.period.start <= before.period.end:
            raise InputError(
                f"a control chart of '{key}' takes periods that don't overlap, "
                f"as {before.period} and {after.period} do; name others"
            )
    return tuple(evidence.result(key, observation.period) for observation in like)


def unbroken(places: Sequence[int]) -> list[list[int]]:
    """Return the places as unbroken rows."""
    return [[place for _, place in row] for _, row in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])]


def stretch(periods: Sequence[Period]) -> str:
    """Return consecutive periods by the first and the last: 'May 2014 to November 2014'."""
    return periods[0].in_sentence if len(periods) == 1 else f"{periods[0].in_sentence} to {periods[-1].in_sentence}"
