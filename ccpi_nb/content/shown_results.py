"""What a meeting's papers show of each indicator: the result that counts, where it stands, and what of it is new."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ccpi_nb.computing.computations import Computation, counting
from ccpi_nb.content.main_points import ranked
from ccpi_nb.content.result_cells import direction_cell, rating_cell
from ccpi_nb.document.figures import count_figure, in_prose, observed, row_of, target_runs
from ccpi_nb.document.ledger import entries
from ccpi_nb.document.model import Block, Cell, Column, Document, Heading, Paragraph, Table
from ccpi_nb.document.runs import Figure, Judgement, LineBreak, Runs, Text
from ccpi_nb.document.sections import anchors
from ccpi_nb.document.sentences import capitalised, joined, listed, share_of, words_in_slots
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import DataRow, Direction, Indicator, Observation
from ccpi_nb.domain.meetings import Meeting
from ccpi_nb.domain.periods import Period, day_name, short_name


@dataclass(frozen=True)
class Paper:
    """A report of a meeting: its `item` is '5A', its `link` 'Item 5, Appendix A' with the way to its page."""

    item: str
    link: Text
    document: Document

    @cached_property
    def shown(self) -> tuple["_Shown", ...]:
        """The verdicts, and the values as published, that it shows."""
        return tuple(_shown_in(self))


@dataclass(frozen=True)
class Finding:
    """A result that a paper shows with a rating or a direction, at the latest period that it shows.

    `place` leads to the section that shows it: 'Item 4, Invoice payment'.
    """

    result: Result
    paper: Paper
    place: Text

    @property
    def link(self) -> Text:
        """The same link, told from those of other results in the same section."""
        return replace(self.place, about=self.result.name)


def keys_shown(meeting: Meeting, papers: Iterable[Paper]) -> frozenset[str]:
    """Return the indicators that a front page may speak of: those of its papers, and those that are asked about."""
    asked = (sentence for report in meeting.reports for sentence in report.sections.recommendation)
    shown = frozenset(found.key[0] for paper in papers for found in paper.shown)
    return shown.union(*map(words_in_slots, asked))


def findings_in(evidence: Evidence, papers: Iterable[Paper]) -> tuple[Finding, ...]:
    """Return what the papers rate or find better or worse, each indicator once, the most pressing first.

    A value that a paper shows without a verdict counts where it is of a later time than any that has one. Of a paper's
    places the one with a table counts.
    """
    judged, _ = _latest_in(papers)
    return _findings(evidence, judged)


def every_finding_in(evidence: Evidence, papers: Iterable[Paper]) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return what `findings_in` does, and of each indicator that no paper judges the latest value as a whole.

    Beside them are the keys of the indicators that no paper judges or gives as a whole.
    """
    judged, others = _latest_in(papers)
    every = judged | {of: shown for of, shown in others.items() if not of[1]}
    return _findings(evidence, every), tuple(sorted({key for key, _ in others} - {key for key, _ in every}))


_Latest = dict[tuple[str, str], "_Shown"]


def _latest_in(papers: Iterable[Paper]) -> tuple[_Latest, _Latest]:
    """Return what counts of each indicator and breakdown that papers judge, and the latest of each that they don't."""
    judged: _Latest = {}
    others: _Latest = {}
    unrated: list[_Shown] = []
    for shown in (found for paper in papers for found in paper.shown):
        found = judged if shown.is_verdict else others
        if shown.key not in found or shown.is_better_than(found[shown.key]):
            found[shown.key] = shown
        if not shown.is_verdict:
            unrated.append(shown)
    for shown in unrated:
        if shown.key in judged and judged[shown.key].period.end < shown.period.start:
            judged[shown.key] = shown
    return judged, {of: shown for of, shown in others.items() if of not in judged}


def _findings(evidence: Evidence, latest: _Latest) -> tuple[Finding, ...]:
    found = [
        result
        for (key, breakdown), shown in latest.items()
        if (result := evidence.find_result(key, shown.period, breakdown))
    ]
    return tuple(
        Finding(result, shown.paper, shown.place)
        for result in ranked(evidence, found)
        for shown in (latest[result.indicator.key, result.observation.breakdown],)
    )


def rows_shown(papers: Iterable[Paper]) -> frozenset[DataRow]:
    """Return the rows of data that papers show something of."""
    found = (entry.shown for paper in papers for entry in entries(paper.document, ""))
    return frozenset(row.at for shown in found for row in shown.rows)


def by_place(findings: Iterable[Finding]) -> tuple[tuple[Text, list[Finding]], ...]:
    """Return findings by the section that shows them, the sections in the order of their first."""
    groups: dict[Text, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.place, []).append(finding)
    return tuple(groups.items())


def shows_figures(papers: Iterable[Paper]) -> bool:
    """Return whether the papers show any figure of an indicator as published."""
    return any(not shown.is_verdict for paper in papers for shown in paper.shown)


def has_comparable_figures(evidence: Evidence, papers: Iterable[Paper], since: date | None) -> bool:
    """Return whether the papers show a figure, new since a day, that an earlier one makes better, worse or the same."""
    shown = dict.fromkeys((shown.key, shown.period) for paper in papers for shown in paper.shown)
    found = [evidence.find_result(key, period, breakdown) for (key, breakdown), period in shown]
    new = [result for result in found if result and (since is None or result.observation.as_at > since)]
    return any(result.direction for result in ranked(evidence, new))


@dataclass(frozen=True)
class _Shown:
    """A verdict, or a value as published, where a paper shows it."""

    key: tuple[str, str]
    period: Period
    paper: Paper
    place: Text
    is_verdict: bool
    is_in_table: bool

    def is_better_than(self, other: "_Shown") -> bool:
        """Return whether it is of a later time, or of the same in a table of the same paper."""
        in_table = self.is_in_table and not other.is_in_table and self.paper is other.paper
        return self.period > other.period or (in_table and self.period == other.period)


def _shown_in(paper: Paper) -> Iterator[_Shown]:
    place = paper.link
    for block, anchor in zip(paper.document.blocks, anchors(paper.document.blocks), strict=True):
        if isinstance(block, Heading):
            place = Text(f"{paper.link.text}, {block.lasting}", href=f"{paper.link.href}#{anchor}")
        for shown in (entry.shown for entry in entries(Document(paper.document.masthead, (block,)), "")):
            is_verdict = isinstance(shown, Judgement) and shown.rule in (Computation.RATING, Computation.DIRECTION)
            is_value = isinstance(shown, Figure) and not shown.computation
            row = shown.rows[0] if shown.rows else None
            if row and row.period and (is_verdict or is_value):
                key = (row.indicator, row.breakdown)
                yield _Shown(key, Period.parse(row.period), paper, place, is_verdict, isinstance(block, Table))


_ROWS = 8
_NAMED = 6


def what_changed(
    evidence: Evidence, papers: Sequence[Paper], findings: Sequence[Finding], since: date | None
) -> Iterator[Block]:
    """Yield the table of values that are new since the papers before, beside the values before each.

    Where there is none, a sentence on why nobody can tell from the papers what got worse; nothing for papers without
    figures.
    """
    new = [
        finding
        for finding in findings
        if finding.result.has_both_values and (since is None or finding.result.observation.as_at > since)
    ]
    if not new and not shows_figures(papers):
        return
    yield Heading.of(2, f"What changed since the papers of {day_name(since)}" if since else "What changed")
    if not new:
        yield Paragraph.of(_UNTOLD if has_comparable_figures(evidence, papers, since) else _NOTHING_EARLIER)
        return
    yield Table(
        _changed_caption(new),
        (
            Column("Measure", width=2),
            Column("Before", width=1.4),
            Column("Now", width=1.3),
            Column("Target", width=0.9),
            Column("Rating"),
            Column("Direction", width=1.2),
            Column("Paper", width=1.8),
        ),
        tuple(map(_changed_row, new[:_ROWS])),
        _left_out(new[_ROWS:]),
        finding=_worse(new),
    )


_NOTHING_EARLIER = "No new figure here has an earlier one that would show whether things got better or worse."
_UNTOLD = "These papers do not say of any new figure whether it is better or worse than before."


def _left_out(rest: Sequence[Finding]) -> tuple[Runs, ...]:
    """Return a note that names what the table leaves out, by the section of the paper that has it; empty for none."""
    if not rest:
        return ()
    parts = [
        (Text(f"{names} ("), replace(place, about=names), Text(")"))
        for place, found in by_place(rest)
        for names in (listed(finding.result.name for finding in found),)
    ]
    return ((Text("Not in this table: "), *joined(parts), Text(".")),)


def _changed_caption(new: Sequence[Finding]) -> Runs:
    """Return what the table of changes has, and of how many where it leaves some out."""
    if len(new) <= _ROWS:
        return (Text("New figures, the most pressing first"),)
    shown = in_prose(_count_of("most pressing", new[:_ROWS]))
    return (Text("The "), shown, Text(" most pressing of "), _count_of(_COMPARED, new), Text(f" {_COMPARED}"))


_COMPARED = "new figures that have an earlier one beside them"


def _worse(new: Sequence[Finding]) -> Runs:
    """Return what got worse, of all that is new, the shown rows first; without a full stop."""
    worse = [finding.result.name for finding in new if finding.result.direction is Direction.WORSENING]
    if not worse:
        none, total = _count_of("worse", []), _count_of("with an earlier figure", new)
        return capitalised(
            share_of(none, total, "measure with an earlier figure", "measures with an earlier figure", "worse")
        )
    named = [*worse[:_NAMED], *(["other measures"] if len(worse) > _NAMED else [])]
    return (Text(f"Worse: {listed(named)}"),)


def _count_of(what: str, findings: Sequence[Finding]) -> Figure:
    rows = [row_of(finding.result.observation) for finding in findings]
    return count_figure(counting(what), len(findings), rows)


def _changed_row(finding: Finding) -> tuple[Cell, ...]:
    result = finding.result
    target = target_runs(result.indicator, result.target) if result.target else (Text("No target"),)
    return (
        Cell.of(result.name),
        Cell(_before(result)),
        Cell(_dated(result.indicator, result.observation)),
        Cell(target),
        rating_cell(result),
        direction_cell(result),
        Cell((finding.link,)),
    )


def _before(result: Result) -> Runs:
    """Return the values before, up to two of them in the order of time, a line each: with the one now, a trend."""
    assert result.earlier
    first, *others = (_dated(result.indicator, level) for level in (result.levels or (result.earlier,))[::-1])
    return (*first, *(run for runs in others for run in (LineBreak(), *runs)))


def _dated(indicator: Indicator, observation: Observation) -> Runs:
    supposed = " (period supposed)" if observation.supposed else ""
    return (observed(indicator, observation), Text(f", {short_name(observation.period)}{supposed}"))
