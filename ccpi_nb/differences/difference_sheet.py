"""A comparison as lines for a terminal, as a document, and as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ccpi_nb.differences.difference_words import amount_changed, reading_of, restatement, subject_of
from ccpi_nb.differences.differences import Change, Difference, diff_summary
from ccpi_nb.document.ledger import LedgerLine
from ccpi_nb.document.model import Block, Bullets, Cell, Column, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Row, Runs, Text
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.meetings import RESTRICTION
from ccpi_nb.domain.periods import Period

_FILES = "Changed files that no difference comes from"
_TITLES = {
    "Newly off target": "Ratings that are off target now",
    "Off target no longer": "Ratings that were off target",
    "Turned": "Ratings, directions and statuses that read otherwise",
    "Changed": "Figures with another value",
    "Restated": "Figures with another day or document behind them",
    "New": "Shown now and not before",
    "Gone": "Shown before and not now",
}


@dataclass(frozen=True)
class Diff:
    """What was compared, and what differs.

    `files` are those of the workbook that changed, where that is known.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    scope: str
    is_restricted: bool
    files: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The counts of what differs, as a sentence."""
        return f"{diff_summary(self.differences)}."

    @property
    def sections(self) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
        """The differences under headings, the gravest first, each once."""
        found: dict[str, list[Difference]] = {title: [] for title in _TITLES}
        for difference in self.differences:
            if not difference.is_tally:
                found[_title(difference)].append(difference)
        return tuple((title, tuple(members)) for title, members in found.items() if members)

    @property
    def tallies(self) -> str:
        """A sentence on counts of figures that changed on pages, which follow from the rest; '' where none did."""
        reports = dict.fromkeys(
            report for difference in self.differences if difference.is_tally for report in difference.reports
        )
        return f"What pages say of how many figures they have changed in {', '.join(reports)}." if reports else ""

    @property
    def idle_files(self) -> tuple[str, ...]:
        """The changed files that no difference comes from, by its rows or by its report's notebook."""
        sides = [line for difference in self.differences for line in (difference.before, difference.after) if line]
        behind = {row.at.file for line in sides for row in line.rows}
        reports = {
            report for difference in self.differences if not difference.is_tally for report in difference.reports
        }
        return tuple(
            file
            for file in self.files
            if file not in behind and not (file.endswith(".ipynb") and _makes(file, reports))
        )


def diff_lines(comparison: Diff, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Yield what a terminal shows of a comparison, line by line.

    The first of each stretch that an empty line ends is its heading.
    """
    yield comparison.summary
    yield f"  before: {comparison.before}"
    yield f"  after:  {comparison.after}"
    yield f"  {comparison.scope}."
    if comparison.is_restricted:
        yield "  With exempt figures: not for publication."
    for title, members in comparison.sections:
        yield from ("", title)
        for difference in members:
            yield f"  {difference.sentence(indicators)}"
            yield from (f"    {source}" for source in _few(difference.sources))
    if comparison.tallies:
        yield from ("", comparison.tallies)
    if comparison.idle_files:
        yield from ("", _FILES, *(f"  {file}" for file in comparison.idle_files))


def as_json(comparison: Diff, indicators: Mapping[str, Indicator]) -> str:
    """Return a comparison as JSON, with the same sentences as on a terminal."""
    found = {
        "before": comparison.before,
        "after": comparison.after,
        "scope": comparison.scope,
        "restricted": comparison.is_restricted,
        "summary": comparison.summary,
        "differences": [_plain(difference, indicators) for difference in comparison.differences],
        "files": list(comparison.files),
        "files_without_difference": list(comparison.idle_files),
    }
    return json.dumps(found, indent=1, ensure_ascii=False)


def comparison_document(comparison: Diff, indicators: Mapping[str, Indicator], day: str) -> Document:
    """Return a comparison as a document, for a page."""
    blocks: list[Block] = [
        Paragraph.of(comparison.summary, strong=True),
        Paragraph.of(f"{comparison.scope}."),
    ]
    for title, members in comparison.sections:
        blocks += [Heading.of(2, title), _table(title, members, indicators)]
    if comparison.tallies:
        blocks += [Heading.of(2, "Counts of figures"), Paragraph.of(comparison.tallies)]
    if comparison.idle_files:
        blocks += [Heading.of(2, _FILES), Bullets.of(comparison.idle_files)]
    context = (("Before", comparison.before), ("After", comparison.after))
    return Document(
        Masthead("What differs", day, context, RESTRICTION if comparison.is_restricted else ""), tuple(blocks)
    )


def _title(difference: Difference) -> str:
    if difference.is_new_exception:
        return "Newly off target"
    return "Off target no longer" if difference.is_resolved_exception else difference.kind.capitalize()


def _makes(file: str, reports: set[str]) -> bool:
    """Return whether a notebook makes one of the reports.

    'notebooks/blue_badge_recovery.ipynb' makes '05-blue-badge-recovery'.
    """
    stem = PurePosixPath(file).stem.replace("_", "-")
    return any(report.partition("-")[2] == stem for report in reports)


def _few(sources: Sequence[str]) -> Sequence[str]:
    return sources if len(sources) <= 3 else (*sources[:3], f"and {len(sources) - 3} more rows")


def _plain(difference: Difference, indicators: Mapping[str, Indicator]) -> dict[str, object]:
    def side(line: LedgerLine | None) -> dict[str, str] | None:
        return (
            {"text": line.text, "value": line.value, "period": line.period, "as_at": line.as_at, "source": line.source}
            if line
            else None
        )

    return {
        "kind": str(difference.kind),
        "indicator": difference.indicator,
        "period": difference.period,
        "breakdown": difference.breakdown,
        "computation": difference.computation,
        "before": side(difference.before),
        "after": side(difference.after),
        "places": [{"report": report, "place": place} for report, place in difference.places],
        "sources": list(difference.sources),
        "sentence": difference.sentence(indicators),
    }


def _table(title: str, members: Sequence[Difference], indicators: Mapping[str, Indicator]) -> Table:
    columns = (
        Column("What", width=2.6),
        Column("Before", width=1.2),
        Column("After", width=1.2),
        Column("Change", width=1.4),
        Column("Shown in", width=2),
    )
    rows = tuple(
        (
            Cell.of(subject_of(difference.line, indicators)),
            Cell(_shown(difference.before)),
            Cell(_shown(difference.after)),
            Cell.of(_change(difference, indicators)),
            Cell.of("; ".join(difference.reports)),
        )
        for difference in members
    )
    return Table((Text(_TITLES[title]),), columns, rows)


def _shown(line: LedgerLine | None) -> Runs:
    return (Figure(reading_of(line), line.value, _rows(line), line.name),) if line else (Text("Not shown"),)


def _change(difference: Difference, indicators: Mapping[str, Indicator]) -> str:
    if difference.before is None or difference.after is None:
        return difference.kind.capitalize()
    amount = amount_changed(difference.before, difference.after, indicators)
    restated = restatement(difference.before, difference.after) if difference.kind is Change.RESTATED else ""
    words = "; ".join(filter(None, (amount, restated))) or str(difference.kind)
    return words[:1].upper() + words[1:]


def _rows(line: LedgerLine) -> tuple[Row, ...]:
    known = max(line.days, key=Period.parse, default="")
    return tuple(
        Row(row.at, row.indicator, row.period, row.breakdown, line.source, known, row.value) for row in line.rows
    )
