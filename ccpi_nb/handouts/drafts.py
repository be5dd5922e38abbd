"""A meeting's reports and packs as Word files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ccpi_nb.document.model import Bullets, Document
from ccpi_nb.domain.meetings import Meeting, Report
from ccpi_nb.handouts.outputs import hand_on, packs_of
from ccpi_nb.handouts.writing import word_file
from ccpi_nb.publish.pack import Pack
from ccpi_nb.workbook.inputs import Workbook

_PACK = "agenda-pack"


def write_drafts(
    workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document], folder: Path, items: Sequence[str] = ()
) -> list[Path]:
    """Write each report as a Word file into a Part's folder in `folder`, and the packs; or the reports of `items` only.

    `documents` are those of all reports. InputError says what the gate finds in the files of Part I.
    """
    files = {
        f"{report.part.folder}/{report.stem}.docx": _report_file(report, documents[report.item], meeting)
        for report in (map(meeting.report, items) if items else meeting.reports)
    }
    if not items:
        files |= {
            f"{pack.part.folder}/{_PACK}.docx": _pack_file(pack) for pack in packs_of(workbook, meeting, documents)
        }
    return hand_on(workbook, meeting, documents, files, folder)


def _report_file(report: Report, document: Document, meeting: Meeting) -> bytes:
    return word_file([(report.item, document)], document.masthead, meeting.date)


def _pack_file(pack: Pack) -> bytes:
    """Return a pack as a Word file: what its first page says, the agenda, then each document in the agenda's order."""
    agenda = Bullets.of(f"{line.number}: {line.title}. {line.note}".rstrip() for line in pack.lines)
    front = Document(pack.masthead, (*pack.front, agenda))
    reports = {report.item for report in pack.meeting.reports}
    sheets = [
        (sheet.item if sheet.item in reports else "", _placed(sheet.place, sheet.document)) for sheet in pack.sheets
    ]
    return word_file([("", front), *sheets], pack.masthead, pack.meeting.date)


def _placed(place: str, document: Document) -> Document:
    return replace(document, masthead=replace(document.masthead, title=f"{place}: {document.masthead.title}"))
