"""Compare two outputs, two meetings, or the workbook with its last commit."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ccpi_nb.differences.difference_sheet import Diff, comparison_document
from ccpi_nb.differences.differences import between_meetings, differences, latest
from ccpi_nb.document.ledger import LedgerLine
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.git import changed_files, put_committed
from ccpi_nb.publish.manifest import MANIFEST
from ccpi_nb.publish.manifest_file import read_manifest
from ccpi_nb.render.html import render_document
from ccpi_nb.review.outputs import Ledgers, outputs_named, outputs_of
from ccpi_nb.run.meeting_run import Orders, run_or_refuse
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook


def with_last_commit(root: Path, day: str, *, public: bool, jobs: int) -> Diff:
    """Return what committing the workbook as it is would change in a meeting.

    It brings the meeting's outputs up to date, as `ccpi run` does.
    """
    Workbook(root).known_meeting(day)
    with TemporaryDirectory(prefix="ccpi-diff-") as scratch:
        committed = Path(scratch)
        name = put_committed(root, committed)
        files = changed_files(committed, root)
        before, after = f"{day} from the last commit, {name}", f"{day} from the files as they are"
        if not files:
            return Diff(
                before, after, (), "No file of params, data and notebooks has changed since", is_restricted=False
            )
        is_committed = day in Workbook(committed).meeting_keys
        _lend_outputs(root, committed, day)
        old = (
            _ledgers_of_run(committed, day, jobs, public=public, of=f"the last commit, {name}: ")
            if is_committed
            else {}
        )
    new = _ledgers_of_run(root, day, jobs, public=public)
    one, other = _all(old), _all(new)
    before += "" if is_committed else ", which does not have this meeting"
    return Diff(
        before, after, differences(one, other), _scope(one, other), is_restricted=_is_restricted(old, new), files=files
    )


def of_two(root: Path, before: str, after: str, *, public: bool) -> Diff:
    """Compare two meetings by what they report of the same indicators, or outputs' folders figure by figure.

    One of the folders may be named by a meeting's date.
    """
    old, new = (outputs_named(root, name, public=public).ledgers for name in (before, after))
    one, other = _all(old), _all(new)
    restricted = _is_restricted(old, new)
    if {before, after} <= set(Workbook(root).meeting_keys):
        found, both = between_meetings(one, other), latest(one).keys() & latest(other).keys()
        shared = len({key[0] for key in both})
        scope = (
            f"What the two meetings report of the same indicators: "
            f"of each kind of period (month, quarter, year, year to date) the latest figure, rating and target. "
            f"Both report {shared} {'indicator' if shared == 1 else 'indicators'} for the same kind of period"
        )
        return Diff(f"the meeting of {before}", f"the meeting of {after}", found, scope, is_restricted=restricted)
    return Diff(before, after, differences(one, other), _scope(one, other), is_restricted=restricted)


def write_page(root: Path, comparison: Diff, file: Path) -> None:
    """Write a comparison as a page; InputError where exempt figures would then lie among what is public."""
    if comparison.is_restricted and any(map(_is_public, file.resolve().parents)):
        raise InputError(
            f"{file} is among what is public, and the comparison holds exempt figures; "
            f"write it elsewhere, or compare with --public"
        )
    workbook = Workbook(root)
    document = comparison_document(comparison, workbook.indicators, str(date.today()))
    write_file(file, render_document(document, glossary=Glossary(workbook.indicators, workbook.names)).encode())


def _is_public(folder: Path) -> bool:
    """Return whether a folder is a Part I's, in the workbook or a copy of it, by its name or by its manifest."""
    if folder.name.casefold() == Part.PUBLIC.folder:
        return True
    try:
        return (folder / MANIFEST).is_file() and read_manifest(folder).part is Part.PUBLIC
    except InputError:  # of no use as a manifest, and so of no Part
        return False


def _scope(before: Sequence[LedgerLine], after: Sequence[LedgerLine]) -> str:
    return f"Every figure, rating and direction shown: {len(before):,} before, {len(after):,} after"


def _lend_outputs(root: Path, other: Path, day: str) -> None:
    """Copy a meeting's outputs to another workbook, so that only what differs there is made again."""
    for name in (Store(root / "outputs", day).own, root / "outputs" / day, root / "requirements.lock"):
        place = other / name.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        if name.is_dir():
            shutil.copytree(name, place, ignore=shutil.ignore_patterns("lock", "holder.json"), dirs_exist_ok=True)
        elif name.is_file():
            shutil.copy2(name, place)


def _ledgers_of_run(root: Path, day: str, jobs: int, *, public: bool, of: str = "") -> Ledgers:
    try:
        run_or_refuse(root, day, Orders(jobs), datetime.now())
    except InputError as problem:
        raise InputError(*(of + sentence for sentence in problem.problems)) from None
    return outputs_of(root, day, public=public).ledgers


def _all(ledgers: Ledgers) -> tuple[LedgerLine, ...]:
    return tuple(line for lines in ledgers.values() for line in lines)


def _is_restricted(*sides: Ledgers) -> bool:
    return any(lines for side in sides for part, lines in side.items() if part != Part.PUBLIC.folder)
