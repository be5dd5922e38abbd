"""Everybody can read the site: axe on a page of each kind, the keyboard, and the index with and without its script."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import browser
import pytest
from browser import axe_problems, contrast_problems, lost_text
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

# A page of each kind; those of made-up values have control charts and icons.
LOOKED_AT = (
    *("index", "changes", "follow-ups", "a-z", "about", "scorecards/2014-12-11", "meetings/2014-10-01"),
    *("services/procurement", "indicators/btls-compliments"),
)
CHARTED = ("scorecard", "indicators/calls-answered")
PHONE, DESK = 320, 1440


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """One for all tests; a page may have no style but its own, and what is put in to look at it is let through here."""
    opened = chromium.new_page(bypass_csp=True)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def places(sample: Path, charted: Path) -> list[str]:
    """The addresses of a page of each kind."""
    return [
        (folder / f"{at}.html").as_uri() for folder, kinds in ((sample, LOOKED_AT), (charted, CHARTED)) for at in kinds
    ]


def test_axe_finds_nothing_in_light_or_dark(places: list[str], page: Page) -> None:
    problems = []
    for place in places:
        page.goto(place)
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light")
            found = axe_problems(page)
            # Of all rules one is about colours.
            page.emulate_media(color_scheme="dark")
            problems += [f"{place}, {width}: {problem}" for problem in (*found, *contrast_problems(page))]
    page.emulate_media(color_scheme="light")
    assert problems == []


TEXT_TWICE = ":root { font-size: 200% }"


@pytest.mark.parametrize(("width", "style"), [(PHONE, ""), (PHONE, TEXT_TWICE), (768, ""), (DESK, TEXT_TWICE)])
def test_no_word_is_lost_and_no_page_scrolls_sideways(places: list[str], page: Page, width: int, style: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    problems = []
    for place in places:
        page.goto(place)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.add_style_tag(content=style or "main { }")
        if (reach := page.evaluate("document.documentElement.scrollWidth")) > width:
            problems.append(f"{place}: is {reach} wide")
        problems += [f"{place}: {problem}" for problem in lost_text(page)]
    assert problems == []


def test_headings_leave_no_level_out(sample: Path, charted: Path) -> None:
    for file in (*sample.rglob("*.html"), *charted.rglob("*.html")):
        soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        levels = [int(heading.name[1]) for heading in soup(re.compile("h[1-6]")) if not heading.find_parent("nav")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), file


# What the keyboard can stop at, in the order of the page, as far as it is seen.
STOPS = """() => [...document.querySelectorAll('a[href], summary, input, [tabindex="0"]')]
  .filter(each => each.checkVisibility() && getComputedStyle(each).visibility !== 'hidden')
  .filter(each => !each.matches('.table-scroll, .chart-scroll') || each.scrollWidth > each.clientWidth).length"""
# What it stands at: its place among all elements, whether it is on the screen, and whether the focus is seen on it.
STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  return at === document.body ? null : {place: [...document.querySelectorAll('*')].indexOf(at), words: at.innerText,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1,
    told: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0};
}"""


def walked(page: Page) -> list[dict[str, Any]]:
    """Where the keyboard stops on a page, from its start to its end."""
    stops = []
    for _ in range(500):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    raise AssertionError("the keyboard doesn't come to the end of the page")


@pytest.mark.parametrize(("width", "colours"), [(PHONE, "none"), (DESK, "none"), (DESK, "active")])
@pytest.mark.parametrize("address", ["services/procurement", "indicators/btls-compliments", "about"])
def test_the_keyboard_walks_a_page_from_its_start_to_its_end_and_every_stop_is_seen(
    sample: Path, chromium: Browser, address: str, width: int, colours: Any
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900}, forced_colors=colours)
    page.goto((sample / f"{address}.html").as_uri())
    expected = page.evaluate(STOPS)
    stops = walked(page)
    page.close()
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    assert len(places) == expected
    assert [stop["words"] for stop in stops if not (stop["seen"] and stop["told"])] == []


def test_the_skip_link_leads_past_the_pages_of_the_site(sample: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto((sample / "scorecards/2014-12-11.html").as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.close()


def test_on_paper_a_page_has_its_words_and_not_the_way_to_other_pages(places: list[str], page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    for place in places:
        page.goto(place)
        shown = page.evaluate(
            "[...document.querySelectorAll('nav, form, .downloads')].some(each => each.checkVisibility())"
        )
        assert not shown, place
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )
        assert page.locator("main h2").first.is_visible()
    page.emulate_media(media="screen", color_scheme="light")


def test_titles_tables_and_charts_of_made_up_values_say_so(charted: Path) -> None:
    for file in charted.rglob("*.html"):
        soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        assert soup.title and soup.title.get_text().startswith("Made-up data: "), file
        named = soup(["caption", "figcaption"])
        assert all("(made-up data)" in each.get_text() for each in named), file
        assert all(str(image["alt"]).startswith("Made-up data.") for image in soup.select("figure img")), file


def test_a_scorecard_of_many_values_has_an_icon_beside_the_words(charted: Path) -> None:
    soup = BeautifulSoup((charted / "scorecard.html").read_text(encoding="utf-8"), "html.parser")
    (row,) = soup.select("tbody tr")
    drawn = [cell.get_text(" ", strip=True) for cell in row("td") if cell.img]
    assert drawn == ["Special cause, improving (high)", "Target consistently missed", "Improved overall"]


def test_the_keyboard_reaches_every_page_in_the_order_in_which_they_stand(sample: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto((sample / "scorecards/2014-12-11.html").as_uri())
    walked = []
    for _ in range(9):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert walked[:8] == [
        *("Skip to main content", "Home", "Meetings", "Scorecard", "What changed", "Follow-ups"),
        *("A to Z and search", "About"),
    ]
    page.locator("a", has_text="A to Z and search").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/a-z.html")
    page.close()


def test_the_search_leaves_the_names_that_have_all_words_and_says_how_many(sample: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto((sample / "a-z.html").as_uri())
    page.get_by_label("Search by name").press_sequentially("invoices paid")
    shown = page.locator("main > ul > li:visible").all_text_contents()
    assert shown == [
        f"Invoices paid {when}, Procurement" for when in ("after 90 days", "within 10 days", "within 30 days")
    ]
    assert page.get_by_role("status").text_content() == "3 names found"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Invoices paid after 90 days"
    page.close()


def test_without_a_script_the_index_is_a_list_and_has_no_box_to_search_in(sample: Path, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sample / "a-z.html").as_uri())
    assert page.locator("form").is_hidden()
    assert page.get_by_role("link", name="Invoices paid within 30 days").is_visible()
    context.close()
