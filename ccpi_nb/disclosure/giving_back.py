"""Percentages of people that give a hidden number back."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from ccpi_nb.disclosure.counts import Key, key_of
from ccpi_nb.domain.disclosure import BASE
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation, Unit
from ccpi_nb.domain.periods import Period


def left_of_a_hundred(evidence: Evidence, hidden: Collection[Key]) -> set[Key]:
    """Return a second share to hide where all shares of something but one are shown: 100% less those is the one."""
    tables: dict[tuple[str, Period], list[Observation]] = defaultdict(list)
    for observation in evidence.published:
        indicator = evidence.indicators[observation.indicator]
        if observation.breakdown and indicator.people and indicator.unit is Unit.PERCENT:
            tables[observation.indicator, observation.period].append(observation)
    found = set()
    for shares in tables.values():
        shown = [share for share in shares if share.value and key_of(share) not in hidden]
        if (
            _may_make_a_hundred(shares)
            and shown
            and sum(share.is_suppressed or key_of(share) in hidden for share in shares) == 1
        ):
            found.add(key_of(min(shown, key=lambda share: share.value or 0)))
    return found


def _may_make_a_hundred(shares: Collection[Observation]) -> bool:
    """Return whether shares are of one whole, which they divide among them, as far as what is known of them says."""
    values = [share.value for share in shares if share.value is not None]
    wholes = {share.denominator for share in shares if share.denominator is not None}
    if len(wholes) > 1 or not values:
        return False
    half = Decimal(5).scaleb(max(int(value.as_tuple().exponent) for value in values) - 1)
    rest = 100 - sum(values, Decimal(0))
    return abs(rest) <= half * len(values) if len(values) == len(shares) else rest > 0


def giving_back(evidence: Evidence, secret: Collection[Key]) -> set[Key]:
    """Return the percentages of people that, with another number, give a secret one back, or nearly.

    Nothing in the data names the number that a percentage is of, so each number beside it is tried.
    """
    counts: dict[tuple[str, Period, str], list[Observation]] = defaultdict(list)
    shares = []
    for observation in evidence.observations:
        indicator = evidence.indicators[observation.indicator]
        if indicator.unit is Unit.NUMBER and (observation.value or key_of(observation) in secret):
            counts[observation.dataset, observation.period, observation.breakdown].append(observation)
        elif observation.value and indicator.people and indicator.unit is Unit.PERCENT:
            shares.append(observation)
    found = set()
    for share in shares:
        beside = [
            observation
            for breakdown in {share.breakdown, ""}
            for observation in counts.get((share.dataset, share.period, breakdown), ())
        ]
        for count in beside:
            if key_of(count) in secret and count.breakdown == share.breakdown:
                others = [other.value for other in beside if key_of(other) != key_of(count) and other.value]
                own = count.value is not None and count.value in {share.numerator, share.denominator}
                if own or any(_gives(share.value or Decimal(0), count.value, other) for other in others):
                    found.add(key_of(share))
    return found


def _gives(share: Decimal, secret: Decimal | None, other: Decimal) -> bool:
    """Return whether a share and another number give a secret number back.

    That is where the share of the other number, or the number that the other is that share of, comes within one of the
    secret one, or rounds to it. Of one that came suppressed nobody knows, save that it is small: it is given back by
    what makes a small number.
    """
    # Half of the share's last decimal.
    half = Decimal(5).scaleb(int(share.as_tuple().exponent) - 1)
    as_part, as_whole = share * other / 100, 100 * other / share
    if secret is None:
        return Decimal("0.5") <= as_part < BASE or Decimal("0.5") <= as_whole < BASE
    one = Decimal(1)
    return abs(as_part - secret) <= max(one, half * other / 100) or (
        abs(as_whole - secret) <= max(one, half * secret / share)
    )
