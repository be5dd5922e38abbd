from base64 import b64encode
from datetime import date

import pytest

from ccpi_nb.charts.drawing import sheet, svg_of
from ccpi_nb.document.model import Bullets, Cell, Column, Document, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.review.scanned_pages import Markup, labels_of, numbers_in, scan_page
from ccpi_nb.review.scanned_pdfs import scan_pdf


def scan(body: str):
    return scan_page(
        f"<html><head><title>A 1</title><style>p {{ margin: 2em }}</style></head><body>{body}</body></html>"
    )


def uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("68.6% of £641,355", ("68.6", "641,355")),
        ("2014/15, 01:24 and 5-10", ("2014", "15", "01:24", "5", "10")),
        ("Item 4. Of 12, 3.", ("4", "12", "3")),
        ("none", ()),
    ],
)
def test_numbers_are_read_with_their_points_and_commas(text, numbers):
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("html", "mark"),
    [
        ("<p>5</p>", Markup()),
        ('<p><data value="5" data-rows="x">5</data></p>', Markup("data", (("value", "5"), ("data-rows", "x")))),
        ('<time datetime="2014"><em>5</em></time>', Markup("time", (("datetime", "2014"),))),
        ('<dd data-number="item">5</dd>', Markup("dd", (("data-number", "item"),))),
        ('<span class="tone">5</span>', Markup()),
    ],
)
def test_a_text_has_the_mark_of_the_element_around_it(html, mark):
    (passage,) = scan(html).passages
    assert passage.mark == mark


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<p>5</p>", "head"),
        ("<h2>Calls</h2><p>5</p>", "Calls"),
        ("<h2>Calls <em>in</em> <b>2014</b></h2><p>5</p>", "Calls in 2014"),
        ("<h2>Calls</h2><table><caption>By month</caption><tr><td>5</td></tr></table>", "Calls, table 'By month'"),
        ("<h2>Calls</h2><details><p>5</p></details>", "Calls, sources"),
    ],
)
def test_a_text_says_where_it_stands(html, place):
    assert scan(html).passages[-1].place == place


@pytest.mark.parametrize(
    ("html", "is_body"),
    [
        ("<main><p>5</p></main>", True),
        ("<header><h1>5</h1></header>", True),
        ("<nav>5</nav>", False),
        ("<footer>5</footer>", False),
        ("<main><details><p>5</p></details></main>", False),
    ],
)
def test_what_only_the_page_has_is_no_body(html, is_body):
    assert scan(html).passages[-1].is_body is is_body


def test_what_no_markup_can_mark_is_read_apart():
    page = scan('<h1>Calls</h1><nav aria-label="Item 4"></nav><img alt="Rises to 5" src="">')
    assert (page.title, page.says) == ("Calls", ("A 1", "Item 4"))
    assert [drawing.alt for drawing in page.drawings] == ["Rises to 5"]


def test_a_chart_s_labels_are_read_but_not_its_scale():
    lines = (
        '<g><g data-text="68.6%"><use/></g><g data-text="9 Nov 2014"/></g><g data-number="scale"><g '
        'data-text="70%"/></g>'
    )
    svg = f'<svg>{lines}<g><g data-text="5"/></g></svg>'
    assert labels_of(uri(svg)) == ("68.6% 9 Nov 2014", "5")
    assert labels_of("data:image/png;base64,AAAA") == ()


def test_a_drawing_says_what_it_says_and_marks_its_scale():
    with sheet(2) as (drawing, axes):
        axes.annotate('54 "calls" <x>\nin 2014', (0.5, 0.5))
        axes.set(xticks=[], yticks=[])
        made = svg_of(drawing)
    assert labels_of(uri(made)) == ('54 "calls" <x> in 2014',)


def pdf(*blocks, restriction=""):
    masthead = Masthead("Calls in item 4", "2014-12-11", (("Meeting", "11 December 2014"),), restriction)
    return scan_pdf(render_pdf(Document(masthead, blocks), day=date(2014, 12, 11)))


def test_a_pdf_says_its_text_without_page_numbers_headers_and_the_marks_of_lists():
    made = pdf(
        Bullets(((Text("Only 54 came."),), (Text("Then 55."),)), ordered=True),
        restriction="Not for publication: paragraph 3.",
    )
    (page,) = made.pages
    assert numbers_in(page) == ("3", "4", "11", "2014", "54", "55")


def test_a_pdf_s_later_pages_say_nothing_but_their_text():
    made = pdf(*(Paragraph((Text("A line of words."),)) for _ in range(60)))
    assert len(made.pages) > 1
    assert all(numbers_in(page) == () for page in made.pages[1:])


def test_a_wide_table_s_first_column_is_read_once_however_often_it_is_printed():
    columns = (Column("Measure"), *(Column("September", numeric=True) for _ in range(30)))
    row = (Cell((Text("Made safe within 24 hours"),)), *(Cell((Text(f"£1,0{number}.50"),)) for number in range(10, 40)))
    (page,) = pdf(Table((Text("Repairs"),), columns, (row,))).pages
    assert numbers_in(page)[-31:] == ("24", *(f"1,0{number}.50" for number in range(10, 40)))


def test_a_pdf_s_links_are_read_by_themselves():
    made = pdf(Paragraph((Text("See 5, "), Text("page 7", href="https://www.example.gov.uk/"))))
    assert " ".join(made.links).split() == ["page", "7"]


def test_a_single_document_has_no_documents_to_start():
    assert pdf(Paragraph((Text("Words."),))).starts == ()
