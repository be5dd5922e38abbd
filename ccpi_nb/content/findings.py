"""What the values shown come to, in a few words: the heading of a table or a chart, and the start of its alt text."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from ccpi_nb.document.figures import number_words, observed
from ccpi_nb.document.model import Absent, Chart, Table
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.document.sentences import listed, say
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.targets import Rag
from ccpi_nb.errors import InputError
from ccpi_nb.trends.movement import ADDED_UP, Movement, incomparable, movement_of

_LONGEST = 140  # characters; a heading that is longer is no heading
_MOST_NAMED = 3
_HOW_MANY = {1: "", 2: "both", 3: "all three", 4: "all four", 5: "all five", 6: "all six"}


def headed(block: Table | Chart | Absent, finding: Runs) -> Table | Chart | Absent:
    """Return a table or a chart with a finding above its caption."""
    return block if isinstance(block, Absent) else replace(block, finding=finding)


def heading(evidence: Evidence, shown: Sequence[Sequence[Result]], words: str = "") -> Runs:
    """Return the finding of what is shown: the author's words where there are any; empty where nothing is found."""
    return own_finding(words, evidence, shown) if words else as_heading(finding_of(shown))


def as_heading(words: str) -> Runs:
    """Return words as a finding; empty for ''."""
    return (Text(words),) if words else ()


def results_at(evidence: Evidence, keys: Iterable[str], periods: Iterable[Period]) -> list[tuple[Result, ...]]:
    """Return the results of indicators at some periods, in the order of time, each compared with the one before it."""
    order = sorted(dict.fromkeys(periods))
    return [
        tuple(result for period in order if (result := evidence.find_result(key, period)))
        for key in dict.fromkeys(keys)
    ]


def finding_of(shown: Iterable[Sequence[Result]]) -> str:
    """Return what results show, an indicator a sequence in the order of time, without a full stop; '' for nothing.

    'Invoices paid after 90 days got worse each time and missed the target each time'. Of several what most of them did
    comes first and the exceptions by name: 'Three of the four improved each time; only Calls answered got worse each
    time'. Where that takes too many words, only how they moved, or how they stand.
    """
    every = [tuple(results) for results in shown if any(result.value is not None for result in results)]
    moved = _common_first(every, _moved)
    both = (_moved_and_stood(every, moved, stood) for stood in (_stood, _stood_at_last))
    for told in (_alike(every), *both, moved, _common_first(every, _stood_at_last)):
        if told and len(told) <= _LONGEST:
            return _capital(told)
    return ""


def _alike(every: Sequence[Sequence[Result]]) -> str:
    """Return how all moved and how all stand, where that is the same; '' where it isn't."""
    return _common_first(every, _clause) if len({_clause(results) for results in every}) == 1 else ""


def _moved_and_stood(every: Sequence[Sequence[Result]], moved: str, stood: Callable[[Sequence[Result]], str]) -> str:
    """Return how all moved, then how all stand; else who missed the target, or who met it where nobody missed it."""
    rated = [results for results in every if stood(results)]
    missed = [results for results in rated if "missed" in stood(results)]
    if len({stood(results) for results in every}) == 1:
        stands, link = _common_first(every, stood), ", but" if missed and "improved" in moved else ", and"
    else:
        is_exception = missed and len(rated) == len(every)
        stands, link = _common_first(missed or rated, stood, of_all=False), "; only" if is_exception else ";"
    told = f"{moved}{link} {stands}" if moved and stands else ""
    return told if told.count(";") < 2 else ""  # three clauses in a row are a list


def _common_first(
    every: Sequence[Sequence[Result]], words_of: Callable[[Sequence[Result]], str], *, of_all: bool = True
) -> str:
    """Return in words what most did, then the others by name; '' where one of them did nothing, or for too many names.

    Those that are not `of_all` shown go by their names.
    """
    by_words: dict[str, list[str]] = {}
    for results in every:
        by_words.setdefault(words_of(results), []).append(results[0].indicator.name)
    if not by_words or "" in by_words:
        return ""
    (common, first), *others = sorted(by_words.items(), key=lambda told: -len(told[1]))
    if of_all and not others:
        return f"{_HOW_MANY.get(len(every), 'all') or first[0]} {common}"
    is_most = of_all and 2 * len(first) > len(every) and len(every) < 100
    named = others if is_most else list(by_words.items())
    if any(len(names) > _MOST_NAMED for _, names in named):
        return ""
    if is_most:
        opening = f"{number_words(len(first))} of the {number_words(len(every))} {common}"
        return "; ".join((opening, *_by_name(others, "only " if len(others) == 1 else "")))
    return "; ".join(_by_name(by_words.items()))


def _by_name(told: Iterable[tuple[str, Sequence[str]]], before: str = "") -> Iterator[str]:
    return (f"{before}{listed(names)} {words}" for words, names in told)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _clause(results: Sequence[Result]) -> str:
    """Return how results moved and how they stand against their target; '' where neither can be said."""
    valued = [result for result in results if result.value is not None]
    movement, target = movement_of(results), against_target(valued)
    if movement is None:
        return target if _same_rating(valued) else ""
    if not target:
        return movement.words
    is_turn = (movement.verb, valued[-1].rating) in (("improved", Rag.OFF_TARGET), ("got worse", Rag.ON_TARGET))
    return f"{movement.words} {'but' if is_turn else 'and'} {target}"


def _moved(results: Sequence[Result]) -> str:
    movement = movement_of(results)
    return movement.words if movement else ""


def _stood(results: Sequence[Result]) -> str:
    return against_target([result for result in results if result.value is not None])


def _stood_at_last(results: Sequence[Result]) -> str:
    return against_target([result for result in results if result.value is not None][-1:])


def against_target(valued: Sequence[Result]) -> str:
    """Return how the values stand against their targets: all, or else the last and when; '' without a verdict."""
    verb = {Rag.ON_TARGET: "met the target", Rag.OFF_TARGET: "missed the target"}.get(valued[-1].rating or Rag.NO_DATA)
    if verb is None:
        return ""
    if not _same_rating(valued):
        return f"{verb} {valued[-1].observation.period.phrase}"
    return f"{verb} {'each time' if len(valued) > 2 else 'both times'}" if len(valued) > 1 else verb


def counts_of(every: Sequence[Sequence[Result]]) -> str:
    """Return how many of several improved or got worse, and how many met their targets at last; '' where none can tell.

    'Five of the eight improved and two got worse; three missed the target'
    """
    if not 1 < len(every) < 100:
        return ""
    moved = Counter(movement.verb for results in every if (movement := movement_of(results)))
    stood = Counter(against_target(valued[-1:]) for results in every if (valued := _with_values(results)))
    told = [
        listed(f"{number_words(counts[verb])}{{}} {verb}" for verb in verbs if counts[verb])
        for counts, verbs in ((moved, _VERBS), (stood, _AGAINST))
    ]
    return _capital(
        "; ".join(filter(None, told)).replace("{}", f" of the {number_words(len(every))}", 1).replace("{}", "")
    )


def _same_rating(valued: Sequence[Result]) -> bool:
    return len({result.rating for result in valued}) == 1


_VERBS = ("improved", "got worse", "rose", "fell", "stayed the same", "ended where it began")
_AGAINST = ("met the target", "missed the target")


def _with_values(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.value is not None]


Breakdown = Mapping[tuple[Period, str], Observation | None]


def breakdown_at(evidence: Evidence, key: str, periods: Iterable[Period]) -> Breakdown:
    """Return the observations of an indicator by period and member, the periods in the order of time."""
    order = sorted({period for period in periods if evidence.members(key, period)})
    members = tuple(dict.fromkeys(member for period in order for member in evidence.members(key, period)))
    return {cell: evidence.find(key, *cell) for cell in product(order, members)}


def breakdown_finding(indicator: Indicator, held: Breakdown) -> str:
    """Return which members of a breakdown stand out, without a full stop; '' where none does.

    Of one period that is the member with the most; of two those that rose most. A tie is told as one, up to three.
    Nothing is said where a value is missing or not exact, since that one may stand out.
    """
    order = sorted({period for period, _ in held})
    values = {cell: found.value for cell, found in held.items() if found and found.is_exact and found.value is not None}
    if not order or len(order) > 2 or len(values) < len(held) or incomparable(indicator, order):
        return ""
    members = dict.fromkeys(member for _, member in held)
    if len(order) == 1:
        top = _highest({member: values[order[0], member] for member in members})
        return f"{listed(top)} had {'the most' if indicator.unit in ADDED_UP else 'the highest value'}" if top else ""
    rises = {member: values[order[1], member] - values[order[0], member] for member in members}
    top = _highest(rises)
    return f"The largest rise was in {listed(top)}" if top and rises[top[0]] > 0 else ""


def breakdown_point(indicator: Indicator, held: Breakdown) -> str:
    """Return which members stand out with their figures, of more than two periods at the latest; '' where none does.

    'Preston had the most, 19, and Burnley the fewest, 9, in October 2014'
    """
    order = sorted({period for period, _ in held})
    told = {cell: found for cell, found in held.items() if len(order) <= 2 or cell[0] == order[-1]}
    finding = breakdown_finding(indicator, told)
    values = {cell: found.value for cell, found in told.items() if found and found.value is not None}
    if not finding:
        return ""

    def text(period: Period, member: str) -> str:
        found = held[period, member]
        return observed(indicator, found).text if found else ""

    members, last = list(dict.fromkeys(member for _, member in told)), order[-1]
    if len(order) == 2:
        top = _highest({member: values[last, member] - values[order[0], member] for member in members})
        ends = (f"{text(period, top[0])} {period.phrase}" for period in order)
        return _lower(finding) + (f", from {' to '.join(ends)}" if len(top) == 1 else "")
    most = _highest({member: values[last, member] for member in members})
    low = _highest({member: -values[last, member] for member in members})
    least = (
        "the fewest" if indicator.unit is Unit.NUMBER else "the least" if indicator.unit in ADDED_UP else "the lowest"
    )
    beside = f", and {listed(low)} {least}, {text(last, low[0])}" if low else ""
    return f"{finding}, {text(last, most[0])}{beside}, {last.phrase}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _highest(values: Mapping[str, Decimal]) -> list[str]:
    """Return who has the highest value; nobody where that are more than three, or all."""
    top = [name for name, value in values.items() if value == max(values.values())]
    return top if len(top) <= _MOST_NAMED and len(top) < len(values) else []


# What an author's own words may say, by what must then be true of some series shown.
_SAYS: Mapping[str, Callable[[Movement], bool]] = {
    r"rose|rising|grew|growing|increased|higher": lambda moved: moved.way == 1,
    r"fell|falling|dropped|decreased|lower": lambda moved: moved.way == -1,
    r"improved|improving|better": lambda moved: moved.verb == "improved",
    r"worse|worsened|worsening|deteriorated": lambda moved: moved.verb == "got worse",
}
_STANDS: Mapping[str, Rag] = {
    r"on target|met (?:the|its|their) targets?": Rag.ON_TARGET,
    r"off target|missed (?:the|its|their) targets?": Rag.OFF_TARGET,
}


def own_finding(words: str, evidence: Evidence, shown: Sequence[Sequence[Result]]) -> Runs:
    """Return an author's own heading with its slots filled.

    InputError where it says that something rose, fell, improved, got worse, met or missed its target, and nothing that
    is shown did.
    """
    moved = [movement for results in shown if (movement := movement_of(results))]
    ratings = {result.rating for results in shown for result in results}
    for pattern, is_true in _SAYS.items():
        if (said := re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE)) and not any(map(is_true, moved)):
            raise InputError(_untrue(words, said[0]))
    for pattern, rating in _STANDS.items():
        if (said := re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE)) and rating not in ratings:
            raise InputError(_untrue(words, said[0]))
    return say(words, evidence)


def _untrue(words: str, said: str) -> str:
    return (
        f"the finding '{words}' says '{said}', which is true of nothing shown; "
        "say what the values show, or leave the finding out"
    )
