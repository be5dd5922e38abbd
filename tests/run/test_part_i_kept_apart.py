"""What a Part I notebook can reach of the run that it is part of."""

import sys
from datetime import datetime
from pathlib import Path

import pytest
from small import DAY, OPEN, TABLE, TERMS, Small, small_workbook

from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.lock import can_seal
from ccpi_nb.files.text_files import names_in
from ccpi_nb.run.meeting_run import Orders, Step, StepState, run_meeting
from ccpi_nb.run.workers import LocalCrew, Task

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="it asks Linux who listens")]

# The name by which the system lists the sockets of the run, and Python knows the forkserver's.
FORKSERVER = """
import socket
from multiprocessing import forkserver
names = [line.split()[-1] for line in open('/proc/net/unix') if 'listener-' in line or 'kernel-' in line]
names.append(forkserver._forkserver._forkserver_address)
connected = []
for name in filter(None, names):
    try:
        socket.socket(socket.AF_UNIX).connect(name)
        connected.append(name)
    except OSError:
        pass
assert not connected
"""
OWN_KEY = """
import os, tempfile
assert not [name for name in os.listdir(tempfile.gettempdir()) if name.startswith('kernel')]
"""
PROCESSES = """
import os
ear, mouth = os.pipe()
if not os.fork():
    os.write(mouth, b'done')
    os._exit(0)
os.wait()
assert os.read(ear, 9) == b'done'
"""
LIBRARY = """
import lxml.etree
try:
    lxml.etree.parse('{file}')
except OSError:
    pass
else:
    raise AssertionError
"""


def steps_of(root: Path) -> list[Step]:
    steps: list[Step] = []
    run_meeting(root, DAY, Orders(4), steps.append, datetime.now())
    return steps


@pytest.mark.parametrize("cell", [FORKSERVER, OWN_KEY, PROCESSES])
def test_no_process_of_the_run_answers_a_part_i_notebook(tmp_path: Path, cell: str) -> None:
    steps = steps_of(small_workbook(tmp_path, Small("asks", (OPEN, cell.strip(), TABLE)), TERMS))
    assert [step.why for step in steps if step.state is StepState.FAILED] == []


@pytest.mark.skipif(not can_seal(), reason="this system has no Landlock")
def test_a_library_of_a_part_i_notebook_can_t_open_the_original(tmp_path: Path) -> None:
    cell = LIBRARY.strip().format(file=tmp_path / "notebooks/x.xml")
    root = small_workbook(tmp_path, Small("asks", (OPEN, cell, TABLE)), TERMS)
    (root / "notebooks/x.xml").write_text("<a/>", encoding="utf-8")
    steps = steps_of(root)
    assert [step.why for step in steps if step.state is StepState.FAILED] == []


def test_part_ii_is_run_once_no_notebook_of_part_i_runs_any_more_and_part_i_s_pack_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Task] = []
    start = LocalCrew._start
    monkeypatch.setattr(LocalCrew, "_start", lambda crew, task: begun.append(task) or start(crew, task))
    root = small_workbook(tmp_path, TERMS, Small("one"), Small("two"))
    steps = steps_of(root)
    reports = [(step.part, step.state) for step in steps if step.item]
    assert reports[-2:] == [(Part.EXEMPT, StepState.RUNNING), (Part.EXEMPT, StepState.MADE)]
    assert {part for part, _ in reports[:-2]} == {Part.PUBLIC}
    jobs = [task.function.partition(":")[2] for task in begun]
    assert jobs[:7] == ["survey", *["make_report"] * 3, "make_pack", "write_exempt", "make_pack"]
    assert [task.arguments[0].part for task in begun if task.function.endswith("pack")] == [*Part]
    # And the gate reads each public file once.
    read = [name for task in begun if task.function.endswith("read_again") for name in task.arguments[1]]
    assert sorted(read) == sorted(names_in(root / "outputs" / DAY / "public"))
