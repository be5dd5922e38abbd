"""A meeting's business documents, made from the project's registers and data."""

from datetime import date
from pathlib import Path

from ccpi_nb.content.committee_papers import decision_record, minutes_document, notice_document
from ccpi_nb.content.follow_up_sheet import follow_ups_document
from ccpi_nb.document.model import Document
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.errors import InputError
from ccpi_nb.workbook.committee_registers import decisions_in
from ccpi_nb.workbook.inputs import (
    dataset_names,
    known_meetings,
    read_dataset,
    read_decision_rows,
    read_exempt_datasets,
    read_follow_ups,
    read_indicators,
    read_minutes,
    read_notices,
    read_targets,
)


def minutes_of(root: Path, held: date, meeting: Meeting) -> Document | None:
    """The minutes of the meeting `held` on a day, as a later `meeting` has them before it; None where the workbook has none of that day."""
    if held not in _days_of(root, "minutes"):
        return None
    return minutes_document(read_minutes(root, held), held, meeting, _public_evidence(root, held))


def decision_records(root: Path, meeting: Meeting) -> tuple[Document, ...]:
    """The decisions that the meeting made, where their records are held."""
    if meeting.date not in _days_of(root, "decisions"):
        return ()
    evidence = _public_evidence(root, meeting.date)
    return tuple(
        decision_record(decision, meeting, evidence)
        for decision in decisions_in(read_decision_rows(root, meeting.date))
    )


def notice_of(root: Path, meeting: Meeting, published: date | None = None) -> Document | None:
    """The notice of the meeting's private business; None where it has no such business."""
    notices = read_notices(root, meeting.date) if meeting.date in _days_of(root, "notices") else ()
    return notice_document(notices, meeting, published) if notices or meeting.items_in(Part.EXEMPT) else None


def follow_ups_of(root: Path, meeting: Meeting, part: Part) -> Document | None:
    """What earlier meetings were promised in a Part; None where it is nothing."""
    return follow_ups_document(read_follow_ups(root), meeting, known_meetings(root), part)


def has_exempt_papers(root: Path, meeting: Meeting) -> bool:
    """Whether members have something to read that the public have not: a report of Part II, or its follow-ups where there is a Part II."""
    exempt = meeting.items_in(Part.EXEMPT)
    return bool(meeting.reports_in(Part.EXEMPT) or (exempt and follow_ups_of(root, meeting, Part.EXEMPT)))


def _public_evidence(root: Path, day: date) -> Evidence:
    """What was known on a day, without what any meeting declares exempt: these documents are open to the public."""
    indicators = read_indicators(root)
    exempt = read_exempt_datasets(root)
    observations = tuple(
        each for name in dataset_names(root) if name not in exempt for each in read_dataset(root, name, indicators)
    )
    own = {each.indicator for each in observations}
    return Evidence.known_by(
        day, indicators, tuple(each for each in read_targets(root, indicators) if each.indicator in own), observations
    )


def _days_of(root: Path, register: str) -> tuple[date, ...]:
    return tuple(
        _day_of(register, path.name) for path in sorted((root / "data" / "registers" / register).glob("*.csv"))
    )


def _day_of(register: str, name: str) -> date:
    try:
        return date.fromisoformat(name.removesuffix(".csv"))
    except ValueError:
        raise InputError(
            f"data/registers/{register}/{name}: the file's name is no day; name it after the meeting: 2014-12-11.csv"
        ) from None
