"""What pandas makes of many traced values: totals, means and extremes keep their rows; spreads are floats."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from ccpi_nb.analysis.aggregates import largest, mean, median, running, smallest, total
from ccpi_nb.analysis.traced import GAP, Traced

_KEEPING: dict[str, Callable[..., Traced]] = {
    "sum": total,
    "mean": mean,
    "median": median,
    "min": smallest,
    "max": largest,
}
_RUNNING = {"cumsum": total, "cummin": smallest, "cummax": largest}
# Where a value stands among the others, which is no value.
_PLACED: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "rank": lambda groups, asked: groups.rank(asked.pop("ties_method"), **asked),
    "idxmin": lambda groups, asked: groups.idxmin(),
    "idxmax": lambda groups, asked: groups.idxmax(),
}
# Measures of spread, which no row of data has: floats.
_SPREAD = frozenset({"std", "var", "sem", "skew", "kurt"})


class Reductions(ExtensionArray):
    """An array of traced values, as far as many of them become one."""

    _elements: NDArray[np.object_]
    _from_sequence: ClassVar[Callable[..., Any]]

    def _floats(self) -> NDArray[np.float64]:
        return np.array([float(value) for value in self._elements], dtype=float)

    def _cautious_floats(self) -> NDArray[np.float64]:
        """Return floats for what is worked out over all of them: none at all where one is hidden."""
        hidden = any(value.is_suppressed for value in self._elements)
        return np.full(len(self), np.nan) if hidden else self._floats()

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **kwargs: Any) -> Any:
        if name == "count":
            return int((~self.isna()).sum())
        if name in _KEEPING:
            found = _KEEPING[name](list(self._elements), skipna=skipna)
            enough = len(self) - int(self.isna().sum()) >= kwargs.get("min_count", 0)
            result = found if enough or found.is_missing else GAP
            return self._from_sequence([result]) if keepdims else result
        if name in _SPREAD:
            spread = getattr(pd.Series(self._cautious_floats()), name)(skipna=skipna, **kwargs)
            return pd.array([spread], dtype="Float64") if keepdims else spread
        raise _unsupported(name)

    def _accumulate(self, name: str, *, skipna: bool = True, **kwargs: Any) -> Any:
        if name not in _RUNNING:
            raise _unsupported(name)
        return self._from_sequence(running(_RUNNING[name], list(self._elements), skipna=skipna))

    def _quantile(self, qs: NDArray[np.float64], interpolation: str) -> Any:
        return pd.Series(self._cautious_floats()).quantile(list(qs), interpolation=interpolation).to_numpy()  # type: ignore[call-overload]

    def _groupby_op(
        self,
        *,
        how: str,
        has_dropped_na: bool,
        min_count: int,
        ngroups: int,
        ids: NDArray[np.intp],
        **kwargs: Any,
    ) -> Any:
        """Return what each group comes to, or for a running sum what each value does; -1 in `ids` is no group."""
        places = [np.flatnonzero(ids == number) for number in range(ngroups)]
        skipna = kwargs.pop("skipna", True)
        if how in _RUNNING:
            array = self._from_sequence([GAP] * len(self))
            for own in places:
                array[own] = self[own]._accumulate(how, skipna=skipna)
            return array
        if how in _PLACED:
            plain = pd.Series(self._floats()).groupby(pd.Series(ids).where(ids >= 0))
            return _PLACED[how](plain, kwargs).to_numpy()
        groups = [self[own] for own in places]
        if how in ("first", "last"):
            step = 1 if how == "first" else -1
            return self._from_sequence([_first(group[::step], skipna) for group in groups])
        if how in _KEEPING:
            return self._from_sequence([group._reduce(how, skipna=skipna, min_count=min_count) for group in groups])
        return np.array([group._reduce(how, skipna=skipna, **kwargs) for group in groups], dtype=float)

    def _groupby_quantile(self, *, qs: NDArray[np.float64], ids: NDArray[np.intp], ngroups: int, **kwargs: Any) -> Any:
        floats: Any = pd.array(self._floats(), dtype="Float64")
        found = floats._groupby_quantile(qs=qs, ids=ids, ngroups=ngroups, **kwargs)
        hidden = np.unique(ids[[value.is_suppressed for value in self._elements]])
        found[np.isin(np.repeat(np.arange(ngroups), len(qs)), hidden)] = pd.NA
        return found


def _unsupported(operation: str) -> TypeError:
    return TypeError(f"a traced column does not support operation '{operation}'; .astype(float) does, without origin")


def _first(group: "Reductions", skipna: bool) -> Traced:
    """Return the first value of a group; with `skipna` past gaps, but not past one that is hidden or not available."""
    return next((value for value in group if not skipna or value.shorthand or not value.is_missing), GAP)
