"""Values of one thing held against each other: in one day's papers, from one meeting to a later one, on neighbouring days, over spans."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from ccpi_nb.document.computations import Computation
from ccpi_nb.document.figures import rounded, row_of
from ccpi_nb.document.model import Runs, Text
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.periods import PeriodKind, day_name
from ccpi_nb.reconcile.findings import Check, Comparison, Finding, Kind
from ccpi_nb.reconcile.papers import Papers, calculated, check_of, paper, size_of
from ccpi_nb.reconcile.printed_values import Agreement, Printed, agreement, is_cut_off
from ccpi_nb.workbook.reconciliation import RelationKind

_NEIGHBOURING = 7  # days in which hardly anything changes
_KINDS = ((Agreement.DIFFERENT, Kind.GIVEN_TWICE), (Agreement.ROUNDED, Kind.ROUNDED))


def values_given_again(papers: Papers) -> Iterator[Check]:
    """Values of the same indicator, time and breakdown: within a day's papers, then from one day to a later one."""
    for own in _same_things(papers):
        days = [list(rows) for _, rows in groupby(own, key=lambda each: each.observation.as_at)]
        for rows in days:
            if len(rows) > 1:
                yield check_of(Comparison.VALUES, own, _given_twice(papers, rows))
        if len(days) > 1:
            yield check_of(Comparison.VALUES, own, _restated(papers, [rows[0] for rows in days]))


def overlapping_spans(papers: Papers) -> Iterator[Check]:
    """Values of one document for spans that overlap and end at different times: easily taken for a contradiction, and none."""
    for own in _series(papers, PeriodKind.SPAN):
        for number, later in enumerate(own):
            if beside := [each for each in own[:number] if _may_be_confused(each, later)]:
                sides = [(each, each.observation.period.label) for each in (later, *beside)]
                words = (Text("They end at different times, so both can be right."),)
                yield check_of(Comparison.SPANS, (later, *beside), _finding(papers, Kind.SPANS, sides, words))


def neighbouring_days(papers: Papers) -> Iterator[Check]:
    """Values of different documents for days close together: out of line is one that goes against the way before and after."""
    for own in _series(papers, PeriodKind.DAY):
        steps = [later.value - earlier.value for earlier, later in pairwise(own)]
        for number, (earlier, later) in enumerate(pairwise(own)):
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
    """The values of each thing that has several, in the order they became known, of a day a table's first."""
    one_name = {each.indicator: each.of[0] for each in papers.related(RelationKind.SAME_AS)}
    groups: dict[tuple[str, date, date, str], list[Printed]] = defaultdict(list)
    for each in papers.printed:
        observation = each.observation
        key = one_name.get(observation.indicator, observation.indicator)
        groups[key, observation.period.start, observation.period.end, observation.breakdown].append(each)
    for own in groups.values():
        if len(own) > 1:
            yield sorted(own, key=lambda each: (each.observation.as_at, each.observation.given_in != "table"))


def _given_twice(papers: Papers, own: Sequence[Printed]) -> Finding | None:
    first, *others = own
    for wanted, kind in _KINDS:
        if found := [each for each in others if agreement(first, each) is wanted]:
            sides = [(each, "") for each in (first, *found)]
            if kind is Kind.GIVEN_TWICE and (words := _other_thing(papers, found)):
                return _finding(papers, Kind.ANOTHER_THING, sides, words)
            return _finding(papers, kind, sides, _cut_off_words(papers, first, found[0]))
    return None


def _restated(papers: Papers, versions: Sequence[Printed]) -> Finding | None:
    """The latest value against those before it that were changed."""
    agreements = [agreement(*pair) for pair in pairwise(versions)]
    for wanted, kind in ((Agreement.DIFFERENT, Kind.RESTATED), (Agreement.ROUNDED, Kind.ROUNDED)):
        if wanted in agreements:
            changed = [version for version, following in zip(versions, agreements, strict=False) if following is wanted]
            sides = [(each, f"As of {day_name(each.observation.as_at)}") for each in (versions[-1], *reversed(changed))]
            return _finding(papers, kind, sides, ())
    return None


def _out_of_line(papers: Papers, earlier: Printed, later: Printed) -> Finding:
    words = (
        Text("Close together, in different documents, and against the way that the values went before and after."),
    )
    return _finding(
        papers, Kind.OUT_OF_LINE, [(each, each.observation.period.label) for each in (later, earlier)], words
    )


def _finding(papers: Papers, kind: Kind, sides: Sequence[tuple[Printed, str]], words: Runs) -> Finding:
    """Values with words for what they are. The size is of the largest difference from the first."""
    (first, _), *others = sides
    indicator = papers.indicator_of(first)
    sizes = [
        size_of(
            indicator,
            first.value,
            each.value,
            (row_of(first.observation), row_of(each.observation)),
            is_rounding=_is_cut_off(first, each),
        )
        for each, _ in others
    ]
    own, *against = (papers.side(each, what) for each, what in sides)
    return papers.finding(kind, own, against, first, max(sizes, key=lambda size: size.share), words)


def _other_thing(papers: Papers, found: Sequence[Printed]) -> Runs:
    """Whose value it is that stands under a wrong name, where an indicator that is easily taken for this one has just that value."""
    for each in found:
        observation = each.observation
        for relation in papers.related(RelationKind.NOT_THE_SAME):
            if observation.indicator in relation.indicators:
                (key,) = set(relation.indicators) - {observation.indicator}
                other = papers.shown.get((key, observation.period, observation.breakdown))
                if other and other.value == each.value:
                    return (
                        papers.figure(other),
                        Text(f" is the number of something else: {_small(papers.indicator_of(other))}."),
                    )
    return ()


def _cut_off_words(papers: Papers, one: Printed, other: Printed) -> Runs:
    """'77.59% rounds to 78%; 77% is what is left when its decimals are cut off.' Empty where that is not what was done."""
    if not _is_cut_off(one, other):
        return ()
    coarse, fine = sorted((one, other), key=lambda each: each.decimals)
    nearest = calculated(
        papers.indicator_of(fine), Computation.ROUNDED, rounded(fine.value, coarse.decimals), (fine.observation,)
    )
    left = Text(" is what is left when its decimals are cut off.")
    return (papers.figure(fine), Text(" rounds to "), nearest, Text("; "), papers.figure(coarse), left)


def _is_cut_off(one: Printed, other: Printed) -> bool:
    coarse, fine = sorted((one, other), key=lambda each: each.decimals)
    return fine.decimals > coarse.decimals and is_cut_off(fine.value, coarse.value, coarse.decimals)


def _may_be_confused(earlier: Printed, later: Printed) -> bool:
    one, other = earlier.observation, later.observation
    overlap = other.period.start <= one.period.end < other.period.end
    return overlap and paper(one.source) == paper(other.source) and earlier.value != later.value


def _series(papers: Papers, kind: PeriodKind) -> Iterator[list[Printed]]:
    """The values of each indicator, or member of its breakdown, over periods of a kind, earliest first."""
    for own in papers.series.values():
        yield [each for each in own if each.observation.period.kind is kind]


def _small(indicator: Indicator) -> str:
    return indicator.name[0].lower() + indicator.name[1:]
