"""The one reader of an outputs folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from builders import refusal, workbook

from ccpi_nb.differences.regression import Reference
from ccpi_nb.document.ledger import LedgerLine, ledger_csv
from ccpi_nb.domain.meetings import Part
from ccpi_nb.review import audit
from ccpi_nb.review.outputs import Outputs, outputs_named, outputs_of
from ccpi_nb.review.references import read_reference, shown_by, write_reference

DAY = "2014-12-11"
ROW = ("data/observations/calls/2014-15-Q2.csv", "2", DAY, "the pack")
LINE = LedgerLine(
    "04-calls", "table 'Calls'", "60%\r\nof calls", "60", "calls_answered", "2014-15-Q2", "", *ROW, "", ""
)
PLACE = f"outputs/{DAY}/public"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook with outputs whose ledger has a cell of two lines."""
    monkeypatch.chdir(tmp_path)
    return workbook(tmp_path, {f"{PLACE}/ledger.csv": ledger_csv([LINE]).encode("utf-8-sig")})


def of_audit(root: Path) -> Sequence[LedgerLine]:
    read: list[LedgerLine] = []
    book = audit.LedgerIndex
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "LedgerIndex", lambda lines: read.extend(lines) or book(lines))
        (root / PLACE / "04-calls.html").write_text("<title>Calls</title>")
        audit.completeness(root / PLACE)
    return read


def of_stored_reference(root: Path) -> Sequence[LedgerLine]:
    write_reference(root, DAY, Part.PUBLIC, Reference((LINE,), ()))
    return read_reference(root, DAY, Part.PUBLIC).lines


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda root: outputs_of(root, DAY).ledgers["public"], id="trace"),
        pytest.param(lambda root: outputs_named(root, DAY).ledgers["public"], id="diff of a meeting"),
        pytest.param(lambda root: outputs_named(root, f"outputs/{DAY}").ledgers["public"], id="diff of a folder"),
        pytest.param(lambda root: outputs_named(root, PLACE).ledgers["public"], id="diff of a Part"),
        pytest.param(lambda root: shown_by(root, DAY, Part.PUBLIC).lines, id="accept"),
        pytest.param(of_stored_reference, id="a stored reference"),
        pytest.param(of_audit, id="audit"),
    ],
)
def test_a_cell_with_line_ends_of_its_own_is_read_as_it_was_written(
    root: Path, read: Callable[[Path], Sequence[LedgerLine]]
) -> None:
    assert tuple(read(root)) == (LINE,)


def test_a_folder_that_does_not_say_that_it_is_public_is_not_taken_for_it(root: Path) -> None:
    (root / PLACE).rename(root / "copied")
    assert outputs_named(root, "copied").folders == {Part.EXEMPT: Path("copied")}
    assert refusal(lambda: outputs_named(root, "copied", public=True)) == (
        "copied has no ledger.csv of the public folder; name the folder of a run: outputs/2014-12-11"
    )


def test_a_part_s_folder_has_the_name_by_which_it_is_said(root: Path) -> None:
    assert outputs_of(root, DAY).name(Part.PUBLIC) == PLACE
    assert Outputs(root, {Part.PUBLIC: Path("/elsewhere")}).name(Part.PUBLIC) == "/elsewhere"


def test_a_meeting_without_outputs_is_told_to_be_run(root: Path) -> None:
    (root / PLACE / "ledger.csv").unlink()
    assert refusal(outputs_of, root, DAY) == (
        f"the meeting of {DAY} has not been run, so no ledger says where its figures come from; run it first: ccpi "
        f"run {DAY}"
    )


def with_ledgers(root: Path, *folders: str) -> Path:
    for folder in folders:
        (root / f"outputs/{DAY}" / folder).mkdir(parents=True)
        (root / f"outputs/{DAY}" / folder / "ledger.csv").write_bytes(ledger_csv(()).encode("utf-8-sig"))
    return root


def test_the_ledgers_of_a_meeting_are_those_of_its_folders(tmp_path: Path) -> None:
    root = with_ledgers(workbook(tmp_path), "restricted", "public")
    assert outputs_of(root, DAY).ledgers == {"public": (), "restricted": ()}
    assert outputs_of(root, DAY, public=True).ledgers == {"public": ()}


@pytest.mark.parametrize("folders", [(), ("restricted",)])
def test_a_meeting_that_has_not_been_run_has_no_ledger(tmp_path: Path, folders: tuple[str, ...]) -> None:
    sentence = (
        "the meeting of 2014-12-11 has not been run, so no ledger says where its figures come from; run it "
        "first: ccpi run 2014-12-11"
    )
    assert refusal(lambda: outputs_of(with_ledgers(workbook(tmp_path), *folders), DAY, public=True)) == sentence


def test_the_ledgers_of_an_unknown_meeting_are_refused_with_the_nearest(tmp_path: Path) -> None:
    assert "did you mean '2014-12-11'?" in refusal(outputs_of, workbook(tmp_path), "2014-12-12")
