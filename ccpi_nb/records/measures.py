"""A file of measures as a value: what its records look like, which of them count, and what each indicator is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase

from ccpi_nb.domain.disclosure import Disclosure
from ccpi_nb.domain.periods import Period
from ccpi_nb.records.expressions import Expression, Field, Kind


class Format(StrEnum):
    """The formats of files with records."""

    CSV = "csv"
    PARQUET = "parquet"
    EXCEL = "excel"


class Holds(StrEnum):
    """What the cells of a column are read as."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    WORDS = "words"

    @property
    def decimals(self) -> int:
        """How many decimals its numbers may have."""
        return 2 if self is Holds.MONEY else 4


@dataclass(frozen=True)
class Column:
    """A column of the records: its name there, the name that expressions use, and what its cells may hold.

    `values` says which word a cell stands for, '' being a blank one; `formats` how its dates are written.
    """

    heading: str
    name: str
    holds: Holds
    blank: bool = False
    formats: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What expressions take it for: a column whose words are yes and no for a truth."""
        match self.holds:
            case Holds.DATE:
                return Kind.DATE
            case Holds.MONEY | Holds.NUMBER:
                return Kind.NUMBER
            case Holds.WORDS if set(self.values.values()) <= {"yes", "no"}:
                return Kind.TRUTH
        return Kind.TEXT

    @property
    def field(self) -> Field:
        """The column as expressions know it."""
        words = frozenset(self.values.values()) if self.values else None
        return Field(self.name, self.kind, self.blank, words)


@dataclass(frozen=True)
class Lookup:
    """A name that a list gives to what stands in a column: the place of a postcode; `otherwise` to others."""

    name: str
    of: str
    file: str
    pairs: Mapping[str, str] = field(repr=False)
    otherwise: str = ""

    @property
    def members(self) -> frozenset[str]:
        """All names that it gives."""
        return frozenset(self.pairs.values()) | ({self.otherwise} if self.otherwise else set())

    @property
    def field(self) -> Field:
        """The lookup as expressions know it."""
        return Field(self.name, Kind.TEXT, words=self.members)


@dataclass(frozen=True)
class Limit:
    """The most that is let pass: a number of records, or a share of them."""

    count: int | None = None
    share: Decimal | None = None

    def is_passed(self, found: int, among: int) -> bool:
        """Return whether so many are more than may be."""
        if self.share is not None:
            return 100 * found > self.share * among
        return found > (self.count or 0)

    @property
    def words(self) -> str:
        """The limit in words: 'at most 0.1%', 'none'."""
        if self.share is not None:
            return f"at most {self.share}%"
        return f"at most {self.count:,}" if self.count else "none"


class Keep(StrEnum):
    """What is done with records that have the same key."""

    ALL = "all"
    NONE = "none"
    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True)
class Duplicates:
    """How many records may repeat the key of another, and which of those with one key count; `by` is a date."""

    limit: Limit
    keep: Keep
    by: str = ""

    @property
    def words(self) -> str:
        """What is left out, in words."""
        match self.keep:
            case Keep.NONE:
                return "left out: every record whose key stands more than once"
            case Keep.ALL:
                return "records whose key stands more than once all count"
        return f"left out: records whose key stands more than once, but for the one with the {self.keep} '{self.by}'"


@dataclass(frozen=True)
class Quality:
    """The limits beyond which records are not counted at all; `change` is in per cent of the last like period's."""

    duplicates: Duplicates | None = None
    unreadable_dates: Limit = Limit()
    change: Decimal | None = None


@dataclass(frozen=True)
class Exclusion:
    """Records that no measure counts, and why."""

    why: str
    where: Expression


class How(StrEnum):
    """The ways to work an indicator out of records."""

    SHARE = "share"
    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True)
class Measure:
    """How one indicator is worked out.

    `date` is the column by which a record belongs to a period, '' for what is counted as at a period's last day.
    `where` says which records count, None for all; of a share that is the denominator, and `part` the numerator, which
    is counted among them. `of` is what is added, or averaged. `by` is the column or lookup of its breakdown.
    """

    indicator: str
    how: How
    date: str
    where: Expression | None
    part: Expression | None
    of: Expression | None
    by: str
    periods: tuple[str, ...]

    @property
    def is_stock(self) -> bool:
        """Whether it is counted as at a period's last day."""
        return not self.date

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """All expressions of it."""
        return tuple(one for one in (self.where, self.part, self.of) if one)


# A period's kinds as a measure names them.
DAY, WEEK, MONTH, QUARTER, YEAR, TO_DATE = "day", "week", "month", "quarter", "year", "year to date"
PERIODS = (DAY, WEEK, MONTH, QUARTER, TO_DATE, YEAR)
FROM_NAME = "file name"
# A figure that is counted: its dataset, indicator and period.
Counted = tuple[str, str, Period]


@dataclass(frozen=True)
class Source:
    """Where records come from: files by the pattern of their names, or a table of a database.

    `covers` says how it is known for which days the records are complete: 'file name', or a date of theirs, of which
    up to `quiet` days at either end of a period may have none. '' is the date of each measure.
    """

    files: str
    table: str
    format: Format | None
    encoding: str
    delimiter: str
    sheet: str
    key: tuple[str, ...]
    covers: str
    quiet: int

    def takes(self, name: str) -> bool:
        """Return whether a file of this name is one of its."""
        pattern = self.files
        for place, digits in PLACES.items():
            pattern = pattern.replace(f"{{{place}}}", digits)
        return bool(self.files) and fnmatchcase(name.casefold(), pattern.casefold())


# What may stand in a pattern for a file's period, and what stands there in a name.
PLACES = {
    "period": "*",
    "year": "[0-9][0-9][0-9][0-9]",
    "quarter": "[1-4]",
    "month": "[0-9][0-9]",
}


@dataclass(frozen=True)
class Measures:
    """A file of measures. `ignored` are the columns that are not read; `disclosure` None where numbers leave exact."""

    name: str
    sha256: str
    dataset: str
    source: Source
    columns: tuple[Column, ...]
    ignored: frozenset[str]
    lookups: tuple[Lookup, ...]
    quality: Quality
    exclusions: tuple[Exclusion, ...]
    measures: tuple[Measure, ...]
    disclosure: Disclosure | None

    @property
    def file(self) -> str:
        """The file itself."""
        return f"data/measures/{self.name}.yaml"

    @property
    def reader(self) -> str:
        """What a lineage row says read the records."""
        return f"measure {self.name}"

    @property
    def headings(self) -> frozenset[str]:
        """All columns that the records must have."""
        return self.ignored | {column.heading for column in self.columns}

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns and lookups of its breakdowns, each once."""
        return tuple(sorted({measure.by for measure in self.measures if measure.by}))

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates by which its measures count, each once."""
        return tuple(sorted({measure.date for measure in self.measures if measure.date}))

    @property
    def looks_for_repeats(self) -> bool:
        """Whether it matters if a key stands more than once."""
        return bool(self.source.key) and self.quality.duplicates is not None

    def doubtful(self, measure: Measure, *expressions: Expression | None) -> tuple[str, ...]:
        """Return the columns of a measure's expressions that may be blank, where nothing says what that means."""
        known = (one for one in expressions if one)
        names = {name for one in known for name in one.names - one.asked_for_blanks} - {measure.date}
        return tuple(column.name for column in self.columns if column.blank and column.name in names)

    def column(self, name: str) -> Column:
        """Return the column that expressions call so."""
        return next(column for column in self.columns if column.name == name)

    @property
    def fields(self) -> dict[str, Field]:
        """What expressions may name."""
        fields = (*(column.field for column in self.columns), *(lookup.field for lookup in self.lookups))
        return {field.name: field for field in fields}
