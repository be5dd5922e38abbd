"""The reconciliation as a document: what does not agree, what only seems not to, and what was compared."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ccpi_nb.document.computations import Computation, ComputationName, counting
from ccpi_nb.document.figures import count_figure, row_of
from ccpi_nb.document.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Masthead,
    Paragraph,
    Row,
    Runs,
    Table,
    Text,
    plain,
)
from ccpi_nb.document.selections import MOST_LISTED, selection_of
from ccpi_nb.document.sentences import joined, out_of, say
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.meetings import PART_NAMES, Meeting, Part
from ccpi_nb.domain.periods import Period, day_name
from ccpi_nb.reconcile.findings import Check, Finding, Kind, Reconciliation, Severity, Side, Size
from ccpi_nb.workbook.reconciliation import PART_II, Claim, Ruling, RulingStatus

TITLES = {
    Kind.GIVEN_TWICE: "Given twice, with different values",
    Kind.ANOTHER_THING: "Different things under one name",
    Kind.RESTATED: "Restated at a later meeting",
    Kind.TOTAL: "Totals that do not add up",
    Kind.OVER_TIME: "Longer periods that do not follow from shorter ones",
    Kind.RATE: "Rates that do not follow from their numbers",
    Kind.CHANGE: "Changes that do not follow from their values",
    Kind.TARGETS: "Claims that the ratings do not bear out",
    Kind.DATE: "Different dates for one event",
    Kind.WORDS: "Statements that do not agree",
    Kind.OUT_OF_LINE: "A few days apart, and out of line",
    Kind.ROUNDED: "The same once rounded",
    Kind.SPANS: "Different spans of time",
}
_NOTHING = "Nothing is held that could be compared."
_MORE = "There are more. Those that have a status or differ most are listed; 'What was compared' counts all of them."
_MORE_ALIKE = "There are more, which contradict nothing either."
_TENTH = Decimal("0.1")
_SIZES = (
    "Large: a tenth of the larger value or more.",
    "Moderate: a hundredth of it or more, or no size, as with dates and statements.",
    "Slight: less, or no more than decimals that were cut off instead of rounded.",
)


@dataclass(frozen=True)
class PartFindings:
    """The findings in a Part's data, and the rulings on them by their keys; `evidence` is what reasons may refer to."""

    part: Part
    evidence: Evidence
    found: Reconciliation
    rulings: Mapping[str, Ruling]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all findings."""
        return frozenset(map(self.key, self.found.findings))

    def key(self, finding: Finding) -> str:
        """Return a finding's key as it is in data/reconciliation.csv."""
        return keyed(finding.key, self.part)

    def status(self, finding: Finding) -> RulingStatus:
        """Return a finding's status: open without a ruling."""
        return self.rulings[finding.key].status if finding.key in self.rulings else RulingStatus.OPEN

    def reason(self, finding: Finding) -> Runs:
        """Return the reason for a finding's status; empty where none was given.

        The ruling's source follows unless a side has the same.
        """
        ruling = self.rulings.get(finding.key)
        if not ruling or not ruling.reason:
            return ()
        is_new = ruling.source and all(ruling.source != side.source for side in finding.sides)
        return (*say(ruling.reason, self.evidence), *([Text(f" {ruling.source}.")] if is_new else []))


def keyed(finding: str, part: Part) -> str:
    """Return a finding's key in a Part; in exempt data it differs from the one in public data."""
    return finding + PART_II if part is Part.EXEMPT else finding


def reconciliation_document(part_findings: PartFindings, meeting: Meeting, restriction: str) -> Document | None:
    """Return what a Part's papers for a meeting say, compared with themselves; None where nothing could be compared."""
    found = part_findings.found
    if not found.tally.made:
        return None
    day = day_name(meeting.date)
    blocks: list[Block] = [
        Paragraph.of(
            "Where the papers for this meeting give different values for one thing, "
            f"say different things of one matter, or sums do not work out, as known on {day}."
        ),
        Paragraph.of(
            "Rows of data were compared with each other, and statements that readers of the papers noted. "
            "Nothing has been corrected: reports show what the papers say. What is not held as data was not compared, "
            "so the papers may disagree elsewhere."
        ),
        Paragraph(reconciliation_summary(found)),
    ]
    if found.contradictions:
        blocks.append(Heading.of(2, "What does not agree"))
        blocks += [
            _table(of_kind, part_findings) for kind in Kind if kind.is_contradiction and (of_kind := found.of(kind))
        ]
    if alike := found.of(Kind.ROUNDED, Kind.SPANS):
        blocks += [Heading.of(2, "Not a contradiction"), _alike_table(alike, part_findings)]
    blocks += [Heading.of(2, "What was compared"), _tally_table(found)]
    if found.contradictions:
        blocks += [Heading.of(2, "How large a difference is"), Bullets.of(_SIZES)]
    context = (
        *meeting.bodies,
        ("Meeting", meeting.day),
        ("Part", PART_NAMES[part_findings.part]),
    )
    title = "Reconciliation" if part_findings.part is Part.PUBLIC else "Reconciliation of Part II"
    return Document(Masthead(title, str(meeting.date), context, restriction), tuple(blocks))


def reconciliation_summary(found: Reconciliation) -> Runs:
    """Return how the comparisons came out, in one or two sentences.

    '41 comparisons were made: 33 hold, 3 hold once rounded and 5 do not. Of what does not hold, 3 differences are large
    and 2 moderate.'
    """
    tally = found.tally
    total = _count(counting("of comparisons"), tally.made)
    parts: list[Runs] = [
        (_count(counting(words), checks, tally.made), Text(f" {words}")) for words, checks in tally.outcomes if checks
    ]
    runs = (*out_of(total, "comparison" if total.value == "1" else "comparisons", parts), Text("."))
    sizes = [
        (severity, [check for check in tally.differ if check.finding and check.finding.severity is severity])
        for severity in Severity
    ]
    listed: list[Runs] = [
        (_count(counting(severity), checks), Text(f" {severity.lower()}")) for severity, checks in sizes if checks
    ]
    return (*runs, Text(" By size of the difference: "), *joined(listed), Text(".")) if listed else runs


def reconciliation_lines(part_findings: PartFindings) -> Iterator[str]:
    """Yield what was compared, then each finding with its sides, status, and key for data/reconciliation.csv."""
    yield PART_NAMES[part_findings.part]
    yield (
        f"  {plain(reconciliation_summary(part_findings.found))}" if part_findings.found.tally.made else f"  {_NOTHING}"
    )
    for kind in Kind:
        if found := part_findings.found.of(kind):
            yield ""
            yield f"  {TITLES[kind]}{'' if kind.is_contradiction else ' (not a contradiction)'}"
            for finding in found:
                yield from (f"    {line}" for line in _finding(finding, part_findings))


def reconciliation_json(part_findings: PartFindings) -> dict[str, Any]:
    """Return the same as `reconciliation_lines` in lists, mappings and strings; values are written as in the data."""
    comparisons = {
        str(comparison): {words: len(checks) for words, checks in tally.outcomes}
        for comparison, tally in part_findings.found.tallies.items()
    }
    return {
        "part": str(part_findings.part),
        "comparisons": comparisons,
        "findings": [_as_mapping(finding, part_findings) for finding in part_findings.found.findings],
    }


def size_runs(size: Size) -> Runs:
    """Return a difference with its share: '24 (69% of the larger)'; percentage points need no share."""
    if size.apart.text.endswith(("percentage point", "percentage points")):
        return (size.apart,)
    share = rounded(100 * size.share, 0 if size.share >= _TENTH else 1)
    return (
        size.apart,
        Text(" ("),
        Figure(f"{share}%", str(share), size.apart.rows, Computation.SHARE_OF_THE_LARGER),
        Text(" of the larger)"),
    )


def side_runs(sides: Sequence[Side]) -> Runs:
    """Return sides as text, where neighbours with the same source name it once.

    'Table: 35. CCPI pack 11 December 2014, item 4'
    """
    runs: Runs = ()
    for number, side in enumerate(sides):
        is_last = number + 1 == len(sides) or sides[number + 1].source != side.source
        runs += (Text(f"{side.what}: "), *side.said)
        runs += (
            (Text(". "), _source(side), *([] if number + 1 == len(sides) else [Text(". ")]))
            if is_last
            else (Text("; "),)
        )
    return runs


def _source(side: Side) -> Text | Figure:
    """Return a side's source, for words with their row: no figure of theirs leads to it."""
    return Figure(side.source, "", (_row(side.claim),)) if side.claim else Text(side.source)


def about(finding: Finding) -> str:
    """Return what a finding is about: 'Contractors, North West, April to October 2014'."""
    period = Period.parse(finding.period).in_sentence if finding.period else ""
    return f"{finding.name}, {period}" if period else finding.name


def _table(findings: Sequence[Finding], part_findings: PartFindings) -> Table:
    columns = (
        Column("What it is about", width=1.7),
        Column("Printed", width=2.1),
        Column("Against it", width=2.4),
        Column("Difference", width=2.1),
        Column("Status", width=1.6),
    )
    rows = tuple(
        (
            *_side_cells(finding),
            Cell(_difference(finding)),
            Cell(_status(finding, part_findings)),
        )
        for finding in _most_telling(findings, part_findings)
    )
    return Table((Text(TITLES[findings[0].kind]),), columns, rows, _rest(findings, _MORE))


def _alike_table(findings: Sequence[Finding], part_findings: PartFindings) -> Table:
    columns = (
        Column("What it is about", width=1.7),
        Column("Printed", width=2.3),
        Column("Beside it", width=2.3),
        Column("Why both hold", width=1.6),
    )
    rows = tuple(
        (
            *_side_cells(finding),
            Cell(finding.words or (Text(f"{TITLES[finding.kind]}."),)),
        )
        for finding in _most_telling(findings, part_findings)
    )
    return Table((Text("What differs and does not contradict"),), columns, rows, _rest(findings, _MORE_ALIKE))


def _most_telling(findings: Sequence[Finding], part_findings: PartFindings) -> Sequence[Finding]:
    """Return the findings that a table lists: all, or of very many those ruled on, then the largest."""
    if len(findings) <= MOST_LISTED:
        return findings
    return sorted(findings, key=lambda finding: finding.key not in part_findings.rulings)[:MOST_LISTED]


def _rest(findings: Sequence[Finding], words: str) -> tuple[Runs, ...]:
    """Return the note of a table that can't list all of its findings."""
    return ((Text(words),),) if len(findings) > MOST_LISTED else ()


def _tally_table(found: Reconciliation) -> Table:
    columns = (
        Column("What was compared", width=2.4),
        Column("Comparisons", numeric=True),
        Column("Held", numeric=True),
        Column("Held once rounded", numeric=True),
        Column("Did not hold", numeric=True),
    )
    rows = []
    for comparison, tally in found.tallies.items():
        counts = (
            _count(counting("of comparisons"), tally.made),
            *(_count(counting(words), checks, tally.made) for words, checks in tally.outcomes),
        )
        rows.append((Cell.of(comparison), *(Cell((count,)) for count in counts)))
    return Table((Text("Comparisons by what was compared"),), columns, tuple(rows))


def _side_cells(finding: Finding) -> tuple[Cell, ...]:
    """Return the cells for what a finding is about, its first side, and the other sides."""
    return (Cell.of(about(finding)), Cell(side_runs(finding.sides[:1])), Cell(side_runs(finding.sides[1:])))


def _status(finding: Finding, part_findings: PartFindings) -> Runs:
    """Return a finding's status and reason: 'Explained. The earlier one was provisional.'"""
    status, reason = Text(f"{part_findings.status(finding).capitalize()}."), part_findings.reason(finding)
    return (status, Text(" "), *reason) if reason else (status,)


def _difference(finding: Finding) -> Runs:
    """Return a finding's severity, size and explanation: 'Large: 24 (69% of the larger). ...'"""
    severity = Text(finding.severity, strong=True)
    size = (severity, Text(": "), *size_runs(finding.size), Text(".")) if finding.size else (severity, Text("."))
    return (*size, Text(" "), *finding.words) if finding.words else size


def _count(computation: ComputationName, checks: Sequence[Check], looked_at: Sequence[Check] = ()) -> Figure:
    """Return the number of checks with the rows compared; for none, with those of all that were looked at."""
    counted = checks or looked_at
    places = _places(counted)
    if len(places) <= MOST_LISTED:
        return count_figure(computation, len(checks), _rows(counted))
    return replace(count_figure(computation, len(checks), ()), selection=selection_of(places))


def rows_behind(found: Reconciliation, selection: str) -> tuple[Row, ...]:
    """Return the rows behind a count of a reconciliation by the name of their selection; none where it has no such."""
    tallies = (found.tally, *found.tallies.values())
    counted = (checks for tally in tallies for checks in (tally.made, *(checks for _, checks in tally.outcomes)))
    return next((_rows(checks) for checks in counted if checks and selection_of(_places(checks)) == selection), ())


def _places(checks: Iterable[Check]) -> Collection[DataRow]:
    return {compared.row for check in checks for compared in check.compared}


def _rows(checks: Iterable[Check]) -> tuple[Row, ...]:
    return tuple(dict.fromkeys(_row(compared) for check in checks for compared in check.compared))


def _row(compared: Observation | Claim) -> Row:
    if isinstance(compared, Claim):
        return Row(
            compared.row,
            "",
            str(compared.period or ""),
            compared.subject,
            compared.source,
            str(compared.as_at),
            compared.kind,
        )
    return row_of(compared)


def _finding(finding: Finding, part_findings: PartFindings) -> Iterator[str]:
    size = f": {plain(size_runs(finding.size))} apart" if finding.size else ""
    yield f"{finding.severity if finding.kind.is_contradiction else '–'}  {about(finding)}{size}"
    yield from (f"  {plain(side_runs([side]))}" for side in finding.sides)
    if finding.words:
        yield f"  {plain(finding.words)}"
    if finding.kind.is_contradiction or finding.key in part_findings.rulings:
        yield f"  {part_findings.status(finding).capitalize()}. {plain(part_findings.reason(finding))}".rstrip()
    yield f"  {part_findings.key(finding)}"


def _as_mapping(finding: Finding, part_findings: PartFindings) -> dict[str, Any]:
    size = finding.size
    return {
        "finding": part_findings.key(finding),
        "kind": str(finding.kind),
        "contradiction": finding.kind.is_contradiction,
        "about": about(finding),
        "severity": str(finding.severity),
        "difference": {"text": size.apart.text, "value": size.apart.value, "share": str(round(size.share, 4))}
        if size
        else None,
        "words": plain(finding.words),
        "sides": [
            {
                "what": side.what,
                "said": plain(side.said),
                "source": side.source,
                "rows": list(
                    dict.fromkeys(str(row.at) for run in side.said if isinstance(run, Figure) for row in run.rows)
                ),
            }
            for side in finding.sides
        ],
        "status": str(part_findings.status(finding)),
        "reason": plain(part_findings.reason(finding)),
    }
