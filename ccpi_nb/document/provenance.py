"""About the figures: where those of a Part's papers and of a pack come from.

By document and data file, how many figures each gives, and how others were computed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from ccpi_nb.computing.computations import TALLY, Computation, ComputationName, in_words, kind_of
from ccpi_nb.document.figures import count_figure
from ccpi_nb.document.ledger import LEDGER, LedgerEntry, entries
from ccpi_nb.document.model import Block, Bullets, Cell, Chart, Column, Document, Heading, Paragraph, Table
from ccpi_nb.document.runs import Figure, Judgement, Row, Runs, Text
from ccpi_nb.document.sentences import joined
from ccpi_nb.document.sources import paper_of

PROVENANCE = "About the figures"
ABOUT = "about-the-figures"
# At the end of a document in print, where no section has its sources.
_IN_PRINT = f"Where each figure comes from: see '{PROVENANCE}' and the ledger ({LEDGER}), published with this paper."
_OF_CHARTS = "The values of its charts are in tables on its web page and in its spreadsheet."
_PUBLISHED = (
    "Every figure in these papers was published in a council paper, or was worked out from such figures. "
    "Each is kept as a row of data, which names the paper, the place in it and the day on which the figure became "
    "known. Where papers disagree, both values are kept."
)
_TAKEN_IN = (
    "Every figure in these papers was published in a council paper, came in a file that a service sent, or was worked "
    "out from such figures. Each is kept as a row of data, which names the paper or file, the place in it and the day "
    "on which the figure became known. Where they disagree, both values are kept."
)
_HOW_TO_CHECK: tuple[Block, ...] = (
    Heading.of(2, "How to check a figure"),
    Bullets(
        (
            (
                Text(
                    "On a page, open 'Sources for this section' at the end of a section. It lists the rows of data "
                    "behind the section's figures, how others were worked out, and the reason for each rating."
                ),
            ),
            (
                Text("In the ledger, "),
                Text(LEDGER, href=LEDGER),
                Text(
                    ", find the figure by its paper and its place. The ledger has its row of data, the day on which it "
                    "became known, its document, and the sum where there is one."
                ),
            ),
            (
                Text(
                    "In a spreadsheet or a CSV file, [x] means not available, [z] not applicable and [c] confidential: "
                    "the shorthand of official statistics. Tables on pages and in PDFs say the first two in words."
                ),
            ),
        )
    ),
)
_PLURALS: dict[ComputationName, str] = {
    Computation.RATING: "ratings",
    Computation.DIRECTION: "directions",
    Computation.STATUS: "statuses",
}


def about_the_figures(papers: Sequence[tuple[str, Document]]) -> tuple[Block, ...]:
    """Return the page on where a Part's figures come from: how to check one, all papers together, then each paper.

    `papers` are the documents by their names ('Item 4: Procurement'). Those without a figure are left out; nothing
    where none shows one.
    """
    found = [(name, entries(document, "")) for name, document in papers]
    together = provenance([entry for _, shown in found for entry in shown], "These papers have")
    if not together:
        return ()
    each = [(name, blocks) for name, shown in found if (blocks := provenance(shown, "This paper has", name))]
    is_taken_in = any(row.origin for _, shown in found for entry in shown for row in entry.shown.rows)
    return (
        Paragraph.of(_TAKEN_IN if is_taken_in else _PUBLISHED),
        *_HOW_TO_CHECK,
        Heading.of(2, "All papers together"),
        *together,
        *(block for name, blocks in each for block in (Heading.of(2, name), *blocks)),
    )


def pointer_in_print(document: Document) -> str:
    """Return where a printed document's figures are traced, and its charts' values; '' where none comes from data."""
    if not any(entry.shown.rows for entry in entries(document, "")):
        return ""
    drawn = any(isinstance(block, Chart) and block.figures for block in document.blocks)
    return f"{_IN_PRINT} {_OF_CHARTS}" if drawn else _IN_PRINT


def provenance(found: Sequence[LedgerEntry], of: str, name: str = "", *, files: bool = True) -> tuple[Block, ...]:
    """Return the blocks on where figures come from; nothing where nothing is shown.

    `name` is that of the paper, where a page has several: it stands in the tables' captions, which must differ.
    `of` is what shows them ('This pack has'). Without `files` no data file is named.
    """
    shown = [entry.shown for entry in found if not entry.place.endswith(", reason")]
    figures = [run for run in shown if isinstance(run, Figure) and not run.is_reference]
    judged = [run for run in shown if isinstance(run, Judgement)]
    if not any(run.rows for run in shown):
        return ()
    beside = f" ({name})" if name else ""
    return (
        _opening(of, figures, judged),
        *_counts(f"Documents{beside}", "Document", figures, paper_of),
        *(_counts(f"Data files{beside}", "File", figures, lambda row: row.at.file) if files else ()),
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
        return Paragraph((Text(f"{of} "), *reasons))
    runs: Runs = (Text(f"{of} "), _count(len(figures)), Text(f" figure{'' if len(figures) == 1 else 's'}"))
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
            ((Text(f"A figure that draws on two {caption.partition(' (')[0].lower()} is counted once for each."),),)
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


def documents_of(found: Iterable[LedgerEntry]) -> tuple[str, ...]:
    """Return the documents that figures come from, as these tables name them, each once."""
    return tuple(dict.fromkeys(paper_of(row) for entry in found for row in entry.shown.rows))
