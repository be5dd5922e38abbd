"""Small builders of traced values."""

from decimal import Decimal

from ccpi_nb.analysis.array import TracedArray
from ccpi_nb.analysis.traced import Traced
from ccpi_nb.document.runs import Row
from ccpi_nb.domain.indicators import DataRow, Shorthand, Unit


def traced(
    value: str,
    period: str = "2014-04",
    *,
    of: str = "calls",
    breakdown: str = "",
    unit: str = "number",
    qualifier: str = "",
    adds: bool = True,
) -> Traced:
    """A value as observed, whose row is a place of its own; a value such as '[x]' is a shorthand.

    Without a unit it is a pure number.
    """
    shorthand = Shorthand(value) if value.startswith("[") else None
    at = DataRow(f"data/observations/{of}/{period.replace('/', '--')}{breakdown}.csv", 2)
    return Traced(
        None if shorthand else Decimal(value),
        (Row(at, of, period, breakdown, "the pack", "2014-12-11", value),),
        Unit(unit) if unit else None,
        shorthand=shorthand,
        qualifier=qualifier,
        adds=adds,
        formula="" if shorthand else value,
    )


def traced_months(*values: str, unit: str = "number", adds: bool = True, of: str = "calls") -> list[Traced]:
    """Values of one month after another."""
    return [
        traced(value, f"{2010 + place // 12}-{place % 12 + 1:02}", unit=unit, adds=adds, of=of)
        for place, value in enumerate(values)
    ]


def array_of(*values: str, unit: str = "number", adds: bool = True) -> TracedArray:
    return TracedArray._from_sequence(traced_months(*values, unit=unit, adds=adds))
