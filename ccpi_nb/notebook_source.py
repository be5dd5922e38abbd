"""What a notebook's source says of it: the defaults of its parameters, and the datasets that it reads."""

import ast
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

Value = str | int | float | bool


def default_parameters(notebook: NotebookNode) -> dict[str, Value]:
    """Of the cell tagged 'parameters', in its order."""
    found: dict[str, Value] = {}
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            for node in _nodes(cell):
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant):
                    found[node.target.id] = node.value.value  # type: ignore[assignment]
    return found


def datasets_read(notebook: NotebookNode, parameters: Mapping[str, Value]) -> tuple[str, ...]:
    """Those that its `open_report` names, itself or by a parameter."""
    for cell in notebook.cells:
        for node in _nodes(cell):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open_report":
                named = [keyword.value for keyword in node.keywords if keyword.arg == "datasets"] or node.args[2:3]
                text = next((_text(value, parameters) for value in named), "")
                return tuple(name.strip() for name in text.split(",") if name.strip())
    return ()


def _nodes(cell: NotebookNode) -> Iterator[ast.AST]:
    if cell.cell_type == "code":
        try:
            yield from ast.walk(ast.parse(cell.source))
        except SyntaxError:  # `ccpi check` tells of it
            return


def _text(node: ast.expr, parameters: Mapping[str, Value]) -> str:
    if isinstance(node, ast.Name):
        return str(parameters.get(node.id, ""))
    return str(node.value) if isinstance(node, ast.Constant) else ""
