"""`ccpi lab`: JupyterLab on the workbook."""

from pathlib import Path

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import sentences


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open JupyterLab on the workbook. What else is given goes to JupyterLab: --no-browser, --port 8889."""
    with sentences():
        from ccpi_nb.lab.opening import open_lab
        from ccpi_nb.workbook.inputs import Workbook

        open_lab(Workbook.around(Path.cwd()).root, context.args)
