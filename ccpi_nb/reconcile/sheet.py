"""The reconciliation as a document: where papers disagree, by size, each as a card, and what was checked."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ccpi_nb.document.computations import Computation, ComputationName, counting
from ccpi_nb.document.figures import count_figure, row_of
from ccpi_nb.document.ledger import unpacked
from ccpi_nb.document.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Headline,
    Headlines,
    LineBreak,
    Masthead,
    Paragraph,
    Row,
    Runs,
    Table,
    Text,
    plain,
)
from ccpi_nb.document.selections import MOST_LISTED, selection_of
from ccpi_nb.document.sentences import joined, run_on, say
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.meetings import PART_NAMES, Meeting, Part
from ccpi_nb.domain.periods import Period, day_name
from ccpi_nb.reconcile.findings import Check, Finding, Kind, Reconciliation, Severity, Side, Size, Tally
from ccpi_nb.reconcile.papers import claim_row
from ccpi_nb.workbook.reconciliation import PART_II, Claim, Ruling, RulingStatus

_TITLES = {
    Part.PUBLIC: "Where the papers disagree",
    Part.EXEMPT: "Where the papers of Part II disagree",
}
_CHECKS, _AGREE, _ROUNDED, _DIFFER, _UNEXPLAINED = map(
    counting, ("of checks", "that agree", "that agree after rounding", "that differ", "without an explanation")
)
_NO_DIFFERENCE = {
    Kind.ROUNDED: "The same after rounding",
    Kind.SPANS: "For different spans of time, so both can be right",
}
_STATUSES = {
    RulingStatus.OPEN: "Not explained.",
    RulingStatus.EXPLAINED: "Explained:",
    RulingStatus.CORRECTED: "Corrected at source:",
    RulingStatus.ACCEPTED: "Accepted:",
}
_WORDS = "Words"
# What leads from a side to its place.
_LEADS = {
    "Table": "In a table of",
    "Text": "In the text of",
    _WORDS: "In",
    "Sum": "Added up from",
    "Shorter periods": "Shorter periods added up from",
    "Average by length": "Average of shorter periods, weighted by their length, from",
    "Worked out": "Worked out from",
}
_DATED = re.compile(r"(?:[A-Z]+ )?(?P<document>.+) (?P<day>\d{1,2} [A-Z][a-z]+ \d{4})")
_NOTHING = "There is nothing to check: no paper gives anything twice, and no sum."
_MORE = "There are more. These are the ones that are explained, then those that differ most."
_LIMITS = (
    "Values in the data were compared with each other, and statements that readers of the papers noted. "
    "What the data leave out was not checked, so the papers may disagree elsewhere."
)
_TENTH = Decimal("0.1")
_SIZES = (
    "Large: a tenth of the larger value or more; between percentages, ten percentage points or more.",
    "Moderate: a hundredth of the larger value or more; between percentages, one percentage point or more.",
    "Slight: less, or no more than decimals that were cut off instead of rounded.",
    "Words and dates that differ have no size.",
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

    @property
    def unexplained(self) -> tuple[Check, ...]:
        """The checks that found a difference which is still open."""
        return tuple(
            check
            for check in self.found.tally.differ
            if check.finding and self.status(check.finding) is RulingStatus.OPEN
        )

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
    """Return where a Part's papers for a meeting disagree, by size; None where nothing could be compared."""
    found = part_findings.found
    if not found.tally.made:
        return None
    blocks: list[Block] = [
        Paragraph(
            (
                Text(f"The papers for {meeting.day} were checked against themselves and each other. "),
                *reconciliation_summary(part_findings),
                Text(" No report has been changed: each shows what the papers say."),
            )
        )
    ]
    for severity, checks in found.by_severity:
        blocks += _section(severity, checks, part_findings, day_name(meeting.date))
    blocks += [Heading.of(2, "What was checked"), Paragraph.of(_LIMITS), _tally_table(found)]
    if found.contradictions:
        blocks += [Heading.of(2, "How large a difference is"), Bullets.of(_SIZES)]
    context = (*meeting.bodies, ("Meeting", meeting.day), ("Part", PART_NAMES[part_findings.part]))
    masthead = Masthead(_TITLES[part_findings.part], str(meeting.date), context, restriction)
    return Document(masthead, tuple(blocks))


def reconciliation_summary(part_findings: PartFindings) -> Runs:
    """Return how the checks came out, in one to three sentences.

    '7 of 37 checks found a difference: 3 large, 2 moderate and 2 slight. 6 of those have no explanation yet. The other
    30 checks agree, 3 of them after rounding.'
    """
    found = part_findings.found
    return run_on(filter(None, (_differing(found), _unexplained(part_findings), _agreeing(found.tally))))


def _differing(found: Reconciliation) -> Runs:
    made, differ = found.tally.made, found.tally.differ
    if not differ:
        return ()
    total = _count(_CHECKS, made)
    sizes = [(_size_count(severity, checks), Text(f" {severity.lower()}")) for severity, checks in found.by_severity]
    if len(made) == 1:
        opening: Runs = (total, Text(" check was made, and found a difference: "))
    elif len(made) == len(differ):
        opening = (Text("All "), total, Text(" checks found a difference: "))
    else:
        opening = (_count(_DIFFER, differ), Text(" of "), total, Text(" checks found a difference: "))
    return (*opening, *joined(sizes), Text("."))


def _unexplained(part_findings: PartFindings) -> Runs:
    differ, unexplained = len(part_findings.found.tally.differ), part_findings.unexplained
    if not differ:
        return ()
    if 0 < len(unexplained) < differ:
        verb = "has" if len(unexplained) == 1 else "have"
        return (_count(_UNEXPLAINED, unexplained), Text(f" of those {verb} no explanation yet."))
    if differ == 1:
        return (Text("It is not explained yet." if unexplained else "It is explained."),)
    return (Text("None of those is explained yet." if unexplained else "All of those are explained."),)


def _agreeing(tally: Tally) -> Runs:
    agree = (*tally.agree, *tally.rounded)
    if not agree:
        return ()
    total = _count(_AGREE, agree)
    if tally.differ:
        opening: Runs = (total, Text(" other check agrees" if len(agree) == 1 else " other checks agree"))
    elif len(agree) == 1:
        opening = (total, Text(" check was made, and agrees"))
    else:
        opening = (Text("All "), total, Text(" checks agree"))
    if not tally.rounded:
        return (*opening, Text("."))
    if not tally.agree:
        return (*opening, Text(" after rounding."))
    return (*opening, Text(", "), _count(_ROUNDED, tally.rounded), Text(" of them after rounding."))


def reconciliation_lines(part_findings: PartFindings) -> Iterator[str]:
    """Yield how the checks came out, then each finding with its sides, status, and key for data/reconciliation.csv."""
    found = part_findings.found
    yield PART_NAMES[part_findings.part]
    yield f"  {plain(reconciliation_summary(part_findings)) if found.tally.made else _NOTHING}"
    listed = [
        *((plain(_size_title(*group)), [check.finding for check in group[1]]) for group in found.by_severity),
        *((title, found.of(kind)) for kind, title in _NO_DIFFERENCE.items()),
    ]
    for title, findings in listed:
        if findings:
            yield from ("", f"  {title}")
            yield from (f"    {line}" for finding in findings if finding for line in _finding(finding, part_findings))


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
    """Return a difference with its share: '24 apart (69% of the larger)'; percentage points need no share."""
    if size.apart.text.endswith((" percentage point", " percentage points")):
        return (size.apart, Text(" apart"))
    share = rounded(100 * size.share, 0 if size.share >= _TENTH else 1)
    return (
        size.apart,
        Text(" apart ("),
        Figure(f"{share}%", str(share), size.apart.rows, Computation.SHARE_OF_THE_LARGER),
        Text(" of the larger)"),
    )


def place_words(source: str, day: str = "") -> str:
    """Return a source in words: 'the report of 12 April 2016, Customer Feedback'.

    What is in the pack of the `day` that is read is named without it: 'item 4, Appendix B'. What names no day stays as
    it is.
    """
    return "; ".join(_place(each, day) for each in unpacked(source))


def _place(source: str, day: str) -> str:
    document, _, place = source.partition(", ")
    named = _DATED.fullmatch(document)
    if named is None:
        return source
    if place and named["document"] == "pack" and named["day"] == day:
        return place
    return ", ".join(filter(None, (f"the {named['document']} of {named['day']}", place)))


def side_label(side: Side, day: str = "") -> str:
    """Return what leads to a side, and its place: 'In the text of item 4, Payment performance'."""
    place = place_words(side.source, day)
    return f"{_LEADS.get(side.what, f'{side.what}, in')} {place.removesuffix(f', {side.what.lower()}')}"


def about(finding: Finding) -> str:
    """Return what a finding is about: 'Contractors, North West, April to October 2014'."""
    period = Period.parse(finding.period).in_sentence if finding.period else ""
    return f"{finding.name}, {period}" if period else finding.name


def _section(severity: Severity, checks: Sequence[Check], part_findings: PartFindings, day: str) -> Iterator[Block]:
    """Yield the differences of a size, each as a card; of very many those that have a status, then the largest."""
    yield Heading(2, _size_title(severity, checks))
    for finding in _most_telling([check.finding for check in checks if check.finding], part_findings):
        yield from _card(finding, part_findings, day)
    if len(checks) > MOST_LISTED:
        yield Paragraph.of(_MORE)


def _size_title(severity: Severity, checks: Sequence[Check]) -> Runs:
    noun = "difference" if len(checks) == 1 else "differences"
    words = f"{noun} {severity.lower()}" if severity is Severity.IN_WORDS else f"{severity.lower()} {noun}"
    return (_size_count(severity, checks), Text(f" {words}"))


def _size_count(severity: Severity, checks: Sequence[Check]) -> Figure:
    return _count(counting(severity.lower()), checks)


def _card(finding: Finding, part_findings: PartFindings, day: str) -> Iterator[Block]:
    """Yield what a finding is about, how far apart its sides are and why, then the sides, values beside each other."""
    yield Heading.of(3, about(finding))
    apart = _apart(finding)
    yield Paragraph((*apart, *([Text(". ")] if apart else []), *_status(finding, part_findings)))
    values = [side.said[0] for side in finding.sides if isinstance(side.said[0], Figure) and len(side.said) == 1]
    if len(values) == len(finding.sides) and not any(side.claim for side in finding.sides):
        labels = (side_label(side, day) for side in finding.sides)
        yield Headlines(tuple(Headline(label, value, ()) for label, value in zip(labels, values, strict=True)))
    else:
        yield Bullets(tuple(_statement(side, day) for side in finding.sides))
    if finding.words:
        yield Paragraph(finding.words)


def _apart(finding: Finding) -> Runs:
    """Return how far a finding's sides are apart; empty where they are words or dates."""
    if finding.size is None:
        return ()
    if finding.kind is Kind.TARGETS:
        return (finding.size.apart, Text(" from a target"))
    return size_runs(finding.size)


def _statement(side: Side, day: str) -> Runs:
    """Return what a side says, and in a line of its own where.

    A place of words is a figure with their row, as no other figure leads to it.
    """
    name: Runs = () if side.what == _WORDS else (Text(f"{side.what}: "),)
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
        Column("What was checked", width=2.4),
        Column("Checks", numeric=True),
        Column("Agree", numeric=True),
        Column("Agree after rounding", numeric=True),
        Column("Differ", numeric=True),
    )
    rows = []
    for comparison, tally in found.tallies.items():
        counts = (
            _count(_CHECKS, tally.made),
            *(_count(counting(f"that {words}"), checks, tally.made) for words, checks in tally.outcomes),
        )
        rows.append((Cell.of(comparison), *(Cell((count,)) for count in counts)))
    return Table((Text("Checks by what was checked"),), columns, tuple(rows))


def _status(finding: Finding, part_findings: PartFindings) -> Runs:
    """Return a finding's status and reason: 'Explained: The earlier one was provisional.'"""
    status, reason = Text(_STATUSES[part_findings.status(finding)]), part_findings.reason(finding)
    return (status, Text(" "), *reason) if reason else (status,)


def _count(computation: ComputationName, checks: Sequence[Check], looked_at: Sequence[Check] = ()) -> Figure:
    """Return the number of checks with the rows compared; for none, with those of all that were looked at."""
    counted = checks or looked_at
    places = _places(counted)
    if len(places) <= MOST_LISTED:
        return count_figure(computation, len(checks), _rows(counted))
    return replace(count_figure(computation, len(checks), ()), selection=selection_of(places))


def rows_behind(part_findings: PartFindings, selection: str) -> tuple[Row, ...]:
    """Return the rows behind a count of a reconciliation by the name of their selection; none where it has no such."""
    counted = _counted(part_findings)
    return next((_rows(checks) for checks in counted if checks and selection_of(_places(checks)) == selection), ())


def _counted(part_findings: PartFindings) -> Iterator[Sequence[Check]]:
    """Yield all checks that are counted together anywhere in a reconciliation."""
    found = part_findings.found
    for tally in (found.tally, *found.tallies.values()):
        yield from (tally.made, (*tally.agree, *tally.rounded), *(checks for _, checks in tally.outcomes))
    yield from (checks for _, checks in found.by_severity)
    yield part_findings.unexplained


def _places(checks: Iterable[Check]) -> Collection[DataRow]:
    return {compared.row for check in checks for compared in check.compared}


def _rows(checks: Iterable[Check]) -> tuple[Row, ...]:
    return tuple(dict.fromkeys(_row(compared) for check in checks for compared in check.compared))


def _row(compared: Observation | Claim) -> Row:
    return claim_row(compared) if isinstance(compared, Claim) else row_of(compared)


def _finding(finding: Finding, part_findings: PartFindings) -> Iterator[str]:
    apart = plain(_apart(finding))
    yield f"{about(finding)}: {apart}" if apart else about(finding)
    yield from (f"  {side_label(side)}: {plain(side.said)}" for side in finding.sides)
    if finding.words:
        yield f"  {plain(finding.words)}"
    if finding.kind.is_contradiction or finding.key in part_findings.rulings:
        yield f"  {plain(_status(finding, part_findings))}"
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
                "what": side_label(side),
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
