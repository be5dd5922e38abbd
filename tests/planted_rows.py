"""Mistakes in rows, labels, periods, days and whole files: what copying, sorting, cutting and sending do to them."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from planted import Cells, Mistake, Notice, Planted, Row, Sheets, files_of, in_cells, last_of, moved, number, text_of

IMPOSSIBLE, UNLIKELY, UNSEEN = Notice.IMPOSSIBLE, Notice.UNLIKELY, Notice.UNSEEN

_MEASURED = ("value", "numerator", "denominator")


def _measured(row: Row) -> Cells:
    return {name: row.cells[name] for name in _MEASURED}


def _with(row: Row, of: Row) -> Cells:
    """Return a row's cells with the numbers of another."""
    return {**row.cells, **_measured(of)}


# Numbers in the wrong row, column or period


def _exchanged(alike: Callable[[Row, Row], bool], *, far: bool) -> Callable[[Sheets], Iterator[Planted]]:
    """Return the places where two rows of a file have each other's numbers: with `far` where like values show it."""

    def places(sheets: Sheets) -> Iterator[Planted]:
        for _, rows in files_of(sheets):
            for row, other in combinations(rows, 2):
                if row.value is None or other.value is None or row.value == other.value or not alike(row, other):
                    continue
                shows = sheets.is_far(row, other.value) or sheets.is_far(other, row.value)
                if shows is far:
                    yield sheets.replaced({row: _with(row, other), other: _with(other, row)})

    return places


def _same_unit(row: Row, other: Row) -> bool:
    return row.unit == other.unit and row.indicator != other.indicator


def _other_unit(row: Row, other: Row) -> bool:
    return row.unit != other.unit


def _two_places(row: Row, other: Row) -> bool:
    return row.indicator == other.indicator and row.cells["breakdown"] != other.cells["breakdown"]


def _periods_exchanged(sheets: Sheets) -> Iterator[Planted]:
    for row in sheets.observed:
        for other in sheets.like(row):
            if row.period < other.period and row.value not in (None, other.value):
                yield sheets.replaced({row: _with(row, other), other: _with(other, row)})


def _a_row_down(sheets: Sheets) -> Iterator[Planted]:
    for _, rows in files_of(sheets):
        if any(sheets.is_far(row, above.value) for above, row in pairwise(rows) if above.value is not None):
            yield sheets.replaced({row: _with(row, above) for above, row in pairwise(rows)})


def _column_of_last_period(sheets: Sheets) -> Iterator[Planted]:
    for _, rows in files_of(sheets):
        last = {row: _with(row, before) for row in rows for before in [last_of(row, sheets)] if before}
        if len(last) > 2:
            yield sheets.replaced(last)


def _year_to_date(row: Row, sheets: Sheets) -> list[Row]:
    """Return the values of the same thing up to the same day since April, for a shorter period within."""
    return [
        other
        for other in sheets.observed
        if other.is_of(row)
        and other.period.is_year_to_date
        and other.period.end == row.period.end
        and other.period.months > row.period.months
        and row.value not in (None, 0, other.value)
        and other.value is not None
    ]


def _to_date_in_period(row: Row, sheets: Sheets) -> Cells | None:
    found = _year_to_date(row, sheets)
    return _measured(found[0]) if found else None


def _period_in_to_date(sheets: Sheets) -> Iterator[Planted]:
    for row in sheets.observed:
        for other in _year_to_date(row, sheets):
            yield sheets.changed(other, **_measured(row))


def _counted_times(times: Decimal) -> Callable[[Row, Sheets], Cells | None]:
    def cells(row: Row, sheets: Sheets) -> Cells | None:
        if row.value is None or row.unit != "number" or row.value < 20 or row.parts:
            return None
        wrong = (row.value * times).quantize(Decimal(1))
        return {"value": number(wrong)} if sheets.is_far(row, wrong) else None

    return cells


# Rows


def _left_out(sheets: Sheets) -> Iterator[Planted]:
    for row in sheets.observed:
        if last_of(row, sheets) and len(sheets.files[row.file]) > 1:
            yield sheets.replaced({row: None})


def _cut_short(sheets: Sheets) -> Iterator[Planted]:
    for _, rows in files_of(sheets):
        lost = rows[len(rows) * 2 // 3 :]
        if len(rows) > 3 and any(last_of(row, sheets) for row in lost):
            yield sheets.replaced(dict.fromkeys(lost))


def _cut_in_a_line(sheets: Sheets) -> Iterator[Planted]:
    for file, rows in files_of(sheets):
        text = text_of([row.cells for row in rows])
        end = text.rindex(rows[-1].cells["as_at"]) - 3
        yield Planted(f"{file}, its end", {file: text[:end]})


def _twice(change: Callable[[Row], Cells]) -> Callable[[Sheets], Iterator[Planted]]:
    def places(sheets: Sheets) -> Iterator[Planted]:
        for row in sheets.observed:
            if row.value is not None and row.value > 1:
                yield sheets.added(row, {**row.cells, **change(row)})

    return places


def _as_next_period(sheets: Sheets) -> Iterator[Planted]:
    """A file saved under the name of the period after its own, which has no file yet."""
    for file, rows in files_of(sheets):
        after = rows[0].period.moved(1)
        name = f"{file.rpartition('/')[0]}/{after.file_stem}.csv"
        if name not in sheets.files and all(row.cells["as_at"] <= after.end.isoformat() for row in rows):
            yield Planted(name, {name: text_of([{**row.cells, "period": str(after)} for row in rows])})


def _sent_again(sheets: Sheets) -> Iterator[Planted]:
    """A file sent again for the period after its own, three months later: every number as before."""
    for file, rows in files_of(sheets):
        after = rows[0].period.moved(1)
        name = f"{file.rpartition('/')[0]}/{after.file_stem}.csv"
        if name not in sheets.files and len(rows) > 2:
            later = {"period": str(after), "as_at": moved(rows[0].cells["as_at"], 91)}
            yield Planted(name, {name: text_of([{**row.cells, **later} for row in rows])})


ROWS = (
    Mistake(
        "the numbers of two rows exchanged, far apart",
        UNLIKELY,
        "both far from their other periods",
        _exchanged(_same_unit, far=True),
    ),
    Mistake(
        "the numbers of two rows exchanged, close together",
        UNSEEN,
        "nothing: each is likely in the other's row",
        _exchanged(_same_unit, far=False),
    ),
    Mistake(
        "the numbers of two rows of other units exchanged",
        UNLIKELY,
        "far from other periods, or no value of that unit",
        _exchanged(_other_unit, far=True),
    ),
    Mistake(
        "two places exchanged, far apart",
        UNLIKELY,
        "both far from their other periods",
        _exchanged(_two_places, far=True),
    ),
    Mistake(
        "two places exchanged that no other period tells apart",
        UNSEEN,
        "nothing: the sum stays the same",
        _exchanged(_two_places, far=False),
    ),
    Mistake("two periods exchanged", UNSEEN, "nothing: each was likely in the other", _periods_exchanged),
    Mistake("a column pasted a row too low", UNLIKELY, "many far from their other periods", _a_row_down),
    Mistake(
        "the column of the last period sent again",
        UNLIKELY,
        "every value as in the last period",
        _column_of_last_period,
    ),
    Mistake(
        "the year to date in a period's cell",
        UNLIKELY,
        "the same as the year to date, though the year had begun earlier",
        in_cells(_to_date_in_period),
    ),
    Mistake(
        "a period's value in the year to date's cell",
        UNLIKELY,
        "the same as one of its periods, though others came before",
        _period_in_to_date,
    ),
    Mistake("a count made up to a year", UNLIKELY, "four times what it was", in_cells(_counted_times(Decimal(4)))),
    Mistake(
        "a month's count in a quarter's cell",
        UNLIKELY,
        "a third of what it was",
        in_cells(_counted_times(Decimal("0.3"))),
    ),
    Mistake("a row left out", UNLIKELY, "the last like period had it", _left_out),
    Mistake("the last third of a file lost", UNLIKELY, "the last like period had those rows", _cut_short),
    Mistake("a file cut off in a line", IMPOSSIBLE, "a line with too few cells", _cut_in_a_line),
    Mistake("a row twice", IMPOSSIBLE, "the same thing from the same source", _twice(lambda row: {})),
    Mistake(
        "a row twice, with another number",
        IMPOSSIBLE,
        "one source that says two things",
        _twice(lambda row: {"value": number((row.value or Decimal()) + 1)}),
    ),
    Mistake(
        "a row twice, with another number and source",
        UNLIKELY,
        "two documents that disagree",
        _twice(
            lambda row: {
                "value": number((row.value or Decimal()) + 1),
                "source": f"{row.cells['source']}, summary",
                "numerator": "",
                "denominator": "",
            }
        ),
    ),
    Mistake("a file under the period after its own", UNLIKELY, "known before the period was over", _as_next_period),
    Mistake("a file sent again as the next period's", UNLIKELY, "every value as in the last period", _sent_again),
)
