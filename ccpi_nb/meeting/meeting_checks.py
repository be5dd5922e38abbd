"""What stops a meeting from being run, or its words from being shown: of reports, declarations, registers, minutes."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import ParamSpec

from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import did_you_mean, refusals_of
from ccpi_nb.files.personal_details import personal_problems
from ccpi_nb.meeting.protections import hidden_otherwise
from ccpi_nb.meeting.report_data import notebook_of, source_of
from ccpi_nb.notebook.data_read import cell_naming, datasets_read, registers_read
from ccpi_nb.notebook.notebook_file import check_parameters, notebook_path
from ccpi_nb.notebook.parameters import GIVEN
from ccpi_nb.workbook.collections import Comment, comments_of, is_of_comments
from ccpi_nb.workbook.inputs import Workbook

_P = ParamSpec("_P")


def meeting_problems(workbook: Workbook, meeting: Meeting) -> list[str]:
    """Return what stops a meeting's reports from being run, now or once their data have arrived.

    That may be a mistyped notebook, an unknown or ill-typed parameter, or a dataset awaited in vain.
    """
    agenda = workbook.agenda(meeting.key)

    def check(report: str) -> None:
        planned = agenda.report(report)
        given = dict.fromkeys(GIVEN, "")
        check_parameters(notebook_path(workbook.root, planned.notebook), {**planned.parameters, **given})

    problems = []
    for report in agenda.reports:
        place = f"params/{meeting.key}.yaml, item {report.item}"
        refused = refusals(place, check, report.item)
        problems += refused or [f"{place}: {problem}" for problem in _unreadable(workbook, report)]
        problems += [f"{place}, awaits: {problem}" for problem in _awaited_in_vain(workbook, report)]
    return problems or list(hidden_otherwise(workbook, agenda))


def declaration_problems(workbook: Workbook) -> list[str]:
    """Return what is wrong with what the items of Part II, of all meetings, declare exempt or open.

    A wrong letter in another meeting's file opens exempt data to this one.
    """
    known = tuple(sorted({*workbook.dataset_names, *workbook.registers.names}))
    problems = []
    for agenda in workbook.agendas:
        for item in agenda.items:
            place = f"params/{agenda.key}.yaml, item {item.number}"
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


def missing_words(workbook: Workbook) -> Iterator[str]:
    """Yield a sentence for each report whose register has no file of its meeting's day."""
    for meeting in workbook.meetings:
        for report in meeting.reports:
            source = source_of(workbook, report)
            for name in registers_read(*source) if source else ():
                keys = workbook.registers.meetings(name)
                is_awaited = name in workbook.registers.names and not is_of_comments(name)
                if meeting.key not in keys and is_awaited:
                    yield (
                        f"params/{meeting.key}.yaml, item {report.item}: data/registers/{name} has no file of this "
                        f"meeting, so what the report shows of it is left out; add {meeting.key}.csv, with its header "
                        f"alone where there is nothing to say, or have the report wait for it (awaits: {{registers: "
                        f"[{name}]}})" + (f", or correct the name of a file: {', '.join(keys)}" if keys else "")
                    )


def comment_problems(workbook: Workbook) -> Iterator[str]:
    """Yield what is wrong with comments: on no dataset, on no indicator, or on an exempt one among public words."""
    for row in (row for rows in workbook.registers.files for row in rows if isinstance(row, Comment)):
        register = Path(row.row.file).parent.name
        if register not in map(comments_of, workbook.dataset_names):
            yield (
                f"{row.row}: comments stand in a register named after their dataset, such as "
                f"{comments_of('procurement')}; {did_you_mean(register, map(comments_of, workbook.dataset_names))}"
            )
        if row.indicator not in workbook.indicators:
            yield (
                f"{row.row}, column 'indicator': there is no indicator '{row.indicator}'; "
                f"{did_you_mean(row.indicator, workbook.indicators)}"
            )
        if register not in workbook.exempt_datasets and (exempt := _exempt_dataset_of(workbook, row.indicator)):
            yield (
                f"{row.row}, column 'indicator': exempt data alone have this indicator, so what is said of it is "
                f"exempt too; move the row to data/registers/{comments_of(exempt)}"
            )


def _exempt_dataset_of(workbook: Workbook, indicator: str) -> str:
    """Return an exempt dataset with an indicator that no open one has; '' where there is none."""
    having = {each.dataset for each in workbook.observations if each.indicator == indicator}
    return min(having) if having and having <= {*workbook.exempt_datasets} else ""


def minutes_problems(workbook: Workbook, meeting: Meeting) -> Iterator[str]:
    """Yield a sentence for each item with minutes that are not of the one meant among the meetings of their day.

    Meant is the one whose word the title has, else any that is held. Of a day without any, nothing is known.
    """
    known = sorted({*workbook.meeting_keys, *workbook.registers.meetings("minutes")})
    for item in meeting.items:
        of_day = [key for key in known if item.minutes_of and day_of(key) == day_of(item.minutes_of)]
        words = re.findall(r"\w+", item.title.casefold())
        meant = [key for key in of_day if key[11:] in words] or of_day
        if meant and item.minutes_of not in meant:
            which = " or ".join(f"'of: {key}'" for key in meant)
            yield (
                f"params/{meeting.key}.yaml, item {item.number}: the minutes are taken for those of "
                f"{item.minutes_of}; write which meeting of that day is meant: {which}"
            )


def _unreadable(workbook: Workbook, report: Report) -> Iterator[str]:
    """Yield a sentence for each dataset or register that a report's notebook names and its Part may not read.

    Also for one that is not there: a dataset that is awaited is named with what awaits it.
    """
    notebook, parameters = notebook_of(workbook, report)
    datasets, registers = datasets_read(notebook, parameters), registers_read(notebook, parameters)
    awaited = {awaited.dataset for awaited in report.awaits}
    kinds = (("dataset", datasets, workbook.dataset_names), ("register", registers, workbook.register_names))
    closed = workbook.exempt_datasets if report.part is Part.PUBLIC else ()
    for kind, names, known in kinds:
        yield from (
            f"the notebook '{report.notebook}', cell {cell_naming(notebook, name, parameters)}, reads the {kind} "
            f"'{name}', which is not there; {did_you_mean(name, (word for word in known if word not in closed))}"
            for name in dict.fromkeys(names)
            if name not in known and name not in awaited
        )
    for name in dict.fromkeys((*datasets, *registers)):
        for refuse_unreadable in (workbook.refuse_exempt, workbook.refuse_undeclared):
            yield from refusals_of(partial(refuse_unreadable, name, report.part, "the report"))


def _awaited_in_vain(workbook: Workbook, report: Report) -> Iterator[str]:
    exempt = workbook.exempt_datasets
    for dataset, is_register in dict.fromkeys((awaited.dataset, awaited.is_register) for awaited in report.awaits):
        kind, folder, known = (
            ("register", "data/registers", workbook.registers.names)
            if is_register
            else ("dataset", "data/observations", workbook.dataset_names)
        )
        if dataset not in known:
            yield (
                f"there is no {kind} '{dataset}' in {folder}; {did_you_mean(dataset, known)} "
                f"Before a {kind} has its first file, the item's kind is 'to follow'"
            )
        elif report.part is Part.PUBLIC and dataset in exempt:
            yield (
                f"the meeting of {exempt[dataset]} declares '{dataset}' exempt, so this Part I report can't have it; "
                "take it out"
            )


def refusals(place: str, attempt: Callable[_P, object], *args: _P.args, **kwargs: _P.kwargs) -> list[str]:
    """Return what an attempt is refused for, each sentence with the place before it; nothing where it succeeds."""
    return [f"{place}: {sentence}" for sentence in refusals_of(lambda: attempt(*args, **kwargs))]


def personal_problems_of(workbook: Workbook, meeting: Meeting) -> list[str]:
    """Return the personal details in the notebooks of a meeting and in what they read."""
    used = {notebook_path(workbook.root, report.notebook) for report in meeting.reports}
    return list(personal_problems(workbook.root, sorted(used)))
