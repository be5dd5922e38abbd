"""Executed notebooks as documents, and the two nbconvert exporters that publish them."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from itertools import pairwise
from typing import Any

import nbformat
from nbconvert.exporters.exporter import Exporter, FilenameExtension
from nbformat import NotebookNode

from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import (
    BLOCKS_MIME,
    MASTHEAD_MIME,
    Block,
    Chart,
    Document,
    Heading,
    Masthead,
    Paragraph,
    blocks_from_json,
    masthead_from_json,
    plain,
    without_empty_sections,
)
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.render.html import render_document
from ccpi_nb.render.notebook_output import Shown, masthead_bundle
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.render.svg_check import foreign_in


def document_from(notebook: NotebookNode, name: str) -> Document:
    """Return what an executed notebook publishes: its text and the blocks that its cells show.

    Code, printed lines, empty sections and the notebook's own headings of level 1 are left out. `name` is what errors
    call the notebook. InputError names the cell that has not run, stopped with an error, or shows something without
    caption or alt text, and says where no cell shows the report, or where words lead to nothing.
    """
    masthead: Masthead | None = None
    blocks: list[Block] = []
    number = 0
    for cell in notebook.cells:
        # Cells are numbered as an analyst counts them: papermill adds one with the parameters.
        number += "injected-parameters" not in cell.metadata.get("tags", [])
        place = f"{name}, cell {number}"
        if cell.cell_type == "markdown":
            blocks += blocks_from_markdown(cell.source, place)
        elif cell.cell_type == "code" and cell.source.strip():
            if cell.execution_count is None:
                raise InputError(f"{place}: the cell has not run; run all cells, then export")
            for output in cell.outputs:
                masthead_there, blocks_there = _held(_shown(output, place), place)
                masthead = masthead_there or masthead
                blocks += blocks_there
    if masthead is None:
        raise InputError(
            f"{name}: no cell shows the report; open it with report = open_report(...) and end that cell with report"
        )
    # The notebook's first heading names the report type; the page has the agenda's title in its place.
    body = [block for block in blocks if not (isinstance(block, Heading) and block.level == 1)]
    published_blocks = without_empty_sections(body)
    _refuse_lead_ins(published_blocks, name)
    return Document(masthead, published_blocks)


def _refuse_lead_ins(blocks: Sequence[Block], name: str) -> None:
    """Raise InputError for each paragraph that leads to something, 'The service will:', with nothing after it."""
    refuse(
        f"{name}: '{plain(block.runs)}' leads to something, and nothing follows; "
        "add what it leads to, such as rows of the register that is shown there, or take the words out"
        for block, after in pairwise([*blocks, None])
        if isinstance(block, Paragraph) and plain(block.runs).rstrip().endswith(":")
        if after is None or isinstance(after, Heading)
    )


def _held(data: dict[str, Any], place: str) -> tuple[Masthead | None, tuple[Block, ...]]:
    """Return the masthead and the blocks that an output stores for a report: None where it has no masthead.

    InputError where they are not as the report's calls would make them, since a stored output may be anybody's work.
    """
    try:
        masthead = masthead_from_json(data[MASTHEAD_MIME]) if MASTHEAD_MIME in data else None
        blocks = blocks_from_json(data.get(BLOCKS_MIME, []))
        if masthead:
            date.fromisoformat(masthead.day)
    except ValueError:  # pydantic's too
        raise InputError(
            f"{place}: what is stored below the cell is not what the report's calls show; run all cells again"
        ) from None
    for block in blocks:
        if isinstance(block, Chart) and (what := foreign_in(block.svg)):
            raise InputError(
                f"{place}: the chart '{plain(block.caption)}' {what}; draw it with report.drawing, without links"
            )
    return masthead, blocks


def published(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of the notebook as others may open it: its cells' outputs rendered again from their blocks.

    Printed lines stay.
    """
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                masthead, blocks = _held(output.data, "the notebook")
                bundle = Shown(*blocks)._repr_mimebundle_() if blocks or not masthead else {}
                output.data = nbformat.from_dict(bundle | (masthead_bundle(masthead) if masthead else {}))
                output.metadata = nbformat.from_dict({})
    return notebook


def _shown(output: NotebookNode, place: str) -> dict[str, Any]:
    """Return the data of an output that a report can show; empty for printed lines, InputError for anything else."""
    if output.output_type == "error":
        raise InputError(f"{place}: the cell stopped with {output.ename}: {output.evalue}")
    if output.output_type == "stream":
        return {}
    data: dict[str, Any] = output.data
    if MASTHEAD_MIME in data or BLOCKS_MIME in data:
        return data
    if any(kind.startswith("image/") for kind in data):
        raise InputError(
            f"{place}: the chart has no caption and no alt text; show it with report.drawing(figure, caption, alt)"
        )
    raise InputError(
        f"{place}: its value is not part of a report; show tables and charts with the report's own calls, "
        "or end the line with a semicolon"
    )


class _ReportExporter(Exporter):
    """An exporter that renders the document, not the notebook's cells."""

    def _document(self, nb: NotebookNode, resources: Any, kw: Any) -> tuple[Document, Any]:
        copy, resources = super().from_notebook_node(nb, resources, **kw)
        return document_from(copy, resources.get("metadata", {}).get("name", "the notebook")), resources


class ReportHTMLExporter(_ReportExporter):
    """The exporter of the accessible HTML page."""

    export_from_notebook = "Committee report (HTML)"
    output_mimetype = "text/html"
    file_extension = FilenameExtension(".html").tag(config=True)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Return the page of an executed notebook, and nbconvert's resources."""
        document, resources = self._document(nb, resources, kw)
        return render_document(document), resources


class ReportPDFExporter(_ReportExporter):
    """The exporter of the tagged PDF, PDF/UA-1."""

    export_from_notebook = "Committee report (PDF)"
    output_mimetype = "application/pdf"
    file_extension = FilenameExtension(".pdf").tag(config=True)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Return the PDF of an executed notebook, dated by the day of its masthead, and nbconvert's resources."""
        document, resources = self._document(nb, resources, kw)
        return render_pdf(document, day=date.fromisoformat(document.masthead.day)), resources
