"""What a command costs before it does anything: ours beside Python's own start and the peers', in one run.

    python benchmarks/start_up.py           medians of nine starts each; less than a minute

Processor seconds of the process and all that it starts. A run with nothing changed reads what an earlier run has made.
"""

import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
DAY = "2014-12-11"
STARTS = 9
COMMANDS: dict[str, tuple[str, ...]] = {
    "python -c pass": ("python", "-c", "pass"),
    "papermill --help": ("papermill", "--help"),
    "jupyter --help": ("jupyter", "--help"),
    "ccpi --help": ("ccpi", "--help"),
    "ccpi list": ("ccpi", "list"),
    "ccpi run, nothing changed": ("ccpi", "run", DAY, "--quiet"),
}


def cost(command: tuple[str, ...], folder: Path) -> float:
    """Return the processor seconds of a command."""
    before = os.times()
    name, *arguments = command
    subprocess.run([BIN / name, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Measure each, in turns, and print the medians."""
    with TemporaryDirectory(prefix="ccpi-benchmark-") as place:
        for name in ("data", "notebooks", "params"):
            shutil.copytree(ROOT / name, Path(place, name))
        for command in COMMANDS.values():  # what is read from disk is read once before
            cost(command, Path(place))
        costs = [{name: cost(command, Path(place)) for name, command in COMMANDS.items()} for _ in range(STARTS)]
    medians = {name: statistics.median(each[name] for each in costs) for name in COMMANDS}
    own = medians["ccpi --help"]
    print("processor seconds, medians; times 'ccpi --help'")
    for name, seconds in medians.items():
        print(f"{seconds:6.2f}  {seconds / own:5.1f}  {name}")


if __name__ == "__main__":
    main()
