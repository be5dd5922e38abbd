"""What is handed on is made of a meeting's outputs as they are, and goes through the gate before it is written."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.document.model import Document
from ccpi_nb.domain.meetings import Meeting, Part
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
from ccpi_nb.workbook.inputs import Workbook

_LEAKS = f"{Part.EXEMPT.folder}/handouts.txt"


def documents_of(workbook: Workbook, meeting: Meeting) -> Mapping[str, Document]:
    """Return what the reports of a meeting's outputs show, by item: of all, since the gate has to know them.

    InputError where a report was not made yet, or something has changed since.
    """
    store = Store(workbook.root / "outputs", meeting.key)
    with workbook_now(workbook.root) as now:
        for report in meeting.reports:
            if why := store.stale(report, now):
                raise InputError(f"item {report.item} is to be made again ({why[0]}): ccpi run {meeting.key}")
    return {report.item: document_from_json(store.document(report)) for report in meeting.reports}


def packs_of(workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document]) -> Iterator[Pack]:
    """Yield the packs of a meeting, the public one first, from what all its reports show.

    That of Part I is made from a copy of the workbook without what is exempt.
    """
    public = {report.item: documents[report.item] for report in meeting.reports_in(Part.PUBLIC)}
    with TemporaryDirectory(prefix="ccpi-") as copy:
        copy_without_exempt(workbook, Path(copy))
        part_i = Workbook(Path(copy))
        yield pack_of(part_i, part_i.meeting(meeting.key), Part.PUBLIC, public)
    if meeting.reports_in(Part.EXEMPT):
        yield pack_of(workbook, meeting, Part.EXEMPT, documents)


def hand_on(
    workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document], files: Mapping[str, bytes], folder: Path
) -> list[Path]:
    """Write files, each with its Part's folder in its name, into `folder`, and return their paths.

    InputError says what the gate finds in those of Part I; then none is written. `documents` are those of all reports.
    """
    _refuse_leaks(workbook, meeting, documents, files)
    for name, content in files.items():
        write_file(folder / name, content)
    return [folder / name for name in files]


def _refuse_leaks(
    workbook: Workbook, meeting: Meeting, documents: Mapping[str, Document], files: Mapping[str, bytes]
) -> None:
    shown = {part: tuple(documents[report.item] for report in meeting.reports_in(part)) for part in Part}
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
