"""What a run promises when something goes wrong: see docs/runs.md. What takes longer to prove is in tests/soak."""

import shutil
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from builders import refusals
from real import contents, edit
from small import CALLS, DAY, OPEN, TABLE, TERMS, Small, change, said, small_workbook, started, until

from ccpi_nb.run.lock import only_writer
from ccpi_nb.run.meeting_run import Orders, Step, StepState, run_meeting, run_or_refuse

OLD = {"public/index.html": b"the earlier run"}
NOON = datetime(2014, 12, 11, 12)
DEADLINE = 8
KILL = "import os\nos.kill(os.getpid(), 9)"
QUIT = "import sys\nsys.exit(0)"
TOO_LONG = "the report took longer than its time; make it quicker, or give it more with --timeout"
ENDED = "the kernel ended while the cell ran, by itself or for want of memory"
QUITTED = "the cell ended the kernel; let it run to its end"
SECRET = "91.7"
# What `!command` does, so that it reaches a kernel: a run refuses the command itself.
SHELL = "shell = get_ipython()\n"

# Each a report of one meeting: its notebook, and why it fails.
FAULTS = {
    Small("killed_first", (KILL, OPEN, TABLE)): f"cell 3: {ENDED}",
    Small("killed_last", (OPEN, TABLE, KILL)): f"cell 5: {ENDED}",
    Small("ended", (OPEN, "import os\nos._exit(0)", TABLE)): f"cell 4: {ENDED}",
    Small("quit_first", (QUIT, OPEN, TABLE)): f"cell 3: {QUITTED}",
    Small("quit_between", (OPEN, QUIT, TABLE)): f"cell 4: {QUITTED}",
    Small("quit_last", (OPEN, TABLE, QUIT)): f"cell 5: {QUITTED}",
    Small("raises", (OPEN, f"raise ValueError('{SECRET}')", TABLE)): "cell 4: stopped with ValueError",
    Small(
        "thread",
        (OPEN, "import threading\none = threading.Thread(target=int, args=['x'])\none.start()\none.join()", TABLE),
    ): ("cell 4: a thread stopped with ValueError"),
    Small("memory", (OPEN, "held = [bytes(2**28) for _ in range(64)]", TABLE)): "cell 4: stopped with MemoryError",
    Small(
        "program", (OPEN, "import subprocess\nsubprocess.run(['true'])", TABLE)
    ): "cell 4: a Part I report may not start another program, which could read exempt data",
    Small(
        "prints", (OPEN, "while True:\n    print('x' * 9999)", TABLE)
    ): "cell 4: it printed more than 5,000,000 characters; take the printing out",
    Small(
        "command", (OPEN, SHELL + "shell.system('false')", TABLE), exempt=True
    ): "cell 4: a program that it started failed",
    Small(
        "output", (OPEN, SHELL + "words = shell.getoutput('false')", TABLE), exempt=True
    ): "cell 4: a program that it started failed",
    Small(
        "exempt_words",
        (OPEN, f"from ccpi_nb.errors import InputError\nraise InputError(f'{{{SECRET}}} is wrong')"),
        exempt=True,
    ): f"cell 4: {SECRET} is wrong",
}


# The same, of those that only their deadline ends.
ENDLESS = {
    Small("hangs", (OPEN, "import time\ntime.sleep(600)", TABLE)): f"cell 4: {TOO_LONG}",
    Small("holds", (OPEN, "import ctypes\nctypes.PyDLL(None).sleep(600)", TABLE)): f"cell 4: {TOO_LONG}",
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Step, ...]]:
    """A meeting with every fault and a sound report in each Part, over an earlier pack; and how its run ended."""
    root = small_workbook(tmp_path_factory.mktemp("faulty"), *FAULTS, CALLS, TERMS)
    (root / "outputs" / DAY / "public").mkdir(parents=True)
    (root / "outputs" / DAY / "public/index.html").write_bytes(OLD["public/index.html"])
    return root, run_meeting(root, DAY, Orders(2), lambda step: None, NOON)


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Step, ...]]:
    root = small_workbook(tmp_path_factory.mktemp("endless"), *ENDLESS)
    return root, run_meeting(root, DAY, Orders(len(ENDLESS), DEADLINE), lambda step: None, NOON)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose meeting has been run: leave it as it is."""
    root = small_workbook(tmp_path_factory.mktemp("made"))
    assert failures(run_meeting(root, DAY, Orders(1), lambda step: None, NOON)) == {}
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and the current folder."""
    shutil.copytree(made, tmp_path / "workbook")
    monkeypatch.chdir(tmp_path / "workbook")
    return tmp_path / "workbook"


def failures(steps: tuple[Step, ...]) -> dict[str, str]:
    return {step.title: step.why for step in steps if step.state is StepState.FAILED}


@pytest.mark.parametrize("report", FAULTS, ids=lambda report: report.name)
def test_a_report_counts_only_if_every_cell_ran_to_its_end(
    faulty: tuple[Path, tuple[Step, ...]], report: Small
) -> None:
    expect_failed(*faulty, report, FAULTS[report])


@pytest.mark.parametrize("report", ENDLESS, ids=lambda report: report.name)
def test_a_report_that_does_not_end_is_ended(endless: tuple[Path, tuple[Step, ...]], report: Small) -> None:
    expect_failed(*endless, report, ENDLESS[report])


def expect_failed(root: Path, steps: tuple[Step, ...], report: Small, expected: str) -> None:
    """A report failed at that cell for that reason; its notebook is left, and its words are kept from the log where it
    is exempt.
    """
    why = failures(steps)[report.name.replace("_", " ").capitalize()]
    left = root / f"outputs/{DAY}-failed" / ("restricted" if report.exempt else "public")
    (notebook,) = left.glob(f"*-{report.name.replace('_', '-')}.ipynb")
    assert nbformat.read(notebook, as_version=4).cells[-1].source.startswith("## ")
    if report.exempt:
        words = notebook.with_suffix(".txt").read_text()
        assert words == f"notebooks/{report.name}.ipynb, {expected}\n"
        place, _, _ = words.partition(": ")
        assert (
            why
            == f"{place}: stopped; {notebook.with_suffix('.txt').relative_to(root)} says why, which is not for a log"
        )
    else:
        assert why == f"notebooks/{report.name}.ipynb, {expected}"
    assert SECRET not in why


def test_failed_reports_keep_the_earlier_pack_and_leave_the_others_their_way(
    faulty: tuple[Path, tuple[Step, ...]],
) -> None:
    root, steps = faulty
    assert {step.title for step in steps if step.state is StepState.MADE} == {"Calls", "Terms"}
    assert contents(root / "outputs" / DAY) == OLD
    assert [step for step in steps if not step.item] == []


def test_finished_reports_are_kept_for_the_run_after_the_author_s_correction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_workbook(tmp_path, CALLS, Small("terms", (OPEN, "1 / 0"), exempt=True))
    monkeypatch.chdir(root)
    code, out, err = said("run", DAY)
    assert code == 1
    assert err.splitlines() == [
        (
            f"ccpi: notebooks/terms.ipynb, cell 4: stopped; outputs/{DAY}-failed/restricted/05-terms.txt says "
            f"why, which "
            f"is not for a log"
        ),
        (
            f"ccpi: 1 of 2 reports failed, so outputs/{DAY} is as it was; what ran of them is in "
            f"outputs/{DAY}-failed/restricted/05-terms.ipynb. Correct the above and run again."
        ),
    ]
    assert "made          4  Calls" in out
    assert not (root / "outputs" / DAY).exists()
    change(root, TERMS, 5)
    code, out, err = said("run", DAY)
    assert (code, err) == (0, "")
    assert "unchanged     4  Calls" in out
    assert (root / "outputs" / DAY / "restricted/05-terms.pdf").exists()
    assert not (root / f"outputs/{DAY}-failed").exists()


@pytest.mark.parametrize("jobs", [2, 4])
def test_the_same_bytes_are_made_however_many_run_at_once(made: Path, tmp_path: Path, jobs: int) -> None:
    root = small_workbook(tmp_path)
    run_meeting(root, DAY, Orders(jobs), lambda step: None, NOON)
    assert contents(root / "outputs") == contents(made / "outputs")


def test_what_is_made_piece_by_piece_is_what_is_made_from_nothing(made: Path, root: Path) -> None:
    data = root / "data/observations/calls/2014-15-Q2.csv"
    for old, new, same in (("65.5", "66.6", False), ("66.6", "65.5", True)):
        edit(data, old, new)
        code, out, _ = said("run", DAY)
        assert code == 0
        assert "unchanged     5  Terms" in out
        assert (contents(root / "outputs" / DAY) == contents(made / "outputs" / DAY)) is same


# What a change makes stale


def rewrite(root: Path) -> None:
    edit(root / "notebooks/calls.ipynb", "The quarter", "The second quarter")


def change_params(root: Path) -> None:
    edit(root / f"params/{DAY}.yaml", "title: Terms", "title: The terms")


def change_data(root: Path) -> None:
    edit(root / "data/observations/terms/2014-15-Q2.csv", "91.7", "92.7")


def add_data(root: Path) -> None:
    shutil.copy(root / "data/observations/calls/2014-15-Q2.csv", root / "data/observations/calls/2014-15-Q3.csv")


def change_unread_data(root: Path) -> None:
    edit(root / "data/observations/unread/2014-15-Q2.csv", "12.5", "13.5")


def change_an_output(root: Path) -> None:
    (root / f"outputs/{DAY}/public/04-calls.csv").write_text("by hand")


def add_an_output(root: Path) -> None:
    (root / f"outputs/{DAY}/public/draft.txt").write_text("by hand")


def delete_an_output(root: Path) -> None:
    (root / f"outputs/{DAY}/restricted/05-terms.pdf").unlink()


def change_lock(root: Path) -> None:
    (root / "requirements.lock").write_text("ccpi==2\n")


def lose_the_record(root: Path) -> None:
    """As a kill just after the outputs were changed does."""
    (root / f"outputs/.made/{DAY}/record.json").unlink()


def halve_the_record(root: Path) -> None:
    (root / f"outputs/.made/{DAY}/record.json").write_text('{"inputs": {')


def nothing(root: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("happened", "stale"),
    [
        (nothing, {}),
        # The pack compares all public observations with each other: see reconcile.by_part.
        (change_unread_data, {"pack": "data/observations/unread/2014-15-Q2.csv changed"}),
        (rewrite, {"4": "notebooks/calls.ipynb changed", "pack": "notebooks/calls.ipynb changed"}),
        (change_params, dict.fromkeys(("4", "5", "pack"), f"params/{DAY}.yaml changed")),
        (change_data, dict.fromkeys(("5", "pack"), "data/observations/terms/2014-15-Q2.csv changed")),
        (add_data, dict.fromkeys(("4", "pack"), "files came to or went from data/observations/calls/")),
        (change_an_output, {"pack": "public/04-calls.csv was changed by hand"}),
        (add_an_output, {"pack": "public/draft.txt was added by hand"}),
        (delete_an_output, {"pack": "restricted/05-terms.pdf is missing"}),
        (change_lock, dict.fromkeys(("4", "5", "pack"), "requirements.lock changed")),
        (lose_the_record, {"pack": "it has not been made yet"}),
        (halve_the_record, {"pack": "it has not been made yet"}),
    ],
)
def test_a_change_makes_stale_what_was_made_from_it_and_nothing_else(
    root: Path, happened: Callable[[Path], None], stale: dict[str, str]
) -> None:
    happened(root)
    code, out, err = said("status", DAY)
    assert (code, err) == (0, "")
    if stale:
        lines = iter(out.splitlines())
        found = {}
        for line in lines:
            state, item, *words = line.split()
            if state == "stale":
                found[item] = " ".join(words) if item == "pack" else next(lines).strip()
        assert found == stale
    else:
        assert out == f"outputs/{DAY} is up to date\n"


def all_but_answers(root: Path) -> dict[str, bytes]:
    """All outputs but what the command, and no run by itself, keeps of the questions that it tells."""
    return {name: file for name, file in contents(root / "outputs").items() if "/kept/.about_targets" not in name}


@pytest.mark.parametrize("file", ["04-calls.pdf", "document.json"])
def test_a_kept_report_that_was_changed_by_hand_is_not_published(made: Path, root: Path, file: str) -> None:
    (root / f"outputs/.made/{DAY}/public/04-calls/{file}").write_text("by hand")
    (root / f"outputs/.made/{DAY}/restricted/05-terms/note.txt").write_text("by hand")
    lose_the_record(root)
    code, out, err = said("run", DAY)
    assert code == 0, out + err
    assert all_but_answers(root) == all_but_answers(made)


def test_what_a_report_shows_is_kept_beside_what_is_published_and_not_published(made: Path) -> None:
    kept = {name for name in contents(made / "outputs/.made") if name.endswith("document.json")}
    assert kept == {f"{DAY}/public/04-calls/document.json", f"{DAY}/restricted/05-terms/document.json"}
    assert not [name for name in contents(made / "outputs" / DAY) if "document.json" in name]


def test_a_run_that_must_not_fail_is_refused_with_all_that_failed(tmp_path: Path) -> None:
    root = small_workbook(tmp_path, Small("calls", (OPEN, "1 / 0")), Small("more", (OPEN, "[][0]")))
    stopped = {
        "notebooks/calls.ipynb, cell 4: stopped with ZeroDivisionError",
        "notebooks/more.ipynb, cell 4: stopped with IndexError",
    }
    assert {*refusals(run_or_refuse, root, DAY, Orders(2), NOON)} == stopped
    *failures, last = refusals(run_or_refuse, root, DAY, Orders(2), NOON, outcome="so it can't be made")
    assert ({*failures}, last) == (stopped, "so it can't be made")


def test_only_whole_runs_count(root: Path) -> None:
    """A report that was made again in a run that failed does not make the pack fresh."""
    change_data(root)
    change(root, Small("calls", (OPEN, "1 / 0")), 4)
    assert said("run", DAY)[0] == 1
    change(root, CALLS, 4)
    assert said("status", DAY)[1].splitlines()[-2].startswith("stale  pack")
    assert said("run", DAY)[0] == 0
    assert said("status", DAY)[1] == f"outputs/{DAY} is up to date\n"


# Two runs at once, and runs that are ended


def test_a_second_run_is_told_who_holds_the_meeting(root: Path) -> None:
    with only_writer(root / f"outputs/.made/{DAY}", DAY, NOON):
        code, _, err = said("run", DAY, "--force")
    assert code == 1
    assert err.startswith(f"ccpi: outputs/{DAY} is being made by process ")
    assert err.endswith(", since 12:00:00; wait until it is done, or end it\n")


HANG = Small("calls", (OPEN, "import ctypes\nctypes.PyDLL(None).sleep(600)", TABLE))


@pytest.fixture
def hanging(root: Path) -> Path:
    """A workbook whose next run hangs in a cell, though its last one was whole."""
    change(root, HANG, 4)
    return root


@pytest.mark.parametrize(
    ("number", "code", "err"),
    [
        (
            signal.SIGINT,
            130,
            "ccpi: stopped; reports that were finished are kept, and the next run goes on from there\n",
        ),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_a_run_that_is_ended_takes_all_it_started_with_it_and_leaves_the_earlier_pack(
    made: Path, hanging: Path, tmp_path_factory: pytest.TempPathFactory, number: int, code: int, err: str
) -> None:
    with started(hanging, tmp_path_factory.mktemp("t")) as run:
        assert until(lambda: run.kernels)
        run.process.send_signal(number)
        assert run.end()[::2] == (code, err)
        assert run.leaves_nothing()
    assert contents(hanging / "outputs" / DAY) == contents(made / "outputs" / DAY)
    change(hanging, CALLS, 4)
    assert said("run", DAY)[0] == 0
    assert all_but_answers(hanging) == all_but_answers(made)
