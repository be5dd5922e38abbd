"""`ccpi collect`: what services send becomes rows of data."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import out, parse_meeting, print_indented, sentences

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
        asked = plan.questions(workbook)
        for question in asked:
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
        if asked:
            out.print("What is asked stays open until it is corrected or answered: ccpi collect answer")
        out.print("Next: ccpi check; then commit data. What came is kept in the folder received, which git ignores.")


@collect.command("answer")
def answer_questions(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="KEY...", help="Which questions; none lists the open ones.")
    ] = None,
    because: Annotated[str, typer.Option(help="Why the data are right: 'the portal opened in July'.")] = "",
    post: Annotated[str, typer.Option(help="Job title of who says so, not a name: 'Performance Officer'.")] = "",
    all_of: Annotated[str, typer.Option("--all-of", metavar="RULE", help="All open questions of a rule.")] = "",
) -> None:
    """List the open questions about the data with their keys, or say why what is asked about is right."""
    with sentences():
        from ccpi_nb.errors import InputError
        from ccpi_nb.intake.answers import FILE, accept, asked_of, chosen
        from ccpi_nb.questions.answers import key_of
        from ccpi_nb.workbook.inputs import Workbook
        from ccpi_nb.workbook.sign_offs import post_given

        workbook = Workbook.around(Path.cwd())
        asked = asked_of(workbook)
        if not (keys or all_of):
            for question in asked.open:
                print_indented(f"{key_of(question)}  {question}")
            for sentence in asked.stray:
                print_indented(sentence)
            number = f"{len(asked.open):,} {'question is' if len(asked.open) == 1 else 'questions are'} open"
            out.print(f"{number}, and {len(asked.accepted):,} accepted in {FILE}.")
            return
        if keys and all_of:
            raise InputError("give keys, or --all-of with a rule, and not both")
        answered = chosen(asked.open, keys or (), all_of)
        if not post:
            raise InputError("say who answers: --post 'Performance Officer', the job title and no name")
        accept(workbook, answered, because, post_given(post), datetime.now().date())
        for question in answered:
            print_indented(f"accepted  {question}")
        out.print(f"It is in {FILE}; commit the file.")
