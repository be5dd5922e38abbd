"""Secondary suppression: further rows to hide, so that no small number can be computed from those still shown."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, inf
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # which takes a quarter of a second to load, and most tables have no secret
    from scipy.optimize import LinearConstraint

RowKey = TypeVar("RowKey", bound=Hashable)
Sum = Mapping[Hashable, float]  # parts, none of them negative, and how often each is counted
Numbers = NDArray[np.float64]

_Line = tuple[Mapping[int, float], float, float]  # what variables are multiplied by, and the least and most of the sum

# The number of branches after which the search for whole numbers is given up.
_BRANCHES = 200
# How exactly sums with decimals are known.
_SLACK = 1e-6


@dataclass(frozen=True)
class Number(Generic[RowKey]):
    """A number of a row, as a reader knows it to depend on others: a sum of parts.

    `value` is None where nobody knows it, since it came suppressed. `row` is None where nothing is shown that could be
    hidden: a member that is not listed is taken to have none. `weight` is how far the value is to be trusted.
    """

    row: RowKey | None
    sum: Sum
    value: float | None
    is_secret: bool = False
    weight: float = 1

    @property
    def is_count(self) -> bool:
        """Whether it counts something, and is no difference."""
        return all(times > 0 for times in self.sum.values())

    @property
    def size(self) -> float:
        """How much is lost if it is hidden; a difference says no more than the numbers that it is between."""
        return abs(self.value or 0) if self.is_count else 0

    @property
    def stays(self) -> bool:
        """Whether it is shown in any case: zero is nobody."""
        return self.row is None or self.value == 0


@dataclass(frozen=True)
class Rule(Generic[RowKey]):
    """What a reader knows of a sum of parts: that it lies between two ends.

    As long as the row is shown that says so, as a rounded percentage does; without a row always.
    """

    sum: Sum
    least: float = 0
    most: float = 0
    row: RowKey | None = None


def with_secondary(
    numbers: Sequence[Number[RowKey]], rules: Sequence[Rule[RowKey]], small: Collection[RowKey], threshold: int
) -> frozenset[RowKey]:
    """Return the rows with a small number, and those to hide with them. Zeros stay.

    For each secret number it looks for two tables in which that number differs by at least `threshold`, and which
    differ from the true one as little as can be, a difference counting by the size of its number. Where they differ is
    hidden: nobody can then distinguish them. What is hidden later only adds to what a reader has to think possible.

    Source: J. P. Kelly, B. L. Golden and A. A. Assad, 'Cell suppression: disclosure protection for sensitive tabular
    data', Networks 22 (1992), 397-417.
    """
    secret = [at for at, number in enumerate(numbers) if number.is_secret]
    if not secret:
        return frozenset(small)
    table = _Table(tuple(numbers), tuple(rules), threshold)
    hidden: set[RowKey | None] = {*small, *(number.row for number in numbers if number.value is None)}
    low, high = table.extremes(secret, hidden)
    safe = table.sums(high) - table.sums(low) >= threshold
    for at in sorted(secret, key=lambda at: (table.true[at], at)):
        if not safe[at]:
            apart = table.two_apart(at, hidden)
            if apart is None:
                # Numbers contradict each other, or overlap so that no whole ones are found: all are hidden, and nothing
                # is left to subtract from.
                hidden |= {number.row for number in numbers if not number.stays} | {rule.row for rule in rules}
                break
            low, high = apart
            hidden |= table.differing(low) | table.differing(high)
            safe |= table.sums(high) - table.sums(low) >= threshold
    return frozenset(row for row in hidden if row is not None)


@dataclass(frozen=True)
class _Table(Generic[RowKey]):
    """Numbers as sums of parts, none of which is negative, and what else is known of parts.

    Whatever can be added and subtracted, by whatever detour, follows from that. The variables of a table are its parts,
    then by how much each of its numbers may differ from the true one, then by how much each rule may be broken.
    """

    numbers: tuple[Number[RowKey], ...]
    rules: tuple[Rule[RowKey], ...]
    threshold: int

    def extremes(self, secret: Sequence[int], hidden: Collection[RowKey | None]) -> tuple[Numbers, Numbers]:
        """Return the parts of two tables with the secret numbers together as small and as large as they can be.

        What they are apart in needs no more hiding.
        """
        goal = self._no_parts.copy()
        for at in secret:
            for place, times in self._line(self.numbers[at].sum).items():
                goal[place] += times
        others = np.zeros(len(self.numbers) + len(self.rules))
        limits = [self.threshold if number.row in hidden else 0 for number in self.numbers]
        broken = [inf if rule.row in hidden and rule.row is not None else 0 for rule in self.rules]
        found = _least(
            np.concatenate([goal, others, -goal, others]),
            np.array(2 * [*(self._no_parts + inf), *limits, *broken]),
            [self._two_tables],
        )
        return (self._no_parts, self._no_parts) if found is None else self._two_halves(found)

    def two_apart(self, at: int, hidden: Collection[RowKey | None]) -> tuple[Numbers, Numbers] | None:
        """Return the parts of two tables with a number a threshold apart, see `with_secondary`; None if none exist."""
        # Of numbers of the same size the first is hidden, on any computer.
        costs = [
            0.0 if number.row in hidden else number.size + place / 10_000 for place, number in enumerate(self.numbers)
        ]
        limits = [self.threshold if number.row in hidden or not number.stays else 0 for number in self.numbers]
        breaking = [0.0 if rule.row in hidden else 1 + place / 10_000 for place, rule in enumerate(self.rules)]
        cost = [*self._no_parts, *costs, *breaking]
        most = [*(self._no_parts + inf), *limits, *(0.0 if rule.row is None else inf for rule in self.rules)]
        sum_ = self._line(self.numbers[at].sum)
        apart = {**{place: -times for place, times in sum_.items()}, **_moved(sum_, len(cost))}
        found = _least(
            np.array(2 * cost),
            np.array(2 * most),
            [self._two_tables, _constraint([(apart, self.threshold, inf)], 2 * len(cost))],
        )
        return None if found is None else self._two_halves(found)

    def sums(self, parts: Numbers) -> Numbers:
        """Return the numbers that parts add up to."""
        return np.array([self._added(number.sum, parts) for number in self.numbers])

    def differing(self, parts: Numbers) -> set[RowKey | None]:
        """Return the rows that would not say of these parts what they say."""
        differs = self.sums(parts) != self.true
        rows = {number.row for number, is_other in zip(self.numbers, differs, strict=True) if is_other}
        added = [self._added(rule.sum, parts) for rule in self.rules]
        return rows | {
            rule.row
            for rule, sum_ in zip(self.rules, added, strict=True)
            if not rule.least - _SLACK <= sum_ <= rule.most + _SLACK
        }

    @cached_property
    def true(self) -> Numbers:
        """The numbers; where they contradict each other, the nearest that don't.

        Of one that came suppressed a number below the threshold, if there can be.
        """
        parts, fits = len(self._places), len(self.numbers) + len(self.rules)
        above, below = parts, parts + fits
        lines: list[_Line] = []
        for at, number in enumerate(self.numbers):
            line = {**self._line(number.sum), above + at: 1.0, below + at: -1.0}
            value = number.value
            least, most = (1, max(1, self.threshold - 1)) if value is None else (floor(value), ceil(value))
            lines.append((line, least, most))
        for at, rule in enumerate(self.rules, start=len(self.numbers)):
            lines.append(({**self._line(rule.sum), above + at: 1.0, below + at: -1.0}, rule.least, rule.most))
        weights = [0.01 if number.value is None else number.weight for number in self.numbers]
        most_off = [0.0 if rule.row is None else inf for rule in self.rules]
        found = _least(
            np.array([*self._no_parts, *(2 * [*weights, *(0.5 for _ in self.rules)])]),
            np.array([*(self._no_parts + inf), *(2 * [*(inf for _ in self.numbers), *most_off])]),
            [_constraint(lines, parts + 2 * fits)],
        )
        assert found is not None  # nothing at all satisfies every rule, so that something is nearest to the numbers
        return self.sums(np.round(found[:parts]))

    @cached_property
    def _two_tables(self) -> "LinearConstraint":
        """What holds in each of two tables: see `two_apart`. What is hidden is known not to be zero."""
        parts, numbers = len(self._places), len(self.numbers)
        width = parts + numbers + len(self.rules)
        lines: list[_Line] = []
        for at, (number, true) in enumerate(zip(self.numbers, self.true, strict=True), start=parts):
            sum_ = self._line(number.sum)
            lines += [({**sum_, at: -1.0}, -inf, true), ({**sum_, at: 1.0}, true, inf)]
            if number.is_count:
                lines.append((sum_, min(true, 1), inf))
        for at, rule in enumerate(self.rules, start=parts + numbers):
            sum_ = self._line(rule.sum)
            lines += [({**sum_, at: -1.0}, -inf, rule.most), ({**sum_, at: 1.0}, rule.least, inf)]
        return _constraint([*lines, *((_moved(line, width), low, high) for line, low, high in lines)], 2 * width)

    def _two_halves(self, found: Numbers) -> tuple[Numbers, Numbers]:
        low, high = (np.round(half[: len(self._places)]) for half in np.split(found, 2))
        return low, high

    def _added(self, numbers: Sum, parts: Numbers) -> float:
        return float(sum(times * parts[self._places[part]] for part, times in numbers.items()))

    def _line(self, parts: Sum) -> dict[int, float]:
        return {self._places[part]: float(times) for part, times in parts.items()}

    @cached_property
    def _no_parts(self) -> Numbers:
        return np.zeros(len(self._places))

    @cached_property
    def _places(self) -> dict[Hashable, int]:
        sums = (*(number.sum for number in self.numbers), *(rule.sum for rule in self.rules))
        return {part: place for place, part in enumerate(dict.fromkeys(part for parts in sums for part in parts))}


def _moved(line: Mapping[int, float], by: int) -> dict[int, float]:
    return {place + by: times for place, times in line.items()}


def _constraint(lines: Sequence[_Line], width: int) -> "LinearConstraint":
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    cells = [(row, place, times) for row, (line, _, _) in enumerate(lines) for place, times in line.items()]
    rows, places = np.array([cell[:2] for cell in cells], dtype=int).reshape(-1, 2).T
    times = np.array([cell[2] for cell in cells], dtype=float)
    matrix = csr_array((times, (rows, places)), shape=(len(lines), width))
    return LinearConstraint(matrix, np.array([low for _, low, _ in lines]), np.array([high for _, _, high in lines]))


def _least(cost: Numbers, most: Numbers, constraints: "Sequence[LinearConstraint]") -> Numbers | None:
    """Return the whole numbers of least cost, each from zero to its most; None if none exist."""
    from scipy.optimize import Bounds, milp

    found = milp(
        cost,
        integrality=np.ones(len(cost), dtype=np.uint8),
        bounds=Bounds(np.zeros(len(cost)), most),
        constraints=constraints,
        options={"node_limit": _BRANCHES},
    )
    return None if found.x is None else np.asarray(found.x, dtype=float)
