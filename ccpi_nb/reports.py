"""What a notebook works with: `open_report`, and one short call for every table, chart or paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from ccpi_nb import charts, tables
from ccpi_nb.control_charts import control_blocks
from ccpi_nb.data import Action, Update
from ccpi_nb.disclosure import protected
from ccpi_nb.display import Shown, masthead_bundle
from ccpi_nb.document import Absent, Block, Bullets, Inset, Masthead, Paragraph, Runs, Text
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.evidence import Evidence
from ccpi_nb.history_charts import history_blocks
from ccpi_nb.inputs import (
    dataset_names,
    find_root,
    read_actions,
    read_continuations,
    read_dataset,
    read_exempt_datasets,
    read_indicators,
    read_meeting,
    read_targets,
    read_updates,
)
from ccpi_nb.meetings import PART_NAMES, Meeting, Part, Report
from ccpi_nb.narrative import describe, rating_counts, say
from ccpi_nb.periods import Period, day_name
from ccpi_nb.plans import action_counts, action_tables
from ccpi_nb.recovery import recovery_from
from ccpi_nb.recovery import sentences as recovery_sentences

Periods = str | Sequence[str]


def open_report(meeting: str, item: str, datasets: str) -> "OpenReport":
    """The report that an agenda item presents, over the datasets named (with commas), as known by the meeting's date.

    A Part I report is refused whatever a Part II item of any meeting declares exempt.
    """
    root = find_root(Path.cwd())
    sitting = read_meeting(root, meeting)
    report = sitting.report(item)
    names = [name.strip() for name in datasets.split(",") if name.strip()]
    for name in names:
        _refuse_exempt(root, report, name)
    indicators = read_indicators(root)
    observations = tuple(each for name in names for each in read_dataset(root, name, indicators))
    # Targets and breaks in definition of what the report does not read stay out of it: some are themselves exempt.
    own = {each.indicator for each in observations}
    evidence = Evidence.known_by(
        sitting.date,
        indicators,
        tuple(target for target in read_targets(root, indicators) if target.indicator in own),
        observations,
        tuple(each for each in read_continuations(root, indicators) if {each.indicator, each.continues} <= own),
    )
    return OpenReport(root, sitting, report, protected(evidence, report.disclosure) if report.disclosure else evidence)


@dataclass(frozen=True, repr=False)
class OpenReport:
    """A report in hand. Periods are written as in data files, several with commas: '2014-15-Q1, 2014-15-Q2'."""

    root: Path
    meeting: Meeting
    report: Report
    evidence: Evidence

    @cached_property
    def masthead(self) -> Masthead:
        report, meeting = self.report, self.meeting
        letter = report.item.removeprefix(str(report.number))
        item = f"{report.number}, Appendix {letter}" if letter else str(report.number)
        context = (
            ("Council", meeting.council),
            ("Committee", meeting.committee),
            ("Meeting", day_name(meeting.date)),
            ("Agenda item", item),
            ("Part", PART_NAMES[report.part]),
            *([("Small numbers", report.disclosure.summary)] if report.disclosure else []),
        )
        return Masthead(report.title, str(meeting.date), context, restriction(report))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return masthead_bundle(self.masthead)

    # Words

    def say(self, *sentences: str, at: str = "") -> Shown:
        """A paragraph of sentences with slots for figures; a slot without a period means `at`."""
        period = Period.parse(at) if at else None
        return Shown(Paragraph(tuple(run for runs in self._said(sentences, period) for run in runs)))

    def points(self, *sentences: str, at: str = "") -> Shown:
        """As `say`, each sentence a bullet."""
        return Shown(Bullets(self._said(sentences, Period.parse(at) if at else None, spaced=False)))

    def caution(self, *sentences: str, at: str = "") -> Shown:
        """As `say`, set apart."""
        period = Period.parse(at) if at else None
        return Shown(Inset(tuple(run for runs in self._said(sentences, period) for run in runs)))

    def results(self, keys: Sequence[str], at: Periods) -> Shown:
        """A bullet for each indicator, at the last of the periods that has a value: value, target, rating, change."""
        found = [self.evidence.latest_result(key, _periods(at)) for key in keys]
        items = tuple(describe(result) for result in found if result)
        return Shown(Bullets(items) if items else Absent(f"No indicator has a value at {at}."))

    def rating_counts(self, periods: Periods) -> Shown:
        """How many of all indicators with a target are on target, each at the last of the periods that has a value."""
        found = [self.evidence.latest_result(key, _periods(periods)) for key in self.evidence.indicators]
        counts = rating_counts(result for result in found if result)
        return Shown(Paragraph(counts) if counts else Absent("No indicator with a target has a value."))

    def headlines(self, keys: Sequence[str], at: Periods) -> Shown:
        """Key figures side by side, each at the last of the periods that has a value."""
        return Shown(tables.headlines(self.evidence, keys, _periods(at)))

    # Tables

    def table(self, keys: Sequence[str], periods: Periods, caption: str) -> Shown:
        return Shown(tables.performance_table(self.evidence, keys, _periods(periods), caption))

    def breakdown_table(self, keys: Sequence[str], period: str, caption: str, *, header: str, totals: bool = False) -> Shown:
        return Shown(tables.breakdown_table(self.evidence, keys, Period.parse(period), caption, header=header, totals=totals))

    def members_table(self, key: str, periods: Periods, caption: str, *, header: str) -> Shown:
        return Shown(tables.members_table(self.evidence, key, _periods(periods), caption, header=header))

    def rate_table(self, numerator: str, denominator: str, rate: str, periods: Periods, caption: str) -> Shown:
        return Shown(tables.rate_table(self.evidence, numerator, denominator, rate, _periods(periods), caption))

    def history_table(self, key: str, reference: str, caption: str) -> Shown:
        """Every value known, with its distance to a reference; with '' for it, with target and rating and through all breaks in definition."""
        return Shown(tables.history_table(self.evidence, key, Period.parse(reference) if reference else None, caption))

    # Charts

    def period_bars(self, key: str, periods: Periods, caption: str) -> Shown:
        return Shown(charts.period_bars(self.evidence, key, _periods(periods), caption))

    def period_lines(self, keys: Sequence[str], periods: Periods, caption: str) -> Shown:
        return Shown(charts.period_lines(self.evidence, keys, _periods(periods), caption))

    def indicator_dots(self, keys: Sequence[str], periods: Periods, caption: str) -> Shown:
        return Shown(charts.indicator_dots(self.evidence, keys, _periods(periods), caption))

    def breakdown_bars(self, key: str, periods: Periods, caption: str) -> Shown:
        return Shown(charts.breakdown_bars(self.evidence, key, _periods(periods), caption))

    def history_chart(self, key: str, caption: str) -> Shown:
        """Every value known over real dates, also before and after a break in definition, whose reason stands beneath."""
        return Shown(*history_blocks(self.evidence, key, caption))

    def recovery_chart(self, key: str, caption: str, *, reference: str, since: str) -> Shown:
        target = Period.parse(reference)
        recovery = recovery_from(self.evidence, key, target, Period.parse(since))
        return Shown(charts.history(self.evidence, key, caption, reference=target, recovery=recovery))

    def recovery(self, key: str, *, reference: str, since: str) -> Shown:
        """What the straight line through the values since a day says: distance, rate, when, and how sure."""
        recovery = recovery_from(self.evidence, key, Period.parse(reference), Period.parse(since))
        return Shown(Bullets(recovery_sentences(recovery, self.evidence)))

    def control_chart(self, key: str, periods: Periods, caption: str) -> Shown:
        """How the values vary and whether the target is in reach, or why no chart says so; with '' for the periods, the kind that has most values."""
        return Shown(*control_blocks(self.evidence, key, _periods(periods), caption))

    def drawing(self, drawing: Drawing, caption: str, alt: str) -> Shown:
        """Your own matplotlib figure; `alt` says in a sentence or two what it shows."""
        return Shown(charts.drawn(drawing, caption, alt))

    # Registers

    def prose(self, register: str, topic: str) -> Shown:
        """A topic of an updates register as short paragraphs, three rows each."""
        rows = self._updates(register, topic)
        paragraphs: list[Block] = [
            Paragraph(tuple(run for runs in self._said([row.text for row in rows[start : start + 3]], None) for run in runs))
            for start in range(0, len(rows), 3)
        ]
        return Shown(*(paragraphs or [_nothing(topic)]))

    def updates(self, register: str, topic: str) -> Shown:
        """A topic of an updates register as bullets."""
        rows = self._updates(register, topic)
        return Shown(Bullets(self._said([row.text for row in rows], None, spaced=False)) if rows else _nothing(topic))

    def updates_by_period(self, register: str, topic: str) -> Shown:
        """A topic of an updates register as bullets under a line for each period."""
        rows = self._updates(register, topic)
        blocks: list[Block] = []
        for period in dict.fromkeys(row.period for row in rows):
            said = self._said([row.text for row in rows if row.period == period], None, spaced=False)
            blocks += [Paragraph((Text(period.label, strong=True),))] if period else []
            blocks.append(Bullets(said))
        return Shown(*(blocks or [_nothing(topic)]))

    def action_counts(self, register: str) -> Shown:
        return Shown(action_counts(self._actions(register)))

    def action_tables(self, register: str) -> Shown:
        """A table for each theme of an improvement plan."""
        return Shown(*action_tables(self._actions(register), self.evidence))

    # The committee's standing sections

    def recommendation(self) -> Shown:
        asked = self.report.sections.recommendation
        if not asked:
            return Shown(Absent(f"params/{self.meeting.date}.yaml says no recommendation for item {self.report.item}."))
        who = Paragraph((Text("The committee is asked to:"),))
        return Shown(who, Bullets(self._said(asked, None, spaced=False), ordered=len(asked) > 1))

    def consultations(self) -> Shown:
        return Shown(Paragraph(say(self.report.sections.consultations or "None recorded.", self.evidence)))

    def risk(self) -> Shown:
        return Shown(Paragraph(say(self.report.sections.risk or "None recorded.", self.evidence)))

    def background_papers(self) -> Shown:
        papers = self.report.sections.background_papers
        if not papers:
            return Shown(Paragraph((Text("None."),)))
        return Shown(Bullets(tuple((Text(f"{paper.title}, {day_name(paper.date)}"),) for paper in papers)))

    def exemption(self) -> Shown:
        """The reason for inclusion in Part II; nothing for a Part I report."""
        exemption = self.report.exemption
        if not exemption:
            return Shown(Absent("This is a Part I report."))
        return Shown(Paragraph((Text(f"{restriction(self.report)} {exemption.reason}"),)))

    # For an analyst's own work

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """All observations that the report may see, one a row; `value` is a float, for exploring and drawing only."""
        rows = [
            {
                "dataset": each.dataset,
                "indicator": each.indicator,
                "period": str(each.period),
                "start": pd.Timestamp(each.period.start),
                "end": pd.Timestamp(each.period.end),
                "breakdown": each.breakdown,
                "value": None if each.value is None else float(each.value),
                "as_at": pd.Timestamp(each.as_at),
                "source": each.source,
            }
            for each in self.evidence.observations
        ]
        return pd.DataFrame(rows)

    def _said(self, sentences: Sequence[str], at: Period | None, *, spaced: bool = True) -> tuple[Runs, ...]:
        said = [say(sentence, self.evidence, at) for sentence in sentences]
        return tuple((Text(" "), *runs) if spaced and number else runs for number, runs in enumerate(said))

    def _updates(self, register: str, topic: str) -> list[Update]:
        _refuse_exempt(self.root, self.report, register)
        rows = read_updates(self.root, register, self.meeting.date)
        return [row for row in rows if row.topic == topic]

    def _actions(self, register: str) -> tuple[Action, ...]:
        _refuse_exempt(self.root, self.report, register)
        return read_actions(self.root, register, self.meeting.date)


def restriction(report: Report) -> str:
    if not report.exemption:
        return ""
    return (
        f"Not for publication: exempt information as defined in paragraph {report.exemption.paragraph} of Part 1 of Schedule 12A "
        "to the Local Government Act 1972."
    )


def _refuse_exempt(root: Path, report: Report, dataset: str) -> None:
    exempt = read_exempt_datasets(root)
    if report.part is Part.PUBLIC and dataset in exempt:
        open_ones = [name for name in dataset_names(root) if name not in exempt]
        raise InputError(
            f"item {report.item} is in Part I and may not read '{dataset}', which the meeting of {exempt[dataset]} declares exempt; "
            f"{did_you_mean(dataset, open_ones)}"
        )


def _periods(periods: Periods) -> tuple[Period, ...]:
    texts = periods.split(",") if isinstance(periods, str) else periods
    return tuple(Period.parse(text) for text in texts if text.strip())


def _nothing(topic: str) -> Absent:
    return Absent(f"Nothing is held under '{topic}' for this meeting.")
