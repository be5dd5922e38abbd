"""A real browser, and what a page does in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES = (
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    *(
        str(Path(os.environ.get(folder, "C:/Program Files"), place))
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        for place in (
            "Chromium/Application/chrome.exe",
            "Google/Chrome/Application/chrome.exe",
            "Microsoft/Edge/Application/msedge.exe",
        )
    ),
)
_MISSING = (
    "there is no Chromium, Chrome or Edge to look at the pages with: install one (on Debian: 'apt-get install "
    "chromium') or name its program in CCPI_CHROMIUM"
)

# Every rule of the Web Content Accessibility Guidelines 2.2, levels A and AA, that a program can check, and what is
# good practice besides.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A contrast that axe need not tell is that of symbols and single letters, whose colour is a text's beside them, and on
# a phone that of what is half
# scrolled out of a table, which the desk's width shows whole.
_UNTOLD = {"nonBmp", "shortTextContent", "elmPartiallyObscured"}


def program() -> str | None:
    """The browser's program."""
    if named := os.environ.get("CCPI_CHROMIUM"):
        return named
    found = (shutil.which(command) for command in _COMMANDS)
    return next((path for path in (*found, *_PLACES) if path and Path(path).is_file()), None)


@contextmanager
def opened() -> Iterator[Browser]:
    """The browser; without one the test is skipped, or fails where CCPI_BROWSER_REQUIRED is set."""
    path = program()
    if path is None:
        (pytest.fail if os.environ.get("CCPI_BROWSER_REQUIRED") == "1" else pytest.skip)(_MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


_TEXTS_IN_THE_WAY = """svg => {
  document.body.innerHTML = svg;
  const texts = [...document.querySelectorAll('[data-text], [data-number]')].map(shape => [
    shape.getAttribute('data-text') ?? 'a number of the scale', shape.getBoundingClientRect()]);
  const cover = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.5;
  return texts.flatMap(([name, box], place) =>
    texts.slice(place + 1).filter(([, beside]) => cover(box, beside)).map(([other]) => `${name} | ${other}`));
}"""


def texts_in_the_way(page: Page, svg: str) -> list[str]:
    """The texts of a chart that cover each other, by the boxes of their letters as the browser draws them."""
    found: list[str] = page.evaluate(_TEXTS_IN_THE_WAY, svg)
    return found


def axe_problems(page: Page) -> list[str]:
    """What axe-core finds, and where it can't tell."""
    # It can't see the colour behind a text through a gradient; ours only shades an edge.
    page.add_style_tag(content="*, ::before, ::after { background-image: none !important }")
    return _problems(page, _RULES, {"color-contrast", "target-size", "image-alt", "heading-order", "region"})


def contrast_problems(page: Page) -> list[str]:
    """What axe-core finds of colours alone, on a page that it has looked at already."""
    return _problems(page, {"type": "rule", "values": ["color-contrast"]}, {"color-contrast"})


def _problems(page: Page, rules: object, at_least: set[str]) -> list[str]:
    found: dict[str, Any] = (
        Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations", "incomplete"]}).response
    )
    ran = {rule["id"] for outcome in ("passes", "violations", "incomplete", "inapplicable") for rule in found[outcome]}
    assert at_least <= ran
    unclear = [
        {**rule, "nodes": [node for node in rule["nodes"] if not _may_be_untold(node)]} for rule in found["incomplete"]
    ]
    return [
        f"{rule['id']}: {node['target'][0]}: {node['html']}"
        for rule in (*found["violations"], *unclear)
        for node in rule["nodes"]
    ]


def _may_be_untold(node: dict[str, Any]) -> bool:
    return any(
        (check["data"] or {}).get("messageKey") in _UNTOLD for check in node["any"] if isinstance(check["data"], dict)
    )


def lost_text(page: Page) -> list[str]:
    """Words that nobody can read: cut off by their box, beyond the page's edge, or under other words."""
    words: list[str] = page.evaluate(_LOST)
    return words


# What is hidden on purpose, for a screen reader only, is a pixel large or all to the left of the page. What a box cuts
# off can be read if it scrolls.
_LOST = """() => {
  const lost = [], seen = [];
  const words = node => node.data.trim().replace(/\\s+/g, ' ').slice(0, 60);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (!box.width || box.right <= 0) continue;
      let hidden = false, scrolls = false;
      for (let around = node.parentElement; around && !scrolls; around = around.parentElement) {
        const style = getComputedStyle(around), edge = around.getBoundingClientRect();
        if (edge.width <= 1) { hidden = true; break; }
        scrolls = ['auto', 'scroll'].includes(style.overflowX);
        const across = ['hidden', 'clip'].includes(style.overflowX)
          && (box.right > edge.right + 1 || box.left < edge.left - 1);
        const down = ['hidden', 'clip'].includes(style.overflowY)
          && (box.bottom > edge.bottom + 1 || box.top < edge.top - 1);
        if (!scrolls && (across || down)) lost.push('cut off: ' + words(node));
      }
      if (hidden) continue;
      if (!scrolls && (box.right > innerWidth + 1 || box.left < -1)) lost.push('beyond the edge: ' + words(node));
      seen.push([box, node]);
    }
  }
  seen.sort(([one], [other]) => one.top - other.top);
  seen.forEach(([one, node], place) => {
    for (let next = place + 1; next < seen.length && seen[next][0].top < one.bottom; next++) {
      const [other, above] = seen[next];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (across > 2 && down > 0.4 * Math.min(one.height, other.height)) {
        lost.push('one over the other: ' + words(node) + ' / ' + words(above));
      }
    }
  });
  return lost;
}"""
