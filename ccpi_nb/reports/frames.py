"""The data frames of what a report shows."""

from decimal import Decimal
from functools import cached_property
from math import nan

import pandas as pd

from ccpi_nb.document.figures import target_runs
from ccpi_nb.document.model import plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation, rate
from ccpi_nb.reports.opened import Opened


class Frames(Opened):
    """Data frames of what the report shows."""

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """Hold what the report would show as a data frame, for exploring and drawing only.

        It has one row for each indicator, period and breakdown, so that sums and pivots are those of the report.

        >>> report.frame.query("indicator == 'invoices_paid_30_days'")[["period", "unit", "value"]]
                period unit  value
        23     2014-10    %  79.99
        37  2014-15-Q1    %  74.16
        49  2014-15-Q2    %  77.59
        """
        frame = self.frame_all
        return frame[frame["shown"]].drop(columns="shown").reset_index(drop=True)

    @cached_property
    def frame_all(self) -> "pd.DataFrame":
        """Hold every observation that the report may use, with those that it shows no more, or another in their place.

        `shown` tells which `frame` has.

        >>> report.frame_all["shown"].sum()
        np.int64(56)
        """
        published = frozenset(self.evidence.published)
        rows = [_frame_row(self.evidence, observation) for observation in self.evidence.observations]
        shown = [observation in published for observation in self.evidence.observations]
        return pd.DataFrame(rows, columns=_FRAME_COLUMNS).assign(shown=shown)


_FRAME_COLUMNS = (
    "dataset",
    "indicator",
    "name",
    "unit",
    "polarity",
    "period",
    "start",
    "end",
    "breakdown",
    "value",
    "qualifier",
    "shorthand",
    "numerator",
    "denominator",
    "target",
    "target_words",
    "rating",
    "given_in",
    "as_at",
    "source",
    "file",
    "row",
)


def _frame_row(evidence: Evidence, observation: Observation) -> dict[str, object]:
    """Return a row of the data frame.

    Numbers are floats, missing where there is none. `rating` is of the value in the row against the target in force;
    of a band, `target` is the end that the value is held against.
    """
    indicator, target = (
        evidence.indicator(observation.indicator),
        evidence.target(observation.indicator, observation.period),
    )
    rating = rate(target, observation.value, observation.qualifier) if target else ""
    return {
        "dataset": observation.dataset,
        "indicator": observation.indicator,
        "name": indicator.name,
        "unit": str(indicator.unit),
        "polarity": str(indicator.polarity),
        "period": str(observation.period),
        "start": pd.Timestamp(observation.period.start),
        "end": pd.Timestamp(observation.period.end),
        "breakdown": observation.breakdown,
        "value": _float(observation.value),
        "qualifier": observation.qualifier,
        "shorthand": str(observation.shorthand or ""),
        "numerator": _float(observation.numerator),
        "denominator": _float(observation.denominator),
        "target": _float(target.end_for(observation.value or Decimal(0)).value if target else None),
        "target_words": plain(target_runs(indicator, target)) if target else "",
        "rating": str(rating),
        "given_in": observation.given_in,
        "as_at": pd.Timestamp(observation.as_at),
        "source": observation.source,
        "file": observation.row.file,
        "row": observation.row.number,
    }


def _float(number: Decimal | None) -> float:
    return nan if number is None else float(number)
