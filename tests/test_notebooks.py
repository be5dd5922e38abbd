"""The notebooks as they are stored: the reference that a changed figure is found against."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from real import ROOT, copy_of_workbook, edit

from ccpi_nb.accept import accept_notebook
from ccpi_nb.document import Heading, plain
from ccpi_nb.evidence import Evidence
from ccpi_nb.execute import run_notebook
from ccpi_nb.export import document_from
from ccpi_nb.inputs import dataset_names, read_dataset, read_exempt_datasets, read_indicators

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def nbval(notebook: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", str(notebook)]
    return subprocess.run(command, capture_output=True, text=True, cwd=notebook.parent, check=False)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_stored_output_holds_anything_exempt(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    exempt = read_exempt_datasets(ROOT)
    assert exempt
    assert not [name for name in exempt if f"observations/{name}/" in text or f"registers/{name}/" in text]


def test_a_digit_changed_in_the_data_is_found_and_accepted_by_command(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    notebook = root / "notebooks" / "blue_badge_recovery.ipynb"
    edit(root / "data/observations/blue_badge/2014-15-Q2.csv", ",7304,", ",7340,")
    found = nbval(notebook)
    assert found.returncode == 1
    assert "Cell outputs differ" in found.stdout
    assert accept_notebook(root, notebook.stem)
    assert nbval(notebook).returncode == 0


def test_accepting_what_has_not_changed_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    before = (root / "notebooks/corporate_performance.ipynb").read_bytes()
    assert not accept_notebook(root, "corporate_performance")
    assert (root / "notebooks/corporate_performance.ipynb").read_bytes() == before


def test_every_observation_says_its_document() -> None:
    indicators = read_indicators(ROOT)
    observations = [each for name in dataset_names(ROOT) for each in read_dataset(ROOT, name, indicators)]
    assert {each.source.partition(",")[0] for each in observations} <= {
        "CCPI pack 11 December 2014",
        "CCPI minutes 1 October 2014",
        "CCPI report 18 April 2018",
        "CCPI decision record 18 April 2018",
        "CCPI minutes 2 March 2021",
        "CCPI pack 20 April 2021",
    }


@pytest.mark.parametrize(("day", "datasets"), [("2021-03-02", ("corporate_strategy", "customer_access"))])
def test_every_published_observation_of_a_meeting_stands_in_its_reports(
    outputs_of: Callable[[str], Path], day: str, datasets: tuple[str, ...]
) -> None:
    pages = [BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in sorted((outputs_of(day) / "public").glob("*.html"))]
    figures = [figure for page in pages for figure in page.select("[data-rows]:not([data-computation])")]
    shown = {(figure["data-rows"], figure.name, figure.get("value")) for figure in figures}
    indicators = read_indicators(ROOT)
    observations = tuple(each for name in datasets for each in read_dataset(ROOT, name, indicators))
    published = Evidence.known_by(date.fromisoformat(day), indicators, (), observations).published
    assert published
    # A shorthand stands for no value, and so is no <data> of HTML's.
    asked = {(str(each.row), "span", None) if each.value is None else (str(each.row), "data", str(each.value)) for each in published}
    assert asked - shown == set()


def test_the_corporate_strategy_leaves_out_tables_and_charts_of_periods_that_have_no_data() -> None:
    path = ROOT / "notebooks/corporate_strategy.ipynb"
    later = {"quarters": "2020-21-Q4", "months": "2021-03", "libraries": "2021-03", "children": "2021-03-31", "customer_access": "2020-21"}
    document = document_from(run_notebook(path, later), path.name)
    captions = [plain(block.caption) for block in document.blocks if block.kind in ("table", "chart")]
    assert captions == ["Loans, grants and enquiries of businesses"]
    assert "Volunteers" not in [plain(block.runs) for block in document.blocks if isinstance(block, Heading)]
