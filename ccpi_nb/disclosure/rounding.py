"""Rounded numbers that, put together, leave no doubt of an exact one."""

from datetime import date
from decimal import Decimal

from ccpi_nb.disclosure.counts import Key, counts_of, is_count, key_of
from ccpi_nb.disclosure.dependences import Dependences, groups_of
from ccpi_nb.disclosure.suppression import Number, Rule, with_secondary
from ccpi_nb.disclosure.treated import to_base
from ccpi_nb.domain.disclosure import BASE
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.relations import Related

# The row of what stands nowhere: a number as it is before it is rounded.
_EXACTLY: Key = ("", Period.day(date.min), "")


def left_by_rounding(evidence: Evidence, relations: tuple[Related, ...]) -> set[Key]:
    """Return the rows to hide so that rounded numbers leave none exact: four that are 0, of a total of 10, are 2 each.

    Each number is known to be one of those that are rounded to what is shown.
    """
    small = {
        (key_of(row), what)
        for row in evidence.published
        for what, count in counts_of(evidence.indicators[row.indicator], row).items()
        if count
    }
    hidden: set[Key] = set()
    for group, own in groups_of(evidence, relations):
        known = Dependences(own, group, relations, small, BASE)
        numbers = [
            Number(number.row and _EXACTLY, number.sum, number.value, number.is_secret, number.weight)
            for number in known.numbers
            if number.is_count
        ]
        rules = [
            Rule(rule.sum, rule.least, rule.most, rule.row)
            for rule in known.rules
            if rule.row is None or not is_count(evidence.indicators[rule.row[0]])
        ]
        rules += [rule for number in known.numbers if (rule := _as_rounded(number, evidence))]
        hidden |= with_secondary(numbers, rules, {_EXACTLY}, 1)
    return {key for key in hidden if key != _EXACTLY}


def _as_rounded(number: Number[Key], evidence: Evidence) -> Rule[Key] | None:
    """Return what a row says of a number: one of people is within half of what numbers are rounded to."""
    if number.row is None or number.value is None or not number.is_count:
        return None
    if not evidence.indicators[number.row[0]].people:
        return Rule(number.sum, number.value, number.value, number.row)
    nearest, half = float(to_base(Decimal(number.value))), BASE // 2
    return Rule(number.sum, nearest - half, nearest + half, number.row)
