"""What a report needs, imported and tried out once: preloaded by the process that reports are forked from."""

import gc
import sys
from datetime import date

# All that is made here stays, so looking for garbage meanwhile finds none: that would be a fifth of the time.
gc.disable()
# Builds a grammar for a second, to check international resource identifiers in JSON; jsonschema does without, and
# notebooks hold none.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
# A kernel that runs a report has no debugger.
sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]

import ipykernel.zmqshell  # noqa: E402, F401
import nbformat  # noqa: E402
import rich.console  # noqa: E402, F401
import typer  # noqa: E402, F401
from matplotlib.figure import Figure  # noqa: E402

import ccpi_nb.reports  # noqa: E402
import ccpi_nb.run.jobs  # noqa: E402, F401
from ccpi_nb.content.charts import drawn  # noqa: E402
from ccpi_nb.document.markdown import blocks_from_markdown  # noqa: E402
from ccpi_nb.document.model import Cell, Column, Document, Heading, Masthead, Paragraph, Table, Text  # noqa: E402
from ccpi_nb.render.html import render_blocks, render_document  # noqa: E402
from ccpi_nb.render.spreadsheet import render_spreadsheet  # noqa: E402


def _first_document() -> Document:
    """One of each kind of block, so that fonts, templates and tables are loaded.

    Not for Typst, whose threads would be missing in a fork.
    """
    figure = Figure()
    figure.subplots().plot([0, 1], [0, 1], label="first")
    words = (Text("First"),)
    table = Table(words, (Column("Name"), Column("Value")), ((Cell(words), Cell(words)),))
    return Document(
        Masthead("First", "2014-12-11", ()),
        (Heading(2, words), Paragraph(words), table, drawn(figure, "First", "A line.")),
    )


def _try_out(document: Document) -> None:
    nbformat.validate(nbformat.v4.new_notebook())
    blocks_from_markdown("# First", "first")
    day = date.fromisoformat(document.masthead.day)
    render_blocks(document.blocks)
    render_document(document)
    render_spreadsheet(document, day=day)


_try_out(_first_document())

# What is here now is never garbage: a fork need not look through it, nor copy it by looking.
gc.collect()
gc.freeze()
gc.enable()
