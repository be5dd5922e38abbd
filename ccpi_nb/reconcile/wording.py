"""A finding in words: what it is about, how far apart its sides are, where each stands, and what was ruled."""

import re
from decimal import Decimal

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.ledger import unpacked
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.periods import Period
from ccpi_nb.reconcile.findings import Finding, Kind, Side, Size
from ccpi_nb.reconcile.part_findings import PartFindings
from ccpi_nb.workbook.papers import RulingStatus

_STATUSES = {
    RulingStatus.OPEN: "No known explanation.",
    RulingStatus.EXPLAINED: "Explained:",
    RulingStatus.CORRECTED: "Corrected at source:",
    RulingStatus.ACCEPTED: "Accepted:",
}
WORDS = "Words"
# What leads from a side to its place.
_LEADS = {
    "Table": "In a table of",
    "Text": "In the text of",
    WORDS: "In",
    "Sum": "Added up from",
    "Shorter periods": "Shorter periods added up from",
    "Average by length": "Average of shorter periods, weighted by their length, from",
    "Worked out": "Worked out from",
}
_DATED = re.compile(r"(?:[A-Z]+ )?(?P<document>.+) (?P<day>\d{1,2} [A-Z][a-z]+ \d{4})")
_TENTH = Decimal("0.1")


def size_runs(size: Size) -> Runs:
    """Return a difference with its share: '24 apart (69% of the larger)'; percentage points need no share."""
    if size.apart.text.endswith((" percentage point", " percentage points")):
        return (size.apart, Text(" apart"))
    share = rounded(100 * size.share, 0 if size.share >= _TENTH else 1)
    return (
        size.apart,
        Text(" apart ("),
        Figure(f"{share}%", str(share), size.apart.rows, Computation.SHARE_OF_THE_LARGER),
        Text(" of the larger)"),
    )


def place_words(source: str, day: str = "") -> str:
    """Return a source in words: 'the report of 12 April 2016, Customer Feedback'.

    What is in the pack of the `day` that is read is named without it: 'item 4, Appendix B'. What names no day stays as
    it is.
    """
    return "; ".join(_place(each, day) for each in unpacked(source))


def _place(source: str, day: str) -> str:
    document, _, place = source.partition(", ")
    named = _DATED.fullmatch(document)
    if named is None:
        return source
    if place and named["document"] == "pack" and named["day"] == day:
        return place
    return ", ".join(filter(None, (f"the {named['document']} of {named['day']}", place)))


def side_label(side: Side, day: str = "") -> str:
    """Return what leads to a side, and its place: 'In the text of item 4, Payment performance'."""
    place = place_words(side.source, day)
    return f"{_LEADS.get(side.what, f'{side.what}, in')} {place.removesuffix(f', {side.what.lower()}')}"


def about(finding: Finding) -> str:
    """Return what a finding is about: 'Contractors, North West, April to October 2014'."""
    period = Period.parse(finding.period).in_sentence if finding.period else ""
    return f"{finding.name}, {period}" if period else finding.name


def apart_runs(finding: Finding) -> Runs:
    """Return how far a finding's sides are apart; empty where they are words or dates."""
    if finding.size is None:
        return ()
    if finding.kind is Kind.TARGETS:
        return (finding.size.apart, Text(" from a target"))
    return size_runs(finding.size)


def status_runs(finding: Finding, part_findings: PartFindings) -> Runs:
    """Return a finding's status and reason: 'Explained: The earlier one was provisional.'"""
    status, reason = Text(_STATUSES[part_findings.status(finding)]), part_findings.reason(finding)
    return (status, Text(" "), *reason) if reason else (status,)
