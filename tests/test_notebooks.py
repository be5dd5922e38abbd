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
from ccpi_nb.evidence import Evidence
from ccpi_nb.indicators import Observation
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


def all_observations() -> tuple[Observation, ...]:
    indicators = read_indicators(ROOT)
    return tuple(each for name in dataset_names(ROOT) for each in read_dataset(ROOT, name, indicators))


def test_every_observation_says_its_document() -> None:
    assert {each.source.partition(",")[0] for each in all_observations()} <= {
        "CCPI pack 11 December 2014",
        "CCPI minutes 1 October 2014",
        "CCPI report 12 April 2016",
        "CCPI report 18 April 2018",
        "CCPI decision record 18 April 2018",
    }


@pytest.mark.parametrize("day", ["2014-12-11", "2016-04-12", "2018-04-18"])
def test_every_value_published_at_a_meeting_is_a_figure_of_its_reports(day: str, outputs_of: Callable[[str], Path]) -> None:
    """Of a value that the document gives twice, the one that is published."""
    published = Evidence.known_by(date.fromisoformat(day), read_indicators(ROOT), (), all_observations()).published
    held = {(each.indicator, str(each.period), each.breakdown) for each in published if str(each.as_at) == day and each.value is not None}
    pages = [BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser") for page in sorted(outputs_of(day).rglob("*.html"))]
    figures = [figure.attrs for page in pages for figure in page.find_all("data") if "data-computation" not in figure.attrs]
    shown = {(figure["data-indicator"], figure["data-period"], figure.get("data-breakdown", "")) for figure in figures}
    assert held
    assert held - shown == set()
