"""`ccpi site`: the public website over all meetings."""

import os
import signal
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import out, sentences, stop
from ccpi_nb.errors import InputError


@app.command()
def site(
    address: Annotated[
        str,
        typer.Option(metavar="URL", help="Where the site will be, for its sitemap: https://council.example/papers/"),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Make every page again, even what has not changed.")] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help="Write the open data as Parquet too.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="How many pages to make at once.")] = os.cpu_count() or 1,
) -> None:
    """Make one public website of all meetings that have been run, in outputs/site."""
    signal.signal(signal.SIGTERM, stop)
    with sentences():
        from ccpi_nb.site.addresses import base_from
        from ccpi_nb.site_publishing.publishing import make_site
        from ccpi_nb.workbook.inputs import Workbook

        try:
            base = base_from(address)
        except ValueError as problem:
            raise InputError(f"--address {address}: {problem}") from None
        root = Workbook.around(Path.cwd()).root
        made = make_site(root, jobs, datetime.now(), base=base, force=force, parquet=parquet)
        words = f"{made.made} of {made.pages} pages made" if made.made else "nothing has changed"
        out.print(f"outputs/site is up to date: {words}. Open outputs/site/index.html")
