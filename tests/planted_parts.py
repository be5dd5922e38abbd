"""Mistakes in the two numbers that a value is worked out of, its numerator and denominator."""

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from planted import Cells, Mistake, Notice, Planted, Row, Sheets, in_cells, last_of, number
from planted_values import digits_turned

IMPOSSIBLE, UNLIKELY, UNSEEN = Notice.IMPOSSIBLE, Notice.UNLIKELY, Notice.UNSEEN


def _swapped_parts(row: Row, sheets: Sheets) -> Cells | None:
    return row.parts and {"numerator": row.cells["denominator"], "denominator": row.cells["numerator"]}


def _upside_down(row: Row, sheets: Sheets) -> Cells | None:
    if not row.parts or not row.parts[0]:
        return None
    part, whole = row.parts
    return {"value": number((100 * whole / part).quantize(Decimal("0.1"), ROUND_HALF_UP))}


def _parts_of_last(row: Row, sheets: Sheets) -> Cells | None:
    last = last_of(row, sheets)
    both = row.parts and last and last.parts
    return {name: last.cells[name] for name in ("numerator", "denominator")} if last and both else None


def _value_of_last(row: Row, sheets: Sheets) -> Cells | None:
    last = last_of(row, sheets)
    return {"value": last.cells["value"]} if row.parts and last else None


def _denominator_turned(row: Row, sheets: Sheets) -> Cells | None:
    return row.parts and {"denominator": digits_turned(row.cells["denominator"], 0)}


def _part(change: Callable[[Decimal, Decimal], Cells]) -> Callable[[Sheets], Iterator[Planted]]:
    return in_cells(lambda row, _: change(*row.parts) if row.parts and row.parts[0] else None)


PARTS = (
    Mistake("numerator and denominator exchanged", IMPOSSIBLE, "a part above its whole", in_cells(_swapped_parts)),
    Mistake("the rate worked out upside down", UNLIKELY, "the two numbers give another value", in_cells(_upside_down)),
    Mistake(
        "the two numbers of the last period left in", UNLIKELY, "they give another value", in_cells(_parts_of_last)
    ),
    Mistake(
        "the value of the last period left in beside new numbers",
        UNLIKELY,
        "they give another value",
        in_cells(_value_of_last),
    ),
    Mistake(
        "digits of the denominator exchanged",
        UNLIKELY,
        "the two numbers give another value",
        in_cells(_denominator_turned),
    ),
    Mistake(
        "the numerator typed as the rate",
        UNLIKELY,
        "the two numbers give another value, if it is no more than 100",
        _part(lambda part, whole: {"value": number(part)}),
    ),
    Mistake(
        "a numerator of several areas over the denominator of one",
        UNLIKELY,
        "a part above its whole",
        _part(lambda part, whole: {"numerator": number(part + whole)}),
    ),
    Mistake(
        "the denominator left out", UNLIKELY, "half of the two numbers", _part(lambda part, whole: {"denominator": ""})
    ),
    Mistake(
        "a denominator of 0", IMPOSSIBLE, "nothing is a share of 0", _part(lambda part, whole: {"denominator": "0"})
    ),
)
