"""The worked example of docs/recipes.md does what the page says."""

import re
from datetime import date
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet
from real import ROOT
from sheets_made import all_shown, received, workbook

from ccpi_nb.recipes.reading import taken_by
from ccpi_nb.recipes.recipe_files import recipe_from
from ccpi_nb.workbook.inputs import Workbook

PAGE = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")


def filled(sheet: Worksheet) -> None:
    for row in (
        ["Procurement dashboard, 2014/15"],
        ["Measure", "Q2", "Q3", "YTD", "Target"],
        ["% undisputed invoices paid in 30 days", 0.7759, 0.8213, 0.794, 0.9],
        ["Value of contracts let (£)", 35586000, 19750000, 91750000],
        ["Legal challenges", 0, "n/a", 0],
        ["TOTAL"],
        ["Note: invoices in dispute are left out."],
    ):
        sheet.append(row)
    for cell in sheet[3][1:]:
        cell.number_format = "0.00%"
    for cell in sheet[4][1:]:
        cell.number_format = "£#,##0"


def test_the_worked_example_reads_what_the_page_says(tmp_path: Path) -> None:
    text = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    book = Workbook(ROOT)
    name = "Procurement dashboard Q3 2014-15 FINAL v3.xlsx"
    recipe = recipe_from(text, "data/recipes/procurement_dashboard.yaml", book.indicators, book.dataset_names)
    taken = taken_by(recipe, received(tmp_path, workbook(filled), name), book.indicators)
    assert all_shown(taken) == [
        "invoices_paid_30_days 2014-15-Q2 77.59",
        "invoices_paid_30_days 2014-15-Q3 82.13",
        "invoices_paid_30_days 2014-04/2014-12 79.40",
        "contracts_let_value 2014-15-Q2 35.586",
        "contracts_let_value 2014-15-Q3 19.750",
        "contracts_let_value 2014-04/2014-12 91.750",
        "legal_challenges_received 2014-15-Q2 0",
        "legal_challenges_received 2014-15-Q3 [x]",
        "legal_challenges_received 2014-04/2014-12 0",
    ]
    assert taken.values[1].period.end == date(2014, 12, 31)
    assert (taken.values[1].origin.cell, taken.values[1].origin.shown_as, taken.values[1].origin.held_as) == (
        "C3",
        "82.13%",
        "0.8213",
    )


def test_every_key_of_a_recipe_is_on_the_page() -> None:
    from ccpi_nb.recipes import recipe_files

    models = (recipe_files._Recipe, recipe_files._Table, recipe_files._Rows, recipe_files._Columns, recipe_files._Means)
    keys = {key for model in models for key in model.model_fields}
    assert {key for key in keys if f"`{key}" not in PAGE and f" {key}" not in PAGE} == set()
