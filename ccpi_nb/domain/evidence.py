"""What was known on a day: the registry and the observations, and the questions that reports put to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ccpi_nb.domain.indicators import Continuation, Direction, Indicator, Observation, Rag, Target, direction, rate
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, NothingHeld, did_you_mean


@dataclass(frozen=True)
class Result:
    """An observation beside what it is to be judged by: the target in force, and the one before it of the same kind of period."""

    indicator: Indicator
    observation: Observation
    target: Target | None
    earlier: Observation | None

    @property
    def value(self) -> Decimal | None:
        return self.observation.value

    @property
    def name(self) -> str:
        """Return 'Calls answered (Preston)'."""
        breakdown = self.observation.breakdown
        return f"{self.indicator.name} ({breakdown})" if breakdown else self.indicator.name

    @property
    def has_both_values(self) -> bool:
        """Whether there is a change to speak of."""
        return self.value is not None and self.earlier is not None and self.earlier.value is not None

    @property
    def rating(self) -> Rag | None:
        """None where no target was agreed."""
        return rate(self.target, self.value) if self.target else None

    @property
    def direction(self) -> Direction | None:
        return direction(self.indicator.polarity, self.earlier.value, self.value) if self.earlier else None

    @property
    def gap(self) -> Decimal | None:
        """How far the value is from its target, on the wrong side."""
        return self.target.shortfall(self.value) if self.target and self.value is not None else None


@dataclass(frozen=True)
class Evidence:
    """Indicators, targets and observations as known by a day."""

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    continuations: tuple[Continuation, ...] = ()

    @classmethod
    def known_by(
        cls,
        day: date,
        indicators: Mapping[str, Indicator],
        targets: tuple[Target, ...],
        observations: tuple[Observation, ...],
        continuations: tuple[Continuation, ...] = (),
    ) -> "Evidence":
        return cls(indicators, targets, tuple(each for each in observations if each.as_at <= day), continuations)

    @property
    def published(self) -> tuple[Observation, ...]:
        """The observations to show, one for each indicator, period and breakdown."""
        return tuple(self._published.values())

    @cached_property
    def _published(self) -> dict[tuple[str, Period, str], Observation]:
        """The one value to show for each indicator, period and breakdown: the latest known; of one day, a table's before a text's."""
        published: dict[tuple[str, Period, str], Observation] = {}
        for each in sorted(self.observations, key=lambda each: (-each.as_at.toordinal(), each.given_in != "table")):
            published.setdefault((each.indicator, each.period, each.breakdown), each)
        return published

    def indicator(self, key: str) -> Indicator:
        try:
            return self.indicators[key]
        except KeyError:
            raise InputError(f"there is no indicator '{key}'; {did_you_mean(key, self.indicators)}") from None

    def find(self, key: str, period: Period, breakdown: str = "") -> Observation | None:
        return self._published.get((self.indicator(key).key, period, breakdown))

    def observation(self, key: str, period: Period, breakdown: str = "") -> Observation:
        """Like `find`, where the author counts on a value: NothingHeld, or InputError for an unknown breakdown, says what there is instead."""
        found = self.find(key, period, breakdown)
        if found:
            return found
        of = f"'{key}'" + (f" for '{breakdown}'" if breakdown else "")
        known = [(each.period, each.breakdown) for each in self.published if each.indicator == key]
        if breakdown and (members := {member for at, member in known if member and at == period}):
            raise InputError(f"there is no observation of {of} at {period}; {did_you_mean(breakdown, members)}")
        periods = {str(at) for at, member in known if member == breakdown}
        raise NothingHeld(f"there is no observation of {of} at {period}; {did_you_mean(str(period), periods)}")

    def series(self, key: str, breakdown: str = "") -> tuple[Observation, ...]:
        """All published observations of an indicator, earliest first."""
        key = self.indicator(key).key
        found = [each for each in self.published if (each.indicator, each.breakdown) == (key, breakdown)]
        return tuple(sorted(found, key=lambda each: each.period))

    def breaks(self, key: str) -> tuple[Continuation, ...]:
        """Where the indicator's series goes on from another's, or in another's: all such breaks in a row, earliest first.

        A break counts only where both sides have observations, so that one with what a report may not see, or not yet, is no part of it.
        """
        seen = {each.indicator for each in self.published if not each.breakdown}
        known = [each for each in self.continuations if {each.indicator, each.continues} <= seen]
        before = {each.indicator: each for each in known}
        after = {each.continues: each for each in known}
        found: list[Continuation] = []
        first = last = self.indicator(key).key
        while first in before:
            found.insert(0, before[first])
            first = before[first].continues
        while last in after:
            found.append(after[last])
            last = after[last].indicator
        return tuple(found)

    def lineage(self, key: str) -> tuple[str, ...]:
        """The indicators that make up one series, earliest first; the one alone where it has no breaks."""
        breaks = self.breaks(key)
        return (breaks[0].continues, *(each.indicator for each in breaks)) if breaks else (self.indicator(key).key,)

    def members(self, key: str, period: Period) -> tuple[str, ...]:
        """What the indicator is broken down by at a period, in the file's order."""
        key = self.indicator(key).key
        own = [each for each in self.observations if each.indicator == key and each.period == period and each.breakdown]
        return tuple(dict.fromkeys(each.breakdown for each in own))

    def target(self, key: str, period: Period) -> Target | None:
        """The target in force on the period's last day."""
        key = self.indicator(key).key
        return next((each for each in self.targets if each.indicator == key and each.in_force_on(period.end)), None)

    def result(self, key: str, period: Period, breakdown: str = "", *, since: Period | None = None) -> Result:
        """The observation with what it is judged by: the change is from `since`, or else from the last like period before it."""
        observation = self.observation(key, period, breakdown)
        earlier = self.observation(key, since, breakdown) if since else self._before(observation)
        return Result(self.indicator(key), observation, self.target(key, period), earlier)

    def find_result(
        self, key: str, period: Period, breakdown: str = "", *, since: Period | None = None
    ) -> Result | None:
        """Like `result`, None where there is no observation; a `since` without one counts as none."""
        known_since = since if since and self.find(key, since, breakdown) else None
        return self.result(key, period, breakdown, since=known_since) if self.find(key, period, breakdown) else None

    def latest_result(self, key: str, periods: Iterable[Period]) -> Result | None:
        """The result at the last of the periods that has an observation."""
        found = [result for period in periods if (result := self.find_result(key, period))]
        return found[-1] if found else None

    def _before(self, observation: Observation) -> Observation | None:
        """The last observation before this one over the same kind of period."""
        series = self.series(observation.indicator, observation.breakdown)
        before = [
            each for each in series if each.period < observation.period and each.period.is_like(observation.period)
        ]
        return before[-1] if before else None
