"""When an indicator would be back at an earlier value if it went on as it has."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import floor

from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Polarity
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.errors import InputError
from ccpi_nb.trends.fitted_line import FittedLine, fitted, number_of


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
        return self.worth * (number_of(self.latest) - number_of(self.aim)) >= 0

    @cached_property
    def line(self) -> FittedLine | None:
        """The line nearest to the points; None through fewer than two."""
        return fitted(self.points)

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
        meets, latest = self.line.meets(number_of(self.aim)), self.latest.period.end
        day = _day(meets)
        return max(day, latest + timedelta(days=1)) if day and meets > latest.toordinal() else None

    @property
    def regained_between(self) -> tuple[date | None, date | None] | None:
        """The interval of `regained_on`, where None is an open end; None altogether from fewer than three points."""
        between = self.line.meets_between(number_of(self.aim)) if self.line and self.regained_on else None
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


def _day(ordinal: float | None) -> date | None:
    """Return the day nearest to an ordinal; None for None or beyond the calendar."""
    if ordinal is None or not 1 <= ordinal < date.max.toordinal():
        return None
    return date.fromordinal(floor(ordinal + 0.5))
