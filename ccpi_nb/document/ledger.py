"""The ledger: every figure, rating and direction that documents show, each with its place there and the data behind it, as a CSV."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from io import StringIO

from ccpi_nb.document.model import (
    Bullets,
    Chart,
    Document,
    Figure,
    Heading,
    Headlines,
    Inset,
    Judgement,
    Paragraph,
    Row,
    Runs,
    Table,
    plain,
)
from ccpi_nb.document.table_texts import unmarked
from ccpi_nb.files.strict_csv import guarded_csv, unguarded

LEDGER = "ledger.csv"
Traceable = Figure | Judgement
_INPUT = re.compile(r"(\S*) \((.*?), (data/\S+), row (\d+)\)(?:; |$)")
_RUNNING = re.compile(r"(?:^|: )(?:paragraph|point) \d+$")
_SENTENCE_END = re.compile(r"[.!?]['\u2019\u201d\")]*\s+(?=[^a-z\s])")


@dataclass(frozen=True)
class LedgerEntry:
    """A figure or judgement where it is shown: `report` is the stem of the document's files, `text` has the figure's sign."""

    report: str
    place: str
    text: str
    shown: Traceable


@dataclass(frozen=True)
class LedgerLine:
    """A line of the ledger, as its columns have it. Of several rows of data, '; ' joins what they say, each once; `inputs` has them all."""

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

    @property
    def rows(self) -> tuple["Input", ...]:
        """The rows of data behind it, with their values."""
        if self.inputs:
            return inputs_from(self.inputs)
        if not self.source_file:
            return ()
        return (
            Input(
                self.value or self.text,
                _what(self.indicator, self.breakdown, self.period),
                self.source_file,
                self.source_row,
            ),
        )


@dataclass(frozen=True)
class Input:
    """A row of data that went into a figure: `what` is its indicator, period and breakdown, as a slot writes them."""

    value: str
    what: str
    file: str
    row: str

    @property
    def place(self) -> str:
        return f"{self.file}, row {self.row}"

    def __str__(self) -> str:
        return f"{self.value} ({self.what}, {self.place})"


def entries(document: Document, report: str) -> tuple[LedgerEntry, ...]:
    """All that a document shows, in its order; after a judgement what its reason works out."""
    return tuple(
        LedgerEntry(report, place, text, shown)
        for place, runs in passages(document)
        for place, text, shown in _shown(place, runs)
        if shown.text.strip()
    )


def lines(found: Iterable[LedgerEntry]) -> tuple[LedgerLine, ...]:
    return tuple(_line(entry) for entry in found)


def ledger_csv(found: Sequence[LedgerLine]) -> str:
    """In the order given; its cells are guarded as in every CSV that is published."""
    return guarded_csv([tuple(field.name for field in fields(LedgerLine)), *map(astuple, found)])


def ledger_from(text: str) -> tuple[LedgerLine, ...]:
    """What a ledger says."""
    return tuple(
        LedgerLine(**{name: unguarded(cell) for name, cell in row.items()})
        for row in csv.DictReader(StringIO(text, newline=""))
    )


def inputs_from(text: str) -> tuple[Input, ...]:
    return tuple(Input(*match.groups()) for match in _INPUT.finditer(text))


def passages(document: Document) -> Iterator[tuple[str, Runs]]:
    """The runs of a document, each with where they stand: section, then paragraph, bullet, or row and column of a table."""
    titles: dict[int, str] = {}
    counts: dict[str, int] = {}

    def numbered(kind: str) -> str:
        counts[kind] = counts.get(kind, 0) + 1
        return f"{_section(titles)}{kind} {counts[kind]}"

    for block in document.blocks:
        match block:
            case Heading():
                titles = {level: title for level, title in titles.items() if level < block.level} | {
                    block.level: plain(block.runs)
                }
                counts = {}
                yield f"{_section(titles)}heading", block.runs
            case Paragraph() | Inset():
                yield numbered("paragraph"), block.runs
            case Bullets():
                yield from ((numbered("point"), item) for item in block.items)
            case Table():
                yield from _table_passages(f"{_section(titles)}table '{unmarked(block.caption)}'", block)
            case Chart():
                place = f"{_section(titles)}chart '{unmarked(block.caption)}'"
                yield from ((place, block.caption), (place, block.figures))
            case Headlines():
                for item in block.items:
                    place = f"{_section(titles)}key figure '{item.label}'"
                    yield place, (item.figure,)
                    yield f"{place}, rating", (item.basis,) if item.basis else ()
                    yield f"{place}, detail", item.detail


def _section(titles: dict[int, str]) -> str:
    return " / ".join(titles.values()) + ": " if titles else ""


def _table_passages(place: str, table: Table) -> Iterator[tuple[str, Runs]]:
    yield f"{place}, caption", table.caption
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=False):
            yield f"{place}, row '{unmarked(row[0].runs)}', column '{column.header}'", cell.runs
    yield from ((f"{place}, note {number}", note) for number, note in enumerate(table.notes, start=1))


def _shown(place: str, runs: Runs) -> Iterator[tuple[str, str, Traceable]]:
    """In running text the place says the sentence as well."""
    before, last = "", ""
    for run in runs:
        sentence = 1 + len(_SENTENCE_END.findall(before))
        here = f"{place}, sentence {sentence}" if _RUNNING.search(place) else place
        if isinstance(run, Figure):
            yield here, (last if last in {"+", "−"} else "") + run.text, run
        elif isinstance(run, Judgement):
            yield here, run.text, run
            # What was held against what stands among its inputs.
            reckoned = [each for each in run.why if isinstance(each, Figure) and each.computation not in ("", "target")]
            yield from ((f"{here}, reason", each.text, each) for each in reckoned)
        before, last = before + run.text, run.text


def _line(entry: LedgerEntry) -> LedgerLine:
    shown, rows = entry.shown, entry.shown.rows
    files = [row.place.rpartition(", row ") for row in rows]
    return LedgerLine(
        report=entry.report,
        place=entry.place,
        text=entry.text,
        value=shown.value if isinstance(shown, Figure) else "",
        indicator=_joined(row.indicator for row in rows),
        period=_joined(row.period for row in rows),
        breakdown=_joined(row.breakdown for row in rows),
        source_file=_joined(file for file, _, _ in files),
        source_row=_joined(number for _, _, number in files),
        as_at=_joined(row.as_at for row in rows),
        source=_joined(row.source for row in rows),
        computation=shown.computation if isinstance(shown, Figure) else f"{shown.rule}: {plain(shown.why)}",
        inputs="; ".join(str(_input(row)) for row in rows) if isinstance(shown, Judgement) or shown.computation else "",
    )


def _input(row: Row) -> Input:
    file, _, number = row.place.rpartition(", row ")
    return Input(row.value, _what(row.indicator, row.breakdown, row.period), file, number)


def _what(indicator: str, breakdown: str, period: str) -> str:
    return (indicator + (f" / {breakdown}" if breakdown else "") + (f" @ {period}" if period else "")).strip()


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))
