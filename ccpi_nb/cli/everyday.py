"""The commands of every day: run a meeting, see what is out of date, check the files, list the meetings."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import MEETING, Date, err, escape, out, sentences, stop
from ccpi_nb.errors import InputError, refuse

if TYPE_CHECKING:
    from ccpi_nb.cli.progress import Say
    from ccpi_nb.run.meeting_run import Orders
    from ccpi_nb.run.workers import Crew


_NO_MEETING = "There is no meeting yet; ccpi new meeting DATE begins one."


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
        from ccpi_nb.kernels.processes import CAN_FORK

        if force and CAN_FORK:  # reports will be made
            from ccpi_nb.kernels.forks import LIGHT_PRELOAD, start_server

            # Their imports go on beside our own; first those of the look at the meeting, for which all wait.
            start_server(LIGHT_PRELOAD)
            start_server()
        from ccpi_nb.exempt.lock import NOT_SEALED, can_seal
        from ccpi_nb.files.text_files import workbook_around
        from ccpi_nb.run.meeting_run import Orders

        root = workbook_around(Path.cwd())
        days = _days(root, day)
        if not quiet and not can_seal() and _has_exempt(root):
            err.print(f"[yellow]ccpi:[/] {NOT_SEALED}")
        if not days:
            out.print(_NO_MEETING)
        with _cluster(scheduler) as crew:
            orders = Orders(jobs, timeout, force, crew, tuple(items or ()))
            problems = [
                problem
                for meeting_day in days
                for problem in run_one(root, meeting_day, orders, quiet=quiet, as_json=as_json)
            ]
        refuse(problems)


def _days(root: Path, day: str) -> tuple[str, ...]:
    """Return the meetings to run, all for ''; InputError where there is none of that name."""
    from ccpi_nb.domain.meeting_keys import is_meeting_key

    keys = {path.stem for path in (root / "params").glob("*.yaml") if not path.name.startswith(".")}
    if day in keys and all(map(is_meeting_key, keys)):  # without all that reads a workbook
        return (day,)
    from ccpi_nb.workbook.inputs import Workbook

    workbook = Workbook(root)
    return (workbook.known_meeting(day),) if day else workbook.meeting_keys


def _has_exempt(root: Path) -> bool:
    from ccpi_nb.workbook.inputs import Workbook

    return bool(Workbook(root).exempt_datasets)


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
        from ccpi_nb.meeting.waiting import waiting
        from ccpi_nb.publish.call_checks import call_notes
        from ccpi_nb.review.check import problems_of, questions_of
        from ccpi_nb.review.shown_elsewhere import shown_at_other_meetings
        from ccpi_nb.workbook.inputs import Workbook

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


def run_one(root: Path, day: str, orders: "Orders", *, quiet: bool, as_json: bool) -> tuple[str, ...]:
    """Run one meeting, report its progress, and return its problems; empty where all went well."""
    from ccpi_nb.domain.meeting_keys import day_of
    from ccpi_nb.files.kept import worked_out
    from ccpi_nb.run.meeting_run import StepState, run_meeting
    from ccpi_nb.run.messages import failed_folder

    try:
        with _progress(day, quiet=quiet, as_json=as_json) as say:
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
    for question in worked_out(root, ".about_targets", _behind_targets(root), lambda: _about_targets(root)):
        err.print(f"[yellow]question:[/] {escape(question)}")
    if day_of(day) > date.today():
        from ccpi_nb.content.committee_papers import late_notices
        from ccpi_nb.workbook.inputs import Workbook

        for warning in late_notices(Workbook(root).meeting(day), date.today()):
            err.print(f"[yellow]ccpi:[/] {escape(warning)}")
    return ()


def _progress(day: str, *, quiet: bool, as_json: bool) -> "AbstractContextManager[Say]":
    if quiet and not as_json:  # without what prints
        return nullcontext(lambda step: None)
    from ccpi_nb.cli.progress import progress_of

    return progress_of(out.console, day, quiet=quiet, as_json=as_json)


def _behind_targets(root: Path) -> Iterator[Path]:
    """Yield what decides which questions about targets are open: files, and the folders that name what there is."""
    yield from (root / "data" / name for name in ("answers.csv", "indicators.csv", "targets.csv"))
    yield from (path for name in ("observations", "registers") for path in (root / "data" / name).glob("*"))


def _about_targets(root: Path) -> list[str]:
    from ccpi_nb.intake.other_questions import open_about_targets
    from ccpi_nb.workbook.inputs import Workbook

    return [str(question) for question in open_about_targets(Workbook(root))]


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


@contextmanager
def _cluster(scheduler: str) -> Iterator["Crew | None"]:
    """Yield the workers of a Dask cluster; None without a scheduler, where this machine runs the reports."""
    if not scheduler:
        yield None
        return
    from ccpi_nb.run.cluster import cluster_crew

    with cluster_crew(scheduler) as crew:
        yield crew
