"""What the gate knows of a file that came for an exempt dataset: its cells too, whether or not they were taken in."""

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from real import ROOT, copy_of_workbook
from small import DAY, small_workbook

from ccpi_nb.document.model import Document, Masthead
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.lineage import LineageRow, Origin
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.exempt import known
from ccpi_nb.exempt.amounts import amounts_of
from ccpi_nb.exempt.content import collect_exempt
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.lineage import LINEAGE, lineage_cells

NAME, SHEET, HIDDEN, OPEN = "Terms Q2.xlsx", "Terms", "Workings", "Calls"
NOTE = "The contractor has asked for the ceiling on penalties to be lifted."


def write_book(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    share, pounds = book.add_format({"num_format": "0.00%"}), book.add_format({"num_format": '"£"#,##0'})
    terms, hidden, calls = (book.add_worksheet(name) for name in (SHEET, HIDDEN, OPEN))
    hidden.hide()
    rows = [
        ("Service level", "Quarter 2", "Year to end of Q2", "Target"),
        ("Terms kept", 0.917, 0.92, 0.9),
        ("Penalties waived", 31, 57, None),
        ("Total", 48, 243, 250),
        ("Share of the ceiling", 0.8213, None, None),
        ("Year to end of quarter", 77, 78, 79),
        (NOTE, None, None, None),
        ("Figures for the year to the end of the quarter", None, None, None),
    ]
    for at, row in enumerate(rows):
        for column, held in enumerate(row):
            terms.write(at, column, held, share if isinstance(held, float) else None)
    hidden.write_row(0, 0, ["Account lead", "Agreed sum", "Firm"])
    hidden.write_row(1, 0, ["Jane Holloway", None, "Quillfeather Partners Ltd"])
    hidden.write(1, 1, 1364250, pounds)
    calls.write_row(0, 0, ["Calls lost in the queue", 8765.4])
    book.close()


KEYS = {"calls": "calls_answered", "terms": "terms_kept", "btls_governance": "ict_priority_1"}


def write_lineage(root: Path, dataset: str, sha256: str, sheet: str, working: str = "") -> None:
    origin = Origin(NAME, sha256, sheet, "B2", "91.70%", "0.917", working=working)
    key = KEYS[dataset]
    told = (key, Period.parse("2014-15-Q2"), "", date(2014, 12, 11), "the pack", origin, "Performance Officer")
    row = LineageRow(*told, date(2014, 12, 1), DataRow("x", 2))
    text = io.StringIO()
    writer = csv.DictWriter(text, LINEAGE, lineterminator="\n")
    writer.writeheader()
    writer.writerow(lineage_cells(row))
    file = root / f"data/intake/{dataset}/2014-15-Q2.csv"
    file.parent.mkdir(parents=True)
    file.write_text(text.getvalue(), encoding="utf-8")


def received(root: Path, write: Callable[[Path], object] = write_book) -> str:
    """Put the file where received ones are kept, and return its hash."""
    (root / "received").mkdir()
    write(root / "received/new.xlsx")
    sha256 = hashlib.sha256((root / "received/new.xlsx").read_bytes()).hexdigest()
    (root / "received/new.xlsx").rename(root / f"received/{sha256}.xlsx")
    return sha256


def content(root: Path, day: str = DAY) -> ExemptContent:
    workbook, shown = Workbook(root), (Document(Masthead("", ""), ()),)
    return collect_exempt(workbook, workbook.meeting(day), {Part.PUBLIC: shown, Part.EXEMPT: shown})


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of whose exempt dataset one value was taken in from a file that has many others."""
    root = small_workbook(tmp_path_factory.mktemp("received") / "workbook")
    write_lineage(root, "terms", received(root), SHEET)
    return root


@pytest.fixture(scope="module")
def found(root: Path) -> ExemptContent:
    return content(root)


@pytest.mark.parametrize(
    "leak",
    [
        f"They say: {NOTE}",
        "Penalties waived: 31",
        "Of the penalties waived, 57 were large.",
        "It was 82.13% of it.",
        "They agreed on £1,364,250.",
        "They agreed on £1.36425 million.",
        "Jane Holloway leads on it.",
        "jane  holloway",
        "The firm is Quillfeather Partners.",
        "Calls lost in the queue: 8,765.4",
    ],
)
def test_what_was_not_taken_in_of_an_exempt_file_may_stand_in_no_public_page(found: ExemptContent, leak: str) -> None:
    assert found.found_in(leak)


@pytest.mark.parametrize(
    "honest",
    [
        "The total was 48, and 243 of them in the year to date.",
        "Target: 250. Service level, quarter 2.",
        "Year to end of quarter: 77, then 78.",
        "Figures for the year to the end of the quarter",
        "The account lead said so; penalties are rare.",
        "31 calls, 57 letters and 79 visits.",
        "Another firm has partners.",
    ],
)
def test_what_any_table_could_have_is_no_leak(found: ExemptContent, honest: str) -> None:
    assert found.found_in(honest) == ()


def test_a_file_is_read_once_and_then_known_by_its_hash(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(root)
    monkeypatch.setattr(known, "open_book", lambda *_: pytest.fail("it is read again"))
    assert content(root) == before


def test_of_a_file_that_is_open_too_only_the_exempt_sheets_are_closed(tmp_path: Path) -> None:
    root = small_workbook(tmp_path)
    sha256 = received(root)
    write_lineage(root, "terms", sha256, SHEET)
    write_lineage(root, "calls", sha256, OPEN)
    found = content(root)
    assert found.found_in(f"They say: {NOTE}")
    assert not found.found_in("Calls lost in the queue: 8,765.4; Jane Holloway leads on it.")


def test_where_a_file_is_not_here_or_was_counted_the_gate_does_without(tmp_path: Path) -> None:
    root = small_workbook(tmp_path / "away")
    write_lineage(root, "terms", "0" * 64, SHEET)
    assert not content(root).found_in(f"They say: {NOTE}")
    counted = small_workbook(tmp_path / "counted")
    write_lineage(counted, "terms", received(counted), SHEET, "terms-1")
    assert not content(counted).found_in(f"They say: {NOTE}")


def test_a_file_that_is_not_as_it_came_stops_the_gate(tmp_path: Path) -> None:
    root = small_workbook(tmp_path)
    sha256 = received(root)
    write_lineage(root, "terms", sha256, SHEET)
    (root / f"received/{sha256}.xlsx").write_bytes(b"other")
    with pytest.raises(InputError, match="it is not as it came"):
        content(root)


def write_dashboard(path: Path) -> None:
    """A dashboard as contractors send them: a hundred rows of numbers drawn by chance under everyday names."""
    draw = Random(7)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Dashboard")
    share, pounds = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": '"£"#,##0.00'})
    sheet.write_row(
        0, 0, ["Contract Management Dashboard", "Quarter 2", "Year to date", "Target", "RAG Rating", "Lead"]
    )
    names = ("ICT priority 1", "Payroll errors", "Calls offered", "Average call wait", "Service desk contacts", "Staff")
    for row in range(1, 101):
        sheet.write_string(row, 0, draw.choice((*names, "Blue badge", "Council tax", "Grand total", "Job offers")))
        sheet.write_number(row, 1, round(draw.random(), 3), share)
        sheet.write_row(row, 2, [draw.randint(1, 999), draw.randint(1, 999)])
        sheet.write_string(row, 4, draw.choice(("Red", "On track", "To be reviewed next quarter")))
        sheet.write_string(row, 5, draw.choice(("Head of Service", "Contract Manager", "Business Support")))
        sheet.write_number(row, 6, round(1e6 * draw.random(), 2), pounds)
    book.close()


def test_an_exempt_dashboard_raises_no_alarm_over_what_the_six_meetings_published(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    before = content(root)
    write_lineage(root, "btls_governance", received(root, write_dashboard), "Dashboard")
    found = content(root)
    assert len(found.labelled) > len(before.labelled) + 100
    public = sorted((ROOT / "tests/reference").glob("*/public.csv"))
    assert len(public) == 6
    for ledger in public:
        lines = list(csv.DictReader(io.StringIO(ledger.read_text(encoding="utf-8-sig"))))
        shown = frozenset(amount for line in lines for amount in amounts_of(line["text"], line["value"]))
        text = "\n".join(f"{line['place']}: {line['text']} ({line['source']})" for line in lines)
        assert {*found.without(shown).found_in(text)} <= {*before.without(shown).found_in(text)}, ledger.parent.name
