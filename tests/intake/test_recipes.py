"""From a spreadsheet to rows of data by commands alone: a recipe is drafted, decided, and reads the file."""

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sent import POST, taking_workbook
from sheets_made import workbook
from small import said


def filled(sheet: Worksheet) -> None:
    for row in (["Measure", "Q1", "Q2"], ["Calls answered", 0.612, 0.659], ["Total", 1, 2]):
        sheet.append(row)
    for cell in sheet[2][1:]:
        cell.number_format = "0.0%"


def test_a_spreadsheet_becomes_rows_by_commands_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root := taking_workbook(tmp_path / "workbook"))
    file = tmp_path / "Calls Q2 2014-15.xlsx"
    file.write_bytes(workbook(filled))
    read = ("collect", "read", str(file), "--for", "2014-12-11", "--write", "--post", POST)
    code, _, err = said(*read)
    assert code == 1
    assert "ccpi collect learn" in err

    learn = ("collect", "learn", str(file), "--dataset", "calls")
    code, out, _ = said(*learn)
    assert code == 0
    assert out.splitlines() == [
        "sure: 'Calls answered' is 'calls_answered'",
        "sure: 'Total' is left out",
        "sure: 'Q1' is a quarter",
        "sure: 'Q2' is a quarter",
        "written  data/recipes/calls.yaml",
        "Next: decide what has a question mark there, then ccpi collect read the file.",
    ]
    code, _, err = said(*learn)
    assert (code, "nothing is written over it" in err) == (1, True)

    code, out, err = said(*read)
    assert (code, err) == (0, "")
    assert (
        "  new          sheet Dashboard, cell B2 -> calls_answered @ 2014-15-Q1: 61.2 (shown as 61.2%)"
        in out.splitlines()
    )
    rows = (root / "data/observations/calls/2014-15-Q1.csv").read_text(encoding="utf-8")
    assert "Calls Q2 2014-15.xlsx, sheet Dashboard, cell B2" in rows
    lineage = (root / "data/intake/calls/2014-15-Q1.csv").read_text(encoding="utf-8")
    assert all(word in lineage for word in ("61.2%", "0.612", "recipe calls"))
    assert said("check")[0] == 0
