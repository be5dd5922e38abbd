"""Records as services send them: what is counted, what is refused, and that no record comes out."""

import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from builders import refusal, refusals
from openpyxl import Workbook as Spreadsheet
from records_made import (
    ASKING,
    AWAITING,
    CANARY,
    FEW,
    HEADER,
    MEASURES,
    WITH_BLANKS,
    Invoice,
    as_csv,
    day_of,
    expected,
    invoices,
    measured,
    numbers_of,
    received,
    told_of_blanks,
)

from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.domain.lineage import Taken
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.records import engines
from ccpi_nb.records.engines import duckdb_engine
from ccpi_nb.records.reading import take_records
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.lineage import working_from, working_yaml

pytest.importorskip("ibis", reason="the extra 'records' is not installed")


def good(number: str = "A1", paid: str = "2014-05-01", **cells: str) -> Invoice:
    given = {"invoiced": "2014-04-15", "amount": "12.50", "disputed": "n", "postcode": "PR1"} | cells
    return Invoice(number, given["invoiced"], paid, Decimal(given["amount"]), given["disputed"], given["postcode"])


def month(*more: Invoice) -> list[Invoice]:
    """Records that cover May 2014, and more."""
    return [good("E1", "2014-05-01"), good("E2", "2014-05-31"), *more]


def taken_of(
    root: Path, content: str | bytes, measures: str = FEW, name: str = "AP.csv", people: bool = False
) -> Taken:
    taken = take_records(received(root / name, content), measured(root / "workbook", measures, people=people))
    assert taken is not None
    return taken


def numbers(taken: Taken, indicator: str = "paid_number", period: str = "2014-05") -> Decimal | None:
    return numbers_of(taken)[indicator, period, ""][0]


def test_a_file_that_no_measures_are_for_is_not_taken(tmp_path: Path) -> None:
    assert take_records(received(tmp_path / "calls.csv", "x"), measured(tmp_path / "workbook")) is None
    assert take_records(received(tmp_path / "AP.csv", "x"), Workbook(tmp_path)) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "days"), [(date(2015, 4, 1), 366), (date(2011, 4, 1), 366)], ids=["2015/16", "2011/12"]
)
def test_a_year_with_a_leap_day_is_counted_as_in_plain_python(tmp_path: Path, start: date, days: int) -> None:
    leap = date(start.year + 1, 2, 29).isoformat()
    records = [
        *invoices(300, seed=5, start=start, days=days),
        *(good(f"L{at}", leap, invoiced=leap) for at in range(3)),
    ]
    taken = taken_of(tmp_path, as_csv(records))
    periods = {value.period for value in taken.values}
    assert Period.financial_year(start.year) in periods
    assert numbers_of(taken).items() <= expected(records, periods).items()


def as_excel(records: list[Invoice]) -> bytes:
    from io import BytesIO

    book = Spreadsheet()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for one in records:
        days = [day_of(one.invoiced), day_of(one.paid) if one.paid else None]
        sheet.append([one.number, *days, float(one.amount), *one.cells[4:]])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def as_parquet(records: list[Invoice]) -> bytes:
    from io import BytesIO

    import pyarrow as pa
    from pyarrow import parquet

    columns = list(zip(*(one.cells for one in records), strict=True))
    arrays = [pa.array(column, pa.string()) for column in columns]
    arrays[1:3] = [pa.array([day_of(cell) for cell in column], pa.date32()) for column in columns[1:3]]
    arrays[3] = pa.array([one.amount for one in records], pa.decimal128(12, 2))
    written = BytesIO()
    parquet.write_table(pa.table(dict(zip(HEADER, arrays, strict=True))), written)
    return written.getvalue()


WRITTEN: dict[str, tuple[str, str, Callable[[list[Invoice]], str | bytes]]] = {
    "semicolons": ("AP.csv", "", lambda records: as_csv(records, ";")),
    "tabs": ("AP.txt", "", lambda records: as_csv(records, "\t")),
    "a byte order mark": ("AP.csv", "", lambda records: "\ufeff" + as_csv(records)),
    "cp1252": ("AP.csv", "  encoding: cp1252\n", lambda records: as_csv(records).encode("cp1252")),
    "utf-16": ("AP.csv", "  encoding: utf-16\n", lambda records: as_csv(records).encode("utf-16")),
    "a spreadsheet": ("AP.xlsx", "", as_excel),
    "Parquet": ("AP.parquet", "", as_parquet),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_however_records_are_written_they_give_the_same_numbers(tmp_path: Path, way: str) -> None:
    name, option, write = WRITTEN[way]
    records = [one for one in invoices(300, days=92) if day_of(one.invoiced)]
    taken = taken_of(tmp_path, write(records), FEW.replace("  covers", f"{option}  covers"), name)
    assert numbers_of(taken).items() <= expected(records, {value.period for value in taken.values}).items()
    assert len(taken.values) > 20


def test_money_is_read_as_services_write_it_and_added_exactly(tmp_path: Path) -> None:
    text = as_csv(month()).replace("12.50", '"£1,250.10"', 1).replace("12.50", "0.20")
    taken = taken_of(tmp_path, text, MEASURES)
    assert numbers(taken, "paid_value") == Decimal("1250.30")


@pytest.mark.parametrize(("keep", "counted"), [("latest paid", 3), ("earliest paid", 3), ("none", 2), ("all", 4)])
def test_what_is_done_with_records_of_one_key_is_said(tmp_path: Path, keep: str, counted: int) -> None:
    records = month(good("D1", "2014-05-10"), good("D1", "2014-05-20"))
    taken = taken_of(tmp_path, as_csv(records), FEW.replace("latest paid", keep))
    assert numbers(taken) == counted


def test_which_record_of_a_key_counts_is_by_its_date(tmp_path: Path) -> None:
    records = month(good("J", "2014-06-30"), good("D1", "2014-05-10"), good("D1", "2014-06-20"))
    assert numbers(taken_of(tmp_path / "a", as_csv(records), FEW)) == 2
    assert numbers(taken_of(tmp_path / "b", as_csv(records), FEW.replace("latest", "earliest"))) == 3


def refused(root: Path, content: str | bytes, measures: str = FEW, name: str = "AP.csv") -> tuple[str, ...]:
    return refusals(taken_of, root, content, measures, name)


STRICT = FEW.replace("at most 50%", "none")


def test_more_repeated_keys_than_may_be_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, as_csv(month(good("E1"))), STRICT) == (
        "AP.csv: 1 of 3 records repeat the 'Invoice No' of another, and none may; ask why, or correct the limit in "
        "data/measures/invoices.yaml",
    )


def test_an_unreadable_date_is_named_by_line_and_column_and_not_by_what_it_holds(tmp_path: Path) -> None:
    records = month(*(good(f"B{at}", invoiced=f"{CANARY}{at}") for at in range(7)), good("C", paid="31/02/2014"))
    told = refused(tmp_path, as_csv(records), STRICT)
    assert told == (
        "AP.csv, lines 4, 5, 6, 7, 8 and others: 7 records, column 'Invoice Date': no date of the forms under 'dates' "
        "(allowed: none); correct them, or data/measures/invoices.yaml",
        "AP.csv, line 11: 1 record, column 'Paid': no date of the forms under 'dates' "
        "(allowed: none); correct it, or data/measures/invoices.yaml",
        "AP.csv: a record with several faults is counted once, with its first; read it again when these are put right",
    )


@pytest.mark.parametrize("at_once", [1, 3, 7, 8_000_000])
def test_keys_that_stand_twice_are_found_however_many_are_sorted_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(engines, "_SORTED_AT_ONCE", at_once)
    numbers = [*range(12), 2**64 - 1]
    with duckdb_engine("numbers") as engine:
        for twice in (None, 0, 11, 2**64 - 1):
            told = ", ".join(map(str, numbers if twice is None else [*numbers, twice]))
            engine.backend.con.execute(f"CREATE OR REPLACE TABLE held AS SELECT unnest([{told}]::UBIGINT[]) AS n")
            held = engine.asked(partial(engine.backend.table, "held"))
            assert engine.holds_twice(held) is (twice is not None)
        assert not engine.holds_twice(held.filter(held.n < 0))


def test_a_blank_in_what_is_measured_is_told_with_its_number(tmp_path: Path) -> None:
    told = taken_of(tmp_path, as_csv(WITH_BLANKS), ASKING)
    assert numbers(told, "paid_time") == Decimal("11.3")
    assert told.not_used == told_of_blanks("AP.csv")
    people = taken_of(tmp_path, as_csv(WITH_BLANKS), ASKING, people=True)
    assert people.not_used == told_of_blanks("AP.csv", "some")


NO_DATES = (
    *("1/2/14", "2014-02-30", "29/02/2015", "2014/04/01", "01-04-2014", "1899-12-31", "2014-04-01 x", "x", "45000"),
    *("2200-01-01", "epoch", " epoch", "infinity"),
)


def test_what_is_no_date_of_the_forms_is_never_taken_for_one(tmp_path: Path) -> None:
    records = month(*(good(f"B{at}", invoiced=cell) for at, cell in enumerate(NO_DATES)))
    told = refused(tmp_path, as_csv(records), STRICT)
    assert told[0].startswith("AP.csv, lines 4, 5, 6, 7, 8 and others: 13 records, column 'Invoice Date': no date")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"invoiced": ""}, "column 'Invoice Date': blank, and 'blank: allowed' is not said; correct it"),
        ({"disputed": "perhaps"}, "column 'Disputed?': none of the cells under 'values'; correct it"),
    ],
)
def test_a_cell_that_the_contract_does_not_know_stops_the_counting(
    tmp_path: Path, cells: dict[str, str], problem: str
) -> None:
    told = refused(tmp_path, as_csv(month(good("B", **cells))))
    assert told == (f"AP.csv, line 4: 1 record, {problem}, or data/measures/invoices.yaml",)


def test_what_is_no_money_is_refused(tmp_path: Path) -> None:
    wrong = ("1.005", "ten", "1,2", "£", "1e3", "--1", "1.000.000,00")
    lines = (f'W{at},2014-04-15,2014-05-01,"{amount}",n,PR1,x' for at, amount in enumerate(wrong))
    told = refused(tmp_path, as_csv(month()) + "\r\n".join(lines))
    assert told[0].startswith("AP.csv, lines 4, 5, 6, 7, 8 and others: 7 records, column 'Amount': no amount of money")


def test_what_a_list_lacks_is_refused_where_nothing_is_said_of_others(tmp_path: Path) -> None:
    told = refused(tmp_path, as_csv(month(good("B", postcode=CANARY))), FEW.replace(", otherwise: Elsewhere", ""))
    assert told == (
        "AP.csv: 1 record, column 'Postcode': not listed in data/lookups/places.csv, and nothing is said under "
        "'otherwise'; correct it, or data/measures/invoices.yaml",
    )


def test_missing_columns_are_named_and_unknown_ones_counted(tmp_path: Path) -> None:
    text = as_csv(month()).replace("Paid", CANARY, 1)
    assert refused(tmp_path, text) == (
        "AP.csv, line 1: there is no column 'Paid'; look at the header, and at 'columns' in "
        "data/measures/invoices.yaml",
        "AP.csv, line 1: column 3 is not in data/measures/invoices.yaml; add it under 'columns' there, with 'not read' "
        "if nothing needs it",
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (as_csv(month()) + "A9,2014-05-01\n", "AP.csv, line 4: it has 2 cells, and the header 7; correct the line"),
        (
            as_csv(month()).encode() + b"\xa3\xff,,,,,,\n",
            "AP.csv, line 4: it is not UTF-8; write 'encoding: cp1252' under 'source' in the measures",
        ),
        ("", "AP.csv, line 1: there is no header that can be read; its first line must name the columns"),
    ],
    ids=["cells", "bytes", "nothing"],
)
def test_a_damaged_file_is_refused_with_its_line(tmp_path: Path, content: str | bytes, problem: str) -> None:
    told = refused(tmp_path, content)
    assert told[0] == problem


@pytest.mark.parametrize("name", ["AP.xlsx", "AP.parquet"])
def test_what_is_no_file_of_its_kind_is_refused(tmp_path: Path, name: str) -> None:
    assert "ask for it again" in refused(tmp_path, CANARY, FEW, name)[0]


# Coverage


def test_a_month_that_is_half_there_is_not_counted(tmp_path: Path) -> None:
    records = month(good("J1", "2014-06-03"), good("J2", "2014-06-12"))
    assert {str(value.period) for value in taken_of(tmp_path, as_csv(records)).values} == {"2014-05"}


def test_records_that_cover_no_period_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, as_csv([good("A", "2014-05-10"), good("B", "2014-05-20")])) == (
        "AP.csv: the records cover no whole period; ask for all of them",
    )


def test_a_month_without_a_record_within_a_period_is_refused(tmp_path: Path) -> None:
    records = [good("A", "2014-04-01"), good("B", "2014-05-15"), good("C", "2014-07-31")]
    assert "AP.csv: no record's 'Paid' is in June 2014, which 2014-15-Q1 needs; ask for all records" in refused(
        tmp_path, as_csv(records)
    )


def test_records_of_another_time_than_the_meeting_awaits_are_counted_for_their_own(tmp_path: Path) -> None:
    workbook = measured(tmp_path / "workbook", FEW, **{"params/2014-12-11.yaml": AWAITING})
    earlier = [good("J1", "2014-02-03"), good("J2", "2014-02-27")]
    taken = take_records(received(tmp_path / "AP.csv", as_csv(earlier)), workbook, meeting="2014-12-11")
    assert taken is not None
    assert {str(value.period) for value in taken.values} == {"2014-02"}
    assert taken.not_used == ()


def test_of_what_a_meeting_awaits_only_covered_periods_are_counted(tmp_path: Path) -> None:
    workbook = measured(tmp_path / "workbook", FEW, **{"params/2014-12-11.yaml": AWAITING})
    records = month(good("J1", "2014-04-01"), good("J2", "2014-06-12"))
    taken = take_records(received(tmp_path / "AP.csv", as_csv(records)), workbook, meeting="2014-12-11")
    assert taken is not None
    assert {str(value.period) for value in taken.values} == {"2014-05"}
    assert taken.not_used == (
        "AP.csv: the records do not cover all of 2014-15-Q1, so that it is not counted for paid_30_days, paid_number; "
        "ask for all records of it, or read its files together",
    )


UNPAID = "  unpaid: {as_at: period end, count: invoiced <= period end, periods: [day, month]}\n"


@pytest.mark.parametrize(("awaited", "counted"), [("2014-05-30", 2), ("2014-05-31", 3), ("2014-05", 3)])
def test_what_is_so_on_a_day_is_counted_for_a_day_that_is_awaited(tmp_path: Path, awaited: str, counted: int) -> None:
    meeting = AWAITING.replace("[2014-05, 2014-15-Q1]", f"[{awaited}]")
    workbook = measured(tmp_path / "workbook", FEW + UNPAID, **{"params/2014-12-11.yaml": meeting})
    records = month(good("J1", "2014-05-31", invoiced="2014-05-31"))
    taken = take_records(received(tmp_path / "AP.csv", as_csv(records)), workbook, meeting="2014-12-11")
    assert taken is not None
    assert numbers(taken, "unpaid", awaited) == counted


def test_a_day_outside_of_the_records_is_not_counted_and_said(tmp_path: Path) -> None:
    meeting = AWAITING.replace("[2014-05, 2014-15-Q1]", "[2014-05-31, 2014-06-01]")
    workbook = measured(tmp_path / "workbook", FEW + UNPAID, **{"params/2014-12-11.yaml": meeting})
    taken = take_records(received(tmp_path / "AP.csv", as_csv(month())), workbook, meeting="2014-12-11")
    assert taken is not None
    assert {str(value.period) for value in taken.values if value.indicator == "unpaid"} == {"2014-05-31"}
    assert (
        "AP.csv: the records do not cover all of 2014-06-01, so that it is not counted for unpaid;" in taken.not_used[0]
    )


def test_without_a_meeting_only_the_last_day_that_records_cover_is_counted(tmp_path: Path) -> None:
    taken = taken_of(tmp_path, as_csv(month()), FEW + UNPAID)
    assert {str(value.period) for value in taken.values if value.indicator == "unpaid"} == {"2014-05", "2014-05-31"}


def test_only_the_figures_that_are_asked_for_are_counted_and_checked(tmp_path: Path) -> None:
    records = [good("A", "2014-02-01"), good("B", "2014-02-28"), *month()]  # and nothing of March and April
    file, workbook = received(tmp_path / "AP.csv", as_csv(records)), measured(tmp_path / "workbook", FEW)
    assert any("no record's 'Paid' is in April 2014" in why for why in refusals(take_records, file, workbook))
    only = {("invoices", "paid_number", Period.parse("2014-05"))}
    taken = take_records(file, workbook, only=only)
    assert taken is not None
    assert {(value.indicator, str(value.period)) for value in taken.values} == {("paid_number", "2014-05")}
    taken = take_records(file, workbook, only={("calls", "paid_number", Period.parse("2014-05"))})
    assert taken is not None
    assert taken.values == ()


def test_a_files_name_may_say_what_it_covers_and_files_are_counted_together(tmp_path: Path) -> None:
    measures = FEW.replace('"AP*"', '"AP_{year}-{month}.csv"').replace("covers: paid", "covers: file name")
    workbook = measured(tmp_path / "workbook", measures)
    files = [
        received(
            tmp_path / f"AP_2014-{at:02}.csv", as_csv([good(f"A{at}", f"2014-{at:02}-15"), good("B", "2014-04-03")])
        )
        for at in (4, 5, 6)
    ]
    first, second, _ = (take_records(file, workbook, beside=files) for file in files)
    assert first is not None
    assert second is not None
    assert numbers(first, period="2014-15-Q1") == 4
    assert first.values[0].origin.words == "AP_2014-04.csv, 2 records of 3 files"
    assert (second.values, second.not_used) == ((), ("AP_2014-05.csv: its records are counted with AP_2014-04.csv",))


def test_far_fewer_records_than_in_the_last_period_are_refused(tmp_path: Path) -> None:
    measures = FEW.replace("quality:", "quality:\n  rows: within 30% of last period")
    april = [good(f"A{at}", f"2014-04-{at:02}") for at in range(1, 31)]
    assert (
        "AP.csv: 'paid_number' of 2014-05 rests on fewer records, and not within 30% of those of 2014-04; "
        "ask whether all came, or correct 'rows' in data/measures/invoices.yaml"
        in refused(tmp_path, as_csv([*april, *month()]), measures)
    )


# Small numbers


def test_small_numbers_of_people_leave_as_confidential_unless_a_reason_is_given(tmp_path: Path) -> None:
    records = month(*(good(f"N{at}") for at in range(20)), *(good(f"X{at}", postcode="BB4") for at in range(3)))
    hidden = taken_of(tmp_path / "a", as_csv(records), people=True)
    shown = taken_of(
        tmp_path / "b", as_csv(records), f"{FEW}disclosure: {{off: published before by the service}}\n", people=True
    )
    of = ("paid_number", "2014-05", "East")
    assert (numbers_of(hidden)[of][0], numbers_of(shown)[of][0]) == (None, 3)
    by_place = [value for value in hidden.values if value.breakdown == "East"]
    assert {value.shorthand for value in by_place} == {Shorthand.CONFIDENTIAL}
    assert all(value.origin.held_as == "" and value.origin.cell == "" for value in hidden.values)
    # Nor is a second part shown that would give the hidden one back.
    parts = [value for value in hidden.values if value.indicator == "paid_number" and value.breakdown]
    assert sum(value.value is None for value in parts) >= 2


def test_what_is_averaged_over_few_people_is_hidden_as_well(tmp_path: Path) -> None:
    taken = taken_of(tmp_path, as_csv(month()), MEASURES, people=True)
    assert {value.indicator for value in taken.values if value.value is None} >= {
        "paid_value",
        "paid_time",
        "paid_median",
    }


def test_working_papers_on_people_have_no_small_number(tmp_path: Path) -> None:
    taken = taken_of(tmp_path, as_csv(month(*(good(f"N{at}") for at in range(21)))), people=True)
    lefts = [step.left for working in taken.workings for step in working.steps]
    assert lefts
    assert all(left % 5 == 0 for left in lefts)
    assert taken.workings[0].steps[0].words == (
        "records read; numbers are rounded to the nearest 5, as they are of people"
    )


# Working papers


def test_a_working_paper_says_how_many_records_each_step_leaves(tmp_path: Path) -> None:
    records = month(
        good("D1", "2014-05-10"),
        good("D1", "2014-05-20"),
        good("U", ""),
        good("J", "2014-06-02"),
        good("C", amount="-3"),
        good("Q", "2014-05-30", disputed="y"),
        good("S", "2014-05-30"),
        good("B", invoiced="x"),
    )
    taken = taken_of(tmp_path, as_csv(records))
    paper = next(working for working in taken.workings if working.key.startswith("paid_30_days"))
    assert [(step.words, step.left) for step in paper.steps] == [
        ("records read", 10),
        ("left out: records with a date that can't be read", 9),
        ("left out: records whose key stands more than once, but for the one with the latest 'paid'", 8),
        ("left out: credit notes", 7),
        ("with a date under 'Paid'", 6),
        ("whose 'Paid' is in May 2014, 2014-05-01 to 2014-05-31", 5),
        ("denominator, those with: not disputed", 4),
        ("numerator, those with: paid - invoiced <= 30 days", 1),
    ]
    assert paper.engine.startswith("DuckDB ")
    assert "\n\nCREATE TEMPORARY TABLE records AS\nSELECT" in paper.statement
    assert str(tmp_path) not in paper.statement
    assert working_from(working_yaml(paper), "x.yaml", paper.key).steps == paper.steps


@pytest.mark.parametrize("made", [as_csv, as_parquet], ids=["CSV", "Parquet"])
def test_the_sql_of_a_working_paper_runs_again_beside_the_files_and_gives_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[list[Invoice]], str | bytes]
) -> None:
    import duckdb

    name = "AP of the clerk's.csv" if made is as_csv else "AP.parquet"
    records = [one for one in invoices(200, days=92) if made is as_csv or day_of(one.invoiced)]
    taken = taken_of(tmp_path, made([*records, good("D1"), good("D1")]), MEASURES, name)
    (tmp_path / "data").symlink_to(tmp_path / "workbook/data")
    monkeypatch.chdir(tmp_path)
    shares, stocks = (
        [one for one in taken.values if one.indicator == key and not one.breakdown]
        for key in ("paid_30_days", "unpaid")
    )
    for value in (shares[0], shares[-1], stocks[-1]):
        paper = next(one for one in taken.workings if one.key == value.origin.working)
        with duckdb.connect() as connection:
            found = connection.execute(paper.statement)
            names = [column[0] for column in found.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        if value in stocks:
            told = re.search(r"begin with (m\d+_),\n-- and end with (_\d+)\n", paper.statement)
            assert told is not None
            assert sum(row[f"{told[1]}all{told[2]}"] for row in rows) == value.value
            continue
        told = re.search(r"begin with (m\d+_),\n-- .* and part_of_paid is (\d+) to (\d+)\n", paper.statement)
        assert told is not None
        counted = [row for row in rows if not row["step"] and int(told[2]) <= row["part_of_paid"] <= int(told[3])]
        both = (sum(row[f"{told[1]}{what}"] for row in counted) for what in ("part", "all"))
        assert tuple(both) == (value.numerator, value.denominator)


def test_the_same_records_give_the_same_working_papers(tmp_path: Path) -> None:
    text = as_csv(invoices(100, days=92))
    one, other = taken_of(tmp_path / "a", text), taken_of(tmp_path / "b", text)
    assert (one.values, one.workings) == (other.values, other.workings)


# Nothing of a record comes out


def everything_in(problem: BaseException | None) -> Iterator[str]:
    while problem is not None:
        yield repr(problem)
        problem = problem.__cause__ or problem.__context__


SPOILT: dict[str, Callable[[], tuple[str, str | bytes, str]]] = {
    "dates": lambda: ("AP.csv", as_csv(month(good("B", invoiced=CANARY), good("C", CANARY))), STRICT),
    "a value": lambda: ("AP.csv", as_csv(month(good("B", disputed=CANARY))), FEW),
    "an amount": lambda: ("AP.csv", as_csv(month()).replace("12.50", CANARY), FEW),
    "a cell too many": lambda: ("AP.csv", as_csv(month()) + f"{CANARY},{CANARY}\n", FEW),
    "an open quote": lambda: ("AP.csv", as_csv(month()) + f'"{CANARY},\n', FEW),
    "no header": lambda: ("AP.csv", f"{CANARY},1,2,3\n" * 3, FEW),
    "another header": lambda: ("AP.csv", as_csv(month()).replace("Supplier", f"Supplier,{CANARY}", 1), FEW),
    "another encoding": lambda: ("AP.csv", as_csv(month()).encode() + f"{CANARY}é".encode("cp1252"), FEW),
    "keys": lambda: ("AP.csv", as_csv(month(good(CANARY), good(CANARY))), STRICT),
    "a spreadsheet": lambda: ("AP.xlsx", as_excel(month(good("B", disputed=CANARY))), FEW),
    "Parquet": lambda: ("AP.parquet", as_parquet(month(good("B", disputed=CANARY))), FEW),
    "a damaged spreadsheet": lambda: ("AP.xlsx", CANARY, FEW),
    "damaged Parquet": lambda: ("AP.parquet", f"PAR1{CANARY}PAR1", FEW),
}


@pytest.mark.parametrize("way", SPOILT)
def test_no_refusal_quotes_a_record(
    tmp_path: Path, way: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    name, content, measures = SPOILT[way]()
    file = received(tmp_path / name, content)
    workbook = measured(tmp_path / "workbook", measures)
    with pytest.raises(InputError) as raised:
        take_records(file, workbook)
    printed = capfd.readouterr()
    for text in (*everything_in(raised.value), printed.out, printed.err, caplog.text):
        assert "Zephyrine" not in text
        assert "Quillfeather" not in text


def test_no_value_paper_or_print_quotes_a_record(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    records = invoices(200, days=92)
    taken = taken_of(tmp_path, as_csv(records), MEASURES)
    printed = capfd.readouterr()
    told = "\n".join((repr(taken), *map(working_yaml, taken.workings), printed.out, printed.err, caplog.text))
    assert CANARY not in told
    assert not any(one.number in told for one in records if one.number.startswith("INV"))


def test_nothing_of_the_records_is_left_in_the_temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temp))
    taken_of(tmp_path, as_csv(month()).encode("cp1252"), FEW.replace("  covers", "  encoding: cp1252\n  covers"))
    assert not list(temp.iterdir())


# The engine


def test_duckdb_loads_no_extension_and_none_is_fetched(tmp_path: Path) -> None:
    with duckdb_engine("test") as engine:
        connection = engine.backend.con
        settings = dict(
            connection.execute(
                "SELECT name, value FROM duckdb_settings() WHERE name IN "
                "('autoinstall_known_extensions', 'autoload_known_extensions', 'memory_limit', 'temp_directory')"
            ).fetchall()
        )
        loaded = "SELECT DISTINCT install_mode FROM duckdb_extensions() WHERE loaded"
        assert connection.execute(loaded).fetchall() == [("STATICALLY_LINKED",)]
        with pytest.raises(Exception, match=r"\w") as raised:
            connection.execute("SELECT * FROM read_csv('https://council.example/x.csv')")
    assert "httpfs" in str(raised.value)
    assert settings["autoinstall_known_extensions"] == settings["autoload_known_extensions"] == "false"
    assert settings["memory_limit"].endswith("MiB")
    assert "ccpi-records-" in settings["temp_directory"]


def test_without_the_extra_a_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    assert refusal(taken_of, tmp_path, as_csv(month())) == (
        "counting records needs Ibis and DuckDB, which are not installed; run: make records "
        "(or: pip install 'ccpi-nb[records]')"
    )


@pytest.mark.slow
def test_neither_check_nor_run_loads_an_engine() -> None:
    code = (
        "import sys; import ccpi_nb.cli, ccpi_nb.review.check, ccpi_nb.run.meeting_run, ccpi_nb.run.jobs, "
        "ccpi_nb.run.preload, ccpi_nb.intake.readers, ccpi_nb.records.reading; "
        "print(*{'ibis', 'duckdb', 'pyspark', 'psycopg', 'sqlglot'} & sys.modules.keys())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
