"""What is exempt stays out of what is published, whichever way it tries."""

from datetime import datetime
from pathlib import Path

import pytest
from real import contents, copy_of_workbook, edit, leave_out_reports

from ccpi_nb.errors import InputError
from ccpi_nb.run.meeting_run import Orders, Step, StepState, run_meeting

DAY = "2014-12-11"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workbook with an earlier run, and few reports to run, so that it is quick."""
    root = copy_of_workbook(tmp_path)
    (root / "outputs" / DAY).mkdir()
    (root / "outputs" / DAY / "index.html").write_text("the earlier run")
    leave_out_reports(
        root / "params" / f"{DAY}.yaml", "procurement_dashboard", "corporate_performance", "blue_badge_recovery"
    )
    return root


def run(root: Path) -> tuple[Step, ...]:
    return run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())


def test_an_exempt_sentence_pasted_into_a_public_report_stops_the_release(root: Path) -> None:
    edit(
        root / f"params/{DAY}.yaml",
        "risk: Ofsted",
        "risk: Lancashire County Developments Limited began using the SUN finance system in early April 2014. Ofsted",
    )
    with pytest.raises(InputError) as refused:
        run(root)
    assert {problem.partition(" ")[0] for problem in refused.value.problems} == {
        "06-health-assessment-recovery.html",
        "06-health-assessment-recovery.ipynb",
        "06-health-assessment-recovery.pdf",
        "agenda-pack.pdf",
    }
    # What is exempt is not for a log.
    assert all("sun finance system" not in problem.lower() for problem in refused.value.problems)
    found = (root / f"outputs/{DAY}-failed/restricted/gate.txt").read_text(encoding="utf-8").splitlines()
    assert all("sun finance system" in line.lower() for line in found)
    assert contents(root / "outputs" / DAY) == {"index.html": b"the earlier run"}


def test_what_was_promised_in_part_ii_may_not_stand_in_the_public_register(root: Path) -> None:
    edit(
        root / "data/registers/follow_ups/2014-10-01.csv",
        "Report on how the recovery plan",
        (
            "Decision on whether the Environment Core Systems Transformation project goes ahead and on how the "
            "recovery plan"
        ),
    )
    with pytest.raises(InputError) as refused:
        run(root)
    files = {problem.partition(" ")[0] for problem in refused.value.problems}
    assert files == {"agenda-pack.pdf", "follow-ups.html", "follow-ups.pdf", "ledger.csv"}


def test_a_public_notebook_can_t_open_exempt_data(root: Path) -> None:
    exempt = root / "data/observations/btls_governance/2014-15-Q1.csv"
    edit(
        root / "notebooks/health_assessment_recovery.ipynb",
        "from ccpi_nb.reports import open_report",
        f"import io; io.open('{exempt}').read();",
    )
    failures = [step.why for step in run(root) if step.state is StepState.FAILED]
    place = "notebooks/health_assessment_recovery.ipynb, cell 3"
    assert failures == [
        f"{place}: Part I may not open {exempt}: exempt data is kept out of its reach; "
        "open to it are its copy of the workbook and tempfile.gettempdir()"
    ]
    assert contents(root / "outputs" / DAY) == {"index.html": b"the earlier run"}
