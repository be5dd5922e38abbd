"""A file that is made up stays so by its name, whatever it is renamed to."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from ccpi_nb.intake.received import received


def _named(path: Path) -> str:
    return received(path).name


def test_a_file_that_says_in_its_name_that_it_is_made_up_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "MADE-UP calls.csv"
    path.write_text("Call,Day\n", encoding="utf-8")
    assert _named(path) == "MADE-UP calls.csv"


def test_a_renamed_one_gets_it_back_from_what_it_says_within(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("Call,Day\nMADEUP-1,2014-10-01\nmade up,2014-10-02\n", encoding="utf-8")
    assert _named(path) == "MADE-UP calls.csv"


@pytest.mark.parametrize("part", ["docProps/core.xml", "meta.xml"])
def test_so_does_a_renamed_spreadsheet_by_its_title(tmp_path: Path, part: str) -> None:
    path = tmp_path / "dashboard.xlsx"
    with ZipFile(path, "w") as book:
        book.writestr(part, "<title>MADE UP: dashboard</title>")
    assert _named(path) == "MADE-UP dashboard.xlsx"


def test_an_ordinary_file_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "dashboard.xlsx"
    with ZipFile(path, "w") as book:
        book.writestr("docProps/core.xml", "<title>Dashboard</title>")
    assert _named(path) == "dashboard.xlsx"
