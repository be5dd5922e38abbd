"""Everybody can read the site: axe on a page of each kind, the keyboard, and the index with and without its script."""

from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
from browser import axe_problems
from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

LOOKED_AT = ("scorecards/2014-12-11", "indicators/btls-compliments", "a-z")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.opened() as opened:
        yield opened


@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_in_light_or_dark(sample: Path, chromium: Browser, width: int) -> None:
    problems = []
    page = chromium.new_page(bypass_csp=True, viewport={"width": width, "height": 900})
    for address in LOOKED_AT:
        page.goto((sample / f"{address}.html").as_uri())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
            problems += [f"{address}, {scheme}: {problem}" for problem in axe_problems(page)]
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        problems += [f"{address}: scrolls sideways"] if wide else []
    page.close()
    assert problems == []


def test_the_keyboard_reaches_every_page_in_the_order_in_which_they_stand(sample: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto((sample / "scorecards/2014-12-11.html").as_uri())
    walked = []
    for _ in range(8):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert walked[:7] == [
        *("Skip to main content", "Meetings", "Scorecard", "What changed", "Follow-ups", "A to Z and search", "About")
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
