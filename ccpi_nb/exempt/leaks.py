"""What the gate finds, and what of it may be said where a log shows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Leak:
    """Something exempt in a file.

    An empty `match` means a file that was not read, and `place` has the reason.
    """

    file: str
    place: str
    match: str

    def __str__(self) -> str:
        if not self.match:
            return f"{self.file} {self.place}; take it out of the folder"
        return f"{self.file}, {self.place}: '{self.match}' is exempt"


def in_short(found: Iterable[Leak], where: str) -> Iterator[str]:
    """Yield a sentence for each file that can't be published; nothing exempt is in it, for a log may be public.

    `where` is the file that has all of the leaks.
    """
    by_file: dict[str, list[Leak]] = {}
    for leak in found:
        by_file.setdefault(leak.file, []).append(leak)
    for file, leaks_in_file in sorted(by_file.items()):
        yield from (str(leak) for leak in leaks_in_file if not leak.match)
        if exempt := len({leak.match.casefold() for leak in leaks_in_file if leak.match}):
            things = "something that is exempt" if exempt == 1 else f"{exempt} things that are exempt"
            yield f"{file} has {things} in it; {where} says what and where: take it out, or see ccpi help packs"
