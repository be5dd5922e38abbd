"""What a chart's alternative text says beside the words around it: nothing twice, and where its figures stand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.model import Block, Chart, Heading, Table
from ccpi_nb.document.runs import Row, plain
from ccpi_nb.document.table_texts import figures_in

# What a chart's own text ends with where it leaves values out.
ALL_VALUES = "Every value is in this report's spreadsheet"


def alternatives_in_place(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with their charts' alternative texts as a reader comes to them.

    The finding, which stands above the chart, is not said again; and values that are left out are in the table of the
    same section that has them all, if there is one, rather than in the spreadsheet.
    """
    return tuple(
        replace(block, alt=_where(block, at, blocks, _without_finding(block))) if isinstance(block, Chart) else block
        for at, block in enumerate(blocks)
    )


def _without_finding(chart: Chart) -> str:
    """Return the alternative text without the sentence that is the chart's finding, unless it has no other."""
    finding = plain(chart.finding)
    before, found, after = chart.alt.partition(f" {finding}. ")
    return f"{before} {after}" if finding and found else chart.alt


def _where(chart: Chart, at: int, blocks: Sequence[Block], alt: str) -> str:
    needed = {(figure.value, figure.rows) for figure in chart.figures if figure.computation != Computation.TARGET}
    above, below = _tables(reversed(blocks[:at])), _tables(blocks[at + 1 :])
    places = [
        *(("table above", (table,)) for table in above),
        *(("table below", (table,)) for table in below),
        ("tables above", above),
        ("tables below", below),
        ("tables above and below", (*above, *below)),
    ]
    place = next((place for place, tables in places if needed <= _shown(*tables)), "")
    return alt.replace(f"{ALL_VALUES}.", f"Every value is in the {place}.") if place else alt


def _tables(blocks: Iterable[Block]) -> tuple[Table, ...]:
    """Return the tables up to the next heading, the nearest first."""
    own = takewhile(lambda block: not isinstance(block, Heading), blocks)
    return tuple(block for block in own if isinstance(block, Table))


def _shown(*tables: Table) -> set[tuple[str, tuple[Row, ...]]]:
    """Return what tables show: the values of their figures, each with its rows of data."""
    cells = (cell for table in tables for row in table.rows for cell in row)
    return {(figure.value, figure.rows) for cell in cells for figure in figures_in(cell)}
