"""A document as a Word file: what it holds for readers, for who hears it read aloud, and for who takes it back."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from ccpi_nb.document.model import (
    Absent,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Headline,
    Headlines,
    Inset,
    Masthead,
    Paragraph,
    Rule,
    Table,
)
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.handouts.reading import read_word_file
from ccpi_nb.handouts.texts import digest_in, digest_of, items_of, texts_of
from ccpi_nb.handouts.writing import word_file

DAY = date(2014, 12, 11)
FIGURE = Figure("65.5%", "65.5", (Row(DataRow("data/calls.csv", 2), "calls", "2014-10", "", "CCPI pack"),))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100"/></svg>'
TABLE = Table(
    (Text("Calls by month"),),
    (Column("Month"), Column("Answered", numeric=True), Column("Rating")),
    ((Cell.of("October"), Cell((FIGURE, Text("\xa0[note\xa01]"))), Cell.of("Off target", "off")),),
    ((Text("[note 1] Of calls offered."),),),
    (Text("Calls missed the target"),),
)
BLOCKS: tuple[Block, ...] = (
    Heading.of(2, "Calls"),
    Headlines((Headline("Calls answered", FIGURE, (Text("Target 80%"),), "Off target", "off"),)),
    Paragraph((Text("In October "), FIGURE, Text(" were answered", strong=True), Text(": see "), Text("x", href="#x"))),
    Bullets(((Text("note the figures;"),), (Text("agree the plan."),)), ordered=True, start=3),
    Bullets(((Text("first"),),), below=(((Paragraph.of("below it"), Bullets.of(["deeper"]))),)),
    Inset((Text("Counted differently before April."),), (Paragraph.of("And after."),)),
    Rule(),
    TABLE,
    Chart(SVG, (Text("Calls answered"),), "A line that stays level.", (FIGURE,)),
    Absent("nothing is held"),
)


def document(*blocks: Block, restriction: str = "") -> Document:
    context = (("Council", "County Council"), ("Committee", "Cabinet Committee"))
    return Document(Masthead("Calls", "2014-12-11", context, restriction), blocks or BLOCKS)


def made(*blocks: Block, item: str = "4", restriction: str = "") -> bytes:
    whole = document(*blocks, restriction=restriction)
    return word_file([(item, whole)], whole.masthead, DAY)


def opened(*blocks: Block) -> docx.document.Document:
    return docx.Document(BytesIO(made(*blocks)))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert made() == made()


def test_it_says_its_title_committee_language_and_day_and_nothing_of_a_computer() -> None:
    said = opened().core_properties
    assert (said.title, said.author, said.language) == ("Calls", "Cabinet Committee", "en-GB")
    assert said.created == said.modified
    assert (said.last_modified_by, said.comments, f"{said.created:%Y-%m-%d}") == ("", "", "2014-12-11")
    with ZipFile(BytesIO(made())) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_headings_lists_and_text_have_words_own_styles() -> None:
    found = [(part.style.name, part.text) for part in opened().paragraphs if part.text]
    assert ("Heading 1", "Calls") in found
    assert ("Heading 2", "Calls") in found
    assert ("List Number", "note the figures;") in found
    assert ("List Bullet", "deeper") in found
    assert ("Normal", "In October 65.5% were answered: see x") in found


def test_a_numbered_list_begins_where_it_says() -> None:
    numbering = opened().part.numbering_part.element
    starts = [override.get(qn("w:val")) for override in numbering.iter(qn("w:startOverride"))]
    assert starts == ["3"]


def test_a_table_has_headers_of_rows_and_columns_that_stand_again_on_each_page_and_a_description() -> None:
    _, table = opened().tables
    assert [cell.text for cell in table.rows[0].cells] == ["Month", "Answered", "Rating"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == "Calls by month"
    assert [cell.text for cell in table.rows[1].cells] == ["October", "65.5% [note\xa01]", "✗\xa0Off target"]


def test_a_chart_is_a_picture_in_the_text_with_its_alternative_text() -> None:
    (picture,) = opened().inline_shapes
    assert picture._inline.docPr.get("descr") == "A line that stays level."
    xml = opened().element.xml
    assert "txbxContent" not in xml
    assert "wp:anchor" not in xml


def test_every_page_has_its_number_and_a_restriction_where_there_is_one() -> None:
    section = docx.Document(BytesIO(made(restriction="Not for publication."))).sections[0]
    assert section.header.paragraphs[0].text == "Not for publication.\nCalls"
    assert 'w:instr="PAGE"' in section.footer._element.xml
    assert 'w:instr="NUMPAGES"' in section.footer._element.xml


def test_only_addresses_of_the_web_and_of_mail_are_links() -> None:
    links = [Text("a", href="https://example.org/a"), Text("b", href="04-calls.html#x"), Text("c", href="javascript:x")]
    part = opened(Paragraph(tuple(links))).part
    assert [each.target_ref for each in part.rels.values() if each.is_external] == ["https://example.org/a"]


def test_each_text_is_found_again_by_its_mark() -> None:
    edited = read_word_file("04-calls.docx", made())
    texts = [text for text in texts_of(document(), "4") if text.words]
    assert set(edited.texts) == {text.mark for text in texts}
    assert all(digest_in(mark, "4") == digest_of(words) for mark, words in edited.texts.items())
    assert edited.added == ()  # title, facts and headers of tables were there


def test_what_is_not_to_be_edited_has_no_marks() -> None:
    whole = document()
    both = word_file([("", whole), ("5A", whole), ("10.1", whole)], whole.masthead, DAY)
    marks = read_word_file("pack.docx", both).texts
    assert items_of(marks, ["4", "5A", "10.1", "10"]) == ("5A", "10.1")
    assert len(marks) == 2 * len({text.mark for text in texts_of(whole, "4") if text.words})


@pytest.mark.parametrize("levels", [(1, 2, 3), (2, 4, 9)])
def test_headings_have_levels_that_word_has(levels: tuple[int, ...]) -> None:
    headings = opened(*(Heading.of(level, f"Level {level}") for level in levels))
    names = [part.style.name for part in headings.paragraphs if part.text.startswith("Level")]
    assert names == [f"Heading {min(max(level, 2), 6)}" for level in levels]
