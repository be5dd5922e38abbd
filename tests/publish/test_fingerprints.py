"""What something was made from: the prints of files, and of the package's own code."""

from pathlib import Path

import nbformat
import pytest
from builders import notebook
from real import ROOT

from ccpi_nb.publish import fingerprints
from ccpi_nb.publish.fingerprints import Prints, code_files, code_print, digest

PACKAGE = ROOT / "ccpi_nb"


def test_the_code_is_every_file_of_the_package_in_whichever_folder() -> None:
    files = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert PACKAGE / "cli" / "everyday.py" in files
    assert set(code_files()) == files


def test_a_change_to_any_file_of_the_package_changes_the_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("", "one", "one/two"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "module.py").write_text("VALUE = 1\n")
    monkeypatch.setattr(fingerprints, "_PACKAGE", tmp_path)
    prints = [code_print()]
    for path in sorted(tmp_path.rglob("*.py")):
        path.write_text("VALUE = 2\n")
        prints.append(code_print())
    (tmp_path / "one" / "module.py").rename(tmp_path / "one" / "moved.py")
    prints.append(code_print())
    assert len(set(prints)) == len(prints) == 5


def test_a_notebook_s_print_goes_by_its_cells_and_any_other_file_s_by_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "notebooks" / "calls.ipynb"
    file.parent.mkdir()
    file.write_text(notebook(("code", "x = 1")))
    before = Prints(tmp_path).of("notebooks/calls.ipynb")
    made = nbformat.read(file, as_version=4)
    made.cells[0].execution_count = 4
    made.metadata.language_info = {"name": "python", "version": "3.12.1"}
    nbformat.write(made, file)
    assert Prints(tmp_path).of("notebooks/calls.ipynb") == before
    made.cells[0].source = "x = 2"
    nbformat.write(made, file)
    assert Prints(tmp_path).of("notebooks/calls.ipynb") != before
    file.write_bytes(b"no notebook")
    assert Prints(tmp_path).of("notebooks/calls.ipynb") == digest(b"no notebook")
