"""Rows of data/intake and working papers: read back as they were written, and what is refused."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from builders import kpi, observation_row, p, refusals, seen, sheet, workbook
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.lineage import LineageRow, Origin, Step, Working, uncounted
from ccpi_nb.intake.received import in_one_line
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.lineage import (
    LINEAGE,
    lineage_cells,
    lineage_from,
    lineage_problems,
    untold,
    working_from,
    working_yaml,
)

FILE = "data/intake/calls/2014-15-Q2.csv"
SHA256 = "c4f9" * 16
POST = "Performance Officer"
INDICATORS = {"calls_answered": kpi(breakdown="place")}


def origin(cell: str = "E8", **changed: str) -> Origin:
    return Origin(**{"file": "a.xlsx", "sha256": SHA256, "sheet": "Dashboard", "cell": cell, **changed})


def lineage(taken: Origin | None = None, **changed: object) -> LineageRow:
    taken = taken or origin(shown_as="82.13%", held_as="0.8213", reader="recipe dashboard", reader_sha256=SHA256)
    given = {"indicator": "calls_answered", "breakdown": "", "source": taken.words, "post": POST, **changed}
    return LineageRow(
        period=p("2014-15-Q2"),
        as_at=date(2014, 12, 11),
        origin=taken,
        received_on=date(2014, 12, 1),
        row=DataRow(FILE, 2),
        **given,  # type: ignore[arg-type]
    )


def written(*rows: LineageRow) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, LINEAGE, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(lineage_cells, rows))
    return text.getvalue()


def read(text: str) -> tuple[LineageRow, ...]:
    return lineage_from(text, FILE, p("2014-15-Q2"), INDICATORS)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(in_one_line)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_row_is_read_back_as_it_was_written(sheet_name: str, shown: str, held: str, numerator: str) -> None:
    taken = origin(sheet=sheet_name, shown_as=shown, held_as=held)
    row = lineage(taken, source="somewhere", numerator=origin("C8", shown_as=numerator))
    assert read(written(row)) == (row,)


def test_the_place_names_a_part_s_sheet_where_it_is_another() -> None:
    row = lineage(numerator=origin("C8"), denominator=origin("B2", sheet="Calls"))
    place = "sheet Dashboard, cell E8 (numerator: cell C8, denominator: sheet Calls, cell B2)"
    assert row.told == ("a.xlsx", place)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"sha256": "c4f9"}, "column 'sha256': 'c4f9' is no SHA-256"),
        ({"post": "Jane Smith"}, "column 'post': 'Jane Smith' looks like a person's name"),
        ({"period": "2014-15-Q1"}, "column 'period': '2014-15-Q1' is not the period of the file's name, 2014-15-Q2"),
        ({"indicator": "calls_answerd"}, "column 'indicator': there is no indicator 'calls_answerd'"),
        ({"working": "../secret"}, "column 'working': '../secret' is no name of a working paper"),
        ({"received_on": "01/12/2014"}, "column 'received_on': '01/12/2014' is not a day"),
        ({"shown_as": "=1+1"}, ""),
    ],
)
def test_what_no_reading_would_have_written_is_refused(cells: dict[str, str], why: str) -> None:
    text = sheet(lineage_cells(lineage()) | cells)
    if not why:
        assert read(text)[0].origin.shown_as == "=1+1"
        return
    (problem,) = refusals(read, text)
    assert problem.startswith(f"{FILE}, row 2, {why}")


def test_two_rows_of_one_observation_are_refused() -> None:
    assert refusals(read, written(lineage(), lineage())) == (
        f"{FILE}, row 3: it is of the same observation as row 2; remove one",
    )


def test_what_part_i_has_is_place_alone() -> None:
    row = lineage(numerator=origin("C8", shown_as="230", held_as="230"))
    text = untold(written(row))
    assert [word for word in (SHA256, "82.13%", "0.8213", "230", POST, "recipe") if word in text] == []
    assert read(text)[0].told == row.told


def test_a_row_without_its_observation_is_named_and_a_working_paper_that_nothing_names() -> None:
    here = lineage(origin(working="calls-1"))
    held = seen("82.13", source="a.xlsx, sheet Dashboard, cell E8")
    assert [*lineage_problems([here], [held], ["calls-1"], "data/intake/calls")] == []
    assert [*lineage_problems([here], [seen("82.13", source="typed")], ["other"], "data/intake/calls")] == [
        f"{FILE}, row 2: no row of observations has 'calls_answered' with this as_at and source; "
        "put back what was changed there, or remove this row with it",
        f"{FILE}, row 2, column 'working': there is no data/intake/calls/workings/calls-1.yaml; "
        "read the file again with ccpi collect read, which writes it",
        "data/intake/calls/workings/other.yaml: no row of data/intake/calls names it; remove it",
    ]


@pytest.mark.parametrize(("changed", "is_fine"), [({"working": "calls-1"}, True), ({}, False)])
def test_only_a_table_of_a_database_whose_records_were_counted_has_no_hash(
    changed: dict[str, str], is_fine: bool
) -> None:
    here = lineage(Origin("finance.invoices", "", **changed))
    found = [
        *lineage_problems([here], [seen("82.13", source="finance.invoices")], changed.values(), "data/intake/calls")
    ]
    assert (found == []) is is_fine


WORKING = Working(
    "calls-1",
    "calls",
    (Origin("AP 2014Q3.csv", SHA256),),
    (Step("read", 50_000), Step("not disputed: 'x' #1", 48_020)),
    "SELECT\n  count(*) -- \u00a3: yes\n\nFROM records",
    "DuckDB 2.0.1",
)


def test_a_working_paper_is_read_back_as_it_was_written() -> None:
    assert working_from(working_yaml(WORKING), "x.yaml", "calls-1") == WORKING


@pytest.mark.parametrize(
    "wrong", ["measure: calls\n", "- a\n", "record: Jane\n", working_yaml(WORKING) + "records: []\n"]
)
def test_another_working_paper_is_refused(wrong: str) -> None:
    assert all("is not as it was written" in problem for problem in refusals(working_from, wrong, "x.yaml", "x"))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("AP.csv, 23,687 records", "AP.csv"),
        ("AP.csv, 1 record", "AP.csv"),
        ("AP 12 records.csv, sheet S, cell E8", "AP 12 records.csv, sheet S, cell E8"),
    ],
)
def test_a_source_can_be_told_without_the_count_of_its_records(source: str, told: str) -> None:
    assert uncounted(source) == told


def test_check_knows_the_files_of_intake_and_names_what_does_not_belong(tmp_path: Path) -> None:
    from ccpi_nb.review.check import problems_of

    root = workbook(
        tmp_path,
        {
            "data/observations/calls/2014-15-Q2.csv": sheet(observation_row(source=lineage().source)),
            FILE: written(lineage()),
        },
    )
    assert problems_of(Workbook(root)) == ()
    (root / "data/observations/calls/2014-15-Q2.csv").write_text(sheet(observation_row()), encoding="utf-8")
    (problem,) = problems_of(Workbook(root))
    assert problem.startswith(f"{FILE}, row 2: no row of observations has 'calls_answered' with this as_at and source")
