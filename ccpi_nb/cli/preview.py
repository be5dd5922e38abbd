"""`ccpi preview`: a meeting's pages in the browser, renewed at each save."""

import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import Date, out, sentences, stop

if TYPE_CHECKING:
    from ccpi_nb.document.model import Document
    from ccpi_nb.domain.meetings import Report
    from ccpi_nb.preview.server import Address
    from ccpi_nb.run.messages import Remark


@app.command()
def preview(
    day: Date,
    item: Annotated[str, typer.Option(metavar="N", help="The item to show first: 5A. Left out: the list.")] = "",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address, and open nothing.")] = False,
) -> None:
    """Show a meeting's pages in the browser, and renew them at each save. Ctrl-C ends it."""
    signal.signal(signal.SIGTERM, stop)
    with sentences():
        import webbrowser

        from ccpi_nb.kernels.forks import start_server
        from ccpi_nb.kernels.processes import CAN_FORK
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        meeting = workbook.known_meeting(day)
        if CAN_FORK:
            start_server()  # its imports go on beside our own
        from ccpi_nb.differences.regression import reference_of
        from ccpi_nb.preview.session import preview_meeting
        from ccpi_nb.review.audit import unexplained_on
        from ccpi_nb.review.references import changed_by

        def opened(address: "Address") -> None:
            out.print(f"Preview of {day}, until Ctrl-C: {address.lasting}", soft_wrap=True)
            if not no_browser:
                # A browser in this terminal would only come back when it is left.
                Thread(target=webbrowser.open, args=(address.once,), daemon=True).start()

        def review(report: "Report", document: "Document", html: str) -> "Iterator[Remark]":
            shown = reference_of(document, report.stem)
            yield from unexplained_on(html, shown.lines)
            yield from changed_by(workbook.root, meeting, report, shown, html)

        with suppress(KeyboardInterrupt):
            preview_meeting(workbook.root, meeting, item, review, opened, datetime.now)
