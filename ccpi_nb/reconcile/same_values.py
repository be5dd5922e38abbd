"""Values of one thing compared: in one day's papers, from meeting to meeting, on neighbouring days, over spans."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import row_of
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.periods import PeriodKind, day_name
from ccpi_nb.reconcile.findings import Check, Comparison, Finding, Kind
from ccpi_nb.reconcile.papers import Papers, calculated, check_of, paper, size_of
from ccpi_nb.reconcile.printed_values import Agreement, Printed, agreement, is_cut_off
from ccpi_nb.workbook.papers import RelationKind

_NEIGHBOURING = 7  # days in which hardly anything changes
_KINDS = ((Agreement.DIFFERENT, Kind.GIVEN_TWICE), (Agreement.ROUNDED, Kind.ROUNDED))


def values_given_again(papers: Papers) -> Iterator[Check]:
    """Yield checks of values of the same indicator, time and breakdown: within a day's papers, then from day to day."""
    for values in _same_things(papers):
        days = [list(rows) for _, rows in groupby(values, key=lambda value: value.observation.as_at)]
        for rows in days:
            if len(rows) > 1:
                yield check_of(Comparison.VALUES, values, _given_twice(papers, rows))
        if len(days) > 1:
            yield check_of(Comparison.VALUES, values, _restated(papers, [rows[0] for rows in days]))


def overlapping_spans(papers: Papers) -> Iterator[Check]:
    """Yield a check of values of one document for spans that overlap and end at different times.

    They are easily taken for a contradiction, and are none.
    """
    for values in _series(papers, PeriodKind.SPAN):
        for number, later in enumerate(values):
            if beside := [earlier for earlier in values[:number] if _may_be_confused(earlier, later)]:
                sides = [(value, value.observation.period.label) for value in (later, *beside)]
                words = (Text("They end at different times, so both can be right."),)
                yield check_of(Comparison.SPANS, (later, *beside), _finding(papers, Kind.SPANS, sides, words))


def neighbouring_days(papers: Papers) -> Iterator[Check]:
    """Yield a check of values of different documents for days close together.

    A step is out of line if it goes against those before and after it.
    """
    for values in _series(papers, PeriodKind.DAY):
        steps = [later.value - earlier.value for earlier, later in pairwise(values)]
        for number, (earlier, later) in enumerate(pairwise(values)):
            one, other = earlier.observation, later.observation
            if (other.period.start - one.period.start).days > _NEIGHBOURING or paper(one.source) == paper(other.source):
                continue
            around = steps[max(0, number - 1) : number] + steps[number + 1 : number + 2]
            is_out = (
                len(around) == 2
                and all(step * steps[number] < 0 for step in around)
                and agreement(earlier, later) is Agreement.DIFFERENT
            )
            yield check_of(Comparison.DAYS, (earlier, later), _out_of_line(papers, earlier, later) if is_out else None)


def _same_things(papers: Papers) -> Iterator[list[Printed]]:
    """Yield the values of each thing that has several, in the order in which they became known.

    Of one day those from tables are first.
    """
    one_name = {relation.indicator: relation.of[0] for relation in papers.related(RelationKind.SAME_AS)}
    groups: dict[tuple[str, date, date, str], list[Printed]] = defaultdict(list)
    for value in papers.printed:
        observation = value.observation
        key = one_name.get(observation.indicator, observation.indicator)
        groups[key, observation.period.start, observation.period.end, observation.breakdown].append(value)
    for values in groups.values():
        if len(values) > 1:
            yield sorted(values, key=lambda value: (value.observation.as_at, value.observation.given_in != "table"))


def _given_twice(papers: Papers, values: Sequence[Printed]) -> Finding | None:
    """Return the finding of values of one day that differ from the first; None where they agree."""
    first, *others = values
    for wanted, kind in _KINDS:
        if found := [other for other in others if agreement(first, other) is wanted]:
            sides = [(value, "") for value in (first, *found)]
            if kind is Kind.GIVEN_TWICE and (words := _other_thing(papers, found)):
                return _finding(papers, Kind.ANOTHER_THING, sides, words)
            return _finding(papers, kind, sides, _cut_off_words(papers, first, found[0]))
    return None


def _restated(papers: Papers, versions: Sequence[Printed]) -> Finding | None:
    """Return the finding of the latest value and those before it that were changed; None where none was."""
    agreements = [agreement(*pair) for pair in pairwise(versions)]
    for wanted, kind in ((Agreement.DIFFERENT, Kind.RESTATED), (Agreement.ROUNDED, Kind.ROUNDED)):
        if wanted in agreements:
            changed = [version for version, following in zip(versions, agreements, strict=False) if following is wanted]
            sides = [
                (value, f"As of {day_name(value.observation.as_at)}") for value in (versions[-1], *reversed(changed))
            ]
            return _finding(papers, kind, sides, ())
    return None


def _out_of_line(papers: Papers, earlier: Printed, later: Printed) -> Finding:
    words = (Text("The two days are close together, and the values went the other way before and after them."),)
    return _finding(
        papers, Kind.OUT_OF_LINE, [(value, value.observation.period.label) for value in (later, earlier)], words
    )


def _finding(papers: Papers, kind: Kind, sides: Sequence[tuple[Printed, str]], words: Runs) -> Finding:
    """Return the finding of values, each with words for what it is.

    Its size is the largest difference from the first.
    """
    (first, _), *others = sides
    indicator = papers.indicator_of(first)
    sizes = [
        size_of(
            indicator,
            first.value,
            other.value,
            (row_of(first.observation), row_of(other.observation)),
            is_rounding=_is_cut_off(first, other),
        )
        for other, _ in others
    ]
    first_side, *against = (papers.side(value, what) for value, what in sides)
    return papers.finding(kind, first_side, against, first, max(sizes, key=lambda size: size.share), words)


def _other_thing(papers: Papers, found: Sequence[Printed]) -> Runs:
    """Return what a value under a wrong name is really of; empty where that is not known.

    It is the value of another indicator, easily taken for this one, that has just that number.
    """
    for value in found:
        observation = value.observation
        for relation in papers.related(RelationKind.NOT_THE_SAME):
            if observation.indicator in relation.indicators:
                (key,) = set(relation.indicators) - {observation.indicator}
                other = papers.shown.get((key, observation.period, observation.breakdown))
                if other and other.value == value.value:
                    return (
                        papers.figure(other),
                        Text(f" is the number of something else: {_small(papers.indicator_of(other))}."),
                    )
    return ()


def _cut_off_words(papers: Papers, one: Printed, other: Printed) -> Runs:
    """Return how a value was cut off; empty where it was not.

    '77.59% rounds to 78%; 77% is what is left when its decimals are cut off.'
    """
    if not _is_cut_off(one, other):
        return ()
    coarse, fine = sorted((one, other), key=lambda value: value.decimals)
    nearest = calculated(
        papers.indicator_of(fine), Computation.ROUNDED, rounded(fine.value, coarse.decimals), (fine.observation,)
    )
    left = Text(" is what is left when its decimals are cut off.")
    return (papers.figure(fine), Text(" rounds to "), nearest, Text("; "), papers.figure(coarse), left)


def _is_cut_off(one: Printed, other: Printed) -> bool:
    coarse, fine = sorted((one, other), key=lambda value: value.decimals)
    return fine.decimals > coarse.decimals and is_cut_off(fine.value, coarse.value, coarse.decimals)


def _may_be_confused(earlier: Printed, later: Printed) -> bool:
    one, other = earlier.observation, later.observation
    overlap = other.period.start <= one.period.end < other.period.end
    return overlap and paper(one.source) == paper(other.source) and earlier.value != later.value


def _series(papers: Papers, kind: PeriodKind) -> Iterator[list[Printed]]:
    """Yield the values of each indicator, or member of its breakdown, over periods of a kind, earliest first."""
    for values in papers.series.values():
        yield [value for value in values if value.observation.period.kind is kind]


def _small(indicator: Indicator) -> str:
    return indicator.name[0].lower() + indicator.name[1:]
