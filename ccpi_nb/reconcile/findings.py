"""Findings of the reconciliation: what disagrees, by how much, and how much was compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from ccpi_nb.document.runs import Figure, Runs
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.workbook.papers import Claim


class Kind(StrEnum):
    """The kind of a finding, in the order in which findings are listed."""

    GIVEN_TWICE = "given twice"
    ANOTHER_THING = "different things"
    RESTATED = "restated"
    TOTAL = "total"
    OVER_TIME = "over time"
    RATE = "rate"
    CHANGE = "change"
    TARGETS = "targets"
    DATE = "date"
    WORDS = "words"
    OUT_OF_LINE = "out of line"
    ROUNDED = "rounded"
    SPANS = "spans"

    @property
    def is_contradiction(self) -> bool:
        """Whether a finding of this kind contradicts anything: rounding and overlapping spans do not."""
        return self not in (Kind.ROUNDED, Kind.SPANS)


class Comparison(StrEnum):
    """The kind of a comparison, as the count of all comparisons names it."""

    VALUES = "Values given more than once"
    TOTALS = "Totals and their parts"
    OVER_TIME = "Periods and the shorter ones in them"
    RATES = "Rates and their numbers"
    CHANGES = "Changes and their values"
    TARGETS = "Claims that targets were met"
    DATES = "Dates given more than once"
    WORDS = "Statements of one matter"
    DAYS = "Values of neighbouring days"
    SPANS = "Spans that overlap"


class Severity(StrEnum):
    """How large the difference of a finding is; words and dates that differ have no size."""

    LARGE = "Large"
    MODERATE = "Moderate"
    SLIGHT = "Slight"
    IN_WORDS = "In words or dates"


_LARGE, _MODERATE = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Side:
    """One of the things compared: `what` names it ('Table', 'Sum'), `source` is its document and place.

    `claim` is the row of words that are compared; None where figures lead to the rows.
    """

    what: str
    said: Runs
    source: str
    claim: Claim | None = None


@dataclass(frozen=True)
class Size:
    """The difference of two sides: as shown, and as a share of the larger, between percentages of a hundred points.

    With `is_rounding` it is slight, however large a share that is: no more than the way of rounding is at stake.
    """

    apart: Figure
    share: Decimal
    is_rounding: bool = False

    @property
    def severity(self) -> Severity:
        """The severity of the difference: large from a tenth, moderate from a hundredth."""
        if self.is_rounding or self.share < _MODERATE:
            return Severity.SLIGHT
        return Severity.MODERATE if self.share < _LARGE else Severity.LARGE


@dataclass(frozen=True)
class Finding:
    """A disagreement: the first of `sides` is what the document prints, the others are compared with it.

    `name` is what they are about, `words` why they don't agree. `indicator` is a key; where a document makes a claim in
    words, it is what the claim is about.
    """

    kind: Kind
    indicator: str
    period: str
    breakdown: str
    name: str
    sides: tuple[Side, ...]
    size: Size | None = None
    words: Runs = ()

    @property
    def key(self) -> str:
        """The finding's identity, which no two findings share.

        'given twice: contractors_engaged / North West @ 2014-04/2014-10'
        """
        of = f" / {self.breakdown}" if self.breakdown else ""
        at = f" @ {self.period}" if self.period else ""
        return f"{self.kind}: {self.indicator}{of}{at}"

    @property
    def severity(self) -> Severity:
        """The severity of the size; a difference in words where there is none, as with dates and statements."""
        return self.size.severity if self.size else Severity.IN_WORDS


@dataclass(frozen=True)
class Check:
    """A comparison, and what was compared; without a finding it agreed."""

    comparison: Comparison
    compared: tuple[Observation | Claim, ...]
    finding: Finding | None = None

    @property
    def as_at(self) -> date:
        """The day on which the last of what was compared became known."""
        return max(given.as_at for given in self.compared)


@dataclass(frozen=True)
class Tally:
    """The comparisons of a kind, by outcome: the values agree, agree after rounding, or differ."""

    agree: tuple[Check, ...]
    rounded: tuple[Check, ...]
    differ: tuple[Check, ...]

    @classmethod
    def of(cls, checks: Iterable[Check]) -> "Tally":
        """Return the checks by their outcome.

        A check that only found overlapping spans is in none of them.
        """
        given = tuple(checks)
        rounded = tuple(check for check in given if check.finding and check.finding.kind is Kind.ROUNDED)
        differ = tuple(check for check in given if check.finding and check.finding.kind.is_contradiction)
        return cls(tuple(check for check in given if not check.finding), rounded, differ)

    @property
    def made(self) -> tuple[Check, ...]:
        """All of the comparisons."""
        return (*self.agree, *self.rounded, *self.differ)

    @property
    def outcomes(self) -> tuple[tuple[str, tuple[Check, ...]], ...]:
        """The comparisons by how they came out, in words."""
        return (("agree", self.agree), ("agree after rounding", self.rounded), ("differ", self.differ))


@dataclass(frozen=True)
class Reconciliation:
    """All comparisons of a set of documents, in the order in which they were made."""

    checks: tuple[Check, ...]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, each once, the largest first."""
        found = {(check.finding.key, check.comparison): check.finding for check in self.checks if check.finding}
        return tuple(sorted(found.values(), key=_by_size))

    @property
    def contradictions(self) -> tuple[Finding, ...]:
        """The findings that contradict something."""
        return tuple(finding for finding in self.findings if finding.kind.is_contradiction)

    def of(self, *kinds: Kind) -> tuple[Finding, ...]:
        """Return the findings of these kinds."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)

    def since(self, day: date | None) -> "Reconciliation":
        """Return the comparisons that rest on anything that became known after a day; all of them for None."""
        return Reconciliation(tuple(check for check in self.checks if day is None or check.as_at > day))

    @cached_property
    def tallies(self) -> dict[Comparison, Tally]:
        """The outcomes by what was compared, where anything was.

        Overlapping spans contradict nothing and aren't counted.
        """
        counted = {
            comparison: Tally.of(check for check in self.checks if check.comparison is comparison)
            for comparison in Comparison
        }
        return {comparison: tally for comparison, tally in counted.items() if tally.made}

    @property
    def by_severity(self) -> tuple[tuple[Severity, tuple[Check, ...]], ...]:
        """The checks that found a difference by its severity, where there are any, the largest first."""
        found = {
            severity: [check for check in self.tally.differ if check.finding and check.finding.severity is severity]
            for severity in Severity
        }
        return tuple((severity, tuple(sorted(checks, key=_size_of))) for severity, checks in found.items() if checks)

    @cached_property
    def tally(self) -> Tally:
        """The outcomes of all comparisons."""
        return Tally.of(self.checks)


def _size_of(check: Check) -> tuple[int, Decimal, int, str]:
    assert check.finding
    return _by_size(check.finding)


def _by_size(finding: Finding) -> tuple[int, Decimal, int, str]:
    """Return what sorts findings: by severity, the largest first, then by kind."""
    share = finding.size.share if finding.size else Decimal(0)
    return list(Severity).index(finding.severity), -share, list(Kind).index(finding.kind), finding.key
