"""The columns of a frame that is published: which there are, and which of them tell the rows apart."""

from math import isnan
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

from ccpi_nb.analysis.array import TracedArray
from ccpi_nb.analysis.frames import COLUMNS
from ccpi_nb.analysis.traced import Traced
from ccpi_nb.errors import InputError

# Of a whole frame of the report what says which value it is; all else tells of it or of its row.
_TELLING = ("name", "period", "breakdown", "value")


def columns_of(frame: "pd.DataFrame | pd.Series[Any]") -> list["pd.Series[Any]"]:
    """Return a frame's columns, before them its index, unless that only counts the rows; of a series its one column."""
    table = frame.to_frame() if isinstance(frame, pd.Series) else frame
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"this is no data frame but of the type {type(frame).__name__}; give one, or a series")
    is_counted = table.index.name is None and pd.api.types.is_integer_dtype(table.index)
    levels = [] if is_counted else [table.index.get_level_values(level) for level in range(table.index.nlevels)]
    return [
        *(pd.Series(list(level), name="" if level.name is None else level.name, dtype=object) for level in levels),
        *(table.iloc[:, place] for place in range(table.shape[1])),
    ]


def telling(frame: "pd.DataFrame | pd.Series[Any]") -> "pd.DataFrame | pd.Series[Any]":
    """Return a frame of the report with what says which values it has, without what else `COLUMNS` tell of them."""
    if not isinstance(frame, pd.DataFrame):
        return frame
    other = [name for name in frame.columns if name in (*COLUMNS, "shown") and name not in _TELLING]
    has_parts = "breakdown" in frame.columns and frame["breakdown"].astype(bool).any()
    return frame.drop(columns=[*other, *([] if has_parts else {"breakdown"} & set(frame.columns))])


def the_same(frame: "pd.DataFrame | pd.Series[Any]") -> list["pd.Series[Any]"]:
    """Return the columns of texts that have one value only, if another one tells the rows apart."""
    if not isinstance(frame, pd.DataFrame):
        return []
    texts = [column for _, column in frame.items() if not isinstance(column.array, TracedArray)]
    same = [column for column in texts if column.nunique(dropna=False) == 1 and isinstance(column.iloc[0], str)]
    return same if len(same) < len(texts) else []


def is_blank(value: object) -> bool:
    """Return whether a plain value of a frame is none: None, NaN, NaT or NA."""
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and isnan(value))


def is_number(value: object) -> bool:
    """Return whether a value is a plain number, which has no row behind it."""
    return isinstance(value, Number) and not isinstance(value, bool | np.bool_ | Traced) and not is_blank(value)
