"""When an indicator would be back at an earlier value if it went on as it has: a straight line and its uncertainty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import floor, sqrt

import numpy as np
from scipy import stats

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
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Polarity, Unit
from ccpi_nb.domain.periods import Period, PeriodKind, day_name
from ccpi_nb.errors import InputError

CONFIDENCE = Decimal(95)  # per cent


@dataclass(frozen=True)
class FittedLine:
    """A least-squares line over days, as `date.toordinal` counts them, given by its height in the middle and its slope.

    There the errors of both are independent. `margins` are half the confidence intervals of height and slope; None for
    two points, which leave no errors to take them from.
    """

    middle: float
    height: float
    slope: float
    margins: tuple[float, float] | None

    def on(self, day: date) -> float:
        """Return the line's height on a day."""
        return self.height + self.slope * (day.toordinal() - self.middle)

    def meets(self, level: float) -> float:
        """Return the day, as an ordinal with a fraction, on which the line meets a level."""
        return self.middle + (level - self.height) / self.slope

    def slope_interval(self) -> tuple[float, float] | None:
        """Return the confidence interval of the slope; None without margins."""
        return (self.slope - self.margins[1], self.slope + self.margins[1]) if self.margins else None

    def meets_between(self, level: float) -> tuple[float | None, float | None] | None:
        """Return between which days the line meets a level that lies ahead of its middle, by Fieller's method.

        It is the line that meets it, which is the mean and not a single value. A day u after the middle can't be ruled
        out while (height + slope u - level)^2 <= t^2 (height_error^2 + u^2 slope_error^2), which is quadratic in u. Its
        solutions lie between two days where the slope can be told from zero. Where it can't, they have no end (None);
        and where the level can't be told from the height either, no beginning (None). None altogether without margins.

        E. C. Fieller, 'Some problems in interval estimation', Journal of the Royal Statistical Society B 16 (1954),
        175-185; as 'inverse regression' in N. R. Draper and H. Smith, Applied Regression Analysis, 3rd edition (1998),
        section 3.2.
        """
        if self.margins is None:
            return None
        height_margin, slope_margin = self.margins
        ahead = level - self.height
        square, linear, constant = self.slope**2 - slope_margin**2, self.slope * ahead, ahead**2 - height_margin**2
        # This is `linear**2 - square * constant` without the difference of near equals that a line without errors has.
        under_root = (self.slope * height_margin) ** 2 + slope_margin**2 * constant
        if under_root < 0:
            return None, None
        # Of the two forms of a quadratic's solution, this one also gives the beginning where `square` is zero or below.
        sum_ = linear + sqrt(under_root)
        return self.middle + constant / sum_, self.middle + sum_ / square if square > 0 else None


@dataclass(frozen=True)
class Recovery:
    """The values of single days, earliest first, on their way back to an earlier one, `aim`."""

    indicator: Indicator
    aim: Observation
    points: tuple[Observation, ...]

    @property
    def latest(self) -> Observation | None:
        """The latest of the points; None without any."""
        return self.points[-1] if self.points else None

    @property
    def worth(self) -> int:
        """The sign of an improvement: -1 where lower is better, else 1."""
        return -1 if self.indicator.polarity is Polarity.LOWER else 1

    @property
    def is_regained(self) -> bool:
        """Whether the latest value is as good as the aim; not where either is unknown."""
        if self.latest is None or self.aim.is_suppressed:
            return False
        return self.worth * (_number(self.latest) - _number(self.aim)) >= 0

    @cached_property
    def line(self) -> FittedLine | None:
        """The line nearest to the points; None through fewer than two."""
        return _fitted(self.points)

    @property
    def rate_per_week(self) -> Decimal | None:
        """The slope of the line a week, to one decimal more than the values; None without a line."""
        return self._weekly(self.line.slope) if self.line else None

    @property
    def rate_interval(self) -> tuple[Decimal, Decimal] | None:
        """The confidence interval of the rate per week; None from fewer than three points."""
        interval = self.line.slope_interval() if self.line else None
        return (self._weekly(interval[0]), self._weekly(interval[1])) if interval else None

    @property
    def is_moving(self) -> bool:
        """Whether the interval of the rate excludes zero; not without an interval."""
        interval = self.line.slope_interval() if self.line else None
        return interval is not None and not interval[0] <= 0 <= interval[1]

    @property
    def regained_on(self) -> date | None:
        """The day nearest to where the line meets the aim, if that is after the latest value.

        None if it isn't, or is beyond the calendar.
        """
        if (
            self.line is None
            or self.latest is None
            or self.aim.is_suppressed
            or self.is_regained
            or self.worth * self.line.slope <= 0
        ):
            return None
        meets, latest = self.line.meets(_number(self.aim)), self.latest.period.end
        day = _day(meets)
        return max(day, latest + timedelta(days=1)) if day and meets > latest.toordinal() else None

    @property
    def regained_between(self) -> tuple[date | None, date | None] | None:
        """The interval of `regained_on`, where None is an open end; None altogether from fewer than three points."""
        between = self.line.meets_between(_number(self.aim)) if self.line and self.regained_on else None
        return (_day(between[0]), _day(between[1])) if between else None

    def _weekly(self, slope: float) -> Decimal:
        """Return a slope a week, to one decimal more than the values have, or to pence."""
        return rounded(Decimal(7 * slope), max(self.indicator.finer, self.indicator.decimals + 1))


def recovery_from(evidence: Evidence, key: str, target_period: Period, since: Period) -> Recovery:
    """Return the recovery of single days' values since `since` began, towards the value of `target_period`.

    A value that is not exact is no point of it. InputError where neither way is better, or where there is no exact
    value to recover.
    """
    indicator = evidence.indicator(key)
    if indicator.polarity is Polarity.NONE:
        raise InputError(f"'{key}' cannot recover, for neither way is better; choose an indicator with a polarity")
    aim = evidence.observation(key, target_period)
    if aim.value is None and not aim.is_suppressed:
        raise InputError(
            f"'{key}' has no value at {target_period}, only {aim.shorthand}; "
            "choose a period with a value to get back to"
        )
    if aim.value is not None and not aim.is_exact:
        raise InputError(
            f"'{key}' at {target_period} is only '{aim.qualifier} {aim.value}'; choose a period with an exact value"
        )
    days = [
        observation
        for observation in evidence.series(key)
        if observation.period.kind is PeriodKind.DAY and observation.period.start >= since.start
    ]
    return Recovery(
        indicator,
        aim,
        tuple(observation for observation in days if observation.is_exact and observation is not aim),
    )


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
        if line.meets(_number(recovery.aim)) <= latest.period.end.toordinal():
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


def _fitted(points: tuple[Observation, ...]) -> FittedLine | None:
    if len(points) < 2:
        return None
    days = np.array([float(point.period.start.toordinal()) for point in points])
    values = np.array([_number(point) for point in points])
    middle, height = float(days.mean()), float(values.mean())
    fit = stats.linregress(days - middle, values)
    if len(points) == 2:
        return FittedLine(middle, height, float(fit.slope), None)
    # The residual error, over the root of how many the height is the mean of.
    height_error = float(fit.stderr) * sqrt(float(((days - middle) ** 2).sum()) / len(points))
    quantile = float(stats.t.ppf((1 + float(CONFIDENCE) / 100) / 2, len(points) - 2))
    return FittedLine(middle, height, float(fit.slope), (quantile * height_error, quantile * float(fit.stderr)))


def _number(observation: Observation) -> float:
    assert observation.value is not None
    return float(observation.value)


def _day(ordinal: float | None) -> date | None:
    """Return the day nearest to an ordinal; None for None or beyond the calendar."""
    if ordinal is None or not 1 <= ordinal < date.max.toordinal():
        return None
    return date.fromordinal(floor(ordinal + 0.5))
