"""What no page that is read may say: held over all pages of all meetings."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from real import ROOT

pytestmark = pytest.mark.slow

MEETINGS = sorted(path.stem for path in (ROOT / "params").glob("*.yaml"))

_LEFT_OUT = re.compile(r"(?s)<(head|style|svg|code)\b.*?</\1>")
_BLOCK = re.compile(r"(?s)<(p|li|td|th|caption|figcaption|h[1-6])\b[^>]*>(.*?)</\1>")
_FILE = re.compile(r"\S*(?:data|params)/\S+|\S+\.(?:csv|pdf|html|ipynb|xlsx|json)\b")


def blocks_of(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each block of words of a meeting's pages: page, tag, words; without the names of files."""
    for page in sorted(folder.glob("*/*.html")):
        for tag, markup in _BLOCK.findall(_LEFT_OUT.sub("", page.read_text(encoding="utf-8"))):
            words = _FILE.sub("", " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split()))
            yield page.name, tag, re.sub(r"\s+([,.;:)])", r"\1", words)


@pytest.mark.parametrize("day", MEETINGS)
def test_a_minus_is_a_minus_and_no_hyphen(outputs_of: Callable[[str], Path], day: str) -> None:
    assert [block for block in blocks_of(outputs_of(day)) if re.search(r"(?<![\w)])-[£\d]", block[2])] == []


@pytest.mark.parametrize("day", MEETINGS)
def test_quarters_are_told_by_their_months(outputs_of: Callable[[str], Path], day: str) -> None:
    """The titles of papers are the council's own."""
    assert [
        block
        for block in blocks_of(outputs_of(day))
        if re.search(r"\bQ[1-4] 20\d\d|\b[Qq]uarter [1-4] 20\d\d/\d\d(?! Report)", block[2])
    ] == []


@pytest.mark.parametrize("day", MEETINGS)
def test_no_sentence_says_of_how_many_so_many_are(outputs_of: Callable[[str], Path], day: str) -> None:
    assert [block for block in blocks_of(outputs_of(day)) if re.search(r"\bOf \d[\d,]* [^.]*, \d", block[2])] == []


@pytest.mark.parametrize("day", MEETINGS)
def test_no_page_has_words_that_only_this_workbook_uses(outputs_of: Callable[[str], Path], day: str) -> None:
    """A meeting is held, and something may hold up; a person is told."""
    private = re.compile(
        r"(?<!has been )(?<!should be )(?<!was )(?<!were )\b(?:held(?! on | up )|told)\b|\bagainst it\b"
    )
    assert [block for block in blocks_of(outputs_of(day)) if private.search(block[2])] == []


@pytest.mark.parametrize("day", MEETINGS)
def test_no_paragraph_opens_with_a_pronoun(outputs_of: Callable[[str], Path], day: str) -> None:
    """'This report' names its subject."""
    pronoun = re.compile(r"(?:It|They|Its|Their|Of these|(?:This|These) (?:is|are|was|were|has|have|also|will))\b")
    assert [block for block in blocks_of(outputs_of(day)) if block[1] == "p" and pronoun.match(block[2])] == []
