"""How indicators depend on one another, as data/relations.csv says it."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Protocol


class RelationKind(StrEnum):
    """The kind of a relation between indicators; see docs/data.md."""

    TOTAL = "total"
    RATE = "rate"
    DIFFERENCE = "difference"
    PER_MONTH = "per month"
    SAME_AS = "same as"
    NOT_THE_SAME = "not the same"
    NOT_ADDED = "not added"


_LINKS = {
    RelationKind.TOTAL,
    RelationKind.SAME_AS,
    RelationKind.RATE,
    RelationKind.PER_MONTH,
    RelationKind.DIFFERENCE,
}


class Related(Protocol):
    """A relation of an indicator to others, whichever file it was read from."""

    @property
    def kind(self) -> RelationKind:
        """The kind of the relation."""

    @property
    def indicator(self) -> str:
        """The key of the indicator that the relation is of."""

    @property
    def of(self) -> tuple[str, ...]:
        """The keys of the others."""


def linked(people: Iterable[str], relations: Iterable[Related]) -> tuple[frozenset[str], ...]:
    """Return the indicators with people in them in groups with those that depend on them, whatever these count."""
    groups = [{key} for key in people]
    for relation in relations:
        if relation.kind in _LINKS:
            joined = {relation.indicator, *relation.of}
            apart = [group for group in groups if not group & joined]
            groups = [*apart, joined.union(*(group for group in groups if group & joined))]
    about = set(people)
    return tuple(frozenset(group) for group in groups if group & about)


def with_linked(keys: Iterable[str], linked: Iterable[Collection[str]]) -> frozenset[str]:
    """Return indicators with all that are linked with one of them, however far."""
    reached, together = set(keys), [frozenset(each) for each in linked]
    while more := {key for each in together if each & reached for key in each - reached}:
        reached |= more
    return frozenset(reached)
