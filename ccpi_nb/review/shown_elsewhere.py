"""What the public reports of one meeting keep back, and those of another show."""

from collections.abc import Iterator

from ccpi_nb.disclosure.counts import key_of
from ccpi_nb.disclosure.protection import Protection, without
from ccpi_nb.domain.disclosure import Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.meeting.protections import protections_of
from ccpi_nb.meeting.report_data import datasets_of
from ccpi_nb.workbook.inputs import Workbook


def shown_at_other_meetings(workbook: Workbook) -> tuple[str, ...]:
    """Return what the public reports of a meeting keep back and those of another show: no problem, only news."""
    return tuple(
        sentence
        for meeting in workbook.meetings
        for protection in protections_of(workbook, meeting, Part.PUBLIC)
        for sentence in _shown_elsewhere(workbook, meeting, protection)
    )


def _shown_elsewhere(workbook: Workbook, meeting: Meeting, protection: Protection) -> Iterator[str]:
    by = ", ".join(
        report.item for report in meeting.reports_in(Part.PUBLIC) if report.disclosure == protection.disclosure
    )
    for other in workbook.meetings:
        others = protections_of(workbook, other, Part.PUBLIC) if other != meeting else ()
        for paper in other.reports_in(Part.PUBLIC) if other != meeting else ():
            names = (name for name in datasets_of(workbook, paper) if name in workbook.open_datasets)
            shown = without(workbook.evidence(names, other.date, Part.PUBLIC), others)
            same = [row for row in shown.published if not row.protection and _is_kept_back(row, shown, protection)]
            if same:
                of = ", ".join(f"'{key}'" for key in sorted({row.indicator for row in same}))
                yield (
                    f"params/{meeting.key}.yaml, item {by}: of what its 'disclosure' keeps back, "
                    f"item {paper.item} of {other.key} shows {len(same)} (of {of}); "
                    "give that item the same 'disclosure', unless its pack is published already"
                )


def _is_kept_back(row: Observation, evidence: Evidence, protection: Protection) -> bool:
    """Return whether a value is one that a protection hides or rounds."""
    if row.value is None or not protection.touches(row.indicator):
        return False
    rounds = protection.disclosure.scheme is Scheme.ROUND and evidence.indicators[row.indicator].people
    return key_of(row) in protection.hidden or rounds
