"""A report's tables, and the data of each of its charts, as tidy CSV: a row for each figure."""

from collections.abc import Iterable, Iterator

from ccpi_nb.document.chart_values import chart_table
from ccpi_nb.document.ledger import packed
from ccpi_nb.document.model import Chart, Document, Table
from ccpi_nb.document.runs import Figure
from ccpi_nb.document.sections import anchors
from ccpi_nb.document.sources import Glossary
from ccpi_nb.document.table_texts import MARK, figures_in, tables_in, unmarked
from ccpi_nb.files.strict_csv import guarded_csv


def tidy_csv(document: Document) -> str:
    """Return a document's tables as CSV for other programs: a row for each figure.

    Where a figure has several rows of data behind it, '; ' joins their indicators, periods, breakdowns and places.
    """
    return _csv(tables_in(document))


def chart_csvs(document: Document, glossary: Glossary) -> dict[str, str]:
    """Return the data of each chart that has any as CSV, by the chart's place on the page: 'chart', 'chart-2'."""
    tables = {
        anchor: chart_table(block, glossary)
        for anchor, block in zip(anchors(document.blocks), document.blocks, strict=True)
        if isinstance(block, Chart)
    }
    return {anchor: _csv([table]) for anchor, table in tables.items() if table}


def _csv(tables: Iterable[Table]) -> str:
    header = ("table", "row", "column", "value", "text", "indicator", "period", "breakdown", "computation", "data_rows")
    return guarded_csv([header, *_rows(tables)])


def _rows(tables: Iterable[Table]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                place = unmarked(table.name), unmarked(row[0].runs), MARK.sub("", column.header)
                yield from (
                    (*place, figure.value, figure.signed, *_origin(figure))
                    for figure in figures_in(cell)
                    if not figure.is_reference
                )


def _origin(figure: Figure) -> tuple[str, ...]:
    rows = figure.rows
    return (
        packed(row.indicator for row in rows),
        packed(row.period for row in rows),
        packed(row.breakdown for row in rows),
        figure.computation,
        packed(str(row.at) for row in rows),
    )
