"""Run a meeting's reports: every report in a process of its own, and the outputs changed as one when all are made."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

import nbformat

from ccpi_nb.check import meeting_problems
from ccpi_nb.document import Masthead
from ccpi_nb.errors import InputError
from ccpi_nb.execute import CellFailed, notebook_path, run_notebook
from ccpi_nb.export import document_from
from ccpi_nb.html import IndexEntry, Link, render_document, render_index
from ccpi_nb.inputs import read_meeting
from ccpi_nb.meetings import PART_NAMES, AgendaItem, ItemKind, Meeting, Part, Report
from ccpi_nb.pdf import render_pdf
from ccpi_nb.periods import day_name

FOLDERS = {Part.PUBLIC: "public", Part.EXEMPT: "restricted"}


@dataclass(frozen=True)
class Outcome:
    """What became of one report: the files made, or why it failed."""

    report: Report
    files: tuple[str, ...] = ()
    failure: str = ""


def run_meeting(root: Path, day: str, jobs: int, progress: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
    """Make all reports of a meeting under outputs/DAY. Where one fails, earlier outputs stay as they were.

    InputError before any kernel starts where params or parameters are wrong.
    """
    meeting = read_meeting(root, day)
    problems = meeting_problems(root, meeting)
    if problems:
        raise InputError(*problems)
    final = root / "outputs" / day
    with _staging(final) as folder:
        outcomes = []
        for outcome in _make_all(root, meeting, folder, jobs):
            progress(outcome)
            outcomes.append(outcome)
        outcomes.sort(key=lambda outcome: outcome.report.item)
        if any(outcome.failure for outcome in outcomes):
            _keep_failed(folder, final.with_name(f"{day}-failed"))
        else:
            _write_indexes(meeting, outcomes, folder)
            _replace(final, folder)
            shutil.rmtree(final.with_name(f"{day}-failed"), ignore_errors=True)
    return tuple(outcomes)


def make_report(root: Path, day: date, report: Report, folder: Path) -> Outcome:
    """Run one report's notebook and write it as notebook, HTML and PDF."""
    place = folder / FOLDERS[report.part]
    try:
        notebook = run_notebook(notebook_path(root, report.notebook), {**report.parameters, "meeting": str(day), "item": report.item})
        document = document_from(notebook, f"notebooks/{report.notebook}.ipynb")
        written = {
            ".html": render_document(document, ((f"{report.title} (PDF)", f"{report.stem}.pdf"),)).encode(),
            ".pdf": render_pdf(document, day=day),
            ".ipynb": nbformat.writes(notebook).encode(),
        }
    except CellFailed as failed:
        nbformat.write(failed.notebook, folder / f"{report.stem}.ipynb")
        return Outcome(report, failure=str(failed))
    except InputError as problem:
        return Outcome(report, failure=str(problem))
    place.mkdir(parents=True, exist_ok=True)
    for suffix, content in written.items():
        (place / f"{report.stem}{suffix}").write_bytes(content)
    return Outcome(report, tuple(f"{FOLDERS[report.part]}/{report.stem}{suffix}" for suffix in written))


def _make_all(root: Path, meeting: Meeting, folder: Path, jobs: int) -> Iterator[Outcome]:
    # Spawned, not forked: a kernel's client keeps threads, and a fork would copy them half alive.
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(make_report, root, meeting.date, report, folder) for report in meeting.reports]
        for future in as_completed(futures):
            yield future.result()


def _write_indexes(meeting: Meeting, outcomes: list[Outcome], folder: Path) -> None:
    for part, name in FOLDERS.items():
        made = {outcome.report.item: outcome for outcome in outcomes if outcome.report.part is part}
        if made or part is Part.PUBLIC:
            (folder / name).mkdir(exist_ok=True)
            (folder / name / "index.html").write_text(_index(meeting, part, made, folder / name), encoding="utf-8")


def _index(meeting: Meeting, part: Part, made: dict[str, Outcome], folder: Path) -> str:
    context = (("Council", meeting.council), ("Meeting", day_name(meeting.date)), ("Time", meeting.time), ("Place", meeting.place))
    restriction = "Not for publication: these reports hold exempt information." if part is Part.EXEMPT else ""
    masthead = Masthead(meeting.committee, str(meeting.date), context, restriction)
    items = meeting.items if part is Part.PUBLIC else meeting.items_in(part)
    return render_index(masthead, tuple(entry for item in items for entry in _entries(item, part, made, folder)))


def _entries(item: AgendaItem, part: Part, made: dict[str, Outcome], folder: Path) -> Iterator[IndexEntry]:
    note = "Report to follow." if item.kind is ItemKind.TO_FOLLOW else item.text
    if item.exemption and part is Part.PUBLIC:
        note = f"Exempt: paragraph {item.exemption.paragraph} of Part 1 of Schedule 12A to the Local Government Act 1972. {item.exemption.reason}"
    heading = PART_NAMES[item.part]
    yield IndexEntry(str(item.number), item.title, note, _links(made.get(str(item.number)), folder), heading)
    if item.part is part:
        for appendix in item.appendices:
            links = _links(made.get(f"{item.number}{appendix.letter}"), folder)
            yield IndexEntry(f"{item.number}, Appendix {appendix.letter}", appendix.title, "" if links else "In the report above.", links, heading)


def _links(outcome: Outcome | None, folder: Path) -> tuple[Link, ...]:
    files = [Path(file).name for file in outcome.files] if outcome else []
    shown = {".html": "Web page", ".pdf": "PDF", ".ipynb": "Notebook"}
    return tuple(Link(shown[Path(file).suffix], file, _size((folder / file).stat().st_size)) for file in files)


def _size(size: int) -> str:
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


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
    """Leave the notebooks that stopped where an analyst can open them."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for notebook in folder.glob("*.ipynb"):
        notebook.replace(place / notebook.name)
