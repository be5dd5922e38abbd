"""What is measured, what was observed, and whether it became better or worse."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.readings import EXACT, EXPECTED, Reading, reading_of


class Unit(StrEnum):
    """The units of values, as `indicators.csv` has them."""

    PERCENT = "%"
    POINTS = "percentage points"  # in which percentages differ
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


class ChangeOf(StrEnum):
    """What a change in per cent is of, by which a reader is told 'fewer' or 'less'."""

    COUNT = "count"
    AMOUNT = "amount"

    def words(self, per_cent: Decimal) -> str:
        """Return what follows the size of a change: 'more', 'fewer' for a count, 'less' for an amount."""
        if per_cent > 0:
            return "more"
        return "fewer" if self is ChangeOf.COUNT else "less"


class Shorthand(StrEnum):
    """Why there is no value, in the Government Statistical Service's shorthand."""

    NOT_AVAILABLE = "[x]"
    NOT_APPLICABLE = "[z]"
    CONFIDENTIAL = "[c]"

    @property
    def words(self) -> str:
        """The shorthand in words: 'not available', 'not applicable', 'confidential'."""
        return self.name.lower().replace("_", " ")


class Direction(StrEnum):
    """The direction of a change, by what is better for the indicator."""

    IMPROVING = "Improving"
    WORSENING = "Worsening"
    NO_CHANGE = "No change"
    UNCERTAIN = "Cannot be said"


@dataclass(frozen=True, slots=True)
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
    of mm:ss are printed; evidence says so, which knows the values. `change` is what a change in per cent is of; None
    for any other indicator.
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
    change: ChangeOf | None = None

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


@dataclass(frozen=True, slots=True)
class Observation:
    """One published value; `value` is None where a shorthand gives the reason that there is none.

    `protection` is the note on what disclosure control has done to it since; '' for nothing. `supposed` is what of the
    row no paper gives and this workbook supposes: 'period', or '' for nothing. `origin` is the received
    file and where in it the value and its parts stood, () where it was not taken in from one. A value that a report
    works out has the name of its `computation` and its `inputs`; its `row` is the first of theirs.
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
    origin: tuple[str, ...] = ()
    computation: str = ""
    inputs: tuple["Observation", ...] = ()

    @property
    def origins(self) -> tuple["Observation", ...]:
        """The observations that it comes from, as data files have them, each once: itself, unless it is worked out."""
        return tuple(dict.fromkeys(origin for part in self.inputs for origin in part.origins)) or (self,)

    @property
    def is_suppressed(self) -> bool:
        """Whether it has a value that may not be shown: it is hidden by the report, or came suppressed in the data."""
        return self.shorthand is Shorthand.CONFIDENTIAL

    @property
    def is_exact(self) -> bool:
        """Whether it has a value that is the number printed, so that it can be counted with."""
        return self.value is not None and self.qualifier in EXACT

    @property
    def reading(self) -> Reading | None:
        """What the printed value may stand for; None where there is none."""
        return None if self.value is None else reading_of(self.value, self.qualifier)


def direction(polarity: Polarity, earlier: Decimal | None, later: Decimal | None) -> Direction | None:
    """Return the direction of a change between exact values.

    None where a value is missing, or neither way is better.
    """
    if earlier is None or later is None or polarity is Polarity.NONE:
        return None
    if earlier == later:
        return Direction.NO_CHANGE
    better = later > earlier if polarity is Polarity.HIGHER else later < earlier
    return Direction.IMPROVING if better else Direction.WORSENING


def direction_between(polarity: Polarity, earlier: Observation, later: Observation) -> Direction | None:
    """Return the direction from one observation to the next, as far as their qualifiers let it be said.

    None also from or to an estimate or a forecast, which nobody has observed.
    """
    if EXPECTED & {earlier.qualifier, later.qualifier}:
        return None
    known = direction(polarity, earlier.value, later.value)
    if known is None:
        return None
    match way_between(earlier, later):
        case None:
            return Direction.UNCERTAIN
        case 0:
            return Direction.NO_CHANGE
        case way:
            return Direction.IMPROVING if (way > 0) is (polarity is Polarity.HIGHER) else Direction.WORSENING


def way_between(earlier: Observation, later: Observation) -> int | None:
    """Return 1 where the later value is more, -1 where it is less, 0 where both are exactly equal.

    None where a value is missing, or where the words before the numbers leave it open.
    """
    before, after = earlier.reading, later.reading
    if before is None or after is None:
        return None
    if after.is_above(before):
        return 1
    if before.is_above(after):
        return -1
    return 0 if earlier.is_exact and later.is_exact else None
