"""References: what tests compare a fresh run with.

A notebook's are the outputs stored in it; a meeting's are in tests/reference.
"""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ccpi_nb.computing.computations import kind_of
from ccpi_nb.computing.selections import marked
from ccpi_nb.differences.chart_marks import marks_csv, marks_from
from ccpi_nb.differences.regression import (
    Reference,
    Tolerance,
    changed_figures,
    compared,
    marks_in,
    reference_of,
    tolerances_from,
)
from ccpi_nb.document.ledger import LedgerLine, ledger_csv, unpacked
from ccpi_nb.domain.meetings import Part, Report
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.views import Seen
from ccpi_nb.kernels.open_notebooks import server_with
from ccpi_nb.notebook.notebook_file import notebook_path
from ccpi_nb.publish.fingerprints import RECORD, MadeFrom, Prints, digest
from ccpi_nb.render.executed import document_from
from ccpi_nb.render.json_form import document_from_json
from ccpi_nb.review.outputs import Outputs, read_ledger
from ccpi_nb.review.scanned_pages import ScannedPage, scan_page
from ccpi_nb.run.desk import JOBS
from ccpi_nb.run.meeting_run import DEADLINE, Orders, run_or_refuse
from ccpi_nb.run.messages import Remark, RemarkKind
from ccpi_nb.run.standing import Standing, workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import LocalCrew, Task
from ccpi_nb.workbook.inputs import Workbook

TOLERANCES = "tests/tolerances.csv"
_NONE = Reference((), ())
_RELOAD = "it is open in JupyterLab: reload it there, with File, Reload Notebook from Disk"
_OPEN = (
    "notebooks/{name}.ipynb is open in JupyterLab ({server}), which would write over what is stored; save it and shut "
    "it down there (File, Close and Shut Down Notebook) and accept again, or: ccpi accept {name} --even-if-open, and "
    "reload it there"
)


@dataclass(frozen=True)
class Accepted:
    """A reference that was brought up to date, or would be.

    It is of a notebook, or of a meeting's Part ('2014-12-11 public'). `remark` is what else its author has to do; it
    was not stored where it `is_kept`.
    """

    name: str
    changed: bool
    sentences: tuple[str, ...]
    remark: str = ""
    is_kept: bool = False


def accepted(
    root: Path,
    notebooks: Sequence[str],
    days: Sequence[str],
    now: datetime,
    *,
    dry_run: bool = False,
    even_if_open: bool = False,
) -> Iterator[Accepted]:
    """Accept these notebooks, and then these meetings.

    Where none is named it is all of both, and what has not changed since it was last accepted is not made again.
    """
    workbook = Workbook(root)
    every = not (notebooks or days)
    if every:
        notebooks, days = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb")), workbook.meeting_keys
    yield from accept_notebooks(root, notebooks, dry_run=dry_run, even_if_open=even_if_open, only_changed=every)
    for day in days:
        yield from accept_meeting(root, workbook.known_meeting(day), now, dry_run=dry_run, only_changed=every)


def accept_notebooks(
    root: Path, names: Sequence[str], *, dry_run: bool = False, even_if_open: bool = False, only_changed: bool = False
) -> Iterator[Accepted]:
    """Run notebooks with their default parameters, and store them with their outputs.

    A dry run only returns what that would change. One that is open in JupyterLab is stored `even_if_open` only. With
    `only_changed` a notebook is not run where it and all that it reads are as they were when it was last accepted.
    """
    prints = Prints(root).take_all()
    with workbook_now(root, prints) as now:
        run = [name for name in names if not (only_changed and _is_as_accepted(root, name, now))]
    tasks = {Task(f"notebooks/{name}.ipynb", f"{JOBS}:run_by_default", (root, name), DEADLINE): name for name in run}
    ran: dict[str, tuple[str, Seen]] = {}
    problems: list[str] = []
    if tasks:
        with LocalCrew(os.cpu_count() or 1) as crew:
            for done in crew.done(tasks):
                if done.failure:
                    raise RuntimeError(done.failure)
                problems += done.problem.splitlines()
                if done.value:
                    ran[tasks[done.task]] = done.value
    for name in names:
        if name in ran:
            after, seen = ran[name]
            # Run as a notebook of Part II would be, in the whole workbook.
            record = prints.record({Part.EXEMPT: seen}, {})
            yield _accept_notebook(root, name, after, record, dry_run=dry_run, even=even_if_open)
        elif name not in run:
            yield Accepted(name, False, ())
    refuse(problems)


def _accept_notebook(root: Path, name: str, after: str, record: MadeFrom, *, dry_run: bool, even: bool) -> Accepted:
    path = notebook_path(root, name)
    before = path.read_text(encoding="utf-8")
    after = as_lab_saves(after, before)
    earlier, later = (_shown(nbformat.reads(text, as_version=4), name) for text in (before, after))
    changed, remark = before != after, ""
    if changed and not dry_run and (server := server_with(path)):
        remark = _RELOAD if even else _OPEN.format(name=name, server=server)
    is_kept = bool(remark) and not even
    if not (dry_run or is_kept):
        if changed:
            write_file(path, after.encode())
        # As an input it counts by its cells; as an output also by what is stored in it.
        stored = replace(record, outputs={path.name: digest(after.encode())})
        write_file(_accepted_record(root, name), stored.to_json().encode())
    sentences = compared(earlier, later, Workbook(root).indicators).said
    return Accepted(name, changed, sentences, remark, is_kept)


def as_lab_saves(after: str, before: str) -> str:
    """Return the text of a notebook that has run as JupyterLab saves it, with Python's version in it.

    Another version alone is no change: the text is then as it was `before`.
    """
    executed = nbformat.reads(after, as_version=4)
    stored = nbformat.reads(before, as_version=4).metadata.get("language_info", {}).get("version", "")
    texts = [_with_version(executed, version) for version in (stored, platform.python_version())]
    return texts[0] if texts[0] == before else texts[1]


def _with_version(executed: NotebookNode, version: str) -> str:
    executed.metadata.language_info.version = version
    return f"{nbformat.writes(executed)}\n"


def _is_as_accepted(root: Path, name: str, now: Standing) -> bool:
    record = MadeFrom.read(_accepted_record(root, name))
    return bool(record and record.made(notebook_path(root, name)) and not any(now.changed_inputs(record)))


def _accepted_record(root: Path, name: str) -> Path:
    """Return the file that says what a notebook, or a meeting's reference, was last accepted with."""
    return root / "outputs" / ".made" / "accepted" / f"{name}.json"


def accept_meeting(
    root: Path, day: str, now: datetime, *, dry_run: bool = False, only_changed: bool = False
) -> Iterator[Accepted]:
    """Bring a meeting's outputs up to date and store what they show, Part by Part.

    With `only_changed` they are not compared where neither they nor the references have changed since.
    """
    run_or_refuse(root, day, Orders(os.cpu_count() or 1), now)
    seen = MadeFrom.read(_accepted_record(root, day))
    if only_changed and seen == _compared_now(root, day):
        yield from (Accepted(f"{day} {part.folder}", False, ()) for part in Part if _files(root, day, part)[0].exists())
        return
    indicators, tolerances = Workbook(root).indicators, read_tolerances(root)
    for part in Part:
        before, after = read_reference(root, day, part), shown_by(root, day, part)
        if not (before.reports or after.reports):
            continue
        if before != after and not dry_run:
            write_reference(root, day, part, after)
        yield Accepted(f"{day} {part.folder}", before != after, compared(before, after, indicators, tolerances).said)
    if not dry_run:
        write_file(_accepted_record(root, day), _compared_now(root, day).to_json().encode())


def _compared_now(root: Path, day: str) -> MadeFrom:
    """Return what the comparison of a meeting's outputs with their references rests on."""
    references = [path for part in Part for path in _files(root, day, part)]
    record = Store(root / "outputs", day).own / RECORD
    names = [path.relative_to(root).as_posix() for path in (*references, root / TOLERANCES, record)]
    return Prints(root).record({Part.EXEMPT: Seen(frozenset(names))}, {})


def changed_by(root: Path, day: str, report: Report, shown: Reference, html: str) -> Iterator[Remark]:
    """Yield a remark on each thing that a report's page would change in the reference of its meeting."""
    before, tolerances = read_reference(root, day, report.part).of(report.stem), read_tolerances(root)
    indicators, page = Workbook(root).indicators, scan_page(html)
    changes = changed_figures(before, shown, tolerances) if before.reports else ()
    lines = {change.sentence(indicators): change.after for change in changes}
    for sentence in compared(before, shown, indicators, tolerances).said:
        yield Remark(RemarkKind.CHANGED, sentence, _place(page, lines.get(sentence), sentence))


def _place(page: ScannedPage, line: LedgerLine | None, sentence: str) -> int | None:
    """Return where the page first shows a figure or judgement, or the chart that a sentence speaks of."""
    if line:
        rows, kind = {*marked(row.at for row in line.rows)}, kind_of(line.computation)
        return next(
            (
                passage.at
                for passage in page.passages
                if " ".join(passage.text.split()) == line.amount
                and {*unpacked(passage.mark["data-rows"])} == rows
                and kind_of(passage.mark["data-computation"]) == kind
            ),
            None,
        )
    return next((drawing.at for drawing in page.drawings if sentence.startswith(f"chart '{drawing.caption}'")), None)


def reference_folder(root: Path, day: str) -> Path:
    """Return the folder of a meeting's references.

    It has two files for each Part, named as the Part's outputs are: Part II's are restricted as its data are.
    """
    return root / "tests" / "reference" / day


def read_reference(root: Path, day: str, part: Part) -> Reference:
    """Read the reference of a meeting's Part; an empty one where none is stored."""
    figures, charts = _files(root, day, part)
    return Reference(read_ledger(figures), marks_from(_text(charts))) if figures.exists() else _NONE


def write_reference(root: Path, day: str, part: Part, reference: Reference) -> None:
    """Store the reference of a meeting's Part; an empty one is stored as no file."""
    for path, content in zip(
        _files(root, day, part), (ledger_csv(reference.lines), marks_csv(reference.marks)), strict=True
    ):
        if reference.reports:
            write_file(path, content.encode())
        else:
            path.unlink(missing_ok=True)


def shown_by(root: Path, day: str, part: Part) -> Reference:
    """Return what a meeting's outputs show in a Part; its charts are read from the stored documents."""
    store = Store(root / "outputs", day)
    lines = Outputs.under(root, store.final).ledgers.get(part.folder)
    if lines is None:
        return _NONE
    notebooks = sorted((store.final / part.folder).glob("*.ipynb"))
    documents = {path.stem: document_from_json(store.document_of(path)) for path in notebooks}
    return Reference(lines, tuple(mark for stem, document in documents.items() for mark in marks_in(document, stem)))


def read_tolerances(root: Path) -> tuple[Tolerance, ...]:
    """Read the tolerances of the tests; none where there is no file."""
    path = root / TOLERANCES
    return tolerances_from(_text(path), TOLERANCES) if path.exists() else ()


def _shown(notebook: NotebookNode, name: str) -> Reference:
    """Return what a notebook's outputs show; nothing where it has not run yet."""
    try:
        return reference_of(document_from(notebook, f"notebooks/{name}.ipynb"), name)
    except InputError:
        return _NONE


def _files(root: Path, day: str, part: Part) -> tuple[Path, Path]:
    folder = reference_folder(root, day)
    return folder / f"{part.folder}.csv", folder / f"{part.folder}-charts.csv"


def _text(path: Path) -> str:
    # Not read_text: cells may hold line ends of their own.
    return path.read_bytes().decode("utf-8-sig")
