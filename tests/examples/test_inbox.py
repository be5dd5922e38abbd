"""The made-up inputs: the same each time, marked as made up, without people, and true to what was published."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from real import ROOT

from ccpi_nb.domain.lineage import is_made_up
from ccpi_nb.examples.inbox import call_log, quarter_2, quarter_3
from ccpi_nb.examples.spreadsheets import contractor_levels, corporate_return, procurement_dashboard
from ccpi_nb.files.personal_details import personal_details_in

_RECORDS = {"quarter 2": quarter_2, "quarter 3": quarter_3, "calls": call_log}
_BOOKS = {"dashboard": procurement_dashboard, "return": corporate_return, "contractor": contractor_levels}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("cp1252"), newline="")))


def _day(text: str) -> date:
    return date.fromisoformat(text) if "-" in text else datetime.strptime(text, "%d/%m/%Y").date()


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _published() -> Mapping[str, Decimal]:
    file = ROOT / "data/observations/procurement/2014-15-Q2.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["indicator"]: Decimal(row["value"]) for row in csv.DictReader(lines) if row["given_in"] == "table"}


def test_the_invoices_of_quarter_2_come_to_what_was_published_to_the_digit() -> None:
    rows = _rows(quarter_2())
    paid = [row for row in rows if row["Disputed?"].lower() in ("", "n", "no")]
    taken = [(_day(row["Paid"]) - _day(row["Invoice Date"])).days for row in paid]
    assert {
        "invoices_paid_10_days": _share(sum(days <= 10 for days in taken), len(taken)),
        "invoices_paid_30_days": _share(sum(days <= 30 for days in taken), len(taken)),
        "invoices_paid_after_90_days": _share(sum(days > 90 for days in taken), len(taken)),
        "immediate_payment_requests": sum(row["Immediate?"].lower() in ("y", "yes") for row in rows),
    }.items() <= _published().items()
    assert {_day(row["Paid"]).month for row in paid} == {7, 8, 9}


def test_the_invoices_of_quarter_3_have_what_extracts_have() -> None:
    rows = _rows(quarter_3())
    assert len(rows) == 50_000
    assert len({row["Invoice No"] for row in rows}) == len(rows) - 9
    assert {row["Disputed?"] for row in rows} >= {"", "Yes", "y"}
    assert any(row["Paid"] == "" for row in rows)
    assert any(row["Amount"].startswith("£") and "," in row["Amount"] for row in rows)
    forms = {re.sub(r"\d+", "9", row["Invoice Date"]) for row in rows}
    assert forms == {"9/9/9", "9-9-9"}
    with pytest.raises(UnicodeDecodeError):
        quarter_3().decode()


@pytest.mark.parametrize("made", _RECORDS.values(), ids=_RECORDS)
def test_no_record_has_a_person_in_it_and_each_says_that_it_is_made_up(made: object) -> None:
    assert callable(made)
    rows = _rows(made())
    assert all(next(iter(row.values())).startswith("MADEUP-") for row in rows)
    assert personal_details_in(" ".join(" ".join(row.values()) for row in rows[:2000])) == ()


@pytest.mark.parametrize("made", (_RECORDS | _BOOKS).values(), ids=_RECORDS | _BOOKS)
def test_the_same_inputs_are_made_each_time(made: object) -> None:
    assert callable(made)
    assert made() == made()


@pytest.mark.parametrize("made", _BOOKS.values(), ids=_BOOKS)
def test_a_workbook_says_in_its_title_and_on_every_sheet_that_it_is_made_up(made: object) -> None:
    import openpyxl

    assert callable(made)
    content = made()
    assert is_made_up(ZipFile(BytesIO(content)).read("docProps/core.xml").decode())
    assert all(is_made_up(str(sheet["A1"].value)) for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets)
