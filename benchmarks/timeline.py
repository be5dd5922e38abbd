"""A picture of one run: when each report, pack and look was made, drawn from the times that the run itself prints.

    python benchmarks/timeline.py docs/images/timeline.svg      one run of 11 December 2014, made from nothing

Each line of `ccpi run --json` is taken with the moment at which it came; where a step says how long it took, it began
that long before.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
from batch import BIN, DAY, JOBS, meeting_as_used
from matplotlib.figure import Figure


def steps_of(root: Path) -> tuple[list[tuple[float, dict[str, Any]]], float]:
    """Each step of a run with the second in which it was printed, and the second in which the run ended."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.monotonic()
    command = [str(BIN / "ccpi"), "run", DAY, "--force", "--json"]
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        steps = [(time.monotonic() - start, json.loads(line)) for line in run.stdout if line.startswith("{")]
    if run.returncode:
        sys.exit("the run failed")
    return steps, time.monotonic() - start


def bars_of(steps: list[tuple[float, dict[str, Any]]], end: float) -> list[tuple[str, float, float, str]]:
    """Each bar's name, begin and end in seconds, and colour."""
    begun = min(at for at, step in steps if step["state"] == "running")
    made = [(at, step) for at, step in steps if step["state"] == "made"]
    reports = [(at, step) for at, step in made if step["item"]]
    packs = [(at, step) for at, step in made if not step["item"]]
    kinds = {"public": "Part I", "exempt": "Part II"}
    return [
        ("start, imports, look at the meeting", 0.0, begun, "#b1b4b6"),
        *((f"report {step['item']}", at - step["seconds"], at, "#1d70b8") for at, step in reports),
        *((f"pack of {kinds[step['part']]}", at - step["seconds"], at, "#00703c") for at, step in packs),
        ("gate reads the packs, exchange", packs[-1][0], end, "#b1b4b6"),
    ]


def draw(bars: list[tuple[str, float, float, str]], file: Path) -> None:
    """Draw the bars, the first at the top, each with its seconds."""
    mpl.rcParams["svg.hashsalt"] = "timeline"
    figure = Figure(figsize=(8, 0.4 * len(bars) + 1), layout="constrained")
    axes = figure.subplots()
    names, begins, ends, colours = zip(*bars, strict=True)
    lengths = [end - begin for begin, end in zip(begins, ends, strict=True)]
    drawn = axes.barh(names, lengths, left=begins, color=colours)
    axes.bar_label(drawn, [f" {length:.1f} s" for length in lengths])
    axes.invert_yaxis()
    axes.set_xlim(0, ends[-1] * 1.08)
    axes.set_xlabel(f"seconds since the start of the command, {JOBS} cores")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    file = Path(sys.argv[1]).resolve()
    with meeting_as_used() as root:
        steps, end = steps_of(root)
    draw(bars_of(steps, end), file)


if __name__ == "__main__":
    main()
