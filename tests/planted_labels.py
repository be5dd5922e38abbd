"""Mistakes in labels, days, sources and targets: what stands beside a number and says what it is."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from planted import TARGETS, Cells, Mistake, Notice, Planted, Row, Sheets, files_of, in_cells, last_of, moved, number

IMPOSSIBLE, UNLIKELY, UNSEEN = Notice.IMPOSSIBLE, Notice.UNLIKELY, Notice.UNSEEN

# Labels


def _by_breakdown(sheets: Sheets) -> Iterator[list[Row]]:
    """Yield the rows of one indicator's places in one file, where there is no whole beside them."""
    for _, rows in files_of(sheets):
        found = defaultdict(list)
        for row in rows:
            found[row.cells["indicator"], row.cells["given_in"]].append(row)
        yield from (
            of_one for of_one in found.values() if len(of_one) > 1 and all(row.cells["breakdown"] for row in of_one)
        )


def _sum_as_place(label: str, first: int | None) -> Callable[[Sheets], Iterator[Planted]]:
    def places(sheets: Sheets) -> Iterator[Planted]:
        for rows in _by_breakdown(sheets):
            added = [row.value for row in rows[:first] if row.value is not None]
            if len(rows) > 2 and len(added) > 1:
                yield sheets.added(
                    rows[-1], {**rows[-1].cells, "breakdown": label, "value": number(sum(added, Decimal()))}
                )

    return places


def _relabelled(change: Callable[[str], str], *, known: bool) -> Callable[[Row, Sheets], Cells | None]:
    """Return the change of a label: with `known` where another period has the right one."""

    def cells(row: Row, sheets: Sheets) -> Cells | None:
        label = row.cells["breakdown"]
        if not label or bool(sheets.like(row)) is not known or change(label) in ("", label):
            return None
        return {"breakdown": change(label)}

    return cells


def _letter_lost(label: str) -> str:
    return label[:3] + label[4:] if len(label) > 5 else ""


def _initials(label: str) -> str:
    words = label.split()
    return "".join(word[0].upper() for word in words) if len(words) > 1 else ""


def _label_of_another(sheets: Sheets) -> Iterator[Planted]:
    for rows in _by_breakdown(sheets):
        for row, other in pairwise(rows):
            yield sheets.changed(other, breakdown=row.cells["breakdown"])


def _a_place_for_the_whole(row: Row, sheets: Sheets) -> Cells | None:
    return {"breakdown": "Lancashire"} if not row.indicator.breakdown else None


def _key_misspelt(row: Row, sheets: Sheets) -> Cells | None:
    return {"indicator": row.cells["indicator"][:-1]}


def _key_of_the_row_above(sheets: Sheets) -> Iterator[Planted]:
    for _, rows in files_of(sheets):
        for above, row in pairwise(rows):
            if (
                row.indicator != above.indicator
                and not row.cells["breakdown"]
                and not above.cells["breakdown"]
                and last_of(row, sheets)
            ):
                yield sheets.changed(row, indicator=above.cells["indicator"])


# Days and sources


def _day(change: Callable[[Row, str], str]) -> Callable[[Sheets], Iterator[Planted]]:
    return in_cells(lambda row, _: {"as_at": change(row, row.cells["as_at"])})


def _day_and_month_exchanged(row: Row, day: str) -> str:
    year, month, number_ = day.split("-")
    return f"{year}-{number_}-{month}" if int(number_) <= 12 else day


def _estimate_as_known(row: Row, sheets: Sheets) -> Cells | None:
    early = date.fromisoformat(row.cells["as_at"]) < row.period.end
    return {"qualifier": ""} if early and row.cells["qualifier"] in ("estimated", "forecast", "provisional") else None


def _later_paper(row: Row, sheets: Sheets) -> Cells | None:
    source = row.cells["source"]
    return {"source": source.replace(" 2014", " 2015")} if " 2014" in source else None


# Targets


def _target(change: Callable[[Row], Cells | None]) -> Callable[[Sheets], Iterator[Planted]]:
    def places(sheets: Sheets) -> Iterator[Planted]:
        for row in sheets.files[TARGETS]:
            if cells := change(row):
                yield sheets.changed(row, **cells)

    return places


def _ended(row: Row) -> Cells | None:
    return {"valid_to": "2014-06-30"} if row.cells["valid_from"] == "2014-04-01" and not row.cells["valid_to"] else None


_TURNED = {">=": "<=", "<=": ">=", "<": ">", ">": "<"}

LABELS = (
    Mistake(
        "the row 'Total' taken for a place", UNLIKELY, "the sum of the others, by name", _sum_as_place("Total", None)
    ),
    Mistake(
        "a subtotal taken for a place",
        UNLIKELY,
        "the sum of two others, and a new name",
        _sum_as_place("Both together", 2),
    ),
    Mistake(
        "a place misspelt that other periods have",
        UNLIKELY,
        "a new name where another has gone",
        in_cells(_relabelled(_letter_lost, known=True)),
    ),
    Mistake(
        "a place misspelt that no other period has",
        UNSEEN,
        "nothing but the spelling",
        in_cells(_relabelled(_letter_lost, known=False)),
    ),
    Mistake(
        "a place by its initials",
        UNLIKELY,
        "a new name where another has gone",
        in_cells(_relabelled(_initials, known=True)),
    ),
    Mistake(
        "a place in capitals",
        IMPOSSIBLE,
        "two names that only look different",
        in_cells(_relabelled(str.upper, known=True)),
    ),
    Mistake(
        "a place with two spaces",
        IMPOSSIBLE,
        "a name with two spaces",
        in_cells(_relabelled(lambda label: label.replace(" ", "  "), known=True)),
    ),
    Mistake(
        "a place without its name",
        UNLIKELY,
        "a whole that is less than its parts, and a place that has gone",
        in_cells(lambda row, sheets: {"breakdown": ""} if row.cells["breakdown"] and sheets.like(row) else None),
    ),
    Mistake("a merged label filled down", IMPOSSIBLE, "one place with two values", _label_of_another),
    Mistake(
        "a place where nothing is broken down",
        IMPOSSIBLE,
        "an indicator without places",
        in_cells(_a_place_for_the_whole),
    ),
    Mistake("an indicator misspelt", IMPOSSIBLE, "no such indicator", in_cells(_key_misspelt)),
    Mistake(
        "the label of the row above",
        UNLIKELY,
        "two values for that one, none for this one",
        _key_of_the_row_above,
    ),
    Mistake("a day a year late", UNLIKELY, "not the day of the paper", _day(lambda row, day: moved(day, 365))),
    Mistake(
        "a day a hundred years late",
        IMPOSSIBLE,
        "no report would ever show it",
        _day(lambda row, day: day.replace("20", "21", 1)),
    ),
    Mistake(
        "a day before the period was over",
        UNLIKELY,
        "nobody could know it yet",
        _day(lambda row, day: moved(row.period.end.isoformat(), -20)),
    ),
    Mistake("day and month exchanged", UNLIKELY, "not the day of the paper", _day(_day_and_month_exchanged)),
    Mistake(
        "a day as people write it",
        IMPOSSIBLE,
        "no day: 11/12/2014",
        _day(lambda row, day: "/".join(reversed(day.split("-")))),
    ),
    Mistake(
        "another period than the file's",
        IMPOSSIBLE,
        "the file's name says another one",
        in_cells(lambda row, _: {"period": str(row.period.moved(1))}),
    ),
    Mistake("no source", IMPOSSIBLE, "nothing to find it by", in_cells(lambda row, _: {"source": ""})),
    Mistake("a paper of the year after", IMPOSSIBLE, "known before its paper", in_cells(_later_paper)),
    Mistake(
        "'about' or 'over' left out",
        UNSEEN,
        "nothing: the number is as the paper has it",
        in_cells(lambda row, _: {"qualifier": ""} if row.cells["qualifier"] in ("about", "over", "almost") else None),
    ),
    Mistake("'estimated' left out", UNLIKELY, "known before the period was over", in_cells(_estimate_as_known)),
    Mistake(
        "a target as a fraction",
        UNLIKELY,
        "at least 0.75%",
        _target(
            lambda row: (
                {"value": number(Decimal(row.cells["value"]) / 100)}
                if row.unit == "%" and Decimal(row.cells["value"]) > 50
                else None
            )
        ),
    ),
    Mistake(
        "a target the wrong way round",
        IMPOSSIBLE,
        "it is better to be worse",
        _target(lambda row: {"comparator": _TURNED[row.cells["comparator"]]}),
    ),
    Mistake(
        "a target that has run out", UNLIKELY, "the last quarter cannot be rated, the one before could", _target(_ended)
    ),
    Mistake(
        "last year's target",
        UNSEEN,
        "nothing: the paper alone has the new one",
        _target(
            lambda row: (
                {"value": number(Decimal(row.cells["value"]) * Decimal("0.95"))}
                if Decimal(row.cells["value"])
                else None
            )
        ),
    ),
)
