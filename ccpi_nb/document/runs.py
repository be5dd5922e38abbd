"""What stands in a line: words, figures with their rows, judgements with their reason.

Plain frozen values that turn into JSON and back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WrapSerializer

from ccpi_nb.computing.computations import ComputationName
from ccpi_nb.domain.indicators import DataRow

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


Rarely = Annotated[bool, Field(exclude_if=lambda is_so: not is_so)]


@dataclass(frozen=True)
class Text:
    """Words with one style, and a link's address where `href` is set; `code` is what a computer would be given.

    `about` tells a link from others of the same words, for those who hear it alone: no one sees it.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    code: Rarely = False
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


def plain(runs: Runs) -> str:
    """Return the runs' text without their styles."""
    return "".join(run.signed if isinstance(run, Figure) else run.text for run in runs)


def anchor_of(words: str) -> str:
    """Return words as the name of a place on a page: 'Annex A' is 'annex-a'.

    Without an underscore, so that a name with one can be another kind's.
    """
    return re.sub(r"[\W_]+", "-", words.lower()).strip("-")


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
