"""Questions about parts and wholes: names and totals in a breakdown, shares of one whole, indicators of one another."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from ccpi_nb.domain.indicators import Observation, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.plausibility import HUNDRED, outline
from ccpi_nb.domain.relations import RelationKind
from ccpi_nb.questions.asked import Question, Rule, ask
from ccpi_nb.questions.material import Material, last_like, room, sum_room

_TOTALS = {"total", "grand total", "sub total", "subtotal", "all", "overall", "sum", "whole"}
Members = Mapping[str, Observation]


def new_names(material: Material) -> Iterator[Question]:
    """Yield names that a breakdown did not have before: where others are gone, or where it had been the same twice."""
    periods: dict[str, list[Period]] = defaultdict(list)
    for key, period in material.members:
        periods[key].append(period)
    for key, own in periods.items():
        last = last_like(own)
        for period in own:
            if before := last.get(period):
                now, was = material.members[key, period], material.members[key, before]
                earlier = material.members.get((key, last[before]), {}) if before in last else {}
                yield from _new_in(now, was, earlier, before)


def _new_in(now: Members, was: Members, earlier: Members, before: Period) -> Iterator[Question]:
    gone = bool(was.keys() - now.keys())
    if not now.keys() & was.keys():
        return
    for name, row in now.items():
        if name in was:
            continue
        if gone:
            words = f"a name that {before} does not have, and one of its names is not here; is it the same thing?"
            yield ask(Rule.NEW_NAME, row, "breakdown", words)
        elif earlier.keys() == was.keys() or (len(was) <= 50 and any(_alike(name, other) for other in was)):
            yield ask(
                Rule.NEW_NAME, row, "breakdown", f"a name that {before} does not have; is it spelt as it should be?"
            )


def _alike(name: str, other: str) -> bool:
    # Area 1 and Area 2 are meant to differ.
    if any(character.isdigit() for character in name + other):
        return False
    return SequenceMatcher(None, outline(name), outline(other)).ratio() > 0.85


def totals_as_parts(material: Material) -> Iterator[Question]:
    """Yield members of a breakdown that seem to be its total: by their name, as the sum of all others, as the whole."""
    for (key, period), now in material.members.items():
        values = [row.value for row in now.values() if row.value is not None]
        total = sum(values, Decimal(0)) if len(values) == len(now) > 2 else None
        whole = material.cells.get((key, ""), {}).get(period)
        is_added = key in material.context.added
        for name, row in now.items():
            adds_up = row.value and total is not None and _is_half(row.value, total, values, is_added=is_added)
            takes_all = is_added and row.value and whole and whole.value == row.value and sum(map(bool, values)) > 1
            if adds_up or takes_all or _is_called_total(name):
                words = "this seems to be the total of the others; leave the cell blank for the whole"
                yield ask(Rule.TOTAL_AS_PART, row, "breakdown", words)


@cache
def _is_called_total(name: str) -> bool:
    return outline(name) in _TOTALS or outline(name).startswith("total ")


def _is_half(value: Decimal, total: Decimal, values: Sequence[Decimal], *, is_added: bool) -> bool:
    """Return whether a value is half of a sum that it is part of, money as far as it is rounded."""
    off = abs(total - 2 * value)
    return not off or (is_added and 100 * off < total and off <= sum_room(values))


def beside_wholes(material: Material) -> Iterator[Question]:
    """Yield parts that are more than their whole, and wholes that their parts do not come to or leave outside."""
    context = material.context
    for (key, period), now in material.members.items():
        whole = material.cells.get((key, ""), {}).get(period)
        if whole is None or whole.value is None or key in context.differences:
            continue
        parts = [row for row in now.values() if row.value is not None]
        if key in context.added:
            yield from _added_up(whole, whole.value, parts, complete=len(parts) == len(now) > 1)
        elif len(parts) == len(now) > 1 and context.indicators[key].unit is not Unit.NUMBER:
            yield from _outside(whole, whole.value, parts)
    yield from _shares(material)


def _added_up(
    whole: Observation, value: Decimal, parts: Sequence[Observation], *, complete: bool
) -> Iterator[Question]:
    larger = [row for row in parts if row.value is not None and row.value > value and row.is_exact and whole.is_exact]
    for row in larger:
        yield ask(Rule.PART_OVER_WHOLE, row, "value", f"a part that is more than its whole, in {whole.row}")
    exact = whole.is_exact and all(row.is_exact for row in parts)
    total = sum((row.value for row in parts if row.value is not None), Decimal(0))
    if (
        complete
        and exact
        and not larger
        and abs(total - value) > sum_room([value, *(row.value for row in parts if row.value is not None)])
    ):
        yield ask(Rule.PARTS_SUM, whole, "value", "its parts come to something else; is one of them wrong, or missing?")


def _outside(whole: Observation, value: Decimal, parts: Sequence[Observation]) -> Iterator[Question]:
    values = [row.value for row in parts if row.value is not None]
    unit = 2 * Decimal(str(max(map(room, (value, *values)))))
    if not min(values) - unit <= value <= max(values) + unit:
        yield ask(
            Rule.OUTSIDE_PARTS, whole, "value", "an average of parts of which all are more, or all less; is it right?"
        )


def _shares(material: Material) -> Iterator[Question]:
    """Yield breakdowns whose shares nearly come to 100, and do not."""
    for (key, _), now in material.members.items():
        if material.context.indicators[key].unit is Unit.PERCENT and len(now) > 2:
            values = [row.value for row in now.values() if row.value is not None and row.is_exact]
            if len(values) == len(now):
                off = abs(sum(values) - HUNDRED)
                if max(map(room, values)) * len(values) < off <= 5:
                    yield ask(
                        Rule.PARTS_SUM,
                        next(iter(now.values())),
                        "value",
                        "the shares of this breakdown nearly come to 100, and do not; is one of them wrong?",
                    )


_WITHIN = re.compile(r"\b(within|after) (\d+) ")


def within_longer(material: Material) -> Iterator[Question]:
    """Yield shares done within a time that are more than the share within a longer one, or than a later one leaves."""
    found: dict[tuple[str, Period, str], list[tuple[int, bool, Observation]]] = defaultdict(list)
    names = {
        key: (_WITHIN.sub("", indicator.name), int(match[2]), match[1] == "after")
        for key, indicator in material.context.indicators.items()
        if indicator.unit is Unit.PERCENT and (match := _WITHIN.search(indicator.name))
    }
    for (key, breakdown), own in material.cells.items() if names else ():
        if key in names:
            name, time, is_after = names[key]
            for period, row in own.items():
                if row.value is not None:
                    found[name, period, breakdown].append((time, is_after, row))
    for rows in found.values():
        rows.sort(key=lambda each: each[:2])
        within = [(time, row) for time, is_after, row in rows if not is_after]
        for (time, row), (longer, other) in pairwise(within):
            if time < longer and row.value is not None and other.value is not None and row.value > other.value:
                words = f"more than within a longer time, which {other.row} gives; are they exchanged?"
                yield ask(Rule.WITHIN_LONGER, row, "value", words)
        yield from _later(within, [(time, row) for time, is_after, row in rows if is_after])


def _later(within: Sequence[tuple[int, Observation]], after: Sequence[tuple[int, Observation]]) -> Iterator[Question]:
    for time, row in after:
        sooner = [other for earlier, other in within if earlier <= time and other.value is not None]
        if sooner and row.value is not None and row.value + max(other.value or 0 for other in sooner) > HUNDRED + 1:
            words = f"with {sooner[-1].row}, more than all were done; are they of one period?"
            yield ask(Rule.WITHIN_LONGER, row, "value", words)


def related(material: Material) -> Iterator[Question]:
    """Yield what does not agree with the relations of data/relations.csv."""
    totals: dict[str, list[str]] = defaultdict(list)
    for relation in material.context.relations:
        if relation.kind is RelationKind.RATE:
            yield from _over(material, *relation.of)
            yield from _rates(material, relation.indicator, *relation.of)
        elif relation.kind is RelationKind.TOTAL:
            yield from _over(material, relation.of[0], relation.indicator)
            totals[relation.indicator].append(relation.of[0])
        elif relation.kind is RelationKind.PER_MONTH:
            yield from _per_month(material, relation.indicator, relation.of[0])
    for key, parts in totals.items():
        yield from _totals(material, key, parts)


def _over(material: Material, part_key: str, whole_key: str) -> Iterator[Question]:
    """Yield what is more than another indicator that it is a part of, in one member or of the whole."""
    whole_of_all = material.cells.get((whole_key, ""), {})
    for name in material.names.get(part_key, ()):
        beside = material.cells.get((whole_key, name), whole_of_all)
        for period, part in material.cells[part_key, name].items():
            whole = beside.get(period)
            if whole and _exact(part, whole) and _value(part) > _value(whole) + Decimal(str(room(_value(whole)))):
                yield ask(Rule.RELATED, part, "value", f"more than {whole.row}, of which it is a part")


def _totals(material: Material, key: str, parts: Sequence[str]) -> Iterator[Question]:
    """Yield what other indicators do not come to, each with all members of its breakdown or else its whole."""
    for period, whole in material.cells.get((key, ""), {}).items():
        rows: list[Observation | None] = []
        for part in parts:
            rows += material.members.get((part, period), {}).values() or [
                material.cells.get((part, ""), {}).get(period)
            ]
        if _exact(whole, *rows):
            values = [_value(row) for row in rows if row]
            if abs(sum(values, Decimal(0)) - _value(whole)) > sum_room([_value(whole), *values]):
                words = "what it is the total of comes to something else; is it so in the document?"
                yield ask(Rule.RELATED, whole, "value", words)


def _rates(material: Material, rate: str, part_key: str, whole_key: str) -> Iterator[Question]:
    for name in material.names.get(rate, ()):
        parts, wholes = (material.cells.get((other, name), {}) for other in (part_key, whole_key))
        for period, row in material.cells[rate, name].items():
            part, whole = parts.get(period), wholes.get(period)
            if part and whole and _exact(row, part, whole) and whole.value:
                given = HUNDRED * _value(part) / whole.value
                if abs(given - _value(row)) > Decimal(str(2 * room(_value(row)))):
                    words = f"{part.row} and {whole.row} do not give it; is it so in the document?"
                    yield ask(Rule.RELATED, row, "value", words)


def _per_month(material: Material, average: str, of: str) -> Iterator[Question]:
    for name in material.names.get(average, ()):
        totals = material.cells.get((of, name), {})
        for period, row in material.cells[average, name].items():
            total = totals.get(period)
            if total and _exact(row, total) and period.length[1] == "months":
                off = abs(_value(total) / period.months - _value(row))
                if off > Decimal(str(2 * room(_value(row)))):
                    yield ask(Rule.RELATED, row, "value", f"{total.row} does not give it; is it so in the document?")


def _exact(*rows: Observation | None) -> bool:
    return all(row is not None and row.is_exact for row in rows)


def _value(row: Observation) -> Decimal:
    return row.value or Decimal(0)
