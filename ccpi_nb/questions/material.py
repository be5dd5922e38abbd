"""The data of a dataset as its questions need them: each row once in its series, its period and its breakdown."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.domain.plausibility import is_difference
from ccpi_nb.domain.readings import EXPECTED
from ccpi_nb.domain.relations import Related, RelationKind
from ccpi_nb.domain.targets import Target

MONEY = (Unit.POUNDS, Unit.POUNDS_THOUSAND, Unit.POUNDS_MILLION)
ADDED = frozenset({Unit.NUMBER, *MONEY})
_AVERAGE = re.compile(
    r"(the )?(average|mean|median|typical|rate|ratio|index|score|share|proportion|percentage|unit cost)\b",
    re.IGNORECASE,
)

Like = tuple[PeriodKind, tuple[int, str]]


# By dataset and indicator: all rows of the indicator in other datasets.
Elsewhere = Callable[[str, str], Iterable[Observation]]


def _nowhere(dataset: str, indicator: str) -> Iterable[Observation]:
    return ()


@dataclass(frozen=True)
class Context:
    """What the rows of a dataset are held against, beside each other."""

    indicators: Mapping[str, Indicator]
    meetings: Collection[date] = ()
    targets: Sequence[Target] = ()
    relations: Sequence[Related] = ()
    elsewhere: Elsewhere = _nowhere

    @cached_property
    def last_meeting(self) -> date:
        """The day of the last meeting; the end of time where there is none."""
        return max(self.meetings, default=date.max)

    @cached_property
    def differences(self) -> frozenset[str]:
        """The indicators that are a change and may have any sign."""
        return frozenset(key for key, indicator in self.indicators.items() if is_difference(indicator))

    @cached_property
    def added(self) -> frozenset[str]:
        """The indicators whose parts make up the whole, in a breakdown and over time."""
        apart = {
            each.indicator for each in self.relations if each.kind in (RelationKind.NOT_ADDED, RelationKind.PER_MONTH)
        }
        return (
            frozenset(
                key
                for key, indicator in self.indicators.items()
                if indicator.unit in ADDED and not _AVERAGE.match(indicator.definition) and key not in apart
            )
            - self.differences
        )

    @cached_property
    def targets_of(self) -> Mapping[str, Sequence[Target]]:
        """The targets of each indicator that has any."""
        found: dict[str, list[Target]] = defaultdict(list)
        for target in self.targets:
            found[target.indicator].append(target)
        return dict(found)

    def aims(self, row: Observation) -> Iterator[Target]:
        """Yield the targets that a row is rated by: in force at its period's end, of its dataset or of any."""
        for target in self.targets_of.get(row.indicator, ()):
            if target.dataset in ("", row.dataset) and target.in_force_on(row.period.end):
                yield target


_NEAR = 12  # values on either side that a value is held against


@dataclass
class Series:
    """The values of an indicator, or of a member of its breakdown, in like periods.

    `rows` has for each period the row that reports show, with its value and decimals in `values` and `decimals`;
    `all_rows` has every row of it that has an exact value. `expected` has the estimates and forecasts, which are held
    against the others, and nothing against them.
    """

    indicator: Indicator
    rows: list[Observation] = field(default_factory=list)
    all_rows: list[list[Observation]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    decimals: list[int] = field(default_factory=list)
    expected: list[Observation] = field(default_factory=list)

    def others(self, at: int) -> list[float]:
        """Return the values near that of a period, without it, in their order."""
        return self.values[max(0, at - _NEAR) : at] + self.values[at + 1 : at + 1 + _NEAR]

    def before(self, period: Period) -> list[float]:
        """Return the last values before a period."""
        place = bisect_left(self.rows, period, key=lambda row: row.period)
        return self.values[max(0, place - _NEAR) : place]

    @cached_property
    def mostly_changes(self) -> bool:
        """Whether a value that is the last one again is rare in the series."""
        same = sum(one == other for one, other in zip(self.values, self.values[1:], strict=False))
        return len(self.values) < 8 or same < 0.2 * len(self.values)

    def at(self, period: Period) -> int | None:
        """Return where a period stands in the series; None where it does not."""
        place = bisect_left(self.rows, period, key=lambda row: row.period)
        return place if place < len(self.rows) and self.rows[place].period == period else None


@dataclass(frozen=True)
class Material:
    """The rows of a dataset, and what they are held against."""

    rows: Sequence[Observation]
    context: Context
    _shared: dict[tuple[str, Period], Decimal | None] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], Sequence[Observation]]:
        """The rows of each indicator, or member of its breakdown, by period; of one period the shown one first.

        Of several rows that is the one known last, a table's before a text's, and the first in the file.
        """
        found: dict[tuple[str, str], list[Observation]] = defaultdict(list)
        for row in self.rows:
            found[row.indicator, row.breakdown].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: (row.period.end, row.period.start, -row.as_at.toordinal(), row.given_in))
        return found

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Mapping[Period, Observation]]:
        """The row that reports show for each period of each indicator, or member of its breakdown."""
        found: dict[tuple[str, str], dict[Period, Observation]] = {}
        for key, rows in self.by_key.items():
            own = found[key] = {}
            for row in rows:
                own.setdefault(row.period, row)
        return found

    @cached_property
    def names(self) -> Mapping[str, Sequence[str]]:
        """The members of each indicator's breakdown over all periods, '' for the whole."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, name in self.by_key:
            found[key].append(name)
        return found

    @cached_property
    def series(self) -> Sequence[Series]:
        """Every series of exact values, each of like periods."""
        return [series for likes in self._series.values() for series in likes.values()]

    def series_of(self, row: Observation) -> Series | None:
        """Return the series that a row is in; None where it has no exact value."""
        return self._series[row.indicator, row.breakdown].get(like(row.period))

    @cached_property
    def _series(self) -> Mapping[tuple[str, str], Mapping[Like, Series]]:
        return {key: _like_series(rows, self.context.indicators[key[0]]) for key, rows in self.by_key.items()}

    @cached_property
    def by_period(self) -> Mapping[Period, Mapping[tuple[str, str], Observation]]:
        """The first row of each indicator, or member of its breakdown, in each period."""
        found: dict[Period, dict[tuple[str, str], Observation]] = {}
        for (key, name), own in self.cells.items():
            for period, row in own.items():
                found.setdefault(period, {})[key, name] = row
        return found

    @cached_property
    def members(self) -> Mapping[tuple[str, Period], Mapping[str, Observation]]:
        """The members of each indicator at each period that has any."""
        found: dict[tuple[str, Period], dict[str, Observation]] = {}
        for (key, name), own in self.cells.items():
            if name:
                for period, row in own.items():
                    found.setdefault((key, period), {})[name] = row
        return found

    def shared_value(self, key: str, period: Period) -> Decimal | None:
        """Return the value that more than half of ten members or more have at a period; None where there is none."""
        if (key, period) not in self._shared:
            members = self.members.get((key, period), {})
            values = Counter(row.value for row in members.values()).most_common(1)
            is_shared = len(members) >= 10 and 2 * values[0][1] > len(members)
            self._shared[key, period] = values[0][0] if is_shared else None
        return self._shared[key, period]

    @cached_property
    def last_like(self) -> Mapping[Period, Period]:
        """The last period before each that is like it, where the dataset has one."""
        return last_like(self.by_period)


def _like_series(rows: Iterable[Observation], indicator: Indicator) -> dict[Like, Series]:
    found: dict[Like, Series] = {}
    period: Period | None = None
    for row in rows:
        is_expected = row.qualifier in EXPECTED
        if row.value is None or not (row.is_exact or is_expected):
            continue
        if row.period is not period:
            period, own = row.period, like(row.period)
            series = found.get(own) or found.setdefault(own, Series(indicator))
        if is_expected:
            series.expected.append(row)
            continue
        if series.rows and series.rows[-1].period == period:
            series.all_rows[-1].append(row)
        else:
            series.rows.append(row)
            series.all_rows.append([row])
            series.values.append(float(row.value))
            series.decimals.append(decimals(row.value))
    return found


def like(period: Period) -> Like:
    """Return what periods that can be compared have in common."""
    return period.counts_as, period.length


def last_like(periods: Iterable[Period]) -> dict[Period, Period]:
    """Return for each period the last one before it that is like it, where there is one."""
    found: dict[Period, Period] = {}
    last: dict[Like, Period] = {}
    for period in sorted(periods):
        # As `Period.is_like` has it: by either kind that it is.
        likes = {(kind, period.length) for kind in (period.kind, period.counts_as)}
        if before := [last[each] for each in likes if each in last]:
            found[period] = max(before)
        last |= dict.fromkeys(likes, period)
    return found


def decimals(value: Decimal) -> int:
    """Return how many decimals a value is written with."""
    return max(0, -int(value.as_tuple().exponent))


def digits(value: Decimal) -> int:
    """Return how many digits a value has without zeros at its ends."""
    return len(value.normalize().as_tuple().digits)


def room(value: Decimal) -> float:
    """Return half a unit of the last digit that a value is written with."""
    return 0.5 * 10.0 ** min(0, int(value.as_tuple().exponent))


def sum_room(values: Sequence[Decimal]) -> float:
    """Return how far a sum of printed values may be from the printed whole; whole numbers were counted."""
    rooms = [room(value) for value in values]
    return 0.0 if min(rooms) >= 0.5 else 1.001 * sum(rooms)


def is_outside(value: float, others: Sequence[float]) -> bool:
    """Return whether a value is clearly beyond others: by half their range, where there are enough to know it."""
    low, high = min(others), max(others)
    margin = (high - low) / 2 if len(others) >= 4 else 0.0
    return not low - margin <= value <= high + margin
