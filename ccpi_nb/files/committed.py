"""The workbook as the last commit has it, beside the one that is being worked on."""

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

from ccpi_nb.errors import InputError

_FOLDERS = ("params", "data", "notebooks")
_INSTEAD = "name two outputs to compare instead: ccpi diff 2014-12-11 outputs-before/2014-12-11"


def put_committed(root: Path, folder: Path) -> str:
    """Write params, data and notebooks of the last commit into `folder`; the commit's short name. InputError where git can't give them."""
    try:
        name = _git(root, "rev-parse", "--short", "HEAD").decode().strip()
        archive = _git(root, "archive", "HEAD", *_FOLDERS)
    except FileNotFoundError:
        raise InputError(f"git is not installed, so there is no last commit to compare with; {_INSTEAD}") from None
    except subprocess.CalledProcessError as failure:
        why = " ".join(failure.stderr.decode(errors="replace").split())
        raise InputError(f"{root} has no last commit to compare with (git says: {why}); {_INSTEAD}") from None
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return name


def changed_files(before: Path, after: Path) -> tuple[str, ...]:
    """The files of params, data and notebooks that two workbooks don't have alike."""
    old, new = _contents(before), _contents(after)
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def _contents(root: Path) -> dict[str, bytes]:
    paths = [path for folder in _FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    return {name: path.read_bytes() for path in paths if "/." not in (name := path.relative_to(root).as_posix())}


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True).stdout
