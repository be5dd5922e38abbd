"""Mistakes in a single value: what a hand, a spreadsheet or a formula does to a cell."""

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from planted import Cells, Mistake, Notice, Planted, Row, Sheets, in_cells, in_value, last_of, number

from ccpi_nb.domain.indicators import Unit

IMPOSSIBLE, UNLIKELY, UNSEEN = Notice.IMPOSSIBLE, Notice.UNLIKELY, Notice.UNSEEN

_MONEY = (Unit.POUNDS, Unit.POUNDS_THOUSAND, Unit.POUNDS_MILLION)


def _times(factor: str, *units: Unit) -> Callable[[Row, Decimal], Decimal | None]:
    """Return a change of a value of some units, by a factor; of zero there is none."""
    return lambda row, value: value * Decimal(factor) if row.unit in units and value else None


def _digits(change: Callable[[str], str]) -> Callable[[Row, Decimal], Decimal | None]:
    """Return a change of a value as it is typed; none where what is typed then is no number, or begins with 0."""

    def changed(row: Row, value: Decimal) -> Decimal | None:
        text = change(number(value))
        return Decimal(text) if re.fullmatch(r"-?[1-9]\d*(\.\d+)?", text) else None

    return changed


def _is_share(row: Row) -> bool:
    return row.unit is Unit.PERCENT and "change" not in row.indicator.key


def _complement(row: Row, sheets: Sheets) -> Cells | None:
    value = row.value
    if value is None or not _is_share(row) or not 0 <= value <= 100 or not sheets.like(row):
        return None
    # The others are on the same side of a half, well away from it.
    known = [value, *(other.value or Decimal(0) for other in sheets.like(row))]
    plain = all(each > 70 for each in known) or all(each < 30 for each in known)
    return {"value": number(100 - value)} if plain else None


def _is_count(row: Row) -> bool:
    return row.unit is Unit.NUMBER and row.value is not None and row.value == int(row.value)


def _zero(row: Row, value: Decimal) -> Decimal | None:
    return Decimal(0) if value >= 5 else None


def _not_available(row: Row, sheets: Sheets) -> Cells | None:
    last = last_of(row, sheets)
    return {"value": "[x]", "numerator": "", "denominator": ""} if row.value is not None and last else None


def _zero_for_not_available(row: Row, sheets: Sheets) -> Cells | None:
    return {"value": "0"} if row.value is None else None


def _last_value(row: Row, sheets: Sheets) -> Cells | None:
    last = last_of(row, sheets)
    return {name: last.cells[name] for name in ("value", "numerator", "denominator")} if last else None


def _target_for_value(row: Row, sheets: Sheets) -> Cells | None:
    targets = [each.cells["value"] for each in sheets.files["data/targets.csv"] if each.indicator == row.indicator]
    return {"value": targets[0]} if targets and row.value is not None else None


def _change_for_value(row: Row, sheets: Sheets) -> Cells | None:
    last = last_of(row, sheets)
    if row.value is None or not last or not last.value:
        return None
    change = (100 * (row.value - last.value) / last.value).quantize(Decimal("0.1"))
    return {"value": number(abs(change))} if sheets.is_far(row, change) else None


def digits_turned(text: str, at: int) -> str:
    """Return digits with two neighbours exchanged, '' where that changes nothing."""
    places = [index for index, character in enumerate(text) if character.isdigit()]
    if len(places) < 2:
        return ""
    first, second = places[at : at + 2] if at >= 0 else places[-2:]
    turned = list(text)
    turned[first], turned[second] = turned[second], turned[first]
    return "".join(turned) if turned[first] != turned[second] else ""


def _last_two_turned(with_parts: bool) -> Callable[[Row, Sheets], Cells | None]:
    def cells(row: Row, sheets: Sheets) -> Cells | None:
        if row.value is None or bool(row.parts) is not with_parts or row.cells["qualifier"]:
            return None
        turned = digits_turned(row.cells["value"], -1)
        return {"value": turned} if turned else None

    return cells


def _sign(row: Row, value: Decimal) -> Decimal | None:
    return (
        -value
        if value > 0 and "change" not in row.indicator.key and not row.indicator.name.startswith("Change")
        else None
    )


def _as_text(change: Callable[[Row, str], str]) -> Callable[[Sheets], Iterator[Planted]]:
    def cells(row: Row, sheets: Sheets) -> Cells | None:
        text = "" if row.value is None else change(row, row.cells["value"])
        return {"value": text} if text else None

    return in_cells(cells)


def _as_shown(row: Row, text: str) -> str:
    if row.unit in _MONEY:
        return f"£{Decimal(text):,}"
    return f"{text}%" if row.unit is Unit.PERCENT else f"{Decimal(text):,}" if Decimal(text) >= 1000 else ""


VALUES = (
    Mistake(
        "a fraction for a percentage",
        UNLIKELY,
        "a hundredth of what it was in other periods",
        in_value(lambda row, value: value / 100 if _is_share(row) and value else None, far=True),
    ),
    Mistake(
        "a percentage a hundred times too large",
        IMPOSSIBLE,
        "a share above 100%",
        in_value(lambda row, value: value * 100 if _is_share(row) and value > 1 else None),
    ),
    Mistake(
        "the complement of a share",
        UNLIKELY,
        "on the other side of a half from every other period",
        in_cells(_complement),
    ),
    Mistake(
        "pounds in an indicator of millions or thousands",
        UNLIKELY,
        "a thousand times or more what it was",
        in_value(
            lambda row, value: (
                value * {Unit.POUNDS_MILLION: 1000000, Unit.POUNDS_THOUSAND: 1000}.get(row.unit, 0) or None
            ),
            far=True,
        ),
    ),
    Mistake(
        "millions in an indicator of pounds",
        UNLIKELY,
        "a tiny part of what it was",
        in_value(_times("0.000001", Unit.POUNDS), far=True),
    ),
    Mistake(
        "thousands in an indicator of pounds",
        UNLIKELY,
        "a thousandth of what it was",
        in_value(_times("0.001", Unit.POUNDS), far=True),
    ),
    Mistake("pence for pounds", UNLIKELY, "a hundred times what it was", in_value(_times("100", *_MONEY), far=True)),
    Mistake(
        "minutes for seconds",
        UNLIKELY,
        "a sixtieth of what it was",
        in_value(
            lambda row, value: (
                (value / 60).quantize(Decimal("0.1")) if row.unit in (Unit.MINUTES_SECONDS, Unit.SECONDS) else None
            ),
            far=True,
        ),
    ),
    Mistake(
        "minutes and seconds as a decimal",
        UNLIKELY,
        "1.24 for 1 min 24 s: seconds with decimals",
        in_value(
            lambda row, value: (
                Decimal(f"{int(value) // 60}.{int(value) % 60:02}") if row.unit is Unit.MINUTES_SECONDS else None
            ),
        ),
    ),
    Mistake(
        "the decimal point one place to the left",
        UNLIKELY,
        "a tenth of what it was",
        in_value(lambda row, value: value / 10 or None, far=True, times=5),
    ),
    Mistake(
        "the decimal point one place to the right",
        UNLIKELY,
        "ten times what it was",
        in_value(lambda row, value: value * 10 or None, far=True, times=5),
    ),
    Mistake(
        "the decimal point lost",
        UNLIKELY,
        "ten times or more what it was",
        in_value(_digits(lambda text: text.replace(".", "") if "." in text else ""), far=True),
    ),
    Mistake(
        "all after the thousands comma lost",
        UNLIKELY,
        "a thousandth of what it was",
        in_value(_digits(lambda text: text[:-3] if "." not in text else ""), far=True),
    ),
    Mistake(
        "the thousands comma read as a decimal point",
        UNLIKELY,
        "a count with three decimals",
        in_value(lambda row, value: value / 1000 if _is_count(row) and value >= 1000 and value % 10 else None),
    ),
    Mistake(
        "a footnote's digit run into the number",
        UNLIKELY,
        "ten times what it was",
        in_value(_digits(lambda text: f"{text}1"), far=True),
    ),
    Mistake(
        "the first two digits exchanged, plainly",
        UNLIKELY,
        "three times or a third of what it was",
        in_value(_digits(lambda text: digits_turned(text, 0)), far=True),
    ),
    Mistake(
        "the last two digits exchanged, beside its two numbers",
        UNLIKELY,
        "the two numbers give another value",
        in_cells(_last_two_turned(with_parts=True)),
    ),
    Mistake(
        "the last two digits exchanged, with no numbers beside it",
        UNSEEN,
        "nothing: 77.95 is as likely as 77.59",
        in_cells(_last_two_turned(with_parts=False)),
    ),
    Mistake(
        "a digit typed twice",
        UNLIKELY,
        "ten times what it was",
        in_value(_digits(lambda text: text[0] + text), far=True),
    ),
    Mistake("a digit left out", UNLIKELY, "a tenth of what it was", in_value(_digits(lambda text: text[1:]), far=True)),
    Mistake("a minus before it", IMPOSSIBLE, "there are no fewer than none", in_value(_sign)),
    Mistake(
        "the minus of a change lost",
        UNSEEN,
        "nothing: it may well have risen",
        in_value(lambda row, value: -value if value < 0 else None),
    ),
    Mistake("0 for a blank cell", UNLIKELY, "it was never 0 before", in_value(_zero, far=True)),
    Mistake(
        "0 for 'not available'", UNSEEN, "nothing, where there is no other period", in_cells(_zero_for_not_available)
    ),
    Mistake("'not available' for a value", UNLIKELY, "the period before had one", in_cells(_not_available)),
    Mistake(
        "rounded to a whole number",
        UNSEEN,
        "nothing that is wrong: only fewer decimals than usual",
        in_value(lambda row, value: value.quantize(Decimal(1), ROUND_HALF_UP)),
    ),
    Mistake("the last period's value copied", UNLIKELY, "exactly the same twice", in_cells(_last_value)),
    Mistake(
        "the target typed as the value",
        UNSEEN,
        "nothing: targets are met to the digit now and then",
        in_cells(_target_for_value),
    ),
    Mistake("the change in per cent for the value", UNLIKELY, "far from other periods", in_cells(_change_for_value)),
    Mistake("VAT added", UNSEEN, "nothing: a fifth more is an ordinary quarter", in_value(_times("1.2", *_MONEY))),
    Mistake(
        "the heading's year taken for the value",
        UNLIKELY,
        "far from other periods, and a year",
        in_value(lambda row, value: Decimal(row.period.end.year), far=True),
    ),
    Mistake("typed with its sign and commas", IMPOSSIBLE, "no number", _as_text(_as_shown)),
    Mistake("the error of a formula", IMPOSSIBLE, "no number", _as_text(lambda row, text: "#DIV/0!")),
    Mistake(
        "a letter O for a nought",
        IMPOSSIBLE,
        "no number",
        _as_text(lambda row, text: text.replace("0", "O") if "0" in text else ""),
    ),
    Mistake(
        "as a spreadsheet shortens it",
        IMPOSSIBLE,
        "no number: 9.02E+05",
        _as_text(lambda row, text: f"{Decimal(text):.2E}" if Decimal(text) >= 1000 else ""),
    ),
    Mistake("a number with words", IMPOSSIBLE, "no number: c. 1,240", _as_text(lambda row, text: f"c. {text}")),
    Mistake("a date where the number stood", IMPOSSIBLE, "no number", _as_text(lambda row, text: "Nov-14")),
)
