import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from multiprocessing import get_context

import pikepdf
import pypdfium2
import pytest
from pdf_links import links_in, references_in
from pdf_structure import elements, problems_of
from pypdf import PdfReader

from ccpi_nb.document.model import (
    SYMBOLS,
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
    Tone,
)
from ccpi_nb.document.runs import Figure, LineBreak, Row, Runs, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.errors import InputError
from ccpi_nb.files.fonts import sans_files
from ccpi_nb.render.pdf import render_pdf

DAY = date(2014, 12, 11)
TITLE = "Contact centre performance"
COMMITTEE = "Cabinet Committee on Performance Improvement"
RESTRICTION = "Not for publication: exempt information, paragraph 3."
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40"><path d="M0 20H100" stroke="black"/></svg>'
WORDS = "Officers reviewed the rota against forecast demand. "


def text(words: str, *, href: str = "") -> Runs:
    return (Text(words, href=href),)


def figure(words: str) -> Figure:
    return Figure(words, words, (Row(DataRow("data/calls.csv", 2), "Calls", "2014-10", "", "CCPI pack"),))


def cell(words: str, tone: Tone = "") -> Cell:
    return Cell(text(words), tone)


def table(*rows: tuple[Cell, ...]) -> Table:
    columns = tuple(Column(f"Column {number}", numeric=number > 1) for number in range(1, len(rows[0]) + 1))
    return Table(text("Calls by month"), columns, rows, notes=(text("A note."),))


def chart(alt: str = "A line that stays level.") -> Chart:
    return Chart(SVG, text("Calls answered"), alt, (figure("65.5%"),))


def document(*blocks: Block, title: str = TITLE, restriction: str = "") -> Document:
    return Document(
        Masthead(title, str(DAY), (("Committee", COMMITTEE), ("Meeting", "11 December 2014")), restriction), blocks
    )


def every_block() -> tuple[Block, ...]:
    return (
        Heading(2, text("Summary")),
        Headlines((Headline("Calls answered", figure("81.1%"), text("Target 80%"), "On target", "on"),)),
        Paragraph(
            (Text("In October "), figure("65.5%"), Text(" were answered", strong=True), Text(" in time", emphasis=True))
        ),
        Bullets((text("note the figures;"), text("agree the plan.")), ordered=True),
        Inset(text("Counted differently before April 2014.")),
        Heading(3, text("Calls")),
        table(
            (cell("October"), cell("65.5%"), cell("Off target", "off")),
            (cell("November"), cell("[x]", "none"), cell("No data", "none")),
        ),
        chart(),
        Absent("nothing is held"),
    )


def pdf(*blocks: Block, title: str = TITLE, restriction: str = "") -> bytes:
    return render_pdf(document(*blocks, title=title, restriction=restriction), day=DAY)


def full_pdf(_: int = 0) -> bytes:
    return pdf(*every_block())


def pages(made: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made)).pages]


def empty_shares(made: bytes) -> list[float]:
    """How much of each page's height is empty below its last line, of what lies between its margins."""
    margin = 63  # points: 2.2 cm
    drawn = [page.render(scale=1).to_pil().convert("L") for page in pypdfium2.PdfDocument(made)]
    inside = [page.crop((0, margin, page.width, page.height - margin)).point(lambda grey: 255 - grey) for page in drawn]
    return [1 - (page.getbbox() or (0, 0, 0, 0))[3] / page.height for page in inside]


def tags(made: bytes) -> list[str]:
    return [element.tag for element in elements(made)]


def cells(made: bytes, part: str) -> list[tuple[str, str]]:
    """Tag and scope of each cell in the heads or bodies of tables."""
    return [(element.tag, element.scope) for element in elements(made) if element.under[:2] == ("TR", part)]


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes_in_two_processes() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        first, second = pool.map(full_pdf, range(2))
    assert first == second


def test_the_day_is_when_the_file_says_it_was_made() -> None:
    with pikepdf.open(BytesIO(full_pdf())) as made:
        assert str(made.docinfo["/CreationDate"]) == "D:20141211000000Z"


def test_the_file_says_its_title_author_and_language() -> None:
    with pikepdf.open(BytesIO(full_pdf())) as made:
        assert str(made.docinfo["/Title"]) == TITLE
        assert str(made.docinfo["/Author"]) == COMMITTEE
        assert str(made.Root.Lang) == "en-GB"
        assert bool(made.Root.ViewerPreferences.DisplayDocTitle)


def test_it_claims_to_be_accessible_and_archivable() -> None:
    with pikepdf.open(BytesIO(full_pdf())) as made, made.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_the_title_is_the_only_first_heading() -> None:
    assert [tag for tag in tags(full_pdf()) if tag in {"H1", "H2", "H3"}] == ["H1", "H2", "H3"]


def test_a_skipped_heading_level_is_closed_up() -> None:
    made = pdf(Heading(1, text("One")), Heading(4, text("Four")), Heading(2, text("Two")))
    assert [tag for tag in tags(made) if tag.startswith("H")] == ["H1", "H2", "H3", "H2"]


def test_every_heading_is_a_bookmark() -> None:
    with pikepdf.open(BytesIO(full_pdf())) as made, made.open_outline() as outline:
        (report,) = outline.root
        assert report.title == TITLE
        assert [(section.title, [below.title for below in section.children]) for section in report.children] == [
            ("Summary", ["Calls"])
        ]


def test_column_headers_head_their_columns() -> None:
    assert cells(full_pdf(), "THead") == [("TH", "Column")] * 3


def test_the_first_cell_of_a_row_heads_the_row() -> None:
    assert cells(full_pdf(), "TBody") == [("TH", "Row"), ("TD", ""), ("TD", "")] * 2


@pytest.mark.parametrize("lines", range(20, 30))
def test_a_caption_is_part_of_its_table_wherever_the_page_ends(lines: int) -> None:
    filler = [Paragraph(text("Filler.")) for _ in range(lines)]
    six = table(*((cell(f"Month {number}"), cell("65.5%")) for number in range(6)))
    assert [element.under[0] for element in elements(pdf(*filler, six, six)) if element.tag == "Caption"] == [
        "Table",
        "Table",
    ]


def test_no_cell_lists_headers_which_would_hide_its_row_header() -> None:
    assert not [element for element in elements(full_pdf()) if element.tag == "TD" and element.has_headers]


def test_a_chart_has_its_alternative_text() -> None:
    assert [element.alt for element in elements(full_pdf()) if element.tag == "Figure"] == ["A line that stays level."]


def test_a_chart_without_alternative_text_is_refused_by_name() -> None:
    with pytest.raises(
        InputError, match=r"report 'Contact centre performance': .*the chart 'Calls answered' has no alternative text"
    ):
        pdf(chart(alt=" "))


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(InputError, match="the table 'Calls by month' has a row of 1 cells for 2 columns"):
        pdf(table((cell("October"), cell("65.5%")), (cell("November"),)))


def test_a_character_that_no_font_has_is_refused_rather_than_left_out() -> None:
    with pytest.raises(InputError, match=r"report 'Contact centre performance': .*日"):
        pdf(Paragraph(text("日")))


def test_everything_on_a_page_is_tagged_or_an_artifact() -> None:
    with pikepdf.open(BytesIO(full_pdf())) as made:
        for page in made.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += (operator in {"BDC", "BMC"}) - (operator == "EMC")
                assert depth > 0 or operator not in {"Tj", "TJ", "Do", "S", "f", "B"}


@pytest.mark.parametrize(
    "words",
    [TITLE, "81.1%", "65.5%", "1. note the figures;", "Counted differently", "not available", "A note.", "Page 1 of 1"],
)
def test_its_text_can_be_extracted(words: str) -> None:
    assert words in " ".join(pages(full_pdf()))


def test_headlines_are_read_label_figure_rating_detail() -> None:
    (page,) = pages(pdf(every_block()[1]))
    assert f"Calls answered 81.1% {SYMBOLS['on']} On target Target 80%" in page.replace("\xa0", " ")


@pytest.mark.parametrize("tone", [tone for tone in SYMBOLS if tone])
def test_every_rating_has_its_symbol_in_print(tone: Tone) -> None:
    (page,) = pages(pdf(table((cell("Rated", tone),))))
    assert f"{SYMBOLS[tone]} Rated" in page.replace("\xa0", " ")


def long_table() -> Table:
    return Table(
        text("Plan"),
        (Column("Reference"), Column("Progress", width=4)),
        tuple((cell(f"IP{n:02}"), cell(WORDS * 12)) for n in range(20)),
    )


def test_the_restriction_is_on_every_page_and_in_the_text() -> None:
    made = pages(pdf(long_table(), restriction=RESTRICTION))
    assert len(made) > 2
    assert made[0].count(RESTRICTION) == 2
    assert all(RESTRICTION in page for page in made)


def test_a_public_report_has_no_restriction() -> None:
    assert "Not for publication" not in " ".join(pages(full_pdf()))


def test_later_pages_name_the_report_and_the_committee_and_repeat_the_column_headers() -> None:
    first, *later = pages(pdf(long_table()))
    assert all(page.startswith(f"{TITLE} {COMMITTEE}") and "Reference Progress" in page for page in later)
    assert first.endswith(f"Page 1 of {len(later) + 1}")


def test_a_row_is_not_broken_across_pages() -> None:
    made = pages(pdf(long_table()))
    assert sum(page.count(WORDS.strip()) for page in made) == 20 * 12
    assert all((page.count(WORDS.strip()) % 12) == 0 for page in made)


@pytest.mark.parametrize("lines", range(36, 48, 3))
def test_a_short_table_stays_whole_with_the_line_and_the_heading_that_lead_up_to_it(lines: int) -> None:
    filler = [Paragraph(text("Filler.")) for _ in range(lines)]
    short = table(*((cell(f"Month {number}"), cell("65.5%")) for number in range(6)))
    made = pages(pdf(*filler, Heading(2, text("Heading")), Paragraph(text("Leading up:")), short))
    wanted = ("Heading", "Leading up:", "Calls by month", "Month 0", "Month 5")
    assert any(all(words in page for words in wanted) for page in made)


@pytest.mark.parametrize("rows", [6, 10, 11, 20, 21])
def test_a_table_that_goes_to_the_next_page_leaves_no_more_than_a_third_of_one_empty(rows: int) -> None:
    shown = (Heading(2, text("Heading")), table(*((cell(f"Month {row}"), cell("65.5%")) for row in range(rows))))
    made = [pdf(*[Paragraph(text("Filler."))] * lines, *shown) for lines in range(20, 40)]
    left = [empty_shares(file)[0] for file in made if len(pages(file)) > 1]
    assert left
    assert max(left) <= 1 / 3


def test_a_row_taller_than_a_page_loses_nothing() -> None:
    made = " ".join(pages(pdf(table((cell("October"), cell(WORDS * 300))))))
    assert made.count("Officers") == 300


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        "$x^2$",
        "@ref",
        "<label>",
        "= Not a heading",
        "*not strong* _nor this_",
        "// said",
        r"\u{41}",
    ],
)
def test_what_looks_like_code_comes_out_as_it_is(words: str) -> None:
    made = pdf(Heading(2, text(words)), Paragraph(text(words)), table((cell(words),)), title=words)
    assert " ".join(pages(made)).count(words) >= 4


def test_a_long_string_is_broken_without_adding_to_it() -> None:
    address = "https://www.example.gov.uk/" + "performance" * 20
    (page,) = pages(pdf(Paragraph(text(address))))
    assert address in page.replace(" ", "")


@pytest.mark.parametrize(
    ("href", "links"),
    [
        ("https://www.example.gov.uk/", 1),
        ("mailto:post@example.gov.uk", 1),
        ("#section", 0),
        ("javascript:alert(1)", 0),
        ("", 0),
    ],
)
def test_only_web_and_mail_addresses_are_links(href: str, links: int) -> None:
    made = pdf(Paragraph(text("the words", href=href)))
    assert tags(made).count("Link") == links
    assert "the words" in pages(made)[0]


def test_words_that_lead_to_a_section_name_its_page() -> None:
    lead = Paragraph((Text("See "), Text("the calls", href="#calls"), Text(" and "), Text("none", href="#none")))
    filler = [Paragraph(text(WORDS * 30))] * 4
    made = pdf(lead, Heading(2, text("Summary")), *filler, Heading(2, text("Calls")), Paragraph(text(WORDS)))
    (found,) = references_in(made)
    assert (found.words, found.leads_to) == ("the calls, page 2", 2)
    assert found.there.startswith("Calls")
    assert "See the calls, page 2 and none" in pages(made)[0]
    assert problems_of(made) == []


def test_the_mark_of_a_note_leads_to_the_note_of_its_own_table() -> None:
    marked = [table((cell("October\xa0[note\xa01]"), cell("65.5% [note 2]"), cell("[note 3]"))) for _ in range(2)]
    notes = [
        (
            text(f"[note 1] {month}. {WORDS * 3}"),
            text(f"[note 2] Not {month}. {WORDS}"),
            text("[note 2]"),
            text("Not [note 3]."),
        )
        for month in "AB"
    ]
    made = pdf(*(replace(each, notes=own) for each, own in zip(marked, notes, strict=True)))
    found = [(link.words, re.findall(r"note.\d\] (?:Not )?[AB]", link.there)) for link in links_in(made)]
    assert found == [
        ("[note 1]", ["note 1] A"]),
        ("[note 2]", ["note 2] Not A"]),
        ("[note 1]", ["note 1] B"]),
        ("[note 2]", ["note 2] Not B"]),
    ]
    assert problems_of(made) == []


@pytest.mark.parametrize(
    "block",
    [
        *(Bullets(((),)), Bullets(((),), below=((Paragraph(()),),)), Inset(()), Inset((), (Paragraph(()),)), Rule()),
        *(Absent("nothing"), Paragraph(()), Bullets(()), Headlines(()), Table((), (Column("One"),), ())),
    ],
)
def test_an_empty_block_does_no_harm(block: Block) -> None:
    assert TITLE in pages(pdf(block))[0]


@pytest.mark.parametrize(("start", "marks"), [(1, "1. a 2. b"), (3, "3. a 4. b"), (0, "0. a 1. b")])
def test_a_list_starts_where_it_says(start: int, marks: str) -> None:
    assert marks in pages(pdf(Bullets((text("a"), text("b")), True, start)))[0]


def test_lists_and_quotations_hold_each_other() -> None:
    inner = Bullets((text("two"),), True, 7)
    made = pdf(Bullets((text("one"),), below=((Paragraph(text("more")), inner, Inset(text("three"), (inner,))),)))
    assert "• one more 7. two three 7. two" in pages(made)[0]
    assert [each.under.count("L") for each in elements(made) if each.tag == "L"] == [0, 1, 1]
    assert problems_of(made) == []


def test_a_table_without_a_caption_has_headers_and_alignment() -> None:
    columns = (Column(""), Column("Post", numeric=True), Column("Days", centred=True))
    made = pdf(Table((), columns, ((cell("Filing"), cell("Clerk"), cell("all")), (Cell(()),) * 3)))
    assert "Post Days Filing Clerk all" in pages(made)[0]
    assert cells(made, "THead") == [("TH", "Column")] * 3
    assert [tag for tag, _ in cells(made, "TBody")] == ["TH", "TD", "TD"] * 2
    assert problems_of(made) == []


def places(made: bytes, words: str) -> list[tuple[int, float, float, float]]:
    """Where words stand: page, bottom, left and right, in points, line by line."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(made)):
        shown = page.get_textpage()
        for hit in re.finditer(re.escape(words), shown.get_text_range()):
            (left, bottom, _, _), (_, _, right, _) = (shown.get_charbox(at) for at in (hit.start(), hit.end() - 1))
            found.append((number, round(bottom), left, right))
    return sorted(found)


@pytest.mark.parametrize("value", ["149", "£1.55m", "£149.88", "£1,234,567.89"])
@pytest.mark.parametrize("many", [2, 5, 7, 9, 13, 24, 60])
def test_a_table_of_any_number_of_columns_can_be_read(many: int, value: str) -> None:
    names = ("September 2023", "May 2024")
    columns = (
        Column("Measure", width=2.4),
        *(Column(names[number % 2], numeric=True) for number in range(many)),
        Column("Target", numeric=True),
        Column("Rating", width=1.1),
    )
    row = (cell("Average cost"), *(cell(value),) * many, cell("at least 90%"), cell("Off target", "off"))
    made = pdf(Table(text("Repairs"), columns, (row,) * 3))
    shown = " ".join(pages(made))
    assert shown.count(value) == 3 * many
    assert shown.count("September") == (many + 1) // 2
    assert problems_of(made) == []
    for (page, bottom, _, right), (next_page, next_bottom, left, _) in pairwise(places(made, value)):
        assert (page, bottom) != (next_page, next_bottom) or right + 2 < left
    assert max(right for *_, right in places(made, "target")) < 540  # within the margin


def test_a_line_ends_where_it_must() -> None:
    made = pdf(Paragraph((Text("County Hall"), LineBreak(), Text("Preston"))))
    assert "County Hall\nPreston" in PdfReader(BytesIO(made)).pages[0].extract_text()


def test_the_fonts_are_static_files_that_exist() -> None:
    assert [file.name for file in sans_files()] == [
        "FiraSans-Regular.ttf",
        "FiraSans-Italic.ttf",
        "FiraSans-SemiBold.ttf",
        "DejaVuSans.ttf",
        "DejaVuSans-Bold.ttf",
    ]
    assert all(file.is_file() for file in sans_files())
