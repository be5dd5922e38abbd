"""Workbooks made for tests of recipes, and what a recipe takes from them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
from builders import kpi
from openpyxl.worksheet.worksheet import Worksheet

from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.lineage import ReceivedFile, Taken, TakenValue
from ccpi_nb.errors import InputError
from ccpi_nb.recipes.reading import taken_by
from ccpi_nb.recipes.recipe import Recipe
from ccpi_nb.recipes.recipe_files import recipe_from

INDICATORS = {
    indicator.key: indicator
    for indicator in (
        kpi("paid_30_days", decimals=2),
        kpi("answered_rate", decimals=1),
        kpi("contracts_value", unit="£m", decimals=3, polarity="none"),
        kpi("prevented_value", unit="£", decimals=0, polarity="none"),
        kpi("calls_offered", unit="number", decimals=0, polarity="none"),
        kpi("call_wait", unit="mm:ss", decimals=0, polarity="lower"),
        kpi("awarded", unit="number", decimals=0, polarity="none", breakdown="place"),
    )
}

DASHBOARD = """\
dataset: procurement
files: "*dashboard Q{quarter} {year}*"
tables:
- sheet: "Dashboard*"
  rows:
    heading: Measure
    indicators:
      Invoices paid in 30 days: paid_30_days
      Calls offered: calls_offered
    leave_out: ["Total*", "Note*"]
  columns:
    periods:
      "Q{quarter}": quarter
    leave_out: [Target]
none: {"n/a": "[z]", "-": "[x]"}
"""


def recipe(text: str = DASHBOARD, indicators: Mapping[str, Indicator] = INDICATORS) -> Recipe:
    return recipe_from(text, "data/recipes/dashboard.yaml", indicators, ["procurement"])


def received(folder: Path, content: bytes, name: str) -> ReceivedFile:
    path = folder / "received"
    path.write_bytes(content)
    return ReceivedFile(path, name, sha256(content).hexdigest())


def workbook(fill: Callable[[Worksheet], object], **more: Callable[[Worksheet], object]) -> bytes:
    """An Excel workbook with the sheet 'Dashboard', which `fill` fills, and others by their names."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Dashboard"
    fill(sheet)
    for name, fill_it in more.items():
        fill_it(book.create_sheet(name))
    return saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def open_document(sheets: str, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet of some elements 'table:table'."""
    kinds = ("table", "office", "text", "style")
    names = "".join(f' xmlns:{kind}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for kind in kinds)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as pack:
        pack.writestr(
            "content.xml",
            f"<office:document-content{names}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
            f"<office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


def dashboard(sheet: Worksheet) -> None:
    """The table that `DASHBOARD` reads: three quarters of two measures, below a title, with a total and a note."""
    sheet["A1"] = "Procurement dashboard"
    for row in (
        ["Measure", "Q1", "Q2", "Q3", "Target"],
        ["Invoices paid in 30 days", 0.7512, 0.7759, 0.8213, 0.9],
        ["Calls offered", 2846, 2512, 7412, None],
        ["Total", 1, 2, 3, 4],
        ["Note: provisional"],
    ):
        sheet.append(row)
    for cell in sheet[3][1:]:
        cell.number_format = "0.00%"


NAME = "Procurement dashboard Q3 2014-15 FINAL v3.xlsx"


def take(folder: Path, content: bytes, text: str = DASHBOARD, name: str = NAME) -> Taken:
    return taken_by(recipe(text), received(folder, content, name), INDICATORS)


def problems(folder: Path, content: bytes, text: str = DASHBOARD, name: str = NAME) -> tuple[str, ...]:
    try:
        taken = take(folder, content, text, name)
    except InputError as refused:
        return refused.problems
    raise AssertionError(f"taken: {[shown(value) for value in taken.values]}")


def shown(value: TakenValue) -> str:
    """A value as tests compare it: 'paid_30_days 2014-15-Q3 82.13'."""
    parts = (value.indicator, str(value.period), value.breakdown, value.qualifier)
    whole = f" = {value.numerator}/{value.denominator}" if value.numerator or value.denominator else ""
    return f"{' '.join(filter(None, parts))} {value.shorthand or value.value}{whole}"


def all_shown(taken: Taken) -> list[str]:
    return [shown(value) for value in taken.values]
