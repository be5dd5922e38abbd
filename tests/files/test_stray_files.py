"""Files that nothing reads are named, with what was meant; what a workbook honestly holds is not."""

from pathlib import Path

import pytest

from ccpi_nb.files.stray_files import stray_files
from ccpi_nb.meeting.unread_files import PLACES

MOVE_OUT = "rename it, or move it out of the workbook's folders"
SHEET = "and keep the spreadsheet outside the workbook's folders"


def strays(root: Path, *files: str) -> list[str]:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("anything")
    return list(stray_files(root, PLACES))


@pytest.mark.parametrize(
    "file",
    [
        "data/indicators.csv",
        "data/observations/calls/2014-15-Q2.csv",
        "data/registers/minutes/2014-12-11.csv",
        "data/coverage/2014-12-11.csv",
        "data/sign_offs/2014-12-11.csv",
        "params/2014-12-11.yaml",
        "notebooks/calls.ipynb",
        # Notes, and what editors, systems and git leave.
        "data/README.md",
        "data/observations/README.txt",
        "data/observations/calls/notes.md",
        "data/LICENCE",
        "params/.gitkeep",
        "data/.DS_Store",
        "data/observations/calls/.~lock.2014-15-Q2.csv#",
        "data/observations/calls/~$2014-15-Q2.xlsx",
        "data/Thumbs.db",
        "notebooks/.ipynb_checkpoints/calls-checkpoint.ipynb",
        "notebooks/__pycache__/helper.pyc",
        # Beside notebooks may stand what they show.
        "notebooks/map.png",
        "notebooks/pictures/map.png",
        "notebooks/helper.py",
        # Elsewhere is no business of the workbook's.
        "2014-15-Q3.csv",
        "tests/data/2014-15-Q3.CSV",
        "outputs/2014-12-11/public/report.xlsx",
    ],
)
def test_what_is_read_and_what_is_beside_it_for_a_reason_is_no_stray(tmp_path: Path, file: str) -> None:
    assert strays(tmp_path, file) == []


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("data/targets.CSV", "nothing reads a name that ends in '.CSV'; rename it targets.csv"),
        (
            "data/observations/calls/2014-15-Q3.Csv",
            "nothing reads a name that ends in '.Csv'; rename it 2014-15-Q3.csv",
        ),
        ("params/2015-01-28.yml", "nothing reads a name that ends in '.yml'; rename it 2015-01-28.yaml"),
        ("params/2015-01-28.YAML", "nothing reads a name that ends in '.YAML'; rename it 2015-01-28.yaml"),
        ("notebooks/calls.IPYNB", "nothing reads a name that ends in '.IPYNB'; rename it calls.ipynb"),
        ("data/target.csv", "nothing reads a file of this name; did you mean 'targets.csv'?"),
        (
            "data/observations/calls/Q3 FINAL v3.xlsx",
            f"nothing reads a spreadsheet; save its rows as 'CSV UTF-8' under a name such as 2014-15-Q3.csv, {SHEET}",
        ),
        (
            "data/registers/calls/2014-12-11.ods",
            f"nothing reads a spreadsheet; save its rows as 'CSV UTF-8' under a name such as 2014-12-11.csv, {SHEET}",
        ),
        (
            "data/observations/calls/2014-15-Q3.tsv",
            f"nothing reads it; files here are named such as 2014-15-Q3.csv: {MOVE_OUT}",
        ),
        (
            "data/observations/calls/2014-15-Q3.csv.txt",
            f"nothing reads it; files here are named such as 2014-15-Q3.csv: {MOVE_OUT}",
        ),
        ("notebooks/calls.csv", f"nothing reads it; files here are named such as housing_repairs.ipynb: {MOVE_OUT}"),
        (
            "data/observations/calls/2014/2014-15-Q3.csv",
            "nothing reads a folder in data/observations/calls; "
            "move the file up into data/observations/calls, if it is to be read",
        ),
        (
            "params/old/2014-12-11.yaml",
            "nothing reads a folder in params; move the file up into params, if it is to be read",
        ),
        (
            "notebooks/old/calls.ipynb",
            "nothing reads a folder in notebooks; move the file up into notebooks, if it is to be read",
        ),
        (
            "data/coverage/old/2014-12-11.csv",
            "nothing reads a folder in data/coverage; move the file up into data/coverage, if it is to be read",
        ),
        (
            "data/observations/2014-15-Q3.csv",
            "nothing reads a file of data/observations itself; move it into the folder of its own: "
            "there is none yet, so make one",
        ),
    ],
)
def test_a_file_that_nothing_reads_is_named_with_what_was_meant(tmp_path: Path, file: str, problem: str) -> None:
    assert strays(tmp_path, file) == [f"{file}: {problem}"]


def test_a_file_beside_the_datasets_is_told_their_names(tmp_path: Path) -> None:
    (problem,) = strays(tmp_path, "data/observations/calls/2014-10.csv", "data/observations/2014-11.csv")
    assert problem.endswith("move it into the folder of its own: calls, or a new one")


@pytest.mark.parametrize(
    ("folder", "problem"),
    [
        ("data/observation", "nothing reads this folder; did you mean 'observations'?"),
        ("data/Registers", "nothing reads this folder; did you mean 'registers'?"),
        (
            "data/2014",
            "nothing reads this folder; known: collections, coverage, intake, intake_words, lookups, measures, "
            "observations, pictures, recipes, registers, sign_offs",
        ),
        *(
            (
                f"data/{kind}/{name}",
                (
                    "no report can name a folder so; its name is of letters, digits, '_' and '-', "
                    "such as 'customer_access'"
                ),
            )
            for kind in ("observations", "registers")
            for name in ("blue badge", "calls (copy)", "calls,visits", "procurement\N{NO-BREAK SPACE}")
        ),
    ],
)
def test_a_folder_that_nothing_reads_is_named_once(tmp_path: Path, folder: str, problem: str) -> None:
    assert strays(tmp_path, f"{folder}/2014-10.csv", f"{folder}/2014-11.csv") == [f"{folder}: {problem}"]


def test_an_empty_folder_holds_nothing_that_could_be_missed(tmp_path: Path) -> None:
    (tmp_path / "data/observation").mkdir(parents=True)
    assert strays(tmp_path) == []


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "data/observations/calls"
    folder.mkdir(parents=True)
    try:
        (folder / b"2014-\xff.txt".decode("utf-8", "surrogateescape")).touch()
    except OSError:
        pytest.skip("this file system takes no such name")
    (problem,) = strays(tmp_path)
    assert problem.encode().startswith(rb"data/observations/calls/2014-\udcff.txt: nothing reads it")
