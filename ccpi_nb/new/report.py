"""`ccpi new report`: a notebook with the standing sections and all indicators of a dataset, to write on from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby, product
from string import ascii_uppercase

import nbformat

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.meeting_keys import meeting_name, number_order
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.periods import Period, PeriodKind, day_name
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.new.report_cells import MOST_CHARTS, Example, Group, notebook
from ccpi_nb.trends.process_limits import LEAST
from ccpi_nb.workbook.collections import comments_of
from ccpi_nb.workbook.inputs import Workbook

_SHOWN_PERIODS = 2


@dataclass(frozen=True)
class NewReport:
    """The notebook that was written, and what is left for its author to do or know."""

    file: str
    remarks: tuple[str, ...]


def new_report(workbook: Workbook, name: str, dataset: str) -> NewReport:
    """Write notebooks/NAME.ipynb over a dataset, and return its file and what is left to do.

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
    example = example_of(workbook, dataset, name)
    with path.open("x", encoding="utf-8", newline="\n") as new:
        new.write(nbformat.writes(notebook(name, example)) + "\n")
    return NewReport(file, tuple(_remarks(workbook, name, example)))


def _remarks(workbook: Workbook, name: str, example: Example) -> Iterator[str]:
    if example.unknown:
        yield f"left out, for nothing is known of them by {meeting_name(example.meeting)}: {', '.join(example.unknown)}"
    if left := [*example.charted][MOST_CHARTS:]:
        yield f"control charts could also be shown of: {', '.join(left)}"
    meeting = workbook.meeting(example.meeting)
    if example.item not in {report.item for report in meeting.reports}:
        title = name.replace("_", " ").capitalize()
        yield (
            f"the notebook runs once an item presents it; add to params/{example.meeting}.yaml, as its last item:\n"
            f"  - number: {example.item}\n    title: {title}\n    kind: report\n    report:\n      notebook: {name}"
        )


def example_of(workbook: Workbook, dataset: str, name: str = "") -> Example:
    """Return the example for a dataset, from the first meeting that knew the whole of it.

    Where none did, it is from the last that knew anything of it; InputError where there is none. Meetings with a report
    of Part I come before others, and the item is that of the notebook `name`, where an agenda has one already.
    """
    _refuse_dataset(workbook, dataset)
    rows = workbook.dataset(dataset)
    meeting = _meeting_for(workbook, dataset, rows)
    known = [row for row in rows if row.as_at <= meeting.date]
    groups = tuple(_groups(workbook, known))
    return Example(
        dataset,
        meeting.key,
        _item_for(meeting, name),
        groups,
        _charted(workbook, known, [key for group in groups for key in group.whole]),
        tuple(sorted({row.indicator for row in rows} - {row.indicator for row in known})),
        comments_of(dataset) if dataset in workbook.collections else "",
    )


def _meeting_for(workbook: Workbook, dataset: str, rows: Sequence[Observation]) -> Meeting:
    if not workbook.meeting_keys:
        raise InputError("there is no meeting yet, and a report is of one; begin with ccpi new meeting DATE")
    knowing = [meeting for meeting in workbook.meetings if any(row.as_at <= meeting.date for row in rows)]
    if not knowing:
        since = f", which becomes known on {day_name(min(row.as_at for row in rows))}" if rows else ""
        raise InputError(
            f"no meeting knows anything of '{dataset}' yet{since}; make a file for one that does: ccpi new meeting DATE"
        )
    meetings = [meeting for meeting in knowing if meeting.reports_in(Part.PUBLIC)] or knowing
    return next((meeting for meeting in meetings if all(row.as_at <= meeting.date for row in rows)), meetings[-1])


def _item_for(meeting: Meeting, name: str) -> str:
    """Return the item of the notebook, else of the first report of Part I, else the number of an item to come."""
    reports = meeting.reports_in(Part.PUBLIC)
    own = [report.item for report in reports if report.notebook == name]
    following = str(max(number_order(item.number)[0] for item in meeting.items) + 1)
    return next(iter([*own, *(report.item for report in reports), following]))


def _groups(workbook: Workbook, known: Sequence[Observation]) -> Iterator[Group]:
    """Yield the indicators by the kind of period that they have most values for, the largest group first.

    Values for the whole and values by member each have a kind of their own.
    """
    series: dict[tuple[str, bool], list[Period]] = {}
    for row in known:
        series.setdefault((row.indicator, bool(row.breakdown)), []).append(row.period)
    shown = {which: _most_observed(periods) for which, periods in series.items()}
    kinds = [(periods[-1].counts_as, periods[-1].length) for periods in shown.values()]
    taken: set[str] = set()
    for kind in sorted(dict.fromkeys(kinds), key=lambda kind: -kinds.count(kind)):
        inside = {
            which: periods for which, periods in shown.items() if (periods[-1].counts_as, periods[-1].length) == kind
        }
        name = next(name for name in _parameter_names(kind[0], first=not taken) if name not in taken)
        taken.add(name)
        members: dict[str, tuple[str, ...]] = {}
        for key, _ in filter(lambda which: which[1], inside):
            breakdown = workbook.indicators[key].breakdown
            members[breakdown] = (*members.get(breakdown, ()), key)
        yield Group(
            name,
            tuple(sorted({period for periods in inside.values() for period in periods}))[-_SHOWN_PERIODS:],
            tuple(key for key, by_member in inside if not by_member),
            members,
        )


def _parameter_names(kind: PeriodKind, *, first: bool) -> Iterator[str]:
    name = kind.split()[-1] + "s"
    yield from ["periods"] if first else []
    yield name
    yield from (f"{name}_{letter.lower()}" for letter in _letters())


def _charted(workbook: Workbook, known: Sequence[Observation], keys: Sequence[str]) -> dict[str, str]:
    """Return the indicators with values enough for a control chart, each with the words of its caption."""
    enough = [key for key in keys if _values(known, key) >= LEAST]
    names = {key: workbook.indicators[key].name for key in enough}
    # A digit, as in 'paid within 30 days', would count as a figure typed into the notebook.
    return {
        key: f"control chart {letter}" if re.search(r"\d", names[key]) else f"{names[key]}, control chart"
        for key, letter in zip(enough, _letters(), strict=False)
    }


def _letters() -> Iterator[str]:
    """Yield A to Z, then AA to ZZ and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))


def _values(known: Sequence[Observation], key: str) -> int:
    """Return for how many like periods an indicator has a value for the whole."""
    periods = [row.period for row in known if row.indicator == key and not row.breakdown and row.value is not None]
    return len(_most_observed(periods)) if periods else 0


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
            "begin with an open dataset, make the dataset a parameter, and name the exempt one in the meeting's file"
        )


def _most_observed(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Return the periods, each once and in order, of the kind and length that most observations are for.

    Of two with equally many, it is the one whose last period is later.
    """
    by_kind = sorted(periods, key=lambda period: (period.counts_as, period.length, period))
    groups = [list(group) for _, group in groupby(by_kind, key=lambda period: (period.counts_as, period.length))]
    most = max(groups, key=lambda group: (len(group), group[-1]))
    return tuple(dict.fromkeys(most))
