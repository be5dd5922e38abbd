"""What a meeting's front page says first: how we are doing, what changed, what is asked, what is overdue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ccpi_nb.content.follow_up_sheet import overdue_words
from ccpi_nb.content.main_points import Concern, concern_of, ranked
from ccpi_nb.content.tables import RAG_TONES, direction_cell, rating_cell
from ccpi_nb.document.computations import Computation, counting
from ccpi_nb.document.figures import count_figure, observed, row_of, target_runs
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
    Paragraph,
    Runs,
    Table,
    Text,
)
from ccpi_nb.document.sentences import describe, listed, run_on, say
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
    """A result that a paper shows with a rating or a direction, at the latest period that it shows."""

    result: Result
    paper: Paper


def findings_in(evidence: Evidence, papers: Iterable[Paper]) -> tuple[Finding, ...]:
    """Return what the papers rate or find better or worse, each indicator once, the most pressing first.

    A value that a paper shows without a verdict counts where it is of a later time than any that has one.
    """
    latest: dict[tuple[str, str], tuple[Period, Paper]] = {}
    unrated: list[tuple[tuple[str, str], Period, Paper]] = []
    for paper in papers:
        for shown in (entry.shown for entry in entries(paper.document, "")):
            row = shown.rows[0] if shown.rows else None
            if row is None or not row.period:
                continue
            period, key = Period.parse(row.period), (row.indicator, row.breakdown)
            if isinstance(shown, Judgement) and shown.rule in (Computation.RATING, Computation.DIRECTION):
                if key not in latest or latest[key][0] < period:
                    latest[key] = (period, paper)
            elif isinstance(shown, Figure) and not shown.computation:
                unrated.append((key, period, paper))
    for key, period, paper in unrated:
        if key in latest and latest[key][0].end < period.start:
            latest[key] = (period, paper)
    found = [
        result
        for (key, breakdown), (period, _) in latest.items()
        if (result := evidence.find_result(key, period, breakdown))
    ]
    return tuple(
        Finding(result, latest[result.indicator.key, result.observation.breakdown][1])
        for result in ranked(evidence, found)
    )


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
        *_how_we_are_doing(evidence, findings),
        *_asked(meeting, parts, {paper.item: paper for paper in papers}, evidence),
        *_changed(findings, since),
        *_promised(promised, overdue),
    )


def _how_we_are_doing(evidence: Evidence, findings: Sequence[Finding]) -> Iterator[Block]:
    rated = [finding.result for finding in findings if finding.result.rating]
    pressing = [
        finding
        for finding in findings
        if concern_of(evidence, finding.result) not in (Concern.ON_TARGET, Concern.NEITHER)
    ]
    if rated or pressing:
        yield Heading.of(2, "How we are doing")
    if rated:
        yield Headlines(tuple(_count(rag, rated) for rag in _RATINGS if any(each.rating is rag for each in rated)))
    if pressing:
        yield Bullets(
            tuple((*describe(finding.result), Text(" ("), finding.paper.link, Text(")")) for finding in _told(pressing))
        )


def _told(pressing: Sequence[Finding]) -> list[Finding]:
    """Return what is told in a sentence: the most pressing, and of each paper without one its first."""
    told = list(pressing[:_SENTENCES])
    for finding in pressing:
        if finding.paper.item not in {other.paper.item for other in told}:
            told.append(finding)
    return told


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
    """Yield the table of values that are new since the meeting before, beside the value before each."""
    new = [
        finding
        for finding in findings
        if finding.result.has_both_values and (since is None or finding.result.observation.as_at > since)
    ]
    if not new:
        return
    yield Heading.of(2, f"What changed since the meeting of {day_name(since)}" if since else "What changed")
    yield Table(
        (Text("New figures, the most pressing first"),),
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
        finding=(Text(_worse(new)),),
    )


def _worse(new: Sequence[Finding]) -> str:
    """Return what got worse, of all that is new, the shown rows first; without a full stop."""
    worse = [finding.result.name for finding in new if finding.result.direction is Direction.WORSENING]
    if not worse:
        return "None of these got worse"
    named = [*worse[:_NAMED], *(["other measures"] if len(worse) > _NAMED else [])]
    return f"Worse: {listed(named)}"


def _changed_row(finding: Finding) -> tuple[Cell, ...]:
    result = finding.result
    assert result.earlier
    target = target_runs(result.indicator, result.target) if result.target else (Text("No target"),)
    return (
        Cell.of(result.name),
        Cell(_dated(result.indicator, result.earlier)),
        Cell(_dated(result.indicator, result.observation)),
        Cell(target),
        rating_cell(result),
        direction_cell(result),
        Cell((finding.paper.link,)),
    )


def _dated(indicator: Indicator, observation: Observation) -> Runs:
    return (observed(indicator, observation), Text(f", {short_name(observation.period)}"))


def _promised(promised: Sequence[FollowUp], overdue: Sequence[FollowUp]) -> Iterator[Block]:
    """Yield a line on what earlier meetings were promised; nothing where nothing was."""
    if promised:
        yield Heading.of(2, "What was promised")
        late = overdue_words(overdue) if overdue else (Text("Nothing is overdue."),)
        lead = (Text(" "), Text("The follow-ups", href="follow-ups.html"), Text(" list what was promised."))
        yield Paragraph((*late, *lead))
