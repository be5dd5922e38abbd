"""The reconciliation as a document: where papers disagree, by size, each as a card, and what was checked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ccpi_nb.computing.computations import counting
from ccpi_nb.computing.selections import MOST_LISTED
from ccpi_nb.document.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Headline,
    Headlines,
    Masthead,
    Paragraph,
    Table,
)
from ccpi_nb.document.runs import Figure, LineBreak, Runs, Text
from ccpi_nb.domain.meetings import PART_NAMES, Meeting, Part
from ccpi_nb.domain.periods import day_name
from ccpi_nb.reconcile.findings import Check, Finding, Reconciliation, Severity, Side
from ccpi_nb.reconcile.papers import claim_row
from ccpi_nb.reconcile.part_findings import PartFindings
from ccpi_nb.reconcile.summary import CHECKS, count_of, reconciliation_summary, size_title
from ccpi_nb.reconcile.wording import WORDS, about, apart_runs, place_words, side_label, status_runs

_TITLES = {
    Part.PUBLIC: "Where the papers disagree",
    Part.EXEMPT: "Where the papers of Part II disagree",
}
_MORE = "There are more. These are the ones that are explained, then those that differ most."
_LIMITS = (
    "Figures of the papers were compared with each other, and statements that readers of the papers noted. "
    "What nobody noted down was not compared, so the papers may disagree elsewhere."
)
_SIZES = (
    "Large: a tenth of the larger value or more; between percentages, ten percentage points or more.",
    "Moderate: a hundredth of the larger value or more; between percentages, one percentage point or more.",
    "Slight: less, or no more than decimals that were cut off instead of rounded.",
    "Words and dates that differ have no size.",
)


def reconciliation_document(part_findings: PartFindings, meeting: Meeting, restriction: str) -> Document | None:
    """Return where a Part's papers for a meeting disagree, by size; None where nothing could be compared."""
    found = part_findings.found
    if not found.tally.made:
        return None
    blocks: list[Block] = [
        Paragraph(
            (
                Text(f"Where the papers for {meeting.day} say a thing twice, or give a sum and its parts, "),
                Text("what they say was compared. "),
                *reconciliation_summary(part_findings),
                Text(" No report has been changed: each shows what the papers say."),
            )
        )
    ]
    for severity, checks in found.by_severity:
        blocks += _section(severity, checks, part_findings, day_name(meeting.date))
    blocks += [Heading.of(2, "What was compared"), Paragraph.of(_LIMITS), _tally_table(found)]
    if found.contradictions:
        blocks += [Heading.of(2, "How large a difference is"), Bullets.of(_SIZES)]
    context = (*meeting.bodies, ("Meeting", meeting.day), ("Part", PART_NAMES[part_findings.part]))
    masthead = Masthead(_TITLES[part_findings.part], str(meeting.date), context, restriction)
    return Document(masthead, tuple(blocks))


def _section(severity: Severity, checks: Sequence[Check], part_findings: PartFindings, day: str) -> Iterator[Block]:
    """Yield the differences of a size, each as a card; of very many those that have a status, then the largest."""
    yield Heading(2, size_title(severity, checks))
    for finding in _most_telling([check.finding for check in checks if check.finding], part_findings):
        yield from _card(finding, part_findings, day)
    if len(checks) > MOST_LISTED:
        yield Paragraph.of(_MORE)


def _card(finding: Finding, part_findings: PartFindings, day: str) -> Iterator[Block]:
    """Yield what a finding is about, how far apart its sides are and why, then the sides, values beside each other."""
    yield Heading.of(3, about(finding))
    apart = apart_runs(finding)
    yield Paragraph((*apart, *([Text(". ")] if apart else []), *status_runs(finding, part_findings)))
    values = [side.said[0] for side in finding.sides if isinstance(side.said[0], Figure) and len(side.said) == 1]
    if len(values) == len(finding.sides) and not any(side.claim for side in finding.sides):
        labels = (side_label(side, day) for side in finding.sides)
        yield Headlines(tuple(Headline(label, value, ()) for label, value in zip(labels, values, strict=True)))
    else:
        yield Bullets(tuple(_statement(side, day) for side in finding.sides))
    if finding.words:
        yield Paragraph(finding.words)


def _statement(side: Side, day: str) -> Runs:
    """Return what a side says, and in a line of its own where.

    A place of words is a figure with their row, as no other figure leads to it.
    """
    name: Runs = () if side.what == WORDS else (Text(f"{side.what}: "),)
    first, *others = (*name, *side.said)
    opening = first if isinstance(first, LineBreak) else replace(first, text=first.text[:1].upper() + first.text[1:])
    place = place_words(side.source, day)
    where = Figure(place, "", (claim_row(side.claim),)) if side.claim else Text(place)
    return (opening, *others, Text("."), LineBreak(), Text("In "), where)


def _most_telling(findings: Sequence[Finding], part_findings: PartFindings) -> Sequence[Finding]:
    """Return the findings that a table lists: all, or of very many those ruled on, then the largest."""
    if len(findings) <= MOST_LISTED:
        return findings
    return sorted(findings, key=lambda finding: finding.key not in part_findings.rulings)[:MOST_LISTED]


def _tally_table(found: Reconciliation) -> Table:
    columns = (
        Column("What was compared", width=2.4),
        Column("Comparisons", numeric=True),
        Column("Agree", numeric=True),
        Column("Agree after rounding", numeric=True),
        Column("Differ", numeric=True),
    )
    rows = []
    for comparison, tally in found.tallies.items():
        counts = (
            count_of(CHECKS, tally.made),
            *(count_of(counting(f"that {words}"), checks, tally.made) for words, checks in tally.outcomes),
        )
        rows.append((Cell.of(comparison), *(Cell((count,)) for count in counts)))
    return Table((Text("Comparisons by what was compared"),), columns, tuple(rows))
