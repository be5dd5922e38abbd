"""A meeting that has been run, changed, and run again, over and over."""

import shutil
from pathlib import Path

from real import contents, edit
from small import DAY, small_workbook, started

Found = dict[str, bytes]


def whole(root: Path, temp: Path, *arguments: str) -> Found:
    """What a run that goes well makes."""
    with started(root, temp, *arguments) as run:
        code, out, err = run.end()
        assert (code, err) == (0, ""), out + err
        assert run.leaves_nothing()
    return contents(root / "outputs")


class Packs:
    """A meeting's outputs before a change of its data and after, and a workbook that is to go from one to the other."""

    def __init__(self, base: Path) -> None:
        self.root = small_workbook(base / "workbook")
        self.temp = base / "temp"
        self.before = whole(self.root, self.temp)
        self._kept = base / "kept"
        shutil.copytree(self.root, self._kept)
        change(self.root)
        self.after = whole(self.root, self.temp)
        assert _pack(self.before) != _pack(self.after)

    def begin_again(self) -> Path:
        """The workbook after its first run, and with its data changed since."""
        shutil.rmtree(self.root)
        shutil.rmtree(self.temp, ignore_errors=True)
        shutil.copytree(self._kept, self.root)
        change(self.root)
        return self.root

    def holds_one(self) -> bool:
        """Whether the pack is all of the old or all of the new."""
        return contents(self.root / "outputs" / DAY) in (_pack(self.before), _pack(self.after))

    def holds_old(self) -> bool:
        return contents(self.root / "outputs" / DAY) == _pack(self.before)

    def is_made_good(self) -> bool:
        """Whether a plain run afterwards makes what a run from nothing makes, and leaves nothing else."""
        return whole(self.root, self.temp) == self.after


def change(root: Path) -> None:
    edit(root / "data/observations/calls/2014-15-Q2.csv", "65.5", "66.6")
    edit(root / "data/observations/terms/2014-15-Q2.csv", "91.7", "92.7")


def _pack(outputs: Found) -> Found:
    return {name.removeprefix(f"{DAY}/"): content for name, content in outputs.items() if name.startswith(f"{DAY}/")}
