"""Figures that a report works out of others, by the formulas that slots have.

A result is an observation with its inputs, so that whatever shows an observation shows it with their rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from ccpi_nb.document.computations import Computation, of_computed
from ccpi_nb.document.formulas import FORMS, SIZES, Formula, Operand
from ccpi_nb.document.totals import CARRIED, adds_up, total_of
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Polarity, Shorthand, Unit
from ccpi_nb.domain.periods import Period, PeriodKind, day_name
from ccpi_nb.domain.readings import EXACT, EXPECTED
from ccpi_nb.errors import InputError, NothingHeld

_MONEY = frozenset({Unit.POUNDS, Unit.POUNDS_MILLION, Unit.POUNDS_THOUSAND})
_TIMES = frozenset({Unit.SECONDS, Unit.MINUTES_SECONDS, Unit.HOURS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS})
_MOST_DECIMALS = 6


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
    measured = _unit(formula.kind, [indicator.unit for indicator in indicators]) or unit
    if measured is None or unit not in (None, measured):
        raise InputError(f"'{slot}': {_no_unit(indicators, measured, unit)}")
    counted = [part for part in inputs if part.value is not None]
    lacking = _lacking(evidence, inputs)
    shorthand = _shorthand(formula.kind, inputs)
    value, why = (None, "") if shorthand else _value(formula, counted)
    if formula.kind == "share" and value and value > 100:
        raise InputError(f"'{slot}': the first is more than the second, and no share of it; write {FORMS['ratio']}")
    shown = _decimals(formula.kind, measured, indicators, counted, value) if decimals is None else decimals
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
        qualifier="" if value is None else _qualifier(counted),
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


def _unit(kind: str, units: Sequence[Unit]) -> Unit | None:
    """Return the unit of what is worked out; None where those of its parts leave none."""
    first, *others = units
    is_one = len(set(units)) == 1
    match kind:
        case "ratio" if is_one or (first is not Unit.PERCENT and others == [Unit.NUMBER]):
            return Unit.NUMBER if is_one else first
        case "ratio" if (
            first in _MONEY | {Unit.NUMBER} and others[0] in _MONEY | _TIMES and not {first, *others} <= _MONEY
        ):
            return first  # calls a day, pounds a week
        case "share" if is_one and first is not Unit.PERCENT:
            return Unit.PERCENT
        case "rate" if is_one and first is Unit.NUMBER:
            return Unit.NUMBER
        case "index" if is_one:
            return Unit.NUMBER
        case "difference" if is_one:
            return Unit.POINTS if first is Unit.PERCENT else first
        case "sum" | "mean" if is_one:
            return first
    return None


def _no_unit(indicators: Sequence[Indicator], measured: Unit | None, unit: Unit | None) -> str:
    kinds = " and ".join(dict.fromkeys(f"'{each.key}' is in {each.unit}" for each in indicators))
    if measured and unit:
        return f"{kinds}, so that it comes to {measured}, not to {unit}; leave the unit out"
    return (
        f"{kinds}, which do not go together; name values whose units do, or say with report.computed(..., unit=...) "
        "in which it is"
    )


def _lacking(evidence: Evidence, inputs: Sequence[Observation]) -> tuple[str, ...]:
    """Return the names of the parts that are not available: by what tells the parts apart."""
    gone = [part for part in inputs if part.value is None and part.shorthand is not Shorthand.NOT_APPLICABLE]
    if len({part.indicator for part in inputs}) > 1:
        return tuple(dict.fromkeys(evidence.indicator(part.indicator).name for part in gone))
    if len({part.breakdown for part in inputs}) > 1:
        return tuple(part.breakdown for part in gone)
    return tuple(part.period.label for part in gone)


def _shorthand(kind: str, inputs: Sequence[Observation]) -> Shorthand | None:
    """Return why there is no value: the first reason of any part, for a sum only where no part has one."""
    found = {part.shorthand for part in inputs if part.value is None}
    if kind == "sum" and len(found) and any(part.value is not None for part in inputs):
        found &= {Shorthand.CONFIDENTIAL}
    order = (Shorthand.CONFIDENTIAL, Shorthand.NOT_AVAILABLE, Shorthand.NOT_APPLICABLE)
    return next((reason for reason in order if reason in found), None)


def _value(formula: Formula, counted: Sequence[Observation]) -> tuple[Decimal | None, str]:
    """Return the exact value of parts that all have one, or None and why it can't be said."""
    if bounds := sorted({part.qualifier for part in counted} - EXACT - EXPECTED):
        return None, f"parts of it are given with {' and '.join(map(repr, bounds))}"
    first, *others = [part.value for part in counted if part.value is not None]
    match formula.kind:
        case "sum":
            return sum(others, first), ""
        case "mean":
            return sum(others, first) / len(counted), ""
        case "difference":
            return first - others[0], ""
    if not others[0]:
        return None, "nothing can be divided by zero"
    return first / others[0] * {"ratio": 1, "rate": SIZES.get(formula.size, 1)}.get(formula.kind, 100), ""


def _qualifier(counted: Sequence[Observation]) -> str:
    """Return the word of the least certain part: what comes of several is no more certain."""
    words = {part.qualifier for part in counted}
    return next((str(word) for word in CARRIED if word in words), "")


def _decimals(
    kind: str, unit: Unit, indicators: Sequence[Indicator], counted: Sequence[Observation], value: Decimal | None
) -> int:
    """Return with how many decimals a value is shown, where the author doesn't say."""
    if kind in ("sum", "difference"):
        return max(
            (max(0, -int(part.value.as_tuple().exponent)) for part in counted if part.value is not None), default=0
        )
    if kind == "mean":
        return max(indicator.finer for indicator in indicators)
    decimals = 1 if kind != "ratio" else indicators[0].finer if unit is Unit.MINUTES_SECONDS else 2
    ends = {Decimal(0), Decimal(100)} if kind == "share" else {Decimal(0)}
    while value is not None and value not in ends and rounded(value, decimals) in ends and decimals < _MOST_DECIMALS:
        decimals += 1
    return decimals


@dataclass(frozen=True)
class Named:
    """A figure that an author gives a name: its key in calls and slots, its name in words, and which way is better.

    `unit` and `decimals` are None where its parts decide; `aim` is the indicator whose targets it has, '' for none.
    """

    key: str
    name: str
    unit: Unit | None = None
    decimals: int | None = None
    polarity: Polarity = Polarity.NONE
    aim: str = ""


def with_named(evidence: Evidence, formula: Formula, named: Named) -> Evidence:
    """Return evidence with a named figure as one more indicator, at every period and breakdown that has all its parts.

    Parts that name a period or a breakdown are the same for all of them. InputError where the key is an indicator's,
    where no place has all parts, and where its target is in another unit; further as for `work_out`.
    """
    slot = f"{{{formula.text}}}"
    if not re.fullmatch(r"[a-z]\w*", named.key) or not named.name.strip():
        raise InputError(f"'{named.key}' needs a key of letters, digits and '_', and a name that readers understand")
    if named.key in evidence.indicators and named.key not in evidence.aims:
        raise InputError(f"there is an indicator '{named.key}' already; give the figure another key")
    if formula.names_periods:
        raise InputError(f"'{slot}' is of one period; leave that out, or write the slot itself where it is shown")
    places = _places(formula, evidence)
    found = [part for place in places if (part := _worked_out_at(formula, evidence, place, named))]
    if not found:
        raise InputError(f"'{slot}': no period has all of its parts; {_periods_held(formula, evidence)}")
    shown = max(part.indicator.decimals for part in found)
    if any(part.indicator.decimals != shown for part in found):
        return with_named(evidence, formula, replace(named, decimals=shown))
    unit = found[0].indicator.unit
    if named.aim and (aim := evidence.indicator(named.aim)).unit is not unit:
        raise InputError(f"'{named.key}' is in {unit} and the target of '{aim.key}' in {aim.unit}; leave `target` out")
    of = next((operand for operand in formula.operands if not operand.breakdown), formula.operands[0])
    indicator = replace(
        found[0].indicator,
        key=named.key,
        name=named.name,
        polarity=named.polarity,
        breakdown=evidence.indicator(of.key).breakdown,
        people=any(part.indicator.people for part in found),
    )
    observations = [replace(part.observation, indicator=named.key) for part in found]
    return evidence.with_computed(indicator, observations, named.aim)


_Place = tuple[Period, str]


def _places(formula: Formula, evidence: Evidence) -> list[_Place]:
    """Return the periods and breakdowns at which the first part that varies is held."""
    varying = [operand for operand in formula.operands if not operand.at]
    lead = min(varying, key=lambda operand: (operand.is_total, bool(operand.breakdown)))
    held = [part for part in evidence.published if part.indicator == evidence.indicator(lead.key).key]
    if lead.is_total or lead.breakdown:
        return sorted({(part.period, "") for part in held})
    return list(dict.fromkeys((part.period, part.breakdown) for part in sorted(held, key=lambda part: part.period)))


def _worked_out_at(formula: Formula, evidence: Evidence, place: _Place, named: Named) -> WorkedOut | None:
    """Return what a formula comes to at a place; None where a part has no observation there."""
    period, breakdown = place
    for operand in formula.operands:
        at = [operand.at or period, *([formula.since] if formula.since else [])]
        if not operand.is_total and not all(
            evidence.find(operand.key, each, operand.breakdown or breakdown) for each in at
        ):
            return None
    try:
        return work_out(formula, evidence, period, breakdown, unit=named.unit, decimals=named.decimals)
    except NothingHeld:
        return None


def _periods_held(formula: Formula, evidence: Evidence) -> str:
    held = {
        operand.key: ", ".join(
            dict.fromkeys(str(part.period) for part in evidence.series(operand.key, operand.breakdown))
        )
        for operand in formula.operands
    }
    return "; ".join(f"'{key}' is held at {periods or 'none'}" for key, periods in held.items())
