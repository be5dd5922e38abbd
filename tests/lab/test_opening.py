"""How `ccpi lab` runs JupyterLab."""

import json
import os
import sys
from pathlib import Path

import pytest
from builders import workbook
from jupyterlab.labapp import LabApp
from small import said

from ccpi_nb.lab.opening import open_lab

CONFIG = Path(open_lab.__code__.co_filename).parent / "jupyter_config"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What JupyterLab is started with; the environment is put back afterwards."""
    calls: list[list[str]] = []
    monkeypatch.setattr(LabApp, "launch_instance", calls.append)
    monkeypatch.setattr(sys, "argv", ["ccpi", "lab"])
    monkeypatch.setenv("PATH", "elsewhere")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    return calls


def test_jupyterlab_is_rooted_in_the_workbook_with_the_notebooks_open_at_the_start_page(
    tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workbook(tmp_path)
    monkeypatch.chdir(root / "notebooks")
    assert said("lab", "--no-browser", "--port", "8889") == (0, "", "")
    assert started == [
        [
            f"--ServerApp.root_dir={root}",
            f"--FileContentsManager.preferred_dir={root / 'notebooks'}",
            "--LabApp.default_url=/ccpi/start",
            *("--no-browser", "--port", "8889"),
        ]
    ]


def test_it_has_our_settings_before_others_and_this_python_s_programs_first(
    tmp_path: Path, started: list[list[str]]
) -> None:
    open_lab(workbook(tmp_path), [])
    assert os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(CONFIG), "theirs"]
    assert os.environ["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "elsewhere"]


def test_a_folder_that_is_no_workbook_is_refused(
    tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, problem = said("lab")
    assert (code, started) == (1, [])
    assert "is not inside a workbook" in problem


@pytest.mark.parametrize("file", sorted(CONFIG.rglob("*.json")), ids=lambda path: path.stem)
def test_the_settings_are_json(file: Path) -> None:
    assert json.loads(file.read_text(encoding="utf-8"))
