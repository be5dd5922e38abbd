import json
from pathlib import Path

import nbformat
import pytest
from builders import NOTEBOOK, notebook, refusal
from real import ROOT

from ccpi_nb.domain.parameters import defaults_of
from ccpi_nb.workbook.notebooks import datasets_read, read_notebook


def source(*cells: tuple[str, str]) -> nbformat.NotebookNode:
    return nbformat.reads(notebook(*cells), as_version=4)


@pytest.mark.parametrize(
    ("call", "datasets"),
    [
        ('open_report(meeting, item, datasets="calls, visits")', ("calls", "visits")),
        ('report = open_report(meeting, item, "calls")\nreport', ("calls",)),
        ("open_report(meeting, item, datasets=dataset)", ("costs",)),
        ("open_report(meeting, item, datasets=other)", ()),
        ("open_report(meeting, item", ()),
        ("print(meeting)", ()),
        ('%%time\nreport = open_report(meeting, item, "calls")', ("calls",)),
        ('%matplotlib inline\nreport = open_report(meeting, item, "calls")', ("calls",)),
        ('!ls\n%time report = open_report(meeting, item, "calls")', ("calls",)),
    ],
)
def test_datasets_are_those_that_open_report_names(call: str, datasets: tuple[str, ...]) -> None:
    assert datasets_read(source(*NOTEBOOK, ("code", call)), {"dataset": "costs"}) == datasets


def test_the_projects_notebooks_say_what_they_read() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        own = nbformat.read(path, as_version=4)
        assert datasets_read(own, defaults_of(own, path.stem)), path.name


def stored(folder: Path, source: object = "1", metadata: object = None, **more: object) -> Path:
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
    made = {"cells": [cell | more], "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    path = folder / "calls.ipynb"
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"source": 5}, "source"),
        ({"source": None}, "source"),
        ({"outputs": [{"output_type": "strem"}]}, "outputs 0"),
        ({"cell_type": "codee"}, "its content"),
        ({"id": "has space"}, "id"),
    ],
)
def test_a_cell_that_is_not_as_the_format_has_it_is_named(tmp_path: Path, more: dict[str, object], what: str) -> None:
    assert refusal(read_notebook, stored(tmp_path, **more)) == (
        f"notebooks/calls.ipynb, cell 1: {what} is not as the notebook format has it; take the file from git again, or "
        "save it from JupyterLab"
    )


@pytest.mark.parametrize("more", [{"source": "'\ud83d'"}, {"metadata": {"tags": ["\udc00"]}}])
def test_half_of_a_character_is_named_by_its_cell(tmp_path: Path, more: dict[str, object]) -> None:
    cell = {key: value for key, value in more.items() if key != "metadata"}
    path = stored(tmp_path, **cell)
    if "metadata" in more:
        made = json.loads(path.read_text())
        made["cells"][0]["metadata"] = more["metadata"]
        path.write_text(json.dumps(made))
    assert refusal(read_notebook, path) == (
        "notebooks/calls.ipynb, cell 1: it has half of a character (such as \\ud83d); write the character again"
    )


def test_a_whole_character_of_two_halves_is_read(tmp_path: Path) -> None:
    assert read_notebook(stored(tmp_path, "'\U0001f389'")).cells[0].source == "'\U0001f389'"


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, "R"),
        ({"kernelspec": {"name": "ir", "display_name": "R"}}, "R"),
        ({"kernelspec": {"name": "julia-1.9", "display_name": "Julia 1.9"}}, "Julia"),
        ({"language_info": {"name": "scala"}}, "scala"),
    ],
)
def test_a_notebook_in_another_language_is_refused(tmp_path: Path, metadata: object, language: str) -> None:
    assert refusal(read_notebook, stored(tmp_path, metadata=metadata)) == (
        f"notebooks/calls.ipynb: it is written in {language}, and reports are run by the workbook's own Python; write "
        "it in Python, or choose the kernel Python 3 in JupyterLab and save it"
    )


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": ".venv"}},
        {"kernelspec": {"name": "conda-env-py", "display_name": "Python [conda]", "language": "python"}},
        {"language_info": {"name": "ipython"}},
    ],
)
def test_a_python_notebook_is_read_whatever_its_kernel_is_called(tmp_path: Path, metadata: object) -> None:
    assert read_notebook(stored(tmp_path, metadata=metadata)).cells[0].source == "1"
