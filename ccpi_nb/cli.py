"""The `ccpi` command."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from ccpi_nb.errors import InputError

app = typer.Typer(
    help="Performance reports for the Cabinet Committee on Performance Improvement.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console(highlight=False, soft_wrap=True)
_err = Console(highlight=False, soft_wrap=True, stderr=True)

Date = Annotated[str, typer.Argument(metavar="DATE", help="The meeting's date: 2014-12-11.")]


@app.command()
def run(
    day: Date,
    jobs: Annotated[int, typer.Option(min=1, help="How many reports to run at once.")] = os.cpu_count() or 1,
) -> None:
    """Run every report of a meeting into outputs/DATE."""
    from ccpi_nb.batch import Outcome, run_meeting
    from ccpi_nb.business import late_notices
    from ccpi_nb.inputs import find_root, read_meeting

    def show(outcome: Outcome) -> None:
        state = "[red]failed[/]" if outcome.failure else "[green]made[/]"
        _out.print(f"{state}  {outcome.item:>10}  {escape(outcome.title)}  [dim]({time.monotonic() - started:.1f} s)[/]")

    started = time.monotonic()
    with _sentences():
        root = find_root(Path.cwd())
        with _waiting(f"Running the reports of {day}"):
            outcomes = run_meeting(root, day, jobs, show)
        failures = [outcome.failure for outcome in outcomes if outcome.failure]
        if failures:
            raise InputError(
                *failures,
                f"{len(failures)} of {len(outcomes)} reports failed, so outputs/{day} is as it was; "
                f"what ran of them is in outputs/{day}-failed. Correct the above and run again.",
            )
        meeting = read_meeting(root, day)
        for waiting in meeting.to_follow:
            _out.print(f"[yellow]to follow[/] {waiting.item:>7}  {escape(waiting.title)}: awaits {escape(waiting.files)}")
        _summary(day, [file for outcome in outcomes for file in outcome.files])
        for warning in late_notices(meeting, date.today()):
            _err.print(f"[yellow]ccpi:[/] {escape(warning)}")


@app.command()
def check() -> None:
    """Check data, params and notebooks without running anything."""
    from ccpi_nb.check import problems_of, waiting
    from ccpi_nb.inputs import find_root

    with _sentences():
        root = find_root(Path.cwd())
        problems = problems_of(root)
        if problems:
            raise InputError(*problems, f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} found.")
        for sentence in waiting(root):
            _out.print(f"[yellow]waiting:[/] {escape(sentence)}")
    _out.print("No problem found in data, params and notebooks.")


@app.command("list")
def list_meetings() -> None:
    """List the meetings and their reports."""
    from ccpi_nb.inputs import find_root, meeting_dates, read_agenda, read_meeting

    with _sentences():
        root = find_root(Path.cwd())
        for day in meeting_dates(root):
            _out.print(f"[bold]{day}[/]")
            waiting = {each.item for each in read_meeting(root, day).to_follow}
            for report in read_agenda(root, day).reports:
                part = " (Part II, exempt)" if report.exemption else ""
                coming = " (to follow)" if report.item in waiting else ""
                _out.print(f"  {report.item:>3}  {report.notebook:<28} {escape(report.title)}{part}{coming}")


@app.command()
def accept(
    notebooks: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Notebooks, all if none is named.")] = None,
) -> None:
    """Run notebooks with their default parameters and store the outputs as the reference that the tests compare with."""
    from ccpi_nb.accept import accept_notebook
    from ccpi_nb.inputs import find_root

    with _sentences():
        root = find_root(Path.cwd())
        for name in notebooks or sorted(path.stem for path in (root / "notebooks").glob("*.ipynb")):
            changed = accept_notebook(root, name)
            _out.print(f"{name}: {'the reference changed; read the diff' if changed else 'the reference is as it was'}")


new = typer.Typer(help="Make a meeting's file or a report's notebook to begin with.", no_args_is_help=True)
app.add_typer(new, name="new")


@new.command("meeting")
def make_meeting(
    day: Date,
    earlier: Annotated[str, typer.Option("--from", metavar="DATE", help="The meeting to move on from; the last one before, if it is left out.")] = "",
) -> None:
    """Write params/DATE.yaml: an earlier meeting's agenda with dates and periods moved on."""
    from ccpi_nb.inputs import find_root, read_meeting
    from ccpi_nb.new_meeting import new_meeting
    from ccpi_nb.to_follow import waiting_sentences

    with _sentences():
        root = find_root(Path.cwd())
        later = _day(day)
        made = new_meeting(root, later, earlier)
        for file in made.files:
            _out.print(f"[green]made[/]  {file}")
        for sentence in waiting_sentences(read_meeting(root, str(later))):
            _out.print(f"[yellow]waiting:[/] {escape(sentence)}")
        for remark in made.remarks:
            _out.print(f"[yellow]to do:[/] {escape(remark)}")
    _out.print(f"Next: read the lines with 'Review:' in params/{later}.yaml; then ccpi check, and ccpi run {later} as often as data come in.")


@new.command("report")
def make_report(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The notebook's name: housing_repairs.")],
    dataset: Annotated[str, typer.Option(metavar="NAME", help="The dataset in data/observations that it begins with.")] = "",
) -> None:
    """Write notebooks/NAME.ipynb: the standing sections, and a table of a dataset to begin with."""
    from ccpi_nb.inputs import find_root
    from ccpi_nb.new_report import new_report

    with _sentences():
        file = new_report(find_root(Path.cwd()), name, dataset)
    _out.print(f"[green]made[/]  {file}")
    _out.print(f"Next: write on in JupyterLab (make lab); name it in a meeting's file, 'notebook: {name}'; then ccpi check, and ccpi accept {name}.")


@app.command("follow-ups")
def follow_ups(
    day: Annotated[str, typer.Argument(metavar="[DATE]", help="As known on this day: 2014-12-11. Today, if it is left out.")] = "",
) -> None:
    """List what the committee was promised: overdue, due, open, come."""
    from ccpi_nb.business_inputs import known_meetings
    from ccpi_nb.follow_up_sheet import follow_up_lines
    from ccpi_nb.inputs import find_root, read_follow_ups

    with _sentences():
        root = find_root(Path.cwd())
        lines = follow_up_lines(read_follow_ups(root), _day(day) if day else date.today(), known_meetings(root))
        for line in lines or ("Nothing was promised by then.",):
            _out.print(escape(line))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is not a day; write year, month, day: 2014-12-11") from None


def _summary(day: str, files: list[str]) -> None:
    for folder in sorted({file.split("/")[0] for file in files}):
        own = sorted(file.split("/")[1] for file in files if file.startswith(f"{folder}/"))
        _out.print(f"\n[bold]outputs/{day}/{folder}[/]: {len(own)} files; start at outputs/{day}/{folder}/index.html")
        for stem in dict.fromkeys(name.rsplit(".", 1)[0] for name in own):
            kinds = ", ".join(name.rsplit(".", 1)[1] for name in own if name.rsplit(".", 1)[0] == stem)
            _out.print(f"  {stem}  [dim]{kinds}[/]")


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """A spinner on a terminal; one plain line elsewhere."""
    if _out.is_terminal:
        with _out.status(what):
            yield
    else:
        _out.print(what)
        yield


@contextmanager
def _sentences() -> Iterator[None]:
    """What the author can put right is said in sentences, without a traceback, and ends the command with status 1."""
    try:
        yield
    except InputError as problem:
        for sentence in problem.problems:
            _err.print(f"[red]ccpi:[/] {escape(sentence)}")
        sys.exit(1)
