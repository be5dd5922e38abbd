"""References as they are stored, and as pytest holds meetings against them."""

import platform
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from builders import refusal
from real import ROOT, copy_of_workbook, edit
from small import CALLS, said, small_workbook

from ccpi_nb.differences.regression import Reference
from ccpi_nb.document.ledger import ledger_csv
from ccpi_nb.domain.meetings import Part
from ccpi_nb.files.atomic import write_file
from ccpi_nb.render.executed import document_from
from ccpi_nb.render.json_form import document_from_json
from ccpi_nb.review import references
from ccpi_nb.review.references import (
    Accepted,
    accept_meeting,
    accepted,
    as_lab_saves,
    read_reference,
    read_tolerances,
    shown_by,
    write_reference,
)
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Task
from ccpi_nb.workbook.inputs import Workbook

DAY = "2014-12-11"
FIRST, OTHER = "04-procurement-dashboard", "05-blue-badge-recovery"


@pytest.fixture
def stored() -> Reference:
    """Of two reports, their figures alone."""
    return replace(read_reference(ROOT, DAY, Part.PUBLIC).of(FIRST, OTHER), marks=())


@pytest.fixture
def held(pytester: pytest.Pytester, stored: Reference) -> Callable[..., pytest.RunResult]:
    """Runs pytest over a reference and outputs that show what is given."""

    def run(shown: Reference, part: Part = Part.PUBLIC) -> pytest.RunResult:
        write_reference(pytester.path, DAY, part, stored)
        (pytester.path / "data").mkdir()
        shutil.copy(ROOT / "data/indicators.csv", pytester.path / "data/indicators.csv")
        write_file(pytester.path / "outputs" / DAY / part.folder / "ledger.csv", ledger_csv(shown.lines).encode())
        pytester.makeconftest(
            "import pathlib, pytest\n@pytest.fixture\ndef outputs_of():\n    return lambda day: "
            "pathlib.Path('outputs', day).absolute()\n"
        )
        return pytester.runpytest(
            "-p", "reference_items", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "tests"
        )

    return run


def changed(reference: Reference, old: str, new: str) -> Reference:
    """As if the data had another value."""
    lines = [
        replace(line, text=new, value=new.rstrip("%"))
        if (line.text, line.indicator) == (old, "invoices_paid_30_days") and not line.computation
        else line
        for line in reference.lines
    ]
    assert tuple(lines) != reference.lines
    return replace(reference, lines=tuple(lines))


def test_every_part_of_every_meeting_has_a_reference() -> None:
    asked = {(each.key, part) for each in Workbook(ROOT).meetings for part in Part if each.reports_in(part)}
    assert {(day, part) for day, part in asked if not read_reference(ROOT, day, part).reports} == set()


def test_every_tolerance_is_for_an_indicator_that_there_is() -> None:
    tolerances = read_tolerances(ROOT)
    assert tolerances
    assert {each.indicator for each in tolerances} <= set(Workbook(ROOT).indicators)


def test_each_report_is_a_test_named_by_its_meeting(held: Callable[..., pytest.RunResult], stored: Reference) -> None:
    ran = held(stored)
    ran.assert_outcomes(passed=3)


def test_a_changed_digit_fails_its_report_in_a_sentence_and_a_remedy(
    held: Callable[..., pytest.RunResult], stored: Reference
) -> None:
    ran = held(changed(stored, "77.59%", "77.95%"))
    ran.assert_outcomes(passed=2, failed=1)
    ran.stdout.fnmatch_lines(
        [
            f"*reference: {DAY} {FIRST}*",
            "Invoices paid within 30 days, July to September 2014: 77.59% became 77.95%*",
            f"Where that is meant, ccpi accept --meeting {DAY} shows and stores it",
        ]
    )
    assert "Traceback" not in ran.stdout.str()
    assert "def check" not in ran.stdout.str()


def test_of_part_ii_a_log_learns_only_that_something_changed(
    held: Callable[..., pytest.RunResult], stored: Reference
) -> None:
    ran = held(changed(stored, "77.59%", "77.95%"), Part.EXEMPT)
    ran.assert_outcomes(passed=2, failed=1)
    ran.stdout.fnmatch_lines(
        ["1 thing differs from the reference in restricted", f"ccpi accept --dry-run --meeting {DAY} shows it*"]
    )
    assert "77.95" not in ran.stdout.str()


def test_row_numbers_that_moved_are_told_and_fail_nothing(
    held: Callable[..., pytest.RunResult], stored: Reference
) -> None:
    ran = held(
        replace(
            stored,
            lines=tuple(replace(line, source_row="99") if line.report == OTHER else line for line in stored.lines),
        )
    )
    ran.assert_outcomes(passed=3)
    ran.stdout.fnmatch_lines([f"{DAY} {OTHER}: only row numbers moved (ccpi accept stores it)"])


def test_a_report_without_a_reference_fails(held: Callable[..., pytest.RunResult], stored: Reference) -> None:
    ran = held(replace(stored, lines=(*stored.lines, replace(stored.lines[0], report="06-new"))))
    ran.assert_outcomes(passed=2, failed=1)
    ran.stdout.fnmatch_lines(["06-new is new"])


def test_a_stored_reference_is_read_as_it_was(tmp_path: Path, stored: Reference) -> None:
    write_reference(tmp_path, DAY, Part.PUBLIC, stored)
    assert read_reference(tmp_path, DAY, Part.PUBLIC) == stored
    write_reference(tmp_path, DAY, Part.PUBLIC, Reference((), ()))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_outputs_show_has_every_chart_of_their_reports(outputs_of: Callable[[str], Path]) -> None:
    folder = outputs_of("2014-12-11")
    charts = [
        block
        for path in (folder / "public").glob("*.ipynb")
        for block in document_from(nbformat.read(path, as_version=4), path.name).blocks
        if block.kind == "chart"
    ]
    assert charts
    assert len({mark.chart for mark in shown_by(folder.parent.parent, folder.name, Part.PUBLIC).marks}) == len(charts)


@pytest.mark.parametrize("day", [DAY, "2018-04-18"])
def test_the_document_that_is_kept_of_a_report_is_what_its_published_notebook_shows(
    outputs_of: Callable[[str], Path], day: str
) -> None:
    outputs = outputs_of(day)
    notebooks = sorted(outputs.rglob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        kept = document_from_json(Store(outputs.parent, day).document_of(path))
        assert kept == document_from(nbformat.read(path, as_version=4), path.name)


@pytest.mark.parametrize(
    "file",
    ["{day}/public/{stem}.ipynb", ".made/{day}/public/{stem}/document.json", ".made/{day}/public/{stem}/record.json"],
)
def test_a_document_that_does_not_belong_to_the_published_notebook_is_no_reference(
    outputs_of: Callable[[str], Path], tmp_path: Path, file: str
) -> None:
    day = "2018-04-18"
    shutil.copytree(outputs_of(day).parent, tmp_path / "outputs", ignore=shutil.ignore_patterns("lock"))
    path = tmp_path / "outputs" / file.format(day=day, stem="01-btls-monitoring")
    path.write_bytes(path.read_bytes()[:-9])
    assert "does not belong to" in refusal(shown_by, tmp_path, day, Part.PUBLIC)


@pytest.mark.slow
def test_a_meeting_is_accepted_with_what_changed_in_sentences(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    day, now = "2014-10-01", datetime(2026, 1, 1)
    (first,) = accept_meeting(root, day, now)
    assert first == Accepted(
        f"{day} public", True, tuple(f"{report} is new" for report in read_reference(root, day, Part.PUBLIC).reports)
    )
    edit(root / "data/observations/hr_health_check/2014-15-Q1.csv", ",1.96,", ",1.69,")
    (dry,) = accepted(root, (), [day], now, dry_run=True)
    assert [sentence for sentence in dry.sentences if "1.96 days became 1.69 days" in sentence]
    (done,) = accepted(root, (), [day], now)
    assert done == dry
    assert list(accepted(root, (), [day], now)) == [Accepted(f"{day} public", False, ())]


def executed(source: str = "1", **version: str) -> str:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="a")])
    made.metadata.language_info = {"name": "python", **version}
    return nbformat.writes(made) + "\n"


def test_a_notebook_is_stored_with_the_version_of_python_that_jupyterlab_writes() -> None:
    stored = as_lab_saves(executed(), nbformat.writes(nbformat.v4.new_notebook()))
    assert nbformat.reads(stored, as_version=4).metadata.language_info.version == platform.python_version()


def test_another_version_of_python_alone_changes_no_reference() -> None:
    before = executed(version="3.9.1")
    assert as_lab_saves(executed(), before) == before
    assert f'"version": "{platform.python_version()}"' in as_lab_saves(executed("2"), before)


@pytest.fixture
def run_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notebooks that were run, as they come."""
    names: list[str] = []

    def task(name: str, function: str, arguments: tuple[Path, str], deadline: float) -> Task:
        names.append(arguments[1])
        return Task(name, function, arguments, deadline)

    monkeypatch.setattr(references, "Task", task)
    return names


@pytest.mark.slow
def test_what_a_change_does_not_touch_is_not_made_again(tmp_path: Path, run_again: list[str]) -> None:
    root, now = small_workbook(tmp_path), datetime(2026, 1, 1)
    names = ["calls", "terms", f"{DAY} public", f"{DAY} restricted"]
    assert [(each.name, each.changed) for each in accepted(root, (), (), now)] == [(name, True) for name in names]
    assert sorted(run_again) == ["calls", "terms"]
    run_again.clear()
    assert [*accepted(root, (), (), now)] == [Accepted(name, False, ()) for name in names]
    assert run_again == []
    edit(root / "data/observations/terms/2014-15-Q2.csv", "91.7", "92.7")
    dry = [*accepted(root, (), (), now, dry_run=True)]
    assert [each.name for each in dry if each.changed] == ["terms", f"{DAY} restricted"]
    assert any("91.7% became 92.7%" in sentence for sentence in dry[1].sentences)
    assert [*accepted(root, (), (), now)] == dry
    assert run_again == ["terms", "terms"]
    assert [each.changed for each in accepted(root, (), (), now)] == [False] * 4


@pytest.mark.slow
def test_a_reference_changed_by_hand_is_looked_at_again(tmp_path: Path) -> None:
    root, now = small_workbook(tmp_path, CALLS), datetime(2026, 1, 1)
    list(accepted(root, (), (), now))
    edit(root / f"tests/reference/{DAY}/public.csv", "65.5%", "66.5%")
    changed_now = [each for each in accepted(root, (), (), now) if each.changed]
    assert [each.name for each in changed_now] == [f"{DAY} public"]


@pytest.mark.slow
def test_a_notebook_that_jupyterlab_has_open_is_stored_only_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, now = small_workbook(tmp_path, CALLS), datetime(2026, 1, 1)
    notebook = root / "notebooks/calls.ipynb"
    before = notebook.read_bytes()
    monkeypatch.chdir(root)
    monkeypatch.setattr(references, "server_with", lambda path: "http://localhost:8888/")
    code, out, err = said("accept")
    assert code == 1
    assert "calls: the reference would change" in out
    assert f"{DAY} public: the reference changed" in out
    assert err.startswith("ccpi: notebooks/calls.ipynb is open in JupyterLab (http://localhost:8888/)")
    assert notebook.read_bytes() == before
    (asked,) = accepted(root, ["calls"], (), now, even_if_open=True)
    assert asked.changed and "reload it there" in asked.remark
    assert notebook.read_bytes() != before
    # What is as it was is not asked about.
    assert said("accept") == (0, f"calls: the reference is as it was\n{DAY} public: the reference is as it was\n", "")
