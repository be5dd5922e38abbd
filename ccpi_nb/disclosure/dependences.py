"""How numbers of people depend on each other: over members and time, as parts of wholes, and between indicators."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import inf

from ccpi_nb.disclosure.counts import Key, Table, came_suppressed_of, key_of
from ccpi_nb.disclosure.suppression import Number, Rule, Sum
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation, Shorthand, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.relations import Related, RelationKind, linked

_DERIVED = (RelationKind.PER_MONTH, RelationKind.DIFFERENCE)
# A table of counts: an indicator, and which of its rows' numbers: the value, or 'part' and 'whole' of a share.
TableName = tuple[str, str]


def groups_of(evidence: Evidence, relations: tuple[Related, ...]) -> Iterator[tuple[frozenset[str], Evidence]]:
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


@dataclass(frozen=True)
class Dependences:
    """What a reader knows of the numbers of a group of indicators that depend on each other.

    `small` has the numbers that are too small, in any version, by row and by what they count.
    """

    evidence: Evidence
    group: frozenset[str]
    relations: tuple[Related, ...]
    small: Collection[tuple[Key, str]]
    threshold: int

    @cached_property
    def rows(self) -> tuple[Observation, ...]:
        """The group's rows that are shown, or are known to be hidden."""
        return tuple(
            observation
            for observation in self.evidence.published
            if observation.indicator in self.group and observation.shorthand is not Shorthand.NOT_AVAILABLE
        )

    @property
    def numbers(self) -> tuple[Number[Key], ...]:
        """The numbers of all rows, and of the members that a period does not list."""
        return (*(number for row in self.rows for number in self._numbers(row)), *self._unlisted())

    @property
    def rules(self) -> tuple[Rule[Key], ...]:
        """What holds whatever is shown: parts are in their wholes, totals are sums of other indicators."""
        said = (rule for row in self.rows for rule in self._said(row))
        return (*said, *self._parts_in_wholes(), *self._totals(), *self._shared_out())

    def _numbers(self, row: Observation) -> Iterator[Number[Key]]:
        key, sums = key_of(row), self._sums(row)
        came_suppressed = came_suppressed_of(self.evidence.indicator(row.indicator), row)
        is_average = self._relation(RelationKind.PER_MONTH, row.indicator) is not None
        is_derived = any(self._relation(kind, row.indicator) for kind in (*_DERIVED, RelationKind.RATE))
        for what, value in self._values(row).items():
            is_secret = (key, what) in self.small or (came_suppressed and what in {"value", "part"})
            if is_secret or not is_average:
                yield Number(
                    None if row.shorthand is Shorthand.NOT_APPLICABLE else key,
                    sums[what],
                    None if value is None or is_average else float(value),
                    is_secret=is_secret,
                    weight=0.5 if is_derived else 1,
                )

    def _said(self, row: Observation) -> Iterator[Rule[Key]]:
        """Yield what a printed average or percentage says of the numbers that it comes from: it is rounded."""
        if row.value is None:
            return
        key, value = key_of(row), float(row.value)
        half = 0.5 * 10.0 ** int(row.value.as_tuple().exponent)
        if of := self._relation(RelationKind.PER_MONTH, row.indicator):
            months = row.period.months
            whole = self._sum(self._name(of.of[0], "value"), row.period, row.breakdown)
            yield Rule(whole, (value - half) * months, (value + half) * months, key)
        elif self._relation(RelationKind.RATE, row.indicator) and not self._values(row):
            sums, shown = self._sums(row), key if value else None
            for sign, end in ((1, value - half), (-1, value + half)):
                yield Rule(_less(_times(sign, sums["part"]), _times(sign * end / 100, sums["whole"])), 0, inf, shown)

    def _sums(self, row: Observation) -> Mapping[str, Sum]:
        """Return the parts of each of a row's numbers, by what it counts."""
        period, member = row.period, row.breakdown
        if of := self._relation(RelationKind.PER_MONTH, row.indicator):
            return {"value": self._sum(self._name(of.of[0], "value"), period, member)}
        if before := self._before(row):
            table, earlier = before
            return {"value": _less(self._sum(table, period, member), self._sum(table, earlier, member))}
        if self._is_count(row.indicator):
            return {"value": self._sum(self._name(row.indicator, "value"), period, member)}
        part, whole = (self._sum(self._name(row.indicator, what), period, member) for what in ("part", "whole"))
        return {"part": part, "whole": whole, "rest": _less(whole, part)}

    def _values(self, row: Observation) -> dict[str, Decimal | None]:
        """Return a row's numbers by what they count, as far as it has them; None for one that came suppressed."""
        if self._is_count(row.indicator):
            return {"value": Decimal(0) if row.shorthand is Shorthand.NOT_APPLICABLE else row.value}
        part, whole = row.numerator, row.denominator
        rate = self._relation(RelationKind.RATE, row.indicator)
        if row.is_suppressed and (rate or row.indicator in self._with_numbers):
            return {"part": None, "whole": None, "rest": None}
        rest = None if part is None or whole is None else whole - part
        return {what: value for what, value in (("part", part), ("whole", whole), ("rest", rest)) if value is not None}

    @cached_property
    def _with_numbers(self) -> frozenset[str]:
        return frozenset(row.indicator for row in self.rows if row.numerator is not None)

    def _is_count(self, key: str) -> bool:
        return self.evidence.indicator(key).unit is Unit.NUMBER

    def _relation(self, kind: RelationKind, key: str) -> Related | None:
        return self._first_relations.get((kind, key))

    @cached_property
    def _first_relations(self) -> Mapping[tuple[RelationKind, str], Related]:
        return {(one.kind, one.indicator): one for one in reversed(self.relations)}

    def _before(self, row: Observation) -> tuple[TableName, Period] | None:
        """Return what a row gives the change of, and since when; None where it gives none."""
        if relation := self._relation(RelationKind.DIFFERENCE, row.indicator):
            table = self._name(relation.of[0], "value")
            if table in self._tables and (before := self._tables[table].before(row.period, row.breakdown)):
                return table, before
        return None

    def _name(self, key: str, what: str) -> TableName:
        """Return the table that an indicator's numbers are in: another's, where they are the same by a relation."""
        same, rate = self._relation(RelationKind.SAME_AS, key), self._relation(RelationKind.RATE, key)
        if same and what == "value":
            return self._name(same.of[0], what) if same.of[0] != key else (key, what)
        if rate and what != "value":
            return self._name(rate.of[what == "whole"], "value")
        return key, what

    @cached_property
    def _tables(self) -> Mapping[TableName, Table]:
        counts: dict[TableName, dict[tuple[Period, str], Decimal | None]] = defaultdict(dict)
        for row in self.rows:
            if not any(self._relation(kind, row.indicator) for kind in _DERIVED):
                for what, value in self._values(row).items():
                    if what != "rest":
                        counts[self._name(row.indicator, what)].setdefault((row.period, row.breakdown), value)
        return {name: Table(values, self._members[name], self.threshold) for name, values in counts.items()}

    @cached_property
    def _members(self) -> Mapping[TableName, tuple[str, ...]]:
        """The members of each table, also those of which nothing is available."""
        members: dict[TableName, dict[str, None]] = defaultdict(dict)
        for row in self.evidence.published:
            if row.indicator in self.group:
                for what in ("value", "part", "whole"):
                    members[self._name(row.indicator, what)] |= {row.breakdown: None} if row.breakdown else {}
        return {name: tuple(known) for name, known in members.items()}

    @property
    def _none(self) -> Table:
        return Table({}, (), self.threshold)

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return tuple(sorted({day for row in self.rows for day in (row.period.start, _over(row.period))}))

    def _sum(self, name: TableName, period: Period, member: str) -> Sum:
        """Return the parts of a number: what its members count in each stretch of its time."""
        days = self._days[bisect_left(self._days, period.start) : bisect_left(self._days, _over(period))]
        return {(name, one, day): 1 for day in days for one in self._in(name, member)}

    def _in(self, name: TableName, member: str) -> tuple[str, ...]:
        """Return the members that a member or the whole is made of."""
        if name in self._of_one_whole:
            return ("",)
        table = self._tables.get(name)
        return tuple(sorted(table.whole)) if table and not member else (member,)

    def _unlisted(self) -> Iterator[Number[Key]]:
        """Yield a zero for each member that a period with other members does not list."""
        listed = {key_of(row) for row in self.evidence.published}
        for name, table in self._tables.items():
            for period in table.periods:
                if any((period, member) in table.counts for member in table.members):
                    for member in table.members:
                        if (period, member) not in table.counts and (name[0], period, member) not in listed:
                            yield Number(None, self._sum(name, period, member), 0, weight=0.5)

    def _parts_in_wholes(self) -> Iterator[Rule[Key]]:
        """Yield that no part is more than its whole, in any stretch, unless a row says so."""
        shares = [key for key in sorted(self.group) if not self._is_count(key)]
        for part, whole in dict.fromkeys((self._name(key, "part"), self._name(key, "whole")) for key in shares):
            parts, wholes = self._tables.get(part, self._none), self._tables.get(whole, self._none)
            both = [(parts.of(*at), wholes.of(*at)) for at in parts.counts]
            if any(one is not None and other is not None and one > other for one, other in both):
                continue
            for member in dict.fromkeys(("", *parts.members, *wholes.members)):
                for day in self._days[:-1]:
                    yield Rule(_less(self._at(whole, member, day), self._at(part, member, day)), most=inf)

    def _totals(self) -> Iterator[Rule[Key]]:
        """Yield that an indicator is the sum of others, as a whole and by the members that all of them have."""
        of: dict[str, list[str]] = defaultdict(list)
        for relation in self.relations:
            if relation.kind is RelationKind.TOTAL:
                of[relation.indicator] += relation.of
        for total, others in of.items():
            names = [self._name(key, "value") for key in (total, *others)]
            tables = [self._tables.get(name, self._none) for name in names]
            for member in dict.fromkeys(("", *(member for table in tables for member in table.members))):
                rests = [rest for period in tables[0].periods if (rest := _rest(tables, period, member)) is not None]
                if any(rest <= -self.threshold for rest in rests):
                    continue
                for day in self._days[:-1]:
                    parts: Sum = {part: 1 for name in names[1:] for part in self._at(name, member, day)}
                    yield Rule(
                        _less(self._at(names[0], member, day), parts),
                        most=inf if any(rest >= self.threshold for rest in rests) else 0,
                    )

    def _shared_out(self) -> Iterator[Rule[Key]]:
        """Yield that the members of what is shared out make up the whole: so many per cent say yes, so many no."""
        for name in sorted(self._of_one_whole):
            part = self._tables[name[0], "part"]
            for day in self._days[:-1]:
                parts: Sum = {((name[0], "part"), member, day): 1 for member in part.members}
                yield Rule(_less(self._at(name, "", day), parts))

    @cached_property
    def _of_one_whole(self) -> frozenset[TableName]:
        """The tables of wholes that are one and the same for all members, which share it out."""
        found = set()
        for key in sorted(self._with_numbers):
            if self._relation(RelationKind.RATE, key) or (key, "part") not in self._tables:
                continue
            parts, wholes = self._tables[key, "part"], self._tables.get((key, "whole"))
            if wholes and len(parts.members) > 1 and all(_shares_out(parts, wholes, at) for at in parts.periods):
                found.add((key, "whole"))
        return frozenset(found)

    def _at(self, name: TableName, member: str, day: date) -> Sum:
        return {(name, one, day): 1 for one in self._in(name, member)}


def _rest(tables: Sequence[Table], period: Period, member: str) -> Decimal | None:
    """Return by how much the first table's count is more than the others' together; None where not all are known."""
    counts = [table.of(period, member) for table in tables]
    known = [count for count in counts if count is not None]
    return 2 * known[0] - sum(known, Decimal(0)) if len(known) == len(counts) else None


def _shares_out(parts: Table, wholes: Table, period: Period) -> bool:
    """Return whether the members of a period can be what makes up a whole that is the same for all of them."""
    whole = {count for count in wholes.listed(period) if count is not None}
    listed = parts.listed(period)
    if not listed or len(whole) != 1:
        return not whole
    rest = next(iter(whole)) - sum(count for count in listed if count is not None)
    return rest >= 0 if None in listed else abs(rest) < parts.threshold


def _less(one: Sum, other: Sum) -> Sum:
    """Return the difference of two sums."""
    times = {part: one.get(part, 0) - other.get(part, 0) for part in (*one, *other)}
    return {part: count for part, count in times.items() if count}


def _times(factor: float, one: Sum) -> Sum:
    return {part: factor * count for part, count in one.items()}


def _over(period: Period) -> date:
    """Return the first day after a period."""
    return period.end + timedelta(days=1)
