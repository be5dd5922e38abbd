"""The source of a notebook: the datasets and registers that it reads."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ccpi_nb.domain.parameters import Parameters, refuse_parameters
from ccpi_nb.errors import InputError, did_you_mean

# The calls of an open report whose first argument, `register`, is a register.
REGISTER_CALLS = frozenset(
    {
        "action_counts",
        "action_tables",
        "deliverable_counts",
        "deliverable_summary",
        "deliverable_tables",
        "lessons_table",
        "prose",
        "systems",
        "updates",
        "updates_by_period",
    }
)


def datasets_read(notebook: NotebookNode, parameters: Parameters) -> tuple[str, ...]:
    """Return the datasets that a notebook's calls of `open_report` name, themselves or by a parameter, each once."""
    named = (_names(_argument(call, "datasets", 2), parameters) for call in _calls(notebook) if _is_opening(call))
    return tuple(dict.fromkeys(name for names in named for name in names))


@dataclass(frozen=True)
class RegisterCall:
    """A call that shows a register, or of an updates register a topic; '' where its source doesn't name one."""

    register: str
    topic: str


def registers_read(notebook: NotebookNode, parameters: Parameters) -> tuple[str, ...]:
    """Return the registers that a notebook's calls name, themselves or by a parameter, each once."""
    named = (_register_call(call, parameters) for call in _calls(notebook))
    return tuple(dict.fromkeys(call.register for call in named if call and call.register))


def shows(cell: NotebookNode) -> bool:
    """Return whether a cell of code ends with a value that is shown."""
    return _last_value(cell) is not None


def register_shown(cell: NotebookNode, parameters: Parameters) -> RegisterCall | None:
    """Return what of a register a cell of code shows; None where it shows anything else."""
    value = _last_value(cell)
    return _register_call(value, parameters) if isinstance(value, ast.Call) else None


def shows_report(notebook: NotebookNode) -> bool:
    """Return whether a cell ends with the open report, whose title and meeting head the page."""
    opened = {
        target.id
        for cell in notebook.cells
        for node in _nodes(cell)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_opening(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    values = (_last_value(cell) for cell in notebook.cells)
    return any(
        (isinstance(value, ast.Name) and value.id in opened) or (isinstance(value, ast.Call) and _is_opening(value))
        for value in values
    )


def _is_opening(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "open_report"


def _register_call(call: ast.Call, parameters: Parameters) -> RegisterCall | None:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in REGISTER_CALLS):
        return None
    register, topic = _argument(call, "register", 0), _argument(call, "topic", 1)
    return RegisterCall(*(_text(value, parameters).strip() if value else "" for value in (register, topic)))


def _last_value(cell: NotebookNode) -> ast.expr | None:
    """Return the value that a cell shows; None where it ends with a statement or a semicolon, or is no Python."""
    if cell.cell_type != "code" or cell.source.rstrip().endswith(";"):
        return None
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError:
        return None
    return statements[-1].value if statements and isinstance(statements[-1], ast.Expr) else None


def _calls(notebook: NotebookNode) -> Iterator[ast.Call]:
    return (node for cell in notebook.cells for node in _nodes(cell) if isinstance(node, ast.Call))


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return next(iter([*named, *call.args[position : position + 1]]), None)


def _names(value: ast.expr | None, parameters: Parameters) -> tuple[str, ...]:
    text = _text(value, parameters) if value else ""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _nodes(cell: NotebookNode) -> Iterator[ast.AST]:
    if cell.cell_type == "code":
        try:
            yield from ast.walk(ast.parse(cell.source))
        except SyntaxError:  # `ccpi check` reports it
            return


def _text(node: ast.expr, parameters: Parameters) -> str:
    if isinstance(node, ast.Name):
        return str(parameters.get(node.id, ""))
    return str(node.value) if isinstance(node, ast.Constant) else ""


def notebook_path(root: Path, name: str) -> Path:
    """Return the path of the notebook of a name; InputError names the nearest where there is none."""
    known = {path.stem: path for path in (root / "notebooks").glob("*.ipynb") if path.is_file()}
    if name not in known:
        raise InputError(f"there is no notebook '{name}'; {did_you_mean(name, known)}")
    return known[name]


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook at `path`; InputError where the file holds none."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        return notebook
    except Exception as problem:  # nbformat raises whatever it comes upon
        why = type(problem).__name__
        raise InputError(
            f"notebooks/{path.name}: the file is not a notebook ({why}); take it from git again, "
            "or save it from JupyterLab"
        ) from None


def check_parameters(path: Path, parameters: Parameters) -> None:
    """Raise InputError, before a kernel starts, for parameters that papermill would put in with a warning at most.

    See `refuse_parameters`.
    """
    refuse_parameters(read_notebook(path), path.stem, parameters)


STANDING_SECTIONS = (
    "Executive summary",
    "Recommendation",
    "Background and advice",
    "Consultations",
    "Implications",
    "Risk management",
    "Background papers",
    "Reason for inclusion in Part II",
)
