"""Taking in values of a period whose rows stand in several files: '2014-15-Q2.north.csv'."""

from pathlib import Path

import pytest
from builders import observation_row, sheet
from sent import POST, contents, sent
from small import said

from ccpi_nb.intake.again import read_again
from ccpi_nb.review.check import problems_of
from ccpi_nb.workbook.inputs import Workbook

FOLDER = "data/observations/calls"
DAY = "2014-12-11"
HELD = ("calls|calls_answered|2014-15-Q2||65.5|E8", "calls|calls_answered|2014-15-Q2|North|61.2|E9")
NEW = ("calls|calls_answered|2014-15-Q2|North|61.4|E9", "calls|calls_answered|2014-15-Q2|South|70.1|E10")


def read(path: Path, *lines: str) -> tuple[int, str, str]:
    return said("collect", "read", str(sent(path, *lines)), "--for", DAY, "--post", POST, "--write")


@pytest.fixture
def split(root: Path) -> Path:
    """The quarter in two files, each with a word after its name; there is none without."""
    (root / f"{FOLDER}/2014-15-Q2.csv").rename(root / f"{FOLDER}/2014-15-Q2.all.csv")
    north = sheet(observation_row(breakdown="North", value="61.2", as_at="2014-10-01"))
    (root / f"{FOLDER}/2014-15-Q2.north.csv").write_text(north, encoding="utf-8")
    return root


def test_what_is_held_in_any_of_the_files_is_known_and_what_is_new_goes_into_the_plain_one(
    split: Path, tmp_path: Path
) -> None:
    before = contents(split / FOLDER)
    code, out, err = read(tmp_path / "held", *HELD)
    assert (code, err, contents(split / FOLDER)) == (0, "", before)
    assert out.endswith(f"Known from {DAY}: 2 as it was.\n")
    code, out, err = read(tmp_path / "new", *NEW)
    assert (code, err) == (0, "")
    assert "E9 -> calls_answered @ 2014-15-Q2 / North: 61.4 (shown as 61.4%); was 61.2, known from 2014-10-01\n" in out
    after = contents(split / FOLDER)
    assert {name: after[name] for name in before} == before
    assert [*after.keys() - before.keys()] == ["2014-15-Q2.csv"]
    assert problems_of(Workbook(split)) == ()
    written = contents(split)
    code, out, _ = read(tmp_path / "new", *NEW)
    assert (code, contents(split)) == (0, written)
    code, _, err = read(tmp_path / "other", NEW[0].replace("61.4", "61.5"))
    assert (code, contents(split)) == (1, written)
    assert f"{FOLDER}/2014-15-Q2.csv, row 2 has another value" in err


@pytest.mark.parametrize("name", ["2014-15-Q2.csv", "2014-15-Q2.south.csv"])
def test_a_row_keeps_its_origin_in_whichever_file_of_the_period_it_stands(
    split: Path, tmp_path: Path, name: str
) -> None:
    read(tmp_path / "new", *NEW)
    (split / f"{FOLDER}/2014-15-Q2.csv").rename(split / f"{FOLDER}/{name}")
    workbook = Workbook(split)
    workbook.refuse_stray_lineage("calls")
    origins = {str(row.row): row.origin for row in workbook.dataset("calls") if row.origin}
    assert origins == {
        f"{FOLDER}/{name}, row {number}": ("Dashboard Q3.txt", f"sheet Dashboard, cell {cell}")
        for number, cell in ((2, "E9"), (3, "E10"))
    }
    found = read_again(workbook, [("calls", row) for row in workbook.intake.rows("calls")])
    assert found.problems == ()
