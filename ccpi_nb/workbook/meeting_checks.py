"""What stops a meeting from being run, found before a kernel starts; and what it still waits for."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ParamSpec

from ccpi_nb.domain.meetings import Meeting, Part, Report, waiting_sentences
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.workbook.inputs import dataset_names, meeting_dates, read_agenda, read_exempt_datasets, read_meeting
from ccpi_nb.workbook.notebooks import check_parameters, notebook_path
from ccpi_nb.workbook.parameters import GIVEN

_P = ParamSpec("_P")


def meeting_problems(root: Path, meeting: Meeting) -> list[str]:
    """What stops a meeting's reports from being run, now or once their data have come: a mistyped notebook, an unknown or ill-typed parameter,
    a dataset awaited in vain."""
    agenda = read_agenda(root, str(meeting.date))
    exempt = read_exempt_datasets(root)

    def check(report: str) -> None:
        planned = agenda.report(report)
        given = dict.fromkeys(GIVEN, "")
        check_parameters(notebook_path(root, planned.notebook), {**planned.parameters, **given})

    problems = []
    for report in agenda.reports:
        place = f"params/{meeting.date}.yaml, item {report.item}"
        problems += refusals(place, check, report.item)
        problems += [f"{place}, awaits: {problem}" for problem in _awaited_in_vain(root, report, exempt)]
    return problems


def waiting(root: Path) -> tuple[str, ...]:
    """Which reports wait for which files: no problem, only news."""
    return tuple(sentence for day in meeting_dates(root) for sentence in waiting_sentences(read_meeting(root, day)))


def _awaited_in_vain(root: Path, report: Report, exempt: Mapping[str, str]) -> Iterator[str]:
    for dataset in dict.fromkeys(each.dataset for each in report.awaits):
        if dataset not in dataset_names(root):
            yield (
                f"there is no dataset '{dataset}' in data/observations; {did_you_mean(dataset, dataset_names(root))} "
                "Before a dataset has its first file, the item's kind is 'to follow'"
            )
        elif report.part is Part.PUBLIC and dataset in exempt:
            yield f"the meeting of {exempt[dataset]} declares '{dataset}' exempt, so this Part I report can't have it; take it out"


def refusals(place: str, attempt: Callable[_P, object], *args: _P.args, **kwargs: _P.kwargs) -> list[str]:
    """Return what an attempt is refused for, each sentence with the place before it; nothing where it succeeds."""
    try:
        attempt(*args, **kwargs)
    except InputError as problem:
        return [f"{place}: {each}" for each in problem.problems]
    return []
