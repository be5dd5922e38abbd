"""The calls that show tables."""

from ccpi_nb.content import tables
from ccpi_nb.document.model import Paragraph
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Keys, Opened, Periods, keys_of


class Tables(Opened):
    """Calls that show tables."""

    def headlines(self, keys: Keys, at: Periods) -> Shown:
        """Show key figures side by side, each at the last of the periods that has a value."""
        when = self._periods_of(at)
        return self._shown(tables.headlines(self.evidence, keys_of(keys), when), keys, when)

    def table(self, keys: Keys, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators over periods, with targets, ratings and directions.

        Above the caption stands what the values come to; your own words for it go into `finding`, and are held to the
        values. It is so with all tables and charts that take one.
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

        Where there are several, the caption names the one shown.
        """
        when = self._periods_of(periods)
        table = tables.latest_breakdown_table(self.evidence, keys_of(keys), when, caption, header=header, totals=totals)
        return self._shown(table, keys, when, by_member=True)

    def members_table(self, key: str, periods: Periods, caption: str, *, header: str) -> Shown:
        """Show one indicator by the members of its breakdown, over periods."""
        when = self._periods_of(periods)
        return self._shown(
            tables.members_table(self.evidence, key, when, caption, header=header), key, when, by_member=True
        )

    def rate_table(
        self, numerator: str, denominator: str, rate: str, periods: Periods, caption: str, *, finding: str = ""
    ) -> Shown:
        """Show two numbers and the rate that follows from them, over periods."""
        when = self._periods_of(periods)
        table = tables.rate_table(self.evidence, numerator, denominator, rate, when, caption)
        return self._headed(table, rate, periods, finding)

    def history_table(self, key: str, reference: str, caption: str) -> Shown:
        """Show every value known of an indicator, with its distance to a reference.

        With '' for the reference, with target and rating and through all breaks in definition.
        """
        base = self._period_if_any(reference)
        return self._shown(tables.history_table(self.evidence, key, base, caption), key, ())
