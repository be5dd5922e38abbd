"""The data frames of what a report shows."""

from functools import cached_property
from typing import TYPE_CHECKING

from ccpi_nb.reports.opened import Keys, Opened, Periods, keys_of

if TYPE_CHECKING:  # a report that uses no frame does without pandas
    import pandas as pd


class Frames(Opened):
    """Data frames of what the report shows, whose values know the rows of data behind them."""

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """What the report would show, as a pandas data frame: one row for each indicator, period and breakdown.

        The rows are in the order of time. `value`, `numerator`, `denominator` and `target` are traced: exact, and what
        is worked out with them keeps the rows behind it.

        >>> report.frame.query("indicator == 'invoices_paid_30_days'")[["period", "unit", "value"]]
                period unit   value
        5   2014-15-Q1    %  74.16%
        37  2014-15-Q2    %  77.59%
        47     2014-10    %  79.99%
        """
        frame = self.frame_all
        return frame[frame["shown"]].drop(columns="shown").reset_index(drop=True)

    @cached_property
    def frame_all(self) -> "pd.DataFrame":
        """Hold every observation that the report may use, with those that it shows no more, or another in their place.

        `shown` tells which `frame` has.

        >>> report.frame_all["shown"].sum()
        np.int64(56)
        """
        from ccpi_nb.analysis.frames import frame_of

        return frame_of(self.evidence)

    def wide(self, periods: Periods = "", keys: Keys = (), *, breakdowns: bool = False) -> "pd.DataFrame":
        """Return one row an indicator and one column a period, as a data frame of traced values.

        Without `periods` or `keys` all that are held. A place that nothing is held for is a gap. With `breakdowns`
        there is a row for the whole, which has the blank one, and for each of its parts. InputError for an unknown key.

        >>> report.wide("2014-15-Q1, 2014-15-Q2", ["contracts_let", "contracts_let_value"])
        period               2014-15-Q1  2014-15-Q2
        indicator
        contracts_let                18          30
        contracts_let_value     £10.85m    £35.586m
        """
        from ccpi_nb.analysis.frames import wide_frame

        shown = self.evidence.published
        held = [row for row in shown if breakdowns or not row.breakdown]
        return wide_frame(
            self.evidence,
            [self.evidence.indicator(key).key for key in keys_of(keys)]
            or list(dict.fromkeys(row.indicator for row in held)),
            self._periods_of(periods) or tuple(sorted({row.period for row in held})),
            breakdowns=breakdowns,
        )
