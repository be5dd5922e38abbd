"""The gate before a folder is called public: it reads every file there is, and refuses what only Part II has and what it can't read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ccpi_nb.errors import InputError
from ccpi_nb.exempt import ExemptContent
from ccpi_nb.reading import pieces

# The first of two shares of a folder is (0, 2).
Share = tuple[int, int]
WHOLE: Share = (0, 1)


@dataclass(frozen=True)
class Leak:
    """Something exempt in a file; or, with an empty `match`, a file that was not read, and `place` says why."""

    file: str
    place: str
    match: str

    def __str__(self) -> str:
        if not self.match:
            return f"{self.file} {self.place}; take it out of the folder"
        return f"{self.file}, {self.place}: '{self.match}' is exempt; take it out, or the file out of the folder"


def leaks(folder: Path, content: ExemptContent, share: Share = WHOLE) -> tuple[Leak, ...]:
    """Whatever is exempt in the names and contents of all that a folder holds, or of a share of it."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name the one that is to be public")
    found: list[Leak] = []
    number, of = share
    for path in sorted(folder.rglob("*"))[number::of]:
        file = path.relative_to(folder).as_posix()
        found += [Leak(file, "its name", match) for match in content.found_in(path.name)]
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            found.append(Leak(file, "is a link, not a file", ""))
        elif path.is_file():
            found += _leaks_in(file, path.read_bytes(), content)
    return tuple(dict.fromkeys(found))


def refuse_leaks(folder: Path, content: ExemptContent, share: Share = WHOLE) -> None:
    """InputError names every leak."""
    if found := leaks(folder, content, share):
        raise InputError(*map(str, found))


def _leaks_in(file: str, data: bytes, content: ExemptContent) -> Iterator[Leak]:
    read = sorted(pieces(file, data, ""), key=lambda piece: piece.spare)
    # Once each: notebooks and PDFs say the same little things thousands of times.
    found = content.found_in_each({(piece.text, piece.prose) for piece in read})
    seen: set[str] = set()
    for place, text, prose, spare, problem in read:
        if problem:
            inside = f"holds {place.removesuffix(', ')}, which " if place else ""
            yield Leak(file, inside + problem, "")
        # A spare reading may have no more than half of a sentence that is known: markup parts it.
        yield from (Leak(file, place, match) for match in found[text, prose] if not (spare and any(match in known for known in seen)))
        seen.update(found[text, prose])
