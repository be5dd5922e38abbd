"""Each fault by itself, as a person meets it, over a real earlier pack; and runs that meet each other."""

import sys
from contextlib import ExitStack
from dataclasses import replace

import pytest
from packs import Packs, whole
from real import contents
from small import CALLS, DAY, OPEN, TABLE, TERMS, Small, change, small_workbook, started, until
from test_faults import ENDLESS, FAULTS, TOO_LONG

pytestmark = pytest.mark.soak

# Programs that a Part II report may start, and that are to outlive it.
PROGRAM = "import subprocess\nchild = subprocess.Popen(['sleep', '600'], start_new_session=True)"
FORK = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    os.fork() or time.sleep(600)\n    os._exit(0)"
HANG = "import time\ntime.sleep(600)"
MORE = {
    Small(
        "deaf",
        (
            OPEN,
            (
                f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, "
                f"signal.SIG_IGN)\n{HANG}"
            ),
        ),
    ): (f"cell 4: {TOO_LONG}"),
    Small("matches", (OPEN, "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')")): f"cell 4: {TOO_LONG}",
    Small(
        "shows", (OPEN, "while True:\n    display('x' * 9999)")
    ): "cell 4: what it shows takes more than 5,000,000 characters; show less, or a smaller picture",
    Small("loops", (OPEN, "while True:\n    pass")): f"cell 4: {TOO_LONG}",
    Small("program_and_hangs", (OPEN, f"{PROGRAM}\n{HANG}"), exempt=True): f"cell 4: {TOO_LONG}",
    Small("fork_and_hangs", (OPEN, f"{FORK}\n{HANG}"), exempt=True): f"cell 4: {TOO_LONG}",
    Small("program_and_dies", (OPEN, f"{PROGRAM}\nimport os\nos._exit(1)"), exempt=True): (
        "cell 4: the kernel ended while the cell ran, by itself or for want of memory"
    ),
    Small(
        "many_threads",
        (
            OPEN,
            (
                f"import threading, time\nfor _ in range(99):\n    threading.Thread(target=time.sleep, "
                f"args=[600]).start()\n{HANG}"
            ),
        ),
    ): (f"cell 4: {TOO_LONG}"),
}
ALL = FAULTS | ENDLESS | MORE


@pytest.mark.parametrize("fault", ALL, ids=lambda report: report.name)
def test_each_fault_ends_the_run_in_a_sentence_and_costs_nothing(packs: Packs, fault: Small) -> None:
    number, name = (5, "terms") if fault.exempt else (4, "calls")
    change(packs.root, replace(fault, name=name), number)
    with started(packs.root, packs.temp, "--timeout", "15") as run:
        code, _, err = run.end()
        assert run.leaves_nothing()
    first, last = err.splitlines()
    why = f"notebooks/{name}.ipynb, {ALL[fault]}"
    if fault.exempt:
        text = f"outputs/{DAY}-failed/restricted/05-terms.txt"
        assert (packs.root / text).read_text() == f"{why}\n"
        why = f"{why.partition(': ')[0]}: stopped; {text} says why, which is not for a log"
    assert code == 1
    assert first == f"ccpi: {why}"
    assert last.startswith("ccpi: 1 of 2 reports failed")
    assert packs.holds_old()
    change(packs.root, TERMS if fault.exempt else CALLS, number)
    assert packs.is_made_good()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives an orphan to a process of the run")
@pytest.mark.parametrize("leaving", [PROGRAM, FORK])
def test_what_a_whole_report_leaves_running_is_ended_with_the_run(packs: Packs, leaving: str) -> None:
    change(packs.root, replace(TERMS, cells=(OPEN, leaving, TABLE)), 5)
    whole(packs.root, packs.temp)


def test_of_many_runs_at_once_one_makes_the_pack_and_the_others_say_which(packs: Packs) -> None:
    with ExitStack() as stack:
        runs = [stack.enter_context(started(packs.root, packs.temp, "--force")) for _ in range(4)]
        ended = [run.end() for run in runs]
        assert all(run.leaves_nothing() for run in runs)
    holders = {f"process {run.process.pid} on" for run, (code, _, _) in zip(runs, ended, strict=True) if code == 0}
    refusals = [err for code, _, err in ended if code == 1]
    assert holders
    assert len(holders) + len(refusals) == 4
    assert all(any(holder in err for holder in holders) or "by another process" in err for err in refusals)
    assert contents(packs.root / "outputs") == packs.after


def test_a_lock_left_by_a_killed_run_holds_nobody_up(packs: Packs) -> None:
    with started(packs.root, packs.temp) as run:
        assert until(lambda: (packs.root / f"outputs/.made/{DAY}/holder.json").exists() and run.forks)
        run.process.kill()
        run.process.wait()
        assert packs.is_made_good()


@pytest.mark.parametrize("jobs", ["1", "2", "4", "16"])
def test_a_run_from_nothing_makes_the_same_whatever_the_jobs(packs: Packs, jobs: str) -> None:
    root = small_workbook(packs.temp.parent / f"jobs-{jobs}")
    assert whole(root, packs.temp, "--jobs", jobs) == packs.before
