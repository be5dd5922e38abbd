"""Figures as the council prints them, each with the rows of data behind it."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ccpi_nb.computing.computations import Computation, ComputationName, computation_named, of_computed
from ccpi_nb.computing.totals import Total
from ccpi_nb.document.runs import Figure, Row, Runs, Text
from ccpi_nb.domain.decimals import decimals_of, rounded
from ccpi_nb.domain.indicators import ChangeOf, Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.targets import Aim, Target, rate
from ccpi_nb.errors import InputError

MINUS = "\N{MINUS SIGN}"  # a hyphen is not read out as a minus
PERCENTAGE_POINTS = str(Unit.POINTS)
_ALL_OR_NOTHING = {(">=", Decimal(100)), ("<=", Decimal(0))}


def written(value: Decimal, unit: Unit, seconds: int = 0) -> str:
    """Return a decimal in its unit with every digit: '33.85%', '£641,355', '£35.586m', '3 weeks', '4,561'.

    Pounds with pence have two decimals. Only a time in minutes and seconds is rounded, to `seconds` decimals: '1 min
    24 s'.
    """
    if unit is Unit.MINUTES_SECONDS:
        return _clock(value, seconds)
    before, after = unit.symbols
    amount = abs(value)
    if unit is Unit.POUNDS and amount.as_tuple().exponent == -1:
        amount = rounded(amount, 2)
    if after.startswith(" ") and str(amount) == "1":
        after = after.removesuffix("s")
    return f"{MINUS if value < 0 else ''}{before}{amount:,f}{after}"


def spoken(value: Decimal, unit: Unit, seconds: int = 0) -> str:
    """Return an amount as a sentence has it: as `written`, but thousands of pounds from a million on as '£1.6m'."""
    if unit is Unit.POUNDS_THOUSAND and abs(value) >= 1000:
        return written((value / 1000).normalize(), Unit.POUNDS_MILLION)
    return written(value, unit, seconds)


def _clock(value: Decimal, decimals: int) -> str:
    """Return seconds as minutes and seconds, rounded half up so that 119.7 is '2 min 0 s'; hours are minutes as well.

    Not as '02:00', which is read aloud as a time of day.
    """
    shown = rounded(value, decimals)
    minutes, seconds = divmod(abs(shown), 60)
    return f"{MINUS if shown < 0 else ''}{f'{minutes:,.0f} min ' if minutes else ''}{seconds:.{decimals}f} s"


def difference(indicator: Indicator, amount: Decimal) -> str:
    """Return a distance between two values, without its sign: percentages differ by percentage points."""
    if indicator.unit is Unit.PERCENT:
        return percentage_points(amount)
    return spoken(abs(amount), indicator.unit, indicator.seconds)


def percentage_points(amount: Decimal) -> str:
    """Return '3.43 percentage points', without the sign; only a whole one is '1 percentage point'."""
    return f"{abs(amount):,f} {PERCENTAGE_POINTS if str(abs(amount)) != '1' else PERCENTAGE_POINTS.removesuffix('s')}"


def observed(indicator: Indicator, observation: Observation) -> Figure:
    """Return an observation as published, with its qualifier ('about 954'); a shorthand where there is no value.

    What a table gave in thousands of pounds stays so: a table has one unit.
    """
    if observation.value is None:
        text, value = str(observation.shorthand), ""
    else:
        form = spoken if observation.given_in == "text" else written
        text, value = form(observation.value, indicator.unit, indicator.seconds), str(observation.value)
        if indicator.change:
            text = _changed(observation.value, indicator.change, is_exact=observation.is_exact)
        if observation.qualifier:
            text = f"{observation.qualifier} {text}"
    return Figure(text, value, rows_of(observation), computation_named(observation.computation))


_CHANGED = {Decimal(0): "no change", Decimal(100): "doubled", Decimal(-50): "halved"}


def _changed(per_cent: Decimal, of: ChangeOf, *, is_exact: bool) -> str:
    """Return a change in per cent in words: '46.1% fewer', '61.3% more', 'doubled', 'halved', 'no change'."""
    if is_exact and per_cent in _CHANGED:
        return _CHANGED[per_cent]
    return f"{written(abs(per_cent), Unit.PERCENT)} {of.words(per_cent)}"


def computed(computation: ComputationName, value: Decimal, text: str, inputs: Iterable[Observation | Target]) -> Figure:
    """Return a figure computed from inputs, with their rows; `text` is how it is shown."""
    given = tuple(inputs)
    return Figure(text=text, value=str(value), rows=rows_of(*given), computation=_further(computation, given))


def _further(computation: ComputationName, inputs: Iterable[Observation | Target]) -> ComputationName:
    """Return the name of a computation, with a word on it where what went in was itself worked out."""
    is_further = any(isinstance(origin, Observation) and origin.computation for origin in inputs)
    return of_computed(computation) if is_further else computation


def target_figure(indicator: Indicator, target: Target) -> Figure:
    """Return a target as it is read out: 'at least 99%', 'below 0.4%'.

    A target of all or nothing needs no comparator: '100%', '0%'.
    """
    amount = _agreed(target.value, indicator.unit)
    certain = indicator.unit is Unit.PERCENT and (target.comparator, target.value) in _ALL_OR_NOTHING
    text = amount if certain else f"{target.comparator.words} {amount}"
    return computed(Computation.TARGET, target.value, text, (target,))


def _agreed(value: Decimal, unit: Unit) -> str:
    """Return an amount as it was agreed, to the fraction of a second: '1 min 59.5 s'."""
    return spoken(value, unit, decimals_of(value))


def target_runs(indicator: Indicator, target: Aim) -> Runs:
    """Return a target as `target_figure` does, a band by both of its ends: 'at least 60% and no more than 70%'."""
    first, *others = (target_figure(indicator, end) for end in target.ends)
    return (first, *(run for other in others for run in (Text(" and "), other)))


def change_figure(indicator: Indicator, earlier: Observation, later: Observation) -> Figure:
    """Return the size of a change without its sign, exactly: percentages differ by percentage points.

    '[c]' from or to a suppressed value; ValueError from or to a missing one.
    """
    if earlier.is_suppressed or later.is_suppressed:
        return _shorthand(Computation.CHANGE, Shorthand.CONFIDENTIAL, (earlier, later))
    if earlier.value is None or later.value is None:
        raise ValueError(f"{indicator.key}: there is no change from or to a missing value")
    return computed(
        Computation.CHANGE,
        later.value - earlier.value,
        difference(indicator, later.value - earlier.value),
        (earlier, later),
    )


def shortfall_figure(indicator: Indicator, observation: Observation, target: Target) -> Figure:
    """Return how far an observation is on the wrong side of its target; ValueError where it has no exact value."""
    if observation.value is None or not observation.is_exact:
        raise ValueError(f"{indicator.key}: a value that is missing or not exact falls short by no known amount")
    shortfall = target.shortfall(observation.value)
    return computed(Computation.SHORTFALL, shortfall, difference(indicator, shortfall), (observation, target))


def tolerance_figure(indicator: Indicator, target: Target) -> Figure:
    """Return the tolerance of a target: '5 percentage points'."""
    percent = indicator.unit is Unit.PERCENT
    text = difference(indicator, target.tolerance) if percent else _agreed(target.tolerance, indicator.unit)
    return computed(Computation.TOLERANCE, target.tolerance, text, (target,))


def total_figure(indicator: Indicator, total: Total) -> Figure:
    """Return a total: the published whole, or what the parts come to, or a shorthand where there is none."""
    if total.whole:
        return observed(indicator, total.whole)
    if total.value is None:
        return _shorthand(Computation.TOTAL, total.shorthand or Shorthand.NOT_AVAILABLE, total.parts)
    text = written(total.value, indicator.unit, indicator.seconds)
    computation = Computation.POOLED if total.is_pooled else Computation.TOTAL
    return computed(computation, total.value, f"{total.qualifier} {text}".lstrip(), total.parts)


def rate_figure(numerator: Observation, denominator: Observation, decimals: int) -> Figure:
    """Return one observation as a percentage of another, rounded half up as the council rounds.

    ValueError where either has no value, or where the denominator is zero.
    """
    if numerator.value is None or not denominator.value:
        raise ValueError(f"{numerator.indicator} cannot be a percentage of {denominator.indicator}: no value or zero")
    value = rounded(100 * numerator.value / denominator.value, decimals)
    return computed(Computation.PERCENTAGE, value, written(value, Unit.PERCENT), (numerator, denominator))


def count_figure(computation: ComputationName, count: int, rows: Iterable[Row]) -> Figure:
    """Return how many of something there are, from the rows counted."""
    return Figure(text=f"{count:,}", value=str(count), rows=tuple(rows), computation=computation)


_ONES = [
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = tuple(f"{stem}ty" for stem in ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"))


def number_words(number: int) -> str:
    """Return a number from 0 to 99 in words: 'none', 'three', 'forty-eight'."""
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens - 2]}{f'-{_ONES[ones]}' if ones else ''}"


def in_prose(figure: Figure) -> Figure:
    """Return a count as a sentence has it: 'three' for 3, and digits from 10 on; value and rows stay."""
    return replace(figure, text=number_words(int(figure.value))) if figure.value in map(str, range(10)) else figure


def in_words(indicator: Indicator, observation: Observation) -> Figure:
    """Return an observation with its number in words, 'three', 'about three weeks'; a shorthand as it is.

    InputError for what is no count, or has more than two digits.
    """
    figure, value = observed(indicator, observation), observation.value
    if value is None:
        return figure
    _, after = indicator.unit.symbols
    is_counted = indicator.unit is Unit.NUMBER or after.startswith(" ")
    if not is_counted or value != int(value) or not 0 <= value < 100:
        raise InputError(
            f"'{figure.text}' of '{indicator.key}' can't be spelled out, which is for whole numbers from 0 to 99; "
            "leave out 'words of'"
        )
    words = number_words(int(value))
    return replace(
        figure, text=f"{observation.qualifier} {words}{after.removesuffix('s') if value == 1 else after}".lstrip()
    )


def rounded_figure(indicator: Indicator, observation: Observation, target: Aim | None) -> Figure:
    """Return an observation rounded for a sentence: '80%' for 79.99%, '£35.6m' for £35.586m, '12,300' for 12,285.

    A percentage to a whole one, or below 10 to a decimal; other numbers to three digits. It stays exact where rounding
    would rate it otherwise, or make it 0, or 100%.
    """
    value = observation.value
    if value is None or indicator.change or indicator.unit is Unit.MINUTES_SECONDS:
        return observed(indicator, observation)
    is_share = indicator.unit is Unit.PERCENT
    share_decimals = 0 if abs(value) >= Decimal("9.95") else 1
    decimals = share_decimals if is_share else 2 - max(value.adjusted(), 0)
    shown = Decimal(f"{rounded(value, decimals):f}")
    rating = (rate(target, number, observation.qualifier) for number in (value, shown)) if target else ()
    ends = {Decimal(0), Decimal(100)} if is_share else {Decimal(0)}
    if shown == value or shown in ends or len(set(rating)) > 1:
        return observed(indicator, observation)
    text = f"{observation.qualifier} {spoken(shown, indicator.unit)}".lstrip()
    return computed(Computation.ROUNDED, shown, text, (observation,))


def rows_of(*origins: Observation | Target) -> tuple[Row, ...]:
    """Return the rows of data behind observations and targets, each once; of what was worked out those that went in."""
    every = (part for origin in origins for part in (origin.origins if isinstance(origin, Observation) else (origin,)))
    return tuple(dict.fromkeys(map(row_of, every)))


def row_of(origin: Observation | Target) -> Row:
    """Return the row of data of an observation or a target, with its value or shorthand."""
    if isinstance(origin, Target):
        as_at = str(origin.as_at or "")
        return Row(origin.row, origin.indicator, "", "", origin.source, as_at, str(origin.value))
    return Row(
        origin.row,
        origin.indicator,
        str(origin.period),
        origin.breakdown,
        origin.source,
        str(origin.as_at),
        str(origin.shorthand if origin.value is None else origin.value),
        origin=origin.origin,
    )


def _shorthand(computation: ComputationName, shorthand: Shorthand, inputs: Iterable[Observation]) -> Figure:
    return Figure(text=shorthand, value="", rows=rows_of(*inputs), computation=computation)
