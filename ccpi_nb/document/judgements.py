"""Ratings and directions with their reasons: what was compared with what, and how far the one is from the other."""

from decimal import Decimal

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import observed, rows_of, shortfall_figure, target_runs, tolerance_figure
from ccpi_nb.document.runs import Figure, Judgement, Runs, Text
from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.indicators import Direction, Indicator, Observation, Polarity
from ccpi_nb.domain.readings import EXPECTED, Verdict
from ccpi_nb.domain.targets import Aim, Target

_Words = tuple[Text | Figure, ...]
_BETTER = {Polarity.HIGHER: "; higher is better.", Polarity.LOWER: "; lower is better."}


def rating_of(result: Result) -> Judgement | None:
    """Return the rating of a result with its reason; None without a target.

    'Off target', because 65.5% was compared with a target of at least 70%.
    """
    if result.target is None or result.rating is None:
        return None
    opening = Text(f"{result.name}: {result.rating.lower()}. ")
    rows = rows_of(result.observation, *result.target.ends)
    return Judgement(str(result.rating), Computation.RATING, (opening, *_compared(result, result.target)), rows)


def direction_of(result: Result) -> Judgement | None:
    """Return the direction of a result with its reason; None where there is nothing to compare.

    'Improving', because 77.6% followed on 75.1% and higher is better.
    """
    if result.direction is None or result.earlier is None:
        return None
    indicator, now, before = result.indicator, result.observation, result.earlier
    why: _Words = (
        Text(f"{result.name}: {result.direction.lower()}. "),
        observed(indicator, now),
        Text(f" {now.period.phrase}, compared with one earlier figure, "),
        observed(indicator, before),
        Text(f" {before.period.phrase}{_way(result.direction, indicator.polarity)}"),
    )
    return Judgement(str(result.direction), Computation.DIRECTION, why, rows_of(now, before))


def _way(direction: Direction, polarity: Polarity) -> str:
    match direction:
        case Direction.NO_CHANGE:
            return "; the two are equal."
        case Direction.UNCERTAIN:
            return "; the words before the numbers leave open which is more."
    return _BETTER[polarity]


def _compared(result: Result, target: Aim) -> _Words:
    indicator, observation = result.indicator, result.observation
    aim = _words(target_runs(indicator, target))
    if observation.value is None:
        opening: _Words = (
            observed(indicator, observation),
            Text(f" {observation.period.phrase} cannot be compared with the target of "),
            *aim,
        )
        return (*opening, Text("."))
    opening = (observed(indicator, observation), Text(f" {observation.period.phrase} against a target of "), *aim)
    match target.verdict(observation.value, observation.qualifier):
        case Verdict.MET:
            return (*opening, Text(", which it meets."))
        case Verdict.UNCERTAIN:
            return (*opening, Text(f"; {_left_open(observation)} whether that is met."))
    return (*opening, *_missed(indicator, observation, observation.value, target.end_for(observation.value)))


def _missed(indicator: Indicator, observation: Observation, value: Decimal, target: Target) -> _Words:
    """Return by how much a value misses a bound, as far as that is known, and what the tolerance makes of it."""
    side = "short" if target.comparator.is_lower_bound else "over"
    if not observation.is_exact:
        by: _Words = (Text(", which it misses"),)
    elif target.shortfall(value):
        by = (Text(", "), shortfall_figure(indicator, observation, target), Text(f" {side}"))
    else:
        by = (Text(", and only equals it"),)
    if not target.tolerance:
        return (*by, Text("; the papers give no tolerance."))
    where = {
        Verdict.MET: ", within the tolerance of ",
        Verdict.MISSED: ", beyond the tolerance of ",
        Verdict.UNCERTAIN: f"; {_left_open(observation)} whether that is within the tolerance of ",
    }[target.within_tolerance(value, observation.qualifier)]
    return (*by, Text(where), tolerance_figure(indicator, target), Text("."))


def _left_open(observation: Observation) -> str:
    """Return why the number does not answer a question: 'the word 'about' leaves open'."""
    if observation.qualifier in EXPECTED:
        return f"a number that is {observation.qualifier} cannot say"
    return f"the word '{observation.qualifier}' leaves open"


def _words(runs: Runs) -> _Words:
    return tuple(run for run in runs if isinstance(run, Text | Figure))
