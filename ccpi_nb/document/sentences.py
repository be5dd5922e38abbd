"""Sentences from rated results: words with slots that only the data can fill."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from ccpi_nb.document.computations import counting
from ccpi_nb.document.figures import change_figure, count_figure, observed, row_of, target_runs, total_figure
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.model import Figure, Judgement, Run, Runs, Text, plain
from ccpi_nb.document.totals import Total, adds_up, total_of
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Continuation, Direction, Indicator, Rag, Shorthand, way_between
from ccpi_nb.domain.periods import Period, day_name
from ccpi_nb.errors import InputError, NothingHeld, did_you_mean

# What a page says beside a period that no paper gives.
PERIOD_SUPPOSED = "period supposed: the paper gives none"
_SLOT = re.compile(r"\{([^{}]*)\}")
_REFERENCE = re.compile(
    r"(?:(?P<question>\w+) of )?\s*(?P<key>\w+)\s*(?:/\s*(?P<breakdown>[^@]+?)\s*)?"
    r"(?:@\s*(?P<period>[\w/-]+)\s*)?(?:since\s+(?P<since>[\w/-]+))?",
)


def say(template: str, evidence: Evidence, at: Period | None = None) -> Runs:
    """Return a sentence with its slots filled.

    A slot is `{indicator}`, with ` / breakdown` and ` @ period` where needed, and may put a question:
    `{change of indicator @ 2014-15-Q2}`. Questions: change, direction, earlier, rating, target, total.
    Without a period it means `at`; the change is from the last like period, or from the one named:
    `{change of indicator @ 2014-09-30 since 2014-06-30}`. InputError where a slot can't be filled.
    """
    runs: list[Run] = []
    end = 0
    for slot in _SLOT.finditer(template):
        runs.append(Text(template[end : slot.start()]))
        runs.extend(_fill(slot[1], evidence, at))
        end = slot.end()
    runs.append(Text(template[end:]))
    if any("{" in run.text or "}" in run.text for run in runs if isinstance(run, Text)):
        raise InputError(f"'{template}' has a brace that opens or closes no slot; a slot is {{indicator @ period}}")
    return tuple(run for run in runs if not isinstance(run, Text) or run.text)


def say_held(
    templates: Iterable[str], evidence: Evidence, at: Period | None = None
) -> tuple[tuple[Runs, ...], tuple[str, ...]]:
    """Return sentences filled as `say` does, and the templates left out.

    Those are left out that have a slot which relies on `at`, where no value is stored for it.
    """
    filled: list[Runs] = []
    left_out: list[str] = []
    for template in templates:
        try:
            filled.append(say(template, evidence, at))
        except NothingHeld:
            left_out.append(template)
    return tuple(filled), tuple(left_out)


def run_on(sentences: Iterable[Runs]) -> Runs:
    """Return sentences one after another, as a paragraph has them."""
    return tuple(run for number, runs in enumerate(sentences) for run in ((Text(" "), *runs) if number else runs))


def words_outside_slots(template: str) -> str:
    """Return a template's text with each slot replaced by a space."""
    return _SLOT.sub(" ", template)


def change_words(result: Result) -> Runs:
    """Return a change in words: 'up 3.43 percentage points', 'unchanged'; '[c]' from or to a suppressed value.

    Between values that are not exact only 'up' or 'down', or 'no clear change' where that can't be said either.
    NothingHeld where there is no earlier value.
    """
    earlier, now = result.earlier, result.observation
    if earlier and (earlier.is_suppressed or now.is_suppressed):
        return (change_figure(result.indicator, earlier, now),)
    if earlier is None or not result.has_both_values:
        raise NothingHeld(f"'{result.indicator.key}' at {now.period} has no earlier value to have changed from")
    if not (earlier.is_exact and now.is_exact):
        return (Text({1: "up", -1: "down"}.get(way_between(earlier, now) or 0, "no clear change")),)
    change = change_figure(result.indicator, earlier, now)
    if not (amount := Decimal(change.value)):
        return (Text("unchanged"),)
    return (Text("up " if amount > 0 else "down "), change)


def _earlier(result: Result) -> Runs:
    if result.earlier is None:
        raise NothingHeld(f"'{result.indicator.key}' has no observation before {result.observation.period}")
    return (observed(result.indicator, result.earlier),)


def _target(result: Result) -> Runs:
    if result.target is None:
        raise NothingHeld(f"'{result.indicator.key}' has no target at {result.observation.period}")
    return target_runs(result.indicator, result.target)


def _mid_sentence(judgement: Judgement) -> Judgement:
    return replace(judgement, text=judgement.text.lower())


def _or_text(judgement: Judgement | None, otherwise: str) -> Runs:
    return (_mid_sentence(judgement) if judgement else Text(otherwise),)


_QUESTIONS: dict[str, Callable[[Result], Runs]] = {
    "": lambda result: (observed(result.indicator, result.observation),),
    "change": change_words,
    "direction": lambda result: _or_text(direction_of(result), "no direction"),
    "earlier": _earlier,
    "rating": lambda result: _or_text(rating_of(result), "no target given"),
    "target": _target,
}


def _fill(slot: str, evidence: Evidence, at: Period | None) -> Runs:
    match = _REFERENCE.fullmatch(slot.strip())
    if not match:
        raise InputError(
            f"'{{{slot}}}' is not a slot; "
            "write {indicator / breakdown @ period}, with 'change of ' and the like before it"
        )
    try:
        return _answer(slot, match, evidence, at)
    except NothingHeld as problem:
        # Whoever names the period counts on a value there.
        raise InputError(*problem.problems) if match["period"] else problem from None


def _answer(slot: str, match: re.Match[str], evidence: Evidence, at: Period | None) -> Runs:
    question, key, breakdown = match["question"] or "", match["key"], (match["breakdown"] or "").strip()
    try:
        period = Period.parse(match["period"]) if match["period"] else at
        since = Period.parse(match["since"]) if match["since"] else None
    except ValueError as problem:
        raise InputError(f"'{{{slot}}}': {problem}") from None
    if period is None:
        raise InputError(f"'{{{slot}}}' says no period; add one: {{{slot} @ 2014-15-Q2}}")
    if since and not since < period:
        raise InputError(f"'{{{slot}}}': {since} is not before {period}; put the earlier one after 'since'")
    if question not in (*_QUESTIONS, "total"):
        questions = [*filter(None, _QUESTIONS), "total"]
        raise InputError(f"'{{{slot}}}': there is no question '{question}'; {did_you_mean(question, questions)}")
    if question == "total":
        members = evidence.members(key, period)
        if breakdown:
            raise InputError(f"'{{{slot}}}': a total is of the whole breakdown; leave out '/ {breakdown}'")
        if not members:
            raise NothingHeld(f"'{{{slot}}}': there is no breakdown of '{key}' at {period} to add up")
        return _total(slot, evidence.indicator(key), total_of(evidence, key, period))
    result = evidence.result(key, period, breakdown, since=since)
    return _QUESTIONS[question](result)


def _total(slot: str, indicator: Indicator, total: Total) -> Runs:
    """Return a total with what it lacks; NothingHeld where its parts come to none, InputError where they never do."""
    if total.shorthand is Shorthand.NOT_APPLICABLE and total.why:
        kind = NothingHeld if adds_up(indicator) else InputError
        raise kind(f"'{{{slot}}}': {total.why[:-1]}; leave the slot out")
    without = (Text(f" (without {listed(total.missing)})"),) if total.missing else ()
    return (total_figure(indicator, total), *without)


def describe(result: Result) -> Runs:
    """Return a result as one sentence, each clause only where there is something to say.

    'Calls answered: 77.6% in October 2014, on target (target at least 75%); up 3.4 percentage points from 74.2% in
    September 2014: improving.'
    """
    to_date: Runs = (Text("; "), *to_date_words(result)) if result.to_date else ()
    return (*_value_clause(result), *_rating_clause(result), *_change_clause(result), *to_date, Text("."))


def to_date_words(result: Result) -> Runs:
    """Return the year so far of a result that is rated otherwise; empty where none is.

    'over the year so far, April to October 2014, it is 84.4%: off target'
    """
    whole = result.to_date
    if whole is None or (rating := rating_of(whole)) is None:
        return ()
    return (
        Text(f"over the year so far, {whole.observation.period.in_sentence}, it is "),
        observed(whole.indicator, whole.observation),
        Text(": "),
        _mid_sentence(rating),
    )


def _value_clause(result: Result) -> Runs:
    observation = result.observation
    supposed = f" ({PERIOD_SUPPOSED})" if observation.supposed else ""
    when = Text(f" {observation.period.phrase}{supposed}")
    return (Text(f"{result.name}: "), observed(result.indicator, observation), when)


def _rating_clause(result: Result) -> Runs:
    rating = rating_of(result)
    if rating is None or result.target is None:
        return ()
    return (
        Text(", "),
        replace(rating, text=result.rating.words if result.rating else ""),
        Text(" (target "),
        *target_runs(result.indicator, result.target),
        Text(")"),
    )


def _change_clause(result: Result) -> Runs:
    if not result.has_both_values:
        return ()
    clause = (Text("; "), *change_words(result), Text(" "), *_compared_with(result))
    direction = direction_of(result)
    if direction is None or result.direction in (Direction.NO_CHANGE, Direction.UNCERTAIN):
        return clause
    return (*clause, Text(": "), _mid_sentence(direction))


def _compared_with(result: Result) -> Runs:
    assert result.earlier is not None
    since = result.earlier.period.phrase
    if way_between(result.earlier, result.observation) == 0:
        return (Text(f"since {since.removeprefix('in ').removeprefix('on ').removeprefix('from ')}"),)
    return (Text("from "), observed(result.indicator, result.earlier), Text(f" {since}"))


def rating_counts(results: Iterable[Result]) -> Runs:
    """Return how many indicators have which rating, as a sentence; empty where none has a target.

    'Of 14 indicators with a target, 12 are on target and 2 are off target (Change letters; Job offers).'
    """
    rated = [result for result in results if result.target]
    if not rated:
        return ()
    parts: list[Runs] = []
    for rag in Rag:
        with_rag = [result for result in rated if result.rating is rag]
        if with_rag:
            names = "" if rag is Rag.ON_TARGET else f" ({'; '.join(result.indicator.name for result in with_rag)})"
            count = count_figure(
                counting(rag.words), len(with_rag), (row_of(result.observation) for result in with_rag)
            )
            one, several = ("has", "have") if rag is Rag.NO_DATA else ("is", "are")
            parts.append((count, Text(f" {one if len(with_rag) == 1 else several} {rag.words}{names}")))
    total = count_figure(counting("with a target"), len(rated), (row_of(result.observation) for result in rated))
    noun = "indicator" if len(rated) == 1 else "indicators"
    return (*out_of(total, f"{noun} with a target", parts), Text("."), *_rated_otherwise(rated))


def _rated_otherwise(rated: Iterable[Result]) -> Runs:
    """Return how many results have a year so far that is rated otherwise, as a sentence; empty where none has."""
    hidden = [result for result in rated if result.to_date]
    if not hidden:
        return ()
    rows = (row_of(result.to_date.observation) for result in hidden if result.to_date)
    count = count_figure(counting("rated otherwise over the year so far"), len(hidden), rows)
    names = "; ".join(result.indicator.name for result in hidden)
    return (Text(" The year so far is rated otherwise for "), count, Text(f" of them ({names})."))


def break_words(continuation: Continuation, evidence: Evidence) -> Runs:
    """Return a break in a series as a sentence, with its reason.

    'From 1 July 2014 the series of 'Calls answered' is continued by 'Contacts answered', because ...'.
    """
    old, new = (evidence.indicator(key).name for key in (continuation.continues, continuation.indicator))
    opening = f"From {day_name(continuation.start)} the series of '{old}' is continued by '{new}', because "
    return (Text(opening), *say(continuation.reason, evidence), Text("."))


def out_of(total: Figure, noun: str, parts: Iterable[Runs], opening: str = "Of ") -> Runs:
    """Return how a total divides, without a full stop: 'Of 19 actions, 16 are green and 3 are amber'."""
    return (Text(opening), total, Text(f" {noun}, "), *joined(parts))


def joined(parts: Iterable[Runs]) -> Runs:
    """Return parts of a sentence as it lists them: 'a, b and c'."""
    every = list(parts)
    runs: list[Run] = []
    for number, part in enumerate(every):
        if number:
            runs.append(Text(" and " if number == len(every) - 1 else ", "))
        runs += part
    return tuple(runs)


def listed(texts: Iterable[str]) -> str:
    """Return texts as a sentence lists them: 'a, b and c'."""
    return plain(joined((Text(text),) for text in texts))
