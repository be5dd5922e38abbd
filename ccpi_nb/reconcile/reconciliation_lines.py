"""The reconciliation for a terminal and for other programs."""

from collections.abc import Iterator
from typing import Any

from ccpi_nb.document.model import Figure, plain
from ccpi_nb.domain.meetings import PART_NAMES
from ccpi_nb.reconcile.findings import Finding, Kind
from ccpi_nb.reconcile.sheet import TITLES, PartFindings, about, side_runs, size_runs, summary

_NOTHING = "Nothing is held that could be compared."


def reconciliation_lines(own: PartFindings) -> Iterator[str]:
    """What was compared, then each finding with its sides, its status, and its key for data/reconciliation.csv."""
    yield PART_NAMES[own.part]
    yield f"  {plain(summary(own.found))}" if own.found.tally.made else f"  {_NOTHING}"
    for kind in Kind:
        if found := own.found.of(kind):
            yield ""
            yield f"  {TITLES[kind]}{'' if kind.is_contradiction else ' (not a contradiction)'}"
            for each in found:
                yield from (f"    {line}" for line in _finding(each, own))


def reconciliation_json(own: PartFindings) -> dict[str, Any]:
    """The same as lists, mappings and strings; values are written as in the data."""
    comparisons = {
        str(comparison): {"held": len(tally.held), "held once rounded": len(tally.rounded), "did not hold": len(tally.differ)}
        for comparison, tally in own.found.tallies.items()
    }
    return {"part": str(own.part), "comparisons": comparisons, "findings": [_as_mapping(each, own) for each in own.found.findings]}


def _finding(finding: Finding, own: PartFindings) -> Iterator[str]:
    size = f": {plain(size_runs(finding.size))} apart" if finding.size else ""
    yield f"{finding.severity if finding.kind.is_contradiction else '–'}  {about(finding)}{size}"
    yield from (f"  {plain(side_runs([side]))}" for side in finding.sides)
    if finding.words:
        yield f"  {plain(finding.words)}"
    if finding.kind.is_contradiction or finding.key in own.rulings:
        yield f"  {own.status(finding).capitalize()}. {plain(own.reason(finding))}".rstrip()
    yield f"  {own.key(finding)}"


def _as_mapping(finding: Finding, own: PartFindings) -> dict[str, Any]:
    size = finding.size
    return {
        "finding": own.key(finding),
        "kind": str(finding.kind),
        "contradiction": finding.kind.is_contradiction,
        "about": about(finding),
        "severity": str(finding.severity),
        "difference": {"text": size.apart.text, "value": size.apart.value, "share": str(round(size.share, 4))} if size else None,
        "words": plain(finding.words),
        "sides": [
            {
                "what": side.what,
                "said": plain(side.said),
                "source": side.source,
                "rows": list(dict.fromkeys(row.place for run in side.said if isinstance(run, Figure) for row in run.rows)),
            }
            for side in finding.sides
        ],
        "status": str(own.status(finding)),
        "reason": plain(own.reason(finding)),
    }
