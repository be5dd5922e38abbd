"""What a call asks for and nothing is held of, for its author: grey lines, which no published report has."""

from collections.abc import Iterable, Sequence

from ccpi_nb.document.model import Absent, Block
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.named_periods import as_text
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import at_most_ten


def with_gaps(
    blocks: Sequence[Block],
    evidence: Evidence,
    keys: Sequence[str],
    periods: Sequence[Period],
    *,
    by_member: bool = False,
) -> tuple[Block, ...]:
    """Return the blocks of a call on indicators, with a grey line for each time at which nothing is held of them.

    Where the call shows nothing at all, its reason also says for which periods its indicators are held.
    """
    absent = [block for block in blocks if isinstance(block, Absent)]
    if len(absent) < len(blocks):
        return (*blocks, *gaps(evidence, keys, periods, by_member=by_member))
    return (*(Absent(f"{block.reason} {_instead(evidence, keys, by_member)}") for block in absent[:1]), *absent[1:])


def gaps(
    evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], *, by_member: bool = False
) -> tuple[Absent, ...]:
    """Return a grey line for each time at which nothing is held of indicators."""
    return tuple(map(Absent, gap_sentences(missing(evidence, keys, periods, by_member=by_member))))


def missing(
    evidence: Evidence, keys: Iterable[str], periods: Iterable[Period], *, by_member: bool = False
) -> list[tuple[Period, str]]:
    """Return the periods at which none of those indicators has a value that have some at like periods, with each key.

    An indicator that has only ever been held by quarter is not missed in a month. `by_member` asks for the values by
    place or service, not for those of the whole.
    """
    held = {key: frozenset(evidence.periods(key, by_member=by_member)) for key in dict.fromkeys(keys)}
    found = []
    for period in dict.fromkeys(periods):
        expected = [key for key, own in held.items() if any(period.is_like(other) for other in own)]
        if not any(period in held[key] for key in held):
            found += [(period, key) for key in expected]
    return found


def gap_sentences(gaps: Iterable[tuple[Period, str]]) -> tuple[str, ...]:
    """Return what is missing in sentences.

    'November 2014: no value of 2 indicators (calls_answered, calls_offered).'
    """
    keys: dict[Period, list[str]] = {}
    for period, key in dict.fromkeys(gaps):
        keys.setdefault(period, []).append(key)
    periods: dict[tuple[str, ...], list[Period]] = {}
    for period, lacking in keys.items():
        periods.setdefault(tuple(lacking), []).append(period)
    return tuple(f"{_when(when)}: no value of {_which(lacking)}." for lacking, when in periods.items())


def _when(periods: Sequence[Period]) -> str:
    return periods[0].label if len(periods) == 1 else as_text(periods)


def _which(keys: Sequence[str]) -> str:
    return keys[0] if len(keys) == 1 else f"{len(keys)} indicators ({at_most_ten(keys)})"


def _instead(evidence: Evidence, keys: Sequence[str], by_member: bool) -> str:
    """Return for which periods indicators are held.

    "Held: 'calls_answered' for 2014-09..2014-10; not held for any period: 'calls_lost'."
    """
    held = {key: evidence.periods(key, by_member=by_member) for key in keys}
    some = [f"'{key}' for {at_most_ten(as_text(own).split(', '))}" for key, own in held.items() if own]
    none = [f"'{key}'" for key, own in held.items() if not own]
    parts = [f"held: {at_most_ten(some)}"] if some else []
    parts += [f"not held{' by member' if by_member else ''} for any period: {at_most_ten(none)}"] if none else []
    sentence = "; ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}." if parts else ""
