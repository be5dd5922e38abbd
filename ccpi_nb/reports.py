"""What a notebook works with: `open_report`, and one short call for every table, chart or paragraph."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import pandas as pd
from matplotlib.figure import Figure as Drawing

from ccpi_nb.charts.bar_charts import breakdown_charts
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.control_charts import control_blocks
from ccpi_nb.charts.dot_charts import dot_charts
from ccpi_nb.charts.history_charts import history_blocks
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.charts.pictures import drawn, picture
from ccpi_nb.charts.recovery_charts import recovery_chart
from ccpi_nb.content import tables
from ccpi_nb.content.findings import as_heading, breakdown_at, breakdown_finding, headed, heading, results_at
from ccpi_nb.content.main_points import main_points
from ccpi_nb.content.recovery import recovery_from, recovery_method, recovery_sentences
from ccpi_nb.content.register_tables import (
    action_counts,
    action_tables,
    deliverable_counts,
    deliverable_summary,
    deliverable_tables,
    lessons_table,
    systems_table,
)
from ccpi_nb.document.figures import target_runs
from ccpi_nb.document.model import Absent, Block, Bullets, Chart, Inset, Masthead, Paragraph, Runs, Table, Text, plain
from ccpi_nb.document.sentences import describe, rating_counts, run_on, say, say_held
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation, rate
from ccpi_nb.domain.meetings import PART_NAMES, Meeting, Report
from ccpi_nb.domain.parameters import refuse_numbers
from ccpi_nb.domain.periods import Period, day_name, periods_in
from ccpi_nb.domain.protection import without
from ccpi_nb.errors import NoSuchCall, did_you_mean
from ccpi_nb.render.notebook_output import Shown, masthead_bundle
from ccpi_nb.workbook.inputs import PICTURES, Workbook
from ccpi_nb.workbook.meeting_checks import protections_of
from ccpi_nb.workbook.registers import Update, paragraphs

Periods = str | Sequence[str]
Rows = TypeVar("Rows")


def open_report(meeting: str, item: str, datasets: str) -> "OpenReport":
    """Return the report that an agenda item presents, over the datasets named (with commas).

    It has what was known by the meeting's date. A Part I report is refused whatever a Part II item of any meeting
    declares exempt.
    """
    refuse_numbers(meeting=meeting, item=item, datasets=datasets)
    workbook = Workbook.around(Path.cwd())
    sitting = workbook.meeting(meeting)
    report = sitting.report(item)
    names = [name.strip() for name in datasets.split(",") if name.strip()]
    for name in names:
        workbook.refuse_undeclared(name, report.part, _reader(report))
    evidence = workbook.evidence(names, sitting.date, report.part, _reader(report))
    observed = {observation.indicator for observation in evidence.observations}
    own = [
        replace(protection, about=protection.about and protection.about | observed)
        if protection.disclosure == report.disclosure
        else protection
        for protection in protections_of(workbook, sitting, report.part)
    ]
    # What another report of the Part hides, this one hides as well, and says so.
    hides = [protection.disclosure for protection in own if any(map(protection.touches, observed))]
    shown_as = replace(report, disclosure=report.disclosure or next(iter(hides), None))
    return OpenReport(workbook, sitting, shown_as, without(evidence, own))


@dataclass(frozen=True, repr=False)
class OpenReport:
    """A report as its notebook uses it: a call for each thing to show.

    The calls are in this order: words, tables, charts, registers, the committee's standing sections. Periods are
    written as in data files, several with commas or from one to another: '2014-15-Q1, 2014-15-Q2', '2013-01..2014-12'.
    """

    workbook: Workbook
    meeting: Meeting
    report: Report
    evidence: Evidence

    if not TYPE_CHECKING:  # to a type checker, whatever is not there would be

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("_"):  # what Python and Jupyter ask of every object
                raise AttributeError(name)
            calls = {call for call in vars(type(self)) if not call.startswith("_")}
            raise NoSuchCall(f"a report has no call '{name}'; {did_you_mean(name, calls)}")

    @cached_property
    def masthead(self) -> Masthead:
        """The report's title, meeting, item and Part, and for Part II its restriction."""
        report, meeting = self.report, self.meeting
        letter = report.item.removeprefix(str(report.number))
        item = f"{report.number}, Appendix {letter}" if letter else str(report.number)
        context = (
            *meeting.bodies,
            ("Meeting", meeting.day),
            ("Agenda item", item),
            ("Part", PART_NAMES[report.part]),
            *([("Small numbers", report.disclosure.summary)] if report.disclosure else []),
        )
        return Masthead(report.title, str(meeting.date), context, report.restriction)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return masthead_bundle(self.masthead)

    def say(self, *sentences: str, at: str = "") -> Shown:
        """Show a paragraph of sentences with slots for figures.

        A slot without a period means `at`, and without a value there its sentence is left out.
        """
        return self._as_held(sentences, at, lambda said: Paragraph(run_on(said)))

    def points(self, *sentences: str, at: str = "") -> Shown:
        """Show sentences with slots as bullets, filled as `say` does."""
        return self._as_held(sentences, at, Bullets)

    def caution(self, *sentences: str, at: str = "") -> Shown:
        """Show sentences with slots as a paragraph set apart, filled as `say` does."""
        return self._as_held(sentences, at, lambda said: Inset(run_on(said)))

    def main_points(self, periods: Periods, *sentences: str, keys: Sequence[str] = (), at: str = "") -> Shown:
        """Show what matters most of a report as up to six bullets, the worst first.

        Sentences with slots come before all others, in your order, and what they tell of is not told again. The rest is
        chosen among `keys`, or all indicators, each at the last of the periods that has a value: what is off target,
        worse, or better.
        """
        said, left_out = say_held(sentences, self.evidence, Period.parse(at) if at else None)
        found = [self.evidence.latest_result(key, _periods(periods)) for key in keys or self.evidence.indicators]
        points = main_points(self.evidence, filter(None, found), said)
        return Shown(points, *_left_out(left_out, at))

    def results(self, keys: Sequence[str], at: Periods) -> Shown:
        """Show a bullet for each indicator: value, target, rating, change.

        Each is at the last of the periods that has a value.
        """
        found = [self.evidence.latest_result(key, _periods(at)) for key in keys]
        items = tuple(describe(result) for result in found if result)
        return Shown(Bullets(items) if items else Absent(f"No indicator has a value at {at}."))

    def rating_counts(self, periods: Periods) -> Shown:
        """Show how many of all indicators with a target are on target.

        Each is at the last of the periods that has a value.
        """
        found = [self.evidence.latest_result(key, _periods(periods)) for key in self.evidence.indicators]
        counts = rating_counts(result for result in found if result)
        return Shown(Paragraph(counts) if counts else Absent("No indicator with a target has a value."))

    def headlines(self, keys: Sequence[str], at: Periods) -> Shown:
        """Show key figures side by side, each at the last of the periods that has a value."""
        return Shown(tables.headlines(self.evidence, keys, _periods(at)))

    def table(self, keys: Sequence[str], periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators over periods, with targets, ratings and directions.

        Above the caption stands what the values come to; your own words for it go into `finding`, and are held to the
        values. It is so with all tables and charts that take one.
        """
        shown = tables.performance_table(self.evidence, keys, _periods(periods), caption)
        return Shown(shown) if isinstance(shown, Paragraph) else self._headed(shown, keys, periods, finding)

    def breakdown_table(
        self, keys: Sequence[str], periods: Periods, caption: str, *, header: str, totals: bool = False
    ) -> Shown:
        """Show indicators by place or by service, at the last of the periods that has any.

        Where there are several, the caption names the one shown.
        """
        return Shown(
            tables.latest_breakdown_table(self.evidence, keys, _periods(periods), caption, header=header, totals=totals)
        )

    def members_table(self, key: str, periods: Periods, caption: str, *, header: str) -> Shown:
        """Show one indicator by the members of its breakdown, over periods."""
        return Shown(tables.members_table(self.evidence, key, _periods(periods), caption, header=header))

    def rate_table(
        self, numerator: str, denominator: str, rate: str, periods: Periods, caption: str, *, finding: str = ""
    ) -> Shown:
        """Show two numbers and the rate that follows from them, over periods."""
        table = tables.rate_table(self.evidence, numerator, denominator, rate, _periods(periods), caption)
        return self._headed(table, [rate], periods, finding)

    def history_table(self, key: str, reference: str, caption: str) -> Shown:
        """Show every value known of an indicator, with its distance to a reference.

        With '' for the reference, with target and rating and through all breaks in definition.
        """
        return Shown(tables.history_table(self.evidence, key, Period.parse(reference) if reference else None, caption))

    def period_bars(self, key: str, periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show an indicator as a bar for each period."""
        chart = period_bars(self.evidence, key, _periods(periods), caption)
        return self._headed(chart, [key], periods, finding)

    def period_lines(self, keys: Sequence[str], periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators as lines over periods."""
        chart = period_lines(self.evidence, keys, _periods(periods), caption)
        return self._headed(chart, keys, periods, finding)

    def indicator_dots(self, keys: Sequence[str], periods: Periods, caption: str, *, finding: str = "") -> Shown:
        """Show indicators in a row each, with a dot for each period."""
        first, *more = dot_charts(self.evidence, keys, _periods(periods), caption)
        return Shown(*self._headed(first, keys, periods, finding).blocks, *more)

    def breakdown_bars(self, key: str, periods: Periods, caption: str) -> Shown:
        """Show an indicator's members as bars, by period."""
        first, *more = breakdown_charts(self.evidence, key, _periods(periods), caption)
        held = breakdown_at(self.evidence, key, _periods(periods))
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
        return Shown(*control_blocks(self.evidence, key, _periods(periods), caption))

    def drawing(self, drawing: Drawing, caption: str, alt: str) -> Shown:
        """Show your own matplotlib figure; `alt` describes in a sentence or two what it shows."""
        return Shown(drawn(drawing, caption, alt))

    def picture(self, file: str, caption: str, alt: str) -> Shown:
        """Show a map or photograph of data/pictures, such as 'procurement/depots.png'; `alt` describes what it shows.

        Its folder has the name of the dataset or register that it belongs to.
        """
        content = self.workbook.picture(file, self.report.part, _reader(self.report))
        return Shown(picture(content, f"{PICTURES}/{file}", caption, alt))

    def prose(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as paragraphs, as its column `paragraph` divides it."""
        said = self._paragraphs(self._updates(register, topic))
        return Shown(*map(Paragraph, said)) if said else Shown(_nothing(topic))

    def updates(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as bullets, one for each of its paragraphs."""
        said = self._paragraphs(self._updates(register, topic))
        return Shown(Bullets(said) if said else _nothing(topic))

    def updates_by_period(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as bullets under a line for each period."""
        rows = self._updates(register, topic)
        blocks: list[Block] = []
        for period in dict.fromkeys(row.period for row in rows):
            if period:
                blocks.append(Paragraph.of(period.label, strong=True))
            blocks.append(Bullets(self._paragraphs([row for row in rows if row.period == period])))
        return Shown(*(blocks or [_nothing(topic)]))

    def action_counts(self, register: str) -> Shown:
        """Show how many actions of an improvement plan are green, amber and red."""
        return Shown(action_counts(self._rows(register, self.workbook.registers.actions)))

    def action_tables(self, register: str) -> Shown:
        """Show a table for each theme of an improvement plan."""
        return Shown(*action_tables(self._rows(register, self.workbook.registers.actions), self.evidence))

    def deliverable_summary(self, register: str) -> Shown:
        """Show how many outcomes of a programme are complete, and how many deliverables are signed off."""
        return Shown(deliverable_summary(self._rows(register, self.workbook.registers.deliverables)))

    def deliverable_counts(self, register: str) -> Shown:
        """Show a programme's deliverables by outcome, as a table with totals."""
        return Shown(deliverable_counts(self._rows(register, self.workbook.registers.deliverables)))

    def deliverable_tables(self, register: str) -> Shown:
        """Show a table for each outcome, and a caution where something is signed off after the meeting."""
        return Shown(
            *deliverable_tables(
                self._rows(register, self.workbook.registers.deliverables), self.meeting.date, self.evidence
            )
        )

    def lessons_table(self, register: str, caption: str) -> Shown:
        """Show what a programme taught: lesson, recommendation, who is responsible."""
        return Shown(lessons_table(self._rows(register, self.workbook.registers.lessons), caption, self.evidence))

    def systems(self, register: str) -> Shown:
        """Show core systems in one table: stage, date due, position, main risk."""
        return Shown(systems_table(self._rows(register, self.workbook.registers.systems), self.evidence))

    def recommendation(self) -> Shown:
        """Show what the committee is asked to do."""
        asked = self.report.sections.recommendation
        if not asked:
            return Shown(Absent(f"params/{self.meeting.key}.yaml says no recommendation for item {self.report.item}."))
        who = Paragraph.of("The committee is asked to:")
        return Shown(who, Bullets(self._said(asked), ordered=len(asked) > 1))

    def consultations(self) -> Shown:
        """Show who was consulted."""
        return Shown(Paragraph(say(self.report.sections.consultations or "None recorded.", self.evidence)))

    def risk(self) -> Shown:
        """Show the report's risk management."""
        return Shown(Paragraph(say(self.report.sections.risk or "None recorded.", self.evidence)))

    def background_papers(self) -> Shown:
        """Show the papers that the report rests on."""
        papers = self.report.sections.background_papers
        if not papers:
            return Shown(Paragraph.of("None recorded."))
        return Shown(Bullets.of(f"{paper.title}, {day_name(paper.date)}" for paper in papers))

    def exemption(self) -> Shown:
        """Show the reason for inclusion in Part II; nothing for a Part I report."""
        exemption = self.report.exemption
        if not exemption:
            return Shown(Absent("This is a Part I report."))
        return Shown(Paragraph.of(f"{exemption.restriction} {exemption.reason}"))

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """What the report would show, as a data frame, for exploring and drawing only.

        It has one row for each indicator, period and breakdown, so that sums and pivots are those of the report.
        """
        frame = self.frame_all
        return frame[frame["shown"]].drop(columns="shown").reset_index(drop=True)

    @cached_property
    def frame_all(self) -> "pd.DataFrame":
        """Every observation that the report may use, with those that it shows no more, or another in their place.

        `shown` tells which `frame` has.
        """
        published = frozenset(self.evidence.published)
        rows = [_frame_row(self.evidence, observation) for observation in self.evidence.observations]
        shown = [observation in published for observation in self.evidence.observations]
        return pd.DataFrame(rows, columns=_FRAME_COLUMNS).assign(shown=shown)

    def _headed(self, block: Table | Chart | Absent, keys: Sequence[str], periods: Periods, finding: str) -> Shown:
        shown = results_at(self.evidence, keys, _periods(periods))
        return Shown(headed(block, heading(self.evidence, shown, finding)))

    def _said(self, sentences: Sequence[str]) -> tuple[Runs, ...]:
        return tuple(say(sentence, self.evidence) for sentence in sentences)

    def _as_held(self, sentences: Sequence[str], at: str, block: Callable[[tuple[Runs, ...]], Block]) -> Shown:
        said, left_out = say_held(sentences, self.evidence, Period.parse(at) if at else None)
        return Shown(*([block(said)] if said else []), *_left_out(left_out, at))

    def _paragraphs(self, updates: Sequence[Update]) -> tuple[Runs, ...]:
        """Return the sentences of updates by paragraph, after the words that lead into it."""
        return tuple(
            (*_lead(rows[0].lead), *run_on(self._said([row.text for row in rows]))) for rows in paragraphs(updates)
        )

    def _updates(self, register: str, topic: str) -> list[Update]:
        return [row for row in self._rows(register, self.workbook.registers.updates) if row.topic == topic]

    def _rows(self, register: str, read: Callable[[str, str], tuple[Rows, ...]]) -> tuple[Rows, ...]:
        """Return the rows of a register for the meeting; InputError where the report may not read it."""
        self.workbook.refuse_exempt(register, self.report.part, _reader(self.report))
        self.workbook.refuse_undeclared(register, self.report.part, _reader(self.report))
        return read(register, self.meeting.key)


def _reader(report: Report) -> str:
    return f"item {report.item}"


def _periods(periods: Periods) -> tuple[Period, ...]:
    # A number is no text: papermill's -p makes one of digits alone.
    texts = [str(periods)] if isinstance(periods, str | int | float) else periods
    # Each period once: two of a notebook's parameters may name the same one.
    return tuple(dict.fromkeys(period for text in texts for period in periods_in(text)))


def _left_out(sentences: Iterable[str], at: str) -> tuple[Absent, ...]:
    return tuple(Absent(f"Nothing is held at {at} for: {sentence}") for sentence in sentences)


def _lead(words: str) -> Runs:
    return (Text(f"{words}.", strong=True), Text(" ")) if words else ()


def _nothing(topic: str) -> Absent:
    return Absent(f"Nothing is held under '{topic}' for this meeting.")


_FRAME_COLUMNS = (
    "dataset",
    "indicator",
    "name",
    "unit",
    "polarity",
    "period",
    "start",
    "end",
    "breakdown",
    "value",
    "qualifier",
    "shorthand",
    "numerator",
    "denominator",
    "target",
    "target_words",
    "rating",
    "given_in",
    "as_at",
    "source",
    "file",
    "row",
)


def _frame_row(evidence: Evidence, observation: Observation) -> dict[str, object]:
    """Return a row of the data frame.

    Numbers are floats, missing where there is none. `rating` is of the value in the row against the target in force;
    of a band, `target` is the end that the value is held against.
    """
    indicator, target = (
        evidence.indicator(observation.indicator),
        evidence.target(observation.indicator, observation.period),
    )
    rating = rate(target, observation.value, observation.qualifier) if target else ""
    return {
        "dataset": observation.dataset,
        "indicator": observation.indicator,
        "name": indicator.name,
        "unit": str(indicator.unit),
        "polarity": str(indicator.polarity),
        "period": str(observation.period),
        "start": pd.Timestamp(observation.period.start),
        "end": pd.Timestamp(observation.period.end),
        "breakdown": observation.breakdown,
        "value": _float(observation.value),
        "qualifier": observation.qualifier,
        "shorthand": str(observation.shorthand or ""),
        "numerator": _float(observation.numerator),
        "denominator": _float(observation.denominator),
        "target": _float(target.end_for(observation.value or Decimal(0)).value if target else None),
        "target_words": plain(target_runs(indicator, target)) if target else "",
        "rating": str(rating),
        "given_in": observation.given_in,
        "as_at": pd.Timestamp(observation.as_at),
        "source": observation.source,
        "file": observation.row.file,
        "row": observation.row.number,
    }


def _float(number: Decimal | None) -> float:
    return nan if number is None else float(number)
