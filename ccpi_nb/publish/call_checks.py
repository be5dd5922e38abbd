"""What is wrong with the calls of a report, as far as its notebook's source tells: see docs/notebooks.md."""

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from nbformat import NotebookNode

from ccpi_nb.content.gaps import gap_sentences, missing
from ccpi_nb.document.sentences import keys_in
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.domain.named_periods import Calendar, periods_in, refuse_unnamed
from ccpi_nb.domain.parameters import GIVEN, Parameters
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import SLIP, did_you_mean, one_of, refusals_of
from ccpi_nb.render.cells import numbered
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.meeting_checks import missing_files, source_of
from ccpi_nb.workbook.notebooks import KEYS, PERIODS, datasets_read, nodes_of, signatures
from ccpi_nb.workbook.report_registers import Update

WORDS = ("words", "finding", "alt", "slot")
_BY_MEMBER = ("breakdown_bars", "breakdown_table", "members_table")


@dataclass(frozen=True)
class Given:
    """What a call is given under a name: the texts that its source tells, and whether these are all."""

    texts: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class ReportCall:
    """A call of a report in a notebook, with what its source tells of what it is given."""

    place: str
    name: str
    given: Mapping[str, Given]
    unknown: tuple[str, ...] = ()

    def texts(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the texts given under any of some names."""
        return tuple(text for name in names if name in self.given for text in self.given[name].texts)

    def whole(self, names: Iterable[str]) -> tuple[str, ...] | None:
        """Return the texts given under some names; None where the source doesn't tell all of them, or has none."""
        given = [self.given[name] for name in names if name in self.given]
        return self.texts(names) if given and all(found.whole for found in given) else None


def calls_of(notebook: NotebookNode, file: str, parameters: Parameters) -> Iterator[ReportCall]:
    """Yield the calls of the reports that a notebook opens, in their order."""
    cells = [(place, tuple(_nodes(cell))) for place, cell in numbered(notebook, file) if cell.cell_type == "code"]
    names = _names(notebook, parameters)
    opened = {name for _, nodes in cells for node in nodes for name in _opened(node)}
    for place, nodes in cells:
        for node in nodes:
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=report), attr=name)) if report in opened:
                    yield _call(node, name, place, names)


def _nodes(cell: NotebookNode) -> Iterator[ast.AST]:
    try:
        yield from nodes_of(cell.source)
    except SyntaxError:  # `ccpi check` says so
        return


def _opened(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="open_report"))):
            yield name


def _names(notebook: NotebookNode, parameters: Parameters) -> dict[str, Given]:
    """Return what the names of a notebook stand for: its parameters, and what is assigned once."""
    code = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", [])
    ]
    nodes = [node for cell in code for node in _nodes(cell)]
    bound = Counter(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    names = {name: Given((str(value),), whole=True) for name, value in parameters.items() if name not in bound}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if bound[name] == 1:
                names[name] = _given(value, names)
    return names


def arguments_of(call: ast.Call, name: str) -> list[tuple[str, ast.expr]]:
    """Return what a call of a report is given, each with what it is to the call; '' where it takes no such thing."""
    in_order, _, by_name = signatures().get(name, "").partition("*")
    words = by_name.partition(",")[0].strip()  # none after a bare star
    takes = [*re.findall(r"\w+", in_order), *([words] if words else [""]) * len(call.args)]
    return [*zip(takes, call.args, strict=False), *((keyword.arg or "", keyword.value) for keyword in call.keywords)]


def period_texts(nodes: Iterable[ast.AST]) -> frozenset[ast.AST]:
    """Return what of a cell's code says for which periods a call is, 'last 13 months', and is no sentence."""
    return frozenset(
        part
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in signatures()
        for taken, value in arguments_of(node, node.func.attr)
        if taken in PERIODS
        for part in ast.walk(value)
    )


def _call(call: ast.Call, name: str, place: str, names: Mapping[str, Given]) -> ReportCall:
    given: dict[str, Given] = {}
    for taken, value in arguments_of(call, name):
        found, before = _given(value, names), given.get(taken, Given(whole=True))
        given[taken] = Given((*before.texts, *found.texts), before.whole and found.whole)
    known = re.findall(r"(?<!\*)\b\w+", signatures().get(name, ""))
    return ReportCall(
        place, name, given, tuple(word.arg for word in call.keywords if word.arg and word.arg not in known)
    )


def _given(value: ast.expr, names: Mapping[str, Given]) -> Given:
    match value:
        case ast.Constant(value=str(text)):
            return Given((text,), whole=True)
        case ast.Name(id=name):
            return names.get(name, Given())
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            parts = [_given(element, names) for element in elements]
            return Given(tuple(text for part in parts for text in part.texts), all(part.whole for part in parts))
        case ast.JoinedStr(values=elements):
            return _joined([_given(element, names) for element in elements])
        case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
            return _given(inner, names)
        case ast.BinOp(left=left, op=ast.Add(), right=right) if not isinstance(left, ast.List):
            return _joined([_given(left, names), _given(right, names)])
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _given(ast.List([left, right]), names)
    return Given()


def _joined(parts: Sequence[Given]) -> Given:
    """Return texts joined to one; nothing is known of it where anything of it isn't."""
    if all(part.whole and len(part.texts) == 1 for part in parts):
        return Given(("".join(part.texts[0] for part in parts),), whole=True)
    return Given()


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
