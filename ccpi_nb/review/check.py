"""`ccpi check`: everything that can be known to be wrong before a notebook runs."""

import ast
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from ccpi_nb.document.characters import unshowable
from ccpi_nb.document.ledger import passages
from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Document, Heading, Masthead, Table, plain
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.sentences import say, words_outside_slots
from ccpi_nb.domain.dependences import key_of
from ccpi_nb.domain.disclosure import Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation, Observation
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.periods import day_name, day_named_in
from ccpi_nb.domain.plausibility import look_alikes, questions
from ccpi_nb.domain.protection import Protection, without
from ccpi_nb.errors import InputError
from ccpi_nb.files.fonts import missing_in
from ccpi_nb.files.personal_details import personal_problems
from ccpi_nb.files.text_files import collect, day_named, links_in
from ccpi_nb.reconcile.by_part import stray_rulings
from ccpi_nb.render.cells import hidden_in, numbered
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.meeting_checks import (
    datasets_of,
    declaration_problems,
    meeting_problems,
    protections_of,
    refusals,
    target_questions_of,
)
from ccpi_nb.workbook.notebooks import (
    STANDING_SECTIONS,
    commands_in,
    is_command,
    nodes_of,
    read_notebook,
    refused_command,
)
from ccpi_nb.workbook.registers import Action

_LOGIC = (
    ast.For,
    ast.While,
    ast.comprehension,
    ast.If,
    ast.IfExp,
    ast.Match,
    ast.FunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.Try,
)


def problems_of(workbook: Workbook) -> tuple[str, ...]:
    """Return every problem of data, params and notebooks, each a sentence with its place."""
    root = workbook.root
    if links := tuple(links_in(root)):
        return links
    try:
        _read_all(workbook)
        strays = stray_rulings(workbook)
    except InputError as problem:
        return problem.problems
    names, exempt = workbook.names, workbook.exempt_datasets

    @cache
    def seen(day: date, part: Part) -> Evidence:
        """Return what a document of a Part can fill its slots from on a day."""
        return workbook.evidence(workbook.open_datasets if part is Part.PUBLIC else workbook.dataset_names, day, part)

    def part_of(name: str) -> Part:
        return Part.EXEMPT if name in exempt else Part.PUBLIC

    def seen_by_register(file: str) -> Evidence:
        """Return what can fill a register's slots: its folder says whether it is exempt, its name the meeting's day."""
        return seen(day_named(file), part_of(PurePosixPath(file).parent.name))

    def seen_by_break(continuation: Continuation) -> Evidence:
        public = seen(date.max, Part.PUBLIC)
        return public if continuation in public.continuations else seen(date.max, Part.EXEMPT)

    found = [
        *declaration_problems(workbook),
        *map(str, look_alikes(workbook.observations, workbook.indicators)),
        *(problem for meeting in workbook.agendas for problem in meeting_problems(workbook, meeting)),
        *(problem for meeting in workbook.agendas for problem in _meeting_words(meeting, seen, names)),
        *(
            problem
            for observation in workbook.observations
            for problem in _words(
                str(observation.row), observation.note, seen(date.max, part_of(observation.dataset)), names
            )
        ),
        *(
            problem
            for continuation in workbook.continuations
            for problem in _words(str(continuation.row), continuation.reason, seen_by_break(continuation), names)
        ),
        *(
            problem
            for claim in workbook.claims
            for problem in _words(str(claim.row), claim.words, seen(date.max, part_of(claim.dataset)), names)
        ),
        *_known_before_their_papers(workbook),
        *(_typed(str(row.row), figure) for row in workbook.coverage for figure in typed_figures(row.held, names)),
        *(
            problem
            for rows in workbook.registers.files
            for row in rows
            for problem in _register_words(row, seen_by_register(row.row.file), names)
        ),
        *strays,
        *(
            problem
            for ruling in workbook.rulings
            for problem in _words(
                str(ruling.row),
                ruling.reason,
                seen(ruling.as_at, Part.EXEMPT if ruling.is_exempt else Part.PUBLIC),
                names,
            )
        ),
        *(
            problem
            for path in sorted((root / "notebooks").glob("*.ipynb"))
            for problem in notebook_problems(path, names)
        ),
        *personal_problems(root, sorted((root / "notebooks").glob("*.ipynb"))),
        *_unshowable(root),
    ]
    return tuple(found)


def questions_of(workbook: Workbook) -> tuple[str, ...]:
    """Return what somebody should look at again in data that are not wrong: in targets, then in each dataset.

    A question names no value: it may be asked in a log, of exempt data too.
    """
    last = max(workbook.meeting_days, default=date.max)
    indicators = workbook.indicators
    asked = [doubt for name in workbook.dataset_names for doubt in questions(workbook.dataset(name), indicators, last)]
    return (*target_questions_of(workbook), *map(str, asked))


def shown_at_other_meetings(workbook: Workbook) -> tuple[str, ...]:
    """Return what the public reports of a meeting keep back and those of another show: no problem, only news."""
    return tuple(
        sentence
        for meeting in workbook.meetings
        for protection in protections_of(workbook, meeting, Part.PUBLIC)
        for sentence in _shown_elsewhere(workbook, meeting, protection)
    )


def _shown_elsewhere(workbook: Workbook, meeting: Meeting, protection: Protection) -> Iterator[str]:
    by = ", ".join(
        report.item for report in meeting.reports_in(Part.PUBLIC) if report.disclosure == protection.disclosure
    )
    for other in workbook.meetings:
        others = protections_of(workbook, other, Part.PUBLIC) if other != meeting else ()
        for paper in other.reports_in(Part.PUBLIC) if other != meeting else ():
            names = (name for name in datasets_of(workbook, paper) if name in workbook.open_datasets)
            shown = without(workbook.evidence(names, other.date, Part.PUBLIC), others)
            same = [row for row in shown.published if not row.protection and _is_kept_back(row, shown, protection)]
            if same:
                of = ", ".join(f"'{key}'" for key in sorted({row.indicator for row in same}))
                yield (
                    f"params/{meeting.date}.yaml, item {by}: of what its 'disclosure' keeps back, "
                    f"item {paper.item} of {other.date} shows {len(same)} (of {of}); "
                    "give that item the same 'disclosure', unless its pack is published already"
                )


def _is_kept_back(row: Observation, evidence: Evidence, protection: Protection) -> bool:
    """Return whether a value is one that a protection hides or rounds."""
    if row.value is None or not protection.touches(row.indicator):
        return False
    rounds = protection.disclosure.scheme is Scheme.ROUND and evidence.indicators[row.indicator].people
    return key_of(row) in protection.hidden or rounds


def _read_all(workbook: Workbook) -> None:
    """Read every file of data and params; InputError says what is wrong with the first kind that is."""
    _ = workbook.indicators, workbook.targets, workbook.observations, workbook.continuations, workbook.names
    _ = workbook.agendas, workbook.registers.files, workbook.exempt_datasets
    collect(workbook.sign_offs, workbook.meeting_dates)
    _ = workbook.follow_ups, workbook.releases, workbook.coverage, workbook.rulings, workbook.relations, workbook.claims


def notebook_problems(path: Path, names: Iterable[str]) -> list[str]:
    """Return what breaks the notebooks' house rules: see docs/notebooks.md."""
    file = f"notebooks/{path.name}"
    try:
        notebook = read_notebook(path)
    except InputError as problem:
        return list(problem.problems)
    headings: set[str] = set()
    cells = [
        problem
        for place, cell in numbered(notebook, file)
        for problem in (
            _markdown_problems(cell, place, names, headings)
            if cell.cell_type == "markdown"
            else _code_problems(cell, place, names)
        )
    ]
    missing = [title for title in STANDING_SECTIONS if title not in headings]
    problems = [f"{file}: the section '{title}' is missing; add its heading" for title in missing]
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        problems.append(f"{file}: one cell must be tagged 'parameters', and {len(tagged)} are")
    return [*problems, *cells]


def _markdown_problems(cell: NotebookNode, place: str, names: Iterable[str], headings: set[str]) -> Iterator[str]:
    """Yield what is wrong with a Markdown cell, and add its headings to `headings`."""
    if why := hidden_in(cell):
        yield f"{place}: {why}"
    try:
        blocks = blocks_from_markdown(cell.source, place)
    except InputError as problem:
        headings.update(line.strip("# ") for line in cell.source.splitlines() if line.startswith("#"))
        yield from problem.problems
        return
    headings.update(plain(block.runs) for block in blocks if isinstance(block, Heading))
    texts = [plain(runs) for _, runs in passages(Document(Masthead("", ""), blocks))]
    texts += [column.header for block in blocks if isinstance(block, Table) for column in block.columns]
    yield from (_typed(place, figure) for text in texts for figure in typed_figures(words_outside_slots(text), names))


def _code_problems(cell: NotebookNode, place: str, names: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with a code cell or a raw one."""
    if why := hidden_in(cell):
        yield f"{place}: {why}"
    if cell.cell_type != "code":
        return
    try:
        nodes = tuple(nodes_of(cell.source))
    except SyntaxError as problem:
        yield f"{place}: this is not Python: {problem.msg} (line {problem.lineno}); correct it"
        return
    commands = tuple(commands_in(cell.source))
    yield from (f"{place}: {why}" for command in commands if (why := refused_command(command)))
    if "parameters" not in cell.metadata.get("tags", []):
        # Of the strings those that are sentences, not keys or periods, nor what a command to Jupyter has after it.
        given = {arg for node in nodes if is_command(node) for arg in ast.walk(node)}
        strings = [
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in given
        ]
        sentences = [text for text in strings if " " in text.strip()]
        yield from (
            _typed(place, figure) for text in sentences for figure in typed_figures(words_outside_slots(text), names)
        )
    if any(isinstance(node, _LOGIC) for node in nodes):
        yield f"{place}: loops, conditions and functions belong in ccpi_nb, with tests; call one from here"
    if any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" for node in nodes
    ):
        yield f"{place}: what 'print' writes is in no published file; show it with report.say, or take it out"


def _meeting_words(meeting: Meeting, seen: Callable[[date, Part], Evidence], names: Iterable[str]) -> Iterator[str]:
    for item in meeting.items:
        yield from (
            _typed(f"params/{meeting.date}.yaml, item {item.number}", figure)
            for figure in typed_figures(item.text, names)
        )
    for report in meeting.reports:
        sections = report.sections
        for text in (*sections.recommendation, sections.consultations, sections.risk):
            evidence = seen(meeting.date, report.part)
            yield from _words(f"params/{meeting.date}.yaml, item {report.item}", text, evidence, names)


def _register_words(row: object, evidence: Evidence, names: Iterable[str]) -> Iterator[str]:
    text = (f"{row.action} {row.timescale} {row.progress}") if isinstance(row, Action) else row.text  # type: ignore[attr-defined]
    yield from _words(str(row.row), text, evidence, names)  # type: ignore[attr-defined]


def _words(place: str, text: str, evidence: Evidence, names: Iterable[str]) -> Iterator[str]:
    yield from (_typed(place, figure) for figure in typed_figures(words_outside_slots(text), names))
    yield from refusals(place, say, text, evidence)


def _unshowable(root: Path) -> Iterator[str]:
    """Yield what data and params hold that no document can show; of notebooks their own cells tell."""
    for path in sorted([*(root / "data").rglob("*.csv"), *(root / "params").glob("*.yaml")]):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
            if not line.lstrip().startswith("#") and missing_in(line) is not None:
                yield f"{path.relative_to(root).as_posix()}, line {number}: {unshowable(line)}"


def _known_before_their_papers(workbook: Workbook) -> Iterator[str]:
    """Yield what counts as known before the day of the paper that it is from, so that earlier meetings would cite it.

    A source's document is named with its day: 'CCPI pack 11 December 2014, item 4'.
    """
    dated = [
        *((value.row, value.source, value.as_at) for value in workbook.observations),
        *((target.row, target.source, target.as_at or target.valid_from) for target in workbook.targets),
        *((claim.row, claim.source, claim.as_at) for claim in workbook.claims),
    ]
    for row, source, known in dated:
        paper = day_named_in(source.partition(",")[0])
        if paper and known < paper:
            yield (
                f"{row}, column 'as_at': it counts as known from {day_name(known)} on, and its paper is of "
                f"{day_name(paper)}; write that day, or name in 'source' the paper that had it before"
            )


def _typed(place: str, figure: str) -> str:
    return (
        f"{place}: the figure '{figure}' is typed into the words; make it a slot such as {{indicator @ period}}, "
        f"or list the name in data/names.csv"
    )
