"""What differs between two ledgers, figure by figure: new, gone, changed, restated, turned."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from ccpi_nb.computing.computations import TALLY, Computation, ComputationName, kind_of
from ccpi_nb.differences.difference_words import amount_changed, reading_of, restatement, subject_of
from ccpi_nb.differences.matching import Pair, amount_in, identity_of, origin_of, paired, place_of, seat_of, state_of
from ccpi_nb.document.ledger import LedgerLine
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.periods import Period, period_name
from ccpi_nb.domain.targets import Rag

_JUDGED = (Computation.RATING, Computation.DIRECTION, Computation.STATUS)


class Change(StrEnum):
    """How a figure or judgement differs, in the order in which differences are listed."""

    CHANGED = "changed"
    RESTATED = "restated"  # a row of another day or document stands behind it, with the same value or another
    TURNED = "turned"  # a rating, direction or status reads otherwise
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Difference:
    """A figure or judgement before and after; `places` are the reports with the places where the two differ."""

    kind: Change
    before: LedgerLine | None
    after: LedgerLine | None
    places: tuple[tuple[str, str], ...]

    @property
    def line(self) -> LedgerLine:
        """The ledger's line as it is; as it was where it is gone."""
        if line := self.after or self.before:
            return line
        raise ValueError("a difference has to have something before or after it")

    @property
    def indicator(self) -> str:
        """The indicator's key, as the ledger has it."""
        return self.line.indicator

    @property
    def period(self) -> str:
        """The period, as the ledger has it."""
        return self.line.period

    @property
    def breakdown(self) -> str:
        """The breakdown, as the ledger has it."""
        return self.line.breakdown

    @property
    def computation(self) -> ComputationName:
        """The computation, such as 'change' or 'count on target'; '' for a figure as published."""
        return self.line.name

    @property
    def sources(self) -> tuple[str, ...]:
        """The rows of data behind it: file and row."""
        return tuple(dict.fromkeys(str(row.at) for row in self.line.rows))

    @property
    def reports(self) -> tuple[str, ...]:
        """The reports in which it differs, each once."""
        return tuple(dict.fromkeys(report for report, _ in self.places))

    @property
    def is_tally(self) -> bool:
        """Whether it only counts the figures of a page, which says nothing of how the council does."""
        return self.computation == TALLY

    @property
    def is_new_exception(self) -> bool:
        """Whether it is off target and was not said to be."""
        return _is_off_target(self.after) and not _is_off_target(self.before)

    @property
    def is_resolved_exception(self) -> bool:
        """Whether it was off target and is on target or within tolerance.

        What is not rated any longer, or cannot be said, is not resolved.
        """
        return _is_off_target(self.before) and _is_rated(self.after, Rag.ON_TARGET, Rag.WITHIN_TOLERANCE)

    def sentence(self, indicators: Mapping[str, Indicator]) -> str:
        """Return the difference as a sentence without its full stop.

        'Invoices paid, July to September 2014: 77.59% became 77.95% (up 0.36 percentage points), in 4 places of
        04-procurement-dashboard'.
        """
        return f"{subject_of(self.line, indicators, period=not self._moves_on)}{self._what(indicators)}, {self._where}"

    def _what(self, indicators: Mapping[str, Indicator]) -> str:
        if self.before is None or self.after is None:
            return f": {self._reading(self.line)} is {self.kind}"
        was, now = self._reading(self.before), self._reading(self.after)
        if self.kind is Change.TURNED:
            return f" turned from {was} to {now}"
        by = amount_changed(self.before, self.after, indicators)
        words = f": still {now}" if was == now else f": {was} became {now}" + (f" ({by})" if by else "")
        return f"{words}, restated: {restatement(self.before, self.after)}" if self.kind is Change.RESTATED else words

    def _reading(self, line: LedgerLine) -> str:
        return reading_of(line) + (f" ({period_name(line.period)})" if self._moves_on else "")

    @property
    def _where(self) -> str:
        counts = Counter(report for report, _ in self.places)
        places = [report if count == 1 else f"{count} places of {report}" for report, count in counts.items()]
        return f"{'from' if self.kind is Change.GONE else 'in'} {listed(places)}"

    @property
    def _moves_on(self) -> bool:
        """Whether one period's figure is compared with another's."""
        return bool(
            self.before
            and self.after
            and self.before.period != self.after.period
            and len(self.before.periods) <= 1 >= len(self.after.periods)
        )


def differences(before: Sequence[LedgerLine], after: Sequence[LedgerLine]) -> tuple[Difference, ...]:
    """Return what differs, in the order of `after`, then what is gone.

    Lines are matched by indicator, period, breakdown and computation, and by place where these have several values. A
    figure that is shown elsewhere, or more often, is no difference. What is computed is matched by its place alone
    where other rows now go into it.
    """
    pairs: list[Pair] = []
    old, new = paired(before, after, identity_of, pairs)
    old, new = paired(old, new, seat_of, pairs)
    pairs += [*((line, None) for line in old), *((None, line) for line in new)]
    order = {id(line): number for number, line in enumerate((*after, *before))}
    grouped: dict[Hashable, list[Pair]] = defaultdict(list)
    for was, now in sorted(pairs, key=lambda pair: order[id(pair[1] or pair[0])]):
        key = (was and (identity_of(was), amount_in(was)), now and (identity_of(now), amount_in(now)))
        grouped[key].append((was, now))
    return tuple(map(_difference, grouped.values()))


def between_meetings(before: Sequence[LedgerLine], after: Sequence[LedgerLine]) -> tuple[Difference, ...]:
    """Return what two meetings report differently.

    Of every indicator's figures, ratings and targets the latest of each kind of period counts.
    """
    old, new = latest(before), latest(after)
    found: list[Difference] = []
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        if (
            was
            and now
            and (state_of(was) == state_of(now) if was.period == now.period else amount_in(was)[0] == amount_in(now)[0])
        ):
            continue
        found.append(_difference([(was, now)]))
    return tuple(found)


def latest(lines: Iterable[LedgerLine]) -> Mapping[tuple[str, ...], LedgerLine]:
    """Return the latest figure, rating and target shown of each indicator, breakdown and kind of period."""
    found: dict[tuple[str, ...], LedgerLine] = {}
    for line in lines:
        kind = line.name
        if not line.indicator or kind not in ("", Computation.TARGET, Computation.RATING):
            continue
        key = (line.indicator, line.breakdown, kind, _likeness(line.period))
        known = found.get(key)
        if known is None or _recency(line) > _recency(known):
            found[key] = line
    return found


def diff_summary(found: Sequence[Difference]) -> str:
    """Return the counts of differences: '3 changed, 1 turned; 1 newly off target'.

    The counts that pages keep of their own figures are left out.
    """
    counted = [difference for difference in found if not difference.is_tally]
    if not counted:
        return "No figure, rating or direction differs"
    counts = Counter(difference.kind for difference in counted)
    changes = ", ".join(f"{counts[kind]} {kind}" for kind in Change if counts[kind])
    exceptions = (
        (sum(difference.is_new_exception for difference in counted), "newly off target"),
        (sum(difference.is_resolved_exception for difference in counted), "off target no longer"),
    )
    return "; ".join([changes, *(f"{count} {words}" for count, words in exceptions if count)])


def _difference(members: Sequence[Pair]) -> Difference:
    was, now = members[0]
    places = tuple(dict.fromkeys(place_of(line) for pair in members if (line := pair[1] or pair[0])))
    return Difference(_kind(was, now), was, now, places)


def _kind(was: LedgerLine | None, now: LedgerLine | None) -> Change:
    if was is None:
        return Change.NEW
    if now is None:
        return Change.GONE
    if kind_of(now.computation) in _JUDGED:
        return Change.TURNED
    same_period = was.period == now.period
    return Change.RESTATED if same_period and origin_of(was) != origin_of(now) else Change.CHANGED


def _likeness(period: str) -> str:
    with suppress(ValueError):
        parsed = Period.parse(period)
        # A year to date is held against another year's, however far that had come.
        return "year to date" if parsed.is_year_to_date else f"{parsed.kind} of {parsed.months} months"
    return period


def _recency(line: LedgerLine) -> tuple[str, str, str]:
    with suppress(ValueError):
        parsed = Period.parse(line.period)
        return str(parsed.end), str(parsed.start), line.as_at
    return "", "", line.as_at


def _is_off_target(line: LedgerLine | None) -> bool:
    return _is_rated(line, Rag.OFF_TARGET)


def _is_rated(line: LedgerLine | None, *ratings: Rag) -> bool:
    return (
        line is not None
        and line.name is Computation.RATING
        and line.reading.casefold() in {rating.casefold() for rating in ratings}
    )
