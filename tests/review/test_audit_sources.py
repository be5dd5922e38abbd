"""A source names a file, a sheet, a cell: none of its digits goes unexplained, and none explains another."""

from dataclasses import replace

import pytest
from builders import kpi, seen

from ccpi_nb.document.figures import observed
from ccpi_nb.document.ledger import entries, lines
from ccpi_nb.document.model import Document, Headline, Headlines, Masthead, Paragraph
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.runs import Text
from ccpi_nb.reconcile.wording import place_words
from ccpi_nb.render.html import render_document
from ccpi_nb.review.audit import unexplained_on

SOURCES = [
    "AP_invoices_2014Q3.csv, 23,687 records",
    "Dashboard Q3 FINAL v3.xlsx, sheet Q3 (2), cell G19",
    "19.xlsx, cell A1",
    "2014-15 Q3 77% 3 of 7; v2.xlsx, sheet 4, cell B2",
    "\u00a35.5m + 20%.xlsx, sheet 1,250, cell AA107",
    "Return 14B of team 7, G19",
    "10 December.ods, line 12, column Value 2",
    "file 19, line 3, column 4",
]


@pytest.mark.parametrize("taken_in", [True, False], ids=["taken in", "typed"])
@pytest.mark.parametrize("source", SOURCES)
def test_no_number_of_a_source_goes_unexplained_whatever_it_is_called(source: str, taken_in: bool) -> None:
    file, _, place = source.partition(", ")
    row = seen("65.5", source=source)
    row = replace(row, origin=(file, f"{place} (numerator: cell C8)")) if taken_in else row
    figure = observed(kpi(), row)
    words = (Text("In "), Text(place_words(source)), Text(", and in "), Text(f"{file}."))
    document = Document(
        Masthead("Calls", "2014-12-11"),
        (
            Paragraph((figure,)),
            Paragraph(words),
            Headlines((Headline(f"In the text of {place_words(source)}", figure, ()),)),
        ),
    )
    shown = lines(entries(document, "04-calls"))
    assert [*unexplained_on(render_document(document), shown)] == []
    # What merely looks like a source is none: the ledger has to name it.
    others = tuple(replace(line, source="elsewhere", origin="") for line in shown)
    found = [*unexplained_on(render_document(document), others)]
    assert found or not typed_figures(source, ())
