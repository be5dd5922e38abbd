"""What a worker of a cluster holds for one run: warm processes and the workbook as sent, until the run has gone."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock, Thread
from time import sleep
from typing import Any

from ccpi_nb.errors import InputError, disk_problem
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.files.kept import FOLDER as KEPT
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.publish.fingerprints import code_print
from ccpi_nb.publish.tool_versions import installed_versions
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.workers import Done, LocalCrew, Task

# How soon a worker notices that the run has gone, in seconds.
_ATTENTION = 0.5


class Station:
    """A worker's part in one run: a crew for each of its threads, and the contents of files that were sent to it.

    The cluster keeps it under `key` for as long as the run wants it: when the run has ended or its machine was lost,
    what it started is ended and its files are removed.
    """

    def __init__(self, key: str, threads: int, worker: Any) -> None:
        self._key = key
        self._worker = worker
        self._sent: dict[str, zipfile.ZipFile] = {}
        self._lock = Lock()
        self.crews = [LocalCrew(1) for _ in range(threads)]
        for crew in self.crews:
            crew.__enter__()
        Thread(target=self._end_with_run, daemon=True).start()

    def unpack(self, files: Mapping[str, str], packed: bytes) -> Path:
        """Lay down a workbook: `files` has by name the hashes of contents, which are in `packed` or were sent before.

        What was sent is kept as it came: a report that writes into one workbook changes no other.
        """
        archive = zipfile.ZipFile(io.BytesIO(packed))
        self._sent |= dict.fromkeys(archive.namelist(), archive)
        folder = Path(mkdtemp(prefix="workbook-", dir=self.crews[0].scratch))
        for name, content in files.items():
            lay_file(folder / name, self._sent[content].read(content))
        return folder

    def close(self) -> None:
        """End all that runs, from whichever thread, and remove every file."""
        with self._lock:
            for crew in self.crews:
                crew.leave()

    def _end_with_run(self) -> None:
        while self._key in self._worker.state.tasks and self._worker.status.name != "closed":
            sleep(_ATTENTION)
        self.close()


@dataclass(frozen=True)
class SentWorkbook:
    """What a report may read of a workbook: the hashes of its files' contents by name, and the contents by hash."""

    files: Mapping[str, str]
    contents: Mapping[str, bytes]

    @classmethod
    def at(cls, root: Path) -> "SentWorkbook":
        """Return it of the workbook at `root`, with what is kept there so that files need not be taken apart again."""
        paths = (path for folder in (*WORKBOOK_FOLDERS, KEPT) for path in sorted((root / folder).rglob("*")))
        read = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in paths
            if path.is_file() and ".ipynb_checkpoints" not in path.parts
        }
        files = {name: _hash(content) for name, content in read.items()}
        return cls(files, {files[name]: content for name, content in read.items()})

    @property
    def print(self) -> str:
        """What differs between two workbooks that differ."""
        return _hash(repr(sorted(self.files.items())).encode())


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Return contents packed as one file, each under its hash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in sorted(contents.items()):
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


@cache
def tools_here() -> Mapping[str, str]:
    """Return what the bytes of outputs depend on, by name, as it was when this process was first asked.

    What is installed afterwards is not what the process has loaded.
    """
    return {"ccpi_nb": code_print(), **installed_versions()}


def open_station(key: str, threads: int) -> Station:
    """Begin a run on this worker; its processes are then warm for the first report."""
    from distributed import get_worker

    return Station(key, threads, get_worker())


def unpack(station: Station, before: str | None, files: Mapping[str, str], packed: bytes) -> str:
    """Lay down a workbook on this worker and return its folder; `before` is the one that was sent before it, if any."""
    try:
        return str(station.unpack(files, packed))
    except OSError as problem:
        raise InputError(disk_problem(problem) or str(problem)) from None


def do_there(station: Station, folder: str, thread: int, task: Task) -> Done:
    """Do a task over the workbook in `folder`, in a process of its own."""
    bench: Workbench = task.arguments[0]
    here = replace(task, arguments=(replace(bench, root=Path(folder)), *task.arguments[1:]))
    (done,) = station.crews[thread].done([here])
    return done


def station_key(run: str, address: str) -> str:
    """Return the key under which the cluster keeps a worker's station of a run."""
    return f"{run}-{address}"


async def close_station(run: str, dask_worker: Any) -> None:
    """End a run on this worker at once, whatever is running."""
    if station := dask_worker.data.get(station_key(run, dask_worker.address)):
        await asyncio.to_thread(station.close)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
