"""What python-docx has no call for: bookmarks, links, fields, a list's own numbers, how a table looks and is read."""

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import BaseStyle
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

LANGUAGE = "en-GB"
_LINE = "C3C8CB"


def element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    """Return an element of WordprocessingML with its attributes: `element("w:bookmarkEnd", id="3")`."""
    made: BaseOxmlElement = OxmlElement(tag)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def bookmark(first: WordParagraph, name: str, number: int, last: WordParagraph | None = None) -> None:
    """Put a bookmark around all that a paragraph says, or from one paragraph to the `last`.

    `number` is its own in the file.
    """
    properties = 1 if first._p.pPr is not None else 0
    first._p.insert(properties, element("w:bookmarkStart", id=str(number), name=name))
    (last or first)._p.append(element("w:bookmarkEnd", id=str(number)))


def link(paragraph: WordParagraph, text: str, href: str) -> WordRun:
    """Add a link to an address of the web or of mail, or to a bookmark ('#name'), and return its run."""
    if href.startswith("#"):
        place = element("w:hyperlink", anchor=href[1:])
    else:
        place = OxmlElement("w:hyperlink")
        place.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline = True
    run.font.color.rgb = RGBColor(0x0F, 0x4C, 0x81)
    place.append(run._r)
    paragraph._p.append(place)
    return run


def field(paragraph: WordParagraph, code: str) -> WordRun:
    """Add a field that Word works out, such as PAGE, and return its run, which reads '1' until then."""
    place, run = element("w:fldSimple", instr=code), paragraph.add_run("1")
    place.append(run._r)
    paragraph._p.append(place)
    return run


def own_numbers(document: WordDocument, start: int) -> int:
    """Return the number of a new numbered list of the style 'List Number' that begins at `start`."""
    numbering = document.part.numbering_part.element
    styled = document.styles["List Number"].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(styled).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(made.numId)


def numbered(paragraph: WordParagraph, number: int) -> None:
    """Make a paragraph an item of a numbered list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def set_language(document: WordDocument) -> None:
    """Say which language the whole file is in, for who has it read aloud or checks its spelling."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE))


def dress_table(table: WordTable, description: str) -> None:
    """Rule a table's rows, and say what it is to who has it read aloud: its first row and column are headers."""
    properties = table._tbl.tblPr
    borders = parse_xml(
        f"<w:tblBorders {nsdecls('w')}>"
        f'<w:top w:val="single" w:sz="8" w:color="0B0C0C"/><w:bottom w:val="single" w:sz="4" w:color="{_LINE}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{_LINE}"/></w:tblBorders>'
    )
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(element("w:tblLook", val="00A0", firstRow="1", firstColumn="1", noHBand="1", noVBand="1"))
    properties.append(element("w:tblDescription", val=description))


def repeat_header(row: _Row) -> None:
    """Have a row stand again on top of each page that its table goes on to."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    """Have no page end within a row."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def edge(paragraph: WordParagraph, colour: str) -> None:
    """Draw a line along a paragraph's left edge, as a caution and a quotation have it."""
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    paragraph.paragraph_format.left_indent = Pt(12)


def set_font(style: BaseStyle, name: str) -> None:
    """Give a style a font for all scripts, in place of the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)
