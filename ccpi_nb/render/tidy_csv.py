"""A report's tables as tidy CSV: a row for each figure."""

from collections.abc import Iterator

from ccpi_nb.document.ledger import packed
from ccpi_nb.document.model import Document
from ccpi_nb.document.runs import Figure
from ccpi_nb.document.table_texts import MARK, figures_in, tables_in, unmarked
from ccpi_nb.files.strict_csv import guarded_csv


def tidy_csv(document: Document) -> str:
    """Return a document's tables as CSV for other programs: a row for each figure.

    Where a figure has several rows of data behind it, '; ' joins their indicators, periods, breakdowns and places.
    """
    header = ("table", "row", "column", "value", "text", "indicator", "period", "breakdown", "computation", "data_rows")
    return guarded_csv([header, *_rows(document)])


def _rows(document: Document) -> Iterator[tuple[str, ...]]:
    for table in tables_in(document):
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
