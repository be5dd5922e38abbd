"""A new Python environment, made from the lock file alone, to run a meeting in."""

import os
import subprocess
import venv
from pathlib import Path

from ccpi_nb.errors import InputError

_COMMAND = "from ccpi_nb.cli import app; app()"


def run_in_new_environment(root: Path, workbook: Path, day: str) -> None:
    """Install requirements.lock, by its hashes, and the package at `root` beside `workbook`, and make all of a meeting there; some minutes."""
    lock = root / "requirements.lock"
    if not (lock.exists() and (root / "pyproject.toml").exists()):
        raise InputError(f"{root} has no requirements.lock or no pyproject.toml, from which a new environment could be made")
    folder = workbook.parent / "environment"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _done(workbook, [*pip, "--require-hashes", "-r", str(lock)], "requirements.lock can't be installed")
    _done(workbook, [*pip, "--no-build-isolation", "--no-deps", str(root)], "the package can't be installed")
    _done(workbook, [str(python), "-c", _COMMAND, "run", day, "--force", "--quiet"], f"the meeting of {day} can't be made in a new environment")


def _done(folder: Path, command: list[str], problem: str) -> None:
    """Run a command in a folder, out of reach of the packages of this environment; InputError with what it said where it fails."""
    around = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise InputError(*(f"{problem}: {line.removeprefix('ccpi: ')}" for line in said[-5:]))
