"""Executed notebooks as documents, and as they are published."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import chain, pairwise
from typing import Any

import nbformat
from nbformat import NotebookNode

from ccpi_nb.document.ledger import passages
from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Block, Bullets, Chart, Document, Heading, Inset, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Text, plain
from ccpi_nb.document.sections import flattened, without_empty_sections
from ccpi_nb.document.sources import Glossary
from ccpi_nb.errors import InputError, did_you_mean, refuse, shortened
from ccpi_nb.files.fonts import unshowable
from ccpi_nb.notebook.cells import hidden_in, numbered, without_remarks
from ccpi_nb.render.chart_texts import alternatives_in_place
from ccpi_nb.render.json_form import (
    BLOCKS_MIME,
    MASTHEAD_MIME,
    blocks_from_json,
    masthead_from_json,
)
from ccpi_nb.render.notebook_output import Shown, masthead_bundle
from ccpi_nb.render.svg_check import foreign_in

# An object as Python writes it where it has nothing better, and folders that are made for a while.
_PASSING = re.compile(
    r"<[^<>]* at 0x[0-9a-fA-F]+>?|(?<![\w./])/(?:tmp|var/tmp|var/folders|private/tmp|dev/shm)/\S+"
    r"|[A-Za-z]:\\\S*\\Temp\\\S+"
)
_MADE_UP = " (made-up data)"
_NO_GLOSSARY = Glossary()
_LABEL = re.compile(r' data-text="([^"]*)"')


def document_from(notebook: NotebookNode, name: str) -> Document:
    """Return what an executed notebook publishes: its text and the blocks that its cells show.

    Code, printed lines, empty sections and the notebook's first heading of level 1 are left out. `name` is what errors
    call the notebook. InputError names the cell that is hidden, has not run, stopped with an error, or shows something
    without caption or alt text or that differs on each run, and says where no cell shows the report, or where words
    lead to nothing.
    """
    masthead: Masthead | None = None
    blocks: list[Block] = []
    inside: dict[str, str] = {}  # links to headings, with the place of a cell that has each
    for place, cell in numbered(notebook, name):
        if why := hidden_in(cell):
            raise InputError(f"{place}: {why}")
        if cell.cell_type == "markdown":
            words = blocks_from_markdown(cell.source, place)
            inside |= dict.fromkeys(_links_inside(words), place)
            blocks += words
        elif cell.cell_type == "code" and cell.source.strip():
            if cell.execution_count is None:
                raise InputError(f"{place}: the cell has not run; run all cells, then export")
            for output in cell.outputs:
                masthead_there, blocks_there = _held(_shown(output, place), place)
                _refuse_unprintable(masthead_there, blocks_there, place)
                masthead = masthead_there or masthead
                blocks += blocks_there
    if masthead is None:
        raise InputError(
            f"{name}: no cell shows the report; open it with report = open_report(...) and end that cell with report"
        )
    anchors = {f"#{block.anchor}" for block in blocks if isinstance(block, Heading)}
    refuse(
        f"{place}: the link to '{href}' leads to no heading of the report; {did_you_mean(href, anchors)}"
        for href, place in inside.items()
        if href not in anchors
    )
    published_blocks = alternatives_in_place(without_empty_sections(tuple(_under_title(blocks))))
    _refuse_lead_ins(published_blocks, name)
    return said_made_up(Document(masthead, published_blocks))


def said_made_up(document: Document) -> Document:
    """Return a document whose tables and charts say themselves that they are made up, where its masthead says it.

    They may be copied from their page.
    """
    return replace(document, blocks=tuple(map(_said, document.blocks))) if document.masthead.made_up else document


def _said(block: Block) -> Block:
    match block:
        case Table():
            return replace(block, caption=(*block.name, Text(_MADE_UP)))
        case Chart():
            return replace(block, caption=(*block.caption, Text(_MADE_UP)), alt=f"Made-up data. {block.alt}")
    return block


def _links_inside(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the links to headings of the report itself."""
    for _, runs in passages(Document(Masthead("", ""), blocks)):
        yield from (run.href for run in runs if isinstance(run, Text) and run.href.startswith("#"))


def _under_title(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks without the first heading of level 1, which names the report type.

    The page has the agenda's title in its place. What comes from a later one on ('# Annex A') goes a level down, since
    a page has one title.
    """
    titles = 0
    for block in blocks:
        if isinstance(block, Heading):
            titles += block.level == 1
            if titles == 1 and block.level == 1:
                continue
            block = replace(block, level=min(block.level + (titles > 1), 6))
        yield block


def _refuse_unprintable(masthead: Masthead | None, blocks: tuple[Block, ...], place: str) -> None:
    """Refuse, with the cell's number, text that no output can show, or that another run would show otherwise."""
    words = [masthead.title, masthead.restriction, *chain(*masthead.context)] if masthead else []
    document = Document(masthead or Masthead("", ""), blocks)
    words += [plain(runs) for _, runs in passages(document)]
    words += [column.header for block in flattened(blocks) if isinstance(block, Table) for column in block.columns]
    charts = [block for block in flattened(blocks) if isinstance(block, Chart)]
    words += [chart.alt for chart in charts]
    for text in words:
        if why := unshowable(text):
            raise InputError(f"{place}: in '{shortened(text)}' {why}")
    for text in (*words, *(unescape(label) for chart in charts for label in _LABEL.findall(chart.svg))):
        if passing := _PASSING.search(text):
            raise InputError(
                f"{place}: '{shortened(passing[0])}' differs on each run; show what it stands for, or take it out"
            )


def _refuse_lead_ins(blocks: Sequence[Block], name: str) -> None:
    """Raise InputError for each text that leads to something, 'The service will:', with nothing after it."""
    refuse(
        f"{name}: '{words}' leads to something, and nothing follows; "
        "add what it leads to, such as rows of the register that is shown there, or take the words out"
        for block, after in pairwise([*blocks, None])
        if (words := last_words(block)).rstrip().endswith(":")
        if after is None or isinstance(after, Heading)
    )


def last_words(block: Block | None) -> str:
    """Return the words that a block of text ends with; '' for any other, and where other blocks follow them in it."""
    match block:
        case Paragraph() | Inset(below=()):
            return plain(block.runs)
        case Bullets(below=()) if block.items:
            return plain(block.items[-1])
    return ""


def _held(data: dict[str, Any], place: str) -> tuple[Masthead | None, tuple[Block, ...]]:
    """Return the masthead and the blocks that an output stores for a report: None where it has no masthead.

    InputError where they are not as the report's calls would make them, since a stored output may be anybody's work.
    """
    try:
        masthead = masthead_from_json(data[MASTHEAD_MIME]) if MASTHEAD_MIME in data else None
        blocks = blocks_from_json(data.get(BLOCKS_MIME, []))
        if masthead:
            date.fromisoformat(masthead.day)
    except ValueError:  # pydantic's too
        raise InputError(
            f"{place}: what is stored below the cell is not what the report's calls show; run all cells again"
        ) from None
    for block in flattened(blocks):
        if isinstance(block, Chart) and (what := foreign_in(block.svg)):
            raise InputError(
                f"{place}: the chart '{plain(block.caption)}' {what}; draw it with report.own_chart, without links"
            )
        if isinstance(block, Table) and (what := _foreign_in_cells(block)):
            raise InputError(f"{place}: a drawing in the table '{plain(block.name)}' {what}; run all cells again")
    return masthead, blocks


def _foreign_in_cells(table: Table) -> str:
    pictures = {cell.picture for row in table.rows for cell in row if cell.picture}
    return next(filter(None, map(foreign_in, sorted(pictures))), "")


def published(notebook: NotebookNode, glossary: Glossary = _NO_GLOSSARY) -> NotebookNode:
    """Return a copy of the notebook as others may open it: its cells' outputs rendered again from their blocks.

    What nobody sees in the report is left out: comments, printed lines and warnings, and all that programs have noted
    in the notebook. The sources below its cells name indicators as the glossary does.
    """
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(_only(notebook.metadata, "kernelspec", "language_info"))
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(_only(cell.metadata, "tags"))
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            if "injected-parameters" not in cell.metadata.get("tags", []):
                cell.source = without_remarks(cell.source)
            cell.outputs = [output for output in cell.outputs if output.output_type != "stream"]
        for output in cell.get("outputs", []):
            if "data" in output:
                masthead, blocks = _held(output.data, "the notebook")
                bundle = Shown(*blocks).bundle(glossary) if blocks or not masthead else {}
                output.data = nbformat.from_dict(bundle | (masthead_bundle(masthead) if masthead else {}))
                output.metadata = nbformat.from_dict({})
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip() or cell.get("outputs")]
    return notebook


def _only(metadata: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: metadata[key] for key in keys if key in metadata}


def _shown(output: NotebookNode, place: str) -> dict[str, Any]:
    """Return the data of an output that a report can show; empty for printed lines, InputError for anything else."""
    if output.output_type == "error":
        raise InputError(f"{place}: the cell stopped with {output.ename}: {output.evalue}")
    if output.output_type == "stream":
        return {}
    data: dict[str, Any] = output.data
    if MASTHEAD_MIME in data or BLOCKS_MIME in data:
        return data
    if any(kind.startswith("image/") for kind in data):
        raise InputError(
            f"{place}: the chart has no caption and no alt text; show it with report.own_chart(drawing, caption, alt)"
        )
    raise InputError(
        f"{place}: its value is not part of a report; show tables and charts with the report's own calls, "
        "or end the line with a semicolon"
    )
