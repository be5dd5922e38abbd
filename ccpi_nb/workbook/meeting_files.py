"""The meetings of params/, what they declare exempt, and whether a document may read something by its name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ccpi_nb.domain.meeting_keys import day_of, key_named
from ccpi_nb.domain.meetings import Awaited, Meeting, Part, with_reports_to_follow
from ccpi_nb.errors import InputError, did_you_mean, refuse
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.files.text_files import collect, text_if_any
from ccpi_nb.files.views import view
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.collections import comments_of
from ccpi_nb.workbook.data_files import DataFiles
from ccpi_nb.workbook.follow_ups import REGISTER, FollowUp
from ccpi_nb.workbook.observations import observations_from
from ccpi_nb.workbook.papers import Section, Sourced, sections_from

PICTURES = "data/pictures"

# What is wrong with a name that a Part II report reads, and the remedy.
UNDECLARED = (
    "no item declares: name it in the item's 'exempt_datasets', "
    "or in its 'open_datasets' if anybody may know what it holds"
)


@dataclass(frozen=True)
class MeetingFiles(DataFiles):
    """The meetings, and the data that each may have, by name; what of the data a document sees is not decided here."""

    @property
    @view
    def meeting_keys(self) -> tuple[str, ...]:
        """The keys of all meetings, earliest first."""
        return self._once(self._read_keys)

    @view
    def meeting_keys_until(self, key: str) -> tuple[str, ...]:
        """Return the keys of the meetings up to that of a key, earliest first."""
        return tuple(known for known in self.meeting_keys if known <= key)

    @property
    def meeting_days(self) -> tuple[date, ...]:
        """The days of all meetings, earliest first."""
        return tuple(map(day_of, self.meeting_keys))

    def known_meeting(self, key: str) -> str:
        """Return the key, where there is a meeting of it; else InputError."""
        if key not in self.meeting_keys:
            hint = _turned(key, self.meeting_keys) or did_you_mean(key, self.meeting_keys)
            raise InputError(f"there is no meeting '{key}' (no file params/{key}.yaml); {hint}")
        return key

    @view
    def agenda(self, key: str) -> Meeting:
        """Return a meeting as its file has it, whether or not the data for its reports have come."""
        return self._once(self._read_agenda, key)

    @view
    def meeting(self, key: str) -> Meeting:
        """Return a meeting as it can be held: a report that awaits data or words is to follow."""
        return self._once(self._read_meeting, key)

    @property
    def agendas(self) -> tuple[Meeting, ...]:
        """All meetings as their files have them, earliest first; InputError lists the problems of all files."""
        return collect(self.agenda, self.meeting_keys)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """All meetings as they can be held, earliest first."""
        return tuple(map(self.meeting, self.meeting_keys))

    @property
    @view
    def exempt_datasets(self) -> Mapping[str, str]:
        """The datasets and registers that a Part II item of any meeting declares exempt.

        Each with the key of the last meeting that does. What is said of an exempt dataset's figures is exempt as well.
        """
        return self._once(self._read_exempt)

    @view
    def is_exempt(self, name: str) -> bool:
        """Return whether a Part II item of any meeting declares a dataset or register exempt."""
        return name in self.exempt_datasets

    @property
    @view
    def exempt_names(self) -> frozenset[str]:
        """The names in `exempt_datasets`."""
        return frozenset(self.exempt_datasets)

    @view
    def is_declared(self, name: str) -> bool:
        """Return whether a Part II item of any meeting declares a dataset or register exempt or open."""
        return name in self.exempt_datasets or name in self.declared_open

    @property
    @view
    def declared_open(self) -> frozenset[str]:
        """The datasets and registers that Part II items of any meeting declare open."""
        declared = {name for agenda in self.agendas for item in agenda.items for name in item.open_datasets}
        return frozenset(declared | {comments_of(name) for name in declared} - {*self.exempt_datasets})

    @property
    @view
    def open_datasets(self) -> tuple[str, ...]:
        """The datasets that no meeting declares exempt."""
        return tuple(name for name in self.dataset_names if name not in self.exempt_datasets)

    def refuse_exempt(self, name: str, part: Part, reader: str) -> None:
        """Raise InputError where a document of Part I asks for a dataset or register that is exempt.

        `reader` is the document in words.
        """
        if part is Part.PUBLIC and self.is_exempt(name):
            raise InputError(
                f"{reader} is in Part I and may not read '{name}', "
                f"which the meeting of {self.exempt_datasets[name]} declares exempt; "
                f"{did_you_mean(name, self.open_datasets)}"
            )

    def refuse_undeclared(self, name: str, part: Part, reader: str) -> None:
        """Raise InputError where a Part II report asks for a dataset or register that no item declares exempt or open.

        Else one wrong letter in 'exempt_datasets' would open exempt data to Part I without a word.
        """
        if part is Part.EXEMPT and not self.is_declared(name):
            raise InputError(f"{reader} is in Part II and reads '{name}', which {UNDECLARED}")

    def picture(self, file: str, part: Part, reader: str = "this document") -> bytes:
        """Return the content of a picture that a document of a Part shows, by its path in data/pictures.

        Its folder has the name of a dataset or register, and whoever may read that may show it. InputError where there
        is no such picture, or the document may not show it.
        """
        folder, _, name = file.partition("/")
        known = (*self.dataset_names, *self.registers.names)
        if folder not in known or not re.fullmatch(r"\w[\w .-]*", name):
            raise InputError(
                f"{reader} shows the picture '{file}', whose folder in {PICTURES} must have the name of a dataset or "
                f"register; {did_you_mean(folder, known)}"
            )
        self.refuse_exempt(folder, part, reader)
        self.refuse_undeclared(folder, part, reader)
        there = self.root / PICTURES / folder
        try:
            return (there / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            names = [path.name for path in there.iterdir()] if there.is_dir() else []
            raise InputError(f"{reader}: there is no picture {PICTURES}/{file}; {did_you_mean(name, names)}") from None

    @property
    def sourced_rows(self) -> tuple[Sourced, ...]:
        """Every row of data that names a source, whichever file it is in."""
        observations = self.observations
        registers = (row for rows in self.registers.files for row in rows)
        return (*observations, *self.targets, *self.continuations, *registers)

    @property
    @view
    def coverage(self) -> tuple[Section, ...]:
        """What the lists say of every section of the documents, earliest meeting first."""
        return self._once(self._read_coverages)

    @property
    @view
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """All promises to any meeting; those in Part II only where its registers are in reach."""
        return self._once(self._read_follow_ups)

    @view
    def follow_ups_by(self, meeting: str) -> tuple[FollowUp, ...]:
        """Return what was promised before a meeting, as known at it: what came later has not come."""
        before = (promise for promise in self.follow_ups if promise.made < meeting)
        return tuple(
            promise if promise.came_by(meeting) else replace(promise, came=None, came_as="") for promise in before
        )

    def _read_keys(self) -> tuple[str, ...]:
        keys = sorted(path.stem for path in (self.root / "params").glob("*.yaml") if not path.name.startswith("."))
        return collect(key_named, (f"params/{key}.yaml" for key in keys))

    def _read_agenda(self, key: str) -> Meeting:
        meeting = self._parsed(
            f"params/{self.known_meeting(key)}.yaml", lambda text, file: meeting_from(load_yaml(text, file), file)
        )
        if meeting.key != key:
            raise InputError(
                f"params/{key}.yaml: its date is {meeting.date}; the file's name and its date must be the same"
            )
        return meeting

    def _read_meeting(self, key: str) -> Meeting:
        agenda = self.agenda(key)
        return with_reports_to_follow(agenda, lambda awaited: self._is_known(awaited, agenda.date))

    def _is_known(self, awaited: Awaited, day: date) -> bool:
        files = [awaited.file] if awaited.is_register else [awaited.file, *self._parts_of(awaited)]
        return any(self._has_any_by(day, file, awaited) for file in files)

    def _has_any_by(self, day: date, file: str, awaited: Awaited) -> bool:
        text = text_if_any(self.root, file)
        if text is None or awaited.is_register:
            return text is not None
        rows = observations_from(text, file, awaited.dataset, awaited.period, self.indicators)
        return any(row.as_at <= day for row in rows)

    def _parts_of(self, awaited: Awaited) -> Iterator[str]:
        """Yield the files with parts of a period's rows."""
        for stem in self.periods_of(awaited.dataset):
            if stem.startswith(f"{awaited.period.file_stem}."):
                yield f"data/observations/{awaited.dataset}/{stem}.csv"

    def _read_exempt(self) -> Mapping[str, str]:
        declared = {name: agenda.key for agenda in self.agendas for name in sorted(agenda.exempt_datasets)}
        return declared | {comments_of(name): key for name, key in declared.items()}

    def _read_coverages(self) -> tuple[Section, ...]:
        files = sorted(f"data/coverage/{path.name}" for path in (self.root / "data" / "coverage").glob("*.csv"))
        return tuple(section for rows in collect(self._read_coverage, files) for section in rows)

    def _read_coverage(self, file: str) -> tuple[Section, ...]:
        sections = self._parsed(file, sections_from)
        gone = [section for section in sections if section.elsewhere and not (self.root / section.elsewhere).is_file()]
        refuse(
            f"{section.row}, column 'elsewhere': there is no file {section.elsewhere}; correct it" for section in gone
        )
        return sections

    def _read_follow_ups(self) -> tuple[FollowUp, ...]:
        names = [name for name in self.registers.names if name == REGISTER or name.startswith(f"{REGISTER}_")]
        undeclared = [name for name in names if name != REGISTER and name not in self.exempt_datasets]
        refuse(
            f"data/registers/{name}: a register of follow-ups beside '{REGISTER}' is for Part II; "
            f"name it in the 'exempt_datasets' of an item, or move its files to data/registers/{REGISTER}"
            for name in undeclared
        )
        return self.registers.follow_ups(*names)


def _turned(key: str, keys: Iterable[str]) -> str:
    """Return the end of a sentence on a date in another order: 11-12-2014, 2014/12/11; '' for other text."""
    if re.search(r"\d{4}-\d\d-\d\d", key, re.ASCII):
        return ""
    numbers = sorted(re.findall(r"\d+", key, re.ASCII))
    meant = next((known for known in keys if sorted(re.findall(r"\d+", known)) == numbers), "")
    return f"did you mean '{meant}'? A date is year-month-day" if meant else ""
