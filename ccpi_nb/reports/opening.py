"""What a notebook works with: `open_report`, and one short call for every table, chart or paragraph."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ccpi_nb.disclosure.protection import without
from ccpi_nb.document.model import Masthead
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.meetings import PART_NAMES
from ccpi_nb.errors import NoSuchCall, one_of, refuse
from ccpi_nb.meeting.protections import protections_of
from ccpi_nb.meeting.report_data import missing_files
from ccpi_nb.notebook.parameters import refuse_numbers
from ccpi_nb.render.notebook_output import masthead_bundle
from ccpi_nb.reports.charts import Charts
from ccpi_nb.reports.computed import Computed
from ccpi_nb.reports.finding import Finding
from ccpi_nb.reports.frames import Frames
from ccpi_nb.reports.kernel import kernel_parameters, name_indicators, offer_completion, shell
from ccpi_nb.reports.opened import Opened, reader_of
from ccpi_nb.reports.scorecards import Scorecards
from ccpi_nb.reports.sections import Sections
from ccpi_nb.reports.tables import Tables
from ccpi_nb.reports.words import Words
from ccpi_nb.workbook.indicators import KnownIndicators
from ccpi_nb.workbook.inputs import Workbook


def open_report(meeting: str, item: str, datasets: str) -> "OpenReport":
    """Return the report that an agenda item presents, over the datasets named (with commas).

    It has what was known by the meeting's date. A Part I report is refused whatever a Part II item of any meeting
    declares exempt. InputError where a parameter of the notebook is wrong, or there is no such meeting, item or
    dataset.

    >>> open_report("2014-12-11", "6", datasets="health_assessments")
    Health Assessment Recovery Plan - Children Looked After
    Council: Lancashire County Council
    Committee: Cabinet Committee on Performance Improvement
    Meeting: 11 December 2014
    Agenda item: 6
    Part: Part I (open to press and public)
    """
    refuse_numbers(meeting=meeting, item=item, datasets=datasets)
    workbook = Workbook.around(Path.cwd())
    sitting = workbook.meeting(meeting)
    report = sitting.report(item)
    kernel = shell()
    parameters = kernel_parameters(kernel)
    refuse(parameters.problems(report))
    names = [name.strip() for name in datasets.split(",") if name.strip()]
    for name in names:
        workbook.refuse_undeclared(name, report.part, reader_of(report))
    evidence = workbook.evidence(names, sitting.date, report.part, reader_of(report))
    observed = {observation.indicator for observation in evidence.observations}
    own = [
        replace(protection, about=protection.about and protection.about | observed)
        if protection.disclosure == report.disclosure
        else protection
        for protection in protections_of(workbook, sitting, report.part)
    ]
    # What another report of the Part hides, this one hides as well, and says so.
    hides = [protection.disclosure for protection in own if any(map(protection.touches, observed))]
    shown_as = replace(report, disclosure=report.disclosure or next(iter(hides), None))
    opened = OpenReport(workbook, sitting, shown_as, without(evidence, own))
    missing = missing_files(workbook, names, parameters.texts, opened.calendar)
    offer_completion(kernel)
    name_indicators(kernel, Glossary(KnownIndicators({}, workbook.find_indicator)))
    remarks = (*parameters.remarks(), *(f"{sentence}." for sentence in missing))
    return replace(opened, remarks=remarks)


@dataclass(frozen=True, repr=False)
class OpenReport(Computed, Words, Tables, Charts, Scorecards, Sections, Frames, Finding):
    """A report as its notebook uses it: a call for each thing to show.

    Periods are written as in data files, several with commas or from one to another: '2014-15-Q1, 2014-15-Q2',
    '2013-01..2014-12'.
    """

    if not TYPE_CHECKING:  # to a type checker, whatever is not there would be

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("_"):  # what Python and Jupyter ask of every object
                raise AttributeError(name)
            raise NoSuchCall(f"a report has no call '{name}'; {one_of(name, dir(self))}")

    def __dir__(self) -> list[str]:
        """List what a notebook's author calls, not what the calls are made of."""
        kinds = [kind for kind in type(self).__mro__ if issubclass(kind, Opened) and kind not in (Opened, OpenReport)]
        return sorted(name for kind in kinds for name in vars(kind) if not name.startswith("_"))

    @cached_property
    def masthead(self) -> Masthead:
        """The report's title, meeting, item and Part, and for Part II its restriction."""
        report, meeting = self.report, self.meeting
        letter = report.item.removeprefix(str(report.number))
        item = f"{report.number}, Appendix {letter}" if letter else str(report.number)
        context = (
            *meeting.bodies,
            ("Meeting", meeting.day),
            ("Agenda item", item),
            ("Part", PART_NAMES[report.part]),
            *([("Small numbers", report.disclosure.summary)] if report.disclosure else []),
        )
        return Masthead(report.title, str(meeting.date), context, report.restriction)

    def __repr__(self) -> str:
        text: str = masthead_bundle(self.masthead, self.remarks)["text/plain"]
        return text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return masthead_bundle(self.masthead, self.remarks)
