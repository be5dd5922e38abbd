"""The calls that show tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ccpi_nb.content import tables
from ccpi_nb.document.model import Paragraph
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Opened, Periods, periods_of, publisher_of

if TYPE_CHECKING:  # a report that uses no frame does without pandas
    import pandas as pd

    from ccpi_nb.analysis.publishing import Decimals


class Tables(Opened):
    """Calls that show tables."""

    def headlines(self, keys: Sequence[str], at: Periods) -> Shown:
        """Show key figures side by side, each at the last of the periods that has a value."""
        return Shown(tables.headlines(self.evidence, keys, periods_of(at)))

    def table(self, keys: Sequence[str], periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators over periods, with targets, ratings and directions.

        Above the caption stands what the values come to; your own words for it go into `finding`, and are held to the
        values. It is so with all tables and charts that take one.
        """
        shown = tables.performance_table(self.evidence, keys, periods_of(periods), caption)
        return Shown(shown) if isinstance(shown, Paragraph) else self._headed(shown, keys, periods, finding)

    def breakdown_table(
        self, keys: Sequence[str], periods: Periods, caption: str, *, header: str, totals: bool = False
    ) -> Shown:
        """Show indicators by place or by service, at the last of the periods that has any.

        Where there are several, the caption names the one shown.
        """
        return Shown(
            tables.latest_breakdown_table(
                self.evidence, keys, periods_of(periods), caption, header=header, totals=totals
            )
        )

    def members_table(self, key: str, periods: Periods, caption: str, *, header: str) -> Shown:
        """Show one indicator by the members of its breakdown, over periods."""
        return Shown(tables.members_table(self.evidence, key, periods_of(periods), caption, header=header))

    def rate_table(
        self, numerator: str, denominator: str, rate: str, periods: Periods, caption: str, *, finding: str = ""
    ) -> Shown:
        """Show two numbers and the rate that follows from them, over periods."""
        table = tables.rate_table(self.evidence, numerator, denominator, rate, periods_of(periods), caption)
        return self._headed(table, [rate], periods, finding)

    def own_table(self, frame: "pd.DataFrame | pd.Series[Any]", caption: str, *, decimals: "Decimals" = None) -> Shown:
        """Show a data frame of your own: texts name the rows, values worked out from `report.frame` are the figures.

        Each figure keeps the rows of data behind it. Keys of indicators stand with their names, periods with their
        labels; `decimals` is for all columns, or by their names. InputError for plain numbers, which have no origin.
        """
        return Shown(publisher_of(self, f"the table '{caption}'").table(frame, caption, decimals))

    def history_table(self, key: str, reference: str, caption: str) -> Shown:
        """Show every value known of an indicator, with its distance to a reference.

        With '' for the reference, with target and rating and through all breaks in definition.
        """
        return Shown(tables.history_table(self.evidence, key, Period.parse(reference) if reference else None, caption))
