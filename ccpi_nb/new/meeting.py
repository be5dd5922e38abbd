"""`ccpi new meeting`: a later meeting's file, made from an earlier one's."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ccpi_nb.domain.meeting_keys import ItemNumber, day_of, meeting_name, number_order
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.files.strict_csv import column_names
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.meeting.meeting_checks import meeting_problems
from ccpi_nb.new.agenda import NotebookUse, falling_due, rolled_forward
from ccpi_nb.new.agenda_text import agenda_text
from ccpi_nb.new.moves import Move
from ccpi_nb.notebook.data_read import datasets_read, registers_read
from ccpi_nb.notebook.notebook_file import notebook_path, read_notebook
from ccpi_nb.notebook.parameters import GIVEN, defaults_of
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.collections import is_of_comments
from ccpi_nb.workbook.committee_registers import Notice
from ccpi_nb.workbook.follow_ups import FollowUp
from ccpi_nb.workbook.inputs import Workbook


@dataclass(frozen=True)
class NewMeeting:
    """The files that were written, and what is left for the author to do about what is not in them."""

    files: tuple[str, ...]
    remarks: tuple[str, ...]


def new_meeting(workbook: Workbook, key: str, earlier: str = "") -> NewMeeting:
    """Write params/KEY.yaml, and the notice of private business where there is any.

    `earlier` is the meeting to move on from: where it is left out, the last one before.
    InputError, and nothing written, where the file is there already or the earlier meeting has problems.
    """
    root, file = workbook.root, f"params/{key}.yaml"
    if (root / file).exists():
        raise InputError(f"{file} is there already, and nothing was changed; edit it, or move it away first")
    if not workbook.meeting_keys:
        return _first_meeting(workbook, key)
    agenda = workbook.agenda(earlier or _last_before(workbook, key))
    if agenda.key >= key:
        raise InputError(
            f"{meeting_name(key)} is not after the meeting of {agenda.day}; "
            "name an earlier one with --from, or a later date"
        )
    refuse(meeting_problems(workbook, agenda))
    raw = load_yaml((root / f"params/{agenda.key}.yaml").read_text(encoding="utf-8-sig"), f"params/{agenda.key}.yaml")
    move = Move(agenda.key, key)
    due = falling_due(workbook.follow_ups, move, workbook.meeting_keys)
    rolled = rolled_forward(
        raw, move, _readings(workbook, agenda), [follow_up for follow_up in due if not follow_up.is_exempt]
    )
    head = (
        f"Moved on from params/{agenda.key}.yaml. A line with 'Review:' says what to look at; "
        "take it out when that is done.",
        f"Review: time and place are those of {agenda.day}.",
    )
    text = agenda_text(rolled.agenda, head, rolled.notes)
    draft = meeting_from(load_yaml(text, file), file)
    notice, remarks = _notice(workbook, agenda, draft, rolled.numbers)
    files = {**notice, file: text}
    _write_new(root, files)
    return NewMeeting(tuple(files), (*remarks, *_in_private(due)))


_FIRST = """\
# The first meeting. A line with 'Review:' says what to look at; take it out when that is done.
# Review: committee, council, time and place.
date: {day}
committee: Performance Committee
council: Example Council
time: 10.00 am
place: Town Hall
items:
  - number: 1
    title: Apologies for absence
"""


def _first_meeting(workbook: Workbook, key: str) -> NewMeeting:
    """Write the file of a workbook's first meeting, whose agenda has no report yet."""
    file = f"params/{key}.yaml"
    _write_new(workbook.root, {file: _FIRST.format(day=day_of(key))})
    return NewMeeting(
        (file,), ("its reports: ccpi new report NAME --dataset DATASET writes one and says where to name it",)
    )


def _write_new(root: Path, files: Mapping[str, str]) -> None:
    """Write files that are not there yet."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        with (root / name).open("x", encoding="utf-8", newline="\n") as new:
            new.write(content)


def _last_before(workbook: Workbook, key: str) -> str:
    earlier = [known for known in workbook.meeting_keys if known < key]
    if not earlier:
        raise InputError(
            f"there is no meeting before {meeting_name(key)} to move on from; write params/{key}.yaml yourself, "
            "as ccpi help meetings says"
        )
    return earlier[-1]


def _readings(workbook: Workbook, agenda: Meeting) -> Mapping[str, NotebookUse]:
    def reading(report: Report) -> NotebookUse:
        source = read_notebook(notebook_path(workbook.root, report.notebook))
        defaults = {
            name: value
            for name, value in defaults_of(source, report.notebook).items()
            if name not in (*GIVEN, *report.parameters)
        }
        parameters = {**report.parameters, **defaults}
        stored = {
            dataset: frozenset(
                observation.period for observation in workbook.dataset(dataset) if observation.as_at <= agenda.date
            )
            for dataset in datasets_read(source, parameters)
        }
        awaited = {
            dataset: frozenset(
                entry.period for entry in report.awaits if (entry.dataset, entry.is_register) == (dataset, False)
            )
            for dataset in stored
        }
        words = tuple(name for name in registers_read(source, parameters) if _had_words(workbook, report, name, agenda))
        return NotebookUse(parameters, stored, awaited, words)

    return {report.notebook: reading(report) for report in agenda.reports}


def _had_words(workbook: Workbook, report: Report, register: str, agenda: Meeting) -> bool:
    """Return whether a report had, or awaited, words of a register for its meeting.

    Comments are not awaited: it may be that no figure needs one.
    """
    if is_of_comments(register):
        return False
    awaited = {entry.dataset for entry in report.awaits if entry.is_register}
    return register in awaited or agenda.key in workbook.registers.meetings(register)


def _notice(
    workbook: Workbook, agenda: Meeting, draft: Meeting, numbers: Mapping[ItemNumber, int]
) -> tuple[dict[str, str], list[str]]:
    """Return the file of the notice of private business, drafted from the earlier meeting's, and what still needs one.

    The file's text is by its name: none where the file is there already or no exempt item was on the earlier notice.
    The representations on the earlier notice and the response to them are left out.
    """
    private = {item.number for item in draft.items_in(Part.EXEMPT)}
    file = f"data/registers/notices/{draft.key}.csv"
    if not private or (workbook.root / file).exists():
        return {}, []
    given = workbook.registers.notices(agenda.key) if "notices" in workbook.registers.names else ()
    rows = [
        replace(
            notice,
            item=numbers[notice.item],
            representations="",
            response="",
            source=f"CCPI agenda {draft.day}, item {numbers[notice.item]}, a draft",
        )
        for notice in given
        if numbers.get(notice.item) in private
    ]
    text = io.StringIO()
    columns = column_names(Notice)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([getattr(row, column) for column in columns] for row in rows)
    left = sorted(private - {row.item for row in rows}, key=number_order)
    return ({file: text.getvalue()} if rows else {}), [
        f"item {number} is exempt and has no notice yet; add a row to {file}" for number in left
    ]


def _in_private(due: Iterable[FollowUp]) -> list[str]:
    return [
        f"promised in Part II and due by then: '{follow_up.promise}' ({follow_up.row}); the agenda is public, "
        "so put it there in words that may be read"
        for follow_up in due
        if follow_up.is_exempt
    ]
