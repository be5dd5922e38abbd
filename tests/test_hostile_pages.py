"""What is public runs nothing and fetches nothing, whatever the words, files and drawings that it was made of hold:
seen in a real browser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import browser
import nh3
import pytest
from bs4 import BeautifulSoup
from builders import known, sheet
from playwright.sync_api import Browser, Dialog, Page, Route

from ccpi_nb.content.committee_papers import decision_record, minutes_document, notice_document
from ccpi_nb.document.model import (
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
    Table,
)
from ccpi_nb.document.runs import Figure, Row, Runs, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import AgendaItem, Exemption, ItemKind, Meeting, Part
from ccpi_nb.render.html import IndexEntry, Link, Neighbours, render_blocks, render_document, render_index
from ccpi_nb.render.svg_check import foreign_in
from ccpi_nb.workbook.committee_registers import decision_rows_from, decisions_in, minutes_from, notices_from

RUN = "window.canary=1;alert(1)"
AWAY = "https://example.org/canary"
MARKUP = [
    f"<script>{RUN}</script>",
    f"<script src='{AWAY}.js'></script>",
    f"</title></style></textarea></noscript><script>{RUN}</script>",
    f"\"'--></script><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"<img src=x onerror={RUN}>",
    f"<img src='{AWAY}.png'>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" tabindex="0',
    f"' onerror='{RUN}",
    f"<svg onload={RUN}></svg>",
    f"<svg><script>{RUN}</script><image href='{AWAY}.png'/></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>",
    f"<iframe src='javascript:parent.eval(\"{RUN}\")'></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='{AWAY}'></object><embed src='{AWAY}'>",
    f"<video src='{AWAY}.mp4' autoplay></video><audio src='{AWAY}.mp3' autoplay></audio>",
    f"<base href='{AWAY}/'>",
    f"<meta http-equiv='refresh' content='0;url={AWAY}'>",
    f"<link rel='stylesheet' href='{AWAY}.css'><link rel='prefetch' href='{AWAY}'>",
    f"<style>@import '{AWAY}.css'; body {{ background: url({AWAY}.png) }}</style>",
    f"<p style=\"background: url('{AWAY}.png')\">words</p>",
    f"<details open ontoggle={RUN}><summary>words</summary></details>",
    f"<form action='javascript:{RUN}'><button autofocus onfocus={RUN}>words</button></form>",
    f"<a href='javascript:{RUN}' autofocus onfocus={RUN}>words</a>",
    f"[words](javascript:{RUN})",
    f'```mermaid\ngraph TD\n  A["<img src=x onerror={RUN}>"]\n```',
    f"{{{{ cycler.__init__.__globals__ }}}}{{% raw %}}<script>{RUN}</script>",
    f"$$\\href{{javascript:{RUN}}}{{x}}$$",
]
SVGS = [
    f"<script>{RUN}</script>",
    f"<script href='{AWAY}.js'/>",
    (
        f"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><img src='{AWAY}.png' "
        f"onerror='{RUN}'/></body></foreignObject>"
    ),
    f"<style>@import '{AWAY}.css'; * {{ fill: url({AWAY}.svg#a) }}</style><rect width='9' height='9'/>",
    f"<image href='{AWAY}.png' width='9' height='9'/>",
    f"<use href='{AWAY}.svg#a'/>",
    f"<g onload='{RUN}'><animate attributeName='x' onbegin='{RUN}' dur='1s'/></g>",
]
HREFS = [
    f"javascript:{RUN}",
    f"java\nscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "file:///etc/hostname",
    "//example.org/canary",
]


@dataclass
class Watched:
    """A browser's page, and what it does beside showing the file that it was told to open."""

    page: Page
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route(re.compile("^(?!file:)"), self._asked)
        self.page.on("dialog", self._opened)
        self.page.on("pageerror", lambda error: self.did.append(f"failed: {error}"))
        self.page.on("console", lambda message: self.did.append(f"said: {message.text}"))

    def _asked(self, route: Route) -> None:
        self.did.append(f"asked for {route.request.url}")
        route.abort()

    def _opened(self, dialog: Dialog) -> None:
        self.did.append("opened a dialog")
        dialog.dismiss()

    def open(self, file: Path, html: str) -> BeautifulSoup:
        self.did = []
        file.write_text(html, encoding="utf-8")
        self.page.goto(file.as_uri())
        self.did += ["ran a script"] if self.page.evaluate("'canary' in window") else []
        self.did += ["left the page"] if self.page.url != file.as_uri() else []
        return BeautifulSoup(self.page.content(), "html.parser")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def unguarded(chromium: Browser) -> Watched:
    """Without the pages' own policy: what they are made of has to be harmless by itself."""
    return Watched(chromium.new_page(bypass_csp=True))


@pytest.fixture(scope="module")
def guarded(chromium: Browser) -> Watched:
    return Watched(chromium.new_page())


def chart(svg: str, words: str = "Calls") -> Chart:
    return Chart(svg, (Text(words),), words, ())


def drawing(inside: str) -> str:
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{inside}</svg>"


def report(words: str) -> Document:
    """A report that has the words wherever words can stand."""
    runs: Runs = (
        Text(words, strong=True, emphasis=True),
        Text(words, href=f"#{words}"),
        Figure(words, words, (Row(DataRow(words, 2), *[words] * 4),), words),
    )
    blocks: tuple[Block, ...] = (
        Heading(2, (Text(words),)),
        Heading(2, (Text("Plain"),)),
        Paragraph(runs),
        Bullets((runs,)),
        Inset(runs),
        Table(runs, (Column(words, True, 2), Column(words)), ((Cell(runs), Cell(runs, "on")),), (runs,)),
        chart(drawing(""), words),
        Headlines((Headline(words, Figure(words, words, ()), runs, words, "off"),)),
    )
    return Document(masthead(words), blocks)


def masthead(words: str) -> Masthead:
    return Masthead(words, words, (("Committee", words), (words, words)), words)


def headings(soup: BeautifulSoup) -> list[str]:
    return [" ".join(each.get_text().split()) for each in soup.select("h1, main h2, main h3")]


def squeezed(words: str) -> str:
    return " ".join(words.split())


# What the pages are made of


@pytest.mark.parametrize("words", MARKUP)
def test_words_with_markup_are_words(unguarded: Watched, tmp_path: Path, words: str) -> None:
    link = Link(words, f"a.html?{words}", words)
    page = unguarded.open(
        tmp_path / "report.html", render_document(report(words), (link,), Neighbours(link, link, link, link))
    )
    assert (headings(page), unguarded.did) == ([squeezed(words), squeezed(words), "Plain"], [])
    front = unguarded.open(
        tmp_path / "index.html",
        render_index(masthead(words), (IndexEntry(words, words, words, (link, link), words),), (link,), data=(link,)),
    )
    assert (headings(front), unguarded.did) == ([squeezed(words), "The agenda", squeezed(words), "For analysts"], [])


def test_no_page_has_an_element_or_attribute_that_an_independent_sanitiser_would_take_out() -> None:
    """Those that it lets through by itself, and the few that ours have beside."""
    attributes = {name: set(allowed) for name, allowed in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes |= {
        "*": {"class", "id", "role", "tabindex", "aria-hidden", "aria-labelledby", "aria-describedby", "style"}
    }
    attributes |= {"data": {"value"}, "th": {"scope"}, "img": {"alt", "src"}, "a": {"href"}}
    for words in MARKUP:
        main = str(BeautifulSoup(render_document(report(words)), "html.parser").select_one("main"))
        cleaned = nh3.clean(
            main,
            tags={*nh3.ALLOWED_TAGS, "main", "data", "figure", "figcaption", "caption", "colgroup", "col"},
            attributes=attributes,
            generic_attribute_prefixes={"data-"},
            url_schemes={*nh3.ALLOWED_URL_SCHEMES, "data"},
            filter_style_properties={"width"},
            link_rel=None,
        )
        assert elements(cleaned) == elements(main)


def elements(html: str) -> list[tuple[str, frozenset[str]]]:
    return [(each.name, frozenset(each.attrs)) for each in BeautifulSoup(html, "html.parser").find_all()]


def test_a_notebooks_screen_shows_markup_as_words(unguarded: Watched, tmp_path: Path) -> None:
    """JupyterLab shows it without any policy."""
    screens = "".join(render_blocks(report(words).blocks) for words in MARKUP)
    page = unguarded.open(tmp_path / "screen.html", f"<!doctype html><title>T</title>{screens}")
    assert unguarded.did == []
    assert [squeezed(each.get_text()) for each in page.select("h2")] == [
        title for words in MARKUP for title in (squeezed(words), "Plain")
    ]


@pytest.mark.parametrize("inside", SVGS)
def test_a_drawing_is_a_picture_even_where_it_holds_more(unguarded: Watched, tmp_path: Path, inside: str) -> None:
    """The export refuses such a drawing; were it to come through, a browser runs and fetches nothing for a picture."""
    assert foreign_in(drawing(inside))
    document = Document(masthead("Calls"), (Heading(2, (Text("Chart"),)), chart(drawing(inside))))
    page = unguarded.open(tmp_path / "report.html", render_document(document))
    assert (headings(page), unguarded.did) == (["Calls", "Chart"], [])


@pytest.mark.parametrize("href", HREFS)
def test_a_link_that_could_run_is_no_link(unguarded: Watched, tmp_path: Path, href: str) -> None:
    link = Link("away", href)
    document = Document(masthead("Calls"), (Heading(2, (Text("Links"),)), Paragraph((Text("away", href=href),))))
    pages = [
        render_document(document, (link,), Neighbours(link, link, link, link)),
        render_index(masthead("Calls"), (IndexEntry("1", "Calls", "", (link, link)),), (link,), data=(link,)),
    ]
    for html in pages:
        page = unguarded.open(tmp_path / "page.html", html)
        assert ([each["href"] for each in page.select("a")], unguarded.did) == (["#main"], [])


def test_the_committees_own_documents_take_a_registers_markup_for_words(unguarded: Watched, tmp_path: Path) -> None:
    registers = [words for words in MARKUP if "{" not in words]
    minutes = [{"number": "", "item": words, "text": words, "resolution": "", "source": words} for words in registers]
    minutes += [
        {"number": "1", "item": registers[0], "text": words, "resolution": "", "source": words} for words in registers
    ]
    minutes += [
        {"number": "1", "item": registers[0], "text": "", "resolution": words, "source": words} for words in registers
    ]
    documents = [
        minutes_document(minutes_from(sheet(*minutes), "minutes.csv"), "2014-10-01", meeting(registers[0]), known())
    ]
    for words in registers:
        entries = {
            "status": words,
            "key decision": "yes",
            "resolution": words,
            "point": words,
            "reason": words,
            "note": words,
        }
        rows = [
            {"title": words, "entry": entry, "topic": words if entry == "point" else "", "text": text, "source": words}
            for entry, text in entries.items()
        ]
        (decision,) = decisions_in(decision_rows_from(sheet(*rows), "decisions.csv"))
        columns = (
            "item",
            "decision",
            "details",
            "paragraph",
            "reason",
            "representations",
            "response",
            "contact",
            "source",
        )
        notice = sheet(dict.fromkeys(columns, words) | {"item": "12", "paragraph": "3"})
        documents += [
            decision_record(decision, meeting(words), known()),
            notice_document(notices_from(notice, "notices.csv"), meeting(words)),
        ]
    blocks = tuple(block for document in documents for block in document.blocks)
    context = tuple(line for document in documents for line in document.masthead.context)
    titles = tuple(Heading(2, (Text(document.masthead.title),)) for document in documents)
    page = unguarded.open(
        tmp_path / "page.html",
        render_document(Document(Masthead("All of them", "2014-12-11", context), (*titles, *blocks))),
    )
    assert unguarded.did == []
    assert len(headings(page)) == 1 + len(titles) + sum(isinstance(block, Heading) for block in blocks)
    assert all(squeezed(page.get_text()).count(squeezed(words)) > 12 for words in registers)


def meeting(words: str) -> Meeting:
    exempt = AgendaItem(12, words, ItemKind.REPORT, Part.EXEMPT, words, None, (), Exemption("3", words), ())
    return Meeting(date(2014, 12, 11), words, words, words, words, (exempt,))


# The pages' own policy: a second lock behind the first


@pytest.mark.parametrize("markup", [each for each in MARKUP if "refresh" not in each])
def test_the_policy_lets_nothing_run_or_be_fetched_even_if_markup_came_through(
    guarded: Watched, tmp_path: Path, markup: str
) -> None:
    html = render_document(report("Calls"))
    assert "<p><strong>" in html
    guarded.open(tmp_path / "page.html", html.replace("<p><strong>", f"{markup}<p><strong>", 1))
    assert [each for each in guarded.did if not each.startswith("said: ")] == []


def test_the_policy_leaves_a_page_its_own_style_and_pictures(guarded: Watched, tmp_path: Path) -> None:
    picture = drawing("<rect width='9' height='9' style='fill: #123456'/>")
    guarded.open(
        tmp_path / "page.html", render_document(Document(masthead("Calls"), (*report("Calls").blocks, chart(picture))))
    )
    assert guarded.did == []
    assert guarded.page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
    assert guarded.page.evaluate("[...document.images].map(each => each.naturalWidth)") == [9, 9]
    assert guarded.page.evaluate("document.querySelector('col').style.width") == "66.67%"


@pytest.mark.parametrize(
    ("html", "did"),
    [
        (f"<script>{RUN}</script>", ["opened a dialog", "ran a script"]),
        (f"<img src='{AWAY}.png'>", [f"asked for {AWAY}.png", "said: Failed to load resource: net::ERR_FAILED"]),
        ("<script>nothing()</script>", ["failed: nothing is not defined"]),
        ("<script>console.log('words')</script>", ["said: words"]),
    ],
)
def test_a_page_that_did_something_would_be_found(
    unguarded: Watched, tmp_path: Path, html: str, did: list[str]
) -> None:
    unguarded.open(tmp_path / "page.html", f"<!doctype html><title>T</title>{html}")
    assert unguarded.did == did
