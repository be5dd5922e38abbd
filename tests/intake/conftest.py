from pathlib import Path

import pytest
from sent import read_lines, taking_workbook

from ccpi_nb.intake import readers


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook with no reader but the tests' own; the current folder is in it."""
    monkeypatch.setattr(readers, "readers", lambda *_: (read_lines,))
    monkeypatch.chdir(root := taking_workbook(tmp_path / "workbook"))
    return root
