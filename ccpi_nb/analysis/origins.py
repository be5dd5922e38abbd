"""Traced values of observations and targets: what a row of data says, with that row."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from ccpi_nb.analysis.traced import NOT_APPLICABLE, Traced
from ccpi_nb.computing.computations import Computation, computation_named
from ccpi_nb.computing.totals import adds_up
from ccpi_nb.document.figures import observed, row_of, rows_of, target_figure
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.targets import Target


def traced_value(evidence: Evidence, observation: Observation) -> Traced:
    """Return an observation's value as published; where there is none, the reason."""
    indicator = evidence.indicator(observation.indicator)
    return Traced(
        observation.value,
        rows_of(observation),
        indicator.unit,
        shorthand=observation.shorthand,
        qualifier=observation.qualifier,
        computation=computation_named(observation.computation),
        adds=indicator.key not in evidence.not_added and adds_up(indicator),
        formula="" if observation.value is None or observation.computation else f"{observation.value:f}",
        published=observed(indicator, observation),
    )


def traced_part(observation: Observation, column: Literal["numerator", "denominator"]) -> Traced:
    """Return the numerator or denominator of an observation, a number; missing for the reason that its value is.

    Where the value is held without it, it is not available: a sum that left it out would be of other parts.
    """
    number: Decimal | None = getattr(observation, column)
    if number is None:
        return Traced(None, (row_of(observation),), shorthand=observation.shorthand or Shorthand.NOT_AVAILABLE)
    row = replace(row_of(observation), value=str(number), column=column)
    return Traced(number, (row,), Unit.NUMBER, adds=True, formula=f"{number:f}")


def traced_target(indicator: Indicator, target: Target | None) -> Traced:
    """Return what was agreed; not applicable where nothing was."""
    if target is None:
        return NOT_APPLICABLE
    return Traced(
        target.value,
        (row_of(target),),
        indicator.unit,
        computation=Computation.TARGET,
        formula=f"{target.value:f}",
        published=target_figure(indicator, target),
    )
