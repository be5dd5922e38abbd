"""`ccpi collect`: what services send becomes rows of data."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import out, parse_meeting, print_indented, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccpi_nb.domain.lineage import Taken
    from ccpi_nb.workbook.inputs import Workbook

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
        from ccpi_nb.files.text_files import collect as each_or_refuse
        from ccpi_nb.intake.readers import take
        from ccpi_nb.intake.received import received
        from ccpi_nb.intake.writing import recover
        from ccpi_nb.workbook.inputs import Workbook

        now = datetime.now()
        recover(Path.cwd(), now)
        workbook = Workbook.around(Path.cwd())
        meeting = parse_meeting(day) if day else ""
        came = each_or_refuse(received, dict.fromkeys(files))
        taken = each_or_refuse(partial(take, workbook=workbook, meeting=meeting, beside=came), came)
        _take_in(workbook, taken, meeting, post, write, now)


@collect.command("measure")
def count_records(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The measures: data/measures/NAME.yaml.")],
    day: Annotated[str, typer.Option("--for", metavar="DATE", help="The meeting that hears of it.")],
    connection: Annotated[str, typer.Option(help="Where the records are: a name in connections.yaml.")],
    post: Annotated[str, typer.Option(help="Job title of who takes it in, not a name.")] = "",
    write: Annotated[bool, typer.Option("--write", help="Write it without asking.")] = False,
) -> None:
    """Count the records of a database by measures: show what is new, and write it with --write, or after a yes."""
    with sentences():
        from ccpi_nb.intake.writing import recover
        from ccpi_nb.records.reading import take_table
        from ccpi_nb.workbook.inputs import Workbook

        now = datetime.now()
        recover(Path.cwd(), now)
        workbook = Workbook.around(Path.cwd())
        meeting = workbook.known_meeting(parse_meeting(day))
        _take_in(workbook, (take_table(name, workbook, connection, meeting=meeting),), meeting, post, write, now)


def _take_in(workbook: "Workbook", taken: "Sequence[Taken]", day: str, post: str, write: bool, now: datetime) -> None:
    """Show what becomes of all that was taken, and write it where that is wanted."""
    from ccpi_nb.domain.meeting_keys import day_of
    from ccpi_nb.errors import InputError, refuse
    from ccpi_nb.intake.listing import plan_lines, summary
    from ccpi_nb.intake.plan import meeting_of, plan_of
    from ccpi_nb.intake.writing import take_in
    from ccpi_nb.workbook.sign_offs import post_given

    by = post_given(post) if post else ""
    meeting = meeting_of(workbook, taken, day)
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
