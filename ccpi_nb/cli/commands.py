"""The commands on a whole workbook, its meetings and their outputs."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import MEETING, Date, err, escape, out, parse_meeting, print_indented, sentences, stop
from ccpi_nb.errors import InputError, refuse

if TYPE_CHECKING:
    from ccpi_nb.run.meeting_run import Orders
    from ccpi_nb.run.workers import Crew

_NO_MEETING = "There is no meeting yet; ccpi new meeting DATE begins one."
_ACCEPTED = {
    (False, False): "the reference is as it was",
    (False, True): "the reference is as it was",
    (True, False): "[yellow]the reference changed[/]; read the diff",
    (True, True): "[yellow]the reference would change[/]",
}


@app.command()
def run(
    day: Annotated[str, typer.Argument(metavar="DATE", help=MEETING)] = "",
    every: Annotated[bool, typer.Option("--all", help="Every meeting instead of one.")] = False,
    items: Annotated[
        list[str] | None,
        typer.Option(
            "--item", metavar="N", help="Only this item's report: 4, 5A. Repeatable. The pack stays as it is."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Make everything again, even what has not changed.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="How many reports to run at once.")] = os.cpu_count() or 1,
    timeout: Annotated[float, typer.Option(min=1, help="How many seconds a report may take.")] = 300,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Run the reports on a Dask cluster: tcp://127.0.0.1:8786.")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Report only what went wrong.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report each step as a line of JSON.")] = False,
) -> None:
    """Bring outputs/DATE up to date: make what has changed again, and keep the rest."""
    signal.signal(signal.SIGTERM, stop)
    with sentences():
        if bool(day) == every:
            wrong = "a date or --all, not both" if day else "a meeting's date, or --all"
            raise InputError(f"name {wrong}: ccpi run {day or '2014-12-11'}; ccpi list has the dates")
        if items and every:
            raise InputError("--item is of one meeting; name its date instead of --all: ccpi run 2014-12-11 --item 4")
        from ccpi_nb.exempt.lock import NOT_SEALED, can_seal
        from ccpi_nb.run.meeting_run import Orders
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        days = workbook.meeting_keys if every else (workbook.known_meeting(day),)
        if workbook.exempt_datasets and not quiet and not can_seal():
            err.print(f"[yellow]ccpi:[/] {NOT_SEALED}")
        if not days:
            out.print(_NO_MEETING)
        with _cluster(scheduler) as crew:
            orders = Orders(jobs, timeout, force, crew, tuple(items or ()))
            problems = [
                problem
                for meeting_day in days
                for problem in _run(workbook.root, meeting_day, orders, quiet=quiet, as_json=as_json)
            ]
        refuse(problems)


@app.command()
def status(day: Date) -> None:
    """Show which of a meeting's outputs are out of date and why, and who has signed them off."""
    with sentences():
        from ccpi_nb.review.outputs import Outputs
        from ccpi_nb.review.sign_off import question_sentences, sign_off_sentences
        from ccpi_nb.run.standing import workbook_now
        from ccpi_nb.run.store import Store
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        root = workbook.root
        store = Store(root / "outputs", workbook.known_meeting(day))
        outputs = Outputs.under(root, store.final)
        for sentence in sign_off_sentences(outputs, day):
            out.print(escape(sentence))
        with suppress(InputError):  # data that can't be read: stale, and ccpi check says what is wrong
            for sentence in (each for part in outputs.folders for each in question_sentences(workbook, day, part)):
                out.print(escape(sentence))
        with workbook_now(root) as now:
            if not (why := store.stale_outputs(now)):
                out.print(f"outputs/{day} is up to date")
                return
            found = [(report, store.stale(report, now)) for report in workbook.meeting(day).reports]
        for report, reasons in found:
            out.print(f"{'[yellow]stale[/]' if reasons else 'fresh'}  {report.item:>4}  {escape(report.title)}")
            out.print(*(f"             {escape(reason)}" for reason in reasons), sep="\n", end="\n" if reasons else "")
        out.print(f"[yellow]stale[/]  pack  {escape(why[0])}{f', and {len(why) - 1} more' if why[1:] else ''}")
        out.print(f"ccpi run {day} brings it up to date")


@app.command()
def check() -> None:
    """Check data, params and notebooks without running anything."""
    with sentences():
        from ccpi_nb.forms.status import comment_sentences, unshown_comments
        from ccpi_nb.publish.call_checks import call_notes
        from ccpi_nb.review.check import problems_of, questions_of, shown_at_other_meetings
        from ccpi_nb.workbook.inputs import Workbook
        from ccpi_nb.workbook.meeting_checks import waiting

        workbook = Workbook.around(Path.cwd())
        problems = problems_of(workbook)
        if problems:
            raise InputError(*problems, f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} found.")
        for sentence in waiting(workbook):
            out.print(f"[yellow]waiting:[/] {escape(sentence)}")
        for meeting in workbook.meetings:
            for sentence in comment_sentences(workbook, meeting.key):
                out.print(f"[yellow]waiting:[/] {escape(sentence)}")
            for sentence in unshown_comments(workbook, meeting.key):
                out.print(f"[yellow]not shown:[/] {escape(sentence)}")
            for note in call_notes(workbook, meeting):
                out.print(f"[yellow]not held:[/] params/{meeting.key}.yaml, item {note.item}: {escape(note.sentence)}")
        for sentence in questions_of(workbook):
            out.print(f"[yellow]question:[/] {escape(sentence)}")
        for sentence in shown_at_other_meetings(workbook):
            out.print(f"[yellow]shown elsewhere:[/] {escape(sentence)}")
        out.print("No problem found in data, params and notebooks.")


@app.command("list")
def list_meetings() -> None:
    """List the meetings and their reports."""
    with sentences():
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        if not workbook.meeting_keys:
            out.print(_NO_MEETING)
        for day in workbook.meeting_keys:
            out.print(f"[bold]{day}[/]")
            waiting = {report.item for report in workbook.meeting(day).to_follow}
            for report in workbook.agenda(day).reports:
                part = " (Part II, exempt)" if report.exemption else ""
                coming = " (to follow)" if report.item in waiting else ""
                out.print(f"  {report.item:>3}  {report.notebook:<28} {escape(report.title)}{part}{coming}")


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
        refuse(_run(root, day, Orders(os.cpu_count() or 1), quiet=True, as_json=False))
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
        from ccpi_nb.run.progress import progress_of
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
            origins = partial(origin_lines, workbook, public=public)
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
        from ccpi_nb.review.diff import of_two, with_last_commit, write_page
        from ccpi_nb.review.difference_sheet import as_json as json_of
        from ccpi_nb.review.difference_sheet import diff_lines
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


def _run(root: Path, day: str, orders: "Orders", *, quiet: bool, as_json: bool) -> tuple[str, ...]:
    """Run one meeting, report its progress, and return its problems; empty where all went well."""
    from ccpi_nb.intake.other_questions import open_about_targets
    from ccpi_nb.run.meeting_run import StepState, run_meeting
    from ccpi_nb.run.messages import failed_folder
    from ccpi_nb.run.progress import progress_of
    from ccpi_nb.workbook.inputs import Workbook

    try:
        with progress_of(out.console, day, quiet=quiet, as_json=as_json) as say:
            steps = run_meeting(root, day, orders, say, datetime.now())
    except InputError as problem:
        return problem.problems
    failures = [step.why for step in steps if step.state is StepState.FAILED]
    if failures:
        left = sorted((root / failed_folder(day)).glob("*/*.ipynb"))
        where = ", ".join(path.relative_to(root).as_posix() for path in left) or failed_folder(day)
        remedy = f"what ran of them is in {where}. Correct the above and run again."
        return *failures, f"{len(failures)} of {len(steps)} reports failed, so outputs/{day} is as it was; {remedy}"
    if not (quiet or as_json):
        if orders.items:
            _say_items(root, day, orders.items)
        else:
            _summary(root, day, changed=bool(steps))
    for question in open_about_targets(Workbook(root)):
        err.print(f"[yellow]question:[/] {escape(str(question))}")
    meeting = Workbook(root).meeting(day)
    if meeting.date > date.today():
        from ccpi_nb.content.committee_papers import late_notices

        for warning in late_notices(meeting, date.today()):
            err.print(f"[yellow]ccpi:[/] {escape(warning)}")
    return ()


def _say_items(root: Path, day: str, items: Iterable[str]) -> None:
    """Say where reports are that were made alone, and what has not been made with them."""
    from ccpi_nb.run.standing import workbook_now
    from ccpi_nb.run.store import Store
    from ccpi_nb.workbook.inputs import Workbook

    store, meeting = Store(root / "outputs", day), Workbook(root).meeting(day)
    for report in map(meeting.report, dict.fromkeys(items)):
        page = store.place_of(report) / report.part.folder / f"{report.stem}.html"
        out.print(f"[bold]{escape(page.relative_to(root).as_posix())}[/]: item {report.item}, {escape(report.title)}")
    with workbook_now(root) as now:
        is_stale = bool(store.stale_outputs(now))
    if is_stale:
        out.print(f"The pack is not made again: outputs/{day} is as it was. ccpi run {day} makes it.")


def _summary(root: Path, day: str, *, changed: bool) -> None:
    if not changed:
        out.print(f"Nothing has changed since outputs/{day} was made.")
    for folder in sorted((root / "outputs" / day).iterdir()):
        out.print(
            f"[bold]outputs/{day}/{folder.name}[/]: {len([*folder.iterdir()])} files; start at "
            f"outputs/{day}/{folder.name}/index.html"
        )


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
        from ccpi_nb.workbook.coverage import coverage_page, coverage_problems
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        # What was taken in from a file is from no document.
        sections, rows = workbook.coverage, [row for row in workbook.sourced_rows if not getattr(row, "origin", ())]
        refuse(coverage_problems(sections, rows))
        page = workbook.root / "docs" / "coverage.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(coverage_page(sections, rows), encoding="utf-8")
        out.print("[green]made[/]  docs/coverage.md")


@contextmanager
def _cluster(scheduler: str) -> Iterator["Crew | None"]:
    """Yield the workers of a Dask cluster; None without a scheduler, where this machine runs the reports."""
    if not scheduler:
        yield None
        return
    from ccpi_nb.run.cluster import cluster_crew

    with cluster_crew(scheduler) as crew:
        yield crew
