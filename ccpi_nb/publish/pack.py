"""The agenda pack: every document of a meeting in the order of its agenda, for the public or for members."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from ccpi_nb.document.ledger import LEDGER, entries
from ccpi_nb.document.model import Block, Document, Masthead, Paragraph
from ccpi_nb.document.provenance import ABOUT, PROVENANCE, about_the_figures, provenance
from ccpi_nb.document.table_texts import spelled_out
from ccpi_nb.domain.meeting_keys import appendix_item
from ccpi_nb.domain.meetings import PART_NAMES, RESTRICTION, AgendaItem, ItemKind, Meeting, Part
from ccpi_nb.render.json_form import blocks_to_json
from ccpi_nb.render.pdf import masthead_data, typeset

# What goes with the agenda and is no item of it.
AT_A_GLANCE = "At a glance"
FOR_INFORMATION = "For information"

_BESIDE = Paragraph.of(
    f"On the web, the page '{PROVENANCE}' and the ledger ({LEDGER}) are published with this pack. The ledger lists "
    "every figure with its row of data, its document, and the sum where there is one."
)


@dataclass(frozen=True)
class Sheet:
    """A document in its place in a pack; `stem` names its files.

    `item` is '5', '5A' for its Appendix A, 'At a glance' for what stands before all items, or 'For information'.
    `table` is what its spreadsheets have where they are made with the pack.
    """

    item: str
    stem: str
    document: Document
    part: Part
    table: Document | None = None

    @property
    def is_wide(self) -> bool:
        """Whether its pages lie on their side: one row of a scorecard has much to say."""
        return self.item == AT_A_GLANCE

    @property
    def place(self) -> str:
        """The sheet's place as the agenda words it: 'Item 5, Appendix A'."""
        return self.item if self.item in (AT_A_GLANCE, FOR_INFORMATION) else f"Item {item_name(self.item)}"


@dataclass(frozen=True)
class AgendaLine:
    """A line of the agenda, with its document where there is one."""

    number: str
    title: str
    note: str
    part: Part
    sheet: Sheet | None


@dataclass(frozen=True)
class Pack:
    """The documents of a Part in the agenda's order; `front` is what its first page says of them all.

    The public pack has no exempt document; the members' pack has them in place.
    """

    meeting: Meeting
    part: Part
    sheets: tuple[Sheet, ...]
    front: tuple[Block, ...] = ()

    @property
    def title(self) -> str:
        """The title on the pack's first page."""
        return (
            "Agenda pack for press and public"
            if self.part is Part.PUBLIC
            else "Agenda pack for members, with exempt items"
        )

    @property
    def masthead(self) -> Masthead:
        """The masthead of the pack's first page."""
        meeting = self.meeting
        context = (
            *meeting.bodies,
            ("Meeting", meeting.day),
            *((label, words) for label, words in (("Time", meeting.time), ("Place", meeting.place)) if words),
            ("Pack", self.title),
        )
        exempt = any(sheet.part is Part.EXEMPT for sheet in self.sheets)
        restriction = "Not for publication: the pages of Part II hold exempt information." if exempt else ""
        return Masthead(f"Agenda, {meeting.day}", str(meeting.date), context, restriction)

    @property
    def lines(self) -> tuple[AgendaLine, ...]:
        """The agenda of Part I, then of Part II."""
        return tuple(line for part in Part for line in self.lines_in(part))

    def lines_in(self, part: Part) -> tuple[AgendaLine, ...]:
        """Return a Part's lines: each item, then its appendices, and last what is for information."""
        items = [line for item in self.meeting.items_in(part) for line in self._lines_of(item)]
        more = [sheet for sheet in self.sheets if sheet.item == FOR_INFORMATION and sheet.part is part]
        return (*items, *(AgendaLine(sheet.item, sheet.document.masthead.title, "", part, sheet) for sheet in more))

    def sheet(self, item: str) -> Sheet | None:
        """Return the document of an item or appendix; None where it has none."""
        return next((sheet for sheet in self.sheets if sheet.item == item), None)

    def _lines_of(self, item: AgendaItem) -> Iterator[AgendaLine]:
        report = self.sheet(str(item.number))
        yield AgendaLine(str(item.number), item.title, self._note(item), item.part, report)
        if item.part is Part.PUBLIC or self.part is Part.EXEMPT:
            for appendix in item.appendices:
                name = appendix_item(item.number, appendix.letter)
                sheet = self.sheet(name)
                there = "In the report above." if report and not sheet else ""
                note = f"{appendix.text} To follow.".lstrip() if appendix.awaited else appendix.text or there
                yield AgendaLine(item_name(name), appendix.title, note, item.part, sheet)

    def _note(self, item: AgendaItem) -> str:
        coming = "Report to follow." if item.kind is ItemKind.TO_FOLLOW else ""
        if item.exemption:
            return f"Exempt: {item.exemption.provision}. {item.exemption.reason} {coming}".rstrip()
        if coming:
            return coming
        if item.minutes_of and not self.sheet(str(item.number)):
            return f"{item.text} Not held in this workbook.".lstrip()
        return item.text


def item_name(item: str) -> str:
    """Return an item as the agenda prints it: '5, Appendix A' for '5A', '5, Appendix 1' for '5.1', '9a' for item 9a."""
    appendix = re.fullmatch(r"(\d+[a-z]?)\.?([A-Z]|(?<=\.)\d+)", item)
    return f"{appendix[1]}, Appendix {appendix[2]}" if appendix else item


def pack_pdf(pack: Pack, ending: Document | None = None) -> bytes:
    """Render the whole pack as one tagged PDF with computed page ranges.

    `ending` follows all that the agenda lists.
    """
    keys = {sheet.stem: f"sheet-{sheet.stem}" for sheet in pack.sheets}
    parts = [
        {
            "title": PART_NAMES[part],
            "entries": [
                {
                    "number": line.number,
                    "title": line.title,
                    "note": line.note,
                    "key": keys[line.sheet.stem] if line.sheet else None,
                }
                for line in pack.lines_in(part)
            ],
        }
        for part in Part
        if pack.lines_in(part)
    ]
    first = pack.sheet(AT_A_GLANCE)
    data = {
        "masthead": masthead_data(pack.masthead),
        "front": blocks_to_json(spelled_out(pack.front)),
        "parts": parts,
        "places": [
            *({"key": keys[sheet.stem], "mark": f"{sheet.place}: ", "wide": sheet.is_wide} for sheet in pack.sheets),
            {"key": "ending", "mark": "", "wide": False},
        ],
        "opening": {"key": keys[first.stem], "title": first.document.masthead.title} if first else None,
        "ending": {"key": "ending", "title": ending.masthead.title} if ending else None,
    }
    main = files("ccpi_nb.publish").joinpath("templates/pack.typ").read_text(encoding="utf-8")
    documents: Sequence[Document] = [*(sheet.document for sheet in pack.sheets), *([ending] if ending else [])]
    return typeset(main, documents, subject=f"the {pack.title.lower()}", day=pack.meeting.date, data={"pack": data})


def about_of(pack: Pack, pages: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Return the page on where the figures of a Part's pages come from; nothing where they show none."""
    named = [
        (f"{sheet.place}: {sheet.document.masthead.title}" if sheet.item else sheet.document.masthead.title, sheet)
        for sheet in pages
    ]
    blocks = about_the_figures([(name, sheet.document) for name, sheet in named])
    meeting = pack.meeting
    context = (*meeting.bodies, ("Meeting", meeting.day), ("Part", PART_NAMES[pack.part]))
    masthead = Masthead(PROVENANCE, str(meeting.date), context, RESTRICTION if pack.part is Part.EXEMPT else "")
    return (Sheet("", ABOUT, Document(masthead, blocks), pack.part),) if blocks else ()


def ending_of(pack: Pack) -> Document | None:
    """Return the last page of a pack, on where its figures come from; None where it has none."""
    found = [entry for sheet in pack.sheets for entry in entries(sheet.document, sheet.stem)]
    blocks = provenance(found, "This pack has", files=False)
    return (
        Document(Masthead(PROVENANCE, str(pack.meeting.date), (), pack.masthead.notice), (*blocks, _BESIDE))
        if blocks
        else None
    )
