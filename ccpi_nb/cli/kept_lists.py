"""The commands that show what is kept count of: what was promised, and what is held of the documents."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import escape, out, parse_meeting, sentences
from ccpi_nb.errors import refuse

if TYPE_CHECKING:
    pass


@app.command("follow-ups")
def follow_ups(
    day: Annotated[
        str, typer.Argument(metavar="[DATE]", help="Any day: 2014-12-11. Lists what was known on it. Left out: today.")
    ] = "",
) -> None:
    """List what the committee was promised: overdue, due, open and delivered."""
    with sentences():
        from ccpi_nb.content.follow_up_sheet import follow_up_lines
        from ccpi_nb.domain.meeting_keys import day_of
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        by, keys = parse_meeting(day or str(date.today())), workbook.meeting_keys
        if by != str(day_of(by)):
            workbook.known_meeting(by)
        # By the end of a day the last of its meetings has been held.
        by = max((key for key in keys if str(day_of(key)) == by), default=by)
        lines = follow_up_lines(workbook.follow_ups, by, keys)
        for line in lines or ("Nothing was promised by then.",):
            out.print(escape(line))


@app.command()
def coverage() -> None:
    """Write docs/coverage.md: what is held of each section of the documents, and what was left out."""
    with sentences():
        from ccpi_nb.review.coverage import coverage_page, coverage_problems
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        # What was taken in from a file is from no document.
        sections, rows = workbook.coverage, [row for row in workbook.sourced_rows if not getattr(row, "origin", ())]
        refuse(coverage_problems(sections, rows))
        page = workbook.root / "docs" / "coverage.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(coverage_page(sections, rows), encoding="utf-8")
        out.print("[green]made[/]  docs/coverage.md")
