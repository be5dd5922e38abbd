"""How long a save takes until the finished page is there: ours beside a run and the usual command lines, in one run.

    python benchmarks/preview.py            medians of nine saves each; some minutes

A save is a changed sentence of a notebook's Markdown, a changed sentence in one of its cells, or a changed digit of its
data. The clock runs from the write of the file to the page that has the change, fetched from the preview's server as a
browser that has it open fetches it. `quarto render` of the same notebook is measured where quarto is installed; it is
what `quarto preview` does at each save. Packages are compiled first.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from compileall import compile_dir
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
DAY, ITEM = "2014-12-11", "4"
NOTEBOOK, CSV = "notebooks/procurement_dashboard.ipynb", "data/observations/procurement/2014-15-Q2.csv"
BIN = Path(sys.executable).parent
# As long as the quickest person takes between two saves, in seconds.
_PAUSE = 3.0


@contextmanager
def workbook() -> Iterator[Path]:
    with TemporaryDirectory(prefix="ccpi-benchmark-") as folder:
        for name in ("data", "notebooks", "params", "tests/reference"):
            shutil.copytree(ROOT / name, Path(folder, name))
        (Path(folder) / "outputs").mkdir()
        yield Path(folder)


# The saves: each makes a change that no page has shown before, and returns the words of it


def prose(root: Path, number: int) -> str:
    words = f"Sentence {'abcdefghijklmnopqrstuvwxyz'[number]} of the benchmark."

    def written(cells: list[dict[str, object]]) -> None:
        places = [cell for cell in cells if cell["cell_type"] == "markdown" and not _text(cell).startswith("# ")]
        places[0]["source"] = (
            re.sub(r"\n\nSentence . of the benchmark\.|$", "", _text(places[0]), count=1) + f"\n\n{words}"
        )

    _save(root, written)
    return words


def code(root: Path, number: int) -> str:
    words = f"Remark {'abcdefghijklmnopqrstuvwxyz'[number]} of the benchmark."

    def written(cells: list[dict[str, object]]) -> None:
        place = next(cell for cell in cells if cell["cell_type"] == "code" and "report.table(" in _text(cell))
        at = cells.index(place)
        cell = {**place, "id": "benchmark", "source": f'report.say("{words}")', "outputs": [], "execution_count": None}
        cells[:] = [
            *(cell for cell in cells[: at + 1] if cell["id"] != "benchmark"),
            cell,
            *(cell for cell in cells[at + 1 :] if cell["id"] != "benchmark"),
        ]

    _save(root, written)
    return words


def data(root: Path, number: int) -> str:
    path = root / CSV
    value = f"77.{60 + number}"
    path.write_text(
        re.sub(
            r"(invoices_paid_30_days,[^\n]*?)\b77\.\d\d\b", rf"\g<1>{value}", path.read_text(encoding="utf-8"), count=1
        ),
        encoding="utf-8",
    )
    return f"{value}%"


def _save(root: Path, written: Callable[[list[dict[str, object]]], None]) -> None:
    path = root / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    written(notebook["cells"])
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _text(cell: dict[str, object]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)  # type: ignore[arg-type]


# The ways


@contextmanager
def previewed(root: Path) -> Iterator[Callable[[str], None]]:
    """A preview that runs; what it gives waits until its page has some words."""
    command = [BIN / "ccpi", "preview", DAY, "--item", ITEM, "--no-browser"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    address = urlsplit(process.stdout.readline().rsplit(" ", 1)[1].strip())
    folder, _, name = address.path.rpartition("/")
    told = HTTPConnection(address.hostname or "", address.port or 0)
    told.request("GET", f"{folder}/events/{name}")
    events = told.getresponse()

    def shows(words: str) -> None:
        while words not in _fetched(address.hostname or "", address.port or 0, address.path):
            while not (line := events.readline()).strip():
                if not line:
                    sys.exit(f"the preview ended before its page had '{words}'")

    try:
        yield shows
    finally:
        process.terminate()
        process.wait()


def _fetched(host: str, port: int, path: str) -> str:
    connection = HTTPConnection(host, port)
    connection.request("GET", path)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def run(*command: object, cwd: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")


def measured(
    way: Callable[[Callable[[Path, int], str], Path, int], None],
    save: Callable[[Path, int], str],
    root: Path,
    times: int,
) -> list[float]:
    seconds = []
    for number in range(times):
        time.sleep(_PAUSE)
        start = time.monotonic()
        way(save, root, number)
        seconds.append(time.monotonic() - start)
        print(f"{seconds[-1]:7.2f} s  {save.__name__}, {number + 1} of {times}", flush=True)
    return seconds


def main() -> None:
    options = argparse.ArgumentParser(description="From a save to the finished page.")
    options.add_argument("--times", type=int, default=9, help="saves of each kind, of which the median is taken")
    times = options.parse_args().times
    print("Compiling packages", flush=True)
    compile_dir(str(Path(sys.prefix) / "lib"), quiet=2)
    compile_dir(str(ROOT / "ccpi_nb"), quiet=2)
    rows: dict[str, list[float]] = {}
    saves = {"prose in Markdown": prose, "prose in a cell": code, "a value of the data": data}
    with workbook() as root, previewed(root) as shows:
        shows("77.59%")
        for name, save in saves.items():
            print(f"ccpi preview: {name}", flush=True)
            rows[f"ccpi preview: {name}"] = measured(
                lambda save, root, number: shows(save(root, number)), save, root, times
            )
    few = max(1, times // 3)
    with workbook() as root:
        run(BIN / "ccpi", "run", DAY, "--quiet", cwd=root)
        for name, options_ in (("ccpi run --item", ("--item", ITEM)), ("ccpi run, all of the meeting", ())):

            def make(
                save: Callable[[Path, int], str], root: Path, number: int, given: tuple[str, ...] = options_
            ) -> None:
                save(root, number)
                run(BIN / "ccpi", "run", DAY, "--quiet", *given, cwd=root)

            print(name, flush=True)
            rows[f"{name}: a value of the data"] = measured(make, data, root, few)
    others = {
        "jupyter nbconvert --execute --to html": (BIN / "jupyter", "nbconvert", "--execute", "--to", "html", NOTEBOOK)
    }
    if quarto := shutil.which("quarto"):
        others["quarto render --execute"] = (quarto, "render", NOTEBOOK, "--execute", "--to", "html")
    else:
        print("quarto is not installed")
    for name, command in others.items():
        with workbook() as root:

            def convert(
                save: Callable[[Path, int], str], root: Path, number: int, command: tuple[object, ...] = command
            ) -> None:
                save(root, number)
                run(*command, cwd=root)

            print(name, flush=True)
            rows[f"{name}: a value of the data"] = measured(convert, data, root, few)
    print(f"\nFrom a save to the finished page, {os.cpu_count()} cores, medians (and the slowest)")
    for name, seconds in rows.items():
        print(f"{statistics.median(seconds):7.2f} s  ({max(seconds):.2f})   {name}")


if __name__ == "__main__":
    main()
