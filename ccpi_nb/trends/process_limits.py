"""Control charts of single values (XmR), by the rules of NHS England's 'Making Data Count'.

They answer what is more than chance in a series, and whether its target is within reach.

No library stands behind it, for none on PyPI keeps those rules: abspc 1.1 calls only eight values in a row a shift, but
six a trend, and judges by the last special value instead of the latest; clinical-qikit 0.5 has the rules of Anhøj, the
IHI, Western Electric and Nelson. All is counted in fractions, so that a value on a line is on neither side of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise

from ccpi_nb.domain.indicators import Polarity
from ccpi_nb.domain.targets import Aim, Target

LEAST = 13  # values; fewer give no limits worth the name
RUN = 7  # values in a row that chance is unlikely to give
FACTOR = Decimal("2.66")  # mean moving ranges from the mean to a process limit: three standard deviations


class Way(StrEnum):
    """The side to which a value is special."""

    HIGH = "high"
    LOW = "low"


class Rule(StrEnum):
    """The patterns that chance is unlikely to give; where several rules take in a value, the first goes for it."""

    OUTSIDE = "a value outside the process limits"
    TREND = "seven values or more that rise or fall, each from the one before"
    NEAR_LIMIT = "two of three values in a row near a process limit or outside it, all three on that side of the mean"
    SHIFT = "seven values or more in a row on one side of the mean"


@dataclass(frozen=True)
class Signal:
    """The values, by their places in the series, that a rule takes in; a rise or what lies above is high."""

    rule: Rule
    way: Way
    places: tuple[int, ...]


class Nature(StrEnum):
    """The kind of variation that a value shows."""

    COMMON = "common cause"
    IMPROVING = "special cause, improving"
    CONCERNING = "special cause, concerning"
    NEITHER = "special cause, neither better nor worse"


class Assurance(StrEnum):
    """The answer of the process limits about a target, if all goes on as it has."""

    PASSES = "consistently met"
    HIT_OR_MISS = "hit or miss"
    FAILS = "consistently missed"


@dataclass(frozen=True)
class Xmr:
    """A control chart of a series in the order of time, of at least 13 values; ValueError for fewer.

    Its limits are computed from all of it, and never based anew on a part.
    """

    values: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        if len(self.values) < LEAST:
            raise ValueError(f"{len(self.values)} values are too few for a control chart, which needs {LEAST}")

    @cached_property
    def mean(self) -> Fraction:
        """The mean of all values."""
        return sum(map(Fraction, self.values), Fraction(0)) / len(self.values)

    @cached_property
    def reach(self) -> Fraction:
        """The distance from the mean to either process limit."""
        return (
            Fraction(FACTOR)
            * sum(abs(Fraction(after) - Fraction(before)) for before, after in pairwise(self.values))
            / (len(self.values) - 1)
        )

    @property
    def upper(self) -> Fraction:
        """The upper process limit."""
        return self.mean + self.reach

    @property
    def lower(self) -> Fraction:
        """The lower process limit."""
        return self.mean - self.reach

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The signals in the order of their rules, then of time."""
        rules = list(Rule)
        return tuple(
            sorted(
                (signal for way in Way for signal in self._signals(way)),
                key=lambda signal: (rules.index(signal.rule), signal.places),
            )
        )

    def signals_at(self, place: int) -> tuple[Signal, ...]:
        """Return the signals that take in the value at a place."""
        return tuple(signal for signal in self.signals if place in signal.places)

    def nature(self, place: int, polarity: Polarity) -> Nature:
        """Return the kind of variation that the value at a place shows."""
        ways = {signal.way for signal in self.signals_at(place)}
        if not ways:
            return Nature.COMMON
        if polarity is Polarity.NONE:
            return Nature.NEITHER
        # Where the rules find both ways, the better one counts, as it does in 'Making Data Count'.
        return Nature.IMPROVING if (Way.HIGH if polarity is Polarity.HIGHER else Way.LOW) in ways else Nature.CONCERNING

    def way(self, place: int, polarity: Polarity) -> Way | None:
        """Return the side to which the value's nature refers; None for common cause."""
        ways = [signal.way for signal in self.signals_at(place)]
        better = {Polarity.HIGHER: Way.HIGH, Polarity.LOWER: Way.LOW}.get(polarity)
        return better if better in ways else ways[0] if ways else None

    def assurance(self, target: Aim) -> Assurance:
        """Return whether the process limits let a target be met always, sometimes or never.

        A target that is a process limit itself is hit or miss; one for a series that never varied is as it has always
        been. A band is met where both of its ends are.
        """
        answers = {self.assurance_of(end) for end in target.ends}
        return next((found for found in (Assurance.FAILS, Assurance.HIT_OR_MISS) if found in answers), Assurance.PASSES)

    def assurance_of(self, target: Target) -> Assurance:
        """Return the same of one bound."""
        if self.reach == 0:
            return Assurance.PASSES if target.met_by(self.values[-1]) else Assurance.FAILS
        if self.lower <= Fraction(target.value) <= self.upper:
            return Assurance.HIT_OR_MISS
        return Assurance.FAILS if target.comparator.is_lower_bound is (target.value > self.upper) else Assurance.PASSES

    def _signals(self, way: Way) -> Iterator[Signal]:
        sign = 1 if way is Way.HIGH else -1
        heights = [sign * (Fraction(value) - self.mean) for value in self.values]
        # The near limits are two standard deviations off, to three decimals 1.773 mean moving ranges.
        near = [height > self.reach * 2 / 3 for height in heights]
        yield from (Signal(Rule.OUTSIDE, way, (place,)) for place, height in enumerate(heights) if height > self.reach)
        for steps in _runs([after > before for before, after in pairwise(heights)]):
            if len(steps) + 1 >= RUN:
                yield Signal(Rule.TREND, way, (*steps, steps[-1] + 1))
        threes = [range(start, start + 3) for start in range(len(heights) - 2)]
        special = {
            place
            for three in threes
            if min(heights[three[0] : three[-1] + 1]) > 0 and _two_of(near, three)
            for place in three
            if near[place]
        }
        yield from (Signal(Rule.NEAR_LIMIT, way, places) for places in _apart(sorted(special)))
        for places in _runs([height > 0 for height in heights]):
            if len(places) >= RUN:
                yield Signal(Rule.SHIFT, way, places)


def _runs(marks: Sequence[bool]) -> Iterator[tuple[int, ...]]:
    """Yield the places of each unbroken row of marks."""
    for is_marked, row in groupby(range(len(marks)), key=lambda place: marks[place]):
        if is_marked:
            yield tuple(row)


def _two_of(marks: Sequence[bool], three: range) -> bool:
    return sum(marks[place] for place in three) >= 2


def _apart(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the places in groups, within which none is further from the next than two of the same three can be."""
    starts = [number for number, place in enumerate(places) if not number or place - places[number - 1] > 2]
    for start, end in pairwise([*starts, len(places)]):
        yield tuple(places[start:end])
