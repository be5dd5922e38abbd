"""Ratings and directions with their reasons: what was compared with what, and how far the one is from the other."""

from ccpi_nb.document.computations import Computation
from ccpi_nb.document.figures import observed, row_of, shortfall_figure, target_figure, tolerance_figure
from ccpi_nb.document.model import Figure, Judgement, Text
from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.indicators import Comparator, Direction, Polarity, Target

_Words = tuple[Text | Figure, ...]
_BETTER = {
    (Polarity.HIGHER, False): "; higher is better.",
    (Polarity.LOWER, False): "; lower is better.",
    (Polarity.HIGHER, True): "; the two are equal.",
    (Polarity.LOWER, True): "; the two are equal.",
}


def rating_of(result: Result) -> Judgement | None:
    """Return the rating of a result with its reason; None without a target.

    'Off target', because 65.5% was compared with a target of at least 70%.
    """
    if result.target is None or result.rating is None:
        return None
    opening = Text(f"{result.name}: {result.rating.lower()}. ")
    rows = (row_of(result.observation), row_of(result.target))
    return Judgement(str(result.rating), Computation.RATING, (opening, *_held_against(result, result.target)), rows)


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
        Text(f" {now.period.phrase}, compared with "),
        observed(indicator, before),
        Text(f" {before.period.phrase}" + _BETTER[indicator.polarity, result.direction is Direction.NO_CHANGE]),
    )
    return Judgement(str(result.direction), Computation.DIRECTION, why, (row_of(now), row_of(before)))


def _held_against(result: Result, target: Target) -> _Words:
    indicator, observation = result.indicator, result.observation
    aim = target_figure(indicator, target)
    if observation.value is None:
        opening: _Words = (
            observed(indicator, observation),
            Text(f" {observation.period.phrase} cannot be held against the target of "),
            aim,
        )
        return (*opening, Text("."))
    opening = (observed(indicator, observation), Text(f" {observation.period.phrase} against a target of "), aim)
    if target.met_by(observation.value):
        return (*opening, Text(", which it meets."))
    side = "short" if target.comparator in (Comparator.AT_LEAST, Comparator.ABOVE) else "over"
    shortfall = shortfall_figure(indicator, observation, target)
    by: _Words = (
        (Text(", "), shortfall, Text(f" {side}"))
        if target.shortfall(observation.value)
        else (Text(", and only equals it"),)
    )
    if not target.tolerance:
        return (*opening, *by, Text("; the papers give no tolerance."))
    where = "within" if target.shortfall(observation.value) <= target.tolerance else "beyond"
    return (*opening, *by, Text(f", {where} the tolerance of "), tolerance_figure(indicator, target), Text("."))
