"""What was known on a day: the registry and the observations, and the questions that reports put to them."""

from bisect import bisect_left
from collections import ChainMap, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice, takewhile
from operator import attrgetter
from pathlib import PurePosixPath
from typing import cast

from ccpi_nb.domain.decimals import decimals_that_tell
from ccpi_nb.domain.indicators import Continuation, Direction, Indicator, Observation, Unit, direction_between
from ccpi_nb.domain.named_periods import as_text
from ccpi_nb.domain.observed import Key, Observed
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.domain.targets import Aim, Band, Rag, Target, rate
from ccpi_nb.errors import InputError, NothingHeld, did_you_mean, nearest, one_of


@dataclass(frozen=True)
class Result:
    """An observation beside what it is judged by.

    `target` is the one in force, or the band that two make; `earlier` the observation before it of the same kind of
    period; `to_date` the result of the year so far, where that is rated otherwise. `levels` are up to two earlier
    values, latest first, beside which the value may be told: see `Evidence.levels_before`.
    """

    indicator: Indicator
    observation: Observation
    target: Aim | None
    earlier: Observation | None
    to_date: "Result | None" = None
    levels: tuple[Observation, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """The observation's value; None where a shorthand says why there is none."""
        return self.observation.value

    @property
    def name(self) -> str:
        """The indicator's name with the breakdown: 'Calls answered (Preston)'."""
        breakdown = self.observation.breakdown
        return f"{self.indicator.name} ({breakdown})" if breakdown else self.indicator.name

    @property
    def has_both_values(self) -> bool:
        """Whether this and the earlier observation have values, so that there is a change to describe."""
        return self.value is not None and self.earlier is not None and self.earlier.value is not None

    @property
    def rating(self) -> Rag | None:
        """The rating of the value against its target; None where no paper gives a target."""
        return rate(self.target, self.value, self.observation.qualifier) if self.target else None

    @property
    def direction(self) -> Direction | None:
        """The direction since the earlier observation.

        None where there is none, where a value is missing, an estimate or a forecast, or where neither way is better.
        """
        return direction_between(self.indicator.polarity, self.earlier, self.observation) if self.earlier else None

    @property
    def gap(self) -> Decimal | None:
        """The distance of the value from its target, on the wrong side, in the indicator's unit; zero where it is met.

        None without a target or without a value that is exact.
        """
        exact = self.value if self.observation.is_exact else None
        return self.target.shortfall(exact) if self.target and exact is not None else None


@dataclass(frozen=True)
class Evidence:
    """Indicators, targets and observations as known by a day.

    `not_added` has the indicators whose parts do not add up: levels, and counts that overlap. `document` is the
    paper whose own values go before those of others; '' for none. `aims` are the indicators whose targets those have
    that a report works out. `day` is the one by which all was known; None for any.
    """

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    continuations: tuple[Continuation, ...] = ()
    not_added: frozenset[str] = frozenset()
    document: str = ""
    day: date | None = None
    aims: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def known_by(
        cls,
        day: date,
        indicators: Mapping[str, Indicator],
        targets: tuple[Target, ...],
        observations: tuple[Observation, ...],
        continuations: tuple[Continuation, ...] = (),
        not_added: frozenset[str] = frozenset(),
    ) -> "Evidence":
        """Return the evidence without the observations and targets that became known after a day."""
        return cls(
            indicators,
            tuple(target for target in targets if target.known_by(day)),
            Observed.among(observations).known_by(day),
            continuations,
            not_added,
            day=day,
        )

    @property
    def as_seen(self) -> "Evidence":
        """The same evidence without what no question is answered from."""
        return replace(self, continuations=self._known_breaks)

    def with_computed(self, indicator: Indicator, observations: Iterable[Observation], aim: str = "") -> "Evidence":
        """Return the same evidence with an indicator that a report works out, in place of one of the same key.

        It has the targets of the indicator `aim`; '' for none.
        """
        kept = tuple(known for known in self.observations if known.indicator != indicator.key)
        return replace(
            self,
            indicators=ChainMap({indicator.key: indicator}, cast("dict[str, Indicator]", self.indicators)),
            observations=(*kept, *observations),
            aims={**self.aims, indicator.key: aim},
        )

    def for_document(self, document: str) -> "Evidence":
        """Return the same evidence for what a paper says: 'CCPI decision record 18 April 2018'."""
        return replace(self, document=document)

    @property
    def published(self) -> tuple[Observation, ...]:
        """The observations to show, one for each indicator, period and breakdown."""
        return tuple(self._rows.published(self.document).values())

    @cached_property
    def _rows(self) -> Observed:
        """The observations with their indexes."""
        return Observed.among(self.observations)

    def _of(self, key: str) -> Observed:
        """Return the observations of an indicator alone."""
        return self._rows.by_indicator.get(key) or Observed()

    def of_indicators(self, keys: Collection[str]) -> "Evidence":
        """Return the same evidence with the observations of some indicators only."""
        return replace(self, observations=self._rows.of(keys))

    def indicator(self, key: str) -> Indicator:
        """Return the indicator of a key; InputError names near ones that have observations where there is none."""
        try:
            return self._with_seconds.get(key) or self.indicators[key]
        except KeyError:
            raise InputError(
                f"there is no indicator '{key}'; {one_of(key, self.observed or self.indicators)}"
            ) from None

    @cached_property
    def observed(self) -> tuple[str, ...]:
        """The keys of the indicators that have observations, in the registry's order."""
        return tuple(key for key in self.indicators if key in self._rows.by_indicator)

    @cached_property
    def _with_seconds(self) -> dict[str, Indicator]:
        """The indicators in minutes and seconds whose printed values would contradict each other without decimals."""
        timed = {key: known for key, known in self.indicators.items() if known.unit is Unit.MINUTES_SECONDS}
        seconds = {
            key: decimals_that_tell(
                [observation.value for observation in self._shown_of(key).values() if observation.value is not None],
                self._targets.get(key, ()),
            )
            for key in timed
        }
        return {key: replace(known, seconds=seconds[key]) for key, known in timed.items() if seconds[key]}

    def find(self, key: str, period: Period, breakdown: str = "") -> Observation | None:
        """Return the published observation of an indicator at a period; None where there is none.

        InputError for an unknown indicator.
        """
        key = self.indicator(key).key
        return self._shown_of(key).get((key, period, breakdown))

    def _shown_of(self, key: str) -> Mapping[Key, Observation]:
        return self._of(key).published(self.document)

    def observation(self, key: str, period: Period, breakdown: str = "") -> Observation:
        """Return the published observation where the author counts on one.

        Where there is none, NothingHeld, or InputError for an unknown breakdown, says what there is instead.
        """
        found = self.find(key, period, breakdown)
        if found:
            return found
        of = f"'{key}'" + (f" for '{breakdown}'" if breakdown else "")
        own = [(observation.period, observation.breakdown) for observation in self._shown_of(key).values()]
        if breakdown and (members := {member for at, member in own if member and at == period}):
            raise InputError(f"there is no observation of {of} at {period}; {did_you_mean(breakdown, members)}")
        periods = [at for at, member in own if member == breakdown]
        folders = {PurePosixPath(value.row.file).parent for value in self._shown_of(key).values()}
        places = sorted(f"{folder}/{period.file_stem}.csv" for folder in folders)
        where = f"{of} at {period}" + (f" (its place: {' or '.join(places)})" if places else "")
        # A month is no slip for the year to date that ends with it.
        alike = nearest(str(period), (str(at) for at in periods if at.kind is period.kind))
        known = f"known: {as_text(periods)}" if periods else "there are none"
        raise NothingHeld(f"there is no observation of {where}; " + (f"did you mean '{alike}'?" if alike else known))

    def series(self, key: str, breakdown: str = "") -> tuple[Observation, ...]:
        """Return all published observations of an indicator and a breakdown, earliest first."""
        key = self.indicator(key).key
        return self._of(key).series(self.document).get(breakdown, ())

    def periods(self, key: str, *, by_member: bool = False) -> tuple[Period, ...]:
        """Return the periods at which an indicator has observations of the whole, or of members, earliest first."""
        own = {row.period for row in self._of(key) if bool(row.breakdown) is by_member}
        return tuple(sorted(own))

    def breaks(self, key: str) -> tuple[Continuation, ...]:
        """Return where the indicator's series goes on from another's, or in another's: all in a row, earliest first.

        A break counts only where both sides have observations, so that one with what a report may not see, or not yet,
        is no part of it.
        """
        before = {continuation.indicator: continuation for continuation in self._known_breaks}
        after = {continuation.continues: continuation for continuation in self._known_breaks}
        found: list[Continuation] = []
        first = last = self.indicator(key).key
        while first in before:
            found.insert(0, before[first])
            first = before[first].continues
        while last in after:
            found.append(after[last])
            last = after[last].indicator
        return tuple(found)

    @cached_property
    def _known_breaks(self) -> tuple[Continuation, ...]:
        return tuple(
            continuation
            for continuation in self.continuations
            if self._of(continuation.indicator).has_whole and self._of(continuation.continues).has_whole
        )

    def lineage(self, key: str) -> tuple[str, ...]:
        """Return the keys of the indicators that make up one series, earliest first.

        The indicator's alone where its series has no breaks.
        """
        breaks = self.breaks(key)
        return (
            (breaks[0].continues, *(continuation.indicator for continuation in breaks))
            if breaks
            else (self.indicator(key).key,)
        )

    def members(self, key: str, period: Period) -> tuple[str, ...]:
        """Return the breakdowns in which the indicator has observations at a period, in the file's order."""
        return self._of(self.indicator(key).key).members.get(period, ())

    def target(self, key: str, period: Period) -> Aim | None:
        """Return the target in force on the period's last day, or the band that two make; None without any.

        Of several the latest known counts.
        """
        key = self.indicator(key).key
        targets = self._targets.get(self.aims.get(key, key), ())
        in_force = [target for target in targets if target.in_force_on(period.end)]
        latest = sorted(in_force, key=lambda target: target.as_at or target.valid_from, reverse=True)
        lower = next((target for target in latest if target.comparator.is_lower_bound), None)
        upper = next((target for target in latest if not target.comparator.is_lower_bound), None)
        return Band(lower, upper) if lower and upper else lower or upper

    @cached_property
    def _targets(self) -> Mapping[str, tuple[Target, ...]]:
        """The targets by indicator."""
        found: dict[str, tuple[Target, ...]] = defaultdict(tuple)
        for target in self.targets:
            found[target.indicator] += (target,)
        return found

    def result(self, key: str, period: Period, breakdown: str = "", *, since: Period | None = None) -> Result:
        """Return the observation with what it is judged by.

        The earlier one is that at `since`, or else the last before it over a like period. Errors as from `observation`.
        """
        observation = self.observation(key, period, breakdown)
        earlier = self.observation(key, since, breakdown) if since else self._before(observation)
        levels = self.levels_before(observation) if since is None else tuple(filter(None, [earlier]))
        result = Result(self.indicator(key), observation, self.target(key, period), earlier, levels=levels)
        return replace(result, to_date=self._to_date(result)) if result.target else result

    def find_result(
        self, key: str, period: Period, breakdown: str = "", *, since: Period | None = None
    ) -> Result | None:
        """Return what `result` does, None where there is no observation; a `since` without one counts as none."""
        known_since = since if since and self.find(key, since, breakdown) else None
        return self.result(key, period, breakdown, since=known_since) if self.find(key, period, breakdown) else None

    def latest_result(self, key: str, periods: Iterable[Period]) -> Result | None:
        """Return the result at the last of the periods that has an observation; None where none has."""
        found = [result for period in periods if (result := self.find_result(key, period))]
        return found[-1] if found else None

    def _to_date(self, result: Result) -> Result | None:
        """Return the result of the latest year to date, or year, that a result is in, where it is rated otherwise."""
        observation, year = result.observation, result.observation.period.financial_year_to_date().start
        to_date = [
            candidate
            for candidate in self.series(observation.indicator, observation.breakdown)
            if candidate.value is not None
            and candidate.period.start == year
            and (candidate.period.is_year_to_date or candidate.period.kind is PeriodKind.YEAR)
        ]
        if not to_date or result.value is None or observation in to_date:
            return None
        whole = Result(result.indicator, to_date[-1], self.target(observation.indicator, to_date[-1].period), None)
        return whole if whole.rating not in (None, result.rating) else None

    def levels_before(self, observation: Observation) -> tuple[Observation, ...]:
        """Return up to two earlier values, latest first, all over periods of one length.

        Of the observation's own length; or for a percentage that has none such, of another number of months, where no
        period overlaps another: a share of a month may be told beside those of quarters, a sum may not. Nothing from
        the first on that has no value.
        """
        last = self._before(observation) or self._unlike_before(observation)
        if last is None:
            return ()
        apart = (other for other in self._earlier(last) if other.period.end < last.period.start)
        return tuple(takewhile(lambda level: level.value is not None, (last, *islice(apart, 1))))

    def _earlier(self, observation: Observation) -> Iterator[Observation]:
        """Yield the observations before this one over the same kind of period, the last of them first."""
        series, period = self.series(observation.indicator, observation.breakdown), observation.period
        before = bisect_left(series, period, key=attrgetter("period"))
        return (series[place] for place in reversed(range(before)) if series[place].period.is_like(period))

    def _before(self, observation: Observation) -> Observation | None:
        """Return the last observation before this one over the same kind of period; None where there is none."""
        return next(self._earlier(observation), None)

    def _unlike_before(self, observation: Observation) -> Observation | None:
        """Return the last percentage over whole months that ends before this one begins; None where there is none."""
        in_months = [
            candidate
            for candidate in self.series(observation.indicator, observation.breakdown)
            if candidate.period.length[1] == observation.period.length[1] == "months"
            and candidate.period.end < observation.period.start
        ]
        is_share = self.indicator(observation.indicator).unit is Unit.PERCENT
        return in_months[-1] if is_share and in_months else None
