"""A table of the set as it is downloaded, with a word on each of its columns, from which all descriptions are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from ccpi_nb.files.strict_csv import guarded_csv

Of = TypeVar("Of")
# The keys of the tables to which others refer.
KEYS = {"indicators": "indicator", "observations": "data_row"}


class Kind(StrEnum):
    """What the cells of a column are, in the words that Table Schema and CSV on the Web share."""

    TEXT = "string"
    NUMBER = "number"
    WHOLE = "integer"
    DATE = "date"
    TRUE_OR_FALSE = "boolean"

    @property
    def words(self) -> str:
        """The kind as a reader is told of it: 'whole number', 'true or false'."""
        names = {Kind.TEXT: "text", Kind.WHOLE: "whole number", Kind.TRUE_OR_FALSE: "true or false"}
        return names.get(self, self.value)


@dataclass(frozen=True)
class Field(Generic[Of]):
    """A column: its name, what its cells are and mean, and how a row's cell is told from what the row is of.

    Every cell is filled where it is `required`; `pattern` is what all of its texts are like.
    """

    name: str
    kind: Kind
    meaning: str
    cell: Callable[[Of], str]
    required: bool = False
    pattern: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the set: its rows as text, in the order of its fields, by the `key` of which each is one.

    `refers` has the tables that hold the key of what a field names.
    """

    name: str
    title: str
    meaning: str
    fields: tuple[Field[object], ...]
    key: str
    rows: tuple[tuple[str, ...], ...]
    refers: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.name}.csv"

    @property
    def csv(self) -> bytes:
        """The table as CSV in UTF-8, the names of its fields first."""
        return guarded_csv([[column.name for column in self.fields], *self.rows]).encode()


def table_of(
    name: str,
    title: str,
    meaning: str,
    fields: Sequence[Field[Of]],
    key: str,
    of: Sequence[Of],
    refers: dict[str, str] | None = None,
) -> Table:
    """Return a table with a row for each of some values."""
    rows = tuple(tuple(column.cell(value) for column in fields) for value in of)
    return Table(name, title, meaning, tuple(fields), key, rows, refers or {})  # type: ignore[arg-type]


def number(value: Decimal | None) -> str:
    """Return a number with its decimals as they were published; '' where there is none."""
    return "" if value is None else f"{value:f}"


def true_or_false(value: bool | None) -> str:
    """Return 'true' or 'false'; '' where nobody says which."""
    return "" if value is None else str(value).lower()
