"""The two nbconvert exporters that publish an executed notebook: for the menu of JupyterLab, and its command line."""

import sys
from datetime import date
from typing import Any

from nbconvert.exporters.exporter import Exporter, FilenameExtension
from nbformat import NotebookNode
from traitlets import default

from ccpi_nb.document.model import Document
from ccpi_nb.render.executed import document_from
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf


class _ReportExporter(Exporter):
    """An exporter that renders the document, not the notebook's cells."""

    def _document(self, nb: NotebookNode, resources: Any, kw: Any) -> tuple[Document, Any]:
        copy, resources = super().from_notebook_node(nb, resources, **kw)
        return document_from(copy, resources.get("metadata", {}).get("name", "the notebook")), resources


class ReportHTMLExporter(_ReportExporter):
    """The exporter of the accessible HTML page."""

    output_mimetype = "text/html"
    file_extension = FilenameExtension(".html").tag(config=True)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Return the page of an executed notebook, and nbconvert's resources."""
        document, resources = self._document(nb, resources, kw)
        return render_document(document), resources


class ReportPDFExporter(_ReportExporter):
    """The exporter of the tagged PDF, PDF/UA-1."""

    output_mimetype = "application/pdf"
    file_extension = FilenameExtension(".pdf").tag(config=True)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Return the PDF of an executed notebook, dated by the day of its masthead, and nbconvert's resources."""
        document, resources = self._document(nb, resources, kw)
        return render_pdf(document, day=date.fromisoformat(document.masthead.day)), resources


class _CommandLineOnly(_ReportExporter):
    """An exporter under a name with a hyphen, which Jupyter's server has no address for: its menu would lead to 404."""

    @default("enabled")
    def _is_outside_a_server(self) -> bool:
        server = sys.modules.get("jupyter_server.serverapp")
        return not (server and server.ServerApp.initialized())


class CommandLineHTMLExporter(_CommandLineOnly, ReportHTMLExporter):
    """`jupyter nbconvert --to ccpi-html`."""


class CommandLinePDFExporter(_CommandLineOnly, ReportPDFExporter):
    """`jupyter nbconvert --to ccpi-pdf`."""
