"""Outputs of a notebook's cells: HTML for the screen, and the blocks themselves for the exporters."""

from collections.abc import Sequence
from typing import Any

from ccpi_nb.document.model import (
    Absent,
    Block,
    Bullets,
    Chart,
    Heading,
    Headlines,
    Inset,
    Masthead,
    Paragraph,
    Rule,
    Table,
)
from ccpi_nb.document.runs import plain
from ccpi_nb.document.sections import flattened
from ccpi_nb.document.sources import Glossary
from ccpi_nb.render.html import render_blocks, render_masthead
from ccpi_nb.render.json_form import (
    BLOCKS_MIME,
    MASTHEAD_MIME,
    blocks_to_json,
    masthead_to_json,
)


class Shown:
    """Blocks as the value of a notebook's cell."""

    def __init__(self, *blocks: Block) -> None:
        self.blocks = blocks

    def __repr__(self) -> str:
        return "\n".join(as_text(self.blocks))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return self.bundle(Glossary())

    def bundle(self, glossary: Glossary) -> dict[str, Any]:
        """Return the output by MIME type; the sources below it name indicators as the glossary does."""
        return {
            "text/plain": repr(self),
            "text/html": render_blocks(self.blocks, glossary),
            BLOCKS_MIME: blocks_to_json(self.blocks),
        }


class Working(Shown):
    """Blocks that are seen while working only, and are no part of the report."""

    def bundle(self, glossary: Glossary) -> dict[str, Any]:
        """Return the same output with no block for the report."""
        return {**super().bundle(glossary), BLOCKS_MIME: blocks_to_json(())}


def masthead_bundle(masthead: Masthead, remarks: Sequence[str] = ()) -> dict[str, Any]:
    """Return the output of the cell that opens a report, by MIME type; `remarks` are for its author alone."""
    lines = [masthead.title, *(f"{label}: {text}" for label, text in masthead.facts)]
    if masthead.notice:
        lines.append(masthead.notice)
    return {
        "text/plain": "\n".join((*lines, *remarks)),
        "text/html": render_masthead(masthead, tuple(map(Absent, remarks))),
        MASTHEAD_MIME: masthead_to_json(masthead),
    }


def as_text(blocks: Sequence[Block]) -> list[str]:
    """Return blocks as lines of plain text, for a terminal and for text-only readers."""
    lines: list[str] = []
    for block in flattened(blocks):
        match block:
            case Heading() | Paragraph() | Inset():
                lines.append(plain(block.runs))
            case Bullets():
                lines += [f"- {plain(item)}" for item in block.items]
            case Table():
                lines += [*filter(None, [plain(block.finding)]), plain(block.name)]
                lines.append(" | ".join(column.header for column in block.columns))
                lines += [" | ".join(plain(cell.runs).replace("\n", ", ") for cell in row) for row in block.rows]
                lines += [plain(note) for note in block.notes]
            case Chart():
                lines += [*filter(None, [plain(block.finding)]), plain(block.caption), block.alt]
            case Headlines():
                lines += [f"{item.label}: {item.figure.signed} {plain(item.detail)}" for item in block.items]
            case Rule():
                lines.append("")
            case Absent():
                lines.append(block.reason)
    return lines
