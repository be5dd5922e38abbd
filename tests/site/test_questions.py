"""What readers ask, and the way to the answer from the front page by links alone; docs/site.md lists both."""

import re
from pathlib import Path
from posixpath import dirname, normpath

import pytest
from bs4 import BeautifulSoup
from real import ROOT

MOST = 5

# The question, the links, and what the last page says.
QUESTIONS = [
    (
        "Is the target for paying invoices being met, and since when not?",
        ("A to Z and search", "Invoices paid within 30 days"),
        (
            "Invoices paid within 30 days missed the target of 100%. The figure was 79.99% in October 2014",
            "April to June 2014 74.16% 100% ✗ Off target",
        ),
    ),
    (
        "What did the committee ask for in 2014 that never came?",
        ("Follow-ups",),
        (
            "Overdue, with no answer found",
            "Report on the Ofsted inspection of Lancashire Adult Learning 11 December 2014",
        ),
    ),
    (
        "What got worse or better since the meeting before?",
        ("what changed",),
        ("Incoming mail scanned improved", "up from 45% in February 2020"),
    ),
    (
        "What did the committee decide about the health of children looked after?",
        ("A to Z and search", "Children looked after with an up-to-date health assessment"),
        ("What the committee resolved", "recovery plan for health assessments of children looked after"),
    ),
    (
        "Why do people complain about Blue Badges, as data?",
        ("A to Z and search", "Reasons for Blue Badge complaints", "Data (CSV)"),
        ('"Misinformed by Blue Badge team","1"',),
    ),
]


def linked(site: Path, here: str, words: str) -> str:
    """The file to which a page's link of these words leads."""
    soup = BeautifulSoup((site / here).read_text(encoding="utf-8"), "html.parser")
    (found, *_) = [link for link in soup("a") if " ".join(link.get_text().split()) == words]
    return normpath(f"{dirname(here)}/{found['href']}".lstrip("/"))


def said(file: Path) -> str:
    """What a page says in its main part, or a data file."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".html":
        return text
    main = BeautifulSoup(text, "html.parser").main
    assert main
    for sources in main("details"):
        sources.decompose()
    return re.sub(r" (?=[.,:)])|(?<=\() ", "", " ".join(main.get_text(" ").split()))


@pytest.mark.parametrize(("question", "links", "answers"), QUESTIONS, ids=[question for question, *_ in QUESTIONS])
def test_a_question_is_answered_a_few_clicks_from_the_front_page(
    sample: Path, question: str, links: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    at = "index.html"
    for words in links:
        at = linked(sample, at, words)
    assert len(links) <= MOST
    assert [answer for answer in answers if answer not in said(sample / at)] == []


@pytest.mark.parametrize(("question", "links"), [(question, links) for question, links, _ in QUESTIONS])
def test_the_page_about_the_site_lists_the_question_with_its_clicks(question: str, links: tuple[str, ...]) -> None:
    page = (ROOT / "docs/site.md").read_text(encoding="utf-8")
    assert f"| {question} | {', '.join(links)} | {len(links)} |" in page
