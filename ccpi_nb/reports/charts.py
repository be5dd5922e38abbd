"""The calls that show charts and pictures."""

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
from ccpi_nb.content.verdicts import describe
from ccpi_nb.document.model import Absent, Bullets, Chart, Paragraph, Table
from ccpi_nb.document.runs import Text, figures_of, plain
from ccpi_nb.document.sentences import run_on, say
from ccpi_nb.document.table_texts import figures_in
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Keys, Opened, Periods, keys_of, names_in_prose, publisher_of, reader_of
from ccpi_nb.trends.recovery import recovery_from
from ccpi_nb.trends.recovery_words import recovery_method, recovery_sentences, recovery_table
from ccpi_nb.workbook.meeting_files import PICTURES

if TYPE_CHECKING:  # a report that uses no frame does without pandas
    import pandas as pd

_IN_TABLE = "Every value is in the table below the chart."
# Of fewer values than these a chart answers no question that a sentence doesn't.
_FEWEST_VALUES = 3


class Charts(Opened):
    """Calls that show charts and pictures."""

    def period_bars(self, key: str, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show an indicator as a bar for each period, with its target; of fewer than three values a sentence.

        As every chart it has an alternative text, which says the point first and is what a terminal shows of it.
        Its values are in the spreadsheet.

        >>> report.period_bars("invoices_paid_30_days", "2014-15-Q1, 2014-15-Q2, 2014-10", "Invoices paid")
        Invoices paid within 30 days improved each time but missed the target each time
        Invoices paid
        Invoices paid within 30 days rose each time, from 74.16% in April to June 2014 to 79.99% in October 2014, but
        missed the target of 100% each time. Column chart, with 77.59% in July to September 2014.
        """
        chart = period_bars(self.evidence, key, self._periods_of(periods), caption)
        return self._drawn(chart, key, periods, finding)

    def period_lines(self, keys: Keys, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators of one unit as lines over periods, with their targets.

        InputError where their units differ: a chart has one scale.

        >>> report.period_lines("invoices_paid_30_days", "2014-15-Q1, 2014-15-Q2, 2014-10", "Invoices paid")
        Invoices paid within 30 days improved each time but missed the target each time
        Invoices paid
        Invoices paid within 30 days rose each time, from 74.16% in April to June 2014 to 79.99% in October 2014, but
        missed the target of 100% each time. Line chart, with 77.59% in July to September 2014.
        """
        chart = period_lines(self.evidence, keys_of(keys), self._periods_of(periods), caption)
        return self._drawn(chart, keys, periods, finding)

    def indicator_dots(self, keys: Keys, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators of one unit in a row each, with a dot for each period.

        More than a printed page holds become several charts, numbered in their captions.

        >>> report.indicator_dots(["invoices_paid_10_days", "invoices_paid_30_days"], "2014-15-Q1, 2014-15-Q2",
        ...                       "Invoices paid promptly")
        Both improved since April to June 2014; Invoices paid within 30 days missed the target both times
        Invoices paid promptly
        Both improved since April to June 2014; Invoices paid within 30 days missed the target both times. Dot chart.
        Invoices paid within 10 days: 21.53% in April to June 2014 and 33.85% in July to September 2014; Invoices paid
        within 30 days: 74.16% in April to June 2014 and 77.59% in July to September 2014 (target 100%). Every value is
        in this report's spreadsheet.
        """
        first, *more = dot_charts(self.evidence, keys_of(keys), self._periods_of(periods), caption)
        return Shown(*self._drawn(first, keys, periods, finding).blocks, *more)

    def breakdown_bars(self, key: str, periods: Periods, caption: str) -> Shown:
        """Show an indicator's members, such as places, as bars by period.

        >>> report.breakdown_bars("contractors_engaged", "2014-04/2014-10", "Contractors, by place")
        Lancashire had the most
        Contractors, by place
        Contractors by place: Lancashire had the most, 104, and Other the fewest, 28, from April to October 2014. Bar
        chart. Every value is in this report's spreadsheet.
        """
        when = self._periods_of(periods)
        first, *more = breakdown_charts(self.evidence, key, when, caption)
        finding = breakdown_finding(self.evidence.indicator(key), breakdown_at(self.evidence, key, when))
        return self._shown(headed(first, as_heading(finding)), key, when, *more, by_member=True)

    def history_chart(self, key: str, caption: str) -> Shown:
        """Show every value known over real dates, also before and after a break in definition.

        Each value is drawn as long as its period lasts. The reason of a break stands beneath.

        >>> report.history_chart("immediate_payment_requests", "Immediate payment")
        Immediate payment
        Payment requests requiring immediate invoices fell from 4,561 in April to June 2014 to 2,846 in July to
        September 2014, which is better. Chart over time.
        """
        first, *more = history_blocks(self.evidence, key, caption)
        return self._shown(first, key, (), *more)

    def recovery_chart(self, key: str, caption: str, *, reference: str, since: str) -> Shown:
        """Show an indicator over real dates, and its straight line on to the value at `reference`.

        `since` is the first of the days that the line goes through. The days that it gives stand in a table beneath,
        and how they were worked out.

        >>> report = open_report("2014-12-11", "6", datasets="health_assessments")
        >>> report.recovery_chart("health_assessments_up_to_date", "Health assessments", reference="2012-13",
        ...                       since="2014-06-30")
        Health assessments
        Children looked after with an up-to-date health assessment rose overall, from 52.5% on 30 June 2014 to 68.6%...
        The rate and the day that the straight line gives
        What was worked out | Estimate | Interval from | Interval to
        Change a week | 0.87 percentage points | 0.59 percentage points | 1.15 percentage points
        Day on which the line reaches 85.1% | 20 March 2015 | 2 February 2015 | 17 June 2015
        How this was worked out: The rate is that of the straight line nearest to the five figures (least squares). ...
        """
        target = self._period_of(reference)
        recovery = recovery_from(self.evidence, key, target, self._period_of(since))
        chart = recovery_chart(self.evidence, key, caption, reference=target, recovery=recovery)
        method = recovery_method(recovery)
        table = recovery_table(recovery)
        note = [Paragraph((Text("How this was worked out: ", strong=True), *method))] if method else []
        return Shown(chart, *([table] if table else []), *note)

    def recovery(self, key: str, *, reference: str, since: str) -> Shown:
        """Show what the straight line through the values since a day gives: distance, rate, when, and how sure.

        The level to come back to is the value at `reference`, or the target. Where the line doesn't lead there, or
        rests on too little, that is what the sentences say.

        >>> report = open_report("2014-12-11", "6", datasets="health_assessments")
        >>> report.recovery("health_assessments_up_to_date", reference="2012-13", since="2014-06-30")
        - At 68.6% on 9 November 2014, the figure was 16.5 percentage points below the 85.1% in 2012/13.
        - The papers give no target, so this report compares with 85.1% in 2012/13.
        - From 30 June 2014 to 9 November 2014 it rose by 0.87 percentage points a week on average.
        - At this rate the figure would return to 85.1% around March 2015; ...
        """
        recovery = recovery_from(self.evidence, key, self._period_of(reference), self._period_of(since))
        return Shown(Bullets(recovery_sentences(recovery, self.evidence)))

    def control_chart(self, key: str, periods: Periods, caption: str) -> Shown:
        """Show how the values vary and whether the target is in reach, or why no chart can.

        It is an XmR chart by the rules of NHS England's 'Making Data Count', from 13 values on. With '' for the
        periods, those of the kind that has most values are drawn. InputError where periods differ in kind or overlap.

        >>> report.control_chart("invoices_paid_30_days", "", "Invoices paid in time")
        There are too few figures (2 of the 13 needed) to tell real change from chance.
        """
        when = self._periods_of(periods)
        first, *more = control_blocks(self.evidence, key, when, caption)
        return self._shown(first, key, when, *more)

    def style(self) -> None:
        """Have what you draw yourself from now on look like the report's own charts.

        >>> report.style()
        """
        use_house_style()

    def own_chart(
        self, drawing: object, caption: str, alt: str, *, data: "pd.DataFrame | pd.Series[Any] | None" = None
    ) -> Shown:
        """Show a chart of your own: a figure of matplotlib's, its axes, or a grid of seaborn's.

        `alt` describes in a sentence or two what it shows, and may have slots. `data` is the frame that it is drawn
        from: its values are then the chart's figures, and stand in a table below. Without it the chart may have no
        number but those of its scales. How high bars are drawn is not compared with `data`.

        >>> from matplotlib.figure import Figure
        >>> paid = report.frame.query("indicator == 'invoices_paid_30_days' and period != '2014-10'")
        >>> own = Figure()
        >>> bars = own.subplots().bar(paid["period"], paid["value"].astype(float))
        >>> report.own_chart(own, "Invoices paid in time", "Two bars: the second is higher.", data=paid)
        Invoices paid in time
        Two bars: the second is higher. Every value is in the table below the chart.
        Invoices paid in time: the values, Invoices paid within 30 days
        Period | Value
        April to June 2014 | 74.16%
        July to September 2014 | 77.59%
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
            names=(*names_in_prose(self.workbook), *(known.breakdown for known in self.evidence.observations)),
        )
        return Shown(chart, *tables)

    def _drawn(self, chart: Chart | Absent, keys: Keys, periods: Periods, finding: str) -> Shown:
        """Show a chart; of fewer than three values a sentence for each indicator, which says as much."""
        every = results_at(self.evidence, keys_of(keys), self._periods_of(periods))
        last = [
            valued[-1] for results in every if (valued := [result for result in results if result.value is not None])
        ]
        headed_chart = self._headed(chart, keys, periods, finding)
        few = sum(result.value is not None for results in every for result in results) < _FEWEST_VALUES
        if few and last:
            return self._shown(Paragraph(run_on(map(describe, last))), keys, self._periods_of(periods))
        return headed_chart

    def picture(self, file: str, caption: str, alt: str) -> Shown:
        """Show a map or photograph of data/pictures, such as 'procurement/depots.png'; `alt` describes what it shows.

        It is a PNG or JPEG, without what a camera noted in it. Its folder has the name of the dataset or register that
        it belongs to; InputError where the report may not read that, or there is no such file.

        >>> report.picture("procurement/depots.png", "The depots", "Map. Three depots lie north of the river.")
        Traceback (most recent call last):
            ...
        ccpi_nb.errors.InputError: item 4: there is no picture data/pictures/procurement/depots.png; there are none
        """
        content = self.workbook.picture(file, self.report.part, reader_of(self.report))
        return Shown(picture(content, f"{PICTURES}/{file}", caption, alt))
