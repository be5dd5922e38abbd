"""Secondary suppression: which further counts to hide, so that nobody can work a small one out from those that are still shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from ccpi_nb.periods import Period

Cell = tuple[Period, str]  # a period, and a member of the breakdown or '' for the whole
Numbers = NDArray[np.float64]


def with_secondary(counts: Mapping[Cell, Decimal], small: Collection[Cell], threshold: int) -> frozenset[Cell]:
    """The small cells of an indicator, and those to hide with them. Zeros stay.

    For each small cell it looks for two tables in which that cell lies at least `threshold` apart, and which agree with the true one but for
    cells as few and small as can be. Those cells are hidden: nobody can then tell the tables apart. What is hidden later only adds to what
    a reader has to think possible.

    M. Fischetti and J. J. Salazar, 'Models and algorithms for optimizing cell suppression in tabular data with linear constraints', Journal of
    the American Statistical Association 95 (2000), 916-928; here one small cell after the other, as in J. P. Kelly, B. L. Golden and
    A. A. Assad, 'Cell suppression: disclosure protection for sensitive tabular data', Networks 22 (1992), 397-417.
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
    """Counts as a reader knows them to hang together: each is the sum of what its members count in the stretches of time between all days on
    which a period starts or is over, and no such part is negative. Whatever can be added and subtracted, by whatever detour, follows from that.
    """

    cells: tuple[Cell, ...]
    values: Numbers
    threshold: int

    def two_apart(self, at: int, hidden: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        """By how much the cells of two tables differ from the true ones: see `with_secondary`."""
        cells, parts = self._sums.shape
        # Of cells of the same size the first is hidden, on any computer.
        cost = np.where(hidden, 0, np.abs(self.values) + np.arange(cells) / 10_000)
        may_differ = np.where(hidden, 1, self.values != 0)
        apart = np.concatenate([-self._sums[at], self._sums[at], np.zeros(cells)])
        found = milp(
            np.concatenate([np.zeros(2 * parts), cost]),
            integrality=np.ones(2 * parts + cells),
            bounds=Bounds(np.concatenate([np.zeros(2 * parts), hidden]), np.concatenate([np.full(2 * parts, np.inf), may_differ])),
            constraints=[self._alike, LinearConstraint(apart, self.threshold, np.inf)],
            options={"mip_rel_gap": 0},
        )
        if found.x is None:  # only where counts contradict each other: hide them all, and nothing is left to subtract from
            return -self.threshold * may_differ, self.threshold * may_differ
        low, high = (np.round(self._sums @ found.x[start : start + parts]) - self._fitted for start in (0, parts))
        return low, high

    @cached_property
    def _alike(self) -> LinearConstraint:
        """Each table has the true counts in the cells that are shown; what is hidden is known not to be zero."""
        sums, true, none = self._sums, self._fitted, np.zeros_like(self._sums)
        more, less = self.threshold * np.eye(len(true)), np.diag(np.clip(np.minimum(true, self.values) - 1, 0, self.threshold))
        rows = np.block([[sums, none, -more], [sums, none, less], [none, sums, -more], [none, sums, less]])
        unbounded = np.full_like(true, np.inf)
        return LinearConstraint(rows, np.tile(np.concatenate([-unbounded, true]), 2), np.tile(np.concatenate([true, unbounded]), 2))

    @cached_property
    def _fitted(self) -> Numbers:
        """The counts; where they contradict each other, the nearest that don't."""
        cells, parts = self._sums.shape
        off = np.eye(cells)
        found = milp(
            np.concatenate([np.zeros(parts), np.ones(2 * cells)]),
            integrality=np.concatenate([np.ones(parts), np.zeros(2 * cells)]),
            constraints=LinearConstraint(np.hstack([self._sums, off, -off]), self.values, self.values),
            options={"mip_rel_gap": 0},
        )
        assert found.x is not None
        return np.asarray(np.round(self._sums @ found.x[:parts]))

    @cached_property
    def _sums(self) -> Numbers:
        """For each cell a row with 1 for each part of it."""
        days = sorted({day for period, _ in self.cells for day in (period.start, _over(period))})
        members = sorted({member for _, member in self.cells})
        parts = [(member, stretch) for member in members for stretch in pairwise(days)]

        def is_in(part: tuple[str, tuple[date, date]], cell: Cell) -> bool:
            (member, (start, end)), (period, own) = part, cell
            return member in (self._whole if own == "" else {own}) and period.start <= start and end <= _over(period)

        return np.array([[float(is_in(part, cell)) for part in parts] for cell in self.cells])

    @cached_property
    def _whole(self) -> frozenset[str]:
        """The members that make up the whole; '' is what is in no member.

        Where members exceed the whole, as when a complaint has several reasons, they say nothing of it. Where all of them together fall short
        of it, something is in no member. A little more or less is a slip in the documents.
        """
        members = {member for _, member in self.cells if member}
        known = dict(zip(self.cells, self.values, strict=True))
        rests = []
        for period in (period for period, member in self.cells if not member):
            own = [known[period, member] for member in members if (period, member) in known]
            rests.append((float(known[period, ""] - sum(own)), len(own) == len(members)))
        if not members or any(rest <= -self.threshold for rest, _ in rests):
            return frozenset({""})
        return frozenset(members | {""} if any(rest >= self.threshold and is_all for rest, is_all in rests) else members)


def _over(period: Period) -> date:
    """The first day after it."""
    return period.end + timedelta(days=1)
