"""What matters most of some results: which comes first, a sentence for each, and what is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import IntEnum

from ccpi_nb.content.verdicts import describe
from ccpi_nb.document.model import Absent, Bullets
from ccpi_nb.document.runs import Runs, figures_of
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Direction, Unit
from ccpi_nb.domain.targets import Rag, rate

# The standing section that has them.
MAIN_POINTS = "Main points"
# As many main points as a reader takes in at once.
MOST_POINTS = 6


class Concern(IntEnum):
    """How much a result asks for a reader's attention, the most first."""

    NEWLY_OFF_TARGET = 1
    OFF_TARGET_AND_WORSE = 2
    OFF_TARGET = 3
    NOT_CLEAR = 4
    WORSE = 5
    WITHIN_TOLERANCE = 6
    RECOVERED = 7
    BETTER = 8
    ON_TARGET = 9
    NEITHER = 10


def main_points(evidence: Evidence, results: Iterable[Result], told: Sequence[Runs] = ()) -> Bullets | Absent:
    """Return the points that matter most, after those that the author has put in words.

    What is neither rated nor better or worse is no point of its own. There are no more than six, whatever is told.
    """
    told_of = {row.indicator for runs in told for figure in figures_of(runs) for row in figure.rows}
    rest = [
        result
        for result in ranked(evidence, results)
        if result.indicator.key not in told_of and concern_of(evidence, result) is not Concern.NEITHER
    ]
    points = (*told, *(describe(result) for result in rest[: max(0, MOST_POINTS - len(told))]))
    return Bullets(points) if points else Absent("None of the indicators is rated, better or worse.")


def ranked(evidence: Evidence, results: Iterable[Result]) -> tuple[Result, ...]:
    """Return results by concern, of those with the same the furthest from its target first, else as they are given."""
    return tuple(sorted(map(_compared, results), key=lambda result: (concern_of(evidence, result), -_distance(result))))


def _compared(result: Result) -> Result:
    """Return a result beside the last value that it may be told beside, where none is of its own kind of period."""
    return result if result.earlier or not result.levels else replace(result, earlier=result.levels[0])


def concern_of(evidence: Evidence, result: Result) -> Concern:
    """Return how much a result asks for attention, by its rating, the one before it, and its direction."""
    before = _rating_before(evidence, result)
    match result.rating:
        case Rag.OFF_TARGET if before in (Rag.ON_TARGET, Rag.WITHIN_TOLERANCE):
            return Concern.NEWLY_OFF_TARGET
        case Rag.OFF_TARGET if result.direction is Direction.WORSENING:
            return Concern.OFF_TARGET_AND_WORSE
        case Rag.OFF_TARGET:
            return Concern.OFF_TARGET
        case Rag.UNCERTAIN:
            return Concern.NOT_CLEAR
        case Rag.NO_DATA:
            return Concern.NEITHER
        case _ if result.direction is Direction.WORSENING:
            return Concern.WORSE
        case Rag.WITHIN_TOLERANCE:
            return Concern.WITHIN_TOLERANCE
        case Rag.ON_TARGET:
            return Concern.RECOVERED if before is Rag.OFF_TARGET else Concern.ON_TARGET
    return Concern.BETTER if result.direction is Direction.IMPROVING else Concern.NEITHER


def _rating_before(evidence: Evidence, result: Result) -> Rag | None:
    """Return the rating of the earlier value against the target of its own day; None where it had none."""
    earlier = result.earlier
    if earlier is None or earlier.value is None:
        return None
    target = evidence.target(earlier.indicator, earlier.period)
    return rate(target, earlier.value, earlier.qualifier) if target else None


def _distance(result: Result) -> Decimal:
    """Return how far a result is from its target: in points of a percentage, else as a share of the target."""
    if result.target is None or result.value is None or not (gap := result.gap):
        return Decimal(0)
    aim = abs(result.target.end_for(result.value).value)
    return gap / 100 if result.indicator.unit is Unit.PERCENT or not aim else gap / aim
