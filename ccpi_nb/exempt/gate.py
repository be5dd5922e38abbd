"""The gate before a folder is published: it reads every file, and refuses what is exempt and what it can't read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ccpi_nb.errors import InputError
from ccpi_nb.exempt.file_texts import pieces
from ccpi_nb.exempt.leaks import Leak
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.readings import Reading
from ccpi_nb.files.archives import zipped
from ccpi_nb.files.text_files import names_in


@dataclass(frozen=True)
class Passage:
    """What came of a passage through the gate: whatever is exempt, and the files in which nothing was found.

    `passed` has their SHA-256s by their names, `hashes` all in them that a hash could be in.
    """

    leaks: tuple[Leak, ...]
    passed: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, frozenset[str]] = field(default_factory=dict)


def leaks(folder: Path, content: ExemptContent, names: Iterable[str] | None = None) -> tuple[Leak, ...]:
    """Return whatever is exempt in the names and contents of a folder's files, or of those that are named."""
    return look_through(folder, content, names).leaks


def look_through(
    folder: Path, content: ExemptContent, names: Iterable[str] | None = None, before: Collection[Reading] = ()
) -> Passage:
    """Return what is exempt as `leaks` does, and what is not.

    What an earlier reading holds for is not read again: a file with the same name and bytes, in which it found nothing
    of what was exempt then, where all that is exempt now was.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name the one that is to be public")
    known = [(reading.holds_for(content), reading.hashes) for reading in before]
    found: list[Leak] = []
    passed: dict[str, str] = {}
    hashes: dict[str, frozenset[str]] = {}
    for name in names_in(folder) if names is None else names:
        path = folder / name
        own = [Leak(name, "its name", match) for match in content.found_in(path.name)]
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            own.append(Leak(name, "is a link, not a file", ""))
        elif path.is_file() and not _is_beside(path):
            data = path.read_bytes()
            its_hash = sha256(data).hexdigest()
            held = next((others for files, others in known if files.get(name) == its_hash), None)
            if held is None:
                in_file, own_hashes = leaks_in(name, data, content)
                own += in_file
            else:
                own_hashes = held.get(name, frozenset())
            if not own:
                passed[name] = its_hash
                hashes |= {name: own_hashes} if own_hashes else {}
        found += own
    kept = dict.fromkeys(leak for leak in found if not (leak.match and content.is_released(leak.file, leak.match)))
    return Passage(tuple(kept), passed, hashes)


def leaks_in(file: str, data: bytes, content: ExemptContent) -> tuple[list[Leak], frozenset[str]]:
    """Return what is exempt in a file, and all in it that a hash could be in."""
    read = sorted(pieces(file, data, ""), key=lambda piece: piece.spare)
    # Once each, since notebooks and PDFs say the same little things thousands of times. In their order, since what may
    # be a hash can be in two of them, and is recorded.
    found, hashes = content.found_in_each(dict.fromkeys((piece.text, piece.prose) for piece in read))
    leaks_in_file: list[Leak] = []
    seen: set[str] = set()
    for place, text, prose, spare, problem in read:
        if problem:
            inside = f"holds {place.removesuffix(', ')}, which " if place else ""
            leaks_in_file.append(Leak(file, inside + problem, ""))
        # A spare reading may have no more than half of a sentence that is known: markup parts it.
        leaks_in_file += (
            Leak(file, place, match)
            for match in found[text, prose]
            if not (spare and any(match in known for known in seen))
        )
        seen.update(found[text, prose])
    return leaks_in_file, hashes


def _is_beside(path: Path) -> bool:
    """Return whether a file is an archive of files that stand beside it, to the byte and with nothing else in it.

    They are read where they stand, and need no second reading.
    """
    if path.suffix != ".zip":
        return False
    try:
        with ZipFile(path) as archive:
            beside = {name: path.parent / name for name in archive.namelist() if "/" not in name}
    except BadZipFile:  # of which a reading says more
        return False
    files = {name: file.read_bytes() for name, file in beside.items() if file.is_file()}
    return bool(files) and zipped(files) == path.read_bytes()
