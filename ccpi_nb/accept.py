"""References: what tests compare a fresh run with. A notebook's are the outputs stored in it; a meeting's are in tests/reference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ccpi_nb.batch import Orders, State, run_meeting
from ccpi_nb.errors import InputError
from ccpi_nb.execute import CellFailed, notebook_path, run_notebook
from ccpi_nb.export import document_from
from ccpi_nb.inputs import read_indicators
from ccpi_nb.meetings import Part
from ccpi_nb.references import is_stored, read_reference, read_tolerances, shown_by, write_reference
from ccpi_nb.regression import Reference, Verdict, compared, reference_of
from ccpi_nb.writing import write_file


@dataclass(frozen=True)
class Accepted:
    """A reference that was brought up to date, or would be: of a notebook, or of a meeting's Part ('2014-12-11 public')."""

    name: str
    changed: bool
    sentences: tuple[str, ...]


def accept_notebook(root: Path, name: str, *, dry_run: bool = False) -> Accepted:
    """Run a notebook with its default parameters and store it with its outputs; a dry run only says what that would change."""
    path = notebook_path(root, name)
    try:
        executed = run_notebook(path, {})
    except CellFailed as failed:
        raise InputError(str(failed)) from None
    before = path.read_text(encoding="utf-8")
    after: str = nbformat.writes(executed) + "\n"
    verdict = compared(_shown(nbformat.reads(before, as_version=4), name), _shown(executed, name), read_indicators(root))
    if before != after and not dry_run:
        write_file(path, after.encode())
    return Accepted(name, before != after, _said(verdict))


def accept_meeting(root: Path, day: str, orders: Orders, now: datetime, *, dry_run: bool = False) -> Iterator[Accepted]:
    """Bring a meeting's outputs up to date and store what they show, Part by Part."""
    steps = run_meeting(root, day, orders, lambda step: None, now)
    if failures := [step.why for step in steps if step.state is State.FAILED]:
        raise InputError(*failures)
    indicators, tolerances = read_indicators(root), read_tolerances(root)
    for part in Part:
        before, after = read_reference(root, day, part), shown_by(root / "outputs" / day, part)
        changed = not is_stored(root, day, part, after)
        if changed and not dry_run:
            write_reference(root, day, part, after)
        if before.reports or after.reports:
            yield Accepted(f"{day} {part.folder}", changed, _new_and_gone(before, after) + _said(_both(before, after, indicators, tolerances)))


def _both(before: Reference, after: Reference, indicators, tolerances) -> Verdict:
    both = [report for report in before.reports if report in after.reports]
    return compared(_only(before, both), _only(after, both), indicators, tolerances)
