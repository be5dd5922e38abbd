"""`ccpi collect`: what services send becomes rows of data."""

import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccpi_nb.cli.app import Commands, app
from ccpi_nb.cli.terminal import Date, bar, escape, out, parse_meeting, print_indented, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccpi_nb.domain.lineage import Taken
    from ccpi_nb.workbook.inputs import Workbook

collect = typer.Typer(
    cls=Commands, help="Take in what services send: forms, spreadsheets and records.", no_args_is_help=True
)
app.add_typer(collect, name="collect")

COUNTING = "Counting the records"


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
        with bar(COUNTING) as progress:
            read = partial(take, workbook=workbook, meeting=meeting, beside=came, progress=progress)
            taken = each_or_refuse(read, came)
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
        with bar(COUNTING) as progress:
            taken = take_table(name, workbook, connection, meeting=meeting, progress=progress)
        _take_in(workbook, (taken,), meeting, post, write, now)


@collect.command("learn")
def learn(
    file: Annotated[Path, typer.Argument(help="A spreadsheet or CSV file as it came.")],
    dataset: Annotated[str, typer.Option(help="The dataset that its values belong to.")] = "",
    name: Annotated[str, typer.Option(help="The recipe's name, else made of the file's.")] = "",
) -> None:
    """Draft a recipe for a file and others like it: what a person has to decide has a question mark."""
    with sentences():
        from ccpi_nb.intake.received import received
        from ccpi_nb.recipes.learning import draft_of, write_draft
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        draft = draft_of(received(file), workbook, dataset, name)
        write_draft(workbook, draft)
        for words in draft.sure:
            print_indented(f"sure: {words}")
        for words in draft.undecided:
            print_indented(f"to decide: {words}")
        out.print(f"[green]written[/]  {escape(draft.file)}")
        out.print("Next: decide what has a question mark there, then ccpi collect read the file.")


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


@collect.command("ask")
def ask(
    day: Date,
    folder: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where to write them. Left out: forms/DATE.")
    ] = None,
) -> None:
    """Write a form and the text of an e-mail for each post that a meeting awaits figures from."""
    with sentences():
        from ccpi_nb.forms.asking import asking_for, folder_for, write_forms
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        key = parse_meeting(day)
        place = folder or folder_for(workbook, key)
        asking = asking_for(workbook, key)
        new = write_forms(workbook, asking, place)
        for name in asking.files:
            out.print(f"{'[green]made[/]  ' if name in new else 'there '}{escape(name)}", soft_wrap=True)
        for remark in asking.remarks:
            out.print(f"[yellow]to do:[/] {escape(remark)}")
        out.print(
            f"Next: send each form from {escape(str(place))} with its e-mail; read what comes back with "
            f"ccpi collect read FILE..., and see what is missing with ccpi collect status {key}."
        )


@collect.command("status")
def status(
    day: Date,
    as_json: Annotated[bool, typer.Option("--json", help="Show it as JSON.")] = False,
) -> None:
    """Show what each post has sent for a meeting, what is missing or late, and what waits for a comment."""
    with sentences():
        import json

        from ccpi_nb.forms.status import register_lines, registers_of, status_lines, status_of
        from ccpi_nb.intake.answers import asked_of
        from ccpi_nb.workbook.inputs import Workbook

        workbook, key = Workbook.around(Path.cwd()), parse_meeting(day)
        owners = status_of(
            workbook,
            key,
            date.today(),
            lambda name: {question.about.row for question in asked_of(workbook, [name]).open},
        )
        registers = registers_of(workbook, key)
        if as_json:
            content = {
                "meeting": key,
                "owners": [owner.json for owner in owners],
                "registers": [register.json for register in registers],
            }
            out.print(json.dumps(content, indent=1, ensure_ascii=False), markup=False)
            return
        for line in (*status_lines(owners), *register_lines(registers)):
            print_indented(line)
        if not (owners or registers):
            out.print(f"The meeting of {key} awaits no figures: its reports name none under 'awaits'.")


@collect.command("example")
def example(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder for the files, such as inbox.")],
) -> None:
    """Write made-up inputs for the meeting of 28 January 2015, as services would send them, and what reads them."""
    with sentences():
        from ccpi_nb.examples.inbox import MEETING, write_example
        from ccpi_nb.workbook.inputs import Workbook

        for file, fate in write_example(Workbook.around(Path.cwd()), folder).items():
            out.print(f"[green]{fate}[/]  {escape(file)}", soft_wrap=True)
        out.print(
            f"All of it is made up, and says so; the pages of {MEETING} will too. Next: ccpi collect read "
            f"{escape(str(folder))}/*.xlsx --for {MEETING}"
        )


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
