"""How an indicator is named where it leads to its page, and its values as rows of data."""

from functools import partial

from ccpi_nb.content.scorecards import CellOf, Standing
from ccpi_nb.document.figures import target_figure
from ccpi_nb.document.model import Cell
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.targets import rate
from ccpi_nb.site.addresses import indicator_link


def linked(here: str) -> CellOf:
    """Return what gives the cell with an indicator's name, which leads from a page to the indicator's own."""
    return partial(_link, here)


def _link(here: str, found: Standing) -> Cell:
    return Cell((indicator_link(here, found.result.indicator),))


_HEADER = (
    *("indicator", "name", "period", "breakdown", "value", "shorthand", "qualifier", "unit", "target", "rating"),
    *("known_by", "source", "note", "data_row"),
)


def value_rows(evidence: Evidence, key: str) -> list[tuple[str, ...]]:
    """Return all values of an indicator as rows, with the target in force and the rating."""
    own = sorted(
        (row for row in evidence.observations if row.indicator == key),
        key=lambda row: (row.period, row.breakdown, row.as_at, str(row.row)),
    )
    return [_HEADER, *(_data_row(evidence, row) for row in own)]


def _data_row(evidence: Evidence, row: Observation) -> tuple[str, ...]:
    indicator, target = evidence.indicator(row.indicator), evidence.target(row.indicator, row.period)
    aim = " and ".join(plain((target_figure(indicator, end),)) for end in target.ends) if target else ""
    rated = target and not row.breakdown
    return (
        *(row.indicator, indicator.name, str(row.period), row.breakdown),
        "" if row.value is None else str(row.value),
        *(str(row.shorthand or ""), row.qualifier, str(indicator.unit), aim),
        str(rate(target, row.value, row.qualifier)) if target and rated else "",
        *(str(row.as_at), row.source, row.note, str(row.row)),
    )
