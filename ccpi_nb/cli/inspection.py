"""The commands that look again at what was made: what differs, where a figure is from, who approves it."""

import os
import signal
import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import Date, err, escape, out, print_indented, sentences, stop
from ccpi_nb.errors import InputError, refuse

if TYPE_CHECKING:
    pass
from ccpi_nb.cli.everyday import run_one

_ACCEPTED = {
    (False, False): "the reference is as it was",
    (False, True): "the reference is as it was",
    (True, False): "[yellow]the reference changed[/]; read the diff",
    (True, True): "[yellow]the reference would change[/]",
}


@app.command()
def accept(
    notebooks: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Notebooks. Left out, and no --meeting: all notebooks and meetings."),
    ] = None,
    meetings: Annotated[
        list[str] | None,
        typer.Option("--meeting", metavar="DATE", help="Accept what a meeting's reports show. Repeatable."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and store nothing.")] = False,
    even_if_open: Annotated[
        bool, typer.Option("--even-if-open", help="Store a notebook also while JupyterLab has it open.")
    ] = False,
) -> None:
    """Update the stored reference outputs, after showing what has changed."""
    signal.signal(signal.SIGTERM, stop)
    with sentences():
        from ccpi_nb.review.references import accepted
        from ccpi_nb.workbook.inputs import Workbook

        root = Workbook.around(Path.cwd()).root
        kept = []
        chosen = (notebooks or (), meetings or ())
        for done in accepted(root, *chosen, datetime.now(), dry_run=dry_run, even_if_open=even_if_open):
            out.print(f"{done.name}: {_ACCEPTED[done.changed, dry_run or done.is_kept]}")
            for sentence in done.sentences:
                out.print(f"  {escape(sentence)}")
            if done.is_kept:
                kept.append(done.remark)
            elif done.remark:
                out.print(f"  [yellow]{escape(done.remark)}[/]")
        refuse(kept)


@app.command("sign-off")
def sign_off_part(
    day: Date,
    post: Annotated[str, typer.Option(help="Job title of who approves, not a name: 'Director of Corporate Services'.")],
    part: Annotated[str, typer.Option(help="The Part to sign off: public or restricted.")] = "public",
) -> None:
    """Record that a post-holder approves a meeting's outputs. Any later change cancels it."""
    with sentences():
        from ccpi_nb.review.sign_off import question_sentences, sign_off
        from ccpi_nb.run.meeting_run import Orders
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        root = workbook.root
        signed = sign_off(root, workbook.known_meeting(day), post, part, date.today())
        for sentence in question_sentences(workbook, day, signed.part):
            out.print(escape(sentence))
        out.print(escape(f"{part}: {signed.sentence(signed.digest)}"))
        refuse(run_one(root, day, Orders(os.cpu_count() or 1), quiet=True, as_json=False))
        out.print(f"It is in data/sign_offs/{day}.csv and on the front page; commit the file.")


@app.command()
def verify(
    place: Annotated[
        str, typer.Argument(metavar="DATE|FOLDER", help="A meeting's date, or a folder of outputs: outputs/2014-12-11.")
    ],
    quick: Annotated[
        bool, typer.Option("--quick", help="Compare with the manifests only; make nothing again.")
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh-environment", help="Make it again with packages newly installed from the lock file."),
    ] = False,
    inputs: Annotated[
        bool, typer.Option("--inputs", help="Read the received files again that figures were taken in from.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="How many reports to run at once.")] = os.cpu_count() or 1,
) -> None:
    """Check that outputs are unchanged, and that running again gives identical files."""
    signal.signal(signal.SIGTERM, stop)
    with sentences():
        from ccpi_nb.cli.progress import progress_of
        from ccpi_nb.intake.again import read_again
        from ccpi_nb.review.outputs import outputs_at
        from ccpi_nb.review.sign_off import sign_off_sentences
        from ccpi_nb.review.verify import (
            as_made,
            commits,
            in_new_environment,
            in_this_environment,
            made_again,
            rows_read,
            words_read,
        )
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        root = workbook.root
        outputs = outputs_at(root, place)
        for sentence in (*commits(outputs), *sign_off_sentences(outputs, outputs.day)):
            out.print(escape(sentence))
        problems = as_made(outputs)
        if not problems:
            out.print("Every file is as its manifest says.")
        if inputs:
            again = read_again(workbook, rows_read(outputs, workbook), words_read(outputs, workbook))
            out.print(again.summary)
            for sentence in again.edited:
                out.print(escape(sentence))
            problems += again.problems
        if not quick:
            with progress_of(out.console, outputs.day, quiet=fresh, as_json=False) as say:
                run_again = in_new_environment(root) if fresh else in_this_environment(jobs, say, datetime.now())
                problems += made_again(outputs, run_again)
        refuse(problems)
        if not quick:
            out.print("Made again from the workbook, every file comes out the same.")


@app.command()
def reconcile(
    day: Annotated[
        str,
        typer.Argument(metavar="[DATE]", help="Only this meeting's papers: 2014-12-11. Left out: all meetings."),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Show it as JSON.")] = False,
) -> None:
    """List where documents disagree, and sums and percentages that don't work out."""
    with sentences():
        import json

        from ccpi_nb.reconcile.by_part import findings_of, stray_rulings
        from ccpi_nb.reconcile.listing import reconciliation_json, reconciliation_lines
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        parts = findings_of(workbook, workbook.known_meeting(day) if day else "")
        if as_json:
            content = {"meeting": day or None, "parts": [*map(reconciliation_json, parts)]}
            out.print(json.dumps(content, indent=1, ensure_ascii=False), markup=False)
            return
        for line in (line for findings in parts for line in (*reconciliation_lines(findings), "")):
            out.print(escape(line))
        for sentence in stray_rulings(workbook):
            err.print(f"[yellow]ccpi:[/] {escape(sentence)}")


@app.command()
def trace(
    day: Date,
    figure: Annotated[
        str,
        typer.Argument(
            metavar="FIGURE",
            help="The figure as it is shown: 68.6%. Or an indicator's key or name, or words of a register.",
        ),
    ],
    report: Annotated[
        str, typer.Option(metavar="NAME", help="Look in one report only: 06-health-assessment-recovery.")
    ] = "",
    public: Annotated[bool, typer.Option("--public", help="Look in the public folder only.")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Show the SQL that counted records as well.")] = False,
) -> None:
    """Show where a figure of a meeting's outputs, or the words of a register in them, come from."""
    with sentences():
        from ccpi_nb.intake.origins import origin_lines, words_found
        from ccpi_nb.review.outputs import outputs_of
        from ccpi_nb.review.trace import rows_selected, trace_lines
        from ccpi_nb.review.trace import trace as traces
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        root, indicators = workbook.root, workbook.indicators
        outputs = outputs_of(root, day, public=public)
        try:
            every = traces(figure, outputs.ledgers, indicators, report=report)
        except InputError:
            files = {name for part in outputs.folders for name in outputs.manifest(part).inputs}
            words = () if report else [*words_found(workbook, files, figure, public=public)]
            if not words:
                raise
            for line in words:
                print_indented(line)
            return
        for number, found in enumerate(every):
            origins = partial(origin_lines, workbook, public=public, sql=sql)
            first, *others = trace_lines(found, indicators, partial(rows_selected, workbook, day), origins)
            out.print(("\n" if number else "") + f"[bold]{escape(first)}[/]")
            for line in others:
                print_indented(line)


@app.command()
def diff(
    before: Annotated[
        str, typer.Argument(metavar="A", help="A meeting's date, or a folder of outputs: outputs/2014-12-11.")
    ],
    after: Annotated[
        str,
        typer.Argument(
            metavar="[B]",
            help="What to compare it with. Left out: show what has changed since the last commit.",
        ),
    ] = "",
    public: Annotated[bool, typer.Option("--public", help="Compare the public folders only.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the differences as a page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Show the differences as JSON.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with status 1 if anything differs.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="How many reports to run at once.")] = os.cpu_count() or 1,
) -> None:
    """List figures, ratings and directions that differ between two outputs or meetings, or since the last commit."""
    signal.signal(signal.SIGTERM, stop)
    with sentences():
        from ccpi_nb.differences.difference_sheet import as_json as json_of
        from ccpi_nb.differences.difference_sheet import diff_lines
        from ccpi_nb.review.diff import of_two, with_last_commit, write_page
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        root = workbook.root
        if after:
            found = of_two(root, before, after, public=public)
        else:
            with err.console.status(f"Making {before} as it was committed and as it is"):
                found = with_last_commit(root, before, public=public, jobs=jobs)
        indicators = workbook.indicators
        if html:
            write_page(root, found, html)
        if as_json:
            out.print(json_of(found, indicators), markup=False)
        else:
            for line in diff_lines(found, indicators):
                print_indented(line)
    if exit_code and found.differences:
        sys.exit(1)


@app.command()
def audit(day: Date) -> None:
    """Check that every number in a meeting's pages and PDFs is explained by its markup or the ledger."""
    with sentences():
        from ccpi_nb.review.audit import completeness
        from ccpi_nb.review.outputs import outputs_of
        from ccpi_nb.workbook.inputs import Workbook

        outputs = outputs_of(Workbook.around(Path.cwd()).root, day)
        with out.console.status(f"Reading the outputs of {day}"):
            found = completeness(*outputs.folders.values())
        if found.unexplained:
            raise InputError(*map(str, found.unexplained), f"Only {found.summary}.")
        out.print(f"{found.summary}.")
