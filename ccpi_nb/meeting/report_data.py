"""What a report reads: its notebook with its parameters, its datasets, and the files that are not there."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from nbformat import NotebookNode

from ccpi_nb.domain.meetings import Report
from ccpi_nb.domain.named_periods import Calendar, periods_in, refuse_unnamed
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, refusals_of
from ccpi_nb.notebook.data_read import datasets_read
from ccpi_nb.notebook.notebook_file import notebook_path, read_notebook
from ccpi_nb.notebook.parameters import Parameters, defaults_of
from ccpi_nb.workbook.inputs import Workbook


def source_of(workbook: Workbook, report: Report) -> tuple[NotebookNode, Parameters] | None:
    """Return a report's notebook and the parameters that it runs with; None where `meeting_problems` refuses it."""
    try:
        return notebook_of(workbook, report)
    except InputError:
        return None


def missing_files(
    workbook: Workbook, datasets: Iterable[str], texts: Mapping[str, str], calendar: Calendar
) -> Iterator[str]:
    """Yield a sentence for each parameter that asks for periods of which no dataset of a report has a file.

    `texts` are the parameters that are texts. The first of the files is named, in a dataset with files of like periods.
    """
    names = tuple(datasets)
    for name, text in texts.items():
        if refusals_of(partial(refuse_unnamed, text)):
            continue
        missing = [
            period
            for period in periods_in(text, calendar)
            if not any(workbook.has_period(dataset, str(period)) for dataset in names)
        ]
        if missing:
            held = {dataset: [*map(Period.from_file_stem, workbook.periods_of(dataset))] for dataset in names}
            likely = [name for name, own in held.items() if any(map(missing[0].is_like, own))] or [*held]
            file = f"data/observations/{likely[0]}/{missing[0].file_stem}.csv" if likely else str(missing[0])
            more = f" and {len(missing) - 1} more files are" if len(missing) > 1 else " is"
            yield f"{file}{more} not there, and parameter '{name}' asks for {'them' if missing[1:] else 'it'}"


def datasets_of(workbook: Workbook, report: Report) -> tuple[str, ...]:
    """Return the datasets that a report's notebook reads with the report's parameters."""
    return datasets_read(*notebook_of(workbook, report))


def notebook_of(workbook: Workbook, report: Report) -> tuple[NotebookNode, Parameters]:
    """Return a report's notebook, and its parameters with the notebook's own for those that are not given."""
    notebook = read_notebook(notebook_path(workbook.root, report.notebook))
    return notebook, {**defaults_of(notebook, report.notebook), **report.parameters}
