"""What the labels of a row or a column of a table mean together, by a recipe."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ccpi_nb.domain.readings import Qualifier
from ccpi_nb.errors import shortened
from ccpi_nb.recipes.labels import Label, Said, escaped
from ccpi_nb.recipes.recipe import Clash, Meaning, Side, meaning_of
from ccpi_nb.spreadsheets.sheets import Cell

JOINED = " > "


class UnknownLabel(Exception):
    """A label that a recipe does not know; `cell` is None where there is no label."""

    def __init__(self, cell: Cell | None) -> None:
        super().__init__()
        self.cell = cell


def fits(label: Label, cell: Cell) -> bool:
    """Return whether a label of a recipe fits what a cell says, or the day that it holds."""
    return said(label, cell) is not None


def said(label: Label, cell: Cell) -> Said | None:
    """Return what a cell that a label fits says of a period; None where it does not fit."""
    by_day = label.said_by_day(cell.held) if isinstance(cell.held, date) else None
    return by_day or label.said_by(cell.text)


def paths(labels: Iterable[Cell | None]) -> Iterator[str]:
    """Yield the labels of several levels as one text, in a line that has more than one: '2014/15 > Q3'."""
    cells = list(dict.fromkeys(cell for cell in labels if cell))
    if len(cells) > 1:
        yield JOINED.join(" ".join(cell.text.split()) for cell in cells)


def meaning_of_line(side: Side, labels: Sequence[Cell | None]) -> Meaning | None:
    """Return what the labels of a line mean together; None where one of them is left out.

    UnknownLabel where the recipe does not know one of them; Clash or SaidTwice where they contradict each other.
    """
    for path in paths(labels):
        if found := _found(side, path):
            return _one(found, path)
    meanings: list[Meaning] = []
    # A merged label that goes over several levels stands in each of them.
    for cell in dict.fromkeys(labels):
        found = _found(side, cell.text if cell else "", cell)
        if not found and not (cell is None and any(labels)):  # of several levels one may be blank
            raise UnknownLabel(cell)
        meaning = _one(found, cell.text if cell else "") if found else Meaning()
        if meaning is None:
            return None
        meanings.append(meaning)
    return meaning_of(meanings)


def _found(side: Side, text: str, cell: Cell | None = None) -> list[Meaning | None]:
    """Return what each label of the recipe that fits means, None for those left out.

    One without '*' and fields goes before others.
    """
    for is_literal in (True, False):
        fitting = [
            (known, what)
            for known in side.known
            if known.label.is_literal is is_literal
            and (what := said(known.label, cell) if cell else known.label.said_by(text)) is not None
        ]
        # A day may be taken for a month or for a day: the one that it is shown as is meant.
        as_shown = [(known, what) for known, what in fitting if known.label.said_by(text) is not None]
        found: list[Meaning | None] = [replace(known.meaning, said=what) for known, what in as_shown or fitting]
        for labels, meaning in ((side.leave_out, None), (side.says_nothing, Meaning())):
            found += [meaning for label in labels if label.is_literal is is_literal and label.said_by(text) is not None]
        if found:
            return found
    return []


def _one(found: Sequence[Meaning | None], text: str) -> Meaning | None:
    if len(set(found)) > 1:
        raise Clash(f"'{shortened(text)}' fits several labels of the recipe")
    return found[0]


def quoted(labels: Iterable[Label]) -> str:
    """Return labels as a sentence lists them: "'Service' and 'Measure'"."""
    return listed(f"'{label.text}'" for label in labels)


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: 'A, B and C'."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


# Labels of periods as tables have them, the longest first.
_PERIODS = {
    "Q{quarter} {year}": "quarter",
    "Quarter {quarter} {year}": "quarter",
    "Quarter {quarter}": "quarter",
    "Q{quarter}": "quarter",
    "{Mon} to {Mon} {yyyy}": "span",
    "{Mon}-{yy}": "month",
    "{Mon} {yy}": "month",
    "{Mon} {yyyy}": "month",
    "{Mon}": "month",
    "{year}": "year",
    "YTD": "year to date",
    "Year to date": "year to date",
}
# What stands after a period whose values are not final, or are other than before.
_MARK = re.compile(r"\s*(?P<mark>[(\[](?P<word>[a-z]+)\.?[)\]]|[*\u2020\u2021^#]+)$", re.IGNORECASE)
_QUALIFIERS = {
    **dict.fromkeys(("p", "prov", "provisional"), str(Qualifier.PROVISIONAL)),
    **dict.fromkeys(("e", "est", "estimate", "estimated"), str(Qualifier.ESTIMATED)),
    **dict.fromkeys(("f", "forecast"), str(Qualifier.FORECAST)),
    **dict.fromkeys(("r", "rev", "revised", "final", "actual"), ""),
}


@dataclass(frozen=True)
class PeriodLabel:
    """A label that says a period: its pattern, the kind, and what a mark after it means; None where that is unknown.

    The kind is '' for a year by its number alone, which may be a calendar or a financial one.
    """

    pattern: str
    kind: str
    qualifier: str | None = ""


def period_label(cell: Cell) -> PeriodLabel | None:
    """Return what a label says of a period, such as 'Q3 2014/15' or 'Dec (p)'; None for any other."""
    for pattern, kind in _PERIODS.items():
        if said(Label(pattern), cell) is not None:
            return PeriodLabel(pattern, kind)
    text = " ".join(cell.text.split())
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return PeriodLabel("{yyyy}", "")
    if not isinstance(cell.held, str) or not (match := _MARK.search(text)):
        return None
    for pattern, kind in _PERIODS.items():
        if said(Label(marked := pattern + escaped(text[match.start() :], inside=True)), cell) is not None:
            return PeriodLabel(marked, kind, _QUALIFIERS.get((match["word"] or "").casefold()))
    return None
