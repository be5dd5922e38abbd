"""Where Part I's processes may not go, and where they may within that: what the lock is told."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from ccpi_nb.files.text_files import RECEIVED

# What a workbook holds beside the code it may hold.
_HOLDINGS = ("data", "params", "notebooks", "outputs", "tests", ".git", RECEIVED)

_AS_IT_CAME = (
    "a report may not open {path}: what services sent may hold personal data; "
    "use what was taken in from it, which is in the report's datasets"
)


@dataclass(frozen=True)
class Reach:
    """The closed places, those within them that are open all the same, and whether a kernel may start programs.

    `why` is the sentence of what is refused, '' for that of Part I.
    """

    closed: tuple[str, ...]
    opened: tuple[str, ...]
    programs: bool = False
    why: str = ""


def reach_of_part_i(original: Path, copy: Path, scratch: Path, *own: Path) -> Reach:
    """Return the reach of a process that makes something of Part I out of `copy`, with `scratch` for its own files.

    Closed are the original workbook, the history of its files, the temp folder with whatever other processes have in
    it, and the keys of Jupyter's running kernels. Open are the copy, `scratch`, `own` and the code that Python imports.
    """
    holdings = (original / name for name in _HOLDINGS)
    # A run's folder lies in the temp folder, a task's in the run's.
    temp = scratch.parent.parent
    closed = (original, *holdings, *_git_folders(original), temp, Path(jupyter_runtime_dir()))
    return Reach(_names(closed), _names((copy, scratch, *own, *_code(original))))


def reach_of_any_part(root: Path) -> Reach | None:
    """Return the reach of a process that makes something of the whole workbook: all but the files that came.

    They may hold personal data, and what is public names no more of them than file, sheet and cell. None where no file
    has been taken in.
    """
    received = root / RECEIVED
    holds = received.is_dir() and any(path.name != ".gitignore" for path in received.iterdir())
    return Reach((str(received),), (), programs=True, why=_AS_IT_CAME) if holds else None


def _git_folders(root: Path) -> Iterator[Path]:
    """Where git keeps the workbook's files: here or above; for a worktree, or with borrowed objects, elsewhere too."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        if git.is_file():
            git = folder / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        if not git.is_dir():
            continue
        common = git / "commondir"
        shared = git / common.read_text(encoding="utf-8").strip() if common.is_file() else git
        alternates = shared / "objects/info/alternates"
        borrowed = alternates.read_text(encoding="utf-8").splitlines() if alternates.is_file() else []
        yield from (git, shared, *(shared / "objects" / line for line in borrowed if line))


def _code(root: Path) -> Iterator[Path]:
    """What Python imports, of which some may lie in the workbook: the package itself, modules, an environment."""
    yield from (Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parent.parent)
    yield from (Path(entry) for entry in sys.path if Path(entry).is_absolute())
    yield from (*root.glob("*.py"), *(file.parent for file in root.glob("*/__init__.py")))


def _names(places: tuple[Path, ...]) -> tuple[str, ...]:
    return tuple(str(place) for place in dict.fromkeys(places))
