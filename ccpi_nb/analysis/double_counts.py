"""What a sum would count twice."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from ccpi_nb.document.model import Row
from ccpi_nb.domain.periods import Period

_period = cache(Period.parse)  # few periods, and every row names one


def double_count(rows: Iterable[Row]) -> str:
    """Return a sentence on what is counted twice where values of these rows are added up; '' for nothing.

    That is where of one indicator periods overlap, or a whole stands beside its parts.
    """
    spans: dict[str, dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.period:
            spans[row.indicator][row.breakdown].append(_period(row.period))
    return next(filter(None, (_in_one(indicator, members) for indicator, members in spans.items())), "")


def _in_one(indicator: str, members: dict[str, list[Period]]) -> str:
    twice = f"'{indicator}' would be counted twice:"
    for periods in members.values():
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
