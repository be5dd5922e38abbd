"""What every group of a report's calls knows: the workbook, the meeting, the report and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccpi_nb.content.findings import headed, heading, results_at
from ccpi_nb.document.model import Absent, Chart, Runs, Table
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.domain.periods import Period, periods_in
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.workbook.inputs import Workbook

if TYPE_CHECKING:  # a report that uses no frame does without pandas
    from ccpi_nb.analysis.publishing import Publisher

Periods = str | Sequence[str]


@dataclass(frozen=True, repr=False)
class Opened:
    """A report that has been opened, with what was known by the meeting's date."""

    workbook: Workbook
    meeting: Meeting
    report: Report
    evidence: Evidence

    def _headed(self, block: Table | Chart | Absent, keys: Sequence[str], periods: Periods, finding: str) -> Shown:
        shown = results_at(self.evidence, keys, periods_of(periods))
        return Shown(headed(block, heading(self.evidence, shown, finding)))

    def _said(self, sentences: Sequence[str]) -> tuple[Runs, ...]:
        return tuple(say(sentence, self.evidence) for sentence in sentences)


def reader_of(report: Report) -> str:
    return f"item {report.item}"


def publisher_of(opened: Opened, what: str) -> "Publisher":
    """Return what holds a data frame of the author's against all that the report may show."""
    from ccpi_nb.analysis.publishing import Publisher

    closed = frozenset(opened.workbook.exempt_datasets) if opened.report.part is Part.PUBLIC else frozenset()
    return Publisher(opened.evidence, opened.workbook.names, what, closed)


def periods_of(periods: Periods) -> tuple[Period, ...]:
    # A number is no text: papermill's -p makes one of digits alone.
    texts = [str(periods)] if isinstance(periods, str | int | float) else periods
    # Each period once: two of a notebook's parameters may name the same one.
    return tuple(dict.fromkeys(period for text in texts for period in periods_in(text)))
