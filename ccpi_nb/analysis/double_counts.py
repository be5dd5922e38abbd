"""What a sum would count twice."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from ccpi_nb.document.runs import Row
from ccpi_nb.domain.periods import Period

_period = cache(Period.parse)  # few periods, and every row names one


def double_count(rows: Iterable[Row], *, is_mean: bool = False) -> str:
    """Return a sentence on what is counted twice where values of these rows are taken together; '' for nothing.

    That is where of one indicator periods overlap, or a whole stands beside its parts. A mean may have unequal periods
    that overlap where all are of one length, as rolling years are.
    """
    spans: dict[str, dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.period:
            spans[row.indicator][row.breakdown].append(_period(row.period))
    return next(filter(None, (_in_one(indicator, members, is_mean) for indicator, members in spans.items())), "")


def _in_one(indicator: str, members: dict[str, list[Period]], is_mean: bool) -> str:
    twice = f"'{indicator}' would be counted twice:"
    for periods in members.values():
        if is_mean and len({period.length for period in periods}) == 1 and len(set(periods)) == len(periods):
            continue
        for before, after in pairwise(sorted(periods, key=lambda period: (period.start, period.end))):
            if after.start <= before.end:
                return (
                    f"{twice} {before} and {after} overlap; choose rows whose periods do not, for instance one kind of "
                    "period"
                )
    for whole in members.get("", ()):
        for name, periods in members.items():
            if name and any(whole.start <= part.end and part.start <= whole.end for part in periods):
                return (
                    f"{twice} {whole} has both the whole and its part '{name}'; choose rows with a breakdown, or those "
                    "without"
                )
    return ""
