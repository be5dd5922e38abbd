"""Which line of one ledger answers to which of another: by what it is about, and by its place."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from ccpi_nb.computing.computations import Computation, kind_of
from ccpi_nb.document.ledger import LedgerLine

Pair = tuple[LedgerLine | None, LedgerLine | None]


def paired(
    before: Sequence[LedgerLine], after: Sequence[LedgerLine], key: Callable[[LedgerLine], Hashable], pairs: list[Pair]
) -> tuple[list[LedgerLine], list[LedgerLine]]:
    """Add to `pairs` the lines of the same key that differ, and return the others.

    Those are of a key that only one side has, or of none.
    """
    groups: dict[Hashable, tuple[list[LedgerLine], list[LedgerLine]]] = defaultdict(lambda: ([], []))
    alone: tuple[list[LedgerLine], list[LedgerLine]] = ([], [])
    for side, lines in enumerate((before, after)):
        for line in lines:
            identity = key(line)
            group = alone if identity is None else groups[identity]
            group[side].append(line)
    for old, new in groups.values():
        left = _match(old, new, pairs)
        alone[0].extend(left[0])
        alone[1].extend(left[1])
    return alone


def _match(
    before: Sequence[LedgerLine], after: Sequence[LedgerLine], pairs: list[Pair]
) -> tuple[list[LedgerLine], list[LedgerLine]]:
    """Add to `pairs` what differs between lines of the same thing, and return the lines left without a partner.

    Only those lines count that read as none of the other side does.
    """
    states_before, states_after = set(map(state_of, before)), set(map(state_of, after))
    old = [line for line in before if state_of(line) not in states_after]
    new = [line for line in after if state_of(line) not in states_before]
    matched: list[tuple[LedgerLine, LedgerLine]] = []
    seats = [{(place_of(line), state_of(line)) for line in side} for side in (before, after)]
    # What differs in one place reads there as something new,
    # or as something that the other side says elsewhere as well.
    for was in list(old):
        here = [
            line
            for line in after
            if place_of(line) == place_of(was) and (place_of(line), state_of(line)) not in seats[0]
        ]
        if partner := next((line for line in here if line in new), here[0] if here else None):
            matched.append((was, partner))
            old.remove(was)
            if partner in new:
                new.remove(partner)
    for now in list(new):
        if partner := next(
            (
                line
                for line in before
                if place_of(line) == place_of(now) and (place_of(line), state_of(line)) not in seats[1]
            ),
            None,
        ):
            matched.append((partner, now))
            new.remove(now)
    # It may be shown in further places, on this side or that.
    for was in list(old):
        if partner := next((now for one, now in matched if state_of(one) == state_of(was)), None):
            matched.append((was, partner))
            old.remove(was)
    for now in list(new):
        if partner := next((one for one, other in matched if state_of(other) == state_of(now)), None):
            matched.append((partner, now))
            new.remove(now)
    if len(set(map(state_of, old))) == len(set(map(state_of, new))) == 1:
        matched += [(old[0], now) for now in new]
        matched += [(was, new[0]) for was in old[1:]]
        old, new = [], []
    pairs.extend(matched)
    return old, new


def place_of(line: LedgerLine) -> tuple[str, str]:
    return line.report, line.place


def identity_of(line: LedgerLine) -> tuple[str, ...]:
    """Return what a line is about; a register's with report and file, since other registers use its row numbers too."""
    register = () if line.indicator else (line.report, line.source_file)
    return (line.indicator, line.period, line.breakdown, line.name, *register)


def seat_of(line: LedgerLine) -> tuple[str, ...] | None:
    """Return where something worked out stands; a count is of whatever indicators meet its condition.

    None for a figure as published.
    """
    kind = line.name
    if not kind:
        return None
    return (*place_of(line), kind, "" if kind_of(kind) is Computation.COUNT else line.indicator)


def amount_in(line: LedgerLine) -> tuple[str, ...]:
    return (line.value or line.reading.casefold(), *origin_of(line))


def state_of(line: LedgerLine) -> tuple[str, ...]:
    return (line.reading.casefold(), *amount_in(line))


def origin_of(line: LedgerLine) -> tuple[str, ...]:
    """Return when what stands in the data itself became known, and from what document; empty for all else."""
    return (line.as_at, line.source) if line.indicator and line.name in ("", Computation.TARGET) else ()
