"""Sources of the figures of a section: rows of data by document, sums, and reasons."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from ccpi_nb.computing.computations import Computation, kind_of, sum_of
from ccpi_nb.computing.selections import MOST_MARKED
from ccpi_nb.document.figures import spoken, written
from ccpi_nb.document.ledger import Traceable, entries, unpacked
from ccpi_nb.document.model import Block, Chart, Document, Heading, Masthead
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.runs import Figure, Judgement, Row, Runs, Text
from ccpi_nb.domain.decimals import decimals_of
from ccpi_nb.domain.indicators import DataRow, Indicator, Unit
from ccpi_nb.domain.periods import period_name

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Glossary:
    """Meanings of keys and digits: indicators by their keys, and the names that digits may belong to ('Windows 7').

    So may digits belong to `sources`, beside those of a page's own figures. `elsewhere` are rows of data that other
    pages list, so that a page need not for its charts.
    """

    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    elsewhere: frozenset[DataRow] = frozenset()

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names that digits may belong to, with the indicators' names, some of which have digits too."""
        return (*self.names, *(indicator.name for indicator in self.indicators.values()))

    def name(self, row: Row) -> str:
        """Return a row's subject and period: 'Calls answered, Preston, July to September 2014'."""
        return ", ".join(part for part in (self.subject(row), period_name(row.period)) if part)

    def subject(self, row: Row) -> str:
        """Return a row's indicator, breakdown and column: 'Calls answered, Preston', 'Calls answered, numerator'."""
        indicator = self.indicators.get(row.indicator)
        named = indicator.name if indicator else row.indicator.replace("_", " ").capitalize()
        return ", ".join(part for part in (named, row.breakdown, row.column) if part)

    def amount(self, row: Row) -> str:
        """Return the row's value with its unit, as far as both are known."""
        with suppress(KeyError, ArithmeticError):
            value, form = Decimal(row.value), written if row.period else spoken  # a target has no period
            unit = Unit.NUMBER if row.column else self.indicators[row.indicator].unit
            return form(value, unit, decimals_of(value))
        return row.value


_NO_GLOSSARY = Glossary()


@dataclass(frozen=True)
class SourceRow:
    """A row of data: its value as a figure, its name, and its number in the file."""

    figure: Figure
    name: str
    number: int


@dataclass(frozen=True)
class SourcePlace:
    """The rows of one data file that come from one place: 'Appendix B, Care portal', 'sheet Dashboard, cell E8'.

    `name` is '' where they name no place in their paper.
    """

    name: str
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True)
class SourceFile:
    """The rows of one data file that come from one paper, by their places in the paper."""

    file: str
    places: tuple[SourcePlace, ...]

    @property
    def rows(self) -> tuple[SourceRow, ...]:
        """The rows of all places."""
        return tuple(row for place in self.places for row in place.rows)


@dataclass(frozen=True)
class SourcePaper:
    """What a section takes from one paper: 'CCPI pack 11 December 2014, item 4'; `known` is when it became known."""

    name: str
    known: str
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class Sources:
    """The sources of a section; `of` is its heading, '' for what stands before the first.

    `papers` have the rows, `sums` the figures computed, `reasons` those of ratings and directions.
    """

    of: str
    papers: tuple[SourcePaper, ...]
    sums: tuple[Runs, ...]
    reasons: tuple[Runs, ...]


def begins_section(block: Block) -> bool:
    """Return whether a block is a heading that begins a section of a page: sources and contents go by those."""
    return isinstance(block, Heading) and block.level <= 2


def sources_by_section(blocks: Sequence[Block], glossary: Glossary) -> tuple[Sources | None, ...]:
    """Return for each block the sources to show after it: those of a whole section after its last block, else None."""
    starts = [place for place, block in enumerate(blocks) if begins_section(block)]
    by_block: list[Sources | None] = [None] * len(blocks)
    for start, end in pairwise((0, *starts, len(blocks))):
        if section := blocks[start:end]:
            of = section[0].lasting if isinstance(section[0], Heading) else ""
            by_block[end - 1] = sources_of(section, glossary, of)
    return tuple(by_block)


def sources_of(blocks: Sequence[Block], glossary: Glossary = _NO_GLOSSARY, of: str = "") -> Sources | None:
    """Return the sources of all that blocks show; None where they show no figure of any row."""
    found = list(_shown_by(blocks))
    shown = [run.unsigned if isinstance(run, Figure) else run for run in found]
    if not any(run.rows for run in shown):
        return None
    texts = _texts(shown)
    figures = {row: _figure(row, texts, glossary) for run in shown for row in run.rows}
    sums = [
        _sum(run, figures, glossary) for run in dict.fromkeys(shown) if isinstance(run, Figure) and _is_worked_out(run)
    ]
    reasons = dict.fromkeys(run.why for run in shown if isinstance(run, Judgement))
    papers = _papers(_listed_here(figures, blocks, glossary), glossary)
    return Sources(of, papers, tuple(dict.fromkeys(sums)), tuple(reasons))


def _shown_by(blocks: Iterable[Block]) -> Iterator[Traceable]:
    return (entry.shown for entry in entries(Document(Masthead("", ""), tuple(blocks)), ""))


def _listed_here(figures: Mapping[Row, Figure], blocks: Iterable[Block], glossary: Glossary) -> Mapping[Row, Figure]:
    """Return the rows without those that other pages list, unless words or a table show them here too."""
    if not glossary.elsewhere:
        return figures
    shown = _shown_by(block for block in blocks if not isinstance(block, Chart))
    own = {row for run in shown if len(run.rows) <= MOST_MARKED for row in run.rows}
    return {row: figure for row, figure in figures.items() if row in own or row.at not in glossary.elsewhere}


def _texts(shown: Iterable[Traceable]) -> dict[Row, str]:
    """Return the rows that are shown themselves, as they are shown: 'about 954', 'at least 90%'."""
    return {
        figure.rows[0]: figure.text
        for figure in shown
        if isinstance(figure, Figure) and len(figure.rows) == 1 and figure.computation in ("", Computation.TARGET)
    }


def _figure(row: Row, texts: Mapping[Row, str], glossary: Glossary) -> Figure:
    return Figure(texts.get(row) or glossary.amount(row), row.value, (row,))


def paper_of(row: Row) -> str:
    """Return the file or paper that a row is from, and its item: 'CCPI pack 11 December 2014, item 4'."""
    if row.origin:
        return row.origin[0]
    document, _, place = row.source.partition(", ")
    item = place.partition(", ")[0]
    return f"{document}, {item}" if item.startswith("item ") else document


def _place_of(row: Row) -> str:
    """Return the place in that file or paper: 'Appendix B, Care portal'; '' where the row names none."""
    if row.origin:
        return row.origin[1]
    return row.source.removeprefix(paper_of(row)).removeprefix(", ")


def _papers(figures: Mapping[Row, Figure], glossary: Glossary) -> tuple[SourcePaper, ...]:
    """Return the rows by paper, file and place, each in the order in which it is first shown; rows by their numbers."""
    return tuple(
        SourcePaper(
            name,
            period_name(known),
            tuple(
                SourceFile(file, tuple(_places(of_file, figures, glossary)))
                for file, of_file in _grouped(of_paper, lambda row: row.at.file)
            ),
        )
        for (name, known), of_paper in _grouped(figures, lambda row: (paper_of(row), row.as_at))
    )


def _places(rows: Iterable[Row], figures: Mapping[Row, Figure], glossary: Glossary) -> Iterator[SourcePlace]:
    for name, of_place in _grouped(rows, _place_of):
        ordered = sorted(of_place, key=lambda row: row.at.number)
        yield SourcePlace(name, tuple(_source_row(row, figures[row], glossary) for row in ordered))


def _grouped(rows: Iterable[Row], key_of: Callable[[Row], _Key]) -> Iterable[tuple[_Key, list[Row]]]:
    groups: dict[_Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key_of(row), []).append(row)
    return groups.items()


def _source_row(row: Row, figure: Figure, glossary: Glossary) -> SourceRow:
    """Return a row as a source; that of a register has no indicator, but a reference and a status: '1.1 green'."""
    if row.indicator:
        return SourceRow(figure, glossary.name(row), row.at.number)
    return SourceRow(Figure(row.breakdown, "", (row,)), row.value, row.at.number)


def source_names(shown: Iterable[Traceable], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what pages call the sources of figures, as far as they have digits that nothing else explains.

    They are documents, alone and with a place in them, and the places; `names` are those whose digits are explained.
    """
    explained = tuple(names)
    texts = {
        text for run in shown for row in run.rows for text in (row.source, *unpacked(row.source), ", ".join(row.origin))
    }
    parts = {part for text in texts for part in (text, *_beginnings(text))}
    # A number that begins a place ('23,687 records') could be a figure elsewhere on the page.
    parts |= {place for text in texts if re.match(r"\D", place := text.partition(", ")[2])}
    return tuple(sorted(part for part in parts if re.search(r"[^\W\d_]", part) and typed_figures(part, explained)))


def _beginnings(source: str) -> Iterator[str]:
    """Yield a source up to each of its commas: 'a.xlsx', 'a.xlsx, sheet S'."""
    return (source[: comma.start()] for comma in re.finditer(", ", source))


def _is_worked_out(figure: Figure) -> bool:
    return figure.computation not in ("", Computation.TARGET, Computation.SHORTFALL, Computation.TOLERANCE)


def _sum(figure: Figure, figures: Mapping[Row, Figure], glossary: Glossary) -> Runs:
    """Return a figure with its sum: '3.43 percentage points: change, 77.59% − 74.16% (Calls answered)'."""
    parts = sum_of(figure.computation, [figures[row] for row in figure.rows])
    # An author's formula is in the ledger: here nobody could tell its numbers from figures.
    is_own = kind_of(figure.computation) is Computation.WORKED_OUT
    runs: list[Text | Figure] = [figure, Text(f": {Computation.WORKED_OUT if is_own else figure.computation}")]
    runs += [Text(", "), *(part if isinstance(part, Figure) else Text(part) for part in parts)] if parts else []
    of = dict.fromkeys(glossary.subject(row) for row in figure.rows)
    return (*runs, Text(f" ({'; '.join(of)})" if len(of) <= 2 else ""))
