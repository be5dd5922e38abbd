"""The result that counts for an indicator, the cells in which tables show it, and its values as rows of data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ccpi_nb.content.findings import movement_of
from ccpi_nb.content.main_points import concern_of
from ccpi_nb.content.result_cells import direction_cell, rating_cell
from ccpi_nb.document.figures import observed, target_figure, target_runs
from ccpi_nb.document.model import Cell
from ccpi_nb.document.runs import LineBreak, Runs, Text, plain
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.periods import short_name
from ccpi_nb.domain.targets import rate
from ccpi_nb.errors import InputError
from ccpi_nb.site.addresses import indicator_link
from ccpi_nb.site.icons import assurance_icon, sparkline, variation_icon
from ccpi_nb.site.pages import Pictured
from ccpi_nb.trends.process_limits import LEAST
from ccpi_nb.trends.variation import Controlled, chosen

_MOST = 24  # values of a sparkline


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
            for other in self.evidence.series(own.indicator)
            if other.is_exact and other.period.is_like(own.period) and other.period <= own.period
        )

    @cached_property
    def controlled(self) -> Controlled | None:
        """The control chart up to the result; None where there are too few values, or where they overlap."""
        if len(self.like) < LEAST or self.like[-1] != self.result.observation:
            return None
        periods = [each.period for each in self.like]
        try:
            return Controlled(self.result.indicator, chosen(self.evidence, self.result.indicator.key, periods))
        except InputError:
            return None

    @property
    def concern(self) -> int:
        """How much the result asks for attention: less is more."""
        return concern_of(self.evidence, self.result)

    def link(self, here: str) -> Cell:
        """Return the cell with the indicator's name, which leads to its page."""
        return Cell((indicator_link(here, self.result.indicator),))

    @property
    def value(self) -> Cell:
        """The cell with the value and its period."""
        return Cell(dated(self.result))

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
    def variation(self) -> Pictured:
        """The cell with the kind of variation that the value shows."""
        if self.controlled is None:
            return Pictured((Text("Too few figures"),))
        nature, place = self.controlled.natures[-1], len(self.controlled.results) - 1
        way = self.controlled.xmr.way(place, self.result.indicator.polarity)
        words = f"{nature[0].upper()}{nature[1:]}{f' ({way})' if way else ''}"
        return Pictured((Text(words),), picture=variation_icon(nature, way))

    @property
    def assurance(self) -> Pictured:
        """The cell with what the process limits let expect of the target."""
        if self.controlled is None:
            return Pictured((Text("Too few figures"),))
        if self.result.target is None:
            return Pictured((Text("No target"),))
        assurance = self.controlled.xmr.assurance(self.result.target)
        words = f"Target {assurance}"
        return Pictured((Text(words),), picture=assurance_icon(assurance))

    @property
    def trend(self) -> Pictured:
        """The cell with the line of the values, and how they moved in words."""
        shown = self.like[-_MOST:]
        results = [self.evidence.result(each.indicator, each.period) for each in shown]
        moved = movement_of(results)
        if moved is None:
            return Pictured((Text("One figure" if len(shown) == 1 else "Not compared"),))
        words = moved.words[0].upper() + moved.words[1:]
        values = [each.value for each in shown if each.value is not None]
        return Pictured((Text(words),), picture=sparkline(values))


def dated(result: Result) -> Runs:
    """Return a value with its period in a line below it."""
    supposed = " (period supposed)" if result.observation.supposed else ""
    period = Text(f"{short_name(result.observation.period)}{supposed}")
    return (observed(result.indicator, result.observation), LineBreak(), period)


def standing(evidence: Evidence, key: str) -> Standing | None:
    """Return how an indicator stands: of what ends last the rated value, else the shortest; None without a whole."""
    valued = [each for each in evidence.series(key) if each.value is not None] or list(evidence.series(key))
    if not valued:
        return None
    last = max(each.period.end for each in valued)
    results = [evidence.result(key, each.period) for each in valued if each.period.end == last]
    order = sorted(results, key=lambda result: (result.rating is None, _days(result)))
    return Standing(evidence, order[0])


def _days(result: Result) -> int:
    period = result.observation.period
    return (period.end - period.start).days


def standings(evidence: Evidence, keys: Sequence[str]) -> Iterator[Standing]:
    """Yield how those indicators stand that have a value as a whole."""
    return (found for key in keys if (found := standing(evidence, key)))


_HEADER = (
    *("indicator", "name", "period", "breakdown", "value", "shorthand", "qualifier", "unit", "target", "rating"),
    *("known_by", "source", "note", "data_row"),
)


def value_rows(evidence: Evidence, key: str) -> list[tuple[str, ...]]:
    """Return all values of an indicator as rows, with the target in force and the rating."""
    own = sorted(
        (row for row in evidence.observations if row.indicator == key),
        key=lambda row: (row.period, row.breakdown, row.as_at, str(row.row)),
    )
    return [_HEADER, *(_data_row(evidence, row) for row in own)]


def _data_row(evidence: Evidence, row: Observation) -> tuple[str, ...]:
    indicator, target = evidence.indicator(row.indicator), evidence.target(row.indicator, row.period)
    aim = " and ".join(plain((target_figure(indicator, end),)) for end in target.ends) if target else ""
    rated = target and not row.breakdown
    return (
        *(row.indicator, indicator.name, str(row.period), row.breakdown),
        "" if row.value is None else str(row.value),
        *(str(row.shorthand or ""), row.qualifier, str(indicator.unit), aim),
        str(rate(target, row.value, row.qualifier)) if target and rated else "",
        *(str(row.as_at), row.source, row.note, str(row.row)),
    )
