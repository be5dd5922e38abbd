"""Computations behind figures and judgements: their names, their words, and their sums of inputs."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal, NewType, TypeVar

Term = TypeVar("Term")
_MOST = 12  # inputs that a sum writes out


class Computation(StrEnum):
    """What gives a figure or a judgement, with `words` on how it does, in the order in which a summary lists them."""

    words: str

    def __new__(cls, name: str, words: str = "") -> "Computation":
        member = str.__new__(cls, name)
        member._value_ = name
        member.words = words
        return member

    CHANGE = "change", "the later value less the earlier one"
    TOTAL = "total", "the values added up"
    POOLED = "rate over all parts", "the numerators of the parts added up, over their denominators added up"
    PERCENTAGE = "percentage", "the first number as a percentage of the second"
    DIFFERENCE = "difference", "how far two values for one thing are apart"
    SHARE_OF_THE_LARGER = "share of the larger", "a difference as a percentage of the larger value"
    AVERAGE = "average", "the values of shorter periods, weighted by the length of each"
    ROUNDED = "rounded", "a value to fewer digits"
    COUNT = "count", "how many rows of data there are of the kind named"
    MEAN = "mean", "the values added up, divided by how many there are"
    MEDIAN = "median", "the value in the middle, or what is halfway between the two there"
    RATIO = "ratio", "the first value divided by the second"
    WORKED_OUT = "worked out", "by the author of the report, from the values named"
    BALANCE = "difference of values", "the first value less the second"
    RATE = "rate", "the first value divided by the second, for so many of it"
    INDEX = "index", "a value as a percentage of the one at the base"
    LOWER_PROCESS_LIMIT = (
        "lower process limit",
        "the mean less a multiple of the average difference between one value and the next",
    )
    UPPER_PROCESS_LIMIT = (
        "upper process limit",
        "the mean plus a multiple of the average difference between one value and the next",
    )
    CONSTANT_OF_CONTROL_CHARTS = (
        "constant of control charts",
        "the method's own, by the rules of NHS England's 'Making Data Count'",
    )
    RATE_A_WEEK = "rate a week", "the slope of the straight line nearest to the values, for seven days"
    END_OF_INTERVAL = "end of interval", "an end of the confidence interval of that line"
    DAY_REACHED = (
        "day reached",
        "the day on which the straight line nearest to the values is at the value to come back to, or its month",
    )
    END_OF_DAYS = (
        "earliest or latest day",
        "an end of the confidence interval of the day reached, by Fieller's method, or its month",
    )
    CONFIDENCE_LEVEL = "confidence level", "the level of every interval in these reports"
    TARGET = "target", "as the paper gives it"
    CLEAR_DAYS = "clear days", "as the regulations ask for"
    SHORTFALL = "shortfall", "how far a value is on the wrong side of its target"
    TOLERANCE = "tolerance", "how far from a target a value may be, as the paper gives it"
    RATING = "rating", "a value against the target in force on the last day of its period"
    DIRECTION = "direction", "a value against the one before it, by which way is better"
    STATUS = "status", "as the plan or the paper gives it"


# A computation with what it is of: 'count on target'. A separate type, so that mypy refuses a text that is no
# computation.
Specified = NewType("Specified", str)
# A figure as published has none.
ComputationName = Literal[""] | Computation | Specified


def counting(what: str) -> Specified:
    """Return the computation of a count: 'count on target' for 'on target'."""
    return Specified(f"{Computation.COUNT} {what}")


def clear_days_by(provision: str) -> Specified:
    """Return the computation of clear days by a provision: 'clear days: regulation 5(2)' for 'regulation 5(2)'."""
    return Specified(f"{Computation.CLEAR_DAYS}: {provision}")


def rate_per(size: str) -> Specified:
    """Return the computation of a rate: 'rate: per thousand' for 'thousand'."""
    return Specified(f"{Computation.RATE}: per {size}")


def worked_out_by(formula: str) -> Specified:
    """Return the computation of what an author has worked out: 'worked out: (3 + 4) ÷ 5'."""
    return Specified(f"{Computation.WORKED_OUT}: {formula}")


_OF_COMPUTED = ": of figures that were worked out"


def of_computed(computation: ComputationName) -> Specified:
    """Return the computation with a word on it, by which nobody takes its rows for the numbers that went in."""
    return Specified(f"{computation}{_OF_COMPUTED}")


# How many figures a page or a pack shows.
TALLY = counting("of figures")


def computation_named(text: str) -> ComputationName:
    """Return the computation of a text's name; a name that is no longer known stays as it is."""
    return Computation(text) if text in set(Computation) else Specified(text)


def kind_of(computation: str) -> ComputationName:
    """Return the computation without what it is of: 'count' for 'count on target', 'rating' for 'rating: ...'."""
    name = computation.partition(":")[0]
    return Computation.COUNT if name.split(" ")[0] == Computation.COUNT else computation_named(name)


def in_words(computation: str) -> str:
    """Return in words what a computation does; '' for one that is not known."""
    kind = kind_of(computation)
    return kind.words if isinstance(kind, Computation) else ""


def sum_of(computation: str, inputs: Sequence[Term]) -> tuple[str | Term, ...]:
    """Return the inputs with the signs between them; nothing where no short sum shows how they were used.

    (later, ' − ', earlier) for a change. Nothing also for more than 12 inputs.
    """
    if len(inputs) > _MOST or computation.endswith(_OF_COMPUTED):
        return ()
    match kind_of(computation), list(inputs):
        case (Computation.CHANGE, [earlier, later]):
            return (later, " − ", earlier)
        case (Computation.BALANCE, [first, second]):
            return (first, " − ", second)
        case (Computation.RATIO, [first, second]):
            return (first, " \N{DIVISION SIGN} ", second)
        case (Computation.RATE, [first, second]):
            size = computation.partition(" per ")[2]
            return (first, " ÷ ", second, f" \N{MULTIPLICATION SIGN} {'' if size.startswith('ten ') else 'one '}{size}")
        case (Computation.PERCENTAGE | Computation.INDEX, [part, whole]):
            return (part, " as a percentage of ", whole)
        case (Computation.SHORTFALL, [value, target]):
            return ("the difference between ", value, " and ", target)
        case (Computation.TOTAL, [first, *others]):
            return (first, *(part for other in others for part in (" + ", other)))
    return ()
