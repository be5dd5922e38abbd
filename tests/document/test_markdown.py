import pytest
from builders import refusal

from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Bullets, Heading, Inset, Paragraph, Text


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
        ("- one\n\n  more\n- two", [Bullets(((t("one"), t(" "), t("more")), (t("two"),)))]),
        ("> Take care.", [Inset((t("Take care."),))]),
        ("> Take care.\n>\n> Twice.", [Inset((t("Take care."), t(" "), t("Twice.")))]),
        ("One.\n\n---\n\nTwo.", [Paragraph((t("One."),)), Paragraph((t("Two."),))]),
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
        ("The key `calls`", [Paragraph((t("The key "), t("calls")))]),
        ("", []),
    ],
)
def test_markdown_becomes_blocks(source, expected):
    found = [type(block)(*_without_empty(block)) for block in blocks(source)]
    assert found == expected


def _without_empty(block):
    """The block's parts; the parser leaves empty runs where styles meet."""
    match block:
        case Heading():
            return block.level, tuple(run for run in block.runs if run.text)
        case Bullets():
            return tuple(tuple(run for run in item if run.text) for item in block.items), block.ordered
        case _:
            return (tuple(run for run in block.runs if run.text),)


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


BLOCKS, RUNS = "use headings, paragraphs, lists and links", "use words, emphasis and links"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<div>words</div>", f"a report's text can't hold raw HTML; {BLOCKS}"),
        ("some <b>words</b>", f"a report's text can't hold raw HTML; {RUNS}"),
        ("<script>alert(1)</script>", f"a report's text can't hold raw HTML; {BLOCKS}"),
        ("<!-- words -->", f"a report's text can't hold raw HTML; {BLOCKS}"),
        ("> <svg onload=alert(1)>", "a list or a quotation can't hold raw HTML; put it before or after"),
        ("See <img src=x onerror=alert(1)>", f"a report's text can't hold raw HTML; {RUNS}"),
        ("```mermaid\ngraph TD\n  A-->B\n```", f"a report's text can't hold a block of code; {BLOCKS}"),
        ("    indented code", f"a report's text can't hold a block of code; {BLOCKS}"),
        ("```\ncode\n```", f"a report's text can't hold a block of code; {BLOCKS}"),
        (
            "![a map](map.png)",
            (
                f"a report's text can't hold an image (draw it in a code cell with report.drawing, which asks for "
                f"its alt "
                f"text); {RUNS}"
            ),
        ),
        ("- one\n  - inner", "a list or a quotation can't hold another list; put it before or after"),
        ("> - one", "a list or a quotation can't hold another list; put it before or after"),
        ("> # Title", "a list or a quotation can't hold a heading; put it before or after"),
        ("- > quoted", "a list or a quotation can't hold a quotation; put it before or after"),
    ],
)
def test_what_a_report_cannot_hold_is_refused_with_its_cell(source, problem):
    assert refusal(blocks, source) == f"notebooks/calls.ipynb, cell 2: {problem}"
