"""Everybody can read what a meeting's run makes: every page in a real browser, every PDF by its tags."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import browser
import nbformat
import pdf_structure
import pikepdf
import pytest
from browser import axe_problems, lost_text
from bs4 import BeautifulSoup
from builders import notebook
from page import validate_pdf, validate_pdf_bytes
from pikepdf import Array, Dictionary, Name
from playwright.sync_api import Browser, Page
from real import ROOT

from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Block, Chart, Document, Masthead, Table
from ccpi_nb.document.runs import plain
from ccpi_nb.errors import InputError
from ccpi_nb.render.executed import document_from
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.run.notebook_run import CellFailed, run_notebook

MEETINGS = sorted(path.stem for path in (ROOT / "params").glob("*.yaml"))
PHONE, DESK = 320, 1440
SCREEN = 640  # a phone's height
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"


@pytest.fixture(scope="module", params=MEETINGS)
def outputs(request: pytest.FixtureRequest, outputs_of: Callable[[str], Path]) -> Path:
    return outputs_of(request.param)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for all pages; not for the whole session, since other tests start event loops of their own."""
    with browser.opened() as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page may have no style but its own; what is put in to look at it is let through here."""
    opened = chromium.new_page(bypass_csp=True)
    yield opened
    opened.close()


def found(folder: Path, suffix: str) -> list[Path]:
    """Every such file of a meeting, whatever a run makes."""
    files = sorted(folder.rglob(f"*{suffix}"))
    assert files
    return files


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


@lru_cache(maxsize=1)  # the tests of a meeting follow each other
def parsed(outputs: Path) -> list[tuple[str, BeautifulSoup]]:
    """Every page of a meeting by its elements: look at them, leave them as they are."""
    return [
        (name(file), BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")) for file in found(outputs, ".html")
    ]


# Pages in the browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_on_any_page(outputs: Path, page: Page, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    problems = []
    for file in found(outputs, ".html"):
        page.goto(file.as_uri())
        if width == PHONE:
            page.evaluate(OPEN_ALL)
        problems += [f"{name(file)}: {problem}" for problem in axe_problems(page)]
    assert problems == []


MARKDOWN = """\
## Points

3. Third, with https://example.org/a-rather-long-address/of/several/parts
4. Fourth, and `code`\\
   on a new line

   - inner point
     1. deeper

> Quoted *words*:
>
> - a point
>
> > quoted again

---

| Task | Post | |
|:-----|-----:|:-:|
| Filing | Clerk | yes |
| | Deputy | [a link **in parts**](https://example.org) |

# Annex

## Its first part

Words.
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_in_what_markdown_may_hold(tmp_path: Path, page: Page, width: int, scheme: Any) -> None:
    blocks = blocks_from_markdown(MARKDOWN, "cell 1")
    file = tmp_path / "markdown.html"
    file.write_text(render_document(Document(Masthead("Markdown", "2014-12-11"), blocks)), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(file.as_uri())
    assert axe_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_pdf_of_what_markdown_may_hold_is_tagged_without_a_fault() -> None:
    document = Document(Masthead("Markdown", "2014-12-11"), blocks_from_markdown(MARKDOWN, "cell 1"))
    assert pdf_structure.problems_of(render_pdf(document, day=date(2014, 12, 11))) == []


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<p style="color: #999; background: #fff">pale words</p>', "color-contrast"),
        (
            (
                '<div style="background: linear-gradient(red, red)"><p style="color: #999; background-color: '
                '#fff">pale '
                "words</p></div>"
            ),
            "color-contrast",
        ),
        ("<h4>A level left out</h4>", "heading-order"),
    ],
)
def test_axe_would_find_it(page: Page, fault: str, rule: str) -> None:
    page.set_content(
        f'<!doctype html><html lang="en-GB"><title>T</title><main><h1>T</h1><h2>U</h2>{fault}</main></html>'
    )
    assert {problem.partition(":")[0] for problem in axe_problems(page)} == {rule}


def test_a_page_asks_for_nothing_outside_itself_and_has_nothing_to_complain_of(
    outputs: Path, chromium: Browser
) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None
    )
    files = found(outputs, ".html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("file:") else None)
    for file in files:
        page.goto(file.as_uri())
        assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute", name(file)
    page.close()
    assert said == []
    assert asked == [file.as_uri() for file in files]


def test_a_page_says_all_it_has_to_say_by_keyboard_and_without_javascript(outputs: Path, chromium: Browser) -> None:
    page = chromium.new_page(java_script_enabled=False)
    silent = []
    for file in found(outputs, ".html"):
        page.goto(file.as_uri())
        for sources in page.query_selector_all("summary"):
            if sources.is_visible():
                sources.press("Enter")
        body = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").body
        assert body is not None
        for folded in body.select(".rail > details"):
            assert folded.ol == folded.parent.select(".beside > ol")[0], name(file)
            folded.decompose()  # the same contents stand beside the text
        if "".join(page.inner_text("body").split()) != "".join(body.get_text().split()):
            silent.append(name(file))
    page.close()
    assert silent == []


SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { "
    "margin-bottom: 2em !important }"
)


@pytest.mark.parametrize(
    ("width", "style"),
    [
        pytest.param(PHONE, "", id="on a phone"),
        pytest.param(DESK // 2, "", id="zoomed to 200%"),
        pytest.param(DESK // 4, "", id="zoomed to 400%"),
        pytest.param(DESK, ":root { font-size: 200% }", id="text at 200%"),
        pytest.param(PHONE, ":root { font-size: 200% }", id="text at 200% on a phone"),
        pytest.param(PHONE, SPACED, id="spaced out on a phone"),
        pytest.param(DESK, SPACED, id="spaced out"),
    ],
)
def test_no_word_is_cut_off_and_no_page_scrolls_sideways(outputs: Path, page: Page, width: int, style: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    problems = []
    for file in found(outputs, ".html"):
        page.goto(file.as_uri())
        page.evaluate(OPEN_ALL)
        if style:
            page.add_style_tag(content=style)
        if (reach := page.evaluate("document.documentElement.scrollWidth")) > width:
            problems.append(f"{name(file)}: is {reach} wide")
        problems += [f"{name(file)}: {problem}" for problem in lost_text(page)]
    assert problems == []


# At a phone's width: how far below the top of its row a rating or status ends, and whether it stands left and right
# within the window.
VERDICTS = """() => [...document.querySelectorAll('tbody td.verdict')].map(cell => {
  const box = cell.firstElementChild.getBoundingClientRect(), row = cell.parentElement.getBoundingClientRect();
  const words = cell.parentElement.innerText.slice(0, 60);
  return {words, below: box.bottom - row.top, left: box.left, right: box.right};
})"""


def test_on_a_phone_each_row_s_status_is_seen_without_scrolling_sideways_or_far(outputs: Path, page: Page) -> None:
    page.set_viewport_size({"width": PHONE, "height": SCREEN})
    missed = []
    for file in found(outputs, ".html"):
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, name(file)
        missed += [
            f"{name(file)}: {seen}"
            for seen in page.evaluate(VERDICTS)
            if seen["below"] > SCREEN or seen["left"] < 0 or seen["right"] > PHONE
        ]
    assert missed == []


SCROLLS = """() => [...document.querySelectorAll('.stacks .table-scroll')]
  .filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText.slice(0, 60))"""


def test_on_a_phone_no_table_of_three_columns_or_more_scrolls(outputs: Path, page: Page) -> None:
    page.set_viewport_size({"width": PHONE, "height": SCREEN})
    for file in found(outputs, ".html"):
        page.goto(file.as_uri())
        assert page.evaluate(SCROLLS) == [], name(file)


@pytest.mark.parametrize("width", [481, 640, 768])
def test_on_a_tablet_no_wide_table_scrolls(outputs: Path, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": SCREEN})
    for file in found(outputs, ".html"):
        page.goto(file.as_uri())
        assert page.evaluate(SCROLLS.replace(".stacks", ".wide")) == [], name(file)


# What scrolls sideways, and what the keyboard stops at.
STOPS = """() => [...document.querySelectorAll('.table-scroll, .chart-scroll')].map(each => {
  each.focus();
  return {name: each.innerText.slice(0, 60) || each.querySelector('img')?.alt.slice(0, 60),
    scrolls: each.scrollWidth > each.clientWidth, stops: document.activeElement === each};
})"""


@pytest.mark.parametrize("width", [PHONE, 640, 768, 1000, 1280])
def test_the_keyboard_stops_at_what_scrolls_and_only_there(outputs: Path, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": SCREEN})
    for file in found(outputs, ".html"):
        page.goto(file.as_uri())
        assert [each for each in page.evaluate(STOPS) if each["scrolls"] is not each["stops"]] == [], name(file)


def test_what_scrolls_is_a_region_named_shortly_and_what_does_not_is_none(
    outputs_of: Callable[[str], Path], page: Page
) -> None:
    place = (outputs_of("2014-12-11") / "public/04-procurement-dashboard.html").as_uri()
    named = {}
    for width in (PHONE, 1280):
        page.set_viewport_size({"width": width, "height": SCREEN})
        page.goto(place)
        nodes = tree(page)
        named[width] = [text for role, text, _ in nodes if role == "region"]
        assert [role for role, _, _ in nodes if role in ("img", "image")], "a hidden stop hides nothing that is in it"
        assert [role for role, _, _ in nodes if role == "table"]
    assert named[1280] == []
    assert "Share of invoices paid late" in " ".join(named[PHONE]) or named[PHONE]
    assert not [text for text in named[PHONE] if "improved" in text or "missed" in text]


def tree(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what the page's accessibility tree tells: the role, name and properties of each node that is told."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", ""),
            {each["name"]: each["value"].get("value") for each in node.get("properties", [])},
        )
        for node in nodes
        if not node.get("ignored")
    ]


@pytest.mark.parametrize(("width", "height"), [(PHONE, 800), (1280, 720)])
def test_the_first_figure_is_on_the_first_screen(
    outputs_of: Callable[[str], Path], page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    for report in ("04-procurement-dashboard", "05-corporate-performance", "05-blue-badge-recovery"):
        page.goto((outputs_of("2014-12-11") / f"public/{report}.html").as_uri())
        box = page.locator("main data").first.bounding_box()
        assert box and box["y"] + box["height"] <= height, report


@pytest.mark.parametrize(("width", "unfolds"), [(PHONE, True), (768, True), (1280, False)])
def test_the_contents_are_told_as_they_are_seen_folded_or_a_plain_list(
    outputs_of: Callable[[str], Path], page: Page, width: int, unfolds: bool
) -> None:
    page.goto((outputs_of("2014-12-11") / "public/04-procurement-dashboard.html").as_uri())
    page.set_viewport_size({"width": width, "height": SCREEN})
    links = page.locator(".rail a").all_inner_texts()
    half = len(links) // 2
    folded = [told["expanded"] for role, text, told in tree(page) if text == "Contents" and "expanded" in told]
    assert folded == ([False] if unfolds else [])
    assert page.locator(".rail a:visible").count() == (0 if unfolds else half)
    if unfolds:
        page.locator(".rail summary").press("Enter")
    told = [text for role, text, _ in tree(page) if role == "link"]
    assert all(told.count(text) == 1 for text in page.locator(".rail a:visible").all_inner_texts())
    assert page.locator(".rail a:visible").count() == half > 5
    assert [told["expanded"] for _, text, told in tree(page) if text == "Contents" and "expanded" in told] == (
        [True] if unfolds else []
    )


@pytest.mark.parametrize(
    ("style", "problem"),
    [
        ("width: 4em; overflow: hidden; white-space: nowrap", "cut off"),
        ("height: 1em; overflow: hidden", "cut off"),
        ("white-space: nowrap", "beyond the edge"),
        ("height: 1em", "one over the other"),
    ],
)
def test_a_lost_word_would_be_found(page: Page, style: str, problem: str) -> None:
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.set_content(f'<body><p style="{style}">{"many words " * 20}</p><p style="margin: -1em 0">and more</p>')
    assert {lost.partition(":")[0] for lost in lost_text(page)} >= {problem}


@pytest.mark.parametrize(("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_a_missing_browser_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[Exception]
) -> None:
    monkeypatch.setenv("CCPI_BROWSER_REQUIRED", required)
    monkeypatch.setattr(browser, "program", lambda: None)
    with pytest.raises(outcome, match="apt-get install chromium"), browser.opened():
        pass


# Pages by their elements


def test_a_page_has_one_first_heading_and_skips_no_level(outputs: Path) -> None:
    for place, soup in parsed(outputs):
        levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"^h[1-6]$"))]
        assert levels.count(1) == 1, place
        assert all(level <= above + 1 for above, level in pairwise([0, *levels])), (place, levels)


def test_links_that_lead_to_different_places_have_different_words(outputs: Path) -> None:
    for place, soup in parsed(outputs):
        leads: dict[str, set[str]] = {}
        for link in soup.select("a[href]:not([role])"):
            leads.setdefault(" ".join(link.get_text().split()), set()).add(str(link["href"]))
        assert {words: hrefs for words, hrefs in leads.items() if len(hrefs) > 1} == {}, place


def test_a_page_s_marks_and_notes_lead_to_each_other(outputs: Path) -> None:
    for place, soup in parsed(outputs):
        ids = [str(element["id"]) for element in soup.select("[id]")]
        assert len(ids) == len(set(ids)), place
        assert {str(link["href"])[1:] for link in soup.select("a[role]")} <= set(ids), place
        marks = {mark.get_text() for mark in soup.select("td [data-number=note]")}
        assert not marks or soup.select("td a[role=doc-noteref]"), place


def test_every_table_has_a_caption_and_every_cell_its_headers(outputs: Path) -> None:
    for place, soup in parsed(outputs):
        for table in soup.find_all("table"):
            assert table.caption is not None, place
            assert table.caption.get_text(strip=True), place
            assert all(head["scope"] == "col" for head in table.select("thead th")), place
            for row in table.select("tbody tr"):
                cells = [(cell.name, cell.get("scope")) for cell in row.find_all(["th", "td"])]
                assert cells == [("th", "row")] + [("td", None)] * (len(table.select("thead th")) - 1), place


def test_every_picture_says_what_it_shows(outputs: Path) -> None:
    charts, drawn = charts_of(outputs), pictures_of(outputs)
    for place, soup in parsed(outputs):
        for image in soup.find_all("img"):
            svg = b64decode(str(image["src"]).partition(",")[2]).decode()
            # The words beside it in its cell say how the figures moved. A pack's scorecard is in no notebook.
            if svg in drawn or "scorecard" in place:
                assert image["alt"] == "", place
                assert (cell := image.find_parent("td")) and cell.get_text(strip=True), place
                continue
            chart = charts[str(image["alt"])]
            assert svg == chart.svg, place
            assert image.find_parent("figure"), place
            assert not_worth_reading(chart) == [], (place, chart.alt)


def test_no_text_of_a_chart_covers_another(outputs: Path, page: Page) -> None:
    for chart in charts_of(outputs).values():
        assert browser.texts_in_the_way(page, chart.svg) == [], chart.alt


def test_every_picture_of_a_pdf_says_the_same(outputs: Path) -> None:
    charts = charts_of(outputs)
    for file in found(outputs, ".pdf"):
        alts = [each.alt for each in pdf_structure.elements(file.read_bytes()) if each.tag == "Figure"]
        assert set(alts) <= set(charts), name(file)


@lru_cache(maxsize=1)
def charts_of(outputs: Path) -> dict[str, Chart]:
    """Every chart of the meeting's notebooks by its alternative text."""
    return {block.alt: block for block in blocks_of(outputs) if isinstance(block, Chart)}


def pictures_of(outputs: Path) -> set[str]:
    """Every small drawing in a cell of a table."""
    tables = [block for block in blocks_of(outputs) if isinstance(block, Table)]
    return {cell.picture for table in tables for row in table.rows for cell in row if cell.picture}


@lru_cache(maxsize=1)
def blocks_of(outputs: Path) -> tuple[Block, ...]:
    documents = [document_from(nbformat.read(file, as_version=4), file.name) for file in found(outputs, ".ipynb")]
    return tuple(block for document in documents for block in document.blocks)


def not_worth_reading(chart: Chart) -> list[str]:
    """What the alternative text lacks."""
    alt = chart.alt.strip()
    return [
        lack
        for lack, lacking in {
            "length": len(alt) < 40 and len(re.findall(r"[.!?](?:\s|$)", alt)) < 2,
            "anything beyond the caption": alt.rstrip(".").casefold() == plain(chart.caption).rstrip(".").casefold(),
            "a figure": not any(figure.text in alt for figure in chart.figures),
        }.items()
        if lacking
    ]


# PDFs


def test_a_pdf_can_be_read_by_its_tags(outputs: Path) -> None:
    problems = {name(file): pdf_structure.problems_of(file.read_bytes()) for file in found(outputs, ".pdf")}
    assert {file: each for file, each in problems.items() if each} == {}


@pytest.mark.parametrize(("profile", "rules"), [("ua1", 100), ("2a", 150)])
def test_an_independent_validator_finds_nothing_in_a_pdf(outputs: Path, profile: str, rules: int) -> None:
    for file in found(outputs, ".pdf"):
        report = validate_pdf(file, profile=profile)
        others = [failure for failure in report.failures if failure.rule_id != UNSURE]
        assert [f"{failure.rule_id}: {failure.message}" for failure in others] == [], name(file)
        assert report.is_compliant or report.failures
        assert report.rules.passed >= report.rules.total - 1
        assert report.rules.total >= rules
        assert report.document.page_count > 0


# It takes a compressed stream that happens to end in a carriage return for one byte shorter than it is.
UNSURE = "PDFA2A-STREAM-LENGTH-001"


def tagged(pdf: pikepdf.Pdf, tag: str) -> Any:
    return next(each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/S") == tag and "/P" in each)


def bare(pdf: pikepdf.Pdf) -> None:
    words = [
        each for each in pikepdf.parse_content_stream(pdf.pages[0]) if str(each.operator) not in ("BDC", "BMC", "EMC")
    ]
    pdf.pages[0].Contents = pdf.make_stream(pikepdf.unparse_content_stream(words))


def demoted(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and each.get("/S") == "/TH" and each.P.P.S == "/TBody":
            each.S = Name.TD


def unmarked(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        del metadata["pdfuaid:part"]


@pytest.mark.parametrize(
    ("spoil", "problem", "validator_sees"),
    [
        (lambda pdf: tagged(pdf, "/Figure").__delitem__("/Alt"), "has no alternative text", True),
        (lambda pdf: pdf.Root.__delitem__("/Lang"), "the language is not en-GB", True),
        (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "the window doesn't show the title", True),
        (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "the file has no tags", True),
        (lambda pdf: pdf.Root.__delitem__("/Outlines"), "the bookmarks are not the headings", False),
        (lambda pdf: setattr(tagged(pdf, "/H2"), "S", Name.H4), "skips from level 1 to 4", True),
        (lambda pdf: setattr(tagged(pdf, "/H2"), "S", Name.H1), "there are 2 headings of the first level", False),
        (lambda pdf: setattr(tagged(pdf, "/TH"), "A", Array()), "a table's columns have no headers", False),
        (demoted, "a table's rows have no headers", False),
        (unmarked, "the file doesn't say that it is PDF/UA-1", True),
        (bare, "is neither tagged nor an artifact", True),
    ],
)
def test_a_spoilt_pdf_would_be_found(
    outputs_of: Callable[[str], Path], spoil: Callable[[pikepdf.Pdf], None], problem: str, validator_sees: bool
) -> None:
    made = BytesIO()
    with pikepdf.open(outputs_of("2014-12-11") / "public/04-procurement-dashboard.pdf") as pdf:
        spoil(pdf)
        pdf.save(made, preserve_pdfa=True)
    assert [each for each in pdf_structure.problems_of(made.getvalue()) if problem in each]
    if validator_sees:
        assert not validate_pdf_bytes(made.getvalue(), profile="ua1").is_compliant


# Notebooks


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (
            "plt.plot([1, 2]);",
            "the chart has no caption and no alt text; show it with report.own_chart(drawing, caption, alt)",
        ),
        (
            "plt.figure()",
            (
                "its value is not part of a report; show tables and charts with the report's own calls, or end "
                "the line "
                "with a semicolon"
            ),
        ),
        (
            "from ccpi_nb.charts.own_charts import drawn\nplt.close(own := plt.figure())\ndrawn(own, 'Calls', ' ')",
            "the chart 'Calls' has no alternative text of its own; say in a sentence or two what the chart shows",
        ),
    ],
)
def test_a_chart_without_alt_text_stops_its_notebook_with_the_cell_named(
    tmp_path: Path, source: str, problem: str
) -> None:
    path = tmp_path / "calls.ipynb"
    cells = (
        ("parameters", 'quarter: str = "2014-15-Q2"'),
        ("markdown", "## Calls"),
        ("code", f"import matplotlib.pyplot as plt\n{source}"),
    )
    path.write_text(notebook(*cells), encoding="utf-8")
    with pytest.raises((CellFailed, InputError)) as stopped:
        document_from(run_notebook(path, {"quarter": "2014-15-Q1"}), "notebooks/calls.ipynb")
    assert str(stopped.value) == f"notebooks/calls.ipynb, cell 3: {problem}"
