"""What a slot may ask to be worked out: `{ratio of a to b @ p}`, read into the formula that it has."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from ccpi_nb.computing.computations import Computation, ComputationName, rate_per
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError

# What a slot may begin with, and how it goes on.
FORMS: Final[Mapping[str, str]] = {
    "ratio": "{ratio of one to another @ period}",
    "share": "{share of one in another @ period}",
    "difference": "{difference of one and another @ period}",
    "sum": "{sum of one, another and a third @ period} or {sum of last 4 of one @ period}",
    "mean": "{mean of last 4 of one @ period}",
    "rate": "{rate per thousand of one to another @ period}",
    "index": "{index of one @ period since base period}",
}
SIZES = {
    "hundred": 100,
    "thousand": 1_000,
    "ten thousand": 10_000,
    "hundred thousand": 100_000,
    "million": 1_000_000,
}
_NUMBERS = {f"{size:,}": words for words, size in SIZES.items()}
_OPERAND = r"(?:(?P<total>total) of )?(?P<key>\w+)(?:\s*/\s*(?P<breakdown>[^@]+?))?(?:\s*@\s*(?P<period>[\w/-]+))?"
_LAST = re.compile(r"last (?P<count>\d+) of (?P<of>.+)")
_COMPUTATIONS: Mapping[str, ComputationName] = {
    "ratio": Computation.RATIO,
    "share": Computation.PERCENTAGE,
    "difference": Computation.BALANCE,
    "sum": Computation.TOTAL,
    "mean": Computation.MEAN,
    "index": Computation.INDEX,
}
_FEWEST = 2  # values of a mean or a sum


@dataclass(frozen=True)
class Operand:
    """A part of a formula: an indicator or the total over its breakdown, `at` a period of its own or None."""

    key: str
    breakdown: str = ""
    at: Period | None = None
    is_total: bool = False


@dataclass(frozen=True)
class Formula:
    """What is to be worked out of which operands.

    `count` is how many values `last n` takes, `size` what a rate is per, `since` the base of an index. `text` is the
    slot without its braces.
    """

    text: str
    kind: str
    operands: tuple[Operand, ...]
    count: int = 0
    size: str = ""
    since: Period | None = None

    @property
    def names_periods(self) -> bool:
        """Whether every operand says its period, so that there is one figure only."""
        return all(operand.at for operand in self.operands)

    @property
    def computation(self) -> ComputationName:
        """The name that the ledger has for it."""
        return rate_per(self.size) if self.size else _COMPUTATIONS[self.kind]


def is_formula(slot: str) -> bool:
    """Return whether a slot is meant as a formula, rightly written or not."""
    words = slot.split()
    return bool(words) and words[0] in FORMS and len(words) > 1 and words[1] in ("of", "per")


def formula_from(slot: str, known: Iterable[str]) -> Formula:
    """Return the formula that a slot has; InputError with its form where it has none.

    An operand without a period is of the last operand's. `known` are the keys of indicators: a breakdown may have an
    'and' in it.
    """
    text = " ".join(slot.split())
    kind, _, rest = text.partition(" ")
    keys = frozenset(known)
    body, since = _apart(rest.removeprefix("of "), r"(.+?)\s+since\s+([\w/-]+)") or (rest.removeprefix("of "), "")
    count, size = 0, ""
    match kind:
        case "ratio":
            parts = _split(body, " to ", keys)
        case "share":
            parts = _split(body, " in ", keys)
        case "difference":
            parts = _split(body, " and ", keys)
        case "rate":
            per = _apart(body, r"per ([\d,]+|[a-z ]+?) of (.+)")
            size = _NUMBERS.get(per[0], per[0]) if per else ""
            parts = _split(per[1], " to ", keys) if per and size in SIZES else None
        case "sum" | "mean" if last := _LAST.fullmatch(body):
            count, parts = int(last["count"]), _all_operands([last["of"]])
        case "sum":
            parts = _listed(body, keys)
        case _:
            parts = _all_operands([body]) if since or kind != "index" else None
    is_told = parts and (count >= _FEWEST or (kind != "mean" and not _LAST.fullmatch(body)))
    if not parts or not is_told or bool(since) is not (kind == "index"):
        sizes = f" (per {', '.join(SIZES)})" if kind == "rate" else ""
        raise InputError(f"'{{{slot}}}' is not a slot; write {FORMS[kind]}{sizes}")
    try:
        operands = tuple(map(_operand, parts))
        base = Period.parse(since) if since else None
    except ValueError as problem:
        raise InputError(f"'{{{slot}}}': {problem}") from None
    last_at = operands[-1].at
    operands = tuple(replace(operand, at=operand.at or last_at) for operand in operands)
    return Formula(text, kind, operands, count, size, base)


_Parts = Sequence["re.Match[str]"]


def _apart(text: str, pattern: str) -> tuple[str, ...] | None:
    match = re.fullmatch(pattern, text)
    return match.groups() if match else None


def _all_operands(texts: Iterable[str]) -> _Parts | None:
    found = [re.fullmatch(_OPERAND, text.strip()) for text in texts]
    return [match for match in found if match] if found and all(found) else None


def _split(body: str, between: str, known: frozenset[str]) -> _Parts | None:
    """Return two operands with a word between them: of several ways the one whose keys there are."""
    places = [match.start() for match in re.finditer(f"(?={re.escape(between)})", body)]
    ways = [parts for at in places if (parts := _all_operands([body[:at], body[at + len(between) :]]))]
    return _likeliest(ways, known)


def _listed(body: str, known: frozenset[str]) -> _Parts | None:
    """Return the operands of a list, 'a, b and c'."""
    marks = [match.span() for match in re.finditer(r",\s*| and ", body)]
    ways = []
    for number in range(len(marks), 0, -1):
        for chosen in combinations(marks, number):
            bounds = [0, *(place for mark in chosen for place in mark), len(body)]
            if parts := _all_operands(body[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)):
                ways.append(parts)
    return _likeliest(ways, known)


def _likeliest(ways: Sequence[_Parts], known: frozenset[str]) -> _Parts | None:
    return max(ways, key=lambda parts: sum(match["key"] in known for match in parts) / len(parts), default=None)


def _operand(match: "re.Match[str]") -> Operand:
    at = Period.parse(match["period"]) if match["period"] else None
    return Operand(match["key"], (match["breakdown"] or "").strip(), at, is_total=bool(match["total"]))
