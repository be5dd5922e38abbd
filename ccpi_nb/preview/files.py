"""Which files of a workbook change while somebody works on it."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

from ccpi_nb.files.text_files import WORKBOOK_FOLDERS

Stamps = Mapping[str, tuple[int, int]]
# For so many seconds nothing must change before a change is taken for a whole one.
_SETTLED = 0.03


@dataclass
class Watch:
    """The files of a workbook, and of the `others` among its folders, as they were last seen."""

    root: Path
    others: tuple[str, ...] = ()
    seen: Stamps = field(default_factory=dict)

    def news(self) -> frozenset[str]:
        """Return what has changed since it was last asked, once nothing changes any more: a save may take two steps."""
        now = stamps(self.root, *self.others)
        if now == self.seen:
            return frozenset()
        while (later := self._stamps_after(_SETTLED)) != now:
            now = later
        news, self.seen = changed(self.seen, now), now
        return news

    def _stamps_after(self, seconds: float) -> Stamps:
        sleep(seconds)
        return stamps(self.root, *self.others)


def stamps(root: Path, *others: str) -> Stamps:
    """Return when each file of the workbook, and of the `others` among its folders, was last written, and its size."""
    return dict(stamp for folder in (*WORKBOOK_FOLDERS, *others) for stamp in _below(root / folder, folder))


def _below(folder: Path, name: str) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:  # not there, or just gone
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), f"{name}/{entry.name}")
            continue
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        yield f"{name}/{entry.name}", (found.st_mtime_ns, found.st_size)


def changed(before: Stamps, after: Stamps) -> frozenset[str]:
    """Return the files that changed, came or went, and, ending in '/', the folders that files came to or went from.

    >>> sorted(changed({"data/a/1.csv": (1, 9)}, {"data/a/1.csv": (2, 9), "data/b/2.csv": (2, 9)}))
    ['data/a/1.csv', 'data/b/', 'data/b/2.csv']
    """
    files = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return frozenset(files) | frozenset(_folders(files & (before.keys() ^ after.keys())))


def _folders(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        while "/" in name:
            name = name.rpartition("/")[0]
            yield f"{name}/"
