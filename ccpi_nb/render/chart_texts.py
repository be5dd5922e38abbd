"""Where a chart's values stand: in a table near it, or in one of its own below it; and what its text says of that."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.chart_values import chart_table
from ccpi_nb.document.model import Block, Cell, Chart, Document, Heading, Table
from ccpi_nb.document.runs import Row, Text
from ccpi_nb.document.sources import Glossary
from ccpi_nb.document.table_texts import figures_in

# What a chart's own text ends with where it leaves values out.
ALL_VALUES = "Every value is in this report's spreadsheet"


def alternatives_in_place(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with their charts' alternative texts as a reader comes to them.

    Values that are left out are in the table of the same section that has them all, if there is one, rather than in
    the spreadsheet.
    """
    return tuple(
        replace(block, alt=_where(block, at, blocks)) if isinstance(block, Chart) else block
        for at, block in enumerate(blocks)
    )


def _where(chart: Chart, at: int, blocks: Sequence[Block]) -> str:
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
    return chart.alt.replace(f"{ALL_VALUES}.", f"Every value is in the {place}.") if place else chart.alt


def values_of_charts(blocks: Sequence[Block], glossary: Glossary) -> dict[int, Table]:
    """Return the values of charts as tables, by the charts' places; not of those that a table near has."""
    found = {at: chart_table(block, glossary) for at, block in enumerate(blocks) if isinstance(block, Chart)}
    return {
        at: _listed_here(table, glossary)
        for at, table in found.items()
        if table and not any(_shown(table) <= _shown(near) for near in _near(blocks, at))
    }


def _listed_here(table: Table, glossary: Glossary) -> Table:
    """Return a table without the rows whose values other pages list, with a note that says so."""

    def is_elsewhere(cells: Sequence[Cell]) -> bool:
        places = {row.at for cell in cells for figure in figures_in(cell) for row in figure.rows}
        return bool(places) and places <= glossary.elsewhere

    kept = tuple(cells for cells in table.rows if not is_elsewhere(cells))
    note = () if len(kept) == len(table.rows) else ((Text("Earlier values are on pages of their own."),),)
    return replace(table, rows=kept, notes=(*table.notes, *note))


def with_values(document: Document, glossary: Glossary) -> Document:
    """Return a document with the values of its charts as tables after them, where no table near has them."""
    values = values_of_charts(document.blocks, glossary)
    blocks = (
        part for at, block in enumerate(document.blocks) for part in (block, *([values[at]] if at in values else []))
    )
    return replace(document, blocks=tuple(blocks))


def below_the_chart(alt: str) -> str:
    """Return an alternative text for where a chart's values stand below it."""
    return alt.replace(f"{ALL_VALUES}.", "Every value is in the table below the chart.")


def _near(blocks: Sequence[Block], at: int) -> tuple[Table, ...]:
    return (*_tables(reversed(blocks[:at])), *_tables(blocks[at + 1 :]))


def _tables(blocks: Iterable[Block]) -> tuple[Table, ...]:
    """Return the tables up to the next heading, the nearest first."""
    own = takewhile(lambda block: not isinstance(block, Heading), blocks)
    return tuple(block for block in own if isinstance(block, Table))


def _shown(*tables: Table) -> set[tuple[str, tuple[Row, ...]]]:
    """Return what tables show: the values of their figures, each with its rows of data."""
    cells = (cell for table in tables for row in table.rows for cell in row)
    return {(figure.value, figure.rows) for cell in cells for figure in figures_in(cell)}
