"""A result in sentences, the verdict first, and how many of several have which rating."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ccpi_nb.computing.computations import counting
from ccpi_nb.document.figures import count_figure, observed, rows_of, target_runs, tolerance_figure
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.runs import Judgement, Row, Runs, Text
from ccpi_nb.document.sentences import PERIOD_SUPPOSED, capitalised, joined, share_of
from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.indicators import Direction, Observation, Unit, way_between
from ccpi_nb.domain.targets import Rag


def describe(result: Result) -> Runs:
    """Return a result in sentences, by what there is to tell: the verdict first, then the figure beside earlier ones.

    'Calls answered improved again but missed the target of at least 80%. The figure was 77.6% in October 2014, up from
    74.2% in September 2014 and 71% in August 2014.' Beside one earlier figure alone: '... up from 74.2% in September
    2014, the one earlier figure.' Without a target: 'Overpayments got worse: 243 in July to September 2014, up from 31
    in April to June 2014, the one earlier figure. The papers give no target.' Where neither way is better, there is no
    verdict: 'Contracts let came to 30 in July to September 2014, up from 18 in April to June 2014.'
    """
    observation = result.observation
    when = Text(f" {observation.period.phrase}{f' ({PERIOD_SUPPOSED})' if observation.supposed else ''}")
    figure = observed(result.indicator, observation)
    if observation.shorthand:
        missing = replace(figure, text=observation.shorthand.words)
        target: Runs = (
            (Text(" The target is "), *target_runs(result.indicator, result.target), Text(".")) if result.target else ()
        )
        return (Text(f"{result.name}: "), missing, when, Text("."), *target)
    turn, against = _turn(result), _target_words(result)
    told: Runs = (figure, when, *_levels(result))
    if turn and not against:
        sentences: Runs = (Text(f"{result.name} "), *turn, Text(": "), *told, Text("."))
    elif turn or against:
        link = (Text(" but " if _is_at_odds(result) else " and "),) if turn else ()
        sentences = (Text(f"{result.name} "), *turn, *link, *against, Text(". The figure was "), *told, Text("."))
    else:
        sentences = (Text(f"{result.name}{_linking_verb(result)} "), *told, Text("."))
    no_target = Text(" The papers give no target.") if _turn(result) and not result.target else Text("")
    to_date: Runs = (Text(" The year"), *_after_the_year(result), Text(".")) if result.to_date else ()
    return (*sentences, no_target, *to_date)


def _linking_verb(result: Result) -> str:
    """Return what links a name and its figure where there is no verdict."""
    if result.indicator.change:
        return ":"
    return " came to" if result.indicator.unit in _COUNTED else " stood at"


def _is_at_odds(result: Result) -> bool:
    """Return whether a result's direction and rating are not what one expects of each other."""
    return (result.direction, result.rating) in _AT_ODDS


_COUNTED = (Unit.NUMBER, Unit.POUNDS, Unit.POUNDS_MILLION, Unit.POUNDS_THOUSAND)
_AT_ODDS = {
    (Direction.IMPROVING, Rag.OFF_TARGET),
    (Direction.IMPROVING, Rag.WITHIN_TOLERANCE),
    (Direction.WORSENING, Rag.ON_TARGET),
}
_TURNED = {Direction.IMPROVING: "improved", Direction.WORSENING: "got worse"}
_STOOD = {
    Rag.ON_TARGET: "met",
    Rag.WITHIN_TOLERANCE: "missed",
    Rag.OFF_TARGET: "missed",
    Rag.UNCERTAIN: "did not clearly meet or miss",
}


def _turn(result: Result) -> Runs:
    """Return the direction of a result as a verb: 'improved', 'got worse again'; empty where it has neither."""
    verb = _TURNED.get(result.direction) if result.direction else None
    direction = direction_of(result)
    if verb is None or direction is None:
        return ()
    ways = [way_between(before, after) for before, after in pairwise((*result.levels[::-1], result.observation))]
    again = " again" if len(ways) > 1 and len(set(ways)) == 1 else ""
    return (replace(direction, text=f"{verb}{again}"),)


def _target_words(result: Result) -> Runs:
    """Return how a result stands to its target: 'missed the target of at least 70%'; empty without one."""
    rating = rating_of(result)
    if rating is None or result.target is None or result.rating not in _STOOD:
        return ()
    stood = replace(rating, text=_STOOD[result.rating])
    runs: Runs = (stood, Text(" the target of "), *target_runs(result.indicator, result.target))
    if result.rating is Rag.WITHIN_TOLERANCE and result.value is not None:
        end = result.target.end_for(result.value)
        runs += (Text(", within a tolerance of "), tolerance_figure(result.indicator, end))
    return runs


def to_date_words(result: Result) -> Runs:
    """Return the year so far of a result that is rated otherwise; empty where none is.

    'the year so far, April to October 2014, is off target at 84.4%'
    """
    return (Text("the year"), *_after_the_year(result)) if result.to_date else ()


def _after_the_year(result: Result) -> Runs:
    whole = result.to_date
    if whole is None or (rating := _rating(whole)) is None:
        return ()
    period = whole.observation.period.in_sentence
    return (Text(f" so far, {period}, is "), rating, Text(" at "), observed(whole.indicator, whole.observation))


def _rating(result: Result) -> Judgement | None:
    """Return the rating as it follows 'is'; None without a target."""
    rating = rating_of(result)
    return replace(rating, text=result.rating.words) if rating and result.rating else None


def _levels(result: Result) -> Runs:
    """Return what a value was before: ', up from 3.69% in July to September 2014 and 1.74% in April to June 2014'.

    Two values make no trend: 'the one earlier figure' says that a direction rests on no more.
    """
    if not result.levels or result.value is None or result.indicator.change:
        return ()
    first, *others = result.levels
    way = way_between(first, result.observation)
    if way == 0:
        clause: Runs = (Text(f", the same as {_at(first)}"),)
    else:
        opening = {1: ", up from ", -1: ", down from "}.get(way or 0, ", compared with ")
        single = ", the one earlier figure" if _turn(result) and not others else ""
        clause = (Text(opening), observed(result.indicator, first), Text(f" {_at(first)}{single}"))
    if not others:
        return clause
    (second,) = others
    if way == 0 == way_between(second, result.observation):
        return (*clause, Text(f" and {_at(second)}"))
    link = " and " if way in (1, -1) and way_between(second, first) == way else ", after "
    return (*clause, Text(link), observed(result.indicator, second), Text(f" {_at(second)}"))


def _at(observation: Observation) -> str:
    """Return the period of a value that is compared with: 'in April to June 2014', since 'from' stands there."""
    return re.sub("^from ", "in ", observation.period.phrase)


def rating_counts(results: Iterable[Result]) -> Runs:
    """Return how many indicators have which rating, the exceptions by name; empty where none has a target.

    '11 of 13 indicators with a target are on target; Job offers (96.9%) and Change letters (90.8%) miss theirs.'
    'All three indicators with a target are on target.' 'Both ...'. 'The one indicator with a target is on target.'
    """
    rated = [result for result in results if result.target]
    by_rating = {rag: found for rag in _WORST_FIRST if (found := [one for one in rated if one.rating is rag])}
    if not rated:
        return ()
    is_on_target = 2 * len(by_rating.get(Rag.ON_TARGET, ())) >= len(rated)
    leading = Rag.ON_TARGET if is_on_target else next(iter(by_rating))
    found = by_rating.pop(leading)
    opening = share_of(
        count_figure(counting(leading.words), len(found), _rows(found)),
        count_figure(counting("with a target"), len(rated), _rows(rated)),
        "indicator with a target",
        "indicators with a target",
        leading.words,
        ("has", "have") if leading is Rag.NO_DATA else ("is", "are"),
    )
    named: Runs = () if leading is Rag.ON_TARGET else (Text(": "), *_by_name(found))
    others = [run for rag, others in by_rating.items() for run in (Text("; "), *_exceptions(rag, others))]
    return (*capitalised(opening), *named, *others, Text("."), *_rated_otherwise(rated))


_WORST_FIRST = (Rag.OFF_TARGET, Rag.UNCERTAIN, Rag.WITHIN_TOLERANCE, Rag.NO_DATA, Rag.ON_TARGET)


def _by_name(results: Iterable[Result]) -> Runs:
    """Return results by name and value: 'Job offers (96.9%) and Change letters (90.8%)'."""
    return joined(
        (Text(f"{result.name} ("), observed(result.indicator, result.observation), Text(")"))
        if result.value is not None
        else (Text(result.name),)
        for result in results
    )


def _exceptions(rag: Rag, results: Sequence[Result]) -> Runs:
    one, several = {
        Rag.OFF_TARGET: ("misses its target", "miss theirs"),
        Rag.NO_DATA: ("has no data", "have no data"),
    }.get(rag, (f"is {rag.words}", f"are {rag.words}"))
    return (*_by_name(results), Text(f" {one if len(results) == 1 else several}"))


def _rated_otherwise(rated: Iterable[Result]) -> Runs:
    """Return the years so far that are rated otherwise, in a sentence each."""
    hidden = [result for result in rated if result.to_date]
    return tuple(run for result in hidden for run in (Text(f" {result.name}: "), *to_date_words(result), Text(".")))


def _rows(results: Iterable[Result]) -> tuple[Row, ...]:
    return rows_of(*(result.observation for result in results))
