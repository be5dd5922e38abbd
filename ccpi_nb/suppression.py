"""Secondary suppression: which further counts to hide, so that nobody can work a small one out from those that are still shown."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import connected_components

from ccpi_nb.periods import Period

Cell = tuple[Period, str]  # a period, and a member of the breakdown or '' for the whole
Numbers = NDArray[np.float64]
Rule = tuple[Numbers, float, float]  # what a sum of changes lies between


def with_secondary(counts: Mapping[Cell, Decimal], small: Collection[Cell], threshold: int) -> frozenset[Cell]:
    """The small cells of an indicator, and those to hide with them. Zeros stay.

    For each small cell it looks for two tables that agree with all that is shown, in which that cell lies at least `threshold` apart, and that
    differ from the true one in cells as few and small as can be. Those cells are hidden: nobody can then tell the tables apart. What is
    hidden later only adds to the tables that a reader must think possible.

    M. Fischetti and J. J. Salazar, 'Models and algorithms for optimizing cell suppression in tabular data with linear constraints', Journal of
    the American Statistical Association 95 (2000), 916-928; here one small cell after the other, as in J. P. Kelly, B. L. Golden and
    A. A. Assad, 'Cell suppression: disclosure protection for sensitive tabular data', Networks 22 (1992), 397-417.
    """
    table = _Table(tuple(counts), np.array([float(count) for count in counts.values()]), threshold)
    hidden = np.array([cell in small for cell in table.cells])
    safe = np.zeros(len(table.cells), dtype=bool)
    for at in sorted(np.flatnonzero(hidden), key=lambda at: (table.values[at], table.cells[at])):
        if not safe[at]:
            low, high = table.two_apart(int(at), hidden)
            hidden |= (low != 0) | (high != 0)
            safe |= high - low >= threshold
    return frozenset(cell for cell, is_hidden in zip(table.cells, hidden, strict=True) if is_hidden)


@dataclass(frozen=True)
class _Table:
    """Counts as a reader knows them to hang together.

    Each member, and the whole, is taken as a running total that stands at some level on each day on which a period starts or is over. A count
    is the rise over its period. Whatever can be added up and subtracted over time, by whatever detour, follows from that.
    """

    cells: tuple[Cell, ...]
    values: Numbers
    threshold: int

    def two_apart(self, at: int, hidden: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        """By how much the cells of two tables differ from the true ones: see `with_secondary`."""
        cells, levels = self._rises.shape
        fixed = np.where(hidden, 1.0, 0.0)
        # Cells of the same size are hidden in the order in which they stand, on any computer.
        cost = np.where(hidden, 0, np.abs(self.values) + np.arange(cells) / 10_000)
        apart = np.concatenate([-self._rises[at], self._rises[at], np.zeros(cells)])
        found = milp(
            np.concatenate([np.zeros(2 * levels), cost]),
            integrality=np.ones(2 * levels + cells),
            bounds=Bounds(
                np.concatenate([np.full(2 * levels, -np.inf), fixed]),
                np.concatenate([np.full(2 * levels, np.inf), np.where(self.values == 0, 0.0, 1.0)]),
            ),
            constraints=[self._indistinguishable, LinearConstraint(apart, self.threshold, np.inf)],
            options={"mip_rel_gap": 0},
        )
        if found.x is None:  # only where counts contradict each other: then hide them all, for there is nothing left to subtract from
            everything = np.where(self.values == 0, 0.0, self.threshold)
            return -everything, everything
        low, high = (np.round(self._rises @ found.x[start : start + levels]) for start in (0, levels))
        return low, high

    @cached_property
    def _indistinguishable(self) -> LinearConstraint:
        """A change is within the rules, and is none where a cell is shown. A hidden count is known not to be zero."""
        most = np.full(len(self.cells), float(self.threshold))
        least = np.clip(self.values - 1, 0, most)
        rules = np.array([row for row, _, _ in self._rules]).reshape(-1, self._rises.shape[1])
        rise, ruled = csr_array(self._rises), csr_array(rules)
        upward, downward = csr_array(np.diag(-most)), csr_array(np.diag(least))
        rows = [[rise, None, upward], [rise, None, downward], [ruled, None, None], [None, rise, upward], [None, rise, downward], [None, ruled, None]]
        ends = np.array([(low, high) for _, low, high in self._rules]).reshape(-1, 2)
        floors = np.concatenate([np.full(most.shape, -np.inf), np.zeros(most.shape), ends[:, 0]])
        ceilings = np.concatenate([np.zeros(most.shape), np.full(most.shape, np.inf), ends[:, 1]])
        return LinearConstraint(block_array(rows), np.tile(floors, 2), np.tile(ceilings, 2))

    @cached_property
    def _places(self) -> dict[tuple[str, date], int]:
        """Where the level of a member on a day stands among all levels."""
        spots = {spot for period, member in self.cells for spot in ((member, period.start), (member, _over(period)))}
        return {spot: place for place, spot in enumerate(sorted(spots))}

    @cached_property
    def _rises(self) -> Numbers:
        """For each cell a row that takes one level from another."""
        return np.array([self._rise(member, period.start, _over(period)) for period, member in self.cells]).reshape(-1, len(self._places))

    def _rise(self, member: str, start: date, end: date) -> Numbers:
        row = np.zeros(len(self._places))
        row[self._places[member, end]], row[self._places[member, start]] = 1, -1
        return row

    @cached_property
    def _levels(self) -> Numbers:
        """The levels that fit the counts; where the counts contradict each other, those that fit best."""
        return np.asarray(np.linalg.lstsq(self._rises, self.values)[0])

    @cached_property
    def _linked(self) -> NDArray[np.int32]:
        """The levels with the same number are known against each other."""
        return np.asarray(connected_components(csr_array(self._rises.T @ self._rises))[1])

    @cached_property
    def _rules(self) -> list[Rule]:
        return [*self._never_falling(), *self._adding_up()]

    def _never_falling(self) -> Iterator[Rule]:
        """What is left of a long period beside its shorter ones is known not to be negative."""
        for link in set(self._linked):
            own = [spot for spot, place in self._places.items() if self._linked[place] == link]
            for (member, start), (_, end) in pairwise(own):
                row = self._rise(member, start, end)
                yield row, -max(0.0, float(row @ self._levels)), np.inf

    def _adding_up(self) -> Iterator[Rule]:
        """Members that add up to the whole, or nearly, give back the one left; if they are fewer, no more than what is left.

        Where they are more than the whole, as when a complaint has several reasons, nothing follows.
        """
        members = sorted({member for _, member in self.cells if member})
        for start, end in dict.fromkeys((period.start, _over(period)) for period, _ in self.cells):
            parts = [self._rise(member, start, end) for member in members if self._knows(member, start, end)]
            if parts and self._knows("", start, end):
                row = self._rise("", start, end) - np.sum(parts, axis=0)
                rest = float(row @ self._levels)
                if abs(rest) < self.threshold:
                    yield row, 0, 0
                elif rest > 0:
                    yield row, -rest, np.inf

    def _knows(self, member: str, start: date, end: date) -> bool:
        places = [self._places.get((member, day)) for day in (start, end)]
        return None not in places and len({self._linked[place] for place in places}) == 1


def _over(period: Period) -> date:
    """The first day after it."""
    return period.end + timedelta(days=1)
