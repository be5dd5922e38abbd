"""papermill's engine on warm kernels, and its client of a kernel."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from logging import NullHandler
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from ccpi_nb.kernels.piped_client import PipedClient, PipedManager, piped
from ccpi_nb.kernels.processes import CAN_FORK
from ccpi_nb.notebook.parameters import refuse_parameters
from ccpi_nb.render.json_form import BLOCKS_MIME

# The names under which a cell is stopped from outside.
STOPS = _DEADLINE, _TOO_MUCH, _ENDED = "DeadlineReached", "ShownTooMuch", "KernelEnded"
# Of a report nobody reads more, and all of it has to be held.
_MOST_SHOWN = 5_000_000

# What nbclient says of a failure, the run says in a sentence; without a handler it would be on the terminal too.
logger.addHandler(NullHandler())


@dataclass(frozen=True)
class ReportRun:
    """A run of a report of this workbook, by this workbook's own Python, whatever kernel the notebook names.

    `settings` is a folder for those of IPython, which its user's would otherwise be: they could change what a report
    shows, or not be there. `deadline` in seconds for the whole notebook; `nested`, see kernels/piped_client.py;
    `executed`, a list to which the notebook is added, also when a cell fails, so that it need not be written and read
    again.
    """

    settings: Path
    deadline: float | None = None
    nested: bool = False
    executed: list[NotebookNode] = field(default_factory=list)


class NotebookEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, on warm kernels."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """Run a notebook's cells; papermill calls this."""
        # The last place before a kernel starts, whoever started papermill.
        if options.get("report") or _is_python(kernel_name):
            given = options.get("input_path")
            name = Path(given).stem if isinstance(given, str) else "given"
            refuse_parameters(nb, name, nb.metadata.papermill.get("parameters", {}) if _has_been_given(nb) else {})
        notebook: NotebookNode = super().execute_notebook(nb, kernel_name, **options)
        return notebook

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        report: ReportRun | None = None,
        **options: Any,
    ) -> None:
        """Run the notebook's cells on a kernel, with papermill's options."""
        settings = merge_kwargs(
            remove_args(["input_path", "timeout", "startup_timeout"], **options),
            kernel_name=kernel_name,
            log=logger,
            startup_timeout=start_timeout,
            timeout=execution_timeout or options.get("timeout"),
        )
        client = _Client(nb_man, **settings)
        if report:
            client.report = report
            client.end = monotonic() + report.deadline if report.deadline else None
            report.executed.append(nb_man.nb)
        client.execute()


def _is_python(kernel_name: str) -> bool:
    try:
        return str(KernelSpecManager().get_kernel_spec(kernel_name).language).lower() == "python"
    except NoSuchKernel:  # papermill's own refusal says which
        return False


def _has_been_given(notebook: NotebookNode) -> bool:
    """Whether parameters are given now: a cell of an earlier run's has what papermill adds to each that it reads."""
    return any(
        "injected-parameters" in cell.metadata.get("tags", []) and "papermill" not in cell.metadata
        for cell in notebook.cells
    )


def _stop(cell: NotebookNode, name: str, why: str) -> NoReturn:
    """End the run at this cell as if it had raised an error."""
    cell.outputs.append(nbformat.v4.new_output("error", ename=name, evalue=why, traceback=[why]))
    raise CellExecutionError(why, name, why)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells until one fails, whichever way: also by the kernel's end, the deadline, or showing too much."""

    report: ReportRun | None = None
    end: float | None = None
    stopped = False
    printed = 0
    shown = 0

    def create_kernel_manager(self) -> Any:
        if self.report and CAN_FORK:
            self.km = PipedManager(nested=self.report.nested)
            return self.km
        manager = super().create_kernel_manager()
        if self.report:
            # No folder, so that no kernel of this name is known but the one of this Python.
            manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
        self.km = piped(manager)
        return self.km

    def execute(self, **kwargs: Any) -> NotebookNode:
        self.reset_execution_trackers()
        if self.report:
            kwargs["env"] = {**os.environ, "IPYTHONDIR": str(self.report.settings)}
        with self.setup_kernel(**kwargs):
            self.log.info(f"Executing notebook with kernel: {self.kernel_name}")
            self.papermill_execute_cells()
            self._note_language()
            self.set_widgets_metadata()
        notebook: NotebookNode = self.nb
        return notebook

    def _note_language(self) -> None:
        if self.stopped:  # the kernel has gone, or still runs the cell
            return
        # Not asked for again: jupyter_client interrupts a kernel before it shuts it down, which one that is answering
        # takes for an error.
        if isinstance(self.kc, PipedClient) and self.kc.language_info:
            self.nb.metadata["language_info"] = self.kc.language_info
            return
        try:
            reply = self.wait_for_reply(self.kc.kernel_info())
            self.nb.metadata["language_info"] = reply["content"]["language_info"]
        except DeadKernelError:  # ended by the last cell
            return

    def execute_cell(self, cell: NotebookNode, cell_index: int, *args: Any, **kwargs: Any) -> NotebookNode:
        if self.end is not None:
            self.timeout = max(1, round(self.end - monotonic()))
        try:
            executed: NotebookNode = super().execute_cell(cell, cell_index, *args, **kwargs)
        except CellTimeoutError:
            self.stopped = True
            _stop(cell, _DEADLINE, self._late(cell))
        except DeadKernelError:
            self.stopped = True
            if self.printed + self.shown > _MOST_SHOWN:
                _stop(cell, _TOO_MUCH, self._too_much())
            _stop(cell, _ENDED, "the kernel ended while the cell ran, by itself or for want of memory")
        if self.printed + self.shown > _MOST_SHOWN:  # the cell was done before the kernel was ended
            self.stopped = True
            _stop(cell, _TOO_MUCH, self._too_much())
        return executed

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        if self.report and msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data"):
            if msg["msg_type"] == "stream":
                self.printed += len(msg["content"]["text"])
            else:
                self.shown += size_shown(msg["content"]["data"])
            if self.printed + self.shown > _MOST_SHOWN:
                self._kill()
                return None
        output: NotebookNode | None = super().process_message(msg, cell, cell_index)
        return output

    def _kill(self) -> None:
        (self.km if isinstance(self.km, PipedManager) else self.km.provisioner.process).kill()

    def _late(self, cell: NotebookNode) -> str:
        if self.report:
            return "the report took longer than its time; make it quicker, or give it more with --timeout"
        return (
            f"the cell took longer than its {self._get_timeout(cell)} s; make it quicker, or give it more with "
            "papermill's execution_timeout (--execution-timeout)"
        )

    def _too_much(self) -> str:
        if self.printed >= self.shown:
            return f"it printed more than {_MOST_SHOWN:,} characters; take the printing out"
        return f"what it shows takes more than {_MOST_SHOWN:,} characters; show less, or a smaller picture"


def size_shown(data: Mapping[str, object]) -> int:
    """Return how many characters an output shows: its blocks say the same as its page, and nobody reads them."""
    return len(str({kind: content for kind, content in data.items() if kind != BLOCKS_MIME}))
