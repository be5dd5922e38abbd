"""A scorecard: how indicators stand, a row each, in words with small drawings beside them.

The website, a report's call and its outputs have the same cells.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ccpi_nb.content.main_points import concern_of
from ccpi_nb.content.register_tables import comment_words
from ccpi_nb.content.result_cells import (
    counts_of_ratings,
    dated,
    direction_cell,
    period_of,
    rating_cell,
    rating_meanings,
)
from ccpi_nb.content.verdicts import rating_counts
from ccpi_nb.document.figures import observed, target_runs
from ccpi_nb.document.model import Absent, Block, Cell, Column, Paragraph, Table
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Direction, Observation
from ccpi_nb.domain.periods import Period, short_name
from ccpi_nb.errors import InputError
from ccpi_nb.trends.icons import assurance_icon, sparkline, variation_icon
from ccpi_nb.trends.movement import movement_of
from ccpi_nb.trends.process_limits import LEAST
from ccpi_nb.trends.variation import Controlled, chosen
from ccpi_nb.workbook.collections import Comment

_MOST = 24  # values of a sparkline
_SERVICE, _INDICATOR = Column("Service", width=1.6), Column("Indicator", width=2.4)
_VALUE, _TARGET = Column("Latest", width=1.3), Column("Target", width=1.1)
_AMOUNT, _PERIOD = Column("Latest", numeric=True), Column("Period", width=1.2)
_RATING, _DIRECTION = Column("Rating", width=1.1), Column("Direction", width=1.1)
_VARIATION, _ASSURANCE = Column("Variation", width=1.4), Column("Assurance", width=1.4)
_TREND, _COMMENT = Column("Trend", width=1.8), Column("Comment", width=2)

_FEWEST = 4  # rated indicators that cards say more of than a sentence
_TOO_FEW = Cell.of("Too few figures")


@dataclass(frozen=True)
class Standing:
    """An indicator's latest result in some evidence, with the values before it over like periods, earliest first."""

    evidence: Evidence
    result: Result

    @cached_property
    def like(self) -> tuple[Observation, ...]:
        """The values over the same kind of period up to the result, its own the last, that can be counted with."""
        own = self.result.observation
        return tuple(
            other
            for other in self.evidence.series(own.indicator, own.breakdown)
            if other.is_exact and other.period.is_like(own.period) and other.period <= own.period
        )

    @cached_property
    def controlled(self) -> Controlled | None:
        """The control chart up to the result; None where there are too few values, or where they overlap."""
        own = self.result.observation
        if own.breakdown or len(self.like) < LEAST or self.like[-1] != own:
            return None
        periods = [each.period for each in self.like]
        try:
            return Controlled(self.result.indicator, chosen(self.evidence, self.result.indicator.key, periods))
        except InputError:
            return None

    @property
    def of_the_whole(self) -> str:
        """The indicator's key, on which a comment may be; '' for a part of it."""
        return "" if self.result.observation.breakdown else self.result.indicator.key

    @property
    def concern(self) -> int:
        """How much the result asks for attention: less is more."""
        return concern_of(self.evidence, self.result)

    @property
    def value(self) -> Cell:
        """The cell with the value and its period."""
        return Cell(dated(self.result))

    @property
    def amount(self) -> Cell:
        """The cell with the value alone, which a spreadsheet counts with."""
        return Cell((observed(self.result.indicator, self.result.observation),))

    @property
    def period(self) -> Cell:
        """The cell with the value's period."""
        return Cell((period_of(self.result),))

    @property
    def target(self) -> Cell:
        """The cell with the target in force."""
        result = self.result
        return Cell(target_runs(result.indicator, result.target)) if result.target else Cell.of("None given")

    @property
    def rating(self) -> Cell:
        """The cell with the rating."""
        return rating_cell(self.result)

    @property
    def direction(self) -> Cell:
        """The cell with the direction."""
        return direction_cell(self.result)

    @property
    def variation(self) -> Cell:
        """The cell with the kind of variation that the value shows."""
        if self.controlled is None:
            return _TOO_FEW
        nature, place = self.controlled.natures[-1], len(self.controlled.results) - 1
        way = self.controlled.xmr.way(place, self.result.indicator.polarity)
        words = f"{nature[0].upper()}{nature[1:]}{f' ({way})' if way else ''}"
        return Cell((Text(words),), picture=variation_icon(nature, way))

    @property
    def assurance(self) -> Cell:
        """The cell with what the process limits let expect of the target."""
        if self.controlled is None:
            return _TOO_FEW
        if self.result.target is None:
            return Cell.of("No target")
        assurance = self.controlled.xmr.assurance(self.result.target)
        return Cell((Text(f"Target {assurance}"),), picture=assurance_icon(assurance))

    @property
    def trend(self) -> Cell:
        """The cell with the line of the values, and how they moved in words."""
        shown = self.like[-_MOST:]
        results = [self.evidence.result(each.indicator, each.period, each.breakdown) for each in shown]
        moved = movement_of(results)
        if moved is None and len(shown) < 2 and (earlier := self.result.earlier) and self.result.direction:
            # The direction is from another kind of period.
            before = observed(self.result.indicator, earlier)
            return Cell((Text("Before: "), before, Text(f", {short_name(earlier.period)}")))
        if moved is None:
            return Cell.of("One figure" if len(shown) == 1 else "Not compared")
        words = moved.words[0].upper() + moved.words[1:]
        values = [each.value for each in shown if each.value is not None]
        return Cell((Text(words),), picture=sparkline(values))


def standing(evidence: Evidence, key: str, periods: Sequence[Period] = ()) -> Standing | None:
    """Return how an indicator stands: of what ends last the rated value, else the shortest; None without a whole.

    With `periods` only these count.
    """
    series = [each for each in evidence.series(key) if not periods or each.period in periods]
    valued = [each for each in series if each.value is not None] or series
    if not valued:
        return None
    last = max(each.period.end for each in valued)
    results = [evidence.result(key, each.period) for each in valued if each.period.end == last]
    order = sorted(results, key=lambda result: (result.rating is None, _days(result)))
    return Standing(evidence, order[0])


def _days(result: Result) -> int:
    period = result.observation.period
    return (period.end - period.start).days


def standings(evidence: Evidence, keys: Sequence[str], periods: Sequence[Period] = ()) -> Iterator[Standing]:
    """Yield how those indicators stand that have a value as a whole."""
    return (found for key in keys if (found := standing(evidence, key, periods)))


Comments = Mapping[str, Runs]
CellOf = Callable[[Standing], Cell]


def named(found: Standing) -> Cell:
    """Return the cell with an indicator's name."""
    return Cell.of(found.result.name)


def _service(found: Standing) -> Cell:
    return Cell.of(found.result.indicator.service)


@dataclass(frozen=True)
class Grid:
    """The columns of a page's tables, the same in each: none that would say nothing in all of them."""

    columns: tuple[tuple[Column, CellOf], ...]

    @classmethod
    def over(
        cls,
        found: Sequence[Standing],
        name: CellOf = named,
        comments: Comments | None = None,
        *,
        services: bool = False,
        apart: bool = False,
    ) -> "Grid":
        """Return the columns for all that a page shows; `name` gives the cell that names an indicator.

        With `services` a column names them, and with `apart` a value's period has a column of its own.
        """
        said = comments or {}
        is_charted = any(each.controlled for each in found)
        with_targets = any(each.result.target for each in found)
        columns: list[tuple[Column, CellOf, bool]] = [
            (_INDICATOR, name, True),
            (_SERVICE, _service, services),
            (_VALUE, lambda each: each.value, not apart),
            (_AMOUNT, lambda each: each.amount, apart),
            (_PERIOD, lambda each: each.period, apart),
            (_TARGET, lambda each: each.target, with_targets),
            (_RATING, lambda each: each.rating, with_targets),
            (_DIRECTION, lambda each: each.direction, any(each.result.direction for each in found)),
            (_VARIATION, lambda each: each.variation, is_charted),
            (_ASSURANCE, lambda each: each.assurance, is_charted and with_targets),
            (_TREND, lambda each: each.trend, any(each.trend.picture for each in found)),
            (_COMMENT, lambda each: Cell(said.get(each.of_the_whole, ())), bool(said)),
        ]
        return cls(tuple((column, cell) for column, cell, is_shown in columns if is_shown))

    def table(self, found: Sequence[Standing], caption: str, notes: tuple[Runs, ...] = ()) -> Table:
        """Return the table of how indicators stand."""
        rows = tuple(tuple(cell(each) for _, cell in self.columns) for each in found)
        return Table((Text(caption),), tuple(column for column, _ in self.columns), rows, notes)


def rating_cards(found: Sequence[Standing]) -> Iterator[Block]:
    """Yield how many indicators have which rating, as cards; nothing for a few."""
    rated = [each.result for each in found if each.result.rating]
    if len(rated) >= _FEWEST:
        yield counts_of_ratings(rated)


def scorecard(
    evidence: Evidence,
    keys: Sequence[str],
    caption: str,
    *,
    periods: Sequence[Period] = (),
    comments: Sequence[Comment] = (),
) -> tuple[Block, ...]:
    """Return a scorecard: how many indicators have which rating, the table by service, and what its words say.

    Each indicator is at the last of the periods that has a value, without any at its latest. A comment stands beside
    the figure that it is on.
    """
    every = tuple(standings(evidence, keys, periods))
    services = dict.fromkeys(each.result.indicator.service for each in every)
    found = [each for service in services for each in every if each.result.indicator.service == service]
    if not found:
        return (Absent(f"No data is held for: {caption}."),)
    shown = {each.result.indicator.key: each.result.observation.period for each in found}
    said = {
        comment.indicator: comment_words(comment, evidence)
        for comment in comments
        if not comment.breakdown and shown.get(comment.indicator) == comment.period
    }
    grid = Grid.over(found, comments=said, services=len(services) > 1, apart=True)
    counts = rating_counts(each.result for each in found)
    parts = [key for key in keys if not evidence.series(key) and evidence.periods(key, by_member=True)]
    notes = (*meanings(found), *by_parts(evidence, parts))
    table = grid.table(found, caption, tuple((Text(note),) for note in notes))
    return (*rating_cards(found), *([Paragraph(counts)] if counts else []), table)


_COMPARED = "Improving and worsening compare the latest figure with the one before it."
_CHARTED = (
    "Common cause: the figure varies no more than chance would have it. Special cause: chance is unlikely to give it, "
    "by the rules of NHS England's 'Making Data Count'.",
    "Consistently met, hit or miss, consistently missed: what to expect of the target if all goes on as it has.",
)


def meanings(found: Sequence[Standing]) -> Iterator[str]:
    """Yield what the words of a scorecard say, those that occur in it."""
    ratings = {each.result.rating for each in found}
    if said := rating_meanings(ratings):
        yield said
    if any(each.result.direction in (Direction.IMPROVING, Direction.WORSENING) for each in found):
        yield _COMPARED
    if any(each.controlled for each in found):
        yield _CHARTED[0]
        if any(each.controlled and each.result.target for each in found):
            yield _CHARTED[1]


def by_parts(evidence: Evidence, keys: Sequence[str]) -> Iterator[str]:
    """Yield a line that names indicators of which only parts are given; nothing without any."""
    if keys:
        yield f"Given by parts only, and so without a row: {listed(evidence.indicator(key).name for key in keys)}."
