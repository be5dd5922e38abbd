"""Cells put together to observations: a value with its numerator and denominator, or a percentage made of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ccpi_nb.domain.indicators import Indicator, Unit
from ccpi_nb.domain.lineage import Amount, Origin, TakenValue
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import refuse
from ccpi_nb.recipes.line_labels import listed
from ccpi_nb.recipes.recipe import CellPart, Meaning, Recipe


@dataclass(frozen=True)
class Found:
    """A cell with an amount: what it is of, its period, and where it stood."""

    meaning: Meaning
    period: Period
    amount: Amount
    origin: Origin
    labels: str


def values_of(
    recipe: Recipe, cells: Sequence[Found], indicators: Mapping[str, Indicator], name: str
) -> Iterator[TakenValue]:
    """Yield an observation's value with its parts; InputError where two cells are the same part of one, or none is."""
    groups: dict[tuple[str, Period, str], dict[CellPart, list[Found]]] = {}
    for cell in cells:
        key = cell.meaning.indicator, cell.period, cell.meaning.breakdown
        groups.setdefault(key, {}).setdefault(cell.meaning.part or CellPart.VALUE, []).append(cell)
    problems = []
    for (indicator, period, breakdown), parts in groups.items():
        what = f"'{indicator}'{f' for {breakdown}' if breakdown else ''} in {period.in_sentence}"
        problems += [
            f"{name}: {listed(map(_cell_of, same))} both give the {part} of {what}; say in the recipe which is meant, "
            "and leave out the other"
            for part, same in parts.items()
            if len(same) > 1
        ]
        firsts = {part: same[0] for part, same in parts.items()}
        made = any(cell.meaning.made_of_parts for cell in firsts.values())
        if CellPart.VALUE not in firsts and not made:
            cell = next(iter(firsts.values()))
            problems.append(
                f"{name}: there is no value of {what} beside {_cell_of(cell)}; "
                "say 'made_of_parts: true' in the recipe if it is to be made of its parts"
            )
        elif not problems:
            value = _value(recipe, firsts, indicators[indicator], period, breakdown, made=made)
            if isinstance(value, str):
                problems.append(f"{name}: {what}: {value}")
            else:
                yield value
    refuse(problems)


def _value(
    recipe: Recipe,
    parts: Mapping[CellPart, Found],
    indicator: Indicator,
    period: Period,
    breakdown: str,
    *,
    made: bool,
) -> TakenValue | str:
    """Return an observation's value, from its cell or made of its parts; a sentence's end where it can't be made."""
    numerator, denominator = parts.get(CellPart.NUMERATOR), parts.get(CellPart.DENOMINATOR)
    whole = parts.get(CellPart.VALUE)
    if made and whole:
        return f"it has a cell of its own, {whole.origin.cell}, so it is not 'made_of_parts'"
    if whole:
        amount, origin = whole.amount, whole.origin
    else:
        composed = _composed(numerator, denominator, indicator)
        if isinstance(composed, str):
            return composed
        amount, origin = composed
    return TakenValue(
        recipe.dataset,
        indicator.key,
        period,
        breakdown,
        amount.value,
        amount.shorthand,
        origin,
        numerator.amount.value if numerator else None,
        denominator.amount.value if denominator else None,
        amount.qualifier,
        numerator_origin=numerator.origin if numerator else None,
        denominator_origin=denominator.origin if denominator else None,
    )


def _composed(numerator: Found | None, denominator: Found | None, indicator: Indicator) -> tuple[Amount, Origin] | str:
    """Return a percentage made of its parts, and as its origin both cells."""
    if numerator is None or denominator is None:
        return "its numerator or its denominator is missing, and it is to be made of both"
    if indicator.unit is not Unit.PERCENT:
        return f"it is in {indicator.unit}, and only a percentage is made of its parts"
    top, bottom = numerator.amount, denominator.amount
    if top.shorthand and top.shorthand is bottom.shorthand:
        return top, _both(numerator.origin, denominator.origin)
    if top.value is None or bottom.value is None:
        return "one of its parts has no value; leave out the other by the recipe as well"
    if bottom.value == 0:
        return f"nothing is a share of 0 ({denominator.origin.cell}); leave the row out, or have both cells say 'n/a'"
    if top.qualifier or bottom.qualifier:
        return "one of its parts is not exact, and no percentage is made of such"
    value = (100 * top.value / bottom.value).quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP)
    return Amount(value), _both(numerator.origin, denominator.origin)


def _both(one: Origin, two: Origin) -> Origin:
    """Return the origin of a value that two cells make."""
    if one.sheet != two.sheet:
        cells = f"cell {one.cell}, and {two.place}"
    else:
        cells = f"cells {one.cell} and {two.cell}" if " " not in one.cell else f"{one.cell} and {two.cell}"
    shown = f"{one.shown_as} / {two.shown_as}", f"{one.held_as} / {two.held_as}"
    return Origin(one.file, one.sha256, one.sheet, cells, *shown, one.reader, one.reader_sha256)


def _cell_of(found: Found) -> str:
    return found.origin.words.removeprefix(f"{found.origin.file}, ")
