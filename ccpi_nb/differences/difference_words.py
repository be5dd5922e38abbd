"""The words that tell of a difference: what it is of, how it reads, and by how much it moved."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath

from ccpi_nb.computing.computations import Computation, ComputationName, kind_of
from ccpi_nb.document.figures import difference, percentage_points
from ccpi_nb.document.ledger import LedgerLine
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.periods import Period, period_name
from ccpi_nb.domain.readings import EXACT, Qualifier

_FEW = 2  # that a sentence names, rather than counts
_OF: dict[ComputationName, str] = {
    Computation.CHANGE: "Change in",
    Computation.TARGET: "Target of",
    Computation.SHORTFALL: "Shortfall of",
    Computation.TOLERANCE: "Tolerance of",
    Computation.TOTAL: "Total of",
    Computation.MEAN: "Mean of",
    Computation.RATING: "Rating of",
    Computation.DIRECTION: "Direction of",
    Computation.STATUS: "Status of",
}


def subject_of(line: LedgerLine, indicators: Mapping[str, Indicator], *, period: bool = True) -> str:
    """Return what a line of the ledger is about.

    'Calls answered, Preston, July to September 2014', 'Rating of Calls answered, October 2014', 'Count on target'.
    """
    kind = line.name
    # What a count has found is another thing each time.
    counts = kind_of(kind) is Computation.COUNT
    named = [] if counts else [_name(key, indicators) for key in line.indicators]
    about = [_few(named or _registers(line), "indicators"), "" if counts else _few(line.breakdowns, "parts")]
    if period:
        about.append(_periods(kind, [period_name(span) for span in line.periods]))
    subject = ", ".join(filter(None, about))
    if not kind:
        return subject
    return (
        f"{_OF[kind]} {subject}" if kind in _OF and subject else ", ".join(filter(None, (kind.capitalize(), subject)))
    )


def reading_of(line: LedgerLine) -> str:
    """Return a line's text as a sentence takes it: a rating without its capital, a change with its direction."""
    if line.value and kind_of(line.computation) is Computation.CHANGE:
        return _way(Decimal(line.value), line.amount)
    # 'CCPI pack ...' keeps its capitals.
    reading = line.reading
    is_word = not line.value and reading[1:2].islower()
    return reading[:1].lower() + reading[1:] if is_word else reading


_NOT_EXACT = set(Qualifier) - EXACT


# What is in another unit than its rows.
_UNITS_OF_THEIR_OWN = frozenset(
    {
        Computation.COUNT,
        Computation.CLEAR_DAYS,
        Computation.RATIO,
        Computation.RATE,
        Computation.INDEX,
        Computation.WORKED_OUT,
    }
)


def amount_changed(before: LedgerLine, after: LedgerLine, indicators: Mapping[str, Indicator]) -> str:
    """Return by how much a figure changed: 'up 0.36 percentage points', 'down £641, by 2.5%'.

    '' where either has no value or one that is not exact ('about 80'), where both have the same, and where amounts,
    other than percentages, are over periods of different lengths.
    """
    if any(line.text.partition(" ")[0] in _NOT_EXACT for line in (before, after)):
        return ""
    try:
        was, now = Decimal(before.value), Decimal(after.value)
    except InvalidOperation:
        return ""
    if was == now:
        return ""
    if "%" in after.text or "percentage point" in after.text:
        return _way(now - was, percentage_points(now - was))
    if not _are_alike(before.period, after.period):
        return ""
    indicator = indicators.get(after.indicator)
    counted = indicator is None or kind_of(after.computation) in _UNITS_OF_THEIR_OWN
    amount = f"{abs(now - was):,}" if counted or indicator is None else difference(indicator, now - was)
    return _way(now - was, amount) + (f", by {_share(now - was, was)}" if was else "")


def restatement(before: LedgerLine, after: LedgerLine) -> str:
    """Return what stands behind a figure now, and what did: the day it became known, and the document."""
    changes = []
    if before.as_at != after.as_at:
        changes.append(f"known by {period_name(after.as_at)} instead of {period_name(before.as_at)}")
    if before.source != after.source:
        changes.append(f"from '{after.source}' instead of '{before.source}'")
    return ", ".join(changes)


def _are_alike(period: str, other: str) -> bool:
    with suppress(ValueError):
        return period == other or Period.parse(period).is_like(Period.parse(other))
    return True


def _name(key: str, indicators: Mapping[str, Indicator]) -> str:
    return indicators[key].name if key in indicators else key.replace("_", " ").capitalize()


def _registers(line: LedgerLine) -> list[str]:
    """Return the names of the registers that the rows are of: 'Procurement improvement plan'."""
    files = [PurePosixPath(file) for file in line.files if file.startswith("data/registers/")]
    return list(dict.fromkeys(file.parent.name.replace("_", " ").capitalize() for file in files))


def _periods(kind: ComputationName, names: Sequence[str]) -> str:
    """Return periods in words; a direction has the later one first in `names`, a change the earlier one."""
    match kind, list(names):
        case (Computation.DIRECTION, [later, earlier]) | (Computation.CHANGE, [earlier, later]):
            return f"{later} since {earlier}"
    return _few(names, "periods")


def _few(names: Sequence[str], of: str) -> str:
    return listed(names) if len(names) <= _FEW else f"{len(names)} {of}"


def _way(amount: Decimal, words: str) -> str:
    return f"{'up' if amount > 0 else 'down'} {words}" if amount else "unchanged"


def _share(amount: Decimal, of: Decimal) -> str:
    share = rounded(100 * abs(amount / of), 1)
    return f"{share}%" if share else "less than 0.1%"
