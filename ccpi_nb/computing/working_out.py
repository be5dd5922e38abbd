"""Figures that a report works out of others, by the formulas that slots have.

A result is an observation with its inputs, so that whatever shows an observation shows it with their rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ccpi_nb.computing.computations import Computation, of_computed
from ccpi_nb.computing.formulas import FORMS, Formula, Operand
from ccpi_nb.computing.results import decimals_of, no_unit, qualifier_of, shorthand_of, unit_of, value_of
from ccpi_nb.computing.totals import adds_up, total_of
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Polarity, Shorthand, Unit
from ccpi_nb.domain.periods import Period, PeriodKind, day_name
from ccpi_nb.errors import InputError, NothingHeld


@dataclass(frozen=True)
class WorkedOut:
    """What a formula comes to: an observation of an indicator of its own, and the names of the parts it is without."""

    indicator: Indicator
    observation: Observation
    missing: tuple[str, ...] = ()


def work_out(
    formula: Formula,
    evidence: Evidence,
    at: Period | None = None,
    breakdown: str = "",
    *,
    unit: Unit | None = None,
    decimals: int | None = None,
) -> WorkedOut:
    """Return what a formula comes to, its operands `at` a period and of a breakdown where they name none.

    - A hidden part hides it. One that is not available makes it so; a sum is then incomplete.
    - It can't be said ([z], with the reason as its note) where a part is 'about 20' or the like, or is divided by zero.
    - Without `decimals` it has those of its parts, a quotient enough to tell it from zero. `unit` serves where its
      parts' units leave none.

    NothingHeld where a part has no observation. InputError where the parts' units or periods do not go together, and
    for sums of what does not add up or would be counted twice.
    """
    slot = f"{{{formula.text}}}"
    if at is None and not formula.names_periods:
        raise InputError(f"'{slot}' says no period; add one: {{{formula.text} @ 2014-15-Q2}}")
    inputs = _inputs(formula, evidence, at, breakdown)
    indicators = [evidence.indicator(part.indicator) for part in inputs]
    if problem := _problem(formula, evidence, indicators, inputs):
        raise InputError(f"'{slot}': {problem}")
    measured = unit_of(formula.kind, [indicator.unit for indicator in indicators]) or unit
    if measured is None or unit not in (None, measured):
        raise InputError(f"'{slot}': {no_unit(indicators, measured, unit)}")
    counted = [part for part in inputs if part.value is not None]
    lacking = _lacking(evidence, inputs)
    shorthand = shorthand_of(formula.kind, inputs)
    value, why = (None, "") if shorthand else value_of(formula, counted)
    if formula.kind == "share" and value and value > 100:
        raise InputError(f"'{slot}': the first is more than the second, and no share of it; write {FORMS['ratio']}")
    shown = decimals_of(formula.kind, measured, indicators, counted, value) if decimals is None else decimals
    missing = lacking if value is not None else ()
    words = f"The sum is incomplete: it is without {' and '.join(missing)}." if missing else ""
    given = tuple(counted if missing else inputs)
    is_further = any(part.computation for part in given)
    observation = replace(
        inputs[0],
        indicator=formula.text,
        period=max(part.period for part in inputs),
        breakdown=breakdown,
        value=None if value is None else rounded(value, shown),
        shorthand=shorthand or (Shorthand.NOT_APPLICABLE if value is None else None),
        numerator=None,
        denominator=None,
        qualifier="" if value is None else qualifier_of(counted),
        given_in="table",
        as_at=max(part.as_at for part in inputs),
        source="; ".join(dict.fromkeys(part.source for part in inputs)),
        note=f"It cannot be said, because {why}." if why else words,
        protection=next((part.protection for part in inputs if part.protection), ""),
        supposed=next((part.supposed for part in inputs if part.supposed), ""),
        computation=of_computed(formula.computation) if is_further else formula.computation,
        inputs=given,
    )
    people, seconds = any(each.people for each in indicators), max(each.seconds for each in indicators)
    indicator = replace(
        indicators[0],
        key=formula.text,
        name=formula.text,
        unit=measured,
        polarity=Polarity.NONE,
        decimals=shown,
        contractual=None,
        breakdown="",
        people=people,
        definition=formula.text,
        seconds=max(seconds, shown if measured is Unit.MINUTES_SECONDS else 0),
        change=None,
    )
    return WorkedOut(indicator, observation, missing)


def _inputs(formula: Formula, evidence: Evidence, at: Period | None, breakdown: str) -> list[Observation]:
    """Return the observations that go in, in the order of the formula; NothingHeld for one that is not there."""
    if formula.count:
        (operand,) = formula.operands
        return _last_values(formula, evidence, operand.at or at, operand, operand.breakdown or breakdown)
    inputs = [_held(operand, evidence, operand.at or at, breakdown) for operand in formula.operands]
    return [
        *inputs,
        *(_held(operand, evidence, formula.since, breakdown) for operand in formula.operands if formula.since),
    ]


def _held(operand: Operand, evidence: Evidence, at: Period | None, breakdown: str) -> Observation:
    assert at is not None
    if not operand.is_total:
        return _observation(operand.key, evidence, at, operand.breakdown or breakdown)
    if not evidence.members(operand.key, at):
        raise NothingHeld(f"there is no breakdown of '{operand.key}' at {at} to add up")
    total = total_of(evidence, operand.key, at)
    if total.whole:
        return total.whole
    return replace(
        total.parts[0],
        breakdown="",
        value=None if total.missing else total.value,
        shorthand=total.shorthand or (Shorthand.NOT_AVAILABLE if total.missing else None),
        qualifier=total.qualifier,
        note="",
        computation=Computation.POOLED if total.is_pooled else Computation.TOTAL,
        inputs=total.parts,
    )


def _observation(key: str, evidence: Evidence, at: Period, breakdown: str) -> Observation:
    if evidence.day and at.end > evidence.day and not evidence.find(key, at, breakdown):
        raise NothingHeld(
            f"there is no observation of '{key}' at {at}, which ends after {day_name(evidence.day)}; "
            "what becomes known later is not used"
        )
    return evidence.observation(key, at, breakdown)


def _last_values(
    formula: Formula, evidence: Evidence, at: Period | None, operand: Operand, breakdown: str
) -> list[Observation]:
    """Return the last values over like periods, one after another without a gap; of single days the last there are."""
    assert at is not None
    if at.kind is not PeriodKind.DAY:
        periods = [at.moved(-back) for back in reversed(range(formula.count))]
        return [_observation(operand.key, evidence, period, breakdown) for period in periods]
    days = [
        part for part in evidence.series(operand.key, breakdown) if part.period.is_like(at) and not at < part.period
    ]
    if len(days) < formula.count:
        raise NothingHeld(f"'{{{formula.text}}}': up to {at} only {len(days)} values are held")
    return days[-formula.count :]


def _problem(
    formula: Formula, evidence: Evidence, indicators: Sequence[Indicator], inputs: Sequence[Observation]
) -> str:
    """Return why parts can't be taken together, as the end of a sentence; '' where they can."""
    keys = {part.indicator for part in inputs}
    other = next((part for part in inputs if not part.period.is_like(inputs[0].period)), None)
    if other and not (formula.kind == "sum" and len(keys) == 1):
        return (
            f"'{inputs[0].indicator}' is {inputs[0].period.phrase} and '{other.indicator}' {other.period.phrase}, "
            "which are not alike; name periods of one kind and length"
        )
    if formula.kind != "sum":
        return ""
    for indicator in indicators:
        if not adds_up(indicator) or indicator.key in evidence.not_added:
            return (
                f"the values of '{indicator.key}' do not add up to a whole: they are percentages, averages or parts "
                f"that overlap; for their mean write {FORMS['mean']}"
            )
    for one, two in combinations(inputs, 2):
        is_within = one.breakdown == two.breakdown or "" in (one.breakdown, two.breakdown)
        is_at_once = one.period.start <= two.period.end and two.period.start <= one.period.end
        if one.indicator == two.indicator and is_within and is_at_once:
            return (
                f"'{one.indicator}' would be counted twice, since {_what(one)} and {_what(two)} overlap; "
                "name parts that don't"
            )
    return ""


def _what(part: Observation) -> str:
    return f"{f'{part.breakdown}, ' if part.breakdown else ''}{part.period.in_sentence}"


def _lacking(evidence: Evidence, inputs: Sequence[Observation]) -> tuple[str, ...]:
    """Return the names of the parts that are not available: by what tells the parts apart."""
    gone = [part for part in inputs if part.value is None and part.shorthand is not Shorthand.NOT_APPLICABLE]
    if len({part.indicator for part in inputs}) > 1:
        return tuple(dict.fromkeys(evidence.indicator(part.indicator).name for part in gone))
    if len({part.breakdown for part in inputs}) > 1:
        return tuple(part.breakdown for part in gone)
    return tuple(part.period.label for part in gone)
