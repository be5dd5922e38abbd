"""A copy of the workbook's data in which mistakes are planted, and what its checks make of them."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from planted import ROOT, Mistake, Notice, Planted, Sheets

from ccpi_nb.errors import InputError
from ccpi_nb.reconcile.by_part import findings_of
from ccpi_nb.review.check import problems_of, questions_of
from ccpi_nb.workbook.inputs import Workbook


@dataclass(frozen=True)
class Caught:
    """What noticed a mistake: 'refused', 'asked', 'reconciled', or '' where nothing did, and its first sentence."""

    mistake: Mistake
    place: str
    by: str
    sentence: str = ""


class Bench:
    """A copy of the workbook's data in a folder, with what its checks say of it as it is."""

    def __init__(self, folder: Path) -> None:
        for name in ("data", "params"):
            shutil.copytree(ROOT / name, folder / name)
        # Notebooks are read by every check and hold no data: without them a check takes half a second.
        (folder / "notebooks").mkdir()
        self.root = folder
        self.sheets = Sheets.of(folder)
        workbook = Workbook(folder)
        self.true = {by: frozenset(map(_placeless, say(workbook))) for by, say in _SAY.items()}

    def plant(self, mistake: Mistake, planted: Planted) -> Caught:
        """Return what notices a mistake at one place; the data are as before afterwards.

        What is asked is looked at first, which is quicker, unless the mistake has to be refused.
        """
        ways = _SAY if mistake.notice is Notice.IMPOSSIBLE else {"asked": _asked, **_SAY}
        with self._with(planted):
            workbook = Workbook(self.root)
            for by, say in ways.items():
                for sentence in say(workbook):
                    if _placeless(sentence) not in self.true[by]:
                        return Caught(mistake, planted.place, by, sentence)
        return Caught(mistake, planted.place, "")

    def run(self, mistakes: Iterable[Mistake], seed: int, places: int) -> Iterator[Caught]:
        """Yield what notices each kind of mistake at so many places, drawn with a seed from all that there are."""
        for mistake in mistakes:
            all_places = list(mistake.places(self.sheets))
            for planted in Random(f"{seed} {mistake.name}").sample(all_places, min(places, len(all_places))):
                yield self.plant(mistake, planted)

    @property
    def answered(self) -> Sequence[str]:
        """The questions that the true data raise and that a post has answered: false alarms all the same."""
        return [str(answer.row) for answer in Workbook(self.root).answers]

    @contextmanager
    def _with(self, planted: Planted) -> Iterator[None]:
        before = {file: self._read(file) for file in planted.files}
        try:
            self._write(planted.files)
            yield
        finally:
            self._write(before)

    def _read(self, file: str) -> str | None:
        path = self.root / file
        return path.read_text(encoding="utf-8") if path.exists() else None

    def _write(self, files: Mapping[str, str | None]) -> None:
        for file, text in files.items():
            if text is None:
                (self.root / file).unlink(missing_ok=True)
            else:
                (self.root / file).write_text(text, encoding="utf-8")


def _asked(workbook: Workbook) -> Sequence[str]:
    try:
        return questions_of(workbook)
    except InputError:
        return ()


def _reconciled(workbook: Workbook) -> Sequence[str]:
    try:
        return [f"{found.key} {found.size}" for part in findings_of(workbook) for found in part.found.findings]
    except InputError:
        return ()


_SAY: Mapping[str, Callable[[Workbook], Sequence[str]]] = {
    "refused": problems_of,
    "asked": _asked,
    "reconciled": _reconciled,
}


def _placeless(sentence: str) -> str:
    """Return a sentence without its numbers of rows, which a row more or less changes for all that follow."""
    return re.sub(r"\b(rows?|and) \d+", r"\1", sentence)
