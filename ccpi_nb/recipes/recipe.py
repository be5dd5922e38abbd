"""A recipe: which files it is for, where values stand in them by their labels, and what the labels mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ccpi_nb.domain.lineage import Amount
from ccpi_nb.recipes.labels import NOTHING_SAID, Label, Said
from ccpi_nb.recipes.said_periods import Kind
from ccpi_nb.spreadsheets.sheets import plain
from ccpi_nb.spreadsheets.text_tables import Dialect


class CellPart(StrEnum):
    """What of an observation a cell is."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Hidden(StrEnum):
    """What to do with hidden sheets, rows and columns, which are refused without a word from the recipe."""

    REFUSE = "refuse"
    TAKE = "take"
    LEAVE_OUT = "leave out"


class Clash(ValueError):
    """Two labels of one cell that mean different things."""


@dataclass(frozen=True)
class Meaning:
    """What a label says of the cells in its row or column; '' and None where it says nothing of something.

    `made_of_parts` says that a percentage is made from its numerator and denominator. `qualifier` is that of all its
    values, such as 'provisional' for a column 'Dec (p)'.
    """

    indicator: str = ""
    breakdown: str = ""
    part: CellPart | None = None
    period: Kind | None = None
    held_as: str = ""
    decimals: int | None = None
    made_of_parts: bool = False
    qualifier: str = ""
    said: Said = NOTHING_SAID

    def joined(self, other: "Meaning") -> "Meaning":
        """Return what both labels say together; Clash or SaidTwice where they contradict each other."""
        parts: dict[str, Any] = {}
        for name in ("indicator", "breakdown", "part", "held_as", "decimals", "made_of_parts", "qualifier", "period"):
            one, two = getattr(self, name), getattr(other, name)
            if name == "period" and Kind.PART in (one, two):
                one, two = (one, None) if two in (None, Kind.PART) else (two, None)
            if _says(one) and _says(two) and one != two:
                raise Clash(f"one says the {name.replace('_', ' ')} '{one}' and another '{two}'")
            parts[name] = one if _says(one) else two
        return Meaning(**parts, said=self.said.agreed(other.said))


def _says(value: object) -> bool:
    return value is not None and value is not False and value != ""


@dataclass(frozen=True)
class Known:
    """A label that a recipe knows, what it means, and whether it has to be there."""

    label: Label
    meaning: Meaning
    required: bool


@dataclass(frozen=True)
class Side:
    """The labels along a table's rows or columns.

    `headings` head the columns in which the labels of rows stand; columns have none, but `levels`, the rows of labels.
    """

    known: tuple[Known, ...]
    leave_out: tuple[Label, ...] = ()
    says_nothing: tuple[Label, ...] = ()
    headings: tuple[Label, ...] = ()
    levels: int = 1
    ends_before: Label | None = None
    blank_repeats: bool = False


@dataclass(frozen=True)
class Table:
    """A table on a sheet: where it is, what all of it is about, its two sides."""

    sheet: Label
    rows: Side
    columns: Side
    titles: tuple[Label, ...] = ()
    after: Label | None = None
    common: Meaning = field(default_factory=Meaning)
    hidden: Hidden = Hidden.REFUSE


@dataclass(frozen=True)
class Writing:
    """How cells are written: what stands for no value, marks beside numbers, what a comma and brackets are.

    `none` has what each text means that is no number: a shorthand, 0, or None for a cell that is left out. `marks` has
    the qualifier that a mark before or after a number stands for, '' for none.
    """

    none: Mapping[str, Amount | None]
    marks: Mapping[str, str]
    comma: str = ""
    brackets: str = ""
    links: bool = False

    def meant_by(self, text: str) -> tuple[Amount | None] | None:
        """Return what a text stands for, or None for a cell to leave out; nothing where it is unknown."""
        known = {plain(mark): amount for mark, amount in self.none.items()}
        return (known[plain(text)],) if plain(text) in known else None


@dataclass(frozen=True)
class Recipe:
    """A recipe of data/recipes: its name, the hash of its file, its dataset, and the files and tables that it knows."""

    name: str
    sha256: str
    dataset: str
    files: tuple[Label, ...]
    tables: tuple[Table, ...]
    writing: Writing
    dialect: Dialect
    others_left_out: bool = False

    @property
    def file(self) -> str:
        """The recipe's file."""
        return f"data/recipes/{self.name}.yaml"

    def said_by(self, name: str) -> Said | None:
        """Return what a file's name says of its period; None for a file that the recipe is not for."""
        return next((said for label in self.files if (said := label.said_by(name)) is not None), None)


def meaning_of(labels: Iterable[Meaning]) -> Meaning:
    """Return what labels mean together; Clash or SaidTwice where they contradict each other."""
    whole = Meaning()
    for meaning in labels:
        whole = whole.joined(meaning)
    return whole
