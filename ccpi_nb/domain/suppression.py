"""Secondary suppression: further counts to hide, so that no small one can be computed from those still shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.optimize import linprog

from ccpi_nb.domain.periods import Period

CountCell = tuple[Period, str]  # a period, and a member of the breakdown or '' for the whole
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def with_secondary(
    counts: Mapping[CountCell, Decimal], small: Collection[CountCell], threshold: int
) -> frozenset[CountCell]:
    """Return the small cells of an indicator, and those to hide with them. Zeros stay.

    For each small cell it looks for two tables in which that cell differs by at least `threshold`, and which differ
    from the true one as little as can be, a difference counting by the size of its cell. Where they differ is hidden:
    nobody can then distinguish them. What is hidden later only adds to what a reader has to think possible.

    Source: J. P. Kelly, B. L. Golden and A. A. Assad, 'Cell suppression: disclosure protection for sensitive tabular
    data', Networks 22 (1992), 397-417.
    """
    table = _Table(tuple(counts), np.array([float(count) for count in counts.values()]), threshold)
    hidden = np.array([cell in small for cell in table.cells], dtype=bool)
    safe = np.zeros_like(hidden)
    for at in sorted(np.flatnonzero(hidden), key=lambda at: (table.values[at], table.cells[at])):
        if not safe[at]:
            low, high = table.two_apart(int(at), hidden)
            hidden |= (low != 0) | (high != 0)
            safe |= high - low >= threshold
    return frozenset(cell for cell, is_hidden in zip(table.cells, hidden, strict=True) if is_hidden)


@dataclass(frozen=True)
class _Table:
    """Counts as a reader knows them to depend on each other.

    Each is the sum of what its members count in the stretches of time between all days on which a period starts or is
    over, and no such part is negative. Whatever can be added and subtracted, by whatever detour, follows from that.
    """

    cells: tuple[CountCell, ...]
    values: Numbers
    threshold: int

    def two_apart(self, at: int, hidden: Flags) -> tuple[Numbers, Numbers]:
        """Return by how much the cells of two tables differ from the true ones: see `with_secondary`."""
        parts, rows, limits = self._sums.shape[1], *self._possible
        may_differ = hidden | (self.values != 0)
        # Of cells of the same size the first is hidden, on any computer.
        cost = np.where(hidden, 0, np.abs(self.values) + np.arange(len(self.cells)) / 10_000)
        apart = np.concatenate([self._sums[at], np.zeros_like(cost), -self._sums[at], np.zeros_like(cost)])
        found = linprog(
            np.tile(np.concatenate([np.zeros(parts), cost]), 2),
            A_ub=np.vstack([block_diag(rows, rows), apart]),
            b_ub=np.concatenate([limits, limits, [-self.threshold]]),
            bounds=2 * ([(0, None)] * parts + [(0, self.threshold if differs else 0) for differs in may_differ]),
            method="highs-ds",
        )
        if found.success and found.x is not None:
            tables = [table[:parts] for table in np.split(found.x, 2)]
            if np.allclose(tables, np.round(tables)):
                low, high = (self._sums @ np.round(table) - self._fitted for table in tables)
                return low, high
        # Counts contradict each other, or overlap so that only fractions are found: hide them all, and nothing is left
        # to subtract from.
        everywhere = float(self.threshold) * may_differ
        return -everywhere, everywhere

    @cached_property
    def _possible(self) -> tuple[Numbers, Numbers]:
        """The inequalities for a table's parts and its cells' differences from the true ones: a matrix, and its limits.

        What is hidden is known not to be zero.
        """
        sums, same, true = self._sums, np.eye(len(self.cells)), self._fitted
        least = true - np.clip(np.minimum(true, self.values) - 1, 0, self.threshold)
        return np.block([[sums, -same], [-sums, -same], [-sums, 0 * same]]), np.concatenate([true, -true, -least])

    @cached_property
    def _fitted(self) -> Numbers:
        """The counts; where they contradict each other, the nearest that don't."""
        (cells, parts), same = self._sums.shape, np.eye(len(self.cells))
        found = linprog(
            np.concatenate([np.zeros(parts), np.ones(2 * cells)]),
            A_eq=np.hstack([self._sums, same, -same]),
            b_eq=self.values,
            method="highs-ds",
        )
        assert found.x is not None  # whatever the counts, something is nearest to them
        return np.asarray(np.round(self._sums @ found.x[:parts]))

    @cached_property
    def _sums(self) -> Numbers:
        """A matrix with a row for each cell, which has 1 for each part of it."""
        days = sorted({day for period, _ in self.cells for day in (period.start, _over(period))})
        members = sorted({member for _, member in self.cells})
        parts = [(member, stretch) for member in members for stretch in pairwise(days)]

        def is_in(part: tuple[str, tuple[date, date]], cell: CountCell) -> bool:
            (member, (start, end)), (period, breakdown) = part, cell
            members_of = self._whole if breakdown == "" else {breakdown}
            return member in members_of and period.start <= start and end <= _over(period)

        return np.array([[float(is_in(part, cell)) for part in parts] for cell in self.cells])

    @cached_property
    def _whole(self) -> frozenset[str]:
        """The members that make up the whole; '' is what is in no member."""
        # Where members exceed the whole, as when a complaint has several reasons, nothing follows about it. Where all
        # of them together fall short of it, something is in no member. A little more or less is a slip in the
        # documents.
        members = {member for _, member in self.cells if member}
        known = dict(zip(self.cells, self.values, strict=True))
        rests = []
        for period in (period for period, member in self.cells if not member):
            shown = [known[period, member] for member in members if (period, member) in known]
            rests.append((float(known[period, ""] - sum(shown)), len(shown) == len(members)))
        if not members or any(rest <= -self.threshold for rest, _ in rests):
            return frozenset({""})
        return frozenset(
            members | {""} if any(rest >= self.threshold and is_all for rest, is_all in rests) else members
        )


def _over(period: Period) -> date:
    """Return the first day after a period."""
    return period.end + timedelta(days=1)
