"""Which small numbers of people the papers of a meeting's Part hide, over all that its reports read."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

from ccpi_nb.disclosure.protection import Protection
from ccpi_nb.domain.disclosure import Disclosure
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.domain.relations import linked
from ccpi_nb.meeting.report_data import datasets_of
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.papers import Relation


def hidden_otherwise(workbook: Workbook, agenda: Meeting) -> Iterator[str]:
    """Yield for each two reports of a Part that they keep the same small numbers back in different ways."""
    for one, other in combinations((report for report in agenda.reports if report.disclosure), 2):
        if one.part is other.part and one.disclosure != other.disclosure:
            read, beside = (
                _with_linked(workbook, _indicators_of(workbook, report, date.max), workbook.relations)
                for report in (one, other)
            )
            if shared := sorted(key for key in read & beside if workbook.indicators[key].people):
                yield (
                    f"params/{agenda.key}.yaml, item {other.item}: its report keeps small numbers of '{shared[0]}' "
                    f"back in another way than item {one.item}; give both the same 'disclosure'"
                )


def _indicators_of(workbook: Workbook, report: Report, by: date) -> frozenset[str]:
    return workbook.indicators_by(by.isoformat(), *filter(workbook.has_dataset, datasets_of(workbook, report)))


def protections_of(workbook: Workbook, meeting: Meeting, part: Part) -> tuple[Protection, ...]:
    """Return what the reports of a meeting's Part hide of what they read: no paper of that Part may show it.

    It is worked out over all that the readers of the Part may see by the meeting's day, whichever datasets a report
    reads, so that no two papers hide different values.
    """
    reports = [report for report in meeting.reports_in(part) if report.disclosure]
    if not reports:
        return ()
    seen = workbook.evidence_of(meeting.date, part)
    relations = workbook.relations_by(meeting.date.isoformat(), part)
    read: dict[Disclosure, set[str]] = defaultdict(set)
    for report in reports:
        assert report.disclosure
        read[report.disclosure] |= _with_linked(workbook, _indicators_of(workbook, report, meeting.date), relations)
    return tuple(
        replace(Protection.over(seen, disclosure, relations), about=frozenset(about))
        for disclosure, about in read.items()
    )


def _with_linked(workbook: Workbook, indicators: frozenset[str], relations: Collection[Relation]) -> frozenset[str]:
    """Return indicators with those that numbers of people among them depend on, or that depend on these."""
    related = indicators.union(*(relation.indicators for relation in relations))
    people = [key for key in sorted(related) if (known := workbook.find_indicator(key)) and known.people]
    return indicators.union(*(group for group in linked(people, relations) if group & indicators))
