"""Reports on a Dask cluster, here one in this process."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from distributed import Client, LocalCluster
from real import contents, copy_of_workbook

from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.publish.fingerprints import code_print
from ccpi_nb.run.cluster import ClusterCrew, archive, cluster_crew
from ccpi_nb.run.meeting_run import Orders, StepState, run_meeting
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.workers import Task

DAY = "2018-04-18"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp"
    ) as cluster:
        yield cluster.scheduler_address


def test_a_meeting_made_on_a_cluster_has_the_same_bytes(
    address: str, outputs_of: Callable[[str], Path], tmp_path: Path
) -> None:
    root = copy_of_workbook(tmp_path)
    with cluster_crew(address) as crew:
        steps = run_meeting(root, DAY, Orders(1, crew=crew), lambda step: None, datetime.now())
    assert {step.state for step in steps} == {StepState.MADE}
    assert contents(root / "outputs" / DAY) == contents(outputs_of(DAY))


class Unreadable:
    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("no number",)


def test_a_task_that_is_lost_with_its_machine_fails_in_a_sentence(address: str, tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    with Client(address, set_as_default=False) as client:
        # That it can't be read there stands for a machine that went: the cluster has no answer.
        task = Task("the report", "ccpi_nb.run.jobs:make_report", (Workbench(root, DAY, Part.PUBLIC), Unreadable()), 60)
        (done,) = ClusterCrew(client).done([task])
    assert done.task == task
    assert done.problem == "the report was lost with its machine; run again"


class OtherVersion:
    """A cluster whose only machine has another version of the package."""

    def __init__(self, prints: dict[str, str]) -> None:
        self._prints = prints

    def run(self, function: Callable[[], str]) -> dict[str, str]:
        return self._prints


def test_a_machine_with_another_version_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"^the package ccpi_nb differs on tcp://b:2; install there what is installed here$"
    ):
        ClusterCrew(OtherVersion({"tcp://a:1": code_print(), "tcp://b:2": "other"})).refuse_other_versions()


def test_a_cluster_without_a_worker_says_how_to_start_one() -> None:
    with pytest.raises(InputError, match="has no worker; start one with: dask worker"):
        ClusterCrew(OtherVersion({})).refuse_other_versions()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="'nowhere' is no scheduler's address"), cluster_crew("nowhere"):
        pass


def test_what_is_sent_is_what_a_report_may_read(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    assert archive(root) == archive(root)
    (root / "outputs" / "private.txt").write_text("not sent")
    assert b"private.txt" not in archive(root)
