"""Data frames of what a report's evidence holds, with values that know their rows."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

import ccpi_nb.analysis.accessor  # noqa: F401  (registers `series.traced`)
from ccpi_nb.analysis.array import TracedArray
from ccpi_nb.analysis.origins import traced_part, traced_target, traced_value
from ccpi_nb.analysis.traced import GAP
from ccpi_nb.document.figures import target_runs
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.targets import rate

COLUMNS = (
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
    "direction",
    "given_in",
    "as_at",
    "source",
    "file",
    "row",
)
TRACED = ("value", "numerator", "denominator", "target")


def frame_of(evidence: Evidence) -> pd.DataFrame:
    """Return every observation as a row, with `COLUMNS`; a last one, `shown`, tells which ones a report shows.

    The rows are in the order of time. Columns in `TRACED` are traced, `start`, `end` and `as_at` days, `row` is a
    number; all others are texts. What the report has worked out is of no `file`, and its `row` is 0.
    """
    published = frozenset(evidence.published)
    in_time = sorted(evidence.observations, key=lambda observation: (observation.period.start, observation.period.end))
    rows = [_row(evidence, observation, observation in published) for observation in in_time]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "shown"])
    return frame.assign(**{name: TracedArray._from_sequence(frame[name]) for name in TRACED})


def wide_frame(
    evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], *, breakdowns: bool = False
) -> pd.DataFrame:
    """Return one row an indicator and one column a period: what the report shows there, or a gap.

    The index is `indicator`; with `breakdowns` it is `indicator` and `breakdown`, and the whole, where it is known, has
    the blank one. InputError for an unknown key.
    """
    places = [(key, member) for key in keys for member in (_members(evidence, key, periods) if breakdowns else [""])]
    columns = {str(period): TracedArray._from_sequence(_values(evidence, places, period)) for period in periods}
    names = ["indicator", "breakdown"]
    index = pd.MultiIndex.from_tuples(places, names=names) if breakdowns else pd.Index(list(keys), name="indicator")
    return pd.DataFrame(columns, index=index).rename_axis(columns="period")


def _values(evidence: Evidence, places: Iterable[tuple[str, str]], period: Period) -> list[object]:
    found = [evidence.find(key, period, member) for key, member in places]
    return [traced_value(evidence, observation) if observation else GAP for observation in found]


def _members(evidence: Evidence, key: str, periods: Iterable[Period]) -> list[str]:
    """Return the breakdowns of an indicator at any of the periods, in the files' order; first the whole, if known."""
    whole = [""] if any(evidence.find(key, period) for period in periods) else []
    return whole + list(dict.fromkeys(member for period in periods for member in evidence.members(key, period)))


def _row(evidence: Evidence, observation: Observation, is_shown: bool) -> dict[str, object]:
    """Return a row of the data frame.

    `rating` is of the value in the row against the target in force; of a band, `target` is the end that the value is
    held against. `direction` is that of what is shown, since the earlier value of a like period.
    """
    indicator = evidence.indicator(observation.indicator)
    target = evidence.target(observation.indicator, observation.period)
    end = target.end_for(observation.value or Decimal(0)) if target else None
    direction = _direction(evidence, observation) if is_shown else ""
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
        "value": traced_value(evidence, observation),
        "qualifier": observation.qualifier,
        "shorthand": str(observation.shorthand or ""),
        "numerator": traced_part(observation, "numerator"),
        "denominator": traced_part(observation, "denominator"),
        "target": traced_target(indicator, end),
        "target_words": plain(target_runs(indicator, target)) if target else "",
        "rating": str(rate(target, observation.value, observation.qualifier)) if target else "",
        "direction": direction,
        "given_in": observation.given_in,
        "as_at": pd.Timestamp(observation.as_at),
        "source": observation.source,
        "file": "" if observation.computation else observation.row.file,
        "row": 0 if observation.computation else observation.row.number,
        "shown": is_shown,
    }


def _direction(evidence: Evidence, observation: Observation) -> str:
    result = evidence.result(observation.indicator, observation.period, observation.breakdown)
    return str(result.direction or "")
