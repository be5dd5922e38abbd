"""The agenda pack as one PDF."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pdf_links import references_in
from pdf_structure import problems_of
from pypdf import PdfReader
from real import ROOT

from ccpi_nb.document.model import Bullets, Document, Heading, Inset, Masthead, Paragraph
from ccpi_nb.document.runs import Text, plain
from ccpi_nb.document.sections import anchors
from ccpi_nb.domain.meetings import Awaited, Meeting, Part, with_reports_to_follow
from ccpi_nb.domain.periods import Period
from ccpi_nb.publish.pack import FOR_INFORMATION, Pack, Sheet, item_name, pack_pdf
from ccpi_nb.workbook.inputs import Workbook

WAITING = (Awaited("calls", Period.month(2014, 12)),)


@pytest.fixture(scope="module")
def meeting() -> Meeting:
    return Workbook(ROOT).meeting("2014-12-11")


def sheet(item: str, *, pages: int = 1, part: Part = Part.PUBLIC) -> Sheet:
    words = Paragraph((Text(f"Words of item {item}. " * 60),))
    restriction = "Not for publication: exempt information." if part is Part.EXEMPT else ""
    blocks = (Heading(2, (Text("Executive summary"),)), *(words,) * (4 * pages - 2))
    return Sheet(
        item,
        f"{item}-report",
        Document(Masthead(f"Report {item}", "2014-12-11", restriction=restriction), blocks),
        part,
    )


def made(meeting: Meeting, part: Part, *sheets: Sheet) -> PdfReader:
    return PdfReader(BytesIO(pack_pdf(Pack(meeting, part, sheets))))


def text(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_the_agenda_gives_each_document_the_pages_it_has(meeting: Meeting) -> None:
    pages = text(made(meeting, Part.PUBLIC, sheet("4", pages=3), sheet("5"), sheet("5A", pages=2)))
    agenda = " ".join(page for page in pages if "Part I (open" in page or "Report to follow" in page)
    for item, title in (("4", "Implementation of the Procurement"), ("5", "Quarterly Corporate"), ("5A", "DARMS")):
        own = [number for number, page in enumerate(pages, start=1) if f"Words of item {item}." in page]
        said = f"Page {own[0]}" if len(own) == 1 else f"Pages {own[0]} to {own[-1]}"
        assert re.search(rf"{title}.*?{said}\b", agenda), (item, own)


def test_page_numbers_run_through_the_whole_pack(meeting: Meeting) -> None:
    pages = text(made(meeting, Part.PUBLIC, sheet("4", pages=2), sheet("5")))
    assert all(page.endswith(f"Page {number} of {len(pages)}") for number, page in enumerate(pages, start=1))


def test_the_running_header_says_the_item(meeting: Meeting) -> None:
    pages = [page for page in text(made(meeting, Part.PUBLIC, sheet("5A", pages=3))) if "Words of item" in page]
    assert all(page.startswith("Item 5, Appendix A: Report 5A") for page in pages[1:])


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("5", "5"),
        ("5A", "5, Appendix A"),
        ("9a", "9a"),
        ("9aA", "9a, Appendix A"),
        ("131", "131"),
        ("13.1", "13, Appendix 1"),
        ("9a.12", "9a, Appendix 12"),
    ],
)
def test_an_item_is_named_as_its_agenda_names_it(item: str, name: str) -> None:
    assert item_name(item) == name


def test_the_agenda_names_what_is_to_follow_and_what_is_exempt_and_why(meeting: Meeting) -> None:
    agenda = " ".join(text(made(meeting, Part.PUBLIC, sheet("4"))))
    assert "Ofsted Inspection of Lancashire Adult Learning Report to follow." in agenda
    assert "Exempt: paragraph 3 of Part 1 of Schedule 12A" in agenda
    assert "28 January 2015" in agenda


def test_the_agenda_says_of_minutes_that_are_not_held_that_they_are_not(meeting: Meeting) -> None:
    public = Pack(meeting, Part.PUBLIC, (sheet("4"),))
    notes = {line.number: line.note for line in public.lines}
    assert notes["3"] == "Not held in this workbook."
    assert {line.number: line.note for line in Pack(meeting, Part.PUBLIC, (sheet("3"),)).lines}["3"] == ""


def test_the_agenda_says_which_reports_wait_for_data(meeting: Meeting) -> None:
    numbered = {
        item.number: replace(item, report=item.report and replace(item.report, awaits=WAITING))
        for item in meeting.items
    }
    (plan, *_) = numbered[5].appendices
    assert plan.report
    numbered[5] = replace(numbered[5], appendices=(replace(plan, report=replace(plan.report, awaits=WAITING)),))
    waiting = with_reports_to_follow(replace(meeting, items=tuple(numbered.values())), lambda awaited: False)
    notes = {line.number: line.note for line in Pack(waiting, Part.EXEMPT, ()).lines}
    assert (notes["4"], notes["4, Appendix A"], notes["5, Appendix A"]) == ("Report to follow.", "", "To follow.")
    assert notes["12"].startswith("Exempt: paragraph 3 ")
    assert notes["12"].endswith(" Report to follow.")


def test_the_agenda_says_where_an_appendix_is(meeting: Meeting) -> None:
    (item,) = (item for item in meeting.items if item.number == 4)
    first, second = item.appendices
    own_words = replace(item, appendices=(replace(first, text="Not available here."), second))
    pack = Pack(replace(meeting, items=(own_words,)), Part.PUBLIC, (sheet("4"),))
    assert [line.note for line in pack.lines] == [item.text, "Not available here.", "In the report above."]


def test_what_is_for_information_stands_after_the_items_of_its_part(meeting: Meeting) -> None:
    public, exempt = sheet(FOR_INFORMATION, pages=2), sheet(FOR_INFORMATION, part=Part.EXEMPT)
    sheets = (sheet("4"), public, sheet("12", part=Part.EXEMPT), replace(exempt, stem="exempt-follow-ups"))
    pack = Pack(meeting, Part.EXEMPT, sheets)
    numbers = [line.number for line in pack.lines]
    assert numbers[numbers.index(FOR_INFORMATION) - 1 :] == ["11", FOR_INFORMATION, "12", FOR_INFORMATION]
    own = [page for page in text(PdfReader(BytesIO(pack_pdf(pack)))) if "Words of item For information." in page]
    continued = [page.startswith("For information: Report For information") for page in own]
    assert continued[:2] == [False, True]
    assert continued[-1] is False  # the one of Part II has a single page


def test_members_have_the_exempt_item_in_place_with_every_page_of_it_marked(meeting: Meeting) -> None:
    pages = text(made(meeting, Part.EXEMPT, sheet("4"), sheet("12", pages=3, part=Part.EXEMPT)))
    exempt = [page for page in pages if "Words of item 12." in page]
    assert len(exempt) == 3
    assert all("Not for publication" in page for page in exempt)
    assert "Not for publication" in pages[0]
    assert not any("Not for publication" in page for page in pages if "Words of item 4." in page)


def test_bookmarks_and_links_lead_to_the_documents(meeting: Meeting) -> None:
    reader = made(meeting, Part.PUBLIC, sheet("4"), sheet("5"))
    titles = [
        each.title
        for entry in reader.outline
        for each in (entry if isinstance(entry, list) else [entry])
        if not isinstance(each, list)
    ]
    assert {"Report 4", "Report 5"} <= set(titles)
    links = [
        mark for page in reader.pages for mark in page.get("/Annots", []) if mark.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) >= 4


def test_the_pack_has_one_main_heading_and_claims_its_standards(meeting: Meeting) -> None:
    with pikepdf.open(BytesIO(pack_pdf(Pack(meeting, Part.PUBLIC, (sheet("4"), sheet("5")))))) as opened:
        tags = [
            str(each.S)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each
        ]
        meta = opened.open_metadata()
        assert (meta["pdfuaid:part"], meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("1", "2", "A")
        assert str(opened.Root.Lang) == "en-GB"
    assert tags.count("/H1") == 1


def test_the_same_pack_is_the_same_bytes(meeting: Meeting) -> None:
    pack = Pack(meeting, Part.PUBLIC, (sheet("4"),))
    assert pack_pdf(pack) == pack_pdf(pack)


@pytest.mark.parametrize(("item", "name"), [("5", "5"), ("5A", "5, Appendix A"), ("12B", "12, Appendix B")])
def test_an_appendix_is_named_after_its_item(item: str, name: str) -> None:
    assert item_name(item) == name


def test_a_pack_ends_with_what_comes_after_the_agenda(meeting: Meeting) -> None:
    ending = Document(Masthead("About the figures", "2014-12-11"), (Paragraph((Text("From the data."),)),))
    reader = PdfReader(BytesIO(pack_pdf(Pack(meeting, Part.PUBLIC, (sheet("4", pages=2),)), ending)))
    front, *_, last = text(reader)
    assert "About the figures" in last
    assert "From the data." in last
    assert f"At the end: About the figures, Page {len(reader.pages)}" in " ".join(text(reader)[:2])
    assert front


# The second of a name, one that a page has for its own, and words that are no plain letters.
_SECTIONS = ("Executive summary", "Invoice payment", "Contents", "Invoice payment", "Café & Straße: 80%", "Tŷ Llên")


def sectioned(item: str, part: Part = Part.PUBLIC) -> Sheet:
    """A report with sections of half a page and more, so that they are on several pages."""
    plain_sheet = sheet(item, part=part)
    words = Paragraph((Text(f"Words of item {item}. " * 130),))
    blocks = [block for name in _SECTIONS for block in (Heading.of(2, name), words, Heading.of(3, "More"), words)]
    return replace(plain_sheet, document=replace(plain_sheet.document, blocks=tuple(blocks)))


def ways_to(sheet: Sheet, folder: str = "") -> list[Text]:
    """The way to each section of a report from a front page."""
    blocks = sheet.document.blocks
    return [
        Text(f"{sheet.place}, {plain(block.runs)}", href=f"{folder}{sheet.stem}.html#{anchor}")
        for block, anchor in zip(blocks, anchors(blocks), strict=True)
        if isinstance(block, Heading)
    ]


@pytest.mark.parametrize(("part", "folder"), [(Part.PUBLIC, ""), (Part.EXEMPT, "../public/")])
def test_a_way_to_a_section_names_its_page_and_leads_to_its_heading(meeting: Meeting, part: Part, folder: str) -> None:
    sheets = (sectioned("4"), sectioned("5A"), *([sectioned("12", part)] if part is Part.EXEMPT else []))
    ways = [way for each in sheets for way in ways_to(each, folder if each.part is Part.PUBLIC else "")]
    pack = pack_pdf(Pack(meeting, part, sheets, (Bullets(tuple((way,) for way in ways)),)))
    found = [reference for reference in references_in(pack) if reference.words.startswith("Item")]
    assert [reference.words.rpartition(", page ")[0] for reference in found] == [way.text for way in ways]
    assert [reference for reference in found if not reference.is_right or not reference.section] == []
    assert len({reference.page for reference in found}) > 3 * len(sheets)
    assert problems_of(pack) == []


def test_a_report_s_own_words_lead_to_its_sections_and_to_those_of_the_others(meeting: Meeting) -> None:
    ways = (
        Text("the payments", href="#invoice-payment"),
        Text("the others' payments", href="5-report.html#invoice-payment"),
        Text("the whole report", href="5-report.html"),
        Text("the same", href="5-report.html#"),
    )
    first, second = sectioned("4"), sectioned("5")
    lead = (Paragraph(ways[:1]), Bullets(((ways[1],),)), Inset((ways[2],)), Paragraph(ways[3:]))
    first = replace(first, document=replace(first.document, blocks=(*lead, *first.document.blocks)))
    own, others, whole, same = references_in(pack_pdf(Pack(meeting, Part.PUBLIC, (first, second))))
    assert own.page == own.leads_to < whole.page < others.page == others.leads_to
    assert own.there.startswith("Invoice payment")
    assert others.there.startswith("Invoice payment")
    assert (whole.page, whole.there) == (same.page, same.there)
    assert whole.there.startswith("Report 5")


@pytest.mark.parametrize("href", ["4-report.html#none", "9-report.html", "9-report.html#contents", "#none", "#"])
def test_words_that_lead_to_nothing_in_the_pack_name_no_page(meeting: Meeting, href: str) -> None:
    pack = Pack(meeting, Part.PUBLIC, (sheet("4"),), (Paragraph((Text("As said there", href=href), Text(" by us."))),))
    made = pack_pdf(pack)
    assert "As said there by us." in text(PdfReader(BytesIO(made)))[0]
    assert references_in(made) == []


@pytest.mark.parametrize("day", sorted(path.stem for path in (ROOT / "params").glob("*.yaml")))
def test_every_page_that_a_meeting_s_pack_names_is_the_right_one(outputs_of: Callable[[str], Path], day: str) -> None:
    for pack in outputs_of(day).glob("*/agenda-pack.pdf"):
        found = references_in(pack.read_bytes())
        assert any(reference.section for reference in found)
        assert [reference for reference in found if not reference.is_right] == []
