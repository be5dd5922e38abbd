"""The calls that show charts and pictures."""

from matplotlib.figure import Figure as Drawing

from ccpi_nb.charts.bar_charts import breakdown_charts
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.control_charts import control_blocks
from ccpi_nb.charts.dot_charts import dot_charts
from ccpi_nb.charts.history_charts import history_blocks
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.charts.pictures import drawn, picture
from ccpi_nb.charts.recovery_charts import recovery_chart
from ccpi_nb.content.findings import as_heading, breakdown_at, breakdown_finding, headed
from ccpi_nb.content.recovery import recovery_from, recovery_method, recovery_sentences
from ccpi_nb.document.model import Bullets, Paragraph, Text
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Keys, Opened, Periods, keys_of, reader_of
from ccpi_nb.workbook.inputs import PICTURES


class Charts(Opened):
    """Calls that show charts and pictures."""

    def period_bars(self, key: str, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show an indicator as a bar for each period."""
        chart = period_bars(self.evidence, key, self._periods_of(periods), caption)
        return self._headed(chart, key, periods, finding)

    def period_lines(self, keys: Keys, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators as lines over periods."""
        chart = period_lines(self.evidence, keys_of(keys), self._periods_of(periods), caption)
        return self._headed(chart, keys, periods, finding)

    def indicator_dots(self, keys: Keys, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators in a row each, with a dot for each period."""
        first, *more = dot_charts(self.evidence, keys_of(keys), self._periods_of(periods), caption)
        return Shown(*self._headed(first, keys, periods, finding).blocks, *more)

    def breakdown_bars(self, key: str, periods: Periods, caption: str) -> Shown:
        """Show an indicator's members as bars, by period."""
        when = self._periods_of(periods)
        first, *more = breakdown_charts(self.evidence, key, when, caption)
        finding = breakdown_finding(self.evidence.indicator(key), breakdown_at(self.evidence, key, when))
        return self._shown(headed(first, as_heading(finding)), key, when, *more, by_member=True)

    def history_chart(self, key: str, caption: str) -> Shown:
        """Show every value known over real dates, also before and after a break in definition.

        The reason of a break stands beneath.
        """
        first, *more = history_blocks(self.evidence, key, caption)
        return self._shown(first, key, (), *more)

    def recovery_chart(self, key: str, caption: str, *, reference: str, since: str) -> Shown:
        """Show an indicator over real dates, its straight line on to the reference, and how that was worked out."""
        target = self._period_of(reference)
        recovery = recovery_from(self.evidence, key, target, self._period_of(since))
        chart = recovery_chart(self.evidence, key, caption, reference=target, recovery=recovery)
        method = recovery_method(recovery)
        note = [Paragraph((Text("How this was worked out: ", strong=True), *method))] if method else []
        return Shown(chart, *note)

    def recovery(self, key: str, *, reference: str, since: str) -> Shown:
        """Show what the straight line through the values since a day gives: distance, rate, when, and how sure."""
        recovery = recovery_from(self.evidence, key, self._period_of(reference), self._period_of(since))
        return Shown(Bullets(recovery_sentences(recovery, self.evidence)))

    def control_chart(self, key: str, periods: Periods, caption: str) -> Shown:
        """Show how the values vary and whether the target is in reach, or why no chart can.

        With '' for the periods, those of the kind that has most values are drawn.
        """
        when = self._periods_of(periods)
        first, *more = control_blocks(self.evidence, key, when, caption)
        return self._shown(first, key, when, *more)

    def drawing(self, drawing: Drawing, caption: str, alt: str) -> Shown:
        """Show your own matplotlib figure; `alt` describes in a sentence or two what it shows."""
        return Shown(drawn(drawing, caption, alt))

    def picture(self, file: str, caption: str, alt: str) -> Shown:
        """Show a map or photograph of data/pictures, such as 'procurement/depots.png'; `alt` describes what it shows.

        Its folder has the name of the dataset or register that it belongs to.
        """
        content = self.workbook.picture(file, self.report.part, reader_of(self.report))
        return Shown(picture(content, f"{PICTURES}/{file}", caption, alt))
