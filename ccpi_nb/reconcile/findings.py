"""What comparing the documents with themselves finds: what disagrees, by how much, and how much was compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ccpi_nb.document.model import Figure, Runs
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.workbook.reconciliation import Claim


class Kind(StrEnum):
    """In the order in which they are told."""

    GIVEN_TWICE = "given twice"
    ANOTHER_THING = "different things"
    RESTATED = "restated"
    TOTAL = "total"
    OVER_TIME = "over time"
    RATE = "rate"
    CHANGE = "change"
    TARGETS = "targets"
    DATE = "date"
    OUT_OF_LINE = "out of line"
    ROUNDED = "rounded"
    SPANS = "spans"

    @property
    def is_contradiction(self) -> bool:
        return self not in (Kind.ROUNDED, Kind.SPANS)


class Comparison(StrEnum):
    """What was compared, as the count of all comparisons names it."""

    VALUES = "Values given more than once"
    TOTALS = "Totals and their parts"
    OVER_TIME = "Periods and the shorter ones in them"
    RATES = "Rates and their numbers"
    CHANGES = "Changes and their values"
    TARGETS = "Claims that targets were met"
    DATES = "Dates given more than once"
    DAYS = "Values of neighbouring days"
    SPANS = "Spans that overlap"


class Severity(StrEnum):
    LARGE = "Large"
    MODERATE = "Moderate"
    SLIGHT = "Slight"


_LARGE, _MODERATE = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Side:
    """One of the things that are held against each other: `what` says what it is ('Table', 'Sum'), `source` is document and place."""

    what: str
    said: Runs
    source: str


@dataclass(frozen=True)
class Size:
    """How far apart two sides are, as shown, and as a share of the larger.

    It is slight, however large a share that is, where no more than the way of rounding is at stake.
    """

    apart: Figure
    share: Decimal
    is_rounding: bool = False

    @property
    def severity(self) -> Severity:
        if self.is_rounding or self.share < _MODERATE:
            return Severity.SLIGHT
        return Severity.MODERATE if self.share < _LARGE else Severity.LARGE


@dataclass(frozen=True)
class Finding:
    """The first of `sides` is what the document prints, the others stand against it. `name` says what they are about, `words` why they don't agree.

    `indicator` is a key; for what documents claim in words, what the claim is about.
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
        """'given twice: contractors_engaged / North West @ 2014-04/2014-10'; no two findings share theirs."""
        of = f" / {self.breakdown}" if self.breakdown else ""
        at = f" @ {self.period}" if self.period else ""
        return f"{self.kind}: {self.indicator}{of}{at}"

    @property
    def severity(self) -> Severity:
        """What has no size, such as a date, is neither large nor slight."""
        return self.size.severity if self.size else Severity.MODERATE


@dataclass(frozen=True)
class Check:
    """A comparison that was made, and what was compared; without a finding it held."""

    comparison: Comparison
    compared: tuple[Observation | Claim, ...]
    finding: Finding | None = None

    @property
    def as_at(self) -> date:
        """When the last of what was compared became known."""
        return max(each.as_at for each in self.compared)


@dataclass(frozen=True)
class Tally:
    """The comparisons of a kind: those that held, held once rounded, and did not."""

    held: tuple[Check, ...]
    rounded: tuple[Check, ...]
    differ: tuple[Check, ...]

    @classmethod
    def of(cls, checks: Iterable[Check]) -> "Tally":
        own = tuple(checks)
        rounded = tuple(each for each in own if each.finding and each.finding.kind is Kind.ROUNDED)
        differ = tuple(each for each in own if each.finding and each.finding.kind.is_contradiction)
        return cls(tuple(each for each in own if not each.finding), rounded, differ)

    @property
    def made(self) -> tuple[Check, ...]:
        return (*self.held, *self.rounded, *self.differ)

    @property
    def outcomes(self) -> tuple[tuple[str, tuple[Check, ...]], ...]:
        """The comparisons by how they came out, in words."""
        return (("held", self.held), ("held once rounded", self.rounded), ("did not hold", self.differ))


@dataclass(frozen=True)
class Reconciliation:
    checks: tuple[Check, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each once, by kind, the largest first."""
        found = {(each.finding.key, each.comparison): each.finding for each in self.checks if each.finding}
        return tuple(sorted(found.values(), key=_order))

    @property
    def contradictions(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.kind.is_contradiction)

    def of(self, *kinds: Kind) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.kind in kinds)

    def since(self, day: date | None) -> "Reconciliation":
        """What rests on anything that became known after a day; all of it for None."""
        return Reconciliation(tuple(each for each in self.checks if day is None or each.as_at > day))

    @property
    def tallies(self) -> dict[Comparison, Tally]:
        """How the comparisons came out, by what was compared, where any was made. That spans overlap contradicts nothing and isn't counted."""
        counted = {
            comparison: Tally.of(each for each in self.checks if each.comparison is comparison)
            for comparison in Comparison
        }
        return {comparison: tally for comparison, tally in counted.items() if tally.made}

    @property
    def tally(self) -> Tally:
        return Tally.of(self.checks)


def _order(finding: Finding) -> tuple[int, int, Decimal, str]:
    share = finding.size.share if finding.size else Decimal(0)
    return list(Kind).index(finding.kind), list(Severity).index(finding.severity), -share, finding.key
