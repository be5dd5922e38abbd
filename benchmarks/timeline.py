"""A picture of one run: each of its processes, how long it lived and when it computed, and a table of the same.

    python benchmarks/timeline.py docs/images/timeline.png           a run of 11 December 2014, made from nothing
    python benchmarks/timeline.py FILE.png --changed                 a run after a change to one data file

Linux says of each process how much processor time it has used so far; this is looked up a hundred times a second. The
picture is of one run, on a machine as busy as it is; processor time hardly depends on that.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from batch import DAY, JOBS, change_a_digit, meeting_as_used, ours
from matplotlib.figure import Figure

# The command, which notes beside it which process has which task.
RUN = """
import sys
from ccpi_nb.run import workers
start = workers.LocalCrew._start
def started(crew, task):
    start(crew, task)
    process = [*crew._running][-1]
    print(process.pid, task.name, sep="\\t", file=notes, flush=True)
workers.LocalCrew._start = started
notes = open(sys.argv.pop(1), "w")
from ccpi_nb.cli import app
app()
"""
TICKS = os.sysconf("SC_CLK_TCK")
# What is drawn as one stretch, in seconds.
STEP = 0.05


@dataclass
class Life:
    """A process: its parent and command, and what it had used, in seconds of processor time, whenever looked at."""

    parent: int
    command: str
    used: list[tuple[float, float]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return self.used[-1][1]

    def stretches(self) -> Iterator[tuple[float, float, float]]:
        """Yield stretches of its life: begin, end, and the share of it that it computed."""
        begin, before = self.used[0][0], 0.0
        for at, used in self.used[1:]:
            if at - begin >= STEP or at == self.used[-1][0]:
                yield begin, at, min(1.0, (used - before) / (at - begin)) if at > begin else 0.0
                begin, before = at, used


def look(pid: int, parent: int, now: float, lives: dict[int, Life]) -> None:
    """Note what a process and its descendants have used so far."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        command = Path(f"/proc/{pid}/cmdline").read_text()
        children = [
            int(word) for file in Path(f"/proc/{pid}/task").glob("*/children") for word in file.read_text().split()
        ]
    except OSError:  # it has just ended
        return
    life = lives.setdefault(pid, Life(parent, command))
    life.command = command  # just forked, it has its parent's
    life.used.append((now, (int(words[11]) + int(words[12])) / TICKS))
    for child in children:
        look(child, pid, now, lives)


def watched(root: Path, *options: str) -> tuple[dict[int, Life], dict[int, str], float]:
    """Run the meeting, and return its processes, the names of their tasks, and the seconds that it took."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    lives: dict[int, Life] = {}
    with NamedTemporaryFile("r") as notes:
        command = [sys.executable, "-c", RUN, notes.name, "run", DAY, "--quiet", *options]
        start = time.monotonic()
        with subprocess.Popen(command, cwd=root, env=environment) as run:
            while run.poll() is None:
                look(run.pid, 0, time.monotonic() - start, lives)
                time.sleep(0.01)
        end = time.monotonic() - start
        names = {int(pid): name for pid, _, name in (line.rstrip("\n").partition("\t") for line in notes)}
    if run.returncode:
        sys.exit("the run failed")
    return lives, {run.pid: "the command", **names}, end


def rows_of(lives: dict[int, Life], names: dict[int, str]) -> list[tuple[str, Life]]:
    """Each process that computed at all, with its name, in the order in which they began."""
    rows = []
    for pid, life in sorted(lives.items(), key=lambda pair: pair[1].used[0][0]):
        if pid in names:
            name = names[pid].removeprefix(f"params/{DAY}.yaml, ").removesuffix(": the report")
        elif life.parent in names and names[life.parent] != "the command":
            name = "– its kernel"
        elif "forkserver" in life.command and life.parent in names:
            name = "imports for the look" if "ccpi_nb.run.survey" in life.command else "imports for the reports"
        else:
            name = "keeper"
        if life.seconds >= 0.02:
            rows.append((name, life))
    return rows


def draw(rows: list[tuple[str, Life]], end: float, file: Path) -> None:
    """Draw each process as a line, the darker the more it computes, with its seconds of processor time."""
    figure = Figure(figsize=(9, 0.28 * len(rows) + 1), layout="constrained")
    axes = figure.subplots()
    for place, (_, life) in enumerate(rows):
        begins, ends, shares = zip(*life.stretches(), strict=True)
        spans = [(begin, end - begin) for begin, end in zip(begins, ends, strict=True)]
        axes.broken_barh(spans, (place - 0.4, 0.8), color=[("#1d70b8", 0.12 + 0.88 * share) for share in shares], lw=0)
        axes.text(life.used[-1][0], place, f" {life.seconds:.2f}", va="center", fontsize=8)
    axes.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, end * 1.06)
    axes.set_xlabel(f"seconds since the start of the command, {JOBS} cores; beside each its seconds of processor time")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=110)


def main() -> None:
    options = argparse.ArgumentParser(description="Draw the processes of one run.")
    options.add_argument("file", type=Path)
    options.add_argument("--changed", action="store_true", help="after a change to one data file")
    chosen = options.parse_args()
    with meeting_as_used() as root:
        if chosen.changed:
            ours(root, "--force")
            change_a_digit(root)
        lives, names, end = watched(root, *([] if chosen.changed else ["--force"]))
    rows = rows_of(lives, names)
    print("  begin     end  processor  process")
    for name, life in rows:
        print(f"{life.used[0][0]:7.2f} {life.used[-1][0]:7.2f} {life.seconds:10.2f}  {name}")
    print(f"{0:7.2f} {end:7.2f} {sum(life.seconds for life in lives.values()):10.2f}  all")
    draw(rows, end, chosen.file)


if __name__ == "__main__":
    main()
