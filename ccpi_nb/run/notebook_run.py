"""Run one notebook with papermill; a run counts only if every cell ran."""

import json
import os
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME
from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import prepare_notebook_metadata, raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from traitlets.config import Config

from ccpi_nb.errors import InputError, disk_problem
from ccpi_nb.exempt.lock import keep_out
from ccpi_nb.exempt.reach import Reach
from ccpi_nb.kernels.notebook_client import STOPS, ReportRun
from ccpi_nb.kernels.piped_client import KernelNotStarted
from ccpi_nb.notebook.notebook_file import half_character, read_notebook
from ccpi_nb.notebook.parameters import Parameters
from ccpi_nb.run.watch import begin_kernel, faults_in, is_watched

_ENGINE = "ccpi"


class CellFailed(Exception):
    """The error where a cell of a notebook stopped.

    `notebook` is as far as it ran, for the analyst to open at that cell.
    """

    def __init__(self, place: str, why: str, notebook: NotebookNode) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.notebook = notebook


@dataclass(frozen=True)
class Surroundings:
    """How a notebook is run.

    `notes` is a folder for what the run notes, and the place of the kernel's connection. A kernel for Part I has no
    more than its `reach`: see exempt/reach.py. `nested` is for a process that is itself warm: see
    kernels/piped_client.py.
    """

    notes: Path
    root: Path
    reach: Reach | None = None
    deadline: float | None = None
    nested: bool = False


def run_notebook(path: Path, parameters: Parameters, surroundings: Surroundings | None = None) -> NotebookNode:
    """Run a notebook and return it, without timings and paths: the same inputs give the same notebook.

    CellFailed names the cell that stopped. InputError where the notebook can't be run.
    """
    prepared = _prepared(path, parameters)
    private = TemporaryDirectory(prefix="ccpi-", dir=surroundings.notes if surroundings else None)
    with private as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", DuplicateCellId)  # `_name_cells` numbers them
        around = surroundings or Surroundings(Path(folder), path.parent.parent)
        settings = around.notes / "ipython"
        settings.mkdir(exist_ok=True)
        report = ReportRun(settings, around.deadline, around.nested)
        failure: PapermillExecutionError | None = None
        try:
            executed = papermill_engines.execute_notebook_with_engine(
                _ENGINE,
                prepared,
                input_path=str(path),
                progress_bar=False,
                resources={"metadata": {"path": str(path.parent)}},
                shutdown_kernel="immediate",
                # A history would keep what a report has read.
                extra_arguments=[f"--IPKernelApp.exec_lines={_first_line(around)}", "--HistoryManager.enabled=False"],
                # Where there is no fork. Else Jupyter would put the file of every kernel in the working folder.
                config=Config({"KernelManager": {"connection_file": str(around.notes / "kernel.json")}}),
                kernel_name=NATIVE_KERNEL_NAME,
                record_timing=False,
                report=report,
            )
            raise_for_execution_errors(executed, None)
        except PapermillExecutionError as error:
            failure = error
        except KernelNotStarted as error:
            raise InputError(f"notebooks/{path.name}: {_not_begun(error.why)}") from None
        notebook = settled(report.executed[0])
        _name_cells(notebook, path)
        problem = (failure.cell_index, _why(failure)) if failure else _unnoticed(notebook, around.notes)
    if problem:
        index, why = problem
        raise CellFailed(f"notebooks/{path.name}{_place(notebook, index)}", why, notebook)
    return notebook


def _prepared(path: Path, parameters: Parameters) -> NotebookNode:
    """Return a notebook as `papermill.execute_notebook` prepares it, which would also read and write what was shown."""
    stored = read_notebook(path)
    shown_nothing = [cell | {"outputs": []} if cell.cell_type == "code" else cell for cell in stored.cells]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DuplicateCellId)
        notebook = load_notebook_node(nbformat.from_dict({**stored, "cells": shown_nothing}))
    given = {"kernel_name": NATIVE_KERNEL_NAME, "language": "python", "engine_name": _ENGINE}
    notebook = parameterize_notebook(notebook, dict(parameters), **given) if parameters else notebook
    prepared: NotebookNode = remove_error_markers(prepare_notebook_metadata(notebook, str(path), None))
    return prepared


def _not_begun(why: OSError | None) -> str:
    if why:
        return f"its kernel could not begin: {disk_problem(why) or f'{why.strerror}; put that right and run again'}"
    return "its kernel was ended, or said nothing, before the first cell; run again"


def _first_line(around: Surroundings) -> str:
    """What the kernel does before its first cell; the watch comes last, and shows that all was done."""
    watch = _call(begin_kernel, str(around.notes), str(around.root))
    if not (reach := around.reach):
        return watch
    return f"{_call(keep_out, reach.closed, reach.opened, reach.programs, reach.why)}; {watch}"


def _call(function: Callable[..., None], *arguments: str | tuple[str, ...] | bool) -> str:
    """The call of a function, written so that it leaves no name behind in the kernel."""
    given = ", ".join(map(repr, arguments))
    return f"__import__('importlib').import_module({function.__module__!r}).{function.__name__}({given})"


_NAMING = ("AttributeError", "ImportError", "ModuleNotFoundError", "NameError", "TypeError")
# What Python says of the code alone: it quotes names, and no data.
_OF_NAMES = re.compile(
    r"(name|'?[\w.]+'? object has no attribute|type object '\w+' has no attribute|module '[\w.]+' has no attribute"
    r"|No module named) '[\w.]+'( is not defined)?"
    r"|cannot import name '\w+' from '[\w.]+'"
    r"|[\w.]+\(\) (got an unexpected keyword argument|got multiple values for argument|missing \d+ required .*:"
    r"|takes .* positional arguments? but) .*"
)


def _why(error: PapermillExecutionError) -> str:
    """Return why a cell failed. What else an exception of Python's says may hold data: that stays in the notebook."""
    if error.ename == "CalledProcessError":
        return "a program that it started failed"
    if error.ename == "OSError" and (number := re.match(r"\[Errno (\d+)\]", str(error.evalue))):
        problem = disk_problem(OSError(int(number[1]), os.strerror(int(number[1]))))
        return problem or f"stopped with {error.ename}"
    sentences = {"InputError", "PermissionError", *STOPS} | {kind.__name__ for kind in InputError.__subclasses__()}
    if error.ename in sentences:
        return str(error.evalue)
    of_names = _OF_NAMES.match(str(error.evalue)) if error.ename in _NAMING else None
    return f"stopped with {error.ename}{f': {of_names[0]}' if of_names else ''}"


def _unnoticed(notebook: NotebookNode, notes: Path) -> tuple[int | None, str] | None:
    """Which cell papermill takes for a success, and is none, and why."""
    if not is_watched(notes):
        return None, "the kernel could not be watched, so that its cells prove nothing; run again"
    code = [
        (index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()
    ]
    for number, what in faults_in(notes):
        return next((index for index, cell in code if cell.execution_count == number), None), what
    for index, cell in code:
        if any(output.output_type == "error" for output in cell.outputs):
            return index, "the cell ended the kernel; let it run to its end"
        if cell.execution_count is None:
            return index, "the cell did not run; the kernel ended before it"
    if (half := half_character(notebook)) is not None:
        return half, "it shows half of a character (such as \\ud83d), which no file can hold; show the whole one"
    return None


# As JupyterLab writes it, which then saves a notebook as it was stored.
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": NATIVE_KERNEL_NAME}


def settled(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without what differs from run to run."""
    notebook.metadata.pop("papermill", None)
    # Whatever an author's program calls the kernel: it is the workbook's own.
    notebook.metadata.kernelspec = nbformat.from_dict(_KERNEL)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return notebook


def _name_cells(notebook: NotebookNode, path: Path) -> None:
    """Number the cells of a notebook whose file has not an id for each: others would be drawn by lot on each run."""
    ids = [cell.get("id") for cell in json.loads(path.read_text(encoding="utf-8")).get("cells", [{}])]
    if None in ids or len({*ids}) < len(ids):
        for number, cell in enumerate(notebook.cells, start=1):
            cell.id = f"cell-{number}"


def _place(notebook: NotebookNode, index: int | None) -> str:
    """Return ', cell 3' as an analyst counts: a run adds a cell of its own, and papermill two where one has failed."""
    if index is None:
        return ""
    cells = [cell for cell in notebook.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])]
    return f", cell {sum('injected-parameters' not in cell.metadata.get('tags', []) for cell in cells[: index + 1])}"
