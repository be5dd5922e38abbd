"""The evidence as a pandas data frame, for an analyst's own work."""

import pandas as pd

from ccpi_nb.domain.evidence import Evidence


def frame_of(evidence: Evidence) -> pd.DataFrame:
    """The observations, one a row; `value` is a float, good for drawing and not for publishing."""
    rows = [
        {
            "dataset": each.dataset,
            "indicator": each.indicator,
            "period": str(each.period),
            "start": pd.Timestamp(each.period.start),
            "end": pd.Timestamp(each.period.end),
            "breakdown": each.breakdown,
            "value": None if each.value is None else float(each.value),
            "as_at": pd.Timestamp(each.as_at),
            "source": each.source,
        }
        for each in evidence.observations
    ]
    return pd.DataFrame(rows)
