"""`ccpi new report`: a notebook with the standing sections and one table, to write on from."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import nbformat
from nbformat import NotebookNode

from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.workbook.inputs import Workbook

_SHOWN_INDICATORS, _SHOWN_PERIODS = 5, 2
_TOLD, _MEASURED = "Say here in a line what this report tells the committee.", "Say what was measured and why."
# What a new report's author is to write; nobody wants it published.
PLACEHOLDERS = (_TOLD, _MEASURED)


@dataclass(frozen=True)
class Example:
    """The first content of a new notebook: some indicators of a dataset over some periods.

    They are shown as an item of a meeting that knew them.
    `breakdown` is what they are broken down by, where they have no value for the whole.
    """

    dataset: str
    meeting: Meeting
    report: Report
    indicators: tuple[str, ...]
    periods: tuple[Period, ...]
    breakdown: str = ""


def new_report(workbook: Workbook, name: str, dataset: str) -> str:
    """Write notebooks/NAME.ipynb over a dataset, and return its file.

    InputError, and nothing written, where the name or the dataset won't do.
    """
    if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
        better = re.sub(r"[^a-z]+", "_", name.lower()).strip("_") or "housing_repairs"
        raise InputError(
            f"'{name}' can't name a notebook; use lower-case letters and '_' between words, such as '{better}'"
        )
    file = f"notebooks/{name}.ipynb"
    path = workbook.root / file
    if path.exists():
        raise InputError(f"{file} is there already, and nothing was changed; choose another name, or edit that one")
    example = example_of(workbook, dataset)
    with path.open("x", encoding="utf-8", newline="\n") as new:
        new.write(nbformat.writes(notebook(name, example)) + "\n")
    return file


def example_of(workbook: Workbook, dataset: str) -> Example:
    """Return the example for a dataset, from the first meeting with a Part I report that knew the whole of it.

    Where none did, it is from the last that knew anything of it; InputError where there is none.
    """
    _refuse_dataset(workbook, dataset)
    rows = workbook.dataset(dataset)
    meetings = [meeting for meeting in workbook.meetings if meeting.reports_in(Part.PUBLIC)]
    knowing = [meeting for meeting in meetings if any(row.as_at <= meeting.date for row in rows)]
    if not knowing:
        raise InputError(
            f"no meeting with a Part I report knows anything of '{dataset}' yet; "
            "make a file for one that does: ccpi new meeting DATE"
        )
    meeting = next((meeting for meeting in knowing if all(row.as_at <= meeting.date for row in rows)), knowing[-1])
    known = [row for row in rows if row.as_at <= meeting.date]
    shown = [row for row in known if not row.breakdown] or known
    periods = _most_observed([row.period for row in shown])[-_SHOWN_PERIODS:]
    keys = tuple(dict.fromkeys(row.indicator for row in shown if row.period in periods))
    breakdown = workbook.indicators[keys[0]].breakdown if shown[0].breakdown else ""
    return Example(
        dataset,
        meeting,
        meeting.reports_in(Part.PUBLIC)[0],
        keys[: 1 if breakdown else _SHOWN_INDICATORS],
        periods,
        breakdown,
    )


def _refuse_dataset(workbook: Workbook, dataset: str) -> None:
    known, exempt = did_you_mean(dataset, workbook.open_datasets), workbook.exempt_datasets
    if not dataset:
        raise InputError(f"say with --dataset which dataset the report begins with; {known}")
    if dataset not in workbook.dataset_names:
        raise InputError(f"there is no dataset '{dataset}' in data/observations; {known}")
    if dataset in exempt:
        raise InputError(
            f"the meeting of {exempt[dataset]} declares '{dataset}' exempt, "
            "and the outputs stored in a notebook are open to all; "
            "begin with an open dataset and make the dataset a parameter, as notebooks/btls_monitoring.ipynb has it"
        )


def _most_observed(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Return the periods, each once and in order, of the kind and length that most observations are for.

    Of two with equally many, it is the one whose last period is later.
    """
    by_kind = sorted(periods, key=lambda period: (period.kind, period.months, period))
    groups = [list(group) for _, group in groupby(by_kind, key=lambda period: (period.kind, period.months))]
    most = max(groups, key=lambda group: (len(group), group[-1]))
    return tuple(dict.fromkeys(most))


def notebook(name: str, example: Example) -> NotebookNode:
    """Return a new notebook of a name over an example."""
    title = name.replace("_", " ").capitalize()
    stem = name.replace("_", "-")[:20].strip("-")
    cells = [
        nbformat.v4.new_markdown_cell(source, id=f"{stem}-{number:02d}", metadata={"tags": []})
        if kind == "markdown"
        else nbformat.v4.new_code_cell(
            source, id=f"{stem}-{number:02d}", metadata={"tags": [kind] if kind == "parameters" else []}
        )
        for number, (kind, source) in enumerate(_cells(title, example))
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    document: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    return document


def _cells(title: str, example: Example) -> Iterable[tuple[str, str]]:
    keys = _listed(example.indicators)
    header = json.dumps(example.breakdown.capitalize())
    caption = json.dumps(f"{title}: results by period")
    parameters = {
        "meeting": str(example.meeting.date),
        "item": example.report.item,
        "periods": ", ".join(map(str, example.periods)),
    }
    table = (
        f"report.members_table({json.dumps(example.indicators[0])}, periods, {caption}, header={header})"
        if example.breakdown
        else f"report.table({keys}, periods, {caption})"
    )
    yield "markdown", f"# {title}\n\n{_TOLD}"
    yield "parameters", "\n".join(f"{name}: str = {json.dumps(value)}" for name, value in parameters.items())
    yield "code", "from ccpi_nb.reports import open_report"
    yield "code", f"report = open_report(meeting, item, datasets={json.dumps(example.dataset)})\nreport"
    yield "markdown", "## Executive summary"
    yield "code", "report.rating_counts(periods)" if example.breakdown else f"report.results({keys}, periods)"
    yield "markdown", "## Recommendation"
    yield "code", "report.recommendation()"
    yield "markdown", f"## Background and advice\n\n{_MEASURED}"
    yield "code", table
    yield "markdown", "## Consultations"
    yield "code", "report.consultations()"
    yield "markdown", "## Implications\n\n### Risk management"
    yield "code", "report.risk()"
    yield "markdown", "## Background papers"
    yield "code", "report.background_papers()"
    yield "markdown", "## Reason for inclusion in Part II"
    yield "code", "report.exemption()"


def _listed(keys: Sequence[str]) -> str:
    return f"[{', '.join(map(json.dumps, keys))}]"
