"""The findings as `ccpi reconcile` prints them: as lines, and as JSON."""

from collections.abc import Iterator
from typing import Any

from ccpi_nb.document.runs import Figure, plain
from ccpi_nb.domain.meetings import PART_NAMES
from ccpi_nb.reconcile.findings import Finding, Kind
from ccpi_nb.reconcile.part_findings import PartFindings
from ccpi_nb.reconcile.summary import reconciliation_summary, size_title
from ccpi_nb.reconcile.wording import about, apart_runs, side_label, status_runs

_NO_DIFFERENCE = {
    Kind.ROUNDED: "The same after rounding",
    Kind.SPANS: "For different spans of time, so both can be right",
}
_NOTHING = "There is nothing to check: no paper gives anything twice, and no sum."


def reconciliation_lines(part_findings: PartFindings) -> Iterator[str]:
    """Yield how the checks came out, then each finding with its sides, status, and key for data/reconciliation.csv."""
    found = part_findings.found
    yield PART_NAMES[part_findings.part]
    yield f"  {plain(reconciliation_summary(part_findings)) if found.tally.made else _NOTHING}"
    listed = [
        *((plain(size_title(*group)), [check.finding for check in group[1]]) for group in found.by_severity),
        *((title, found.of(kind)) for kind, title in _NO_DIFFERENCE.items()),
    ]
    for title, findings in listed:
        if findings:
            yield from ("", f"  {title}")
            yield from (f"    {line}" for finding in findings if finding for line in _finding(finding, part_findings))


def reconciliation_json(part_findings: PartFindings) -> dict[str, Any]:
    """Return the same as `reconciliation_lines` in lists, mappings and strings; values are written as in the data."""
    comparisons = {
        str(comparison): {words: len(checks) for words, checks in tally.outcomes}
        for comparison, tally in part_findings.found.tallies.items()
    }
    return {
        "part": str(part_findings.part),
        "comparisons": comparisons,
        "findings": [_as_mapping(finding, part_findings) for finding in part_findings.found.findings],
    }


def _finding(finding: Finding, part_findings: PartFindings) -> Iterator[str]:
    apart = plain(apart_runs(finding))
    yield f"{about(finding)}: {apart}" if apart else about(finding)
    yield from (f"  {side_label(side)}: {plain(side.said)}" for side in finding.sides)
    if finding.words:
        yield f"  {plain(finding.words)}"
    if finding.kind.is_contradiction or finding.key in part_findings.rulings:
        yield f"  {plain(status_runs(finding, part_findings))}"
    yield f"  {part_findings.key(finding)}"


def _as_mapping(finding: Finding, part_findings: PartFindings) -> dict[str, Any]:
    size = finding.size
    return {
        "finding": part_findings.key(finding),
        "kind": str(finding.kind),
        "contradiction": finding.kind.is_contradiction,
        "about": about(finding),
        "severity": str(finding.severity),
        "difference": {"text": size.apart.text, "value": size.apart.value, "share": str(round(size.share, 4))}
        if size
        else None,
        "words": plain(finding.words),
        "sides": [
            {
                "what": side_label(side),
                "said": plain(side.said),
                "source": side.source,
                "rows": list(
                    dict.fromkeys(str(row.at) for run in side.said if isinstance(run, Figure) for row in run.rows)
                ),
            }
            for side in finding.sides
        ],
        "status": str(part_findings.status(finding)),
        "reason": plain(part_findings.reason(finding)),
    }
