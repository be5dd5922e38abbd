"""`ccpi collect`: what services send becomes rows of data."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import escape, out, parse_meeting, print_indented, sentences

collect = typer.Typer(help="Take in what services send: forms, spreadsheets and records.", no_args_is_help=True)
app.add_typer(collect, name="collect")


@collect.callback()
def _group() -> None:
    """Take in what services send: forms, spreadsheets and records."""


@collect.command("read")
def read_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files as they came.")],
    day: Annotated[
        str, typer.Option("--for", metavar="DATE", help="The meeting that hears of it. A form names its own.")
    ] = "",
    post: Annotated[str, typer.Option(help="Job title of who takes it in, not a name: 'Performance Officer'.")] = "",
    write: Annotated[bool, typer.Option("--write", help="Write it without asking.")] = False,
) -> None:
    """Read received files: show what is new, and write it with --write, or after a yes."""
    with sentences():
        from ccpi_nb.domain.meeting_keys import day_of
        from ccpi_nb.errors import InputError, refuse
        from ccpi_nb.files.text_files import collect as each_or_refuse
        from ccpi_nb.intake.listing import plan_lines, summary
        from ccpi_nb.intake.plan import meeting_of, plan_of
        from ccpi_nb.intake.readers import take
        from ccpi_nb.intake.received import received
        from ccpi_nb.intake.writing import recover, take_in
        from ccpi_nb.workbook.inputs import Workbook
        from ccpi_nb.workbook.sign_offs import post_given

        now = datetime.now()
        recover(Path.cwd(), now)
        workbook = Workbook.around(Path.cwd())
        by = post_given(post) if post else ""
        came = each_or_refuse(received, dict.fromkeys(files))
        taken = each_or_refuse(partial(take, workbook=workbook), came)
        meeting = meeting_of(workbook, taken, parse_meeting(day) if day else "")
        planned = partial(plan_of, taken=taken, as_at=day_of(meeting))
        plan = planned(workbook)
        for line in plan_lines(plan):
            print_indented(line)
        for question in plan.questions(workbook):
            out.print(f"[yellow]question:[/] {escape(question)}")
        out.print(escape(summary(plan)))
        refuse((*plan.refused, *plan.invalid(workbook, now.date())))
        if not plan.written:
            return
        if not (write or (sys.stdin.isatty() and typer.confirm("Write it?"))):
            out.print("Nothing is written; to write it, add --write --post 'Performance Officer'.")
            return
        if not by:
            raise InputError("say who takes it in: --post 'Performance Officer', the job title and no name")
        take_in(workbook.root, planned, plan, by, now)
        for file in plan.contents(workbook.root, by, now.date()):
            out.print(f"[green]written[/]  {file}")
        out.print("Next: ccpi check; then commit data. What came is kept in the folder received, which git ignores.")
