"""The call that shows all of a report's indicators at a glance."""

from ccpi_nb.content.scorecards import scorecard
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Keys, Periods, keys_of
from ccpi_nb.reports.registers import Registers


class Scorecards(Registers):
    """Calls that show how indicators stand."""

    def scorecard(
        self, keys: Keys = (), periods: Periods = "", caption: str = "Scorecard", *, register: str = ""
    ) -> Shown:
        """Show how indicators stand, a row each: latest value, target, rating, direction, trend.

        Left out, `keys` are all indicators of the report, and each is at its latest value; with `periods` at the last
        of them that has one. Above the table stands how many have which rating, below it what its words mean. From 13
        like values on a row also has variation and assurance, by the rules of NHS England's 'Making Data Count'. Where
        indicators are of several services, they stand by service. `register` is one of comments: what it says of the
        figures shown stands beside them. Drawings repeat what the words beside them say; the spreadsheet has the words.

        >>> report.scorecard(["invoices_paid_30_days", "contracts_let_on_time"], "2014-15-Q1, 2014-15-Q2")
        The one indicator with a target is off target: Invoices paid within 30 days (77.59%).
        Scorecard
        Indicator | Latest | Period | Target | Rating | Direction | Trend
        Invoices paid within 30 days | 77.59% | Jul to Sep 2014 | 100% | Off target | Improving | Improved since...
        Contracts let on time | 100% | Jul to Sep 2014 | None given | Not rated | No change | Stayed the same since...
        Off target: the target is missed, and by more than any tolerance.
        Improving and worsening compare the latest figure with the one before it.
        """
        chosen = keys_of(keys) or self.evidence.observed
        when = self._periods_of(periods)
        comments = self._rows(register, self.workbook.registers.comments) if register else ()
        first, *more = scorecard(self.evidence, chosen, caption, periods=when, comments=comments)
        return self._shown(first, chosen, when, *more)
