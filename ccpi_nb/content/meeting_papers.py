"""A meeting's business documents, made from the project's registers and data."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from ccpi_nb.content.committee_papers import decision_record, minutes_document, notice_document
from ccpi_nb.content.follow_up_sheet import follow_ups_document
from ccpi_nb.disclosure.protection import without
from ccpi_nb.document.model import Document
from ccpi_nb.document.sentences import words_in_slots
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.domain.meetings import ItemKind, Meeting, Part
from ccpi_nb.errors import refusals_of
from ccpi_nb.meeting.protections import protections_of
from ccpi_nb.workbook.committee_registers import DecisionRow, Minute, decisions_in
from ccpi_nb.workbook.inputs import Workbook


def minutes_of(workbook: Workbook, held: str, meeting: Meeting) -> Document | None:
    """Return the minutes of the meeting with the key `held`, as a paper of a later `meeting`.

    None where the workbook has none of it.
    """
    if not workbook.registers.has_meeting("minutes", held):
        return None
    minutes = workbook.registers.minutes(held)
    return minutes_document(minutes, held, meeting, _own_evidence(workbook, day_of(held), minutes, meeting))


def decision_records(workbook: Workbook, meeting: Meeting) -> tuple[Document, ...]:
    """Return a record of each decision that the meeting made; empty where the workbook has none."""
    if not workbook.registers.has_meeting("decisions", meeting.key):
        return ()
    return tuple(
        decision_record(decision, meeting, _own_evidence(workbook, meeting.date, decision.rows, meeting))
        for decision in decisions_in(workbook.registers.decision_rows(meeting.key))
    )


def notice_of(workbook: Workbook, meeting: Meeting, published: date | None = None) -> Document | None:
    """Return the notice of the meeting's private business; None where it has no such business."""
    is_given = workbook.registers.has_meeting("notices", meeting.key)
    notices = workbook.registers.notices(meeting.key) if is_given else ()
    return notice_document(notices, meeting, published) if notices or meeting.items_in(Part.EXEMPT) else None


def follow_ups_of(workbook: Workbook, meeting: Meeting, part: Part) -> Document | None:
    """Return the follow-ups of what earlier meetings were promised in a Part; None where nothing was."""
    keys = workbook.meeting_keys_until(meeting.key)
    return follow_ups_document(workbook.follow_ups_by(meeting.key), meeting, keys, part)


def has_exempt_papers(workbook: Workbook, meeting: Meeting) -> bool:
    """Return whether members have something to read that the public have not.

    That is a report of Part II, or its follow-ups where there is a Part II.
    """
    exempt = meeting.items_in(Part.EXEMPT)
    return bool(meeting.reports_in(Part.EXEMPT) or (exempt and follow_ups_of(workbook, meeting, Part.EXEMPT)))


def _own_evidence(workbook: Workbook, day: date, rows: Sequence[Minute | DecisionRow], meeting: Meeting) -> Evidence:
    """Return what was known on a day in all open datasets; nothing else, since these documents are public.

    Where minutes or a record give a value of their own, it is theirs and not that of the report which they tell of. It
    is without the small numbers that the public reports of the meeting hide with whose papers they go.
    """
    texts = (cell for row in rows for cell in vars(row).values() if isinstance(cell, str))
    named = frozenset().union(*map(words_in_slots, texts))
    known = workbook.evidence_about(day, Part.PUBLIC, named)
    own = known.for_document(rows[0].source.partition(",")[0]) if rows else known
    return without(own, protections_of(workbook, meeting, Part.PUBLIC))


def paper_problems(workbook: Workbook, meeting: Meeting) -> list[str]:
    """Return what the papers of a meeting's business are refused for, before they are made for a pack."""
    attempts: list[Callable[[], object]] = [
        *(partial(minutes_of, workbook, item.minutes_of, meeting) for item in meeting.items if item.minutes_of),
        partial(decision_records, workbook, meeting),
        *(partial(notice_of, workbook, meeting) for item in meeting.items if item.kind is ItemKind.NOTICE),
        *(partial(follow_ups_of, workbook, meeting, part) for part in Part),
    ]
    return [problem for attempt in attempts for problem in refusals_of(attempt)]
