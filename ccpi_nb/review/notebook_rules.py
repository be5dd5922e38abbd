"""What breaks the notebooks' house rules: sections, parameters, logic in a cell."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Heading
from ccpi_nb.document.runs import plain
from ccpi_nb.errors import InputError
from ccpi_nb.notebook.cells import numbered
from ccpi_nb.notebook.commands import nodes_of
from ccpi_nb.notebook.notebook_file import STANDING_SECTIONS, read_notebook
from ccpi_nb.notebook.parameters import default_problems, defaults_of
from ccpi_nb.publish.word_checks import (
    lead_ins,
    source_problems,
)

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


def notebook_problems(path: Path, names: Iterable[str]) -> list[str]:
    """Return what breaks the notebooks' house rules: see docs/notebooks.md."""
    file = f"notebooks/{path.name}"
    try:
        notebook = read_notebook(path)
    except InputError as problem:
        return list(problem.problems)
    words = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = {heading for source in words for heading in _headings(source)}
    missing = [title for title in STANDING_SECTIONS if title not in headings]
    problems = [f"{file}: the section '{title}' is missing; add its heading" for title in missing]
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        problems.append(f"{file}: one cell must be tagged 'parameters', and {len(tagged)} are")
    code = [(place, cell.source) for place, cell in numbered(notebook, file) if cell.cell_type == "code"]
    return [
        *problems,
        *source_problems(notebook, file, names, defaults_of(notebook, path.stem) if len(tagged) == 1 else {}),
        *lead_ins(notebook, file),
        *(
            f"{place}: {problem}"
            for place, cell in numbered(notebook, file)
            if cell in tagged
            for problem in default_problems(cell.source)
        ),
        *(f"{place}: {problem}" for place, source in code for problem in _form_problems(source)),
    ]


def _headings(source: str) -> set[str]:
    try:
        return {plain(block.runs) for block in blocks_from_markdown(source, "") if isinstance(block, Heading)}
    except InputError:  # `source_problems` says so
        return {line.strip("# ") for line in source.splitlines() if line.startswith("#")}


def _form_problems(source: str) -> Iterator[str]:
    """Yield what is wrong with the form of a cell's code, each as the end of a sentence."""
    try:
        nodes = tuple(nodes_of(source))
    except SyntaxError as problem:
        yield f"this is not Python: {problem.msg} (line {problem.lineno}); correct it"
        return
    if any(isinstance(node, _LOGIC) for node in nodes):
        yield "loops, conditions and functions belong in ccpi_nb, with tests; call one from here"
    if any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" for node in nodes
    ):
        yield "what 'print' writes is in no published file; show it with report.say, or take it out"
