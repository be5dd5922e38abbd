"""What an author should look at in a page before it is published: unexplained numbers, and what changes."""

from collections.abc import Iterator
from pathlib import Path

from ccpi_nb.document.computations import kind_of
from ccpi_nb.document.ledger import LedgerLine, unpacked
from ccpi_nb.document.model import Document
from ccpi_nb.document.remarks import Remark, RemarkKind
from ccpi_nb.domain.meetings import Report
from ccpi_nb.review.audit import unexplained_on
from ccpi_nb.review.references import read_reference, read_tolerances
from ccpi_nb.review.regression import Reference, changed_figures, compared, reference_of
from ccpi_nb.review.scanned_pages import ScannedPage, scan_page
from ccpi_nb.workbook.inputs import Workbook


def remarks_on(root: Path, day: str, report: Report, document: Document, html: str) -> Iterator[Remark]:
    """Yield the numbers of a report's page that nothing explains, and what it would change in its reference."""
    page, shown = scan_page(html), reference_of(document, report.stem)
    for number in unexplained_on(page, shown.lines):
        sentence = f"{number.place}: nothing explains '{number.number}' in '{number.context}'"
        yield Remark(RemarkKind.UNEXPLAINED, sentence, number.at, number.number)
    yield from _changes(root, day, report, page, shown)


def _changes(root: Path, day: str, report: Report, page: ScannedPage, shown: Reference) -> Iterator[Remark]:
    """Yield what the page would change in the reference of its meeting, as `ccpi accept` says it."""
    before, tolerances = read_reference(root, day, report.part).of(report.stem), read_tolerances(root)
    indicators = Workbook(root).indicators
    lines = {
        change.sentence(indicators): change.after
        for change in changed_figures(before, shown, tolerances)
        if before.reports
    }
    for sentence in compared(before, shown, indicators, tolerances).said:
        yield Remark(RemarkKind.CHANGED, sentence, _place(page, lines.get(sentence), sentence))


def _place(page: ScannedPage, line: LedgerLine | None, sentence: str) -> int | None:
    """Return where the page first shows a figure or judgement, or the chart that a sentence speaks of."""
    if line:
        rows, kind = {str(row.at) for row in line.rows}, kind_of(line.computation)
        return next(
            (
                passage.at
                for passage in page.passages
                if " ".join(passage.text.split()) == line.amount
                and {*unpacked(passage.mark["data-rows"])} == rows
                and kind_of(passage.mark["data-computation"]) == kind
            ),
            None,
        )
    return next((drawing.at for drawing in page.drawings if sentence.startswith(f"chart '{drawing.caption}'")), None)
