"""The figures of a document's tables as tidy CSV, and what its tables say."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from ccpi_nb.document.model import Cell, Document, Figure, Runs, Table, plain
from ccpi_nb.errors import InputError


def tidy_csv(document: Document) -> str:
    """A row for each figure in a table, for other programs. Where several rows of data are behind it, '; ' joins their indicators, periods, ..."""
    header = ("table", "row", "column", "value", "text", "indicator", "period", "breakdown", "computation", "data_rows")
    return guarded_csv([header, *_rows(document)])


def _rows(document: Document) -> Iterator[tuple[str, ...]]:
    for table in tables_in(document):
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                place = unmarked(table.caption), unmarked(row[0].runs), MARK.sub("", column.header)
                yield from ((*place, figure.value, text, *_origin(figure)) for text, figure in figures_in(cell) if not figure.is_reference)


# What a document's tables say

MARK = re.compile(r"\s*\[note\s(\d+)\]")


def tables_in(document: Document) -> list[Table]:
    """Those with anything in them; InputError for one that is not whole."""
    tables = [block for block in document.blocks if isinstance(block, Table) and block.columns and block.rows]
    for table in tables:
        name, notes = f"the table '{plain(table.caption)}'", own_notes(table)
        for row in table.rows:
            if len(row) != len(table.columns):
                raise InputError(f"{name} has a row of {len(row)} cells for {len(table.columns)} columns")
        said = [plain(table.caption), *(column.header for column in table.columns), *(plain(cell.runs) for row in table.rows for cell in row)]
        if missing := [mark for text in said for mark in MARK.findall(text) if mark not in notes]:
            raise InputError(f"{name} refers to note {missing[0]}, which it doesn't have")
    return tables


def own_notes(table: Table) -> dict[str, str]:
    """The table's notes by the numbers they have there."""
    notes = [plain(runs) for runs in table.notes]
    return {mark[1]: note[mark.end() :].strip() for note in notes if (mark := MARK.match(note))}


def unmarked(runs: Runs) -> str:
    """The words without their marks of notes."""
    return MARK.sub("", plain(runs))


def figures_in(cell: Cell) -> Iterator[tuple[str, Figure]]:
    """Each figure as shown: with its sign, which is the run before it."""
    before = ""
    for run in cell.runs:
        if isinstance(run, Figure):
            yield (before if before in {"+", "−"} else "") + run.text, run
        before = run.text


# Text, so that nobody takes it for anything else

# Also in the wide letters of East Asia, which a spreadsheet there takes for the same.
RISKY = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
_PLAIN_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?(?:E[+-]?\d+)?", re.ASCII)
_GUARDED = re.compile(f"'+[{re.escape(''.join(RISKY))}]")


def guarded_csv(rows: Iterable[Sequence[str]]) -> str:
    """CSV of which no spreadsheet runs a cell as a formula: an apostrophe goes before one that begins with = + - @, a tab or a line's end, also
    where it has apostrophes before that; a plain negative number stays."""
    made = StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n", quoting=csv.QUOTE_ALL)  # Python 3.11 would otherwise leave a carriage return bare
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return made.getvalue()


def unguarded(cell: str) -> str:
    """What a cell said before it was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _inert(words: str) -> str:
    return f"'{words}" if words.lstrip("'").startswith(RISKY) and not _PLAIN_NEGATIVE.fullmatch(words) else words


def _origin(figure: Figure) -> tuple[str, ...]:
    names = "indicator", "period", "breakdown", "place"
    *about, places = ("; ".join(dict.fromkeys(text for row in figure.rows if (text := getattr(row, name)))) for name in names)
    return *about, figure.computation, places
