"""`ccpi move`: a meeting to another day."""

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ccpi_nb.cli.app import Commands, app
from ccpi_nb.cli.terminal import Date, escape, out, parse_meeting, sentences

move = typer.Typer(cls=Commands, help="Move a meeting to another day.", no_args_is_help=True)
app.add_typer(move, name="move")


@move.callback()
def _group() -> None:
    """Move a meeting to another day."""


@move.command("meeting")
def move_a_meeting(
    day: Date, new: Annotated[str, typer.Argument(metavar="NEW", help="The day to move it to: 2014-12-18.")]
) -> None:
    """Change a meeting's day: its file in params, its registers, sign-offs and coverage, and whatever names it."""
    with sentences(), ExitStack() as stack:
        from ccpi_nb.publish.move_meeting import move_meeting
        from ccpi_nb.run.lock import only_writer
        from ccpi_nb.run.store import Store
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        old, later = parse_meeting(workbook.known_meeting(day)), parse_meeting(new)
        for held in sorted({old, later}):  # a run would read a part of it before, and a part after
            store = Store(workbook.root / "outputs", held)
            store.keep_from_git()
            stack.enter_context(only_writer(store.own, store.day, datetime.now()))
        moved = move_meeting(workbook, old, later, date.today())
        for line in moved.files:
            out.print(f"[green]{'moved' if ' -> ' in line else 'changed'}[/]  {escape(line)}")
        for remark in moved.remarks:
            out.print(f"[yellow]to do:[/] {escape(remark)}")
        out.print(f"Next: ccpi check, and ccpi run {new}.")
