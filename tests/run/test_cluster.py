"""Reports on a Dask cluster, here of two workers in this process; and how they are dealt out, over one made up."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from shutil import copytree
from threading import Event
from typing import Any

import pytest
from distributed import Client, LocalCluster
from real import contents, copy_of_workbook
from small import DAY as SMALL_DAY
from small import OPEN, Small, small_workbook, until

from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.run import cluster, cluster_worker
from ccpi_nb.run.cluster import ClusterCrew, cluster_crew
from ccpi_nb.run.cluster_worker import SentWorkbook, Station, packed, tools_here
from ccpi_nb.run.meeting_run import Orders, StepState, run_meeting
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.workers import Done, LocalCrew, Task

DAY = "2018-04-18"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0", protocol="tcp"
    ) as started:
        yield started.scheduler_address


class Counts:
    """What workers did: the crews that they began, and the hashes of what was sent to each, at each unpacking."""

    def __init__(self) -> None:
        self.crews: list[LocalCrew] = []
        self.unpacked: dict[Station, list[list[str]]] = {}

    @property
    def times_sent(self) -> set[int]:
        """How often a worker was sent the same."""
        return {
            times
            for archives in self.unpacked.values()
            for times in Counter(name for names in archives for name in names).values()
        }

    @property
    def unpackings(self) -> list[int]:
        """How often each worker unpacked anything."""
        return [len(archives) for archives in self.unpacked.values()]


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    counted = Counts()

    class CountedCrew(LocalCrew):
        def __enter__(self) -> LocalCrew:
            counted.crews.append(self)
            return super().__enter__()

    unpack = Station.unpack

    def counted_unpack(station: Station, files: Mapping[str, str], packed: bytes) -> Path:
        counted.unpacked.setdefault(station, []).append(zipfile.ZipFile(io.BytesIO(packed)).namelist())
        return unpack(station, files, packed)

    monkeypatch.setattr(cluster_worker, "LocalCrew", CountedCrew)
    monkeypatch.setattr(Station, "unpack", counted_unpack)
    return counted


def test_a_meeting_made_on_a_cluster_has_the_same_bytes(
    address: str, outputs_of: Callable[[str], Path], tmp_path: Path, counts: Counts
) -> None:
    root = copy_of_workbook(tmp_path)
    with cluster_crew(address) as crew:
        steps = run_meeting(root, DAY, Orders(1, crew=crew), lambda step: None, datetime.now())
    assert {step.state for step in steps} == {StepState.MADE}
    assert contents(root / "outputs" / DAY) == contents(outputs_of(DAY))
    assert counts.times_sent == {1}


def looking_at(root: Path, number: int = 0) -> Task:
    """A task that gives back the workbench that it has on the worker."""
    return Task(f"report {number}", "builtins:slice", (Workbench(root, DAY, Part.PUBLIC),), 60)


def test_of_two_workbooks_a_worker_unpacks_each_once_and_is_sent_what_they_share_once(
    address: str, tmp_path: Path, counts: Counts
) -> None:
    first = small_workbook(tmp_path / "first")
    second = copytree(first, tmp_path / "second")
    (second / "data/more.csv").write_text("only in the second")
    with cluster_crew(address) as crew:
        for root in (first, second, first):
            done = list(crew.done([looking_at(root, number) for number in range(4)]))
            assert [each.problem or each.failure for each in done] == [""] * 4
            folders = {each.value.stop.root for each in done}
            assert len(folders) == 2
            assert [contents(folder) for folder in folders] == [dict(contents_sent(root))] * 2
        assert counts.unpackings == [2, 2]
        assert [len(archives[1]) for archives in counts.unpacked.values()] == [1, 1]
    assert counts.times_sent == {1}
    assert len(counts.crews) == 2
    assert not any(each.scratch.exists() for each in counts.crews)


def contents_sent(root: Path) -> Iterator[tuple[str, bytes]]:
    sent = SentWorkbook.at(root)
    return ((name, sent.contents[content]) for name, content in sent.files.items())


def test_a_report_that_writes_into_its_workbook_changes_no_other(address: str, tmp_path: Path) -> None:
    first = small_workbook(tmp_path / "first")
    second = copytree(first, tmp_path / "second")
    (second / "data/more.csv").write_text("only in the second")
    with cluster_crew(address) as crew:
        for done in list(crew.done([looking_at(first, number) for number in range(2)])):
            (done.value.stop.root / "data/indicators.csv").write_text("spoiled")
        for done in crew.done([looking_at(second, number) for number in range(2)]):
            assert contents(done.value.stop.root) == dict(contents_sent(second))


def test_what_a_run_left_on_workers_goes_when_it_is_heard_of_no_more(
    address: str, tmp_path: Path, counts: Counts
) -> None:
    with Client(address, set_as_default=False) as client:
        crew = ClusterCrew(client)
        crew.begin()
        list(crew.done([looking_at(small_workbook(tmp_path), number) for number in range(2)]))
        assert all(each.scratch.exists() for each in counts.crews)
        # The client goes without a word to the workers, as one does that is killed.
        del crew
    assert until(lambda: not any(each.scratch.exists() for each in counts.crews), 20)


def test_two_runs_at_once_over_a_cluster_keep_apart(address: str, tmp_path: Path, counts: Counts) -> None:
    roots = [small_workbook(tmp_path / name) for name in ("one", "two")]
    (roots[1] / "data/more.csv").write_text("of the second")
    with cluster_crew(address) as one, cluster_crew(address) as two:
        rounds = [
            crew.done([looking_at(root, 0), looking_at(root, 1)]) for crew, root in zip((one, two), roots, strict=True)
        ]
        firsts = [next(each) for each in rounds]
        for root, first, rest in zip(roots, firsts, rounds, strict=True):
            for done in (first, *rest):
                assert contents(done.value.stop.root) == dict(contents_sent(root))
    assert counts.times_sent == {1}
    assert len(counts.crews) == 4


def test_a_part_i_report_on_a_worker_may_not_open_what_was_sent_there_for_part_ii(address: str, tmp_path: Path) -> None:
    whole = small_workbook(tmp_path / "whole")
    with cluster_crew(address) as crew:
        (sent,) = crew.done([looking_at(whole)])
        cell = f"open({str(sent.value.stop.root / 'data/observations/terms/2014-15-Q2.csv')!r}).read()"
        copy = small_workbook(tmp_path / "copy", Small("calls", (OPEN, cell)))
        bench = Workbench(copy, SMALL_DAY, Part.PUBLIC, closed=whole)
        (done,) = crew.done([Task("the report", "ccpi_nb.run.jobs:make_report", (bench, "4", 60), 60)])
    assert "Part I may not open" in done.value.failure


class Unreadable:
    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("no number",)


def test_a_task_that_is_lost_with_its_machine_fails_in_a_sentence(address: str, tmp_path: Path) -> None:
    # That it can't be read there stands for a machine that went: the cluster has no answer.
    task = Task(
        "the report",
        "ccpi_nb.run.jobs:make_report",
        (Workbench(small_workbook(tmp_path), DAY, Part.PUBLIC), Unreadable()),
        60,
    )
    with cluster_crew(address) as crew:
        (done,) = crew.done([task])
    assert done.task == task
    assert done.problem == "the report was lost with its machine; run again"


def test_a_worker_that_can_t_lay_down_the_workbook_says_why(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(station: Station, files: Mapping[str, str], packed: bytes) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Station, "unpack", full)
    monkeypatch.setattr(cluster, "_ALONE", 0)
    with cluster_crew(address) as crew:
        done = list(crew.done([looking_at(small_workbook(tmp_path), number) for number in range(3)]))
    problems = [re.sub("tcp://[^:]+:[0-9]+", "WORKER", each.problem) for each in done]
    full_disk = "could not be made on WORKER: the disk: No space left on device; make room and run again"
    assert sorted(problems) == [
        f"report 0 {full_disk}",
        f"report 1 {full_disk}",
        "report 2 was not made: the cluster has no worker left; run again",
    ]


# How tasks are dealt out


class MadeUpFuture:
    def __init__(self, key: str, value: object, status: str = "finished") -> None:
        self.key, self.value, self.status = key, value, status

    def add_done_callback(self, callback: Callable[["MadeUpFuture"], None]) -> None:
        if self.status != "pending":
            callback(self)

    def result(self) -> object:
        return self.value


class MadeUpCluster:
    """Workers by address with the tools that they have; who asks a killed one for a report has no answer."""

    status = "running"

    def __init__(self, *killed: str, heard: str = "pending", each: int = 1, **tools: object) -> None:
        self.each = each
        self.tools = tools
        self.heard = heard
        self.laid: list[tuple[str, MadeUpFuture]] = []
        self.killed = killed
        self.given: list[tuple[str, str]] = []

    def nthreads(self) -> dict[str, int]:
        return dict.fromkeys(self.tools, self.each)

    def run(self, function: Callable[..., object], *given: object, workers: list[str], on_error: str) -> object:
        return {address: self.tools[address] for address in workers}

    def scatter(self, content: bytes, **options: object) -> MadeUpFuture:
        return MadeUpFuture("content", content)

    def submit(self, function: Any, *given: Any, workers: list[str], **options: object) -> MadeUpFuture:
        (address,) = workers
        key = f"{function.__name__}-{len(self.given)}"
        if function is not cluster_worker.do_there:
            future = MadeUpFuture(key, None)
            self.laid.append((address, future))
            return future
        self.given.append((given[-1].name, address))
        if address not in self.killed:
            return MadeUpFuture(key, Done(given[-1], value=address))
        self.tools.pop(address, None)
        for place, future in self.laid:
            future.status = self.heard if place == address else future.status
        # Of the reports that it had, the first only is heard of.
        return MadeUpFuture(key, None, self.heard if [at for _, at in self.given].count(address) == 1 else "pending")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOK", 0.001)


def begun(made_up: MadeUpCluster) -> ClusterCrew:
    crew = ClusterCrew(made_up)
    crew.begin()
    return crew


def test_the_end_of_a_run_waits_for_no_worker_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.01)
    crew = begun(made_up := MadeUpCluster(a=tools_here()))
    answer = Event()
    monkeypatch.setattr(made_up, "run", lambda *given, **options: answer.wait())
    crew.close()
    answer.set()


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("heard", ["pending", "cancelled", "lost"])
def test_a_killed_worker_costs_its_report_only_which_is_made_elsewhere(tmp_path: Path, heard: str) -> None:
    made_up = MadeUpCluster("b", heard=heard, a=tools_here(), b=tools_here())
    tasks = [looking_at(small_workbook(tmp_path), number) for number in range(6)]
    done = list(begun(made_up).done(tasks))
    assert sorted(each.task.name for each in done) == [task.name for task in tasks]
    assert {(each.problem, each.value) for each in done} == {("", "a")}
    times = Counter(name for name, _ in made_up.given)
    assert [(name, made_up.given.count((name, "b"))) for name, sent in times.items() if sent > 1] == [("report 1", 1)]


@pytest.mark.usefixtures("at_once")
def test_of_a_killed_worker_s_threads_each_costs_its_report_only(tmp_path: Path) -> None:
    made_up = MadeUpCluster("b", heard="cancelled", each=2, a=tools_here(), b=tools_here())
    tasks = [looking_at(small_workbook(tmp_path), number) for number in range(6)]
    assert {(each.task, each.value) for each in begun(made_up).done(tasks)} == {(task, "a") for task in tasks}
    assert [address for _, address in made_up.given].count("b") == 2


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("killed", "sent", "problem"),
    [
        ("ab", 3, ""),
        ("abc", 3, "report 0 was lost with its machine; run again"),
    ],
)
@pytest.mark.parametrize("heard", ["pending", "cancelled"])
def test_a_report_is_sent_three_times_before_it_fails(
    tmp_path: Path, killed: str, sent: int, problem: str, heard: str
) -> None:
    made_up = MadeUpCluster(*killed, heard=heard, **dict.fromkeys("abcd"[: len(killed) + 1], tools_here()))
    (done,) = begun(made_up).done([looking_at(small_workbook(tmp_path))])
    assert (len(made_up.given), done.problem) == (sent, problem)


@pytest.mark.usefixtures("at_once")
def test_reports_that_no_worker_is_left_for_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ALONE", 0)
    done = begun(MadeUpCluster("a", a=tools_here())).done([looking_at(small_workbook(tmp_path), n) for n in range(2)])
    assert [each.problem for each in done] == [
        f"report {number} was not made: the cluster has no worker left; run again" for number in range(2)
    ]


OTHER = {**tools_here(), "typst": "0.1", "Python": "3.10.0"}


@pytest.mark.usefixtures("at_once")
def test_of_workers_that_come_later_those_with_other_versions_are_not_used(tmp_path: Path) -> None:
    made_up = MadeUpCluster(a=tools_here())
    crew = begun(made_up)
    made_up.tools |= {"b": OTHER, "c": tools_here()}
    until(lambda: (crew.look(), len(crew.threads) > 1)[1], 5)
    assert crew.threads == [("a", 0), ("c", 0)]


@pytest.mark.parametrize(
    ("theirs", "which"),
    [
        ({**tools_here(), "ccpi_nb": "other"}, "has another version of ccpi_nb"),
        (OTHER, "has another version of Python, typst"),
        (ModuleNotFoundError("No module named 'ccpi_nb'"), "can't load this version of ccpi_nb"),
    ],
)
def test_a_worker_with_other_versions_is_refused(theirs: object, which: str) -> None:
    sentence = f"^b {which}; install there what is installed here, and start the worker again$"
    with pytest.raises(InputError, match=sentence):
        begun(MadeUpCluster(a=tools_here(), b=theirs))


def test_a_cluster_without_a_worker_says_how_to_start_one() -> None:
    with pytest.raises(InputError, match="has no worker; start one with: dask worker"):
        begun(MadeUpCluster())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("nowhere", "'nowhere' is no scheduler's address; write protocol, machine and port"),
        ("tls://127.0.0.1:1", "tls://127.0.0.1:1 asks for a certificate, and Dask's settings name none"),
        ("tcp://127.0.0.1:1", "no scheduler answers at tcp://127.0.0.1:1"),
    ],
)
def test_an_address_that_leads_to_no_scheduler_is_refused(
    address: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", "0.1s")
    with pytest.raises(InputError, match=f"^{sentence}"), cluster_crew(address):
        pass


def test_what_is_sent_is_what_a_report_may_read(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    (root / "outputs/private.txt").write_text("not sent")
    sent = SentWorkbook.at(root)
    assert {Path(name).parts[0] for name in sent.files} == {"data", "notebooks", "params"}
    assert packed(sent.contents) == packed(SentWorkbook.at(root).contents)
