"""The ledger: every figure, rating and direction that documents show, as CSV.

Each has its place in the document and the data behind it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from ccpi_nb.computing.computations import Computation, ComputationName, computation_named
from ccpi_nb.document.model import Bullets, Chart, Document, Heading, Headlines, Inset, Paragraph, Table
from ccpi_nb.document.runs import Figure, Judgement, Row, Runs, plain
from ccpi_nb.document.sections import flattened
from ccpi_nb.document.table_texts import unmarked
from ccpi_nb.domain.indicators import DataRow, Direction
from ccpi_nb.domain.targets import Rag
from ccpi_nb.files.strict_csv import csv_rows, guarded_csv, unguarded

LEDGER = "ledger.csv"
Traceable = Figure | Judgement
# Between the texts of several rows of data in one cell: 'calls_answered; calls_lost'.
_BETWEEN = "; "
_INPUT = re.compile(
    r"(?P<value>.*?) \((?P<indicator>[^/@]*?) ?(?:/ (?P<breakdown>.*?))? ?(?:@ (?P<period>\S+))?, "
    r"(?P<at>data/\S+, row \d+)\)(?:; |$)"
)
_RUNNING = re.compile(r"(?:^|: )(?:paragraph|point) \d+$")
_SENTENCE_END = re.compile(r"[.!?]['\u2019\u201d\")]*\s+(?=[^a-z\s])")


@dataclass(frozen=True)
class LedgerEntry:
    """A figure or judgement where it is shown: `report` is the stem of the document's files."""

    report: str
    place: str
    shown: Traceable

    @property
    def text(self) -> str:
        """The text that is read there, a figure with its sign."""
        return plain((self.shown,))


# As a rating's or a direction's reason has it, after the indicator's name.
_VERDICT = re.compile(f": ({'|'.join(sorted({word.lower() for word in (*Rag, *Direction)}))})\\. ")


@dataclass(frozen=True)
class LedgerLine:
    """A line of the ledger: its fields are the cells of the CSV, its properties what they mean.

    Where there are several rows of data, a cell has their texts, each once; `inputs` has them all, or
    where they are too many the name of their selection. `origin` is where in a received file a value stood.
    """

    report: str
    place: str
    text: str
    value: str
    indicator: str
    period: str
    breakdown: str
    source_file: str
    source_row: str
    as_at: str
    source: str
    computation: str
    inputs: str
    origin: str = ""

    @property
    def amount(self) -> str:
        """The text without a change's sign."""
        return self.text.lstrip("+−")

    @property
    def reading(self) -> str:
        """The same; of a rating or a direction its word, 'off target' where a sentence says 'missed the target'."""
        found = _VERDICT.search(self.reason) if self.name in (Computation.RATING, Computation.DIRECTION) else None
        return found[1] if found else self.amount

    @property
    def name(self) -> ComputationName:
        """The computation without its reason: 'change', 'count on target', 'rating'; '' for a figure as published."""
        return computation_named(self.computation.partition(":")[0])

    @property
    def reason(self) -> str:
        """The text after the computation's name: a rating's reason, the provision that clear days are by."""
        return self.computation.partition(": ")[2]

    @property
    def rows(self) -> tuple["Input", ...]:
        """The rows of data behind the figure, with their values."""
        if self.inputs:
            return _inputs_from(self.inputs)
        if not self.source_file:
            return ()
        at = DataRow(self.source_file, int(self.source_row))
        return (Input(self.value or self.text, self.indicator, self.breakdown, self.period, at),)

    @property
    def selection(self) -> str:
        """The name of the rows behind a count that are too many to list; '' where they are listed."""
        return "" if self.rows else self.inputs

    @property
    def indicators(self) -> tuple[str, ...]:
        """The keys of the rows' indicators, each once."""
        return unpacked(self.indicator)

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods of the rows, each once, as data files write them."""
        return unpacked(self.period)

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """The breakdowns of the rows, each once."""
        return unpacked(self.breakdown)

    @property
    def files(self) -> tuple[str, ...]:
        """The data files of the rows, each once."""
        return unpacked(self.source_file)

    @property
    def days(self) -> tuple[str, ...]:
        """The days on which the rows became known, as '2014-12-11'."""
        return unpacked(self.as_at)

    @property
    def sources(self) -> tuple[str, ...]:
        """The documents that the rows' values are from, each once."""
        return unpacked(self.source)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where in received files the rows' values stood, each once."""
        return unpacked(self.origin)

    @property
    def without_row_numbers(self) -> "LedgerLine":
        """The line as it is wherever in their files its rows are."""
        inputs = _BETWEEN.join(f"{row.value} ({row.what}, {row.at.file})" for row in _inputs_from(self.inputs))
        return replace(self, source_row="", inputs=inputs)


@dataclass(frozen=True)
class Input:
    """A row of data that went into a figure, as a line of the ledger has it."""

    value: str
    indicator: str
    breakdown: str
    period: str
    at: DataRow

    @property
    def what(self) -> str:
        """The row as a slot names it: 'calls_answered / Preston @ 2014-15-Q2'; '/ 1.1' for a register's row."""
        breakdown = f" / {self.breakdown}" if self.breakdown else ""
        period = f" @ {self.period}" if self.period else ""
        return f"{self.indicator}{breakdown}{period}".strip()

    def __str__(self) -> str:
        return f"{self.value} ({self.what}, {self.at})"


def entries(document: Document, report: str) -> tuple[LedgerEntry, ...]:
    """Return all that a document shows, in its order; after a judgement what its reason computes."""
    return tuple(
        LedgerEntry(report, place, shown)
        for place, runs in passages(document)
        for place, shown in _shown(place, runs)
        if shown.text.strip()
    )


def lines(found: Iterable[LedgerEntry]) -> tuple[LedgerLine, ...]:
    """Return the ledger's line for each entry."""
    return tuple(_line(entry) for entry in found)


def ledger_csv(found: Sequence[LedgerLine]) -> str:
    """Return the ledger as CSV, in the order given; its cells are guarded as in every CSV that is published."""
    names = tuple(field.name for field in fields(LedgerLine))
    return guarded_csv([names, *map(attrgetter(*names), found)])


def ledger_from(text: str) -> tuple[LedgerLine, ...]:
    """Return the lines of a ledger's CSV, with its cells as they were before they were guarded."""
    header, *rows = csv_rows(text)
    return tuple(LedgerLine(**dict(zip(header, map(unguarded, row), strict=True))) for row in rows if row)


def packed(texts: Iterable[str]) -> str:
    """Return the texts of several rows as one, each once: 'calls_answered; calls_lost'."""
    return _BETWEEN.join(dict.fromkeys(text for text in texts if text))


def unpacked(text: str) -> tuple[str, ...]:
    """Return the texts that `packed` has joined; nothing of an empty text."""
    return tuple(text.split(_BETWEEN)) if text else ()


def _inputs_from(text: str) -> tuple[Input, ...]:
    return tuple(map(_input_from, _INPUT.finditer(text)))


def _input_from(match: re.Match[str]) -> Input:
    value, indicator, breakdown, period, at = match.groups(default="")
    return Input(value, indicator, breakdown, period, DataRow.parse(at))


def passages(document: Document) -> Iterator[tuple[str, Runs]]:
    """Yield the runs of a document, each with its place.

    A place is the section, then the paragraph, the bullet, or the row and column of a table.
    """
    titles: dict[int, str] = {}
    counts: dict[str, int] = {}

    def numbered(kind: str) -> str:
        counts[kind] = counts.get(kind, 0) + 1
        return f"{_section(titles)}{kind} {counts[kind]}"

    for block in flattened(document.blocks):
        match block:
            case Heading():
                titles = {level: title for level, title in titles.items() if level < block.level} | {
                    block.level: block.lasting
                }
                counts = {}
                yield f"{_section(titles)}heading", block.runs
            case Paragraph() | Inset():
                yield numbered("paragraph"), block.runs
            case Bullets():
                yield from ((numbered("point"), item) for item in block.items)
            case Table():
                yield from _table_passages(f"{_section(titles)}table '{unmarked(block.name)}'", block)
            case Chart():
                place = f"{_section(titles)}chart '{unmarked(block.caption)}'"
                yield from ((f"{place}, finding", block.finding), (place, block.caption), (place, block.figures))
            case Headlines():
                for item in block.items:
                    place = f"{_section(titles)}key figure '{item.label}'"
                    yield place, (item.figure,)
                    yield f"{place}, rating", (item.basis,) if item.basis else ()
                    yield f"{place}, detail", item.detail


def _section(titles: dict[int, str]) -> str:
    return " / ".join(titles.values()) + ": " if titles else ""


def _table_passages(place: str, table: Table) -> Iterator[tuple[str, Runs]]:
    yield f"{place}, finding", table.finding
    yield f"{place}, caption", table.caption
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=False):
            yield f"{place}, row '{unmarked(row[0].runs)}', column '{column.header}'", cell.runs
    yield from ((f"{place}, note {number}", note) for number, note in enumerate(table.notes, start=1))


def _shown(place: str, runs: Runs) -> Iterator[tuple[str, Traceable]]:
    """Yield the figures and judgements in runs with their places; in running text a place includes the sentence."""
    before = ""
    for run in runs:
        sentence = 1 + len(_SENTENCE_END.findall(before))
        here = f"{place}, sentence {sentence}" if _RUNNING.search(place) else place
        if isinstance(run, Figure):
            yield here, run
        elif isinstance(run, Judgement):
            yield here, run
            # The value and the target that were compared are among its inputs.
            computed = [
                part
                for part in run.why
                if isinstance(part, Figure) and part.computation not in ("", Computation.TARGET)
            ]
            yield from ((f"{here}, reason", figure) for figure in computed)
        before += plain((run,))


def _line(entry: LedgerEntry) -> LedgerLine:
    shown, rows = entry.shown, entry.shown.rows
    return LedgerLine(
        report=entry.report,
        place=entry.place,
        text=entry.text,
        value=shown.value if isinstance(shown, Figure) else "",
        indicator=packed(row.indicator for row in rows),
        period=packed(row.period for row in rows),
        breakdown=packed(row.breakdown for row in rows),
        source_file=packed(row.at.file for row in rows),
        source_row=packed(str(row.at.number) for row in rows),
        as_at=packed(row.as_at for row in rows),
        source=packed(row.source for row in rows),
        computation=str(shown.computation) if isinstance(shown, Figure) else f"{shown.rule}: {plain(shown.why)}",
        inputs=_inputs_of(shown),
        origin=packed(", ".join(row.origin) for row in rows),
    )


def _inputs_of(shown: Traceable) -> str:
    if isinstance(shown, Figure) and (shown.selection or not shown.computation):
        return shown.selection
    return _BETWEEN.join(map(str, map(input_of, shown.rows)))


def input_of(row: Row) -> Input:
    """Return a row behind a figure as the ledger has it."""
    return Input(row.value, row.indicator, row.breakdown, row.period, row.at)
