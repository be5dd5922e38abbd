"""A row as a reader may see it: with its numbers rounded, or with none."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from ccpi_nb.disclosure.counts import is_count
from ccpi_nb.domain.disclosure import BASE, Disclosure
from ccpi_nb.domain.indicators import Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.lineage import uncounted

_ROUNDED = f"Figures are rounded to the nearest {BASE}, so totals may differ from the sum of their parts."
_ROUNDED_SHARE = "Percentages are worked out from the rounded numbers."


def rounded(observation: Observation, indicator: Indicator, disclosure: Disclosure) -> Observation:
    """Return a count rounded, and a share computed from rounded counts where the data has them."""
    if observation.value is None or not indicator.people:
        return observation
    if is_count(indicator):
        return replace(
            untold(observation),
            value=to_base(observation.value),
            numerator=None,
            denominator=None,
            protection=_ROUNDED,
        )
    if observation.numerator is None or observation.denominator is None:
        return observation
    part, whole = to_base(observation.numerator), to_base(observation.denominator)
    if not whole or indicator.unit is not Unit.PERCENT:
        return suppressed(observation, disclosure)
    value = (100 * part / whole).quantize(observation.value, ROUND_HALF_UP)
    bare = replace(untold(observation), value=value, note="", protection=_ROUNDED_SHARE)
    return replace(bare, numerator=part, denominator=whole)


def suppressed(observation: Observation, disclosure: Disclosure) -> Observation:
    """Return a row without its numbers, marked as confidential."""
    bare = replace(untold(observation), value=None, numerator=None, denominator=None, qualifier="", note="")
    return replace(bare, shorthand=Shorthand.CONFIDENTIAL, protection=disclosure.note)


def untold(observation: Observation) -> Observation:
    """Return a row without what its source says of how it was counted, which may be the number itself."""
    return replace(observation, origin=(), source=uncounted(observation.source))


def to_base(count: Decimal) -> Decimal:
    """Return a number of people rounded as rounded reports show it."""
    return (count / BASE).quantize(Decimal(1), ROUND_HALF_UP) * BASE
