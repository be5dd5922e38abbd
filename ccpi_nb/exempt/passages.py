"""What a document says: words with the figures that they stand or fall with, and figures with what names them."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ccpi_nb.document.model import Bullets, Chart, Document, Heading, Headlines, Inset, Paragraph, Table
from ccpi_nb.document.runs import Figure, Runs, Text, figures_of, plain
from ccpi_nb.document.sections import flattened
from ccpi_nb.domain.periods import ONE_MONTH, Period, short_name
from ccpi_nb.exempt.matching import words_of
from ccpi_nb.trends.icons import is_telling

SENTENCE_WORDS = 5
_HEADING_WORDS, _HALF_WORDS = 3, 6
_SENTENCE = re.compile(r"\S.*?(?:[.!?]['\u2019\u201d\")]*(?=\s+[^a-z\s])|$)", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """Words that stand together, and the figures that they stand or fall with."""

    text: str
    figures: tuple[Figure, ...] = ()
    least: int = SENTENCE_WORDS

    @property
    def distinctive(self) -> Iterator[str]:
        """Yield the words, if they are enough, and the halves of a long sentence without figures.

        The end of a page may part such a sentence.
        """
        if number_of_words(self.text) >= self.least:
            yield self.text
        words = self.text.split()
        if len(words) >= 2 * _HALF_WORDS and not self.figures:
            yield " ".join(words[: len(words) // 2])
            yield " ".join(words[len(words) // 2 :])


def figures_by_identity(passages: Iterable[Passage]) -> dict[int, tuple[Figure, ...]]:
    """Return the figures of passages by identity: all cells of a table have the same ones, all those of the table."""
    return {id(passage.figures): passage.figures for passage in passages}


def distinct_figures(passages: Iterable[Passage]) -> Iterator[Figure]:
    """Yield the figures of passages, those that many of them share once."""
    # Kept while they are told apart by identity, or another's place in memory could be the same.
    kept = tuple(passages)
    return (figure for figures in figures_by_identity(kept).values() for figure in figures)


def passages_of(document: Document) -> Iterator[Passage]:
    """Yield all that a document says, in passages."""
    yield from (Passage(document.masthead.title, least=_HEADING_WORDS), Passage(document.masthead.restriction))
    for block in flattened(document.blocks):
        match block:
            case Heading():
                yield Passage(plain(block.runs), least=_HEADING_WORDS)
            case Paragraph() | Inset():
                yield from _sentences(block.runs)
            case Bullets():
                for item in block.items:
                    yield from _sentences(item)
            case Table():
                texts = [
                    *((Text(column.header),) for column in block.columns),
                    *(cell.runs for row in block.rows for cell in row),
                    *block.notes,
                ]
                figures = _figures(*texts)
                yield Passage(plain(block.name), figures, _HEADING_WORDS)
                yield from _sentences(block.finding, figures)
                for runs in texts:
                    yield from _sentences(runs, figures)
            case Chart():
                yield Passage(plain(block.caption), block.figures, _HEADING_WORDS)
                yield from _sentences(block.finding, block.figures)
                yield from _sentences((Text(block.alt),), block.figures)
            case Headlines():
                for headline in block.items:
                    figures = (headline.figure, *_figures(headline.detail, (headline.basis,) if headline.basis else ()))
                    yield Passage(headline.label, figures)
                    yield from _sentences(headline.detail, figures)


def _sentences(runs: Runs, figures: tuple[Figure, ...] = ()) -> Iterator[Passage]:
    """Yield the sentences of a text with the figures given or, where none are, with those in each."""
    starts: list[tuple[int, Figure]] = []
    length = 0
    for run in runs:
        starts += [(length, figure) for figure in figures_of((run,))]
        length += len(plain((run,)))
    for match in _SENTENCE.finditer(plain(runs)):
        contained = tuple(figure for start, figure in starts if match.start() <= start < match.end())
        yield Passage(match[0].strip(), figures or contained)


def lines_beside(document: Document, exempt: Collection[Figure]) -> Iterator[tuple[str, str]]:
    """Yield the lines beside exempt figures of a table, each with its name; icons are the same for all values."""
    for table in (block for block in flattened(document.blocks) if isinstance(block, Table)):
        for row in table.rows:
            if any(figure in exempt for figure in _figures(*(cell.runs for cell in row))):
                yield from ((plain(table.name), cell.picture) for cell in row if is_telling(cell.picture))


def number_of_words(text: str) -> int:
    """Return how many words a text has, as the gate compares them."""
    return len(words_of(text).split())


def _figures(*several: Runs) -> tuple[Figure, ...]:
    return tuple(figure for runs in several for figure in figures_of(runs))


def labelled_figures(document: Document) -> Iterator[tuple[str, Figure]]:
    """Return figures with what names them: a row's or column's header, a headline's label.

    A period is no such name, since it says too little.
    """
    pairs: list[tuple[str, Figure]] = []
    for block in flattened(document.blocks):
        if isinstance(block, Headlines):
            pairs += [
                (headline.label, figure)
                for headline in block.items
                for figure in (headline.figure, *_figures(headline.detail))
            ]
        elif isinstance(block, Table):
            for row in block.rows:
                for column, cell in zip(block.columns, row, strict=False):
                    pairs += [
                        (label, figure)
                        for figure in _figures(cell.runs)
                        for label in (plain(row[0].runs), column.header)
                    ]
    named = (Period.parse(row.period) for _, figure in pairs for row in figure.rows if row.period)
    periods = {name for period in named for name in (period.label, short_name(period))}
    return (
        (label, figure)
        for label, figure in pairs
        if re.search(r"[^\W\d_]", label) and label.removesuffix(ONE_MONTH) not in periods
    )
