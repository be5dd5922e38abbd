"""Records taken in by the commands: what is written, and that no record is."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from builders import refusals
from postgresql import Server, in_postgresql, server
from records_made import AWAITING, CANARY, MEASURES, Invoice, as_csv, invoices, measured, received
from small import said

from ccpi_nb.intake.again import read_again
from ccpi_nb.records.reading import take_records
from ccpi_nb.workbook.inputs import Workbook

pytest.importorskip("ibis", reason="the extra 'records' is not installed")

DAY, POST = "2014-12-11", "Performance Officer"
FEW = MEASURES[: MEASURES.index("  paid_value:")]


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    made = measured(tmp_path / "workbook", FEW, **{f"params/{DAY}.yaml": AWAITING})
    monkeypatch.chdir(made.root)
    return made


def contents(root: Path) -> str:
    """All that is in the files that git keeps, and their names."""
    texts = (
        f"{path}\n{path.read_text(encoding='utf-8')}"
        for path in sorted(root.rglob("*"))
        if path.is_file() and "received" not in path.relative_to(root).parts
    )
    return "\n".join(texts)


def test_records_become_rows_with_working_papers_and_stay_where_they_are(workbook: Workbook, tmp_path: Path) -> None:
    records = invoices(400, days=183)
    file = received(tmp_path / "in" / "AP_invoices.csv", as_csv(records))
    code, out, err = said("collect", "read", str(file.path), "--for", DAY, "--post", POST, "--write")
    assert (code, err) == (0, "")
    assert "written  data/observations/invoices/2014-15-Q1.csv" in out
    now = Workbook(workbook.root)
    quarter = [row for row in now.dataset("invoices") if str(row.period) == "2014-15-Q1"]
    assert {row.indicator for row in quarter} == {"paid_30_days", "paid_number"}
    assert all(row.source.startswith("AP_invoices.csv, ") and row.source.endswith(" records") for row in quarter)
    written = contents(workbook.root)
    assert "left out: records whose key stands more than once" in written
    for text in (written, out):
        assert CANARY not in text
        assert not any(one.number in text for one in records if one.number.startswith("INV"))
    again = said("collect", "read", str(file.path), "--for", DAY, "--post", POST, "--write")
    assert again[0] == 0
    assert "new" not in again[1].replace("0 new", "")
    assert contents(workbook.root) == written


def test_files_that_were_counted_together_are_read_again_together(workbook: Workbook, tmp_path: Path) -> None:
    records = invoices(400, days=183)
    halves = [received(tmp_path / "in" / f"AP_{at}.csv", as_csv(records[at::2])) for at in (0, 1)]
    files = [str(half.path) for half in halves]
    code, _, err = said("collect", "read", *files, "--for", DAY, "--post", POST, "--write")
    assert (code, err) == (0, "")
    now = Workbook(workbook.root)
    again = read_again(now, (("invoices", row) for row in now.intake.rows("invoices")))
    assert (again.files, again.problems) == (1, ())
    assert again.values > 5


def test_periods_that_nobody_took_in_are_not_counted_when_it_is_read_again(workbook: Workbook, tmp_path: Path) -> None:
    early = Invoice("INV-early", "2013-11-30", "2013-12-02", Decimal(12), "n", "PR1")
    file = received(tmp_path / "in" / "AP_invoices.csv", as_csv([*invoices(400, days=183), early]))
    code, _, err = said("collect", "read", str(file.path), "--for", DAY, "--post", POST, "--write")
    assert (code, err) == (0, "")
    now = Workbook(workbook.root)
    rows = [("invoices", row) for row in now.intake.rows("invoices")]
    # Without a meeting all periods that the file covers are counted, and January has no record.
    assert any("no record's 'Paid' is in January 2014" in why for why in refusals(take_records, file, now))
    again = read_again(now, rows)
    assert (again.files, again.values, again.problems) == (1, len(rows), ())


@pytest.mark.slow
def test_a_table_of_a_database_is_taken_in_and_the_password_is_nowhere(
    workbook: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server() as running:
        file = tmp_path / "connections.yaml"
        file.write_text(running.connection, encoding="utf-8")
        file.chmod(0o600)
        monkeypatch.setenv("CCPI_CONNECTIONS", str(file))
        in_postgresql(running, invoices(400, days=183), typed=False)
        words = ("collect", "measure", "invoices", "--for", DAY, "--connection", "finance", "--post", POST, "--write")
        code, out, err = said(*words)
        assert (code, err) == (0, "")
        assert "table ap_invoices" in out
        written = contents(workbook.root)
        wrong = Server(running.port, password="Quillfeather-wrong")
        file.write_text(wrong.connection, encoding="utf-8")
        refused = said(*words)
    assert refused[0] == 1
    assert "connection 'finance': postgresql can't be reached" in refused[2]
    for text in (out, written, *refused[1:]):
        assert "Quillfeather" not in text


@pytest.mark.parametrize(
    ("content", "mode", "problem"),
    [
        (
            "finance: {engine: postgres}",
            0o600,
            "line 1, finance: engine: there is no engine 'postgres'; did you mean 'postgresql'?",
        ),
        ("fin: {engine: postgresql}", 0o600, "there is no connection 'finance'; did you mean 'fin'?"),
        (
            "finance: {engine: postgresql, password: x}",
            0o644,
            "line 1, finance: password: others on this computer can read it; run: chmod 600, and the file's name",
        ),
        (
            "finance: {engine: postgresql, password_from: NOT_SET}",
            0o600,
            "line 1, finance: password_from: the environment has no variable NOT_SET; set it to the password",
        ),
    ],
)
def test_a_connection_that_can_not_be_used_is_refused(
    workbook: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, mode: int, problem: str
) -> None:
    file = tmp_path / "connections.yaml"
    file.write_text(content, encoding="utf-8")
    file.chmod(mode)
    monkeypatch.setenv("CCPI_CONNECTIONS", str(file))
    code, _, err = said("collect", "measure", "invoices", "--for", DAY, "--connection", "finance")
    joined = ", " if problem.startswith("line") else ": "
    assert (code, err) == (1, f"ccpi: the file of CCPI_CONNECTIONS{joined}{problem}\n")


def test_connections_may_not_stand_in_the_workbook(workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    (workbook.root / "connections.yaml").write_text("finance: {engine: postgresql}", encoding="utf-8")
    monkeypatch.setenv("CCPI_CONNECTIONS", os.fspath(workbook.root / "connections.yaml"))
    assert said("collect", "measure", "invoices", "--for", DAY, "--connection", "finance")[2] == (
        "ccpi: the file of CCPI_CONNECTIONS: it stands in the workbook, which others read; move it out of workbook\n"
    )
