"""A column of a pandas data frame whose values know the rows behind them: an extension array.

What pandas does with it keeps the origin, or gives plain floats, which have none. It never keeps a wrong one: numbers
that come from elsewhere can't be put in, and what is worked out with an array of them is floats.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray, ExtensionDtype, no_default, register_extension_dtype, take
from pandas.api.indexers import check_array_indexer

from ccpi_nb.analysis.aggregates import largest, mean, median, running, smallest, total
from ccpi_nb.analysis.traced import GAP, NOT_APPLICABLE, NoOrigin, Traced

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


@register_extension_dtype
class TracedDtype(ExtensionDtype):
    """The type of a column of traced values: `traced`."""

    name = "traced"
    type: ClassVar[Any] = Traced
    na_value = GAP
    _is_numeric = True

    def __repr__(self) -> str:
        return self.name

    @classmethod
    def construct_array_type(cls) -> Any:
        """Return the array that holds such values."""
        return TracedArray

    def _get_common_dtype(self, dtypes: list[Any]) -> Any:
        """Return what traced values and others are together: with plain numbers floats, as their sum has no origin."""
        if all(isinstance(dtype, TracedDtype) for dtype in dtypes):
            return self
        return np.dtype(float) if all(map(pd.api.types.is_numeric_dtype, dtypes)) else None


class TracedArray(ExtensionArray):
    """Traced values, one a place; a missing one keeps its reason."""

    # A numpy array on the left leaves the operation to this one.
    __array_priority__ = 1000
    _readonly = False

    def __init__(self, values: NDArray[np.object_]) -> None:
        self._elements = values

    @classmethod
    def _from_sequence(cls, scalars: Iterable[Any], *, dtype: Any = None, copy: bool = False) -> Self:
        values = list(scalars)
        array = np.empty(len(values), dtype=object)
        array[:] = [_traced(value) for value in values]
        return cls(array)

    @classmethod
    def _from_sequence_of_strings(cls, strings: Iterable[Any], *, dtype: Any = None, copy: bool = False) -> Self:
        return cls._from_sequence(strings)

    @classmethod
    def _from_factorized(cls, values: NDArray[np.object_], original: Self) -> Self:
        return cls(values)

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Self]) -> Self:
        return cls(np.concatenate([array._elements for array in to_concat]))

    @property
    def dtype(self) -> TracedDtype:
        """The type of the values."""
        return TracedDtype()

    @property
    def nbytes(self) -> int:
        """The bytes of the references, without those of the values."""
        return self._elements.nbytes

    def __len__(self) -> int:
        return len(self._elements)

    def __getitem__(self, item: Any) -> Any:
        found = self._elements[check_array_indexer(self, item)]
        if not isinstance(found, np.ndarray):
            return found
        array = type(self)(found)
        if isinstance(item, slice):  # a view
            array._readonly = self._readonly
        return array

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        key = check_array_indexer(self, key)
        if pd.api.types.is_list_like(value):
            if np.isscalar(key):
                raise ValueError("a single place takes a single value")
            self._elements[key] = self._from_sequence(value)._elements
        else:
            self._elements[key] = _traced(value)

    def __contains__(self, item: object) -> Any:
        if isinstance(item, Traced) and item.is_missing:
            return bool(self.isna().any())
        return super().__contains__(item)

    def isna(self) -> NDArray[np.bool_]:
        """Return which values are missing, for whatever reason."""
        return np.array([value.is_missing for value in self._elements], dtype=bool)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        """Return the values at places; with `allow_fill` a gap at -1, or the traced value given."""
        fill = _traced(fill_value) if allow_fill else None
        return type(self)(np.asarray(take(self._elements, indices, allow_fill=allow_fill, fill_value=fill)))

    def copy(self) -> Self:
        """Return the same values in an array of their own."""
        return type(self)(self._elements.copy())

    def shift(self, periods: int = 1, fill_value: object = None) -> Self:
        """Return the values moved by places; what has none before it does not apply: it lacks nothing in a sum."""
        fill = NOT_APPLICABLE if fill_value is None or fill_value is GAP else fill_value
        return super().shift(periods, fill)

    # To plain values

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return what numpy, matplotlib and seaborn work with: floats, unless objects are asked for."""
        if copy is False:
            raise ValueError("traced values are given away as a copy only, so that no plain number gets among them")
        return np.array(self._elements, dtype=dtype or float)

    def to_numpy(self, dtype: Any = None, copy: bool = False, na_value: object = no_default) -> NDArray[Any]:
        """Return a copy as a numpy array: of the traced values, as pandas itself needs them, or of another type."""
        array = np.array(self._elements, dtype=dtype)
        if na_value is not no_default:
            array[self.isna()] = na_value
        return array

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Return the values in another type: floats have no origin, objects are the traced values themselves."""
        wanted = pd.api.types.pandas_dtype(dtype)
        if isinstance(wanted, TracedDtype):
            return self.copy() if copy else self
        if isinstance(wanted, ExtensionDtype) and getattr(wanted, "_is_numeric", False):
            return pd.array(self._floats(), dtype=wanted)  # type: ignore[call-overload]
        return super().astype(dtype, copy=copy)

    def _floats(self) -> NDArray[np.float64]:
        return np.array([float(value) for value in self._elements], dtype=float)

    def _cautious_floats(self) -> NDArray[np.float64]:
        """Return floats for what is worked out over all of them: none at all where one is hidden."""
        hidden = any(value.is_suppressed for value in self._elements)
        return np.full(len(self), np.nan) if hidden else self._floats()

    def _values_for_argsort(self) -> NDArray[np.float64]:
        return self._floats()

    def _values_for_json(self) -> NDArray[np.float64]:
        return self._floats()

    def _values_for_factorize(self) -> tuple[NDArray[np.object_], None]:
        return np.array([None if value.is_missing else value for value in self._elements], dtype=object), None

    def value_counts(self, dropna: bool = True) -> Any:
        """Return how often each number stands there; of missing ones each reason, unless they are dropped."""
        counted = pd.Series(self._elements[~self.isna()] if dropna else self._elements, dtype=object)
        counts = counted.value_counts(sort=False, dropna=False)
        return pd.Series(counts.to_numpy(), pd.Index(self._from_sequence(counts.index)), name="count")

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str]:
        return lambda value: value.text if isinstance(value, Traced) else str(value)

    def round(self, decimals: int = 0, *args: Any, **kwargs: Any) -> Self:
        """Return the values rounded half up, with their rows."""
        return self._from_sequence([value.round(decimals) for value in self._elements])

    # Operations

    def _operated(self, other: Any, operation: Callable[[Any, Any], Any]) -> Any:
        others = _others(self, other)
        if isinstance(others, np.ndarray) and others.dtype != object:
            return operation(self._floats(), others)
        if others is NotImplemented:
            return others
        return _array_of([operation(one, two) for one, two in zip(self._elements, others, strict=True)])

    def _compared(self, other: Any, operation: Callable[[Any, Any], Any]) -> Any:
        others = _others(self, other)
        if others is NotImplemented:
            return others
        unequal = operation is operator.ne
        return np.array(
            [
                unequal if one.is_missing or _is_missing(two) else bool(operation(one, two))
                for one, two in zip(self._elements, others, strict=True)
            ],
            dtype=bool,
        )

    def __add__(self, other: Any) -> Any:
        return self._operated(other, operator.add)

    def __radd__(self, other: Any) -> Any:
        return self._operated(other, lambda one, two: two + one)

    def __sub__(self, other: Any) -> Any:
        return self._operated(other, operator.sub)

    def __rsub__(self, other: Any) -> Any:
        return self._operated(other, lambda one, two: two - one)

    def __mul__(self, other: Any) -> Any:
        return self._operated(other, operator.mul)

    def __rmul__(self, other: Any) -> Any:
        return self._operated(other, lambda one, two: two * one)

    def __truediv__(self, other: Any) -> Any:
        return self._operated(other, operator.truediv)

    def __rtruediv__(self, other: Any) -> Any:
        return self._operated(other, lambda one, two: two / one)

    def __neg__(self) -> Self:
        return self._from_sequence([-value for value in self._elements])

    def __pos__(self) -> Self:
        return self.copy()

    def __abs__(self) -> Self:
        return self._from_sequence([abs(value) for value in self._elements])

    def __eq__(self, other: object) -> Any:
        return self._compared(other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return self._compared(other, operator.ne)

    def __lt__(self, other: Any) -> Any:
        return self._compared(other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return self._compared(other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return self._compared(other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return self._compared(other, operator.ge)

    # What pandas makes of many

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

    def _accumulate(self, name: str, *, skipna: bool = True, **kwargs: Any) -> Self:
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


def _array_of(values: list[Any]) -> Any:
    """Return traced values as their array; of plain numbers, which a number without origin makes, as numpy's."""
    is_traced = not values or any(isinstance(value, Traced) for value in values)
    return TracedArray._from_sequence(values) if is_traced else np.array(values)


def _unsupported(operation: str) -> TypeError:
    return TypeError(f"a traced column does not support operation '{operation}'; .astype(float) does, without origin")


def _first(group: TracedArray, skipna: bool) -> Traced:
    """Return the first value of a group; with `skipna` past gaps, but not past one that is hidden or not available."""
    return next((value for value in group if not skipna or value.shorthand or not value.is_missing), GAP)


def _traced(value: object) -> Traced:
    """Return what a place can hold; NoOrigin for a plain number."""
    if isinstance(value, Traced):
        return value
    if _is_missing(value):
        return GAP
    raise NoOrigin(
        f"{value!r} has no row of data behind it, so it can't stand among values that have one; take a value of the "
        "report, or work on .astype(float), which has no origin"
    )


def _is_missing(value: object) -> bool:
    return value.is_missing if isinstance(value, Traced) else pd.api.types.is_scalar(value) and bool(pd.isna(value))  # type: ignore[call-overload]


def _others(array: TracedArray, other: Any) -> Any:
    """Return the other side of an operation, one for each value: traced ones, or an array of plain numbers.

    NotImplemented for what pandas takes apart itself. ValueError for another length.
    """
    if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
        return NotImplemented
    if isinstance(other, TracedArray):
        others: Any = other._elements
    elif pd.api.types.is_list_like(other):
        others = np.asarray(other) if len(other) else np.empty(0, dtype=object)
    else:  # in a list, as numpy's arrays of objects would make a float of its own floats
        others = [GAP if _is_missing(other) else other] * len(array)
    if len(others) != len(array):
        raise ValueError("Lengths must match to compare")
    return others
