"""What every group of a report's calls knows: the workbook, the meeting, the report and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccpi_nb.content.findings import headed, heading, results_at
from ccpi_nb.document.model import Absent, Chart, Runs, Table
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Report
from ccpi_nb.domain.periods import Period, periods_in
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.workbook.inputs import Workbook

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


def periods_of(periods: Periods) -> tuple[Period, ...]:
    # A number is no text: papermill's -p makes one of digits alone.
    texts = [str(periods)] if isinstance(periods, str | int | float) else periods
    # Each period once: two of a notebook's parameters may name the same one.
    return tuple(dict.fromkeys(period for text in texts for period in periods_in(text)))
