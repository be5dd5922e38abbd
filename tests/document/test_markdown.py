from contextlib import suppress

import pytest
from builders import refusal
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.document.ledger import passages
from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Bullets, Cell, Column, Document, Heading, Inset, Masthead, Paragraph, Rule, Table
from ccpi_nb.document.runs import LineBreak, Text, plain
from ccpi_nb.errors import InputError
from ccpi_nb.files.fonts import unshowable
from ccpi_nb.render.html import render_document
from ccpi_nb.render.json_form import (
    blocks_from_json,
    blocks_to_json,
)


def blocks(source: str):
    return blocks_from_markdown(source, "notebooks/calls.ipynb, cell 2")


def t(text: str, **style) -> Text:
    return Text(text, **style)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Calls", [Heading(1, (t("Calls"),))]),
        ("### Next steps", [Heading(3, (t("Next steps"),))]),
        ("One line\nand the next.", [Paragraph((t("One line"), t(" "), t("and the next.")))]),
        ("One.\n\nTwo.", [Paragraph((t("One."),)), Paragraph((t("Two."),))]),
        ("- one\n- two", [Bullets(((t("one"),), (t("two"),)))]),
        ("1. one\n2. two", [Bullets(((t("one"),), (t("two"),)), ordered=True)]),
        ("- one\n\n- two", [Bullets(((t("one"),), (t("two"),)))]),
        ("> Take care.", [Inset((t("Take care."),))]),
        ("One.\n\n---\n\nTwo.", [Paragraph((t("One."),)), Rule(), Paragraph((t("Two."),))]),
        ("**Note** *this*", [Paragraph((t("Note", strong=True), t(" "), t("this", emphasis=True)))]),
        ("***both***", [Paragraph((t("both", strong=True, emphasis=True),))]),
        (
            "See [the **guide**](https://example.org)",
            [
                Paragraph(
                    (
                        t("See "),
                        t("the ", href="https://example.org"),
                        t("guide", strong=True, href="https://example.org"),
                    )
                )
            ],
        ),
        ("The key `calls`", [Paragraph((t("The key "), t("calls", code=True)))]),
        ("", []),
        ("Calls\n=====", [Heading(1, (t("Calls"),))]),
        ("Calls\n-----", [Heading(2, (t("Calls"),))]),
        ("*one\ntwo*", [Paragraph((t("one", emphasis=True), t(" ", emphasis=True), t("two", emphasis=True)))]),
        ("County Hall\\\nPreston", [Paragraph((t("County Hall"), LineBreak(), t("Preston")))]),
        ("County Hall  \nPreston", [Paragraph((t("County Hall"), LineBreak(), t("Preston")))]),
        ("&pound;5&nbsp;a day &copy; &#8220;so&#8221;", [Paragraph((t("£5\xa0a day © \u201cso\u201d"),))]),
        (r"\$5 and \*six\*", [Paragraph((t("$5 and *six*"),))]),
    ],
)
def test_markdown_becomes_blocks(source, expected):
    assert list(blocks(source)) == expected


ITEM = ((t("a"),),)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("3. a", [Bullets(ITEM, True, 3)]),
        ("3) a", [Bullets(ITEM, True, 3)]),
        ("0. a", [Bullets(ITEM, True, 0)]),
        ("007. a", [Bullets(ITEM, True, 7)]),
        ("999999999. a", [Bullets(ITEM, True, 999_999_999)]),
        (
            "1. a\n2. a\n\nBetween.\n\n3. a",
            [Bullets((*ITEM, *ITEM), True), Paragraph((t("Between."),)), Bullets(ITEM, True, 3)],
        ),
        ("1. a\n1) a", [Bullets(ITEM, True), Bullets(ITEM, True)]),
        ("* a\n- a", [Bullets(ITEM), Bullets(ITEM)]),
    ],
)
def test_a_list_starts_where_it_says(source, expected):
    assert list(blocks(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- a\n  - a", Bullets(ITEM, below=((Bullets(ITEM),),))),
        ("- a\n  1. a\n     - a", Bullets(ITEM, below=((Bullets(ITEM, True, below=((Bullets(ITEM),),)),),))),
        ("- a\n\n  more\n- a", Bullets((*ITEM, *ITEM), below=((Paragraph((t("more"),)),), ()))),
        ("- > a", Bullets(((),), below=((Inset(*ITEM),),))),
        ("-\n- a", Bullets(((), *ITEM))),
        ("> a\n>\n> b", Inset(*ITEM, (Paragraph((t("b"),)),))),
        ("> - a", Inset((), (Bullets(ITEM),))),
        ("> a\n>\n> > a", Inset(*ITEM, (Inset(*ITEM),))),
    ],
)
def test_lists_and_quotations_hold_each_other(source, expected):
    assert blocks(source) == (expected,)


def cell(text: str) -> Cell:
    return Cell((t(text),) if text else ())


TABLE = Table((), (Column("Task"), Column("Post")), ((cell("Filing"), cell("Clerk")),))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("| Task | Post |\n|---|---|\n| Filing | Clerk |", TABLE),
        ("Task | Post\n---|---\nFiling | Clerk", TABLE),
        ("| **Task** | Post |\n|---|---|\n| Filing | Clerk |", TABLE),
        ("|Task|\n|---|\n|Filing|", Table((), (Column("Task"),), ((cell("Filing"),),))),
        ("|Task|\n|---|\n|a\\|b|", Table((), (Column("Task"),), ((cell("a|b"),),))),
        ("| | Post |\n|---|---|\n| Filing", Table((), (Column(""), Column("Post")), ((cell("Filing"), cell("")),))),
        (
            "|a|b|c|d|\n|:--|--:|:-:|---|\n|1|2|3|4|",
            Table(
                (),
                (Column("a"), Column("b", numeric=True), Column("c", centred=True), Column("d")),
                (tuple(map(cell, "1234")),),
            ),
        ),
    ],
)
def test_a_table_has_headers_and_keeps_its_alignment(source, expected):
    assert blocks(source) == (expected,)


@pytest.mark.parametrize(
    ("source", "text", "href"),
    [
        ("See https://example.org.", "https://example.org", "https://example.org"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("www.example.org/x, and", "www.example.org/x", "http://www.example.org/x"),
        ("**https://example.org**", "https://example.org", "https://example.org"),
        ("Write to clerk@example.org.", "clerk@example.org", "mailto:clerk@example.org"),
        ("<https://example.org>", "https://example.org", "https://example.org"),
        ("<clerk@example.org>", "clerk@example.org", "mailto:clerk@example.org"),
        ("[page][1]\n\n[1]: https://example.org", "page", "https://example.org"),
        ("[page]\n\n[PAGE]: https://example.org", "page", "https://example.org"),
        ("https://example.org/\u00fcber", "https://example.org/\u00fcber", "https://example.org/%C3%BCber"),
    ],
)
def test_an_address_is_a_link(source, text, href):
    (paragraph,) = blocks(source)
    assert [(run.text, run.href) for run in paragraph.runs if run.href] == [(text, href)]


@pytest.mark.parametrize("source", ["`https://example.org`", "sheets/www.csv", "a@b", "x@y_z.example_"])
def test_what_is_no_address_is_no_link(source):
    (paragraph,) = blocks(source)
    assert not [run for run in paragraph.runs if run.href]


@pytest.mark.parametrize(
    ("source", "href"),
    [
        ("[x](javascript:alert(1))", "javascript:alert(1)"),
        ("[x](JAVASCRIPT:alert(1))", "JAVASCRIPT:alert(1)"),
        ("[x](java&#115;cript:alert(1))", "javascript:alert(1)"),
        ("[x](data:text/html,x)", "data:text/html,x"),
        ("[x](vbscript:x)", "vbscript:x"),
        ("[x](file:///etc/passwd)", "file:///etc/passwd"),
        ("[x](//host/share)", "//host/share"),
        ("<javascript:alert(1)>", "javascript:alert(1)"),
        ("[x][1]\n\n[1]: javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_a_link_that_could_run_or_reach_into_a_computer_is_refused(source, href):
    remedy = "link to the web (https://), to mail, or to a file beside the report"
    assert refusal(blocks, source) == f"notebooks/calls.ipynb, cell 2: a report's link can't lead to '{href}'; {remedy}"


BLOCKS, RUNS = "use headings, paragraphs, lists, tables and links", "use words, emphasis and links"
PICTURE = "an image (show it in a code cell with report.picture, which asks for its alt text)"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<div>words</div>", f"a report's text can't hold raw HTML; {BLOCKS}"),
        ("some <b>words</b>", f"a report's text can't hold raw HTML; {RUNS}"),
        ("<script>alert(1)</script>", f"a report's text can't hold raw HTML; {BLOCKS}"),
        ("<!-- words -->", f"a report's text can't hold raw HTML; {BLOCKS}"),
        ("> <svg onload=alert(1)>", "a list or a quotation can't hold raw HTML; put it before or after"),
        ("See <img src=x onerror=alert(1)>", f"a report's text can't hold raw HTML; {RUNS}"),
        ("|a|\n|---|\n|x<br>y|", f"a report's text can't hold raw HTML; {RUNS}"),
        ("```mermaid\ngraph TD\n  A-->B\n```", f"a report's text can't hold a block of code; {BLOCKS}"),
        ("    indented code", f"a report's text can't hold a block of code; {BLOCKS}"),
        ("~~~\ncode\n~~~", f"a report's text can't hold a block of code; {BLOCKS}"),
        ("![a map](map.png)", f"a report's text can't hold {PICTURE}; {RUNS}"),
        ("![](attachment:map.png)", f"a report's text can't hold {PICTURE}; {RUNS}"),
        ("> # Title", "a list or a quotation can't hold a heading; put it before or after"),
        ("- a\n\n      code", "a list or a quotation can't hold a block of code; put it before or after"),
        ("- a\n\n  |b|\n  |---|\n  |c|", "a list or a quotation can't hold a table; put it before or after"),
        ("> a\n>\n> ---", "a list or a quotation can't hold a rule; put it before or after"),
        ("##", "a heading has no words; fill it, or take it out"),
        ("## &nbsp;", "a heading has no words; fill it, or take it out"),
        (">", "a quotation has no words; fill it, or take it out"),
        ("|a|\n|---|", "a table has no rows; fill it, or take it out"),
        (
            "|a|b|\n|---|---|\n|1|2|3|",
            (
                "a table has a row of 3 cells for 2 columns, of which the last are not shown; write a | that separates "
                "no cells as \\|"
            ),
        ),
        (
            "|*a*|\n|---|\n|b|",
            "a table's header takes plain words; put links and emphasis into the rows",
        ),
        ("> " * 17 + "a", "lists or quotations stand too deep in each other; take some out"),
        ("> " * 40 + "a", "lists or quotations stand too deep in each other; take some out"),
        (
            "\n".join("  " * level + "- a" for level in range(12)),
            "lists or quotations stand too deep in each other; take some out",
        ),
        ("[](https://example.org)", "the link to 'https://example.org' has no words; say where it leads"),
        (
            '[a](https://example.org "more")',
            "the link's title 'more' shows to a mouse only; say it in the text",
        ),
    ],
)
def test_what_a_report_cannot_hold_is_refused_with_its_cell(source, problem):
    assert refusal(blocks, source) == f"notebooks/calls.ipynb, cell 2: {problem}"


STRUCK = "is struck through, which is not read aloud; say in words that it is withdrawn"
TICKED = "a box to tick can't be ticked in a report; say in words what is done and what is to do"
ALERT = "JupyterLab shows the mark of an alert as it is typed; begin the quotation with a word such as 'Note:'"
FRONT = "front matter is shown as a heading; take it out, since the meeting's file has the title"
MATHS = "is a formula, which a report can't set; say it in words, and write a dollar as \\$"
RUN_ON = "runs on after the line before it; leave a blank line between them, or end the line before with a backslash"
UNUSED = "defines, and the notebook is published with it; take it out"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("~~withdrawn~~", f"'~~withdrawn~~' {STRUCK}"),
        ("It is ~withdrawn~ now", f"'~withdrawn~' {STRUCK}"),
        ("~~with *drawn* parts~~", f"'~~with drawn parts~~' {STRUCK}"),
        ("- [ ] to do", TICKED),
        ("1. [x] done", TICKED),
        ("- a\n  - [X] done", TICKED),
        ("> [!NOTE]\n> Words", ALERT),
        ("> [!warning] Words", ALERT),
        ("---\ntitle: Calls\n---\n\nWords", FRONT),
        ("---\ntitle: Calls\nauthor: x\n...\n", FRONT),
        ("The mean is $x$.", f"'$x$' {MATHS}"),
        ("From $5 to $10", f"'$5 to $' {MATHS}"),
        ("$$\nx\n$$", f"'$$ x $$' {MATHS}"),
        ("\\begin{align}x\\end{align}", f"'\\begin{{align}}x\\end{{align}}' {MATHS}"),
        ("Words[^1]", "JupyterLab knows no footnotes, and shows '[^1]' as it is typed; say it in a sentence"),
        (
            "Words[^1]\n\n[^1]: more words",
            "JupyterLab knows no footnotes, and shows '[^1]' as it is typed; say it in a sentence",
        ),
        ("Words[^a]\n\n[^a]: more", "JupyterLab knows no footnotes, and hides '[^a]:'; say it in a sentence"),
        ("[//]: # (a remark)", f"nobody sees what '[//]:' {UNUSED}"),
        ("Words\n\n[old]: https://example.org", f"nobody sees what '[old]:' {UNUSED}"),
        ("(a) calls\n(b) letters", f"the line '(b) letters' {RUN_ON}"),
        ("i) calls\nii) letters", f"the line 'ii) letters' {RUN_ON}"),
        ("a. calls\nb. letters", f"the line 'b. letters' {RUN_ON}"),
        ("I. calls\nII. letters", f"the line 'II. letters' {RUN_ON}"),
        ("1.1 calls\n1.2 letters", f"the line '1.2 letters' {RUN_ON}"),
        ("1.calls\n2.letters", f"the line '2.letters' {RUN_ON}"),
        ("1. calls\n   3. letters\n   4. visits", f"the line '4. visits' {RUN_ON}"),
        ("\N{BULLET} calls\n\N{BULLET} letters", f"the line '\N{BULLET} letters' {RUN_ON}"),
        ("\N{EN DASH} calls\n\N{EN DASH} letters", f"the line '\N{EN DASH} letters' {RUN_ON}"),
        ("Task\n---|\nFiling", "a table of one column needs a | at both ends of its lines, also of its header"),
        ("Task\n:--\nFiling", "a table of one column needs a | at both ends of its lines, also of its header"),
        (
            "https://example.org/a*b*c",
            "where the address 'https://example.org/a' ends can't be told; write it as <https://example.org/a>",
        ),
    ],
)
def test_what_means_something_elsewhere_but_not_in_jupyterlab_is_refused(source, problem):
    assert refusal(blocks, source) == f"notebooks/calls.ipynb, cell 2: {problem}"


@pytest.mark.parametrize(
    "source",
    [
        "Costs are $5.",
        r"From \$5 to \$10",
        "The keys `$a` and `$b`",
        "From 5 ~ 6 to ~7 and ~8",
        r"\~\~kept\~\~",
        r"Words\[^1]",
        "`[^1]` is no mark",
        r"- \[x] kept",
        "[x] outside a list",
        "> Note: words",
        "---\n\nWords: more\n\n---",
        "(a) calls, (b) letters",
        "(a) calls\n\n(b) letters",
        "(a) calls\\\n(b) letters",
        "A sum of {a} and {b}",
    ],
)
def test_what_only_looks_like_it_is_shown(source):
    assert blocks(source)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\0", "U+0000 (a control character) stands here, which nobody sees; delete it, or type the line again"),
        ("\u202e", "U+202E (right-to-left override) stands here, which nobody sees; delete it, or type the line again"),
        ("\u200b", "U+200B (zero width space) stands here, which nobody sees; delete it, or type the line again"),
        (
            "&#x202e;",
            "U+202E (right-to-left override) stands here, which nobody sees; delete it, or type the line again",
        ),
        ("&shy;", "U+00AD (soft hyphen) stands here, which nobody sees; delete it, or type the line again"),
        ("\U0001f389", "U+1F389 (party popper) stands here, which the PDF's typefaces lack; say it in words"),
        ("&#127881;", "U+1F389 (party popper) stands here, which the PDF's typefaces lack; say it in words"),
        ("\u65e5", "U+65E5 (cjk unified ideograph-65e5) stands here, which the PDF's typefaces lack; say it in words"),
    ],
)
@pytest.mark.parametrize("around", ["Words {}", "# Words {}", "- {}", "|a|\n|---|\n|{}|", "|{}|\n|---|\n|a|", "`{}`"])
def test_a_character_that_no_report_can_show_is_refused(character, name, around):
    if around == "`{}`" and character.startswith("&"):
        assert blocks(around.format(character))  # there an entity is its letters
    else:
        assert refusal(blocks, around.format(character)) == f"notebooks/calls.ipynb, cell 2: {name}"


MARKS = st.sampled_from(["*", "**", "_", "`", "```", "~~", "$", "\\", "&", "<", ">", "{", "}", "|", "'", '"', ".", "!"])
LINES = st.sampled_from(["#", "## ", "- ", "* ", "1. ", "3) ", "> ", "|---|", "---", "===", "\n", "\n\n", "\r\n", "\t"])
LINKS = st.sampled_from(["[", "](", ")", "]", "![", "[^1]", ": ", "http://x.org", "www.x.org", "x@y.org", "[x] "])
WORDS = st.sampled_from(["a", "b c", " ", "  ", "    ", "(a) ", "&amp;", "é", "0"])


@given(st.lists(MARKS | LINES | LINKS | WORDS, max_size=30).map("".join))
def test_whatever_is_typed_is_shown_or_refused_in_a_sentence(source):
    try:
        made = blocks(source)
    except InputError as problem:
        (sentence,) = problem.problems
        assert sentence.startswith("notebooks/calls.ipynb, cell 2: ")
    else:
        assert blocks_from_json(blocks_to_json(made)) == made
        assert render_document(Document(Masthead("Calls", "2014-12-11"), made))


@given(st.text(max_size=40))
def test_whatever_characters_are_typed_too(source):
    with suppress(InputError):
        assert not [text for text in map(plain_of, blocks(source)) if unshowable(text)]


def plain_of(block) -> str:
    return "".join(plain(runs) for _, runs in passages(Document(Masthead("", ""), (block,))))
