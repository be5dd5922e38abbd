"""What stops a meeting from being run, found before a kernel starts; and what it still waits for."""

from collections.abc import Callable, Iterator
from typing import ParamSpec

from ccpi_nb.domain.meetings import Meeting, Part, Report, waiting_sentences
from ccpi_nb.domain.plausibility import target_questions
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.notebooks import check_parameters, datasets_read, notebook_path, read_notebook, registers_read
from ccpi_nb.workbook.parameters import GIVEN, defaults_of

_P = ParamSpec("_P")


def meeting_problems(workbook: Workbook, meeting: Meeting) -> list[str]:
    """Return what stops a meeting's reports from being run, now or once their data have arrived.

    That may be a mistyped notebook, an unknown or ill-typed parameter, or a dataset awaited in vain.
    """
    agenda = workbook.agenda(str(meeting.date))

    def check(report: str) -> None:
        planned = agenda.report(report)
        given = dict.fromkeys(GIVEN, "")
        check_parameters(notebook_path(workbook.root, planned.notebook), {**planned.parameters, **given})

    problems = []
    for report in agenda.reports:
        place = f"params/{meeting.date}.yaml, item {report.item}"
        refused = refusals(place, check, report.item)
        problems += refused or [f"{place}: {problem}" for problem in _unreadable(workbook, report)]
        problems += [f"{place}, awaits: {problem}" for problem in _awaited_in_vain(workbook, report)]
    return problems


def declaration_problems(workbook: Workbook) -> list[str]:
    """Return what is wrong with what the items of Part II, of all meetings, declare exempt or open.

    A wrong letter in another meeting's file opens exempt data to this one.
    """
    known = tuple(sorted({*workbook.dataset_names, *workbook.registers.names}))
    problems = []
    for agenda in workbook.agendas:
        for item in agenda.items:
            place = f"params/{agenda.date}.yaml, item {item.number}"
            for key, names in (("exempt_datasets", item.exempt_datasets), ("open_datasets", item.open_datasets)):
                problems += [
                    f"{place}: '{name}' in {key} is no folder in data/observations or data/registers; "
                    f"{did_you_mean(name, known)}"
                    for name in names
                    if name not in known
                ]
            problems += [
                f"{place}: '{name}' in open_datasets is exempt at the meeting of {workbook.exempt_datasets[name]}; "
                "take it out of one of the two"
                for name in item.open_datasets
                if name in workbook.exempt_datasets
            ]
    return problems


def _unreadable(workbook: Workbook, report: Report) -> Iterator[str]:
    """Yield a sentence for each dataset or register that a report's notebook names and its Part may not read."""
    notebook = read_notebook(notebook_path(workbook.root, report.notebook))
    parameters = {**defaults_of(notebook, report.notebook), **report.parameters}
    names = (*datasets_read(notebook, parameters), *registers_read(notebook, parameters))
    for name in dict.fromkeys(names):
        for refuse_unreadable in (workbook.refuse_exempt, workbook.refuse_undeclared):
            try:
                refuse_unreadable(name, report.part, "the report")
            except InputError as problem:
                yield from problem.problems


def waiting(workbook: Workbook) -> tuple[str, ...]:
    """Return which reports wait for which files: no problem, only news."""
    return tuple(sentence for meeting in workbook.meetings for sentence in waiting_sentences(meeting))


def target_questions_of(workbook: Workbook) -> tuple[str, ...]:
    """Return what somebody should look at again in the targets, which decide what ratings a run publishes."""
    return tuple(
        str(doubt)
        for target in workbook.targets
        for doubt in target_questions(target, workbook.indicators[target.indicator])
    )


def _awaited_in_vain(workbook: Workbook, report: Report) -> Iterator[str]:
    exempt = workbook.exempt_datasets
    for dataset in dict.fromkeys(awaited.dataset for awaited in report.awaits):
        if dataset not in workbook.dataset_names:
            yield (
                f"there is no dataset '{dataset}' in data/observations; "
                f"{did_you_mean(dataset, workbook.dataset_names)} "
                "Before a dataset has its first file, the item's kind is 'to follow'"
            )
        elif report.part is Part.PUBLIC and dataset in exempt:
            yield (
                f"the meeting of {exempt[dataset]} declares '{dataset}' exempt, so this Part I report can't have it; "
                "take it out"
            )


def refusals(place: str, attempt: Callable[_P, object], *args: _P.args, **kwargs: _P.kwargs) -> list[str]:
    """Return what an attempt is refused for, each sentence with the place before it; nothing where it succeeds."""
    try:
        attempt(*args, **kwargs)
    except InputError as problem:
        return [f"{place}: {sentence}" for sentence in problem.problems]
    return []
