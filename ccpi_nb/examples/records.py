"""Made-up records: invoices and calls, with what extracts have of spelling, dates and doubles.

The invoices of a quarter come to the shares that are asked for, to the digit. No record has a person in it: numbers
begin with MADEUP.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

# Of how many undisputed payments the published shares are whole numbers: two decimals of a percentage.
_UNIT = 10_000


@dataclass(frozen=True)
class Shares:
    """The shares of a month's or quarter's payments within 10 and 30 days and after 90, in hundredths of a per cent."""

    within_10: int
    within_30: int
    after_90: int

    def days(self, draw: Random, payments: int) -> list[int]:
        """Return how many days each payment took, so that they come to these shares, in a random order."""
        if payments % _UNIT:
            raise ValueError(f"shares of two decimals need a multiple of {_UNIT} payments")
        times = payments // _UNIT
        slow = _UNIT - self.within_30 - self.after_90
        taken = (
            *_days(draw, 0, 10, self.within_10 * times),
            *_days(draw, 11, 30, (self.within_30 - self.within_10) * times),
            *_days(draw, 31, 90, slow * times),
            *_days(draw, 91, 140, self.after_90 * times),
        )
        return draw.sample(taken, len(taken))


def _days(draw: Random, first: int, last: int, count: int) -> Iterator[int]:
    return (draw.randint(first, last) for _ in range(count))


def invoices(
    seed: str, months: Sequence[tuple[date, Shares, int]], immediate: int, *, disputed: int, unpaid: int, twice: int
) -> bytes:
    """Return an extract of invoices in cp1252: for each month its first day, shares and undisputed payments.

    Beside them are `disputed` payments and `unpaid` invoices; `immediate` payments are marked, and `twice` invoice
    numbers stand twice, with another day of payment.
    """
    draw = Random(seed)
    paid = [(day, taken) for first, shares, count in months for day, taken in _paid(draw, first, shares, count)]
    marked = set(draw.sample(range(len(paid)), immediate))
    rows = [_invoice(draw, day, taken, at in marked) for at, (day, taken) in enumerate(paid)]
    first, last = months[0][0], months[-1][0]
    rows += [_disputed(draw, day) for day, _ in draw.sample(paid, disputed)]
    rows += [_unpaid(draw, draw.choice((first, last))) for _ in range(unpaid)]
    numbered = [(f"MADEUP-{first:%y%m}-{at:06}", *row) for at, row in enumerate(draw.sample(rows, len(rows)), start=1)]
    # The earlier of two payments of an invoice is one that was called back: it is left out by the measure.
    again = draw.sample([row for row in numbered if row[2] and row[4] in ("", "n", "N")], twice)
    numbered += [(number, invoiced, f"{first:%d/%m/%Y}", *rest) for number, invoiced, _, *rest in again]
    header = ("Invoice No", "Invoice Date", "Paid", "Amount", "Disputed?", "Immediate?", "Supplier Ref", "Remarks")
    return _csv((header, *numbered)).encode("cp1252")


def _paid(draw: Random, first: date, shares: Shares, count: int) -> Iterator[tuple[date, int]]:
    length = ((first + timedelta(31)).replace(day=1) - first).days
    days = [first + timedelta(at % length) for at in range(count)]
    return zip(draw.sample(days, count), shares.days(draw, count), strict=True)


def _invoice(draw: Random, paid: date, taken: int, immediate: bool) -> tuple[str, ...]:
    return (
        _written(draw, paid - timedelta(taken)),
        _written(draw, paid),
        _money(draw),
        draw.choice(("", "", "n", "N")),
        draw.choice(("Yes", "y", "Y")) if immediate else draw.choice(("", "", "n")),
        f"MADEUP-S{draw.randint(1, 900):03}",
        draw.choice(
            ("", "", "", "paid by BACS \N{EN DASH} made up", "caf\N{LATIN SMALL LETTER E WITH ACUTE} supplies")
        ),
    )


def _disputed(draw: Random, paid: date) -> tuple[str, ...]:
    row = _invoice(draw, paid, draw.randint(20, 200), immediate=False)
    return (*row[:3], draw.choice(("y", "Yes", "Y")), "", *row[5:])


def _unpaid(draw: Random, day: date) -> tuple[str, ...]:
    row = _invoice(draw, day, 0, immediate=False)
    return (row[0], "", *row[2:])


def _written(draw: Random, day: date) -> str:
    return draw.choice((f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y}", day.isoformat(), f"{day.day}/{day.month}/{day.year}"))


def _money(draw: Random) -> str:
    pence = draw.randint(500, 900_000)
    return draw.choice((f"£{pence / 100:,.2f}", f"{pence / 100:.2f}"))


def calls(seed: str, months: Sequence[tuple[date, int, int, int, int]]) -> bytes:
    """Return a log of calls: for each month its first day, calls offered and answered, average wait and handling."""
    draw = Random(seed)
    rows: list[tuple[str, ...]] = []
    for first, offered, answered, wait, handling in months:
        length = ((first + timedelta(31)).replace(day=1) - first).days
        waits, lengths = _around(draw, wait, offered), _around(draw, handling, answered)
        for at in range(offered):
            day = first + timedelta(at % length)
            is_answered = at < answered
            rows.append(
                (
                    f"{day:%d/%m/%Y}",
                    draw.choice(("Yes", "yes")) if is_answered else "No",
                    str(waits[at]),
                    str(lengths[at]) if is_answered else "",
                )
            )
    numbered = [(f"MADEUP-C{at:06}", *row) for at, row in enumerate(draw.sample(rows, len(rows)), start=1)]
    return _csv((("Call No", "Date", "Answered", "Wait (s)", "Handling (s)"), *numbered)).encode()


def _around(draw: Random, mean: int, count: int) -> list[int]:
    """Return so many whole numbers with exactly this mean."""
    offsets = [draw.randint(0, mean) for _ in range(count // 2)]
    pairs = [mean + sign * offset for offset in offsets for sign in (1, -1)]
    return draw.sample([*pairs, *[mean] * (count % 2)], count)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
