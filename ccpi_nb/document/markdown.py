"""Markdown cells as blocks of the document model.

What JupyterLab shows of a cell, a report shows too, or refuses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, zip_longest
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType

from ccpi_nb.document.maths import formula_in
from ccpi_nb.document.model import Block, Bullets, Cell, Column, Heading, Inset, Paragraph, Rule, Table
from ccpi_nb.document.runs import LineBreak, Run, Runs, Text, anchor_of, is_safe_link, plain
from ccpi_nb.errors import InputError, shortened
from ccpi_nb.files.characters import unshowable

_NAMES = {
    "html_block": "raw HTML",
    "html_inline": "raw HTML",
    "image": "an image (show it in a code cell with report.picture, which asks for its alt text)",
    "code_block": "a block of code",
    "fence": "a block of code",
    "heading": "a heading",
    "hr": "a rule",
    "table": "a table",
}
_BLOCKS = "use headings, paragraphs, lists, tables and links"
_RUNS = "use words, emphasis and links"
# What stands in for a character that is no mark, since a backslash or an entity says so.
_ESCAPED = "\ufffc"
_STRUCK = re.compile(r"(?<!~)(~~?)(?=[^\s~])(?:(?!\1).)*?[^\s~]\1(?!~)", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_ALERT = re.compile(r"\s*\[!\w+\]")
_TASK = re.compile(r"\[[ xX]\]\s")
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(?:(?!---|\.\.\.).+\n)*?\w[\w -]*:.*\n(?:(?!---|\.\.\.).+\n)*(?:---|\.\.\.)")
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


def blocks_from_markdown(source: str, place: str) -> tuple[Block, ...]:
    """Return the blocks of a cell's Markdown: headings, paragraphs, lists, tables, rules, and quotations as insets.

    InputError names `place` for what a report can't take.
    """
    try:
        return _Cell.of(source).blocks
    except _Refused as problem:
        raise InputError(f"{place}: {problem}") from None


class _Refused(Exception):
    """What a report's text can't hold, as the end of a sentence, with the remedy."""


@cache
def _parser() -> MarkdownIt:
    """Return a parser of CommonMark with GitHub's tables, as JupyterLab has them."""
    # Without joining, an escaped mark is still known as one; and a link is for `is_safe_link` to judge: a parser that
    # judges leaves its source in the text.
    parser = MarkdownIt("commonmark").enable("table").disable("text_join")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


# Levels of the parser, two for a list: at twenty it drops without a word what is deeper.
_DEEPEST = 16


@dataclass(frozen=True)
class _Cell:
    """A cell's lines, and its parsed tree."""

    lines: Sequence[str]
    tree: SyntaxTreeNode

    @classmethod
    def of(cls, source: str) -> "_Cell":
        """Parse a cell; _Refused for what is no Markdown, or is read otherwise in JupyterLab than it is meant."""
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        _refuse_unshowable(source)
        if _FRONT_MATTER.match(source):
            raise _Refused("front matter is shown as a heading; take it out, since the meeting's file has the title")
        if formula := formula_in(source):
            raise _Refused(
                f"'{_short(formula)}' is a formula, which a report can't set; say it in words, "
                "and write a dollar as \\$"
            )
        environment: EnvType = {}
        tokens = _parser().parse(source, environment)
        if max((token.level for token in tokens), default=0) >= _DEEPEST:
            raise _Refused("lists or quotations stand too deep in each other; take some out")
        tree = SyntaxTreeNode(tokens)
        _refuse_references(environment, tree)
        return cls(source.splitlines(), tree)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the cell."""
        return tuple(self._block(node) for node in self.tree.children)

    def _block(self, node: SyntaxTreeNode) -> Block:
        match node.type:
            case "heading":
                return Heading(int(node.tag[1:]), _words(node, "a heading"))
            case "paragraph":
                return Paragraph(_runs(node))
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "blockquote":
                return self._quotation(node)
            case "table":
                return self._table(node)
            case "hr":
                return Rule()
            case other:
                raise _Refused(f"a report's text can't hold {_NAMES.get(other, other)}; {_BLOCKS}")

    def _list(self, node: SyntaxTreeNode) -> Bullets:
        items = [self._inside(item.children) for item in node.children]
        below = tuple(blocks for _, blocks in items)
        ordered, start = node.type == "ordered_list", int(node.attrs.get("start", 1))
        return Bullets(tuple(runs for runs, _ in items), ordered, start, below if any(below) else ())

    def _quotation(self, node: SyntaxTreeNode) -> Inset:
        if not node.children:
            raise _Refused("a quotation has no words; fill it, or take it out")
        if _ALERT.match(_typed(node.children[0])):
            raise _Refused(
                "JupyterLab shows the mark of an alert as it is typed; begin the quotation with a word such as 'Note:'"
            )
        runs, below = self._inside(node.children)
        return Inset(runs, below)

    def _inside(self, nodes: Sequence[SyntaxTreeNode]) -> tuple[Runs, tuple[Block, ...]]:
        """Return the words of a list's item or a quotation, and the blocks after its first paragraph."""
        first, rest = (nodes[:1], nodes[1:]) if nodes and nodes[0].type == "paragraph" else ((), nodes)
        for child in rest:
            if child.type not in ("paragraph", "bullet_list", "ordered_list", "blockquote"):
                what = _NAMES.get(child.type, child.type)
                raise _Refused(f"a list or a quotation can't hold {what}; put it before or after")
        if first and nodes[0].parent and nodes[0].parent.type == "list_item" and _TASK.match(_typed(nodes[0])):
            raise _Refused("a box to tick can't be ticked in a report; say in words what is done and what is to do")
        return (_runs(first[0]) if first else ()), tuple(map(self._block, rest))

    def _table(self, node: SyntaxTreeNode) -> Table:
        head, *bodies = node.children
        body = [row for part in bodies for row in part.children]
        columns = tuple(map(_column, head.children[0].children))
        if not body:
            raise _Refused("a table has no rows; fill it, or take it out")
        for row in body:
            cells = escapedSplit(self.lines[row.map[0]].strip() if row.map else "")
            given = len(cells) - (cells[0] == "") - (len(cells) > 1 and not cells[-1].strip())
            if given > len(columns):
                raise _Refused(
                    f"a table has a row of {given} cells for {len(columns)} columns, of which the last are not "
                    "shown; write a | that separates no cells as \\|"
                )
        return Table((), columns, tuple(tuple(Cell(_runs(cell)) for cell in row.children) for row in body))


def _column(node: SyntaxTreeNode) -> Column:
    runs, style = _runs(node), node.attrs.get("style", "")
    if any(run != Text(run.text, strong=isinstance(run, Text) and run.strong) for run in runs):
        raise _Refused("a table's header takes plain words; put links and emphasis into the rows")
    return Column(plain(runs), numeric=style == "text-align:right", centred=style == "text-align:center")


def _words(node: SyntaxTreeNode, what: str) -> Runs:
    runs = _runs(node)
    if not plain(runs).strip():
        raise _Refused(f"{what} has no words; fill it, or take it out")
    return runs


def _runs(node: SyntaxTreeNode) -> Runs:
    """Return the words of a paragraph, a heading or a cell of a table."""
    typed = _typed(node)
    if struck := _STRUCK.search(typed):
        raise _Refused(
            f"'{_short(struck[0])}' is struck through, which is not read aloud; say in words that it is withdrawn"
        )
    if note := _FOOTNOTE.search(typed):
        raise _Refused(f"JupyterLab knows no footnotes, and shows '{note[0]}' as it is typed; say it in a sentence")
    if _RULE_ALONE.search(typed):
        raise _Refused("a table of one column needs a | at both ends of its lines, also of its header")
    if lettered := next((line for line in _run_together(typed)), ""):
        raise _Refused(
            f"the line '{_short(lettered)}' runs on after the line before it; leave a blank line between them, "
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
                raise _Refused(f"the link's title '{node.attrs['title']}' shows to a mouse only; say it in the text")
            if not (inside := "".join(part.content for part in node.walk(include_self=False))).strip():
                raise _Refused(f"the link to '{node.attrs['href']}' has no words; say where it leads")
            yield from _inline(node.children, replace(style, href=_followed(str(node.attrs["href"])))) if inside else ()
        case other:
            raise _Refused(f"a report's text can't hold {_NAMES.get(other, other)}; {_RUNS}")


def _linked(text: str, style: Text, *, goes_on: bool) -> Iterator[Run]:
    """Yield a text with its bare addresses as links; `goes_on` where something else follows without a space."""
    end = 0
    for match in _BARE.finditer(_seen(text)) if not style.href else ():
        address = _address(match[0])
        after = match.start() + len(address)
        if goes_on and match.end() == len(text):
            raise _Refused(f"where the address '{address}' ends can't be told; write it as <{address}>")
        yield from _plain(text[end : match.start()], style)
        kind = "mailto:" if match["mail"] else "http://" if address.lower().startswith("www.") else ""
        yield replace(style, text=address, href=_followed(kind + _parser().normalizeLink(address)))
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


def _typed(node: SyntaxTreeNode) -> str:
    """Return the text in which marks would be marks: escaped ones, code and all else that is no text left out."""
    return "".join(
        part.content if part.type == "text" else "\n" if part.type == "softbreak" else _ESCAPED
        for part in node.walk()
        if not part.children or part.type not in ("inline", "paragraph", "heading", "strong", "em", "link")
    )


def _refuse_references(environment: EnvType, tree: SyntaxTreeNode) -> None:
    """Refuse what a cell defines and nobody sees: a footnote's words, a comment in the form of a link."""
    followed = {str(node.attrs["href"]) for node in tree.walk() if node.type == "link"}
    for label, reference in dict(environment.get("references", {})).items():
        if label.startswith("^"):
            raise _Refused(f"JupyterLab knows no footnotes, and hides '[{label.lower()}]:'; say it in a sentence")
        if reference["title"] or reference["href"] not in followed:
            raise _Refused(
                f"nobody sees what '[{label.lower()}]:' defines, and the notebook is published with it; take it out"
            )


def _refuse_unshowable(text: str) -> None:
    if why := unshowable(text):
        raise _Refused(why)


def _seen(text: str) -> str:
    """Return the text; _Refused where an entity in it stands for what no report can show."""
    _refuse_unshowable(text)
    return text


def _followed(href: str) -> str:
    if href.startswith("#"):  # JupyterLab names a heading in another way than a page
        return f"#{anchor_of(unquote(href))}"
    if not is_safe_link(href):
        raise _Refused(
            f"a report's link can't lead to '{href}'; link to the web (https://), to mail, or to a file beside the "
            "report"
        )
    return href


def _short(text: str) -> str:
    return shortened(" ".join(text.split()))
