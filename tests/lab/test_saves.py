"""A notebook as JupyterLab is about to save it, and as the file has it."""

from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from builders import notebook

from ccpi_nb.lab.saves import as_stored, keep_what_is_the_same
from ccpi_nb.notebook.cells import said_by

KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}


def executed(count: int = 3, version: str = "3.11.7", text: str = "1") -> dict[str, Any]:
    made = nbformat.reads(notebook(("markdown", "# Calls"), ("code", "x = 1\nx"), ("code", "y")), as_version=4)
    made.metadata = nbformat.from_dict({**KERNEL, "language_info": {"name": "python", "version": version}})
    for cell in made.cells[1:]:
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=count)]
    return dict(made)


@pytest.mark.parametrize("again", [executed(count=57), executed(version="3.13.1")])
def test_a_notebook_that_was_only_run_again_is_saved_as_it_was(again: dict[str, Any]) -> None:
    assert as_stored(again, executed()) == executed()


def test_times_of_running_are_not_saved() -> None:
    again = executed()
    again["cells"][1].metadata.execution = {"shell.execute_reply": "2014-12-11T10:00:00Z"}
    assert as_stored(again, executed()) == executed()


def test_only_cells_that_changed_are_saved_anew() -> None:
    again = executed(count=9)
    again["cells"][1].source = "x = 2\nx"
    saved = as_stored(deepcopy(again), executed())
    assert saved["cells"][1] == again["cells"][1]
    assert saved["cells"][2] == executed()["cells"][2]


@pytest.mark.parametrize(
    ("part", "value"),
    [("source", "x = 2"), ("metadata", {"tags": ["mine"]}), ("outputs", []), ("execution_count", None), ("id", "new")],
)
def test_whatever_says_something_is_saved(part: str, value: object) -> None:
    again = executed()
    again["cells"][1][part] = value
    assert as_stored(deepcopy(again), executed())["cells"][1][part] == value


def test_cells_that_came_went_or_moved_are_saved_so() -> None:
    again = executed(count=5)
    again["cells"] = [*reversed(again["cells"][1:]), nbformat.v4.new_code_cell("z", id="z")]
    saved = as_stored(deepcopy(again), executed())
    assert [cell["id"] for cell in saved["cells"]] == [cell["id"] for cell in again["cells"]]
    assert saved["cells"][0] == executed()["cells"][2]


def test_another_language_is_saved() -> None:
    again = executed()
    again["metadata"] = {"kernelspec": {"display_name": "R", "language": "R", "name": "ir"}}
    assert as_stored(deepcopy(again), executed())["metadata"] == again["metadata"]


def test_the_hook_reads_the_file_that_is_about_to_be_written(tmp_path: Path) -> None:
    file = tmp_path / "notebooks" / "calls.ipynb"
    file.parent.mkdir()
    nbformat.write(nbformat.from_dict(executed()), file)
    manager = SimpleNamespace(root_dir=str(tmp_path))
    model = {"type": "notebook", "content": executed(count=57)}
    keep_what_is_the_same(model, "notebooks/calls.ipynb", manager)
    before = file.read_bytes()
    nbformat.write(nbformat.from_dict(model["content"]), file)
    assert file.read_bytes() == before
    assert said_by(before) is not None


@pytest.mark.parametrize("content", [None, b"no notebook", b"\xff"])
def test_where_there_is_nothing_to_keep_what_is_saved_is_left_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "calls.ipynb").write_bytes(content)
    model = {"type": "notebook", "content": executed(count=57)}
    keep_what_is_the_same(model, "/calls.ipynb", SimpleNamespace(root_dir=str(tmp_path)))
    assert model["content"] == executed(count=57)


def test_other_files_are_left_as_they_are(tmp_path: Path) -> None:
    model = {"type": "file", "content": "indicator,value\n"}
    keep_what_is_the_same(model, "data.csv", SimpleNamespace(root_dir=str(tmp_path)))
    assert model == {"type": "file", "content": "indicator,value\n"}
