"""What git knows of files: it is asked, and changes nothing."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ccpi_nb.publish.manifest import Commit

_SECONDS = 30


def commit_of(root: Path, names: Iterable[str]) -> Commit | None:
    """The last commit that changed any of these files under `root`; None without git, or where it holds none of them."""
    paths = sorted(set(names))
    last = _git(root, "log", "-1", "--format=%H", "--", *paths) if paths else None
    if not last:
        return None
    changed = _git(root, "status", "--porcelain", "--untracked-files=all", "--ignored", "--", *paths)
    return Commit(last, clean=changed == "")


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None where it can't."""
    command = ["git", "--no-optional-locks", "--literal-pathspecs", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, env=os.environ | {"LC_ALL": "C"})
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
