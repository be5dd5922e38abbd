import json
from pathlib import Path

import pytest
from builders import refusal

from ccpi_nb.notebook.notebook_file import read_notebook


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
