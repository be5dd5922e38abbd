"""What a meeting's papers show of each indicator: the result that counts, and the way to where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ccpi_nb.content.main_points import ranked
from ccpi_nb.document.computations import Computation
from ccpi_nb.document.ledger import entries
from ccpi_nb.document.model import Document, Figure, Heading, Judgement, Table, Text, anchors
from ccpi_nb.document.sentences import words_in_slots
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.meetings import Meeting
from ccpi_nb.domain.periods import Period


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

    @property
    def link(self) -> Text:
        """The same link, told from those of other results in the same section."""
        return replace(self.place, about=self.result.name)


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


def by_place(findings: Iterable[Finding]) -> tuple[tuple[Text, list[Finding]], ...]:
    """Return findings by the section that shows them, the sections in the order of their first."""
    groups: dict[Text, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.place, []).append(finding)
    return tuple(groups.items())


def shows_figures(papers: Iterable[Paper]) -> bool:
    """Return whether the papers show any figure of an indicator as published."""
    return any(not shown.is_verdict for paper in papers for shown in _shown_in(paper))


def has_comparable_figures(evidence: Evidence, papers: Iterable[Paper], since: date | None) -> bool:
    """Return whether the papers show a figure, new since a day, that an earlier one makes better, worse or the same."""
    shown = dict.fromkeys((shown.key, shown.period) for paper in papers for shown in _shown_in(paper))
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
