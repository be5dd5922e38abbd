"""References: what tests compare a fresh run with.

A notebook's are the outputs stored in it; a meeting's are in tests/reference.
"""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ccpi_nb.document.ledger import ledger_csv
from ccpi_nb.document.model import document_from_json
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.render.export import document_from
from ccpi_nb.review.chart_marks import marks_csv, marks_from
from ccpi_nb.review.outputs import Outputs, read_ledger
from ccpi_nb.review.regression import Reference, Tolerance, compared, marks_in, reference_of, tolerances_from
from ccpi_nb.run.meeting_run import Orders, run_or_refuse
from ccpi_nb.run.notebook_run import CellFailed, run_notebook
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.notebooks import notebook_path

TOLERANCES = "tests/tolerances.csv"
_NONE = Reference((), ())


@dataclass(frozen=True)
class Accepted:
    """A reference that was brought up to date, or would be.

    It is of a notebook, or of a meeting's Part ('2014-12-11 public').
    """

    name: str
    changed: bool
    sentences: tuple[str, ...]


def accepted(
    root: Path, notebooks: Sequence[str], days: Sequence[str], now: datetime, *, dry_run: bool = False
) -> Iterator[Accepted]:
    """Accept these notebooks and these meetings one after the other; all there are of both where none is named."""
    workbook = Workbook(root)
    if not (notebooks or days):
        notebooks, days = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb")), workbook.meeting_keys
    for name in notebooks:
        yield accept_notebook(root, name, dry_run=dry_run)
    for day in days:
        yield from accept_meeting(root, workbook.known_meeting(day), now, dry_run=dry_run)


def accept_notebook(root: Path, name: str, *, dry_run: bool = False) -> Accepted:
    """Run a notebook with its default parameters and store it with its outputs.

    A dry run only returns what that would change.
    """
    path = notebook_path(root, name)
    try:
        executed = run_notebook(path, {})
    except CellFailed as failed:
        raise InputError(str(failed)) from None
    before = path.read_text(encoding="utf-8")
    after = as_lab_saves(nbformat.writes(executed) + "\n", before)
    earlier, later = (_shown(nbformat.reads(text, as_version=4), name) for text in (before, after))
    if before != after and not dry_run:
        write_file(path, after.encode())
    return Accepted(name, before != after, compared(earlier, later, Workbook(root).indicators).said)


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


def accept_meeting(root: Path, day: str, now: datetime, *, dry_run: bool = False) -> Iterator[Accepted]:
    """Bring a meeting's outputs up to date and store what they show, Part by Part."""
    run_or_refuse(root, day, Orders(os.cpu_count() or 1), now)
    indicators, tolerances = Workbook(root).indicators, read_tolerances(root)
    for part in Part:
        before, after = read_reference(root, day, part), shown_by(root, day, part)
        if not (before.reports or after.reports):
            continue
        if before != after and not dry_run:
            write_reference(root, day, part, after)
        yield Accepted(f"{day} {part.folder}", before != after, compared(before, after, indicators, tolerances).said)


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
