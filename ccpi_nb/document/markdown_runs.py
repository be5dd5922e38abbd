"""The text of a Markdown block as runs: styles, links, line breaks; and what no text of a report can hold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, zip_longest
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ccpi_nb.document.runs import LineBreak, Run, Runs, Text, anchor_of, is_safe_link, plain
from ccpi_nb.errors import shortened
from ccpi_nb.files.fonts import unshowable

NAMES = {
    "html_block": "raw HTML",
    "html_inline": "raw HTML",
    "image": "an image (show it in a code cell with report.picture, which asks for its alt text)",
    "code_block": "a block of code",
    "fence": "a block of code",
    "heading": "a heading",
    "hr": "a rule",
    "table": "a table",
}

_RUNS = "use words, emphasis and links"
# What stands in for a character that is no mark, since a backslash or an entity says so.
_ESCAPED = "\ufffc"
_STRUCK = re.compile(r"(?<!~)(~~?)(?=[^\s~])(?:(?!\1).)*?[^\s~]\1(?!~)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")

_LETTERED = re.compile(
    r"\s*(?:\(?(?:[a-zA-Z]|[ivxIVX]{2,4}|\d{1,2})[.)](?:\s|(?<=\d\.)(?=[^\W\d]))"
    r"|\d{1,2}(?:\.\d{1,2})+\.?\s|[•·◦▪‣–—]\s)"
)
# JupyterLab makes a table of it though nothing above it has a |.
_RULE_ALONE = re.compile(r"^[^|\n]+\n\s*(?=[-:| ]*[:|])\|?\s*:?-+:?\s*\|?\s*$", re.MULTILINE)
# GitHub's bare addresses, which JupyterLab makes links of.
_BARE = re.compile(
    r"(?<![\w/@.+-])(?:(?P<web>(?:https?://|ftp://|www\.)(?=[^\s<]*\w)[^\s<]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W_]+(?![\w-])))",
    re.IGNORECASE | re.ASCII,
)
_AFTER_ADDRESS = re.compile(r"(?:[?!.,:*_~'\"]|&\w+;)$")


class Refused(Exception):
    """What a report's text can't hold, as the end of a sentence, with the remedy."""


@cache
def markdown_parser() -> MarkdownIt:
    """Return a parser of CommonMark with GitHub's tables, as JupyterLab has them."""
    # Without joining, an escaped mark is still known as one; and a link is for `is_safe_link` to judge: a parser that
    # judges leaves its source in the text.
    parser = MarkdownIt("commonmark").enable("table").disable("text_join")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def words_of(node: SyntaxTreeNode, what: str) -> Runs:
    runs = runs_of(node)
    if not plain(runs).strip():
        raise Refused(f"{what} has no words; fill it, or take it out")
    return runs


def runs_of(node: SyntaxTreeNode) -> Runs:
    """Return the words of a paragraph, a heading or a cell of a table."""
    typed = typed_in(node)
    if struck := _STRUCK.search(typed):
        raise Refused(
            f"'{short(struck[0])}' is struck through, which is not read aloud; say in words that it is withdrawn"
        )
    if note := _FOOTNOTE.search(typed):
        raise Refused(f"JupyterLab knows no footnotes, and shows '{note[0]}' as it is typed; say it in a sentence")
    if _RULE_ALONE.search(typed):
        raise Refused("a table of one column needs a | at both ends of its lines, also of its header")
    if lettered := next((line for line in _run_together(typed)), ""):
        raise Refused(
            f"the line '{short(lettered)}' runs on after the line before it; leave a blank line between them, "
            "or end the line before with a backslash"
        )
    return tuple(run for child in node.children for run in _inline(child.children, Text("")))


def _run_together(typed: str) -> Iterator[str]:
    """Yield the lines that look like points of a list, but are none: '(b) ...' after '(a) ...'."""
    lines = typed.split("\n")
    return (after for before, after in pairwise(lines) if _LETTERED.match(before) and _LETTERED.match(after))


def _inline(nodes: Sequence[SyntaxTreeNode], style: Text) -> Iterator[Run]:
    text = ""
    for node, following in zip_longest(nodes, nodes[1:]):
        if node.type in ("text", "text_special"):
            text += node.content
            if following and following.type in ("text", "text_special"):
                continue
            yield from _linked(text, style, goes_on=following is not None and not following.type.endswith("break"))
            text = ""
        else:
            yield from _styled(node, style)


def _styled(node: SyntaxTreeNode, style: Text) -> Iterator[Run]:
    match node.type:
        case "code_inline":
            yield replace(style, text=_seen(node.content), code=True)
        case "softbreak":
            yield replace(style, text=" ")
        case "hardbreak":
            yield LineBreak()
        case "strong":
            yield from _inline(node.children, replace(style, strong=True))
        case "em":
            yield from _inline(node.children, replace(style, emphasis=True))
        case "link":
            if node.attrs.get("title"):
                raise Refused(f"the link's title '{node.attrs['title']}' shows to a mouse only; say it in the text")
            if not (inside := "".join(part.content for part in node.walk(include_self=False))).strip():
                raise Refused(f"the link to '{node.attrs['href']}' has no words; say where it leads")
            yield from _inline(node.children, replace(style, href=_followed(str(node.attrs["href"])))) if inside else ()
        case other:
            raise Refused(f"a report's text can't hold {NAMES.get(other, other)}; {_RUNS}")


def _linked(text: str, style: Text, *, goes_on: bool) -> Iterator[Run]:
    """Yield a text with its bare addresses as links; `goes_on` where something else follows without a space."""
    end = 0
    for match in _BARE.finditer(_seen(text)) if not style.href else ():
        address = _address(match[0])
        after = match.start() + len(address)
        if goes_on and match.end() == len(text):
            raise Refused(f"where the address '{address}' ends can't be told; write it as <{address}>")
        yield from _plain(text[end : match.start()], style)
        kind = "mailto:" if match["mail"] else "http://" if address.lower().startswith("www.") else ""
        yield replace(style, text=address, href=_followed(kind + markdown_parser().normalizeLink(address)))
        end = after
    yield from _plain(text[end:], style)


def _plain(text: str, style: Text) -> Iterator[Text]:
    if text:
        yield replace(style, text=_seen(text))


def _address(found: str) -> str:
    """Return a bare address without what belongs to the sentence: its full stop, a bracket that opens before it."""
    while (shorter := _AFTER_ADDRESS.sub("", found)) != found or (
        found.endswith(")") and found.count(")") > found.count("(")
    ):
        found = shorter if shorter != found else found[:-1]
    return found


def typed_in(node: SyntaxTreeNode) -> str:
    """Return the text in which marks would be marks: escaped ones, code and all else that is no text left out."""
    return "".join(
        part.content if part.type == "text" else "\n" if part.type == "softbreak" else _ESCAPED
        for part in node.walk()
        if not part.children or part.type not in ("inline", "paragraph", "heading", "strong", "em", "link")
    )


def refuse_unshowable(text: str) -> None:
    if why := unshowable(text):
        raise Refused(why)


def _seen(text: str) -> str:
    """Return the text; Refused where an entity in it stands for what no report can show."""
    refuse_unshowable(text)
    return text


def _followed(href: str) -> str:
    if href.startswith("#"):  # JupyterLab names a heading in another way than a page
        return f"#{anchor_of(unquote(href))}"
    if not is_safe_link(href):
        raise Refused(
            f"a report's link can't lead to '{href}'; link to the web (https://), to mail, or to a file beside the "
            "report"
        )
    return href


def short(text: str) -> str:
    return shortened(" ".join(text.split()))
