"""From a row of data to the cell or the records: what a trace says, and what it does not say of a protected figure."""

import re
from datetime import date
from pathlib import Path

import pytest
from sent import POST, read_lines, sent, taking_workbook
from small import said

from ccpi_nb.document.ledger import Input
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.errors import InputError
from ccpi_nb.exempt.known import file_hashes
from ccpi_nb.intake import readers
from ccpi_nb.intake.again import read_again
from ccpi_nb.intake.origins import origin_lines, words_found
from ccpi_nb.intake.word_lineage import all_words_rows, stray_words
from ccpi_nb.workbook.inputs import Workbook

LINES = ("calls|calls_answered|2014-11||82.14 230/280|E8", "calls|calls_answered|2014-10||81.12|23,687 records")
WORDS = "words|calls|2014-12-11|The line was busy.|A2"
REGISTER, OF_WORDS = "data/registers/calls/2014-12-11.csv", "data/intake_words/calls/2014-12-11.csv"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(readers, "readers", lambda *_: (read_lines,))
    monkeypatch.chdir(root := taking_workbook(tmp_path / "workbook"))
    file = sent(tmp_path / "in", *LINES)
    assert said("collect", "read", str(file), "--for", "2014-12-11", "--post", POST, "--write")[0] == 0
    return root


def row(period: str, value: str) -> Input:
    at = DataRow(f"data/observations/calls/{period}.csv", 2)
    return Input(value, "calls_answered", "", period, at)


def test_a_trace_ends_at_the_cell_with_its_parts(root: Path) -> None:
    workbook = Workbook(root)
    sha256 = workbook.intake.rows("calls")[0].origin.sha256[:12]
    assert [*origin_lines(workbook, row("2014-11", "82.14"))] == [
        f"Dashboard Q3.txt (sha256 {sha256}...), sheet Dashboard, cell E8 = 82.14 shown as 82.14%, read by tiny, "
        f"taken in by the {POST} on {date.today()}",
        "  numerator: sheet Dashboard, cell C8 = 230",
        "  denominator: sheet Dashboard, cell D8 = 280",
    ]


def test_a_trace_ends_at_the_working_paper(root: Path) -> None:
    workbook = Workbook(root)
    sha256 = workbook.intake.rows("calls")[0].origin.sha256[:12]
    first, *others = origin_lines(workbook, row("2014-10", "81.12"))
    assert first.startswith(f"Dashboard Q3.txt (sha256 {sha256}...), 23,687 records = 81.12 shown as 81.12%, ")
    assert others == [
        f"  counted by the measure 'calls' on DuckDB 2, from Dashboard Q3.txt (sha256 {sha256}...)",
        "    read: 100 records",
        "    of the quarter: 40 left, 60 taken out",
        "    SQL as it was run: 2 lines; add --sql",
    ]
    assert [*origin_lines(workbook, row("2014-10", "81.12"), sql=True)] == [
        first,
        *others[:-1],
        "    SELECT",
        "      count(*)",
    ]


@pytest.mark.parametrize(("value", "public"), [("[c]", False), ("80", False), ("82.14", True)])
def test_of_a_protected_figure_and_for_the_public_it_ends_at_the_place_alone(
    root: Path, value: str, public: bool
) -> None:
    assert [*origin_lines(Workbook(root), row("2014-11", value), public=public)] == [
        "Dashboard Q3.txt, sheet Dashboard, cell E8 (numerator: cell C8, denominator: cell D8)"
    ]


@pytest.mark.parametrize("at", ["data/targets.csv", "data/observations/gone/2014-11.csv", "data/registers/calls/x.csv"])
def test_what_was_not_taken_in_has_no_origin(root: Path, at: str) -> None:
    assert [*origin_lines(Workbook(root), Input("90", "calls_answered", "", "", DataRow(at, 2)))] == []


def test_a_row_that_was_changed_since_is_named_without_a_value(root: Path) -> None:
    file = root / "data/observations/calls/2014-11.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("82.14", "82.41"), encoding="utf-8")
    workbook = Workbook(root)
    again = read_again(workbook, (("calls", each) for each in workbook.intake.rows("calls")))
    assert again.summary == "Of 1 received file, read again, 1 of 2 values come out the same."
    assert again.problems == (
        "data/intake/calls/2014-11.csv, row 2: Dashboard Q3.txt, sheet Dashboard, cell E8 "
        "(numerator: cell C8, denominator: cell D8) gives another value than its row of observations has",
    )


def test_a_table_of_a_database_is_not_read_again_and_said_so(root: Path) -> None:
    file = root / "data/intake/calls/2014-10.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub("[0-9a-f]{64}", "", text), encoding="utf-8")
    workbook = Workbook(root)
    again = read_again(workbook, (("calls", each) for each in workbook.intake.rows("calls")))
    assert again.problems == (
        "data/intake/calls/2014-10.csv, row 2: Dashboard Q3.txt is a table of a database, of which no copy is kept; "
        "count its records again",
    )
    assert next(iter(origin_lines(workbook, row("2014-10", "81.12")))).startswith("Dashboard Q3.txt, 23,687 records")


def test_a_reader_that_no_longer_finds_the_value_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(file: object, workbook: object) -> object:
        from ccpi_nb.domain.lineage import Taken

        return Taken(file)  # type: ignore[arg-type]

    monkeypatch.setattr(readers, "readers", lambda *_: (nothing,))
    workbook = Workbook(root)
    again = read_again(workbook, (("calls", each) for each in workbook.intake.rows("calls")))
    assert len(again.problems) == 2
    assert "gives no such value any more; see whether its recipe, measure or form has changed" in again.problems[0]


def test_of_a_file_that_is_refused_now_no_cell_is_quoted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(file: object, workbook: object) -> object:
        raise InputError("Dashboard Q3.txt, cell E8: '82.14' is no percentage; write it as 71.5%")

    monkeypatch.setattr(readers, "readers", lambda *_: (refused,))
    workbook = Workbook(root)
    again = read_again(workbook, (("calls", each) for each in workbook.intake.rows("calls")))
    assert len(again.problems) == 2
    assert not any("82.14" in problem for problem in again.problems)
    assert "can't be read any more as it was; see why with ccpi collect read" in again.problems[0]


# Words


@pytest.fixture
def worded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(readers, "readers", lambda *_: (read_lines,))
    monkeypatch.chdir(root := taking_workbook(tmp_path / "workbook"))
    file = sent(tmp_path / "in", WORDS)
    assert said("collect", "read", str(file), "--for", "2014-12-11", "--post", POST, "--write")[0] == 0
    return root


def change(root: Path, name: str, old: str, new: str) -> Workbook:
    file = root / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return Workbook(root)


def test_words_are_found_by_what_they_say_and_end_at_their_cell(worded: Path) -> None:
    workbook = Workbook(worded)
    (lineage,) = all_words_rows(worded)
    text, at, source, origin = words_found(workbook, [REGISTER, "data/targets.csv"], "line  was BUSY")
    row = re.search(r"row (\d+)$", at)
    assert row
    assert (text, source) == ("The line was busy.", "  Dashboard Q3.txt, sheet Words, cell A2")
    assert origin == (
        f"    Dashboard Q3.txt (sha256 {lineage.sha256[:12]}...), sheet Words, cell A2, taken in by the {POST} on "
        f"{date.today()}"
    )
    figure = Input("1", "", "", "", DataRow(REGISTER, int(row[1])))
    assert [*origin_lines(workbook, figure)] == [origin.strip()]
    assert [*origin_lines(workbook, figure, public=True)] == ["Dashboard Q3.txt, sheet Words, cell A2"]
    assert [*words_found(workbook, [], "line was busy")] == []
    assert file_hashes(workbook) == {lineage.sha256}


@pytest.mark.parametrize(
    ("file", "old", "new", "summary", "problems", "edited"),
    [
        (REGISTER, "x", "x", "1 of 1 rows of words", 0, 0),
        (REGISTER, "The line was busy.", "The lines were busy.", "0 of 1 rows of words", 0, 1),
        (OF_WORDS, ",A2,", ",A3,", "0 of 1 rows of words", 1, 0),
    ],
)
def test_words_are_read_again_and_those_that_were_edited_are_no_mistake(
    worded: Path, file: str, old: str, new: str, summary: str, problems: int, edited: int
) -> None:
    workbook = change(worded, file, old, new)
    again = read_again(workbook, (), all_words_rows(worded))
    assert again.summary == f"Of 1 received file, read again, {summary} come out the same."
    assert (len(again.problems), len(again.edited)) == (problems, edited)


def test_a_row_on_words_that_have_gone_is_named(worded: Path) -> None:
    assert [*stray_words(Workbook(worded))] == []
    assert [*stray_words(change(worded, REGISTER, "cell A2", "cell A4"))] == [
        f"{OF_WORDS}, row 2: no row of {REGISTER} has this source; put back what was changed there, or remove this row "
        "with it"
    ]
