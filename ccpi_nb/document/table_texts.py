"""A document's tables, their notes, and the figures in their cells."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ccpi_nb.document.model import Block, Cell, Document, Table
from ccpi_nb.document.runs import Figure, Runs, Text, plain
from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.errors import InputError

MARK = re.compile(r"\s*\[note\s(\d+)\]")
# What a page and a PDF say in words. Confidential stays, since the report's own note explains what is hidden there.
_SPELLED_OUT = {str(shorthand): shorthand.words for shorthand in (Shorthand.NOT_AVAILABLE, Shorthand.NOT_APPLICABLE)}


def tables_in(document: Document) -> list[Table]:
    """Return the tables with anything in them; InputError for one that is not whole.

    That is a table with a row that has too few or too many cells, or with a mark whose note it lacks.
    """
    tables = [block for block in document.blocks if isinstance(block, Table) and block.columns and block.rows]
    for table in tables:
        name, notes = f"the table '{plain(table.name)}'", own_notes(table)
        for row in table.rows:
            if len(row) != len(table.columns):
                raise InputError(f"{name} has a row of {len(row)} cells for {len(table.columns)} columns")
        texts = [
            plain(table.caption),
            *(column.header for column in table.columns),
            *(plain(cell.runs) for row in table.rows for cell in row),
        ]
        if missing := [mark for text in texts for mark in MARK.findall(text) if mark not in notes]:
            raise InputError(f"{name} refers to note {missing[0]}, which it doesn't have")
    return tables


def meaning_of(shorthand: Shorthand) -> str:
    """Return the note on a shorthand: '[x] means not available.'"""
    return f"{shorthand} means {shorthand.words}."


_MEANINGS = frozenset(map(meaning_of, map(Shorthand, _SPELLED_OUT)))


def spelled_out(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks as people read them: tables with 'not available' for [x], and without the note that says so."""
    return tuple(_table_spelled_out(block) if isinstance(block, Table) else block for block in blocks)


def _table_spelled_out(table: Table) -> Table:
    return replace(
        table,
        rows=tuple(tuple(replace(cell, runs=_runs_spelled_out(cell.runs)) for cell in row) for row in table.rows),
        notes=tuple(note for note in table.notes if plain(note) not in _MEANINGS),
    )


def _runs_spelled_out(runs: Runs) -> Runs:
    return tuple(
        replace(run, text=_SPELLED_OUT[run.text])
        if isinstance(run, Text | Figure) and run.text in _SPELLED_OUT
        else run
        for run in runs
    )


def own_notes(table: Table) -> dict[str, str]:
    """Return the table's notes by the numbers they have there."""
    notes = [plain(runs) for runs in table.notes]
    return {mark[1]: note[mark.end() :].strip() for note in notes if (mark := MARK.match(note))}


def unmarked(runs: Runs) -> str:
    """Return the runs' text without the marks of notes."""
    return MARK.sub("", plain(runs))


def figures_in(cell: Cell) -> list[Figure]:
    """Return the figures in a cell, without those that its ratings and directions follow from."""
    return [run for run in cell.runs if isinstance(run, Figure)]
