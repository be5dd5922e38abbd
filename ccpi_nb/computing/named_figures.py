"""Figures to which an author gives a name, at every period and breakdown that has all their parts."""

import re
from dataclasses import dataclass, replace

from ccpi_nb.computing.formulas import Formula
from ccpi_nb.computing.working_out import WorkedOut, work_out
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Polarity, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, NothingHeld


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
