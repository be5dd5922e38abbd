"""A changed text beside the one it was: which of the cells behind it have changed, and their slots put back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ccpi_nb.document.sentences import slots_in
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.handouts.texts import tidy

Filled = Callable[[str], str]


@dataclass(frozen=True)
class WordsCell:
    """A cell of words in a register: where it stands, what it holds, and how that reads with its slots filled."""

    row: DataRow
    column: str
    template: str
    words: str

    @property
    def place(self) -> str:
        """The cell in words: "data/registers/calls/2014-12-11.csv, row 3, column 'text'"."""
        return f"{self.row}, column '{self.column}'"


@dataclass(frozen=True)
class Reworded:
    """A cell with the words that it is to have, still with its figures as they read."""

    cell: WordsCell
    words: str


@dataclass(frozen=True)
class Comparison:
    """What has become of the cells behind a text; `outside` says that words changed which none of them holds.

    `across` are cells over whose border a change runs, so that nobody can tell whose words are new.
    """

    reworded: tuple[Reworded, ...]
    outside: bool
    across: tuple[WordsCell, ...]


def compared(before: str, after: str, cells: Sequence[WordsCell]) -> Comparison:
    """Compare a text with what it was, by the cells that it was made of, in their order."""
    old, new = _tokens(before), _tokens(after)
    owners = _owners(before, old, cells)
    texts: dict[int, list[str]] = {owner: [] for owner in owners if owner is not None}
    changed, outside, across = set[int](), False, set[int]()
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            for owner, word in zip(owners[old_start:old_end], new[new_start:new_end], strict=True):
                if owner is not None:
                    texts[owner].append(word)
            continue
        touched = {owner for owner in owners[old_start:old_end] if owner is not None}
        if kind == "insert":
            touched = _beside(owners, old_start)
        if len(touched) > 1:
            across |= touched
        elif not touched:
            outside = True
        for owner in touched:
            changed.add(owner)
            texts[owner] += new[new_start:new_end]
    found = tuple(Reworded(cells[owner], " ".join(texts[owner])) for owner in sorted(changed - across))
    return Comparison(found, outside, tuple(cells[owner] for owner in sorted(across)))


def _tokens(text: str) -> list[str]:
    return text.split()


def _owners(before: str, tokens: Sequence[str], cells: Sequence[WordsCell]) -> list[int | None]:
    """Return for each word of a text the cell that it is from; None for one that is from none."""
    owners: list[int | None] = [None] * len(tokens)
    starts = [match.start() for match in re.finditer(r"\S+", before)]
    cursor = 0
    for number, cell in enumerate(cells):
        place = before.find(cell.words, cursor)
        if place < 0:
            continue
        cursor = place + len(cell.words)
        for at, start in enumerate(starts):
            if place <= start < cursor:
                owners[at] = number
    return owners


def _beside(owners: Sequence[int | None], at: int) -> set[int]:
    """Return whose words new ones are that stand before a word: those of the cell that they follow, or else lead."""
    before = next((owner for owner in reversed(owners[:at]) if owner is not None), None)
    after = next((owner for owner in owners[at:] if owner is not None), None)
    owner = after if before is None else before
    return set() if owner is None else {owner}


def with_slots(words: str, template: str, filled: Filled) -> tuple[str, tuple[str, ...]]:
    """Return words with the template's slots in place of what they read as, and each figure that is not there.

    `filled` tells how a slot reads. A figure may move, but has to stand as it is.
    """
    free, missing = words, []
    placed: list[tuple[int, int, str]] = []
    for slot in slots_in(template):
        figure = tidy(filled(slot))
        pattern = rf"(?<![\w.,£%]){re.escape(figure)}(?![\w%]|[.,]\d)"
        found = re.search(pattern, free) or re.search(pattern, free, re.IGNORECASE)
        if not found:
            missing.append(figure)
            continue
        placed.append((found.start(), found.end(), slot))
        free = free[: found.start()] + "\0" * len(found[0]) + free[found.end() :]
    for start, end, slot in sorted(placed, reverse=True):
        words = words[:start] + slot + words[end:]
    return words, tuple(missing)
