"""What no Part may publish, as far as notebooks, agendas and registers say it before anything is made of them."""

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath

from nbformat import NotebookNode

from ccpi_nb.content.meeting_papers import paper_problems
from ccpi_nb.document.ledger import passages
from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Document, Heading, Masthead, Table
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.runs import plain
from ccpi_nb.document.sentences import say, words_in_slots, words_outside_slots
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meeting_keys import day_of, key_named
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError
from ccpi_nb.meeting.meeting_checks import refusals
from ccpi_nb.meeting.report_data import source_of
from ccpi_nb.new.report_cells import PLACEHOLDERS
from ccpi_nb.notebook.cells import hidden_in, numbered
from ccpi_nb.notebook.commands import commands_in, is_command, nodes_of, refused_command
from ccpi_nb.notebook.data_read import RegisterCall, register_shown, registers_read, shows, shows_report
from ccpi_nb.notebook.parameters import Parameters
from ccpi_nb.notebook.report_calls import period_texts
from ccpi_nb.publish.call_checks import call_problems, last_words_of_calls
from ccpi_nb.publish.notebook_words import made_up_words
from ccpi_nb.render.executed import last_words
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.registers import RegisterRow
from ccpi_nb.workbook.report_registers import Action, Update

# What a text in a document of a Part can fill its slots from on a day.
Seen = Callable[[date, Part, str], Evidence]


def evidence_by_day(workbook: Workbook) -> Callable[[date, Part], Evidence]:
    """Return a function that gives what a document of a Part may use on a day, each worked out once."""

    @cache
    def seen(day: date, part: Part) -> Evidence:
        return workbook.evidence_of(day, part)

    return seen


def evidence_for_texts(workbook: Workbook) -> Seen:
    """Return a function that gives what a text needs of what a document of a Part may use on a day.

    That is all there is where it can't be filled: a sentence on that says what is nearest to what stands there.
    """

    @cache
    def seen(day: date, part: Part, text: str) -> Evidence:
        about = workbook.evidence_about(day, part, words_in_slots(text))
        return workbook.evidence_of(day, part) if refusals("", say, text, about) else about

    return seen


def word_problems(workbook: Workbook, meeting: Meeting) -> list[str]:
    """Return what is wrong with the words of a meeting's reports and papers, before a kernel starts.

    They are those of its agenda, its notebooks, and the registers of its day. What a Part II report says of a figure
    is not quoted, since it may be printed in a log.
    """
    names, seen = workbook.names, evidence_for_texts(workbook)
    problems = [*meeting_words(meeting, seen, names), *paper_problems(workbook, meeting)]
    for report in meeting.reports:
        if source := source_of(workbook, report):
            notebook, parameters = source
            problems += source_problems(notebook, _file_of(report), names, parameters, report.part)
            problems += call_problems(workbook, notebook, _file_of(report), parameters, report.part)
            problems += lead_ins_of_report(workbook, report, source, meeting)
            for register in registers_read(*source):
                for row in workbook.registers.rows(register, meeting.key):
                    problems += register_words(workbook, row, seen, names)
    return [*dict.fromkeys(problems)]


# Notebooks


def source_problems(
    notebook: NotebookNode, file: str, names: Iterable[str], parameters: Parameters, part: Part = Part.PUBLIC
) -> Iterator[str]:
    """Yield what no report may have, as far as a notebook's source says it: see docs/notebook-rules.md."""
    if not shows_report(notebook):
        yield f"{file}: no cell shows the report; open it with report = open_report(...) and end that cell with report"
    for place, cell in numbered(notebook, file):
        if why := hidden_in(cell):
            yield f"{place}: {why}"
        if cell.cell_type == "markdown":
            yield from _markdown_problems(cell, place, names, part)
        elif cell.cell_type == "code":
            yield from _code_problems(cell, place, names, part)
    yield from made_up_words(notebook, file, names, parameters, part)


def _markdown_problems(cell: NotebookNode, place: str, names: Iterable[str], part: Part) -> Iterator[str]:
    try:
        blocks = blocks_from_markdown(cell.source, place)
    except InputError as problem:
        yield from problem.problems
        return
    texts = [plain(runs) for _, runs in passages(Document(Masthead("", ""), blocks))]
    texts += [column.header for block in blocks if isinstance(block, Table) for column in block.columns]
    yield from (
        typed(place, figure, part) for text in texts for figure in typed_figures(words_outside_slots(text), names)
    )
    yield from (
        f"{place}: '{placeholder}' is what a new report begins with; write what this report is to say"
        for placeholder in PLACEHOLDERS
        if placeholder in cell.source
    )


def _code_problems(cell: NotebookNode, place: str, names: Iterable[str], part: Part) -> Iterator[str]:
    try:
        nodes = tuple(nodes_of(cell.source))
    except SyntaxError:  # `ccpi check` says so; a run, that the cell failed
        return
    yield from (f"{place}: {why}" for command in commands_in(cell.source) if (why := refused_command(command)))
    if "parameters" in cell.metadata.get("tags", []):
        return
    # Of the strings those that are sentences, not keys or periods, nor what a command to Jupyter has after it.
    given = {arg for node in nodes if is_command(node) for arg in ast.walk(node)} | period_texts(nodes)
    strings = [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in given
    ]
    sentences = [text for text in strings if " " in text.strip()]
    yield from (
        typed(place, figure, part) for text in sentences for figure in typed_figures(words_outside_slots(text), names)
    )


def lead_ins(notebook: NotebookNode, file: str) -> Iterator[str]:
    """Yield a sentence for each lead-in, 'The service will:', that a heading or the notebook's end follows."""
    yield from map(_nothing_follows, _dangling(_parts_of(notebook, file, lambda place, cell: "")))


def lead_ins_of_report(
    workbook: Workbook, report: Report, source: tuple[NotebookNode, Parameters], meeting: Meeting
) -> Iterator[str]:
    """Yield a sentence for each lead-in of a report that nothing follows, ever or for want of rows at this meeting."""
    notebook, parameters = source
    told = last_words_of_calls(workbook, meeting, report, source)

    def words_after(place: str, cell: NotebookNode) -> str | None:
        call = register_shown(cell, parameters)
        return _last_words(workbook, call, meeting.key) if call else told.get(place, "")

    parts = [*_parts_of(notebook, _file_of(report), words_after)]
    always = _dangling(replace(part, words=part.words or "") for part in parts)
    on_the_day = _dangling(part for part in parts if part.words is not None)
    for lead in dict.fromkeys((*always, *on_the_day)):
        yield _nothing_follows(lead, report.part, "" if lead in always else f" on {meeting.key}")


@dataclass(frozen=True)
class _Shown:
    """A part of what a notebook shows: a heading, or something that ends with words.

    The words are '' where it is no text, and None where a register has nothing to show.
    """

    place: str
    words: str | None
    is_heading: bool = False


def _parts_of(
    notebook: NotebookNode, file: str, words_after: Callable[[str, NotebookNode], str | None]
) -> Iterator[_Shown]:
    for place, cell in numbered(notebook, file):
        if shows(cell):
            yield _Shown(place, words_after(place, cell))
        elif cell.cell_type == "markdown":
            # What can't be set is another problem.
            with suppress(InputError):
                for block in blocks_from_markdown(cell.source, place):
                    yield _Shown(place, last_words(block), is_heading=isinstance(block, Heading))


def _dangling(shown: Iterable[_Shown]) -> tuple[_Shown, ...]:
    """Return each text that ends as a lead-in does and has a heading, or the end, after it."""
    return tuple(
        lead
        for lead, following in pairwise([*shown, _Shown("", "", is_heading=True)])
        if (lead.words or "").rstrip().endswith(":") and following.is_heading
    )


def _nothing_follows(lead: _Shown, part: Part = Part.PUBLIC, when: str = "") -> str:
    words = f"'{_end_of(lead.words or '')}'" if part is Part.PUBLIC else "a sentence that ends with ':'"
    return (
        f"{lead.place}: {words} leads to something, and nothing follows{when}; "
        "add what it leads to, or take the words out"
    )


def _file_of(report: Report) -> str:
    return f"notebooks/{report.notebook}.ipynb"


def _end_of(words: str) -> str:
    return words if len(words) <= 60 else f"...{words[-57:]}"


def _last_words(workbook: Workbook, call: RegisterCall, meeting: str) -> str | None:
    """Return the words that a call on a register ends with: '' where it shows no text, None where it shows nothing."""
    if call.register not in workbook.registers.names:
        return ""
    rows = workbook.registers.rows(call.register, meeting)
    shown = [row for row in rows if not isinstance(row, Update) or not call.topic or row.topic == call.topic]
    if not shown:
        return None
    return shown[-1].text if isinstance(shown[-1], Update) else ""


# Agendas and registers


def meeting_words(meeting: Meeting, seen: Seen, names: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the words of an agenda and of its reports' standing sections."""
    for item in meeting.items:
        place = f"params/{meeting.key}.yaml, item {item.number}"
        # An exempt item's own text is printed on the public agenda, what it says of its appendices is not.
        texts = [(place, item.text, Part.PUBLIC)]
        texts += [(f"{place}, appendix {each.letter}", each.text, item.part) for each in item.appendices]
        for where, text, part in texts:
            yield from (typed(where, figure, part) for figure in typed_figures(text, names))
            yield from (_nothing_follows(lead, part) for lead in _dangling([_Shown(where, text)]))
    for report in meeting.reports:
        sections, place = report.sections, f"params/{meeting.key}.yaml, item {report.item}"
        for text in (*sections.recommendation, sections.consultations, sections.risk):
            yield from words_at(place, text, seen(meeting.date, report.part, text), names, report.part)
            yield from (_nothing_follows(lead, report.part) for lead in _dangling([_Shown(place, text)]))


def register_words(workbook: Workbook, row: RegisterRow, seen: Seen, names: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the words of a register's row.

    Its folder says whether it is exempt, its file's name the meeting on whose day its slots are filled.
    """
    folder = PurePosixPath(row.row.file).parent.name
    part = Part.EXEMPT if folder in workbook.exempt_datasets else Part.PUBLIC
    text = row.words if isinstance(row, Action | Update) else row.text
    yield from words_at(str(row.row), text, seen(day_of(key_named(row.row.file)), part, text), names, part)


def words_at(
    place: str, text: str, evidence: Evidence, names: Iterable[str], part: Part = Part.PUBLIC
) -> Iterator[str]:
    """Yield what is wrong with a text at a place: figures typed into it, and slots that nothing fills."""
    yield from (typed(place, figure, part) for figure in typed_figures(words_outside_slots(text), names))
    yield from refusals(place, say, text, evidence)


def typed(place: str, figure: str, part: Part = Part.PUBLIC) -> str:
    """Return the sentence for a figure that is typed into words; one of Part II is not quoted."""
    which = f"the figure '{figure}'" if part is Part.PUBLIC else "a figure"
    return (
        f"{place}: {which} is typed into the words; make it a slot such as {{indicator @ period}}, "
        f"or list the name in data/names.csv"
    )
