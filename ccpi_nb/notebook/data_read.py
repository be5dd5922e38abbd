"""The datasets and registers that a notebook's source names, and what its cells end with."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from ccpi_nb.notebook.commands import nodes_of, parsed
from ccpi_nb.notebook.parameters import Parameters
from ccpi_nb.notebook.signatures import signatures


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


def cell_naming(notebook: NotebookNode, name: str, parameters: Parameters) -> int:
    """Return the number of the first cell with a call that names a dataset or register, itself or by a parameter."""
    for number, cell in enumerate(notebook.cells, start=1):
        for call in (node for node in _nodes(cell) if isinstance(node, ast.Call)):
            register = _register_call(call, parameters)
            if (register and register.register == name) or (
                _is_opening(call) and name in _names(_argument(call, "datasets", 2), parameters)
            ):
                return number
    raise ValueError(f"no cell names '{name}'")


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
    if not (isinstance(call.func, ast.Attribute) and signatures().get(call.func.attr, "").startswith("register")):
        return None
    register, topic = _argument(call, "register", 0), _argument(call, "topic", 1)
    return RegisterCall(*(_text(value, parameters).strip() if value else "" for value in (register, topic)))


def _last_value(cell: NotebookNode) -> ast.expr | None:
    """Return the value that a cell shows; None where it ends with a statement or a semicolon, or is no Python."""
    if cell.cell_type != "code" or cell.source.rstrip().endswith(";"):
        return None
    try:
        statements = parsed(cell.source).body
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
            yield from nodes_of(cell.source)
        except SyntaxError:  # `ccpi check` reports it
            return


def _text(node: ast.expr, parameters: Parameters) -> str:
    if isinstance(node, ast.Name):
        return str(parameters.get(node.id, ""))
    return str(node.value) if isinstance(node, ast.Constant) else ""
