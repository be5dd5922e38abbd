"""What a column of traced values can do beside pandas' own: `series.traced`."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from pandas.api.extensions import register_series_accessor

from ccpi_nb.analysis.aggregates import mean, total
from ccpi_nb.analysis.array import TracedArray, TracedDtype
from ccpi_nb.analysis.traced import NOT_APPLICABLE, NoOrigin, Traced


@register_series_accessor("traced")
class TracedAccessor:
    """Questions to a column of values that know their rows. NoOrigin for a column of plain numbers."""

    def __init__(self, series: "pd.Series[Any]") -> None:
        if not isinstance(series.dtype, TracedDtype):
            raise NoOrigin(
                f"the column '{series.name}' is of the type {series.dtype} and has no origin; go back to the report's "
                "values, and leave out what makes them plain numbers"
            )
        self._series = series

    def rolling_mean(self, window: int) -> "pd.Series[Any]":
        """Return the mean of each value and those before it, `window` in all; the first ones do not apply.

        pandas' own `rolling` gives plain floats, without origin.
        """
        return self._rolling(mean, window)

    def rolling_sum(self, window: int) -> "pd.Series[Any]":
        """Return the sum of each value and those before it, `window` in all; the first ones do not apply."""
        return self._rolling(total, window)

    def percentage(self) -> "pd.Series[Any]":
        """Return ratios as percentages. InputError for values with a unit."""
        return self._of([value.percentage for value in self._series])

    def text(self, decimals: int | None = None) -> "pd.Series[Any]":
        """Return each value as it is read: '77.59%', '[c]'."""
        return pd.Series([value.figure(decimals).signed for value in self._series], self._series.index, dtype=str)

    def places(self) -> "pd.Series[Any]":
        """Return where the rows behind each value stand: 'data/observations/x/2014-10.csv, row 2; ...'."""
        places = ["; ".join(str(row.at) for row in value.rows) for value in self._series]
        return pd.Series(places, self._series.index, dtype=str)

    def notes(self) -> "pd.Series[Any]":
        """Return what has to be said of each value: what it lacks, or why it cannot be said; '' for nothing."""
        return pd.Series([value.note for value in self._series], self._series.index, dtype=str)

    def _rolling(self, aggregate: Callable[..., Traced], window: int) -> "pd.Series[Any]":
        values = list(self._series)
        return self._of(
            [
                aggregate(values[place + 1 - window : place + 1]) if place + 1 >= window else NOT_APPLICABLE
                for place in range(len(values))
            ]
        )

    def _of(self, values: list[Traced]) -> "pd.Series[Any]":
        return pd.Series(TracedArray._from_sequence(values), self._series.index, name=self._series.name)
