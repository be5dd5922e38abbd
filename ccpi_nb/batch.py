"""Run a meeting: its reports and packs, Part I without exempt data in reach, and the outputs changed as one when all are made."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import nbformat

from ccpi_nb.business_inputs import has_exempt_papers
from ccpi_nb.check import STANDING_SECTIONS, meeting_problems
from ccpi_nb.document import Document
from ccpi_nb.errors import InputError
from ccpi_nb.execute import CellFailed, notebook_path, run_notebook
from ccpi_nb.exempt import agenda_words, exempt_content
from ccpi_nb.export import document_from
from ccpi_nb.follow_up_sheet import exempt_promises
from ccpi_nb.guard import copy_without_exempt, keep_out
from ccpi_nb.inputs import read_exempt_datasets, read_follow_ups, read_meeting
from ccpi_nb.meetings import Meeting, Part
from ccpi_nb.pdf import render_pdf
from ccpi_nb.publish import FOLDERS, read_report, write_pack
from ccpi_nb.release import refuse_leaks
from ccpi_nb.spreadsheet import render_spreadsheet
from ccpi_nb.tidy import tidy_csv

_FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of one report, or of one pack: the files made, or why it failed."""

    item: str
    title: str
    files: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class _Workbench:
    """Where one Part is made: the workbook it reads, the folder it writes into, and for Part I the workbook that it may not read."""

    root: Path
    day: str
    part: Part
    folder: Path
    closed: Path | None = None


def run_meeting(root: Path, day: str, jobs: int, progress: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
    """Make all reports and packs of a meeting under outputs/DAY. Where anything fails, earlier outputs stay as they were.

    InputError before any kernel starts where params or parameters are wrong.
    """
    meeting = read_meeting(root, day)
    problems = meeting_problems(root, meeting)
    if problems:
        raise InputError(*problems)
    final = root / "outputs" / day
    outcomes: list[Outcome] = []
    with _staging(final) as folder, TemporaryDirectory() as copy:
        benches = [_Workbench(copy_without_exempt(root, Path(copy)), day, Part.PUBLIC, folder, closed=root)]
        if has_exempt_papers(root, meeting):
            benches.append(_Workbench(root, day, Part.EXEMPT, folder))
        for bench in benches:
            for outcome in _make_part(bench, meeting, jobs, whole=not any(outcome.failure for outcome in outcomes)):
                progress(outcome)
                outcomes.append(outcome)
        if any(outcome.failure for outcome in outcomes):
            _keep_failed(folder, final.with_name(f"{day}-failed"))
        else:
            _refuse_leaks(root, meeting, folder)
            _replace(final, folder)
            shutil.rmtree(final.with_name(f"{day}-failed"), ignore_errors=True)
    return tuple(sorted(outcomes, key=lambda outcome: outcome.item))


def _make_part(bench: _Workbench, meeting: Meeting, jobs: int, *, whole: bool) -> Iterator[Outcome]:
    """The reports of a Part, then its pack where the meeting is `whole`, no report having failed.

    Processes are spawned, so that they know nothing that they aren't handed.
    """
    with ProcessPoolExecutor(jobs, get_context("spawn"), _close, (bench.closed,)) as pool:
        for outcome in _made(pool, bench, meeting):
            whole &= not outcome.failure
            yield outcome
        if whole:
            yield pool.submit(_make_pack, bench).result()


def _made(pool: Executor, bench: _Workbench, meeting: Meeting) -> Iterator[Outcome]:
    futures = [pool.submit(_make_report, bench, report.item) for report in meeting.reports_in(bench.part)]
    for future in as_completed(futures):
        yield future.result()


def _close(root: Path | None) -> None:
    """A process for Part I can't read the original workbook; it has to start kernels, and they can't either."""
    if root:
        keep_out(str(root), programs=True)


def _make_report(bench: _Workbench, item: str) -> Outcome:
    """Run one report's notebook and write it as notebook, PDF, spreadsheet and CSV."""
    meeting = read_meeting(bench.root, bench.day)
    report = meeting.report(item)
    made = Outcome(report.item, report.title)
    parameters = {**report.parameters, "meeting": bench.day, "item": report.item}
    try:
        notebook = run_notebook(notebook_path(bench.root, report.notebook), parameters, closed=bench.closed)
        document = document_from(notebook, f"notebooks/{report.notebook}.ipynb")
        written = {
            ".ipynb": nbformat.writes(notebook).encode(),
            ".pdf": render_pdf(document, day=meeting.date),
            ".xlsx": render_spreadsheet(document, day=meeting.date),
            ".csv": tidy_csv(document).encode("utf-8-sig"),
        }
    except CellFailed as failed:
        stopped = bench.folder / _FAILED / FOLDERS[bench.part]
        stopped.mkdir(parents=True, exist_ok=True)
        nbformat.write(failed.notebook, stopped / f"{report.stem}.ipynb")
        return replace(made, failure=str(failed))
    except InputError as problem:
        return replace(made, failure=str(problem))
    place = bench.folder / FOLDERS[bench.part]
    place.mkdir(exist_ok=True)
    for suffix, content in written.items():
        if content:
            (place / f"{report.stem}{suffix}").write_bytes(content)
    return replace(made, files=tuple(f"{place.name}/{report.stem}{suffix}" for suffix, content in written.items() if content))


def _make_pack(bench: _Workbench) -> Outcome:
    """Write a Part's pages, its business documents and its agenda pack."""
    made = Outcome(bench.part, "Agenda pack for press and public" if bench.part is Part.PUBLIC else "Agenda pack for members")
    try:
        return replace(made, files=write_pack(bench.root, bench.day, bench.part, bench.folder))
    except InputError as problem:
        return replace(made, failure=str(problem))


def _refuse_leaks(root: Path, meeting: Meeting, folder: Path) -> None:
    """Read all that is about to be public for what only Part II has."""

    def documents(part: Part) -> list[Document]:
        return [read_report(folder, report) for report in meeting.reports_in(part)]

    allowed = (*agenda_words(meeting), *STANDING_SECTIONS)
    restricted = [*documents(Part.EXEMPT), exempt_promises(read_follow_ups(root))]
    content = exempt_content(restricted, documents(Part.PUBLIC), read_exempt_datasets(root), allowed)
    refuse_leaks(folder / FOLDERS[Part.PUBLIC], content)


@contextmanager
def _staging(final: Path) -> Iterator[Path]:
    """A folder beside the final one; gone afterwards, whatever happened."""
    final.parent.mkdir(exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _replace(final: Path, folder: Path) -> None:
    """Put the new outputs where the old ones were."""
    old = folder.with_name(f"{folder.name}-old")
    if final.exists():
        final.replace(old)
    folder.chmod(0o755)
    folder.replace(final)
    shutil.rmtree(old, ignore_errors=True)


def _keep_failed(folder: Path, place: Path) -> None:
    """Leave the notebooks that stopped where an analyst can open them, those of Part II apart: what they hold is as exempt as ever."""
    shutil.rmtree(place, ignore_errors=True)
    if (folder / _FAILED).exists():
        (folder / _FAILED).replace(place)
