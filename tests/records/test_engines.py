"""The same measures give the same numbers on DuckDB, PostgreSQL and Spark, and as a loop in plain Python."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from postgresql import Server, in_postgresql, server
from records_made import (
    ASKING,
    CANARY,
    HEADER,
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

from ccpi_nb.domain.lineage import Taken
from ccpi_nb.records.reading import take_records, take_table
from ccpi_nb.workbook.inputs import Workbook

pytest.importorskip("ibis", reason="the extra 'records' is not installed")


def assert_as_in_python(taken: Taken, records: Sequence[Invoice]) -> None:
    numbers = numbers_of(taken)
    assert numbers == expected(records, {value.period for value in taken.values})
    assert len(numbers) > 150


@pytest.fixture
def records() -> list[Invoice]:
    return invoices(2000, days=183)


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    return measured(tmp_path / "workbook")


def test_duckdb_gives_the_numbers_of_a_loop_in_python(
    tmp_path: Path, workbook: Workbook, records: list[Invoice]
) -> None:
    taken = take_records(received(tmp_path / "AP.csv", as_csv(records)), workbook)
    assert taken is not None
    assert_as_in_python(taken, records)
    assert taken.workings[0].engine.startswith("DuckDB ")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture
def finance(postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    file = tmp_path / "connections.yaml"
    file.write_text(postgresql.connection, encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("CCPI_CONNECTIONS", str(file))
    return postgresql


@pytest.mark.slow
@pytest.mark.parametrize("typed", [True, False], ids=["dates and numbers", "texts"])
def test_postgresql_gives_the_numbers_of_a_loop_in_python(
    finance: Server, workbook: Workbook, records: list[Invoice], typed: bool
) -> None:
    if typed:  # such a table has no day that is none
        records = [one for one in records if day_of(one.invoiced)]
        in_postgresql(finance, [_in_iso(one) for one in records], typed=True)
    else:
        in_postgresql(finance, records, typed=False)
    taken = take_table("invoices", workbook, "finance")
    assert_as_in_python(taken, records)
    assert taken.workings[0].engine.startswith("PostgreSQL ")


@pytest.fixture
def asking(tmp_path: Path) -> Workbook:
    return measured(tmp_path / "workbook", ASKING)


@pytest.mark.slow
@pytest.mark.parametrize("typed", [True, False], ids=["dates and numbers", "texts"])
def test_postgresql_tells_of_blanks_as_duckdb_does(finance: Server, asking: Workbook, typed: bool) -> None:
    in_postgresql(finance, WITH_BLANKS, typed=typed)
    assert take_table("invoices", asking, "finance").not_used == told_of_blanks("table ap_invoices")


def _in_iso(one: Invoice) -> Invoice:
    return Invoice(
        one.number,
        str(day_of(one.invoiced)),
        one.paid and str(day_of(one.paid)),
        one.amount,
        one.disputed,
        one.postcode,
    )


def spark_or_skip() -> None:
    if find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed (pip install 'ccpi-nb[spark]')")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine, which Spark runs in")


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[Invoice]], None]:
    """What lays records before Spark, as texts."""
    spark_or_skip()
    import pyarrow as pa
    from pyarrow import parquet

    def lay(records: Sequence[Invoice]) -> None:
        cells = list(zip(*(one.cells for one in records), strict=True))
        table = pa.table({name: pa.array(column, pa.string()) for name, column in zip(HEADER, cells, strict=True)})
        parquet.write_table(table, tmp_path / "invoices.parquet")
        file = tmp_path / "connections.yaml"
        file.write_text(
            f"lake:\n  engine: spark\n  master: local[2]\n  tables: {{ap_invoices: {tmp_path}/invoices.parquet}}\n"
            "  settings: {spark.sql.shuffle.partitions: '2'}\n",
            encoding="utf-8",
        )
        monkeypatch.setenv("CCPI_CONNECTIONS", str(file))

    return lay


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_numbers_of_a_loop_in_python(
    lake: Callable[[Sequence[Invoice]], None], workbook: Workbook, records: list[Invoice]
) -> None:
    lake(records)
    taken = take_table("invoices", workbook, "lake")
    assert_as_in_python(taken, records)
    assert taken.workings[0].engine.startswith("Spark ")
    assert CANARY not in repr(taken)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_tells_of_blanks_as_duckdb_does(lake: Callable[[Sequence[Invoice]], None], asking: Workbook) -> None:
    lake(WITH_BLANKS)
    assert take_table("invoices", asking, "lake").not_used == told_of_blanks("table ap_invoices")
