"""The calls that show tables."""

from typing import TYPE_CHECKING, Any

from ccpi_nb.content import breakdown_tables, tables
from ccpi_nb.document.model import Paragraph
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Keys, Opened, Periods, keys_of, publisher_of

if TYPE_CHECKING:  # a report that uses no frame does without pandas
    import pandas as pd

    from ccpi_nb.analysis.publishing import Decimals


class Tables(Opened):
    """Calls that show tables."""

    def headlines(self, keys: Keys, at: Periods) -> Shown:
        """Show key figures side by side, each at the last of the periods that has a value.

        >>> report.headlines(["invoices_paid_30_days"], "2014-15-Q2")
        Invoices paid within 30 days: 77.59% July to September 2014. Target 100%. Up 3.43 percentage points on April to
        June 2014
        """
        when = self._periods_of(at)
        return self._shown(tables.headlines(self.evidence, keys_of(keys), when), keys, when)

    def table(self, keys: Keys, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators over periods: an indicator a row, a period a column, then target, rating and direction.

        Values are in the indicators' units. Rating and direction are of the last value shown, and a note says where the
        year so far is rated otherwise; from 13 values on, another has a control chart's verdict. Indicators and periods
        without any value are left out. Above the caption stands what the values come to; your own words for it go into
        `finding`, and are held to the values: InputError where they say 'rose', 'improved' or the like and nothing did.
        It is so with all tables and charts that take one.

        >>> report.table("invoices_paid_30_days", "2014-15-Q1, 2014-15-Q2", "Invoices paid in time")
        Invoices paid within 30 days improved since April to June 2014 but missed the target both times
        Invoices paid in time
        Measure | Apr to Jun 2014 | Jul to Sep 2014 | Target | Rating | Direction
        Invoices paid within 30 days | 74.16% | 77.59% | 100% | Off target | Improving
        Ratings are for July to September 2014.
        A direction compares two figures, those of July to September 2014 and April to June 2014.
        """
        when = self._periods_of(periods)
        shown = tables.performance_table(self.evidence, keys_of(keys), when, caption)
        if isinstance(shown, Paragraph):
            return self._shown(shown, keys, when)
        return self._headed(shown, keys, periods, finding)

    def breakdown_table(
        self, keys: Keys, periods: Periods, caption: str, *, header: str, totals: bool = False
    ) -> Shown:
        """Show indicators by place or by service, at the last of the periods that has any.

        A member is a row, an indicator a column; `header` names the members. `totals=True` adds a row of totals, where
        the parts add up. Where there are several periods, the caption names the one shown.

        >>> report.breakdown_table(["contracts_awarded", "contractors_engaged"], "2014-04/2014-10", "Contracts",
        ...                        header="Place", totals=True)
        Contracts
        Place | Contracts or framework arrangements awarded | Contractors
        Lancashire | 31 | 104
        North West | 11 | 35
        Other | 24 | 28
        Total | 66 | 167
        """
        when = self._periods_of(periods)
        table = breakdown_tables.latest_breakdown_table(
            self.evidence, keys_of(keys), when, caption, header=header, totals=totals
        )
        return self._shown(table, keys, when, by_member=True)

    def members_table(self, key: str, periods: Periods, caption: str, *, header: str) -> Shown:
        """Show one indicator by the members of its breakdown: a member a row, a period a column.

        >>> report.members_table("contractors_engaged", "2014-04/2014-10", "Contractors", header="Place")
        Contractors
        Place | Apr to Oct 2014
        Lancashire | 104
        North West | 35
        Other | 28
        """
        when = self._periods_of(periods)
        return self._shown(
            breakdown_tables.members_table(self.evidence, key, when, caption, header=header), key, when, by_member=True
        )

    def rate_table(
        self, numerator: str, denominator: str, rate: str, periods: Periods, caption: str, *, finding: str = ""
    ) -> Shown:
        """Show two numbers and the rate that follows from them, a period a row.

        The rate is shown as published and as worked out again from `numerator` and `denominator`; the published one is
        rated.

        >>> report.rate_table("ap_calls_answered", "ap_calls_offered", "ap_calls_answered_rate", "2014-10",
        ...                   "Calls answered")
        Calls answered as a share of calls offered met the target
        Calls answered
        Period | Calls answered | Calls offered | Rate as published | Rate worked out again | Target | Rating
        October 2014 | 3,339 | 3,606 | 92.6% | 92.6% | at least 90% | On target
        """
        when = self._periods_of(periods)
        table = tables.rate_table(self.evidence, numerator, denominator, rate, when, caption)
        return self._headed(table, rate, periods, finding)

    def own_table(self, frame: "pd.DataFrame | pd.Series[Any]", caption: str, *, decimals: "Decimals" = None) -> Shown:
        """Show a data frame of your own: texts name the rows, values worked out from `report.frame` are the figures.

        Each figure keeps the rows of data behind it. Keys of indicators stand with their names, periods with their
        labels; `decimals` is for all columns, or by their names. InputError for plain numbers, which have no origin.

        >>> wide = report.wide("2014-15-Q1, 2014-15-Q2", ["invoices_paid_10_days", "invoices_paid_30_days"])
        >>> first, last = wide.columns
        >>> report.own_table(wide.assign(change=wide[last] - wide[first]), "Invoices paid promptly")
        Invoices paid promptly
        Indicator | Apr to Jun 2014 | Jul to Sep 2014 | Change
        Invoices paid within 10 days | 21.53% | 33.85% | 12.32 percentage points
        Invoices paid within 30 days | 74.16% | 77.59% | 3.43 percentage points
        """
        return Shown(publisher_of(self, f"the table '{caption}'").table(frame, caption, decimals))

    def history_table(self, key: str, reference: str, caption: str) -> Shown:
        """Show every value known of an indicator, earliest first, with its distance to that of a reference period.

        With '' for the reference, with target and rating and through all breaks in definition. InputError where the
        reference has no value.

        >>> report.history_table("invoices_paid_10_days", "2014-15-Q1", "Invoices paid soon")
        Invoices paid soon
        Period or day | Invoices paid within 10 days | Difference from April to June 2014
        April to June 2014 | 21.53% | –
        July to September 2014 | 33.85% | +12.32 percentage points
        October 2014 | 41.17%... | +19.64 percentage points
        [note 1] The dashboard prints 'No Target'.
        """
        base = self._period_if_any(reference)
        return self._shown(tables.history_table(self.evidence, key, base, caption), key, ())
