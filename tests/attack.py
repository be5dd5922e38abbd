"""A reader who adds and subtracts all that is shown: how far numbers can be told, by integer programming."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

Sum = Mapping[Hashable, float]
MOST = 10_000.0


@dataclass
class Reader:
    """What somebody knows of numbers that nobody has in part or below zero: sums of them, and between what they lie."""

    known: list[tuple[Sum, float, float]] = field(default_factory=list)

    def learns(self, numbers: Sum, least: float, most: float = MOST) -> None:
        self.known.append((numbers, least, most))

    def can_tell(self, numbers: Sum) -> tuple[float, float]:
        """The least and the most that a sum can be."""
        names = list(dict.fromkeys(name for one in (numbers, *(known for known, _, _ in self.known)) for name in one))
        place = {name: at for at, name in enumerate(names)}
        matrix = lil_array((len(self.known), len(names)))
        for row, (known, _, _) in enumerate(self.known):
            for name, times in known.items():
                matrix[row, place[name]] += times
        limits = LinearConstraint(
            matrix.tocsr(), [least for _, least, _ in self.known], [most for _, _, most in self.known]
        )
        goal = np.array([numbers.get(name, 0) for name in names], dtype=float)
        ends = []
        for sign in (1, -1):
            found = milp(sign * goal, integrality=np.ones(len(names)), bounds=Bounds(0, MOST), constraints=limits)
            assert found.x is not None, "what is shown contradicts itself"
            ends.append(sign * round(found.fun))
        return ends[0], ends[1]


def added(*sums: Sum) -> dict[Hashable, float]:
    return {name: sum(one.get(name, 0) for one in sums) for one in sums for name in one}


def times(factor: float, one: Sum) -> dict[Hashable, float]:
    return {name: factor * value for name, value in one.items()}


def counted(of: str, members: Iterable[str], quarters: Iterable[int]) -> dict[Hashable, float]:
    """What members count in quarters, one by one."""
    spread = list(quarters)
    return {(of, member, quarter): 1.0 for member in members for quarter in spread}
