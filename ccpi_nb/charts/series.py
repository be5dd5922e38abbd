"""What a chart shows of an indicator: its results in order, and what they say in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from math import nan

from ccpi_nb.document.figures import observed, target_figure, target_runs
from ccpi_nb.document.model import Absent, Figure, plain
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Indicator, Observation, Target, Unit, way_between
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError

Breakdown = Mapping[tuple[Period, str], Observation | None]

_ADDED_UP = {Unit.NUMBER, Unit.POUNDS, Unit.POUNDS_MILLION, Unit.POUNDS_THOUSAND}
_EACH_RATED = 8  # more periods than these are counted rather than named with their ratings


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
        return listed(
            f"{shown(self.indicator, result.observation)} {result.observation.period.phrase}" for result in self.results
        )

    @property
    def moved(self) -> str:
        """The movement in words, 'rose each time'; or why there is none to describe."""
        steps = list(pairwise(self.valued))
        if not steps:
            return "had only one value"
        if why := _incomparable(self.indicator, [result.observation.period for result in self.valued]):
            return f"cannot be compared from period to period, because these {why}"
        ways = {way_between(before.observation, after.observation) for before, after in steps}
        overall = way_between(self.valued[0].observation, self.valued[-1].observation)
        if None in ways or overall is None:
            return "cannot be compared from period to period, because not all of its values are exact"
        if ways == {0}:
            return "stayed the same"
        if ways >= {1, -1}:
            return f"went up and down and ended {('level with', 'higher than', 'lower than')[overall]} the start"
        return ("rose" if 1 in ways else "fell") + (" each time" if len(steps) > 1 and 0 not in ways else "")

    @property
    def rated(self) -> str:
        """The ratings in words, '' without a target.

        'off target in April to June 2014 and on target in July to September 2014'
        """
        under: dict[str, list[str]] = {}
        for result in self.valued:
            if result.rating:
                under.setdefault(result.rating.words, []).append(result.observation.period.phrase)
        if sum(map(len, under.values())) > _EACH_RATED:
            return listed(
                f"{rating} {len(phrases)} time{'' if len(phrases) == 1 else 's'}" for rating, phrases in under.items()
            )
        if len(under) == 1 and sum(map(len, under.values())) == len(self.valued) > 1:
            under = {rating: ["throughout"] for rating in under}
        return listed(f"{rating} {listed(phrases)}" for rating, phrases in under.items())


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
    """Return the alternative text of a chart of series.

    It gives the kind of chart, the values, how they moved, how they compare with their targets, and what `more` adds.
    """
    aims = {series.indicator.key: f" (target {series.target_texts})" if series.targets else "" for series in held}
    values = "; ".join(f"{series.indicator.name}{aims[series.indicator.key]}, {series.values}" for series in held)
    moves = [f"{who} {way}" for who, _, way in _grouped(held, [series.moved for series in held])]
    ratings = [f"{who} {verb} {rating}" for who, verb, rating in _grouped(held, [series.rated for series in held])]
    protections = _protections(result.observation for series in held for result in series.results)
    return " ".join(
        f"{sentence}."
        for sentence in [f"{kind} of {values}", "; ".join(moves), "; ".join(ratings), *more, *protections]
        if sentence
    )


def breakdown_alt_text(indicator: Indicator, order: Sequence[Period], members: Sequence[str], held: Breakdown) -> str:
    """Return the alternative text of a chart of a breakdown, with the values of every member.

    For one period it names the longest and the shortest bar, for two who rose and who fell.
    """
    protections = "".join(f" {protection}." for protection in _protections(filter(None, held.values())))
    return _breakdown_text(indicator, order, members, held) + protections


def _breakdown_text(indicator: Indicator, order: Sequence[Period], members: Sequence[str], held: Breakdown) -> str:
    values = {
        member: [shown(indicator, observation) if (observation := held[period, member]) else "none" for period in order]
        for member in members
    }
    when = listed(period.phrase for period in order) + (", in this order" if len(order) > 1 else "")
    sentence = f"Bar chart of {indicator.name} by {indicator.breakdown}, {when}: " + "; ".join(
        f"{member} {listed(values[member])}" for member in members
    )
    if len(order) == 1:
        ends = [
            member for member in members if (observation := held[order[0], member]) and observation.value is not None
        ]
        return f"{sentence}. The longest bar is {ends[0]}, the shortest {ends[-1]}." if ends else f"{sentence}."
    if why := _incomparable(indicator, order):
        return f"{sentence}. They cannot be compared, because the periods {why}."
    ways: dict[int | None, list[str]] = {}
    for member in members:
        before, after = (held[period, member] for period in order)
        if before and after and before.value is not None and after.value is not None:
            ways.setdefault(way_between(before, after), []).append(member)
    moves = listed(
        f"{word} {listed(ways[way])}"
        for way, word in (
            (1, "rose for"),
            (-1, "fell for"),
            (0, "stayed the same for"),
            (None, "cannot be compared for"),
        )
        if way in ways
    )
    return f"{sentence}. It {moves}." if moves else f"{sentence}. No {indicator.breakdown} has a value at both."


def _protections(observations: Iterable[Observation]) -> list[str]:
    """Return what disclosure control has done to any of the observations, each once and without its full stop."""
    return [
        protection.removesuffix(".")
        for protection in dict.fromkeys(observation.protection for observation in observations)
        if protection
    ]


def _incomparable(indicator: Indicator, periods: Sequence[Period]) -> str:
    """Return why values of these periods say nothing of a change; '' if they do."""
    if any(after.start <= before.end for before, after in pairwise(periods)):
        return "overlap"
    return "differ in length" if indicator.unit in _ADDED_UP and len({period.length for period in periods}) > 1 else ""


def _grouped(held: Sequence[Series], phrases: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return who shares each phrase ('It' alone, 'Both' or 'All', else by name), 'is' or 'are', and the phrase."""
    groups: dict[str, list[str]] = {}
    for series, phrase in zip(held, phrases, strict=True):
        groups.setdefault(phrase, []).append(series.indicator.name)
    every = {1: "It", 2: "Both"}.get(len(held), "All")
    return [
        (every if len(names) == len(held) else listed(names), "is" if len(names) == 1 else "are", phrase)
        for phrase, names in groups.items()
        if phrase
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
