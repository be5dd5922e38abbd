"""The command where the system gives it little: low limits, no home, no temp folder, closed or full outputs."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from small import CALLS, DAY, LONG, small_workbook

from ccpi_nb.kernels.processes import CAN_FORK

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CAN_FORK or sys.platform == "darwin", reason="limits as Linux has them"),
]
_COMMAND = f"{shlex.quote(sys.executable)} -c 'from ccpi_nb.cli import app; app()'"
RUN = f"run {DAY} --quiet --jobs 1"
OF_MEMORY = "MB of memory here, and a run needs"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_workbook(tmp_path / "workbook", CALLS)


def at_shell(root: Path, before: str, after: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command, with words of a shell's before and after it."""
    done = subprocess.run(
        ["bash", "-c", f"{before} {_COMMAND} {after}"],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("before", "command", "said"),
    [
        (
            "ulimit -n 64;",
            RUN,
            "a process may have only 64 files open here, and a run needs 128; raise the limit (ulim",
        ),
        ("ulimit -v 900000;", RUN, f"a process may have only 878 {OF_MEMORY}"),
        ("ulimit -d 300000;", RUN, f"a process may have only 292 {OF_MEMORY}"),
        ("ulimit -v 200000;", "check", f"a process may have only 195 {OF_MEMORY}"),
        # Where the library for linear algebra neither loads nor fails.
        ("ulimit -v 250000;", "check", f"a process may have only 244 {OF_MEMORY}"),
        ("ulimit -v 280000;", "check", f"a process may have only 273 {OF_MEMORY}"),
        ("ulimit -f 0;", RUN, "outputs/.gitignore: File too large; raise the limit on the size of files (ulimit -f)"),
        (f"TMPDIR=/tmp/{'x' * 90} && mkdir -p $TMPDIR && export TMPDIR;", RUN, "the temp folder's name is too long"),
    ],
)
def test_what_the_system_limits_is_said_with_its_remedy(root: Path, before: str, command: str, said: str) -> None:
    code, out, err = at_shell(root, before, command)
    assert (code, out) == (1, "")
    assert said in err
    assert all(line.startswith("ccpi: ") for line in err.splitlines()), err
    assert not (root / "outputs" / DAY).exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ulimit -S -n 64;", ""),  # what a person may raise is raised
        ("HOME=/proc", ""),
        ("HOME=/nonexistent XDG_CACHE_HOME=/proc/x MPLCONFIGDIR=/proc/y", ""),
        ("env -u HOME", ""),
        ("TMPDIR=/nonexistent", ""),
        ("", "<&-"),
        ("", ">&-"),
        ("", "2>&-"),
        ("", "<&- >&- 2>&-"),
    ],
)
def test_what_a_run_can_do_without_is_not_missed(root: Path, before: str, after: str) -> None:
    assert at_shell(root, before, f"{RUN} {after}") == (0, "", "")
    assert (root / f"outputs/{DAY}/public/agenda-pack.pdf").exists()


@pytest.mark.parametrize("command", [f"run {DAY}", "check", "list"])
@pytest.mark.parametrize("after", ["| head -0", ">/dev/full"])
def test_an_output_that_takes_nothing_costs_no_traceback(root: Path, command: str, after: str) -> None:
    _, out, err = at_shell(root, "", f"{command} {after}")
    assert out == ""
    assert all(line.startswith("ccpi: ") for line in err.splitlines()), err
