"""What documents claim in words held against data: that targets were met against the ratings, and dates against other dates."""

from collections.abc import Iterator
from itertools import groupby

from ccpi_nb.document.figures import observed, row_of, target_figure
from ccpi_nb.document.model import Text
from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.indicators import Observation, Rag
from ccpi_nb.domain.periods import Period
from ccpi_nb.reconcile.findings import Check, Comparison, Finding, Kind, Side, Size
from ccpi_nb.reconcile.papers import Papers, size_of
from ccpi_nb.workbook.reconciliation import Claim, ClaimKind

_SAID = {ClaimKind.ALL_TARGETS_MET: "All targets met", ClaimKind.CONTRACTUAL_TARGETS_MET: "All contractual targets met"}


def targets_claimed(papers: Papers) -> Iterator[Check]:
    """Claims that a service met its targets, as far as values and targets are held for the period."""
    claims = [each for each in papers.claims if each.kind in _SAID]
    for (_, _, period), rows in groupby(sorted(claims, key=_about), key=_about):
        own = list(rows)
        if results := _judged(papers, own[0], period):
            missed = [each for each in results if each.rating is not Rag.ON_TARGET]
            compared: tuple[Observation | Claim, ...] = (*own, *(each.observation for each in results))
            yield Check(Comparison.TARGETS, compared, _not_borne_out(own[0], missed) if missed else None)


def dates_claimed(papers: Papers) -> Iterator[Check]:
    """Dates that documents give for one event: a month and a day in it agree."""
    claims = [each for each in papers.claims if each.kind is ClaimKind.HAPPENED]
    for subject, rows in groupby(sorted(claims, key=lambda each: each.subject), key=lambda each: each.subject):
        first, *others = sorted(rows, key=lambda each: (each.as_at, each.period, each.source))
        if others:
            apart = [
                each for each in others if each.period.end < first.period.start or first.period.end < each.period.start
            ]
            sides = tuple(Side("Words", (Text(each.period.label),), each.source) for each in (first, *apart))
            finding = Finding(Kind.DATE, subject, "", "", subject, sides) if apart else None
            yield Check(Comparison.DATES, (first, *others), finding)


def _about(claim: Claim) -> tuple[str, str, Period]:
    return claim.kind, claim.subject, claim.period


def _judged(papers: Papers, claim: Claim, period: Period) -> list[Result]:
    """The results that a claim is about, those with a value and a target."""
    own = [each for each in papers.evidence.indicators.values() if each.service == claim.subject]
    if claim.kind is ClaimKind.CONTRACTUAL_TARGETS_MET:
        own = [each for each in own if each.contractual]
    results = (papers.evidence.find_result(each.key, period) for each in own)
    return [
        each for each in results if each and each.target and each.value is not None and not each.observation.protection
    ]


def _not_borne_out(claim: Claim, missed: list[Result]) -> Finding:
    """The size is of the largest distance from a target."""
    said = Side("Words", (Text(_SAID[claim.kind]),), claim.source)
    size = max((_shortfall(each) for each in missed), key=lambda size: size.share)
    return Finding(
        Kind.TARGETS, claim.subject, str(claim.period), claim.kind, claim.subject, (said, *map(_miss, missed)), size
    )


def _miss(result: Result) -> Side:
    assert result.target
    said = (
        observed(result.indicator, result.observation),
        Text(", target "),
        target_figure(result.indicator, result.target),
    )
    return Side(result.indicator.name, said, result.observation.source)


def _shortfall(result: Result) -> Size:
    assert result.target
    assert result.value is not None
    return size_of(
        result.indicator, result.value, result.target.value, (row_of(result.observation), row_of(result.target))
    )
