"""`ccpi check`: everything that can be known to be wrong before a notebook runs."""

import ast
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.sentences import say, words_outside_slots
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.periods import day_name, day_named_in
from ccpi_nb.errors import InputError
from ccpi_nb.files.personal_details import personal_problems
from ccpi_nb.files.text_files import collect, day_named, links_in
from ccpi_nb.reconcile.by_part import stray_rulings
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.meeting_checks import declaration_problems, meeting_problems, refusals
from ccpi_nb.workbook.notebooks import STANDING_SECTIONS, read_notebook
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
    ]
    return tuple(found)


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
    headings = {
        line.lstrip("# ").strip()
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("#")
    }
    problems = [
        f"{file}: the section '{title}' is missing; add its heading"
        for title in STANDING_SECTIONS
        if title not in headings
    ]
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        problems.append(f"{file}: one cell must be tagged 'parameters', and {len(tagged)} are")
    for number, cell in enumerate(notebook.cells, start=1):
        place = f"{file}, cell {number}"
        try:
            logic = cell.cell_type == "code" and any(
                isinstance(node, _LOGIC) for node in ast.walk(ast.parse(cell.source))
            )
        except SyntaxError as problem:
            problems.append(f"{place}: this is not Python: {problem.msg} (line {problem.lineno}); correct it")
            continue
        problems += [
            _typed(place, figure)
            for text in _prose_of(cell)
            for figure in typed_figures(words_outside_slots(text), names)
        ]
        if logic:
            problems.append(
                f"{place}: loops, conditions and functions belong in ccpi_nb, with tests; call one from here"
            )
    return problems


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


def _prose_of(cell: NotebookNode) -> list[str]:
    """Return a Markdown cell's text; of a code cell the strings that are sentences, not keys, periods or comments."""
    if cell.cell_type == "markdown":
        return [cell.source]
    if cell.cell_type != "code" or "parameters" in cell.metadata.get("tags", []):
        return []
    strings = [
        node.value
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [text for text in strings if " " in text.strip()]


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
