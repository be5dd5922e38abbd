"""What a meeting's front page says first: how we are doing, what changed, what is asked, what is overdue."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ccpi_nb.computing.computations import Computation, counting
from ccpi_nb.content.follow_up_sheet import nothing_overdue, overdue_words
from ccpi_nb.content.main_points import MAIN_POINTS, Concern, concern_of
from ccpi_nb.content.result_cells import RATINGS, counts_of_ratings
from ccpi_nb.content.shown_results import Finding, Paper, by_place, findings_in, what_changed
from ccpi_nb.content.verdicts import describe
from ccpi_nb.document.figures import number_words, observed
from ccpi_nb.document.model import Block, Bullets, Heading, Paragraph
from ccpi_nb.document.runs import Judgement, Runs, Text, figures_of, plain
from ccpi_nb.document.sections import anchors
from ccpi_nb.document.sentences import joined, listed, run_on, say
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.domain.meetings import AgendaItem, ItemKind, Meeting, Part
from ccpi_nb.workbook.follow_ups import FollowUp

_SENTENCES = 5


def first_screen(
    meeting: Meeting,
    papers: Sequence[Paper],
    evidence: Evidence,
    *,
    parts: Sequence[Part],
    since: date | None = None,
    promised: Sequence[FollowUp] = (),
    due: Sequence[FollowUp] = (),
    overdue: Sequence[FollowUp] = (),
    scorecard: Text | None = None,
) -> tuple[Block, ...]:
    """Return the blocks of a front page; a section is left out where there is nothing to say.

    `papers` are the reports of the `parts` that its readers may see, `since` is the day of the meeting before.
    `promised` is all that earlier meetings were promised, of which some is `due` now or `overdue`; `scorecard` leads to
    the page of all indicators.
    """
    findings = findings_in(evidence, papers)
    return (
        *_how_we_are_doing(evidence, findings, papers, scorecard),
        *_asked(meeting, parts, {paper.item: paper for paper in papers}, evidence),
        *what_changed(evidence, papers, findings, since),
        *_promised(promised, due, overdue, _coming(meeting, parts)),
    )


def _how_we_are_doing(
    evidence: Evidence, findings: Sequence[Finding], papers: Sequence[Paper], scorecard: Text | None
) -> Iterator[Block]:
    counted = [finding for finding in findings if finding.result.rating]
    rated = [finding.result for finding in counted]
    lines = _lines(evidence, findings, papers)
    if rated or lines or scorecard:
        yield Heading.of(2, "How we are doing")
    if rated:
        yield counts_of_ratings(rated)
    if lines:
        yield Bullets(tuple((*runs, Text(" ("), place, Text(")")) for runs, place in lines))
    yield from _counted_only(counted, _rated_in(runs for runs, _ in lines))
    if scorecard:
        yield Paragraph((Text("Every indicator of these papers is in "), scorecard, Text(".")))


def _rated_in(told: Iterable[Runs]) -> set[tuple[str, str]]:
    """Return which indicators have their rating in sentences, by key and breakdown."""
    verdicts = (run for runs in told for run in runs if isinstance(run, Judgement) and run.rule == Computation.RATING)
    return {(row.indicator, row.breakdown) for verdict in verdicts for row in verdict.rows if row.period}


def _counted_only(counted: Sequence[Finding], told: Collection[tuple[str, str]]) -> Iterator[Block]:
    """Yield for each rating a line that names what the cards count and no sentence tells, with the way to it."""
    for rag in RATINGS:
        with_rag = [finding for finding in counted if finding.result.rating is rag]
        rest = [finding for finding in with_rag if _key(finding.result) not in told]
        if rest:
            also = "Also " if len(rest) < len(with_rag) else ""
            opening = f"{also}{rag[0].lower() + rag[1:] if also else rag}: "
            yield Paragraph((Text(opening), *joined(_named(*group) for group in by_place(rest)), Text(".")))


def _key(result: Result) -> tuple[str, str]:
    return result.indicator.key, result.observation.breakdown


def _named(place: Text, findings: Sequence[Finding]) -> Runs:
    """Return the results of a section by their names and values, and the way there."""
    link = replace(place, about=listed(finding.result.name for finding in findings))
    return (*joined(_with_value(finding.result) for finding in findings), Text(" ("), link, Text(")"))


def _with_value(result: Result) -> Runs:
    """Return a result by its name and, where it has one, its value: 'Calls answered at 92.6%'."""
    if result.value is None:
        return (Text(result.name),)
    return (Text(f"{result.name} at "), observed(result.indicator, result.observation))


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
        *((describe(finding.result), finding.link) for finding in amiss),
        *((runs, place) for _, runs, place in own[: max(0, _SENTENCES - len(told))]),
        *((describe(finding.result), finding.link) for finding in told[len(amiss) :]),
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
    place, number, points = None, 0, 0
    for block, anchor in zip(paper.document.blocks, anchors(paper.document.blocks), strict=True):
        if isinstance(block, Heading):
            is_here = plain(block.runs) == MAIN_POINTS
            place = Text(f"{paper.link.text}, {MAIN_POINTS}", href=f"{paper.link.href}#{anchor}") if is_here else None
        elif place:
            for runs in _sentences_of(block):
                points += 1
                is_told = any(row.indicator in told for figure in figures_of(runs) for row in figure.rows)
                if not is_told and not _LEANS.search(plain(runs)):
                    yield number, runs, replace(place, about=f"point {number_words(points)}")
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


def _asked(meeting: Meeting, parts: Sequence[Part], papers: Mapping[str, Paper], evidence: Evidence) -> Iterator[Block]:
    shown = [item for item in meeting.items if item.part in parts]
    asked = [runs for item in shown for runs in _asked_at(item, meeting, papers, evidence)]
    silent = [_no_recommendation(item, papers) for item in shown if item.reports and not _recommends(item)]
    coming = _coming(meeting, parts)
    if asked or silent or coming:
        yield Heading.of(2, "What the committee is asked to decide")
    if asked:
        yield Bullets(tuple(asked))
    yield from map(Paragraph, silent)
    for item in coming:
        yield Paragraph.of(f"Item {item.number}, {item.title}, is to follow.")


def _coming(meeting: Meeting, parts: Sequence[Part]) -> list[AgendaItem]:
    """Return the items whose papers are to follow."""
    return [item for item in meeting.items if item.part in parts and item.kind is ItemKind.TO_FOLLOW]


def _recommends(item: AgendaItem) -> bool:
    return any(report.sections.recommendation for report in item.reports)


def _no_recommendation(item: AgendaItem, papers: Mapping[str, Paper]) -> Runs:
    """Return that an item's papers ask for nothing, with what the agenda says of them."""
    first = item.reports[0]
    link = replace(papers[first.item].link, text=f"Item {item.number}, {item.title}")
    note = f" {item.text}" if item.text else ""
    return (link, Text(f": no recommendation is among the papers here.{note}"))


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


def _promised(
    promised: Sequence[FollowUp], due: Sequence[FollowUp], overdue: Sequence[FollowUp], coming: Sequence[AgendaItem]
) -> Iterator[Block]:
    """Yield a line on what earlier meetings were promised, and what of it is due now; nothing where nothing was."""
    if promised:
        yield Heading.of(2, "What was promised")
        late = overdue_words(overdue) if overdue else (Text(nothing_overdue(coming)),)
        lead = (Text(" "), Text("The follow-ups", href="follow-ups.html"), Text(" list what was promised."))
        yield Paragraph((*late, *lead))
    if due:
        yield Paragraph.of("Due at this meeting, and no paper here answers it:")
        yield Bullets.of(_owed(promise) for promise in due)


def _owed(promise: FollowUp) -> str:
    return f"{promise.promise} (owed by {promise.owed_by})" if promise.owed_by else promise.promise
