"""The pages that `ccpi help` shows, and the messages that point at them."""

import re

import pytest
from builders import refusal
from real import ROOT

from ccpi_nb.files.help_pages import page, page_titles

SOURCES = sorted((ROOT / "ccpi_nb").rglob("*.py"))


def test_every_page_of_docs_has_its_title() -> None:
    assert {*page_titles(), "coverage"} == {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert page_titles()["data"] == "The data: what each file holds"
    assert page("data").startswith("# The data: what each file holds\n")


@pytest.mark.parametrize("name", ["dta", "data.md", "../README", ""])
def test_a_page_that_is_not_there_is_refused_with_the_nearest(name: str) -> None:
    assert refusal(page, name).startswith(f"there is no page '{name}'; ")
    assert refusal(page, "dta") == "there is no page 'dta'; did you mean 'data'?"


def test_every_page_that_a_message_points_at_is_there() -> None:
    named = {name for path in SOURCES for name in re.findall(r"ccpi help ([a-z-]+)", path.read_text(encoding="utf-8"))}
    assert "data" in named
    assert named <= set(page_titles())


def test_no_message_points_at_a_file_that_only_a_checkout_has() -> None:
    """Only comments and docstrings, which whoever changes the code reads, and what writes a page of docs/ name it."""
    messages = [
        (path.name, line.strip())
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(?:see|as|in|says?) docs/\w+\.md", line) and re.match(r"\s*f?\"[^\"]", line)
    ]
    assert messages == []
