"""A straight line through the values of single days, with its uncertainty."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt

import numpy as np

from ccpi_nb.domain.indicators import Observation

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


def fitted(points: tuple[Observation, ...]) -> FittedLine | None:
    if len(points) < 2:
        return None
    days = np.array([float(point.period.start.toordinal()) for point in points])
    values = np.array([number_of(point) for point in points])
    middle, height = float(days.mean()), float(values.mean())
    (of_days, together), (_, of_values) = np.cov(days, values, bias=True)
    slope, freedom = float(together / of_days), len(points) - 2
    if not freedom:
        return FittedLine(middle, height, slope, None)
    from scipy.special import stdtrit  # which few reports need: Student's quantile, without all of scipy.stats

    # The residual error, over the root of how many the height is the mean of, and of how far the days are spread.
    height_error = sqrt(max(0.0, of_values - slope * together) / freedom)
    quantile = float(stdtrit(freedom, (1 + float(CONFIDENCE) / 100) / 2))
    return FittedLine(middle, height, slope, (quantile * height_error, quantile * height_error / sqrt(of_days)))


def number_of(observation: Observation) -> float:
    assert observation.value is not None
    return float(observation.value)
