"""Jobs of a run, one by one."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from small import DAY, small_workbook

from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.numbers import Amount
from ccpi_nb.exempt.public_copy import copy_without_exempt
from ccpi_nb.run.meeting_run import Orders, run_meeting
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Done, LocalCrew, Task
from ccpi_nb.workbook.inputs import Workbook


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a report of each Part, run."""
    root = small_workbook(tmp_path_factory.mktemp("workbook"))
    run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())
    return root


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """Its reports, as they lie before the packs are made."""
    for name in ("public/04-calls", "restricted/05-terms"):
        for path in (root / "outputs/.made" / DAY / name).glob(f"{Path(name).name}.*"):
            place = tmp_path / "staging" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place.with_name(path.name))
    return tmp_path / "staging"


def outcome(job: str, *arguments: object) -> Done:
    with LocalCrew(1) as crew:
        (done,) = crew.done([Task("the job", f"ccpi_nb.run.jobs:{job}", arguments, 60)])
    return done


def test_what_is_exempt_is_written_for_the_gate_as_data(root: Path, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "exempt.json"
    done = outcome("write_exempt", root, Store(root / "outputs", DAY), folder, file)
    assert f"params/{DAY}.yaml" in done.value.read
    content = ExemptContent.from_json(file.read_bytes())
    assert Amount("91.7", "%") in content.figures
    assert Amount("65.5", "%") not in content.figures
    assert outcome("read_again", folder, ("04-calls.csv",), file).value.leaks == ()
    # As it is for a moment while the pack is made beside the reading.
    (folder / "public/ledger.csv").write_bytes(b"")
    assert outcome("read_again", folder, ("04-calls.csv",), file, False).value.leaks == ()
    (folder / "public/ledger.csv").unlink()
    shutil.copy(folder / "restricted/05-terms.csv", folder / "public/other.csv")
    assert "91.7" in {leak.match for leak in outcome("read_again", folder, ("other.csv",), file).value.leaks}


@pytest.mark.parametrize(
    ("part", "is_copied", "is_refused"),
    [(Part.PUBLIC, True, False), (Part.PUBLIC, False, True), (Part.EXEMPT, False, False)],
)
def test_part_i_s_pack_is_made_of_the_copy_and_its_own_reports_and_kept_from_the_original(
    root: Path, folder: Path, tmp_path: Path, part: Part, is_copied: bool, is_refused: bool
) -> None:
    copy = copy_without_exempt(Workbook(root), tmp_path / "copy") if is_copied else root / "data/.."
    bench = Workbench(copy, DAY, part, closed=root if part is Part.PUBLIC else None)
    done = outcome("make_pack", bench, Store(root / "outputs", DAY), folder)
    assert bool(done.failure or done.problem) is is_refused
    assert (folder / part.folder / "agenda-pack.pdf").exists() is not is_refused
