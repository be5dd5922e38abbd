"""The registers on disk: a folder for each, with a file for each meeting that it was reported to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.text_files import collect, day_named, folders_in, read_text, text_if_any
from ccpi_nb.workbook.committee_registers import (
    DecisionRow,
    Minute,
    Notice,
    decision_rows_from,
    minutes_from,
    notices_from,
)
from ccpi_nb.workbook.follow_ups import FollowUp, follow_ups_from
from ccpi_nb.workbook.registers import (
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
RegisterRow = Action | Update | CoreSystem | Minute | DecisionRow | Notice | Deliverable | Lesson | FollowUp
_SHAPES: Mapping[str, Callable[[str, str], tuple[RegisterRow, ...]]] = {
    "reference": actions_from,
    "number": minutes_from,
    "title": decision_rows_from,
    "item": notices_from,
    "system": systems_from,
    "outcome": deliverables_from,
    "lesson": lessons_from,
    "promise": follow_ups_from,
}


@dataclass(frozen=True)
class Registers:
    """The registers of the workbook in a folder.

    Nothing is returned for a day without a file; InputError where there is no such register.
    """

    root: Path

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all registers, which are the folders in data/registers."""
        return folders_in(self.root / "data" / "registers")

    def days(self, register: str) -> tuple[date, ...]:
        """Return the days that a register has files of, earliest first; none where there is no such register."""
        return tuple(map(day_named, self._files_of(register)))

    def actions(self, register: str, day: date) -> tuple[Action, ...]:
        """Return an improvement plan as reported on a day."""
        return self._read(register, day, actions_from)

    def updates(self, register: str, day: date) -> tuple[Update, ...]:
        """Return an updates register as reported on a day."""
        return self._read(register, day, updates_from)

    def systems(self, register: str, day: date) -> tuple[CoreSystem, ...]:
        """Return the core systems as reported on a day."""
        return self._read(register, day, systems_from)

    def deliverables(self, register: str, day: date) -> tuple[Deliverable, ...]:
        """Return a programme's deliverables as reported on a day."""
        return self._read(register, day, deliverables_from)

    def lessons(self, register: str, day: date) -> tuple[Lesson, ...]:
        """Return what a programme taught, as reported on a day."""
        return self._read(register, day, lessons_from)

    def minutes(self, day: date) -> tuple[Minute, ...]:
        """Return the minutes of the meeting held on a day."""
        return self._read("minutes", day, minutes_from)

    def decision_rows(self, day: date) -> tuple[DecisionRow, ...]:
        """Return the records of what the meeting held on a day decided."""
        return self._read("decisions", day, decision_rows_from)

    def notices(self, day: date) -> tuple[Notice, ...]:
        """Return the notices of private business at the meeting of a day."""
        return self._read("notices", day, notices_from)

    def follow_ups(self, registers: Iterable[str]) -> tuple[FollowUp, ...]:
        """Return the promises in some registers, of all days; InputError lists the problems of all files."""
        files = (file for name in registers for file in self._files_of(name))
        rows = collect(lambda file: follow_ups_from(read_text(self.root, file), file), files)
        return tuple(each for own in rows for each in own)

    @cached_property
    def files(self) -> tuple[tuple[RegisterRow, ...], ...]:
        """The rows of every file, of the shape that its first column gives.

        InputError lists the problems of all files.
        """
        return collect(self._read_by_shape, (file for name in self.names for file in self._files_of(name)))

    def _files_of(self, register: str) -> list[str]:
        folder = f"data/registers/{register}"
        return [f"{folder}/{path.name}" for path in sorted((self.root / folder).glob("*.csv"))]

    def _read(self, register: str, day: date, parse: Callable[[str, str], tuple[Row, ...]]) -> tuple[Row, ...]:
        if register not in self.names:
            raise InputError(
                f"there is no register '{register}' in data/registers; {did_you_mean(register, self.names)}"
            )
        file = f"data/registers/{register}/{day}.csv"
        text = text_if_any(self.root, file)
        return () if text is None else parse(text, file)

    def _read_by_shape(self, file: str) -> tuple[RegisterRow, ...]:
        day_named(file)
        text = read_text(self.root, file)
        parse = _SHAPES.get(text.partition(",")[0].strip(' "'), updates_from)
        return parse(text, file)
