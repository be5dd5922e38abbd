"""`ccpi new report`: a notebook with the standing sections and all indicators of a dataset, to write on from."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby, product
from string import ascii_uppercase

import nbformat
from nbformat import NotebookNode

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.meeting_keys import meeting_name, number_order
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.periods import Period, PeriodKind, day_name
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.trends.process_limits import LEAST
from ccpi_nb.workbook.collections import comments_of
from ccpi_nb.workbook.inputs import Workbook

_TOLD, _MEASURED = "Say here in a line what this report tells the committee.", "Say what was measured and why."
# What a new report's author is to write; nobody wants it published.
PLACEHOLDERS = (_TOLD, _MEASURED)
# A summary of more is none, and of more charts nobody reads the last.
_CHARTS = 6
_SHOWN_PERIODS = 2


@dataclass(frozen=True)
class NewReport:
    """The notebook that was written, and what is left for its author to do or know."""

    file: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The indicators of a dataset that are observed for periods of one kind and length.

    `name` is the notebook's parameter with the `periods` shown. `whole` are those with a value for the whole;
    `members` are those with values by member, by what they are broken down by.
    """

    name: str
    periods: tuple[Period, ...]
    whole: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Example:
    """The first content of a new notebook: the indicators of a dataset, as an item of a meeting that knew them.

    `charted` are those with values enough for a control chart, each with the words of its caption; `unknown` those of
    which nothing is known yet. `comments` is the register of comments on the dataset, '' where no form asks for any.
    """

    dataset: str
    meeting: str
    item: str
    groups: tuple[Group, ...]
    charted: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    comments: str = ""

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators with a value for the whole, group by group."""
        return tuple(key for group in self.groups for key in group.whole)


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
    if left := [*example.charted][_CHARTS:]:
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
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    document: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    return document


def _cells(title: str, example: Example) -> Iterator[tuple[str, str]]:
    parameters = {
        "meeting": example.meeting,
        "item": example.item,
        **{group.name: ", ".join(map(str, group.periods)) for group in example.groups},
    }
    first = example.groups[0]
    yield "markdown", f"# {title}\n\n{_TOLD}"
    yield "parameters", "\n".join(f"{name}: str = {json.dumps(value)}" for name, value in parameters.items())
    yield "code", "from ccpi_nb.reports import open_report"
    yield "code", f"report = open_report(meeting, item, datasets={json.dumps(example.dataset)})\nreport"
    yield "markdown", "## Recommendation"
    yield "code", "report.recommendation()"
    yield "markdown", "## Main points"
    yield "code", f"report.main_points({first.name})"
    yield "markdown", f"## Background and advice\n\n{_MEASURED}"
    yield from (("code", call) for group in example.groups for call in _tables(title, group))
    for key, words in [*example.charted.items()][:_CHARTS]:
        yield "code", f'report.control_chart({json.dumps(key)}, "", {json.dumps(f"{title}: {words}")})'
    if example.comments:  # without comments the section is left out of what is published
        yield "markdown", "### What the service says"
        yield "code", f"report.comments({json.dumps(example.comments)})"
    yield "markdown", "## Consultations"
    yield "code", "report.consultations()"
    yield "markdown", "## Implications\n\n### Risk management"
    yield "code", "report.risk()"
    yield "markdown", "## Background papers"
    yield "code", "report.background_papers()"
    yield "markdown", "## Reason for inclusion in Part II"
    yield "code", "report.exemption()"


def _tables(title: str, group: Group) -> Iterator[str]:
    """Yield a call for the values for the whole, and one for each thing that values are broken down by."""
    by = "period" if group.name == "periods" else group.name.split("_")[0].removesuffix("s")
    if group.whole:
        yield f"report.table({_listed(group.whole)}, {group.name}, {json.dumps(f'{title}: results by {by}')})"
    for breakdown, keys in group.members.items():
        caption, header = json.dumps(f"{title}: results by {breakdown}"), json.dumps(breakdown.capitalize())
        yield (
            f"report.members_table({json.dumps(keys[0])}, {group.name}, {caption}, header={header})"
            if len(keys) == 1
            else f"report.breakdown_table({_listed(keys)}, {group.name}, {caption}, header={header})"
        )


def _listed(keys: Sequence[str]) -> str:
    words = [json.dumps(key) for key in keys]
    return f"[{', '.join(words)}]" if len(words) <= 4 else "[\n    " + ",\n    ".join(words) + ",\n]"
