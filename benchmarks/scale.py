"""How long a large council's data take: 300 indicators in 12 areas over 60 months, beside the workbook's own.

    python benchmarks/scale.py                   a quarter of them, all, and nothing: some minutes
    python benchmarks/scale.py --times 0.25 1 10 ten times as many: needs 8 GB of memory
    python benchmarks/scale.py --files 5000      the same observations in 5,000 files
    python benchmarks/scale.py --meetings 100    beside 100 meetings more, for each of which there is a report
    python benchmarks/scale.py --make FOLDER     only makes the workbook, to look at or to profile

The observations all become known before a meeting of their own, whose one report has a table of 300 rows: nothing
is spared because it was compared before. Seconds are those of all processes of a command, CPU and clock; memory is the
most that one process had. The same seed makes the same workbook.
"""

import argparse
import ctypes
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import nbformat

ROOT = Path(__file__).parents[1]
INDICATORS, MONTHS = 300, 60
AREAS = (
    "",
    *(f"{point} {kind}" for kind in ("Coast", "Moor", "Vale") for point in ("North", "East", "South", "West")),
)[:12]
DAY, BEFORE, UNTOUCHED = "2014-11-11", "2014-11-03", "2016-04-12"
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve")
HEADER = "indicator,period,breakdown,value,numerator,denominator,qualifier,given_in,as_at,source,note\n"
SOURCE = '"Return of 3 November 2014"'
AGENDA = f"""\
date: {DAY}
committee: Cabinet Committee on Performance Improvement
council: Lancashire County Council
time: 2.00 pm
place: County Hall, Preston
items:
  - number: 1
    title: Made-up measures
    kind: report
    report:
      notebook: made_up
      recommendation: [Note this report.]
      consultations: Not applicable.
      risk: There is none.
"""
AGAIN = (ROOT / f"params/{UNTOUCHED}.yaml").read_text(encoding="utf-8").replace(UNTOUCHED, "DAY")
CELLS = (
    ("markdown", "# Made-up measures\n\nHow much was done in time."),
    ("parameters", f'meeting: str = "{DAY}"\nitem: str = "1"\nmonths: str = "2014-09, 2014-10"'),
    ("code", "from ccpi_nb.reports import open_report"),
    ("code", 'report = open_report(meeting, item, datasets="made_up")\nreport'),
    ("markdown", "## Main points"),
    ("code", "report.rating_counts(months)"),
    ("markdown", "## Recommendation"),
    ("code", "report.recommendation()"),
    ("markdown", "## Background and advice\n\nEvery measure has a row."),
    ("code", 'report.table(\n    [{keys}],\n    months,\n    "Measures of the county",\n)'),
    ("markdown", "## Consultations"),
    ("code", "report.consultations()"),
    ("markdown", "## Implications\n\n### Risk management"),
    ("code", "report.risk()"),
    ("markdown", "## Background papers"),
    ("code", "report.background_papers()"),
    ("markdown", "## Reason for inclusion in Part II"),
    ("code", "report.exemption()"),
)


def months() -> list[str]:
    """The months up to October 2014."""
    return [f"{2014 - (number + 2) // 12}-{12 - (number + 2) % 12:02}" for number in reversed(range(MONTHS))]


def make(root: Path, times: float, files: int = MONTHS, meetings: int = 0) -> None:
    """Make the workbook with so many times the indicators beside the shipped data, in so many files; none for 0."""
    for name in ("data", "notebooks", "params", "received"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "requirements.lock", root)
    for week in range(meetings):
        day = str(date(2022, 1, 4) + timedelta(weeks=week))
        (root / f"params/{day}.yaml").write_text(AGAIN.replace("DAY", day), encoding="utf-8")
        for register in (root / f"data/registers/{name}" for name in ("btls", "btls_systems")):
            header = (register / f"{UNTOUCHED}.csv").read_text(encoding="utf-8").partition("\n")[0]
            (register / f"{day}.csv").write_text(f"{header}\n", encoding="utf-8")
    keys = ["".join(three) for three in islice(product(SYLLABLES, repeat=4), round(INDICATORS * times))]
    if not keys:
        return
    with (root / "data/indicators.csv").open("a", encoding="utf-8") as file:
        file.writelines(
            f"{key},Done in time by {key.title()},Made-up service,%,higher,1,,area,,Done in time of all.,\n"
            for key in keys
        )
    with (root / "data/targets.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{key},>=,60,5,2010-01-01,,{SOURCE},{BEFORE},\n" for key in keys)
    chance = random.Random(15)
    folder = root / "data/observations/made_up"
    folder.mkdir()
    share = -(-len(keys) * MONTHS // files)
    parts = [keys[first : first + share] for first in range(0, len(keys), share)]
    for month, (number, part) in product(months(), enumerate(parts)):
        name = f"{month}.part{number}" if len(parts) > 1 else month
        with (folder / f"{name}.csv").open("w", encoding="utf-8") as file:
            file.write(HEADER)
            for key in part:
                of = [chance.randint(50, 900) for _ in AREAS[1:]]
                done = [chance.randint(whole // 3, whole) for whole in of]
                for area, part, whole in zip(AREAS, [sum(done), *done], [sum(of), *of], strict=True):
                    value = f"{100 * part / whole:.1f}"
                    file.write(f"{key},{month},{area},{value},{part},{whole},,table,{BEFORE},{SOURCE},\n")
    (root / f"params/{DAY}.yaml").write_text(AGENDA, encoding="utf-8")
    (root / "notebooks/made_up.ipynb").write_text(notebook(keys[:INDICATORS]), encoding="utf-8")


def notebook(keys: list[str]) -> str:
    """A notebook with a table of these indicators."""
    kinds = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    cells = []
    for number, (kind, source) in enumerate(CELLS):
        source = source.replace("{keys}", ", ".join(f'"{key}"' for key in keys))
        tags = ["parameters"] if kind == "parameters" else []
        cells.append(kinds.get(kind, nbformat.v4.new_code_cell)(source, id=f"cell-{number}", metadata={"tags": tags}))
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))


@dataclass(frozen=True)
class Used:
    """What a command used: seconds by the clock, seconds of all its processes, and megabytes of the largest."""

    seconds: float
    cpu: float
    megabytes: float


def measured(root: Path, *words: str) -> Used:
    """Return what `ccpi` with some words uses in a workbook, with all processes that it waits for."""
    start = time.monotonic()
    with TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", "from ccpi_nb.cli import app; app()", *words],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        ended = dict(_ended())
        seconds = time.monotonic() - start
        if ended[process.pid][0]:
            said.seek(0)
            raise SystemExit(f"ccpi {' '.join(words)} failed:\n{said.read()[-2000:]}")
    used = [each for _, each in ended.values()]
    # Linux counts kilobytes, macOS bytes.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Used(
        seconds, sum(each.ru_utime + each.ru_stime for each in used), max(each.ru_maxrss for each in used) / unit
    )


def _ended() -> Iterator[tuple[int, tuple[int, resource.struct_rusage]]]:
    """Yield each process below this one as it ends, with its status and what it used, until there is none."""
    with suppress(ChildProcessError):
        while True:
            number, status, used = os.wait4(-1, 0)
            yield number, (status, used)


def adopt() -> None:
    """Have the processes that a command leaves to others left to this one, so that they are counted; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


# What is measured, in this order, and what issue 15 asks of 300 indicators.
COMMANDS = {
    ("check",): "15 s, 500 MB",
    ("reconcile",): "15 s",
    ("run", UNTOUCHED, "--quiet"): "as without them",
    ("run", DAY, "--quiet", "--item", "1"): "10 s",
    ("run", DAY, "--quiet"): "",
    ("audit", DAY): "",
    ("trace", DAY, "60.0%"): "2 s",
    ("trace", DAY, "Done in time by Babababa"): "2 s",
    ("status", DAY): "",
}


def compare(times: Sequence[float], files: int, meetings: int) -> None:
    """Print a table for each number of observations."""
    for number in times:
        with TemporaryDirectory(prefix="ccpi-benchmark-") as folder:
            root = Path(folder)
            make(root, number, files, meetings)
            rows = round(INDICATORS * number) * MONTHS * len(AREAS)
            print(f"\n{rows:,} observations beside the workbook's own\n{'seconds':>9}{'CPU s':>8}{'MB':>7}", flush=True)
            for words, goal in COMMANDS.items():
                if number or DAY not in words:
                    used = measured(root, *words)
                    aim = f"  (aim: {goal})" if goal and number == 1 else ""
                    line = f"{used.seconds:9.1f}{used.cpu:8.1f}{used.megabytes:7.0f}  ccpi {' '.join(words)}{aim}"
                    print(line, flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", nargs="+", type=float, default=[0, 0.25, 1], help="so many times 216,000")
    options.add_argument("--files", type=int, default=MONTHS, help="in so many files of observations")
    options.add_argument("--meetings", type=int, default=0, help="beside so many meetings more")
    options.add_argument("--make", type=Path, metavar="FOLDER", help="only make the workbook there")
    chosen = options.parse_args()
    adopt()
    if chosen.make:
        make(chosen.make, chosen.times[-1], chosen.files, chosen.meetings)
    else:
        compare(chosen.times, chosen.files, chosen.meetings)


if __name__ == "__main__":
    main()
