"""Whether a meeting's outputs are as they were made, and whether the workbook makes the same bytes again."""

import os
import shutil
import subprocess
import venv
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ccpi_nb.domain.lineage import LineageRow
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import steady
from ccpi_nb.files.git import Commit
from ccpi_nb.files.text_files import INTAKE, WORKBOOK_FOLDERS
from ccpi_nb.intake.word_lineage import WordsRow, words_rows
from ccpi_nb.publish.fingerprints import code_print
from ccpi_nb.publish.manifest import LOCK, MANIFEST, Manifest
from ccpi_nb.publish.manifest_file import commit_behind
from ccpi_nb.publish.ro_crate import to_crate
from ccpi_nb.review.outputs import Outputs
from ccpi_nb.run.meeting_run import Orders, Step, run_or_refuse
from ccpi_nb.run.standing import workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook

# Runs a meeting of the workbook in a folder, all of it; InputError where it can't be run.
RunMeeting = Callable[[Path, str], None]
_COMMAND = "from ccpi_nb.cli import app; app()"


def as_made(outputs: Outputs) -> tuple[str, ...]:
    """Return how the files differ from their manifests; empty where each is as it was made."""
    return tuple(
        f"{outputs.name(part)}/{problem}" for part in outputs.folders for problem in _deviations(outputs, part)
    )


def made_again(outputs: Outputs, run: RunMeeting) -> tuple[str, ...]:
    """Make the meeting again from a copy of the workbook, and return how the bytes differ.

    The copy is apart from everything; the reasons are given as far as they are known. A manifest names what was read
    when it was written: where the run's own record says that nothing of what was seen has changed, it still holds.
    """
    holds = _still_holds(outputs)
    with TemporaryDirectory(prefix="ccpi-verify-") as place:
        copy = copy_of_workbook(outputs.root, Path(place) / "workbook")
        run(copy, outputs.day)
        remade = Outputs.under(copy, copy / "outputs" / outputs.day)
        return tuple(
            f"{outputs.name(part)}{problem}"
            for part in outputs.folders
            for problem in _differences(outputs, remade, part, holds=holds)
        )


def rows_read(outputs: Outputs, workbook: Workbook) -> Iterator[tuple[str, LineageRow]]:
    """Yield the rows of data/intake behind a meeting's outputs, each with its dataset, as far as known by its day."""
    day = workbook.agenda(outputs.day).date
    names = {
        name for part in outputs.folders for name in outputs.manifest(part).inputs if name.startswith(f"{INTAKE}/")
    }
    for dataset in sorted({PurePosixPath(name).parts[2] for name in names}):
        yield from (
            (dataset, row) for row in workbook.intake.rows(dataset) if row.row.file in names and row.as_at <= day
        )


def words_read(outputs: Outputs, workbook: Workbook) -> Iterator[WordsRow]:
    """Yield the rows of data/intake_words on the registers behind a meeting's outputs."""
    names = {name for part in outputs.folders for name in outputs.manifest(part).inputs}
    for name in sorted(name for name in names if name.startswith("data/registers/")):
        yield from words_rows(workbook.root, name)


def _still_holds(outputs: Outputs) -> bool:
    store = Store(outputs.root / "outputs", outputs.day)
    if any(folder.parent != store.final for folder in outputs.folders.values()):
        return False
    with workbook_now(outputs.root) as now:
        return not store.stale_outputs(now)


def copy_of_workbook(root: Path, copy: Path) -> Path:
    """Copy what a run reads, without any outputs."""

    def copy_folders() -> None:
        for name in WORKBOOK_FOLDERS:
            shutil.rmtree(copy / name, ignore_errors=True)
            shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))

    steady(root / "data", copy_folders)
    if (root / LOCK).exists():
        shutil.copy(root / LOCK, copy)
    (copy / "outputs").mkdir()
    return copy


def in_this_environment(jobs: int, progress: Callable[[Step], None], now: datetime) -> RunMeeting:
    """Return a run of all of a meeting in this environment."""

    def run(workbook: Path, day: str) -> None:
        outcome = f"so the meeting of {day} can't be made again from the workbook as it is"
        run_or_refuse(workbook, day, Orders(jobs, force=True), now, progress, outcome=outcome)

    return run


def in_new_environment(root: Path) -> RunMeeting:
    """Return a run in a new environment of what requirements.lock pins and the package, and nothing else."""
    return lambda workbook, day: run_in_new_environment(root, workbook, day)


def commits(outputs: Outputs) -> tuple[str, ...]:
    """Return at which commit each Part was made, and at which the same files are now."""
    return tuple(
        f"{outputs.name(part)} was made {_commits(outputs.manifest(part), outputs.root)}" for part in outputs.folders
    )


def _deviations(outputs: Outputs, part: Part) -> Iterator[str]:
    manifest = outputs.manifest(part)
    yield from manifest.deviations(outputs.hashes(part))
    # Another version of the package may write it otherwise.
    if (
        manifest.tools.code == code_print()
        and (outputs.folders[part] / MANIFEST).read_bytes() != to_crate(manifest).encode()
    ):
        yield f"{MANIFEST} was changed by hand"


def _differences(outputs: Outputs, remade: Outputs, part: Part, *, holds: bool) -> Iterator[str]:
    if part not in remade.folders:
        yield " is not made any more: the meeting has no report of that Part now"
        return
    manifest, again = (side.manifest(part).with_hashes(side.input_hashes) for side in (outputs, remade))
    hashes = outputs.hashes(part)
    for name in sorted({*hashes, *again.files}):
        if hashes.get(name) != again.files.get(name):
            what = (
                "is new"
                if name not in hashes
                else "is not made any more"
                if name not in again.files
                else "comes out otherwise"
            )
            yield f"/{name} {what}: {_why(manifest, again, name, hashes)}"
    before, now = outputs.manifest(part), remade.manifest(part)
    if not (before.says_the_same(now) or (holds and before.without_inputs.says_the_same(now.without_inputs))):
        only = " and is the only file that does" if hashes == again.files else ""
        yield (
            f"/{MANIFEST} comes out otherwise{only}: "
            f"{_reasons(manifest, again, MANIFEST) or 'it says other things of other files'}"
        )


def _why(manifest: Manifest, again: Manifest, name: str, hashes: Mapping[str, str]) -> str:
    if hashes.get(name) != manifest.files.get(name):
        return "it is not as it was made"
    unknown = "for no known reason, since all that was read for it, the code and the versions are the same"
    return _reasons(manifest, again, name) or unknown


def _reasons(manifest: Manifest, again: Manifest, name: str) -> str:
    return "; ".join(manifest.reasons(again, name))


def _commits(manifest: Manifest, root: Path) -> str:
    now = commit_behind(manifest, root)
    if manifest.commit == now:
        return _at(now)
    return f"{_at(manifest.commit)}; the files behind it are now {_at(now)}"


def _at(commit: Commit | None) -> str:
    if commit is None:
        return "without version control"
    return f"at commit {commit.name}{'' if commit.clean else ', with changes that were not committed'}"


def run_in_new_environment(root: Path, workbook: Path, day: str) -> None:
    """Install requirements.lock and the package at `root` beside `workbook`, and run all of a meeting there.

    Packages are checked by their hashes; it takes some minutes.
    """
    lock = root / "requirements.lock"
    if not (lock.exists() and (root / "pyproject.toml").exists()):
        raise InputError(
            f"{root} has no requirements.lock or no pyproject.toml, from which a new environment could be made"
        )
    folder = workbook.parent / "environment"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run_command(workbook, [*pip, "--require-hashes", "-r", str(lock)], "requirements.lock can't be installed")
    _run_command(workbook, [*pip, "--no-build-isolation", "--no-deps", str(root)], "the package can't be installed")
    _run_command(
        workbook,
        [str(python), "-c", _COMMAND, "run", day, "--force", "--quiet"],
        f"the meeting of {day} can't be made in a new environment",
    )


def _run_command(folder: Path, command: list[str], problem: str) -> None:
    """Run a command in a folder, out of reach of the packages of this environment.

    InputError with what it printed where it fails.
    """
    around = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        command, cwd=folder, env=around, capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        printed = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise InputError(*(f"{problem}: {line.removeprefix('ccpi: ')}" for line in printed[-5:]))
