"""What a report needs, imported and tried out once: preloaded by the process that reports are forked from."""

import builtins
import gc
import logging
import os
import sys
from contextlib import chdir
from datetime import date
from types import SimpleNamespace

import ccpi_nb.kernels.kernel_process
import ccpi_nb.notebook.late_grammar  # before whatever imports jsonschema

# All that is made here stays, so looking for garbage meanwhile finds none: that would be a fifth of the time.
gc.disable()

# A kernel that runs a report has no debugger.
sys.modules["debugpy"] = None  # type: ignore[assignment]
# pandas asks, as it is imported, whether this is a terminal, and shows fewer columns in a kernel.
builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
# matplotlib reads the folder's settings, as it is imported; a kernel has a folder of its own. Where its user has no
# folder for it, it makes one, and need not say so.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
with chdir(os.sep):
    import matplotlib  # noqa: F401
import ipykernel.debugger  # noqa: E402
import ipykernel.zmqshell  # noqa: E402, F401
import IPython.core.completerlib  # noqa: E402
import IPython.core.debugger  # noqa: E402
import IPython.core.logger  # noqa: E402
import IPython.core.oinspect  # noqa: E402
import IPython.extensions.storemagic  # noqa: E402, F401
import nbformat  # noqa: E402
import pandas  # noqa: E402, F401
import psutil  # noqa: E402, F401
import rich.console  # noqa: E402, F401
import tornado.platform.asyncio  # noqa: E402, F401
import typer  # noqa: E402, F401
from matplotlib.figure import Figure  # noqa: E402

logging.getLogger("matplotlib").setLevel(logging.NOTSET)
# What a cell imports is the thing itself.
del builtins.get_ipython, sys.modules["debugpy"]  # type: ignore[attr-defined]

import ccpi_nb.kernels.forks  # noqa: E402
import ccpi_nb.kernels.piped_kernel  # noqa: E402
import ccpi_nb.reports  # noqa: E402
import ccpi_nb.run.jobs  # noqa: E402, F401
from ccpi_nb.charts.own_charts import drawn  # noqa: E402
from ccpi_nb.document.markdown import blocks_from_markdown  # noqa: E402
from ccpi_nb.document.model import Cell, Column, Document, Heading, Masthead, Paragraph, Table  # noqa: E402
from ccpi_nb.document.runs import Text  # noqa: E402
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
    # With each of the two schemas, which are made into code: what is read may have more than what is written.
    nbformat.validate(nbformat.v4.new_notebook())
    nbformat.validate(nbformat.v4.new_notebook(), relax_add_props=True)
    blocks_from_markdown("# First", "first")
    day = date.fromisoformat(document.masthead.day)
    render_blocks(document.blocks)
    render_document(document)
    render_spreadsheet(document, day=day)


_try_out(_first_document())

# What is here now is never garbage: a fork need not look through it, nor copy it by looking. Nor is it looked through
# here: a twentieth of it is garbage, as measured, and finding that would take a tenth of the time.
gc.freeze()
gc.enable()
