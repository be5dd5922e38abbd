"""Sums calculated again: totals from their parts, and longer periods from the shorter ones in them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from operator import add

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import joined
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.reconcile.findings import Check, Comparison, Kind
from ccpi_nb.reconcile.papers import Papers, calculated, check_of
from ccpi_nb.reconcile.printed_values import Printed, Reading
from ccpi_nb.workbook.papers import RelationKind

_MOST_PARTS = 4  # that words name one by one
_LONGER = (PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.SPAN)


def totals(papers: Papers) -> Iterator[Check]:
    """Yield checks of each printed whole with the sum of its breakdown, and of the indicators that it totals."""
    for (key, period, breakdown), whole in papers.shown.items():
        if not breakdown and papers.is_added(key):
            for parts in (_members(papers, key, period), _parts(papers, key, period)):
                if parts:
                    yield _sum(papers, whole, parts, Comparison.TOTALS)


def longer_periods(papers: Papers) -> Iterator[Check]:
    """Yield a check of each value of a longer period with what the shorter ones in it add up to, or average to."""
    for (key, _), values in papers.series.items():
        for whole in values:
            if whole.observation.period.kind in _LONGER:
                inside = [value for value in values if _is_inside(value.observation.period, whole.observation.period)]
                tiles = _tiles(whole.observation.period, inside)
                if tiles and papers.is_added(key):
                    yield _sum(papers, whole, tiles, Comparison.OVER_TIME)
                elif tiles and papers.is_averaged(key):
                    yield _average(papers, whole, tiles)
                elif (
                    inside
                    and papers.is_added(key)
                    and all(value.value >= 0 for value in (whole, *inside))
                    and not _has_hidden(papers, whole)
                ):
                    yield _part(papers, whole, _without_overlap(inside))


def _members(papers: Papers, key: str, period: Period) -> list[Printed]:
    """Return the values of all members of a breakdown; empty where one is missing."""
    members = papers.evidence.members(key, period)
    found = [value for member in members if (value := papers.shown.get((key, period, member)))]
    return found if len(found) == len(members) else []


def _parts(papers: Papers, key: str, period: Period) -> list[Printed]:
    """Return what a total of other indicators is the sum of; empty where any of it is missing.

    Of each indicator these are all members of its breakdown, or else its whole.
    """
    parts = []
    for relation in papers.related_of(RelationKind.TOTAL, key):
        whole = papers.shown.get((relation.of[0], period, ""))
        values = _members(papers, relation.of[0], period) or ([whole] if whole else [])
        if not values:
            return []
        parts += values
    return parts


def _sum(papers: Papers, whole: Printed, parts: Sequence[Printed], comparison: Comparison) -> Check:
    """Return a check of a whole with the sum of its parts."""
    total = _total(papers, whole, parts)
    holds = _reading(papers, parts).meets(_reading(papers, [whole]))
    if Decimal(total.value) == whole.value or (holds and whole.observation.qualifier):
        return check_of(comparison, (whole, *parts))  # a sum of 46.436 is 'over 46', and no rounding of it
    kind = Kind.ROUNDED if holds else Kind.OVER_TIME if comparison is Comparison.OVER_TIME else Kind.TOTAL
    words = (*_listed(papers, parts), Text(" make the sum.")) if len(parts) <= _MOST_PARTS else ()
    return check_of(comparison, (whole, *parts), papers.worked_out(kind, whole, total, "Sum", words))


def _part(papers: Papers, whole: Printed, parts: Sequence[Printed]) -> Check:
    """Return a check of a whole with parts that leave some of the period out, and may add up to no more than it."""
    if _reading(papers, parts).low <= _reading(papers, [whole]).high:
        return check_of(Comparison.OVER_TIME, (whole, *parts))
    words = (
        *_listed(papers, parts),
        Text(f" {'lies' if len(parts) == 1 else 'lie'} within the longer period, and can't be more than it."),
    )
    found = papers.worked_out(Kind.OVER_TIME, whole, _total(papers, whole, parts), "Shorter periods", words)
    return check_of(Comparison.OVER_TIME, (whole, *parts), found)


def _average(papers: Papers, whole: Printed, parts: Sequence[Printed]) -> Check:
    """Return a check of a value with the average of those for shorter periods, weighted by length.

    How many cases each part had is not known. The assumption is that none had less than half of what its length would
    give it.
    """
    months = [part.observation.period.months for part in parts]
    readings = [part.reading() for part in parts]
    lows, highs = [reading.low for reading in readings], [reading.high for reading in readings]
    likely = Reading((_mean(lows, months) + min(lows)) / 2, (_mean(highs, months) + max(highs)) / 2)
    if likely.meets(whole.reading()):
        return check_of(Comparison.OVER_TIME, (whole, *parts))
    why = " No average of them comes to the value that is given."
    if Reading(min(lows), max(highs)).meets(whole.reading()):
        why = " For the value that is given, one must have had under half of the cases that its length suggests."
    mean = rounded(_mean([part.value for part in parts], months), max(value.decimals for value in (whole, *parts)))
    again = calculated(papers.indicator_of(whole), Computation.AVERAGE, mean, (part.observation for part in parts))
    words = (*_listed(papers, parts), Text(" are the shorter periods." + why))
    return check_of(
        Comparison.OVER_TIME,
        (whole, *parts),
        papers.worked_out(Kind.OVER_TIME, whole, again, "Average by length", words),
    )


def _total(papers: Papers, whole: Printed, parts: Sequence[Printed]) -> Figure:
    total = sum((part.value for part in parts), Decimal(0))
    return calculated(papers.indicator_of(whole), Computation.TOTAL, total, (part.observation for part in parts))


def _reading(papers: Papers, values: Sequence[Printed]) -> Reading:
    """Return the range that the sum of values may stand for: numbers were counted, and all else was rounded."""
    return reduce(add, (value.reading(exact=papers.indicator_of(value).unit is Unit.NUMBER) for value in values))


def _mean(values: Iterable[Decimal], months: Sequence[int]) -> Decimal:
    return sum((value * count for value, count in zip(values, months, strict=True)), Decimal(0)) / sum(months)


def _is_inside(period: Period, whole: Period) -> bool:
    shorter = (period.start, period.end) != (whole.start, whole.end) and period.kind is not PeriodKind.DAY
    return shorter and whole.start <= period.start and period.end <= whole.end


def _has_hidden(papers: Papers, whole: Printed) -> bool:
    """Return whether a shorter period is suppressed: what the others leave of the longer one would give it back."""
    own = whole.observation
    return any(_is_inside(period, own.period) for period in papers.suppressed.get((own.indicator, own.breakdown), ()))


def _tiles(whole: Period, inside: Sequence[Printed]) -> list[Printed]:
    """Return consecutive periods that fill the whole, the longest first of a choice; empty where none do."""

    def onward(days: int) -> list[Printed] | None:
        start = whole.start + timedelta(days)
        if start > whole.end:
            return []
        for value in reversed(inside):  # what ends last comes first
            if value.observation.period.start == start:
                rest = onward((value.observation.period.end - whole.start).days + 1)
                if rest is not None:
                    return [value, *rest]
        return None

    return onward(0) or []


def _without_overlap(inside: Sequence[Printed]) -> list[Printed]:
    """Return values of periods that have no day in common, chosen the longest first, in the order of their periods."""
    chosen: list[Printed] = []
    for value in sorted(inside, key=lambda value: -value.observation.period.months):
        period = value.observation.period
        if all(
            period.end < other.observation.period.start or other.observation.period.end < period.start
            for other in chosen
        ):
            chosen.append(value)
    return sorted(chosen, key=lambda value: value.observation.period)


def _listed(papers: Papers, values: Sequence[Printed]) -> Runs:
    """Return values, each with what distinguishes it: its breakdown, its period or its indicator.

    '£56.9m (Lancashire) and £13.9m (North West)'
    """
    observations = [value.observation for value in values]
    if len({observation.breakdown for observation in observations}) > 1:
        names = [observation.breakdown for observation in observations]
    elif len({observation.period for observation in observations}) > 1 or len(observations) == 1:
        names = [observation.period.in_sentence for observation in observations]
    else:
        names = [papers.indicator_of(value).name for value in values]
    return joined((papers.figure(value), Text(f" ({name})")) for value, name in zip(values, names, strict=True))
