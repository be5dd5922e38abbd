import os
from pathlib import Path

import pytest
from builders import refusal, sheet, update_row, workbook

from ccpi_nb.files.text_files import links_in, read_text

FILE = "data/registers/calls/2014-12-11.csv"
TEXT = sheet(update_row(text="It cost £3."))
SAVE = "save the file as 'CSV UTF-8'"


def read(root: Path, content: bytes, file: str = FILE) -> str:
    return read_text(workbook(root, {file: content}), file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_text_is_read_with_or_without_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, TEXT.encode(encoding)) == TEXT


def test_a_byte_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    latin = TEXT.encode("latin-1")
    assert refusal(read, tmp_path, latin) == f"{FILE}, line 2: byte {latin.index(0xA3) + 1} is not UTF-8; {SAVE}"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_named_as_spreadsheets_do(tmp_path: Path, encoding: str) -> None:
    content = ("" if encoding == "utf-16" else "\ufeff") + TEXT
    problem = f"{FILE}: the file is UTF-16, which spreadsheets call 'Unicode text'; {SAVE}"
    assert refusal(read, tmp_path, content.encode(encoding)) == problem


@pytest.mark.parametrize(
    ("content", "line", "byte"), [(TEXT.encode("utf-16-le"), 1, 2), (b"PK\3\4\n\0", 2, 6), (b"a\nb\0", 2, 4)]
)
def test_a_zero_byte_says_that_it_is_no_text(tmp_path: Path, content: bytes, line: int, byte: int) -> None:
    problem = (
        f"{FILE}, line {line}: byte {byte} is zero, so this is no text but perhaps a spreadsheet's own format; {SAVE}"
    )
    assert refusal(read, tmp_path, content) == problem


def test_a_file_that_is_no_csv_is_told_its_own_remedy(tmp_path: Path) -> None:
    params = "params/2014-12-11.yaml"
    assert (
        refusal(read, tmp_path, b"place: \xa3", params)
        == f"{params}, line 1: byte 8 is not UTF-8; save the file as UTF-8"
    )


def test_a_file_may_be_large_but_not_without_end(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"x" * 5_000_000)) == 5_000_000
    problem = (
        f"{FILE}: it has 5,000,001 bytes, and 5,000,000 are the most that are read; split it, or look what went into it"
    )
    assert refusal(read, tmp_path, b"x" * 5_000_001) == problem


def test_what_is_no_file_is_not_there(tmp_path: Path) -> None:
    for file in ("data/nothing.csv", "data/registers", "data/targets.csv/more.csv"):
        assert refusal(read_text, workbook(tmp_path), file) == f"{file}: there is no such file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(workbook(tmp_path) / "data/pipe.csv")
    assert refusal(read_text, tmp_path, "data/pipe.csv") == "data/pipe.csv: there is no such file"


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert (
        refusal(read_text, workbook(tmp_path), FILE)
        == f"{FILE}: it can't be read: Permission denied; get the right to read it"
    )


def test_a_workbook_of_its_own_files_has_no_links(tmp_path: Path) -> None:
    assert [*links_in(workbook(tmp_path))] == []


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("data/observations/calls/2014-15-Q3.csv", "/etc/hostname"),
        ("data/observations/calls/2014-15-Q3.csv", "2014-15-Q2.csv"),
        ("data/observations/linked", "calls"),
        ("data/registers/linked", "/"),
        ("notebooks/linked.ipynb", "calls.ipynb"),
        ("params/2015-03-05.yaml", "../../nowhere.yaml"),
    ],
)
def test_a_link_is_no_part_of_the_workbook_wherever_it_leads(tmp_path: Path, place: str, target: str) -> None:
    try:
        (workbook(tmp_path) / place).symlink_to(target)
    except OSError:
        pytest.skip("Windows lets only some make links")
    assert [*links_in(tmp_path)] == [f"{place}: it is a link to another place; put the file or folder itself here"]
