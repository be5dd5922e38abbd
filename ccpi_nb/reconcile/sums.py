"""Sums worked out again: totals of their parts, and longer periods from the shorter ones in them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from operator import add

from ccpi_nb.document.computations import Computation
from ccpi_nb.document.figures import rounded
from ccpi_nb.document.model import Figure, Runs, Text
from ccpi_nb.document.sentences import joined
from ccpi_nb.domain.indicators import Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.reconcile.findings import Check, Comparison, Kind
from ccpi_nb.reconcile.papers import Papers, calculated, check_of
from ccpi_nb.reconcile.printed_values import Printed, Reading
from ccpi_nb.workbook.reconciliation import RelationKind

_MOST_PARTS = 4  # that words name one by one
_LONGER = (PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.SPAN)


def totals(papers: Papers) -> Iterator[Check]:
    """Each printed whole against the sum of its breakdown, and against that of the indicators that it is the total of."""
    for (key, period, breakdown), whole in papers.shown.items():
        if not breakdown and papers.is_added(key):
            for parts in (_members(papers, key, period), _parts(papers, key, period)):
                if parts:
                    yield _sum(papers, whole, parts, Comparison.TOTALS)


def longer_periods(papers: Papers) -> Iterator[Check]:
    """Each value of a longer period against those of the shorter ones in it: what they add up to, or average to."""
    for (key, _), own in papers.series.items():
        for whole in own:
            if whole.observation.period.kind in _LONGER:
                inside = [each for each in own if _is_inside(each.observation.period, whole.observation.period)]
                tiles = _tiles(whole.observation.period, inside)
                if tiles and papers.is_added(key):
                    yield _sum(papers, whole, tiles, Comparison.OVER_TIME)
                elif tiles and papers.is_averaged(key):
                    yield _average(papers, whole, tiles)
                elif inside and papers.is_added(key) and all(each.value >= 0 for each in (whole, *inside)):
                    yield _part(papers, whole, _without_overlap(inside))


def _members(papers: Papers, key: str, period: Period) -> list[Printed]:
    """The values of all members of a breakdown; nothing where one has none."""
    members = papers.evidence.members(key, period)
    found = [each for member in members if (each := papers.shown.get((key, period, member)))]
    return found if len(found) == len(members) else []


def _parts(papers: Papers, key: str, period: Period) -> list[Printed]:
    """What a total of other indicators is made of: of each all members of its breakdown, or its whole; nothing where one is missing."""
    parts = []
    for relation in papers.related(RelationKind.TOTAL):
        if relation.indicator == key:
            whole = papers.shown.get((relation.of[0], period, ""))
            own = _members(papers, relation.of[0], period) or ([whole] if whole else [])
            if not own:
                return []
            parts += own
    return parts


def _sum(papers: Papers, whole: Printed, parts: Sequence[Printed], comparison: Comparison) -> Check:
    total = _total(papers, whole, parts)
    holds = _reading(papers, parts).meets(_reading(papers, [whole]))
    if Decimal(total.value) == whole.value or (holds and whole.observation.qualifier):
        return check_of(comparison, (whole, *parts))  # a sum of 46.436 is 'over 46', and no rounding of it
    kind = Kind.ROUNDED if holds else Kind.OVER_TIME if comparison is Comparison.OVER_TIME else Kind.TOTAL
    words = (*_listed(papers, parts), Text(" make the sum.")) if len(parts) <= _MOST_PARTS else ()
    return check_of(comparison, (whole, *parts), papers.worked_out(kind, whole, total, "Sum", words))


def _part(papers: Papers, whole: Printed, parts: Sequence[Printed]) -> Check:
    """Parts that leave some of the period out may make up no more than the whole."""
    if _reading(papers, parts).low <= _reading(papers, [whole]).high:
        return check_of(Comparison.OVER_TIME, (whole, *parts))
    words = (
        *_listed(papers, parts),
        Text(f" {'lies' if len(parts) == 1 else 'lie'} within the longer period, and can't be more than it."),
    )
    found = papers.worked_out(Kind.OVER_TIME, whole, _total(papers, whole, parts), "Shorter periods", words)
    return check_of(Comparison.OVER_TIME, (whole, *parts), found)


def _average(papers: Papers, whole: Printed, parts: Sequence[Printed]) -> Check:
    """Nobody says how many cases each part had. It is taken that none had less than half of what its length would give it."""
    months = [each.observation.period.months for each in parts]
    readings = [each.reading() for each in parts]
    lows, highs = [each.low for each in readings], [each.high for each in readings]
    likely = Reading((_mean(lows, months) + min(lows)) / 2, (_mean(highs, months) + max(highs)) / 2)
    if likely.meets(whole.reading()):
        return check_of(Comparison.OVER_TIME, (whole, *parts))
    why = " No average of them is that far off."
    if Reading(min(lows), max(highs)).meets(whole.reading()):
        why = " For that value one must have had under half of the cases that its length would give it."
    mean = rounded(_mean([each.value for each in parts], months), max(each.decimals for each in (whole, *parts)))
    again = calculated(papers.indicator_of(whole), Computation.AVERAGE, mean, (each.observation for each in parts))
    words = (*_listed(papers, parts), Text(" are the shorter periods." + why))
    return check_of(
        Comparison.OVER_TIME,
        (whole, *parts),
        papers.worked_out(Kind.OVER_TIME, whole, again, "Average by length", words),
    )


def _total(papers: Papers, whole: Printed, parts: Sequence[Printed]) -> Figure:
    total = sum((each.value for each in parts), Decimal(0))
    return calculated(papers.indicator_of(whole), Computation.TOTAL, total, (each.observation for each in parts))


def _reading(papers: Papers, values: Sequence[Printed]) -> Reading:
    """What their sum may stand for. Numbers were counted; all else was rounded."""
    return reduce(add, (each.reading(exact=papers.indicator_of(each).unit is Unit.NUMBER) for each in values))


def _mean(values: Iterable[Decimal], months: Sequence[int]) -> Decimal:
    return sum((value * count for value, count in zip(values, months, strict=True)), Decimal(0)) / sum(months)


def _is_inside(period: Period, whole: Period) -> bool:
    shorter = (period.start, period.end) != (whole.start, whole.end) and period.kind is not PeriodKind.DAY
    return shorter and whole.start <= period.start and period.end <= whole.end


def _tiles(whole: Period, inside: Sequence[Printed]) -> list[Printed]:
    """Periods one after another that fill the whole, of a choice the longest first; nothing where none do."""

    def onward(days: int) -> list[Printed] | None:
        start = whole.start + timedelta(days)
        if start > whole.end:
            return []
        for each in reversed(inside):  # what ends last comes first
            if each.observation.period.start == start:
                rest = onward((each.observation.period.end - whole.start).days + 1)
                if rest is not None:
                    return [each, *rest]
        return None

    return onward(0) or []


def _without_overlap(inside: Sequence[Printed]) -> list[Printed]:
    """As many of them as have no day in common, the longest first."""
    chosen: list[Printed] = []
    for each in sorted(inside, key=lambda each: -each.observation.period.months):
        own = each.observation.period
        if all(
            own.end < other.observation.period.start or other.observation.period.end < own.start for other in chosen
        ):
            chosen.append(each)
    return sorted(chosen, key=lambda each: each.observation.period)


def _listed(papers: Papers, values: Sequence[Printed]) -> Runs:
    """'£56.9m (Lancashire) and £13.9m (North West)': each with what sets it apart, its place, its period or its indicator."""
    observations = [each.observation for each in values]
    if len({each.breakdown for each in observations}) > 1:
        names = [each.breakdown for each in observations]
    elif len({each.period for each in observations}) > 1 or len(observations) == 1:
        names = [each.period.in_sentence for each in observations]
    else:
        names = [papers.indicator_of(each).name for each in values]
    return joined((papers.figure(each), Text(f" ({name})")) for each, name in zip(values, names, strict=True))
