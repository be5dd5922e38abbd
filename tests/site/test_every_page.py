"""Everybody can read every page of the site, which takes minutes: `make soak`. test_reading has a page of each kind."""

from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
from browser import axe_problems, contrast_problems, lost_text
from playwright.sync_api import Page

from ccpi_nb.site.material import Material
from ccpi_nb.site_publishing.making import frame_of, made, site_pages

pytestmark = pytest.mark.soak

PHONE, DESK = 320, 1440
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
TEXT_TWICE = ":root { font-size: 200% }"


@pytest.fixture(scope="module")
def whole(material: Material, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every page of the site over the real workbook."""
    folder = tmp_path_factory.mktemp("whole")
    for page in made(site_pages(material), frame_of(material), "", lambda address, seen: False):
        file = folder / f"{page.address}.html"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(page.files[f"{page.address}.html"])
    return sorted(folder.rglob("*.html"))


@pytest.fixture
def page() -> Iterator[Page]:
    with browser.opened() as chromium:
        yield chromium.new_page(bypass_csp=True)


def test_axe_finds_nothing_on_any_page_and_no_word_is_lost(whole: list[Path], page: Page) -> None:
    problems = []
    for file in whole:
        page.goto(file.as_uri())
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light")
            found = axe_problems(page)
            page.emulate_media(color_scheme="dark")
            problems += [f"{file.name}, {width}: {problem}" for problem in (*found, *contrast_problems(page))]
        page.set_viewport_size({"width": PHONE, "height": 900})
        page.evaluate(OPEN_ALL)
        page.add_style_tag(content=TEXT_TWICE)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE:
            problems.append(f"{file.name}: scrolls sideways")
        problems += [f"{file.name}: {problem}" for problem in lost_text(page)]
    assert len(whole) > 200
    assert problems == []
