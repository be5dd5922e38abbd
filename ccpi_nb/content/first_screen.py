"""What a meeting's front page says first: how we are doing, what changed, what is asked, what is overdue."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ccpi_nb.content.follow_up_sheet import overdue_words
from ccpi_nb.content.main_points import MAIN_POINTS, Concern, concern_of, ranked
from ccpi_nb.content.tables import RAG_TONES, direction_cell, rating_cell
from ccpi_nb.content.verdicts import describe
from ccpi_nb.document.computations import Computation, counting
from ccpi_nb.document.figures import count_figure, in_prose, observed, row_of, target_runs
from ccpi_nb.document.ledger import entries
from ccpi_nb.document.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Headline,
    Headlines,
    Judgement,
    LineBreak,
    Paragraph,
    Runs,
    Table,
    Text,
    anchors,
    figures_of,
    plain,
)
from ccpi_nb.document.sentences import capitalised, listed, run_on, say, share_of, words_in_slots
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Direction, Indicator, Observation, Rag
from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.domain.meetings import AgendaItem, ItemKind, Meeting, Part
from ccpi_nb.domain.periods import Period, day_name, short_name
from ccpi_nb.workbook.follow_ups import FollowUp

_SENTENCES = 5
_ROWS = 8
_NAMED = 6
# The order in which counts of ratings are read: what needs attention first.
_RATINGS = (Rag.OFF_TARGET, Rag.WITHIN_TOLERANCE, Rag.UNCERTAIN, Rag.NO_DATA, Rag.ON_TARGET)


@dataclass(frozen=True)
class Paper:
    """A report of a meeting: its `item` is '5A', its `link` 'Item 5, Appendix A' with the way to its page."""

    item: str
    link: Text
    document: Document


@dataclass(frozen=True)
class Finding:
    """A result that a paper shows with a rating or a direction, at the latest period that it shows.

    `place` leads to the section that shows it: 'Item 4, Invoice payment'.
    """

    result: Result
    paper: Paper
    place: Text


def keys_shown(meeting: Meeting, papers: Iterable[Paper]) -> frozenset[str]:
    """Return the indicators that a front page may speak of: those of its papers, and those that are asked about."""
    asked = (sentence for report in meeting.reports for sentence in report.sections.recommendation)
    shown = frozenset(found.key[0] for paper in papers for found in _shown_in(paper))
    return shown.union(*map(words_in_slots, asked))


def findings_in(evidence: Evidence, papers: Iterable[Paper]) -> tuple[Finding, ...]:
    """Return what the papers rate or find better or worse, each indicator once, the most pressing first.

    A value that a paper shows without a verdict counts where it is of a later time than any that has one. Of a paper's
    places the one with a table counts.
    """
    latest: dict[tuple[str, str], _Shown] = {}
    unrated: list[_Shown] = []
    for shown in (found for paper in papers for found in _shown_in(paper)):
        if not shown.is_verdict:
            unrated.append(shown)
        elif shown.key not in latest or shown.is_better_than(latest[shown.key]):
            latest[shown.key] = shown
    for shown in unrated:
        if shown.key in latest and latest[shown.key].period.end < shown.period.start:
            latest[shown.key] = shown
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


def first_screen(
    meeting: Meeting,
    papers: Sequence[Paper],
    evidence: Evidence,
    *,
    parts: Sequence[Part],
    since: date | None = None,
    promised: Sequence[FollowUp] = (),
    overdue: Sequence[FollowUp] = (),
) -> tuple[Block, ...]:
    """Return the blocks of a front page; a section is left out where there is nothing to say.

    `papers` are the reports of the `parts` that its readers may see, `since` is the day of the meeting before.
    `promised` is all that earlier meetings were promised, of which some is `overdue`.
    """
    findings = findings_in(evidence, papers)
    return (
        *_how_we_are_doing(evidence, findings, papers),
        *_asked(meeting, parts, {paper.item: paper for paper in papers}, evidence),
        *_changed(findings, since),
        *_promised(promised, overdue),
    )


def _how_we_are_doing(evidence: Evidence, findings: Sequence[Finding], papers: Sequence[Paper]) -> Iterator[Block]:
    rated = [finding.result for finding in findings if finding.result.rating]
    lines = _lines(evidence, findings, papers)
    if rated or lines:
        yield Heading.of(2, "How we are doing")
    if rated:
        yield Headlines(tuple(_count(rag, rated) for rag in _RATINGS if any(each.rating is rag for each in rated)))
    if lines:
        yield Bullets(tuple((*runs, Text(" ("), place, Text(")")) for runs, place in lines))


def _lines(evidence: Evidence, findings: Sequence[Finding], papers: Sequence[Paper]) -> Sequence[tuple[Runs, Text]]:
    """Return what is told in a sentence, each with its place: what is amiss, the papers' own points, what is better.

    The papers' own points take the room that is left.
    """
    told = _told(evidence, findings)
    keys = {finding.result.indicator.key for finding in told}
    own = [point for paper in papers for point in _own_points(paper, keys)]
    own.sort(key=lambda point: point[0])  # the first of each paper, then the second of each
    amiss = [finding for finding in told if concern_of(evidence, finding.result) <= Concern.WITHIN_TOLERANCE]
    return [
        *((describe(finding.result), finding.place) for finding in amiss),
        *((runs, place) for _, runs, place in own[: max(0, _SENTENCES - len(told))]),
        *((describe(finding.result), finding.place) for finding in told[len(amiss) :]),
    ]


def _told(evidence: Evidence, findings: Sequence[Finding]) -> list[Finding]:
    """Return what is told in a sentence: the most pressing, and of each paper without one its first."""
    pressing = [
        finding
        for finding in findings
        if concern_of(evidence, finding.result) not in (Concern.ON_TARGET, Concern.NEITHER)
    ]
    told = list(pressing[:_SENTENCES])
    for finding in pressing:
        if finding.paper.item not in {other.paper.item for other in told}:
            told.append(finding)
    return sorted(told, key=lambda finding: concern_of(evidence, finding.result))


def _own_points(paper: Paper, told: Collection[str]) -> Iterator[tuple[int, Runs, Text]]:
    """Yield a paper's main points of what is not told yet, each with its number and the way to it.

    They are its bullets, and its counts of actions and the like; nothing that leans on what stands before it.
    """
    place, number = None, 0
    for block, anchor in zip(paper.document.blocks, anchors(paper.document.blocks), strict=True):
        if isinstance(block, Heading):
            is_here = plain(block.runs) == MAIN_POINTS
            place = Text(f"{paper.link.text}, {MAIN_POINTS}", href=f"{paper.link.href}#{anchor}") if is_here else None
        elif place:
            for runs in _sentences_of(block):
                is_told = any(row.indicator in told for figure in figures_of(runs) for row in figure.rows)
                if not is_told and not _LEANS.search(plain(runs)):
                    yield number, runs, place
                    number += 1


# As a main point that is read without those before it may not begin, or speak of its paper.
_LEANS = re.compile(r"^(?:\w+ )?(?:this|these|it|they)\b|\bthis (?:report|rate)\b", re.IGNORECASE)


def _sentences_of(block: Block) -> Sequence[Runs]:
    """Return a block's sentences: bullets, or a paragraph with figures, unless it counts the ratings as cards do."""
    if isinstance(block, Bullets):
        return block.items
    figures = figures_of(block.runs) if isinstance(block, Paragraph) else ()
    is_count_of_ratings = any(figure.computation == counting("with a target") for figure in figures)
    return (block.runs,) if isinstance(block, Paragraph) and figures and not is_count_of_ratings else ()


def _count(rag: Rag, rated: Sequence[Result]) -> Headline:
    with_rag = [result for result in rated if result.rating is rag]
    total = count_figure(counting("with a target"), len(rated), (row_of(result.observation) for result in rated))
    count = count_figure(counting(rag.words), len(with_rag), (row_of(result.observation) for result in with_rag))
    return Headline(rag, count, (Text("of "), total, Text(" with a target")), tone=RAG_TONES[rag])


def _asked(meeting: Meeting, parts: Sequence[Part], papers: Mapping[str, Paper], evidence: Evidence) -> Iterator[Block]:
    asked = [
        runs for item in meeting.items if item.part in parts for runs in _asked_at(item, meeting, papers, evidence)
    ]
    coming = [item for item in meeting.items if item.part in parts and item.kind is ItemKind.TO_FOLLOW]
    if asked:
        yield Heading.of(2, "What the committee is asked to decide")
        yield Bullets(tuple(asked))
    for item in coming:
        yield Paragraph.of(f"Item {item.number}, {item.title}, is to follow.")


def _asked_at(item: AgendaItem, meeting: Meeting, papers: Mapping[str, Paper], evidence: Evidence) -> Iterator[Runs]:
    """Yield what an item asks, the verbs first, with the way to its paper."""
    place = f" (item {item.number})."
    if item.minutes_of:
        yield (Text("Confirm", strong=True), Text(f" the minutes of {meeting_name(item.minutes_of)}{place}"))
    if item.kind is ItemKind.EXCLUSION:
        private = listed(f"item {private.number}" for private in meeting.items_in(Part.EXEMPT))
        yield (Text("Decide", strong=True), Text(f" whether to exclude the press and public for {private}{place}"))
    for report in item.reports:
        if asked := report.sections.recommendation:
            said = run_on(_verb_first(sentence, evidence) for sentence in asked)
            paper = papers[report.item]
            yield (replace(paper.link, text=f"{paper.link.text}, {report.title}"), Text(": "), *said)


def _verb_first(sentence: str, evidence: Evidence) -> Runs:
    verb, _, rest = sentence.partition(" ")
    return (Text(verb, strong=True), *say(f" {rest}", evidence))


def _changed(findings: Sequence[Finding], since: date | None) -> Iterator[Block]:
    """Yield the table of values that are new since the meeting before, beside the values before each."""
    new = [
        finding
        for finding in findings
        if finding.result.has_both_values and (since is None or finding.result.observation.as_at > since)
    ]
    if not new:
        return
    yield Heading.of(2, f"What changed since the meeting of {day_name(since)}" if since else "What changed")
    yield Table(
        _changed_caption(new),
        (
            Column("Measure", width=2.2),
            Column("Before", width=1.5),
            Column("Now", width=1.5),
            Column("Target"),
            Column("Rating", width=1.1),
            Column("Direction", width=1.2),
            Column("Paper", width=1.1),
        ),
        tuple(map(_changed_row, new[:_ROWS])),
        finding=_worse(new),
    )


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
        Cell((finding.place,)),
    )


def _before(result: Result) -> Runs:
    """Return the values before, up to two of them in the order of time, a line each: with the one now, a trend."""
    assert result.earlier
    first, *others = (_dated(result.indicator, level) for level in (result.levels or (result.earlier,))[::-1])
    return (*first, *(run for runs in others for run in (LineBreak(), *runs)))


def _dated(indicator: Indicator, observation: Observation) -> Runs:
    supposed = " (period supposed)" if observation.supposed else ""
    return (observed(indicator, observation), Text(f", {short_name(observation.period)}{supposed}"))


def _promised(promised: Sequence[FollowUp], overdue: Sequence[FollowUp]) -> Iterator[Block]:
    """Yield a line on what earlier meetings were promised; nothing where nothing was."""
    if promised:
        yield Heading.of(2, "What was promised")
        late = overdue_words(overdue) if overdue else (Text("Nothing is overdue."),)
        lead = (Text(" "), Text("The follow-ups", href="follow-ups.html"), Text(" list what was promised."))
        yield Paragraph((*late, *lead))
