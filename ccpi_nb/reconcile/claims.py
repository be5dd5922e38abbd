"""Claims that documents make in words: targets met against ratings, dates and statements against each other."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from ccpi_nb.document.figures import observed, row_of, target_runs
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.targets import Rag
from ccpi_nb.errors import InputError
from ccpi_nb.reconcile.findings import Check, Comparison, Finding, Kind, Side, Size
from ccpi_nb.reconcile.papers import Papers, claim_row, size_of
from ccpi_nb.workbook.papers import Claim, ClaimKind

_CLAIMED = {
    ClaimKind.ALL_TARGETS_MET: "All targets met",
    ClaimKind.CONTRACTUAL_TARGETS_MET: "All contractual targets met",
}


def targets_claimed(papers: Papers) -> Iterator[Check]:
    """Yield a check of each claim that a service met its targets, as far as values and targets are known."""
    claims = [claim for claim in papers.claims if claim.kind in _CLAIMED]
    for _, rows in groupby(sorted(claims, key=_about), key=_about):
        same = list(rows)
        if results := _judged(papers, same[0]):
            missed = [result for result in results if result.rating is not Rag.ON_TARGET]
            compared: tuple[Observation | Claim, ...] = (*same, *(result.observation for result in results))
            yield Check(Comparison.TARGETS, compared, _not_borne_out(same[0], missed) if missed else None)


def dates_claimed(papers: Papers) -> Iterator[Check]:
    """Yield a check of the dates that documents give for one event: a month and a day in it agree."""
    claims = [claim for claim in papers.claims if claim.kind is ClaimKind.HAPPENED]
    for subject, rows in groupby(sorted(claims, key=lambda claim: claim.subject), key=lambda claim: claim.subject):
        first, *others = sorted(rows, key=lambda claim: (claim.as_at, _when(claim), claim.source))
        if others:
            different = [
                claim
                for claim in others
                if _when(claim).end < _when(first).start or _when(first).end < _when(claim).start
            ]
            sides = tuple(Side("Words", (_date(claim),), claim.source) for claim in (first, *different))
            finding = Finding(Kind.DATE, subject, "", "", subject, sides) if different else None
            yield Check(Comparison.DATES, (first, *others), finding)


def statements(papers: Papers) -> Iterator[Check]:
    """Yield a check of what documents say of each matter of which they are known not to say the same.

    Words are not compared: whoever read the documents has set them side by side. A matter is left out while no more
    than one of its statements is known.
    """
    said: dict[str, list[Claim]] = defaultdict(list)
    for claim in papers.claims:
        if claim.kind is ClaimKind.SAYS:
            said[claim.subject].append(claim)
    for matter, claims in said.items():
        if len(claims) > 1:
            sides = tuple(Side("Words", _said(claim, papers.readable), claim.source, claim) for claim in claims)
            yield Check(Comparison.WORDS, tuple(claims), Finding(Kind.WORDS, matter, "", "", matter, sides))


def _said(claim: Claim, evidence: Evidence) -> Runs:
    try:
        return say(claim.words.rstrip("."), evidence)
    except InputError as problem:
        raise InputError(*(f"{claim.row}, column 'words': {each}" for each in problem.problems)) from None


def _date(claim: Claim) -> Figure:
    return Figure(_when(claim).label, "", (claim_row(claim),))


def _about(claim: Claim) -> tuple[str, str, Period]:
    return claim.kind, claim.subject, _when(claim)


def _when(claim: Claim) -> Period:
    assert claim.period, "only a statement has no period"
    return claim.period


def _judged(papers: Papers, claim: Claim) -> list[Result]:
    """Return the results that a claim is about: those with a value, a target and no disclosure control.

    A value whose word leaves open whether it meets its target contradicts nothing, and bears nothing out.
    """
    indicators = [indicator for indicator in papers.evidence.indicators.values() if indicator.service == claim.subject]
    if claim.kind is ClaimKind.CONTRACTUAL_TARGETS_MET:
        indicators = [indicator for indicator in indicators if indicator.contractual]
    results = (papers.evidence.find_result(indicator.key, _when(claim)) for indicator in indicators)
    return [
        result
        for result in results
        if result
        and result.target
        and result.rating not in (Rag.NO_DATA, Rag.UNCERTAIN)
        and not result.observation.protection
    ]


def _not_borne_out(claim: Claim, missed: list[Result]) -> Finding:
    """Return the finding of a claim that ratings contradict; its size is that of the largest distance from a target."""
    claimed = Side("Words", (Text(_CLAIMED[claim.kind]),), claim.source, claim)
    size = max((_shortfall(result) for result in missed), key=lambda size: size.share)
    return Finding(
        Kind.TARGETS, claim.subject, str(claim.period), claim.kind, claim.subject, (claimed, *map(_miss, missed)), size
    )


def _miss(result: Result) -> Side:
    assert result.target
    runs = (
        observed(result.indicator, result.observation),
        Text(", target "),
        *target_runs(result.indicator, result.target),
    )
    return Side(result.indicator.name, runs, result.observation.source)


def _shortfall(result: Result) -> Size:
    assert result.target
    assert result.value is not None
    end = result.target.end_for(result.value)
    return size_of(result.indicator, result.value, end.value, (row_of(result.observation), row_of(end)))
