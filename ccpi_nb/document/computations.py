"""How a figure was worked out: as a sum of its inputs, and in words."""

from collections.abc import Sequence
from typing import TypeVar

Term = TypeVar("Term")

# What `figures.py` and its callers name their computations, in the order in which a summary lists them.
_WORDS = {
    "change": "the later value less the earlier one",
    "total": "the values added up",
    "percentage": "the first number as a percentage of the second",
    "difference": "how far two values for one thing are apart",
    "share of the larger": "a difference as a percentage of the larger value",
    "average": "the values of shorter periods, weighted by the length of each",
    "rounded": "a value to the decimals of the other",
    "count": "how many rows of data there are of the kind named",
    "mean": "the values added up, divided by how many there are",
    "lower process limit": "the mean less a multiple of the average difference between one value and the next",
    "upper process limit": "the mean plus a multiple of the average difference between one value and the next",
    "constant of control charts": "the method's own, by the rules of NHS England's 'Making Data Count'",
    "rate a week": "the slope of the straight line nearest to the values, for seven days",
    "end of interval": "an end of the confidence interval of that line",
    "confidence level": "the level of every interval in these reports",
    "target": "as it was agreed",
    "clear days": "as the regulations ask for",
    "shortfall": "how far a value is on the wrong side of its target",
    "tolerance": "how far from a target a value may be, as it was agreed",
    "rating": "a value against the target in force on the last day of its period",
    "direction": "a value against the one before it, by which way is better",
    "status": "as the plan or the paper gives it",
}
_MOST = 12  # inputs that a sum writes out


def in_words(computation: str) -> str:
    """What it does; '' for one that says it itself."""
    return _WORDS.get(kind_of(computation), "")


def kind_of(computation: str) -> str:
    """'count' for 'count on target', 'rating' for 'rating: ...'."""
    name = computation.partition(":")[0]
    return "count" if name.split(" ")[0] == "count" else name


def known_kinds() -> tuple[str, ...]:
    return tuple(_WORDS)


def sum_of(computation: str, inputs: Sequence[Term]) -> tuple[str | Term, ...]:
    """The inputs with the signs between them; nothing where no short sum says how they were used."""
    if len(inputs) > _MOST:
        return ()
    match kind_of(computation), list(inputs):
        case ("change", [earlier, later]):
            return (later, " − ", earlier)
        case ("percentage", [part, whole]):
            return (part, " as a percentage of ", whole)
        case ("shortfall", [value, target]):
            return ("the difference between ", value, " and ", target)
        case ("total", [first, *others]):
            return (first, *(part for each in others for part in (" + ", each)))
    return ()
