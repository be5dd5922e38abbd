"""How long a meeting's reports take, ours beside papermill and nbconvert in a loop, in one run on one machine.

    python benchmarks/batch.py              every way of making ten reports, medians and ratios; some minutes
    python benchmarks/batch.py --meeting    the same of the five reports of 11 December 2014, both Parts, as it is used
    python benchmarks/batch.py --growth     ours over 10, 100 and 500 reports, in meetings of ten: time, peak memory

The reports are the workbook's own, each item of a made-up meeting one of the four public ones of 11 December 2014.
Packages are compiled first, and PYTHONDONTWRITEBYTECODE is unset, so that nobody pays for the compiler. Memory is that
of all processes together. ploomber-engine is measured where it is installed; it is no dependency.
"""

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from compileall import compile_dir
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import psutil
import yaml

ROOT = Path(__file__).parents[1]
DAY = "2014-12-11"
BIN = Path(sys.executable).parent
JOBS = os.cpu_count() or 1

Way = Callable[[], None]


@contextmanager
def workbook(reports: int, meetings: int = 1) -> Iterator[Path]:
    """A copy of the workbook that has only so many meetings, one a day, with so many reports each."""
    with TemporaryDirectory(prefix="ccpi-benchmark-") as folder:
        root = Path(folder)
        for name in ("data", "notebooks"):
            shutil.copytree(ROOT / name, root / name)
        # Nothing is exempt here, so no register may say that it is.
        for register in (root / "data/registers").glob("follow_ups_*"):
            shutil.rmtree(register)
        # Nor has it the other meetings, after which these are named.
        for folder in ("registers", "coverage", "sign_offs"):
            for path in (root / "data" / folder).rglob("20??-??-??*.csv"):
                if path.stem != DAY:
                    path.unlink()
        (root / "params").mkdir()
        (root / "outputs").mkdir()
        meeting = yaml.safe_load((ROOT / "params" / f"{DAY}.yaml").read_text(encoding="utf-8"))
        own = [
            each["report"]
            for item in meeting["items"]
            if item.get("part") != "exempt"
            for each in (item, *item.get("appendices", []))
            if "report" in each
        ]
        own = [deepcopy(own[number % len(own)]) for number in range(reports)]
        meeting["items"] = [
            {"number": number, "title": f"Report {number}", "kind": "report", "report": each}
            for number, each in enumerate(own, start=1)
        ]
        for later in range(meetings):
            meeting["date"] = date.fromisoformat(DAY) + timedelta(later)
            text = yaml.safe_dump(meeting, allow_unicode=True, sort_keys=False)
            (root / "params" / f"{meeting['date']}.yaml").write_text(text, encoding="utf-8")
        yield root


@contextmanager
def meeting_as_used() -> Iterator[Path]:
    """A copy of the workbook with its meeting of five reports, of both Parts."""
    with TemporaryDirectory(prefix="ccpi-benchmark-") as folder:
        root = Path(folder)
        for name in ("data", "notebooks", "params"):
            shutil.copytree(ROOT / name, root / name)
        (root / "outputs").mkdir()
        yield root


def parameters_of(root: Path) -> list[tuple[Path, dict[str, object]]]:
    """Each report's notebook and all its parameters."""
    meeting = yaml.safe_load((root / "params" / f"{DAY}.yaml").read_text(encoding="utf-8"))
    return [
        (
            root / "notebooks" / f"{item['report']['notebook']}.ipynb",
            {
                **item["report"].get("parameters", {}),
                "meeting": DAY,
                "item": f"{entry['number']}{item.get('letter', '')}",
            },
        )
        for entry in meeting["items"]
        for item in (entry, *entry.get("appendices", []))
        if "report" in item
    ]


# The ways, each over all reports of a workbook


def command_lines(root: Path, out: Path) -> None:
    for number, (notebook, parameters) in enumerate(parameters_of(root)):
        executed = out / f"{number}.ipynb"
        given = [word for name, value in parameters.items() for word in ("-r", name, str(value))]
        run(BIN / "papermill", "--no-progress-bar", str(notebook), str(executed), *given, cwd=root)
        run(BIN / "jupyter", "nbconvert", "--to", "html", str(executed), cwd=root)


IN_PROCESS = """
import sys, os
sys.path.insert(0, {here!r})
from batch import parameters_of
from pathlib import Path
root, out = Path({root!r}), Path({out!r})
os.chdir(root)
{imports}
exporter = HTMLExporter()
for number, (notebook, parameters) in enumerate(parameters_of(root)):
    executed = out / f"{{number}}.ipynb"
    {execute}
    (out / f"{{number}}.html").write_text(exporter.from_filename(str(executed))[0], encoding="utf-8")
"""


def in_process(root: Path, out: Path, imports: str, execute: str) -> None:
    code = IN_PROCESS.format(
        here=str(ROOT / "benchmarks"),
        root=str(root),
        out=str(out),
        imports=f"from nbconvert import HTMLExporter\n{imports}",
        execute=execute,
    )
    run(Path(sys.executable), "-c", code, cwd=root)


def papermill_in_process(root: Path, out: Path) -> None:
    in_process(
        root,
        out,
        "import papermill",
        "papermill.execute_notebook(str(notebook), str(executed), parameters, progress_bar=False)",
    )


def ploomber_engine(root: Path, out: Path) -> None:
    execute = "execute_notebook(str(notebook), str(executed), parameters=parameters, progress_bar=False)"
    in_process(root, out, "from ploomber_engine import execute_notebook", execute)


def ours(root: Path, *options: str) -> None:
    run(BIN / "ccpi", "run", DAY, "--quiet", *options, cwd=root)


FLOOR = """
import os, sys, time
sys.path.insert(0, {here!r})
import ccpi_nb.run.preload, nbformat
from batch import in_forks, parameters_of
from pathlib import Path
from datetime import date
os.chdir({notebooks!r})
sources = []
for path, given in parameters_of(Path({root!r})):
    code = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    sources.append([code[0], "\\n".join(f"{{n}} = {{v!r}}" for n, v in given.items()), *code[1:]])

def cells(source):
    space = {{}}
    for cell in source:
        exec(compile(cell, "cell", "exec"), space)

start = time.monotonic()
in_forks([lambda source=source: cells(source) for source in sources])
print(time.monotonic() - start)
if {whole}:
    from dataclasses import replace
    from ccpi_nb.render.json_form import document_from_json
    from ccpi_nb.render.pdf import render_pdf
    from ccpi_nb.render.spreadsheet import render_spreadsheet
    day = date.fromisoformat({day!r})
    made = sorted(Path({root!r}, "outputs/.made", {day!r}).glob("*/*/document.json"))
    shown = {{path: document_from_json(path.read_bytes()) for path in made}}
    def formats(document):
        render_pdf(document, day=day)
        render_spreadsheet(document, day=day)
    def pack(documents):
        render_pdf(replace(documents[0], blocks=sum((one.blocks for one in documents), ())), day=day)
    public = [document for path, document in shown.items() if path.parts[-3] == "public"]
    packs = [public] if len(public) == len(shown) else [public, list(shown.values())]
    in_forks([lambda one=one: formats(one) for one in shown.values()])
    in_forks([lambda one=one: pack(one) for one in packs])
"""


def in_forks(works: list[Way]) -> None:
    """Do each piece of work in a fork, on all cores."""
    running = 0
    for work in works:
        if running == JOBS:
            os.wait()
            running -= 1
        if os.fork() == 0:
            work()
            os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()


def floor(root: Path, *, whole: bool = False) -> float:
    """Seconds that the bare cells take in forks of a process with all imports done, on all cores; the imports
    themselves are not counted.

    The `whole` floor counts them, and one Typst compile of each report and of each Part's pack, and the spreadsheets:
    what our last run made is made again, of its documents, with nothing looked at, kept apart or compared.
    """
    notebooks = str(root / "notebooks")
    code = FLOOR.format(here=str(ROOT / "benchmarks"), notebooks=notebooks, root=str(root), whole=whole, day=DAY)
    start = time.monotonic()
    bare = float(run(Path(sys.executable), "-c", code, cwd=root).strip())
    return time.monotonic() - start if whole else bare


def run(*command: object, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def timed(way: Way, times: int) -> float:
    """The median of so many runs, in seconds."""
    seconds = []
    for _ in range(times):
        start = time.monotonic()
        way()
        seconds.append(time.monotonic() - start)
    return statistics.median(seconds)


def change_a_digit(root: Path) -> None:
    path = root / "data/observations/blue_badge/2014-15-Q2.csv"
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    value = header.index("value")
    rows[0][value] = (
        str((int(rows[0][value]) + 1) % 10)
        if rows[0][value].isdigit()
        else f"{Decimal(rows[0][value]) + Decimal('0.01')}"
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


# What is aimed at: a ratio of two ways, and at least or at most how much it is to be.
GOALS = {"a/d": ">= 15", "b/d": ">= 8", "d/h": "<= 1.5", "e/d": "<= 0.02", "f/d": "<= 0.33"}
GOALS_OF_MEETING = {"a/d": ">= 10", "d/h": "<= 1.5"}


def compare(root: Path, times: int, goals: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder)
        ours(root, "--force")  # the first run of anything on a machine pays for its disk

        def changed() -> None:
            change_a_digit(root)
            ours(root)

        seconds = {
            "d  ours, cold: notebook, HTML, PDF, spreadsheet, CSV, pack, gate": timed(
                lambda: ours(root, "--force"), times
            ),
            "e  ours, nothing changed": timed(lambda: ours(root), times),
            "f  ours, one data file changed": timed(changed, times),
            "g  the bare cells in warm forks": statistics.median(floor(root) for _ in range(times)),
            "h  the limit: imports, bare cells in warm forks, Typst of reports and packs, spreadsheets": (
                statistics.median(floor(root, whole=True) for _ in range(times))
            ),
            "b  papermill in process, HTMLExporter: HTML only": timed(lambda: papermill_in_process(root, out), times),
        }
        if find_spec("ploomber_engine"):
            seconds["c  ploomber-engine, HTMLExporter: HTML only"] = timed(lambda: ploomber_engine(root, out), times)
        else:
            print("c  ploomber-engine is not installed: pip install ploomber-engine", flush=True)
        seconds["a  papermill and nbconvert command lines: HTML only"] = timed(
            lambda: command_lines(root, out), max(1, times // 3)
        )
        by_letter = {name[0]: taken for name, taken in seconds.items()}
        print(f"\n{len(parameters_of(root))} reports, {JOBS} cores, medians of {times}")
        for name, taken in sorted(seconds.items()):
            print(f"{taken:8.2f} s  {taken / by_letter['d']:6.2f} x d   {name}")
        for ratio, aim in goals.items():
            print(f"{ratio} = {by_letter[ratio[0]] / by_letter[ratio[2]]:.2f} (aim: {aim})")


def growth(sizes: list[int]) -> None:
    print(f"\nHow ours grows, {JOBS} cores\nreports   seconds   seconds/report   peak memory of all processes (PSS)")
    for reports in sizes:
        with workbook(10, reports // 10) as root:
            start = time.monotonic()
            peak = peak_memory(lambda root=root: run(BIN / "ccpi", "run", "--all", "--quiet", cwd=root))  # type: ignore[misc]
            taken = time.monotonic() - start
            print(f"{reports:7}   {taken:7.1f}   {taken / reports:14.2f}   {peak / 2**20:.0f} MB", flush=True)


def peak_memory(way: Way) -> float:
    """The most memory, in bytes, that this process's descendants have had at once; what forks share is counted once."""
    done, peak = Event(), 0

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.3):
            now = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    now += process.memory_full_info().pss
                except psutil.Error:
                    continue
            peak = max(peak, now)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        way()
    finally:
        done.set()
        watcher.join()
    return peak


def main() -> None:
    options = argparse.ArgumentParser(description="Ours beside papermill and nbconvert in a loop.")
    options.add_argument("--reports", type=int, default=10)
    options.add_argument("--times", type=int, default=3, help="of which the median is taken")
    options.add_argument("--meeting", action="store_true")
    options.add_argument("--growth", action="store_true")
    options.add_argument("--sizes", default="10,100,500")
    chosen = options.parse_args()
    compile_dir(str(Path(sys.prefix) / "lib"), quiet=2)
    compile_dir(str(ROOT / "ccpi_nb"), quiet=2)
    if chosen.growth:
        growth([int(size) for size in chosen.sizes.split(",")])
    elif chosen.meeting:
        with meeting_as_used() as root:
            compare(root, chosen.times, GOALS_OF_MEETING)
    else:
        with workbook(chosen.reports) as root:
            compare(root, chosen.times, GOALS)


if __name__ == "__main__":
    main()
