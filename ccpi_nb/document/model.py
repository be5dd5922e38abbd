"""The one document model behind HTML, PDF and the screen: blocks of runs, as plain frozen values that turn into JSON and back."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

# What a cell's output carries beside the HTML for the screen: blocks, and from the cell that opens a report its masthead.
BLOCKS_MIME = "application/vnd.ccpi.blocks+json"
MASTHEAD_MIME = "application/vnd.ccpi.masthead+json"


@dataclass(frozen=True)
class Row:
    """A row of data behind a figure: `place` is file and row, `source` the document, `as_at` the day on which it became known.

    `value` is what the row holds: a decimal, a shorthand, or a status.
    """

    place: str
    indicator: str
    period: str
    breakdown: str
    source: str
    as_at: str = ""
    value: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure as shown, and where it comes from.

    `value` is the decimal behind `text` ('' for a shorthand). An observed figure has one row and no computation; a computed one names its
    computation ('change', 'total', ...) and has the rows that went in.
    """

    text: str
    value: str
    rows: tuple[Row, ...]
    computation: str = ""
    kind: Literal["figure"] = "figure"

    @property
    def is_reference(self) -> bool:
        """Whether it is no more than a register's number for one of its rows ('1.1'): a register's rows have no indicator."""
        return not (self.value or self.computation or any(row.indicator for row in self.rows))


@dataclass(frozen=True)
class Text:
    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Judgement:
    """A rating or a direction in words ('Off target'): `rule` names which ('rating'), `why` says what was compared with what, and the outcome."""

    text: str
    rule: str
    why: tuple[Annotated[Text | Figure, Field(discriminator="kind")], ...]
    rows: tuple[Row, ...]
    kind: Literal["judgement"] = "judgement"


Run = Annotated[Text | Figure | Judgement, Field(discriminator="kind")]
Runs = tuple[Run, ...]
Tone = Literal["", "on", "within", "off", "none", "better", "worse", "same"]


@dataclass(frozen=True)
class Heading:
    level: int
    runs: Runs
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    runs: Runs
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Bullets:
    items: tuple[Runs, ...]
    ordered: bool = False
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Inset:
    """A paragraph set apart: a caution, or 'Not for publication'."""

    runs: Runs
    kind: Literal["inset"] = "inset"


@dataclass(frozen=True)
class Column:
    header: str
    numeric: bool = False
    width: Annotated[float, Field(gt=0, le=100)] = 1.0


@dataclass(frozen=True)
class Cell:
    runs: Runs
    tone: Tone = ""


@dataclass(frozen=True)
class Table:
    """The first cell of each row is its header. `notes` explain, in order."""

    caption: Runs
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Runs, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Chart:
    """An SVG with its caption; `alt` says what it shows to those who don't see it; `figures` are all that is drawn."""

    svg: str
    caption: Runs
    alt: str
    figures: tuple[Figure, ...]
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True)
class Headline:
    """`basis` is where the `rating` comes from."""

    label: str
    figure: Figure
    detail: Runs
    rating: str = ""
    tone: Tone = ""
    basis: Judgement | None = None


@dataclass(frozen=True)
class Headlines:
    items: tuple[Headline, ...]
    kind: Literal["headlines"] = "headlines"


@dataclass(frozen=True)
class Absent:
    """Nothing is held: seen while working in a notebook, left out of a published report together with its heading."""

    reason: str
    kind: Literal["absent"] = "absent"


Block = Annotated[
    Heading | Paragraph | Bullets | Inset | Table | Chart | Headlines | Absent,
    Field(discriminator="kind"),
]


@dataclass(frozen=True)
class Masthead:
    """What stands above a report: its title, `context` as labels and texts ('Meeting', '11 December 2014'), and for an exempt report
    the `restriction` ('Not for publication: ...') that must be on its every page. `day` is the meeting's, as 2014-12-11."""

    title: str
    day: str
    context: tuple[tuple[str, str], ...] = ()
    restriction: str = ""


@dataclass(frozen=True)
class Document:
    masthead: Masthead
    blocks: tuple[Block, ...]


_BLOCKS: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])
_MASTHEAD = TypeAdapter(Masthead)
_DOCUMENT = TypeAdapter(Document)


def blocks_to_json(blocks: Sequence[Block]) -> Any:
    """Lists, mappings and strings that the `json` module writes."""
    return _BLOCKS.dump_python(tuple(blocks), mode="json")


def blocks_from_json(data: Any) -> tuple[Block, ...]:
    return _BLOCKS.validate_json(json.dumps(data))


def masthead_to_json(masthead: Masthead) -> Any:
    return _MASTHEAD.dump_python(masthead, mode="json")


def masthead_from_json(data: Any) -> Masthead:
    return _MASTHEAD.validate_json(json.dumps(data))


def document_to_json(document: Document) -> bytes:
    """Return a document as JSON, which `document_from_json` reads back equal."""
    return _DOCUMENT.dump_json(document)


def document_from_json(data: bytes) -> Document:
    return _DOCUMENT.validate_json(data)


def plain(runs: Runs) -> str:
    """The runs' text without their styles."""
    return "".join(run.text for run in runs)


def is_safe_link(href: str) -> bool:
    """Whether it is a web or mail address, an anchor or a relative path.

    Not `//host/...`, which on a page opened from a disk is a file on another computer; and nothing that browsers drop from an address,
    such as the newline in a `java\\nscript:`.
    """
    return (
        re.fullmatch(r"(?:https?://|mailto:|(?!//)(?![^/?#]*:))[^\s\\\x00-\x1f\x7f]+", href, re.IGNORECASE) is not None
    )


def figures_of(runs: Runs) -> tuple[Figure, ...]:
    """Those shown, and those that a rating or a direction follows from."""
    return tuple(
        each for run in runs for each in (run.why if isinstance(run, Judgement) else (run,)) if isinstance(each, Figure)
    )


def without_empty_sections(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop what is absent, then every heading under which nothing is left."""
    kept: list[Block] = []
    depth: int | None = None  # the level above which the next heading must be for the one before it to have a body
    for block in reversed(blocks):
        if isinstance(block, Absent):
            continue
        if isinstance(block, Heading):
            if depth is None or depth <= block.level:
                continue
            depth = block.level
        else:
            depth = 7
        kept.append(block)
    return tuple(reversed(kept))


# Each differs in shape, not only in colour. A direction's symbols point ahead and back rather than up and down, and are no plus and minus:
# what improves may well be falling. Fira Sans or DejaVu Sans has every one of them.
SYMBOLS: dict[Tone, str] = {
    "": "",
    "on": "\N{CHECK MARK}",
    "within": "\N{ALMOST EQUAL TO}",
    "off": "\N{BALLOT X}",
    "none": "\N{EN DASH}",
    "better": "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "worse": "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "same": "=",
}
