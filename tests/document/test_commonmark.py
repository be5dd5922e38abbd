"""The examples of two specifications: CommonMark's own, and the extensions of GitHub's, which JupyterLab has."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag

from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Block, Document, Masthead
from ccpi_nb.errors import InputError
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.review.scanned_pdfs import scan_pdf

DATA = Path(__file__).parents[1] / "data"
BLOCKS = frozenset(re.findall(r"\w+", "p ul ol li blockquote h1 h2 h3 h4 h5 h6 hr pre table thead tbody tr th td"))
STYLES = frozenset(["em", "strong", "code", "del"])


class Example(NamedTuple):
    name: str
    markdown: str
    html: str


def examples(file: str) -> list[Example]:
    read = json.loads((DATA / file).read_text(encoding="utf-8"))
    return [Example(f"{each['section']} {each['example']}", each["markdown"], each["html"]) for each in read]


COMMONMARK, GFM = examples("commonmark-0.31.2.json"), examples("gfm-0.29.json")


def page(blocks: tuple[Block, ...]) -> Tag:
    soup = BeautifulSoup(render_document(Document(Masthead("Examples", "2014-12-11"), blocks)), "html.parser")
    main = soup.main
    assert main is not None
    for each in main.select("span, time, div.table, div.table-scroll"):
        each.unwrap()
    for each in main.select(".inset"):
        if each.name == "p":
            each.wrap(soup.new_tag("blockquote"))
            del each["class"]
        else:
            each.name = "blockquote"
    for each in main.select("thead td"):
        each.name = "th"
    for each in main.select("tbody th"):
        each.name = "td"
    for each in main.select(".numeric, .centred"):
        each["align"] = "right" if each["class"] == ["numeric"] else "center"
    return main


def structure(parent: Tag) -> list[object]:
    """What a reader gets: blocks with what is in them, and stretches of text with their styles and addresses."""
    found: list[object] = []
    runs: list[tuple[str, frozenset[str]]] = []

    def close() -> None:
        text = merged(runs)
        runs.clear()
        if text:
            found.append(("p", "", text))

    for child in parent.children:
        if isinstance(child, Tag) and child.name in BLOCKS:
            close()
            found.append(block(child))
        else:
            runs += inline(child, frozenset())
    close()
    return found


def block(tag: Tag) -> object:
    if tag.name == "p":
        return "p", "", merged([run for child in tag.children for run in inline(child, frozenset())])
    name = {"h1": "h2"}.get(tag.name, tag.name)  # a page has one heading of level 1, its title
    align = tag.get("align") if tag.get("align") != "left" else None
    start = tag.get("start") if tag.get("start") != "1" else None
    return name, str(align or start or ""), structure(tag)


def inline(node: object, styles: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    if isinstance(node, NavigableString):
        return [(str(node), styles)]
    assert isinstance(node, Tag)
    if node.name == "br":
        return [("\N{SYMBOL FOR NEWLINE}", frozenset())]
    own = {node.name} if node.name in STYLES else {f"{node.name} {node.get('href')} {node.get('title')}"}
    return [run for child in node.children for run in inline(child, styles | own)]


def merged(runs: list[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    """Runs as a browser shows them: white space once, none at either end, neighbours of one style as one."""
    letters = [(letter, styles) for text, styles in runs for letter in text]
    shown: list[tuple[str, frozenset[str]]] = []
    for letter, styles in letters:
        one = " " if letter in " \t\n\r" else letter
        if one == " " and (not shown or shown[-1][0][-1] in " \N{SYMBOL FOR NEWLINE}"):
            continue
        if one == "\N{SYMBOL FOR NEWLINE}" and shown and shown[-1][0].endswith(" "):
            shown[-1] = (shown[-1][0][:-1], shown[-1][1])
        if shown and shown[-1][1] == styles:
            shown[-1] = (shown[-1][0] + one, styles)
        else:
            shown.append((one, styles))
    if shown:
        shown[-1] = (shown[-1][0].rstrip(" "), shown[-1][1])
    return [run for run in shown if run[0]]


def outcome(example: Example) -> str:
    """Return how an example comes out: 'shown', 'refused', or 'changed'.

    'linked' is shown, with a bare address as a link, which GitHub's specification adds to CommonMark.
    """
    try:
        blocks = blocks_from_markdown(example.markdown, "cell 1")
    except InputError:
        return "refused"
    expected = BeautifulSoup(example.html, "html.parser")
    made = page(blocks)
    if structure(made) == structure(expected):
        return "shown"
    for link in [link for link in made.select("a") if str(link["href"]).endswith(link.get_text())]:
        link.unwrap()
    return "linked" if structure(made) == structure(expected) else "changed"


@pytest.mark.parametrize(
    ("some", "counts"),
    [
        (COMMONMARK, {"shown": 413, "linked": 5, "refused": 234}),
        (GFM, {"shown": 17, "refused": 7}),
    ],
    ids=["CommonMark 0.31.2", "GFM 0.29"],
)
def test_each_example_of_a_specification_is_shown_as_it_says_or_refused(
    some: list[Example], counts: dict[str, int]
) -> None:
    outcomes = {example: outcome(example) for example in some}
    assert [example for example, how in outcomes.items() if how == "changed"] == []
    assert Counter(outcomes.values()) == counts


def test_a_pdf_has_the_words_of_each_example_that_its_page_has() -> None:
    blocks = [
        block
        for example in (*COMMONMARK, *GFM)
        if outcome(example) in ("shown", "linked")
        for block in blocks_from_markdown(example.markdown, "cell 1")
    ]
    document = Document(Masthead("Examples", "2014-12-11"), tuple(blocks))
    pdf = scan_pdf(render_pdf(document, day=date(2014, 12, 11)))
    main = page(tuple(blocks))
    assert letters("".join(pdf.pages)) == letters("Examples" + main.get_text())


def letters(text: str) -> str:
    # Who reads a PDF's text can't tell a hyphen at a line's end from one that the typesetting has put there.
    return re.sub(r"[\s\x02-]+", "", text)
