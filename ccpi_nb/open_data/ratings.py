"""The table of ratings: how each indicator stood at each meeting, by what was known then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ccpi_nb.document.figures import target_runs
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.evidence import Result
from ccpi_nb.open_data.observations import markers_of
from ccpi_nb.open_data.tables import Field, Kind, Table, number, table_of


@dataclass(frozen=True)
class Rated:
    """The result by which a meeting's scorecard rates an indicator; `meeting` is its key, '2014-12-11'."""

    meeting: str
    day: date
    result: Result

    @property
    def target(self) -> str:
        """The target in words, a band by both of its ends; '' where no paper gives one."""
        return plain(target_runs(self.result.indicator, self.result.target)) if self.result.target else ""


_FIELDS: tuple[Field[Rated], ...] = (
    Field(
        "id", Kind.TEXT, "The meeting and the indicator.", lambda it: f"{it.meeting}/{it.result.indicator.key}", True
    ),
    Field(
        "meeting", Kind.TEXT, "The meeting: its day, and a word where the day has several.", lambda it: it.meeting, True
    ),
    Field("meeting_day", Kind.DATE, "Its day.", lambda it: str(it.day), True),
    Field("indicator", Kind.TEXT, "The indicator's key in indicators.csv.", lambda it: it.result.indicator.key, True),
    Field("period", Kind.TEXT, "The period of the value.", lambda it: str(it.result.observation.period), True),
    Field("period_name", Kind.TEXT, "The period in words.", lambda it: it.result.observation.period.label, True),
    Field(
        "value",
        Kind.NUMBER,
        "The value as it was known at the meeting; later papers may have restated it.",
        lambda it: number(it.result.value),
    ),
    Field(
        "marker",
        Kind.TEXT,
        "Symbols as in observations.csv, without that of a revision, which came later.",
        lambda it: markers_of(it.result.observation),
        pattern=r"\[[cefpxz]\]( \[[cefpxz]\])*",
    ),
    Field(
        "qualifier",
        Kind.TEXT,
        "The word that the paper puts before the number, such as about or over; empty for none.",
        lambda it: it.result.observation.qualifier,
    ),
    Field("target", Kind.TEXT, "The target in force, in words; empty where no paper gives one.", lambda it: it.target),
    Field(
        "rating",
        Kind.TEXT,
        "On target, Within tolerance, Off target, Cannot be said or No data; empty without a target.",
        lambda it: str(it.result.rating or ""),
    ),
    Field(
        "direction",
        Kind.TEXT,
        "Improving, Worsening, No change or Cannot be said, since the period before; empty where neither is better.",
        lambda it: str(it.result.direction or ""),
    ),
    Field(
        "data_row",
        Kind.TEXT,
        "The row of the workbook's data that has the value, as in observations.csv.",
        lambda it: str(it.result.observation.row),
        True,
    ),
)


def ratings_table(rated: Iterable[Rated]) -> Table:
    """Return the table of ratings, by meeting and in the order of the scorecards."""
    return table_of(
        "ratings",
        "Ratings",
        "A row for each indicator of a meeting's papers: its latest value as known then, and the target.",
        _FIELDS,
        "id",
        tuple(rated),
        {"indicator": "indicators", "data_row": "observations"},
    )
