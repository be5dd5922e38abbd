"""The gate before a folder is published: it reads every file, and refuses what is exempt and what it can't read."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ccpi_nb.errors import InputError
from ccpi_nb.exempt.file_texts import pieces
from ccpi_nb.exempt.leaks import Leak
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.files.text_files import names_in


def leaks(folder: Path, content: ExemptContent, names: Iterable[str] | None = None) -> tuple[Leak, ...]:
    """Return whatever is exempt in the names and contents of a folder's files, or of those that are named."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name the one that is to be public")
    found: list[Leak] = []
    for name in names_in(folder) if names is None else names:
        path = folder / name
        found += [Leak(name, "its name", match) for match in content.found_in(path.name)]
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            found.append(Leak(name, "is a link, not a file", ""))
        elif path.is_file():
            found += leaks_in(name, path.read_bytes(), content)
    return tuple(
        dict.fromkeys(leak for leak in found if not (leak.match and content.is_released(leak.file, leak.match)))
    )


def leaks_in(file: str, data: bytes, content: ExemptContent) -> Iterator[Leak]:
    """Yield whatever is exempt in the bytes of a file, by its name, without a look at what was let pass."""
    read = sorted(pieces(file, data, ""), key=lambda piece: piece.spare)
    # Once each: notebooks and PDFs say the same little things thousands of times.
    found = content.found_in_each({(piece.text, piece.prose) for piece in read})
    seen: set[str] = set()
    for place, text, prose, spare, problem in read:
        if problem:
            inside = f"holds {place.removesuffix(', ')}, which " if place else ""
            yield Leak(file, inside + problem, "")
        # A spare reading may have no more than half of a sentence that is known: markup parts it.
        yield from (
            Leak(file, place, match)
            for match in found[text, prose]
            if not (spare and any(match in known for known in seen))
        )
        seen.update(found[text, prose])
