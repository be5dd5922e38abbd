"""What a ledger explains of a finished page: its figures, the inputs behind them, and the files and rows it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ccpi_nb.computing.computations import kind_of
from ccpi_nb.computing.selections import marked
from ccpi_nb.document.ledger import LedgerLine, unpacked
from ccpi_nb.review.scanned_pages import Passage

STRUCTURAL = frozenset(("name", "date", "period", "time", "reference", "note", "item", "size", "address"))


@dataclass(frozen=True)
class LedgerIndex:
    """What a ledger says of one document; `elsewhere` are the sources of the others beside it, which it may name."""

    lines: tuple[LedgerLine, ...]
    elsewhere: str = ""

    @cached_property
    def figures(self) -> frozenset[tuple[str, frozenset[str], str]]:
        return frozenset(
            (line.amount, frozenset(marked(row.at for row in line.rows)), kind_of(line.computation))
            for line in self.lines
        )

    @cached_property
    def inputs(self) -> frozenset[tuple[str, str]]:
        rows = [row for line in self.lines for row in line.rows]
        return frozenset(
            [(row.value, str(row.at)) for row in rows]
            # A register's row shows its own number.
            + [(row.breakdown, str(row.at)) for row in rows if not row.indicator]
        )

    @cached_property
    def named(self) -> Mapping[str, frozenset[str]]:
        """The files and rows that the ledger names."""
        rows = [row for line in self.lines for row in line.rows]
        return {
            "file": frozenset(row.at.file for row in rows),
            "row": frozenset(f"row {row.at.number}" for row in rows),
        }

    @cached_property
    def sources(self) -> str:
        return sources_in(self.lines)

    def of_chart(self, caption: str) -> tuple[LedgerLine, ...]:
        return tuple(line for line in self.lines if f"chart '{caption}'" in line.place)

    def of_indicators(self, some: Iterable[LedgerLine]) -> tuple[LedgerLine, ...]:
        """Return all lines on the indicators of some lines."""
        keys = {key for line in some for key in line.indicators}
        return tuple(line for line in self.lines if keys & {*line.indicators})

    def explains(self, passage: Passage) -> bool:
        """Return whether a passage's markup explains it: a figure or a place in the data has to be in the ledger."""
        mark, text = passage.mark, " ".join(passage.text.split())
        if mark["data-number"] == "source":
            return _between(text) in self.sources or _between(text) in self.elsewhere
        if mark["data-number"] in self.named:
            # A source of two sections ('item 5, Executive Summary; Background and Advice') reads in a ledger as two.
            return {*unpacked(text)} <= self.named[mark["data-number"]]
        if mark.tag == "time" or mark["data-number"] in STRUCTURAL:
            return bool(mark["datetime"] or mark["data-number"])
        places = frozenset(unpacked(mark["data-rows"]))
        if (text, places, kind_of(mark["data-computation"])) in self.figures:
            return True
        return len(places) == 1 and not mark["data-computation"] and (mark["value"] or text, *places) in self.inputs


def sources_in(lines: Iterable[LedgerLine]) -> str:
    """Return the documents and places that a ledger names, between separators, since a place may have one in it."""
    return "\n".join(sorted({*map(_between, (text for line in lines for text in (line.source, line.origin)))}))


def _between(source: str) -> str:
    """Return a source, or a part of one, as it stands among others: between commas."""
    return f", {source.replace('; ', ', ')}, "
