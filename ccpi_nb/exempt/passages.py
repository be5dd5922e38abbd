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
from ccpi_nb.workbook.sign_offs import may_be_a_person, names_a_person

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


# By which any table names its rows and columns, whatever it is about.
_COMMON = frozenset(
    words_of(
        """
        a actual all and april as at august average by change comment comments cumulative current date december
        denominator description end february figure figures financial for from grand in indicator january july
        june last latest march may measure measures month monthly months name no note notes notice november
        number numerator october of on or other overall per percent percentage performance period position
        previous q1 q2 q3 q4 quarter quarterly quarters rag rate ratio read reference score september service
        share source status sub subtotal target targets the this to total unit value values week year yearly
        years yes
        """
    ).split()
)


def names_something(text: str) -> bool:
    """Return whether a text has a word that not any table could have; 'Year to the end of quarter 3' has none."""
    return any(word.isalpha() and len(word) > 1 and word not in _COMMON for word in words_of(text).split())


_COMPANY = re.compile(r"(.+?),?\s+(?:ltd|limited|llp|plc|inc|cic)\.?", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"([A-Z][\w'\u2019-]+),\s*([A-Z][\w'\u2019-]+)")


def names_in(texts: Iterable[str], vocabulary: Collection[str]) -> frozenset[str]:
    """Return those of some texts that are the name of a person or a firm, in each way in which it could be written.

    One all of whose words are in the `vocabulary`, which has what the public reads anyway, could be a heading.
    """
    found: set[str] = set()
    for text in texts:
        if turned := _SURNAME_FIRST.fullmatch(text):
            found |= {text, f"{turned[2]} {turned[1]}"}
        elif firm := _COMPANY.fullmatch(text):
            found |= {text, firm[1]}
        elif may_be_a_person(text) or (names_a_person(text) and number_of_words(text) <= _HEADING_WORDS + 1):
            found.add(text)
    return frozenset(
        name
        for name in found
        if 1 < number_of_words(name) < _HALF_WORDS and not {*words_of(name).split()} <= {*vocabulary, *_COMMON}
    )


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
