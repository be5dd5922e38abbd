"""Whether what was made still stands: all that it saw of the workbook is as it was, whatever else has changed."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import steady
from ccpi_nb.files.views import content_digest
from ccpi_nb.publish.fingerprints import MadeFrom, Prints, changed_outputs

if TYPE_CHECKING:  # which is loaded where a file behind a view has changed
    from ccpi_nb.workbook.inputs import Workbook

# Where the views of a class are asked, by its name.
_OWNERS: Mapping[str, Callable[["Workbook"], object]] = {
    "Workbook": lambda workbook: workbook,
    "Registers": lambda workbook: workbook.registers,
}


@dataclass(frozen=True)
class Standing:
    """The workbook as it is now, held against the records of what was made from it.

    `copy` is the workbook as Part I sees it, which is made in `scratch` when it is needed, unless there is one.
    """

    prints: Prints
    scratch: ExitStack
    copy: Path | None = None
    _answers: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def changes(self, record: MadeFrom, folder: Path) -> tuple[str, ...]:
        """Return what has changed since, in words: inputs first, then outputs, which lie in `folder`."""
        return (*self.changed_inputs(record), *changed_outputs(record, folder))

    def changed_inputs(self, record: MadeFrom) -> Iterator[str]:
        """Yield what has changed of all that was seen, in words that name the files."""
        yield from self.prints.changed(record.inputs)
        if changed := {name: before for name, before in record.behind.items() if self.prints.of(name) != before}:
            asked = [_names_in(asked) for part in Part for asked in self._differing(part, record.views)]
            # A dataset's, a register's or a meeting's files where a view of that differs; of the others any may be why.
            named = {name: before for name, before in changed.items() if any(_is_of(name, words) for words in asked)}
            yield from self.prints.changed((named or changed) if asked else {})

    def _differing(self, part: Part, views: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
        """Yield what was asked as a Part and has another answer now."""
        for asked, answer in views.get(part.folder, {}).items():
            if self._answer(part, asked) != answer:
                yield asked

    def _answer(self, part: Part, asked: str) -> str | None:
        key = part.folder, asked
        if key not in self._answers:
            self._answers[key] = self._asked_now(part, asked)
        return self._answers[key]

    def _asked_now(self, part: Part, asked: str) -> str | None:
        """Return the digest of a view's answer now; None where the workbook is such that nothing can be asked."""
        name, *words = json.loads(asked)
        owner, _, view = name.partition(".")
        try:
            workbook = self._public if part is Part.PUBLIC else self._whole
        except InputError:  # the run says why
            return None
        try:
            found = getattr(_OWNERS[owner](workbook), view)
            answer = found(*words) if callable(found) else found
        except InputError as refused:
            return content_digest(refused)
        return content_digest(answer)

    @cached_property
    def _whole(self) -> "Workbook":
        return _workbook_at(self.prints.root)

    @cached_property
    def _public(self) -> "Workbook":
        copy = self.copy
        if copy is None:
            from ccpi_nb.exempt.public_copy import copy_without_exempt  # which a run that has nothing to do needs not

            copy = Path(self.scratch.enter_context(TemporaryDirectory(prefix="ccpi-"))) / "part-i"
            copy.mkdir()
            steady(self.prints.root / "data", partial(copy_without_exempt, self._whole, copy))
        return _workbook_at(copy)


def _workbook_at(root: Path) -> "Workbook":
    from ccpi_nb.workbook.inputs import Workbook

    return Workbook(root)


@contextmanager
def workbook_now(root: Path, prints: Prints | None = None, copy: Path | None = None) -> Iterator[Standing]:
    """Yield how the workbook at `root` is now; what that takes is deleted afterwards."""
    with ExitStack() as scratch:
        yield Standing(prints or Prints(root), scratch, copy)


def _names_in(asked: str) -> frozenset[str]:
    _, *words = json.loads(asked)
    return frozenset(words)


def _is_of(file: str, words: frozenset[str]) -> bool:
    path = Path(file)
    return bool({*path.parts, path.stem} & words)
