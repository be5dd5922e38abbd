"""Files and folders of a workbook that nothing reads, each with what was probably meant."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ccpi_nb.errors import did_you_mean
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS

_SPREADSHEETS = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".numbers"})
# What an author may mean the workbook to read, and only in a folder of its own.
_MEANT = _SPREADSHEETS | {".csv", ".tsv", ".yaml", ".yml", ".ipynb"}
_OTHER_ENDINGS = {".yml": ".yaml"}
_NOTES = re.compile(r"(readme|licen[cs]e|notice|notes|changelog)(\..*)?|.*\.(md|rst)", re.IGNORECASE)
# What editors and systems leave: hidden files, the lock of an open spreadsheet, thumbnails.
_LEFT = re.compile(r"\..*|~\$.*|__pycache__|Thumbs\.db|desktop\.ini", re.IGNORECASE)
# As reports and agendas name them.
_FOLDER = re.compile(r"\w[\w-]*")


@dataclass(frozen=True)
class Place:
    """A kind of file that is read: its folder, where '*' stands for any name, and what its own name is like.

    `example` is such a name. `names`, if any, are the only ones. In a folder that is `shared`, files of other kinds
    are no mistake.
    """

    folder: str
    example: str
    names: tuple[str, ...] = ()
    shared: bool = False

    @property
    def ending(self) -> str:
        """The end of a file's name: '.csv'."""
        return PurePosixPath(self.example).suffix

    def is_at(self, folder: PurePosixPath) -> bool:
        """Return whether files of this kind stand in a folder."""
        parts = self.folder.split("/")
        return len(parts) == len(folder.parts) and all(map(_fits, parts, folder.parts))

    def is_below(self, folder: PurePosixPath) -> bool:
        """Return whether files of this kind stand in a folder or in folders in it."""
        return all(map(_fits, self.folder.split("/"), folder.parts)) and len(folder.parts) <= self.folder.count("/") + 1

    def takes(self, file: PurePosixPath) -> bool:
        """Return whether a file is one of this kind, by its place and the end of its name."""
        named = not self.names or file.name in self.names
        return named and file.suffix == self.ending and self.is_at(file.parent)


def stray_files(root: Path, places: Sequence[Place]) -> Iterator[str]:
    """Yield a sentence for each file of the workbook at `root` that is none of these kinds, and each folder of none.

    Notes, such as README.md, and what editors leave may stand anywhere.
    """
    for top in WORKBOOK_FOLDERS:
        for above, folders, files in os.walk(root / top):
            inside = PurePosixPath(Path(above).relative_to(root).as_posix())
            folders[:] = sorted(name for name in folders if not _LEFT.fullmatch(name))
            for name in list(folders):
                if problem := _stray_folder(root, inside / name, places):
                    folders.remove(name)
                    yield problem
            for name in sorted(files):
                file = inside / name
                if not (_LEFT.fullmatch(name) or _NOTES.fullmatch(name) or any(place.takes(file) for place in places)):
                    yield from _stray_file(root, file, places)


def _stray_folder(root: Path, folder: PurePosixPath, places: Sequence[Place]) -> str:
    """Return what is wrong with a folder; '' where nothing is, or where its files are to be named one by one."""
    if any(place.is_below(folder) for place in places):
        named_freely = any(place.is_at(folder) and place.folder.endswith("*") for place in places)
        if named_freely and not _FOLDER.fullmatch(folder.name):
            return (
                f"{_shown(folder)}: no report can name a folder so; "
                "its name is of letters, digits, '_' and '-', such as 'customer_access'"
            )
        return ""
    holds_files = any(files for _, _, files in os.walk(root / folder))
    siblings = {
        place.folder.split("/")[len(folder.parts) - 1]
        for place in places
        if place.is_below(folder.parent) and not place.is_at(folder.parent)
    }
    if holds_files and siblings and not any(place.is_at(folder.parent) and place.shared for place in places):
        return f"{_shown(folder)}: nothing reads this folder; {did_you_mean(folder.name, siblings - {'*'})}"
    return ""


def _stray_file(root: Path, file: PurePosixPath, places: Sequence[Place]) -> Iterator[str]:
    # The nearest folder whose files are read, if it is not above all of them.
    above, around = next((above, place) for above in file.parents for place in places if place.is_below(above))
    if around.shared and file.suffix.lower() not in _MEANT:
        return
    if around.is_at(file.parent):
        yield f"{_shown(file)}: {_misnamed(file, around)}"
    elif above != file.parent:
        yield f"{_shown(file)}: nothing reads a folder in {above}; move the file up into {above}, if it is to be read"
    else:
        folders = sorted(path.name for path in (root / above).iterdir() if path.is_dir())
        known = f"{', '.join(map(_shown, folders))}, or a new one" if folders else "there is none yet, so make one"
        yield f"{_shown(file)}: nothing reads a file of {above} itself; move it into the folder of its own: {known}"


def _misnamed(file: PurePosixPath, place: Place) -> str:
    ending = file.suffix.lower()
    right = _OTHER_ENDINGS.get(ending, ending)
    if right == place.ending and file.suffix != place.ending:
        return f"nothing reads a name that ends in '{file.suffix}'; rename it {_shown(file.stem)}{place.ending}"
    if ending in _SPREADSHEETS:
        return (
            f"nothing reads a spreadsheet; save its rows as 'CSV UTF-8' under a name such as {place.example}, "
            "and keep the spreadsheet outside the workbook's folders"
        )
    if place.names:
        return f"nothing reads a file of this name; {did_you_mean(file.name, place.names)}"
    return (
        f"nothing reads it; files here are named such as {place.example}: rename it, or move it out of the "
        "workbook's folders"
    )


def _fits(pattern: str, name: str) -> bool:
    return pattern in ("*", name)


def _shown(name: object) -> str:
    """Return a name as it can be printed, also where the system holds bytes that are no text."""
    return str(name).encode("utf-8", "backslashreplace").decode()
