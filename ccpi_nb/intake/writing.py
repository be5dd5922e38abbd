"""Taking in: the files that came are kept, and the workbook's data are exchanged as a whole or stay as they are."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from ccpi_nb.errors import InputError, refuse
from ccpi_nb.files.atomic import put_folder, recover_folder
from ccpi_nb.files.one_writer import one_writer
from ccpi_nb.intake.plan import Plan
from ccpi_nb.intake.received import half_kept, keep, prepared
from ccpi_nb.intake.staged import copy_of_data, problems_of
from ccpi_nb.workbook.inputs import Workbook

# Beside the data, since a folder can be exchanged on its own disk only; and what an exchange in two steps moves away.
_STAGED, _MOVED = ".collect-new", ".data.old"


def take_in(root: Path, planned: Callable[[Workbook], Plan], shown: Plan, post: str, now: datetime) -> None:
    """Write what was `shown` into the workbook at `root`: all of it, or nothing whatever happens meanwhile.

    InputError where the workbook has changed since, so that `planned` gives another plan, or another process writes.
    """
    with _alone(root, now):
        _clear_up(root)
        before = _state(root)
        plan = planned(Workbook(root))
        if (plan.values, plan.words) != (shown.values, shown.words):
            raise InputError("the workbook has changed since the table was made; read the files again")
        refuse(plan.refused)
        keep(root, (taken.file for taken in plan.taken))
        _exchange(root, plan.contents(root, post, now.date()), before)


def rewrite(root: Path, contents: Callable[[], Mapping[str, bytes]], now: datetime) -> None:
    """Write files of the data of the workbook at `root`: all that `contents` has of them, or nothing.

    They are asked for when nobody else takes in what came. InputError where the workbook would refuse them, or another
    process writes.
    """
    with _alone(root, now):
        _clear_up(root)
        before = _state(root)
        _exchange(root, contents(), before)


def _exchange(root: Path, contents: Mapping[str, bytes], before: frozenset[tuple[str, int, int]]) -> None:
    staged = root / _STAGED
    try:
        copy_of_data(root, staged)
        refuse(problems_of(staged, contents))
        if _state(root) != before:
            raise InputError("data changed while it was written to, and is as it was; read the files again")
        put_folder(staged / "data", root / "data")
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def recover(start: Path, now: datetime) -> None:
    """Make good what a reading left half done that was killed, in the workbook around a folder.

    InputError where a reading is at it.
    """
    # A workbook whose data were moved away is found by its other folders.
    around = (folder for folder in (start, *start.parents) if (folder / "params").is_dir())
    if (root := next(around, None)) and any(
        (*(path for path in (root / _STAGED, root / _MOVED) if path.exists()), *half_kept(root))
    ):
        with _alone(root, now):
            _clear_up(root)


def _alone(root: Path, now: datetime) -> AbstractContextManager[None]:
    return one_writer(prepared(root) / ".collecting", "received files are being taken in", now)


def _clear_up(root: Path) -> None:
    recover_folder(root / "data")
    shutil.rmtree(root / _STAGED, ignore_errors=True)
    for left in half_kept(root):
        left.unlink(missing_ok=True)


def _state(root: Path) -> frozenset[tuple[str, int, int]]:
    """Return what tells whether somebody has changed the data: each file with its size and time."""
    files = (path for path in (root / "data").rglob("*") if path.is_file())
    return frozenset((str(path), (stat := path.stat()).st_size, stat.st_mtime_ns) for path in files)
