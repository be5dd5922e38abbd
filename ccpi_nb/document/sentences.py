"""Sentences from rated results: words with slots that only the data can fill."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from ccpi_nb.computing.formulas import FORMS, Formula, formula_from, is_formula
from ccpi_nb.computing.totals import Total, adds_up, total_of
from ccpi_nb.computing.working_out import work_out
from ccpi_nb.document.figures import (
    MINUS,
    change_figure,
    in_prose,
    in_words,
    observed,
    rounded_figure,
    target_runs,
    total_figure,
)
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.runs import Figure, Judgement, LineBreak, Run, Runs, Text, plain
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Continuation, Indicator, Shorthand, way_between
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
    `{change of indicator @ 2014-15-Q2}`. Questions: change, direction, earlier, rating, rounded, target, total, words.
    Without a period it means `at`; the change is from the last like period, or from the one named:
    `{change of indicator @ 2014-09-30 since 2014-06-30}`. A slot may also have a figure worked out, in one of the FORMS
    of `formulas`: `{ratio of one to another}`. InputError where a slot can't be filled.
    """
    slots = list(_SLOT.finditer(template))
    filled = _told_apart({slot: _fill(slot[1], evidence, at) for slot in slots}, evidence, at)
    runs: list[Run] = []
    end = 0
    for slot in slots:
        runs.append(Text(template[end : slot.start()]))
        is_opening = _WORDS.match(slot[1]) and _OPENING.search(template[: slot.start()])
        runs.extend(capitalised(filled[slot]) if is_opening else filled[slot])
        end = slot.end()
    runs.append(Text(template[end:]))
    if any("{" in run.text or "}" in run.text for run in runs if isinstance(run, Text)):
        raise InputError(f"'{template}' has a brace that opens or closes no slot; a slot is {{indicator @ period}}")
    return tuple(run for run in runs if not isinstance(run, Text) or run.text)


_WORDS = re.compile(r"\s*words of\s")
# What stands before the first word of a sentence: nothing, or the end of another.
_OPENING = re.compile(r"(?:^|[.?!]\s+)\Z")


def _told_apart(
    filled: Mapping[re.Match[str], Runs], evidence: Evidence, at: Period | None
) -> Mapping[re.Match[str], Runs]:
    """Return filled slots, a rounded figure exactly where it would read like another figure of the text."""
    figures = {(run.text, run.rows) for runs in filled.values() for run in runs if isinstance(run, Figure)}
    texts = Counter(text for text, _ in figures)
    return {
        slot: _fill(_ROUNDED.sub("", slot[1]), evidence, at)
        if _ROUNDED.match(slot[1]) and any(texts[run.text] > 1 for run in runs)
        else runs
        for slot, runs in filled.items()
    }


_ROUNDED = re.compile(r"\s*rounded of\s")


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


def words_in_slots(template: str) -> frozenset[str]:
    """Return all words in a template's slots that may be keys of indicators."""
    return frozenset(word for slot in _SLOT.finditer(template) for word in re.findall(r"[a-z]\w*", slot[1]))


def keys_in(template: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of indicators that a template's slots name, `known` ones and others; none of what is no slot."""
    keys = frozenset(known)
    return tuple(key for slot in _SLOT.finditer(template) for key in _keys_of(slot[1], keys))


def _keys_of(slot: str, known: frozenset[str]) -> Iterator[str]:
    if is_formula(slot):
        with suppress(InputError):
            yield from (operand.key for operand in formula_from(slot, known).operands)
    elif reference := _REFERENCE.fullmatch(slot.strip()):
        yield reference["key"]


def asked_in_a_sentence(asked: str) -> str:
    """Return what a committee is asked to do as one sentence; '' where it is several.

    'The committee is asked to note this report.' for 'Note this report.'
    """
    is_one = not re.search(r"[.?!]\s", asked)
    return f"The committee is asked to {asked[:1].lower()}{asked[1:]}" if is_one else ""


def slots_in(template: str) -> tuple[str, ...]:
    """Return the slots of a template as it has them, in order: '{calls_answered @ 2014-10}'."""
    return tuple(slot[0] for slot in _SLOT.finditer(template))


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
    "rounded": lambda result: (rounded_figure(result.indicator, result.observation, result.target),),
    "target": _target,
    "words": lambda result: (in_words(result.indicator, result.observation),),
}


def _fill(slot: str, evidence: Evidence, at: Period | None) -> Runs:
    if is_formula(slot):
        return _worked_out(formula_from(slot, evidence.indicators), evidence, at)
    match = _REFERENCE.fullmatch(slot.strip())
    if not match:
        raise InputError(
            f"'{{{slot}}}' is not a slot; write {{indicator / breakdown @ period}}, with 'change of ' and the like "
            f"before it{_meant_to_compute(slot)}"
        )
    if (breakdown := (match["breakdown"] or "").strip()) in evidence.indicators:
        at_period = f" @ {match['period']}" if match["period"] else ""
        if not any(breakdown == known.breakdown for known in evidence.series(match["key"], breakdown)):
            raise InputError(
                f"'{{{slot}}}': '{breakdown}' is an indicator and no breakdown of '{match['key']}'; to divide the one "
                f"by the other write {{ratio of {match['key']} to {breakdown}{at_period}}}"
            )
    try:
        return _answer(slot, match, evidence, at)
    except NothingHeld as problem:
        # Whoever names the period counts on a value there.
        raise InputError(*problem.problems) if match["period"] else problem from None


def _worked_out(formula: Formula, evidence: Evidence, at: Period | None) -> Runs:
    """Return the figure that a formula comes to, a difference without its sign, with what a sum lacks."""
    try:
        found = work_out(formula, evidence, at)
    except NothingHeld as problem:
        raise InputError(*problem.problems) if formula.names_periods else problem from None
    if found.observation.note and found.observation.value is None:
        kind = InputError if formula.names_periods else NothingHeld
        raise kind(f"'{{{formula.text}}}': {found.observation.note[:-1].lower()}; leave the slot out")
    figure = observed(found.indicator, found.observation)
    if formula.kind == "difference":
        figure = replace(figure, text=figure.text.replace(MINUS, ""))
    without = (Text(f" (without {listed(found.missing)})"),) if found.missing else ()
    return (figure, *without)


_OPERATION = re.compile(r"\w[^+*\u2212-]*\s[-+*\u2212]\s*\w")


def _meant_to_compute(slot: str) -> str:
    """Return how to have a figure worked out, where a slot looks like an attempt at it; '' for any other."""
    return f"; to work a figure out write {', '.join(FORMS.values())}" if _OPERATION.search(slot) else ""


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
        questions = sorted([*filter(None, _QUESTIONS), "total"])
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


def share_of(
    part: Figure, total: Figure, noun: str, nouns: str, state: str, verbs: tuple[str, str] = ("is", "are")
) -> Runs:
    """Return how many of a total are in a state, as it goes on within a sentence: '16 of the 19 actions are green'.

    'all 19 actions are green', 'both actions are green', 'the one action is green', 'none of the 19 actions is green'.
    """
    number, of = int(part.value), int(total.value)
    part, total = in_prose(part), in_prose(total)
    if of == 1:
        return (Text("the "), total, Text(f" {noun} {verbs[0]} {'' if number else 'not '}{state}"))
    if number == of:
        whole: Runs = (replace(part, text="both"),) if of == 2 else (Text("all "), total)
        return (*whole, Text(f" {nouns} {verbs[1]} {state}"))
    share = replace(part, text="neither") if (number, of) == (0, 2) else part
    return (share, Text(" of the "), total, Text(f" {nouns} {verbs[number > 1]} {state}"))


def capitalised(runs: Runs) -> Runs:
    """Return words as they open a sentence: 'Three of the 13'."""
    first, *others = runs
    return (first if isinstance(first, LineBreak) else replace(first, text=_capital(first.text)), *others)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def break_words(continuation: Continuation, evidence: Evidence) -> Runs:
    """Return a break in a series in short sentences, with its reason.

    'On 1 July 2014 the measure changed from 'Calls answered' to 'Contacts answered', because calls by text count as
    well. Figures before and after cannot be compared.'
    """
    old, new = (evidence.indicator(key).name for key in (continuation.continues, continuation.indicator))
    opening = f"On {day_name(continuation.start)} the measure changed from '{old}' to '{new}', because"
    ending = Text(". Figures before and after cannot be compared.")
    return (Text(opening), *say(f" {continuation.reason}", evidence), ending)


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
