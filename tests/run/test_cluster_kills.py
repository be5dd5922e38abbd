"""What a kill costs a run over a cluster, with workers in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from distributed import Client
from distributed.utils import open_port
from small import CALLS, PROMISED, Small, small_workbook, started, until

from ccpi_nb.kernels.processes import end_led_by

SLOW = Small("calls", (*CALLS.cells, "import time\ntime.sleep(2)"))
OTHER = Small("other")


@dataclass(frozen=True)
class Cluster:
    """A scheduler and its workers, whose temporary files are all in a folder."""

    address: str
    temp: Path
    scheduler: psutil.Process
    workers: tuple[psutil.Process, ...]

    @property
    def busy(self) -> psutil.Process | None:
        """A worker in the midst of a report, whose kernel is running."""
        # Its two forkservers and what tracks them, the keeper and its deputy, the report's process and its kernel.
        lines = {worker: worker.children(recursive=True) for worker in self.workers if worker.is_running()}
        return next((worker for worker, line in lines.items() if len(line) >= 7), None)

    @property
    def left(self) -> list[str]:
        """What runs have laid down there."""
        return [path.name for path in self.temp.glob("ccpi-*")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    temp = tmp_path_factory.mktemp("of-workers")
    port = open_port("127.0.0.1")
    address = f"tcp://127.0.0.1:{port}"
    commands = [
        ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--dashboard-address", ":0"),
        *(("worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard"),) * 2,
    ]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=temp,
            env={**os.environ, "TMPDIR": str(temp)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        with Client(address, timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        scheduler, *workers = (psutil.Process(process.pid) for process in processes)
        yield Cluster(address, temp, scheduler, tuple(workers))
    finally:
        for process in processes:
            end_led_by(process.pid)
            process.wait()


@pytest.fixture
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a short name, as sockets in it need."""
    return tmp_path_factory.mktemp("t")


def test_a_worker_that_is_killed_in_mid_report_costs_that_report_which_another_makes(
    cluster: Cluster, tmp_path: Path, temp: Path
) -> None:
    root = small_workbook(tmp_path / "workbook", SLOW, OTHER)
    with started(root, temp, "--scheduler", cluster.address, "--json") as run:
        seen: list[psutil.Process | None] = []
        assert until(lambda: seen.append(cluster.busy) or seen[-1])  # asked once: a report may end between two looks
        busy = seen[-1]
        assert busy
        busy.kill()
        code, out, err = run.end()
    assert (code, err) == (0, ""), err
    steps = [json.loads(line) for line in out.splitlines()]
    assert sorted(step["item"] for step in steps if step["state"] == "made") == ["", "4", "5"]
    assert until(lambda: not cluster.left, PROMISED)


def test_a_run_that_is_killed_leaves_nothing_on_workers(cluster: Cluster, tmp_path: Path, temp: Path) -> None:
    root = small_workbook(tmp_path / "workbook", SLOW)
    with started(root, temp, "--scheduler", cluster.address) as run:
        assert until(lambda: cluster.busy)
        assert cluster.left
        run.process.kill()
        assert until(lambda: not cluster.left and not cluster.busy, PROMISED)


def test_a_scheduler_that_is_killed_ends_the_run_in_a_sentence(cluster: Cluster, tmp_path: Path, temp: Path) -> None:
    root = small_workbook(tmp_path / "workbook", SLOW)
    with started(root, temp, "--scheduler", cluster.address) as run:
        assert until(lambda: cluster.busy)
        cluster.scheduler.kill()
        code, _, err = run.end()
    assert code == 1
    assert err == (
        f"ccpi: the scheduler at {cluster.address} does not answer any more; start it and its workers, and run again\n"
    )
    assert until(lambda: not cluster.left, PROMISED)
