"""Promises to the committee: what was promised, when it falls due, and whether it arrived."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meeting_keys import ItemNumber, day_of, item_number, key_named, meeting_key
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import Filled, known, optional
from ccpi_nb.files.strict_csv import Column, rows_from
from ccpi_nb.workbook.sign_offs import post_or_body

# The register that is open to all. What was promised in Part II is in others, 'follow_ups_...', that an item
# declares exempt.
REGISTER = "follow_ups"
NEXT_MEETING = "next meeting"
_MONTHS = re.compile(r"([1-9]\d?) months?", re.ASCII)


class FollowUpState(StrEnum):
    """The state of a promise on a day."""

    DUE = "due"
    OVERDUE = "overdue"
    OPEN = "open"
    CAME = "came"


def _due(cell: str) -> str:
    if cell and cell != NEXT_MEETING and not _MONTHS.fullmatch(cell):
        try:
            Period.parse(cell)
        except ValueError:
            raise ValueError(
                f"'{cell}' is no time; write a day (2015-01-28), a period (2018-10), '{NEXT_MEETING}' or '6 months', "
                "or leave the cell blank"
            ) from None
    return cell


def _item(cell: str) -> ItemNumber | None:
    try:
        return item_number(cell) if cell else None
    except ValueError as problem:
        raise ValueError(f"{problem}; leave the cell blank where the agenda is not held") from None


def _supposed(cell: str) -> str:
    return cell and known("supposition", ("due",))(cell)


@dataclass(frozen=True)
class FollowUp:
    """Something promised to a meeting: `came` is the key of the meeting it arrived at, `came_as` what it arrived as.

    `due` is a period, 'next meeting', '6 months', or blank where no time was given. `supposed` is 'due' where the paper
    gives the time in other words than these, and the period is this workbook's reading of them.
    """

    promise: Filled
    item: Annotated[ItemNumber | None, _item]
    due: Annotated[str, _due]
    owed_by: Annotated[str, post_or_body]
    came: Annotated[str | None, optional(meeting_key)]
    came_as: str
    source: Filled
    row: DataRow
    supposed: Annotated[str, Column("supposed", _supposed, may_lack=True)] = ""

    @property
    def made(self) -> str:
        """The key of the meeting to which it was promised, after which the file is named."""
        return key_named(self.row.file)

    @property
    def text(self) -> str:
        """All words of the row."""
        return " ".join((self.promise, self.owed_by, self.came_as))

    @property
    def is_exempt(self) -> bool:
        """Whether the promise is in a register other than the one that is open to all."""
        return PurePosixPath(self.row.file).parent.name != REGISTER

    def due_by(self, meetings: Iterable[str]) -> Period | None:
        """Return the time by whose end the promise is due.

        None where no time was given, or where the next of the `meetings` is not known.
        Months are counted from the month in which it was promised.
        """
        if self.due == NEXT_MEETING:
            later = [meeting for meeting in meetings if meeting > self.made]
            return Period.day(day_of(min(later))) if later else None
        if match := _MONTHS.fullmatch(self.due):
            made = day_of(self.made)
            return Period.month(made.year, made.month).shifted(int(match[1]))
        return Period.parse(self.due) if self.due else None

    def due_words(self, meetings: Iterable[str]) -> str:
        """Return the time by which the promise is due, in words.

        'The next meeting' where its day is not known, 'No date given' where no time was given.
        """
        if period := self.due_by(meetings):
            return f"{period.label} (supposed)" if self.supposed else period.label
        return "The next meeting" if self.due else "No date given"

    def came_by(self, meeting: str) -> bool:
        """Return whether what was promised had arrived by a meeting, or by any other day."""
        return self.came is not None and self.came <= meeting

    def is_open(self, meeting: str) -> bool:
        """Return whether it was promised by a meeting, or by any other day, and has not arrived."""
        return self.made <= meeting and not self.came_by(meeting)

    def is_due(self, meeting: str, meetings: Iterable[str]) -> bool:
        """Return whether the promise is open at a meeting, on a day of the time by which it is due."""
        period = self.due_by(meetings)
        return self.is_open(meeting) and period is not None and day_of(meeting) in period

    def is_overdue(self, meeting: str, meetings: Iterable[str]) -> bool:
        """Return whether the promise is open at a meeting, after the time by which it is due."""
        period = self.due_by(meetings)
        return self.is_open(meeting) and period is not None and period.end < day_of(meeting)

    def state(self, meeting: str, meetings: Sequence[str]) -> FollowUpState:
        """Return the state of the promise at a meeting, or on any other day."""
        if self.came_by(meeting):
            return FollowUpState.CAME
        if self.is_due(meeting, meetings):
            return FollowUpState.DUE
        return FollowUpState.OVERDUE if self.is_overdue(meeting, meetings) else FollowUpState.OPEN


def by_due(follow_ups: Iterable[FollowUp], meetings: Sequence[str]) -> tuple[FollowUp, ...]:
    """Return promises sorted by when they are due, those without a date last."""

    def key(follow_up: FollowUp) -> tuple[bool, str, str]:
        period = follow_up.due_by(meetings)
        return (period is None, str(period.end) if period else follow_up.made, follow_up.made)

    return tuple(sorted(follow_ups, key=key))


def follow_ups_from(text: str, file: str) -> tuple[FollowUp, ...]:
    """Return the promises to one meeting, whose key is the file's name.

    InputError lists everything that is wrong with them, or says that the name is no meeting's.
    """
    key_named(file)
    follow_ups = rows_from(FollowUp, text, file)
    refuse(_problems(follow_ups))
    return follow_ups


def _problems(follow_ups: Sequence[FollowUp]) -> Iterator[str]:
    first: dict[str, DataRow] = {}
    for follow_up in follow_ups:
        period = follow_up.due_by(())
        if period and period.end < day_of(follow_up.made):
            yield (
                f"{follow_up.row}, column 'due': {follow_up.due} is over before the meeting that promised it; "
                "correct the time, or the file's name"
            )
        if follow_up.came and follow_up.came <= follow_up.made:
            yield (
                f"{follow_up.row}, column 'came': {follow_up.came} is not after the meeting that promised it; "
                "correct the day"
            )
        if bool(follow_up.came) != bool(follow_up.came_as):
            blank = "came_as" if follow_up.came else "came"
            yield f"{follow_up.row}, column '{blank}': what came has a day and says as what; fill both, or neither"
        if follow_up.supposed and not follow_up.due:
            yield f"{follow_up.row}, column 'supposed': there is no time to be supposed; fill 'due', or leave it blank"
        if "{" in follow_up.text:
            yield f"{follow_up.row}: a promise has no figures; leave out the slot"
        if follow_up.promise in first:
            yield (
                f"{follow_up.row}, column 'promise': this is already in row {first[follow_up.promise].number}; "
                "remove one"
            )
        first.setdefault(follow_up.promise, follow_up.row)
