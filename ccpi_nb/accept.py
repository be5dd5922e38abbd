"""Stored outputs: the reference that nbval compares a fresh run with."""

from pathlib import Path

import nbformat

from ccpi_nb.errors import InputError
from ccpi_nb.execute import CellFailed, notebook_path, run_notebook


def accept_notebook(root: Path, name: str) -> bool:
    """Run a notebook with its default parameters and store it with its outputs; True where they changed."""
    path = notebook_path(root, name)
    try:
        executed = run_notebook(path, {})
    except CellFailed as failed:
        raise InputError(str(failed)) from None
    before = path.read_text(encoding="utf-8")
    after: str = nbformat.writes(executed) + "\n"
    beside = path.with_suffix(".ipynb.new")
    beside.write_text(after, encoding="utf-8")
    beside.replace(path)
    return before != after
