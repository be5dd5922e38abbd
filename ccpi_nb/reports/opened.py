"""What every group of a report's calls knows: the workbook, the meeting, the report and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ccpi_nb.content.findings import headed, heading, results_at
from ccpi_nb.content.gaps import with_gaps
from ccpi_nb.document.model import Absent, Block, Chart, Table
from ccpi_nb.document.runs import Runs
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.domain.named_periods import Calendar, period_in, periods_in
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.workbook.inputs import Workbook

if TYPE_CHECKING:  # a report that uses no frame does without pandas
    from ccpi_nb.analysis.publishing import Publisher

# One as text, also several with commas; or a list of them.
Periods = str | Sequence[str]
Keys = str | Sequence[str]


@dataclass(frozen=True, repr=False)
class Opened:
    """A report that has been opened, with what was known by the meeting's date.

    `remarks` are for its author: what its cell of parameters asks for in vain.
    """

    workbook: Workbook
    meeting: Meeting
    report: Report
    evidence: Evidence
    remarks: tuple[str, ...] = ()

    @cached_property
    def calendar(self) -> Calendar:
        """What 'last 13 months' and the like count back from."""
        return Calendar(self.meeting.date, frozenset(row.period for row in self.evidence.observations))

    @cached_property
    def readable_registers(self) -> tuple[str, ...]:
        """The registers that no refusal keeps from the report."""
        exempt, declared = frozenset(self.workbook.exempt_datasets), self.workbook.declared_open
        if self.report.part is Part.PUBLIC:
            return tuple(name for name in self.workbook.registers.names if name not in exempt)
        return tuple(name for name in self.workbook.registers.names if name in exempt | declared)

    def _periods_of(self, periods: Periods) -> tuple[Period, ...]:
        # A number is no text: papermill's -p makes one of digits alone.
        texts = [str(periods)] if isinstance(periods, str | int | float) else map(str, periods)
        # Together, so that 'like quarters of last year' is like those that stand beside it; each period once, since two
        # of a notebook's parameters may name the same one.
        return periods_in(", ".join(texts), self.calendar)

    def _period_of(self, text: str) -> Period:
        return period_in(text, self.calendar)

    def _period_if_any(self, text: str) -> Period | None:
        return self._period_of(text) if text else None

    def _headed(self, block: Table | Chart | Absent, keys: Keys, periods: Periods, finding: str) -> Shown:
        own, when = keys_of(keys), self._periods_of(periods)
        return self._shown(
            headed(block, heading(self.evidence, results_at(self.evidence, own, when), finding)), own, when
        )

    def _shown(
        self, block: Block, keys: Keys, periods: Sequence[Period], *more: Block, by_member: bool = False
    ) -> Shown:
        """Return blocks on indicators with what is asked for and missing."""
        return Shown(*with_gaps((block, *more), self.evidence, keys_of(keys), periods, by_member=by_member))

    def _said(self, sentences: Sequence[str]) -> tuple[Runs, ...]:
        return tuple(say(sentence, self.evidence) for sentence in sentences)


def reader_of(report: Report) -> str:
    return f"item {report.item}"


def keys_of(keys: Keys) -> tuple[str, ...]:
    """Return the keys of indicators that a call is given: a text is a list of one, or of several with commas."""
    texts = keys.split(",") if isinstance(keys, str) else keys
    return tuple(key.strip() for key in texts if key.strip())


def publisher_of(opened: Opened, what: str) -> "Publisher":
    """Return what holds a data frame of the author's against all that the report may show."""
    from ccpi_nb.analysis.publishing import Publisher

    closed = opened.workbook.exempt_names if opened.report.part is Part.PUBLIC else frozenset()
    return Publisher(opened.evidence, names_in_prose(opened.workbook), what, closed)


def names_in_prose(workbook: Workbook) -> tuple[str, ...]:
    """Return the names that may stand in an author's words with their digits."""
    return (*workbook.names, *workbook.names_with_digits)
