"""Numbers of people: which of them a row has, and those of one kind by period and member."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.periods import Period

Key = tuple[str, Period, str]
Counts = Mapping[tuple[Period, str], Decimal | None]


def key_of(observation: Observation) -> Key:
    """Return what distinguishes a value from others, save for when it became known."""
    return observation.indicator, observation.period, observation.breakdown


def counts_of(indicator: Indicator, observation: Observation) -> dict[str, Decimal]:
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


@dataclass(frozen=True)
class Table:
    """The counts of one kind by period and member, None where one came suppressed; '' is the whole."""

    counts: Counts
    members: tuple[str, ...]
    threshold: int

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """All periods, in the order of the rows."""
        return tuple(dict.fromkeys(period for period, _ in self.counts))

    def listed(self, period: Period) -> list[Decimal | None]:
        """Return the counts of the members that a period lists."""
        return [self.counts[period, member] for member in self.members if (period, member) in self.counts]

    @cached_property
    def whole(self) -> frozenset[str]:
        """The members that make up the whole; '' is what is in no member."""
        # Where members exceed the whole, as when a complaint has several reasons, nothing follows about it. Where all
        # of them together fall short of it, something is in no member. A little more or less is a slip in the
        # documents.
        rests = []
        for period in self.periods:
            if (whole := self.counts.get((period, ""))) is not None:
                listed = self.listed(period)
                rest = whole - sum(count for count in listed if count is not None)
                rests.append((rest, len(listed) == len(self.members) and None not in listed))
        if not self.members or any(rest <= -self.threshold for rest, _ in rests):
            return frozenset({""})
        return frozenset({*self.members, *[""] * any(rest >= self.threshold and is_all for rest, is_all in rests)})

    def of(self, period: Period, member: str) -> Decimal | None:
        """Return a count; of the whole, where it is not given, the sum of all members. None where it is not known."""
        found = self.counts.get((period, member))
        if found is None and not member and len(listed := self.listed(period)) == len(self.members) > 0:
            known = [count for count in listed if count is not None]
            return sum(known, Decimal(0)) if len(known) == len(listed) else None
        return found

    def before(self, period: Period, member: str) -> Period | None:
        """Return the last like period with a count before another; None without one."""
        like = [at for at, one in self.counts if one == member and at < period and at.is_like(period)]
        return max(like, default=None)


def is_count(indicator: Indicator) -> bool:
    """Return whether the values of an indicator are numbers of people."""
    return indicator.people and indicator.unit is Unit.NUMBER


def came_suppressed_of(indicator: Indicator, observation: Observation) -> bool:
    """Return whether a number of people was suppressed before it came into the data."""
    return indicator.people and observation.is_suppressed and not observation.protection
