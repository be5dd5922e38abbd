"""The workbook's text files, each read whole: what is no text, too large, or a link is refused in a sentence."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from ccpi_nb.errors import InputError, refuse

# What a workbook is made of.
WORKBOOK_FOLDERS = ("data", "notebooks", "params")
# Where files are kept as services sent them: no part of what is published, and nothing that a notebook may read.
RECEIVED = "received"
# From which of them, and where in it, each observation was taken.
INTAKE = "data/intake"
# A hundred times the largest that the committee's papers have come to.
_MOST = 5_000_000
Content = TypeVar("Content")
File = TypeVar("File")


def workbook_around(start: Path) -> Path:
    """Return the workbook that a folder is, or is in; InputError where there is none around it."""
    for folder in (start, *start.parents):
        lacking = [name for name in WORKBOOK_FOLDERS if not (folder / name).is_dir()]
        if not lacking:
            return folder
        # git keeps no empty folder.
        if len(lacking) == 1:
            raise InputError(f"{folder} has no folder '{lacking[0]}', as a workbook has; make it, empty or not")
    raise InputError(
        f"{start} is not inside a workbook; go to the folder that holds params, data and notebooks, "
        "or begin one: ccpi new workbook FOLDER"
    )


def read_text(root: Path, file: str) -> str:
    """Return the text of a file of the workbook at `root`, which is UTF-8, with or without a byte order mark.

    InputError where there is none, or where it can't be read as it is.
    """
    path = root / file
    try:
        if not path.is_file():
            raise InputError(f"{file}: there is no such file")
        if (size := path.stat().st_size) > _MOST:
            raise InputError(
                f"{file}: it has {size:,} bytes, and {_MOST:,} are the most that are read; "
                "split it, or look what went into it"
            )
        content = path.read_bytes()
    except OSError as problem:
        if problem.errno is None:  # the guard's own refusal
            raise
        raise InputError(f"{file}: it can't be read: {problem.strerror}; get the right to read it") from None
    return _decoded(content, file)


def text_if_any(root: Path, file: str) -> str | None:
    """Return the text of a file as `read_text` does; None where there is no file."""
    # That there is none is found out by opening it: so the file is noted as read, and when it arrives that shows.
    try:
        (root / file).open("rb").close()
    except FileNotFoundError:
        return None
    except OSError:
        pass  # `read_text` says why
    return read_text(root, file)


def collect(read: Callable[[File], Content], files: Iterable[File]) -> tuple[Content, ...]:
    """Return what every file holds; InputError with the problems of all of them, so that an author sees all at once."""
    contents: list[Content] = []
    problems: list[str] = []
    for file in files:
        try:
            contents.append(read(file))
        except InputError as problem:
            problems += problem.problems
    refuse(problems)
    return tuple(contents)


def folders_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the folders in a folder, sorted; none where there is no such folder."""
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()


def links_in(root: Path) -> Iterator[str]:
    """Yield a sentence for each file or folder of the workbook that really is another one.

    What is read through a link may be no part of the workbook, or exempt.
    """
    for folder in WORKBOOK_FOLDERS:
        inside = (Path(above) / name for above, folders, files in os.walk(root / folder) for name in (*folders, *files))
        for path in (root / folder, *sorted(inside)):
            if path.is_symlink():
                place = path.relative_to(root).as_posix()
                yield f"{place}: it is a link to another place; put the file or folder itself here"


def _decoded(content: bytes, file: str) -> str:
    remedy = "save the file as 'CSV UTF-8'" if file.endswith(".csv") else "save the file as UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{file}: the file is UTF-16, which spreadsheets call 'Unicode text'; {remedy}")
    if (zero := content.find(b"\0")) >= 0:
        raise InputError(
            f"{file}, {_place(content, zero)} is zero, so this is no text but perhaps a spreadsheet's own format; "
            f"{remedy}"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"{file}, {_place(content, problem.start)} is not UTF-8; {remedy}") from None


def _place(content: bytes, at: int) -> str:
    line = content.count(b"\n", 0, at) + 1
    return f"line {line}: byte {at + 1}"


def names_in(folder: Path) -> tuple[str, ...]:
    """Return the files, folders and links below a folder, by their paths from it, sorted."""
    return tuple(path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")))
