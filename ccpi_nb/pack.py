"""The agenda pack: every document of a meeting in the order of its agenda, for the public or for members."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from ccpi_nb.document import Document, Masthead
from ccpi_nb.meetings import PART_NAMES, AgendaItem, ItemKind, Meeting, Part
from ccpi_nb.pdf import typeset
from ccpi_nb.periods import day_name


@dataclass(frozen=True)
class Sheet:
    """A document in its place: `item` is '5', or '5A' for its Appendix A; `stem` names its files."""

    item: str
    stem: str
    document: Document
    part: Part

    @property
    def place(self) -> str:
        """'Item 5, Appendix A'."""
        return f"Item {item_name(self.item)}"


@dataclass(frozen=True)
class Line:
    """A line of the agenda, with its document where there is one."""

    number: str
    title: str
    note: str
    part: Part
    sheet: Sheet | None


@dataclass(frozen=True)
class Pack:
    """The public pack has no exempt document; the members' pack has them in place."""

    meeting: Meeting
    part: Part
    sheets: tuple[Sheet, ...]

    @property
    def title(self) -> str:
        return "Agenda pack for press and public" if self.part is Part.PUBLIC else "Agenda pack for members, with exempt items"

    @property
    def masthead(self) -> Masthead:
        meeting = self.meeting
        context = (
            ("Council", meeting.council),
            ("Committee", meeting.committee),
            ("Meeting", day_name(meeting.date)),
            ("Time", meeting.time),
            ("Place", meeting.place),
            ("Pack", self.title),
        )
        exempt = any(sheet.part is Part.EXEMPT for sheet in self.sheets)
        restriction = "Not for publication: the pages of Part II hold exempt information." if exempt else ""
        return Masthead(f"Agenda, {day_name(meeting.date)}", str(meeting.date), context, restriction)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The agenda: each item, then its appendices."""
        return tuple(line for item in self.meeting.items for line in self._lines_of(item))

    def lines_in(self, part: Part) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.part is part)

    def sheet(self, item: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.item == item), None)

    def _lines_of(self, item: AgendaItem) -> Iterator[Line]:
        own = self.sheet(str(item.number))
        yield Line(str(item.number), item.title, self._note(item), item.part, own)
        if item.part is Part.PUBLIC or self.part is Part.EXEMPT:
            for appendix in item.appendices:
                sheet = self.sheet(f"{item.number}{appendix.letter}")
                note = "" if sheet or not own else "In the report above."
                yield Line(item_name(f"{item.number}{appendix.letter}"), appendix.title, note, item.part, sheet)

    def _note(self, item: AgendaItem) -> str:
        if item.kind is ItemKind.TO_FOLLOW:
            return "Report to follow."
        if item.exemption:
            paragraph = f"paragraph {item.exemption.paragraph} of Part 1 of Schedule 12A to the Local Government Act 1972"
            return f"Exempt: {paragraph}. {item.exemption.reason}"
        return item.text


def item_name(item: str) -> str:
    """'5, Appendix A' for '5A'."""
    number = item.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f"{number}, Appendix {item.removeprefix(number)}" if number != item else number


def pack_pdf(pack: Pack, ending: Document | None = None) -> bytes:
    """The whole pack as one tagged PDF with computed page ranges; `ending` comes after all that the agenda lists."""
    keys = {sheet.item: f"item-{sheet.item}" for sheet in pack.sheets}
    parts = [
        {
            "title": PART_NAMES[part],
            "entries": [
                {"number": line.number, "title": line.title, "note": line.note, "key": keys.get(line.sheet.item) if line.sheet else None}
                for line in pack.lines_in(part)
            ],
        }
        for part in Part
        if pack.lines_in(part)
    ]
    masthead = pack.masthead
    data = {
        "masthead": {"title": masthead.title, "context": masthead.context, "restriction": masthead.restriction},
        "parts": parts,
        "places": [*({"key": keys[sheet.item], "mark": f"{sheet.place}: "} for sheet in pack.sheets), {"key": "ending", "mark": ""}],
        "ending": {"key": "ending", "title": ending.masthead.title} if ending else None,
    }
    main = files("ccpi_nb").joinpath("templates/pack.typ").read_text(encoding="utf-8")
    documents: Sequence[Document] = [*(sheet.document for sheet in pack.sheets), *([ending] if ending else [])]
    return typeset(main, documents, subject=f"the {pack.title.lower()}", day=pack.meeting.date, data={"pack": data})
