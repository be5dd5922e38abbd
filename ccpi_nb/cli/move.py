"""`ccpi move`: a meeting to another day."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import Date, out, parse_meeting, sentences

move = typer.Typer(help="Move a meeting to another day.", no_args_is_help=True)
app.add_typer(move, name="move")


@move.callback()
def _group() -> None:
    """Move a meeting to another day."""


@move.command("meeting")
def move_a_meeting(
    day: Date, new: Annotated[str, typer.Argument(metavar="NEW", help="The day to move it to: 2014-12-18.")]
) -> None:
    """Change a meeting's day: its file in params, its registers, sign-offs and coverage, and what names them."""
    from ccpi_nb.publish.move_meeting import move_meeting
    from ccpi_nb.workbook.inputs import Workbook

    with sentences():
        moved = move_meeting(Workbook.around(Path.cwd()), parse_meeting(day), parse_meeting(new), date.today())
        for line in moved.files:
            out.print(f"[green]{'moved' if ' -> ' in line else 'changed'}[/]  {escape(line)}")
        for remark in moved.remarks:
            out.print(f"[yellow]to do:[/] {escape(remark)}")
    out.print(f"Next: ccpi check, and ccpi run {new}.")
