"""What a chart shows of an indicator: its results in order, and what they say in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import nan

from ccpi_nb.content.findings import (
    Breakdown,
    against_target,
    breakdown_point,
    counts_of,
    finding_of,
)
from ccpi_nb.document.figures import observed, target_figure, target_runs
from ccpi_nb.document.model import Absent
from ccpi_nb.document.runs import Figure, plain
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.targets import Rag, Target
from ccpi_nb.errors import InputError
from ccpi_nb.render.chart_texts import ALL_VALUES
from ccpi_nb.trends.movement import Movement, movement_of, no_comparison

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
        return listed(map(self.dated, self.results))

    @property
    def in_time(self) -> "Series":
        """The same results in the order of time."""
        return Series(self.indicator, tuple(sorted(self.results, key=lambda result: result.observation.period)))

    @property
    def movement(self) -> Movement | None:
        """How the values moved; None where that can't be said, nor in so many figures: '46.1% fewer' is a change."""
        return None if self.indicator.change else movement_of(self.results)

    @property
    def stood(self) -> str:
        """How the values stood to their target: 'missed the target of at least 70% each time'; '' without a verdict."""
        aims = self.target_texts
        named = f"the target of {aims}" if ", then " not in aims else "the target"
        return against_target(self.valued).replace("the target", named, 1)

    def gist(self, most: int) -> str:
        """Return the values in words, of more than `most` the first and the last: '5.3% in April to 82% in May'."""
        ends = [self.results[0], self.results[-1]]
        words = self.values if len(self.results) <= most else " to ".join(map(self.dated, ends))
        return f"{words} (target {self.target_texts})" if self.targets else words

    def range_beside(self, told: Sequence[Result]) -> str:
        """Return the lowest and the highest value that are not `told`: ', lowest 5% in May 2014'; '' where not sure."""
        if not all(result.observation.is_exact for result in self.valued):
            return ""
        by_value = sorted(self.valued, key=lambda result: result.value or Decimal(0))
        ends = (("lowest", by_value[0]), ("highest", by_value[-1]))
        known = {result.value for result in told}
        return "".join(f", {word} {self.dated(result)}" for word, result in ends if result.value not in known)

    def dated(self, result: Result) -> str:
        """Return a value with its period: '5.3% in April to June 2014'."""
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
    """Return the alternative text of a chart of series, which says the point first and then what the picture is.

    It is read out at one go, so that it has a few values of one indicator or two, and what `more` adds. Every other
    value is left to the tables.
    """
    point, picture = _of_one(kind, held[0]) if len(held) == 1 else _of_several(kind, held)
    return _sentences(
        point,
        picture,
        no_comparison(held[0].in_time.results) if len(held) == 1 else "",
        *more,
        *_protections(result.observation for series in held for result in series.results),
        "" if len(held) == 1 and len(held[0].results) <= _TOLD else ALL_VALUES,
    )


def _of_one(kind: str, given: Series) -> tuple[str, str]:
    """Return the point of one indicator with the figures that show it; and the picture, with those that it leaves."""
    series = given.in_time
    name, ends, stood = series.indicator.name, (series.valued[0], series.valued[-1]), series.stood
    is_short = len(series.results) <= _TOLD
    told: tuple[Result, ...] = ends
    if movement := series.movement:
        point = f"{name} {_moved(movement, series, ends)}{_verdict(movement, ends[-1], stood)}"
    elif stood:
        point, told = f"{name} {stood}", ()
    else:
        point, told = f"{name}: {series.gist(_TOLD)}", series.results
    left = [result for result in series.results if result not in told]
    if is_short:
        extra = f", with {listed(map(series.dated, left))}" if left else ""
    else:
        extra = series.range_beside(ends) if movement else f": {series.gist(_TOLD)}" if stood else ""
    aim = series.target_texts
    return point, f"{kind}{extra}{f' (target {aim})' if aim and aim not in point else ''}"


def _moved(movement: Movement, series: Series, ends: tuple[Result, Result]) -> str:
    """Return how one indicator moved: 'rose each time, from 50% in April 2014 to 52% in June 2014'."""
    first, last = ends
    if movement.way == 0:
        text = shown(series.indicator, last.observation)
        if movement.steady:
            return f"stayed at {text} since {first.observation.period.in_sentence}"
        return f"ended where it began, at {text} {last.observation.period.phrase}"
    how = "" if len(movement.results) == 2 else " each time," if movement.steady else " overall,"
    return f"{'rose' if movement.way > 0 else 'fell'}{how} from {series.dated(first)} to {series.dated(last)}"


def _verdict(movement: Movement, last: Result, stood: str) -> str:
    """Return whether a movement is good: by the target where there is one, else by which way is better."""
    if stood:
        is_turn = (movement.verb, last.rating) in (("improved", Rag.OFF_TARGET), ("got worse", Rag.ON_TARGET))
        return f", {'but' if is_turn else 'and'} {stood}"
    return {"improved": ", which is better", "got worse": ", which is worse"}.get(movement.verb, "")


def _of_several(kind: str, held: Sequence[Series]) -> tuple[str, str]:
    """Return what most of several indicators did, else how many did what; and the picture, of two with values."""
    in_time = [series.in_time.results for series in held]
    values = "; ".join(f"{series.indicator.name}: {series.in_time.gist(_TOLD // len(held))}" for series in held)
    if not (found := finding_of(in_time) or counts_of(in_time)):
        return values, kind
    return found, f"{kind}. {values}" if len(held) == 2 else kind


def breakdown_alt_text(
    kind: str, indicator: Indicator, order: Sequence[Period], members: Sequence[str], held: Breakdown
) -> str:
    """Return the alternative text of a chart of a breakdown: who stands out, then the first and last bar with values.

    `members` are those that the chart shows of all that are `held`.
    """

    def values(member: str) -> list[Observation]:
        return [found for period in order if (found := held[period, member]) and found.value is not None]

    whole = [member for member in members if len(values(member)) == len(order)]
    ends = list(dict.fromkeys((*whole[:1], *whole[-1:])))
    subject = f"{indicator.name} by {indicator.breakdown}"
    point = breakdown_point(indicator, held)
    when = (
        listed(period.phrase for period in order)
        if len(order) <= 2
        else f"from {order[0].in_sentence} to {order[-1].in_sentence}"
    )
    texts = [f"{member} {listed(shown(indicator, value) for value in values(member))}" for member in ends]
    bars = f"{'sorted from ' if len(ends) > 1 else ''}{' to '.join(texts)}" if len(order) <= 2 else ""  # panels: none
    told = [when, bars] if len(order) > 1 else []  # of one the point has all of it
    return _sentences(
        f"{subject}: {point}" if point else ": ".join(filter(None, (f"{subject}, {when}", bars))),
        ", ".join(filter(None, (kind, *(told if point else ())))),
        *_protections(found for (_, member), found in held.items() if found and member in members),
        ALL_VALUES if len(order) > 2 or len(ends) < len(members) else "",
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
