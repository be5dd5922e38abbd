"""A recovery in sentences and as a table: what is missing, at what rate it shrinks, until when, and how sure it is."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import (
    MINUS,
    change_figure,
    computed,
    count_figure,
    in_prose,
    observed,
    percentage_points,
    row_of,
    rows_of,
    written,
)
from ccpi_nb.document.model import Cell, Column, Table
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Polarity, Unit
from ccpi_nb.domain.periods import day_name
from ccpi_nb.trends.fitted_line import CONFIDENCE, FittedLine, number_of
from ccpi_nb.trends.recovery import Recovery


def recovery_sentences(recovery: Recovery, evidence: Evidence) -> tuple[Runs, ...]:
    """Return what is still missing, at what rate it shrinks, until when, and how far that can be relied on."""
    latest, line, rate = recovery.latest, recovery.line, recovery.rate_per_week
    if latest is None:
        nothing: Runs = (Text("There is no figure for a single day, so nothing can be said about a recovery."),)
        return (nothing,)
    if recovery.aim.is_suppressed:
        what_it_was = Text(f" {recovery.aim.period.phrase}, so nothing can be said about getting back to it.")
        return ((Text("The figure was "), observed(recovery.indicator, recovery.aim), what_it_was),)
    sentences = [_distance(recovery, latest)]
    if recovery.is_regained:
        return tuple(sentences)
    if evidence.target(recovery.indicator.key, latest.period) is None:
        opening = Text("The papers give no target, so this report compares with ")
        sentences.append((opening, observed(recovery.indicator, recovery.aim), Text(f" {recovery.aim.period.phrase}.")))
    if line is None or rate is None:
        return (*sentences, (Text("That is the only figure, and a rate needs at least two."),))
    caution = () if recovery.regained_on is None else (_caution(recovery),)
    return (*sentences, _rate(recovery, rate), _when(recovery, line, latest), *caution)


def recovery_method(recovery: Recovery) -> Runs:
    """Return how the rate and the day were worked out; empty where there is no rate.

    The numbers themselves are in the `recovery_table`; where there is none, the rate and its interval are told here.
    """
    line, rate = recovery.line, recovery.rate_per_week
    if line is None or rate is None or recovery.is_regained or recovery.aim.is_suppressed:
        return ()
    nearest = "nearest to" if line.margins else "through"
    opening: Runs = (
        Text(f"The rate is that of the straight line {nearest} the "),
        in_prose(_count(recovery)),
        Text(f" figures{' (least squares)' if line.margins else ''}"),
    )
    if recovery.regained_on is None:
        opening += (Text(", "), _change_a_week(recovery, rate), Text(" a week"))
    if recovery.rate_interval is None:
        return (*opening, Text("; two figures are too few to say how sure that is."))
    ends = [_end_of_change(recovery, end, _signed_bare) for end in recovery.rate_interval]
    if recovery.regained_on is None:
        doubt = "" if recovery.is_moving else ", which does not rule out that there is no change at all"
        interval: Runs = (Text(" confidence interval of "), ends[0], Text(" to "), ends[1], Text(f"{doubt}."))
        return (*opening, Text(", with a "), _confidence(recovery), *interval)
    doubt = "" if recovery.is_moving else "; that of the change does not rule out that there is none at all"
    return (
        *opening,
        Text(". The intervals are "),
        _confidence(recovery),
        Text(f" confidence intervals, that of the day by Fieller's method{doubt}. "),
        Text("Each figure also follows from the one before, which no interval here allows for."),
    )


def _distance(recovery: Recovery, latest: Observation) -> Runs:
    indicator, since = recovery.indicator, Text(f" {recovery.aim.period.phrase}.")
    side = "above" if indicator.polarity is Polarity.LOWER else "below"
    opening: Runs = (Text("At "), observed(indicator, latest), Text(f" {latest.period.phrase}, the figure was "))
    if recovery.is_regained:
        return (*opening, Text(f"no longer {side} the "), observed(indicator, recovery.aim), since)
    return (
        *opening,
        change_figure(indicator, latest, recovery.aim),
        Text(f" {side} the "),
        observed(indicator, recovery.aim),
        since,
    )


def _rate(recovery: Recovery, rate: Decimal) -> Runs:
    first, last = recovery.points[0].period.label, recovery.points[-1].period.label
    runs: Runs = (
        Text(f"From {first} to {last} it {'fell' if rate < 0 else 'rose'} by "),
        _weekly_figure(recovery, Computation.RATE_A_WEEK, rate, _amount(recovery.indicator, abs(rate))),
        Text(" a week on average"),
    )
    if recovery.rate_interval is None:
        return (*runs, Text(", by two figures only."))
    return (*runs, Text("." if recovery.is_moving else ", which may be no more than chance."))


def _when(recovery: Recovery, line: FittedLine, latest: Observation) -> Runs:
    aim = observed(recovery.indicator, recovery.aim)
    if recovery.regained_on is None:
        if recovery.worth * line.slope <= 0:
            return (Text("At this rate the figure would not return to "), aim, Text("."))
        if line.meets(number_of(recovery.aim)) <= latest.period.end.toordinal():
            opening = Text("The straight line through the figures is at ")
            return (opening, aim, Text(" already, although the latest figure is not."))
        return (
            Text("At this rate the figure would take far too long to return to "),
            aim,
            Text(" for a day to be named."),
        )
    around = day_reached(recovery, recovery.regained_on, _MONTH)
    runs: Runs = (Text("At this rate the figure would return to "), aim, Text(" around "), around)
    if recovery.regained_between is None:
        return (*runs, Text("."))
    earliest, last = recovery.regained_between
    if earliest is None:
        return (*runs, Text(", but the figures are too scattered to say when, or whether it would."))
    early: Runs = (Text("; it could be as early as "), end_of_days(recovery, earliest, _MONTH))
    if last is None:
        return (*runs, *early, Text(", or never."))
    late = end_of_days(recovery, last, _MONTH)
    if early[1].text == late.text:
        return (*runs, Text("."))
    return (*runs, *early, Text(" or as late as "), late, Text("."))


def _caution(recovery: Recovery) -> Runs:
    within = "fall outside these months" if recovery.regained_between else "be another"
    words = f" figures and assumes that the present pace goes on, so the real date may {within}."
    return (Text("This is a rough guide: it rests on "), in_prose(_count(recovery)), Text(words))


def recovery_table(recovery: Recovery) -> Table | None:
    """Return the rate and the day reached with the ends of their intervals, a row each; None where there is no day."""
    rate, day = recovery.rate_per_week, recovery.regained_on
    if rate is None or day is None:
        return None
    ends = [_end_of_change(recovery, end, _signed) for end in recovery.rate_interval or ()]
    days = [
        Cell((end_of_days(recovery, end),)) if end else Cell.of(f"No {side}")
        for end, side in zip(recovery.regained_between or (), ("beginning", "end"), strict=False)
    ]
    reached = (Text("Day on which the line reaches "), observed(recovery.indicator, recovery.aim))
    interval = ("Interval from", "Interval to") if recovery.rate_interval else ()
    return Table(
        (Text("The rate and the day that the straight line gives"),),
        (Column("What was worked out", width=2), *(Column(header) for header in ("Estimate", *interval))),
        (
            (Cell.of("Change a week"), Cell((_change_a_week(recovery, rate),)), *(Cell((end,)) for end in ends)),
            (Cell(reached), Cell((day_reached(recovery, day),)), *days),
        ),
    )


def _change_a_week(recovery: Recovery, rate: Decimal) -> Figure:
    return _weekly_figure(recovery, Computation.RATE_A_WEEK, rate, _signed(recovery.indicator, rate))


def _end_of_change(recovery: Recovery, end: Decimal, form: Callable[[Indicator, Decimal], str]) -> Figure:
    return _weekly_figure(recovery, Computation.END_OF_INTERVAL, end, form(recovery.indicator, end))


def day_reached(recovery: Recovery, day: date, form: str = "") -> Figure:
    """Return the day on which the line meets the aim, or its month by a `form` of strftime, with the rows behind it."""
    return _day_figure(recovery, Computation.DAY_REACHED, day, form)


def end_of_days(recovery: Recovery, day: date, form: str = "") -> Figure:
    """Return an end of that day's interval, or its month by a `form` of strftime, with the rows behind it."""
    return _day_figure(recovery, Computation.END_OF_DAYS, day, form)


_MONTH = "%B %Y"


def _day_figure(recovery: Recovery, computation: Computation, day: date, form: str) -> Figure:
    text = f"{day:{form}}" if form else day_name(day)
    return Figure(text, "", rows_of(*recovery.points, recovery.aim), computation)


def _count(recovery: Recovery) -> Figure:
    return count_figure(Computation.COUNT, len(recovery.points), map(row_of, recovery.points))


def _confidence(recovery: Recovery) -> Figure:
    return computed(Computation.CONFIDENCE_LEVEL, CONFIDENCE, f"{CONFIDENCE}%", recovery.points)


def _weekly_figure(recovery: Recovery, computation: Computation, value: Decimal, text: str) -> Figure:
    return computed(computation, value, text, recovery.points)


def _amount(indicator: Indicator, value: Decimal) -> str:
    return percentage_points(value) if indicator.unit is Unit.PERCENT else _bare(indicator, value)


def _bare(indicator: Indicator, value: Decimal) -> str:
    """Return an amount without 'percentage points', for the ends of an interval.

    Seconds keep their fractions, for which mm:ss has no place.
    """
    if indicator.unit is Unit.PERCENT:
        return str(value)
    return written(value, Unit.SECONDS if indicator.unit is Unit.MINUTES_SECONDS else indicator.unit)


def _signed(indicator: Indicator, value: Decimal) -> str:
    """Return an amount with the sign of a fall: '−0.5 percentage points'."""
    return f"{MINUS if value < 0 else ''}{_amount(indicator, abs(value))}"


def _signed_bare(indicator: Indicator, value: Decimal) -> str:
    return f"{MINUS if value < 0 else ''}{_bare(indicator, abs(value))}"
