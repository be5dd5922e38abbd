"""Run one notebook with papermill; a run counts only if every cell ran."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from ccpi_nb.errors import InputError, did_you_mean

Parameters = Mapping[str, str | int | float | bool]

# Given by the run to every notebook; the rest comes from the meeting's params.
GIVEN = ("meeting", "item")


class CellFailed(Exception):
    """A cell of a notebook stopped; `notebook` is as far as it ran, for the analyst to open at that cell."""

    def __init__(self, sentence: str, notebook: NotebookNode) -> None:
        super().__init__(sentence)
        self.notebook = notebook


def notebook_path(root: Path, name: str) -> Path:
    """The notebook of that name; InputError says which there are."""
    path = root / "notebooks" / f"{name}.ipynb"
    if not path.is_file() or path.parent != root / "notebooks":
        known = [each.stem for each in (root / "notebooks").glob("*.ipynb")]
        raise InputError(f"there is no notebook '{name}'; {did_you_mean(name, known)}")
    return path


def check_parameters(path: Path, parameters: Parameters) -> None:
    """Refuse, before a kernel starts, what papermill would only warn of: an unknown parameter, a value of another type."""
    known = papermill.inspect_notebook(str(path))
    problems = []
    for name, value in parameters.items():
        if name not in known:
            problems.append(f"the notebook '{path.stem}' has no parameter '{name}'; {did_you_mean(name, known)}")
            continue
        wanted = known[name]["inferred_type_name"]
        if wanted not in ("None", type(value).__name__) and not (wanted == "float" and type(value) is int):
            problems.append(f"the parameter '{name}' of the notebook '{path.stem}' is {value!r}; it takes {_TYPES.get(wanted, wanted)}")
    if problems:
        raise InputError(*problems)


def run_notebook(path: Path, parameters: Parameters, *, closed: Path | None = None) -> NotebookNode:
    """The executed notebook, without timings and paths: the same inputs give the same notebook. CellFailed says which cell stopped.

    A kernel for Part I can't read the workbook at `closed`: see guard.
    """
    lock = [f"--IPKernelApp.exec_lines=__import__('ccpi_nb.guard').guard.keep_out({str(closed)!r})"] if closed else []
    with TemporaryDirectory() as folder:
        output = Path(folder) / path.name
        try:
            papermill.execute_notebook(
                str(path),
                str(output),
                dict(parameters),
                progress_bar=False,
                request_save_on_cell_execute=False,
                cwd=str(path.parent),
                shutdown_kernel="immediate",
                extra_arguments=lock,
                config=Config({"KernelManager": _connection(Path(folder))}),
            )
        except PapermillExecutionError as error:
            notebook = settled(nbformat.read(output, as_version=4))
            # papermill puts two cells of its own before the cell that stopped, and one for the parameters.
            why = error.evalue if error.ename == "InputError" else f"stopped with {error.ename}: {error.evalue}"
            raise CellFailed(f"notebooks/{path.name}, cell {_number(path, error.source)}: {why}", notebook) from None
        notebook = settled(nbformat.read(output, as_version=4))
    unrun = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None]
    if unrun:
        raise CellFailed(f"notebooks/{path.name}, cell {_number(path, unrun[0].source)}: the cell did not run; the kernel ended before it", notebook)
    return notebook


def _connection(folder: Path) -> dict[str, str]:
    """How to talk to the kernel: from a private folder that goes with the run, through sockets of the file system where there are any.

    Without a place of their own, Jupyter would put those of every kernel under the same name in the working folder.
    """
    connection = {"connection_file": str(folder / "kernel.json")}
    return connection | {"transport": "ipc", "ip": str(folder / "kernel")} if os.name == "posix" else connection


def settled(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return notebook


def _number(path: Path, source: str) -> int:
    """Which cell of the notebook on disk, as an analyst counts, has this source."""
    cells = nbformat.read(path, as_version=4).cells
    return next((number for number, cell in enumerate(cells, start=1) if cell.source == source), 0)


_TYPES = {"str": "text in quotes", "int": "a whole number", "float": "a number", "bool": "true or false"}
