"""Files as services sent them: kept by their hash in a folder that git ignores, and never changed."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from unicodedata import normalize
from zipfile import BadZipFile, ZipFile, is_zipfile

from ccpi_nb.domain.lineage import ReceivedFile, is_made_up
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.cells import unseen_in
from ccpi_nb.files.fonts import missing_in
from ccpi_nb.files.personal_details import personal_details_in
from ccpi_nb.files.strict_csv import RISKY
from ccpi_nb.files.text_files import RECEIVED

_BEGINNING = 4096  # bytes
# Where Excel and LibreOffice keep the title of a spreadsheet.
_PROPERTIES = ("docProps/core.xml", "meta.xml")
# What services send may hold personal data. Else a commit of everything would take it along.
_NOT_FOR_GIT = b"*\n!.gitignore\n"
# How the names of files begin that are being copied.
_HALF = ".half-"


def in_one_line(text: str) -> str:
    """Return the text of a received file or its name on one line, without what nobody sees or no output can show."""
    seen = "".join(" " if unseen_in(letter) is not None else letter for letter in normalize("NFC", text))
    return " ".join(
        "".join("\N{REPLACEMENT CHARACTER}" if missing_in(letter) == 0 else letter for letter in seen).split()
    )


def received(path: Path) -> ReceivedFile:
    """Return a file that a service sent, with the name under which it came; InputError where it can't be read."""
    name = in_one_line(os.fsencode(path.name).decode("utf-8", "replace"))
    # A source that begins so would be a formula to a spreadsheet.
    name = f"_{name}" if name.startswith(RISKY) else name
    # A number alone would say in no source what it is.
    name = name if re.search(r"[^\W\d_]", name) else f"file {name}"
    if details := personal_details_in(name):
        raise InputError(f"the name of a file has {' and '.join(details)} in it; give it another, and read it again")
    try:
        if not path.is_file():
            what = "it is a folder" if path.is_dir() else "there is no such file"
            raise InputError(f"{name}: {what}; name the files that came: ccpi collect read *.xlsx")
        return ReceivedFile(path, _as_made_up(path, name), hash_of(path))
    except OSError as problem:
        raise InputError(f"{name}: it can't be read: {problem.strerror}; get the right to read it") from None


def _as_made_up(path: Path, name: str) -> str:
    """Return the name of a file; one that says of itself within that it is made up has it in its name, renamed or not.

    Looked at are the title of a spreadsheet, and the beginning of any other file.
    """
    if is_made_up(name):
        return name
    return f"MADE-UP {name}" if any(is_made_up(text.decode("latin-1")) for text in _beginnings(path)) else name


def _beginnings(path: Path) -> Iterator[bytes]:
    if not is_zipfile(path):
        with path.open("rb") as file:
            yield file.read(_BEGINNING)
        return
    with suppress(BadZipFile), ZipFile(path) as book:  # a damaged one is refused by who reads it
        for part in _PROPERTIES:
            if part in book.namelist():
                with book.open(part) as file:
                    yield file.read(_BEGINNING)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, however large it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place_of(root: Path, sha256: str, name: str) -> Path:
    """Return where the workbook at `root` keeps a file: it is named by its hash, and ends as it came."""
    ending = "".join(letter for letter in Path(name).suffix.lower() if letter.isascii() and letter.isalnum())[:8]
    return root / RECEIVED / (f"{sha256}.{ending}" if ending else sha256)


def kept(root: Path, sha256: str, name: str) -> ReceivedFile | None:
    """Return a file as it is kept; None where it is not here. InputError where it is not what came."""
    place = place_of(root, sha256, name)
    if not os.path.lexists(place):
        return None
    if problem := _problem_of(root, place):
        raise InputError(problem)
    return ReceivedFile(place, name, sha256)


def keep(root: Path, files: Iterable[ReceivedFile]) -> None:
    """Keep files as they came, each once; InputError where one changed while it was read, or is kept otherwise."""
    folder = prepared(root)
    for file in files:
        # A table of a database is no file.
        if file.sha256 and kept(root, file.sha256, file.name) is None:
            _copy(file, folder, place_of(root, file.sha256, file.name))


def half_kept(root: Path) -> tuple[Path, ...]:
    """Return what a reading left half copied that was killed."""
    return tuple((root / RECEIVED).glob(f"{_HALF}*"))


def kept_problems(root: Path) -> Iterator[str]:
    """Yield what is wrong with the files that are kept: none may be a link, or differ from what came."""
    folder = root / RECEIVED
    if folder.is_symlink():
        yield f"{RECEIVED}: it is a link to another place; put the folder itself here"
    elif folder.is_dir():
        places = sorted(place for place in folder.iterdir() if not place.name.startswith("."))
        yield from filter(None, (_problem_of(root, place) for place in places))


def _problem_of(root: Path, place: Path) -> str:
    name = place.relative_to(root).as_posix()
    if place.is_symlink() or not place.is_file():
        return f"{name}: it is no file but a link or a folder; remove it, and read the file that came again"
    if hash_of(place) != place.name.partition(".")[0]:
        return f"{name}: it is not as it came, for its name is the hash that it had; remove it, and read the file again"
    return ""


def prepared(root: Path) -> Path:
    """Return the folder in which files are kept, which git ignores; it is made where there is none."""
    folder = root / RECEIVED
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(f"{RECEIVED}: it is no folder of the workbook; remove it, and read again")
    if not (ignore := folder / ".gitignore").exists():
        write_file(ignore, _NOT_FOR_GIT)
    return folder


def _copy(file: ReceivedFile, folder: Path, place: Path) -> None:
    number, name = mkstemp(prefix=_HALF, dir=folder)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as copy, file.path.open("rb") as original:
            shutil.copyfileobj(original, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        if hash_of(beside) != file.sha256:
            raise InputError(f"{file.name}: it changed while it was read; read it again")
        beside.chmod(0o444)
        beside.replace(place)
    except BaseException as problem:
        beside.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            problem.filename = str(place)
        raise
