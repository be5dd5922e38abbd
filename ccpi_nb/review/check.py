"""`ccpi check`: everything that can be known to be wrong before a notebook runs."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.sentences import say, words_outside_slots
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.text_files import links_in
from ccpi_nb.reconcile.by_part import stray_rulings
from ccpi_nb.workbook.inputs import (
    collect,
    dataset_names,
    meeting_dates,
    read_agenda,
    read_continuations,
    read_coverage,
    read_dataset,
    read_exempt_datasets,
    read_follow_ups,
    read_indicators,
    read_names,
    read_register_files,
    read_rulings,
    read_sign_offs,
    read_targets,
)
from ccpi_nb.workbook.meeting_checks import meeting_problems, refusals
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
# From the @ on: a pattern that began with the words before it would take minutes over a chart's long lines.
_PERSONAL = re.compile(r"(?<=\w)@[\w-]+\.\w|\(?\b0\d{4}\)? ?\d{6}\b")


def problems_of(root: Path) -> tuple[str, ...]:
    """Every problem of data, params and notebooks, each a sentence with its place."""
    if links := tuple(links_in(root)):
        return links
    try:
        evidence = _evidence(root)
        names = read_names(root)
        meetings = collect(lambda day: read_agenda(root, day), meeting_dates(root))
        registers = read_register_files(root)
        exempt = read_exempt_datasets(root)
        collect(lambda day: read_sign_offs(root, day), meeting_dates(root))
        read_follow_ups(root)
        coverage = read_coverage(root)
        rulings = read_rulings(root)
        strays = stray_rulings(root)
    except InputError as problem:
        return problem.problems

    @cache
    def seen(day: date, in_private: bool) -> Evidence:
        """What a report of a day's meeting can fill its slots from."""
        rows = tuple(each for each in evidence.observations if in_private or each.dataset not in exempt)
        return Evidence.known_by(day, evidence.indicators, evidence.targets, rows)

    def seen_by_register(file: str) -> Evidence:
        """The same for the words of a register: its folder says whether it is exempt, its name the meeting's day."""
        path = PurePosixPath(file)
        return seen(date.fromisoformat(path.stem), path.parent.name in exempt)

    found = [
        *(problem for meeting in meetings for problem in meeting_problems(root, meeting)),
        *(problem for meeting in meetings for problem in _meeting_words(meeting, seen, names)),
        *(problem for each in evidence.observations for problem in _words(str(each.row), each.note, evidence, names)),
        *(
            problem
            for each in evidence.continuations
            for problem in _words(str(each.row), each.reason, evidence, names)
        ),
        *(_typed(str(each.row), figure) for each in coverage for figure in typed_figures(each.held, names)),
        *(
            problem
            for rows in registers
            for row in rows
            for problem in _register_words(row, seen_by_register(row.row.file), names)
        ),
        *strays,
        *(
            problem
            for each in rulings
            for problem in _words(str(each.row), each.reason, seen(each.as_at, each.is_exempt), names)
        ),
        *(
            problem
            for path in sorted((root / "notebooks").glob("*.ipynb"))
            for problem in notebook_problems(path, names)
        ),
        *_personal_details(root),
    ]
    return tuple(found)


def notebook_problems(path: Path, names: Iterable[str]) -> list[str]:
    """What breaks the notebooks' house rules: see docs/notebooks.md."""
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


def _evidence(root: Path) -> Evidence:
    indicators = read_indicators(root)
    targets = read_targets(root, indicators)
    datasets = collect(lambda name: read_dataset(root, name, indicators), dataset_names(root))
    return Evidence.known_by(
        date.max,
        indicators,
        targets,
        tuple(each for rows in datasets for each in rows),
        read_continuations(root, indicators),
    )


def _meeting_words(meeting: Meeting, seen: Callable[[date, bool], Evidence], names: Iterable[str]) -> Iterator[str]:
    for item in meeting.items:
        yield from (
            _typed(f"params/{meeting.date}.yaml, item {item.number}", figure)
            for figure in typed_figures(item.text, names)
        )
    for report in meeting.reports:
        sections = report.sections
        for text in (*sections.recommendation, sections.consultations, sections.risk):
            evidence = seen(meeting.date, report.part is Part.EXEMPT)
            yield from _words(f"params/{meeting.date}.yaml, item {report.item}", text, evidence, names)


def _register_words(row: object, evidence: Evidence, names: Iterable[str]) -> Iterator[str]:
    text = f"{row.action} {row.timescale} {row.progress}" if isinstance(row, Action) else row.text  # type: ignore[attr-defined]
    yield from _words(str(row.row), text, evidence, names)  # type: ignore[attr-defined]


def _words(place: str, text: str, evidence: Evidence, names: Iterable[str]) -> Iterator[str]:
    yield from (_typed(place, figure) for figure in typed_figures(words_outside_slots(text), names))
    yield from refusals(place, say, text, evidence)


def _prose_of(cell: NotebookNode) -> list[str]:
    """A Markdown cell's text; of a code cell the strings that are sentences, not keys or periods, comments left aside."""
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


def _personal_details(root: Path) -> Iterator[str]:
    for path in sorted(
        [*(root / "data").rglob("*.csv"), *(root / "params").glob("*.yaml"), *(root / "notebooks").glob("*.ipynb")]
    ):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if _PERSONAL.search(line) and "image/" not in line:
                yield f"{path.relative_to(root).as_posix()}, line {number}: an e-mail address or phone number; name the post instead"


def _typed(place: str, figure: str) -> str:
    return f"{place}: the figure '{figure}' is typed into the words; make it a slot such as {{indicator @ period}}, or list the name in data/names.csv"
