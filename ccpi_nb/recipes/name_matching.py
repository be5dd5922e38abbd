"""Names of indicators that a label may mean, by the words that both have."""

import re
from collections.abc import Mapping

from ccpi_nb.domain.indicators import Indicator

# Words that say nothing of which indicator is meant.
_SMALL = frozenset(
    "a an and as at by for from in is no number of on or per percentage share that the to within with".split()  # noqa: SIM905
)
_SURE, _NEAR, _AHEAD = 0.6, 0.25, 0.15


def near_names(label: str, indicators: Mapping[str, Indicator]) -> tuple[tuple[str, ...], bool]:
    """Return the keys of up to three indicators whose names have most words of a label, and whether the first is meant.

    It is where it has most of the words, and clearly more than any other.
    """
    scores = sorted(
        ((_likeness(_words(label), _words(indicator.name)), key) for key, indicator in indicators.items()),
        key=lambda scored: (-scored[0], scored[1]),
    )
    near = [(score, key) for score, key in scores[:3] if score >= _NEAR]
    is_sure = bool(near) and near[0][0] >= _SURE and (len(near) < 2 or near[0][0] - near[1][0] >= _AHEAD)
    return tuple(key for _, key in near), is_sure


def _words(text: str) -> frozenset[str]:
    words = (word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", text.casefold()))
    return frozenset(words) - _SMALL


def _likeness(one: frozenset[str], two: frozenset[str]) -> float:
    """Return the share of the words that both have; none where the numbers in them differ: 30 days is not 90."""
    if {word for word in one if word.isdecimal()} != {word for word in two if word.isdecimal()}:
        return 0.0
    return len(one & two) / len(one | two) if one | two else 0.0
