"""What is measured, what was agreed for it, what was observed, and how the two compare."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ccpi_nb.domain.periods import Period


class Unit(StrEnum):
    """The units of values, as `indicators.csv` has them."""

    PERCENT = "%"
    POUNDS = "£"
    POUNDS_MILLION = "£m"
    POUNDS_THOUSAND = "£k"
    NUMBER = "number"
    SECONDS = "seconds"
    MINUTES_SECONDS = "mm:ss"  # the value is stored in seconds
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def symbols(self) -> tuple[str, str]:
        """What stands before an amount and what after it: ('£', 'm'), ('', '%'), ('', ' weeks'); nothing for mm:ss."""
        match self:
            case Unit.PERCENT:
                return "", "%"
            case Unit.POUNDS | Unit.POUNDS_MILLION | Unit.POUNDS_THOUSAND:
                return "£", self.removeprefix("£")
            case Unit.NUMBER | Unit.MINUTES_SECONDS:
                return "", ""
            case _:
                return "", f" {self}"


class Polarity(StrEnum):
    """The way in which an indicator's values become better."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class Comparator(StrEnum):
    """The comparison that a value must satisfy to meet its target."""

    AT_LEAST = ">="
    AT_MOST = "<="
    BELOW = "<"
    ABOVE = ">"

    @property
    def holds(self) -> Callable[[Decimal, Decimal], bool]:
        """The comparison as a function: the value first, then the target's."""
        return _HOLDS[self]

    @property
    def words(self) -> str:
        """The comparator as a target is read out: 'at least', 'no more than', 'below', 'above'."""
        return _WORDS[self]


_HOLDS: dict[Comparator, Callable[[Decimal, Decimal], bool]] = {
    Comparator.AT_LEAST: operator.ge,
    Comparator.AT_MOST: operator.le,
    Comparator.BELOW: operator.lt,
    Comparator.ABOVE: operator.gt,
}
_WORDS = {
    Comparator.AT_LEAST: "at least",
    Comparator.AT_MOST: "no more than",
    Comparator.BELOW: "below",
    Comparator.ABOVE: "above",
}


class Shorthand(StrEnum):
    """Why there is no value, in the Government Statistical Service's shorthand."""

    NOT_AVAILABLE = "[x]"
    NOT_APPLICABLE = "[z]"
    CONFIDENTIAL = "[c]"

    @property
    def words(self) -> str:
        """The shorthand in words: 'not available', 'not applicable', 'confidential'."""
        return self.name.lower().replace("_", " ")


class Rag(StrEnum):
    """A rating as a word; a symbol goes with it, and colour only repeats both."""

    ON_TARGET = "On target"
    WITHIN_TOLERANCE = "Within tolerance"
    OFF_TARGET = "Off target"
    NO_DATA = "No data"


class Direction(StrEnum):
    """The direction of a change, by what is better for the indicator."""

    IMPROVING = "Improving"
    WORSENING = "Worsening"
    NO_CHANGE = "No clear change"


@dataclass(frozen=True)
class DataRow:
    """The place of a row: `file` relative to the project, `number` as a spreadsheet counts (the header is row 1)."""

    file: str
    number: int

    @classmethod
    def parse(cls, text: str) -> "DataRow":
        """Return the row that `str` has written: 'data/targets.csv, row 9'. ValueError for other text."""
        file, _, number = text.rpartition(", row ")
        if not (file and number.isdecimal()):
            raise ValueError(f"'{text}' is no row of a file")
        return cls(file, int(number))

    def __str__(self) -> str:
        return f"{self.file}, row {self.number}"


@dataclass(frozen=True)
class Indicator:
    """What is measured, with its unit, polarity and decimals.

    `people` is true where it counts people or what they did, or a share of them, so that a small number may give
    somebody away. `contractual` is None where the data leaves it blank. `seconds` is with how many decimals the seconds
    of mm:ss are printed; evidence says so, which knows the values.
    """

    key: str
    name: str
    service: str
    unit: Unit
    polarity: Polarity
    decimals: int
    contractual: bool | None
    breakdown: str
    people: bool
    definition: str
    seconds: int = 0

    @property
    def finer(self) -> int:
        """The decimals of what is worked out from its values, such as a mean: one more than theirs, pence of pounds."""
        match self.unit:
            case Unit.MINUTES_SECONDS:
                return self.seconds
            case Unit.POUNDS:
                return max(2, self.decimals)
            case _:
                return self.decimals + 1


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

    def met_by(self, value: Decimal) -> bool:
        """Return whether a value meets the target, without any tolerance."""
        return self.comparator.holds(value, self.value)

    def shortfall(self, value: Decimal) -> Decimal:
        """Return how far `value` is on the wrong side, in the indicator's unit; zero where the target is met."""
        return Decimal(0) if self.met_by(value) else abs(value - self.value)


@dataclass(frozen=True)
class Continuation:
    """A break in a series: from `start` on, `indicator` measures in another way what `continues` measured before.

    `reason` follows 'because'.
    """

    indicator: str
    continues: str
    start: date
    reason: str
    source: str
    row: DataRow


@dataclass(frozen=True)
class Observation:
    """One published value; `value` is None where a shorthand gives the reason that there is none.

    `protection` is the note on what disclosure control has done to it since; '' for nothing. `supposed` is what of the
    row no paper gives and this workbook supposes: 'period', or '' for nothing.
    """

    indicator: str
    period: Period
    breakdown: str
    value: Decimal | None
    shorthand: Shorthand | None
    numerator: Decimal | None
    denominator: Decimal | None
    qualifier: str
    given_in: str
    as_at: date
    source: str
    note: str
    dataset: str
    row: DataRow
    protection: str = ""
    supposed: str = ""

    @property
    def is_suppressed(self) -> bool:
        """Whether it had a value that this report may not show; a shorthand in the data is no such case."""
        return self.value is None and self.protection != ""


def rate(target: Target, value: Decimal | None) -> Rag:
    """Return the rating of a published value, never of a rounded or recomputed one; a missing value is never red."""
    if value is None:
        return Rag.NO_DATA
    if target.met_by(value):
        return Rag.ON_TARGET
    # A value that equals a strict target (0.4 for '< 0.4') misses it by nothing: that is a miss unless a tolerance was
    # agreed.
    within = target.tolerance > 0 and target.shortfall(value) <= target.tolerance
    return Rag.WITHIN_TOLERANCE if within else Rag.OFF_TARGET


def direction(polarity: Polarity, earlier: Decimal | None, later: Decimal | None) -> Direction | None:
    """Return the direction of a change; None where a value is missing, or neither way is better."""
    if earlier is None or later is None or polarity is Polarity.NONE:
        return None
    if earlier == later:
        return Direction.NO_CHANGE
    better = later > earlier if polarity is Polarity.HIGHER else later < earlier
    return Direction.IMPROVING if better else Direction.WORSENING
