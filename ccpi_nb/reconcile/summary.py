"""How the checks came out, in sentences and counts: each count with the rows that were compared."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from ccpi_nb.computing.computations import ComputationName, counting
from ccpi_nb.computing.selections import MOST_LISTED, selection_of
from ccpi_nb.document.figures import count_figure, row_of
from ccpi_nb.document.runs import Figure, Row, Runs, Text
from ccpi_nb.document.sentences import joined, run_on
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.reconcile.findings import Check, Reconciliation, Severity, Tally
from ccpi_nb.reconcile.papers import claim_row
from ccpi_nb.reconcile.part_findings import PartFindings
from ccpi_nb.workbook.papers import Claim

CHECKS, _AGREE, _ROUNDED, _DIFFER, _UNEXPLAINED = map(
    counting, ("of comparisons", "that agree", "that agree after rounding", "that differ", "without an explanation")
)


def reconciliation_summary(part_findings: PartFindings) -> Runs:
    """Return how the checks came out, in one to three sentences.

    'In 7 of 37 comparisons the papers differ: 3 large, 2 moderate and 2 slight differences. 6 of them have no known
    explanation. The other 30 comparisons agree, 3 of them after rounding.'
    """
    found = part_findings.found
    return run_on(filter(None, (_differing(found), _unexplained(part_findings), _agreeing(found.tally))))


def _differing(found: Reconciliation) -> Runs:
    made, differ = found.tally.made, found.tally.differ
    if not differ:
        return ()
    total = count_of(CHECKS, made)
    sizes = [(_size_count(severity, checks), Text(f" {severity.lower()}")) for severity, checks in found.by_severity]
    if len(made) == 1:
        opening: Runs = (total, Text(" comparison was made, and the papers differ: "))
    elif len(made) == len(differ):
        opening = (Text("In all "), total, Text(" comparisons the papers differ: "))
    else:
        opening = (
            Text("In "),
            count_of(_DIFFER, differ),
            Text(" of "),
            total,
            Text(" comparisons the papers differ: "),
        )
    *_, last = found.by_severity
    noun = "" if last[0] is Severity.IN_WORDS else f" difference{'' if len(last[1]) == 1 else 's'}"
    return (*opening, *joined(sizes), Text(f"{noun}."))


def _unexplained(part_findings: PartFindings) -> Runs:
    differ, unexplained = len(part_findings.found.tally.differ), part_findings.unexplained
    if not differ:
        return ()
    if 0 < len(unexplained) < differ:
        verb = "has" if len(unexplained) == 1 else "have"
        return (count_of(_UNEXPLAINED, unexplained), Text(f" of them {verb} no known explanation."))
    if differ == 1:
        return (Text("It has no known explanation." if unexplained else "It is explained."),)
    return (Text("None of them has a known explanation." if unexplained else "All of them are explained."),)


def _agreeing(tally: Tally) -> Runs:
    agree = (*tally.agree, *tally.rounded)
    if not agree:
        return ()
    total = count_of(_AGREE, agree)
    if tally.differ:
        opening: Runs = (total, Text(" other comparison agrees" if len(agree) == 1 else " other comparisons agree"))
    elif len(agree) == 1:
        opening = (total, Text(" comparison was made, and agrees"))
    else:
        opening = (Text("All "), total, Text(" comparisons agree"))
    if not tally.rounded:
        return (*opening, Text("."))
    if not tally.agree:
        return (*opening, Text(" after rounding."))
    return (*opening, Text(", "), count_of(_ROUNDED, tally.rounded), Text(" of them after rounding."))


def size_title(severity: Severity, checks: Sequence[Check]) -> Runs:
    """Return the title of the differences of a size: '2 large differences', '1 difference in words or dates'."""
    noun = "difference" if len(checks) == 1 else "differences"
    words = f"{noun} {severity.lower()}" if severity is Severity.IN_WORDS else f"{severity.lower()} {noun}"
    return (_size_count(severity, checks), Text(f" {words}"))


def _size_count(severity: Severity, checks: Sequence[Check]) -> Figure:
    return count_of(counting(severity.lower()), checks)


def count_of(computation: ComputationName, checks: Sequence[Check], looked_at: Sequence[Check] = ()) -> Figure:
    """Return the number of checks with the rows compared; for none, with those of all that were looked at."""
    counted = checks or looked_at
    places = _places(counted)
    if len(places) <= MOST_LISTED:
        return count_figure(computation, len(checks), _rows(counted))
    return replace(count_figure(computation, len(checks), ()), selection=selection_of(places))


def rows_behind(part_findings: PartFindings, selection: str) -> tuple[Row, ...]:
    """Return the rows behind a count of a reconciliation by the name of their selection; none where it has no such."""
    counted = _counted(part_findings)
    return next((_rows(checks) for checks in counted if checks and selection_of(_places(checks)) == selection), ())


def _counted(part_findings: PartFindings) -> Iterator[Sequence[Check]]:
    """Yield all checks that are counted together anywhere in a reconciliation."""
    found = part_findings.found
    for tally in (found.tally, *found.tallies.values()):
        yield from (tally.made, (*tally.agree, *tally.rounded), *(checks for _, checks in tally.outcomes))
    yield from (checks for _, checks in found.by_severity)
    yield part_findings.unexplained


def _places(checks: Iterable[Check]) -> Collection[DataRow]:
    return {compared.row for check in checks for compared in check.compared}


def _rows(checks: Iterable[Check]) -> tuple[Row, ...]:
    return tuple(dict.fromkeys(_row(compared) for check in checks for compared in check.compared))


def _row(compared: Observation | Claim) -> Row:
    return claim_row(compared) if isinstance(compared, Claim) else row_of(compared)
