"""Made-up records, measures over them, and what these come to, counted one by one in plain Python."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from statistics import median

from builders import indicator_row, sheet, workbook

from ccpi_nb.domain.lineage import ReceivedFile, Taken
from ccpi_nb.domain.periods import Period
from ccpi_nb.workbook.inputs import Workbook

# Stands in columns that are not read, in keys, and wherever else a person might: it must never come out.
CANARY = "Zephyrine Quillfeather"
PLACES = {"PR1": "North", "LA9": "North", "BB4": "East"}
HEADER = ("Invoice No", "Invoice Date", "Paid", "Amount", "Disputed?", "Postcode", "Supplier")

MEASURES = """\
dataset: invoices
source:
  files: "AP*"
  table: ap_invoices
  key: [Invoice No]
  covers: paid
columns:
  Invoice No: {as: number, type: text}
  Invoice Date: {as: invoiced, dates: ["%d/%m/%Y", "%Y-%m-%d"]}
  Paid: {as: paid, dates: ["%d/%m/%Y", "%Y-%m-%d"], blank: allowed}
  Amount: {as: amount, type: money}
  Disputed?: {as: disputed, values: {y: yes, yes: yes, n: no, "": no}}
  Postcode: {as: postcode, type: text, blank: allowed}
  Supplier: not read
lookups:
  place: {of: postcode, file: places, otherwise: Elsewhere}
quality:
  duplicates: {limit: at most 50%, keep: latest paid}
  unreadable dates: at most 50%
leave out:
  - {why: credit notes, where: amount < 0}
measures:
  paid_30_days:
    date: paid
    denominator: not disputed
    numerator: paid - invoiced <= 30 days
    by: place
  paid_number: {date: paid, count: all, by: place}
  paid_value: {date: paid, sum: amount, where: not disputed}
  paid_value_thousands: {date: paid, sum: amount}
  paid_time: {date: paid, mean: paid - invoiced}
  paid_median: {date: paid, median: paid - invoiced, by: place}
  paid_median_value: {date: paid, median: amount}
  unpaid: {as_at: period end, count: invoiced <= period end and (paid is blank or paid > period end), by: place}
  unpaid_value: {as_at: period end, sum: amount, where: invoiced <= period end and (paid is blank or paid > period end)}
"""
UNITS = {
    "paid_30_days": "%",
    "paid_number": "number",
    "paid_value": "£",
    "paid_value_thousands": "£k",
    "paid_time": "days",
    "paid_median": "days",
    "paid_median_value": "£",
    "unpaid": "number",
    "unpaid_value": "£",
}
# A meeting that awaits some of it.
AWAITING = """\
date: 2014-12-11
committee: Cabinet Committee
council: County Council
time: 11.00 am
place: County Hall
items:
  - number: 1
    title: Invoices
    kind: report
    report:
      notebook: calls
      awaits: {invoices: [2014-05, 2014-15-Q1]}
"""
BY_PLACE = ("paid_30_days", "paid_number", "paid_median", "unpaid")
ALL_PLACES = ("East", "Elsewhere", "North")


@dataclass(frozen=True)
class Invoice:
    """A record: its dates as written in the file, so that some may be unreadable; an amount that is NaN is blank."""

    number: str
    invoiced: str
    paid: str
    amount: Decimal
    disputed: str
    postcode: str

    @property
    def cells(self) -> tuple[str, ...]:
        amount = "" if self.amount.is_nan() else str(self.amount)
        return (self.number, self.invoiced, self.paid, amount, self.disputed, self.postcode, CANARY)


# Fewer measures, so that a test takes a second; and those that nobody has told what a blank means.
FEW = MEASURES[: MEASURES.index("  paid_value:")]
ASKING = f"""\
{FEW.replace("money}", "money, blank: allowed}").replace(', "": no}}', "}, blank: allowed}")}\
  paid_time: {{date: paid, mean: amount, by: place}}
  paid_median_value: {{date: paid, median: amount}}
  unpaid_value: {{as_at: period end, sum: amount, where: paid is blank}}
"""
# May 2014, with a blank under 'Amount' of one that is paid and of one that is not, and one under 'Disputed?'.
WITH_BLANKS = tuple(
    Invoice(number, "2014-04-15", paid, Decimal(amount), disputed, "PR1")
    for number, paid, amount, disputed in (
        ("E1", "2014-05-01", "12.50", "n"),
        ("E2", "2014-05-31", "12.50", "n"),
        ("B1", "2014-05-10", "NaN", "n"),
        ("B2", "2014-05-11", "9", ""),
        ("B3", "", "NaN", "n"),
    )
)


def told_of_blanks(place: str, number: str = "1") -> tuple[str, ...]:
    """What is said of these blanks, of each measure that leaves a record out for one."""
    blank = {"paid_30_days": "Disputed?"} | dict.fromkeys(("paid_time", "paid_median_value", "unpaid_value"), "Amount")
    return tuple(
        f"{place}: records with a blank under '{column}' do not count for {key} ({number} of 2014-05); ask what a "
        "blank means, and say so in data/measures/invoices.yaml"
        for key, column in blank.items()
    )


def invoices(number: int, seed: int = 1, start: date = date(2014, 4, 1), days: int = 366) -> list[Invoice]:
    """Invoices of a year and a little more, some of them twice, unpaid, disputed, or with a date that is none."""
    draw = random.Random(seed)
    made = [_invoice(at, draw, start, days) for at in range(number)]
    again = [
        replace(draw.choice(made), paid=_written(start + timedelta(draw.randrange(days)), draw))
        for _ in range(number // 40)
    ]
    made += again
    # Every month has a record on its first and its last day, so that it is known to be there.
    for month in range(days // 30):
        period = Period.month(start.year, start.month).moved(month)
        for day in (period.start, period.end):
            made.append(Invoice(f"E{day}", day.isoformat(), day.isoformat(), Decimal("1.00"), "n", "PR1"))
    draw.shuffle(made)
    return made


def _invoice(at: int, draw: random.Random, start: date, days: int) -> Invoice:
    invoiced = start + timedelta(draw.randrange(-60, days))
    paid = invoiced + timedelta(draw.choice((5, 29, 30, 31, 32, 90)))
    is_paid = draw.random() < 0.9 and start <= paid < start + timedelta(days)
    return Invoice(
        f"INV{at:07}",
        "31/02/2014" if draw.random() < 0.01 else _written(invoiced, draw),
        _written(paid, draw) if is_paid else "",
        Decimal(draw.randrange(-500, 500_000)).scaleb(-2),
        draw.choice(("y", "Yes", "n", "", "N")),
        draw.choice(("PR1", "pr1", "LA9", "BB4", "XX1", "")),
    )


def _written(day: date, draw: random.Random) -> str:
    return draw.choice((day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}"))


def as_csv(records: Iterable[Invoice], delimiter: str = ",") -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(record.cells for record in records)
    return buffer.getvalue()


def measured(root: Path, measures: str = MEASURES, *, people: bool = False, **files: str) -> Workbook:
    """A workbook with indicators for the measures, and the lookup of places."""
    indicators = [
        indicator_row(
            indicator=key,
            name=key.replace("_", " "),
            unit=unit,
            decimals="2" if unit == "%" else "1",
            people="yes" if people else "",
        )
        for key, unit in UNITS.items()
    ]
    content = {
        "data/indicators.csv": sheet(indicator_row(), *indicators),
        "data/lookups/places.csv": "postcode,place\n" + "".join(f"{key},{place}\n" for key, place in PLACES.items()),
        "data/measures/invoices.yaml": measures,
    }
    return Workbook(workbook(root, content | files))


def received(path: Path, content: str | bytes, name: str = "") -> ReceivedFile:
    """A file as a service sent it."""
    data = content if isinstance(content, bytes) else content.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return ReceivedFile(path, name or path.name, sha256(data).hexdigest())


Numbers = dict[tuple[str, str, str], tuple[Decimal | None, Decimal | None, Decimal | None]]


def numbers_of(taken: Taken) -> Numbers:
    """What was taken, by indicator, period and breakdown: value, numerator, denominator."""
    return {
        (value.indicator, str(value.period), value.breakdown): (value.value, value.numerator, value.denominator)
        for value in taken.values
    }


def day_of(text: str) -> date | None:
    """The day that a cell has; None for what is none."""
    try:
        if "/" in text:
            day, month, year = text.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Plain:
    """An invoice as it counts."""

    invoiced: date
    paid: date | None
    amount: Decimal
    disputed: bool
    place: str


def counted(records: Iterable[Invoice]) -> list[Plain]:
    """The records that count: dates readable, of each number the one that was paid last, no credit notes."""
    readable = [one for one in records if day_of(one.invoiced) and (not one.paid or day_of(one.paid))]
    latest: dict[str, Invoice] = {}
    for one in readable:
        other = latest.get(one.number)
        if other is None or (day_of(one.paid) or date.min) > (day_of(other.paid) or date.min):
            latest[one.number] = one
    return [
        Plain(
            day_of(one.invoiced) or date.min,
            day_of(one.paid),
            one.amount,
            one.disputed.lower() in ("y", "yes"),
            PLACES.get(one.postcode.upper(), "Elsewhere"),
        )
        for one in latest.values()
        if one.amount >= 0
    ]


def expected(records: Sequence[Invoice], periods: Iterable[Period]) -> Numbers:
    """What the measures come to, by going through the records one by one for each number."""
    plain = counted(records)
    numbers: Numbers = {}
    for period in periods:
        for key in UNITS:
            for place in ("", *(ALL_PLACES if key in BY_PLACE else ())):
                mine = [one for one in plain if place in ("", one.place)]
                numbers[key, str(period), place] = _number(key, mine, period)
    return numbers


def _number(
    key: str, records: Sequence[Plain], period: Period
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    paid = [one for one in records if one.paid and period.start <= one.paid <= period.end]
    open_then = [one for one in records if one.invoiced <= period.end and (one.paid is None or one.paid > period.end)]
    times = [(one.paid - one.invoiced).days for one in paid if one.paid]
    match key:
        case "paid_30_days":
            undisputed = [one for one in paid if not one.disputed]
            quick = [one for one in undisputed if one.paid and (one.paid - one.invoiced).days <= 30]
            if not undisputed:
                return None, None, None
            return (
                _half_up(Fraction(100 * len(quick), len(undisputed)), 2),
                Decimal(len(quick)),
                Decimal(len(undisputed)),
            )
        case "paid_number":
            return Decimal(len(paid)), None, None
        case "paid_value":
            return sum((one.amount for one in paid if not one.disputed), Decimal(0)), None, None
        case "paid_value_thousands":
            return _half_up(Fraction(sum((one.amount for one in paid), Decimal(0))) / 1000, 1), None, None
        case "paid_time":
            return (_half_up(Fraction(sum(times), len(times)), 1) if times else None), None, None
        case "paid_median":
            return (_half_up(Fraction(median(map(Fraction, times))), 1) if times else None), None, None
        case "paid_median_value":
            amounts = [Fraction(one.amount) for one in paid]
            return (_half_up(median(amounts), 1) if amounts else None), None, None
        case "unpaid":
            return Decimal(len(open_then)), None, None
    return sum((one.amount for one in open_then), Decimal(0)), None, None


def _half_up(exact: Fraction, decimals: int) -> Decimal:
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
