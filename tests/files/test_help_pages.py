"""The pages that `ccpi help` shows, and the messages that point at them."""

import ast
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


def test_no_message_points_at_a_page_that_only_a_checkout_has() -> None:
    """Comments and docstrings may, for whoever changes the code; so may the command that writes such a page."""
    messages = [
        (path.name, text)
        for path in SOURCES
        for text in strings_of(ast.parse(path.read_text(encoding="utf-8")))
        if re.search(r"docs/\w+\.md", text) and "docs/coverage.md" not in text
    ]
    assert messages == []


def strings_of(tree: ast.Module) -> list[str]:
    """The strings of a module that are no docstrings."""
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    documenting = {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documenting
    ]
