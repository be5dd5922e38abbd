"""What is wrong with the calls of a report, as far as its notebook's source tells: see docs/notebooks.md."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from nbformat import NotebookNode

from ccpi_nb.content.gaps import gap_sentences, missing
from ccpi_nb.document.sentences import keys_in
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.domain.named_periods import Calendar, periods_in, refuse_unnamed
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import SLIP, did_you_mean, one_of, refusals_of
from ccpi_nb.meeting.report_data import missing_files, source_of
from ccpi_nb.notebook.data_read import datasets_read
from ccpi_nb.notebook.parameters import GIVEN, Parameters
from ccpi_nb.notebook.report_calls import Given, ReportCall, calls_of
from ccpi_nb.notebook.signatures import KEYS, PERIODS, signatures
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.report_registers import Update

WORDS = ("words", "finding", "alt", "slot")
_BY_MEMBER = ("breakdown_bars", "breakdown_table", "members_table")


# Problems


def call_problems(
    workbook: Workbook, notebook: NotebookNode, file: str, parameters: Parameters, part: Part = Part.PUBLIC
) -> Iterator[str]:
    """Yield what is wrong with the calls of a notebook, each with its cell, as far as that can be known."""
    calls = [*calls_of(notebook, file, parameters)]
    readable = _readable(workbook, part)
    names = [
        name for name in datasets_read(notebook, parameters) if name in readable and name in workbook.dataset_names
    ]
    observed = {row.indicator for name in names for row in workbook.dataset(name)}
    own = [call.given.get("key", Given()) for call in calls if call.name == "computed"]
    # A figure that the notebook names itself, by a key that its source may not tell.
    own_keys = {key for given in own for key in given.texts}
    known, offered = {*workbook.indicators, *own_keys}, {*observed, *own_keys} or {*workbook.indicators}
    is_told = all(given.whole for given in own)
    for call in calls:
        if call.name not in signatures():
            yield f"{call.place}: a report has no call '{call.name}'; {one_of(call.name, signatures())}"
            continue
        takes = re.findall(r"\w+", signatures()[call.name])
        yield from (
            f"{call.place}: the call '{call.name}' takes no '{name}'; {did_you_mean(name, takes)}"
            for name in call.unknown
        )
        for key in dict.fromkeys(_keys_of(call, known)) if is_told else ():
            if key not in known:
                yield f"{call.place}: there is no indicator '{key}'; {one_of(key, offered)}"
        for text in call.texts(PERIODS):
            yield from (f"{call.place}: {why}" for why in refusals_of(partial(refuse_unnamed, text)))
        yield from (f"{call.place}: {why}" for why in _topic_problems(workbook, call, readable, part))


def _listed(texts: Iterable[str]) -> Iterator[str]:
    return (key.strip() for text in texts for key in text.split(",") if key.strip())


def _keys_of(call: ReportCall, known: Collection[str]) -> Iterator[str]:
    """Yield the keys of indicators that a call is given, and those in the slots of its words."""
    if call.name != "computed":
        yield from _listed(call.texts(KEYS))
    yield from (key for text in call.texts(WORDS) for key in keys_in(text, known))


def _readable(workbook: Workbook, part: Part) -> frozenset[str]:
    names = {*workbook.dataset_names, *workbook.registers.names}
    return frozenset(
        names - {*workbook.exempt_datasets}
        if part is Part.PUBLIC
        else names & {*workbook.exempt_datasets, *workbook.declared_open}
    )


def _topic_problems(workbook: Workbook, call: ReportCall, readable: frozenset[str], part: Part) -> Iterator[str]:
    """Yield a topic that no file of its register has and that is nearly one of theirs.

    A topic that is like none may be one to come. What the topics of an exempt register are is not said.
    """
    for register in workbook.registers.names if "register" in call.given else ():
        if register not in map(str.strip, call.given["register"].texts):
            continue
        rows = [row for key in workbook.registers.meetings(register) for row in workbook.registers.rows(register, key)]
        topics = {row.topic.casefold(): row.topic for row in rows if isinstance(row, Update)}
        for topic in call.texts(["topic"]):
            near = get_close_matches(topic.casefold(), topics, n=1, cutoff=SLIP)
            if topic not in topics.values() and near and _digits(near[0]) == _digits(topic):
                quoted = part is Part.PUBLIC and register in readable
                yield (
                    f"the register '{register}' has no topic '{topic}'; did you mean '{topics[near[0]]}'?"
                    if quoted
                    else f"the register '{register}' has no topic of this name; report.registers() lists those it has"
                )


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


# Notes


@dataclass(frozen=True)
class Note:
    """What the report of an item asks for and nothing is held of: no problem, only news."""

    item: str
    sentence: str


def call_notes(workbook: Workbook, meeting: Meeting) -> tuple[Note, ...]:
    """Return what the reports of a meeting ask for and nothing is held of."""
    return tuple(
        Note(report.item, sentence) for report in meeting.reports for sentence in _notes_of(workbook, meeting, report)
    )


def last_words_of_calls(
    workbook: Workbook, meeting: Meeting, report: Report, source: tuple[NotebookNode, Parameters]
) -> dict[str, str | None]:
    """Return the words that the last call of each cell ends with.

    They are '' for a table or a chart, and None where nothing is held of what it asks for. What its source doesn't tell
    is taken for something to show.
    """
    evidence, calendar = _known_to(workbook, meeting, report, source)
    found: dict[str, str | None] = {}
    for call in calls_of(source[0], f"notebooks/{report.notebook}.ipynb", source[1]):
        sentences = call.whole(["words"]) if call.name in ("say", "points", "caution") else None
        asked = _asked(call, evidence, calendar)
        # Of what a notebook opens that doesn't name its datasets, nothing is known.
        is_held = not (asked and evidence.observations) or any(
            period in evidence.periods(key, by_member=call.name in _BY_MEMBER)
            for key in asked[0]
            for period in asked[1]
        )
        found[call.place] = sentences[-1] if sentences else "" if is_held else None
    return found


def _known_to(
    workbook: Workbook, meeting: Meeting, report: Report, source: tuple[NotebookNode, Parameters]
) -> tuple[Evidence, Calendar]:
    names = [name for name in datasets_read(*source) if name in workbook.dataset_names]
    evidence = workbook.evidence(names, meeting.date, report.part)
    return evidence, Calendar(meeting.date, frozenset(row.period for row in evidence.observations))


def files_not_there(workbook: Workbook, meeting: Meeting, report: Report) -> Iterator[str]:
    """Yield a sentence for each parameter of a report that asks for files of data which are not there."""
    if source := source_of(workbook, report):
        texts = {name: value for name, value in source[1].items() if isinstance(value, str) and name not in GIVEN}
        names = [name for name in datasets_read(*source) if name in workbook.dataset_names]
        yield from missing_files(workbook, names, texts, _known_to(workbook, meeting, report, source)[1])


def _notes_of(workbook: Workbook, meeting: Meeting, report: Report) -> Iterator[str]:
    yield from files_not_there(workbook, meeting, report)
    if source := source_of(workbook, report):
        yield from gap_sentences(_gaps_of(workbook, meeting, report, source))


def _gaps_of(
    workbook: Workbook, meeting: Meeting, report: Report, source: tuple[NotebookNode, Parameters]
) -> Iterator[tuple[Period, str]]:
    evidence, calendar = _known_to(workbook, meeting, report, source)
    for call in calls_of(source[0], f"notebooks/{report.notebook}.ipynb", source[1]):
        if asked := _asked(call, evidence, calendar):
            yield from missing(evidence, *asked, by_member=call.name in _BY_MEMBER)


def _asked(
    call: ReportCall, evidence: Evidence, calendar: Calendar
) -> tuple[tuple[str, ...], tuple[Period, ...]] | None:
    """Return for which indicators and periods a call is; None where its source doesn't tell, or it takes no such."""
    keys = evidence.observed if call.name == "main_points" and "keys" not in call.given else call.whole(KEYS)
    texts = call.whole(["periods"] if "periods" in call.given else ["at"])
    if call.name not in signatures() or not keys or not texts or "reference" in call.given:
        return None
    text = ", ".join(texts)
    if refusals_of(lambda: periods_in(text, calendar)):
        return None
    return tuple(_listed(keys)), periods_in(text, calendar)
