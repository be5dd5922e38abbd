"""Reports on other machines: sent to an existing cluster of dask.distributed, one process each, as on this machine."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ccpi_nb.errors import InputError
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.publish.fingerprints import code_print
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.workers import Done, LocalCrew, Task

# How often a report is sent again when the machine that had it is lost.
_RETRIES = 2


@contextmanager
def cluster_crew(address: str) -> Iterator["ClusterCrew"]:
    """Connect to the cluster whose scheduler is at `address`, for the time of the `with`.

    InputError where there is none, or where its machines have another version of the package.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "reports on a cluster need the package 'distributed': pip install 'ccpi-nb[cluster]'"
        ) from None
    if "://" not in address:
        raise InputError(
            f"'{address}' is no scheduler's address; write protocol, machine and port: tcp://127.0.0.1:8786"
        )
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as problem:
        raise InputError(
            f"no scheduler answers at {address}: {problem}; start one with: dask scheduler --host 127.0.0.1"
        ) from None
    with client:
        crew = ClusterCrew(client)
        crew.refuse_other_versions()
        yield crew


@dataclass(frozen=True)
class ClusterCrew:
    """The machines of a Dask cluster, which do tasks over a workbook that is sent with them."""

    client: Any

    def refuse_other_versions(self) -> None:
        """Raise InputError where a machine's Python, packages or code differ from those here."""
        workers = self.client.run(code_print)
        if not workers:
            raise InputError("the cluster has no worker; start one with: dask worker ADDRESS --no-nanny --nthreads 1")
        others = sorted(worker for worker, its_print in workers.items() if its_print != code_print())
        if others:
            raise InputError(
                f"the package ccpi_nb differs on {', '.join(others)}; install there what is installed here"
            )

    def done(self, tasks: Iterable[Task], begun: Callable[[Task], None] = lambda task: None) -> Iterator[Done]:
        """Yield each task's outcome as it arrives; `begun` is called with each task as it begins."""
        from distributed import as_completed

        archives: dict[Path, Any] = {}
        sent = {}
        for task in tasks:
            bench: Workbench = task.arguments[0]
            if bench.root not in archives:
                archives[bench.root] = self.client.scatter(archive(bench.root), hash=False)
            sent[self.client.submit(do_elsewhere, archives[bench.root], task, pure=False, retries=_RETRIES)] = task
            begun(task)
        for future in as_completed(list(sent), loop=self.client.loop):
            task = sent[future]
            lost = Done(task, problem=f"{task.name} was lost with its machine; run again")
            yield replace(future.result(), task=task) if future.status == "finished" else lost


def archive(root: Path) -> bytes:
    """Return what a report may read of the workbook, packed as one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for folder in WORKBOOK_FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                    target.write(path, path.relative_to(root))
    return packed.getvalue()


def do_elsewhere(packed: bytes, task: Task) -> Done:
    """Do a task over the workbook that was sent with it, in a process of its own."""
    bench: Workbench = task.arguments[0]
    with TemporaryDirectory(prefix="ccpi-") as folder, LocalCrew(1) as crew:
        with zipfile.ZipFile(io.BytesIO(packed)) as source:
            source.extractall(folder)
        here = replace(task, arguments=(replace(bench, root=Path(folder)), *task.arguments[1:]))
        (done,) = crew.done([here])
    return done
