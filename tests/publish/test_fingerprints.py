"""What something was made from: the fingerprint of the package's own code."""

from pathlib import Path

import pytest
from real import ROOT

from ccpi_nb.publish import fingerprints
from ccpi_nb.publish.fingerprints import code_files, code_print

PACKAGE = ROOT / "ccpi_nb"


def test_the_code_is_every_file_of_the_package_in_whichever_folder() -> None:
    files = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert PACKAGE / "cli" / "commands.py" in files
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
