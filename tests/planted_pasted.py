"""Mistakes of pasting, filling, sorting and saving: what a spreadsheet does to a column or a row that is moved."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from planted import Cells, Mistake, Notice, Planted, Row, Sheets, files_of, in_cells, last_of, number

from ccpi_nb.domain.indicators import Unit

IMPOSSIBLE, UNLIKELY, UNSEEN = Notice.IMPOSSIBLE, Notice.UNLIKELY, Notice.UNSEEN

_MONEY = (Unit.POUNDS, Unit.POUNDS_THOUSAND, Unit.POUNDS_MILLION)


def _plain(row: Row) -> bool:
    """Whether a row has a value of its own and no numbers beside it."""
    return row.value is not None and not row.parts and not row.cells["qualifier"]


# Rows of other datasets


def _indicators_of(sheets: Sheets) -> Mapping[str, set[str]]:
    found = defaultdict(set)
    for row in sheets.observed:
        found[row.dataset].add(row.cells["indicator"])
    return found


def _foreign_row(*, known: bool) -> Callable[[Sheets], Iterator[Planted]]:
    """Return the places of a row pasted into another dataset's file of the period: of an indicator that it has, or not.

    The file has it once, from the other's paper.
    """

    def places(sheets: Sheets) -> Iterator[Planted]:
        own = _indicators_of(sheets)
        for _, rows in files_of(sheets):
            for row in sheets.observed:
                if (
                    row.dataset != rows[0].dataset
                    and row.period == rows[0].period
                    and (row.cells["indicator"] in own[rows[0].dataset]) is known
                ):
                    yield sheets.added(rows[-1], {name: row.cells.get(name, "") for name in rows[-1].cells})

    return places


def _foreign_file(sheets: Sheets) -> Iterator[Planted]:
    """All rows of another dataset's file of the period below a file's own."""
    for _, rows in files_of(sheets):
        for _, others in files_of(sheets):
            if others[0].dataset != rows[0].dataset and others[0].period == rows[0].period:
                pasted = [{name: row.cells.get(name, "") for name in rows[-1].cells} for row in others]
                yield sheets.added(rows[-1], *pasted)


def _foreign_value(sheets: Sheets) -> Iterator[Planted]:
    """The value of another dataset's row of the same unit and period, in this one's row."""
    for row in sheets.observed:
        for other in sheets.observed:
            if (
                _plain(row)
                and _plain(other)
                and other.dataset != row.dataset
                and (other.period, other.unit) == (row.period, row.unit)
                and sheets.is_far(row, other.value or Decimal())
            ):
                yield sheets.changed(row, value=other.cells["value"])


# Columns


def _column(change: Callable[[Sequence[Row]], Sequence[str] | None]) -> Callable[[Sheets], Iterator[Planted]]:
    """Return the places where a column of values is others: those of a file's rows that have a value of their own."""

    def places(sheets: Sheets) -> Iterator[Planted]:
        for _, every in files_of(sheets):
            rows = [row for row in every if _plain(row)]
            values = change(rows) if len(rows) > 3 else None
            changed = {
                row: {**row.cells, "value": value}
                for row, value in zip(rows, values or (), strict=False)
                if value != row.cells["value"]
            }
            if changed and any(sheets.is_far(row, Decimal(cells["value"])) for row, cells in changed.items()):
                yield sheets.replaced(changed)

    return places


def _sorted(rows: Sequence[Row]) -> list[str]:
    return [row.cells["value"] for row in sorted(rows, key=lambda row: row.value or Decimal(), reverse=True)]


def _filled_down(rows: Sequence[Row]) -> list[str]:
    return [rows[0].cells["value"]] * len(rows)


def _dragged(rows: Sequence[Row]) -> list[str]:
    return [number((rows[0].value or Decimal()) + at) for at, _ in enumerate(rows)]


def _money_in_thousands(rows: Sequence[Row]) -> list[str] | None:
    if sum(row.unit in _MONEY for row in rows) < 2:
        return None
    return [number((row.value or Decimal()) / 1000) if row.unit in _MONEY else row.cells["value"] for row in rows]


def _all_shares_as_fractions(rows: Sequence[Row]) -> list[str]:
    return [number((row.value or Decimal()) / 100) if row.unit is Unit.PERCENT else row.cells["value"] for row in rows]


def _rotated(sheets: Sheets) -> Iterator[Planted]:
    """The values of a breakdown, each at the name after its own."""
    for _, rows in files_of(sheets):
        by_key = defaultdict(list)
        for row in rows:
            if row.cells["breakdown"] and _plain(row):
                by_key[row.cells["indicator"]].append(row)
        for own in by_key.values():
            pairs = list(zip(own, [own[-1], *own[:-1]], strict=True))
            if len(own) > 2 and any(sheets.is_far(row, other.value or Decimal()) for row, other in pairs):
                yield sheets.replaced({row: {**row.cells, "value": other.cells["value"]} for row, other in pairs})


# Cells


def _serial_of_a_day(row: Row, sheets: Sheets) -> Cells | None:
    """A day as a spreadsheet holds it, 41974 for 1 December 2014, where the number stood."""
    serial = (row.period.end - date(1899, 12, 30)).days
    return {"value": str(serial)} if _plain(row) and sheets.is_far(row, Decimal(serial)) else None


def _with_the_next(sheets: Sheets) -> Iterator[Planted]:
    """Two rows added into one, as a merged cell has it."""
    for _, rows in files_of(sheets):
        for row, after in pairwise(rows):
            if _plain(row) and _plain(after) and row.unit is after.unit is Unit.NUMBER:
                total = (row.value or Decimal()) + (after.value or Decimal())
                if sheets.is_far(row, total):
                    yield sheets.changed(row, value=number(total))


def _all_done(row: Row, sheets: Sheets) -> Cells | None:
    """The denominator in both columns, and so 100%: far from what it was at other times."""
    parts = row.parts
    if parts is None or row.unit is not Unit.PERCENT or row.value == 100 or not sheets.is_far(row, Decimal(100)):
        return None
    return {"value": "100", "numerator": row.cells["denominator"]}


def _in_the_note(row: Row, sheets: Sheets) -> Cells | None:
    return {"value": "", "note": row.cells["value"]} if row.value is not None else None


def _with_decimal_comma(row: Row, sheets: Sheets) -> Cells | None:
    return {"value": row.cells["value"].replace(".", ",")} if "." in row.cells["value"] else None


def _another_sign_for_the_minus(row: Row, sheets: Sheets) -> Cells | None:
    text = row.cells["value"]
    return {"value": f"\N{MINUS SIGN}{text[1:]}"} if text.startswith("-") else None


# Papers and days


def _paper_of_the_last_period(row: Row, sheets: Sheets) -> Cells | None:
    """The source of the period before left in, with this one's value."""
    before = last_of(row, sheets)
    if before is None or before.cells["source"] == row.cells["source"] or before.cells["as_at"] == row.cells["as_at"]:
        return None
    return {"source": before.cells["source"]}


def _paper_on_two_days(sheets: Sheets) -> Iterator[Planted]:
    """One of several rows of a paper with a day that is a week off."""
    for _, rows in files_of(sheets):
        for row in rows:
            same = [other for other in rows if other.cells["source"] == row.cells["source"]]
            if len(same) > 2 and len({other.cells["as_at"] for other in same}) == 1:
                later = date.fromisoformat(row.cells["as_at"]).toordinal() + 7
                yield sheets.changed(row, as_at=date.fromordinal(later).isoformat())


PASTED = (
    Mistake(
        "a row of another dataset, of an indicator that this one has never had",
        UNLIKELY,
        "it is not of this service",
        _foreign_row(known=False),
    ),
    Mistake(
        "a row of another dataset, of an indicator that both have",
        UNLIKELY,
        "the other dataset has the very same",
        _foreign_row(known=True),
    ),
    Mistake("another dataset's rows below a file's own", UNLIKELY, "none is of this service", _foreign_file),
    Mistake("another dataset's value in a row", UNLIKELY, "far from other periods", _foreign_value),
    Mistake("the column of values sorted by itself", UNLIKELY, "many far from other periods", _column(_sorted)),
    Mistake("the first value filled down the column", UNLIKELY, "many rows alike", _column(_filled_down)),
    Mistake("the first value dragged down: 5, 6, 7", UNLIKELY, "each one more than the last", _column(_dragged)),
    Mistake(
        "all sums of a file in thousands", UNLIKELY, "a thousandth of what they were", _column(_money_in_thousands)
    ),
    Mistake(
        "all shares of a file as fractions",
        UNLIKELY,
        "a hundredth of what they were",
        _column(_all_shares_as_fractions),
    ),
    Mistake("the values of a breakdown at the name after their own", UNLIKELY, "far from other periods", _rotated),
    Mistake("a day as a spreadsheet holds it", UNLIKELY, "41974", in_cells(_serial_of_a_day)),
    Mistake("two rows added into one", UNLIKELY, "far from other periods", _with_the_next),
    Mistake("the denominator twice, and so 100%", UNLIKELY, "never all before", in_cells(_all_done)),
    Mistake("the value in the column for notes", IMPOSSIBLE, "a number and no words", in_cells(_in_the_note)),
    Mistake("a decimal comma", IMPOSSIBLE, "no number", in_cells(_with_decimal_comma)),
    Mistake("another sign for the minus", IMPOSSIBLE, "no number", in_cells(_another_sign_for_the_minus)),
    Mistake(
        "the paper of the period before",
        UNLIKELY,
        "known on another day than its paper's",
        in_cells(_paper_of_the_last_period),
    ),
    Mistake("one paper known on two days", UNLIKELY, "the others of the paper have one day", _paper_on_two_days),
)
