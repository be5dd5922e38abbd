"""The one document model behind HTML, PDF and the screen: blocks of runs.

They are plain frozen values that turn into JSON and back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from ccpi_nb.document.runs import Figure, Judgement, Rarely, Runs, Text, anchor_of, plain
from ccpi_nb.domain.meetings import MADE_UP

_Finding = Annotated[Runs, Field(exclude_if=lambda runs: not runs)]
Tone = Literal["", "on", "within", "off", "none", "better", "worse", "same"]


@dataclass(frozen=True)
class Heading:
    """A heading of a section, by its level."""

    level: int
    runs: Runs
    kind: Literal["heading"] = "heading"

    @property
    def anchor(self) -> str:
        """The heading's words as a link names them: 'annex-a'; '' where they have no letter."""
        return anchor_of(plain(self.runs))

    @property
    def lasting(self) -> str:
        """The heading's words without its figures, by which a section has one name in every pack."""
        return plain(tuple(run for run in self.runs if not isinstance(run, Figure))).strip() or plain(self.runs)

    @classmethod
    def of(cls, level: int, text: str) -> "Heading":
        """Return a heading that is one plain text."""
        return cls(level, (Text(text),))


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    runs: Runs
    kind: Literal["paragraph"] = "paragraph"

    @classmethod
    def of(cls, text: str, *, strong: bool = False) -> "Paragraph":
        """Return a paragraph that is one text."""
        return cls((Text(text, strong),))


@dataclass(frozen=True)
class Bullets:
    """A list with bullets, or with numbers from `start` on where it is `ordered`.

    `below` has for each item the blocks that follow its words; it is empty where no item has any.
    """

    items: tuple[Runs, ...]
    ordered: bool = False
    start: Annotated[int, Field(ge=0, exclude_if=lambda start: start == 1)] = 1
    below: Annotated[tuple[tuple["Block", ...], ...], Field(exclude_if=lambda below: not below)] = ()
    kind: Literal["bullets"] = "bullets"

    def __post_init__(self) -> None:
        if self.below and len(self.below) != len(self.items):
            raise ValueError(f"{len(self.below)} items have blocks below them, of {len(self.items)}")

    @property
    def parts(self) -> tuple[tuple[Runs, tuple["Block", ...]], ...]:
        """The items, each with the blocks below it."""
        return tuple(zip(self.items, self.below or ((),) * len(self.items), strict=True))

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Bullets":
        """Return a list with one plain text an item."""
        return cls(tuple((Text(text),) for text in texts))


@dataclass(frozen=True)
class Inset:
    """A paragraph set apart: a caution, 'Not for publication', or a quotation with the blocks `below` its first."""

    runs: Runs
    below: Annotated[tuple["Block", ...], Field(exclude_if=lambda below: not below)] = ()
    kind: Literal["inset"] = "inset"


@dataclass(frozen=True)
class Rule:
    """A line across the page, between two parts of a text."""

    kind: Literal["rule"] = "rule"


# A whole number without its '.0', as JavaScript writes it: JupyterLab then saves a notebook as it was stored.
_Number = Annotated[float, PlainSerializer(lambda number: int(number) if number == int(number) else number)]


@dataclass(frozen=True)
class Column:
    """A column of a table: its header, its alignment, and its width relative to the others.

    A `numeric` one is aligned to the right, a `centred` one in the middle.
    """

    header: str
    numeric: bool = False
    width: Annotated[_Number, Field(gt=0, le=100)] = 1.0
    centred: Rarely = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `tone` gives its colour and symbol, '' for none.

    `picture` is a small drawing before the words, as SVG; they say all of it, so that nobody has to see it.
    """

    runs: Runs
    tone: Tone = ""
    picture: Annotated[str, Field(exclude_if=lambda picture: picture == "")] = ""

    @classmethod
    def of(cls, text: str, tone: Tone = "", *, strong: bool = False) -> "Cell":
        """Return a cell that is one text."""
        return cls((Text(text, strong),), tone)


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is the row's header.

    `finding` is what the values come to, which stands above the caption; `notes` explain, in order. A table of a
    notebook's Markdown has no caption.
    """

    caption: Runs
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Runs, ...] = ()
    finding: _Finding = ()
    kind: Literal["table"] = "table"

    @property
    def name(self) -> Runs:
        """What the table is called: its caption, or its columns' headers where it has none."""
        return self.caption or (Text(", ".join(column.header for column in self.columns if column.header)),)


@dataclass(frozen=True)
class Chart:
    """An SVG with its caption and the figures that are drawn.

    `alt` describes it to those who don't see it; `figures` are all that is drawn; `finding` is what they come to, which
    stands above the caption.
    """

    svg: str
    caption: Runs
    alt: str
    figures: tuple[Figure, ...]
    finding: _Finding = ()
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True)
class Headline:
    """A key figure with its label, and its rating where it has one ('' where not).

    `basis` is the judgement that the `rating` is from.
    """

    label: str
    figure: Figure
    detail: Runs
    rating: str = ""
    tone: Tone = ""
    basis: Judgement | None = None


@dataclass(frozen=True)
class Headlines:
    """The key figures at the head of a report."""

    items: tuple[Headline, ...]
    kind: Literal["headlines"] = "headlines"


@dataclass(frozen=True)
class Absent:
    """A place where no data is stored: shown while working in a notebook, left out of a published report.

    Its heading is left out with it.
    """

    reason: str
    kind: Literal["absent"] = "absent"


Block = Annotated[
    Heading | Paragraph | Bullets | Inset | Rule | Table | Chart | Headlines | Absent,
    Field(discriminator="kind"),
]


# Of a masthead's labels those that nobody needs to see: a council, a day and a place are known as what they are.
UNSEEN_LABELS = frozenset(("Council", "Committee", "Meeting", "Time", "Place", "Part", "Pack"))


@dataclass(frozen=True)
class Masthead:
    """The head of a report: its title, the meeting's day, and its context.

    `context` is labels and texts ('Meeting', '11 December 2014'). An exempt report has the `restriction` ('Not for
    publication: ...') that must be on its every page, as what the context says of made-up figures; '' for a public one.
    `day` is the meeting's, as 2014-12-11.
    """

    title: str
    day: str
    context: tuple[tuple[str, str], ...] = ()
    restriction: str = ""

    @property
    def made_up(self) -> str:
        """That figures of the meeting are made up, in sentences; '' where they are the council's."""
        return dict(self.context).get(MADE_UP, "")

    @property
    def notice(self) -> str:
        """What must be on every page: the restriction, and that figures are made up; '' where there is neither."""
        return " ".join(filter(None, (self.restriction, self.made_up)))

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The context without what the notice says."""
        return tuple((label, words) for label, words in self.context if label != MADE_UP)

    @property
    def line(self) -> str:
        """The facts as one line: 'Lancashire County Council · 11 December 2014 · Agenda item 4'."""
        return " · ".join(
            words if label in UNSEEN_LABELS else f"{label}{'' if words[:1].isdigit() else ':'} {words}"
            for label, words in self.facts
        )


@dataclass(frozen=True)
class Document:
    """A report as a masthead and its blocks."""

    masthead: Masthead
    blocks: tuple[Block, ...]


# Symbols differ in shape, not only in colour. A direction's point nowhere, and are no plus and minus: what improves may
# well be falling, and what points ahead and back is taken for a way to go. Fira Sans or DejaVu Sans has each of them.
SYMBOLS: dict[Tone, str] = {
    "": "",
    "on": "\N{CHECK MARK}",
    "within": "\N{ALMOST EQUAL TO}",
    "off": "\N{BALLOT X}",
    "none": "\N{EN DASH}",
    "better": "\N{BLACK CIRCLE}",
    "worse": "!",
    "same": "=",
}
