"""A run, and each of its processes, killed at many moments; a signal at many moments; a stop at each step that it takes
on the disk.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from time import sleep

import psutil
import pytest
from packs import Packs
from small import DAY, OPEN, TABLE, Small, Started, change, started, until

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="finds a run's processes as Linux shows them"),
]

STOPPED = "ccpi: stopped; reports that were finished are kept, and the next run goes on from there\n"
# A cell that says in the run's own folder that it runs, takes a while, and meanwhile hears of nothing.
SLOW = Small(
    "calls",
    (
        OPEN,
        "import ctypes, os\nfrom pathlib import Path\nPath(os.environ['TMPDIR'], 'sleeps').touch()\n"
        "ctypes.PyDLL(None).sleep(3)",
        TABLE,
    ),
)
DELAYS = [number / 3 for number in range(24)]


def has_begun(run: Started) -> bool:
    return bool(run.forkservers)


def has_keeper(run: Started) -> bool:
    return bool(run.forks)


def looks_the_meeting_over(run: Started) -> bool:
    return len(run.forks) > 1


def runs_a_cell(run: Started) -> bool:
    return any(run.temp.glob("ccpi-*/*/sleeps"))


def makes_a_pack(run: Started) -> bool:
    return any((run.root / "outputs").glob(f".{DAY}.*/public/04-calls.pdf"))


MOMENTS = [has_begun, has_keeper, looks_the_meeting_over, runs_a_cell, makes_a_pack]
VICTIMS: dict[str, Callable[[Started], list[psutil.Process]]] = {
    "run": lambda run: [psutil.Process(run.process.pid)],
    "forkserver": lambda run: run.forkservers[:1],
    "last forkserver": lambda run: run.forkservers[-1:],
    "keeper": lambda run: run.forks[:1],
    "worker": lambda run: run.forks[1:2],
    "kernel": lambda run: run.kernels[:1],
    "keeper and run": lambda run: [*run.forks[:1], psutil.Process(run.process.pid)],
    "forkservers and run": lambda run: [*run.forkservers, psutil.Process(run.process.pid)],
    "worker and run": lambda run: [*run.forks[1:2], psutil.Process(run.process.pid)],
    "all but the workers": lambda run: [
        psutil.Process(run.process.pid),
        *run.forks[:1],
        *run.forkservers,
    ],
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("victim", VICTIMS)
def test_whichever_process_is_killed_the_run_ends_clean_and_can_be_made_good(
    packs: Packs, victim: str, moment: Callable[[Started], bool]
) -> None:
    if moment is runs_a_cell:
        change(packs.root, SLOW, 4)
    with started(packs.root, packs.temp) as run:
        assert until(lambda: moment(run) or run.process.poll() is not None)
        assert run.process.poll() is None or moment is not runs_a_cell
        with suppress(psutil.NoSuchProcess):
            for process in VICTIMS[victim](run):
                process.kill()
        code, _, err = run.end()
        assert code in ((-signal.SIGKILL,) if "run" in victim or victim == "all but the workers" else (0, 1))
        # Nobody minds what a run that was killed leaves its processes to say.
        if code >= 0:
            assert (code == 1) == bool(err)
            assert [line for line in err.splitlines() if not line.startswith("ccpi: ")] == []
        assert run.leaves_nothing()
    if moment is runs_a_cell:
        change(packs.root, Small("calls"), 4)
    else:
        assert packs.holds_one()
    assert packs.is_made_good()


@pytest.mark.parametrize("delay", DELAYS)
def test_a_run_that_is_killed_at_any_time_leaves_one_whole_pack(packs: Packs, delay: float) -> None:
    with started(packs.root, packs.temp) as run:
        sleep(delay)
        run.process.kill()
        run.end()
        assert run.leaves_nothing()
    assert packs.holds_one()
    assert packs.is_made_good()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("to_all", [False, True], ids=["to the run", "to its group"])
@pytest.mark.parametrize("delay", DELAYS[1::3])
def test_a_run_that_is_told_to_stop_does_so_in_a_sentence(
    packs: Packs, delay: float, to_all: bool, number: int
) -> None:
    with started(packs.root, packs.temp) as run:
        # Before it is up, Python itself ends, in its own words.
        assert until(lambda: has_begun(run) or run.process.poll() is not None)
        sleep(delay)
        if to_all:
            os.killpg(run.process.pid, number)
        else:
            run.process.send_signal(number)
        code, _, err = run.end()
        assert run.leaves_nothing()
    stopped = (-signal.SIGHUP, "") if number == signal.SIGHUP else (130, STOPPED)
    # A run that was done before is done.
    assert (code, err) in (stopped, (0, ""))
    assert packs.holds_one()
    assert packs.is_made_good()


# Kills this process before the given step that it takes in the outputs.
_STOP_AT = """
import os, signal, sys
from itertools import count
steps, last = count(1), {last}
def hook(event, arguments):
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.scandir", "ctypes.dlsym"):
        if ("outputs" in str(arguments[0]) or "renameat2" in str(arguments[-1])) and next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
"""
_SHARES = 8


@pytest.mark.parametrize("share", range(1, _SHARES + 1))
def test_a_kill_at_any_step_of_the_whole_run_leaves_one_whole_pack(packs: Packs, share: int) -> None:
    found = []
    for step in range(share, 1000, _SHARES):
        packs.begin_again()
        with started(packs.root, packs.temp, before=_STOP_AT.format(last=step)) as run:
            code, _, err = run.end()
            assert run.leaves_nothing()
        assert packs.holds_one()
        found.append(packs.holds_old())
        if code == 0:
            break
        assert (code, err) == (-signal.SIGKILL, "")
        if step % 3 == 0:
            assert packs.is_made_good()
    assert code == 0
    assert found.count(True) > 5
    assert found[-1] is False
