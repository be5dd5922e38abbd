"""How much a Dask cluster on this machine helps: a meeting of many reports over one worker, two and four.

    python benchmarks/cluster.py                        100 reports; a quarter of an hour on two cores
    python benchmarks/cluster.py --reports 10           fewer
    python benchmarks/cluster.py --workers 1 2          other numbers of workers

For each number of workers: seconds of the whole run; processor seconds of the reports (a worker's children), of the
workers and the scheduler themselves, and of the run on this machine, which makes packs and reads for the gate. Seconds
say nothing where the machine has other work: its load before each run is printed as well. More workers than cores
can't be quicker than as many as cores.

What can't be spread is the run's own part: with R seconds of reports and C of its own, on N cores, W workers are at
most (R + C / N) / (R / W + C / N) times one, where each worker has a core.
"""

import argparse
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from batch import BIN, DAY, ROOT, workbook
from distributed import Client
from distributed.utils import open_port

# Processes that the run leaves to end by themselves are then this one's, and counted: Linux only.
_PR_SET_CHILD_SUBREAPER = 36
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, psutil.Process, list[psutil.Process]]]:
    """A scheduler and its workers, as processes of this machine: its address, itself, them."""
    address = f"tcp://127.0.0.1:{open_port('127.0.0.1')}"
    host, port = address.removeprefix("tcp://").split(":")
    quiet = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")
    worker = ("worker", address, "--nthreads", "1", "--memory-limit", "0", *quiet)
    commands = (("scheduler", "--host", host, "--port", port, *quiet), *(worker for _ in range(workers)))
    started = [
        subprocess.Popen([BIN / "dask", *command], env=ENVIRONMENT, stderr=subprocess.DEVNULL) for command in commands
    ]
    try:
        with Client(address, timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)
        scheduler, *others = (psutil.Process(process.pid) for process in started)
        yield address, scheduler, others
    finally:
        # Workers first, and none is waited for without end: one that loses its scheduler as it ends may hang.
        for process in started[::-1]:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def used(process: psutil.Process) -> tuple[float, float]:
    """Processor seconds of a part of Dask itself, and of the reports that it had made."""
    itself, reports = 0.0, 0.0
    for each in (process, *process.children(recursive=True)):
        times = each.cpu_times()
        is_forks = "forkserver" in " ".join(each.cmdline())
        own, ended = times.user + times.system, times.children_user + times.children_system
        reports += own + ended if is_forks else 0
        itself += 0 if is_forks else own
    return itself, reports


def measure(reports: int, workers: int) -> float:
    """Print what one run took over so many workers; return its seconds."""
    with workbook(reports) as root, cluster(workers) as (address, scheduler, others):
        command = [BIN / "ccpi", "run", DAY, "--quiet", "--force", "--scheduler", address]
        load, begun = os.getloadavg()[0], sum(used(each)[0] for each in (scheduler, *others))
        before, start = os.times(), time.monotonic()
        subprocess.run(command, cwd=root, env=ENVIRONMENT, check=True)
        seconds = time.monotonic() - start
        for left in {process.pid for process in psutil.Process().children()} - {
            each.pid for each in (scheduler, *others)
        }:
            os.waitpid(left, 0)
        after = os.times()
        own = after.children_user + after.children_system - before.children_user - before.children_system
        parts = [used(worker) for worker in others]
        itself = used(scheduler)[0] + sum(part for part, _ in parts) - begun
        made = sum(part for _, part in parts)
        alone = own / (os.cpu_count() or 1)
        limit = (made + alone) / (made / workers + alone)
        print(
            f"{workers:7}  {seconds:7.1f} s  {made:8.1f}  {itself:8.1f}  {own:8.1f}  {limit:10.2f}  {load:6.1f}",
            flush=True,
        )
        return seconds


def main() -> None:
    """Measure each number of workers in turn."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    options = argparse.ArgumentParser(description="A meeting over a cluster on this machine.")
    options.add_argument("--reports", type=int, default=100)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    chosen = options.parse_args()
    print(f"{chosen.reports} reports, {os.cpu_count()} cores; processor seconds of reports, of Dask, of the run itself")
    print("workers  seconds    reports      Dask   the run  at most x 1   load")
    seconds = [measure(chosen.reports, workers) for workers in chosen.workers]
    for workers, taken in zip(chosen.workers, seconds, strict=True):
        print(f"{workers} workers: {seconds[0] / taken:.2f} times {chosen.workers[0]}")


if __name__ == "__main__":
    main()
