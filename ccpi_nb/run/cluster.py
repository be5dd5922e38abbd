"""Reports on other machines: sent to an existing cluster of dask.distributed, one process each, as on this machine."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from secrets import token_hex
from threading import Thread
from time import monotonic
from typing import Any

from ccpi_nb.errors import InputError, refuse
from ccpi_nb.kernels.contexts import warm_context
from ccpi_nb.run.cluster_worker import (
    SentWorkbook,
    close_station,
    do_there,
    open_station,
    packed,
    station_key,
    tools_here,
    unpack,
)
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.workers import Done, Task

# How often a report is sent again when the machine that had it is lost.
_RETRIES = 2
# How often, in seconds, it is asked which machines there are, and how long none may be there.
_LOOK, _ALONE = 1.0, 60.0
_CONNECT = "10s"  # for a scheduler to answer
_PATIENCE = 10.0  # seconds that a run waits, when it ends, for its workers to end it too


@contextmanager
def cluster_crew(address: str) -> Iterator["ClusterCrew"]:
    """Connect to the cluster whose scheduler is at `address`, for the time of the `with`.

    InputError where there is none, or where its machines have another version of the package.
    """
    if "://" not in address:
        raise InputError(
            f"'{address}' is no scheduler's address; write protocol, machine and port: tcp://127.0.0.1:8786"
        )
    # This machine's processes do their imports meanwhile.
    warm_context()
    try:
        from distributed import Client, Security
    except ImportError:
        raise InputError(
            "reports on a cluster need the package 'distributed': pip install 'ccpi-nb[cluster]'"
        ) from None
    if address.startswith("tls:") and not Security().get_connection_args("client")["ssl_context"]:
        raise InputError(
            f"{address} asks for a certificate, and Dask's settings name none: give distributed.comm.tls.ca-file, "
            "client.cert and client.key in a file in ~/.config/dask"
        )
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise InputError(
            f"no scheduler answers at {address}: {problem}; start one with: dask scheduler --host 127.0.0.1"
        ) from None
    # What becomes of workers and scheduler is said in sentences.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
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
    def faults(self) -> set[str]:
        """What became of what it should hold: 'error' where it could not, 'cancelled' or 'lost' with another worker."""
        return {future.status for future in (self.station, *self.folders.values())} - {"finished", "pending"}


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
        self.alive: Collection[str] = ()
        self._scattered: dict[frozenset[str], Any] = {}
        self._looked = self._met = monotonic()

    def begin(self) -> None:
        """Have the processes of all workers do their imports; InputError where a worker has other versions."""
        threads = self.client.nthreads()
        if not threads:
            raise InputError("the cluster has no worker; start one with: dask worker ADDRESS --nthreads 1")
        refuse(sorted(self._differences(threads).values()))
        self.alive = threads.keys()
        self._open(threads)

    def close(self) -> None:
        """End what runs on the workers and remove what was sent to them."""
        if self._places and self.client.status == "running":
            # A worker that does not hear it, since its machine hangs, notices later that the run has gone.
            end = Thread(target=self._end, args=([*self._places],), daemon=True)
            end.start()
            end.join(_PATIENCE)

    def _end(self, workers: list[str]) -> None:
        with suppress(Exception):
            self.client.run(close_station, self._run, workers=workers, on_error="ignore")

    def done(self, tasks: Iterable[Task], begun: Callable[[Task], None] = lambda task: None) -> Iterator[Done]:
        """Yield each task's outcome as it arrives; `begun` is called with each task as it begins."""
        try:
            yield from _Round(self, deque(tasks)).done(begun)
        except Exception:
            if self.client.status == "running":
                raise
            address = self.client.scheduler.address
            raise InputError(
                f"the scheduler at {address} does not answer any more; start it and its workers, and run again"
            ) from None

    @property
    def threads(self) -> list[tuple[str, int]]:
        """Each worker's threads: the first of each come before the second of any."""
        threads = [(address, thread) for address, place in self._places.items() for thread in range(place.threads)]
        return sorted(threads, key=lambda each: each[1])

    @property
    def is_alone(self) -> bool:
        """Whether there has been no worker for so long that none is to be expected."""
        return not self._places and monotonic() - self._met > _ALONE

    def submit(self, address: str, thread: int, task: Task, workbook: SentWorkbook) -> Any:
        """Send a task to a thread of a worker, and before it what that lacks of the workbook; return its future."""
        place = self._places[address]
        folder = self._folder(address, place, workbook)
        return self.client.submit(do_there, place.station, folder, thread, task, workers=[address], pure=False)

    def leave_if_broken(self, address: str) -> None:
        """Use a worker no more that could not hold what it should; where that went with another, it may begin anew."""
        if (place := self._places.get(address)) and (faults := place.faults):
            del self._places[address]
            if "error" in faults:
                self._refused.add(address)

    def look(self) -> None:
        """See, now and then, which workers there are: begin the run on those that have come."""
        if monotonic() - self._looked < _LOOK:
            return
        threads = self.client.nthreads()
        self._looked = monotonic()
        self.alive = threads.keys()
        self._places = {address: place for address, place in self._places.items() if address in threads}
        came = {address: threads[address] for address in threads.keys() - self._places.keys() - self._refused}
        self._refused |= self._differences(came).keys()
        self._open({address: number for address, number in came.items() if address not in self._refused})
        if self._places:
            self._met = self._looked

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

    def _folder(self, address: str, place: _Place, workbook: SentWorkbook) -> Any:
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
        name = frozenset(contents)
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
    """The tasks of one call: those that wait; those that were sent, by key; how often each was, and why again.

    `back` has the keys of those that came back.
    """

    crew: ClusterCrew
    waiting: deque[Task]
    sent: dict[str, _Sent] = field(default_factory=dict)
    times: Counter[Task] = field(default_factory=Counter)
    whys: dict[Task, str] = field(default_factory=dict)
    back: SimpleQueue[str] = field(default_factory=SimpleQueue)

    def done(self, begun: Callable[[Task], None]) -> Iterator[Done]:
        workbooks = {root: SentWorkbook.at(root) for root in {_bench(task).root for task in self.waiting}}
        while self.waiting or self.sent:
            self._fill(workbooks, begun)
            with suppress(Empty):
                yield from self._outcome(self.back.get(timeout=_LOOK))
            self.crew.look()
            for key in [key for key, sent in self.sent.items() if sent.address not in self.crew.alive]:
                yield from self._again(self.sent.pop(key).task)
            if self.crew.is_alone:
                while self.waiting:
                    task = self.waiting.popleft()
                    none = f"{task.name} was not made: the cluster has no worker left; run again"
                    yield Done(task, problem=self.whys.get(task, none))

    def _fill(self, workbooks: Mapping[Path, SentWorkbook], begun: Callable[[Task], None]) -> None:
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
        if isinstance(problem, InputError):
            self.whys[sent.task] = f"{sent.task.name} could not be made on {sent.address}: {problem}"
        self.crew.leave_if_broken(sent.address)
        yield from self._again(sent.task)

    def _again(self, task: Task) -> Iterator[Done]:
        """Have a task sent again whose machine was lost; yield that it failed where that was done often enough."""
        if self.times[task] <= _RETRIES:
            self.waiting.appendleft(task)
        else:
            yield Done(task, problem=self.whys.get(task, f"{task.name} was lost with its machine; run again"))


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
