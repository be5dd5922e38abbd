"""What a preview makes without a cell having run: the words around the cells, as they are now."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from builders import refusal
from real import ROOT

from ccpi_nb.document.sources import Glossary
from ccpi_nb.preview.jobs import Shown, reworded, shown_by
from ccpi_nb.render.executed import document_from
from ccpi_nb.workbook.inputs import Workbook

NOTEBOOK = ROOT / "notebooks/procurement_dashboard.ipynb"
REPORT = Workbook(ROOT).meeting("2014-12-11").report("4")


@pytest.fixture(scope="module")
def shown() -> Shown:
    """As a run left it: with a cell of the parameters that it was given."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    at = next(at for at, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    given = nbformat.v4.new_code_cell(
        'meeting = "2014-12-11"', execution_count=1, metadata={"tags": ["injected-parameters"]}
    )
    notebook.cells.insert(at + 1, given)
    return shown_by(REPORT, notebook, document_from(notebook, "x"), Glossary())


def saved(folder: Path, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path = folder / "procurement_dashboard.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def first(cells: list[dict[str, Any]], kind: str, words: str) -> dict[str, Any]:
    return next(cell for cell in cells if cell["cell_type"] == kind and words in "".join(cell["source"]))


def test_words_around_the_cells_are_shown_as_they_are_now(tmp_path: Path, shown: Shown) -> None:
    def change(cells: list[dict[str, Any]]) -> None:
        heading = first(cells, "markdown", "## ")
        heading["source"] = [*heading["source"], "\n\nWhat the service did about it."]
        for cell in cells:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}

    now = reworded(shown, REPORT, saved(tmp_path, change))
    assert now
    assert "<p>What the service did about it.</p>" in now.html
    assert now.html.count("<data ") == shown.html.count("<data ")
    assert reworded(now, REPORT, NOTEBOOK) == shown


def other_code(cells: list[dict[str, Any]]) -> None:
    first(cells, "code", "report.table(")["source"] += ["\n"]


def other_tags(cells: list[dict[str, Any]]) -> None:
    first(cells, "code", "meeting: str")["metadata"] = {}


def one_more(cells: list[dict[str, Any]]) -> None:
    cells.append({**first(cells, "code", "report.table("), "id": "another"})


def one_less(cells: list[dict[str, Any]]) -> None:
    cells.remove(first(cells, "code", "report.table("))


@pytest.mark.parametrize("change", [other_code, other_tags, one_more, one_less])
def test_where_a_cell_has_changed_it_has_to_run(
    tmp_path: Path, shown: Shown, change: Callable[[list[dict[str, Any]]], None]
) -> None:
    assert reworded(shown, REPORT, saved(tmp_path, change)) is None


def test_words_that_cannot_be_shown_are_refused(tmp_path: Path, shown: Shown) -> None:
    def change(cells: list[dict[str, Any]]) -> None:
        first(cells, "markdown", "## ")["source"] += ["\n\n<b>bold</b>"]

    assert "HTML" in refusal(reworded, shown, REPORT, saved(tmp_path, change))
