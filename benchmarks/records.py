"""How long ten million invoice records take to become indicators, beside bare DuckDB and pandas, in one run.

    python benchmarks/records.py                     10 million from CSV and Parquet, then twice as many: some minutes
    python benchmarks/records.py --records 1000000   fewer
    python benchmarks/records.py --ways ours duckdb  without pandas, which needs gigabytes

Every way gives the same numbers: the share of undisputed invoices that were paid within 30 days and what was paid, by
place, for the months, the quarters and the year. Each runs in a process of its own, on two cores; ours and DuckDB have
the same limit of memory for the engine. Both look for numbers that stand twice, refuse a date that is none, and look
whether a cell is blank, or no word or place that is known. Ours alone makes sure of every amount's digits, where DuckDB
rounds 1.005, takes spaces around cells and capitals, and counts the faults; it also has to find out which periods the
records cover, and makes a working paper for each value. pandas looks for numbers that stand twice and checks nothing
else.

Memory is the most that a process of its own had at once, with Python and all libraries; beside it how much of that was
its own, and no file that the system holds in memory anyway, such as a library's code. (`ru_maxrss` is no measure of it:
on Linux a process begins with that of the process that started it.)
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
MILLION = 1_000_000
STATUS = Path("/proc/self/status")
PLACES = {"PR1": "North", "LA9": "North", "BB4": "East", "FY1": "West", "OL13": "East", "WN8": "South"}
TYPES = {
    "Invoice No": "VARCHAR",
    "Invoice Date": "DATE",
    "Paid": "DATE",
    "Amount": "DECIMAL(18, 2)",
    "Disputed": "VARCHAR",
    "Postcode": "VARCHAR",
    "Supplier": "VARCHAR",
}
DUCKDB, OURS, PANDAS = "duckdb", "ours", "pandas"
MEASURES = """\
dataset: invoices
source: {files: "AP*", key: [Invoice No]}
columns:
  Invoice No: {as: number, type: text}
  Invoice Date: {as: invoiced, dates: ["%Y-%m-%d"]}
  Paid: {as: paid, dates: ["%Y-%m-%d"], blank: allowed}
  Amount: {as: amount, type: money}
  Disputed: {as: disputed, values: {y: yes, n: no}}
  Postcode: {as: postcode, type: text}
  Supplier: not read
lookups:
  place: {of: postcode, file: places}
quality:
  duplicates: {limit: none, keep: all}
measures:
  paid_30_days: {date: paid, denominator: not disputed, numerator: paid - invoiced <= 30 days, by: place}
  paid_value: {date: paid, sum: amount, where: not disputed}
"""
INDICATORS = """\
indicator,name,service,unit,polarity,decimals,contractual,breakdown,people,definition
paid_30_days,Paid within 30 days,Payments,%,higher,2,,place,,Undisputed invoices paid within 30 days.
paid_value,Paid,Payments,£,none,2,,,,What was paid.
"""


def write_records(folder: Path, records: int) -> dict[str, Path]:
    """Write made-up records as CSV and as Parquet; the same on each run."""
    import duckdb

    places = ", ".join(f"'{postcode}'" for postcode in PLACES)
    made = f"""
        SELECT 'INV' || lpad(i::VARCHAR, 9, '0') AS "Invoice No",
               DATE '2014-04-01' + (hash(i) % 360)::INTEGER AS "Invoice Date",
               CASE WHEN hash(i + 1) % 20 > 0
                    THEN DATE '2014-04-01' + ((hash(i) % 360) + hash(i + 2) % 60)::INTEGER END AS "Paid",
               ((hash(i + 3) % 500000) / 100)::DECIMAL(12, 2) AS "Amount",
               CASE WHEN hash(i + 4) % 25 = 0 THEN 'y' ELSE 'n' END AS "Disputed",
               [{places}][1 + (hash(i + 5) % {len(PLACES)})::INTEGER] AS "Postcode",
               'Supplier ' || hash(i + 6) % 5000 AS "Supplier"
        FROM range({records}) AS t(i)"""
    files = {"csv": folder / "AP.csv", "parquet": folder / "AP.parquet"}
    for kind, file in files.items():
        options = "HEADER" if kind == "csv" else "FORMAT parquet"
        duckdb.sql(f"COPY ({made}) TO '{file}' ({options})")
    return files


def ours(file: Path) -> dict[str, str]:
    """Count by measures, and everything that goes with them."""
    from ccpi_nb.domain.lineage import ReceivedFile
    from ccpi_nb.records.reading import take_records
    from ccpi_nb.workbook.inputs import Workbook

    root = file.parent / "workbook"
    content = {
        "data/indicators.csv": INDICATORS,
        "data/measures/invoices.yaml": MEASURES,
        "data/lookups/places.csv": "postcode,place\n" + "".join(f"{one},{place}\n" for one, place in PLACES.items()),
    }
    for name, text in content.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with file.open("rb") as read:
        sha256 = file_digest(read, "sha256").hexdigest()
    taken = take_records(ReceivedFile(file, file.name, sha256), Workbook(root), progress=_bar())
    assert taken is not None
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return {f"{one.indicator} {one.period} {one.breakdown}".strip(): str(one.value) for one in taken.values}


def _bar() -> Callable[[float], None] | None:
    """Return what shows on a terminal how far it is."""
    if not sys.stderr.isatty():
        return None
    return lambda share: print(f"\r{share:4.0f}%", end="", file=sys.stderr, flush=True)


def duckdb_alone(file: Path) -> dict[str, str]:
    """Count the same by SQL that is written for it, with what it has of its own for the same checks.

    A text is read with declared types, which is strict about dates, and twice, which is quicker than to keep a table.
    """
    import duckdb

    from ccpi_nb.records.engines import MEMORY

    is_text = file.suffix == ".csv"
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
    source = f"read_csv('{file}', columns = {{{types}}}, dateformat = '%Y-%m-%d')" if is_text else f"'{file}'"
    with TemporaryDirectory() as folder:
        settings: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": folder, "preserve_insertion_order": False}
        connection = duckdb.connect(f"{folder}/records.duckdb", config=settings)
        connection.execute("CREATE TABLE places (postcode VARCHAR, place VARCHAR)")
        connection.executemany("INSERT INTO places VALUES (?, ?)", list(PLACES.items()))
        connection.execute(f"""
            CREATE VIEW records AS
            SELECT "Invoice No" AS number, "Invoice Date" AS invoiced, "Paid" AS paid, "Amount" AS amount,
                   CASE "Disputed" WHEN 'y' THEN true WHEN 'n' THEN false END AS disputed, place
            FROM {source} AS received LEFT JOIN places ON received."Postcode" = places.postcode""")
        twice = "SELECT count(*) FROM (SELECT number FROM records GROUP BY number HAVING count(*) > 1)"
        assert connection.execute(twice).fetchall() == [(0,)]
        rows = connection.execute("""
            SELECT date_trunc('month', paid) AS month, place, count(*) FILTER (NOT disputed),
                   count(*) FILTER (NOT disputed AND paid - invoiced <= 30), sum(amount) FILTER (NOT disputed),
                   count(*) FILTER (number IS NULL OR invoiced IS NULL OR amount IS NULL OR disputed IS NULL
                                    OR place IS NULL OR year(invoiced) NOT BETWEEN 1900 AND 2199
                                    OR year(paid) NOT BETWEEN 1900 AND 2199)
            FROM records GROUP BY ALL""").fetchall()
        connection.close()
    assert not any(row[-1] for row in rows)
    return _year([row for row in rows if row[0] and "2014-04" <= f"{row[0]:%Y-%m}" <= "2015-03"])


def pandas_alone(file: Path) -> dict[str, str]:
    """Count the same in pandas."""
    import pandas as pd

    dates = ["Invoice Date", "Paid"]
    columns = ["Invoice No", *dates, "Amount", "Disputed", "Postcode"]
    if file.suffix == ".parquet":
        records = pd.read_parquet(file, columns=columns)
        records[dates] = records[dates].apply(pd.to_datetime)
    else:
        records = pd.read_csv(file, usecols=columns, parse_dates=dates)
    assert not records["Invoice No"].duplicated().any()
    records["place"] = records["Postcode"].map(PLACES)
    records = records[records["Paid"].between("2014-04-01", "2015-03-31") & (records["Disputed"] == "n")]
    records["quick"] = (records["Paid"] - records["Invoice Date"]).dt.days <= 30
    records["Amount"] = records["Amount"].astype(float)
    grouped = records.groupby([records["Paid"].dt.to_period("M"), "place"])
    found = grouped.agg(n=("quick", "size"), quick=("quick", "sum"), amount=("Amount", "sum"))
    return _year([("", "", row.n, row.quick, row.amount) for row in found.itertuples()])


def _year(rows: list[tuple[Any, ...]]) -> dict[str, str]:
    counted, quick, paid = (sum(row[at] for row in rows) for at in (2, 3, 4))
    return {"paid_30_days 2014-15": f"{100 * quick / counted:.2f}", "paid_value 2014-15": f"{paid:.2f}"}


WAYS = {OURS: ours, DUCKDB: duckdb_alone, PANDAS: pandas_alone}


class Measured(NamedTuple):
    """What a way takes in a process of its own: seconds, those of the processor, gigabytes; and what it comes to.

    `own` are the gigabytes that are no file's; None where the system does not tell.
    """

    seconds: float
    busy: float
    size: float
    own: float | None
    numbers: dict[str, str]


def measured(way: str, file: Path) -> Measured:
    """Return what a way takes over a file."""
    words = [sys.executable, __file__, "--one", way, str(file)]
    return Measured(*json.loads(subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout))


def one(way: str, file: Path) -> None:
    """Run one way in this process, and print what it takes."""
    own = [0]
    if STATUS.exists():
        Thread(target=_watch, args=(own,), daemon=True).start()
    start = time.perf_counter()
    numbers = WAYS[way](file)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Without Linux' own count, that of macOS in bytes.
    size = _status("VmHWM") if STATUS.exists() else used.ru_maxrss
    busy = used.ru_utime + used.ru_stime
    print(json.dumps(Measured(seconds, busy, size / 1e9, own[0] / 1e9 if STATUS.exists() else None, numbers)))


def _watch(most: list[int]) -> None:
    while True:
        most[0] = max(most[0], _status("RssAnon"))
        time.sleep(0.05)


def _status(name: str) -> int:
    """Return a size in bytes that Linux counts for this process."""
    return next(int(line.split()[1]) * 1024 for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=int, default=10 * MILLION)
    options.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    options.add_argument("--once", action="store_true", help="not twice as many records as well")
    options.add_argument("--one", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        one(given.one[0], Path(given.one[1]))
        return
    print(f"{'records':>12}  {'from':8}{'way':8}{'seconds':>9}{'CPU s':>8}{'GB':>7}{'own':>7}  CPU beside DuckDB")
    for records in (given.records,) if given.once else (given.records, 2 * given.records):
        with TemporaryDirectory(prefix="ccpi-benchmark-") as folder:
            for kind, file in write_records(Path(folder), records).items():
                table(records, kind, file, given.ways)


def table(records: int, kind: str, file: Path, ways: list[str]) -> None:
    """Print what each way takes over one file; they have to come to the same."""
    found = {way: measured(way, file) for way in ways}
    for way, it in found.items():
        own = "" if it.own is None else f"{it.own:.2f}"
        beside = f"{it.busy / found[DUCKDB].busy:.2f}" if DUCKDB in found else ""
        print(
            f"{records:12,}  {kind:8}{way:8}{it.seconds:9.1f}{it.busy:8.1f}{it.size:7.2f}{own:>7}  {beside}", flush=True
        )
        year = {key: value for key, value in it.numbers.items() if key in _year([(0, 0, 1, 1, 1)])}
        assert {key: f"{float(value):.2f}" for key, value in year.items()} == {
            key: f"{float(found[ways[0]].numbers[key]):.2f}" for key in year
        }, "the ways do not come to the same"


if __name__ == "__main__":
    main()
