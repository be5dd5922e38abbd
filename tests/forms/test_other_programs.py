"""A form that another program has saved, where one is installed."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from builders import refusal
from formed import asking_workbook, filled, taken

from ccpi_nb.workbook.inputs import Workbook

# LibreOffice; named otherwise by whoever keeps it in a place of its own.
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
]


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    return asking_workbook(tmp_path / "workbook")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings of a LibreOffice that nobody has used before; the first start makes them."""
    return tmp_path_factory.mktemp("profile")


def saved_again(path: Path, ending: str, profile: Path) -> Path:
    """The file as LibreOffice saves it, in another format or in its own."""
    assert SOFFICE
    folder = path.parent / "saved"
    command = [
        SOFFICE,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(folder),
    ]
    for _ in range(2):  # with a new profile the first start only makes it
        subprocess.run([*command, str(path)], check=False, capture_output=True, timeout=120)
        if (found := folder / f"{path.stem}.{ending}").exists():
            return found
    raise AssertionError("LibreOffice wrote nothing")


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_form_says_the_same_after_another_program_has_saved_it(
    book: Workbook, tmp_path: Path, profile: Path, ending: str
) -> None:
    cells = {
        "I6": "71.5%",
        "J6": "715",
        "K6": "1,000",
        "M6": "Only 71.5%:\n- two left",
        "O6": "May 2015",
        "L7": "Not available",
    }
    first = filled(book, tmp_path / "reply.xlsx", cells)
    again = saved_again(first, ending, profile)
    told, said = taken(book, first), taken(book, again)
    assert told
    assert said
    assert [(value.value, value.shorthand, value.numerator, value.denominator) for value in said.values] == [
        (value.value, value.shorthand, value.numerator, value.denominator) for value in told.values
    ]
    assert [{**words.cells, "source": ""} for words in said.words] == [
        {**words.cells, "source": ""} for words in told.words
    ]


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_a_fraction_in_a_file_that_keeps_its_format_to_itself_is_asked_about(
    book: Workbook, tmp_path: Path, profile: Path, ending: str
) -> None:
    again = saved_again(filled(book, tmp_path / "reply.xlsx", {"I6": 0.715}), ending, profile)
    assert "'0.715' may be 0.715% or 71.5%; write the one that is meant, with its %" in refusal(taken, book, again)


def test_a_percentage_of_an_open_document_is_what_is_seen_there(book: Workbook, tmp_path: Path, profile: Path) -> None:
    def pasted(opened: Any) -> None:
        opened["Calls"]["I6"] = 0.715
        opened["Calls"]["I6"].number_format = "0.0%"

    said = taken(book, saved_again(filled(book, tmp_path / "reply.xlsx", {}, pasted), "ods", profile))
    assert said
    assert str(said.values[0].value) == "71.5"
