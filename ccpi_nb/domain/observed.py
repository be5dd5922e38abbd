"""Observations in the order of their files, with what questions to them look up; and what a dataset holds, in short."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.periods import Period

Key = tuple[str, Period, str]


class Observed(tuple[Observation, ...]):
    """Observations, of which those of an indicator are found without going over the others.

    Of large data most evidence holds the same rows: what has been looked up in them is kept with them.
    """

    parts: tuple["Observed", ...] = ()  # that it is put together from; none for rows of one file or dataset

    @classmethod
    def joined(cls, parts: Iterable["Observed"]) -> "Observed":
        """Return the rows of several, one after the other; what was found in each is not looked for again."""
        some = tuple(filter(None, parts))
        if len(some) == 1:
            return some[0]
        found = cls(chain.from_iterable(some))
        found.parts = some
        return found

    @classmethod
    def among(cls, observations: tuple[Observation, ...]) -> "Observed":
        """Return some observations with their indexes; those that have them as they are."""
        return observations if isinstance(observations, Observed) else cls(observations)

    @cached_property
    def by_indicator(self) -> Mapping[str, "Observed"]:
        """The rows of each indicator alone, in their order."""
        if self.parts:
            parts: dict[str, list[Observed]] = defaultdict(list)
            for key, rows in chain.from_iterable(part.by_indicator.items() for part in self.parts):
                parts[key].append(rows)
            return {key: Observed.joined(own) for key, own in parts.items()}
        found: dict[str, list[Observation]] = defaultdict(list)
        for row in self:
            found[row.indicator].append(row)
        return {key: Observed(own) for key, own in found.items()}

    @cached_property
    def last_known(self) -> date:
        """The day on which the last of them became known; the first of all days where there is none."""
        days = (part.last_known for part in self.parts) if self.parts else (row.as_at for row in self)
        return max(days, default=date.min)

    @cached_property
    def has_whole(self) -> bool:
        """Whether any row is of a whole, and not of a member of a breakdown."""
        return not all(row.breakdown for row in self)

    def known_by(self, day: date) -> "Observed":
        """Return those that were known by a day."""
        if self.last_known <= day:
            return self
        if self.parts:
            return Observed.joined(part.known_by(day) for part in self.parts)
        return Observed(row for row in self if row.as_at <= day)

    def of(self, keys: Collection[str]) -> "Observed":
        """Return those of some indicators, in their order."""
        if self.parts:
            return Observed.joined(part.of(keys) for part in self.parts)
        wanted = [key for key in self.by_indicator if key in keys]
        if len(wanted) == len(self.by_indicator):
            return self
        if len(wanted) < 2:
            return self.by_indicator[wanted[0]] if wanted else Observed()
        return Observed(row for row in self if row.indicator in keys)

    def published(self, document: str = "") -> Mapping[Key, Observation]:
        """Return the one row to show for each indicator, period and breakdown: a document's own, else the latest known.

        Of two that became known on one day, a table's goes before a text's.
        """
        if document not in self._published:
            found: dict[Key, Observation] = {}
            for row in sorted(self, key=lambda row: _rank(row, document)):
                found.setdefault((row.indicator, row.period, row.breakdown), row)
            self._published[document] = found
        return self._published[document]

    @cached_property
    def _published(self) -> dict[str, Mapping[Key, Observation]]:
        return {}

    def series(self, document: str = "") -> Mapping[str, tuple[Observation, ...]]:
        """Return the published rows, which are of one indicator, by breakdown, earliest first."""
        if document not in self._series:
            found: dict[str, list[Observation]] = defaultdict(list)
            for row in sorted(self.published(document).values(), key=lambda row: row.period):
                found[row.breakdown].append(row)
            self._series[document] = {breakdown: tuple(series) for breakdown, series in found.items()}
        return self._series[document]

    @cached_property
    def _series(self) -> dict[str, Mapping[str, tuple[Observation, ...]]]:
        return {}

    @cached_property
    def members(self) -> Mapping[Period, tuple[str, ...]]:
        """The breakdowns of the rows, which are of one indicator, by period, in the order of the rows."""
        found: dict[Period, dict[str, None]] = defaultdict(dict)
        for row in self:
            if row.breakdown:
                found[row.period][row.breakdown] = None
        return {period: tuple(members) for period, members in found.items()}


@dataclass(frozen=True)
class Held:
    """The indicators of a dataset, each with the days on which rows of it became known, earliest first.

    That is enough to tell whether its rows are needed.
    """

    days: Mapping[str, tuple[date, ...]]

    @classmethod
    def of(cls, rows: Observed) -> "Held":
        """Return what rows hold, in short."""
        return cls({key: tuple(sorted({row.as_at for row in own})) for key, own in rows.by_indicator.items()})

    @classmethod
    def from_texts(cls, texts: Mapping[str, Iterable[str]]) -> "Held":
        """Return what `as_texts` has given."""
        return cls({key: tuple(map(date.fromisoformat, days)) for key, days in texts.items()})

    @property
    def as_texts(self) -> dict[str, list[str]]:
        """The same in texts alone, as a file can have it."""
        return {key: [day.isoformat() for day in days] for key, days in self.days.items()}

    def known_by(self, day: date) -> frozenset[str]:
        """Return the indicators of which anything was known by a day."""
        return frozenset(key for key, days in self.days.items() if days[0] <= day)

    def known_since(self, since: date, by: date) -> frozenset[str]:
        """Return the indicators of which anything became known after a day, up to another."""
        return frozenset(key for key, days in self.days.items() if any(since < day <= by for day in days))


def _rank(row: Observation, document: str) -> tuple[bool, int, bool]:
    is_foreign = bool(document) and row.source.partition(",")[0] != document
    return is_foreign, -row.as_at.toordinal(), row.given_in != "table"
