"""The end of a page or a pack: where its figures come from.

By document and data file, how many figures each gives, and how others were computed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ccpi_nb.document.computations import TALLY, Computation, ComputationName, in_words, kind_of
from ccpi_nb.document.figures import count_figure
from ccpi_nb.document.ledger import LEDGER, LedgerEntry, entries
from ccpi_nb.document.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Judgement,
    Paragraph,
    Row,
    Runs,
    Table,
    Text,
)
from ccpi_nb.document.sentences import joined

PROVENANCE = "Where the figures come from"
_BESIDE = ", published with this pack"
_HOLDS = (
    ", lists every figure with its place, its row of data, the day on which it became known, its document, "
    "and the sum where there is one."
)
_PLURALS: dict[ComputationName, str] = {
    Computation.RATING: "ratings",
    Computation.DIRECTION: "directions",
    Computation.STATUS: "statuses",
}


def with_provenance(document: Document) -> Document:
    """Return a page's document with the section on its figures at the end; unchanged where it shows no figure."""
    blocks = provenance(entries(document, ""), "This page", linked=True)
    return replace(document, blocks=(*document.blocks, Heading.of(2, PROVENANCE), *blocks)) if blocks else document


def provenance(found: Sequence[LedgerEntry], of: str, *, linked: bool = False) -> tuple[Block, ...]:
    """Return the blocks on where figures come from; nothing where nothing is shown.

    `of` is what shows them ('This page'). Where `linked`, the ledger lies beside it and can be opened.
    """
    shown = [entry.shown for entry in found if not entry.place.endswith(", reason")]
    figures = [run for run in shown if isinstance(run, Figure) and not run.is_reference]
    judged = [run for run in shown if isinstance(run, Judgement)]
    if not any(run.rows for run in shown):
        return ()
    return (
        _opening(of, figures, judged),
        Paragraph(
            (
                Text("The ledger, "),
                Text(LEDGER, href=LEDGER if linked else ""),
                Text(_HOLDS if linked else _BESIDE + _HOLDS),
            )
        ),
        *_counts("Documents", "Document", figures, lambda row: _document(row.source)),
        *_counts("Data files", "File", figures, lambda row: row.at.file),
        *_workings([figure.computation for figure in figures] + [judgement.rule for judgement in judged]),
    )


def _opening(of: str, figures: Sequence[Figure], judged: Sequence[Judgement]) -> Paragraph:
    """Return how many figures there are of which kind, and how many ratings and the like; zeros are left out."""
    targets = sum(figure.computation == Computation.TARGET for figure in figures)
    published = sum(not figure.computation for figure in figures)
    worked_out = len(figures) - published - targets
    kinds = [
        (_count(number), Text(words))
        for number, words in (
            (published, " as published"),
            (targets, " target" if targets == 1 else " targets"),
            (worked_out, " worked out"),
        )
        if number
    ]
    rules = Counter(judgement.rule for judgement in judged)
    given = [
        (_count(number), Text(f" {rule if number == 1 else _PLURALS.get(rule, rule)}"))
        for rule, number in rules.items()
    ]
    reasons: Runs = (*joined(given), Text(", each with its reason." if len(judged) > 1 else ", with its reason."))
    if not figures:
        return Paragraph((Text(f"{of} has "), *reasons))
    runs: Runs = (Text(f"{of} has "), _count(len(figures)), Text(f" figure{'' if len(figures) == 1 else 's'}"))
    share: Runs = (Text(": "), *joined(kinds), Text("."))
    if published == len(figures):
        share = (Text(", as published." if published == 1 else ", all as published."),)
    beside: Runs = (Text(f" Beside them {'is' if len(judged) == 1 else 'are'} "), *reasons) if judged else ()
    return Paragraph((*runs, *share, *beside))


def _counts(caption: str, header: str, figures: Sequence[Figure], part: Callable[[Row], str]) -> Iterator[Table]:
    """Yield a table of how many figures come from each document or file; one that comes from two counts for both."""
    counts = Counter(name for figure in figures for name in {part(row) for row in figure.rows})
    if counts:
        rows = tuple((Cell.of(name), Cell((_count(count),))) for name, count in sorted(counts.items()))
        notes = (
            ((Text(f"A figure that draws on two {caption.lower()} is counted once for each."),),)
            if sum(counts.values()) > len(figures)
            else ()
        )
        yield Table((Text(caption),), (Column(header, width=5), Column("Figures", numeric=True)), rows, notes)


def _workings(computations: Sequence[str]) -> Iterator[Block]:
    kinds = Counter(kind_of(computation) for computation in computations if computation)
    order = [*(kind for kind in Computation if kind in kinds), *sorted(set(kinds) - set(Computation))]
    if order:
        yield Paragraph.of("What was worked out, and what targets and statuses the papers give:", strong=True)
        yield Bullets(tuple((Text(f"{_named(kind)} ("), _count(kinds[kind]), Text(")")) for kind in order))


def _named(kind: str) -> str:
    words = in_words(kind)
    return f"{kind[:1].upper()}{kind[1:]}" + (f": {words}" if words else "")


def _count(number: int) -> Figure:
    return count_figure(TALLY, number, ())


def _document(source: str) -> str:
    """Return the document of a source, and its item: 'CCPI pack 11 December 2014, item 4'."""
    document, _, place = source.partition(", ")
    item = place.partition(", ")[0]
    return f"{document}, {item}" if item.startswith("item ") else document
