"""The findings in a Part's data, with what was ruled on each."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Part
from ccpi_nb.reconcile.findings import Check, Finding, Reconciliation
from ccpi_nb.workbook.papers import PART_II, Ruling, RulingStatus


@dataclass(frozen=True)
class PartFindings:
    """The findings in a Part's data, and the rulings on them by their keys; `evidence` is what reasons may refer to."""

    part: Part
    evidence: Evidence
    found: Reconciliation
    rulings: Mapping[str, Ruling]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all findings."""
        return frozenset(map(self.key, self.found.findings))

    def key(self, finding: Finding) -> str:
        """Return a finding's key as it is in data/reconciliation.csv."""
        return keyed(finding.key, self.part)

    def status(self, finding: Finding) -> RulingStatus:
        """Return a finding's status: open without a ruling."""
        return self.rulings[finding.key].status if finding.key in self.rulings else RulingStatus.OPEN

    @property
    def unexplained(self) -> tuple[Check, ...]:
        """The checks that found a difference which is still open."""
        return tuple(
            check
            for check in self.found.tally.differ
            if check.finding and self.status(check.finding) is RulingStatus.OPEN
        )

    def reason(self, finding: Finding) -> Runs:
        """Return the reason for a finding's status; empty where none was given.

        The ruling's source follows unless a side has the same.
        """
        ruling = self.rulings.get(finding.key)
        if not ruling or not ruling.reason:
            return ()
        is_new = ruling.source and all(ruling.source != side.source for side in finding.sides)
        return (*say(ruling.reason, self.evidence), *([Text(f" {ruling.source}.")] if is_new else []))


def keyed(finding: str, part: Part) -> str:
    """Return a finding's key in a Part; in exempt data it differs from the one in public data."""
    return finding + PART_II if part is Part.EXEMPT else finding
