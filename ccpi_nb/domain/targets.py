"""What was agreed for an indicator, and how a published value is rated by it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.readings import Qualifier, Reading, Verdict, reading_of


class Comparator(StrEnum):
    """The comparison that a value must satisfy to meet its target."""

    AT_LEAST = ">="
    AT_MOST = "<="
    BELOW = "<"
    ABOVE = ">"

    @property
    def is_lower_bound(self) -> bool:
        """Whether a value has to be large enough; else it has to be small enough."""
        return self in (Comparator.AT_LEAST, Comparator.ABOVE)

    @property
    def with_equality(self) -> "Comparator":
        """The comparator of the same side that takes the bound itself as well."""
        return Comparator.AT_LEAST if self.is_lower_bound else Comparator.AT_MOST

    def verdict(self, reading: Reading, bound: Decimal) -> Verdict:
        """Return whether what a printed value may stand for satisfies the comparison."""
        if not self.is_lower_bound:
            reading, bound = reading.mirrored, -bound
        strict = self in (Comparator.ABOVE, Comparator.BELOW)
        return reading.above(bound) if strict else reading.at_least(bound)

    @property
    def words(self) -> str:
        """The comparator as a target is read out: 'at least', 'no more than', 'below', 'above'."""
        return _WORDS[self]


_WORDS = {
    Comparator.AT_LEAST: "at least",
    Comparator.AT_MOST: "no more than",
    Comparator.BELOW: "below",
    Comparator.ABOVE: "above",
}


class Rag(StrEnum):
    """A rating as a word; a symbol goes with it, and colour only repeats both."""

    ON_TARGET = "On target"
    WITHIN_TOLERANCE = "Within tolerance"
    OFF_TARGET = "Off target"
    UNCERTAIN = "Cannot be said"
    NO_DATA = "No data"

    @property
    def words(self) -> str:
        """The rating as it follows 'is': 'on target', 'not clearly on or off target'; but 'has' goes with 'no data'."""
        return "not clearly on or off target" if self is Rag.UNCERTAIN else self.lower()


@dataclass(frozen=True)
class Target:
    """The value agreed for an indicator from `valid_from` to `valid_to`, both included.

    Without a `valid_to` it is still in force. `value` and `tolerance` are in the indicator's unit. `as_at` is the day
    it became known, None where it was known before it began; `dataset` the one that alone has it, '' for any.
    """

    indicator: str
    comparator: Comparator
    value: Decimal
    tolerance: Decimal
    valid_from: date
    valid_to: date | None
    source: str
    row: DataRow
    as_at: date | None = None
    dataset: str = ""

    def known_by(self, day: date) -> bool:
        """Return whether the target was known by a day."""
        return self.as_at is None or self.as_at <= day

    def may_clash_with(self, other: "Target") -> bool:
        """Return whether a report may have both targets: not where each is of a dataset of its own."""
        return self.indicator == other.indicator and (
            self.dataset == other.dataset or not (self.dataset and other.dataset)
        )

    def in_force_on(self, day: date) -> bool:
        """Return whether the target applies on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: "Target") -> bool:
        """Return whether there is a day on which both targets are in force."""
        return self.in_force_on(other.valid_from) or other.in_force_on(self.valid_from)

    @property
    def ends(self) -> tuple["Target", ...]:
        """The target's bounds, each a row of data: its own alone."""
        return (self,)

    def end_for(self, value: Decimal) -> "Target":
        """Return the bound that a value has to be held against: the target's only one."""
        return self

    def verdict(self, value: Decimal, qualifier: str = "") -> Verdict:
        """Return whether a value as printed meets the target, without any tolerance."""
        return self.comparator.verdict(reading_of(value, qualifier), self.value)

    def met_by(self, value: Decimal) -> bool:
        """Return whether an exact value meets the target, without any tolerance."""
        return self.verdict(value) is Verdict.MET

    def shortfall(self, value: Decimal) -> Decimal:
        """Return how far `value` is on the wrong side, in the indicator's unit; zero where the target is met."""
        return Decimal(0) if self.met_by(value) else abs(value - self.value)

    def within_tolerance(self, value: Decimal, qualifier: str = "") -> Verdict:
        """Return whether a value that misses the target lies within its tolerance.

        A value that equals a strict target (0.4 for '< 0.4') misses it by nothing: that is within a tolerance only
        where one was agreed.
        """
        if self.tolerance <= 0:
            return Verdict.MISSED
        slack = -self.tolerance if self.comparator.is_lower_bound else self.tolerance
        verdict = self.comparator.with_equality.verdict(reading_of(value, qualifier), self.value + slack)
        # 'Almost' says that little is missing, so it is the number itself that is held against the tolerance.
        return Verdict.MET if verdict is Verdict.UNCERTAIN and qualifier == Qualifier.ALMOST else verdict


@dataclass(frozen=True)
class Band:
    """Two targets of one indicator that are in force together: at least the one, at most the other."""

    lower: Target
    upper: Target

    @property
    def ends(self) -> tuple[Target, ...]:
        """Both bounds, the lower first."""
        return self.lower, self.upper

    def end_for(self, value: Decimal) -> Target:
        """Return the bound that a value has to be held against: the one it is beyond, else the nearer."""
        return min(self.ends, key=lambda end: (end.met_by(value), abs(value - end.value)))

    def verdict(self, value: Decimal, qualifier: str = "") -> Verdict:
        """Return whether a value as printed lies in the band."""
        verdicts = {end.verdict(value, qualifier) for end in self.ends}
        return next((found for found in (Verdict.MISSED, Verdict.UNCERTAIN) if found in verdicts), Verdict.MET)

    def met_by(self, value: Decimal) -> bool:
        """Return whether an exact value lies in the band."""
        return self.verdict(value) is Verdict.MET

    def shortfall(self, value: Decimal) -> Decimal:
        """Return how far `value` is outside, in the indicator's unit; zero inside."""
        return self.end_for(value).shortfall(value)

    def within_tolerance(self, value: Decimal, qualifier: str = "") -> Verdict:
        """Return whether a value outside lies within the tolerance of the bound that it is beyond."""
        return self.end_for(value).within_tolerance(value, qualifier)


Aim = Target | Band


def rate(target: Aim, value: Decimal | None, qualifier: str = "") -> Rag:
    """Return the rating of a published value, never of a rounded or recomputed one.

    A missing value is never red, and what its qualifier leaves open is neither met nor missed.
    """
    if value is None:
        return Rag.NO_DATA
    match target.verdict(value, qualifier):
        case Verdict.MET:
            return Rag.ON_TARGET
        case Verdict.UNCERTAIN:
            return Rag.UNCERTAIN
    within = target.within_tolerance(value, qualifier)
    return {Verdict.MET: Rag.WITHIN_TOLERANCE, Verdict.MISSED: Rag.OFF_TARGET, Verdict.UNCERTAIN: Rag.UNCERTAIN}[within]
