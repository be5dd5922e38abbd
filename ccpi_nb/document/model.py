"""The one document model behind HTML, PDF and the screen: blocks of runs.

They are plain frozen values that turn into JSON and back.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WrapSerializer

from ccpi_nb.computing.computations import ComputationName
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import MADE_UP

# In JSON a row is written as "place": "data/x.csv, row 12", as notebooks that are stored or published already have it.
_Place = Annotated[DataRow, Field(alias="place"), BeforeValidator(DataRow.parse), PlainSerializer(str)]


@dataclass(frozen=True)
class Row:
    """A row of data behind a figure: its place, its document, and the day on which it became known.

    `at` is the place, `source` the document, `as_at` the day as 2014-12-11. `value` is what the row has: a decimal, a
    shorthand, or a status. `column` is where in the row that stands, if it is a number beside the value: 'numerator'.
    `origin` is the received file and the place in it, () where the row was not taken in from one.
    """

    at: _Place
    indicator: str
    period: str
    breakdown: str
    source: str
    as_at: str = ""
    value: str = ""
    column: Annotated[str, Field(exclude_if=lambda column: column == "")] = ""
    origin: Annotated[tuple[str, ...], Field(exclude_if=lambda origin: not origin)] = ()


Sign = Literal["", "+", "−"]
_ComputationName = Annotated[ComputationName, Field(union_mode="left_to_right")]


@dataclass(frozen=True)
class Figure:
    """A figure as shown, and where it comes from.

    `text` is without the `sign` that a table gives a change. `value` is the decimal behind `text` ('' for a shorthand).
    An observed figure has one row and no computation; a computed one names its computation and has the rows that went
    in, or where they are too many to list the name of their `selection`.
    """

    text: str
    value: str
    rows: tuple[Row, ...]
    computation: _ComputationName = ""
    sign: Annotated[Sign, Field(exclude_if=lambda sign: sign == "")] = ""
    selection: Annotated[str, Field(exclude_if=lambda selection: selection == "")] = ""
    kind: Literal["figure"] = "figure"

    @property
    def signed(self) -> str:
        """The figure as it is read: '+3.43 percentage points'."""
        return self.sign + self.text

    @property
    def unsigned(self) -> "Figure":
        """The figure without its sign."""
        return replace(self, sign="")

    @property
    def is_reference(self) -> bool:
        """Whether the figure is no more than a register's number for one of its rows ('1.1')."""
        # A register's rows have no indicator.
        return not (self.value or self.computation or any(row.indicator for row in self.rows))


_Rarely = Annotated[bool, Field(exclude_if=lambda is_so: not is_so)]


@dataclass(frozen=True)
class Text:
    """Words with one style, and a link's address where `href` is set; `code` is what a computer would be given.

    `about` tells a link from others of the same words, for those who hear it alone: no one sees it.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    code: _Rarely = False
    about: Annotated[str, Field(exclude_if=lambda about: about == "")] = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class LineBreak:
    """The end of a line that must end there, as those of an address do."""

    text: Literal["\n"] = "\n"
    kind: Literal["break"] = "break"


# In JSON a sign is a text before its figure, as notebooks that are stored or published already have it.
_SIGNS: dict["Run", Sign] = {Text("+"): "+", Text("−"): "−"}


def _signs_apart(runs: tuple["Run", ...], as_json: Callable[[Any], Any]) -> Any:
    parts = [(Text(run.sign), run.unsigned) if isinstance(run, Figure) and run.sign else (run,) for run in runs]
    return as_json(tuple(run for part in parts for run in part))


def _signs_joined(runs: tuple["Run", ...]) -> tuple["Run", ...]:
    joined: list[Run] = []
    for run in runs:
        if joined and isinstance(run, Figure) and not run.sign and joined[-1] in _SIGNS:
            joined[-1] = replace(run, sign=_SIGNS[joined[-1]])
        else:
            joined.append(run)
    return tuple(joined)


_SIGNS_APART = WrapSerializer(_signs_apart)
_SIGNS_JOINED = AfterValidator(_signs_joined)


@dataclass(frozen=True)
class Judgement:
    """A rating or a direction in words ('Off target'), with its reason.

    `rule` names which ('rating'); `why` has what was compared with what, and the outcome.
    """

    text: str
    rule: _ComputationName
    why: Annotated[tuple[Annotated[Text | Figure, Field(discriminator="kind")], ...], _SIGNS_APART, _SIGNS_JOINED]
    rows: tuple[Row, ...]
    kind: Literal["judgement"] = "judgement"


Run = Annotated[Text | LineBreak | Figure | Judgement, Field(discriminator="kind")]
Runs = Annotated[tuple[Run, ...], _SIGNS_APART, _SIGNS_JOINED]
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
    centred: _Rarely = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `tone` gives its colour and symbol, '' for none."""

    runs: Runs
    tone: Tone = ""

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


def plain(runs: Runs) -> str:
    """Return the runs' text without their styles."""
    return "".join(run.signed if isinstance(run, Figure) else run.text for run in runs)


def anchor_of(words: str) -> str:
    """Return words as the name of a place on a page: 'Annex A' is 'annex-a'.

    Without an underscore, so that a name with one can be another kind's.
    """
    return re.sub(r"[\W_]+", "-", words.lower()).strip("-")


def anchors(blocks: Iterable[Block]) -> list[str]:
    """Return the name of each heading's place on a page, from its words, and of each table and chart; '' for others."""
    taken = {"main", "contents"}
    names = []
    for block in blocks:
        if not isinstance(block, Heading | Table | Chart):
            names.append("")
            continue
        # Without an underscore, so that a name with one (a table's `..._notes`) can't be any other's.
        stem = (block.anchor if isinstance(block, Heading) else "") or block.kind
        name, count = stem, 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        names.append(name)
    return names


def is_safe_link(href: str) -> bool:
    """Return whether an address is one of the web or of mail, an anchor or a relative path.

    Not `//host/...`, which on a page opened from a disk is a file on another computer; and nothing that browsers drop
    from an address, such as the newline in a `java\\nscript:`.
    """
    return (
        re.fullmatch(r"(?:https?://|mailto:|(?!//)(?![^/?#]*:))[^\s\\\x00-\x1f\x7f]+", href, re.IGNORECASE) is not None
    )


def figures_of(runs: Runs) -> tuple[Figure, ...]:
    """Return the figures shown, and those that a rating or a direction follows from."""
    return tuple(
        part for run in runs for part in (run.why if isinstance(run, Judgement) else (run,)) if isinstance(part, Figure)
    )


def flattened(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks in the order in which they are read, each list item's and quotation's own after its first words.

    A list whose items have blocks becomes a list for each item.
    """
    for block in blocks:
        match block:
            case Bullets(below=below) if below:
                for runs, own in block.parts:
                    yield Bullets((runs,), block.ordered)
                    yield from flattened(own)
            case Inset(below=below) if below:
                yield Inset(block.runs)
                yield from flattened(below)
            case _:
                yield block


def without_empty_sections(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop what is absent, then every heading under which nothing is left."""
    kept: list[Block] = []
    depth: int | None = None  # the level above which the next heading must be for the one before it to have a body
    for block in reversed(blocks):
        if isinstance(block, Absent):
            continue
        if isinstance(block, Rule):
            kept.append(block)  # nothing that a section has to say
            continue
        if isinstance(block, Heading):
            if depth is None or depth <= block.level:
                continue
            depth = block.level
        else:
            depth = 7
        kept.append(block)
    return tuple(reversed(kept))


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
