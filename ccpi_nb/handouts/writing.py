"""A document as a Word file: headings, tables with headers, pictures with their words, no text boxes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from ccpi_nb.document.model import (
    SYMBOLS,
    Absent,
    Block,
    Bullets,
    Chart,
    Document,
    Heading,
    Headlines,
    Inset,
    Masthead,
    Paragraph,
    Rule,
    Table,
    Tone,
)
from ccpi_nb.document.runs import Figure, LineBreak, Run, Runs, Text, plain
from ccpi_nb.files.archives import zipped
from ccpi_nb.handouts import parts
from ccpi_nb.handouts.charts import height_in_cm, picture
from ccpi_nb.handouts.texts import FIXED, MarkedText, readable, texts_of

# Every file says that it was made then: the same document gives the same bytes.
_TEXT_WIDTH = 16.6  # of an A4 page, in cm
_COLOURS: dict[Tone, str] = {
    "on": "00703C",
    "within": "8A5A00",
    "off": "A6190D",
    "none": "484F54",
    "better": "00703C",
    "worse": "A6190D",
    "same": "484F54",
}
_BRAND, _WARNING = "0F4C81", "A6190D"


def word_file(documents: Sequence[tuple[str, Document]], masthead: Masthead, day: date) -> bytes:
    """Return documents, each with its item, as one Word file that has a masthead's title and notice on every page.

    Each begins on a page of its own. A text of one with an item has its bookmark (`texts.texts_of`); '' is for what is
    not to be edited. The same documents and day give the same bytes: `day` is the file's date of creation.
    """
    word = docx.Document()
    _set_up(word, masthead, day)
    writer = _Writer(word)
    for number, (item, document) in enumerate(documents):
        writer.write(item, readable(document), new_page=number > 0)
    file = BytesIO()
    word.save(file)
    return _same_bytes(file.getvalue())


class _Writer:
    """Writes documents into one Word file, and numbers the bookmarks in it."""

    def __init__(self, word: WordDocument) -> None:
        self.word, self.bookmarks = word, 0
        self.item, self.texts = "", iter(tuple[MarkedText, ...]())

    def write(self, item: str, document: Document, *, new_page: bool) -> None:
        self.item, self.texts = item, iter(texts_of(document, item))
        masthead = document.masthead
        title = self.word.add_paragraph(masthead.title, style="Heading 1")
        title.paragraph_format.page_break_before = new_page
        for paragraph in (title, self.word.add_paragraph(masthead.line, style="Subtitle")):
            self._mark(paragraph)
        self._blocks(document.blocks)

    def _blocks(self, blocks: Sequence[Block], indent: int = 0) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._say(self.word.add_paragraph(style=f"Heading {min(max(block.level, 2), 6)}"), block.runs)
                case Paragraph():
                    self._say(self._paragraph(indent), block.runs)
                case Inset():
                    paragraph = self._paragraph(indent)
                    self._say(paragraph, block.runs)
                    parts.edge(paragraph, _BRAND)
                    self._blocks(block.below, indent + 1)
                case Bullets():
                    self._list(block, indent)
                case Rule():
                    self.word.add_paragraph().paragraph_format.space_after = Pt(12)
                case Table():
                    self._table(block)
                case Chart():
                    self._chart(block)
                case Headlines():
                    self._headlines(block)
                case Absent():
                    pass

    def _paragraph(self, indent: int, style: str = "Normal") -> WordParagraph:
        paragraph = self.word.add_paragraph(style=style)
        if indent:
            paragraph.paragraph_format.left_indent = Cm(0.75 * indent)
        return paragraph

    def _list(self, block: Bullets, indent: int) -> None:
        number = parts.own_numbers(self.word, block.start) if block.ordered else 0
        for runs, below in block.parts:
            paragraph = self.word.add_paragraph(style="List Number" if block.ordered else "List Bullet")
            if block.ordered:
                parts.numbered(paragraph, number)
            if indent:
                paragraph.paragraph_format.left_indent = Cm(0.63 + 0.75 * indent)
            self._say(paragraph, runs)
            self._blocks(below, indent + 1)

    def _captions(self, block: Table | Chart) -> None:
        for runs, is_finding in ((block.finding, True), (block.caption, False)):
            if not runs:
                next(self.texts)
                continue
            paragraph = self.word.add_paragraph(style="Caption")
            self._say(paragraph, runs)
            paragraph.paragraph_format.keep_with_next = True
            for run in paragraph.runs:
                run.font.size = Pt(12 if is_finding else 10)
                run.font.bold = is_finding or not block.finding

    def _table(self, block: Table) -> None:
        self._captions(block)
        if not block.columns:
            return
        table = self._grid([column.header for column in block.columns], len(block.rows), plain(block.name))
        widths = [column.width for column in block.columns]
        for row_number, row in enumerate(block.rows, start=1):
            for number, (cell, column) in enumerate(zip(row, block.columns, strict=True)):
                paragraph = table.cell(row_number, number).paragraphs[0]
                self._say(paragraph, cell.runs, cell.tone, is_header=number == 0)
                if column.numeric:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for number, column in enumerate(block.columns):
            if column.numeric:
                table.cell(0, number).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _set_widths(table, widths)
        for note in block.notes:
            paragraph = self.word.add_paragraph(style="List Bullet")
            self._say(paragraph, note)
            for run in paragraph.runs:
                run.font.size = Pt(10)
        self.word.add_paragraph().paragraph_format.space_after = Pt(6)

    def _grid(self, headers: Sequence[str], rows: int, description: str) -> WordTable:
        table: WordTable = self.word.add_table(rows=rows + 1, cols=len(headers))
        parts.dress_table(table, description)
        for cell, header in zip(table.rows[0].cells, headers, strict=True):
            cell.paragraphs[0].style = self.word.styles["Table Text"]
            cell.paragraphs[0].add_run(header).font.bold = True
            self._mark(cell.paragraphs[0])
        parts.repeat_header(table.rows[0])
        for row in table.rows:
            parts.keep_whole(row)
        return table

    def _chart(self, block: Chart) -> None:
        self._captions(block)
        png = picture(block.svg)
        paragraph = self.word.add_paragraph()
        drawn = paragraph.add_run().add_picture(BytesIO(png), width=Cm(16.4), height=Cm(height_in_cm(png)))
        properties = drawn._inline.docPr
        properties.set("descr", block.alt)
        properties.set("name", f"Chart {properties.get('id')}")

    def _headlines(self, block: Headlines) -> None:
        if not block.items:
            return
        table = self._grid(("Measure", "Figure", "Rating", "Note"), len(block.items), "Key figures")
        for number, item in enumerate(block.items, start=1):
            cells = [cell.paragraphs[0] for cell in table.row_cells(number)]
            for paragraph in cells:
                paragraph.style = self.word.styles["Table Text"]
            cells[0].add_run(item.label)
            cells[1].add_run(item.figure.signed).font.bold = True
            _toned(cells[2], item.rating, item.tone)
            for paragraph in cells[:3]:
                self._mark(paragraph)
            self._say(cells[3], item.detail)
        _set_widths(table, (3.2, 1.4, 1.4, 3))
        self.word.add_paragraph().paragraph_format.space_after = Pt(6)

    def _say(self, paragraph: WordParagraph, runs: Runs, tone: Tone = "", *, is_header: bool = False) -> None:
        """Write the next text of the document, which these runs are, in its bookmark."""
        text = next(self.texts)
        assert text.runs is runs, f"'{plain(runs)}' stands where '{text.words}' was to be written"
        if _is_in_table(paragraph):
            paragraph.style = self.word.styles["Table Text"]
        if tone:
            _toned(paragraph, plain(runs), tone)
        else:
            for run in runs:
                added = _add(paragraph, run)
                if is_header and added:
                    added.font.bold = False
        self._mark(paragraph, text.mark if self.item else "")

    def _mark(self, paragraph: WordParagraph, mark: str = "") -> None:
        """Put a bookmark around a paragraph: a text's mark, or one that says that it is not to be edited."""
        self.bookmarks += 1
        parts.bookmark(paragraph, mark or FIXED.format(number=self.bookmarks), self.bookmarks)


def _add(paragraph: WordParagraph, run: Run) -> WordRun | None:
    if isinstance(run, LineBreak):
        paragraph.add_run().add_break()
        return None
    if isinstance(run, Text):
        is_web = run.href.lower().startswith(("https://", "http://", "mailto:"))
        added = parts.link(paragraph, run.text, run.href) if is_web else paragraph.add_run(_spaced(run.text))
        added.font.bold, added.font.italic = run.strong or None, run.emphasis or None
        return added
    return paragraph.add_run(run.signed if isinstance(run, Figure) else run.text)


def _spaced(text: str) -> str:
    """Return a text that may end its line before the mark of a note, since a narrow column breaks it anywhere else."""
    return text.replace("\N{NO-BREAK SPACE}[note", " [note")


def _toned(paragraph: WordParagraph, words: str, tone: Tone) -> None:
    """Write a rating or a direction in its colour, with its symbol, as everywhere."""
    shown = f"{SYMBOLS[tone]}\N{NO-BREAK SPACE}{words}" if tone and tone != "none" and words else words
    run = paragraph.add_run(shown)
    if tone:
        run.font.color.rgb = RGBColor.from_string(_COLOURS[tone])
        run.font.bold = tone != "none"


def _is_in_table(paragraph: WordParagraph) -> bool:
    return bool(paragraph._p.getparent().tag.endswith("}tc"))


def _set_widths(table: WordTable, shares: Sequence[float]) -> None:
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        width = Cm(_TEXT_WIDTH * share / sum(shares))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _set_up(word: WordDocument, masthead: Masthead, day: date) -> None:
    """Set the page, the fonts, the language, what every page says, and what the file says of itself."""
    parts.set_language(word)
    section, styles = word.sections[0], word.styles
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    for name in ("Normal", "Subtitle", "Caption", *(f"Heading {level}" for level in range(1, 7))):
        style = styles[name]
        parts.set_font(style, "Arial")
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string("484F54" if name == "Subtitle" else "0B0C0C")
    for name, size in {"Normal": 11, "Subtitle": 10, "Heading 1": 20, "Heading 2": 15, "Heading 3": 12}.items():
        styles[name].font.size = Pt(size)
    in_tables = styles.add_style("Table Text", 1)
    in_tables.base_style = styles["Normal"]
    in_tables.font.size = Pt(10)
    in_tables.paragraph_format.space_before = in_tables.paragraph_format.space_after = Pt(2)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    if masthead.notice:
        notice = header.add_run(f"{masthead.notice}\n")
        notice.font.bold, notice.font.color.rgb = True, RGBColor.from_string(_WARNING)
    header.add_run(masthead.title)
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    runs = [footer.add_run("Page "), parts.field(footer, "PAGE")]
    runs += [footer.add_run(" of "), parts.field(footer, "NUMPAGES")]
    for run in (*header.runs, *runs):
        run.font.size = Pt(9)
    said = word.core_properties
    said.title, said.language = masthead.title, parts.LANGUAGE
    said.author = dict(masthead.context).get("Committee", "")
    said.created = said.modified = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    said.comments = said.last_modified_by = ""
    said.revision = 1


def _same_bytes(file: bytes) -> bytes:
    """Return a file whose parts have no time of their own."""
    with ZipFile(BytesIO(file)) as opened:
        return zipped({name: opened.read(name) for name in opened.namelist()})
