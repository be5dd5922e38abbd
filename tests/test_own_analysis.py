"""An analyst's own analysis in a real notebook, from data frame to ledger: every number of it is explained."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from real import copy_of_workbook, leave_out_reports
from small import said

from ccpi_nb.review.outputs import read_ledger

DAY, PAPER = "2014-12-11", "04-procurement-dashboard"
CELLS = (
    'report.computed("contract_worth", "{ratio of contracts_let_value to contracts_let}", name="Value of a contract",\n'
    '                polarity="lower")',
    'report.computed("paid_late", "{difference of invoices_paid_30_days and invoices_paid_10_days}",\n'
    '                name="Paid after ten days, within thirty", target="")',
    'report.say("A contract was worth {contract_worth}, {change of contract_worth}; {share of contractors_engaged / '
    "Lancashire @ 2014-04/2014-10 in total of contractors_engaged @ 2014-04/2014-10} of contractors were local, "
    "{rate per thousand of contracts_let @ 2014-04/2014-10 to contractors_engaged / Other @ 2014-04/2014-10} per "
    'thousand.", "In the half year {sum of last 2 of contracts_let} were let, {mean of last 2 of contracts_let} a '
    'quarter, the index at {index of contracts_let @ 2014-15-Q2 since 2014-15-Q1}.", at="2014-15-Q2")',
    'report.headlines(["contract_worth"], quarters)',
    'report.table(["contract_worth", "paid_late"], quarters, "Two figures of our own")',
    'report.period_bars("paid_late", f"{quarters}, {month}", "The gap")',
    'report.main_points(quarters, keys=["contract_worth"])',
    'wide = report.wide(quarters, ["invoices_paid_30_days", "invoices_paid_10_days", "contracts_let"])\n'
    "first, last = wide.columns\n"
    "report.own_table(wide.assign(change=wide[last] - wide[first], times=wide[last] / wide[first]), 'Our own table')",
    "import seaborn\nreport.style()\n"
    'places = report.frame[report.frame.indicator == "contractors_engaged"]\n'
    'report.own_chart(seaborn.barplot(data=places, x="breakdown", y="value"), "Contractors by place",\n'
    '                 "Bars: the longest is Lancashire\'s.", data=places)',
    'paid = report.frame[report.frame.indicator.isin(["invoices_paid_30_days", "invoices_paid_10_days"])]\n'
    'grid = seaborn.catplot(data=paid, x="period", y="value", hue="name", kind="bar")\n'
    'report.own_chart(grid, "Invoices paid in time", "Bars up to {invoices_paid_30_days @ 2014-10}.", data=paid)',
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = copy_of_workbook(tmp_path_factory.mktemp("own"))
    leave_out_reports(root / f"params/{DAY}.yaml", "corporate_performance", "blue_badge_recovery")
    path = root / "notebooks/procurement_dashboard.ipynb"
    notebook = nbformat.read(path, as_version=4)
    at = next(place for place, cell in enumerate(notebook.cells) if "# Consultations" in cell.source)
    own = [nbformat.v4.new_markdown_cell("### Our own analysis"), *map(nbformat.v4.new_code_cell, CELLS)]
    notebook.cells[at:at] = own
    nbformat.write(notebook, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert said("run", DAY, "--quiet")[::2] == (0, "")
        yield root / "outputs" / DAY / "public"


@pytest.mark.slow
def test_a_notebook_with_an_own_analysis_passes_the_check(outputs: Path) -> None:
    assert said("check")[0] == 0


@pytest.mark.slow
def test_every_number_of_an_own_analysis_is_explained(outputs: Path) -> None:
    code, printed, _ = said("audit", DAY)
    explained, of = printed.split()[:3:2]
    assert (code, explained) == (0, of)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figure", "lines"),
    [
        ("£1.19m", ["35.586 ÷ 30 ≈ 1.19", "data/observations/procurement/2014-15-Q2.csv, row 10"]),
        ("1.05", ["77.59 ÷ 74.16 ≈ 1.05", "table 'Our own table', row 'Invoices paid within 30 days', column 'Times'"]),
        ("166.7", ["30 as a percentage of 18 ≈ 166.7", "index: a value as a percentage of the one at the base"]),
    ],
)
def test_an_own_figure_is_traced_to_its_rows(outputs: Path, figure: str, lines: list[str]) -> None:
    code, printed, _ = said("trace", DAY, figure)
    assert code == 0
    assert [line for line in lines if line not in printed] == []


@pytest.mark.slow
def test_an_own_analysis_stands_in_the_spreadsheet_the_csv_file_and_the_ledger(outputs: Path) -> None:
    table = (outputs / f"{PAPER}.csv").read_text(encoding="utf-8")
    assert '"Our own table","Number of contracts let","Times","1.67"' in table
    assert '"Contractors by place: the values, Contractors, April to October 2014"' in table
    drawn = [line for line in read_ledger(outputs / "ledger.csv") if "chart 'Contractors by place'" in line.place]
    assert [line.text for line in drawn] == ["104", "35", "28"]
    assert (outputs / f"{PAPER}.xlsx").is_file()
