"""Tables of a breakdown: a member a row, an indicator or a period a column."""

from collections.abc import Sequence

from ccpi_nb.computing.totals import total_of
from ccpi_nb.content.result_cells import Notes, period_columns
from ccpi_nb.document.model import Absent, Cell, Column, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period


def breakdown_table(
    evidence: Evidence, keys: Sequence[str], period: Period, caption: str, *, header: str, totals: bool = False
) -> Table | Absent:
    """Return a table, a member of the breakdown a row, an indicator a column; `totals` adds a row of totals.

    A note says what a total lacks, or why there is none.

    Indicators without a breakdown at the period are left out; Absent where none has one.
    """
    indicators = [evidence.indicator(key) for key in keys if evidence.members(key, period)]
    if not indicators:
        return Absent(f"No data is held for: {caption}.")
    members = tuple(
        dict.fromkeys(member for indicator in indicators for member in evidence.members(indicator.key, period))
    )
    notes = Notes(evidence)
    body = [
        (
            Cell.of(member),
            *(notes.cell(indicator, evidence.find(indicator.key, period, member)) for indicator in indicators),
        )
        for member in members
    ]
    if totals:
        sums = [(indicator, total_of(evidence, indicator.key, period, members)) for indicator in indicators]
        body.append((Cell.of("Total", strong=True), *(notes.total(indicator, total) for indicator, total in sums)))
    columns = (Column(header, width=1.4), *(Column(indicator.name, numeric=True) for indicator in indicators))
    return Table((Text(caption),), columns, tuple(body), notes.runs())


def latest_breakdown_table(
    evidence: Evidence,
    keys: Sequence[str],
    periods: Sequence[Period],
    caption: str,
    *,
    header: str,
    totals: bool = False,
) -> Table | Absent:
    """Return `breakdown_table` at the last of the periods that has any breakdown.

    Where there is a choice, the caption says which period that is.
    """
    held = [period for period in periods if any(evidence.members(key, period) for key in keys)]
    if not held:
        return Absent(f"No data is held for: {caption}.")
    dated = f"{caption}, {held[-1].in_sentence}" if len(periods) > 1 else caption
    return breakdown_table(evidence, keys, held[-1], dated, header=header, totals=totals)


def members_table(
    evidence: Evidence, key: str, periods: Sequence[Period], caption: str, *, header: str
) -> Table | Absent:
    """Return a table, a member of one indicator's breakdown a row, a period with a breakdown a column."""
    indicator = evidence.indicator(key)
    shown = [period for period in periods if evidence.members(key, period)]
    if not shown:
        return Absent(f"No data is held for: {caption}.")
    members = tuple(dict.fromkeys(member for period in shown for member in evidence.members(key, period)))
    notes = Notes(evidence)
    body = tuple(
        (Cell.of(member), *(notes.cell(indicator, evidence.find(key, period, member)) for period in shown))
        for member in members
    )
    columns = (Column(header, width=2), *period_columns(shown))
    return Table((Text(caption),), columns, body, notes.runs())
