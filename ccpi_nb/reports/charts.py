"""The calls that show charts and pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ccpi_nb.charts.bar_charts import breakdown_charts
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.control_charts import control_blocks
from ccpi_nb.charts.dot_charts import dot_charts
from ccpi_nb.charts.history_charts import history_blocks
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.charts.own_charts import drawn, use_house_style
from ccpi_nb.charts.pictures import picture
from ccpi_nb.charts.recovery_charts import recovery_chart
from ccpi_nb.content.findings import as_heading, breakdown_at, breakdown_finding, headed, results_at
from ccpi_nb.content.recovery import recovery_from, recovery_method, recovery_sentences
from ccpi_nb.document.model import Absent, Bullets, Chart, Paragraph, Table, Text, figures_of, plain
from ccpi_nb.document.sentences import describe, run_on, say
from ccpi_nb.document.table_texts import figures_in
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Opened, Periods, periods_of, publisher_of, reader_of
from ccpi_nb.workbook.inputs import PICTURES

if TYPE_CHECKING:  # a report that uses no frame does without pandas
    import pandas as pd

_IN_TABLE = "Every value is in the table below the chart."
# Of fewer values than these a chart answers no question that a sentence doesn't.
_FEWEST_VALUES = 3


class Charts(Opened):
    """Calls that show charts and pictures."""

    def period_bars(self, key: str, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show an indicator as a bar for each period."""
        return self._drawn(period_bars(self.evidence, key, periods_of(periods), caption), [key], periods, finding)

    def period_lines(self, keys: Sequence[str], periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators as lines over periods."""
        chart = period_lines(self.evidence, keys, periods_of(periods), caption)
        return self._drawn(chart, keys, periods, finding)

    def indicator_dots(self, keys: Sequence[str], periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators in a row each, with a dot for each period."""
        first, *more = dot_charts(self.evidence, keys, periods_of(periods), caption)
        return Shown(*self._drawn(first, keys, periods, finding).blocks, *more)

    def breakdown_bars(self, key: str, periods: Periods, caption: str) -> Shown:
        """Show an indicator's members as bars, by period."""
        first, *more = breakdown_charts(self.evidence, key, periods_of(periods), caption)
        held = breakdown_at(self.evidence, key, periods_of(periods))
        finding = breakdown_finding(self.evidence.indicator(key), held)
        return Shown(headed(first, as_heading(finding)), *more)

    def history_chart(self, key: str, caption: str) -> Shown:
        """Show every value known over real dates, also before and after a break in definition.

        The reason of a break stands beneath.
        """
        return Shown(*history_blocks(self.evidence, key, caption))

    def recovery_chart(self, key: str, caption: str, *, reference: str, since: str) -> Shown:
        """Show an indicator over real dates, its straight line on to the reference, and how that was worked out."""
        target = Period.parse(reference)
        recovery = recovery_from(self.evidence, key, target, Period.parse(since))
        chart = recovery_chart(self.evidence, key, caption, reference=target, recovery=recovery)
        method = recovery_method(recovery)
        note = [Paragraph((Text("How this was worked out: ", strong=True), *method))] if method else []
        return Shown(chart, *note)

    def recovery(self, key: str, *, reference: str, since: str) -> Shown:
        """Show what the straight line through the values since a day gives: distance, rate, when, and how sure."""
        recovery = recovery_from(self.evidence, key, Period.parse(reference), Period.parse(since))
        return Shown(Bullets(recovery_sentences(recovery, self.evidence)))

    def control_chart(self, key: str, periods: Periods, caption: str) -> Shown:
        """Show how the values vary and whether the target is in reach, or why no chart can.

        With '' for the periods, those of the kind that has most values are drawn.
        """
        return Shown(*control_blocks(self.evidence, key, periods_of(periods), caption))

    def style(self) -> None:
        """Have what you draw yourself from now on look like the report's own charts."""
        use_house_style()

    def own_chart(
        self, drawing: object, caption: str, alt: str, *, data: "pd.DataFrame | pd.Series[Any] | None" = None
    ) -> Shown:
        """Show a chart of your own: a figure of matplotlib's, its axes, or a grid of seaborn's.

        `alt` describes in a sentence or two what it shows, and may have slots. `data` is the frame that it is drawn
        from: its values are then the chart's figures, and stand in a table below. Without it the chart may have no
        number but those of its scales.
        """
        words = say(alt, self.evidence)
        tables: list[Table] = []
        if data is not None:
            own = publisher_of(self, f"the data of the chart '{caption}'")
            tables.append(own.chart_table(data, f"{caption}: the values"))
        shown = [figure for table in tables for row in table.rows for cell in row for figure in figures_in(cell)]
        chart = drawn(
            drawing,
            caption,
            f"{plain(words)} {_IN_TABLE if tables else ''}",
            tuple(dict.fromkeys((*shown, *figures_of(words)))),
            indicators={key: indicator.name for key, indicator in self.evidence.indicators.items()},
            names=(*self.workbook.names, *(known.breakdown for known in self.evidence.observations)),
        )
        return Shown(chart, *tables)

    def _drawn(self, chart: Chart | Absent, keys: Sequence[str], periods: Periods, finding: str) -> Shown:
        """Show a chart; of fewer than three values a sentence for each indicator, which says as much."""
        every = results_at(self.evidence, keys, periods_of(periods))
        last = [
            valued[-1] for results in every if (valued := [result for result in results if result.value is not None])
        ]
        headed_chart = self._headed(chart, keys, periods, finding)
        few = sum(result.value is not None for results in every for result in results) < _FEWEST_VALUES
        return Shown(Paragraph(run_on(map(describe, last)))) if few and last else headed_chart

    def picture(self, file: str, caption: str, alt: str) -> Shown:
        """Show a map or photograph of data/pictures, such as 'procurement/depots.png'; `alt` describes what it shows.

        Its folder has the name of the dataset or register that it belongs to.
        """
        content = self.workbook.picture(file, self.report.part, reader_of(self.report))
        return Shown(picture(content, f"{PICTURES}/{file}", caption, alt))
