"""The columns of observations and of names.csv: what a cell may hold, and how rows become values. See docs/data.md."""

import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import chain, repeat

from ccpi_nb.domain.indicators import DataRow, Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.plausibility import all_impossible
from ccpi_nb.domain.readings import Qualifier
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import choice, day, decimal, filled, known, optional, plain_name
from ccpi_nb.files.strict_csv import CsvColumns, Parser, parse_columns, parse_csv
from ccpi_nb.workbook.indicators import key_of

_qualifier = choice(Qualifier, "qualifier")
# The column that says what of a row no paper gives.
SUPPOSED = "supposed"
_supposed = known("supposition", ("period",))


def observations_from(
    text: str, file: str, dataset: str, period: Period, indicators: Mapping[str, Indicator]
) -> tuple[Observation, ...]:
    """Return the observations of one file of a dataset, whose name gives `period`."""
    columns: dict[str, Parser] = {
        "indicator": key_of(indicators),
        "period": lambda cell: _this_period(cell, period),
        "breakdown": plain_name,
        "value": value_or_mark,
        "numerator": optional(decimal),
        "denominator": optional(decimal),
        "qualifier": lambda cell: cell and str(_qualifier(cell)),
        "given_in": known("place to be given in", ("table", "text")),
        "as_at": day,
        "source": filled,
        "note": str,
        SUPPOSED: lambda cell: cell and _supposed(cell),
    }
    observations = _observations(parse_columns(text, columns, file, may_lack=[SUPPOSED]), file, dataset)
    refuse(
        [
            *_unexplained_suppositions(observations),
            *_duplicates(observations),
            *_impossible_shares(observations, indicators),
            *map(str, all_impossible(observations, indicators)),
            *_unknown_breakdowns(observations, indicators),
        ]
    )
    return observations


# New objects, after which the collector is kept from what was read; a usual workbook's observations are far fewer.
_MANY = 100_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Read without Python looking for circles among rows, which have none: of large data that was half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _MANY:
            gc.freeze()  # nor are they looked through again and again by what works with them
        if was_enabled:
            gc.enable()


def names_from(text: str, file: str) -> tuple[str, ...]:
    """Return names with digits in them, which may stand in prose; a number alone is none."""
    return tuple(row["name"] for row in parse_csv(text, {"name": _name_in_prose, "why": filled}, file))


# The columns beside the value, as an observation has them before and after it.
_WHAT = ("indicator", "period", "breakdown")
_BESIDE = ("numerator", "denominator", "qualifier", "given_in", "as_at", "source", "note")


def _observations(read: CsvColumns, file: str, dataset: str) -> tuple[Observation, ...]:
    values = (None if isinstance(value, Shorthand) else value for value in read["value"])
    marks = (value if isinstance(value, Shorthand) else None for value in read["value"])
    what, beside = (map(read.__getitem__, columns) for columns in (_WHAT, _BESIDE))
    rows = map(DataRow, repeat(file), read.numbers)
    untouched = repeat("")
    return tuple(map(Observation, *what, values, marks, *beside, repeat(dataset), rows, untouched, read[SUPPOSED]))


def _duplicates(observations: Iterable[Observation]) -> Iterator[str]:
    """Yield a sentence for each observation of a period that an earlier one gives already, here or in another file."""
    first: dict[tuple[object, ...], Observation] = {}
    words: dict[str, str] = {}
    for observation in observations:
        if (source := words.get(observation.source)) is None:
            source = words[observation.source] = " ".join(re.findall(r"\w+", observation.source.casefold()))
        same = first.setdefault((observation.indicator, observation.breakdown, observation.as_at, source), observation)
        if same is not observation:
            of = f" for '{observation.breakdown}'" if observation.breakdown else ""
            place = f"row {same.row.number}" if same.row.file == observation.row.file else str(same.row)
            yield (
                f"{observation.row}: '{observation.indicator}'{of} is already in {place} "
                "with the same as_at and source; remove one, or say in 'source' where the other stands"
            )


def given_in_two_files(files: Iterable[Sequence[Observation]]) -> Iterator[str]:
    """Yield what two files of a period have both; in one file it has been refused already."""
    by_period: dict[Period, list[Sequence[Observation]]] = defaultdict(list)
    for rows in filter(None, files):
        by_period[rows[0].period].append(rows)
    for parts in by_period.values():
        if len(parts) > 1:
            yield from _duplicates(chain.from_iterable(parts))


def _impossible_shares(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Yield a sentence for each part and whole that are surely wrong.

    That they don't make up the value may be the document's doing, and is no error.
    """
    for observation in observations:
        value, part, whole = observation.value, observation.numerator, observation.denominator
        if value is None or part is None or whole is None:
            continue
        if whole == 0:
            yield (
                f"{observation.row}, column 'denominator': nothing is a share of 0; "
                "leave it blank, or write the shorthand [z] as the value"
            )
        elif indicators[observation.indicator].unit is Unit.PERCENT and part > whole and _is_share(value, whole, part):
            yield (
                f"{observation.row}, column 'numerator': {value}% is the share of {whole} in {part}; "
                "they stand the wrong way round, exchange them"
            )


def _unexplained_suppositions(observations: Iterable[Observation]) -> Iterator[str]:
    for observation in observations:
        if observation.supposed and not observation.note:
            yield (
                f"{observation.row}, column 'note': the {observation.supposed} is supposed, "
                "and nothing says so on the page; say what the document gives instead"
            )


def _unknown_breakdowns(observations: Iterable[Observation], indicators: Mapping[str, Indicator]) -> Iterator[str]:
    for observation in observations:
        if observation.breakdown and not indicators[observation.indicator].breakdown:
            yield (
                f"{observation.row}, column 'breakdown': '{observation.indicator}' is not broken down; "
                "say by what in data/indicators.csv, or leave the cell blank"
            )


def _is_share(percentage: Decimal, part: Decimal, whole: Decimal) -> bool:
    return (100 * part / whole).quantize(percentage, ROUND_HALF_UP) == percentage


def _name_in_prose(cell: str) -> str:
    without_scale = re.sub(
        r"(?<=\d)(?:e[+-]?\d|\s?(?:k|mn?|bn|thousand|[mb]illion|per ?cent)$)", "", filled(cell), flags=re.IGNORECASE
    )
    if not any(character.isalpha() or character == "/" for character in without_scale):
        raise ValueError(
            f"'{cell}' is only a number, and would let it be typed anywhere; write the name that it is part of"
        )
    return cell


def _this_period(cell: str, period: Period) -> Period:
    if Period.parse(cell) != period:
        raise ValueError(
            f"'{cell}' is not the period of the file's name, {period}; "
            f"move the row to the file {Period.parse(cell).file_stem}.csv"
        )
    return period


# Marks in place of a value: the shorthand that data take, and what to write for any other.


@lru_cache(2**16)  # many rows have the same number
def value_or_mark(cell: str) -> Decimal | Shorthand:
    """Return the value of a cell, or the shorthand in its place; ValueError says what to write for any other mark."""
    if cell in set(Shorthand):
        return Shorthand(cell)
    if advice := _mark_advice(cell):
        raise ValueError(f"'{cell}' {advice}")
    try:
        return decimal(cell)
    except ValueError as problem:
        if "is not a number" not in str(problem):
            raise
        raise ValueError(f"{problem}; or a shorthand where there is no value: {', '.join(Shorthand)}") from None


_QUALIFIED = "stands with a number, not in its place: write the number"
# The marks of the Government Statistical Service that are no reason for there being no value, and what people write.
_MARKS = {
    "p": f"(provisional) {_QUALIFIED}, and 'provisional' under 'qualifier'",
    "e": f"(estimated) {_QUALIFIED}, and 'estimated' under 'qualifier'",
    "f": f"(forecast) {_QUALIFIED}, and 'forecast' under 'qualifier'",
    "r": f"(revised) {_QUALIFIED} in a row of its own with the day of the revision as 'as_at'",
    "b": f"(break in the series) {_QUALIFIED}, and what changed under 'note' or in data/continues.csv",
    "u": f"(low reliability) {_QUALIFIED}, and why it is not reliable under 'note'",
    "w": "(none recorded in the survey) is not held as such: write 0 where none were counted, else [x], with a note",
    "low": "stands for a number that rounds to zero and is none: write the least that is shown, such as 0.5, "
    "and 'under' under 'qualifier'",
}
_WORDS = {
    "n/a": "may mean two things: write [x] where it is not available, [z] where it does not apply",
    "-": "may mean three things: write 0 where none were counted, [x] where it is not available, "
    "[z] where it does not apply",
    "..": "is not a number; write [x] where the value is not available",
    "*": "often hides a small number: write [c] then, else what the document's key to it says",
    "c": "is not a number; write [c] where the value is confidential",
    "x": "is not a number; write [x] where the value is not available",
    "z": "is not a number; write [z] where the value does not apply",
}
_ALIKE = {
    **dict.fromkeys(("na", "n.a.", "not applicable/available", "#n/a", "null", "none", "nil"), "n/a"),
    **dict.fromkeys(("\N{EN DASH}", "\N{EM DASH}", "--", "\N{MINUS SIGN}", "~"), "-"),
    **dict.fromkeys((".", "...", "\N{HORIZONTAL ELLIPSIS}", ":", "not available", "tbc", "?"), ".."),
    **dict.fromkeys(("**", "\N{BULLET}", "suppressed", "s", "(s)"), "*"),
    **dict.fromkeys(("(c)", "{c}", "confidential"), "c"),
    **dict.fromkeys(("(x)", "{x}", "unavailable"), "x"),
    **dict.fromkeys(("(z)", "{z}", "not applicable"), "z"),
}


def _mark_advice(cell: str) -> str:
    """Return what to write for a mark that stands in place of a value or after it; '' where it is none."""
    word = " ".join(cell.casefold().split())
    if match := re.fullmatch(r"\[ ?(\w+) ?\]", word):
        if match[1] in _MARKS:
            return _MARKS[match[1]]
        written = f"[{match[1]}]"
        if written in set(Shorthand):
            return f"is not written so; did you mean '{written}'?"
        return f"is no shorthand that is known here; known: {', '.join(Shorthand)}; else say it under 'note'"
    if match := re.fullmatch(r"(?P<number>\S+) ?\[(?P<mark>\w+)\]", word):
        rest = _MARKS.get(match["mark"], "").partition("the number")[2] or ", and what the mark means under 'note'"
        return f"has a mark beside its number: write {match['number']} alone{rest}"
    return _WORDS.get(_ALIKE.get(word, word), "")
