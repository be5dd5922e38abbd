"""What a chart shows of an indicator: its results in order, and what they say in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import nan

from ccpi_nb.content.findings import Breakdown, breakdown_finding, finding_of, no_comparison
from ccpi_nb.document.figures import observed, target_figure, target_runs
from ccpi_nb.document.model import Absent
from ccpi_nb.document.runs import Figure, plain
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.targets import Target
from ccpi_nb.errors import InputError
from ccpi_nb.render.chart_texts import ALL_VALUES

_TOLD = 4  # values of one indicator that an alternative text has; of more it has the first and the last


@dataclass(frozen=True)
class Series:
    """The results of one indicator, in the order shown."""

    indicator: Indicator
    results: tuple[Result, ...]

    @property
    def valued(self) -> tuple[Result, ...]:
        """The results with a value."""
        return tuple(result for result in self.results if result.value is not None)

    @property
    def targets(self) -> tuple[tuple[int, int, Target], ...]:
        """The targets, each with the first and the last position of the consecutive results that it applies to.

        A band is two of them.
        """
        rows = []
        for target, row in groupby(enumerate(self.results), key=lambda pair: pair[1].target):
            positions = [position for position, _ in row]
            rows += [(positions[0], positions[-1], end) for end in target.ends] if target else []
        return tuple(rows)

    @property
    def target_texts(self) -> str:
        """The targets in words, '' without any.

        'at least 99%'; 'at least 97%, then at least 99%' where it was changed
        """
        return ", then ".join(
            dict.fromkeys(plain(target_runs(self.indicator, result.target)) for result in self.results if result.target)
        )

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers that a scale has to cover: values and targets."""
        values = [number(result.value) for result in self.valued]
        return (*values, *(float(target.value) for _, _, target in self.targets))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of all results, then those of the targets, each once."""
        targets = [target_figure(self.indicator, target) for _, _, target in self.targets]
        return (*(observed(self.indicator, result.observation) for result in self.results), *dict.fromkeys(targets))

    @property
    def values(self) -> str:
        """The values in words: '5.3% in April to June 2014 and 82% in July to September 2014'."""
        return listed(map(self._dated, self.results))

    def gist(self, most: int) -> str:
        """Return the values in words, of more than `most` the first and the last: '5.3% in April to 82% in May'."""
        ends = [self.results[0], self.results[-1]]
        words = self.values if len(self.results) <= most else " to ".join(map(self._dated, ends))
        return f"{words} (target {self.target_texts})" if self.targets else words

    def _dated(self, result: Result) -> str:
        return f"{shown(self.indicator, result.observation)} {result.observation.period.phrase}"


def held_series(evidence: Evidence, keys: Sequence[str], periods: Iterable[Period]) -> list[Series]:
    """Return a series for each indicator with any value; InputError where they are not in one unit."""
    wanted = list(dict.fromkeys(periods))
    every = [(evidence.indicator(key), [evidence.find_result(key, period) for period in wanted]) for key in keys]
    held = [
        series
        for indicator, found in every
        if (series := Series(indicator, tuple(result for result in found if result))).valued
    ]
    units = {series.indicator.unit: series.indicator.key for series in held}
    if len(units) > 1:
        kinds = listed(f"'{key}' is in {unit}" for unit, key in units.items())
        raise InputError(f"one chart cannot show them together: {kinds}; draw a chart for each unit")
    return held


def alt_text(kind: str, held: Sequence[Series], *more: str) -> str:
    """Return the alternative text of a chart of series, which says the point first.

    After the kind of chart come what the values show, a few of them of one indicator or two, and what `more` adds. It
    is read out at one go, so that every other value is left to the tables.
    """
    in_time = [sorted(series.results, key=lambda result: result.observation.period) for series in held]
    found = finding_of(in_time)
    few = [f"{series.indicator.name}: {series.gist(_TOLD // len(held))}" for series in held]
    values = "; ".join(few if not found or len(held) == 2 else [])
    return _sentences(
        kind,
        found,
        held[0].gist(_TOLD) if found and len(held) == 1 else values,
        no_comparison(in_time[0]) if len(held) == 1 else "",
        *more,
        *_protections(result.observation for series in held for result in series.results),
        "" if len(held) == 1 and len(held[0].results) <= _TOLD else ALL_VALUES,
    )


def breakdown_alt_text(indicator: Indicator, order: Sequence[Period], members: Sequence[str], held: Breakdown) -> str:
    """Return the alternative text of a chart of a breakdown: who stands out, the first bar and the last with values."""

    def values(member: str) -> list[Observation]:
        return [found for period in order if (found := held[period, member]) and found.value is not None]

    whole = [member for member in members if len(values(member)) == len(order)]
    ends = [
        f"{member} {listed(shown(indicator, value) for value in values(member))}"
        for member in dict.fromkeys((*whole[:1], *whole[-1:]))
    ]
    return _sentences(
        f"Bar chart of {indicator.name} by {indicator.breakdown}, {listed(period.phrase for period in order)}",
        breakdown_finding(indicator, held),
        f"{'Sorted from ' if len(ends) > 1 else ''}{' to '.join(ends)}",
        *_protections(filter(None, held.values())),
        ALL_VALUES if len(ends) < len(members) else "",
    )


def _sentences(*texts: str) -> str:
    return " ".join(f"{text}." for text in texts if text)


def _protections(observations: Iterable[Observation]) -> list[str]:
    """Return what disclosure control has done to any of the observations, each once and without its full stop."""
    return [
        protection.removesuffix(".")
        for protection in dict.fromkeys(observation.protection for observation in observations)
        if protection
    ]


def shown(indicator: Indicator, observation: Observation) -> str:
    """Return an observation's text as shown in its figure; a shorthand with what it means."""
    text = observed(indicator, observation).text
    return f"{text} {observation.shorthand.words}" if observation.shorthand else text


def number(value: Decimal | None) -> float:
    """Return a value for a drawing; not-a-number where there is none, which leaves a gap."""
    return nan if value is None else float(value)


def absent(caption: str, held: Sequence[Series] = ()) -> Absent:
    """Return why a chart is not drawn: nothing is held, or only the one period of `held`."""
    return Absent(f"Only one period is held for: {caption}." if held else f"No data is held for: {caption}.")
