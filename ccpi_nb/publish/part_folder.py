"""A Part's folder: its pages, business documents, agenda pack and front page, from the reports that were run."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from ccpi_nb.content.first_screen import first_screen
from ccpi_nb.content.meeting_papers import decision_records, follow_ups_of, minutes_of, notice_of
from ccpi_nb.content.shown_results import Paper, keys_shown
from ccpi_nb.disclosure.protection import without
from ccpi_nb.document.ledger import LEDGER, LedgerEntry, entries, ledger_csv, lines
from ccpi_nb.document.model import Block, Document, Heading
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.provenance import PROVENANCE, documents_of
from ccpi_nb.document.runs import Text
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meeting_keys import day_of, stem_of
from ccpi_nb.domain.meetings import AgendaItem, ItemKind, Meeting, Part, Report
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.meeting.protections import protections_of
from ccpi_nb.publish.manifest_file import hashes_in
from ccpi_nb.publish.pack import AT_A_GLANCE, FOR_INFORMATION, Pack, Sheet, about_of, ending_of, pack_pdf
from ccpi_nb.publish.part_pages import (
    FRONT,
    PACK,
    RECONCILIATIONS,
    chart_files_beside,
    disputed_rows,
    formats_beside,
    front_page,
    href_from,
    pages_of,
    signed_digest,
)
from ccpi_nb.publish.release_sheet import releases_document
from ccpi_nb.publish.scorecard_sheet import SCORECARD, scorecard_of
from ccpi_nb.reconcile.by_part import reconciliation_of
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.render.spreadsheet import render_spreadsheets
from ccpi_nb.render.tidy_csv import tidy_csv
from ccpi_nb.workbook.indicators import KnownIndicators
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import standing

_FOLLOW_UPS = {Part.PUBLIC: "follow-ups", Part.EXEMPT: "follow-ups-part-2"}
_RELEASES = "releases-part-2"


def write_pack(workbook: Workbook, meeting: Meeting, part: Part, reports: Mapping[str, Document], folder: Path) -> None:
    """Write a Part's pages and pack into `folder`, beside its reports' own files.

    `reports` are their documents, by item.
    """
    pack = pack_of(workbook, meeting, part, reports)
    records = tuple(_records(workbook, meeting)) if part is Part.PUBLIC else ()
    place = folder / part.folder
    place.mkdir(exist_ok=True)
    for sheet in (*pack.sheets, *records):
        is_made = sheet.item == AT_A_GLANCE or (place / f"{sheet.stem}.pdf").exists()  # a pack begins with it
        if sheet.part is part and not is_made:
            lay_file(place / f"{sheet.stem}.pdf", render_pdf(sheet.document, day=meeting.date))
        for suffix, file in _data_of(sheet, meeting).items():
            lay_file(place / f"{sheet.stem}{suffix}", file)
    ending = ending_of(pack)
    pages = [sheet for sheet in (*pack.sheets, *records) if sheet.part is part]
    about = about_of(pack, pages)
    # Of what a figure is shown in, the papers come first.
    listed = sorted((*pages, *about), key=lambda sheet: sheet.item == AT_A_GLANCE)
    found = [entry for page in listed for entry in entries(page.document, page.stem)]
    found += entries(Document(pack.masthead, pack.front), FRONT)
    if ending:
        found += entries(replace(ending, blocks=(Heading.of(1, PROVENANCE), *ending.blocks)), PACK.stem)
    glossary = _with_documents(glossary_of(workbook, meeting), found)
    with ThreadPoolExecutor(1) as aside:  # Typst works beside the interpreter
        whole = aside.submit(pack_pdf, pack, ending)
        lay_file(place / LEDGER, ledger_csv(lines(found)).encode("utf-8-sig"))
        for name, page in pages_of(pages, about, place, glossary, disputed_rows(pages)):
            lay_file(place / name, page)
        lay_file(place / PACK, whole.result())
    digest = signed_digest(hashes_in(place))
    signed = [
        (sign_off.sentence(digest), sign_off.holds_for(digest))
        for sign_off in standing(workbook.sign_offs(meeting.key), part)
    ]
    lay_file(place / f"{FRONT}.html", front_page(pack, pages, about, place, glossary, signed))


def pack_of(workbook: Workbook, meeting: Meeting, part: Part, reports: Mapping[str, Document]) -> Pack:
    """Return a Part's pack, from the documents of its reports by item."""
    sheets = tuple(_sheets(workbook, meeting, part, reports))
    items = {report.item for report in meeting.reports}
    papers = [
        Paper(sheet.item, Text(sheet.place, href=href_from(sheet, part)), sheet.document)
        for sheet in sheets
        if sheet.item in items
    ]
    known = workbook.evidence_about(meeting.date, part, keys_shown(meeting, papers))
    evidence = without(known, protections_of(workbook, meeting, part))
    card = scorecard_of(workbook, meeting, part, papers, evidence)
    first = (Sheet(AT_A_GLANCE, SCORECARD, card.page, part, card.table),) if card else ()
    front = _first_screen(workbook, meeting, part, papers, evidence, first)
    return Pack(meeting, part, (*first, *sheets), front)


def _data_of(sheet: Sheet, meeting: Meeting) -> Mapping[str, bytes]:
    """Return a document's spreadsheets and CSV by their endings; none where it has none beside its page."""
    if not sheet.table or not sheet.table.blocks:
        return {}
    sheets = render_spreadsheets(sheet.table, day=meeting.date)
    return {**sheets, ".csv": tidy_csv(sheet.table).encode("utf-8-sig")}


def write_report_page(workbook: Workbook, meeting: Meeting, report: Report, document: Document, folder: Path) -> None:
    """Write a report's page into its Part's folder in `folder`, beside its own files; it leads to no other page."""
    place = folder / report.part.folder
    glossary = glossary_of(workbook, meeting)
    page = render_document(
        document,
        formats_beside(report.stem, place),
        glossary=glossary,
        chart_files=chart_files_beside(document, report.stem, place),
    )
    lay_file(place / f"{report.stem}.html", page.encode())


def _sheets(workbook: Workbook, meeting: Meeting, part: Part, reports: Mapping[str, Document]) -> Iterator[Sheet]:
    """Yield the pack's documents in the order of the agenda.

    A Part's items are followed by its follow-ups and reconciliation; Part II's are for members only.
    """
    for shown in (Part.PUBLIC,) if part is Part.PUBLIC else Part:
        for item in meeting.items_in(shown):
            if business := _business(workbook, meeting, item):
                yield Sheet(str(item.number), f"{stem_of(item.number)}-{item.kind}", business, shown)
            for report in item.reports:
                yield Sheet(report.item, report.stem, reports[report.item], shown)
        if follow_ups := follow_ups_of(workbook, meeting, shown):
            yield Sheet(FOR_INFORMATION, _FOLLOW_UPS[shown], follow_ups, shown)
        if reconciliation := reconciliation_of(workbook, meeting, shown):
            yield Sheet(FOR_INFORMATION, RECONCILIATIONS[shown], reconciliation, shown)
        if shown is Part.EXEMPT and (releases := releases_document(workbook.releases_of(meeting.key), meeting)):
            yield Sheet(FOR_INFORMATION, _RELEASES, releases, shown)


def _first_screen(
    workbook: Workbook,
    meeting: Meeting,
    part: Part,
    papers: Sequence[Paper],
    evidence: Evidence,
    scorecard: Sequence[Sheet],
) -> tuple[Block, ...]:
    """Return what a Part's front page says of its papers, from what those papers may show."""
    keys = workbook.meeting_keys_until(meeting.key)
    before = [day for day in map(day_of, keys) if day < meeting.date]
    shown = (Part.PUBLIC,) if part is Part.PUBLIC else tuple(Part)
    promised = [
        promise for promise in workbook.follow_ups_by(meeting.key) if part is Part.EXEMPT or not promise.is_exempt
    ]
    return first_screen(
        meeting,
        papers,
        evidence,
        parts=shown,
        since=max(before, default=None),
        promised=promised,
        due=[promise for promise in promised if promise.is_due(meeting.key, keys)],
        overdue=[promise for promise in promised if promise.is_overdue(meeting.key, keys)],
        scorecard=next((Text("the pack's scorecard", href=href_from(sheet, part)) for sheet in scorecard), None),
    )


def _business(workbook: Workbook, meeting: Meeting, item: AgendaItem) -> Document | None:
    if item.minutes_of:
        return minutes_of(workbook, item.minutes_of, meeting)
    return notice_of(workbook, meeting) if item.kind is ItemKind.NOTICE else None


def _records(workbook: Workbook, meeting: Meeting) -> Iterator[Sheet]:
    """Yield what the meeting decided: made after it, so on its front page and not in its pack."""
    for number, record in enumerate(decision_records(workbook, meeting), start=1):
        yield Sheet("", f"decision-{number}", record, Part.PUBLIC)


def glossary_of(workbook: Workbook, meeting: Meeting) -> Glossary:
    """Return what a meeting's pages call things, and the names whose digits are no figures."""
    disclosures = [report.disclosure for report in meeting.reports if report.disclosure]
    names = (*workbook.names, *workbook.names_with_digits, *(disclosure.limit for disclosure in disclosures))
    return Glossary(KnownIndicators({}, workbook.find_indicator), names)


def _with_documents(glossary: Glossary, found: Sequence[LedgerEntry]) -> Glossary:
    """Return a glossary with the documents of a Part's figures, which the page about them names."""
    unexplained = (name for name in documents_of(found) if typed_figures(name, glossary.all_names))
    return replace(glossary, sources=tuple(unexplained))
