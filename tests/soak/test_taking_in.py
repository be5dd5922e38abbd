"""Received files taken in: stopped at every step that changes a disk, on a disk that fills up, and many at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sent import contents, sent, taking_workbook
from taking_stops import stopped_at_steps
from test_disks import in_memory

from ccpi_nb.intake.received import kept_problems
from ccpi_nb.workbook.inputs import Workbook

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and mounts a file system in memory"),
]

READ = """\
import sys
from pathlib import Path
from taking_stops import reading
from ccpi_nb.errors import InputError
try:
    reading(Path(sys.argv[1]), Path(sys.argv[2]))
except (InputError, OSError) as problem:
    print(problem, file=sys.stderr)
    sys.exit(1)
"""


@pytest.mark.parametrize("exchanges", [True, False], ids=["at once", "in two steps"])
@pytest.mark.parametrize("how", ["killed", "refused"])
def test_a_reading_that_is_stopped_at_any_step_leaves_all_or_nothing(tmp_path: Path, how: str, exchanges: bool) -> None:
    found = stopped_at_steps(tmp_path, how, 1, exchanges=exchanges)
    assert len(found) > 50
    assert {at_once for at_once, _ in found} <= {"old", "new"} | (set() if exchanges else {"none"})
    assert [at_once for at_once, _ in found].count("none") <= 1
    assert {after for _, after in found} == {"new"}


def begun(root: Path, file: Path) -> "subprocess.Popen[str]":
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", READ, str(root), str(file)], env=around, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("attempt", range(5))
def test_of_many_readings_at_once_each_is_whole_or_refused(tmp_path: Path, attempt: int) -> None:
    root = taking_workbook(tmp_path / "workbook")
    files = [
        sent(tmp_path / "in", f"calls|calls_answered|2014-{month:02d}||8{month}.5|E8", name=f"{month}.txt")
        for month in range(4, 10)
    ]
    ended = [(process, process.communicate()[1]) for process in [begun(root, file) for file in files]]
    assert all("Traceback" not in err for _, err in ended)
    taken = [file for file, (process, _) in zip(files, ended, strict=True) if process.returncode == 0]
    assert taken
    workbook = Workbook(root)
    workbook.refuse_stray_lineage("calls")
    assert {row.origin.file for row in workbook.intake.rows("calls")} == {file.name for file in taken}
    assert [*kept_problems(root)] == []


@pytest.mark.parametrize("room", [0, 4, 16, 64, 160, 256, 512])
def test_a_disk_that_fills_up_at_any_time_costs_nothing(tmp_path: Path, room: int) -> None:
    file = sent(tmp_path / "in", "calls|calls_answered|2014-11||82.14 230/280|E8")
    with in_memory(tmp_path / "disk", "4m") as disk:
        root = taking_workbook(disk / "workbook")
        before = contents(root / "data")
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(bytes(max(0, free - room * 1024)))
        process = begun(root, file)
        _, err = process.communicate()
        assert "Traceback" not in err
        assert process.returncode == 0 or contents(root / "data") == before
        (disk / "filler").unlink()
        process = begun(root, file)
        assert (process.communicate()[1], process.returncode) == ("", 0)
        assert "data/intake/calls/2014-11.csv" in contents(root)
