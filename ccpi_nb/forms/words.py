"""A comment as somebody types it, as a register takes it: one paragraph, its own value as a slot, no other figure."""

import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from ccpi_nb.document.figures import MINUS, written
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.sentences import words_outside_slots
from ccpi_nb.domain.indicators import Observation, Unit
from ccpi_nb.files.cells import unseen_in
from ccpi_nb.files.fonts import unshowable
from ccpi_nb.files.personal_details import personal_details_in
from ccpi_nb.workbook.sign_offs import names_a_person

_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2023\u25aa\u25cf\u00b7\u2013\u2014]+|=+|\+)\s*")
# Beside a plain number of fewer digits another may stand by chance: fifteen complaints, and fifteen staff.
_TELLING = 3


def one_paragraph(text: str) -> str:
    """Return what somebody has typed into a cell as one paragraph: lines and bullets run on, unseen characters gone."""
    lines = [_capital(" ".join(_BULLET.sub("", line).split())) for line in re.split(r"[\r\n\v\f\u2028]+", _seen(text))]
    return " ".join(line if line.endswith((".", "!", "?", ":", ";", ",")) else f"{line}." for line in lines if line)


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]


def _seen(text: str) -> str:
    while (at := unseen_in(text)) is not None:
        text = text[:at] + text[at + 1 :]
    return text


def with_slots(text: str, unit: Unit, values: Iterable[Observation]) -> str:
    """Return a comment with a slot for each number that is one of some values of its own indicator.

    '71.5%' becomes `{invoices_paid @ 2014-15-Q3}`. A number counts only where no other can be meant: it has its unit's
    sign, or three digits. The first of the values that fits is taken.
    """
    slots: dict[str, str] = {}
    for row in values:
        if row.value is not None and row.is_exact:
            for form in _forms(row.value, unit):
                slots.setdefault(form, _slot_of(row))
    telling = sorted(
        (form for form in slots if re.sub(r"\d", "", form) or len(form) >= _TELLING), key=len, reverse=True
    )
    if not telling:
        return text
    # Not within a longer number, nor before a scale or a unit of its own.
    pattern = rf"(?<![\w.,£-])(?:{'|'.join(map(re.escape, telling))})(?![\w%]|[.,:]\d| ?per ?cent)"
    return re.sub(pattern, lambda match: slots[match[0]], text)


def _is_telling(form: str) -> bool:
    return not form.isdecimal() or len(form) >= _TELLING


def _forms(value: Decimal, unit: Unit) -> Iterator[str]:
    """Yield the ways in which a person writes a value: '1,240' and '1240'; '71.5%', '71.5 %' and '71.5 per cent'."""
    for number in (value, Decimal(f"{value.normalize():f}")):
        printed = written(number, unit).replace(MINUS, "-")
        yield from (printed, printed.replace(",", ""))
        if unit is Unit.PERCENT:
            yield from (printed.replace("%", end) for end in (" %", " per cent", " percent"))
        if unit is Unit.MINUTES_SECONDS:
            minutes, seconds = divmod(number, 60)
            yield from (
                f"{minutes:.0f}m {seconds:f}s",
                f"{minutes:.0f}:{seconds:02f}",
                f"{minutes:02.0f}:{seconds:02f}",
            )


def _slot_of(row: Observation) -> str:
    breakdown = f" / {row.breakdown}" if row.breakdown else ""
    return f"{{{row.indicator}{breakdown} @ {row.period}}}"


def problems_of_words(text: str, said: str, names: Collection[str], *, quoted: bool = True) -> Iterator[str]:
    """Yield what no register takes of a comment, each with the remedy.

    `said` is the comment after `with_slots`. Personal details are not quoted, nor are numbers unless `quoted`.
    """
    if details := personal_details_in(text):
        yield f"the words hold {' and '.join(details)}; name the post instead"
        return
    if names_a_person(text):
        yield "the words name a person; name the post or team instead"
        return
    if "{" in text or "}" in text:
        yield "a brace stands in the words; take it out"
        return
    if why := unshowable(text):
        yield why
    for figure in typed_figures(words_outside_slots(said), names):
        which = f"the number '{figure}'" if quoted else "a number"
        yield (
            f"{which} is typed into the words, where nothing says what it is from; leave it out, or "
            "write it in letters. The figure's own value may stand there, as its cell gives it, and so may dates"
        )
