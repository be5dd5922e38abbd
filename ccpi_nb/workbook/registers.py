"""The registers of rows of words: which kind of rows each has, and the folders with a file for each meeting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ccpi_nb.domain.meeting_keys import key_named
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.text_files import collect, folders_in, read_text, text_if_any
from ccpi_nb.files.views import view
from ccpi_nb.workbook.collections import Comment, comments_from, is_of_comments
from ccpi_nb.workbook.committee_registers import (
    DecisionRow,
    Minute,
    Notice,
    decision_rows_from,
    minutes_from,
    notices_from,
)
from ccpi_nb.workbook.follow_ups import FollowUp, follow_ups_from
from ccpi_nb.workbook.report_registers import (
    Action,
    CoreSystem,
    Deliverable,
    Lesson,
    Update,
    actions_from,
    deliverables_from,
    lessons_from,
    systems_from,
    updates_from,
)

Row = TypeVar("Row")
RegisterRow = Action | Update | Comment | CoreSystem | Minute | DecisionRow | Notice | Deliverable | Lesson | FollowUp
_SHAPES: Mapping[str, Callable[[str, str], tuple[RegisterRow, ...]]] = {
    "reference": actions_from,
    "indicator": comments_from,
    "number": minutes_from,
    "title": decision_rows_from,
    "item": notices_from,
    "system": systems_from,
    "outcome": deliverables_from,
    "lesson": lessons_from,
    "promise": follow_ups_from,
}


def rows_in(text: str, file: str) -> tuple[RegisterRow, ...]:
    """Return the rows of a register's file, of the shape that its first column gives; InputError lists its problems."""
    parse = _SHAPES.get(text.partition(",")[0].strip(' "'), updates_from)
    return parse(text, file)


@dataclass(frozen=True)
class Registers:
    """The registers of the workbook in a folder.

    Their files have the keys of meetings. Nothing is returned for a meeting without a file; InputError where there is
    no such register.
    """

    root: Path
    _kept: dict[tuple[str, str], tuple[RegisterRow, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    @view
    def names(self) -> tuple[str, ...]:
        """The names of all registers, which are the folders in data/registers."""
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return folders_in(self.root / "data" / "registers")

    @view
    def has(self, register: str) -> bool:
        """Return whether there is a register of a name."""
        return register in self.names

    @view
    def has_meeting(self, register: str, meeting: str) -> bool:
        """Return whether a register has a file of a meeting."""
        return meeting in self.meetings(register)

    @view
    def meetings(self, register: str) -> tuple[str, ...]:
        """Return the keys of the meetings that a register has files of, in order; none where there is no register."""
        return tuple(sorted(map(key_named, self._files_of(register))))

    @view
    def actions(self, register: str, meeting: str) -> tuple[Action, ...]:
        """Return an improvement plan as reported to a meeting."""
        return self._read(register, meeting, actions_from)

    @view
    def updates(self, register: str, meeting: str) -> tuple[Update, ...]:
        """Return an updates register as reported to a meeting."""
        return self._read(register, meeting, updates_from)

    @view
    def comments(self, register: str, meeting: str) -> tuple[Comment, ...]:
        """Return the comments of services on their figures, as reported to a meeting; none before the first came."""
        return self._read(register, meeting, comments_from)

    @view
    def systems(self, register: str, meeting: str) -> tuple[CoreSystem, ...]:
        """Return the core systems as reported to a meeting."""
        return self._read(register, meeting, systems_from)

    @view
    def deliverables(self, register: str, meeting: str) -> tuple[Deliverable, ...]:
        """Return a programme's deliverables as reported to a meeting."""
        return self._read(register, meeting, deliverables_from)

    @view
    def lessons(self, register: str, meeting: str) -> tuple[Lesson, ...]:
        """Return what a programme taught, as reported to a meeting."""
        return self._read(register, meeting, lessons_from)

    @view
    def minutes(self, meeting: str) -> tuple[Minute, ...]:
        """Return the minutes of a meeting."""
        return self._read("minutes", meeting, minutes_from)

    @view
    def decision_rows(self, meeting: str) -> tuple[DecisionRow, ...]:
        """Return the records of what a meeting decided."""
        return self._read("decisions", meeting, decision_rows_from)

    @view
    def notices(self, meeting: str) -> tuple[Notice, ...]:
        """Return the notices of private business at a meeting."""
        return self._read("notices", meeting, notices_from)

    @view
    def rows(self, register: str, meeting: str) -> tuple[RegisterRow, ...]:
        """Return the rows of a register for a meeting, of whatever shape its file has, read once."""
        if (register, meeting) not in self._kept:
            self._kept[register, meeting] = self._read(register, meeting, rows_in)
        return self._kept[register, meeting]

    @view
    def follow_ups(self, *registers: str) -> tuple[FollowUp, ...]:
        """Return the promises in some registers, of all days; InputError lists the problems of all files."""
        files = (file for name in registers for file in self._files_of(name))
        rows = collect(lambda file: follow_ups_from(read_text(self.root, file), file), files)
        return tuple(row for file_rows in rows for row in file_rows)

    @property
    @view
    def files(self) -> tuple[tuple[RegisterRow, ...], ...]:
        """The rows of every file, of the shape that its first column gives.

        InputError lists the problems of all files.
        """
        return self._files

    @cached_property
    def _files(self) -> tuple[tuple[RegisterRow, ...], ...]:
        return collect(self._read_by_shape, (file for name in self.names for file in self._files_of(name)))

    def _files_of(self, register: str) -> list[str]:
        folder = f"data/registers/{register}"
        return [f"{folder}/{path.name}" for path in sorted((self.root / folder).glob("*.csv"))]

    def _read(self, register: str, meeting: str, parse: Callable[[str, str], tuple[Row, ...]]) -> tuple[Row, ...]:
        if register not in self.names:
            if is_of_comments(register):  # it begins with the first that comes
                return ()
            raise InputError(
                f"there is no register '{register}' in data/registers; {did_you_mean(register, self.names)}"
            )
        file = f"data/registers/{register}/{meeting}.csv"
        text = text_if_any(self.root, file)
        return () if text is None else parse(text, file)

    def _read_by_shape(self, file: str) -> tuple[RegisterRow, ...]:
        key_named(file)
        return rows_in(read_text(self.root, file), file)
