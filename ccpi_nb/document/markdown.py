"""Markdown cells as blocks of the document model.

What JupyterLab shows of a cell, a report shows too, or refuses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType

from ccpi_nb.document.markdown_runs import (
    NAMES,
    Refused,
    markdown_parser,
    refuse_unshowable,
    runs_of,
    short,
    typed_in,
    words_of,
)
from ccpi_nb.document.maths import formula_in
from ccpi_nb.document.model import Block, Bullets, Cell, Column, Heading, Inset, Paragraph, Rule, Table
from ccpi_nb.document.runs import Runs, Text, plain
from ccpi_nb.errors import InputError

_BLOCKS = "use headings, paragraphs, lists, tables and links"

_ALERT = re.compile(r"\s*\[!\w+\]")
_TASK = re.compile(r"\[[ xX]\]\s")
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(?:(?!---|\.\.\.).+\n)*?\w[\w -]*:.*\n(?:(?!---|\.\.\.).+\n)*(?:---|\.\.\.)")


def blocks_from_markdown(source: str, place: str) -> tuple[Block, ...]:
    """Return the blocks of a cell's Markdown: headings, paragraphs, lists, tables, rules, and quotations as insets.

    InputError names `place` for what a report can't take.
    """
    try:
        return _Cell.of(source).blocks
    except Refused as problem:
        raise InputError(f"{place}: {problem}") from None


# Levels of the parser, two for a list: at twenty it drops without a word what is deeper.
_DEEPEST = 16


@dataclass(frozen=True)
class _Cell:
    """A cell's lines, and its parsed tree."""

    lines: Sequence[str]
    tree: SyntaxTreeNode

    @classmethod
    def of(cls, source: str) -> "_Cell":
        """Parse a cell; Refused for what is no Markdown, or is read otherwise in JupyterLab than it is meant."""
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        refuse_unshowable(source)
        if _FRONT_MATTER.match(source):
            raise Refused("front matter is shown as a heading; take it out, since the meeting's file has the title")
        if formula := formula_in(source):
            raise Refused(
                f"'{short(formula)}' is a formula, which a report can't set; say it in words, and write a dollar as \\$"
            )
        environment: EnvType = {}
        tokens = markdown_parser().parse(source, environment)
        if max((token.level for token in tokens), default=0) >= _DEEPEST:
            raise Refused("lists or quotations stand too deep in each other; take some out")
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
                return Heading(int(node.tag[1:]), words_of(node, "a heading"))
            case "paragraph":
                return Paragraph(runs_of(node))
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "blockquote":
                return self._quotation(node)
            case "table":
                return self._table(node)
            case "hr":
                return Rule()
            case other:
                raise Refused(f"a report's text can't hold {NAMES.get(other, other)}; {_BLOCKS}")

    def _list(self, node: SyntaxTreeNode) -> Bullets:
        items = [self._inside(item.children) for item in node.children]
        below = tuple(blocks for _, blocks in items)
        ordered, start = node.type == "ordered_list", int(node.attrs.get("start", 1))
        return Bullets(tuple(runs for runs, _ in items), ordered, start, below if any(below) else ())

    def _quotation(self, node: SyntaxTreeNode) -> Inset:
        if not node.children:
            raise Refused("a quotation has no words; fill it, or take it out")
        if _ALERT.match(typed_in(node.children[0])):
            raise Refused(
                "JupyterLab shows the mark of an alert as it is typed; begin the quotation with a word such as 'Note:'"
            )
        runs, below = self._inside(node.children)
        return Inset(runs, below)

    def _inside(self, nodes: Sequence[SyntaxTreeNode]) -> tuple[Runs, tuple[Block, ...]]:
        """Return the words of a list's item or a quotation, and the blocks after its first paragraph."""
        first, rest = (nodes[:1], nodes[1:]) if nodes and nodes[0].type == "paragraph" else ((), nodes)
        for child in rest:
            if child.type not in ("paragraph", "bullet_list", "ordered_list", "blockquote"):
                what = NAMES.get(child.type, child.type)
                raise Refused(f"a list or a quotation can't hold {what}; put it before or after")
        if first and nodes[0].parent and nodes[0].parent.type == "list_item" and _TASK.match(typed_in(nodes[0])):
            raise Refused("a box to tick can't be ticked in a report; say in words what is done and what is to do")
        return (runs_of(first[0]) if first else ()), tuple(map(self._block, rest))

    def _table(self, node: SyntaxTreeNode) -> Table:
        head, *bodies = node.children
        body = [row for part in bodies for row in part.children]
        columns = tuple(map(_column, head.children[0].children))
        if not body:
            raise Refused("a table has no rows; fill it, or take it out")
        for row in body:
            cells = escapedSplit(self.lines[row.map[0]].strip() if row.map else "")
            given = len(cells) - (cells[0] == "") - (len(cells) > 1 and not cells[-1].strip())
            if given > len(columns):
                raise Refused(
                    f"a table has a row of {given} cells for {len(columns)} columns, of which the last are not "
                    "shown; write a | that separates no cells as \\|"
                )
        return Table((), columns, tuple(tuple(Cell(runs_of(cell)) for cell in row.children) for row in body))


def _column(node: SyntaxTreeNode) -> Column:
    runs, style = runs_of(node), node.attrs.get("style", "")
    if any(run != Text(run.text, strong=isinstance(run, Text) and run.strong) for run in runs):
        raise Refused("a table's header takes plain words; put links and emphasis into the rows")
    return Column(plain(runs), numeric=style == "text-align:right", centred=style == "text-align:center")


def _refuse_references(environment: EnvType, tree: SyntaxTreeNode) -> None:
    """Refuse what a cell defines and nobody sees: a footnote's words, a comment in the form of a link."""
    followed = {str(node.attrs["href"]) for node in tree.walk() if node.type == "link"}
    for label, reference in dict(environment.get("references", {})).items():
        if label.startswith("^"):
            raise Refused(f"JupyterLab knows no footnotes, and hides '[{label.lower()}]:'; say it in a sentence")
        if reference["title"] or reference["href"] not in followed:
            raise Refused(
                f"nobody sees what '[{label.lower()}]:' defines, and the notebook is published with it; take it out"
            )
