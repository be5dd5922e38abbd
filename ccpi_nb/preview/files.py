"""Which files of a workbook change while somebody works on it."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ccpi_nb.files.text_files import WORKBOOK_FOLDERS

Stamps = Mapping[str, tuple[int, int]]


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
