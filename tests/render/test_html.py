import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import get_args

import matplotlib
import pytest
from bs4 import BeautifulSoup, Tag
from matplotlib.ft2font import FT2Font

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
from ccpi_nb.document.runs import Figure, Judgement, LineBreak, Row, Text
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.indicators import DataRow, Indicator, Polarity, Unit
from ccpi_nb.render.html import IndexEntry, Link, Neighbours, render_blocks, render_document, render_index

MASTHEAD = Masthead(
    "Service levels", "2014-12-11", (("Committee", "Cabinet Committee"), ("Meeting", "11 December 2014"))
)
HOSTILE = "\"'></style></title><script>alert(1)</script>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>£</title></svg>'


def row(number: int = 4, period: str = "2014-15-Q2", breakdown: str = "") -> Row:
    return Row(DataRow("data/observations/calls.csv", number), "calls_answered", period, breakdown, "CCPI pack, item 4")


def figure(text: str = "65.5%", value: str = "65.5", rows: tuple[Row, ...] = (row(),), computation: str = "") -> Figure:
    return Figure(text, value, rows, computation)


def table(
    tone: Tone = "", notes: tuple[str, ...] = (), width: float = 1.0, numeric: bool = True, last: str = "65.5%"
) -> Table:
    return Table(
        caption=(Text("Calls by quarter"),),
        columns=(Column("Measure", width=width), Column("Quarter 2", numeric=numeric)),
        rows=((Cell((Text("Calls answered"),)), Cell((Text(last),), tone)),),
        notes=tuple((Text(note),) for note in notes),
    )


def heading(words: str, level: int = 2) -> Heading:
    return Heading(level, (Text(words),))


def page(*blocks: Block, masthead: Masthead = MASTHEAD, downloads: tuple[Link, ...] = ()) -> BeautifulSoup:
    return parsed(render_document(Document(masthead, blocks), downloads))


def screen(*blocks: Block) -> BeautifulSoup:
    return parsed(render_blocks(blocks))


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, f"{len(found)} of {selector}"
    return found[0]


def test_a_page_is_british_english_with_landmarks_and_one_main_heading() -> None:
    soup = page(heading("Summary"), heading("Risk"))
    assert one(soup, "html")["lang"] == "en-GB"
    assert one(soup, "h1").text == "Service levels"
    assert all(one(soup, f"body {landmark}") for landmark in ("header", "nav[aria-label=Contents]", "main", "footer"))


def test_the_skip_link_comes_first_and_leads_to_the_main_part() -> None:
    soup = page()
    first = one(soup, "body").find()
    assert isinstance(first, Tag) and first["href"] == "#main" == f"#{one(soup, 'main')['id']}"


def test_the_title_names_report_and_committee() -> None:
    assert one(page(), "title").text == "Service levels - Cabinet Committee"
    assert one(page(masthead=Masthead("Agenda", "2014-12-11")), "title").text == "Agenda"


def test_the_context_is_a_list_of_terms() -> None:
    soup = page()
    assert [(term.text, term.find_next("dd").text) for term in soup.select("header dl dt")] == list(MASTHEAD.context)  # type: ignore[union-attr]


def test_a_restriction_stands_in_the_header_of_an_exempt_report_only() -> None:
    exempt = Masthead("Service levels", "2014-12-11", (), "Not for publication: paragraph 3")
    assert one(page(masthead=exempt), "header .restriction").text == "Not for publication: paragraph 3"
    assert not page().select(".restriction")


def test_the_contents_lead_to_sections_and_to_what_is_in_them() -> None:
    soup = page(
        heading("Executive summary"), heading("Detail", 3), heading("Deeper", 4), heading("Risk: what may go wrong?")
    )
    for shown in ("details", ".beside"):
        links = soup.select(f"nav > {shown} a")
        assert [link.text for link in links] == ["Executive summary", "Detail", "Risk: what may go wrong?"]
        assert [link.text for link in soup.select(f"nav > {shown} li li a")] == ["Detail"]
        assert [one(soup, f"main [id='{str(link['href'])[1:]}']").text for link in links] == [
            link.text for link in links
        ]


def test_the_contents_are_folded_under_a_heading_for_a_phone_and_a_plain_list_beside_the_text() -> None:
    rail = one(page(heading("Summary"), heading("Risk")), "nav.rail")
    details = one(rail, "details")
    assert not details.has_attr("open")
    assert one(details, "summary > h2").text == one(rail, ".beside > h2").text == "Contents"
    assert not rail.select("[id]")  # what is there twice can have none


def test_the_masthead_has_a_title_and_one_line_whose_labels_are_said_and_not_shown() -> None:
    context = (*MASTHEAD.context, ("Agenda item", "4"), ("Status", "For decision"))
    soup = page(masthead=Masthead("Service levels", "2014-12-11", context))
    assert [(each.text, each.get("class")) for each in soup.select("dt")] == [
        ("Committee", ["unseen"]),
        ("Meeting", ["unseen"]),
        ("Agenda item", None),
        ("Status", None),
    ]


def test_a_short_report_needs_no_contents() -> None:
    assert not page(heading("Summary")).select("nav")


def test_ids_are_unique_even_where_headings_are_alike() -> None:
    soup = page(
        heading("Calls"),
        heading("Calls"),
        heading("Calls 2"),
        heading("Main"),
        heading("?"),
        heading("Table"),
        table(notes=("n",)),
        table(),
    )
    ids = [each["id"] for each in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [each["id"] for each in soup.select("main h2")[:4]] == ["calls", "calls-2", "calls-2-2", "main-2"]


@pytest.mark.parametrize(("level", "element"), [(1, "h2"), (2, "h2"), (3, "h3"), (9, "h6")])
def test_a_heading_is_never_above_the_second_level(level: int, element: str) -> None:
    assert one(page(heading("Calls", level)), f"main {element}")


def test_a_figure_says_its_value_and_the_row_behind_it() -> None:
    data = one(page(Paragraph((figure(rows=(row(breakdown="Telly Talk"),)),))), "p data")
    assert data.text == "65.5%"
    assert data.attrs == {
        "value": "65.5",
        "data-indicator": "calls_answered",
        "data-period": "2014-15-Q2",
        "data-breakdown": "Telly Talk",
        "data-rows": "data/observations/calls.csv, row 4",
    }


def test_a_computed_figure_names_its_computation_and_every_row_once() -> None:
    data = one(
        page(Paragraph((figure(rows=(row(4), row(9, "2014-15-Q1"), row(4)), computation="change"),))), "main > p data"
    )
    assert data["data-rows"] == "data/observations/calls.csv, row 4; data/observations/calls.csv, row 9"
    assert (data["data-indicator"], data["data-period"], data["data-computation"]) == (
        "calls_answered",
        "2014-15-Q2; 2014-15-Q1",
        "change",
    )
    assert not data.has_attr("data-breakdown")


def test_a_shorthand_keeps_its_origin_without_claiming_a_value() -> None:
    soup = page(Paragraph((figure("[x]", ""),)))
    assert not soup.select("data")
    assert one(soup, "main > p span[data-rows]").text == "[x]"
    assert not soup.select("[value]")


def test_no_space_creeps_in_between_runs() -> None:
    runs = (Text("Up "), figure("3%", "3"), Text(", "), Text("clearly", strong=True, emphasis=True), Text("."))
    assert one(page(Paragraph(runs)), "main > p").text == "Up 3%, clearly."
    assert one(page(Paragraph(runs)), "main > p strong em").text == "clearly"


def test_a_table_has_a_caption_and_scoped_headers() -> None:
    soup = page(table())
    assert one(soup, "table caption").text == "Calls by quarter"
    assert [each.text for each in soup.select("thead th[scope=col]")] == ["Measure", "Quarter 2"]
    assert one(soup, "tbody th[scope=row]").text == "Calls answered"
    assert one(soup, "td.numeric").text == "65.5%"


def test_a_table_scrolls_in_a_region_that_the_keyboard_reaches_and_the_caption_names() -> None:
    soup = page(table())
    region = one(soup, "[role=region]")
    assert region["tabindex"] == "0"
    assert one(soup, f"caption [id='{region['aria-labelledby']}']").text == "Calls by quarter"


def test_a_chart_scrolls_in_a_region_that_the_keyboard_reaches_and_its_caption_names() -> None:
    chart = Chart("<svg/>", (Text("Calls by quarter"),), "Bar chart of calls.", ())
    soup = page(chart, table(), chart)
    regions = soup.select("figure > [role=region]")
    assert [region["tabindex"] for region in regions] == ["0", "0"]
    names = [str(region["aria-labelledby"]) for region in regions]
    assert names == ["chart_subject", "chart-2_subject"]
    assert [one(soup, f"figcaption [id='{name}']").text for name in names] == ["Calls by quarter"] * 2


def test_notes_describe_their_table() -> None:
    soup = page(table(notes=("Of calls offered.", "Rated by quarter.")))
    notes = one(soup, f"[id='{one(soup, 'table')['aria-describedby']}']")
    assert [note.text for note in notes.select("li")] == ["Of calls offered.", "Rated by quarter."]


def test_a_table_without_notes_refers_to_none() -> None:
    soup = page(table())
    assert not soup.select(".notes") and not soup.select("[aria-describedby]")


def test_columns_share_the_width_where_they_differ() -> None:
    assert [each["style"] for each in page(table(width=3)).select("col")] == ["width:75.00%", "width:25.00%"]
    assert not page(table()).select("col")


@pytest.mark.parametrize("tone", [tone for tone in get_args(Tone) if tone])
def test_a_tone_is_a_word_and_a_symbol_beside_its_colour(tone: Tone) -> None:
    cell = one(page(table(tone, numeric=False, last="Some words")), "td")
    assert cell.text == f"{SYMBOLS[tone]} Some words"
    assert one(cell, "[aria-hidden=true]").text == SYMBOLS[tone]


def test_no_two_tones_share_a_symbol() -> None:
    assert set(SYMBOLS) == set(get_args(Tone))
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)


def test_a_font_that_is_always_there_has_every_symbol() -> None:
    font = FT2Font(str(Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf")))
    assert all(font.get_char_index(ord(symbol)) for symbol in SYMBOLS.values() if symbol)


def test_a_shorthand_among_numbers_has_no_symbol() -> None:
    assert one(page(table("none", last="[c]")), "td").text == "[c]"


@pytest.mark.parametrize(("shorthand", "words"), [("[x]", "not available"), ("[z]", "not applicable"), ("[c]", "[c]")])
def test_a_table_says_in_words_why_there_is_no_value_and_needs_no_note_on_it(shorthand: str, words: str) -> None:
    soup = page(table("none", (f"{shorthand} means {words}.", "Rated by quarter."), last=shorthand))
    assert one(soup, "td").text == words
    notes = [each.text for each in soup.select(".notes li")]
    assert notes == [*([f"{shorthand} means {words}."] if words == shorthand else []), "Rated by quarter."]


def test_a_figure_that_is_not_available_keeps_its_origin() -> None:
    columns = (Column("Measure"), Column("Quarter 2", numeric=True))
    cells = ((Cell.of("Calls"), Cell((figure("[x]", ""), Text(" [note 1]")), "none")),)
    cell = one(page(Table((Text("Calls"),), columns, cells, ((Text("[note 1] Lost."),),))), "td")
    assert cell.text == "not available [note 1]"
    assert one(cell, "[data-rows]").text == "not available"


# On a phone a row is a block


def actions_table(*tones: Tone) -> Table:
    columns = (Column("Action"), Column("Status"), Column("Weeks", numeric=True))
    judged = [Cell((replace(judgement(), rule="status"),), tone) for tone in tones]
    return Table((Text("Plan"),), columns, tuple((Cell.of("Act."), cell, Cell.of("3")) for cell in judged))


def test_a_table_of_three_columns_or_more_stacks_and_each_cell_has_its_label() -> None:
    soup = page(actions_table("on"))
    assert one(soup, ".table.stacks")
    assert [cell.get("data-label") for cell in soup.select("tbody tr > *")] == [None, "Status", "Weeks"]
    assert not page(table()).select(".stacks, [data-label], table[role]")


def test_a_table_that_stacks_says_its_parts_since_some_browsers_forget_them() -> None:
    soup = page(actions_table("on"))
    roles = [(each.name, each["role"]) for each in soup.select("table, table [role]")]
    assert roles == [
        *(("table", "table"), ("thead", "rowgroup"), ("tr", "row")),
        *([("th", "columnheader")] * 3),
        *(("tbody", "rowgroup"), ("tr", "row"), ("th", "rowheader"), ("td", "cell"), ("td", "cell")),
    ]


@pytest.mark.parametrize(
    ("rule", "is_first"), [("rating", True), ("status", True), ("direction", False), ("change", False)]
)
def test_what_rates_a_row_comes_first_in_it(rule: str, is_first: bool) -> None:
    judged = Cell((replace(judgement(), rule=rule),), "on")
    made = Table((Text("Plan"),), (Column("A"), Column("B"), Column("C")), ((Cell.of("a"), Cell.of("b"), judged),))
    assert [cell.get("class") for cell in page(made).select("td")] == [None, ["verdict"] if is_first else None]


def test_a_chart_has_a_caption_and_says_what_it_shows() -> None:
    soup = page(Chart(SVG, (Text("Calls"),), 'Rises to "65%"', (figure(),)))
    image = one(soup, "figure img")
    assert one(soup, "figure figcaption").text == "Calls"
    assert image["alt"] == 'Rises to "65%"'
    kind, _, content = str(image["src"]).partition(",")
    assert (kind, b64decode(content).decode()) == ("data:image/svg+xml;base64", SVG)


def test_headlines_are_a_list_of_label_figure_rating_and_detail() -> None:
    item = one(
        page(Headlines((Headline("Calls answered", figure(), (Text("Target 80%"),), "Off target", "off"),))),
        "ul.cards li.edge-off",
    )
    assert [each.text for each in item.select("p")] == [
        "Calls answered",
        "65.5%",
        f"{SYMBOLS['off']} Off target",
        "Target 80%",
    ]
    assert one(item, "data")["value"] == "65.5"


def test_lists_keep_their_kind() -> None:
    soup = page(Bullets(((Text("one"),),), ordered=True), Bullets(((Text("two"),),)), Inset((Text("Caution"),)))
    assert (one(soup, "main ol li").text, one(soup, "main ul li").text, one(soup, "p.inset").text) == (
        "one",
        "two",
        "Caution",
    )


def test_a_list_starts_where_it_says_and_holds_what_is_below_its_items() -> None:
    inner = Bullets(((Text("two"),),))
    soup = page(Bullets(((Text("one"),), ()), True, 3, ((Paragraph((Text("more"),)), inner), ())))
    listed = one(soup, "main ol")
    assert (listed["start"], [item.get_text() for item in listed.find_all("li", recursive=False)]) == (
        "3",
        ["onemore\n\ntwo\n\n", ""],
    )
    assert not one(page(Bullets(((Text("one"),),), True)), "main ol").has_attr("start")
    assert one(page(Bullets(((Text("one"),),), True, 0)), "main ol")["start"] == "0"


def test_a_quotation_holds_more_than_a_paragraph() -> None:
    soup = page(Inset((Text("One"),), (Paragraph((Text("two"),)), Inset((Text("three"),)))))
    assert [each.get_text() for each in soup.select("main div.inset > p")] == ["One", "two", "three"]


def test_a_link_is_one_whatever_styles_it_has() -> None:
    href = "https://example.org/"
    runs = (Text("a ", href=href), Text("b", strong=True, href=href), LineBreak(), Text(" c", href=href), Text(" d"))
    (link,) = page(Paragraph(runs)).select("main a")
    assert str(link) == f'<a href="{href}">a <strong>b</strong><br/> c</a>'


def test_code_and_line_breaks_and_rules_are_marked() -> None:
    soup = page(Paragraph((Text("a"), LineBreak(), Text("b", code=True))), Rule())
    assert str(one(soup, "main p")) == "<p>a<br/><code>b</code></p>"
    assert soup.select("main hr")


def test_a_table_without_a_caption_is_named_after_its_columns() -> None:
    columns = (Column(""), Column("Post", numeric=True), Column("Days", centred=True))
    soup = page(Table((), columns, ((Cell.of("Filing"), Cell.of("Clerk"), Cell.of("all")), (Cell(()),) * 3)))
    assert one(soup, ".table-scroll")["aria-label"] == "Table: Post, Days"
    assert not soup.select("caption")
    assert [(each.name, each.get_text()) for each in soup.select("thead tr > *")] == [
        ("td", ""),
        ("th", "Post"),
        ("th", "Days"),
    ]
    assert [each.name for each in soup.select("tbody tr > :first-child")] == ["th", "td"]
    assert [each.get("class") for each in soup.select("tbody tr:first-child > *")] == [None, ["numeric"], ["centred"]]


@pytest.mark.parametrize(
    "href",
    [
        "https://www.gov.uk/x?a=1&b=2",
        "HTTP://x.org",
        "mailto:a@b.org",
        "#risk",
        "05-report.pdf",
        "../a/b.html",
        "a/b:c",
        "?q=a:b",
    ],
)
def test_web_mail_and_relative_links_are_links(href: str) -> None:
    assert one(page(Paragraph((Text("here", href=href),))), "main p a")["href"] == href


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//host/share",
        "\\\\host\\share",
        "/\\host/share",
        "https://x.org/a b",
        "report:x",
    ],
)
def test_any_other_link_is_plain_text(href: str) -> None:
    soup = page(Paragraph((Text("here", href=href),)), downloads=(Link("PDF", href),))
    assert not soup.select("main a") and not soup.select(".downloads a")
    assert one(soup, "main p").text == "here"
    entry = parsed(render_index(MASTHEAD, (IndexEntry("1", "Calls", "", (Link("Page", href), Link("PDF", href))),)))
    assert not entry.select("main a")


def test_markup_in_data_is_text_wherever_it_stands() -> None:
    runs = (
        Text(HOSTILE, strong=True, href=f"#{HOSTILE}"),
        Figure(HOSTILE, HOSTILE, (Row(DataRow(HOSTILE, 2), *[HOSTILE] * 4),), HOSTILE),
    )
    blocks: tuple[Block, ...] = (
        Heading(2, runs),
        Heading(2, runs),
        Paragraph(runs),
        Bullets((runs,)),
        Inset(runs),
        Table(runs, (Column(HOSTILE, True), Column(HOSTILE)), ((Cell(runs), Cell(runs, "on")),), (runs,)),
        Chart(HOSTILE, runs, HOSTILE, ()),
        Headlines((Headline(HOSTILE, Figure(HOSTILE, "", ()), runs, HOSTILE, "off"),)),
        Absent(HOSTILE),
    )
    masthead = Masthead(HOSTILE, HOSTILE, (("Committee", HOSTILE), (HOSTILE, HOSTILE)), HOSTILE)
    index = render_index(
        masthead, (IndexEntry(HOSTILE, HOSTILE, HOSTILE, (Link(HOSTILE, "a.html", HOSTILE),) * 2, HOSTILE),)
    )
    for html in (render_document(Document(masthead, blocks), (Link(HOSTILE, HOSTILE),)), index, render_blocks(blocks)):
        assert "<script" not in html.lower()
        assert not parsed(html).select("script")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert len(page(*blocks, masthead=masthead).select("style")) == 1


def test_a_page_refers_to_nothing_outside_itself_and_runs_nothing() -> None:
    soup = page(heading("Calls"), table(), Chart(SVG, (), "Calls", ()))
    assert not soup.select("script, link, iframe, object, embed")
    assert all(str(each["src"]).startswith("data:") for each in soup.select("[src]"))
    assert not re.search(r"url\(|@import", one(soup, "style").text)
    own = b64encode(sha256(one(soup, "style").text.encode()).digest()).decode()
    assert str(one(soup, "meta[http-equiv=Content-Security-Policy]")["content"]).split("; ") == [
        *(
            "default-src 'none'",
            "img-src data:",
            f"style-src 'sha256-{own}'",
            "style-src-attr 'unsafe-inline'",
            "base-uri 'none'",
            "form-action 'none'",
        ),
    ]


def test_the_same_document_gives_the_same_page() -> None:
    document = Document(MASTHEAD, (heading("Calls"), table(width=2), Paragraph((figure(),))))
    assert render_document(document) == render_document(document)


def test_downloads_are_links() -> None:
    link = one(page(downloads=(Link("PDF", "04-service-levels.pdf"),)), "header .downloads a")
    assert (link.text, link["href"]) == ("PDF", "04-service-levels.pdf")


def test_the_screen_shows_what_is_absent_and_the_page_does_not() -> None:
    assert one(screen(Absent("No data is held.")), "em").text == "No data is held."
    assert "No data is held." not in page(Absent("No data is held.")).text


def test_the_screen_has_words_symbols_and_headers_but_no_ids() -> None:
    soup = screen(heading("Calls"), table("on", notes=("Rated by quarter.",), numeric=False, last="On target"))
    assert one(soup, "td").text == f"{SYMBOLS['on']} On target"
    assert one(soup, "caption") and one(soup, "th[scope=row]") and one(soup, ".notes li")
    assert not soup.select("[id]") and not soup.select("[aria-labelledby]")


def test_the_front_page_lists_the_agenda_with_each_items_files() -> None:
    files_ = (Link("Web page", "05.html", "140 KB"), Link("PDF", "05.pdf", "220 KB"))
    entries = (
        IndexEntry("4", "Minutes", "To agree", part="Part I"),
        IndexEntry("5, Appendix A", "Blue Badge", "", files_, "Part I"),
        IndexEntry("12", "Governance", "Report to follow", part="Part II"),
    )
    about = (Link("About the figures", "about-the-figures.html"), Link("Ledger (CSV)", "ledger.csv", "9 KB"))
    soup = parsed(render_index(MASTHEAD, entries, (Link("The whole pack (PDF)", "pack.pdf", "1.2 MB"),), data=about))
    assert [each.text for each in soup.select("main h2, main h3")] == [
        "The agenda",
        "Part I",
        "Part II",
        "For analysts",
    ]
    assert [[item.text for item in part.select(".item")] for part in soup.select("main ol")] == [
        ["4", "5, Appendix A"],
        ["12"],
    ]
    assert [(each.text, each["href"]) for each in soup.select("main a")] == [
        ("Blue Badge", "05.html"),
        ("Blue Badge as PDF", "05.pdf"),
        ("About the figures", "about-the-figures.html"),
        ("Ledger (CSV)", "ledger.csv"),
    ]
    assert [" ".join(each.text.split()) for each in soup.select("main li li")] == ["Blue Badge as PDF, 220 KB"]
    assert [each.text for each in soup.select("main .note")] == ["To agree", "Report to follow"]
    assert " ".join(one(soup, ".downloads").text.split()) == "The whole pack (PDF) (1.2 MB)"


def test_a_front_page_without_parts_is_one_list() -> None:
    soup = parsed(render_index(MASTHEAD, (IndexEntry("1", "Apologies"), IndexEntry("2", "Minutes"))))
    assert len(one(soup, "main ol").select("li")) == 2
    assert [each.text for each in soup.select("main h2, main h3")] == ["The agenda", "For analysts"]


@pytest.mark.parametrize(
    ("ink", "back"),
    [
        *product(("ink", "quiet", "link", "visited", "on", "off", "none"), ("page", "panel")),
        *((tone, f"{tone}-back") for tone in ("on", "within", "off", "none")),
    ],
)
def test_text_stands_out_from_its_ground_in_light_and_dark(ink: str, back: str) -> None:
    for colours in palettes():
        assert contrast(colours[ink], colours[back]) >= 4.5


def palettes() -> Iterator[dict[str, str]]:
    css = files("ccpi_nb.render").joinpath("templates/report.css").read_text(encoding="utf-8")
    for palette in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]:
        yield dict(re.findall(r"--([\w-]+): (#\w+)", palette))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("holds", "classes"), [(True, ["inset"]), (False, ["inset", "void"])])
def test_a_front_page_says_who_signed_it_off_and_marks_a_sign_off_that_is_void(holds: bool, classes: list[str]) -> None:
    soup = parsed(
        render_index(MASTHEAD, (IndexEntry("1", "Apologies"),), signed=[("Signed off by the Head of Policy.", holds)])
    )
    line = soup.find("p", string="Signed off by the Head of Policy.")
    assert line is not None
    assert line["class"] == classes


# What digits are


GLOSSARY = Glossary(
    {
        "calls_answered": Indicator(
            "calls_answered",
            "Calls answered in 30 seconds",
            "Calls",
            Unit.PERCENT,
            Polarity.HIGHER,
            1,
            None,
            "",
            False,
            "",
        )
    },
    ("Windows 7",),
)


def marked(words: str, glossary: Glossary = GLOSSARY) -> Tag:
    return one(parsed(render_document(Document(MASTHEAD, (Paragraph((Text(words),)),)), glossary=glossary)), "main > p")


@pytest.mark.parametrize(
    ("words", "element"),
    [
        ("On 11 December 2014.", '<time datetime="2014-12-11">11 December 2014</time>'),
        ("In 2014/15.", '<span data-number="period">2014/15</span>'),
        ("See item 5.", '<span data-number="reference">item 5</span>'),
        ("With Windows 7.", '<span data-number="name">Windows 7</span>'),
        ("Calls answered in 30 seconds", '<span data-number="name">Calls answered in 30 seconds</span>'),
        ("Answered [note 1]", '<span data-number="note">[note 1]</span>'),
        ("Answered [note\xa01] & more", '<span data-number="note">[note\xa01]</span> &amp; more'),
    ],
)
def test_digits_that_are_no_figure_are_marked_as_what_they_are(words: str, element: str) -> None:
    paragraph = marked(words)
    assert element in str(paragraph)
    assert paragraph.text == words


def test_any_other_number_has_no_mark() -> None:
    assert not marked("54 calls & 5 letters").find_all(True)


def test_without_a_glossary_only_names_stay_unmarked() -> None:
    paragraph = marked("With Windows 7 in 2014.", Glossary())
    assert [element.text for element in paragraph.find_all(True)] == ["2014"]


def test_every_place_of_a_page_has_its_digits_marked() -> None:
    digits = Text("5. In July to September 2014")
    blocks = (
        Heading(2, (digits,)),
        Heading(2, (Text("More"),)),
        Table((digits,), (Column("July to September 2014"),), ((Cell((digits,)),),), ((digits,),)),
        Headlines((Headline("July to September 2014", figure("5"), (digits,)),)),
    )
    masthead = Masthead(
        "July to September 2014",
        "2014-12-11",
        (("Meeting", "11 December 2014"), ("Agenda item", "5, Appendix A")),
        "Paragraph 3",
    )
    soup = parsed(render_document(Document(masthead, blocks), (Link("PDF", "a.pdf", "120 KB"),), glossary=GLOSSARY))
    for element in soup.select("[data-number], time, title, style, [data-rows]"):
        element.decompose()
    text = re.sub(r"5\. In ", "", soup.get_text())  # only a heading's number is an item's
    assert not re.search(r"\d", text)


def test_a_heading_s_number_is_an_item_s_in_the_contents_too() -> None:
    soup = page(heading("5. Urgent business"), heading("Risk"))
    assert [element.text for element in soup.select("[data-number=item]")] == ["5.", "5.", "5."]
    assert [element.text for element in soup.select(".beside a")] == ["5. Urgent business", "Risk"]


@pytest.mark.parametrize(
    ("titles", "beside"),
    [
        (["Doing", "Asked", "Changed", "Promised"], ["Doing", "Asked"]),
        (["Doing", "Asked", "Promised"], ["Doing", "Asked"]),
        (["Doing", "Promised"], ["Doing"]),
    ],
)
def test_no_more_than_two_sections_of_a_front_page_stand_side_by_side(titles: list[str], beside: list[str]) -> None:
    front = [block for title in titles for block in (heading(title), Paragraph.of("Words."))]
    soup = parsed(render_index(MASTHEAD, (IndexEntry("1", "Apologies"),), front=front))
    assert [title.text for title in soup.select(".first > h2")] == beside
    assert [title.text for title in soup.select("main h2")][: len(titles)] == titles


def test_the_front_page_has_every_digit_marked() -> None:
    entry = IndexEntry(
        "5, Appendix A",
        "July to September 2014",
        "Paragraph 3",
        (Link("Web page", "a.html"), Link("PDF", "a.pdf", "120 KB")),
        "Part 1",
    )
    soup = parsed(render_index(Masthead("Agenda, 11 December 2014", "2014-12-11"), (entry,), glossary=GLOSSARY))
    for element in soup.select("[data-number], time, title, style"):
        element.decompose()
    assert not re.search(r"\d", soup.get_text())


def test_the_screen_marks_nothing() -> None:
    assert not screen(Paragraph((Text("On 11 December 2014, see item 5."),))).select("time, [data-number]")


# Sources


def judgement() -> Judgement:
    return Judgement(
        "Off target",
        "rating",
        (Text("Calls answered: off target. "), figure(), Text(" against a target.")),
        (row(), row(9)),
    )


def sourced(*blocks: Block) -> BeautifulSoup:
    return parsed(render_document(Document(MASTHEAD, blocks), glossary=GLOSSARY))


def test_a_section_ends_with_its_sources_behind_a_summary_that_names_it() -> None:
    soup = sourced(
        heading("5. Calls"),
        Paragraph((figure(),)),
        Table((Text("Calls"),), (Column("Measure"), Column("Quarter 2")), ((Cell((Text("All"),)), Cell((figure(),))),)),
    )
    details = one(soup, ".table + details.sources")
    assert not details.has_attr("open")
    assert one(details, "summary").text == "Sources for this section: 5. Calls"
    assert one(details, "summary .unseen").text == ": 5. Calls"
    assert one(details, "cite").text == "CCPI pack, item 4"
    assert one(details, "[data-number=file]").text == "data/observations/calls.csv"
    assert one(details, "li li").text == "65.5% Calls answered in 30 seconds, July to September 2014, row 4"


def test_paper_and_file_stand_once_over_their_rows_and_a_place_over_its_own() -> None:
    pack, minutes = "CCPI pack 11 December 2014, item 4", "CCPI minutes 1 October 2014, item 5"
    sources = [f"{pack}, Care portal", f"{pack}, Calls, by month", f"{pack}, Care portal", pack, minutes]
    rows = [replace(row(number), source=source, as_at="2014-12-11") for number, source in enumerate(sources, start=2)]
    details = one(sourced(Paragraph(tuple(figure(rows=(each,)) for each in rows))), ".sources")
    assert [cite.text for cite in details.select("div > p > cite")] == [pack, minutes]
    assert [file.text for file in details.select("[data-number=file]")] == ["data/observations/calls.csv"] * 2
    places = [place.text for place in details.select("li > p > cite")]
    assert places == ["Care portal", "Calls, by month"]
    sent = replace(row(2), origin=("Dashboard Q3 FINAL v3.xlsx", "sheet Dashboard, cell E8"))
    details = one(sourced(Paragraph((figure(rows=(sent,)),))), ".sources")
    assert [cite.text for cite in details.select("cite")] == ["Dashboard Q3 FINAL v3.xlsx", "sheet Dashboard, cell E8"]


def test_rows_stand_below_their_place_in_the_order_of_the_file() -> None:
    pack = "CCPI pack 11 December 2014, item 4"
    sources = [f"{pack}, Care portal", f"{pack}, Calls, by month", f"{pack}, Care portal", pack]
    rows = [replace(row(number), source=source) for number, source in zip((4, 3, 2, 5), sources, strict=True)]
    details = one(sourced(Paragraph(tuple(figure(rows=(each,)) for each in rows))), ".sources")
    listed = [[number.text for number in own.select("[data-number=row]")] for own in details.select("li > ul")]
    assert listed == [["row 2", "row 4"], ["row 3"], ["row 5"]]


def test_the_opening_words_have_their_sources_once() -> None:
    soup = sourced(
        Paragraph((figure(),)),
        Bullets(((figure("66%", "66", (row(5),)),),)),
        heading("Next"),
        Paragraph((Text("No figure."),)),
    )
    assert [each.text for each in soup.select("main > ul + .sources li li")] == [
        "65.5% Calls answered in 30 seconds, July to September 2014, row 4",
        "66% Calls answered in 30 seconds, July to September 2014, row 5",
    ]
    assert len(soup.select(".sources")) == 1


def test_a_rating_keeps_its_tone_and_its_reason_stands_among_the_sources() -> None:
    soup = sourced(
        Table(
            (Text("Calls"),),
            (Column("Measure"), Column("Rating")),
            ((Cell((Text("All"),)), Cell((judgement(),), "off")),),
        )
    )
    assert one(soup, "td").text == f"{SYMBOLS['off']} Off target"
    assert (
        one(soup, "td [data-computation=rating]")["data-rows"]
        == "data/observations/calls.csv, row 4; data/observations/calls.csv, row 9"
    )
    assert soup.select(".sources li")[-1].text == "Calls answered: off target. 65.5% against a target."


def test_a_headline_s_rating_has_its_basis() -> None:
    soup = sourced(Headlines((Headline("Calls", figure(), (), "Off target", "off", judgement()),)))
    assert one(soup, ".rating").text == f"{SYMBOLS['off']} Off target"
    assert one(soup, ".rating [data-computation=rating]")
    assert one(soup, ".cards + .sources")


@pytest.mark.parametrize(
    ("restriction", "words"),
    [
        ("", 'Every figure comes from a published council paper. Open "Sources" to see which.'),
        (
            "Not for publication",
            'Every figure comes from a council paper, published or exempt. Open "Sources" to see which.',
        ),
    ],
)
def test_a_page_with_sources_says_at_its_foot_what_they_are(restriction: str, words: str) -> None:
    masthead = Masthead("Calls", "2014-12-11", (), restriction)
    assert words in page(Paragraph((figure(),)), masthead=masthead).select("footer p")[1].text
    assert '"Sources"' not in one(page(Paragraph((Text("None."),)), masthead=masthead), "footer").text


def test_a_page_leads_at_its_foot_to_where_the_figures_come_from() -> None:
    about = Neighbours(Link("Agenda", "index.html"), about=Link("About the figures", "about-the-figures.html"))
    soup = parsed(render_document(Document(MASTHEAD, (table(),)), neighbours=about))
    assert [(each.text, each["href"]) for each in soup.select("footer a")] == [
        ("About the figures", "about-the-figures.html")
    ]
    assert not page(table()).select("footer a")


def test_a_section_leads_to_where_papers_disagree_on_its_figures() -> None:
    disputed = {str(row(4).at): Link("Calls, June 2014", "reconciliation.html#calls")}
    neighbours = Neighbours(Link("Agenda", "index.html"), disputed=disputed)
    agreed = Paragraph((figure(rows=(row(5),)),))
    blocks = (heading("One"), Paragraph((figure(), figure())), heading("Two"), agreed)
    soup = parsed(render_document(Document(MASTHEAD, blocks), neighbours=neighbours))
    line = one(soup, "p.disputed")
    assert line.text == "The papers disagree on: Calls, June 2014."
    assert one(soup, ".disputed a")["href"] == "reconciliation.html#calls"
    assert line.find_previous("h2").text == "One"


def test_sources_lead_to_how_a_figure_is_checked_and_to_the_ledger() -> None:
    about, ledger = Link("About the figures", "about-the-figures.html"), Link("The ledger (CSV)", "ledger.csv")
    neighbours = Neighbours(Link("Agenda", "index.html"), about=about, ledger=ledger)
    soup = parsed(render_document(Document(MASTHEAD, (Paragraph((figure(),)),)), neighbours=neighbours))
    assert [(link.text, link["href"]) for link in soup.select("details.sources a")] == [
        ("How to check a figure", "about-the-figures.html"),
        ("The ledger (CSV)", "ledger.csv"),
    ]
    assert not page(Paragraph((figure(),))).select("details.sources a")
    downloads = (Link("PDF", "04-calls.pdf"), Link("Figures (CSV)", "04-calls.csv"))
    blocks = (Paragraph((figure(),)),)
    soup = parsed(render_document(Document(MASTHEAD, blocks), downloads, neighbours=neighbours))
    assert [(link.text, link["href"]) for link in soup.select("details.sources a")][2:] == [
        ("The figures of this page's tables (CSV)", "04-calls.csv")
    ]


def test_the_contents_of_a_page_of_many_cards_have_its_sections_only() -> None:
    blocks = (heading("One"), heading("Card", 3), table(), heading("Two"), table())
    soup = parsed(render_document(Document(MASTHEAD, blocks), sections_only=True))
    assert [link.text for link in soup.select("nav.rail .beside a")] == ["One", "Two"]


MARK = "[note\N{NO-BREAK SPACE}1]"


def noted(*notes: str, cells: tuple[str, ...] = (f"1 {MARK}", f"2 {MARK}")) -> BeautifulSoup:
    """Return a page with a table of numbers."""
    rows = tuple((Cell.of(f"Row {letter}"), Cell.of(words)) for letter, words in zip("ab", cells, strict=False))
    return page(
        Table((Text("Calls"),), (Column("Measure"), Column("All")), rows, tuple((Text(note),) for note in notes))
    )


def test_a_mark_in_a_cell_leads_to_its_note_and_the_note_back_to_the_first() -> None:
    soup = noted("[note 1] The year to date.", "A note of the whole table.")
    marks = soup.select("td a[role=doc-noteref]")
    assert [(mark.text, mark["href"], mark.get("id")) for mark in marks] == [
        (MARK, "#table_note-1", "table_mark-1"),
        (MARK, "#table_note-1", None),
    ]
    note = one(soup, "[id='table_note-1']")
    assert note.text == "[note 1] The year to date."
    back = one(note, "a[role=doc-backlink]")
    assert (back.text, back["href"]) == ("[note 1]", "#table_mark-1")
    assert not soup.select(".notes li")[1].select("a")


@pytest.mark.parametrize("shown", [noted("The year to date."), noted("[note 2] Not marked.", cells=("1", "2"))])
def test_what_would_lead_nowhere_is_no_link(shown: BeautifulSoup) -> None:
    assert not shown.select("[role=doc-noteref], [role=doc-backlink]")


def test_words_that_only_look_like_the_mark_of_a_note_make_no_markup() -> None:
    shown = noted("[note 1] Yes.", cells=('<span data-number="note">[note 1]</span>', "2"))
    assert one(shown, "td [role=doc-noteref]").text == "[note 1]"
    assert "<span data-number" in one(shown, "tr:first-child td").text


def test_what_scrolls_is_named_by_its_subject_as_its_finding_is_said_already() -> None:
    finding = (Text("Calls fell"),)
    chart = Chart(SVG, (Text("Calls by quarter"),), "Falls.", (), finding)
    soup = page(replace(table(), finding=finding), chart)
    for region in soup.select("[role=region]"):
        assert one(soup, f"[id='{region['aria-labelledby']}']").text == "Calls by quarter"


def test_a_link_says_what_it_is_about_to_those_who_hear_it_alone() -> None:
    link = Text("Item 5", href="05.html#calls", about="Invoices paid after 90 days")
    shown = one(page(Paragraph((link, replace(link, href="")))), "main p")
    assert shown.a is not None
    assert shown.a.text == "Item 5: Invoices paid after 90 days"
    assert one(shown, ".unseen").text == ": Invoices paid after 90 days"
    assert shown.text.endswith("Item 5")


def test_a_sign_never_ends_a_line_without_its_figure() -> None:
    soup = page(Table((Text("Changes"),), (Column("Change"),), ((Cell((replace(figure("3%"), sign="−"),)),),)))
    assert one(soup, ".signed").text == "−3%"


def test_the_screen_has_the_sources_of_a_cell_folded_after_it() -> None:
    (sources,) = screen(Paragraph((figure(),)), table()).select("details")
    assert sources.summary is not None
    assert sources.summary.text == "Sources"
    assert not sources.has_attr("open")
    assert not screen(Paragraph((Text("No figure."),))).select("details")
