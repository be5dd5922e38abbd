"""All comparisons of the documents: where values disagree, and where sums, percentages, claims and dates don't hold."""

from collections.abc import Iterable

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.reconcile.claims import dates_claimed, statements, targets_claimed
from ccpi_nb.reconcile.findings import Reconciliation
from ccpi_nb.reconcile.papers import Papers
from ccpi_nb.reconcile.rates import changes, monthly_averages, rates
from ccpi_nb.reconcile.same_values import neighbouring_days, overlapping_spans, values_given_again
from ccpi_nb.reconcile.sums import longer_periods, totals
from ccpi_nb.workbook.papers import Claim, Relation

_COMPARISONS = (
    values_given_again,
    totals,
    longer_periods,
    rates,
    monthly_averages,
    changes,
    targets_claimed,
    dates_claimed,
    statements,
    neighbouring_days,
    overlapping_spans,
)


def reconcile(
    evidence: Evidence,
    relations: Iterable[Relation] = (),
    claims: Iterable[Claim] = (),
    readable: Evidence | None = None,
) -> Reconciliation:
    """Return every comparison that the data allow; `readable` is what statements may refer to, if more than that.

    Nothing is corrected, and what disclosure control has touched is not compared.
    """
    papers = Papers.in_order(evidence, relations, claims, readable or evidence)
    return Reconciliation(tuple(check for compare in _COMPARISONS for check in compare(papers)))
