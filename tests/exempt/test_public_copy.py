"""Exempt data out of Part I's reach: the copy, and the lock on the original."""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import continues_row, sheet, workbook
from real import ROOT, contents, copy_of_workbook, edit
from sent import POST, read_lines, sent
from small import DAY, said, small_workbook

from ccpi_nb.domain.meetings import ItemKind, Part
from ccpi_nb.exempt.public_copy import copy_without_exempt, keep_public_held
from ccpi_nb.files.atomic import put_folder, steady
from ccpi_nb.files.kept import FOLDER
from ccpi_nb.intake import readers
from ccpi_nb.workbook.inputs import Workbook


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_without_exempt(Workbook(ROOT), tmp_path_factory.mktemp("copy"))


def test_the_copy_has_no_exempt_file(copy: Path) -> None:
    assert not [name for name in contents(copy) if "btls_governance" in name]
    assert "data/observations/btls/2014-15.csv" in contents(copy)


def test_the_copy_has_nothing_that_only_the_exempt_report_says(copy: Path) -> None:
    """Indicators' definitions stay: what may be measured is no secret, what was measured and agreed is."""
    text = b"".join(content for name, content in contents(copy).items() if name != "data/indicators.csv").decode()
    assert "Priority 4 rose" not in text
    assert "CCPI pack 11 December 2014, item 12" not in text
    assert "BTLS was consulted" not in text


def test_of_an_exempt_item_the_copy_has_what_the_public_agenda_prints(copy: Path) -> None:
    (item,) = Workbook(copy).meeting("2014-12-11").items_in(Part.EXEMPT)
    assert item.title == "BT Lancashire Services Limited Service Governance and Performance Monitoring Report"
    assert item.exemption is not None
    assert item.reports == ()


def test_the_public_agenda_knows_that_an_exempt_report_is_to_follow_and_not_for_what(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path / "workbook")
    edit(
        root / "params/2014-12-11.yaml",
        "      notebook: btls_monitoring\n",
        "      notebook: btls_monitoring\n      awaits: {btls_governance: [2014-15-Q3]}\n",
    )
    copy = copy_without_exempt(Workbook(root), tmp_path / "copy")
    (item,) = Workbook(copy).meeting("2014-12-11").items_in(Part.EXEMPT)
    assert item.kind is ItemKind.TO_FOLLOW
    assert "Q3" not in (copy / "params/2014-12-11.yaml").read_text(encoding="utf-8")


def test_data_that_are_exchanged_while_they_are_copied_are_copied_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_workbook(tmp_path / "workbook")
    value = "data/observations/calls/2014-15-Q2.csv"
    tree, exchanges = shutil.copytree, []

    def copied(source: Path, *arguments: Any, **options: Any) -> Any:
        if Path(source).name == "registers" and not exchanges:
            exchanges.append(source)
            tree(root / "data", root / "new")
            edit(root / "new" / value.removeprefix("data/"), "65.5", "66.6")
            put_folder(root / "new", root / "data")
        return tree(source, *arguments, **options)

    monkeypatch.setattr(shutil, "copytree", copied)
    copy = tmp_path / "copy"
    steady(root / "data", lambda: copy_without_exempt(Workbook(root), copy))
    assert exchanges
    assert "66.6" in (copy / value).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["indicators.csv", "names.csv", "targets.csv", "observations", "registers"])
def test_what_a_new_workbook_lacks_its_copy_lacks_too(tmp_path: Path, name: str) -> None:
    root = workbook(tmp_path / "w")
    gone = ["observations", name] if name == "indicators.csv" else [name]
    for path in (root / "data" / each for each in (*gone, "targets.csv") if (root / "data" / each).exists()):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    copied = copy_without_exempt(Workbook(root), tmp_path / "copy")
    assert set(contents(copied)) == set(contents(root))


def test_with_the_copy_is_kept_what_open_datasets_hold_and_of_exempt_ones_nothing(tmp_path: Path) -> None:
    whole = Workbook(small_workbook(tmp_path / "w"))
    assert "terms" in whole.dataset_names
    keep_public_held(whole, copy_without_exempt(whole, tmp_path / "copy"))
    kept = [path.name for path in (tmp_path / "copy" / FOLDER).iterdir()]
    assert sorted(kept) == [f"{name}.json" for name in whole.dataset_names if name != "terms"]
    assert not (whole.root / FOLDER).exists()


def test_params_with_a_byte_order_mark_are_copied_as_they_are_read(tmp_path: Path) -> None:
    root = workbook(tmp_path / "w")
    params = root / "params/2014-12-11.yaml"
    params.write_bytes(b"\xef\xbb\xbf" + params.read_bytes())
    copied = copy_without_exempt(Workbook(root), tmp_path / "copy")
    assert Workbook(copied).meeting("2014-12-11").items == Workbook(root).meeting("2014-12-11").items


def test_what_is_left_keeps_its_place(copy: Path) -> None:
    original = {target.row: target for target in Workbook(ROOT).targets}
    left = Workbook(copy).targets
    assert 0 < len(left) < len(original)
    assert all(original[target.row] == target for target in left)


def test_a_public_document_may_use_the_same_of_the_copy_as_of_the_workbook(copy: Path) -> None:
    whole, cut = Workbook(ROOT), Workbook(copy)
    assert cut.dataset_names == cut.open_datasets == whole.open_datasets != whole.dataset_names
    allowed = whole.evidence(whole.open_datasets, date.max, Part.PUBLIC)
    assert cut.evidence(cut.dataset_names, date.max, Part.PUBLIC) == allowed
    assert (cut.targets, cut.continuations) == (allowed.targets, allowed.continuations)


def test_of_breaks_in_definition_the_copy_has_those_between_two_that_it_has_values_of(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    rows = [
        {"indicator": "dbs_forms_with_errors", "continues": "dbs_checks_two_days", "reason": "of something exempt"},
        {"indicator": "pay_changes_published_deadline", "continues": "payroll_errors", "reason": "of something public"},
    ]
    (root / "data/continues.csv").write_text(sheet(*(continues_row(**row) for row in rows)), encoding="utf-8")
    copy = copy_without_exempt(Workbook(root), tmp_path / "copy")
    (left,) = Workbook(copy).continuations
    assert str(left.row) == "data/continues.csv, row 3"
    assert "of something exempt" not in (copy / "data/continues.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("attempt", "refused"),
    [
        ("open(root + '/data/indicators.csv')", True),
        ("open(os.path.relpath(root + '/data/indicators.csv'))", True),
        ("open((root + '/data/indicators.csv').encode())", True),
        ("pathlib.Path(root, 'params/2014-12-11.yaml').read_text()", True),
        ("os.listdir(root + '/data/observations')", True),
        ("pandas.read_csv(root + '/data/names.csv')", True),
        ("shutil.copy(root + '/data/names.csv', '/dev/null')", True),
        ("open(root + '/outputs/2014-12-11/restricted/x.html')", True),
        ("open(root + '/outputs/2014-12-11-failed/restricted/x.ipynb')", True),
        ("open(root + '/tests/reference/2014-12-11/restricted.csv')", True),
        ("subprocess.run([sys.executable, '-c', ''])", True),
        ("os.system('true')", True),
        ("open(root + '/notebooks/btls_monitoring.ipynb')", True),
        ("open(root + '/outputs/.gitignore')", True),
        ("open(copy + '/notebooks/btls_monitoring.ipynb')", False),
        ("open(copy + '/data/indicators.csv')", False),
        ("open(link)", True),
        ("open(other)", True),
    ],
)
@pytest.mark.slow
def test_a_locked_process_can_t_read_the_original(tmp_path: Path, attempt: str, refused: bool) -> None:
    root = copy_of_workbook(tmp_path / "w")
    (root / "outputs/2014-12-11/restricted").mkdir(parents=True)
    (root / "outputs/2014-12-11/restricted/x.html").write_text("exempt")
    (root / "outputs/.gitignore").write_text("*")
    (tmp_path / "exempt.json").write_text("exempt")
    (tmp_path / "link").symlink_to(root / "data/indicators.csv")
    copy = copy_without_exempt(Workbook(root), tmp_path / "copy")
    code = f"""
import os, pathlib, shutil, subprocess, sys, pandas
from ccpi_nb.exempt.lock import keep_out
from ccpi_nb.exempt.reach import reach_of_part_i
root, link, other = {str(root)!r}, {str(tmp_path / "link")!r}, {str(tmp_path / "exempt.json")!r}
copy = {str(copy)!r}
reach = reach_of_part_i(pathlib.Path(root), pathlib.Path(copy), pathlib.Path({str(tmp_path / "run/1")!r}))
keep_out((*reach.closed, other), reach.opened)
try:
    {attempt}
except PermissionError as problem:
    print("refused:", problem)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("refused: ") == refused


def test_of_what_was_taken_in_the_copy_has_the_place_alone_and_of_an_exempt_dataset_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "readers", lambda *_: (read_lines,))
    root = small_workbook(tmp_path / "w")
    monkeypatch.chdir(root)
    files = [
        sent(tmp_path / "in", "calls|calls_answered|2014-11||82.14 230/280|E8", name="Dashboard.txt"),
        sent(tmp_path / "in", "terms|terms_kept|2014-11||93.47|B77", name="Terms agreed.txt"),
        sent(tmp_path / "in", "calls|calls_answered|2014-10||81.12|9,876 records", name="calls.txt"),
    ]
    assert said("collect", "read", *map(str, files), "--for", DAY, "--post", POST, "--write")[0] == 0
    copied = copy_without_exempt(Workbook(root), tmp_path / "copy")
    told = contents(copied)
    assert "data/intake/calls/2014-11.csv" in told
    assert not [name for name in told if "data/intake/terms" in name or "workings" in name or "received" in name]
    text = b"".join(told.values()).decode()
    assert [word for word in ("82.14%", "Terms agreed", POST, "SELECT") if word in text] == []
    assert not re.search("[0-9a-f]{64}", text)
    observed = [row.origin for row in Workbook(copied).dataset("calls") if row.origin]
    assert observed == [row.origin for row in Workbook(root).dataset("calls") if row.origin]
