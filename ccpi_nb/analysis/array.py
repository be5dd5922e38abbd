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
from pandas.api.extensions import (  # type: ignore[attr-defined]
    ExtensionDtype,
    ExtensionScalarOpsMixin,
    no_default,
    register_extension_dtype,
    take,
)
from pandas.api.indexers import check_array_indexer

from ccpi_nb.analysis.reductions import Reductions
from ccpi_nb.analysis.traced import GAP, NOT_APPLICABLE, NoOrigin, Traced


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


class TracedArray(Reductions, ExtensionScalarOpsMixin):  # type: ignore[misc]
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

    @classmethod
    def _create_arithmetic_method(cls, op: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda array, other: array._operated(other, op)

    @classmethod
    def _create_comparison_method(cls, op: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda array, other: array._compared(other, op)

    def __neg__(self) -> Self:
        return self._from_sequence([-value for value in self._elements])

    def __pos__(self) -> Self:
        return self.copy()

    def __abs__(self) -> Self:
        return self._from_sequence([abs(value) for value in self._elements])


TracedArray._add_arithmetic_ops()
TracedArray._add_comparison_ops()


def _array_of(values: list[Any]) -> Any:
    """Return traced values as their array; of plain numbers, which a number without origin makes, as numpy's."""
    is_traced = not values or any(isinstance(value, Traced) for value in values)
    return TracedArray._from_sequence(values) if is_traced else np.array(values)


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
