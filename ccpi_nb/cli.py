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
        _summary(day, [file for outcome in outcomes for file in outcome.files])
        for warning in late_notices(read_meeting(root, day), date.today()):
            _err.print(f"[yellow]ccpi:[/] {escape(warning)}")


@app.command()
def check() -> None:
    """Check data, params and notebooks without running anything."""
    from ccpi_nb.check import problems_of
    from ccpi_nb.inputs import find_root

    with _sentences():
        problems = problems_of(find_root(Path.cwd()))
        if problems:
            raise InputError(*problems, f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} found.")
    _out.print("No problem found in data, params and notebooks.")


@app.command("list")
def list_meetings() -> None:
    """List the meetings and their reports."""
    from ccpi_nb.inputs import find_root, meeting_dates, read_meeting

    with _sentences():
        root = find_root(Path.cwd())
        for day in meeting_dates(root):
            _out.print(f"[bold]{day}[/]")
            for report in read_meeting(root, day).reports:
                part = " (Part II, exempt)" if report.exemption else ""
                _out.print(f"  {report.item:>3}  {report.notebook:<28} {escape(report.title)}{part}")


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


@app.command()
def trace(
    day: Date,
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="As it is shown: 68.6%. Or an indicator's key or name.")],
    report: Annotated[str, typer.Option(metavar="NAME", help="Look in one report only: 06-health-assessment-recovery.")] = "",
    public: Annotated[bool, typer.Option("--public", help="Look in the public folder only.")] = False,
) -> None:
    """Say where a figure of a meeting's outputs comes from."""
    from ccpi_nb.inputs import find_root, read_indicators, read_ledgers
    from ccpi_nb.trace import told
    from ccpi_nb.trace import trace as traces

    with _sentences():
        root = find_root(Path.cwd())
        indicators = read_indicators(root)
        for number, found in enumerate(traces(figure, read_ledgers(root, day, public=public), indicators, report=report)):
            first, *others = told(found, indicators)
            _out.print(("\n" if number else "") + f"[bold]{escape(first)}[/]")
            for line in others:
                _out.print(escape(line))


@app.command()
def audit(day: Date) -> None:
    """Check that every number in a meeting's pages and PDFs is explained by its markup or the ledger."""
    from ccpi_nb.completeness import completeness
    from ccpi_nb.inputs import find_root, read_ledgers

    with _sentences():
        root = find_root(Path.cwd())
        folders = [root / "outputs" / day / name for name in read_ledgers(root, day)]
        with _waiting(f"Reading the outputs of {day}"):
            found = completeness(*folders)
        if found.unexplained:
            raise InputError(*map(str, found.unexplained), f"Only {found.summary}.")
    _out.print(f"{found.summary}.")


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
