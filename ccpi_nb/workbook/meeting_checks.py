"""What depends on all of a meeting's reports: what stops it, what it waits for, which small numbers its papers hide."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import ParamSpec

from nbformat import NotebookNode

from ccpi_nb.disclosure.protection import Protection
from ccpi_nb.domain.disclosure import Disclosure
from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.domain.meetings import Meeting, Part, Report, waiting_sentences
from ccpi_nb.domain.named_periods import Calendar, periods_in, refuse_unnamed
from ccpi_nb.domain.parameters import GIVEN, Parameters, defaults_of
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.relations import linked
from ccpi_nb.errors import InputError, did_you_mean, refusals_of
from ccpi_nb.files.stray_files import Place, stray_files
from ccpi_nb.files.text_files import read_text
from ccpi_nb.workbook.collections import Comment, comments_of, is_of_comments
from ccpi_nb.workbook.follow_ups import REGISTER
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.notebooks import (
    cell_naming,
    check_parameters,
    datasets_read,
    notebook_path,
    read_notebook,
    registers_read,
)
from ccpi_nb.workbook.reconciliation import Relation

_P = ParamSpec("_P")
# Every kind of file that the workbook reads; `stray_files` names any other.
PLACES = (
    Place(
        "data",
        "indicators.csv",
        names=(
            "answers.csv",
            "claims.csv",
            "continues.csv",
            "indicators.csv",
            "names.csv",
            "reconciliation.csv",
            "relations.csv",
            "releases.csv",
            "targets.csv",
        ),
    ),
    Place("data/observations/*", "2014-15-Q3.csv"),
    Place("data/registers/*", "2014-12-11.csv"),
    Place("data/pictures/*", "map.png", shared=True),
    Place("data/collections", "procurement.yaml"),
    Place("data/intake/*", "2014-15-Q3.csv"),
    Place("data/intake/*/workings", "invoices-4f2a.yaml"),
    Place("data/intake_words/*", "2014-12-11.csv"),
    Place("data/measures", "invoices.yaml"),
    Place("data/recipes", "dashboard.yaml"),
    Place("data/lookups", "places.csv"),
    Place("data/coverage", "2014-12-11.csv"),
    Place("data/sign_offs", "2014-12-11.csv"),
    Place("params", "2014-12-11.yaml"),
    # Pictures and the like may stand beside notebooks.
    Place("notebooks", "housing_repairs.ipynb", shared=True),
)


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
    return problems or list(_hidden_otherwise(workbook, agenda))


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


def unread_problems(workbook: Workbook) -> list[str]:
    """Return a sentence for each file that nothing reads, among them what is named by a day without a meeting."""
    return [*stray_files(workbook.root, PLACES), *_days_without_meeting(workbook)]


def _days_without_meeting(workbook: Workbook) -> Iterator[str]:
    """Yield a sentence for each register, list of sign-offs or of what is held of a day without a meeting.

    A promise, and minutes that an agenda names, may be of a meeting that the workbook does not hold.
    """
    minutes_of = {item.minutes_of for agenda in workbook.agendas for item in agenda.items if item.minutes_of}
    for name in workbook.registers.names:
        if name != REGISTER and not name.startswith(f"{REGISTER}_"):
            known = {*workbook.meeting_keys, *(minutes_of if name == "minutes" else ())}
            yield from _strangers(f"data/registers/{name}", workbook.registers.meetings(name), known)
    for folder in ("data/coverage", "data/sign_offs"):
        days = sorted(path.stem for path in (workbook.root / folder).glob("*.csv"))
        yield from _strangers(folder, days, set(workbook.meeting_keys))


def _strangers(folder: str, days: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for day in days:
        if day not in known:
            yield (
                f"{folder}/{day}.csv: there is no meeting on {day}, so nothing shows it; name it after its meeting: "
                f"{did_you_mean(day, known)}"
            )


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


def source_of(workbook: Workbook, report: Report) -> tuple[NotebookNode, Parameters] | None:
    """Return a report's notebook and the parameters that it runs with; None where `meeting_problems` refuses it."""
    try:
        return _notebook_of(workbook, report)
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


def _unreadable(workbook: Workbook, report: Report) -> Iterator[str]:
    """Yield a sentence for each dataset or register that a report's notebook names and its Part may not read.

    Also for one that is not there: a dataset that is awaited is named with what awaits it.
    """
    notebook, parameters = _notebook_of(workbook, report)
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


def _hidden_otherwise(workbook: Workbook, agenda: Meeting) -> Iterator[str]:
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


def datasets_of(workbook: Workbook, report: Report) -> tuple[str, ...]:
    """Return the datasets that a report's notebook reads with the report's parameters."""
    return datasets_read(*_notebook_of(workbook, report))


def _notebook_of(workbook: Workbook, report: Report) -> tuple[NotebookNode, Parameters]:
    """Return a report's notebook, and its parameters with the notebook's own for those that are not given."""
    notebook = read_notebook(notebook_path(workbook.root, report.notebook))
    return notebook, {**defaults_of(notebook, report.notebook), **report.parameters}


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


def waiting(workbook: Workbook) -> tuple[str, ...]:
    """Return which reports wait for which files, which files for a first row, and which meetings for a look at words.

    None of it is a problem, only news.
    """
    return (
        *(sentence for meeting in workbook.meetings for sentence in waiting_sentences(meeting)),
        *_without_rows(workbook),
        *(
            sentence
            for key in workbook.meeting_keys
            for sentence in _left_to_review(workbook.root, f"params/{key}.yaml")
        ),
    )


def _left_to_review(root: Path, file: str) -> Iterator[str]:
    lines = read_text(root, file).splitlines()
    found = [number for number, line in enumerate(lines, 1) if re.search(r"# +Review:", line)]
    if found:
        many = "1 line says" if len(found) == 1 else f"{len(found)} lines say"
        yield f"{file}: {many} 'Review:', the first in line {found[0]}; look at what it names, and take it out"


def _without_rows(workbook: Workbook) -> Iterator[str]:
    for name in workbook.dataset_names:
        filled = {observation.row.file for observation in workbook.dataset(name)}
        folder = f"data/observations/{name}"
        files = sorted(f"{folder}/{path.name}" for path in (workbook.root / folder).glob("*.csv"))
        yield from (f"{file}: it has a header and no rows yet" for file in files if file not in filled)


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
