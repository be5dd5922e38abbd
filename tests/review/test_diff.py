"""Comparing real outputs: one digit in one data file is told as the figures that it touches, and no others."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import manifest, refusal, workbook
from real import commit_all, copy_of_workbook, edit
from typer.testing import CliRunner

from ccpi_nb.cli import app
from ccpi_nb.document.ledger import LedgerLine, ledger_csv
from ccpi_nb.publish.manifest import MANIFEST
from ccpi_nb.publish.ro_crate import to_crate
from ccpi_nb.review.diff import of_two, with_last_commit, write_page
from ccpi_nb.workbook.inputs import Workbook

DAY = "2014-12-11"


def figure(value: str, period: str = "2014-15-Q2", report: str = "04-calls") -> LedgerLine:
    row = ("data/observations/calls/2014-15-Q2.csv", "2", DAY, "the pack")
    return LedgerLine(report, "paragraph 1", f"{value}%", value, "calls_answered", period, "", *row, "", "")


def outputs(folder: Path, *public: LedgerLine, restricted: tuple[LedgerLine, ...] = ()) -> Path:
    for part, lines in (("public", public), ("restricted", restricted)):
        if lines:
            (folder / part).mkdir(parents=True)
            (folder / part / "ledger.csv").write_text(ledger_csv(lines), encoding="utf-8-sig")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workbook with the outputs of two meetings."""
    later = (Path(workbook(tmp_path / "root")) / "params/2014-12-11.yaml").read_text().replace(DAY, "2015-03-11")
    root = workbook(tmp_path / "root", {"params/2015-03-11.yaml": later})
    outputs(root / f"outputs/{DAY}", figure("60"), restricted=(figure("7", report="12-exempt"),))
    outputs(root / "outputs/2015-03-11", figure("65", "2014-15-Q3"))
    return root


def sentences(root: Path, before: str, after: str, *, public: bool = True) -> list[str]:
    found = of_two(root, before, after, public=public)
    return [each.sentence(Workbook(root).indicators) for each in found.differences]


@pytest.fixture
def committed(outputs_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real workbook as committed, its meeting run."""
    root = copy_of_workbook(tmp_path / "root")
    shutil.copytree(outputs_of(DAY).parent, root / "outputs", dirs_exist_ok=True, ignore=shutil.ignore_patterns("lock"))
    (root / ".gitignore").write_text("outputs/\n")
    monkeypatch.chdir(commit_all(root))
    return root


def test_a_digit_is_told_as_the_figures_that_it_touches(committed: Path) -> None:
    edit(committed / "data/observations/procurement/2014-15-Q2.csv", "77.59", "77.69")
    edit(committed / "params/2021-04-20.yaml", "date: 2021-04-20\n", "date: 2021-04-20\n\n")
    found = with_last_commit(committed, DAY, public=False, jobs=2)
    assert [each.sentence(Workbook(committed).indicators) for each in found.differences] == [
        "Invoices paid within 30 days, July to September 2014: 77.59% became 77.69% (up 0.10 percentage points), in 4 "
        "places of 04-procurement-dashboard, 2 places of reconciliation, scorecard and 3 places of index",
        "Difference, Invoices paid within 30 days, July to September 2014: 0.59 percentage points became 0.69 "
        "percentage points "
        "(up 0.10 percentage points), in reconciliation",
    ]
    assert {"data/observations/procurement/2014-15-Q2.csv, row 7" in each.sources for each in found.differences} == {
        True
    }
    assert found.is_restricted
    assert found.idle_files == ("params/2021-04-20.yaml",)


def test_a_digit_that_turns_a_rating_is_told_with_all_that_follows(committed: Path) -> None:
    edit(
        committed / "data/observations/btls_governance/2014-04--2014-09.csv",
        "payroll_errors,2014-04/2014-09,,0.2,",
        "payroll_errors,2014-04/2014-09,,0.5,",
    )
    result = CliRunner().invoke(app, ["diff", DAY, "--json", "--exit-code", "--jobs", "2"])
    assert result.exit_code == 1
    told = {each["sentence"] for each in json.loads(result.stdout)["differences"]}
    assert {sentence for sentence in told if "12-btls-monitoring" in sentence} == {
        "Payroll errors attributable to the partnership, April to September 2014: 0.2% became 0.5% (up 0.3 percentage "
        "points), in 4 places of 12-btls-monitoring and reconciliation-part-2",
        # The last quarter is on target, so that the half-year's rating is said beside it.
        "Rating of Payroll errors attributable to the partnership, April to September 2014: off target is new, "
        "in 3 places of 12-btls-monitoring",
        "Shortfall of Payroll errors attributable to the partnership, April to September 2014: 0.1 percentage points "
        "is new, in 3 places of 12-btls-monitoring",
    }


def test_nothing_changed_since_the_commit_needs_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(commit_all(workbook(tmp_path / "root")))
    result = CliRunner().invoke(app, ["diff", DAY, "--exit-code"])
    assert result.exit_code == 0
    assert "No figure, rating or direction differs.\n" in result.stdout
    assert "No file of params, data and notebooks has changed since." in result.stdout


def test_two_outputs_are_compared_figure_by_figure(root: Path, tmp_path: Path) -> None:
    saved = outputs(tmp_path / "saved", figure("61"))
    assert sentences(root, str(saved), DAY) == [
        "Calls answered, July to September 2014: 61% became 60% (down 1 percentage point), in 04-calls"
    ]
    assert sentences(root, str(saved), str(saved / "public")) == []


def test_two_meetings_are_compared_by_their_latest_periods(root: Path) -> None:
    assert sentences(root, DAY, "2015-03-11") == [
        "Calls answered: 60% (July to September 2014) became 65% (October to December 2014) (up 5 percentage "
        "points), in 04-calls"
    ]
    assert of_two(root, DAY, "2015-03-11", public=True).scope.endswith(
        "Both report 1 indicator for the same kind of period"
    )


def test_exempt_figures_are_compared_unless_only_the_public_ones_are_asked_for(root: Path) -> None:
    saved = str(root / f"outputs/{DAY}/public")
    assert sentences(root, saved, DAY, public=False) == [
        "Calls answered, July to September 2014: 7% is new, in 12-exempt"
    ]
    assert sentences(root, saved, DAY) == []


def test_a_page_with_exempt_figures_is_kept_out_of_what_is_public(root: Path) -> None:
    found = of_two(root, DAY, "2015-03-11", public=False)
    kept, renamed = root / "saved/2014/public/pages", root / "published"
    for folder in (kept, renamed):
        folder.mkdir(parents=True)
    (renamed / MANIFEST).write_text(to_crate(manifest()), encoding="utf-8")
    for place in (kept, renamed, root / "saved/2014/Public"):
        assert "is among what is public" in refusal(write_page, root, found, place / "differences.html")
    assert "is among what is public" in refusal(
        write_page, root, found, root / f"outputs/{DAY}/public/differences.html"
    )
    write_page(root, found, root / "differences.html")
    assert "Not for publication: exempt information" in (root / "differences.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("2014-12-12", "there is no meeting '2014-12-12' (no file params/2014-12-12.yaml); did you mean '2014-12-11'?"),
        (
            "no/such",
            "there is no folder 'no/such'; name a meeting's date, or a folder that a run made: outputs/2014-12-11",
        ),
    ],
)
def test_what_is_neither_meeting_nor_folder_is_refused(root: Path, name: str, sentence: str) -> None:
    assert refusal(lambda: of_two(root, DAY, name, public=False)) == sentence


def test_a_folder_without_a_ledger_is_refused(root: Path) -> None:
    folder = str(root / "data")
    assert (
        refusal(lambda: of_two(root, DAY, folder, public=False))
        == f"{folder} has no ledger.csv; name the folder of a run: outputs/2014-12-11"
    )
