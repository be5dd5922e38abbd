"""Questions to git about files: it is asked, and changes nothing."""

import os
import subprocess
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from operator import eq
from pathlib import Path

from ccpi_nb.errors import InputError
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS

_SECONDS = 30
_INSTEAD = "name two outputs to compare instead: ccpi diff 2014-12-11 outputs-before/2014-12-11"


@dataclass(frozen=True)
class Commit:
    """The last commit that changed any of the files that something was made from.

    `clean` is False where they have changed since.
    """

    name: str
    clean: bool


def commit_of(root: Path, names: Iterable[str], alike: Callable[[bytes, bytes], bool] = eq) -> Commit | None:
    """Return the last commit that changed any of these files under `root`.

    None without git, or where it stores none of them. `alike` decides whether a file has changed since, by its content
    before and now.
    """
    paths = sorted(set(names))
    try:
        last = _git(root, "log", "-1", "--format=%H", "--", *paths) if paths else b""
    except (OSError, subprocess.SubprocessError):
        return None
    return Commit(last.decode().strip(), clean=_is_clean(root, paths, alike)) if last else None


def put_committed(root: Path, folder: Path) -> str:
    """Write params, data and notebooks of the last commit into `folder`, and return the commit's short name.

    InputError where git can't give them.
    """
    try:
        name = _git(root, "rev-parse", "--short", "HEAD").decode().strip()
        archive = _git(root, "archive", "HEAD", *WORKBOOK_FOLDERS)
    except FileNotFoundError:
        raise InputError(f"git is not installed, so there is no last commit to compare with; {_INSTEAD}") from None
    except subprocess.CalledProcessError as failure:
        why = " ".join(failure.stderr.decode(errors="replace").split())
        raise InputError(f"{root} has no last commit to compare with (git says: {why}); {_INSTEAD}") from None
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return name


def changed_files(before: Path, after: Path) -> tuple[str, ...]:
    """Return the files of params, data and notebooks that differ between two workbooks, or are in one only."""
    old, new = _contents(before), _contents(after)
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def _is_clean(root: Path, paths: Iterable[str], alike: Callable[[bytes, bytes], bool]) -> bool:
    try:
        if _git(root, "ls-files", "--others", "-z", "--", *paths):
            return False
        changed = _git(root, "diff", "HEAD", "--name-only", "--relative", "--no-renames", "-z", "--", *paths)
        files = [name for name in os.fsdecode(changed).split("\0") if name]
        return all(alike(_git(root, "show", f"HEAD:./{name}"), (root / name).read_bytes()) for name in files)
    except (OSError, subprocess.SubprocessError):
        return False


def _contents(root: Path) -> dict[str, bytes]:
    paths = [path for folder in WORKBOOK_FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    return {name: path.read_bytes() for path in paths if "/." not in (name := path.relative_to(root).as_posix())}


def _git(root: Path, *arguments: str) -> bytes:
    """Return what git prints, in English."""
    # No lock is taken, so that a commit made meanwhile by somebody else is not refused.
    command = ["git", "--no-optional-locks", "--literal-pathspecs", "-C", str(root), *arguments]
    return subprocess.run(
        command, capture_output=True, check=True, timeout=_SECONDS, env=os.environ | {"LC_ALL": "C"}
    ).stdout
