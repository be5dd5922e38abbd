"""Notebooks run by papermill, as we run it and as others do."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from builders import notebook, refusal, workbook
from real import ROOT, contents

from ccpi_nb.errors import InputError
from ccpi_nb.notebook.notebook_file import check_parameters, notebook_path
from ccpi_nb.render.json_form import BLOCKS_MIME
from ccpi_nb.run.notebook_run import CellFailed, run_notebook

PARAMETERS = ("parameters", 'quarter: str = "2014-15-Q2"\nmonths: int = 3')


def write(folder: Path, *cells: tuple[str, str]) -> Path:
    path = folder / "calls.ipynb"
    path.write_text(notebook(PARAMETERS, *cells), encoding="utf-8")
    return path


def shown(path: Path) -> list[object]:
    cells = nbformat.read(path, as_version=4).cells
    return [
        output.data[BLOCKS_MIME]
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if BLOCKS_MIME in output.get("data", {})
    ]


def test_a_run_takes_its_parameters_and_leaves_no_time_behind(tmp_path: Path) -> None:
    path = write(tmp_path, ("code", "months + 1"))
    first, second = (run_notebook(path, {"months": 6}) for _ in range(2))
    assert first == second
    assert first.cells[-1].outputs[0].data["text/plain"] == "7"


def test_cells_that_have_no_ids_get_the_same_on_each_run(tmp_path: Path) -> None:
    path = write(tmp_path, ("code", "months + 1"))
    older = json.loads(path.read_text(encoding="utf-8")) | {"nbformat_minor": 4}
    for cell in older["cells"]:
        del cell["id"]
    path.write_text(json.dumps(older), encoding="utf-8")
    first, second = (run_notebook(path, {"months": 6}) for _ in range(2))
    assert first == second
    assert all(cell.id for cell in first.cells)


def test_cells_that_share_an_id_get_the_same_on_each_run(tmp_path: Path) -> None:
    path = write(tmp_path, ("code", "months + 1"))
    merged = json.loads(path.read_text(encoding="utf-8"))
    for cell in merged["cells"]:
        cell["id"] = "merged"
    path.write_text(json.dumps(merged), encoding="utf-8")
    first, second = (run_notebook(path, {"months": 6}) for _ in range(2))
    assert first == second
    assert len({cell.id for cell in first.cells}) == len(first.cells)


def test_a_run_leaves_no_file_of_its_own_beside_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path, ("code", "months"))
    run_notebook(path, {})
    assert set(contents(tmp_path)) == {"calls.ipynb"}


def test_a_cell_that_stops_is_named_by_its_place_in_the_notebook_on_disk(tmp_path: Path) -> None:
    path = write(tmp_path, ("markdown", "## Calls"), ("code", "1 / 0"), ("code", "months"))
    with pytest.raises(CellFailed, match=r"^notebooks/calls.ipynb, cell 3: stopped with ZeroDivisionError$") as failed:
        run_notebook(path, {"months": 6})
    assert any(cell.get("outputs") and cell.outputs[0].output_type == "error" for cell in failed.value.notebook.cells)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("moths", "stopped with NameError: name 'moths' is not defined"),
        ("'a'.uper()", "stopped with AttributeError: 'str' object has no attribute 'uper'"),
        ("import moths", "stopped with ModuleNotFoundError: No module named 'moths'"),
        (
            "from ccpi_nb.errors import refuze",
            "stopped with ImportError: cannot import name 'refuze' from 'ccpi_nb.errors'",
        ),
        (
            "__import__('ccpi_nb.errors').errors.refuse([], ky=1)",
            "stopped with TypeError: refuse() got an unexpected keyword argument 'ky'",
        ),
        (
            "__import__('ccpi_nb.errors').errors.refuse()",
            "stopped with TypeError: refuse() missing 1 required positional argument: 'problems'",
        ),
        ("raise TypeError('243 complaints')", "stopped with TypeError"),
        ("raise NameError('243 complaints')", "stopped with NameError"),
        ("{}['243 complaints']", "stopped with KeyError"),
    ],
)
def test_a_name_that_is_not_there_is_named_and_data_are_not(tmp_path: Path, code: str, why: str) -> None:
    with pytest.raises(CellFailed, match=f"^notebooks/calls.ipynb, cell 2: {re.escape(why)}$"):
        run_notebook(write(tmp_path, ("code", code)), {})


def test_an_author_s_mistake_is_said_without_a_traceback(tmp_path: Path) -> None:
    path = write(
        tmp_path, ("code", "from ccpi_nb.errors import InputError\nraise InputError('the file is empty; fill it')")
    )
    with pytest.raises(CellFailed, match=r"^notebooks/calls.ipynb, cell 2: the file is empty; fill it$"):
        run_notebook(path, {})


def test_a_kernel_that_ends_early_is_a_failure_though_papermill_says_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, ("code", "import sys\nsys.exit(0)"), ("code", "months"))
    with pytest.raises(
        CellFailed, match=r"^notebooks/calls.ipynb, cell 2: the cell ended the kernel; let it run to its end$"
    ):
        run_notebook(path, {})


def test_a_parameter_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    sentence = "the notebook 'calls' has no parameter 'quater'; did you mean 'quarter'?"
    assert refusal(check_parameters, write(tmp_path), {"quater": "2014-15-Q1"}) == sentence


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe{", b'{"nbformat": 4}', b"[" * 100_000])
def test_a_file_that_is_no_notebook_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calls.ipynb"
    path.write_bytes(content)
    assert re.fullmatch(
        (
            r"notebooks/calls.ipynb: the file is not a notebook \(\w+\); take it from git again, or save it from "
            r"JupyterLab"
        ),
        refusal(check_parameters, path, {"quarter": "2014-15-Q1"}),
    )


@pytest.mark.parametrize(
    "parameters",
    [{"months = 3; open('canary', 'w')  #": 1}, {"quater": "2014-15-Q1"}, {"months": "six"}, {"quarter": 7}],
)
def test_papermill_itself_starts_no_kernel_with_a_parameter_that_does_not_fit(
    tmp_path: Path, parameters: dict[str, str | int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccpi_nb.kernels.notebook_client._Client", None)
    with pytest.raises(InputError):
        papermill.execute_notebook(
            str(write(tmp_path)), None, parameters, engine_name="ccpi", cwd=str(tmp_path), progress_bar=False
        )
    assert set(contents(tmp_path)) == {"calls.ipynb"}


def test_a_sentence_of_any_kind_is_said_and_what_another_exception_says_is_not(tmp_path: Path) -> None:
    path = write(tmp_path, ("code", "from ccpi_nb.domain.periods import Period\nPeriod.parse('2014-02-30')"))
    with pytest.raises(CellFailed, match=r"^notebooks/calls.ipynb, cell 2: '2014-02-30' is not a day of the calendar$"):
        run_notebook(path, {})


@pytest.mark.parametrize("name", ["cals", "../calls", "sub/calls", "./calls", "/calls", "calls.ipynb"])
def test_a_name_that_is_no_notebook_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(notebook_path, workbook(tmp_path), name) == f"there is no notebook '{name}'; did you mean 'calls'?"


def test_plain_papermill_shows_what_is_stored_in_the_notebook(tmp_path: Path) -> None:
    """The third way, JupyterLab's Run All, is nbval's: it runs the cells in order in a kernel and compares."""
    source = ROOT / "notebooks" / "blue_badge_recovery.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--no-progress-bar",
        str(source),
        str(tmp_path / "out.ipynb"),
        "-p",
        "latest",
        "2014-15-Q2",
    ]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    assert shown(tmp_path / "out.ipynb") == shown(source)
    assert shown(source)
