"""Reports on other machines: sent to an existing cluster of dask.distributed, one process each, as on this machine."""

import hashlib
import io
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from secrets import token_hex
from time import monotonic
from typing import Any

from ccpi_nb.errors import InputError, refuse
from ccpi_nb.files.kept import FOLDER as KEPT
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.run.cluster_worker import close_station, do_there, open_station, station_key, tools_here, unpack
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.workers import Done, Task, warm_context

# How often a report is sent again when the machine that had it is lost.
_RETRIES = 2
# How often, in seconds, it is asked which machines there are, and how long none may be there.
_LOOK, _ALONE = 1.0, 60.0


@contextmanager
def cluster_crew(address: str) -> Iterator["ClusterCrew"]:
    """Connect to the cluster whose scheduler is at `address`, for the time of the `with`.

    InputError where there is none, or where its machines have another version of the package.
    """
    # This machine's processes do their imports meanwhile.
    warm_context()
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
    with client, closing(ClusterCrew(client)) as crew:
        crew.begin()
        yield crew


@dataclass
class _Place:
    """A worker, and what it has of this run: its station, the hashes of what was sent to it, its workbooks' folders."""

    station: Any
    threads: int
    has: set[str] = field(default_factory=set)
    folders: dict[str, Any] = field(default_factory=dict)

    @property
    def is_broken(self) -> bool:
        """Whether it could not begin the run, or lay down a workbook."""
        return any(future.status == "error" for future in (self.station, *self.folders.values()))


class ClusterCrew:
    """The machines of a Dask cluster, which do tasks over a workbook of which each file is sent to each of them once.

    Which worker does what is decided here, since a worker keeps what was sent to it until the run ends. Each of its
    threads does one task at a time.
    """

    def __init__(self, client: Any) -> None:
        self.client = client
        self._run = f"ccpi-{token_hex(8)}"
        self._places: dict[str, _Place] = {}
        self._refused: set[str] = set()
        self._scattered: dict[str, Any] = {}
        self._looked = self._met = monotonic()

    def begin(self) -> None:
        """Have the processes of all workers do their imports; InputError where a worker has other versions."""
        threads = self.client.nthreads()
        if not threads:
            raise InputError("the cluster has no worker; start one with: dask worker ADDRESS --nthreads 1")
        refuse(sorted(self._differences(threads).values()))
        self._open(threads)

    def close(self) -> None:
        """End what runs on the workers and remove what was sent to them."""
        with suppress(OSError):  # a worker that is not reached notices that the run has gone
            if self._places:
                self.client.run(close_station, self._run, workers=[*self._places], on_error="ignore")

    def done(self, tasks: Iterable[Task], begun: Callable[[Task], None] = lambda task: None) -> Iterator[Done]:
        """Yield each task's outcome as it arrives; `begun` is called with each task as it begins."""
        return _Round(self, deque(tasks)).done(begun)

    @property
    def threads(self) -> list[tuple[str, int]]:
        """Each worker's threads: the first of each come before the second of any."""
        threads = [(address, thread) for address, place in self._places.items() for thread in range(place.threads)]
        return sorted(threads, key=lambda each: each[1])

    @property
    def is_alone(self) -> bool:
        """Whether there has been no worker for so long that none is to be expected."""
        return not self._places and monotonic() - self._met > _ALONE

    def submit(self, address: str, thread: int, task: Task, workbook: "SentWorkbook") -> Any:
        """Send a task to a thread of a worker, and before it what that lacks of the workbook; return its future."""
        place = self._places[address]
        folder = self._folder(address, place, workbook)
        return self.client.submit(do_there, place.station, folder, thread, task, workers=[address], pure=False)

    def avoid_if_broken(self, address: str) -> None:
        """Use a worker no more that could not begin the run, or lay down a workbook."""
        if (place := self._places.get(address)) and place.is_broken:
            self._refused.add(address)
            del self._places[address]

    def look(self) -> list[str]:
        """See, now and then, which workers have come, and return those that have gone."""
        if monotonic() - self._looked < _LOOK:
            return []
        threads = self.client.nthreads()
        self._looked = monotonic()
        gone = [address for address in self._places if address not in threads]
        for address in gone:
            del self._places[address]
        came = {address: threads[address] for address in threads.keys() - self._places.keys() - self._refused}
        self._refused |= self._differences(came).keys()
        self._open({address: number for address, number in came.items() if address not in self._refused})
        if self._places:
            self._met = self._looked
        return gone

    def _open(self, threads: Mapping[str, int]) -> None:
        for address, number in threads.items():
            key = station_key(self._run, address)
            station = self.client.submit(open_station, key, number, key=key, workers=[address], pure=False)
            self._places[address] = _Place(station, number)

    def _differences(self, workers: Iterable[str]) -> dict[str, str]:
        """Return a sentence for each worker whose Python, packages or code differ from those here."""
        asked = [*workers]
        found = self.client.run(tools_here, workers=asked, on_error="return") if asked else {}
        sentences = {address: _difference(address, theirs) for address, theirs in found.items()}
        return {address: sentence for address, sentence in sentences.items() if sentence}

    def _folder(self, address: str, place: _Place, workbook: "SentWorkbook") -> Any:
        """Return the future of the workbook's folder on a worker; only what the worker has not had yet is sent."""
        if workbook.print not in place.folders:
            lacking = {name: content for name, content in workbook.contents.items() if name not in place.has}
            # Each after the one before, on which it may build.
            before = next(reversed(place.folders.values()), None)
            place.folders[workbook.print] = self.client.submit(
                unpack,
                place.station,
                before,
                workbook.files,
                self._sent(lacking, address),
                workers=[address],
                pure=False,
            )
            place.has |= lacking.keys()
        return place.folders[workbook.print]

    def _sent(self, contents: Mapping[str, bytes], address: str) -> Any:
        """Return the future of packed contents: sent from here once, and then by one worker to the next."""
        name = _hash("\n".join(sorted(contents)).encode())
        sent = self._scattered.get(name)
        if sent is None or sent.status != "finished":  # a machine that is lost may have been the only one that had it
            sent = self._scattered[name] = self.client.scatter(packed(contents), workers=[address], hash=False)
        return sent


@dataclass(frozen=True)
class _Sent:
    task: Task
    address: str
    thread: int
    future: Any


@dataclass(frozen=True)
class _Round:
    """The tasks of one call: those that wait, those that were sent, how often, and the keys of those that came back."""

    crew: ClusterCrew
    waiting: deque[Task]
    sent: dict[str, _Sent] = field(default_factory=dict)
    times: Counter[Task] = field(default_factory=Counter)
    back: SimpleQueue[str] = field(default_factory=SimpleQueue)

    def done(self, begun: Callable[[Task], None]) -> Iterator[Done]:
        workbooks = {root: SentWorkbook.at(root) for root in {_bench(task).root for task in self.waiting}}
        while self.waiting or self.sent:
            self._fill(workbooks, begun)
            with suppress(Empty):
                yield from self._outcome(self.back.get(timeout=_LOOK))
            for address in self.crew.look():
                for key in [key for key, sent in self.sent.items() if sent.address == address]:
                    yield from self._again(self.sent.pop(key).task)
            if self.crew.is_alone:
                while self.waiting:
                    task = self.waiting.popleft()
                    yield Done(task, problem=f"{task.name} was not made: the cluster has no worker left; run again")

    def _fill(self, workbooks: Mapping[Path, "SentWorkbook"], begun: Callable[[Task], None]) -> None:
        """Give each idle thread a task."""
        taken = {(sent.address, sent.thread) for sent in self.sent.values()}
        idle = [each for each in self.crew.threads if each not in taken]
        for address, thread in idle[: len(self.waiting)]:
            task = self.waiting.popleft()
            if not self.times[task]:
                begun(task)
            self.times[task] += 1
            future = self.crew.submit(address, thread, task, workbooks[_bench(task).root])
            self.sent[future.key] = _Sent(task, address, thread, future)
            future.add_done_callback(lambda future: self.back.put(future.key))

    def _outcome(self, key: str) -> Iterator[Done]:
        sent = self.sent.pop(key, None)
        if sent is None:  # it was taken for lost
            return
        if sent.future.status == "finished":
            yield replace(sent.future.result(), task=sent.task)
            return
        problem = sent.future.exception() if sent.future.status == "error" else None
        self.crew.avoid_if_broken(sent.address)
        known = f"{sent.task.name} could not be made on {sent.address}: {problem}"
        yield from self._again(sent.task, known if isinstance(problem, InputError) else "")

    def _again(self, task: Task, why: str = "") -> Iterator[Done]:
        """Have a task sent again whose machine was lost; yield that it failed where that was done often enough."""
        if self.times[task] <= _RETRIES:
            self.waiting.appendleft(task)
        else:
            yield Done(task, problem=why or f"{task.name} was lost with its machine; run again")


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
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in sorted(contents.items()):
            target.writestr(name, content)
    return file.getvalue()


def _difference(address: str, theirs: Mapping[str, str] | Exception) -> str:
    """Return the sentence of what a worker has another version of; '' where there is nothing."""
    remedy = "install there what is installed here, and start the worker again"
    if isinstance(theirs, Exception):
        return f"{address} can't load this version of ccpi_nb; {remedy}"
    others = [name for name, version in tools_here().items() if theirs.get(name) != version]
    return f"{address} has another version of {', '.join(others)}; {remedy}" if others else ""


def _bench(task: Task) -> Workbench:
    bench: Workbench = task.arguments[0]
    return bench


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
