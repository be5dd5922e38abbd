"""A meeting's reports and packs as Word files: of its outputs as they are, and for Part I through the gate."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.document.model import Bullets, Document
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.exempt.content import collect_exempt
from ccpi_nb.exempt.gate import leaks
from ccpi_nb.exempt.known import ledger_amounts
from ccpi_nb.exempt.leaks import in_short
from ccpi_nb.exempt.public_copy import copy_without_exempt
from ccpi_nb.files.atomic import write_file
from ccpi_nb.publish.pack import Pack
from ccpi_nb.publish.part_folder import pack_of
from ccpi_nb.render.json_form import document_from_json
from ccpi_nb.run.messages import failed_folder
from ccpi_nb.run.standing import workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.word.writing import word_file
from ccpi_nb.workbook.inputs import Workbook

_PACK = "agenda-pack"
_LEAKS = f"{Part.EXEMPT.folder}/words.txt"


def documents_of(workbook: Workbook, meeting: Meeting, items: Iterable[str] = ()) -> Mapping[str, Document]:
    """Return what the reports of a meeting's outputs show, by item: of all items, or of those named.

    InputError where a report was not made yet, or something has changed since.
    """
    store = Store(workbook.root / "outputs", meeting.key)
    named = tuple(items)
    reports = [meeting.report(item) for item in named] if named else meeting.reports
    with workbook_now(workbook.root) as now:
        for report in reports:
            if why := store.stale(report, now):
                raise InputError(f"item {report.item} is to be made again ({why[0]}): ccpi run {meeting.key}")
    return {report.item: document_from_json(store.document(report)) for report in reports}


def write_drafts(workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document], folder: Path) -> list[Path]:
    """Write each report as a Word file into a Part's folder in `folder`, and the packs where all reports are there.

    Those of Part I are made of a workbook without what is exempt, and InputError says what the gate finds in them.
    """
    files = {
        f"{report.part.folder}/{report.stem}.docx": _report_file(report, documents[report.item], meeting)
        for report in meeting.reports
        if report.item in documents
    }
    if len(documents) == len(meeting.reports):
        files |= {f"{pack.part.folder}/{_PACK}.docx": _pack_file(pack) for pack in _packs(workbook, meeting, documents)}
    _refuse_leaks(workbook, meeting, documents, files)
    for name, content in files.items():
        write_file(folder / name, content)
    return [folder / name for name in files]


def _report_file(report: Report, document: Document, meeting: Meeting) -> bytes:
    return word_file([(report.item, document)], document.masthead, meeting.date)


def _packs(workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document]) -> Iterator[Pack]:
    public = {report.item: documents[report.item] for report in meeting.reports_in(Part.PUBLIC)}
    with TemporaryDirectory(prefix="ccpi-") as copy:
        copy_without_exempt(workbook, Path(copy))
        part_i = Workbook(Path(copy))
        yield pack_of(part_i, part_i.meeting(meeting.key), Part.PUBLIC, public)
    if meeting.reports_in(Part.EXEMPT):
        yield pack_of(workbook, meeting, Part.EXEMPT, documents)


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


def _refuse_leaks(
    workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document], files: Mapping[str, bytes]
) -> None:
    shown = {
        part: tuple(documents[report.item] for report in meeting.reports_in(part) if report.item in documents)
        for part in Part
    }
    store, public = Store(workbook.root / "outputs", meeting.key), f"{Part.PUBLIC.folder}/"
    content = collect_exempt(workbook, meeting, shown)
    if (ledger := store.final / public / LEDGER).exists():
        content = content.without(ledger_amounts(ledger.read_text("utf-8-sig"), content.names))
    with TemporaryDirectory(prefix="ccpi-") as place:
        for name, file in files.items():
            if name.startswith(public):
                write_file(Path(place) / name.removeprefix(public), file)
        found = sorted({*leaks(Path(place), content)}, key=str)
    if found:
        store.keep_failed({_LEAKS: "".join(f"{leak}\n" for leak in found).encode()})
        refuse(in_short(found, f"{failed_folder(meeting.key)}/{_LEAKS}"))
