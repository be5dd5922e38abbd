"""The page before all papers of a pack: how every indicator that they show stands, by service."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ccpi_nb.content.register_tables import comment_words
from ccpi_nb.content.scorecards import Comments, Grid, Standing, by_parts, meanings, rating_cards
from ccpi_nb.content.shown_results import Finding, Paper, by_place, every_finding_in, rows_shown
from ccpi_nb.document.figures import observed
from ccpi_nb.document.ledger import passages
from ccpi_nb.document.model import Block, Bullets, Cell, Column, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Runs, Text, plain
from ccpi_nb.document.sentences import joined, listed
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.meetings import PART_NAMES, RESTRICTION, Meeting, Part
from ccpi_nb.render.executed import said_made_up
from ccpi_nb.workbook.collections import Comment, comments_of
from ccpi_nb.workbook.inputs import Workbook

SCORECARD = "scorecard"
TITLE = "How we are doing: scorecard"
_PAPER = Column("Paper", width=1.6)
_LEAD = (
    "Every indicator that these papers show, by service, the most pressing first: its latest figure in them, and where "
    "they give it. A line of values has the earlier figures too."
)
_JUDGED = "Indicators with a target or an earlier figure"
_OTHERS = "Figures with no target and no earlier figure"
_COLOURS = "Each colour stands beside a word and a symbol that say the same."


@dataclass(frozen=True)
class Scorecard:
    """A page, and for its spreadsheets one table of all figures that it has."""

    page: Document
    table: Document


def scorecard_of(
    workbook: Workbook, meeting: Meeting, part: Part, papers: Sequence[Paper], evidence: Evidence
) -> Scorecard | None:
    """Return the scorecard of a Part's papers, or None where they show no indicator.

    Its figures are those of the papers, at their periods, and a comment stands in it where a paper says it.
    """
    found, by_member = every_finding_in(evidence, papers)
    left_out = [key for key in by_member if key in evidence.indicators]
    if not found and not left_out:
        return None
    context = (*meeting.bodies, ("Meeting", meeting.day), ("Part", PART_NAMES[part]))
    masthead = Masthead(TITLE, str(meeting.date), context, RESTRICTION if part is Part.EXEMPT else "")
    comments = _said(_comments(workbook, meeting, found), evidence, papers)
    history = _history(evidence, papers)
    blocks = _blocks(found, history, comments, tuple(by_parts(evidence, left_out)))
    page, table = (Document(masthead, tuple(shown)) for shown in (blocks, _table(found, history, comments)))
    return Scorecard(said_made_up(page), said_made_up(table))


def _table(found: Sequence[Finding], evidence: Evidence, comments: Comments) -> Iterator[Table]:
    every = [Standing(evidence, finding.result) for finding in sorted(found, key=_service)]
    if every:
        yield Grid.over(every, comments=comments, services=True, apart=True).table(every, "All indicators by service")


def _blocks(
    found: Sequence[Finding], evidence: Evidence, comments: Comments, left_out: Sequence[str]
) -> Iterator[Block]:
    by_service = sorted(found, key=_service)  # within each service the most pressing stays first
    every = [(Standing(evidence, finding.result), finding) for finding in by_service]
    judged = {id(standing): finding for standing, finding in every if _has_more(standing, comments)}
    rows = [standing for standing, _ in every if id(standing) in judged]
    paper = (_PAPER, lambda standing: Cell((judged[id(standing)].link,)))
    grid = Grid((*Grid.over(rows, comments=comments).columns, paper))
    yield Paragraph.of(_LEAD)
    yield from rating_cards(rows)
    if rows:
        yield Heading.of(2, _JUDGED)
    for service, own in groupby(rows, key=lambda standing: standing.result.indicator.service):
        yield grid.table([*own], service)
    others = [finding for standing, finding in every if id(standing) not in judged]
    if others or left_out:
        yield Heading.of(2, _OTHERS)
    if others:
        yield Bullets(tuple(_at_one_place(service, place, own) for service, place, own in _by_place(others)))
    yield from map(Paragraph.of, left_out)
    yield Heading.of(2, "What the words mean")
    yield Bullets.of([*meanings(rows), _COLOURS])


def _service(finding: Finding) -> str:
    return finding.result.indicator.service


def _has_more(standing: Standing, comments: Comments) -> bool:
    """Return whether there is more to say of a figure than that it is so."""
    return bool(
        standing.result.target
        or standing.result.direction
        or standing.trend.picture
        or standing.of_the_whole in comments
    )


def _by_place(findings: Iterable[Finding]) -> Iterator[tuple[str, Text, list[Finding]]]:
    for service, own in groupby(findings, key=_service):
        yield from ((service, place, there) for place, there in by_place(own))


def _at_one_place(service: str, place: Text, findings: Sequence[Finding]) -> Runs:
    """Return figures of a service by their names, and the way to them."""
    link = replace(place, about=f"{service}: {listed(finding.result.name for finding in findings)}")
    told = joined(_with_value(finding.result) for finding in findings)
    return (Text(service, strong=True), Text(": "), *told, Text(" ("), link, Text(")."))


def _with_value(result: Result) -> Runs:
    if result.value is None:
        return (Text(f"{result.name}, no figure {result.observation.period.phrase}"),)
    supposed = " (period supposed)" if result.observation.supposed else ""
    figure = observed(result.indicator, result.observation)
    return (Text(f"{result.name} "), figure, Text(f" {result.observation.period.phrase}{supposed}"))


def _of(result: Result) -> tuple[str, str]:
    return result.indicator.key, result.observation.breakdown


def _history(evidence: Evidence, papers: Iterable[Paper]) -> Evidence:
    """Return what lines of values may be drawn from: of numbers of people only the rows that papers show.

    Nobody has looked at others with the eyes of a reader who could put them together.
    """
    people = {key for key, indicator in evidence.indicators.items() if indicator.people}
    if not people:
        return evidence
    shown = rows_shown(papers)
    rows = evidence.observations
    return replace(evidence, observations=tuple(row for row in rows if row.indicator not in people or row.row in shown))


def _comments(workbook: Workbook, meeting: Meeting, found: Iterable[Finding]) -> Iterator[Comment]:
    """Yield what services say of figures of a scorecard."""
    on = {(*_of(finding.result), finding.result.observation.period): finding for finding in found}
    registers = {comments_of(finding.result.observation.dataset) for finding in on.values()}
    for name in filter(workbook.registers.has, sorted(registers)):
        for comment in workbook.registers.comments(name, meeting.key):
            if not comment.breakdown and (comment.indicator, "", comment.period) in on:
                yield comment


def _said(comments: Iterable[Comment], evidence: Evidence, papers: Iterable[Paper]) -> Comments:
    """Return by indicator the comments that papers say."""
    told = {comment.indicator: comment_words(comment, evidence) for comment in comments}
    words = " ".join(plain(runs) for paper in papers for _, runs in passages(paper.document)) if told else ""
    return {key: runs for key, runs in told.items() if plain(runs) in words}
