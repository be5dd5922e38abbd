"""Figures and words that say of themselves that they are made up, at a meeting whose pages would not say so."""

from collections.abc import Iterator

from ccpi_nb.domain.lineage import is_made_up
from ccpi_nb.domain.meetings import Meeting, Report
from ccpi_nb.meeting.report_data import source_of
from ccpi_nb.notebook.data_read import datasets_read, registers_read
from ccpi_nb.workbook.inputs import Workbook


def unsaid_problems(workbook: Workbook, meeting: Meeting) -> tuple[str, ...]:
    """Return a sentence for each report that would show what is made up as if it were the council's."""
    if meeting.made_up:
        return ()
    return tuple(
        f"params/{meeting.key}.yaml, item {report.item}: its report reads {row}, whose source says that it is made up; "
        "say so on every page, by a line made_up: 'They were made to try the workbook.' above the items, "
        "or take the row out"
        for report in meeting.reports
        if (row := next(_made_up_rows(workbook, meeting, report), None))
    )


def _made_up_rows(workbook: Workbook, meeting: Meeting, report: Report) -> Iterator[str]:
    """Yield the places of the rows that a report may show and that are made up by what their source says."""
    if source := source_of(workbook, report):
        for name in datasets_read(*source):
            if name in workbook.dataset_names:
                known = (row for row in workbook.dataset(name) if row.as_at <= meeting.date)
                yield from (str(row.row) for row in known if is_made_up(row.source))
        for name in registers_read(*source):
            if name in workbook.registers.names:
                rows = workbook.registers.rows(name, meeting.key)
                yield from (str(row.row) for row in rows if is_made_up(row.source))
