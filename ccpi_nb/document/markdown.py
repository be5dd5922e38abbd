"""Markdown cells as blocks of the document model."""

from collections.abc import Iterator
from typing import Any

import mistune

from ccpi_nb.document.model import Block, Bullets, Heading, Inset, Paragraph, Run, Runs, Text, is_safe_link
from ccpi_nb.errors import InputError

Token = dict[str, Any]
_NAMES = {
    "block_html": "raw HTML",
    "inline_html": "raw HTML",
    "image": "an image (draw it in a code cell with report.drawing, which asks for its alt text)",
    "block_code": "a block of code",
    "block_quote": "a quotation",
    "heading": "a heading",
    "list": "another list",
    "thematic_break": "a rule",
}


def blocks_from_markdown(source: str, place: str) -> tuple[Block, ...]:
    """Return the blocks of a cell's Markdown: headings, paragraphs, lists, and quotations as insets.

    InputError names `place` for what a report can't take.
    """
    tokens = mistune.create_markdown(renderer=None)(source)
    assert isinstance(tokens, list)  # what renderer=None means
    return tuple(block for token in tokens for block in _blocks(token, place))


def _blocks(token: Token, place: str) -> Iterator[Block]:
    match token["type"]:
        case "heading":
            yield Heading(token["attrs"]["level"], _runs(token["children"], place))
        case "paragraph":
            yield Paragraph(_runs(token["children"], place))
        case "list":
            yield Bullets(tuple(_inside(item, place) for item in token["children"]), ordered=token["attrs"]["ordered"])
        case "block_quote":
            yield Inset(_inside(token, place))
        case "blank_line" | "thematic_break":
            return
        case other:
            raise InputError(
                f"{place}: a report's text can't hold {_NAMES.get(other, other)}; "
                "use headings, paragraphs, lists and links"
            )


def _inside(token: Token, place: str) -> Runs:
    """Return the paragraphs of a list's item or a quotation, run together: neither has more than text."""
    runs: list[Run] = []
    for child in token["children"]:
        match child["type"]:
            case "paragraph" | "block_text":
                if runs:
                    runs.append(Text(" "))
                runs += _runs(child["children"], place)
            case "blank_line":
                continue
            case other:
                raise InputError(
                    f"{place}: a list or a quotation can't hold {_NAMES.get(other, other)}; put it before or after"
                )
    return tuple(runs)


def _runs(tokens: list[Token], place: str, *, strong: bool = False, emphasis: bool = False, href: str = "") -> Runs:
    runs: list[Run] = []
    for token in tokens:
        match token["type"]:
            case "text" | "codespan":
                runs.append(Text(token["raw"], strong, emphasis, href))
            case "softbreak" | "linebreak":
                runs.append(Text(" "))
            case "strong":
                runs += _runs(token["children"], place, strong=True, emphasis=emphasis, href=href)
            case "emphasis":
                runs += _runs(token["children"], place, strong=strong, emphasis=True, href=href)
            case "link":
                runs += _runs(
                    token["children"],
                    place,
                    strong=strong,
                    emphasis=emphasis,
                    href=_followed(token["attrs"]["url"], place),
                )
            case other:
                raise InputError(
                    f"{place}: a report's text can't hold {_NAMES.get(other, other)}; use words, emphasis and links"
                )
    return tuple(runs)


def _followed(href: str, place: str) -> str:
    if not is_safe_link(href):
        raise InputError(
            f"{place}: a report's link can't lead to '{href}'; "
            "link to the web (https://), to mail, or to a file beside the report"
        )
    return href
